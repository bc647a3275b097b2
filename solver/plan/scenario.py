"""Scenarios and overrides: raw tables with single cells changed."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from solver.errors import Finding, Place, PlanError, told
from solver.plan.addresses import (
    EVERY,
    ROW_MARK,
    find_column,
    find_setting,
    find_sheet,
    fitting_rows,
    unknown_column,
    unknown_setting,
    unknown_sheet,
    why_no_row,
)
from solver.plan.away import AWAY, UnknownNationError, rows_of_nations, without_added_rows
from solver.plan.names import clean, nearest
from solver.plan.numerals import as_typed, plain_number
from solver.plan.plan import Calendar
from solver.plan.readings import cell_words
from solver.plan.settings import read_settings
from solver.plan.typed import read_table
from solver.plan.values import python_value, read_value
from solver.schema import ENABLED, sheet
from solver.schema.columns import Column, Kind, Sheet
from solver.tables import RawTable, RawTables, fold, with_row

_ADDRESS = re.compile(r"([^!=]+)!(.+?)!([^!=]+)=(.*)", re.DOTALL)
_FACTOR = re.compile(r"[xX\u00d7]\s*([+-]?[\d.,]+)")  # x, or the sign of multiplication
_QUANTITIES = (Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Override:
    """One changed cell: the sheet, the row's key, the column, the new value (None clears).

    ``scenario_row``: its row on the Scenarios sheet; None where it was typed on a command line.
    """

    sheet: str
    row: str
    column: str
    value: object
    scenario_row: int | None = None

    @classmethod
    def parse(cls, text: str) -> Override:
        """The override that ``Sheet!Row!Column=value`` states; PlanError if the text is not of that form."""
        found = _ADDRESS.fullmatch(text)
        parts = [clean(part) for part in found.groups()] if found else []
        if not all(parts[:3]) or not parts:
            message = f"--set {text}: expected Sheet!Row!Column=value, such as Sites!Lviv!Capacity=900"
            raise PlanError([told(message)])
        return cls(parts[0], parts[1], parts[2], parts[3] or None)

    @property
    def away(self) -> str:
        """The nations that the override makes stay away, as ``--without`` takes them; "" for any other."""
        of_nations = (fold(self.sheet), fold(self.column)) == (fold("Nations"), fold(AWAY.name))
        return self.row if of_nations and read_value(self.value, AWAY, Calendar()).value is True else ""

    def __str__(self) -> str:
        """The override as ``--set`` takes it."""
        value = self.value
        if isinstance(value, bool):
            value = "yes" if value else "no"
        if isinstance(value, dt.date):
            value = f"{value:%Y-%m-%d}"
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return f"{self.sheet}!{self.row}!{self.column}={'' if value is None else value}"


def nations_away(text: str) -> str:
    """The nations that an override, in a run's own words, makes stay away; "" for any other text."""
    try:
        return Override.parse(text).away
    except PlanError:
        return ""


class _RefusedError(Exception):
    """Why an override cannot be made, and which part of it is at fault."""

    def __init__(self, part: str, message: str) -> None:
        self.part = part
        super().__init__(message)


def scenario_names(tables: RawTables) -> list[str]:
    """The scenarios of the workbook, in the order in which they first stand there."""
    names: dict[str, str] = {}
    for name in _scenarios(tables)["scenario"]:
        names.setdefault(fold(name), str(name))
    return list(names.values())


def nightly_scenarios(tables: RawTables) -> list[str]:
    """The scenarios that the nightly job solves, too: Nightly is yes on any of their rows."""
    rows = _scenarios(tables)
    marked = {fold(name) for name in rows.loc[rows["nightly"].eq(True), "scenario"]}
    return [name for name in scenario_names(tables) if fold(name) in marked]


def scenario_overrides(tables: RawTables, name: str) -> tuple[Override, ...]:
    """A scenario's overrides, in sheet order; PlanError, which names all, if there is no such one."""
    rows = _scenarios(tables)
    rows = rows[rows["scenario"].map(fold) == fold(name)]
    if rows.empty:
        known = scenario_names(tables)
        near = nearest(name, known)
        hint = f"did you mean '{near}'? " if near else ""
        there = f"there are {', '.join(known)}" if known else "the workbook has none (sheet Scenarios)"
        raise PlanError([told(f"unknown scenario '{name}'; {hint}{there}")])
    columns = ("sheet", "row", "column", "value", "sheet_row")
    return tuple(
        Override(str(of_sheet), str(row), str(column), python_value(value), int(sheet_row))
        for of_sheet, row, column, value, sheet_row in zip(*(rows[field] for field in columns), strict=True)
    )


