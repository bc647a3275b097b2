"""What a process of the night is asked to do, and how: look at a workbook, solve a plan of it, audit one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.errors import ForcegenError, PlanError
from solver.nightly.folder import RunFolder
from solver.record import Flags, shown_path
from solver.version import VERSION

if TYPE_CHECKING:
    from solver.optimise import Progress
    from solver.runs.pipeline import Run
    from solver.tables import RawTables


Say = Callable[[dict[str, Any]], None]
"""Where a task says what it does; ``said`` names the kind: ``progress``, ``looked``, ``ended``."""

NO_CHANGES = "Priorities!changes!Enabled=no"
"""Before anything is published there is nothing that changes could be counted against."""

BREATH = 1.0
"""Seconds between two words of progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerTask:
    """What one process is asked to do.

    ``look``: copy ``source`` to ``target`` when nobody writes it, and say what
    is in it. Otherwise: solve the plan of the run folder ``target``, of which
    ``source`` says what the planner calls the workbook. ``baseline``: the run
    folder of the published plan, "" for none. ``memory``: MB, None for no limit.
    ``audit``: audit the written workbook ``source`` of the run folder ``target``. ``damage``: why the
    published plan is not to be trusted; then nothing starts from it, and nothing takes its place.
    """

    look: bool
    source: str
    target: str
    scenario: str = ""
    baseline: str = ""
    strict: bool = False
    flags: Flags = field(default_factory=Flags)
    memory: int | None = None
    audit: bool = False
    damage: tuple[str, ...] = ()

    def to_json(self) -> str:
        """As one line."""
        return json.dumps(asdict(self)) + "\n"


def from_json(line: str) -> WorkerTask:
    """The task that a line states."""
    told = json.loads(line)
    return WorkerTask(**{**told, "flags": Flags(**told["flags"]), "damage": tuple(told["damage"])})


def perform(task: WorkerTask, say: Say) -> None:
    """Do it, and say what came of it."""
    if task.look:
        _look(task, say)
    elif task.audit:
        _audit(task, say)
    else:
        _solve(task, say)


def ended(exit_code: int, reasons: Sequence[str], record: dict[str, object] | None = None) -> dict[str, Any]:
    """The last word of a task: its exit code, why there is no plan or none to publish, its record."""
    return {"said": "ended", "exit_code": exit_code, "reasons": list(reasons), "record": record}


def _look(task: WorkerTask, say: Say) -> None:
    """Copy the workbook; say its hash, and where it can be read those of its tables and its scenarios."""
    from solver.excel.read.read_once import read_once
    from solver.nightly.inputs import copy_settled
    from solver.plan.scenario import nightly_scenarios
    from solver.plan.settings import read_settings

    copy = Path(task.target)
    try:
        content = copy_settled(Path(task.source), copy)
        file = (copy.stat().st_size, content)
    except ForcegenError as error:
        say(ended(error.exit_code, sentences_of(error)))
        return
    try:
        workbook = read_once(copy)
    except PlanError:  # the run that follows says what is wrong
        say(_looked(file, content, [_plan("", None)], read=False))
        return
    tables = workbook.tables
    plans = [_plan(name, _search_time(tables, name)) for name in ("", *nightly_scenarios(tables))]
    marking = read_settings(tables).settings.marking
    say(_looked(file, workbook.tables_sha256, plans, read=True, marking=marking))


def _looked(
    file: tuple[int, str], content: str, plans: list[dict[str, Any]], *, read: bool, marking: str = ""
) -> dict[str, Any]:
    """What was seen of a workbook: size and hash of the file, a hash of what it holds, its plans.

    ``read``: whether these are all of its plans.
    """
    return {
        "said": "looked",
        "file": file,
        "content": content,
        "plans": plans,
        "read": read,
        "marking": marking,
    }


def _plan(scenario: str, seconds: float | None) -> dict[str, Any]:
    """A plan that the workbook states, and how long its search may take."""
    return {"scenario": scenario, "seconds": seconds}


def _search_time(tables: RawTables, scenario: str) -> float | None:
    """The time limit of the workbook as the scenario has it (seconds); None where it cannot be read."""
    from solver.plan.scenario import apply_overrides, scenario_overrides
    from solver.plan.settings import read_settings

    try:
        changed = apply_overrides(tables, scenario_overrides(tables, scenario)) if scenario else tables
    except PlanError:
        return None
    return float(read_settings(changed).settings.time_limit)


