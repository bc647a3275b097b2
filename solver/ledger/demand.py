"""The coverage of requirements, and the support behind the force."""

from __future__ import annotations

from collections.abc import Sequence

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

_PLACE = ["sheet_row", "site", "period"]

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
    """The rows of ``Ledger.support`` with the heads supported and the rate: what one of them needs."""
    rows = every_period(_places(plan), plan.settings.periods)
    both = sent_by_place(plan, sent)
    rows = with_totals(rows, total(both, _PLACE, "heads", "provided"), _PLACE, "heads", "provided")
    relief = rows["relief"] * holds(plan, rows["relieved_by"], rows["period"])
    rate = rows["needs"] / rows["per_heads"] * (1.0 - relief)
    needed = rate * rows["heads"]
    return rows.assign(
        rate=rate,
        needed=needed,
        lack=(needed - rows["provided"]).clip(lower=0.0),
        unit_worth=unit_worth(plan, rows["role"]),
    )


def sent_by_place(plan: Plan, sent: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """sheet_row, site ("" for the theatre), period, heads, provided: what is sent in each ratio's roles.

    Heads are those supported, provided is their support. ``by``: further columns of ``sent`` to keep apart.
    """
    places = every_period(_places(plan), plan.settings.periods)
    supporting = plan.support_ratios[["sheet_row", "role"]]
    heads = _by_place(places, _supported(plan), sent, "heads", by)
    provided = _by_place(places, supporting, sent, "provided", by)
    return pd.concat([heads.assign(provided=0.0), provided.assign(heads=0.0)], ignore_index=True)


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
    places: pd.DataFrame, roles: pd.DataFrame, sent: pd.DataFrame, value: str, by: Sequence[str]
) -> pd.DataFrame:
    """sheet_row, site, period, value: what is sent in each ratio's roles, at the site or ("") anywhere."""
    here = total(sent, [*by, "role", "site", "period"], value)
    both = pd.concat([here, here.assign(site="")], ignore_index=True).astype({"site": object})
    found = inner_join(roles, both, ["role"])
    return total(found[found_in(found, places, _PLACE) >= 0], [*by, *_PLACE], value)
