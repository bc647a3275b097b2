"""What each pledge stands for: dwell, heads tied up, area and stock it is drawn from, cost."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from solver.audit.frames import Array, picked, positions
from solver.plan import Plan

NOISE = 1e-9
"""A dwell ratio above a whole number by less is that number, worked out by a formula."""


@lru_cache(maxsize=1)
def pledges(plan: Plan) -> pd.DataFrame:
    """One row per contingent, blanks replaced by what they stand for.

    contingent, nation, capability, units, heads_per_unit, basis, sheet_row;
    dwell (periods at home for each away); after (whole periods after a period
    away in which its heads stay tied up: a pool's dwell rounded up, else 0);
    nation_factor, area_factor (heads tied up for each head deployed, in every
    period of those); area, stock ("" where it is drawn from none);
    cost_per_head (money per head per period).
    """
    rows = plan.contingents
    at = positions(rows["nation"], plan.nations["nation"])
    dwell = _else(rows["dwell_ratio"], picked(plan.nations["dwell_ratio"], at, 0.0))
    area = _area(plan)
    stock = np.where(rows["stock"] == "", "own", rows["stock"])
    pool = (rows["basis"] == "pool").to_numpy()
    stationed = (area != "") & (stock == "stationed")
    kept = ["contingent", "nation", "capability", "units", "heads_per_unit", "basis", "sheet_row"]
    return rows[kept].assign(
        dwell=dwell,
        after=np.where(pool, np.ceil(dwell - NOISE), 0.0).astype(np.int64),
        nation_factor=np.where(pool, 1.0, 1.0 + dwell),
        area_factor=np.where(pool | stationed, 1.0, 1.0 + dwell),
        area=pd.Series(area, dtype=object),
        stock=pd.Series(np.where(area == "", "", stock), dtype=object),
        cost_per_head=_else(rows["cost_per_head"], picked(plan.nations["cost_per_head"], at, 0.0)),
    )


def _else(own: pd.Series, general: Array) -> Array:
    """Its own number, else the general one."""
    value = own.to_numpy(dtype=float)
    return np.where(np.isnan(value), general, value)


def _area(plan: Plan) -> Array:
    """The area that each contingent is drawn from, "" for none.

    Blank means the area of its own nation, if that nation is one.
    """
    drawn = plan.contingents["drawn_from"].to_numpy(dtype=object)
    countries = plan.areas[plan.areas["nation"] != ""].drop_duplicates("nation").reset_index(drop=True)
    own = picked(
        countries["area"].astype(object), positions(plan.contingents["nation"], countries["nation"]), ""
    )
    return np.asarray(np.where(drawn == "none", "", np.where(drawn == "", own, drawn)), dtype=object)


@lru_cache(maxsize=1)
def names_of_nations(plan: Plan) -> pd.DataFrame:
    """name, nation, group: every name that covers a nation, its own and those of its groups."""
    own = pd.DataFrame({"name": plan.nations["nation"], "nation": plan.nations["nation"], "group": False})
    groups = _exploded(plan.nations, "nation").assign(group=True)
    return pd.concat([own, groups[~groups["name"].isin(own["name"])]], ignore_index=True)


@lru_cache(maxsize=1)
def names_of_areas(plan: Plan) -> pd.DataFrame:
    """name, area: every name that covers an area, its own and those of its groups."""
    own = pd.DataFrame({"name": plan.areas["area"], "area": plan.areas["area"]})
    return pd.concat([own, _exploded(plan.areas, "area")], ignore_index=True).drop_duplicates(
        ignore_index=True
    )


def _exploded(register: pd.DataFrame, member: str) -> pd.DataFrame:
    """name, member: one row for each group that a row of the register is in."""
    pairs = [
        (group, name)
        for name, groups in zip(register[member], register["groups"], strict=True)
        for group in dict.fromkeys(groups)
    ]
    return pd.DataFrame(pairs, columns=["name", member], dtype=object)


def holds(plan: Plan, condition: pd.Series, period: pd.Series) -> Array:
    """Whether each named condition holds in that period; a blank name does not."""
    at = positions(condition, plan.conditions["condition"])
    held = picked(plan.conditions["holds"].astype(bool), at, missing=False)
    first = picked(plan.conditions["first"].astype(float), at, np.inf)
    return np.asarray(held & (first <= period.to_numpy(dtype=float)))
