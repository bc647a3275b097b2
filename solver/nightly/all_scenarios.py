"""All scenarios in one go: the workbook as it stands and each scenario, side by side in worker processes."""

from __future__ import annotations

import contextlib
import logging
import shutil
import signal
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from solver.errors import ExitCode, Finding, ForcegenError, OutputError, SolverError, told
from solver.excel.read.workbook import read_once
from solver.isolation.processes import Stop, heeding_signals, new_scratch, sweep_scratch
from solver.nightly.inputs import search_time
from solver.nightly.night_request import Limits, make_work_folder, usual_memory
from solver.nightly.plan_identity import plan_name
from solver.nightly.report import in_one_line, worst_code
from solver.nightly.scenario_task import kept_solved
from solver.nightly.task import WRITTEN, WorkerTask, sentences_of
from solver.nightly.worker_pool import IdleWorkers, Job, JobResult, WorkerPool
from solver.nightly.worker_process import Launch, Message
from solver.optimise.backend import available_cores
from solver.plan.scenario import changes_nothing, scenario_names
from solver.plan.settings import read_settings
from solver.record import Clock, RunSpec
from solver.results.scenarios import NO_PLAN, NOT_WRITTEN
from solver.runs.pipeline import Request, end
from solver.runs.record_file import broken_off, record_of_error, write_record
from solver.runs.request import checked_output, default_output, output_of, sources_of
from solver.schema import RESULT_SHEETS, SHEETS_ASKED_FOR
from solver.solution import ComparedScenario
from solver.tables import RawTables, fold

log = logging.getLogger(__name__)

BASE_NAMES = ("base", "as it stands", "the workbook as it stands")
"""What the workbook as it stands is called: the first that no scenario which differs has."""

NO_SCENARIOS = (
    "there is no scenario to compare with the workbook as it stands: name some in sheet Scenarios, "
    "or leave out --all-scenarios"
)
ALONE = "solve it alone with --scenario"
"""What may help where a process died."""

