"""The plan from raw tables: typed, checked, names spelled alike; every finding at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import zip_longest
from typing import Any

import numpy as np
import pandas as pd

from solver.errors import Finding, Place, PlanError
from solver.plan.addresses import find_column, find_declared, unknown_column
from solver.plan.away import without_away
from solver.plan.checks import CHECKS
from solver.plan.draft import Draft, ordered
from solver.plan.mistaken_studies import without_mistaken
from solver.plan.names import did_you_mean
from solver.plan.plan import Plan, TableGiven
from solver.plan.readings import blank_value
from solver.plan.references import names_referring, resolve
from solver.plan.settings import read_settings
from solver.plan.typed import column_array, read_table
from solver.schema import DEFAULT_PRIORITIES, LIST_SEPARATOR, SHEETS, sheet
from solver.schema.columns import Column, Kind, Sheet
from solver.tables import Array, RawTable, RawTables, fold, frame_of, with_columns


def make_plan(tables: RawTables, workbook: RawTables | None = None) -> Plan:
    """The plan that the planner's tables state.

    ``workbook``: the tables as they were before a scenario or overrides changed them, if any did.
    Raises PlanError with every finding, warnings too, if anything is wrong with the tables; a study with
    mistakes is left out, with warnings.
    """
    draft, findings = make_draft(tables, workbook)
    for of_sheet, check in CHECKS:
        if not of_sheet or not draft.rows(of_sheet).empty:
            findings += check(draft)
    ranged = ordered(findings, SHEETS)
    there = without_mistaken(draft, ranged)
    if any(finding.severity == "error" for finding in there.findings):
        raise PlanError(there.findings)
    plan = finish(there.draft)
    return replace(plan, warnings=there.findings, tables=dict(tables), mistaken_studies=there.mistakes)


def plan_from_tables(tables: Mapping[str, TableGiven]) -> Plan:
    """The plan of tables that stand in no workbook; see ``Plan.from_tables``."""
    raw: RawTables = {}
    findings: list[Finding] = []
    for title, given in tables.items():
        declared = find_declared(SHEETS, title)
        name = declared.name if declared else title
        if name in raw:
            findings.append(Finding(place=Place(sheet=name), message="the sheet is given twice; keep one"))
        if isinstance(given, Iterable) and not isinstance(given, pd.DataFrame | Mapping | str):
            given = list(given)
        shape = _wrong_shape(given)
        if shape:
            findings.append(Finding(place=Place(sheet=name), message=shape))
            continue
        table, found = _given_table(name, declared, given)
        raw[name] = table
        findings += found
    try:
        plan = make_plan(raw)
    except PlanError as error:
        raise PlanError(ordered([*findings, *error.findings], SHEETS)) from None
    if findings:
        raise PlanError(ordered([*findings, *plan.warnings], SHEETS))
    return plan


def _wrong_shape(given: object) -> str:
    """What is wrong with the form of a table that a script gives; "" if nothing is."""
    if isinstance(given, pd.DataFrame):
        return ""
    expected = "expected a DataFrame or a list of rows, each a mapping of header to value"
    if isinstance(given, Mapping):
        return f"{expected}, got a single mapping; put it in a list: [{{...}}]"
    if not isinstance(given, list):
        return f"{expected}, got {type(given).__name__}"
    wrong = next((type(row).__name__ for row in given if not isinstance(row, Mapping)), "")
    return f"{expected}, got a list that holds {wrong}" if wrong else ""


def _given_table(name: str, declared: Sheet | None, given: TableGiven) -> tuple[RawTable, list[Finding]]:
    """A table that a script gives, rows counted from 1, and a finding for each header that it cannot have."""
    if isinstance(given, pd.DataFrame):
        cells_of = [given.iloc[:, place].tolist() for place in range(given.shape[1])]
        columns = list(zip(map(str, given.columns), cells_of, strict=True))
        length = len(given)
    else:
        rows = list(given)
        headers = dict.fromkeys(header for row in rows for header in row)
        columns = [(str(header), [row.get(header) for row in rows]) for header in headers]
        length = len(rows)
    index = pd.RangeIndex(1, length + 1)
    cells: dict[str, pd.Series] = {}
    findings: list[Finding] = []
    for header, values in columns:
        column = find_column(declared, header) if declared else None
        if declared and column is None:
            findings.append(Finding(place=Place(sheet=name), message=unknown_column(declared, header)))
        elif column and column.name in cells:
            message = f"column {column.name} is given twice; keep one"
            findings.append(Finding(place=Place(sheet=name), message=message))
        else:
            cells[column.name if column else header] = pd.Series(values, index=index, dtype=object)
    return RawTable(sheet=name, cells=pd.DataFrame(cells, index=index), title=name), findings


def make_draft(tables: RawTables, workbook: RawTables | None = None) -> tuple[Draft, list[Finding]]:
    """The tables typed and spelled alike, and what is wrong with single cells and names."""
    findings = _sheets(tables)
    settings = read_settings(tables)
    findings += settings.findings
    typed = {}
    for declared in SHEETS:
        if declared.name == "Settings":
            continue
        typed[declared.name], found = read_table(tables.get(declared.name), declared, settings.calendar)
        findings += found
    there = without_away(typed, tables)
    resolved, found = resolve(there.tables, _missing(tables), there.capabilities)
    findings = [*there.still_said(findings), *found]
    stated = read_settings(workbook) if workbook is not None else None
    draft = Draft(
        raw=tables,
        settings=settings.settings,
        setting_rows=settings.rows,
        tables=resolved,
        workbook_settings=stated.settings if stated and not stated.faulty else None,
        notes=there.notes,
    )
    return draft, findings


def _missing(tables: RawTables) -> frozenset[str]:
    """Required sheets that the workbook lacks."""
    return frozenset(
        declared.name for declared in SHEETS if declared.required and declared.name not in tables
    )


def _sheets(tables: RawTables) -> list[Finding]:
    """Findings on required sheets that are missing, and on sheets that nothing declares."""
    known = [declared.name for declared in SHEETS]
    missing = [
        Finding(
            place=Place(sheet=declared.name),
            message=f"sheet {declared.name} is missing; add it ({declared.meaning.rstrip('.')})",
        )
        for declared in SHEETS
        if declared.name in _missing(tables)
    ]
    strange = [
        Finding(place=Place(sheet=name), message=f"unknown sheet '{name}'{did_you_mean(name, known)}")
        for name in tables
        if name not in known
    ]
    return missing + strange


_NOT_IN_PLAN = ("Settings", "Scenarios")


def finish(draft: Draft) -> Plan:
    """The plan of a draft without errors; its warnings are the caller's to add."""
    periods = draft.settings.periods
    frames = {name: table.frame for name, table in draft.tables.items() if name not in _NOT_IN_PLAN}
    if frames["Nations"].empty:
        frames["Nations"] = _rows_for(sheet("Nations"), names_referring(draft.tables, ["Nations.Nation"]))
    if frames["Roles"].empty:
        frames["Roles"] = _rows_for(sheet("Roles"), names_referring(draft.tables, ["Roles.Role"]))
    if frames["Suitability"].empty:
        # Each capability fills the role of its name, if there is such a role.
        known = {fold(role): role for role in frames["Roles"]["role"]}
        fitting = [name for name in sorted(set(frames["Contingents"]["capability"])) if fold(name) in known]
        filled = [known[fold(name)] for name in fitting]
        frames["Suitability"] = _rows_for(sheet("Suitability"), fitting, filled)
    if frames["Priorities"].empty:
        frames["Priorities"] = _default_priorities()
    roles = frames["Roles"]
    # A worth that no unit will ever be weighed by is not there.
    worth = np.where(roles["measure"].to_numpy() == "units", roles["unit_worth"], np.nan)
    frames["Roles"] = roles.assign(unit_worth=worth.astype(float))
    done: dict[str, Any] = {"ending_rows": _ending_rows(frames)}
    for declared in (declared for declared in SHEETS if declared.name in frames):
        frame = frames[declared.name]
        full = _no_rows(declared).copy(deep=False) if frame.empty else _plain_table(frame, declared, periods)
        done[declared.field] = _sorted(full, declared)
    notes = ordered(draft.notes, SHEETS)
    return Plan(settings=draft.settings, setting_rows=draft.setting_rows, notes=notes, **done)


