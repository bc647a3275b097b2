"""Units pledged and sent: dwell, heads tied up, area, stock, cost."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from solver.ledger.table_ops import by_period, found_in, inner_join, positions, spelled, take, total
from solver.plan import Plan
from solver.tables import Array, frame_of
from solver.tolerances import AUDIT_DWELL_ROUNDING, TOLD_AS_NOTHING


@lru_cache(maxsize=1)
def pledges(plan: Plan) -> pd.DataFrame:
    """One row per contingent, blanks replaced by what they stand for.

    contingent, nation, capability, units, heads_per_unit, basis, sheet_row; dwell (periods at home for each
    away); dwell_periods (whole periods after a period away in which its heads stay tied up: a pool's dwell
    rounded up, else 0); nation_factor, area_factor (heads tied up for each head deployed, in every period of
    those); area, stock ("" where it is drawn from none); cost_per_head (money per head per period).
    """
    rows = plan.contingents
    at = positions(rows["nation"], plan.nations["nation"])
    dwell = _own_or_national(rows["dwell_ratio"], take(plan.nations["dwell_ratio"], at, 0.0))
    area = _area(plan)
    stock = np.where(rows["stock"] == "", "own", rows["stock"])
    pool = (rows["basis"] == "pool").to_numpy()
    stationed = (area != "") & (stock == "stationed")
    kept = ["contingent", "nation", "capability", "units", "heads_per_unit", "basis", "sheet_row"]
    cost_per_head = take(plan.nations["cost_per_head"], at, 0.0)
    return frame_of(
        {name: rows[name].to_numpy() for name in kept}
        | {
            "dwell": dwell,
            "dwell_periods": np.where(pool, np.ceil(dwell - AUDIT_DWELL_ROUNDING), 0.0).astype(np.int64),
            "nation_factor": np.where(pool, 1.0, 1.0 + dwell),
            "area_factor": np.where(pool | stationed, 1.0, 1.0 + dwell),
            "area": area,
            "stock": np.where(area == "", "", stock).astype(object),
            "cost_per_head": _own_or_national(rows["cost_per_head"], cost_per_head),
        }
    )


def _own_or_national(own: pd.Series, general: Array) -> Array:
    """Its own number, else the general one."""
    value = own.to_numpy(dtype=float)
    return np.where(np.isnan(value), general, value)


def _area(plan: Plan) -> Array:
    """The area that each contingent is drawn from, "" for none.

    Blank means the area of its own nation, if that nation is one.
    """
    drawn = plan.contingents["drawn_from"].to_numpy(dtype=object)
    countries = plan.areas[plan.areas["nation"] != ""].drop_duplicates("nation").reset_index(drop=True)
    own = take(
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
    held = take(plan.conditions["holds"].astype(bool), at, missing=False)
    first = take(plan.conditions["first"].astype(float), at, np.inf)
    return np.asarray(held & (first <= period.to_numpy(dtype=float)))


KEY = ["contingent", "role", "site", "period"]


def sent_rows(plan: Plan, allocation: pd.DataFrame) -> pd.DataFrame:
    """One row per contingent, role, site and period that the allocation names.

    Names that the plan does not know stay, with no heads: ``eligible`` tells.
    See ``Ledger.sent`` for the columns.
    """
    rows = _gathered(plan, allocation)
    contingents = pledges(plan)
    at = positions(rows["contingent"], contingents["contingent"])
    role_at = positions(rows["role"], plan.roles["role"])
    units = rows["units"].fillna(0.0).to_numpy()
    heads = units * take(contingents["heads_per_unit"].astype(float), at, 0.0)
    measure = take(plan.roles["measure"].astype(object), role_at, "heads")
    rows = frame_of(
        {name: rows[name].to_numpy() for name in rows.columns}
        | {"heads": heads}
        | {
            name: take(contingents[name].astype(object), at, "")
            for name in ("nation", "capability", "area", "stock")
        }
        | {
            "measure": measure,
            "counts": take(plan.roles["counts_to_force"].astype(bool), role_at, missing=False),
            "cost_per_head": take(contingents["cost_per_head"], at, 0.0),
            "contingent_row": take(contingents["sheet_row"], at, 0),
        }
    )
    suits_at = found_in(rows, plan.suitability, ["capability", "role"])
    effectiveness = take(plan.suitability["effectiveness"].astype(float), suits_at, 0.0)
    movement = _movement(plan, rows)
    return rows.assign(
        effectiveness=effectiveness,
        provided=effectiveness * np.where(measure == "units", units, heads),
        movement=movement,
        cost=heads * (rows["cost_per_head"].to_numpy() + movement),
    )


def _gathered(plan: Plan, allocation: pd.DataFrame) -> pd.DataFrame:
    """The allocation's rows in the plan's spelling, sorted by key; what stands twice is added up."""
    units = allocation["units"].to_numpy(dtype=float)
    rows = frame_of(
        {
            "contingent": spelled(allocation["contingent"], plan.contingents["contingent"]).to_numpy(),
            "role": spelled(allocation["role"], plan.roles["role"]).to_numpy(),
            "site": spelled(allocation["site"], plan.sites["site"]).to_numpy(),
            "period": allocation["period"].to_numpy(dtype=np.int64),
            "units": units,
            "given": ~np.isnan(units),
        }
    )
    rows = total(rows, KEY, "units", "given")
    # Where units are no number at all, their sum is none.
    rows["units"] = np.where(rows.pop("given") > 0, rows["units"], np.nan)
    return rows[rows["units"] != 0.0].reset_index(drop=True)


def _movement(plan: Plan, rows: pd.DataFrame) -> Array:
    """Movement cost per head (per rotation): contingent before nation before group before site alone."""
    if plan.movement.empty:
        return np.zeros(len(rows))
    pairs = rows[["contingent", "nation", "site"]].drop_duplicates(ignore_index=True)
    table = plan.movement.rename(
        columns={"nation": "name", "contingent": "only", "cost_per_head": "movement"}
    )
    fits = inner_join(pairs, table[["name", "only", "site", "movement"]], ["site"])
    names = names_of_nations(plan)
    at = found_in(fits, names, ["name", "nation"])
    fits = fits.assign(group=take(names["group"].astype(bool), at, missing=False))
    fits = fits[
        ((fits["only"] == "") | (fits["only"] == fits["contingent"])) & ((fits["name"] == "") | (at >= 0))
    ]
    by_nation = np.select([fits["name"] == "", fits["group"]], [2, 1], 0)
    rank = np.where(fits["only"] == "", 10, 0) + by_nation
    best = fits.assign(rank=rank).sort_values(["contingent", "site", "rank"], kind="stable")
    best = best.drop_duplicates(["contingent", "site"])
    at = found_in(rows, best, ["contingent", "site"])
    return take(best["movement"].astype(float), at, 0.0)


def units_by_period(sent: pd.DataFrame) -> pd.DataFrame:
    """contingent, period, units: what each contingent sends in all."""
    return total(sent, ["contingent", "period"], "units")


def units_away(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """contingent, period, units: units that are away in the period or, of a pool, rest after being away."""
    rows = units_by_period(sent)
    contingents = pledges(plan)
    resting = take(contingents["dwell_periods"], positions(rows["contingent"], contingents["contingent"]), 0)
    first = rows["period"].to_numpy()
    spread = frame_of(
        {
            "contingent": rows["contingent"].to_numpy(),
            "units": rows["units"].to_numpy(),
            "first": first,
            "last": first + resting,
        }
    )
    return total(by_period(spread, plan.settings.periods), ["contingent", "period"], "units")


def heads_resting(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """nation, contingent, period, heads: those of pools that rest, behind those that are away then."""
    away, there = units_away(plan, sent), units_by_period(sent)
    at = found_in(away, there, ["contingent", "period"])
    away = away.assign(resting=away["units"] - take(there["units"].astype(float), at, 0.0))
    rows = inner_join(away, plan.contingents[["contingent", "nation", "heads_per_unit"]], ["contingent"])
    rows["heads"] = rows["resting"] * rows["heads_per_unit"]
    return rows.loc[rows["heads"] > TOLD_AS_NOTHING, ["nation", "contingent", "period", "heads"]]
