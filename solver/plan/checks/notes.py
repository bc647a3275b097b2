"""Rows that are not entries of their table: totals, notes, places held for later."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from solver.errors import Finding, Severity
from solver.plan.draft import Draft, at, families, names_used
from solver.plan.typed import NOT_ENTRIES
from solver.plan.values import python_value
from solver.schema import all_columns
from solver.schema.columns import Column, Kind, Sheet
from solver.tables import fold
from solver.text.no_names import A_TOTAL, HELD_FOR_LATER, reads_like
from solver.text.numbers import number_text, with_and

_SUMMED = (Kind.WHOLE, Kind.NUMBER, Kind.MONEY)
_PLACES = ("Sites", "Areas")
"""Registers of which a bare name is nothing; of a nation or a role it may be all that there is to say."""
_LEAST_TOLD_APART = 3
"""Rows of which one can be told from most others."""
_REGISTERS = ("Areas", "Sites")


def totals_and_notes(draft: Draft) -> Iterator[Finding]:
    """Totals, notes and places held for later: they count like any other row of their table.

    An error where the row lacks what a row must have: reading it has left those blanks to be said here.
    """
    for name, table in draft.tables.items():
        if table.empty or name in NOT_ENTRIES:
            continue
        told: set[int] = set()
        for column in table.sheet.columns:
            if not column.required or column.kind is not Kind.NAME:
                continue
            names = table.frame[column.field].tolist()
            reads = list(map(reads_like, names))
            for row, (key, like) in enumerate(zip(names, reads, strict=True)):
                if like and row not in told and not _is_blank_meant(column, like):
                    told.add(row)
                    totals = pd.Series(reads, dtype=object) == A_TOTAL
                    summed = _summed(table.frame, table.sheet, row, totals)
                    number = int(table.frame["sheet_row"].iloc[row])
                    lacks = _blanks(draft, table.sheet, number) if like == A_TOTAL else ""
                    message = (
                        f"'{key}' reads like {like}{summed}, and counts all the same, "
                        f"as a row of {name}{lacks}; set Enabled to no, or take the row out of the table"
                    )
                    yield at(name, number, column.name, message, "error" if lacks else "warning")


def _blanks(draft: Draft, sheet: Sheet, row: int) -> str:
    """``, in which Nation is blank``: the columns that must be filled in, and are not in a sheet row."""
    cells = draft.raw[sheet.name].cells
    asked = (column for column in sheet.columns if column.required and column.name in cells)
    blank = [column.name for column in asked if python_value(cells.loc[row, column.name]) is None]
    return f", in which {with_and(blank)} {'is' if len(blank) == 1 else 'are'} blank" if blank else ""


def rows_with_nothing_but_a_name(draft: Draft) -> Iterator[Finding]:
    """Rows of nothing but a name that stands nowhere else, among rows of more: headings or notes."""
    used: set[tuple[str, str]] = set()
    for name, table in draft.tables.items():
        key = table.sheet.key
        if name not in _PLACES or len(table.frame) < _LEAST_TOLD_APART:
            continue
        names = [column.name for column in all_columns(table.sheet) if column.name in draft.raw[name].cells]
        filled = draft.raw[name].cells.loc[table.frame["sheet_row"], names].notna().to_numpy().sum(axis=1)
        bare = filled == 1
        if not 0 < bare.sum() < len(filled) / 2:
            continue
        used = used or {(use.family, fold(use.name)) for use in names_used(draft) if not use.declares}
        family = families().get(f"{name}.{key[0]}", "")
        entries = table.frame.loc[bare, [table.sheet.column(key[0]).field, "sheet_row"]]
        for entry, row in entries.itertuples(index=False):
            if entry and (family, fold(entry)) not in used and not reads_like(entry):
                message = (
                    f"'{entry}' has nothing but its name, which stands nowhere else; if it is a heading or a "
                    "note, set Enabled to no, or take the row out of the table"
                )
                yield at(name, row, key[0], message, "warning")


def names_held_for_later(draft: Draft) -> Iterator[Finding]:
    """A dash or n/a typed for a name is read as one: a nation with no area, a cap on no capability."""
    for name, table in draft.tables.items():
        for column in table.sheet.columns if name not in NOT_ENTRIES and not table.empty else ():
            if column.kind not in (Kind.NAME, Kind.NAMES) or not _is_blank_meant(column, HELD_FOR_LATER):
                continue
            rows = draft.readable(name, column.name)
            mend = "type the name" if column.required else "leave the cell blank, or type the name"
            severity: Severity = "error" if column.refers_to else "warning"
            for cell, row in zip(rows[column.field].tolist(), rows["sheet_row"].tolist(), strict=True):
                for each in cell if isinstance(cell, tuple) else (cell,):
                    if reads_like(each) == HELD_FOR_LATER:
                        message = f"'{each}' reads like {HELD_FOR_LATER}, and is taken for a name; {mend}"
                        yield at(name, row, column.name, message, severity)


def sums_under_another_name(draft: Draft) -> Iterator[Finding]:
    """A row of Areas or Sites that is the sum of those above, and that nothing else names, is a total."""
    for name in _REGISTERS:
        table = draft.tables[name]
        if len(table.frame) < _LEAST_TOLD_APART:
            continue
        key = table.sheet.column(table.sheet.key[0]).field
        none = pd.Series(False, index=table.frame.index)
        sums = [
            row
            for row in range(2, len(table.frame))
            if not reads_like(table.frame[key].iloc[row]) and _summed(table.frame, table.sheet, row, none)
        ]
        if not sums:
            continue
        used = {(use.family, fold(use.name)) for use in names_used(draft) if not use.declares}
        family = families()[f"{name}.{table.sheet.key[0]}"]
        for row in sums:
            entry = table.frame[key].iloc[row]
            # An area that says whose it is: no total does.
            of_a_nation = bool(table.frame.iloc[row].get("nation"))
            if entry and (family, fold(entry)) not in used and not of_a_nation:
                summed = _summed(table.frame, table.sheet, row, none)
                message = (
                    f"'{entry}' may be a total{summed}: nothing else names it, and it counts as a row of "
                    f"{name}; set Enabled to no, or take the row out of the table"
                )
                yield at(name, table.frame["sheet_row"].iloc[row], table.sheet.key[0], message, "warning")


def _is_blank_meant(column: Column, like: str) -> bool:
    """Whether what a cell reads like stands for a blank in it: not where it names its row."""
    return like == HELD_FOR_LATER and (not column.required or bool(column.refers_to))


def _summed(frame: pd.DataFrame, sheet: Sheet, row: int, totals: pd.Series) -> str:
    """`` (Capacity 1600 is the sum of 2 rows above)``: since the last total, or all that are no totals."""
    above = frame.iloc[:row][~totals.iloc[:row].to_numpy()]
    last = frame.iloc[:row][totals.iloc[:row].to_numpy()]["sheet_row"].max()
    since = above[above["sheet_row"] > last]
    for column in sheet.columns:
        number = float(frame[column.field].tolist()[row]) if column.kind in _SUMMED else 0.0
        for rows in (since, above):
            numbers = rows[column.field].dropna().tolist() if number > 0 else []
            if len(numbers) > 1 and math.isclose(math.fsum(numbers), number, rel_tol=1e-9):
                value = number_text(number)
                return f" ({column.name} {value} is the sum of {len(numbers)} rows above)"
    return ""
