"""The workbooks of the input folder: found, copied when nobody writes them, and inspected."""

from __future__ import annotations

import hashlib
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from solver.errors import ForcegenError, PlanError, told
from solver.files.own_files import sha256_of
from solver.files.replace import replace_file
from solver.nightly.task import Say, WorkerTask, ended, sentences_of
from solver.runs.request import EXCEL, TEMPLATES

if TYPE_CHECKING:
    from solver.tables import RawTables


RECENT = 3.0
"""Seconds since the last change within which a file may still be being written."""

PAUSE = 1.0
"""Seconds between two looks at a file that may still be being written."""

MOST_LOOKS = 10
"""How often a file is looked at until it stays as it is."""

OTHERS = (".xls", ".xlsb", ".ods", ".csv", *TEMPLATES)
"""Endings of tables that a planner may take for a workbook that is read."""


OUTSIDE = "a link that leads out of the folder; put the workbook itself there"
"""Whoever may write among the inputs need not be allowed to read what we may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file in the input folder that is not solved, and why not."""

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """The workbooks of an input folder by name, and what else lies there."""

    sources: tuple[Path, ...]
    skipped: tuple[Skipped, ...]


def find_inputs(inputs: Path) -> Inputs:
    """Every .xlsx and .xlsm that lies in the folder itself; folders in it are the planner's own.

    Raises PlanError where the folder cannot be read.
    """
    try:
        every = sorted(inputs.iterdir(), key=lambda path: (path.name.casefold(), path.name))
    except OSError as error:
        what = error.strerror or error
        message = f"cannot read the folder {inputs}: {what}; name the folder in which the workbooks lie"
        raise PlanError([told(message)]) from error
    paths = [path for path in every if path.suffix.casefold() in (*EXCEL, *OTHERS)]
    why = {path: _why_not(path) for path in paths}
    return Inputs(
        sources=tuple(path for path in paths if not why[path]),
        skipped=tuple(Skipped(name=path.name, why=why[path]) for path in paths if why[path]),
    )


def _why_not(path: Path) -> str:
    name = path.name
    if name.startswith("~$"):
        return f"marks that {name[2:]} is open in Excel; what was saved last is solved"
    if name.startswith("."):
        return "a hidden file"
    if ".backup-" in name:
        return "a backup that forcegen made; rename it to have it solved"
    if path.suffix.casefold() not in EXCEL:
        kind = path.suffix.casefold()
        what = f"a {path.suffix} file; save it as Excel Workbook (.xlsx)"
        if kind in TEMPLATES:
            what = f"a template ({path.suffix}); save a workbook made from it as {TEMPLATES[kind]}"
        return f"{what} to have it solved"
    if _leads_out(path):
        return OUTSIDE
    return "a folder" if path.is_dir() else ""


def _leads_out(path: Path) -> bool:
    """Whether it is a link to what lies elsewhere than in its own folder."""
    if not path.is_symlink():
        return False
    try:
        return not path.resolve().is_relative_to(path.parent.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        return True


def copy_settled(source: Path, target: Path) -> str:
    """Copy a workbook while nobody writes it, and return its hash (sha256).

    A file that changes while it is copied, or changed a moment ago, is looked at again until it stays as it
    is. Raises PlanError where it cannot be read, or does not settle, and OutputError where the copy cannot be
    written.
    """
    try:
        if _leads_out(source):
            raise _unread(source, f"it is {OUTSIDE}")
        before = _file_state(source)
        for _ in range(MOST_LOOKS):
            data = source.read_bytes()
            if time.time() - before.written / 1e9 < RECENT:  # also where its time lies in the future
                time.sleep(PAUSE)
            after = _file_state(source)
            if after == before:
                replace_file(target, data, like=[source])
                return hashlib.sha256(data).hexdigest()
            before = after
    except FileNotFoundError as error:
        raise _unread(source, "it is no longer there; put it back") from error
    except OSError as error:
        raise _unread(
            source, f"{error.strerror or error}; see who may read it, or who holds it open"
        ) from error
    raise _unread(source, "it is being written all the time; see what saves it, and run again after that")


def file_hash(source: Path, size: int) -> str:
    """The hash (sha256) of a workbook that has that size; blank where it has another, or cannot be read."""
    try:
        if _file_state(source).size != size:
            return ""
        return sha256_of(source)
    except (OSError, PlanError):
        return ""


@dataclass(frozen=True, slots=True)
class _FileState:
    """The state of a file by which a change shows: its place on the disk, its size, its time of writing."""

    device: int
    node: int
    size: int
    written: int


def _file_state(source: Path) -> _FileState:
    from solver.excel.package.package import MEGABYTE, MOST_FILE

    now = source.stat()
    if not stat.S_ISREG(now.st_mode):
        raise _unread(source, "it is no ordinary file; put a workbook there")
    if now.st_size > MOST_FILE:
        raise _unread(source, f"it is larger than {MOST_FILE // MEGABYTE} MB, which no plan needs")
    return _FileState(now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns)


def _unread(source: Path, why: str) -> PlanError:
    return PlanError([told(f"cannot read {source}: {why}")])


def inspect_workbook(task: WorkerTask, say: Say) -> None:
    """Copy a workbook; say its hash, and where it can be read those of its tables and its scenarios."""
    from solver.excel.read.workbook import read_once
    from solver.plan.scenario import nightly_scenarios
    from solver.plan.settings import read_settings
    from solver.studies.from_sheet import nightly_studies

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
        say(_inspection(file, content, [_stated_plan("", None)], read=False))
        return
    tables = workbook.tables
    plans = [_stated_plan(name, search_time(tables, name)) for name in ("", *nightly_scenarios(tables))]
    marking = read_settings(tables).settings.marking
    seen = _inspection(file, workbook.tables_sha256, plans, read=True, marking=marking)
    say({**seen, "studies": nightly_studies(tables)})


def _inspection(
    file: tuple[int, str], content: str, plans: list[dict[str, Any]], *, read: bool, marking: str = ""
) -> dict[str, Any]:
    """The message with what was seen of a workbook: size and hash of its file, hash of its tables, its plans.

    ``read``: whether these are all of its plans.
    """
    return {
        "said": "looked",
        "file": file,
        "content": content,
        "plans": plans,
        "read": read,
        "marking": marking,
        "studies": [],
    }


def _stated_plan(scenario: str, seconds: float | None) -> dict[str, Any]:
    """A plan that a workbook states, and how long its search may take (seconds)."""
    return {"scenario": scenario, "seconds": seconds}


def search_time(tables: RawTables, scenario: str) -> float | None:
    """The time limit of the workbook as the scenario has it (seconds); None where it cannot be read."""
    from solver.plan.scenario import apply_overrides, scenario_overrides
    from solver.plan.settings import read_settings

    try:
        changed = apply_overrides(tables, scenario_overrides(tables, scenario)) if scenario else tables
    except PlanError:
        return None
    return float(read_settings(changed).settings.time_limit)
