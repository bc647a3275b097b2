"""Who supports whom: the places where ratios hold, the arcs that support, what heads ask of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.model.data import holds_from, positions, unit_worth
from solver.model.linexpr import Floats, distinct, join_many
from solver.plan import Plan
from solver.tables import each_row, frame_of

PLACE = ["ratio", "site", "period"]
"""The key of what a ratio asks: site -1 over the theatre."""


def places_of_support(plan: Plan, send: pd.DataFrame) -> pd.DataFrame:
    """The shortfalls of support: each ratio in each period, over the theatre or at each site in use."""
    ratios = plan.support_ratios
    if ratios.empty:
        keys = {name: np.zeros(0, dtype=np.int64) for name in PLACE}
        return frame_of({**keys, "weighs": np.zeros(0), "worth": np.zeros(0)})
    worth = unit_worth(plan)[positions(ratios["role"], plan.roles["role"])]
    weighs = ratios["weight"].to_numpy() * worth
    table = pd.DataFrame({"ratio": np.arange(len(ratios)), "weighs": weighs, "worth": worth})
    by_site = (ratios["scope"] == "site").to_numpy()
    theatre = table[~by_site].merge(distinct(send, ["period"]), how="cross").assign(site=-1)
    sites = table[by_site].merge(distinct(send, ["site", "period"]), how="cross")
    both = pd.concat([theatre, sites])[[*PLACE, "weighs", "worth"]]
    return both.sort_values(PLACE, ignore_index=True)


def supporting(plan: Plan, send: pd.DataFrame) -> pd.DataFrame:
    """The arcs in each ratio's supporting role, with the place that they support."""
    ratios = pd.DataFrame(
        {
            "ratio": np.arange(len(plan.support_ratios)),
            "role": positions(plan.support_ratios["role"], plan.roles["role"]),
            "by_site": plan.support_ratios["scope"] == "site",
        }
    )
    return _placed(
        join_many(send[["nation", "role", "site", "period", "provides", "column"]], ratios, "role")
    )


def supported(plan: Plan, send: pd.DataFrame) -> pd.DataFrame:
    """The arcs in each ratio's supported roles, with the place and what a unit ``asks`` for there."""
    arcs = send[["nation", "role", "site", "period", "heads", "column"]]
    joined = _placed(join_many(arcs, supported_pairs(plan), "role"))
    return joined.assign(asks=asked_by_a_head(joined) * joined["heads"].to_numpy())


def _placed(arcs: pd.DataFrame) -> pd.DataFrame:
    """The arcs with the site at which their ratio counts, -1 over the theatre."""
    return arcs.assign(site=np.where(arcs["by_site"], arcs["site"], -1))


def supported_pairs(plan: Plan) -> pd.DataFrame:
    """Each ratio with each role that it supports: the need for one head, the relief and its first period."""
    ratios, names = plan.support_ratios, list(plan.roles["role"])
    begins, never = holds_from(plan), plan.settings.periods + 1
    table = pd.DataFrame(
        {
            "ratio": np.arange(len(ratios)),
            "by_site": ratios["scope"] == "site",
            "need": ratios["needs"] / ratios["per_heads"],
            "relief": ratios["relief"],
            "relief_from": [begins.get(name, never) for name in ratios["relieved_by"]],
            "supported": [
                list(row.supported_roles or [name for name in names if name != row.role])
                for row in each_row(ratios)
            ],
        }
    )
    pairs = table.explode("supported")
    pairs["role"] = positions(pairs["supported"], plan.roles["role"])
    pairs = pairs[pairs["role"] >= 0]  # where there is no other role, there is nobody to support
    return pairs.drop(columns="supported").astype({"by_site": bool})


def asked_by_a_head(pairs: pd.DataFrame) -> Floats:
    """What a head asks for in its period: the need, from the first period of relief on what is left of it."""
    relieved = pairs["period"].to_numpy() >= pairs["relief_from"].to_numpy()
    left: Floats = pairs["need"].to_numpy() * np.where(relieved, 1.0 - pairs["relief"].to_numpy(), 1.0)
    return left
