"""Gates: all that closes a place to a contingent, each with its cell and the change that opens it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.errors import Place
from solver.ledger.eligibility import Eligibility, eligibility_of
from solver.plan import Plan
from solver.plan.addresses import ROW_MARK
from solver.plan.plan import periods_in_words
from solver.plan.scenario import Override
from solver.reasons.absent_rows import disabled_row, disabled_windows
from solver.reasons.cells import named_override
from solver.schema import ENABLED, KEY_SEPARATOR, STATUSES
from solver.tables import Array, each_row

ALL_NAMED = frozenset({"role", "site", "period"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places that a question asks about: every role, site and period named, for one contingent.

    All are positions in the plan's tables; ``periods`` count from 1. ``named``: which of role, site and
    period the question names; of the others only those count that make sense.
    """

    contingent: int
    roles: tuple[int, ...]
    sites: tuple[int, ...]
    periods: tuple[int, ...]
    named: frozenset[str] = ALL_NAMED

    @property
    def when(self) -> int | None:
        """The one period that the question names, None where it names none."""
        return self.periods[0] if "period" in self.named and len(self.periods) == 1 else None


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

    Those come first that close most, then as a planner reads the workbook. Where the question leaves role,
    site or period open, places at which nothing asks for what the contingent can do do not count, unless
    there are no others.
    """
    eligibility = eligibility_of(plan)
    meant = places_meant(eligibility, places)
    found = [(gate, mask & meant) for gate, mask in _all_gates(plan, eligibility, places, meant)]
    found = [(gate, mask) for gate, mask in found if mask.any()]
    count = np.zeros(meant.shape, dtype=np.int64)
    for _, mask in found:
        count += mask
    gates = [
        Gate(
            place=gate.place,
            what=gate.what,
            opens=gate.opens,
            closes=int(mask.sum()),
            alone=int((mask & (count == 1)).sum()),
        )
        for gate, mask in found
    ]
    gates.sort(key=lambda gate: (-gate.alone, -gate.closes))
    return tuple(gates), int((meant & (count == 0)).sum())


def count_places(plan: Plan, places: Places) -> int:
    """How many of the places asked about count."""
    return int(places_meant(eligibility_of(plan), places).sum())


def places_meant(eligibility: Eligibility, places: Places) -> Array:
    """Which of the places count, as a mask over roles, sites and periods."""
    roles, sites = np.asarray(places.roles), np.asarray(places.sites)
    suits = eligibility.suits[places.contingent, roles][:, None, None]
    ever = np.swapaxes(eligibility.asked[np.ix_(sites, roles)], 0, 1)
    now = ever[:, :, np.asarray(places.periods) - 1]
    asked = np.any(ever, axis=2, keepdims=True)
    every = np.ones(now.shape, dtype=bool)
    if places.named == ALL_NAMED:
        return every
    fits = every & suits if "role" not in places.named else every
    choices = (fits & now, fits & asked, every & (suits | asked), every)
    return next(mask for mask in choices if mask.any())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A gate of which it is not counted yet what it closes."""

    place: Place
    what: str
    opens: Override | None = None


_Closed = Iterator[tuple[_Found, Array]]
"""Gates, each with the places that it closes: a mask over roles, sites and periods."""


def _all_gates(plan: Plan, eligibility: Eligibility, places: Places, meant: Array) -> _Closed:
    """Every gate there may be, with what it closes. ``meant``: the places that count."""
    yield from _of_contingent(plan, places)
    yield from _of_conditions(plan, places)
    yield from _of_sites(plan, places)
    yield from _of_roles(plan, eligibility, places, meant)
    yield from _of_requirements(plan, eligibility, places, meant)
    yield from _of_caveats(plan, eligibility, places)


def _when(places: Places, closed: Array) -> Array:
    """A mask over periods, for every role and site."""
    return closed[None, None, np.asarray(places.periods) - 1]


def _of_contingent(plan: Plan, places: Places) -> _Closed:
    """Its status, and its window."""
    row = next(each_row(plan.contingents.iloc[[places.contingent]]))
    least = plan.settings.count_pledges_from
    everywhere = np.ones((1, 1, 1), dtype=bool)
    named = ("Contingents", row.sheet_row, row.contingent)
    if STATUSES.index(row.status) < STATUSES.index(least):
        gate = _Found(
            place=Place(sheet="Contingents", row=row.sheet_row, column="Status"),
            what=f"its status is {row.status}; pledges count from {least}",
            opens=named_override(plan, named, "Status", least),
        )
        yield gate, everywhere
    yield from _of_window(plan, places, named, (row.first, row.last), everywhere)


def _of_window(
    plan: Plan, places: Places, named: tuple[str, int, str], window: tuple[int, int], where: Array
) -> _Closed:
    """What of a row's window closes periods. ``named``: its sheet, its number there and its name."""
    sheet, number, name = named
    period = np.arange(1, plan.settings.periods + 1)
    first, last = window
    told = "is not asked for" if sheet == "Requirements" else "is not available"
    for column, closed, when in (
        ("From", period < first, f"before period {first}"),
        ("To", period > last, f"after period {last}"),
    ):
        gate = _Found(
            place=Place(sheet=sheet, row=number, column=column),
            what=f"{name} {told} {when}",
            opens=named_override(plan, named, column, places.when),
        )
        yield gate, where & _when(places, closed)


