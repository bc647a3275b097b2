"""Gates: all that closes a place to a contingent, each with its cell and the change that opens it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.errors import Place
from solver.ledger.eligibility import Eligibility, eligibility_of
from solver.plan import Plan
from solver.plan.scenario import Override
from solver.schema import STATUSES
from solver.tables import Array, each_row


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places that a question asks about: every role, site and period named, for one contingent.

    All are positions in the plan's tables; ``periods`` count from 1.
    """

    contingent: int
    roles: tuple[int, ...]
    sites: tuple[int, ...]
    periods: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A gate: one thing that closes places to a contingent.

    ``what``: in a sentence; ``opens``: the override that takes it away, None where a row would have to be
    added. ``closes``: how many of the places asked about it closes; ``alone``: how many of them nothing else
    closes.
    """

    place: Place
    what: str
    opens: Override | None
    closes: int
    alone: int


def gates_of(plan: Plan, places: Places) -> tuple[tuple[Gate, ...], int]:
    """The gates of the places asked about, and how many of these places are open.

    Those come first that close most, then as a planner reads the workbook.
    """
    found = [each for each in _all_gates(plan, places) if each[1].any()]
    shape = (len(places.roles), len(places.sites), len(places.periods))
    count = np.zeros(shape, dtype=np.int64)
    for _, mask in found:
        count += np.broadcast_to(mask, shape)
    gates = [
        Gate(
            place=gate.place,
            what=gate.what,
            opens=gate.opens,
            closes=int(np.broadcast_to(mask, shape).sum()),
            alone=int((np.broadcast_to(mask, shape) & (count == 1)).sum()),
        )
        for gate, mask in found
    ]
    gates.sort(key=lambda gate: (-gate.alone, -gate.closes))
    return tuple(gates), int((count == 0).sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A gate of which it is not counted yet what it closes."""

    place: Place
    what: str
    opens: Override | None = None


def _all_gates(plan: Plan, places: Places) -> Iterator[tuple[_Found, Array]]:
    """Every gate there may be, with what it closes: a mask over roles, sites and periods."""
    eligibility = eligibility_of(plan)
    yield from _of_contingent(plan, places)
    yield from _of_conditions(plan, places)
    yield from _of_sites(plan, places)
    yield from _of_roles(plan, eligibility, places)
    yield from _of_requirements(plan, eligibility, places)
    yield from _of_caveats(plan, eligibility, places)


def _when(places: Places, closed: Array) -> Array:
    """A mask over periods, for every role and site."""
    return closed[None, None, np.asarray(places.periods) - 1]


def _of_contingent(plan: Plan, places: Places) -> Iterator[tuple[_Found, Array]]:
    """Its status, and its window."""
    row = next(each_row(plan.contingents.iloc[[places.contingent]]))
    least = plan.settings.count_pledges_from
    if STATUSES.index(row.status) < STATUSES.index(least):
        gate = _Found(
            place=Place(sheet="Contingents", row=row.sheet_row, column="Status"),
            what=f"its status is {row.status}; pledges count from {least}",
            opens=Override("Contingents", row.contingent, "Status", least),
        )
        yield gate, np.ones((1, 1, 1), dtype=bool)
    everywhere = np.ones((1, 1, 1), dtype=bool)
    yield from _of_window(plan, places, ("Contingents", row.contingent, row), everywhere)


def _of_window(
    plan: Plan, places: Places, named: tuple[str, str, Any], where: Array
) -> Iterator[tuple[_Found, Array]]:
    """What of a row's window closes periods. ``named``: its sheet, its name and the row itself."""
    sheet, name, row = named
    period = np.arange(1, plan.settings.periods + 1)
    for column, closed, told in (
        ("From", period < row.first, f"before period {row.first}"),
        ("To", period > row.last, f"after period {row.last}"),
    ):
        gate = _Found(
            place=Place(sheet=sheet, row=row.sheet_row, column=column),
            what=f"{name} is not available {told}",
            opens=Override(sheet, name, column, None),
        )
        yield gate, where & _when(places, closed)


def _of_conditions(plan: Plan, places: Places) -> Iterator[tuple[_Found, Array]]:
    """The conditions that it waits for."""
    period = np.arange(1, plan.settings.periods + 1)
    waits = plan.contingents["conditions"].iloc[places.contingent]
    for row in each_row(plan.conditions[plan.conditions["condition"].isin(waits)]):
        column = "From" if row.holds else "Holds"
        told = f"does not hold before period {row.first}" if row.holds else "does not hold"
        gate = _Found(
            place=Place(sheet="Conditions", row=row.sheet_row, column=column),
            what=f"condition '{row.condition}' {told}",
            opens=Override("Conditions", row.condition, column, None if row.holds else "yes"),
        )
        yield gate, _when(places, period < row.first if row.holds else np.ones(len(period), dtype=bool))


def _of_sites(plan: Plan, places: Places) -> Iterator[tuple[_Found, Array]]:
    """The windows of the sites."""
    for at in places.sites:
        row = next(each_row(plan.sites.iloc[[at]]))
        here = (np.asarray(places.sites) == at)[None, :, None]
        yield from _of_window(plan, places, ("Sites", row.site, row), here)


def _of_roles(plan: Plan, eligibility: Eligibility, places: Places) -> Iterator[tuple[_Found, Array]]:
    """Roles that its capability does not fill."""
    capability = plan.contingents["capability"].iloc[places.contingent]
    for role in places.roles:
        if not eligibility.suits[places.contingent, role]:
            name = plan.roles["role"].iloc[role]
            gate = _Found(place=Place(sheet="Suitability"), what=f"{capability} does not fill {name}")
            yield gate, (np.asarray(places.roles) == role)[:, None, None]


def _of_requirements(plan: Plan, eligibility: Eligibility, places: Places) -> Iterator[tuple[_Found, Array]]:
    """Roles that nothing asks for at a site: ever, or in a period."""
    at = np.ix_(np.asarray(places.sites), np.asarray(places.roles), np.asarray(places.periods) - 1)
    unasked = np.swapaxes(~eligibility.asked[at], 0, 1)
    if unasked.any():
        yield _Found(place=Place(sheet="Requirements"), what="no requirement asks for it there"), unasked


def _of_caveats(plan: Plan, eligibility: Eligibility, places: Places) -> Iterator[tuple[_Found, Array]]:
    """The rows of Caveats that forbid it."""
    role, site = np.meshgrid(np.asarray(places.roles), np.asarray(places.sites), indexing="ij")
    who = np.full(role.size, places.contingent)
    period = np.asarray(places.periods)
    for row, caveat in zip(each_row(plan.caveats), eligibility.caveats, strict=True):
        forbidden = caveat.forbids(who, role.ravel(), site.ravel()).reshape(role.shape)
        holds = (caveat.first <= period) & (period <= caveat.last)
        gate = _Found(
            place=Place(sheet="Caveats", row=row.sheet_row, column="Effect"),
            what=f"caveat: {row.reason}",
            opens=Override("Caveats", f"#{row.sheet_row}", "Enabled", False),
        )
        yield gate, forbidden[:, :, None] & holds[None, None, :]
