"""Which folder belongs to a plan or run: named after its workbook, found by what a person types."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from solver.errors import ExitCode, ForcegenError
from solver.nightly.folder import LATEST, RUNS, PlanFolder, RunFolder, plans
from solver.record import shown_path
from solver.runs.targets import EXCEL
from solver.text.visible import HIDDEN


class RunNotFoundError(ForcegenError):
    """No run, or more than one, goes by what was asked for; says what there is."""

    exit_code = ExitCode.USAGE


def find_run(outputs: Path, text: str) -> RunFolder:
    """Find the run that is meant: by its id, the beginning of that or of its hash, its plan, or its path.

    A plan's name means its last run, published or not.

    Raises
    ------
    RunNotFoundError
        If there is none, or more than one; with those that there are.
    """
    path = _as_path(outputs, text)
    if path is not None:
        return path
    every = plans(outputs)
    runs = [run for plan in every for run in plan.runs()]
    found = [run for run in runs if text and text in (run.id, f"{run.plan.name}/{run.id}")]
    if not found:
        found = [run for run in runs if text and _begins(run, text)]
    if len(found) == 1:
        return found[0]
    raise RunNotFoundError(_which(outputs, text, found, every))


def _begins(run: RunFolder, text: str) -> bool:
    _, _, digest = run.id.partition("-")
    return run.id.startswith(text) or digest.startswith(text)


def _as_path(outputs: Path, text: str) -> RunFolder | None:
    """The run at that path, from here or from the output folder: its folder, ``latest``, or its plan's."""
    for path in (Path(text), outputs / text):
        if path.name == LATEST and (latest := PlanFolder(path.parent).latest()):
            return latest
        if path.parent.name == RUNS and path.is_dir():
            return RunFolder(path)
        if text and (path / RUNS).is_dir() and (runs := PlanFolder(path).runs()):
            return runs[-1]
    return None


def _which(outputs: Path, text: str, found: list[RunFolder], every: list[PlanFolder]) -> str:
    """Say which runs there are, so that the next try finds one."""
    if found:
        shown = "\n".join(f"  {run.plan.name}/{run.id}" for run in found[-12:])
        return f"{len(found)} runs in {outputs} begin with '{text}'; name one of them:\n{shown}"
    if not every:
        return (
            f"there is no run '{text}': {outputs} holds no runs; "
            "name the output folder of the nightly runs with --outputs"
        )
    last = [plan.runs()[-1] for plan in every if plan.runs()]
    shown = "\n".join(f"  {run.plan.name}/{run.id}" for run in last[:12])
    more = f"\n  and {len(last) - 12} more plans" if len(last) > 12 else ""
    return f"there is no run '{text}' in {outputs}; the last run of each plan is\n{shown}{more}"


LONGEST = 100
"""Bytes that a name may take: file systems allow 255, paths on Windows 260 characters in all."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ufffd]')
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|index\.html|history(-damaged-.*)?\.sqlite(-journal)?",
    re.IGNORECASE,
)
"""Names that Windows keeps for itself, and those of our own files in an output folder."""


def plan_name(source: Path, scenario: str = "") -> str:
    """The name of a plan: ``ukraine`` for ukraine.xlsx, ``ukraine - force 10k`` for a scenario of it.

    A workbook with macros keeps its ending, ``ukraine.xlsm``. What a file
    system may not take, and signs that nobody sees, are replaced; a few letters then tell such names apart.
    """
    plain = source.suffix.casefold() == EXCEL[0]
    stem = unicodedata.normalize("NFC", shown_path(Path(source.stem if plain else source.name)))
    name = f"{stem} - {scenario}" if scenario else stem
    safe = HIDDEN.sub("_", _FORBIDDEN.sub("_", name)).strip(" .")
    safe = safe.encode()[:LONGEST].decode(errors="ignore").strip(" .")
    if safe == name and not _RESERVED.fullmatch(safe):
        return name
    return f"{safe or 'plan'} {_letters(source, scenario)}"


def plan_folder(outputs: Path, source: Path, scenario: str, taken: dict[str, tuple[str, str]]) -> PlanFolder:
    """The folder of a plan: the one that it has, else one that is no other's, nor would be on some disks.

    ``taken``: whose each name is tonight, by the name without case; this one is added.
    """
    mine, plain = (source_name(source), scenario), plan_name(source, scenario)
    names = (plain, f"{plain} {_letters(source, scenario)}")
    own = next((name for name in names if _owner(PlanFolder(outputs / name)) == mine), "")
    name = own or (plain if _free(outputs, plain, mine, taken) else names[1])
    taken[name.casefold()] = mine
    return PlanFolder(outputs / name)


def source_name(source: Path) -> str:
    """The file name of a workbook, as every record can hold it."""
    return shown_path(Path(source.name))


def _free(outputs: Path, name: str, mine: tuple[str, str], taken: Mapping[str, tuple[str, str]]) -> bool:
    """Whether no other plan has that name, tonight or in a folder, however its letters are written."""
    owners = [taken.get(name.casefold()), *map(_owner, plans(outputs, called=name))]
    return all(owner in (None, mine) for owner in owners)


def source_of(folder: PlanFolder) -> str:
    """The file name of the workbook that a plan is of; blank where it has no runs."""
    return (_owner(folder) or ("", ""))[0]


def _owner(folder: PlanFolder) -> tuple[str, str] | None:
    """Of which workbook and scenario the runs in a folder are; None where there are none."""
    for run in reversed(folder.runs()):
        about = run.record().get("run", {})
        if about.get("source"):
            return str(about["source"]), str(about.get("scenario", ""))
    return None


def _letters(source: Path, scenario: str) -> str:
    told = f"{source_name(source)}\n{scenario}"
    return "~" + hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:6]
