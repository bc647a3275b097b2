"""An instance as the plain tables that any modelling layer starts from, derived once for all of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from instances import WEIGHTS

from solver.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """What may be sent where, and every limit on it; tables refer to each other by position.

    The rules are those that the instances use, the open sites only where opening costs:

        pledged_units     sum of send over the arcs of a pledge              <=  its units
        rotation          sum of send over the arcs of a window              <=  its units
        requirement_met   sum of provides * send + lack_minimum, lack_target >=  minimum, target
        site_capacity     sum of heads * send over the arcs of a place       <=  its most (* open)
        site_in_use       open at a place                                    <=  opened of its site
        drawdown_cap      sum of tied * send over the arcs of a cap          <=  its limit
    """

    arcs: pd.DataFrame
    """One row an arc: contingent, role, site, period (names), pledge, asked, place, units (at most),
    heads, provides (of a unit, heads after effectiveness), cost (money for a unit)."""
    pledges: pd.DataFrame
    """One row a contingent and period: units."""
    windows: pd.DataFrame
    """One row for all periods of which a pool's units may serve in one: units."""
    rotations: pd.DataFrame
    """Which arcs are in which window: window, arc."""
    asked: pd.DataFrame
    """One row a requirement and period: minimum, target (heads)."""
    places: pd.DataFrame
    """One row a site and period: site, most (heads)."""
    sites: pd.DataFrame
    """One row a site: opening_cost (money, once)."""
    caps: pd.DataFrame
    """One row a cap and period: limit (heads)."""
    taken: pd.DataFrame
    """What arcs take from an area: cap, arc, tied (heads of a unit)."""
    weights: dict[str, float]
    """What minimum shortfall, target shortfall (a head) and cost (money) weigh."""
    whole: bool
    """Whether units are never split, and sites open or closed."""

    @property
    def sites_cost(self) -> bool:
        """Whether opening a site costs anything."""
        return bool((self.sites["opening_cost"] > 0).any())


def derive(plan: Plan) -> Problem:
    """The problem that the plan of an instance states."""
    contingents = plan.contingents.assign(
        rest=np.where(plan.contingents["basis"] == "pool", plan.contingents["dwell_ratio"], 0).astype(int)
    )
    arcs = _arcs(plan, contingents)
    asked = _asked(plan)
    pledge, pledges = _numbered(arcs, ["contingent", "period"])
    place, places = _numbered(arcs, ["site", "period"])
    arcs = arcs.merge(asked[["requirement", "period", "asked"]], on=["requirement", "period"])
    arcs = arcs.assign(pledge=pledge, place=place)
    units = contingents.set_index("contingent")["units"]
    windows, rotations = _rotations(arcs, contingents, plan.settings.periods)
    caps, taken = _taken(plan, arcs, contingents)
    site = pd.Index(plan.sites["site"]).get_indexer(places["site"])
    return Problem(
        arcs=arcs,
        pledges=pd.DataFrame({"units": units.loc[pledges["contingent"]].to_numpy(float)}),
        windows=windows,
        rotations=rotations,
        asked=asked[["minimum", "target"]],
        places=pd.DataFrame({"site": site, "most": _most(plan, arcs, site)}),
        sites=plan.sites[["opening_cost"]],
        caps=caps,
        taken=taken,
        weights=dict(WEIGHTS),
        whole=plan.settings.whole_units,
    )


def _arcs(plan: Plan, contingents: pd.DataFrame) -> pd.DataFrame:
    """Every contingent in every role, site and period in which it can, may and is wanted."""
    pledged = contingents[["contingent", "nation", "capability", "units", "heads_per_unit", "first", "last"]]
    pledged = pledged.assign(cost_per_head=contingents["cost_per_head"])
    asked = plan.requirements[["site", "role", "first", "last"]].assign(requirement=plan.requirements.index)
    suited = pledged.merge(plan.suitability[["capability", "role", "effectiveness"]], on="capability")
    pairs = suited.merge(asked, on="role", suffixes=("", "_asked"))
    forbidden = plan.caveats[["nation", "site"]].explode("nation").explode("site").assign(forbidden=True)
    pairs = pairs.merge(forbidden, on=["nation", "site"], how="left")
    pairs = pairs[pairs["forbidden"].isna()]
    arcs = pairs.merge(_periods(plan), how="cross")
    first, last = arcs[["first", "first_asked"]].max(axis=1), arcs[["last", "last_asked"]].min(axis=1)
    arcs = arcs[(arcs["period"] >= first) & (arcs["period"] <= last)].reset_index(drop=True)
    named = arcs[["contingent", "role", "site", "period", "requirement", "units"]]
    return named.assign(
        heads=arcs["heads_per_unit"],
        provides=arcs["effectiveness"] * arcs["heads_per_unit"],
        cost=arcs["cost_per_head"] * arcs["heads_per_unit"],
    )


