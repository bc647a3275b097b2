"""Sheets, columns, settings and rows, found by the names and keys that a planner types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import pandas as pd

from solver.plan.names import clean, did_you_mean
from solver.plan.plan import Calendar
from solver.plan.readings import blank_value
from solver.plan.typed import filled_rows
from solver.plan.values import read_name, read_names
from solver.schema import KEY_SEPARATOR, LIST_SEPARATOR, SETTINGS, SHEETS, all_columns, sheet
from solver.schema.columns import Column, Kind, Purpose, Sheet
from solver.tables import RawTables, fold
from solver.text.numbers import number_text

CHANGEABLE = tuple(declared for declared in SHEETS if declared.purpose is not Purpose.WHAT_IF)
"""Sheets that a scenario, an override or a study may change."""


Declared = TypeVar("Declared", Sheet, Column)


def find_declared(among: Iterable[Declared], name: str) -> Declared | None:
    """The sheet, column or setting of that name, however it is typed."""
    wanted = fold(name)
    return next((declared for declared in among if fold(declared.name) == wanted), None)


def find_sheet(name: str) -> Sheet | None:
    """The sheet of that name, if a scenario may change it."""
    return find_declared(CHANGEABLE, name)


def find_column(declared: Sheet, name: str) -> Column | None:
    """The sheet's column of that name."""
    return find_declared(all_columns(declared), name)


def find_setting(name: str) -> Column | None:
    """The setting of that name."""
    return find_declared(SETTINGS, name)


def unknown_sheet(name: str) -> str:
    """The sentence for a sheet that no scenario can change."""
    hint = did_you_mean(name, (declared.name for declared in CHANGEABLE))
    known = "; known are " + ", ".join(declared.name for declared in CHANGEABLE)
    return f"unknown sheet '{name}'{hint or known}"


def unknown_column(declared: Sheet, name: str) -> str:
    """The sentence for a column that a sheet does not have."""
    names = [column.name for column in all_columns(declared)]
    hint = did_you_mean(name, names)
    return f"sheet {declared.name} has no column '{name}'{hint or '; it has ' + ', '.join(names)}"


def unknown_setting(name: str) -> str:
    """The sentence for a setting that does not exist."""
    names = [setting.name for setting in SETTINGS]
    return f"unknown setting '{name}'{did_you_mean(name, names) or '; known are ' + ', '.join(names)}"


EVERY = "*"
ROW_MARK = "#"

Groups = Mapping[str, frozenset[str]]


def fitting_rows(tables: RawTables, declared: Sheet, key: str, calendar: Calendar) -> list[int]:
    """The sheet rows, enabled or not, that a key means; none where none fits.

    The key's parts are the sheet's address columns; trailing ones may be left out. A blank cell answers to ""
    and to its default, a nation also to its groups, a date also to its period.
    """
    cells = filled_rows(tables.get(declared.name), declared)
    rows = [int(str(row)) for row in cells.index]
    if key == EVERY:
        return rows
    if key.startswith(ROW_MARK) and key[1:].strip().isdigit():
        return [row for row in rows if row == int(key[1:])]
    groups = _groups(tables)
    names = [_names_of(cells, column, groups, calendar) for column in _address(declared)]
    if not names:  # no column names its rows
        return []
    wanted = fold(key)
    return [row for row, parts in zip(rows, zip(*names, strict=True), strict=True) if _fits(wanted, parts)]


def why_no_row(tables: RawTables, declared: Sheet, key: str) -> str:
    """The sentence for a key that no row fits."""
    cells = filled_rows(tables.get(declared.name), declared)
    if cells.empty:
        return f"sheet {declared.name} has no rows"
    if key.startswith(ROW_MARK):
        table = tables[declared.name]
        named = table.name_with_rows if table.in_lines else f"sheet {declared.name}"
        return f"{named} has nothing in {table.row_word} {key[1:].strip()}"
    columns = [column for column in _address(declared) if column.name in cells]
    if not columns:
        how = f"say {ROW_MARK}12 for sheet row 12, or {EVERY} for all"
        return f"rows of sheet {declared.name} have no names; {how}"
    parts = cells[[column.name for column in columns]].map(_label)
    # A row's name, with ever more trailing parts.
    labels = {
        KEY_SEPARATOR.join(map(str, row[: length + 1])).strip()
        for row in parts.itertuples(index=False)
        for length in range(len(row))
    }
    form = KEY_SEPARATOR.join(column.name for column in columns)
    hint = did_you_mean(key, labels) or f"; rows are named by {form}"
    return f"no row of sheet {declared.name} fits '{key}'{hint}"


def _address(declared: Sheet) -> list[Column]:
    """The columns that name a row."""
    return [declared.column(name) for name in declared.address]


def _fits(rest: str, parts: Sequence[frozenset[str]]) -> bool:
    """Whether a folded key is made of the row's parts; trailing parts may be left out."""
    if not parts:
        return False
    for name in parts[0]:
        head = f"{name} /".strip()
        if rest == name or (rest.startswith(head) and _fits(rest[len(head) :].strip(), parts[1:])):
            return True
    return False


def _names_of(
    cells: pd.DataFrame, column: Column, groups: Groups, calendar: Calendar
) -> list[frozenset[str]]:
    """For each row, every folded text by which a key may name the column's cell."""
    if column.name not in cells:
        return [_names(None, column, groups, calendar)] * len(cells)
    known: dict[object, frozenset[str]] = {}
    names = []
    for cell in cells[column.name]:
        if cell not in known:
            known[cell] = _names(cell, column, groups, calendar)
        names.append(known[cell])
    return names


def _names(cell: object, column: Column, groups: Groups, calendar: Calendar) -> frozenset[str]:
    """Every folded text by which a key may name a cell."""
    if cell is None:
        default = "1" if column.kind is Kind.FROM else blank_value(column)
        return frozenset({"", fold(default) if isinstance(default, str) else ""})
    if column.kind is Kind.NAMES:
        parts = read_names(cell, column).value
        listed = parts if isinstance(parts, tuple) else ()
        return frozenset(fold(mark.join(listed)) for mark in (LIST_SEPARATOR, f"{LIST_SEPARATOR} "))
    names = {fold(_label(cell))}
    if isinstance(cell, dt.date) and calendar.start is not None:
        day = cell.date() if isinstance(cell, dt.datetime) else cell
        names.add(str(calendar.period_of(day)))
    if column.name == "Nation":
        names |= groups.get(fold(cell), frozenset())
    return frozenset(names)


def _groups(tables: RawTables) -> Groups:
    """The folded groups of each folded nation."""
    declared = sheet("Nations")
    cells = filled_rows(tables.get("Nations"), declared)
    if not {"Nation", "Groups"} <= set(cells):
        return {}
    listed = [read_names(cell, declared.column("Groups")).value if cell else () for cell in cells["Groups"]]
    return {
        fold(nation): frozenset(fold(group) for group in groups if isinstance(groups, tuple))
        for nation, groups in zip(cells["Nation"], listed, strict=True)
        if isinstance(groups, tuple)
    }


def _label(cell: object) -> str:
    """A cell as a key spells it."""
    if cell is None:
        return ""
    if isinstance(cell, dt.date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and not cell.is_integer():
        return number_text(cell)
    return clean(str(read_name(cell, sheet("Sites").column("Site")).value))
