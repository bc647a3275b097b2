"""What each number of the workbook is called in a sentence, by its sheet and column."""

from __future__ import annotations

import re
from collections.abc import Mapping

from solver.plan.addresses import EVERY, ROW_MARK, find_column, find_setting, find_sheet
from solver.studies.told.names import requirement_name
from solver.tables import fold

PHRASES: Mapping[str, Mapping[str, str]] = {
    "Settings": {
        "Period months": "the length of a period",
        "Periods": "the number of periods",
        "Hold last period for": "the time for which the last period is held",
        "Largest share": "the share of the force that one nation may have",
        "Lead share": "the share of a site that its lead nation must have",
        "Open sites at most": "the number of sites that may be open",
        "Budget per period": "the budget per period",
        "Changes at most": "the number of changes that a night may publish",
        "Worse at most": "the share by which a night's plan may be worse",
        "Worse to keep the present": "the share by which a rank may get worse to keep the present",
    },
    "Nations": {
        "Active strength": "the active strength of {row}",
        "Deployable pool": "the deployable pool of {row}",
        "Dwell ratio": "the dwell ratio of {row}",
        "Largest share": "the share of the force that {row} may have",
        "Least heads": "the number of heads that {row} must have in the force",
        "Cost per head": "the cost per head of {row}",
    },
    "Contingents": {
        "Units": "the number of units of {row}",
        "Heads per unit": "the size of a unit of {row}",
        "Dwell ratio": "the dwell ratio of {row}",
        "Confidence": "the confidence in {row}",
        "Smallest detachment": "the smallest detachment of {row}",
        "Cost per head": "the cost per head of {row}",
    },
    "Roles": {"Unit worth": "the worth of a unit of {row}"},
    "Suitability": {"Effectiveness": "the effectiveness of {row}"},
    "Sites": {
        "Latitude": "the latitude of {row}",
        "Longitude": "the longitude of {row}",
        "Capacity": "the capacity of {row}",
        "Opening cost": "the cost of opening {row}",
        "Running cost": "the cost of running {row}",
        "Nations at most": "the number of nations that may be at {row}",
        "Least heads": "the number of heads without which {row} stays closed",
    },
    "Requirements": {
        "Minimum": "the minimum of {row}",
        "Target": "the target of {row}",
        "Maximum": "the maximum of {row}",
        "Weight": "the weight of {row}",
    },
    "Force": {"Floor": "the floor of the force", "Ceiling": "the ceiling of the force"},
    "Areas": {
        "Own": "the baseline of own forces of {row}",
        "Stationed": "the baseline of allied forces stationed in {row}",
        "Earmarked": "the baseline of forces earmarked for {row}",
        "Weight": "the weight of {row}",
    },
    "Drawdown caps": {
        "Cap heads": "the cap on heads from {row}",
        "Cap share": "the cap on the share taken from {row}",
    },
    "Backfill": {"Heads": "the backfill of {row}"},
    "Movement": {"Cost per head": "the movement cost per head of {row}"},
    "Support ratios": {
        "Per heads": "the number of heads for the need of {row}",
        "Needs": "the need of {row}",
        "Relief": "the relief from {row}",
        "Weight": "the weight of {row}",
    },
    "Locks": {
        "Units at least": "the number of units that {row} must send",
        "Units at most": "the number of units that {row} may send",
    },
    "Present": {
        "Units": "the number of units of {row} that are there today",
        "Heads": "the number of heads of {row} that are there today",
    },
    "Priorities": {
        "Rank": "the rank of {row}",
        "Weight": "the weight of {row}",
        "Tolerance": "the tolerance of {row}",
        "Effort": "the effort for {row}",
    },
}
"""By sheet and column, of Settings by setting; ``{row}``: who or what the row is about."""

EACH = {
    "Nations": "each nation",
    "Contingents": "each contingent",
    "Roles": "each role",
    "Sites": "each site",
    "Requirements": "each requirement",
    "Areas": "each area",
    "Priorities": "each objective",
}
"""What ``*`` for the row means; of any other sheet each row of it."""

PARTS = re.compile(r"(?:^|(?<=\s))/(?=\s|$)")
"""Between the parts of a row's name, of which the first may be blank."""

BETWEEN = {"Suitability": " as ", "Support ratios": " behind "}
"""What stands between the two names of a row; of any other sheet the others follow in brackets."""


def number_phrase(cell: str) -> str:
    """The number of a cell, Sheet!Row!Column, in words: the cap on heads from Baltics."""
    sheet, _, place = cell.partition("!")
    row, _, column = place.rpartition("!")
    declared = find_sheet(sheet.strip())
    name = declared.name if declared is not None else sheet.strip()
    if fold(name) == "settings":
        setting = find_setting(row.strip())
        called = setting.name if setting is not None else row.strip()
        return PHRASES["Settings"].get(called, called)
    found = find_column(declared, column.strip()) if declared is not None else None
    called = found.name if found is not None else column.strip()
    told = PHRASES.get(name, {}).get(called, f"{called} of {{row}}")
    subject = row_words(name, row.strip())
    if "{row}" not in told:
        return f"{told} ({subject})"
    return told.replace("{row}", subject)


def row_words(sheet: str, row: str) -> str:
    """Who or what a row is about, by what it is named by: Infantry at Lviv, Estonia (own)."""
    if row == EVERY:
        return EACH.get(sheet, f"each row of {sheet}")
    if row.startswith(ROW_MARK):
        return f"row {row[1:].strip()} of {sheet}"
    first, *others = (part.strip() for part in PARTS.split(row))
    others = [part for part in others if part]
    if sheet == "Requirements":
        role, *when = others or [""]
        since = f" from {f'period {when[0]}' if when[0].isdigit() else when[0]}" if when else ""
        return f"{requirement_name(role, first)}{since}"
    if sheet in BETWEEN and others:
        return BETWEEN[sheet].join((first, ", ".join(others)))
    told = ", ".join(others)
    return f"{first} ({told})" if first and told else first or told
