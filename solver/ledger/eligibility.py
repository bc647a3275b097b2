"""Eligibility: which contingent may do which role at which site in which period, or why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from solver.ledger.table_ops import inner_join, positions
from solver.ledger.units import names_of_nations
from solver.plan import Plan
from solver.schema import STATUSES
from solver.tables import Array, each_row

NOT_ASKED = "no requirement asks for"
"""How the reason begins where nothing asks for a role at a site."""


def allowed_arcs(plan: Plan, contingents: Iterable[str] | None = None) -> pd.DataFrame:
    """contingent, role, site, period: every combination that nothing forbids, sorted as the plan is.

    ``contingents``: only those of these contingents.
    """
    eligibility = eligibility_of(plan)
    only = None if contingents is None else plan.contingents["contingent"].isin(list(contingents)).to_numpy()
    contingent, role, site, allowed = allowed_options(eligibility, only)
    row, at = np.nonzero(allowed)
    return pd.DataFrame(
        {
            "contingent": plan.contingents["contingent"].to_numpy(dtype=object)[contingent[row]],
            "role": plan.roles["role"].to_numpy(dtype=object)[role[row]],
            "site": plan.sites["site"].to_numpy(dtype=object)[site[row]],
            "period": at + 1,
        }
    )


def allowed_options(eligibility: Eligibility, only: Array | None = None) -> tuple[Array, Array, Array, Array]:
    """Contingent, role, site (positions) of every option; whether it is allowed (options x periods).

    ``only``: a mask over contingents.
    """
    contingent, role, site, allowed = usable_options(eligibility, only)
    for caveat in eligibility.caveats:
        forbidden = caveat.forbids(contingent, role, site)
        allowed[forbidden, max(caveat.first - 1, 0) : max(caveat.last, 0)] = False
    return contingent, role, site, allowed


def usable_options(eligibility: Eligibility, only: Array | None = None) -> tuple[Array, Array, Array, Array]:
    """Contingent, role, site of each option; whether it is usable (options x periods), caveats aside."""
    contingent, role, site = _options(eligibility, only)
    able = np.asarray(eligibility.contingents[contingent] == "")
    usable = np.asarray(eligibility.sites[site] == "")
    return contingent, role, site, np.asarray(able & usable & eligibility.asked[site, role])


def _options(eligibility: Eligibility, only: Array | None) -> tuple[Array, Array, Array]:
    """Positions of each contingent, role and site where the capability suits and something ever asks."""
    suits = eligibility.suits if only is None else eligibility.suits & only[:, None]
    asked: Array = np.any(eligibility.asked, axis=2)
    contingent, role = np.nonzero(suits)
    site_of_role = [np.flatnonzero(asked[:, at]) for at in range(asked.shape[1])]
    count = np.array([len(site_of_role[at]) for at in role], dtype=np.int64)
    site = np.concatenate([np.zeros(0, dtype=np.int64), *(site_of_role[at] for at in role)])
    return np.repeat(contingent, count), np.repeat(role, count), site


def reasons(plan: Plan, rows: pd.DataFrame) -> pd.Series:
    """The first reason that forbids each row (contingent, role, site, period); "" where it is allowed."""
    registers = {
        "contingent": plan.contingents["contingent"],
        "role": plan.roles["role"],
        "site": plan.sites["site"],
    }
    at = pd.DataFrame({name: positions(rows[name], register) for name, register in registers.items()})
    at = at.assign(period=rows["period"].to_numpy(dtype=np.int64))
    why = _unknown(plan, rows, at)
    known = np.flatnonzero(why == "")
    why[known] = _first_reason(plan, eligibility_of(plan), at.iloc[known])
    return pd.Series(why, index=rows.index, dtype=object)


def _unknown(plan: Plan, rows: pd.DataFrame, at: pd.DataFrame) -> Array:
    """Why a row names something that the plan does not have."""
    why = np.full(len(rows), "", dtype=object)
    outside = ~at["period"].between(1, plan.settings.periods).to_numpy()
    why[outside] = f"the plan has periods 1 to {plan.settings.periods} only"
    for name in ("site", "role", "contingent"):
        missing = (at[name] < 0).to_numpy()
        why[missing] = [f"the plan has no {name} '{value}'" for value in rows[name].to_numpy()[missing]]
    return why


def _first_reason(plan: Plan, eligibility: Eligibility, at: pd.DataFrame) -> Array:
    """The first reason for each row of positions (period from 1).

    Written from the last reason to the first: what is written last stands.
    """
    contingent, role, site = (at[name].to_numpy() for name in ("contingent", "role", "site"))
    period = at["period"].to_numpy()
    sites, roles = plan.sites["site"].to_numpy(), plan.roles["role"].to_numpy()
    why = np.full(len(at), "", dtype=object)
    for caveat in reversed(eligibility.caveats):
        holds = (caveat.first <= period) & (period <= caveat.last)
        why[holds & caveat.forbids(contingent, role, site)] = f"caveat: {caveat.reason}"
    unfit = ~eligibility.suits[contingent, role]
    capability = plan.contingents["capability"].to_numpy()[contingent[unfit]]
    why[unfit] = [
        f"{what} does not fill {into}" for what, into in zip(capability, roles[role[unfit]], strict=True)
    ]
    unasked = ~eligibility.asked[site, role, period - 1]
    why[unasked] = [
        f"{NOT_ASKED} {what} at {where} in period {when}"
        for what, where, when in zip(roles[role[unasked]], sites[site[unasked]], period[unasked], strict=True)
    ]
    closed = eligibility.sites[site, period - 1]
    shut = closed != ""
    why[shut] = [f"{where} is {text}" for where, text in zip(sites[site[shut]], closed[shut], strict=True)]
    stopped = eligibility.contingents[contingent, period - 1]
    why[stopped != ""] = stopped[stopped != ""]
    return why


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
class Eligibility:
    """Which contingent, role, site and period go together, by position in the plan's tables.

    ``contingents``: why a contingent cannot be sent in a period, "" where it can (contingents x periods).
    ``sites``: why a site cannot be used (sites x periods).
    ``asked``: whether a requirement covers it (sites x roles x periods).
    ``suits``: whether its capability fills the role (contingents x roles).
    """

    contingents: Array
    sites: Array
    asked: Array
    suits: Array
    caveats: tuple[Caveat, ...]


@lru_cache(maxsize=1)
def eligibility_of(plan: Plan) -> Eligibility:
    """Which contingent, role, site and period go together in a plan, from its tables."""
    return Eligibility(
        contingents=_contingents(plan),
        sites=_window(plan.sites, plan.settings.periods),
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


def _window(rows: pd.DataFrame, periods: int) -> Array:
    """Why each row is not available in each period, before or after its window; "" inside it."""
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
    pairs = inner_join(contingents, plan.suitability, ["capability"])
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