def _audit(task: WorkerTask, say: Say) -> None:
    """Audit a published plan as it lies there; say what is broken, nothing where it is sound."""
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
    from solver.nightly.changes import keep_changes
    from solver.runs.pipeline import Request, run

    folder = RunFolder(Path(task.target))
    published, unread = (None, list(task.damage)) if task.damage else _published(task.baseline)
    draft = folder.work / f"plan{folder.input.suffix}"
    request = Request(
        source=folder.input,
        output=draft,
        scenario=task.scenario,
        overrides=() if published else without_changes(folder.input, task.scenario),
        baseline=published,
        strict=task.strict,
        flags=replace(task.flags, baseline=str(published or "")),
        aloud=True,
        progress=reporter(say),
    )
    try:
        done = run(request)
    except ForcegenError as error:
        reasons = [_in_planners_words(sentence, task) for sentence in sentences_of(error)]
        say(ended(error.exit_code, reasons, _renamed(error.record or {}, task, folder)))
        return
    reasons = why_none(done) if done.output is None else _why_not(done, published, unread)
    if done.output is not None:
        draft.replace(folder.path / draft.name)
        if published is not None:
            keep_changes(folder, published, done, task.scenario)
    say(ended(done.exit_code, reasons, _renamed(done.record, task, folder)))


def _published(baseline: str) -> tuple[Path | None, list[str]]:
    """The workbook of the published plan, if it can be read; otherwise why it cannot."""
    from solver.excel.read.written import read_written

    if not baseline:
        return None, []
    workbook = RunFolder(Path(baseline)).workbook
    try:
        read_written(workbook)
    except ForcegenError as error:
        return None, [f"the published plan cannot be read, so nothing could be compared with it: {error}"]
    return workbook, []


def without_changes(source: Path, scenario: str, overrides: tuple[str, ...] = ()) -> tuple[str, ...]:
    """An override that takes ``changes`` out of a planner's own priorities, where they rank it."""
    from solver.excel.read.read_once import read_once
    from solver.plan.plan import CHANGES
    from solver.runs.load import plan_of

    try:
        workbook = read_once(source)
        if not _speaks_of_changes(workbook.tables, overrides):
            return ()
        ranked = plan_of(workbook, scenario, overrides, given=True).priorities
    except ForcegenError:
        return ()  # the run says what is wrong
    own = ranked.loc[ranked["sheet_row"] > 0, "objective"]
    return (NO_CHANGES,) if (own == CHANGES).any() else ()


def _speaks_of_changes(tables: RawTables, overrides: tuple[str, ...]) -> bool:
    """Whether ``changes`` stands anywhere that priorities may come from; else nothing need be worked out."""
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
    """Say how the search goes: each rank as it begins, and then not every step of it."""
    last = (-BREATH, 0)

    def report(progress: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if progress.rank != last[1] or now - last[0] >= BREATH:
            last = (now, progress.rank)
            say({"said": "progress", **asdict(progress)})

    return report


def _why_not(done: Run, published: Path | None, unread: Sequence[str]) -> list[str]:
    """Why a plan may not be published; nothing if it may."""
    from solver.nightly.gate import judge

    return [*unread, *judge(done, published)]


def why_none(done: Run) -> list[str]:
    """Why there is no plan, and the least to give for one."""
    if done.diagnosis is None:
        return ["no plan was found in the time; give it more with --time-limit"]
    gives = ["; ".join(str(finding) for finding in proposal) for proposal in done.gives]
    if done.diagnosis.singles:
        return ["no plan keeps every hard rule; the least to give, any one of these:", *gives]
    if gives:
        return ["no plan keeps every hard rule, and no single number mends it; all of these do:", *gives]
    return ["no plan keeps every hard rule, and no change of numbers was found that mends it"]


def sentences_of(error: ForcegenError) -> list[str]:
    """What an error says, errors before warnings."""
    if isinstance(error, PlanError):
        worst = [finding for finding in error.findings if finding.severity == "error"]
        return [str(finding) for finding in worst or error.findings]
    return [str(error)]


def _renamed(record: dict[str, Any], task: WorkerTask, folder: RunFolder) -> dict[str, Any]:
    """The record with the names that the planner knows: of the workbook, and of the plan where it lies."""
    plan = shown_path(folder.path / f"plan{folder.input.suffix}")
    told = {**record, "outputs": [{**each, "path": plan} for each in record.get("outputs", [])]}
    told["input"] = {**record.get("input", {}), "path": shown_path(Path(task.source))}
    told["findings"] = [
        {**each, "message": _in_planners_words(each["message"], task)} for each in record.get("findings", [])
    ]
    return told


def _in_planners_words(sentence: str, task: WorkerTask) -> str:
    """A sentence about our copy of the workbook, said of the workbook itself; nobody sees our draft.

    A plan that was put among temporary files goes with this process, so nothing is promised of it.
    """
    from solver.excel.write import KEPT

    run = RunFolder(Path(task.target))
    told, _, _ = sentence.partition(KEPT)
    return told.replace(str(run.input), task.source).replace(str(run.work), str(run.path))
