"""The tasks of a worker process: inspect a workbook, solve a plan, audit one, solve what was saved."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from solver.errors import ExitCode, ForcegenError, PlanError
from solver.nightly.folder import RunFolder
from solver.record import RunSpec, SolverOptions, shown_path
from solver.version import VERSION

if TYPE_CHECKING:
    from solver.optimise import Progress
    from solver.runs.pipeline import Run
    from solver.tables import RawTables


Say = Callable[[dict[str, Any]], None]
"""Where a task says what it does; ``said`` names the kind: ``progress``, ``looked``, ``ended``."""

KILLED = 128 + 9
"""Exit code of a run whose process was killed: 128 + SIGKILL."""

WRITTEN = (ExitCode.OK, ExitCode.NOT_PROVED)
"""Exit codes of a run that wrote a plan: proved, or the best in the time."""

SETTLED = (ExitCode.BAD_WORKBOOK, ExitCode.NO_PLAN)
"""Exit codes of runs that end the same when nothing has changed: errors in the workbook, no plan possible."""

NO_CHANGES = "Priorities!changes!Enabled=no"
"""Before anything is published there is nothing that changes could be counted against."""

BREATH = 1.0
"""Seconds between two words of progress."""


Kind = Literal["inspect", "solve", "audit", "save", "scenario", "study"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerTask:
    """What a worker process is asked to do, by ``kind``.

    ``inspect``: copy ``source`` to ``target`` when nobody writes it, and say what is in it.
    ``solve``: solve the plan of the run folder ``target``; ``source`` is what the planner calls its workbook.
    ``audit``: audit the written workbook ``source`` of the run folder ``target``.
    ``save``: solve the workbook ``source``, which a planner saved, into the workbook ``target``.
    ``scenario``: solve a scenario of the workbook ``source`` into the workbook ``target``, one of several.
    ``study``: ask the study ``study`` of the workbook of the run folder ``target``.
    """

    kind: Kind
    source: str
    target: str
    spec: RunSpec = field(default_factory=RunSpec)
    published: str = ""
    """The run folder of the published plan, from which a solve starts; "" for none."""
    before: str = ""
    """The written plan of the save before, which counts where there is no other baseline."""
    base_file: str = ""
    """Where the solved program is kept from one save to the next; "" for nowhere."""
    named: bool = True
    """Whether somebody named ``target``; only then a link there leads on to the file."""
    solved_file: str = ""
    """Where to keep a search that found a plan, for the parent to write it; "" to write it."""
    folder: str = ""
    """Where relative paths begin; "" for where the process is."""
    study: str = ""
    """The name of a study on sheet Studies."""
    page: bool = False
    """Whether the page of the plan is written beside it."""
    memory: int | None = None
    """MB; None for no limit."""
    damage: tuple[str, ...] = ()
    """Why the published plan is not to be trusted; then nothing starts from it, and nothing replaces it."""

    def to_json(self) -> str:
        """The task as one line."""
        return json.dumps(asdict(self)) + "\n"


def from_json(line: str) -> WorkerTask:
    """The task that a line states."""
    stated = json.loads(line)
    asked = stated["spec"]
    search = SolverOptions(**asked["search"])
    spec = RunSpec(**{**asked, "overrides": tuple(asked["overrides"]), "search": search})
    return WorkerTask(**{**stated, "damage": tuple(stated["damage"]), "spec": spec})


def do_task(task: WorkerTask, say: Say) -> None:
    """Do a task, and say what came of it."""
    from solver.nightly.inputs import inspect_workbook
    from solver.nightly.scenario_task import solve_scenario
    from solver.nightly.study_task import ask_study

    do = {
        "inspect": inspect_workbook,
        "solve": _solve,
        "audit": _audit,
        "save": _solve_save,
        "scenario": solve_scenario,
        "study": ask_study,
    }
    do[task.kind](task, say)


def ended(exit_code: int, reasons: Sequence[str], record: dict[str, object] | None = None) -> dict[str, Any]:
    """The last message of a task: exit code, reasons why there is no plan or none to publish, record."""
    return {"said": "ended", "exit_code": exit_code, "reasons": list(reasons), "record": record}


def _audit(task: WorkerTask, say: Say) -> None:
    """Audit a published plan as it lies there, and say what is broken: nothing where it is sound."""
    from solver.runs.recheck import SHOWN, audit_written

    try:
        report, _ = audit_written(Path(task.source))
    except ForcegenError as error:
        say(ended(error.exit_code, sentences_of(error)))
        return
    # What another version wrote may be laid out otherwise; the rules are the same.
    ours = RunFolder(Path(task.target)).record().get("tool") == f"forcegen {VERSION}"
    breaches = [breach for breach in report.breaches if ours or breach.rule != SHOWN]
    say(ended(0, [f"the audit of it finds: {breach}" for breach in breaches]))


def _solve(task: WorkerTask, say: Say) -> None:
    """Solve, audit and write a plan into its run folder, and say whether it may be published."""
    from solver.nightly.gate import judge
    from solver.nightly.run_page import with_page
    from solver.nightly.run_text import keep_changes
    from solver.runs.pipeline import Request, run

    folder = RunFolder(Path(task.target))
    published, unread = (None, list(task.damage)) if task.damage else _published(task.published)
    draft = folder.work / f"plan{folder.input.suffix}"
    spec = task.spec
    overrides = () if published else without_changes(folder.input, spec.scenario)
    request = Request(
        source=folder.input,
        output=draft,
        spec=replace(spec, overrides=overrides, baseline=str(published or "")),
        aloud=True,
        progress=reporter(say),
    )
    try:
        done = run(request)
    except ForcegenError as error:
        reasons = [in_planners_words(sentence, task) for sentence in sentences_of(error)]
        say(ended(error.exit_code, reasons, _renamed(error.record or {}, task, folder)))
        return
    reasons = why_none(done) if done.output is None else [*unread, *judge(done, published)]
    record = done.record
    if done.output is not None:
        draft.replace(folder.path / draft.name)
        told_why = [in_planners_words(sentence, task) for sentence in reasons]
        record = with_page(folder, done, Path(task.source).name, told_why)
        if published is not None:
            keep_changes(folder, published, done, spec.scenario)
    say(ended(done.exit_code, reasons, _renamed(record, task, folder)))


def _solve_save(task: WorkerTask, say: Say) -> None:
    """Solve, audit and write a workbook that was saved, close to the plan before."""
    from solver.runs.pipeline import Request, run

    source, spec = Path(task.source), task.spec
    if not (spec.baseline or spec.present or task.before):
        dropped = without_changes(source, spec.scenario, spec.overrides)
        spec = replace(spec, overrides=(*spec.overrides, *dropped))
    request = Request(
        source=source,
        output=Path(task.target),
        spec=spec,
        before=Path(task.before) if task.before else None,
        base_file=Path(task.base_file) if task.base_file else None,
        progress=reporter(say),
    )
    try:
        done = run(request)
    except ForcegenError as error:
        say(ended(error.exit_code, sentences_of(error), error.record))
        return
    say(ended(done.exit_code, why_none(done) if done.output is None else [], done.record))


def _published(folder: str) -> tuple[Path | None, list[str]]:
    """The workbook of the published plan, if it can be read; otherwise why it cannot."""
    from solver.excel.read.written import read_written

    if not folder:
        return None, []
    workbook = RunFolder(Path(folder)).workbook
    try:
        read_written(workbook)
    except ForcegenError as error:
        return None, [f"the published plan cannot be read, so nothing could be compared with it: {error}"]
    return workbook, []


def without_changes(source: Path, scenario: str, overrides: tuple[str, ...] = ()) -> tuple[str, ...]:
    """An override that takes ``changes`` out of a planner's own priorities, where they rank it.

    Not where the workbook says what is there today: that is what changes are counted against.
    """
    from solver.excel.read.workbook import read_once
    from solver.plan.plan import CHANGES
    from solver.runs.load import plan_of

    try:
        workbook = read_once(source)
        if not _speaks_of_changes(workbook.tables, overrides):
            return ()
        plan = plan_of(workbook, scenario, overrides, has_baseline=True)
    except ForcegenError:
        return ()  # the run says what is wrong
    if not plan.present.empty:
        return ()
    own = plan.priorities.loc[plan.priorities["sheet_row"] > 0, "objective"]
    return (NO_CHANGES,) if (own == CHANGES).any() else ()


def _speaks_of_changes(tables: RawTables, overrides: tuple[str, ...]) -> bool:
    """Whether ``changes`` stands in any cell that priorities may come from: else nothing is worked out."""
    from solver.plan.plan import CHANGES
    from solver.tables import fold

    cells = [
        cell
        for name in ("Priorities", "Scenarios")
        if name in tables
        for cell in tables[name].cells.to_numpy().ravel()
    ]
    return any(CHANGES in fold(text) for text in (*cells, *overrides) if isinstance(text, str))


def reporter(say: Say) -> Callable[[Progress], None]:
    """A function that reports a search: each rank as it begins, and then at most once a second."""
    last = (-BREATH, 0)

    def report(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if progress.rank != last[1] or now - last[0] >= BREATH:
            last = (now, progress.rank)
            say({"said": "progress", **asdict(progress)})

    return report


def why_none(done: Run) -> list[str]:
    """Reasons why there is no plan, and the least to give for one."""
    return [
        sentence
        for section in done.why
        for sentence in (_lower(section.heading), *(str(line) for line in section.lines))
    ]


def _lower(heading: str) -> str:
    """A heading as a reason among others: from a small letter, without its full stop."""
    return (heading[:1].lower() + heading[1:]).removesuffix(".")


def sentences_of(error: ForcegenError) -> list[str]:
    """The sentences of an error: errors, or where there are none, warnings."""
    if isinstance(error, PlanError):
        worst = [finding for finding in error.findings if finding.severity == "error"]
        return [str(finding) for finding in worst or error.findings]
    return [str(error)]


def _renamed(record: dict[str, Any], task: WorkerTask, folder: RunFolder) -> dict[str, Any]:
    """The record with the paths that the planner knows, not those of our copies."""
    outputs = [
        {**each, "path": shown_path(folder.path / Path(each["path"]).name)}
        for each in record.get("outputs", [])
    ]
    told = {**record, "outputs": outputs}
    told["input"] = {**record.get("input", {}), "path": shown_path(Path(task.source))}
    told["findings"] = [
        {**each, "message": in_planners_words(each["message"], task)} for each in record.get("findings", [])
    ]
    return told


def in_planners_words(sentence: str, task: WorkerTask) -> str:
    """A sentence about our copy of a workbook as one about the planner's own.

    A plan that was put among temporary files goes with this process, so nothing is promised of it.
    """
    from solver.excel.write import KEPT

    run = RunFolder(Path(task.target))
    told, _, _ = sentence.partition(KEPT)
    return told.replace(str(run.input), task.source).replace(str(run.work), str(run.path))
