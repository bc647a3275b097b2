"""What each objective and each total is counted in, and how its name and its unit go with a number."""

from __future__ import annotations

from solver.text.numbers import number

WEIGHTED = "weighted heads x periods"

WEIGHTED_TOLD = (
    "Weighted heads x periods: heads in each period, each times the weight of its row (and a unit that lacks "
    "times its worth), added up over all periods; not people."
)
"""What that unit means, for a page that shows it."""

UNITS = {
    "minimum shortfall": WEIGHTED,
    "target shortfall": WEIGHTED,
    "drawdown": WEIGHTED,
    "cost": "",
    "heads": "heads x periods",
    "moves": "units",
    "changes": "units x periods",
    "open sites": "sites x periods",
    "worst shortfall": "% of a target",
    "largest burden": "% of a nation's strength",
    "nations at sites": "nations x sites x periods",
    "worst support": "heads",
    "worst withdrawal": WEIGHTED,
}
"""By the names of the objectives, what each is counted in; cost: the plan's currency."""

WHOLE = frozenset({"open sites", "nations at sites"})
"""Objectives that count whole things, also where units are split."""

MANY = frozenset(
    {"heads", "moves", "changes", "open sites", "nations at sites", "nations", "minimums missed"}
)
"""Names of objectives and totals that speak of several: moves come to 5, cost comes to 5."""

ONE = {
    "heads": "head",
    "units": "unit",
    "periods": "period",
    "sites": "site",
    "nations": "nation",
    "months": "month",
    "years": "year",
    "seconds": "second",
    "degrees": "degree",
}
"""Of each word of a unit its singular."""


def unit_for(value: float, unit: str) -> str:
    """The unit as it stands behind a number: 1 head x period, 2 heads x periods."""
    return " ".join(ONE.get(word, word) for word in unit.split(" ")) if value == 1 else unit


def with_unit(value: float, unit: str) -> str:
    """A number with its unit: 600 weighted heads x periods, 1 unit."""
    return f"{number(value)} {unit_for(value, unit)}".rstrip()


def agreed(name: str, one: str, many: str) -> str:
    """The verb that goes with the name of an objective, or of several that are added up."""
    return many if name in MANY or " + " in name else one
