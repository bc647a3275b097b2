"""Declared sheets, columns and settings by the name that a planner types."""

from __future__ import annotations

from solver.plan.spelling import did_you_mean
from solver.tables import fold
from solver.workbook.columns import Column, Sheet
from solver.workbook.layout import SETTINGS, SHEETS, all_columns

CHANGEABLE = tuple(declared for declared in SHEETS if declared.name != "Scenarios")
"""Sheets that a scenario may change."""


def find_sheet(name: str) -> Sheet | None:
    """The sheet of that name, if a scenario may change it."""
    return next((declared for declared in CHANGEABLE if fold(declared.name) == fold(name)), None)


def find_column(declared: Sheet, name: str) -> Column | None:
    """The sheet's column of that name."""
    return next((column for column in all_columns(declared) if fold(column.name) == fold(name)), None)


def find_setting(name: str) -> Column | None:
    """The setting of that name."""
    return next((setting for setting in SETTINGS if fold(setting.name) == fold(name)), None)


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
