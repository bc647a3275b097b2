"""Who and what can be withdrawn: nations, contingents, conditions, sites, and the change that does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from solver.errors import PlanError, told
from solver.plan import Plan
from solver.plan.names import did_you_mean
from solver.plan.scenario import Override
from solver.reasons.cells import named_override
from solver.studies.absent import absent_contingents, closed_site
from solver.tables import fold


@dataclass(frozen=True, slots=True)
class Leaving:
    """Something that is withdrawn: what kind it is, its name, and the changes of cells that withdraw it.

    ``notes``: what goes with it beside what the plan itself says.
    """

    kind: str
    name: str
    overrides: tuple[str, ...]
    notes: tuple[str, ...] = ()


def _nations(plan: Plan) -> Iterator[Leaving]:
    """Every nation that pledges anything; it stays away with all that is only its own."""
    for nation in dict.fromkeys(plan.contingents["nation"]):
        rows = plan.nations.loc[plan.nations["nation"] == nation, "sheet_row"]
        row = int(rows.iloc[0]) if len(rows) else 0
        yield Leaving("nation", nation, (_change(plan, ("Nations", row, nation), "Away", "yes"),))


def _contingents(plan: Plan) -> Iterator[Leaving]:
    """Every contingent; it sends nobody, as if its row were not there."""
    for name in plan.contingents["contingent"]:
        absence = absent_contingents(plan, {name})
        yield Leaving("contingent", name, absence.overrides, absence.notes)


def _conditions(plan: Plan) -> Iterator[Leaving]:
    """Every condition that holds; it does not."""
    held = plan.conditions[plan.conditions["holds"].to_numpy(dtype=bool)]
    for name, row in zip(held["condition"], held["sheet_row"], strict=True):
        yield Leaving("condition", name, (_change(plan, ("Conditions", int(row), name), "Holds", "no"),))


def _sites(plan: Plan) -> Iterator[Leaving]:
    """Every site; it stays closed, and what is asked for there lacks."""
    for name in plan.sites["site"]:
        absence = closed_site(plan, name)
        yield Leaving("site", name, absence.overrides, absence.notes)


def _change(plan: Plan, row: tuple[str, int, str], column: str, value: str) -> str:
    sheet, number, name = row
    if not number:  # a name that no row of its own register holds
        return str(Override(sheet, name, column, value))
    return str(named_override(plan, row, column, value))


LEAVING: dict[str, Callable[[Plan], Iterator[Leaving]]] = {
    "nation": _nations,
    "contingent": _contingents,
    "condition": _conditions,
    "site": _sites,
}
"""What can be withdrawn, by kind."""


def kinds_named(text: str) -> tuple[str, ...]:
    """The kinds that ``nation,site`` names; PlanError for one that is none."""
    named = [fold(part) for part in text.replace(";", ",").split(",") if part.strip()]
    unknown = [name for name in named if name.removesuffix("s") not in LEAVING]
    if unknown or not named:
        known = ", ".join(LEAVING)
        raise PlanError(
            [
                told(f"--by {text}: '{name}' is none of {known}{did_you_mean(name, LEAVING)}")
                for name in unknown
            ]
            or [told(f"--by names nothing; expected one or several of {known}")]
        )
    return tuple(dict.fromkeys(name.removesuffix("s") for name in named))


def all_leaving(plan: Plan, kinds: Sequence[str]) -> tuple[Leaving, ...]:
    """Everything of these kinds that can be withdrawn, in the order of the workbook's sheets."""
    return tuple(each for kind in kinds for each in LEAVING[kind](plan))


def takes_part(plan: Plan, leaving: Leaving, allocation: pd.DataFrame) -> bool:
    """Whether an allocation has units that go where this leaves, or that wait for it."""
    if leaving.kind == "site":
        return bool((allocation["site"] == leaving.name).any())
    rows = plan.contingents
    theirs = {
        "nation": rows["nation"] == leaving.name,
        "contingent": rows["contingent"] == leaving.name,
        "condition": rows["conditions"].map(lambda named: leaving.name in named),
    }[leaving.kind]
    return bool(allocation["contingent"].isin(rows.loc[theirs, "contingent"]).any())
