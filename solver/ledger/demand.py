"""The coverage of requirements, and the support behind the force."""

from __future__ import annotations

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
from solver.ledger.units import holds
from solver.plan import Plan
from solver.tables import Array, frame_of

_SUPPORT = {
    "sheet_row": int,
    "role": object,
    "site": object,
    "period": int,
    "needed": float,
    "provided": float,
    "lack": float,
    "weight": float,
    "unit_worth": float,
}


def coverage(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """One row per requirement and period; see ``Ledger.coverage``."""
    keys = ["site", "role", "period"]
    rows = by_period(plan.requirements, plan.settings.periods)
    rows = with_totals(rows, total(sent, keys, "provided"), keys, "provided")
    measure = take(plan.roles["measure"].astype(object), positions(rows["role"], plan.roles["role"]), "heads")
    minimum, target, provided = (rows[name].to_numpy() for name in ("minimum", "target", "provided"))
    return frame_of(
        {name: rows[name].to_numpy() for name in (*keys, "sheet_row")}
        | {
            "measure": measure,
            "minimum": minimum,
            "target": target,
            "maximum": rows["maximum"].to_numpy(),
            "weight": rows["weight"].to_numpy(),
            "unit_worth": unit_worth(plan, rows["role"]),
            "provided": provided,
            "lack_minimum": np.maximum(minimum - provided, 0.0),
            "lack_target": np.maximum(target - provided, 0.0),
        }
    )


def unit_worth(plan: Plan, role: pd.Series) -> Array:
    """Heads that one lacking head (1) or unit of each role weighs among the shortfalls."""
    at = positions(role, plan.roles["role"])
    worth = take(plan.roles["unit_worth"].astype(float), at, 1.0)
    return np.where(take(plan.roles["measure"].astype(object), at, "heads") == "units", worth, 1.0)


def support(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """One row per support ratio, place (site, or "" for the theatre) and period; see ``Ledger.support``."""
    if plan.support_ratios.empty:
        return no_rows(_SUPPORT)
    return support_asked(plan, sent)[list(_SUPPORT)]


def support_asked(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``Ledger.support`` with the heads that are supported, and ``needed_per_head``."""
    rows = support_places(plan)
    rows = with_totals(rows, supported_heads(plan, rows, sent), SUPPORT_KEY, "heads")
    rows = with_totals(rows, support_provided(plan, rows, sent), SUPPORT_KEY, "provided")
    needed = rows["needed_per_head"] * rows["heads"]
    return rows.assign(
        needed=needed,
        lack=(needed - rows["provided"]).clip(lower=0.0),
        unit_worth=unit_worth(plan, rows["role"]),
    )


SUPPORT_KEY = ["sheet_row", "site", "period"]


def support_places(plan: Plan) -> pd.DataFrame:
    """One row per support ratio, place and period, with ``needed_per_head``: what a head there needs."""
    rows = every_period(_places(plan), plan.settings.periods)
    relief = rows["relief"] * holds(plan, rows["relieved_by"], rows["period"])
    return rows.assign(needed_per_head=rows["needs"] / rows["per_heads"] * (1.0 - relief))


def supported_heads(plan: Plan, places: pd.DataFrame, sent: pd.DataFrame, *also: str) -> pd.DataFrame:
    """The heads that each ratio supports at each of those places; ``also``: apart by these columns, too."""
    return _by_place(places, _supported(plan), sent, "heads", *also)


def support_provided(plan: Plan, places: pd.DataFrame, sent: pd.DataFrame, *also: str) -> pd.DataFrame:
    """What each ratio's own role provides at each of those places; ``also``: apart by these columns, too."""
    return _by_place(places, plan.support_ratios[["sheet_row", "role"]], sent, "provided", *also)


def _places(plan: Plan) -> pd.DataFrame:
    """The ratios, those that hold at each site once for each site."""
    ratios = plan.support_ratios
    theatre = ratios[ratios["scope"] == "theatre"].assign(site="")
    each = ratios[ratios["scope"] == "site"].merge(plan.sites[["site"]], how="cross")
    return pd.concat([theatre, each], ignore_index=True).astype({"site": object})


def _supported(plan: Plan) -> pd.DataFrame:
    """sheet_row, role: the roles that each ratio supports; blank means all but the supporting one."""
    ratios = plan.support_ratios
    pairs = [
        (row, role)
        for row, supporting, named in zip(
            ratios["sheet_row"], ratios["role"], ratios["supported_roles"], strict=True
        )
        for role in (dict.fromkeys(named) or [other for other in plan.roles["role"] if other != supporting])
    ]
    frame = pd.DataFrame(pairs, columns=["sheet_row", "role"])
    return frame.astype({"sheet_row": np.int64, "role": object})


def _by_place(
    places: pd.DataFrame, roles: pd.DataFrame, sent: pd.DataFrame, value: str, *also: str
) -> pd.DataFrame:
    """sheet_row, site, period, value: what is sent in each ratio's roles, at the site or ("") anywhere."""
    here = total(sent, [*also, "role", "site", "period"], value)
    both = pd.concat([here, here.assign(site="")], ignore_index=True).astype({"site": object})
    found = inner_join(roles, both, ["role"])
    return total(found[found_in(found, places, SUPPORT_KEY) >= 0], [*also, *SUPPORT_KEY], value)
