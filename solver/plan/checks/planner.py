"""Locks, the present, priorities and scenarios: rows that say something, and say one thing."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

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
from solver.tables import each_row, rows_where
from solver.text.numbers import number_text


def lock_without_numbers(draft: Draft) -> Iterator[Finding]:
    """A lock without Units at least and Units at most says nothing."""
    rows = draft.readable("Locks", "Units at least", "Units at most")
    for row in rows_where(rows, rows["units_at_least"].isna() & rows["units_at_most"].isna()):
        message = "neither Units at least nor Units at most is given; give one, or delete the row"
        yield at("Locks", row.sheet_row, "Units at least", message)


def lock_at_least_above_at_most(draft: Draft) -> Iterator[Finding]:
    """A lock whose Units at least is above its Units at most can never be kept."""
    rows = draft.readable("Locks", "Units at least", "Units at most")
    for row in rows_where(rows, rows["units_at_least"] > rows["units_at_most"]):
        low, high = number_text(row.units_at_least), number_text(row.units_at_most)
        message = f"Units at least {low} is above Units at most {high}; correct one"
        yield at("Locks", row.sheet_row, "Units at least", message)


def present_without_amount(draft: Draft) -> Iterator[Finding]:
    """A row of the present says either how many units are there or how many heads."""
    rows = draft.readable("Present", "Units", "Heads")
    for row in rows_where(rows, rows["units"].isna() == rows["heads"].isna()):
        none = math.isnan(row.units)
        found = "neither Units nor Heads is given; give one" if none else "Heads are given, too; keep one"
        yield at("Present", row.sheet_row, "Units", found)


def tolerances_differ_in_a_rank(draft: Draft) -> Iterator[Finding]:
    """Objectives of one rank are one sum, with one tolerance (a blank is 0)."""
    first: dict[float, Any] = {}
    for row in each_row(draft.readable("Priorities", "Rank", "Tolerance")):
        other = first.setdefault(row.rank, row)
        if row.tolerance != other.tolerance:
            here, there = number_text(row.tolerance), number_text(other.tolerance)
            message = (
                f"Tolerance is {here} here but {there} in row {other.sheet_row}, of the same rank "
                f"{row.rank:.0f} (blank is 0); give all of them one value"
            )
            yield at("Priorities", row.sheet_row, "Tolerance", message)


def efforts_differ_in_a_rank(draft: Draft) -> Iterator[Finding]:
    """Objectives of one rank are searched for together, with one effort."""
    first: dict[float, Any] = {}
    for row in each_row(draft.readable("Priorities", "Rank", "Effort")):
        other = first.setdefault(row.rank, row)
        here, there = _share_or_blank(row.effort), _share_or_blank(other.effort)
        if here != there:
            message = (
                f"Effort is {here} here but {there} in row {other.sheet_row}, of the same rank "
                f"{row.rank:.0f}; give all of them one value"
            )
            yield at("Priorities", row.sheet_row, "Effort", message)


def _share_or_blank(value: float) -> str:
    return "blank" if math.isnan(value) else number_text(value)


def burden_without_strength(draft: Draft) -> Iterator[Finding]:
    """A largest burden that is ranked needs a nation with the active strength that it is a share of."""
    if draft.rows("Nations")["active_strength"].notna().any():
        return
    rows = draft.readable("Priorities", "Objective")
    for row in rows_where(rows, rows["objective"] == "largest burden"):
        message = (
            "largest burden is ranked, but no nation has an Active strength: nothing can be made smaller"
        )
        yield at("Priorities", row.sheet_row, "Objective", message, "warning")


def scenario_sheets(draft: Draft) -> Iterator[Finding]:
    """A scenario may change only sheets that exist."""
    rows = draft.readable("Scenarios", "Sheet")
    for name, row in zip(rows["sheet"], rows["sheet_row"], strict=True):
        if find_sheet(name) is None:
            yield at("Scenarios", row, "Sheet", unknown_sheet(name))


def scenario_columns(draft: Draft) -> Iterator[Finding]:
    """A scenario may change only columns that its sheet can have."""
    rows = draft.readable("Scenarios", "Sheet", "Column")
    for name, column, row in zip(rows["sheet"], rows["column"], rows["sheet_row"], strict=True):
        declared = find_sheet(name)
        if declared is not None and find_column(declared, column) is None:
            yield at("Scenarios", row, "Column", unknown_column(declared, column))


def scenario_settings(draft: Draft) -> Iterator[Finding]:
    """A scenario may change only settings that exist."""
    rows = draft.readable("Scenarios", "Sheet", "Row")
    for name, setting, row in zip(rows["sheet"], rows["row"], rows["sheet_row"], strict=True):
        declared = find_sheet(name)
        if declared is None or declared.name != "Settings" or setting == "*" or setting.startswith("#"):
            continue
        if find_setting(setting) is None:
            yield at("Scenarios", row, "Row", unknown_setting(setting))
