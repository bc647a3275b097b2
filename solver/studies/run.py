"""A study from the workbook to its own: read, ask, solve points where they are solved, tell."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import ExitCode, Finding, NoPlanError, NothingFoundError, OutputError, PlanError, told
from solver.excel.sheets.study_sheets import write_study
from solver.files.replace import replace_file
from solver.record import RunSpec
from solver.results.study_page import StudyPage
from solver.runs.load import Loaded, load
from solver.runs.request import OUTPUTS, make_output_folder
from solver.studies.executors import open_workers
from solver.studies.point import PointOutcome
from solver.studies.point_store import POINTS_OF, PointStore
from solver.studies.rounds import StudyProgress
from solver.studies.shard import WHOLE, Shard
from solver.studies.study import Study, StudyAnswer
from solver.studies.study_input import StudyInput, default_folder
from solver.studies.study_record import asked_record, input_record, study_record, tool_name
from solver.studies.study_run import StudyRun
from solver.studies.told.pages import page_of
from solver.studies.workers import Workers
from solver.text.file_names import safe_file_name
from solver.text.numbers import counted, time_in_words

if TYPE_CHECKING:
    from solver.plan import Plan

MOST_POINTS = 10_000
"""Points that a study may want unless more are asked for."""

ANSWER = "answer.json"
"""The file in the study's folder that holds its answer."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRequest:
    """The request for a study: of which workbook, what is asked of its plan, where it runs, where it is told.

    ``ask``: makes the study of the plan; PlanError for what the plan does not have. ``on``, ``jobs``,
    ``memory``: as ``open_workers`` takes them. ``most``: points that it may want. ``needs_plan``: whether it
    asks nothing where the workbook as it stands has no plan. ``name``: of the study in sheet Studies, after
    which its workbook is called; "" without. ``called``: the planner's workbook, where ``source`` is a copy
    of it. ``tidy``: whether points of another state of the workbook are removed.
    """

    source: Path
    ask: Callable[[Plan], Study[StudyAnswer]]
    kind: str
    output: Path | None = None
    spec: RunSpec = field(default_factory=RunSpec)
    on: str = ""
    jobs: int | None = None
    memory: int | None = None
    shard: Shard = WHOLE
    most: int = MOST_POINTS
    needs_plan: bool = True
    name: str = ""
    called: Path | None = None
    tidy: bool = False
    report: Callable[[StudyProgress], None] = lambda _: None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudyDone:
    """A study that came to its end.

    ``page``: that tells it; ``record``: its JSON; ``backup``: what stood where its workbook is now, and was
    no study's. ``points``: that were solved or kept from before; ``saved``: that took no search.
    """

    study: Study[StudyAnswer]
    answer: StudyAnswer
    base: PointOutcome
    plan: Plan
    output: Path
    folder: Path
    page: StudyPage
    record: dict[str, object]
    backup: Path | None
    findings: tuple[Finding, ...]
    points: int
    kept: int
    saved: int
    exit_code: int

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that hold its answer: the workbook, and the JSON among its points."""
        return self.output, self.folder / ANSWER


def study_output(request: StudyRequest) -> Path:
    """The path of a study's workbook: as asked, or ``outputs/<workbook>.<name or kind>.xlsx``."""
    called = study_file_name(request.name) if request.name else request.kind
    return request.output or OUTPUTS / f"{request.source.stem}.{called}.xlsx"


def study_file_name(name: str) -> str:
    """The name of a study as that of a file."""
    return safe_file_name(name, name, "study")


def refuse_output_of_study(source: Path, output: Path) -> None:
    """Refuse before any work a workbook that could not be written; raises OutputError."""
    if output.suffix.casefold() != ".xlsx":
        raise OutputError(f"cannot write {output}: a study is a workbook; give it a name that ends in .xlsx")
    with contextlib.suppress(OSError):
        if output.samefile(source):
            raise OutputError(
                f"cannot write {output}: it is the workbook that is asked about; "
                "name another file with --output"
            )
    if output.is_dir():
        raise OutputError(f"cannot write {output}: it is a folder; give the name of a file in it")