def _asked(plan: Plan) -> pd.DataFrame:
    """Every requirement in each of its periods."""
    rows = plan.requirements[["minimum", "target", "first", "last"]].assign(
        requirement=plan.requirements.index
    )
    spread = rows.merge(_periods(plan), how="cross")
    within = (spread["period"] >= spread["first"]) & (spread["period"] <= spread["last"])
    spread = spread[within].reset_index(drop=True)
    return spread.assign(asked=spread.index)


def _periods(plan: Plan) -> pd.DataFrame:
    return pd.DataFrame({"period": range(1, plan.settings.periods + 1)})


def _numbered(arcs: pd.DataFrame, by: list[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """To which group each arc belongs, and the groups."""
    return arcs.groupby(by).ngroup().to_numpy(), arcs[by].drop_duplicates().sort_values(by)


def _rotations(
    arcs: pd.DataFrame, contingents: pd.DataFrame, periods: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of any 1 + rest consecutive periods a unit of a pool serves in one: windows, and the arcs in each."""
    pools = contingents.loc[contingents["rest"] > 0, ["contingent", "rest", "units"]]
    width = (pools["rest"] + 1).clip(upper=periods)
    pools = pools.assign(width=width)[width > 1]
    windows = pools.merge(pd.DataFrame({"start": range(1, periods + 1)}), how="cross")
    windows = windows[windows["start"] + windows["width"] - 1 <= periods].reset_index(drop=True)
    windows["window"] = windows.index
    served = arcs[["contingent", "period"]].assign(arc=arcs.index)
    inside = windows.drop(columns="units").merge(served, on="contingent")
    within = (inside["period"] >= inside["start"]) & (inside["period"] < inside["start"] + inside["width"])
    used, inside = _renumbered(inside.loc[within, ["window", "arc"]], "window")
    return windows.loc[used, ["units"]].reset_index(drop=True).astype(float), inside


def _renumbered(members: pd.DataFrame, group: str) -> tuple[np.ndarray, pd.DataFrame]:
    """The groups that have members, and the members with their group's place among those."""
    used, place = np.unique(members[group], return_inverse=True)
    return used, members.assign(**{group: place}).reset_index(drop=True)


def _most(plan: Plan, arcs: pd.DataFrame, site: np.ndarray) -> np.ndarray:
    """The most heads at each place: its capacity, or all that could come if they are fewer."""
    each = arcs.drop_duplicates(["contingent", "place"])
    could = (each["units"] * each["heads"]).groupby(each["place"]).sum().to_numpy(float)
    most: np.ndarray = np.fmin(could, plan.sites["capacity"].to_numpy(float)[site])
    return most


def _taken(plan: Plan, arcs: pd.DataFrame, contingents: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Caps by period, and what each arc takes from them in each period in which it ties up heads."""
    home = plan.areas.set_index("nation")["area"]
    drawn = contingents["drawn_from"].where(contingents["drawn_from"] != "", contingents["nation"].map(home))
    behind = np.where(contingents["basis"] == "pool", 0.0, contingents["dwell_ratio"])
    of = contingents[["contingent", "rest"]].assign(area=drawn, factor=1.0 + behind)
    caps = plan.drawdown_caps[["applies_to", "cap_heads"]].rename(columns={"applies_to": "area"})
    limits = caps.merge(_periods(plan), how="cross")
    limits["cap"] = limits.index
    members = of.merge(caps[["area"]], on="area")
    sent = arcs[["contingent", "period", "heads"]].assign(arc=arcs.index).merge(members, on="contingent")
    spread = sent.loc[sent.index.repeat(sent["rest"] + 1)]
    spread["period"] += spread.groupby(level=0).cumcount()
    taken = spread.merge(limits[["area", "period", "cap"]], on=["area", "period"])
    taken["tied"] = taken["heads"] * taken["factor"]
    used, taken = _renumbered(taken[["cap", "arc", "tied"]], "cap")
    heads = limits.loc[used, "cap_heads"].to_numpy(float)
    return pd.DataFrame({"limit": heads}), taken