def _of_conditions(plan: Plan, places: Places) -> _Closed:
    """The conditions that it waits for: whether each holds, and from when."""
    period = np.arange(1, plan.settings.periods + 1)
    waits = plan.contingents["conditions"].iloc[places.contingent]
    for row in each_row(plan.conditions[plan.conditions["condition"].isin(waits)]):
        named = ("Conditions", row.sheet_row, row.condition)
        if not row.holds:
            gate = _Found(
                place=Place(sheet="Conditions", row=row.sheet_row, column="Holds"),
                what=f"condition '{row.condition}' does not hold",
                opens=named_override(plan, named, "Holds", True),
            )
            yield gate, np.ones((1, 1, 1), dtype=bool)
        gate = _Found(
            place=Place(sheet="Conditions", row=row.sheet_row, column="From"),
            what=f"condition '{row.condition}' does not hold before period {row.first}",
            opens=named_override(plan, named, "From", places.when),
        )
        yield gate, _when(places, period < row.first)


def _of_sites(plan: Plan, places: Places) -> _Closed:
    """The windows of the sites."""
    for at in places.sites:
        row = next(each_row(plan.sites.iloc[[at]]))
        here = (np.asarray(places.sites) == at)[None, :, None]
        yield from _of_window(plan, places, ("Sites", row.sheet_row, row.site), (row.first, row.last), here)


def _of_roles(plan: Plan, eligibility: Eligibility, places: Places, meant: Array) -> _Closed:
    """Roles that its capability does not fill."""
    capability = plan.contingents["capability"].iloc[places.contingent]
    for at, role in enumerate(places.roles):
        if meant[at].any() and not eligibility.suits[places.contingent, role]:
            name = plan.roles["role"].iloc[role]
            row = disabled_row(plan, "Suitability", {"Capability": capability, "Role": name})
            yield (
                _missing_row("Suitability", row, f"{capability} does not fill {name}"),
                (np.asarray(places.roles) == role)[:, None, None],
            )


def _missing_row(sheet: str, row: int | None, what: str) -> _Found:
    """The gate of a row that is not there, or that is not enabled."""
    if row is None:
        return _Found(place=Place(sheet=sheet), what=what)
    return _Found(
        place=Place(sheet=sheet, row=row, column=ENABLED.name),
        what=f"{what}, for the row that says so is not enabled",
        opens=Override(sheet, f"{ROW_MARK}{row}", ENABLED.name, True),
    )


def _of_requirements(plan: Plan, eligibility: Eligibility, places: Places, meant: Array) -> _Closed:
    """Roles that nothing asks for at a site: ever, or in a period."""
    period = np.arange(1, plan.settings.periods + 1)
    nobody = np.zeros(meant.shape, dtype=bool)
    rows = plan.requirements
    at = np.ix_(np.asarray(places.sites), np.asarray(places.roles), np.asarray(places.periods) - 1)
    unasked = meant & ~np.swapaxes(eligibility.asked[at], 0, 1)
    for at_role, at_site in np.argwhere(np.any(unasked, axis=2)).tolist():
        role = plan.roles["role"].iloc[places.roles[at_role]]
        site = plan.sites["site"].iloc[places.sites[at_site]]
        here = np.zeros((*meant.shape[:2], 1), dtype=bool)
        here[at_role, at_site] = True
        asks = rows[(rows["role"] == role) & (rows["site"] == site)]
        if asks.empty:
            left = np.ones(len(period), dtype=bool)
            for row, first, last in disabled_windows(plan, "Requirements", {"Site": site, "Role": role}):
                closed = left & (first <= period) & (period <= last)
                left &= ~closed
                what = f"no requirement asks for {role} at {site}"
                yield _missing_row("Requirements", row, what), here & _when(places, closed)
            nobody |= here & _when(places, left)
        elif len(asks) == 1:
            only = next(each_row(asks))
            named = ("Requirements", only.sheet_row, f"{site}{KEY_SEPARATOR}{role}")
            yield from _of_window(plan, places, named, (only.first, only.last), here)
        else:
            yield from _of_windows(plan, places, asks, here)
    yield _Found(place=Place(sheet="Requirements"), what="no requirement asks for it there"), nobody


def _of_windows(plan: Plan, places: Places, asks: pd.DataFrame, here: Array) -> _Closed:
    """The periods in which none of several requirements of one place asks.

    What opens them is the window that has the least to grow.
    """
    period = np.asarray(places.periods)
    first, last = (asks[name].to_numpy()[:, None] for name in ("first", "last"))
    closed = ~np.any((first <= period) & (period <= last), axis=0)
    if not closed.any():
        return
    begin, end = int(period[closed].min()), int(period[closed].max())
    role, site = asks[["role", "site"]].iloc[0]
    what = f"no requirement asks for {role} at {site} in {periods_in_words(period[closed].tolist())}"
    gate = _Found(place=Place(sheet="Requirements"), what=what)
    grown = [
        (row.first - begin, row.sheet_row, "From", begin)
        if row.first > end
        else (end - row.last, row.sheet_row, "To", end)
        for row in each_row(asks[asks["first"] <= asks["last"]])
    ]
    if grown:
        _, number, column, value = min(grown)
        place = Place(sheet="Requirements", row=number, column=column)
        named = ("Requirements", number, f"{site}{KEY_SEPARATOR}{role}")
        gate = _Found(place=place, what=what, opens=named_override(plan, named, column, value))
    yield gate, here & closed[None, None, :]


def _of_caveats(plan: Plan, eligibility: Eligibility, places: Places) -> _Closed:
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
            opens=Override("Caveats", f"{ROW_MARK}{row.sheet_row}", ENABLED.name, False),
        )
        yield gate, forbidden[:, :, None] & holds[None, None, :]
