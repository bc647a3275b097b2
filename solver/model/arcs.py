"""Arcs: where, when and for what a contingent may be sent at all, with all that an arc weighs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from solver.model.data import Data, positions, spread_periods
from solver.model.terms import Mask
from solver.plan import Plan
from solver.tables import each_row


def eligible(plan: Plan, data: Data) -> pd.DataFrame:
    """A unit is only where an arc allows it.

    An arc (contingent c, role r, site s, period t) exists where the
    contingent's status counts, its conditions hold in t, it and the site are
    available in t, a requirement covers (s, r, t), its capability suits the
    role, and no caveat forbids it. Nothing else becomes a variable.

    Returns one row an arc, sorted: contingent, nation, role, site, period,
    requirement (positions in the plan's tables; periods from 1), units (most
    that can be sent), heads (of a unit), provides (of a unit, in the role's
    measure, after effectiveness), cost (of a unit, for a period, with
    movement), counts (to the force), caveat-free by construction.
    """
    triples = _suited(plan, data)
    triples = triples[triples["first"] <= triples["last"]].reset_index(drop=True)
    arcs = spread_periods(triples, plan.settings.periods)
    arcs = arcs[_allowed(plan, data, triples, arcs)]
    arcs = arcs.sort_values(["contingent", "role", "site", "period"], ignore_index=True)
    return _weighed(plan, data, arcs)


def _suited(plan: Plan, data: Data) -> pd.DataFrame:
    """Contingent, role, site and requirement that fit by capability, with the window in which they do."""
    contingents = data.contingents[data.contingents["counted"]]
    contingents = contingents[["contingent", "capability", "first", "last"]]
    suitability = plan.suitability[["capability", "role", "effectiveness"]]
    able = contingents.merge(suitability, on="capability").drop(columns="capability")
    able["role"] = positions(able["role"], plan.roles["role"])
    asked = pd.DataFrame(
        {
            "requirement": np.arange(len(plan.requirements)),
            "role": positions(plan.requirements["role"], plan.roles["role"]),
            "site": positions(plan.requirements["site"], plan.sites["site"]),
            "asked_first": plan.requirements["first"],
            "asked_last": plan.requirements["last"],
        }
    )
    site = asked["site"].to_numpy()
    asked["asked_first"] = np.maximum(asked["asked_first"], plan.sites["first"].to_numpy()[site])
    asked["asked_last"] = np.minimum(asked["asked_last"], plan.sites["last"].to_numpy()[site])
    triples = able.merge(asked, on="role")
    triples["first"] = triples[["first", "asked_first"]].max(axis=1).clip(lower=1)
    triples["last"] = triples[["last", "asked_last"]].min(axis=1).clip(upper=plan.settings.periods)
    return triples.drop(columns=["asked_first", "asked_last"])


def _allowed(plan: Plan, data: Data, triples: pd.DataFrame, arcs: pd.DataFrame) -> Mask:
    """Which arcs no caveat forbids; every row of Caveats holds by itself."""
    allowed = np.ones(len(arcs), dtype=bool)
    whole = np.ones(len(triples), dtype=bool)
    triple, period = arcs["triple"].to_numpy(), arcs["period"].to_numpy()
    match = _Matcher(plan, data, triples)
    for caveat in each_row(plan.caveats):
        forbidden = match.forbidden(caveat)
        if caveat.first <= 1 and caveat.last >= plan.settings.periods:
            whole &= ~forbidden
        elif caveat.first <= caveat.last:
            within = (period >= caveat.first) & (period <= caveat.last)
            allowed &= ~(forbidden[triple] & within)
    return np.asarray(allowed & whole[triple])


class _Matcher:
    """Which (contingent, role, site) a caveat speaks of; each list of names is looked up once."""

    def __init__(self, plan: Plan, data: Data, triples: pd.DataFrame) -> None:
        self.at = {name: triples[name].to_numpy() for name in ("contingent", "role", "site")}
        self.names = {
            "nation": data.contingents["nation_names"],
            "contingent": data.contingents["name"].map(_alone),
            "capability": data.contingents["capability"].map(_alone),
            "role": plan.roles["role"].map(_alone),
            "site": plan.sites["site"].map(_alone),
            "zone": plan.sites["zone"].map(_alone),
        }
        self.found: dict[tuple[str, tuple[str, ...]], Mask] = {}

    def forbidden(self, caveat: Any) -> Mask:
        """The triples that the caveat forbids while it holds."""
        named = {name: self._named(name, getattr(caveat, name)) for name in self.names}
        who = (named["nation"] & named["contingent"] & named["capability"])[self.at["contingent"]]
        where = (named["site"] & named["zone"])[self.at["site"]]
        what = named["role"][self.at["role"]] & where
        return np.asarray(who & ~what if caveat.effect == "only" else who & what)

    def _named(self, name: str, wanted: tuple[str, ...]) -> Mask:
        """Which rows of a register are among those wanted; a blank cell matches all."""
        if (name, wanted) not in self.found:
            rows, chosen = self.names[name], set(wanted)
            hits = (not chosen or not chosen.isdisjoint(each) for each in rows)
            self.found[name, wanted] = np.fromiter(hits, dtype=bool, count=len(rows))
        return self.found[name, wanted]


def _alone(name: str) -> frozenset[str]:
    return frozenset((name,))


def _weighed(plan: Plan, data: Data, arcs: pd.DataFrame) -> pd.DataFrame:
    """The arcs with what a unit on them brings, takes and costs."""
    contingent, role, site = (arcs[name].to_numpy() for name in ("contingent", "role", "site"))
    heads = data.contingents["heads"].to_numpy()[contingent]
    by_heads = (plan.roles["measure"] == "heads").to_numpy()[role]
    per_head = data.contingents["cost_per_head"].to_numpy()[contingent]
    movement = data.movement[contingent, site]
    return pd.DataFrame(
        {
            "contingent": contingent,
            "nation": data.contingents["nation"].to_numpy()[contingent],
            "role": role,
            "site": site,
            "period": arcs["period"].to_numpy(),
            "requirement": arcs["requirement"].to_numpy(),
            "units": data.contingents["units"].to_numpy(np.float64)[contingent],
            "heads": heads,
            "provides": arcs["effectiveness"].to_numpy() * np.where(by_heads, heads, 1.0),
            "cost": heads * (per_head + movement),
            "counts": plan.roles["counts_to_force"].to_numpy(bool)[role],
        }
    )
