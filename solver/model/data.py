"""What the model derives from the planner's tables, by position: data of the contingents, and the arcs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from solver.model.linexpr import Floats, Ints, Mask
from solver.plan import Plan
from solver.schema import STATUSES
from solver.tables import each_row, frame_of
from solver.tolerances import DWELL_ROUNDING


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Data:
    """Data of the contingents: everything that all sheets say of them.

    ``contingents``: one row for each contingent of the plan, in its order: contingent (position), name,
    nation (position), nation_names (frozenset of its nation and that nation's groups), capability, counted
    (bool), units, heads (of a unit), pool (bool), dwell_periods (whole periods after one away in which a
    pool's heads stay tied up: its dwell rounded up, else 0), nation_factor, area_factor (heads tied up for
    each head deployed, as the nation and as the area count it), area (position, -1 none), stock, first, last
    (with its conditions), cost_per_head. ``movement``: money per head and rotation, contingents x sites.
    """

    contingents: pd.DataFrame
    movement: Floats


def derive_data(plan: Plan) -> Data:
    """Derive everything that the arcs and rules need of the plan, each fact once."""
    pledged, nations = plan.contingents, plan.nations
    nation = positions(pledged["nation"], nations["nation"])
    groups = [frozenset((row.nation, *row.groups)) for row in each_row(nations)]
    dwell = pledged["dwell_ratio"].to_numpy(np.float64)
    dwell = np.where(np.isnan(dwell), nations["dwell_ratio"].to_numpy(np.float64)[nation], dwell)
    cost = pledged["cost_per_head"].to_numpy(np.float64)
    cost = np.where(np.isnan(cost), nations["cost_per_head"].to_numpy(np.float64)[nation], cost)
    pool = pledged["basis"].to_numpy() == "pool"
    area, stock = _drawn_from(plan)
    first, last = _available(plan)
    least = STATUSES.index(plan.settings.count_pledges_from)
    status = np.asarray([STATUSES.index(status) for status in pledged["status"].tolist()], dtype=np.int64)
    contingents = frame_of(
        {
            "contingent": np.arange(len(pledged)),
            "name": pledged["contingent"].to_numpy(),
            "nation": nation,
            "nation_names": np.fromiter((groups[position] for position in nation), object, len(nation)),
            "capability": pledged["capability"].to_numpy(),
            "counted": status >= least,
            "units": pledged["units"].to_numpy(np.int64),
            "heads": pledged["heads_per_unit"].to_numpy(np.float64),
            "pool": pool,
            "dwell_periods": np.where(pool, np.ceil(dwell - DWELL_ROUNDING), 0.0).astype(np.int64),
            "nation_factor": np.where(pool, 1.0, 1.0 + dwell),
            "area_factor": np.where(pool | (stock == "stationed"), 1.0, 1.0 + dwell),
            "area": area,
            "stock": stock,
            "first": first,
            "last": last,
            "cost_per_head": cost,
        }
    )
    return Data(contingents=contingents, movement=_movement(plan, contingents))


def positions(names: pd.Series, register: pd.Series) -> Ints:
    """The position of each name in a register; -1 where it is not there."""
    at = {name: position for position, name in enumerate(register.tolist())}
    return np.asarray([at.get(name, -1) for name in names.tolist()], dtype=np.int64)


def unit_worth(plan: Plan) -> Floats:
    """The heads that one lacking unit of each role counts as; 1 where the role counts heads."""
    by_heads = plan.roles["measure"].to_numpy() == "heads"
    return np.where(by_heads, 1.0, plan.roles["unit_worth"].to_numpy(np.float64))


def stated(table: pd.DataFrame, number: str, key: str) -> pd.DataFrame:
    """The rows of a table of the plan that state a number: their position as ``key``, limit, sheet_row."""
    limit = table[number].to_numpy(np.float64)
    at = np.flatnonzero(~np.isnan(limit))
    return frame_of({key: at, "limit": limit[at], "sheet_row": table["sheet_row"].to_numpy()[at]})


def spread_periods(windows: pd.DataFrame, periods: int) -> pd.DataFrame:
    """One row for each ``period`` of each row's window (first .. last, within 1 .. periods)."""
    first = windows["first"].to_numpy(np.int64).clip(min=1)
    last = windows["last"].to_numpy(np.int64).clip(max=periods)
    length = (last - first + 1).clip(min=0)
    offset = first - (np.cumsum(length) - length)
    kept = [name for name in windows if name not in ("first", "last")]
    spread = {name: np.repeat(windows[name].to_numpy(), length) for name in kept}
    return frame_of(spread | {"period": np.arange(length.sum()) + np.repeat(offset, length)})


def holds_from(plan: Plan) -> dict[str, int]:
    """The period from which each condition holds; one after the last where it never does."""
    never = plan.settings.periods + 1
    return {row.condition: (int(row.first) if row.holds else never) for row in each_row(plan.conditions)}


def _available(plan: Plan) -> tuple[Ints, Ints]:
    """First and last period in which each contingent may be used, its conditions included."""
    begins = holds_from(plan)
    held = [max((begins[name] for name in names), default=1) for names in plan.contingents["conditions"]]
    first = np.maximum(plan.contingents["first"].to_numpy(np.int64), np.asarray(held, dtype=np.int64))
    return first, plan.contingents["last"].to_numpy(np.int64)


def _drawn_from(plan: Plan) -> tuple[Ints, np.ndarray]:
    """The area (position) and stock that each contingent is drawn from.

    Blank: the area of its own nation, from its own forces, if it is one.
    """
    areas, drawn = plan.areas, plan.contingents["drawn_from"]
    named = drawn.to_numpy() != ""
    home = dict(zip(areas["nation"], areas.index, strict=True))
    own = np.asarray([home.get(nation, -1) for nation in plan.contingents["nation"]], dtype=np.int64)
    area = np.where(named, positions(drawn, areas["area"]), own)
    stock = plan.contingents["stock"].to_numpy()
    return area, np.where(area < 0, "", np.where(stock == "", "own", stock))


def _movement(plan: Plan, contingents: pd.DataFrame) -> Floats:
    """Money per head for each contingent and site: the most particular row counts."""
    costs = np.zeros((len(contingents), len(plan.sites)))
    rows = plan.movement
    if rows.empty:
        return costs
    site = positions(rows["site"], plan.sites["site"])
    by_contingent = (rows["contingent"] != "").to_numpy()
    is_nation = rows["nation"].isin(plan.nations["nation"]).to_numpy()
    anyone = (rows["nation"] == "").to_numpy() & ~by_contingent
    order = np.select([by_contingent, anyone, is_nation], [3, 0, 2], default=1)
    everyone = np.ones(len(contingents), dtype=bool)
    by_name = {name: (contingents["name"] == name).to_numpy() for name in set(rows["contingent"])}
    names_of = contingents["nation_names"]
    by_nation = {
        name: np.fromiter((name in names for names in names_of), bool, len(names_of))
        for name in set(rows["nation"])
    }
    for at in np.argsort(order, kind="stable"):
        row = rows.iloc[at]
        who = everyone if order[at] == 0 else by_nation[row["nation"]]
        costs[by_name[row["contingent"]] if order[at] == 3 else who, site[at]] = row["cost_per_head"]
    return costs


def eligible(plan: Plan, data: Data) -> pd.DataFrame:
    """A unit is only where an arc allows it.

    An arc (contingent c, role r, site s, period t) exists where the contingent's status counts, its
    conditions hold in t, it and the site are available in t, a requirement covers (s, r, t), its capability
    suits the role, and no caveat forbids it. Nothing else becomes a variable.

    Returns one row an arc, sorted: contingent, nation, role, site, requirement, period (positions in the
    plan's tables; periods from 1), units (most that can be sent), heads (of a unit), provides (of a unit, in
    the role's measure, after effectiveness), cost (of a unit, for a period, with movement), counts (to the
    force), caveat-free by construction.
    """
    able = _effectiveness(plan, data)
    demand = _demand(plan)
    always, at_times = _forbidden(plan, data, demand)
    fits = (able > 0)[:, demand["role"].to_numpy()] & ~always
    contingent, row = np.nonzero(fits)  # both in order, and so are the arcs
    pairs = _weighed(plan, data, able, contingent, demand.take(row))
    arcs = spread_periods(pairs, plan.settings.periods)
    allowed = np.ones(len(arcs), dtype=bool)
    at = arcs["contingent"].to_numpy(), demand.index.to_numpy().argsort()[arcs["requirement"].to_numpy()]
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


def _demand(plan: Plan) -> pd.DataFrame:
    """Requirements sorted by role, site and window, while their site is available: role, site, first, last.

    The index is the requirement's position in the plan's table.
    """
    rows = plan.requirements
    site = positions(rows["site"], plan.sites["site"])
    first = np.maximum(rows["first"].to_numpy(np.int64), plan.sites["first"].to_numpy(np.int64)[site])
    last = np.minimum(rows["last"].to_numpy(np.int64), plan.sites["last"].to_numpy(np.int64)[site])
    role = positions(rows["role"], plan.roles["role"])
    asked = frame_of({"role": role, "site": site, "first": first, "last": last})
    return asked.take(np.lexsort((first, site, role)))


def _forbidden(plan: Plan, data: Data, demand: pd.DataFrame) -> tuple[Mask, Mapping[tuple[int, int], Mask]]:
    """The pairs that caveats forbid, always and in some periods (first, last): contingents x requirements.

    Every row of Caveats holds by itself.
    """
    nothing = np.zeros((len(data.contingents), len(demand)), dtype=bool)
    always, at_times = nothing.copy(), dict[tuple[int, int], Mask]()
    if plan.caveats.empty:
        return always, at_times
    match = _Matcher(plan, data, demand)
    for caveat in each_row(plan.caveats):
        window = (int(caveat.first), int(caveat.last))
        if window[0] <= 1 and window[1] >= plan.settings.periods:
            always[match.forbidden(caveat)] = True
        elif window[0] <= window[1]:
            at_times.setdefault(window, nothing.copy())[match.forbidden(caveat)] = True
    return always, at_times


class _Matcher:
    """The contingents and requirements that a caveat names; each list of names is looked up once."""

    def __init__(self, plan: Plan, data: Data, demand: pd.DataFrame) -> None:
        self.role, self.site = demand["role"].to_numpy(), demand["site"].to_numpy()
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


def _weighed(plan: Plan, data: Data, able: Floats, contingent: Ints, demand: pd.DataFrame) -> pd.DataFrame:
    """Pairs of contingents and requirements: their window, and what a unit provides, counts and costs."""
    of = {name: data.contingents[name].to_numpy()[contingent] for name in data.contingents}
    role, site = demand["role"].to_numpy(), demand["site"].to_numpy()
    by_heads = (plan.roles["measure"].to_numpy() == "heads")[role]
    return frame_of(
        {
            "contingent": contingent,
            "nation": of["nation"],
            "role": role,
            "site": site,
            "requirement": demand.index.to_numpy(),
            "units": of["units"].astype(np.float64),
            "heads": of["heads"],
            "provides": able[contingent, role] * np.where(by_heads, of["heads"], 1.0),
            "cost": of["heads"] * (of["cost_per_head"] + data.movement[contingent, site]),
            "counts": plan.roles["counts_to_force"].to_numpy(bool)[role],
            "first": np.maximum(of["first"], demand["first"].to_numpy()),
            "last": np.minimum(of["last"], demand["last"].to_numpy()),
        }
    )
