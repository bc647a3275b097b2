"""The grounds on which an arc is allowed or forbidden, one small table per subject."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from solver.audit.frames import Array, joined, positions
from solver.audit.pledges import names_of_nations
from solver.plan import Plan
from solver.tables import each_row
from solver.workbook.layout import STATUSES


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Caveat:
    """One row of Caveats: whom it binds (by contingent), and the roles and sites that it names."""

    who: Array
    roles: Array
    sites: Array
    first: int
    last: int
    effect: str
    reason: str

    def forbids(self, contingent: Array, role: Array, site: Array) -> Array:
        """Whether it forbids each combination of positions, while it holds."""
        named = self.roles[role] & self.sites[site]
        return np.asarray(self.who[contingent] & (named if self.effect == "not" else ~named))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grounds:
    """Which contingent, role, site and period go together, by position in the plan's tables.

    ``contingents``: why a contingent cannot be sent in a period, "" where it can
    (contingents x periods). ``sites``: the same for sites. ``asked``: whether a
    requirement covers it (sites x roles x periods). ``suits``: whether its
    capability fills the role (contingents x roles).
    """

    contingents: Array
    sites: Array
    asked: Array
    suits: Array
    caveats: tuple[Caveat, ...]


@lru_cache(maxsize=1)
def grounds(plan: Plan) -> Grounds:
    """The plan's grounds, from its tables."""
    return Grounds(
        contingents=_contingents(plan),
        sites=_sites(plan),
        asked=_asked(plan),
        suits=_suits(plan),
        caveats=_caveats(plan),
    )


def _contingents(plan: Plan) -> Array:
    """Why each contingent cannot be sent in each period: status, conditions, window, in that order."""
    rows = plan.contingents
    why = _window(rows, plan.settings.periods)
    conditions = {row.condition: row for row in each_row(plan.conditions)}
    for at, names in enumerate(rows["conditions"]):
        for name in reversed(names):
            held, first = conditions[name].holds, conditions[name].first
            if held:
                why[at, : max(first - 1, 0)] = f"condition '{name}' does not hold before period {first}"
            else:
                why[at, :] = f"condition '{name}' does not hold"
    least = plan.settings.count_pledges_from
    for status in STATUSES[: STATUSES.index(least)]:
        why[(rows["status"] == status).to_numpy(), :] = f"its status is {status}; pledges count from {least}"
    return why


def _sites(plan: Plan) -> Array:
    """Why each site cannot be used in each period: its window."""
    return _window(plan.sites, plan.settings.periods)


def _window(rows: pd.DataFrame, periods: int) -> Array:
    """Text for each row and period outside its window, "" inside."""
    period = np.arange(1, periods + 1)
    first, last = rows["first"].to_numpy()[:, None], rows["last"].to_numpy()[:, None]
    early = np.array([[f"not available before period {value}"] for value in rows["first"]], dtype=object)
    late = np.array([[f"not available after period {value}"] for value in rows["last"]], dtype=object)
    blank = np.full((len(rows), periods), "", dtype=object)
    if not len(rows):
        return blank
    return np.where(period < first, early, np.where(period > last, late, blank))


def _asked(plan: Plan) -> Array:
    """Whether a requirement covers each site, role and period."""
    periods = plan.settings.periods
    asked = np.zeros((len(plan.sites), len(plan.roles), periods), dtype=bool)
    rows = plan.requirements
    site, role = positions(rows["site"], plan.sites["site"]), positions(rows["role"], plan.roles["role"])
    for at_site, at_role, first, last in zip(site, role, rows["first"], rows["last"], strict=True):
        asked[at_site, at_role, max(first - 1, 0) : max(last, 0)] = True
    return asked


def _suits(plan: Plan) -> Array:
    """Whether each contingent's capability fills each role."""
    suits = np.zeros((len(plan.contingents), len(plan.roles)), dtype=bool)
    contingents = plan.contingents[["capability"]].assign(at=np.arange(len(plan.contingents)))
    pairs = joined(contingents, plan.suitability, ["capability"])
    suits[pairs["at"], positions(pairs["role"], plan.roles["role"])] = True
    return suits


def _caveats(plan: Plan) -> tuple[Caveat, ...]:
    """The rows of Caveats, each as masks over contingents, roles and sites."""
    if plan.caveats.empty:
        return ()
    covered = names_of_nations(plan).groupby("name")["nation"].agg(tuple).to_dict()
    people, places = plan.contingents, plan.sites
    masks = []
    for row in plan.caveats.to_dict("records"):
        nations = tuple(nation for name in row["nation"] for nation in covered.get(name, ()))
        who = (
            _named(people["nation"], nations, blank=not row["nation"])
            & _named(people["contingent"], row["contingent"])
            & _named(people["capability"], row["capability"])
        )
        masks.append(
            Caveat(
                who=who,
                roles=_named(plan.roles["role"], row["role"]),
                sites=_named(places["site"], row["site"]) & _named(places["zone"], row["zone"]),
                first=int(row["first"]),
                last=int(row["last"]),
                effect=str(row["effect"]),
                reason=f"{row['reason']} (Caveats row {row['sheet_row']})",
            )
        )
    return tuple(masks)


def _named(names: pd.Series, listed: tuple[str, ...], *, blank: bool | None = None) -> Array:
    """Whether each name is listed; a blank list names all."""
    if not listed if blank is None else blank:
        return np.ones(len(names), dtype=bool)
    return np.isin(names.to_numpy(dtype=object), np.array(listed, dtype=object))