def run_study(request: StudyRequest) -> StudyDone:
    """Run a study, keep its answer in its folder, and write the workbook that tells it.

    Raises
    ------
    ForcegenError
        PlanError for a workbook with errors, a question about what it does not have, or too many points;
        NoPlanError or NothingFoundError where there is no plan to begin with; SolverError where points cannot
        be solved.
    StudyStoppedError
        If somebody stopped it; all points that ended are kept.
    """
    loaded = load(
        request.source, request.spec, Path(request.spec.baseline) if request.spec.baseline else None
    )
    study = _asked(request, loaded)
    _refuse_shared_search(request, study)
    output = study_output(request)
    refuse_output_of_study(request.source, output)
    make_output_folder(request.source, output)
    sources = _sources(request)
    store = PointStore(folder=default_folder(output), sources=sources)
    given = study_input(loaded, request.spec, exact=study.exact)
    if request.tidy:
        store.forget_others(given.key)
    path = request.called or request.source
    asked = {"input": input_record(path, loaded), "study": asked_record(study), POINTS_OF: given.key}
    store.open({"tool": tool_name(), **asked})
    with open_workers(request.on, request.jobs, request.memory) as workers:
        run = _run(request, given, store, workers)
        base = run.solve_base()
        _refuse_many(request, study, base, workers)
        if request.needs_plan and not base.has_plan:
            none = NoPlanError if base.proved else NothingFoundError
            raise none(f"{request.source} has no plan to ask about: {base.reason}")
        answer = run.play(study.rounds(given, base))
    page = page_of(loaded.plan, answer)
    record = study_record(path, loaded, request.spec, study, answer, run, page)
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    replace_file(store.folder / ANSWER, text.encode(), like=sources)
    backup = write_study(page, output, like=sources)
    return StudyDone(
        study=study,
        answer=answer,
        base=base,
        plan=loaded.plan,
        output=output,
        folder=store.folder,
        page=page,
        backup=backup,
        record=record,
        findings=loaded.findings,
        points=len(run.known),
        kept=run.kept,
        saved=run.saved,
        exit_code=_exit_code(answer, [base, *answer.outcomes()]),
    )


def _asked(request: StudyRequest, loaded: Loaded) -> Study[StudyAnswer]:
    """The study that is asked for; what its plan does not have is told with its cell."""
    from solver.excel.read.workbook import locate

    try:
        return request.ask(loaded.plan)
    except PlanError as error:
        raise PlanError(locate(error.findings, loaded.workbook.tables)) from error


def study_input(loaded: Loaded, spec: RunSpec, *, exact: bool = False) -> StudyInput:
    """The input of a study of a workbook that is read.

    ``exact``: without a gap, whatever the workbook's setting says; one that was asked for stays.
    """
    from solver.optimise import Search

    search = replace(spec.search, gap=0.0) if exact and spec.search.gap is None else spec.search
    options = replace(Search.of(loaded.plan.settings, search), threads=1)
    return StudyInput(plan=loaded.plan, baseline=loaded.baseline, options=options, own=loaded.workbook.tables)


def _run(request: StudyRequest, given: StudyInput, store: PointStore, workers: Workers) -> StudyRun:
    return StudyRun(
        given=given,
        workers=workers,
        store=store,
        shard=request.shard,
        report=request.report,
    )


def _sources(request: StudyRequest) -> tuple[Path, ...]:
    others = (request.spec.baseline, request.spec.present)
    return (request.source, *(Path(each) for each in others if each))


def _refuse_shared_search(request: StudyRequest, study: Study[StudyAnswer]) -> None:
    """Raise PlanError where several runs are to share what only one after the other can find."""
    if request.shard.parts > 1 and not study.fixed_points:
        raise PlanError(
            [
                told(
                    "--shard parts points that are known beforehand, and where this study looks next "
                    f"depends on what it found; leave out --shard{UNLESS.get(study.kind, '')}"
                )
            ]
        )


UNLESS = {"sweep": ", or give the range a step", "confidence": ", or ask with --replans 0"}
"""What makes the points of a study known beforehand."""


def _refuse_many(
    request: StudyRequest, study: Study[StudyAnswer], base: PointOutcome, workers: Workers
) -> None:
    """Raise PlanError where more points are wanted than may be: how many, and how long they would take."""
    if study.points <= request.most:
        return
    from datetime import timedelta

    seconds = base.seconds * study.points / workers.places
    long = time_in_words(timedelta(seconds=seconds))
    raise PlanError(
        [
            told(
                f"{counted(study.points, 'point', 'points')} are asked for, {long} on "
                f"{counted(workers.places, 'process', 'processes')} at {base.seconds:.1f} s each; "
                "ask for fewer (a larger step, a smaller range), or allow as many with "
                f"--points {study.points}"
            )
        ]
    )


def _exit_code(answer: StudyAnswer, outcomes: Sequence[PointOutcome]) -> int:
    """0 where every point is proved, and nothing was left open; else the worst."""
    if any(each.status == "failed" for each in outcomes):
        return ExitCode.SOLVER_FAILED
    whole = answer.complete and all(each.proved for each in outcomes)
    return ExitCode.OK if whole else ExitCode.NOT_PROVED
