"""Rows of every sheet: keys and rows that may stand only once, From and To within the plan."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from solver.errors import Finding
from solver.plan.dates import iso_date
from solver.plan.draft import Draft, at
from solver.plan.plan import Settings
from solver.plan.values import python_value, read_value
from solver.schema import COMMON, KEY_SEPARATOR, SHEETS
from solver.schema.columns import Column, Kind, Sheet
from solver.tables import fold, rows_where
from solver.text.numbers import number_text

_REPEATABLE = ("Force", "Caveats", "Drawdown caps", "Backfill", "Support ratios", "Locks", "Present")
"""Sheets without a key, of which every row holds."""


def duplicate_keys(draft: Draft) -> Iterator[Finding]:
    """Rows of a sheet with the same key: which one would hold?"""
    for declared in SHEETS:
        if declared.key and declared.name in draft.tables and len(draft.rows(declared.name)) > 1:
            yield from _duplicates(draft.readable(declared.name, *declared.key), declared)


def rows_pasted_twice(draft: Draft) -> Iterator[Finding]:
    """Rows that are the same as an earlier one, cell by cell, remarks included, in sheets without a key.

    Rows of Backfill add up: twice as many may leave. Elsewhere both hold, and what lacks counts twice.
    """
    for declared in SHEETS:
        if declared.name not in _REPEATABLE or len(draft.rows(declared.name)) < 2:
            continue
        rows = draft.readable(declared.name, *(column.name for column in declared.columns))
        fields = [column.field for column in declared.columns]
        if not rows.duplicated(fields).any():
            continue
        raw = draft.raw[declared.name].cells
        remarks = [column.name for column in COMMON if column.name in raw]
        rows = rows.join(raw[remarks].astype(str), on="sheet_row")
        fields += remarks
        first = rows.groupby(fields, dropna=False, sort=False)["sheet_row"].transform("first")
        for row in rows_where(rows.assign(earlier=first), first != rows["sheet_row"]):
            yield _pasted(declared, row, draft.raw[declared.name].row_word)


def _pasted(declared: Sheet, row: Any, word: str) -> Finding:
    """The sentence for a row that is the same as an earlier one; ``word``: what a row is called."""
    same = f"the {word} is the same as {word} {row.earlier}"
    column = declared.columns[0].name
    if declared.name != "Backfill":
        return at(declared.name, row.sheet_row, column, f"{same}, and both hold; keep one", "warning")
    both, one = number_text(2 * row.heads), number_text(row.heads)
    meant = f"{both} heads where {one} may be meant; keep one, type {both} in one row, or tell them by a Note"
    return at(declared.name, row.sheet_row, column, f"{same}, and rows add up: {meant}")


def _duplicates(rows: pd.DataFrame, declared: Sheet) -> Iterator[Finding]:
    """Each row whose key stood before."""
    fields = [declared.column(name).field for name in declared.key]
    first: dict[tuple[str, ...], int] = {}
    for *key, row in zip(*(rows[field].tolist() for field in (*fields, "sheet_row")), strict=True):
        earlier = first.setdefault(tuple(map(fold, key)), row)
        if earlier != row:
            name = KEY_SEPARATOR.join(str(each) for each in key if each != "")
            message = f"{name} stands twice (also row {earlier}); keep one"
            yield at(declared.name, row, declared.key[0], message)


PROTECTING: Mapping[str, tuple[str, ...]] = {
    "Force": ("ceiling",),
    "Caveats": (),
    "Drawdown caps": (),
    "Locks": (),
}
"""Sheets whose rows keep something from happening; where fields are named, rows that fill one of them."""


def from_after_to(draft: Draft) -> Iterator[Finding]:
    """A window that ends before it begins."""
    for name, table in draft.tables.items():
        if not table.empty and {"first", "last"} <= set(table.frame):
            rows = draft.readable(name, "From", "To")
            for row in rows_where(rows, rows["first"].to_numpy() > rows["last"].to_numpy()):
                window = f"From (period {row.first:.0f}) is after To (period {row.last:.0f})"
                message = f"{window}; exchange or correct them"
                yield at(name, row.sheet_row, "From", message)


def windows_outside_the_plan(draft: Draft) -> Iterator[Finding]:
    """A row whose window lies outside the plan never holds: an error where it protects something.

    What offers or asks (a pledge, a requirement) is warned of. A cap, a lock, a caveat or a ceiling that
    never holds is an error, unless it would hold in the plan as the workbook itself states it: a scenario or
    an override that shortens or moves the plan need not take such rows out.
    """
    periods = draft.settings.periods
    for name, table in draft.tables.items():
        for column in table.sheet.columns if not table.empty else ():
            if column.kind in (Kind.FROM, Kind.TO):
                rows = draft.readable(name, column.name)
                values = rows[column.field].to_numpy()
                outside = values > periods if column.kind is Kind.FROM else values < 1
                for row in rows_where(rows, outside):
                    yield _outside(draft, name, column, row.sheet_row, protecting=_protects(name, row))


def _protects(sheet: str, row: Any) -> bool:
    """Whether a row keeps something from happening."""
    fields = PROTECTING.get(sheet)
    if not fields:
        return fields is not None
    return not all(math.isnan(getattr(row, field)) for field in fields)


def _outside(draft: Draft, sheet: str, column: Column, row: int, *, protecting: bool) -> Finding:
    """What is wrong with a row that never holds."""
    cell = python_value(draft.raw[sheet].cells.loc[row, column.name])
    period = _period(cell, column, draft.settings)
    plan = "period 1" if draft.settings.periods == 1 else f"periods 1-{draft.settings.periods}"
    found = f"{column.name} is period {period:.0f}, outside the plan ({plan}{_days(cell, column, draft)})"
    if not protecting:
        return at(sheet, row, column.name, f"{found}: the row never holds", "warning")
    stated = draft.workbook_settings
    named = _period(cell, column, stated) if stated else math.nan
    if stated and (named <= stated.periods if column.kind is Kind.FROM else named >= 1):
        message = f"{found} of this scenario or --set: the row never holds in it"
        return at(sheet, row, column.name, message, "warning")
    message = f"{found}: the row never holds, and so keeps nobody safe; correct it, or set Enabled to no"
    return at(sheet, row, column.name, message)


def _period(cell: object, column: Column, settings: Settings) -> float:
    """The period that a readable cell of From or To names in a plan of these settings."""
    return float(str(read_value(cell, column, settings.calendar).value))


def _days(cell: object, column: Column, draft: Draft) -> str:
    """The day that a cell names, and the end of the plan that it lies beyond; "" for a period number."""
    settings = draft.settings
    day = iso_date(cell) if isinstance(cell, str) else cell
    if not isinstance(day, dt.date) or settings.start is None:
        return ""
    if column.kind is Kind.TO:
        return f"; {day:%Y-%m-%d} is before its Start, {settings.start}"
    return f"; {day:%Y-%m-%d} is after its end, {settings.calendar.last_day(settings.periods)}"
