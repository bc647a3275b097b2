"""The value of every objective, computed from the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from solver.ledger.front_line import drawdown_value
from solver.ledger.table_ops import found_in, picked, positions, spelled, total
from solver.ledger.units import KEY
from solver.plan import Plan

if TYPE_CHECKING:
    from solver.ledger.ledger import Ledger


def objective_values(plan: Plan, ledger: Ledger, baseline: pd.DataFrame | None = None) -> dict[str, float]:
    """The value of each objective, over all periods, before the weights of the priorities.

    ``baseline``: an allocation (contingent, role, site, period, units) that
    ``changes`` compares with; without one ``changes`` is not among the values.
    """
    values = {
        "minimum shortfall": _minimum_shortfall(ledger),
        "target shortfall": _target_shortfall(ledger),
        "drawdown": drawdown_value(plan, ledger.sent),
        "cost": float(ledger.costs[["forces", "running", "opening"]].to_numpy().sum()),
        "heads": float(ledger.sent["heads"].sum()),
        "moves": _moves(ledger.sent),
        "open sites": float(ledger.sites["open"].sum()),
        "worst shortfall": _worst_shortfall(ledger),
        "largest burden": _largest_burden(plan, ledger),
    }
    if baseline is not None:
        values["changes"] = _changes(plan, ledger.sent, baseline)
    return values


def _minimum_shortfall(ledger: Ledger) -> float:
    """Weight x what minimums lack (x unit worth), and what floors of the force lack."""
    rows = ledger.coverage
    lack = (rows["weight"] * rows["lack_minimum"] * rows["unit_worth"]).sum()
    return float(lack + ledger.force["lack_force"].sum())


def _target_shortfall(ledger: Ledger) -> float:
    """Weight x what targets lack, and what support lacks (each x unit worth)."""
    rows, support = ledger.coverage, ledger.support
    lack = (rows["weight"] * rows["lack_target"] * rows["unit_worth"]).sum()
    return float(lack + (support["weight"] * support["lack"] * support["unit_worth"]).sum())


def _moves(sent: pd.DataFrame) -> float:
    """Units that appear at a site where the contingent had fewer the period before, from period 2."""
    if not (sent["period"] >= 2).any():
        return 0.0
    keys = ["contingent", "site", "period"]
    now = total(sent, keys, "units")
    before = now.assign(period=now["period"] + 1)
    more = now["units"] - picked(before["units"], found_in(now, before, keys), 0.0)
    return float(more[(more > 0) & (now["period"] >= 2)].sum())


def _changes(plan: Plan, sent: pd.DataFrame, baseline: pd.DataFrame) -> float:
    """Units added plus units taken away, per contingent, role, site and period."""
    then = pd.DataFrame(
        {
            "contingent": spelled(baseline["contingent"], plan.contingents["contingent"]),
            "role": spelled(baseline["role"], plan.roles["role"]),
            "site": spelled(baseline["site"], plan.sites["site"]),
            "period": baseline["period"].astype(np.int64),
            "units": -baseline["units"].astype(float),
        }
    )
    both = pd.concat([sent[[*KEY, "units"]], then], ignore_index=True)
    return float(total(both, KEY, "units")["units"].abs().sum())


def _worst_shortfall(ledger: Ledger) -> float:
    """The largest share of its target that any requirement lacks."""
    rows = ledger.coverage[ledger.coverage["target"] > 0]
    return float((rows["lack_target"] / rows["target"]).max()) if len(rows) else 0.0


def _largest_burden(plan: Plan, ledger: Ledger) -> float:
    """The highest share of its active strength that any nation ties up in any period."""
    at = positions(ledger.nations["nation"], plan.nations["nation"])
    share: pd.Series = ledger.nations["heads_tied_up"] / picked(
        plan.nations["active_strength"].astype(float), at, np.nan
    )
    return float(share.max()) if share.notna().any() else 0.0