def apply_overrides(tables: RawTables, overrides: Iterable[Override]) -> RawTables:
    """The tables with each override made, one after the other; the given tables stay as they are.

    Raises PlanError with all of those that cannot be made, or whose value cannot be read.
    """
    changed = dict(tables)
    findings: list[Finding] = []
    made: list[tuple[Override, Column, object]] = []
    for override in overrides:
        try:
            table, values = _changed(changed, override)
            changed[table.sheet] = table
            made += [(override, column, value) for column, value in values]
        except _RefusedError as refusal:
            findings.append(_finding(override, refusal.part, str(refusal)))
    # Dates among the values need the plan's start, which an override may have moved.
    changed = without_added_rows(changed, tables)
    calendar = read_settings(changed).calendar
    for override, column, value in made:
        reading = read_value(value, column, calendar)
        if reading.faulty:
            findings.append(_finding(override, "Value", reading.message))
    if findings:
        raise PlanError(dict.fromkeys(findings))
    return changed


def cells_meant(tables: RawTables, override: Override) -> tuple[Column, ...] | str:
    """How each cell that an override means is declared; or the sentence for one that means none."""
    try:
        return tuple(column for column, _ in _changed(tables, override)[1])
    except _RefusedError as refusal:
        return str(refusal)


def scenario_findings(tables: RawTables) -> tuple[Finding, ...]:
    """What would be wrong with each scenario if it were asked for, as warnings."""
    findings: list[Finding] = []
    for name in scenario_names(tables):
        try:
            apply_overrides(tables, scenario_overrides(tables, name))
        except PlanError as error:
            findings += [replace(finding, severity="warning") for finding in error.findings]
    return tuple(findings)


ONLY_SHOWN = ("Plan name", "Marking")
"""Settings that change how a plan is headed, and nothing in it."""


def changes_nothing(tables: RawTables, name: str) -> bool:
    """Whether a scenario is the workbook as it stands: it changes at most how the plan is headed."""
    heading = [
        override
        for override in scenario_overrides(tables, name)
        if fold(override.sheet) == "settings" and fold(override.row) in map(fold, ONLY_SHOWN)
    ]
    others = [override for override in scenario_overrides(tables, name) if override not in heading]
    try:
        changed = apply_overrides(tables, others)
    except PlanError:
        return False
    same = (title in tables and table.cells.equals(tables[title].cells) for title, table in changed.items())
    return all(same)


def _scenarios(tables: RawTables) -> pd.DataFrame:
    """The readable rows of the Scenarios sheet; what is wrong with the others, the plan's checks say."""
    table, _ = read_table(tables.get("Scenarios"), sheet("Scenarios"), Calendar())
    return table.frame if table.empty else table.frame[~table.faulty.any(axis=1)]


def _changed(tables: RawTables, override: Override) -> tuple[RawTable, list[tuple[Column, object]]]:
    """The changed table, and each new value beside the declaration that it must meet."""
    declared, column = _target(override)
    table, rows = _rows_meant(tables, declared, override)
    cells = table.cells.copy()
    if column.name not in cells:
        cells[column.name] = pd.Series([None] * len(cells), index=cells.index, dtype=object)
    columns = [_declaration(cells, declared, column, row) for row in rows]
    old = cells[column.name].loc[rows]
    values = [
        _value(cell, f"{table.row_word} {row}", override, of)
        for cell, row, of in zip(old, rows, columns, strict=True)
    ]
    if override.value is not None and all(value is None for value in values):
        message = f"there is no number that {override.value} could multiply"
        raise _RefusedError("Value", f"{columns[0].name} in {table.row_word} {rows[0]} is blank: {message}")
    new = pd.Series(values, index=rows, dtype=object)
    cells[column.name] = (
        cells[column.name].astype(object).where(~cells.index.isin(rows), new.reindex(cells.index))
    )
    anew = override.away or (declared.name == "Settings" and column != ENABLED)
    if anew and ENABLED.name in cells:
        # A setting that is given anew is there, whatever became of the old one; so is a nation that is away.
        cells.loc[rows, ENABLED.name] = "yes"
    return replace(table, cells=cells), list(zip(columns, values, strict=True))


