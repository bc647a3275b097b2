"""What is sent: each row of the allocation with all that the plan's tables say about it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.audit.frames import by_period, found_in, joined, picked, positions, spelled, total
from solver.audit.pledges import names_of_nations, pledges
from solver.plan import Plan

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
    rows = rows.assign(
        heads=rows["units"].fillna(0.0) * picked(contingents["heads_per_unit"].astype(float), at, 0.0),
        **{
            name: pd.Series(picked(contingents[name].astype(object), at, ""), dtype=object)
            for name in ("nation", "capability", "area", "stock")
        },
        measure=pd.Series(picked(plan.roles["measure"].astype(object), role_at, "heads"), dtype=object),
        counts=picked(plan.roles["counts_to_force"].astype(bool), role_at, missing=False),
        cost_per_head=picked(contingents["cost_per_head"], at, 0.0),
        contingent_row=picked(contingents["sheet_row"], at, 0),
    )
    rows = _with_effectiveness(plan, rows)
    movement = _movement(plan, rows)
    return rows.assign(movement=movement, cost=rows["heads"] * (rows["cost_per_head"] + movement))


def _gathered(plan: Plan, allocation: pd.DataFrame) -> pd.DataFrame:
    """The allocation's rows in the plan's spelling, sorted by key; what stands twice is added up."""
    units = allocation["units"].astype(float)
    rows = pd.DataFrame(
        {
            "contingent": spelled(allocation["contingent"], plan.contingents["contingent"]),
            "role": spelled(allocation["role"], plan.roles["role"]),
            "site": spelled(allocation["site"], plan.sites["site"]),
            "period": allocation["period"].astype(np.int64),
            "units": units,
            "given": units.notna(),
        }
    )
    rows = total(rows, KEY, "units", "given")
    # Where units are no number at all, their sum is none.
    rows["units"] = rows["units"].where(rows.pop("given") > 0)
    return rows[rows["units"] != 0.0].reset_index(drop=True)


def _with_effectiveness(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """Adds effectiveness (0 where the capability does not fill the role) and what is provided."""
    at = found_in(rows, plan.suitability, ["capability", "role"])
    effectiveness = picked(plan.suitability["effectiveness"].astype(float), at, 0.0)
    counted = np.where(rows["measure"] == "units", rows["units"].fillna(0.0), rows["heads"])
    return rows.assign(effectiveness=effectiveness, provided=effectiveness * counted)


def _movement(plan: Plan, rows: pd.DataFrame) -> pd.Series:
    """Movement cost per head (per rotation): contingent before nation before group before site alone."""
    if plan.movement.empty:
        return pd.Series(0.0, index=rows.index)
    pairs = rows[["contingent", "nation", "site"]].drop_duplicates(ignore_index=True)
    table = plan.movement.rename(
        columns={"nation": "name", "contingent": "only", "cost_per_head": "movement"}
    )
    fits = joined(pairs, table[["name", "only", "site", "movement"]], ["site"])
    names = names_of_nations(plan)
    at = found_in(fits, names, ["name", "nation"])
    fits = fits.assign(group=picked(names["group"].astype(bool), at, missing=False))
    fits = fits[
        ((fits["only"] == "") | (fits["only"] == fits["contingent"])) & ((fits["name"] == "") | (at >= 0))
    ]
    by_nation = np.select([fits["name"] == "", fits["group"]], [2, 1], 0)
    rank = np.where(fits["only"] == "", 10, 0) + by_nation
    best = fits.assign(rank=rank).sort_values(["contingent", "site", "rank"], kind="stable")
    best = best.drop_duplicates(["contingent", "site"])
    at = found_in(rows, best, ["contingent", "site"])
    return pd.Series(picked(best["movement"].astype(float), at, 0.0), index=rows.index)


def units_by_period(sent: pd.DataFrame) -> pd.DataFrame:
    """contingent, period, units: what each contingent sends in all."""
    return total(sent, ["contingent", "period"], "units")


def units_away(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """contingent, period, units: units that are tied up for being away now or, of a pool, lately."""
    rows = units_by_period(sent)
    contingents = pledges(plan)
    after = picked(contingents["after"], positions(rows["contingent"], contingents["contingent"]), 0)
    spread = rows.assign(first=rows["period"], last=rows["period"] + after).drop(columns="period")
    return total(by_period(spread, plan.settings.periods), ["contingent", "period"], "units")
