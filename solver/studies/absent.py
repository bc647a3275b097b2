"""Changes by which a contingent is not there, or a site stays closed, with the orders that go with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pandas as pd

from solver.plan import Plan
from solver.reasons.cells import named_override
from solver.tables import each_row
from solver.text.numbers import number_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """The changes by which somebody is not there, as ``--set`` takes them; ``notes``: what goes with them."""

    overrides: tuple[str, ...]
    notes: tuple[str, ...] = ()


def absent_contingents(plan: Plan, names: Collection[str]) -> Absence:
    """The changes by which contingents send nobody, as if their rows were not there.

    Their units are 0, so that rows which name them stay true; locks ask for none of them.
    """
    rows = plan.contingents[plan.contingents["contingent"].isin(names)]
    overrides = [
        str(named_override(plan, ("Contingents", int(row.sheet_row), row.contingent), "Units", 0))
        for row in each_row(rows)
    ]
    notes = [f"{row.contingent} must deploy, but stays away" for row in each_row(rows[rows["must_deploy"]])]
    freed = _freed(plan.locks[plan.locks["contingent"].isin(names)])
    return Absence(overrides=(*overrides, *freed.overrides), notes=(*notes, *freed.notes))


def free_contingents(plan: Plan, names: Collection[str]) -> Absence:
    """The changes by which no contingent of these has to be anywhere; each still may."""
    rows = plan.contingents[plan.contingents["contingent"].isin(names) & plan.contingents["must_deploy"]]
    overrides = [
        str(named_override(plan, ("Contingents", int(row.sheet_row), row.contingent), "Must deploy", "no"))
        for row in each_row(rows)
    ]
    freed = _freed(plan.locks[plan.locks["contingent"].isin(names)])
    return Absence(overrides=(*overrides, *freed.overrides), notes=freed.notes)


def closed_site(plan: Plan, name: str) -> Absence:
    """The changes by which a site stays closed; locks ask for nobody there."""
    row = int(plan.sites.loc[plan.sites["site"] == name, "sheet_row"].iloc[0])
    freed = _freed(plan.locks[plan.locks["site"] == name])
    closed = str(named_override(plan, ("Sites", row, name), "Open", "no"))
    return Absence(overrides=(closed, *freed.overrides), notes=freed.notes)


def _freed(locks: pd.DataFrame) -> Absence:
    """Locks that ask for units, without that."""
    asking = locks[locks["units_at_least"] > 0]
    return Absence(
        overrides=tuple(f"Locks!#{int(row.sheet_row)}!Units at least=0" for row in each_row(asking)),
        notes=tuple(_notes(asking)),
    )


def _notes(locks: pd.DataFrame) -> Iterator[str]:
    for row in each_row(locks):
        least = number_text(row.units_at_least)
        yield f"Locks row {int(row.sheet_row)}: Units at least {least} of {row.contingent} holds no more"