def _rows_meant(tables: RawTables, declared: Sheet, override: Override) -> tuple[RawTable, list[int]]:
    """The table that an override changes, and the sheet rows that it means; some are there only by it."""
    calendar = read_settings(tables).calendar
    rows: list[int] = []
    if declared.name == "Settings":
        tables = tables | {"Settings": _with_setting(tables.get("Settings"), override.row)}
    if override.away:
        try:
            tables, rows = rows_of_nations(tables, override.row, calendar)
        except UnknownNationError as error:
            raise _RefusedError("Row", str(error)) from error
    if declared.name not in tables:
        raise _RefusedError("Sheet", f"the workbook has no sheet {declared.name}, so no row fits")
    rows = rows or fitting_rows(tables, declared, override.row, calendar)
    if not rows:
        raise _RefusedError("Row", why_no_row(tables, declared, override.row))
    return tables[declared.name], rows


def _target(override: Override) -> tuple[Sheet, Column]:
    """The declared sheet and column that an override names."""
    declared = find_sheet(override.sheet)
    if declared is None:
        raise _RefusedError("Sheet", unknown_sheet(override.sheet))
    column = find_column(declared, override.column)
    if column is None:
        raise _RefusedError("Column", unknown_column(declared, override.column))
    return declared, column


def _with_setting(table: RawTable | None, name: str) -> RawTable:
    """The Settings sheet with a row for the setting, if it had none."""
    if table is None:
        table = RawTable(sheet="Settings", cells=pd.DataFrame(columns=["Name", "Value"], dtype=object))
    setting = find_setting(name)
    if name == EVERY or name.startswith(ROW_MARK):
        return table
    if setting is None:
        raise _RefusedError("Row", unknown_setting(name))
    if "Name" in table.cells and table.cells["Name"].map(fold).eq(fold(name)).any():
        return table
    return with_row(table, "Name", setting.name)[0]


def _declaration(cells: pd.DataFrame, declared: Sheet, column: Column, row: int) -> Column:
    """What a new value must meet: the column's declaration, or that of the row's setting."""
    if declared.name == "Settings" and column.name == "Value":
        return find_setting(str(cells["Name"].loc[row])) or column
    return column


def _value(old: object, where: str, override: Override, column: Column) -> object:
    """The new value of a cell: as given, or the old one multiplied; ``where``: the cell's row, in words."""
    new = override.value
    factor = _FACTOR.fullmatch(new) if isinstance(new, str) and column.kind is not Kind.TEXT else None
    if factor:
        return _product(python_value(old), factor[1], where, column)
    if isinstance(new, str) and column.kind in (*_QUANTITIES, Kind.FROM, Kind.TO):
        return as_typed(new, column, cautious=override.scenario_row is not None)
    return new


def _product(old: object, factor: str, where: str, column: Column) -> float | None:
    """An old number times a factor, without the noise of binary fractions.

    A blank is its default; where it means "no such limit" it stays blank.
    """
    if plain_number(factor) is None:
        raise _RefusedError("Value", f"'{factor}' is no factor; type one such as x 1.2")
    if column.kind not in _QUANTITIES:
        raise _RefusedError("Value", f"{column.name} is no quantity that x {factor} could multiply")
    old = column.default if old is None else old
    if old is None:
        return None
    number = plain_number(clean(old)) if isinstance(old, str) else old
    if not isinstance(number, int | float) or isinstance(number, bool):
        found = cell_words(old)
        message = f"{column.name} in {where} is {found}: there is no number that x {factor} could multiply"
        raise _RefusedError("Value", message)
    return float(Decimal(repr(number)) * Decimal(factor))


def _finding(override: Override, part: str, message: str) -> Finding:
    """A finding at the scenario's row, or about what was typed on the command line."""
    if override.scenario_row is None:
        return told(f"{f'--without {override.away}' if override.away else f'--set {override}'}: {message}")
    place = Place(sheet="Scenarios", row=override.scenario_row, column=part)
    return Finding(place=place, message=f"{override.sheet}!{override.row}!{override.column}: {message}")