def _ending_rows(frames: Mapping[str, pd.DataFrame]) -> dict[str, frozenset[int]]:
    """By sheet, the sheet rows whose To is given."""
    return {
        name: frozenset(frame.loc[frame["last"].notna(), "sheet_row"].tolist())
        for name, frame in frames.items()
        if "last" in frame and not frame.empty
    }


def _rows_for(declared: Sheet, names: Sequence[object], *others: Sequence[object]) -> pd.DataFrame:
    """A row for each name, as if the sheet held it: the first columns as given, defaults in the rest."""
    columns = {
        column.field: column_array(list(given or [blank_value(column)] * len(names)), column)
        for column, given in zip_longest(declared.columns, (names, *others))
    }
    return frame_of({**columns, "sheet_row": np.zeros(len(names), dtype=np.int64)})


@cache
def _default_priorities() -> pd.DataFrame:
    """The objectives and their order where the planner gives none."""
    ranks = range(1, len(DEFAULT_PRIORITIES) + 1)
    return _rows_for(sheet("Priorities"), ranks, DEFAULT_PRIORITIES)


@cache
def _no_rows(declared: Sheet) -> pd.DataFrame:
    """The frame of a sheet without rows."""
    return _plain_table(_rows_for(declared, []), declared, 1)


def _plain_table(frame: pd.DataFrame, declared: Sheet, periods: int) -> pd.DataFrame:
    """A table with the types that the plan promises, and windows filled in."""
    plain = {
        column.field: _plain(frame[column.field].to_numpy(), column, periods)
        for column in declared.columns
        if column.kind in (Kind.FROM, Kind.TO, Kind.WHOLE, Kind.YES_NO)
    }
    return with_columns(frame, plain)


