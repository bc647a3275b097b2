"""Arcs: where, when and in which role a contingent may be sent at all, with what its units count and cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from solver.model.data import Data, positions, spread_periods
from solver.model.keys import Ints
from solver.model.linexpr import Floats, Mask
from solver.plan import Plan
from solver.tables import each_row


def eligible(plan: Plan, data: Data) -> pd.DataFrame:
    """A unit is only where an arc allows it.

    An arc (contingent c, role r, site s, period t) exists where the
    contingent's status counts, its conditions hold in t, it and the site are
    available in t, a requirement covers (s, r, t), its capability suits the
    role, and no caveat forbids it. Nothing else becomes a variable.

    Returns one row an arc, sorted: contingent, nation, role, site, requirement,
    period (positions in the plan's tables; periods from 1), units (most
    that can be sent), heads (of a unit), provides (of a unit, in the role's
    measure, after effectiveness), cost (of a unit, for a period, with
    movement), counts (to the force), caveat-free by construction.
    """
    able = _effectiveness(plan, data)
    asked = _asked(plan)
    always, at_times = _forbidden(plan, data, asked)
    fits = (able > 0)[:, asked["role"].to_numpy()] & ~always
    contingent, row = np.nonzero(fits)  # both in order, and so are the arcs
    pairs = _weighed(plan, data, able, contingent, asked.take(row))
    arcs = spread_periods(pairs, plan.settings.periods)
    allowed = np.ones(len(arcs), dtype=bool)
    at = arcs["contingent"].to_numpy(), asked.index.to_numpy().argsort()[arcs["requirement"].to_numpy()]
    for (first, last), forbidden in at_times.items():
        allowed &= ~(forbidden[at] & arcs["period"].between(first, last).to_numpy())
    return arcs if allowed.all() else arcs[allowed].reset_index(drop=True)


def _effectiveness(plan: Plan, data: Data) -> Floats:
    """The effectiveness of each contingent in each role, contingents x roles; 0 where it does not count."""
    capabilities = plan.contingents["capability"].drop_duplicates()
    capability = positions(plan.suitability["capability"], capabilities)
    role = positions(plan.suitability["role"], plan.roles["role"])
    known = capability >= 0
    table = np.zeros((len(capabilities), len(plan.roles)))
    table[capability[known], role[known]] = plan.suitability["effectiveness"].to_numpy(np.float64)[known]
    able = table[positions(plan.contingents["capability"], capabilities)]
    return np.where(data.contingents["counted"].to_numpy(bool)[:, None], able, 0.0)


def _asked(plan: Plan) -> pd.DataFrame:
    """Requirements sorted by role, site and window, while their site is available: role, site, first, last.

    The index is the requirement's position in the plan's table.
    """
    rows = plan.requirements
    site = positions(rows["site"], plan.sites["site"])
    first = np.maximum(rows["first"].to_numpy(np.int64), plan.sites["first"].to_numpy(np.int64)[site])
    last = np.minimum(rows["last"].to_numpy(np.int64), plan.sites["last"].to_numpy(np.int64)[site])
    role = positions(rows["role"], plan.roles["role"])
    asked = pd.DataFrame({"role": role, "site": site, "first": first, "last": last})
    return asked.take(np.lexsort((first, site, role)))


def _forbidden(plan: Plan, data: Data, asked: pd.DataFrame) -> tuple[Mask, Mapping[tuple[int, int], Mask]]:
    """The pairs that caveats forbid, always and in some periods (first, last): contingents x requirements.

    Every row of Caveats holds by itself.
    """
    nothing = np.zeros((len(data.contingents), len(asked)), dtype=bool)
    always, at_times = nothing.copy(), dict[tuple[int, int], Mask]()
    match = _Matcher(plan, data, asked)
    for caveat in each_row(plan.caveats):
        window = (int(caveat.first), int(caveat.last))
        if window[0] <= 1 and window[1] >= plan.settings.periods:
            always[match.forbidden(caveat)] = True
        elif window[0] <= window[1]:
            at_times.setdefault(window, nothing.copy())[match.forbidden(caveat)] = True
    return always, at_times


class _Matcher:
    """The contingents and requirements that a caveat names; each list of names is looked up once."""

    def __init__(self, plan: Plan, data: Data, asked: pd.DataFrame) -> None:
        self.role, self.site = asked["role"].to_numpy(), asked["site"].to_numpy()
        self.names = {
            "nation": data.contingents["nation_names"],
            "contingent": data.contingents["name"].map(_alone),
            "capability": data.contingents["capability"].map(_alone),
            "role": plan.roles["role"].map(_alone),
            "site": plan.sites["site"].map(_alone),
            "zone": plan.sites["zone"].map(_alone),
        }
        self.found: dict[tuple[str, tuple[str, ...]], Mask] = {}

    def forbidden(self, caveat: Any) -> tuple[np.ndarray, ...]:
        """The contingents and requirements that the caveat forbids each other while it holds."""
        named = {name: self._named(name, getattr(caveat, name)) for name in self.names}
        who = named["nation"] & named["contingent"] & named["capability"]
        what = named["role"][self.role] & (named["site"] & named["zone"])[self.site]
        return np.ix_(who, ~what if caveat.effect == "only" else what)

    def _named(self, name: str, wanted: tuple[str, ...]) -> Mask:
        """Which rows of a register are named; a blank cell names all."""
        if (name, wanted) not in self.found:
            rows, chosen = self.names[name], set(wanted)
            hits = (not chosen or not chosen.isdisjoint(each) for each in rows)
            self.found[name, wanted] = np.fromiter(hits, dtype=bool, count=len(rows))
        return self.found[name, wanted]


def _alone(name: str) -> frozenset[str]:
    return frozenset((name,))


def _weighed(plan: Plan, data: Data, able: Floats, contingent: Ints, asked: pd.DataFrame) -> pd.DataFrame:
    """Pairs of contingents and requirements: their window, and what a unit provides, counts and costs."""
    of = {name: data.contingents[name].to_numpy()[contingent] for name in data.contingents}
    role, site = asked["role"].to_numpy(), asked["site"].to_numpy()
    by_heads = (plan.roles["measure"] == "heads").to_numpy()[role]
    return pd.DataFrame(
        {
            "contingent": contingent,
            "nation": of["nation"],
            "role": role,
            "site": site,
            "requirement": asked.index.to_numpy(),
            "units": of["units"].astype(np.float64),
            "heads": of["heads"],
            "provides": able[contingent, role] * np.where(by_heads, of["heads"], 1.0),
            "cost": of["heads"] * (of["cost_per_head"] + data.movement[contingent, site]),
            "counts": plan.roles["counts_to_force"].to_numpy(bool)[role],
            "first": np.maximum(of["first"], asked["first"].to_numpy()),
            "last": np.minimum(of["last"], asked["last"].to_numpy()),
        }
    )