FEW_REASONS = 2
"""Reasons why there is no plan that fit a line: what is wrong, and the first thing that would mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioProgress:
    """How far the scenarios are: ``scenario`` has told of its search, or has ended (``message`` is empty)."""

    scenario: str
    message: Message
    ended: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ScenarioRun:
    """One scenario that was tried: its numbers, exit code and record, and where its plan lies, if it has one.

    ``backup``: what was at ``output`` and is no run's own, as it was. ``no_page``: whether its page could not
    be written.
    """

    compared: ComparedScenario
    exit_code: int
    record: dict[str, Any]
    output: Path | None = None
    backup: Path | None = None
    no_page: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AllScenarios:
    """What came of all scenarios: the workbook as it stands first, then the others as the sheet has them."""

    title: str
    marking: str
    runs: tuple[ScenarioRun, ...]
    exit_code: int
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True, kw_only=True)
class ScenarioJob:
    """A job: solve one scenario. ``request``: the run that it is; ``work``: where its log and more lies."""

    name: str
    request: Request
    limit: float
    work: Path
    base: bool = False
    """Whether it is the workbook as it stands, which is written when all others have ended."""

    @property
    def solved_file(self) -> Path:
        """Where the search of the workbook as it stands is kept."""
        return self.work.with_name("solved")

    def begin(self) -> tuple[WorkerTask, Path]:
        """The task, and a folder of its own for it."""
        make_work_folder(self.work)
        request = self.request
        task = WorkerTask(
            kind="scenario",
            source=str(request.source),
            target=str(output_of(request)),
            named=request.follow,
            page=request.page,
            spec=request.spec,
            solved_file=str(self.solved_file) if self.base else "",
            folder=str(Path.cwd()),
        )
        return task, self.work


def run_all(
    request: Request,
    tell: Callable[[ScenarioProgress], None] = lambda _: None,
    *,
    slots: int | None = None,
    launch: Launch | None = None,
) -> AllScenarios:
    """Solve a workbook as it stands and every scenario of it, and write each plan into a workbook of its own.

    That of the workbook as it stands also gets the sheet that compares them, and is written last.
    ``slots``: how many side by side, by default as the cores allow. ``launch``: who does the tasks;
    processes that are kept from one to the next, where nobody is named.

    Raises PlanError or OutputError where the workbook cannot be read, or its plan could not be written;
    whatever ends one scenario is told with it.
    """
    clock, workbook = Clock(), read_once(request.source)
    checked_output(request, [title for title in RESULT_SHEETS if title not in SHEETS_ASKED_FOR])
    sweep_scratch()
    stage = new_scratch()
    try:
        jobs = _jobs(request, workbook.tables, stage)
        places, threads = _shares(len(jobs), request.spec.search.threads, slots)
        for job in jobs:
            shared = replace(job.request.spec.search, threads=threads)
            job.request = replace(job.request, spec=replace(job.request.spec, search=shared))
        with heeding_signals() as stop, IdleWorkers() as idle:
            batch = ScenarioBatch(jobs=jobs, clock=clock, stop=stop, tell=tell, memory=usual_memory(places))
            batch.work(places, launch or idle.launch)
            runs = batch.runs()
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    settings = read_settings(workbook.tables).settings
    return AllScenarios(
        title=settings.plan_name,
        marking=settings.marking,
        runs=runs,
        exit_code=worst_code(
            (ExitCode.NOT_WRITTEN if run.no_page else run.exit_code for run in runs), stop.exit_code
        ),
        findings=() if len(runs) > 1 else (told(NO_SCENARIOS, "warning"),),
    )


def _shares(count: int, threads: int | None, slots: int | None) -> tuple[int, int]:
    """How many scenarios to solve side by side, and with how many threads each."""
    cores = available_cores()
    places = slots or min(max(cores // (threads or 1), 1), count)
    return places, threads or max(cores // places, 1)


def _jobs(request: Request, tables: RawTables, stage: Path) -> list[ScenarioJob]:
    """The workbook as it stands, then every scenario that is not just that."""
    names = scenario_names(tables)
    same = next((name for name in names if changes_nothing(tables, name)), "")
    known = set(map(fold, names))
    usual = next((name for name in BASE_NAMES if fold(name) not in known), BASE_NAMES[-1])
    others = [name for name in names if name != same]
    return [
        ScenarioJob(
            name=name or same or usual,
            request=scenario_request(request, name),
            limit=Limits().of_plan(request.spec.search.time_limit or search_time(tables, name)),
            work=stage / str(place) / "work",
            base=not name,
        )
        for place, name in enumerate(["", *others])
    ]


def scenario_request(request: Request, scenario: str) -> Request:
    """The run of one scenario, its plan beside that of the workbook as it stands, which "" means.

    With --in-place it goes where plans usually go: a folder of workbooks is no place for plans.
    """
    if not scenario:
        return replace(request, progress=None)
    beside = default_output(request.source) if request.in_place else output_of(request)
    output = beside.with_name(plan_name(Path(f"{beside.stem}.xlsx"), scenario) + beside.suffix)
    spec: RunSpec = replace(request.spec, scenario=scenario)
    return replace(request, output=output, named=False, in_place=False, spec=spec, progress=None)


@dataclass(slots=True, kw_only=True, eq=False)
class ScenarioBatch:
    """The scenarios at work, and how each ended so far."""

    jobs: Sequence[ScenarioJob]
    clock: Clock
    stop: Stop
    tell: Callable[[ScenarioProgress], None]
    memory: int
    results: dict[Path, JobResult] = field(default_factory=dict)

    def work(self, places: int, launch: Launch) -> None:
        """Do all jobs; those that a signal left waiting have no result."""
        pool = WorkerPool(
            slots=places, launch=launch, stop=self.stop, on_progress=self._progress, memory=self.memory
        )
        pool.add(list(self.jobs))
        for result in pool.work():
            assert isinstance(result.job, ScenarioJob)
            self.results[result.job.work] = result
            log.info("%s: ended after %.2f s", result.job.name, result.seconds)
            self._progress(result.job, {})

    def _progress(self, job: Job, message: Message) -> None:
        assert isinstance(job, ScenarioJob)
        self.tell(
            ScenarioProgress(
                scenario=job.name, message=message, ended=len(self.results), count=len(self.jobs)
            )
        )

    def runs(self) -> tuple[ScenarioRun, ...]:
        """What came of each, in the order of the jobs; the workbook as it stands is written now."""
        base, *others = self.jobs
        ended = [self._run_of(job) for job in others]
        return (self._base(base, tuple(run.compared for run in ended)), *ended)

    def _run_of(self, job: ScenarioJob) -> ScenarioRun:
        """What came of a scenario, by the last word of its process."""
        result = self.results.get(job.work)
        answer = result.answer if result is not None else None
        if answer is None:
            code, why = why_silent(result, self.memory, self.stop.exit_code)
            return self._without_plan(job, code, [why])
        if answer["exit_code"] not in WRITTEN:
            return self._without_plan(job, answer["exit_code"], answer["reasons"], answer["record"])
        return ScenarioRun(
            compared=ComparedScenario(**{**answer["compared"], "scenario": job.name}),
            exit_code=answer["exit_code"],
            record=answer["record"],
            output=job.request.output,
            backup=Path(answer["backup"]) if answer["backup"] else None,
            no_page=answer["no_page"],
        )

    def _base(self, job: ScenarioJob, others: tuple[ComparedScenario, ...]) -> ScenarioRun:
        """What came of the workbook as it stands; its plan is written with the sheet that compares all."""
        output = output_of(job.request)
        if job.solved_file.is_file():
            own = ComparedScenario(scenario=job.name, workbook=output.name)
            try:
                done = end(replace(kept_solved(job.solved_file), request=job.request), (own, *others))
            except ForcegenError as error:
                run = self._without_plan(job, error.exit_code, sentences_of(error), error.record)
            else:
                return ScenarioRun(
                    compared=done.compared[0],
                    exit_code=done.exit_code,
                    record=done.record,
                    output=done.output,
                    backup=done.backup,
                    no_page=done.no_page,
                )
        else:
            run = self._run_of(job)
        record = {**run.record, "compared": [asdict(each) for each in (run.compared, *others)]}
        if job.work in self.results:  # what was not begun leaves what an earlier run wrote as it is
            with contextlib.suppress(OutputError):  # it is told all the same
                write_record(record, output, sources_of(job.request))
        return replace(run, record=record)

    def _without_plan(
        self, job: ScenarioJob, code: int, reasons: Sequence[str], record: dict[str, Any] | None = None
    ) -> ScenarioRun:
        """A scenario of which there is no plan, and why, in a line."""
        begun = job.work in self.results
        why = in_one_line(reasons[:FEW_REASONS] if code == ExitCode.NO_PLAN else reasons[:1])
        proof = NOT_WRITTEN if code == ExitCode.NOT_WRITTEN else NO_PLAN
        return ScenarioRun(
            compared=ComparedScenario(scenario=job.name, proof=proof, why=why),
            exit_code=code,
            record=record
            or (broken_off if begun else record_of_error)(job.request, self.clock, SolverError(why)),
        )


def why_silent(result: JobResult | None, memory: int, stopped: int) -> tuple[int, str]:
    """The exit code of a scenario whose process gave no answer, and why; ``result``: None: it never began."""
    if result is None:
        return stopped, "it was stopped before it began"
    if result.cause == "signal":
        return stopped, "it was stopped before there was a plan"
    if result.cause == "plan":
        return ExitCode.NOTHING_FOUND, f"it did not heed its time and was ended after {result.seconds:,.0f} s"
    if result.error is not None:
        why = f"its process could not be started: {result.error}"
    elif result.cause == "memory":
        used = f"{result.memory:,.0f} MB of memory, over its share of {memory:,} MB"
        why = f"its process was ended at {used}; {ALONE}"
    elif result.code == -getattr(signal, "SIGKILL", 9):
        why = f"somebody killed its process, or the system did for want of memory; {ALONE}"
    else:
        why = f"its process died without a word (exit code {result.code}); {ALONE}"
    return getattr(result.error, "exit_code", ExitCode.SOLVER_FAILED), why
