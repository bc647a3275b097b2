"""Drawdown: what is taken from the front line, and what may be."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from solver.ledger.table_ops import (
    by_period,
    every_period,
    found_in,
    inner_join,
    no_rows,
    positions,
    take,
    total,
    with_totals,
)
from solver.ledger.units import holds, names_of_areas, names_of_nations, pledges, units_by_period
from solver.plan import Plan
from solver.schema import STOCKS
from solver.tables import Array

_MEMBERS = {"sheet_row": int, "contingent": object, "heads_counted": float}
_CAPS = {
    "sheet_row": int,
    "applies_to": object,
    "stock": object,
    "capability": object,
    "counts": object,
    "period": int,
    "baseline": float,
    "cap": float,
    "taken": float,
    "backfill": float,
    "limit": float,
}
_AREAS = {"area": object, "stock": object, "period": int, "heads_tied_up": float, "deployed": float}


def cap_members(plan: Plan) -> pd.DataFrame:
    """Which contingents count for each cap, by where they are drawn from; see ``Ledger.cap_members``.

    For a cap on nations by whose they are; of stock own, unless drawn from an area of another nation.
    """
    if plan.drawdown_caps.empty:
        return no_rows(_MEMBERS)
    contingents = pledges(plan).rename(columns={"sheet_row": "contingent_row"})
    of_cap = {"stock": "stock_of_cap", "capability": "capability_of_cap"}
    drawn = inner_join(_cap_areas(plan).rename(columns=of_cap), contingents, ["area"])
    drawn = drawn[_fits(drawn["stock_of_cap"], "any", drawn["stock"])]
    theirs = inner_join(_cap_nations(plan).rename(columns=of_cap), contingents, ["nation"])
    theirs = theirs[(theirs["stock_of_cap"] == "any") | _of_their_own(plan, theirs)]
    parts = [drawn.assign(factor=drawn["area_factor"]), theirs.assign(factor=theirs["nation_factor"])]
    found = pd.concat([part for part in parts if len(part)] or parts[:1])
    found = found[_fits(found["capability_of_cap"], "", found["capability"])]
    found = found.sort_values(["sheet_row", "contingent"], ignore_index=True)
    factor = np.where(found["counts"] == "tied up", found["factor"], 1.0)
    found = found.assign(heads_counted=found["heads_per_unit"] * factor)
    return found[list(_MEMBERS)]


def _of_their_own(plan: Plan, theirs: pd.DataFrame) -> Array:
    """Whether contingents are drawn from no area, from nobody's, or from one of the cap's own nations."""
    at = positions(theirs["area"], plan.areas["area"])
    owner = pd.Series(take(plan.areas["nation"].astype(object), at, ""), index=theirs.index, dtype=object)
    of_cap = found_in(theirs.assign(nation=owner), _cap_nations(plan), ["sheet_row", "nation"]) >= 0
    return np.asarray((owner == "") | of_cap)


@lru_cache(maxsize=1)
def _cap_areas(plan: Plan) -> pd.DataFrame:
    """The caps, once for each area that they apply to."""
    named = names_of_areas(plan).rename(columns={"name": "applies_to"})
    return inner_join(plan.drawdown_caps, named, ["applies_to"])


@lru_cache(maxsize=1)
def _cap_nations(plan: Plan) -> pd.DataFrame:
    """The caps whose name is no area's and no group's of areas, once for each nation that they apply to."""
    caps = plan.drawdown_caps[~plan.drawdown_caps["applies_to"].isin(names_of_areas(plan)["name"])]
    named = names_of_nations(plan)[["name", "nation"]].rename(columns={"name": "applies_to"})
    return inner_join(caps.reset_index(drop=True), named, ["applies_to"])


def _fits(of_cap: pd.Series, every: str, value: pd.Series) -> pd.Series:
    """Whether a value is the one that the cap names, ``every`` naming them all."""
    return (of_cap == every) | (of_cap == value)


def caps(plan: Plan, sent: pd.DataFrame, away: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """One row per cap and period; see ``Ledger.caps``."""
    if plan.drawdown_caps.empty:
        return no_rows(_CAPS)
    keys = ["sheet_row", "period"]
    rows = by_period(plan.drawdown_caps, plan.settings.periods)
    baselines = _baselines(plan)
    baseline = take(baselines["baseline"], found_in(rows, baselines, ["sheet_row"]), np.nan)
    rows = with_totals(rows, _taken(plan, sent, away, members), keys, "taken")
    rows = with_totals(rows, _backfill(plan), keys, "backfill")
    cap = np.fmin(rows["cap_heads"].astype(float), rows["cap_share"].astype(float) * baseline)
    rows = rows.assign(cap=cap, limit=cap + rows["backfill"], baseline=baseline)
    return rows[list(_CAPS)]


def _baselines(plan: Plan) -> pd.DataFrame:
    """sheet_row, baseline (heads): of the cap's areas and stock, or its nations' active strength.

    NaN where every one is blank.
    """
    stocks = plan.areas.melt("area", list(STOCKS), var_name="held", value_name="baseline")
    found = inner_join(_cap_areas(plan)[["sheet_row", "stock", "area"]], stocks, ["area"])
    found = found[_fits(found["stock"], "any", found["held"])]
    strength = plan.nations[["nation", "active_strength"]].rename(columns={"active_strength": "baseline"})
    of_nations = inner_join(_cap_nations(plan)[["sheet_row", "nation"]], strength, ["nation"])
    columns = ["sheet_row", "baseline"]
    found = pd.concat([part[columns].astype({"baseline": float}) for part in (found, of_nations)])
    return found.groupby("sheet_row", as_index=False)[["baseline"]].sum(min_count=1)


def _taken(plan: Plan, sent: pd.DataFrame, away: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """sheet_row, period, taken (heads): tied up or deployed, as each cap counts."""
    counts = plan.drawdown_caps[["sheet_row", "counts"]]
    units = pd.concat([away.assign(counts="tied up"), units_by_period(sent).assign(counts="deployed")])
    rows = inner_join(inner_join(members, counts, ["sheet_row"]), units, ["contingent", "counts"])
    rows = rows.assign(taken=rows["units"] * rows["heads_counted"])
    return total(rows, ["sheet_row", "period"], "taken")


def _backfill(plan: Plan) -> pd.DataFrame:
    """sheet_row (of the cap), period, backfill (heads): what arrives in its areas and stock."""
    if plan.backfill.empty:
        return no_rows({"sheet_row": int, "period": int, "backfill": float})
    arriving = by_period(plan.backfill, plan.settings.periods)
    here = (arriving["condition"] == "") | holds(plan, arriving["condition"], arriving["period"])
    arriving = arriving[here][["area", "stock", "capability", "heads", "period"]]
    wanted = _cap_areas(plan)[["sheet_row", "stock", "capability", "area"]]
    of_cap = {"stock": "stock_of_cap", "capability": "capability_of_cap"}
    rows = inner_join(wanted.rename(columns=of_cap), arriving, ["area"])
    stock = _fits(rows["stock_of_cap"], "any", rows["stock"])
    capability = (
        (rows["capability_of_cap"] == "")
        | (rows["capability"] == "")
        | (rows["capability_of_cap"] == rows["capability"])
    )
    rows = rows[stock & capability].rename(columns={"heads": "backfill"})
    return total(rows, ["sheet_row", "period"], "backfill")


def areas(plan: Plan, sent: pd.DataFrame, away: pd.DataFrame) -> pd.DataFrame:
    """One row per area, stock and period, before backfill; see ``Ledger.areas``."""
    if plan.areas.empty:
        return no_rows(_AREAS)
    keys = ["area", "stock", "period"]
    each = plan.areas[["area"]].take(np.repeat(np.arange(len(plan.areas)), len(STOCKS)))
    stocks = pd.Series(STOCKS * len(plan.areas), index=each.index, dtype=object)
    grid = every_period(each.assign(stock=stocks), plan.settings.periods)
    grid = with_totals(grid, total(heads_taken(plan, away), keys, "heads_tied_up"), keys, "heads_tied_up")
    deployed = total(sent, keys, "heads").rename(columns={"heads": "deployed"})
    return with_totals(grid, deployed, keys, "deployed")


def heads_taken(plan: Plan, away: pd.DataFrame) -> pd.DataFrame:
    """Heads taken from each stock by each contingent: area, stock, period, contingent, heads_tied_up.

    ``away``: units tied up, see :func:`solver.ledger.units.units_away`.
    """
    burdens = pledges(plan)[["contingent", "area", "stock", "heads_per_unit", "area_factor"]]
    rows = inner_join(away, burdens, ["contingent"])
    return rows.assign(heads_tied_up=rows["units"] * rows["heads_per_unit"] * rows["area_factor"])


def drawdown_value(plan: Plan, sent: pd.DataFrame) -> float:
    """Area's weight x heads tied up, in every period; a pool's weigh 1 + d periods wherever they fall."""
    contingents = pledges(plan)
    at = positions(sent["contingent"], contingents["contingent"])
    factor = take(contingents["area_factor"], at, 0.0) * (1 + take(contingents["dwell_periods"], at, 0))
    weight = take(plan.areas["weight"].astype(float), positions(sent["area"], plan.areas["area"]), 0.0)
    return float((weight * factor * sent["heads"]).sum())
