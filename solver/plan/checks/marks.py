"""Names that differ from another one by nothing but marks: 'Baltics*' beside 'Baltics'."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.tables import fold
from solver.workbook.columns import Column, Kind, Sheet
from solver.workbook.layout import SHEETS

_TOGETHER = {
    "Nations.Groups": "Nations.Nation",
    "Areas.Groups": "Areas.Area",
    "Suitability.Capability": "Contingents.Capability",
}
"""Columns whose names stand beside those of another one."""
_APART = ("Settings", "Scenarios")
"""Their names are words of ours."""
_ENDS = string.punctuation
_LETTERS = "+#%&"
"""Marks that tell names apart as letters do: zone A+ is not zone A."""

_NUMBERED = re.compile(r"^\(?\d{1,2}[.)]\s+")
"""The number of a point in a list."""


@dataclass(frozen=True, slots=True)
class _Use:
    """A name in a cell; ``declares``: it gives the row its name; ``faulty``: it is said to be unknown."""

    name: str
    sheet: str
    column: str
    row: int
    declares: bool
    faulty: bool


def names_but_for_marks(draft: Draft) -> Iterator[Finding]:
    """A name that is another one but for marks is a slip: the cap on Baltics does not hold for 'Baltics*'.

    Two rows that are named so on purpose, A-1 and A1, stay two.
    """
    for spellings in _alike(draft).values():
        if len(spellings) < 2:
            continue
        plain, *odd = sorted(spellings.values(), key=_oddness)
        meant = plain[0]
        for use in (use for uses in odd for use in uses):
            if use.faulty or (use.declares and any(other.declares for other in plain)):
                continue
            message = (
                f"'{use.name}' is another name than '{meant.name}' (sheet {meant.sheet}, row {meant.row}), "
                "though only marks tell them apart; spell both alike"
            )
            # No rule rests on a country.
            yield at(
                use.sheet, use.row, use.column, message, "warning" if use.column == "Country" else "error"
            )


def _oddness(uses: list[_Use]) -> tuple[int, bool, int, str]:
    """What makes one of two spellings the odd one: marks at its ends, no row of its own, fewer uses."""
    name = uses[0].name
    marks = sum(mark in _ENDS or not (mark.isalnum() or mark.isascii()) for mark in (name[0], name[-1]))
    return (marks, not any(use.declares for use in uses), -len(uses), name)


def _alike(draft: Draft) -> Mapping[tuple[str, str], dict[str, list[_Use]]]:
    """The uses of every spelling, by the family of names and what is left of the name without marks."""
    alike: dict[tuple[str, str], dict[str, list[_Use]]] = {}
    for declared in SHEETS:
        table = draft.tables.get(declared.name)
        if declared.name in _APART or table is None or table.empty:
            continue
        for column in declared.columns:
            if column.kind not in (Kind.NAME, Kind.NAMES):
                continue
            family, declares = _family(declared, column), declared.key == (column.name,)
            cells = zip(
                table.frame[column.field], table.frame["sheet_row"], table.faulty[column.field], strict=True
            )
            for cell, row, faulty in cells:
                for name in cell if isinstance(cell, tuple) else (cell,):
                    bare = _without_marks(name) if isinstance(name, str) else ""
                    if bare:
                        use = _Use(name, declared.name, column.name, int(row), declares, bool(faulty))
                        alike.setdefault((family, bare), {}).setdefault(fold(name), []).append(use)
    return alike


def _family(declared: Sheet, column: Column) -> str:
    """The column that stands for all that hold names of the same things."""
    first = (column.refers_to or (f"{declared.name}.{column.name}",))[0]
    return _TOGETHER.get(first, first)


def _without_marks(name: str) -> str:
    """The letters and digits of a name; a mark between two digits still parts them (1-1 is not 11)."""
    kept = "".join(
        mark for mark in _NUMBERED.sub("", name) if unicodedata.category(mark) not in ("No", "Cf", "Mn")
    )
    text = fold(kept)
    bare = [mark if mark.isalnum() or mark in _LETTERS else " " for mark in text]
    words = "".join(bare).split()
    joined = ""
    for word in words:
        joined += (" " if joined[-1:].isdigit() and word[:1].isdigit() else "") + word
    return joined
