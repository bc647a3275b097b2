"""Scenarios: rows that name a sheet, a column and a setting that exist."""

from __future__ import annotations

from collections.abc import Iterator

from solver.errors import Finding
from solver.plan.addresses import (
    find_column,
    find_setting,
    find_sheet,
    unknown_column,
    unknown_setting,
    unknown_sheet,
)
from solver.plan.draft import Draft, at


def scenario_sheets(draft: Draft) -> Iterator[Finding]:
    """A scenario changes a sheet that exists."""
    rows = draft.sound("Scenarios", "Sheet")
    for name, row in zip(rows["sheet"], rows["sheet_row"], strict=True):
        if find_sheet(name) is None:
            yield at("Scenarios", row, "Sheet", unknown_sheet(name))


def scenario_columns(draft: Draft) -> Iterator[Finding]:
    """A scenario changes a column that the sheet has, or could have."""
    rows = draft.sound("Scenarios", "Sheet", "Column")
    for name, column, row in zip(rows["sheet"], rows["column"], rows["sheet_row"], strict=True):
        declared = find_sheet(name)
        if declared is not None and find_column(declared, column) is None:
            yield at("Scenarios", row, "Column", unknown_column(declared, column))


def scenario_settings(draft: Draft) -> Iterator[Finding]:
    """A scenario changes a setting that exists."""
    rows = draft.sound("Scenarios", "Sheet", "Row")
    for name, setting, row in zip(rows["sheet"], rows["row"], rows["sheet_row"], strict=True):
        declared = find_sheet(name)
        if declared is None or declared.name != "Settings" or setting == "*" or setting.startswith("#"):
            continue
        if find_setting(setting) is None:
            yield at("Scenarios", row, "Row", unknown_setting(setting))
