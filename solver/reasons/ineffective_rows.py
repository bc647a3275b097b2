"""Rows without effect (locks and orders to deploy without an arc), and whom caveats keep out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from solver.errors import Finding, Place, Severity
from solver.ledger.eligibility import Caveat, allowed_arcs, eligibility_of, usable_options
from solver.plan import Plan
from solver.plan.plan import periods_in_words
from solver.tables import Array, each_row
from solver.text.numbers import first_few


def ineffective_rows(plan: Plan) -> list[Finding]:
    """Warnings for locks without an arc in some or all of their periods, and musts that can go nowhere."""
    must = plan.contingents[plan.contingents["must_deploy"]]
    if plan.locks.empty and must.empty:
        return []
    wanted = [*plan.locks["contingent"], *must["contingent"]]
    arcs = allowed_arcs(plan, wanted)
    return [*_locks(plan, arcs), *_musts(must, arcs)]


def _locks(plan: Plan, arcs: pd.DataFrame) -> list[Finding]:
    found = []
    for lock in each_row(plan.locks):
        first, last = max(lock.first, 1), min(lock.last, plan.settings.periods)
        if first > last:
            continue  # the plan's own checks say that the window lies outside
        named = (arcs["contingent"] == lock.contingent) & arcs["period"].between(first, last)
        if lock.site:
            named &= arcs["site"] == lock.site
        if lock.role:
            named &= arcs["role"] == lock.role
        missing = sorted(set(range(first, last + 1)) - set(arcs.loc[named, "period"]))
        if missing:
            place = Place(sheet="Locks", row=int(lock.sheet_row), column="Contingent")
            found.append(Finding(place=place, message=_lock_text(lock, missing), severity="warning"))
    return found


def _lock_text(lock: Any, missing: list[int]) -> str:
    where = " ".join(
        part
        for part in (f"at {lock.site}" if lock.site else "", f"as {lock.role}" if lock.role else "")
        if part
    )
    return (
        f"{lock.contingent} can be sent nowhere {where}".rstrip()
        + f" in {periods_in_words(missing)}: the lock is void there; "
        "check the window, the requirements and the caveats"
    )


def _musts(must: pd.DataFrame, arcs: pd.DataFrame) -> list[Finding]:
    stuck = must[~must["contingent"].isin(arcs["contingent"])]
    return [
        Finding(
            place=Place(sheet="Contingents", row=int(row.sheet_row), column="Must deploy"),
            message=f"{row.contingent} must deploy but can be sent nowhere in any period: the demand is "
            "void; check its conditions, window, capability and caveats",
            severity="warning",
        )
        for row in each_row(stuck)
    ]


MOST_NAMES = 6
"""Roles, contingents and the like that one sentence names."""


def excluding_caveats(plan: Plan) -> list[Finding]:
    """A note for each row of effect only that alone shuts a role for somebody, beside those warned of."""
    warned = {each.place.row for each in caveats_that_shut_roles(plan)}
    found = _exclusions(plan, plan.caveats["effect"] == "only", of_kind=False)
    return [
        _finding(each, f"{_row_text(each.row)}: {_exclusion_text(each)}", "note")
        for each in found
        if each.sheet_row not in warned
    ]


def caveats_that_shut_roles(plan: Plan) -> list[Finding]:
    """Warnings for rows of effect only with role and place of a nation, where they shut its other roles.

    Who writes such a row may mean where that role may be done, and says where the nation may be at all.
    Rows of this kind are taken together: two of them shut a third role, though neither does so alone.
    """
    rows = plan.caveats
    placed = _filled(rows["site"]) | _filled(rows["zone"])
    of_some = _filled(rows["contingent"]) | _filled(rows["capability"])
    suspect = (rows["effect"] == "only") & _filled(rows["role"]) & placed & ~of_some
    found = _exclusions(plan, suspect, of_kind=True)
    return [_finding(each, _warning_text(each), "warning") for each in found]


def _filled(lists: pd.Series) -> pd.Series:
    return lists.map(len) > 0


def _finding(exclusion: _Exclusion, message: str, severity: Severity) -> Finding:
    place = Place(sheet="Caveats", row=exclusion.sheet_row, column="Effect")
    return Finding(place=place, message=message, severity=severity)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Exclusion:
    """What a row of Caveats costs in the periods in which it holds.

    ``roles``: in which contingents have no site left; ``contingents``: how many have that; ``stuck``: those
    that have nothing left at all; ``when``: the periods, blank where they are all.
    """

    row: pd.Series
    roles: tuple[str, ...]
    contingents: int
    stuck: tuple[str, ...]
    when: str

    @property
    def sheet_row(self) -> int:
        return int(self.row["sheet_row"])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _BoundOptions:
    """Options (positions) of those whom a row binds; which it bars, which are left (options x periods)."""

    contingent: Array
    role: Array
    bars: Array
    left: Array

    def lost(self, key: Array, keys: int) -> Array:
        """Which keys have nothing left of what the row bars, in each period."""
        return any_of_key(self.bars, key, keys) & ~any_of_key(self.left, key, keys)


def _exclusions(plan: Plan, wanted: pd.Series, *, of_kind: bool) -> Iterator[_Exclusion]:
    """What each wanted row costs that no other row does, where it costs any role.

    ``of_kind``: whatever the other wanted rows forbid, too, and only in roles that the row does not name.
    """
    if not wanted.any():
        return
    eligibility, periods = eligibility_of(plan), plan.settings.periods
    contingent, role, site, usable = usable_options(eligibility)
    forbidden = [caveat.forbids(contingent, role, site) for caveat in eligibility.caveats]
    hits, of_wanted = np.zeros((2, *usable.shape), dtype=np.int16)
    for caveat, options, asked in zip(eligibility.caveats, forbidden, wanted, strict=True):
        hits[options, window_of(caveat, periods)] += 1
        of_wanted[options, window_of(caveat, periods)] += int(asked)
    for at in np.flatnonzero(wanted):
        window, options = window_of(eligibility.caveats[at], periods), forbidden[at]
        here = np.flatnonzero(eligibility.caveats[at].who[contingent])
        mine = of_wanted[here, window] if of_kind else options[here, None]
        bound = _BoundOptions(
            contingent=contingent[here],
            role=role[here],
            bars=usable[here, window] & options[here, None] & (hits[here, window] == mine),
            left=usable[here, window] & (hits[here, window] == 0),
        )
        row = plan.caveats.iloc[at]
        exclusion = _exclusion(plan, row, bound, window.start, named=row["role"] if of_kind else ())
        if exclusion.roles:
            yield exclusion


def _exclusion(
    plan: Plan, row: pd.Series, bound: _BoundOptions, before: int, *, named: Sequence[str]
) -> _Exclusion:
    """What the row costs; ``before``: periods before its window; ``named``: roles that do not count."""
    roles, everyone = len(plan.roles), len(plan.contingents)
    shut = bound.lost(bound.contingent * roles + bound.role, everyone * roles).reshape(everyone, roles, -1)
    shut[:, plan.roles["role"].isin(named).to_numpy()] = False
    stuck = bound.lost(bound.contingent, everyone).any(axis=1)
    when = np.flatnonzero(shut.any(axis=(0, 1))) + before + 1
    return _Exclusion(
        row=row,
        roles=_picked(plan.roles["role"], shut.any(axis=(0, 2))),
        contingents=int(shut.any(axis=(1, 2)).sum()),
        stuck=_picked(plan.contingents["contingent"], stuck & shut.any(axis=(1, 2))),
        when="" if len(when) in (0, plan.settings.periods) else _periods(when),
    )


def _picked(names: pd.Series, mask: Array | np.bool_) -> tuple[str, ...]:
    return tuple(names.iloc[np.flatnonzero(mask)])


def window_of(caveat: Caveat, periods: int) -> slice:
    """The periods in which a caveat holds, counted from 0."""
    first = min(max(caveat.first - 1, 0), periods)
    return slice(first, max(min(caveat.last, periods), first))


def any_of_key(options: Array, key: Array, keys: int) -> Array:
    """Whether any option of each key is so, in each period."""
    found = np.zeros((keys, options.shape[1]), dtype=bool)
    row, at = np.nonzero(options)
    found[key[row], at] = True
    return found


def _warning_text(exclusion: _Exclusion) -> str:
    row = exclusion.row
    place = "Site" if row["site"] else "Zone"
    return (
        f"{_row_text(row)}, and nowhere as anything else: {_exclusion_text(exclusion)}; if that is meant, "
        f"write it as two rows (Role in one, {place} in the other); if only {_names(row['role'])} is bound "
        "to that place, leave Role blank and name who does it (Contingent or Capability)"
    )


def _row_text(row: pd.Series) -> str:
    """Whom the row binds, and to what."""
    who = (*row["nation"], *row["contingent"], *row["capability"])
    parts = ((" as ", row["role"]), (" at ", row["site"]), (" in ", row["zone"]))
    what = "".join(f"{word}{_names(names)}" for word, names in parts if names)
    return f"{_names(who) if who else 'everybody'} only{what}"


def _exclusion_text(exclusion: _Exclusion) -> str:
    """Whom it keeps out, in a few words."""
    left = len(exclusion.stuck)
    if not left:
        stuck = ""
    elif left == exclusion.contingents:
        stuck = f", which {'has' if left == 1 else 'have'} nothing else left"
    else:
        stuck = f", of which {_names(exclusion.stuck)} {'has' if left == 1 else 'have'} nothing else left"
    count = f"{exclusion.contingents} contingent{'' if exclusion.contingents == 1 else 's'}"
    return f"also keeps out {_names(exclusion.roles)}{exclusion.when}: {count}{stuck}"


def _periods(numbers: Array) -> str:
    first, last = int(numbers[0]), int(numbers[-1])
    return f" (period {first})" if first == last else f" (periods {first} to {last})"


def _names(names: Sequence[str]) -> str:
    return first_few(names, MOST_NAMES)
