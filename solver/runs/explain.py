"""An explanation: a workbook's best plan, or a written one, and the answers to what is asked about it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import Finding, PlanError, SolverError, told
from solver.reasons.questions.wanted import Wanted, is_in_plan, question_of
from solver.record import Clock, RunSpec, shown_path
from solver.runs.request import Request, Run, Solved, baseline_of

if TYPE_CHECKING:
    from solver.excel.read.written import WrittenPlan
    from solver.optimise import Progress, Search
    from solver.reasons.questions.answer import Answer, Question, RankPrice
    from solver.reasons.questions.question_pool import AskedPlan, PoolProgress
    from solver.runs.recheck import LoadedWritten


SECONDS = 60.0
"""Seconds for all questions together, where nobody says it."""

REPROOF_SHARE = 0.25
"""Share of these seconds that the proof of a written plan takes at most; questions have what is left."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainRequest:
    """The request for an explanation: of which workbook, what is wanted, within how many seconds.

    ``spec``: as for a solve; a written plan carries its own. ``progress`` hears of the search for the plan,
    ``report`` of the questions.
    """

    source: Path
    spec: RunSpec = field(default_factory=RunSpec)
    wanted: Wanted = field(default_factory=Wanted)
    seconds: float = SECONDS
    progress: Callable[[Progress], None] | None = None
    report: Callable[[PoolProgress], None] = lambda _: None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AskedWorkbook:
    """A workbook with the plan that questions are about.

    ``written``: whether it is a written plan, not one found now; ``better``: the first rank in which a plan
    was found that is better than it. ``sha256``: of the workbook. ``prepared``: seconds for the plan,
    ``proving``: those of them in which a written plan was proved again.
    """

    asked: AskedPlan
    scenario: str
    overrides: tuple[str, ...]
    sha256: str
    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...] = ()
    written: bool = False
    better: RankPrice | None = None
    prepared: float = 0.0
    proving: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Explanation:
    """An explanation of a plan: an answer for each question, and what was said on the way.

    ``everything``: whether nothing in particular was asked. ``nothing``: whether every question was lost;
    ``stopped``: how somebody stopped it.
    """

    source: str
    workbook: AskedWorkbook
    answers: tuple[Answer, ...]
    everything: bool
    seconds: float
    limit: float
    findings: tuple[Finding, ...]
    nothing: bool = False
    stopped: KeyboardInterrupt | None = None


def explain_workbook(request: ExplainRequest) -> Explanation | Run:
    """Answer what is asked about a workbook's plan; the end of the run where it has none.

    Nothing is written. Raises ForcegenError for whatever keeps it from an answer, and KeyboardInterrupt where
    somebody stopped it before there was one.
    """
    from solver.isolation import start_early

    clock = Clock()
    start_early()
    if is_written(request.source):
        workbook, question = _of_written(request, clock)
    else:
        solved, question = _solved(request, clock)
        if not solved.solution.has_plan:
            from solver.runs.pipeline import end_without_plan

            return end_without_plan(solved)
        workbook = _of_solved(solved)
    return explanation_of(workbook, question, request)


def is_written(path: Path) -> bool:
    """Whether a workbook has a plan that forcegen wrote; PlanError where it cannot be read."""
    from solver.excel.read.reader import read_owned
    from solver.excel.read.written import ALLOCATION, RUN

    return {ALLOCATION, RUN} <= read_owned(path, (ALLOCATION, RUN)).keys()


def explanation_of(
    workbook: AskedWorkbook, question: Question | None, request: ExplainRequest
) -> Explanation:
    """The answers about a workbook's plan to one question, or to all that it raises (None)."""
    from solver.reasons.questions.question_pool import QuestionPool, open_questions

    asked = workbook.asked
    opened = open_questions(asked, question)
    questions = opened if question is None else [_asked_of(asked, question)]
    seconds = request.seconds - workbook.proving
    answered = QuestionPool(asked, questions, seconds, report=request.report).answered()
    log.info("%d questions in %.1f s", len(questions), answered.seconds)
    if answered.nothing and answered.faults:
        raise answered.faults[0]
    return Explanation(
        source=shown_path(request.source),
        workbook=workbook,
        answers=answered.answers,
        everything=question is None,
        seconds=answered.seconds,
        limit=request.seconds,
        findings=tuple(told(sentence, "warning") for sentence in answered.lost),
        nothing=answered.nothing,
        stopped=answered.stopped,
    )


def _asked_of(asked: AskedPlan, question: Question) -> Question:
    """The question to ask: of a contingent that is in the plan there, what one more unit costs."""
    there = question.kind == "why_not" and is_in_plan(asked.solution.allocation, question)
    return replace(question, more=True) if there else question


