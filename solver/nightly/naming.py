"""What a plan's folder is called: as the workbook, with the scenario behind it; no two share one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

from solver.facts import shown_path
from solver.nightly.folder import PlanFolder
from solver.targets import EXCEL

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
    system may not take is replaced, and a few letters then tell such names apart.
    """
    plain = source.suffix.casefold() == EXCEL[0]
    stem = unicodedata.normalize("NFC", shown_path(Path(source.stem if plain else source.name)))
    name = f"{stem} - {scenario}" if scenario else stem
    safe = _FORBIDDEN.sub("_", name).strip(" .")
    safe = safe.encode()[:LONGEST].decode(errors="ignore").strip(" .")
    if safe == name and not _RESERVED.fullmatch(safe):
        return name
    return f"{safe or 'plan'} {_letters(source, scenario)}"


def plan_folder(outputs: Path, source: Path, scenario: str, taken: dict[str, tuple[str, str]]) -> PlanFolder:
    """The folder of a plan; one that is another's, or would be on some disks, is not taken.

    ``taken``: whose each name is tonight, by the name without case; this one is added.
    """
    mine = (shown_path(Path(source.name)), scenario)
    for name in (plan_name(source, scenario), f"{plan_name(source, scenario)} {_letters(source, scenario)}"):
        folder = PlanFolder(outputs / name)
        if taken.get(name.casefold(), _owner(folder) or mine) == mine:
            break
    taken[name.casefold()] = mine
    return folder


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
    told = f"{shown_path(Path(source.name))}\n{scenario}"
    return "~" + hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:6]
