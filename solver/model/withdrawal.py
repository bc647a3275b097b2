"""What would lack without a nation: the helpers of the objective ``worst withdrawal``, and their rows.

A demand is the target of a requirement, or what a support ratio asks at a place, in one period.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.model.linexpr import LinExpr, Rows, at_least, distinct, equal_to, found_in, join_unique, sum_by
from solver.model.program import Columns
from solver.model.support import PLACE, supported, supporting
from solver.plan import Plan
from solver.tables import frame_of

DEMAND = ["requirement", "ratio", "site", "period"]
"""The key of a demand: requirement or ratio is -1; site -1 where a ratio is over the theatre."""

WITHOUT = ["nation", *DEMAND]
"""The key of a demand without a nation."""

NOBODY = -1
"""In the place of a nation: nobody leaves."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WithdrawalDecisions:
    """The helpers of the objective ``worst withdrawal``; without rows where it is not ranked.

    Decisions carry their ``column``, arcs that of their units.
    """

    demands: pd.DataFrame
    """Demands that weigh (demand key, limit, weighs, lack: the column of what lacks)."""
    touching: pd.DataFrame
    """Arcs that provide to a demand, or whose heads ask for it (nation, demand key, provides, asks)."""
    alone: pd.DataFrame
    """Demands that one nation alone can touch: their limit lacks without it (nation, and as demands)."""
    provided: pd.DataFrame
    """What serves a demand that several nations can touch (demand key)."""
    asked: pd.DataFrame
    """What the heads supported ask for, of those that are support (demand key)."""
    lack_without: pd.DataFrame
    """What such a demand lacks without a nation that can touch it (nation, and as demands)."""
    worst: pd.DataFrame
    """The most that lacks, by weight, without any one nation."""


def add_withdrawal(
    plan: Plan,
    columns: Columns,
    send: pd.DataFrame,
    lacks: tuple[pd.DataFrame, pd.DataFrame],
    *,
    ranked: bool,
) -> WithdrawalDecisions:
    """Add the helpers, if the objective is ranked; ``lacks``: lack_target and lack_support."""
    demands = _demands(*lacks)
    if not ranked:
        demands = demands.iloc[:0]
    touching = _touching(plan, send, demands)
    pairs = join_unique(distinct(touching, WITHOUT), demands, DEMAND)
    nations = np.bincount(found_in(pairs, demands, DEMAND), minlength=len(demands))
    several = nations[found_in(pairs, demands, DEMAND)] > 1
    shared = distinct(pairs[several], DEMAND)
    worst = pd.DataFrame({"all": np.zeros(min(len(demands), 1), dtype=np.int64)})
    return WithdrawalDecisions(
        demands=demands,
        touching=touching,
        alone=pairs[~several],
        provided=columns.add("provided", shared, DEMAND),
        asked=columns.add("asked", shared[shared["ratio"] >= 0], DEMAND),
        lack_without=columns.add("lack_without", pairs[several], WITHOUT),
        worst=columns.add("worst_withdrawal", worst, []),
    )


def withdrawal_rows(of: WithdrawalDecisions) -> list[tuple[str, list[Rows]]]:
    """The rows that say what the helpers stand for, by helper."""
    return [
        ("provided", _sums(of, of.provided, "provides")),
        ("asked", _sums(of, of.asked, "asks")),
        ("lack_without", _lacking_without(of)),
        ("worst_withdrawal", _lacking_at_worst(of)),
    ]


def _demands(lack_target: pd.DataFrame, lack_support: pd.DataFrame) -> pd.DataFrame:
    """Everything that the target shortfall weighs."""
    both = pd.concat(
        [
            lack_target[["requirement", "site", "period", "limit", "weighs", "column"]].assign(ratio=-1),
            lack_support[[*PLACE, "weighs", "column"]].assign(requirement=-1, limit=0.0),
        ]
    )
    weighing = both[both["weighs"] > 0]
    return weighing.rename(columns={"column": "lack"})[[*DEMAND, "limit", "weighs", "lack"]].reset_index(
        drop=True
    )


def _touching(plan: Plan, send: pd.DataFrame, demands: pd.DataFrame) -> pd.DataFrame:
    """The arcs of each demand, with what a unit provides and what it asks for; one of them is 0."""
    if demands.empty:
        return frame_of({name: np.zeros(0, dtype=np.int64) for name in [*WITHOUT, "column"]}).assign(
            provides=0.0, asks=0.0
        )
    arcs = pd.concat(
        [
            send[["nation", "requirement", "site", "period", "provides", "column"]].assign(
                ratio=-1, asks=0.0
            ),
            supporting(plan, send).assign(requirement=-1, asks=0.0),
            supported(plan, send).assign(requirement=-1, provides=0.0),
        ]
    )[[*WITHOUT, "provides", "asks", "column"]]
    arcs = arcs[(arcs["provides"] > 0) | (arcs["asks"] > 0)]
    return arcs[found_in(arcs, demands, DEMAND) >= 0].reset_index(drop=True)


def _sums(of: WithdrawalDecisions, helper: pd.DataFrame, what: str) -> list[Rows]:
    """For every demand of the helper: sum over its arcs of what * send  ==  helper."""
    if helper.empty:
        return []
    sums = sum_by(of.touching, DEMAND, what) - sum_by(helper, DEMAND)
    return [equal_to(sums, helper[DEMAND].assign(limit=0.0))]


def _lacking_without(of: WithdrawalDecisions) -> list[Rows]:
    """lack_without[n, k]  >=  target + asked, but by n - what is provided, but by n."""
    if of.lack_without.empty:
        return []
    left = _but_by_nation(of, of.provided, "provides") - _but_by_nation(of, of.asked, "asks")
    return [at_least(sum_by(of.lack_without, WITHOUT) + left, of.lack_without[[*WITHOUT, "limit"]])]


def _but_by_nation(of: WithdrawalDecisions, helper: pd.DataFrame, what: str) -> LinExpr:
    """The helper of each demand, less what comes of the nation's own arcs."""
    each = join_unique(of.lack_without[WITHOUT], helper[[*DEMAND, "column"]], DEMAND)
    return sum_by(each, WITHOUT) - sum_by(of.touching, WITHOUT, what)


def _lacking_at_worst(of: WithdrawalDecisions) -> list[Rows]:
    """For nobody and every nation: worst_withdrawal >= what lacks without it, by weight."""
    if of.worst.empty:
        return []
    by = ["nation"]
    touched = pd.concat([of.alone, of.lack_without])
    known = of.alone.assign(limit=of.alone["limit"] * of.alone["weighs"]).groupby("nation")["limit"].sum()
    nations = pd.DataFrame({"nation": [NOBODY, *distinct(touched, by)["nation"]]})
    nations["limit"] = nations["nation"].map(known).fillna(0.0)
    lacks = of.demands.rename(columns={"lack": "column"})[["column", "weighs"]]
    own = touched[["nation", "weighs", "lack"]].rename(columns={"lack": "column"})
    rows = sum_by(nations[by].merge(of.worst, how="cross"), by)
    rows = rows - sum_by(nations[by].merge(lacks, how="cross"), by, "weighs")
    rows = rows + sum_by(own, by, "weighs") - sum_by(of.lack_without, by, "weighs")
    return [at_least(rows, nations)]
