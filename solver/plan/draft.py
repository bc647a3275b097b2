"""The draft that checks look at: typed tables, with stand-ins where a cell cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from solver.errors import Finding, Place, Severity
from solver.plan.plan import Settings
from solver.schema.columns import Sheet
from solver.tables import RawTables


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TypedTable:
    """One sheet's enabled rows, typed.

    ``frame``: the fields of the sheet and ``sheet_row``, index 0, 1, 2 ...;
    windows keep NaN where From or To is blank. ``faulty``: of the same shape,
    True where a cell could not be read and a stand-in (NaN, None) is in its
    place. ``disabled``: folded name to sheet row, of the rows that are not
    enabled, by the sheet's first key column.
    """

    sheet: Sheet
    frame: pd.DataFrame
    faulty: pd.DataFrame
    disabled: Mapping[str, int] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether no row is there."""
        return self.frame.empty


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Draft:
    """What the checks look at: settings, and every declared sheet's typed table (empty where absent).

    ``stated``: the settings of the workbook itself, where a scenario or overrides may have changed them.
    """

    raw: RawTables
    settings: Settings
    setting_rows: Mapping[str, int]
    tables: Mapping[str, TypedTable]
    stated: Settings | None = None

    def rows(self, sheet: str) -> pd.DataFrame:
        """All enabled rows of a sheet."""
        return self.tables[sheet].frame

    def sound(self, sheet: str, *columns: str) -> pd.DataFrame:
        """The enabled rows of a sheet in which every one of the named columns could be read."""
        table = self.tables[sheet]
        if not table.faulty.to_numpy().any():
            return table.frame
        fields = [table.sheet.column(column).field for column in columns]
        return table.frame[~table.faulty[fields].any(axis=1)]


def at(sheet: str, row: object, column: str, message: str, severity: Severity = "error") -> Finding:
    """A finding at a cell."""
    return Finding(
        place=Place(sheet=sheet, row=int(str(row)), column=column), message=message, severity=severity
    )


def ordered(findings: Iterable[Finding], sheets: Iterable[Sheet]) -> tuple[Finding, ...]:
    """Findings as a planner walks through the workbook: by sheet, row, column; each once."""
    declared = list(sheets)
    sheet_at = {sheet.name: number for number, sheet in enumerate(declared)}
    column_at = {
        (sheet.name, column.name): number for sheet in declared for number, column in enumerate(sheet.columns)
    }

    def place(finding: Finding) -> tuple[int, int, int, str]:
        where = finding.place
        return (
            sheet_at.get(where.sheet, -1),
            where.row or 0,
            column_at.get((where.sheet, where.column), len(column_at)),
            finding.message,
        )

    return tuple(sorted(dict.fromkeys(findings), key=place))