def _plain(values: Array, column: Column, periods: int) -> Array:
    """A column in the type that the plan promises."""
    if column.kind in (Kind.FROM, Kind.TO):
        edge = 1.0 if column.kind is Kind.FROM else float(periods)
        return np.where(np.isnan(values), edge, values).astype(np.int64)
    if column.kind is Kind.WHOLE and (column.required or column.default is not None):
        return values.astype(np.int64)
    return values.astype(bool) if column.kind is Kind.YES_NO else values


def _sorted(frame: pd.DataFrame, declared: Sheet) -> pd.DataFrame:
    """Rows by key, address, all other fields, sheet row last: the sheet's own order never matters."""
    if len(frame) < 2:
        return frame
    leading = ("Rank",) if declared.name == "Priorities" else (*declared.key, *declared.address)
    fields = list(dict.fromkeys(declared.column(name).field for name in leading))
    listed = [column.field for column in declared.columns if column.kind is Kind.NAMES]
    joined = {field: frame[field].map(LIST_SEPARATOR.join) for field in listed}
    keys = list(zip(*(joined.get(field, frame[field]).tolist() for field in fields), strict=True))
    if len(set(keys)) == len(frame):
        order = sorted(range(len(keys)), key=keys.__getitem__)
    else:
        # Sorting by many columns is slow, and most keys tell every row from the others.
        by = list(dict.fromkeys([*fields, *frame.columns]))
        order = list(frame.assign(**joined).sort_values(by, kind="stable").index)
    in_order = order == list(range(len(frame)))
    return frame if in_order else frame.take(order).reset_index(drop=True)
