"""The grey rows of an empty sheet, which show how it is filled in and never count."""

from __future__ import annotations

from collections.abc import Mapping

from solver.tables import EXAMPLE

_SHOWN: Mapping[str, Mapping[str, object]] = {
    "Nations": {"Nation": "Estonia", "Groups": "Baltics; Nordic-Baltic", "Deployable pool": 1200},
    "Contingents": {
        "Contingent": "EST-INF-1",
        "Nation": "Estonia",
        "Capability": "Infantry",
        "Units": 2,
        "Heads per unit": 150,
    },
    "Roles": {"Role": "Air defence", "Measure": "units", "Unit worth": 120},
    "Suitability": {"Capability": "Infantry", "Role": "Guard", "Effectiveness": 0.8},
    "Sites": {"Site": "Camp North", "Capacity": 900},
    "Requirements": {"Site": "Camp North", "Role": "Infantry", "Minimum": 150, "Target": 300},
    "Force": {"Floor": 5000, "Ceiling": 8000},
    "Caveats": {"Nation": "Estonia", "Site": "Camp South", "Effect": "not", "Reason": "Too far from home"},
    "Conditions": {"Condition": "Ceasefire", "Holds": "yes"},
    "Areas": {"Area": "Estonia", "Nation": "Estonia", "Own": 7000},
    "Drawdown caps": {"Applies to": "Estonia", "Stock": "own", "Cap heads": 600},
    "Backfill": {"Area": "Estonia", "Stock": "own", "Heads": 300},
    "Movement": {"Nation": "Estonia", "Site": "Camp North", "Cost per head": 800},
    "Support ratios": {"Role": "Medical", "Per heads": 1000, "Needs": 40},
    "Locks": {"Contingent": "EST-INF-1", "Site": "Camp North", "Units at least": 1},
    "Present": {"Contingent": "EST-INF-1", "Site": "Camp North", "Units": 1},
    "Priorities": {"Rank": 1, "Objective": "minimum shortfall"},
    "Scenarios": {
        "Scenario": "no Estonia",
        "Sheet": "Drawdown caps",
        "Row": "Estonia",
        "Column": "Cap heads",
        "Value": 0,
    },
    "Studies": {
        "Study": "Estonia's cap",
        "Kind": "sweep",
        "Row": "Drawdown caps!Estonia!Cap heads",
        "From": 0,
        "To": 900,
        "Step": 150,
    },
}
"""A row for each sheet but Settings, which shows its defaults."""


def example_row(sheet: str) -> dict[str, object]:
    """The grey row of a sheet, each of its cells text that begins with ``e.g.``; none for Settings.

    Whatever of it stays behind when a planner types over it is no number, no known name and no word of a
    list, so that it is found rather than counted.
    """
    return {header: f"{EXAMPLE} {value}" for header, value in _SHOWN.get(sheet, {}).items()}