def _solved(request: ExplainRequest, clock: Clock) -> tuple[Solved, Question | None]:
    """The best plan of a planner's workbook, found as ``forcegen solve`` finds it, and the question."""
    from solver.runs.load import load
    from solver.runs.pipeline import searched

    as_solve = Request(source=request.source, spec=request.spec, progress=request.progress)
    loaded = load(request.source, request.spec, baseline_of(as_solve))
    question = question_of(loaded.plan, request.wanted)
    log.info("read %s in %.2f s", request.source, loaded.seconds)
    return searched(as_solve, loaded, clock), question


def _of_solved(solved: Solved) -> AskedWorkbook:
    """The plan that was found, audited."""
    from solver.runs.pipeline import audited

    audited(solved.loaded.plan, solved.solution, solved.loaded.baseline)
    return asked_workbook(solved)


def asked_workbook(solved: Solved) -> AskedWorkbook:
    """The plan that was found, as questions are asked about it."""
    from solver.reasons.questions.question_pool import AskedPlan

    loaded, solution = solved.loaded, solved.solution
    return AskedWorkbook(
        asked=AskedPlan(
            plan=loaded.plan, solution=solution, baseline=loaded.baseline, options=_quiet(solved.options)
        ),
        scenario=solved.request.spec.scenario,
        overrides=solved.request.spec.overrides,
        sha256=loaded.workbook.sha256,
        findings=(*loaded.findings, *solution.findings),
        notes=loaded.notes,
        prepared=solved.clock.total(),
    )


def _of_written(request: ExplainRequest, clock: Clock) -> tuple[AskedWorkbook, Question | None]:
    """A written plan, its ranks proved again, and the question."""
    from solver.excel.read.workbook import locate
    from solver.isolation import WorkerDiedError, call
    from solver.reasons.questions.question_pool import WORKER, AskedPlan
    from solver.runs.recheck import load_written

    restated = load_written(request.source)
    _refuse_written(request.source, restated)
    plan, written = restated.plan, restated.written
    findings = locate((*restated.workbook.findings, *plan.warnings), restated.workbook.tables)
    if request.spec.strict and findings:
        raise PlanError(findings)
    question = question_of(plan, request.wanted)
    options = _as_written(request, plan.settings, written)
    limit = min(options.time_limit, REPROOF_SHARE * request.seconds)
    found = {
        "plan": plan,
        "allocation": written.allocation,
        "baseline": written.baseline,
        "options": replace(options, time_limit=limit),
    }
    began = time.monotonic()
    end = began + limit + PATIENCE
    try:
        again = call(f"{WORKER}:prove_plan", found, overdue=lambda _: time.monotonic() > end)
    except WorkerDiedError as death:
        raise SolverError(
            f"the process that proved the plan again {death}; "
            "forcegen doctor tells whether the solver works here"
        ) from death
    proving = time.monotonic() - began
    log.info("proved again in %.2f s", proving)
    workbook = AskedWorkbook(
        asked=AskedPlan(plan=plan, solution=again.solution, baseline=written.baseline, options=options),
        scenario=written.scenario,
        overrides=written.overrides,
        sha256=restated.workbook.sha256,
        findings=findings,
        written=True,
        better=again.better,
        prepared=clock.total(),
        proving=proving,
    )
    return workbook, question


PATIENCE = 30.0
"""Seconds beyond its time for which the proof of a written plan is waited for."""


def _as_written(request: ExplainRequest, settings: object, written: WrittenPlan) -> Search:
    """How to search: as asked, else as the run that wrote the plan was asked, else as the settings say."""
    from solver.optimise import Search
    from solver.plan.numerals import plain_number
    from solver.results.columns import GAP_FACT

    asked = request.spec.search
    seed = plain_number(written.fact("Seed"))
    flags = replace(
        asked,
        time_limit=plain_number(written.fact("Time limit (s)")),
        gap=asked.gap if asked.gap is not None else plain_number(written.fact(GAP_FACT)),
        seed=int(seed) if asked.seed is None and seed else asked.seed,
    )
    return Search.of(settings, flags)  # type: ignore[arg-type]


def _refuse_written(source: Path, restated: LoadedWritten) -> None:
    """Refuse a written plan that is none of its workbook, or none at all (PlanError)."""
    from solver.audit import audit

    written, name = restated.written, shown_path(source)
    if restated.changed:
        raise PlanError(
            [
                told(
                    f"{name}: the input sheets have changed since this plan was made from them; "
                    "solve again (forcegen solve), then explain the new plan"
                )
            ]
        )
    report = audit(
        restated.plan,
        written.allocation,
        ranks=written.ranks,
        baseline=written.baseline,
    )
    if written.relaxed or not report.clean:
        why = [told(str(breach)) for breach in report.breaches]
        said = told(f"{name} holds no plan that can be explained, by the audit; solve again (forcegen solve)")
        raise PlanError([said, *why])


def _quiet(options: Search) -> Search:
    return replace(options, progress=None, found=None)
