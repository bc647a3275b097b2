"""The studies that lie beside a plan: those of the same tables, scenario and changed cells."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from solver.errors import Finding, told
from solver.files.own_files import read_own
from solver.results.study_page import StudyPage
from solver.results.study_told import told_page
from solver.tables import fold
from solver.text.numbers import first_few

ANSWERS = "*.study/answer.json"
"""Where studies of a folder keep their answers."""
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What reading an answer raises where somebody else wrote it."""
MOST_STUDIES = 6
"""Studies that a page tells: those that were answered last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudiesBeside:
    """The studies of a plan that lie in its folder, as they are told.

    ``files``: those that the pages are made from; ``older``: of those that are too many to tell; ``others``:
    of studies that are of other tables, a scenario or cells that the plan is not of.
    """

    pages: tuple[StudyPage, ...] = ()
    files: tuple[Path, ...] = ()
    older: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()


def studies_beside(
    workbook: Path, tables_sha256: str, scenario: str, overrides: Sequence[str]
) -> StudiesBeside:
    """The studies beside a workbook, oldest first; what cannot be read is none."""
    found: list[tuple[float, Path, StudyPage]] = []
    others = []
    for path in sorted(workbook.parent.glob(ANSWERS)):
        try:
            record = json.loads(read_own(path))
            page = told_page(record["told"]) if _is_of(record, tables_sha256, scenario, overrides) else None
            answered = path.stat().st_mtime
        except UNREADABLE:
            continue
        if page is None:
            others.append(path)
        else:
            found.append((answered, path, page))
    found.sort(key=lambda each: each[0])
    return StudiesBeside(
        pages=tuple(page for _, _, page in found[-MOST_STUDIES:]),
        files=tuple(path for _, path, _ in found[-MOST_STUDIES:]),
        older=tuple(path for _, path, _ in found[:-MOST_STUDIES]),
        others=tuple(others),
    )


def studies_not_told(beside: StudiesBeside) -> tuple[Finding, ...]:
    """Notes on studies that lie beside the plan and are not on its page."""
    reasons = {
        f"more than {MOST_STUDIES} studies lie beside it; those answered first are not told": beside.older,
        "studies beside it are of other tables, another scenario or other changes, and are not told": (
            beside.others
        ),
    }
    return tuple(
        told(f"{why}: {first_few([path.parent.name.removesuffix('.study') for path in paths], 3)}", "note")
        for why, paths in reasons.items()
        if paths
    )


def _is_of(record: dict[str, Any], tables_sha256: str, scenario: str, overrides: Sequence[str]) -> bool:
    """Whether a study asked the same plan; names count whatever their case, as in the workbook."""
    return (
        record["input"].get("tables_sha256") == tables_sha256
        and fold(record["scenario"] or "") == fold(scenario)
        and [fold(each) for each in record["overrides"]] == [fold(each) for each in overrides]
    )
