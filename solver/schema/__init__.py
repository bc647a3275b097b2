"""The one declaration of every sheet, column and setting of the planner's workbook, one module a subject."""

from __future__ import annotations

from solver.schema.columns import COMMON, ENABLED, NO_WORDS, NOTE, STATUSES, STOCKS, YES_NO, Column, Sheet
from solver.schema.demand import REQUIREMENTS, ROLES, SUPPORT_RATIOS
from solver.schema.force import FORCE
from solver.schema.front_line import AREAS, BACKFILL, DRAWDOWN_CAPS
from solver.schema.money import MOVEMENT
from solver.schema.planner import DEFAULT_PRIORITIES, LOCKS, OBJECTIVES, PRESENT, PRIORITIES, SCENARIOS
from solver.schema.settings import SETTINGS, SETTINGS_SHEET
from solver.schema.sites import SITES
from solver.schema.studies import STUDIES
from solver.schema.units import CAVEATS, CONDITIONS, CONTINGENTS, NATIONS, SUITABILITY

__all__ = [
    "ASKS_SHEET",
    "CAP_STEPS_SHEET",
    "CHANGES_SHEET",
    "COMMON",
    "DEFAULT_PRIORITIES",
    "EMPTIED",
    "ENABLED",
    "FINDINGS_SHEET",
    "KEY_SEPARATOR",
    "LIST_SEPARATOR",
    "NOTE",
    "NO_WORDS",
    "OBJECTIVES",
    "REASON_SHEETS",
    "RESULT_SHEETS",
    "SCENARIOS_COMPARED",
    "SETTINGS",
    "SHEETS",
    "SHEETS_ASKED_FOR",
    "STATUSES",
    "STOCKS",
    "WHY_NOT_SHEET",
    "WHY_SHORT_SHEET",
    "YEARS_SHEET",
    "YES_NO",
    "all_columns",
    "sheet",
]

SHEETS = (
    SETTINGS_SHEET,
    NATIONS,
    CONTINGENTS,
    ROLES,
    SUITABILITY,
    SITES,
    REQUIREMENTS,
    FORCE,
    CAVEATS,
    CONDITIONS,
    AREAS,
    DRAWDOWN_CAPS,
    BACKFILL,
    MOVEMENT,
    SUPPORT_RATIOS,
    LOCKS,
    PRESENT,
    PRIORITIES,
    SCENARIOS,
    STUDIES,
)
"""Every input sheet, in the order in which the template shows them."""

SCENARIOS_COMPARED = "Scenarios compared"
"""The result sheet that is written only where all scenarios are solved in one go."""

YEARS_SHEET = "Years"
"""The result sheet that is written only where the setting *Hold last period for* asks for it."""
CHANGES_SHEET = "Changes"
"""The result sheet that is written only where there is a baseline, or a present."""

WHY_NOT_SHEET = "Why not"
WHY_SHORT_SHEET = "Why short"
CAP_STEPS_SHEET = "Cap steps"
ASKS_SHEET = "Asks"
REASON_SHEETS = (ASKS_SHEET, WHY_SHORT_SHEET, CAP_STEPS_SHEET, WHY_NOT_SHEET)
"""The result sheets with answers, written only where they are asked for, in the order of the workbook."""

RESULT_SHEETS = (
    "Summary",
    "Allocation",
    "Coverage",
    "Drawdown",
    "Contributions",
    "Site use",
    "Gaps",
    "Unused",
    *REASON_SHEETS,
    CHANGES_SHEET,
    SCENARIOS_COMPARED,
    YEARS_SHEET,
    "Run",
)
"""Sheets that the tool owns in a written workbook."""

SHEETS_ASKED_FOR = (*REASON_SHEETS, CHANGES_SHEET, YEARS_SHEET)
"""Those of them that are written only where they, or a baseline, are asked for, or by a setting."""

EMPTIED = "Not part of this plan, which was made without this sheet. It stays because cells, names or charts of yours read it."
"""All that a result sheet says which the plan does not have, and which the planner's own cells read."""

FINDINGS_SHEET = "Findings"
"""The sheet that ``forcegen check --mark`` owns: what is wrong, with links to the cells."""

LIST_SEPARATOR = ";"
KEY_SEPARATOR = " / "


def sheet(name: str) -> Sheet:
    """The declared sheet of that name; KeyError if there is none."""
    for declared in SHEETS:
        if declared.name == name:
            return declared
    raise KeyError(name)


def all_columns(declared: Sheet) -> tuple[Column, ...]:
    """The sheet's own columns and those that every input sheet may have."""
    return declared.columns + COMMON
