"""Cells of a written plan, read as the type they must have, or named in a finding."""

from __future__ import annotations

import math
from collections.abc import Mapping

from solver.errors import Finding, Place, PlanError
from solver.results import columns
from solver.schema import SETTINGS

REMEDY = "solve again, or take the workbook as forcegen wrote it"
MOST_PERIODS = next(int(setting.most or 1) for setting in SETTINGS if setting.name == "Periods")
"""Periods that a plan may have: no written plan reaches beyond."""


class CellFindings:
    """Cells of one sheet that cannot be understood, gathered so that all are told at once."""

    def __init__(self, sheet: str, letters: Mapping[str, str]) -> None:
        self.sheet, self.letters = sheet, letters
        self.found: list[Finding] = []

    def add(self, row: int, column: str, message: str) -> None:
        """Note a cell that cannot be understood."""
        place = Place(sheet=self.sheet, row=row, column=column)
        cell = f"{self.letters[column]}{row}"
        self.found.append(Finding(place=place, message=f"{message}; {REMEDY}", cell=cell))

    def stop(self) -> None:
        """Raise a PlanError if any cell was noted."""
        if self.found:
            raise PlanError(self.found)

    def name(self, cell: object, row: int, column: str) -> str:
        """A name; numbers are taken as they are shown."""
        text = text_of(cell)
        if not text:
            self.add(row, column, f"{column} is blank; expected a name")
        return text

    def number(self, cell: object, row: int, column: str) -> float:
        """A number."""
        if isinstance(cell, int | float) and not isinstance(cell, bool) and math.isfinite(cell):
            return float(cell)
        self.add(row, column, f"{column} is {_shown(cell)}; expected a number")
        return 0.0

    def number_or_unknown(self, cell: object, row: int, column: str) -> float:
        """A number; NaN where the sheet says that it is not known."""
        return math.nan if cell == columns.NOT_KNOWN else self.number(cell, row, column)

    def period(self, cell: object, row: int, column: str) -> int:
        """A whole number from 1 on, and no more than a plan has periods."""
        if (
            isinstance(cell, int | float)
            and not isinstance(cell, bool)
            and 1 <= cell <= MOST_PERIODS
            and float(cell).is_integer()
        ):
            return int(cell)
        self.add(
            row,
            column,
            f"{column} is {_shown(cell)}; expected a whole number, 1 or more, at most {MOST_PERIODS:,}",
        )
        return 1


def text_of(cell: object) -> str:
    """A cell as text; 7.0 is 7."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _shown(cell: object) -> str:
    return "blank" if cell is None or cell == "" else f"'{cell}'"
