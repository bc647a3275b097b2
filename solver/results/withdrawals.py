"""What would be left of the force without each nation, if nobody else moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import total
from solver.ledger.withdrawal import shortfall_by_withdrawal
from solver.plan.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Withdrawals:
    """What the leaving of each nation that sends anybody would cost, those that send most first.

    Of those that send as many, the one without which requirements lack most stands first.
    ``rows``: nation, counted (heads of the force in the period, 0 of who is there in others alone), share (of
    the force), left, missing (to the floor), added (to the target shortfall, heads x weight over all
    periods); ``period``: in which it is counted; ``heads``, ``floor``: of the force then.
    """

    rows: pd.DataFrame
    period: int
    heads: float
    floor: float


def withdrawals(plan: Plan, ledger: Ledger) -> Withdrawals | None:
    """The withdrawals of a plan, counted where nobody else moves; None where nobody counts then."""
    period = asked_most(ledger)
    of_nations = ledger.nations[ledger.nations["nation"].isin(ledger.sent["nation"])]
    then = of_nations["counted"].where(of_nations["period"] == period, 0.0)
    rows = total(of_nations.assign(counted=then), ["nation"], "counted")
    if not (rows["counted"] > 0).any():
        return None
    force = ledger.force[ledger.force["period"] == period]
    heads, floor = float(force["heads"].iloc[0]), float(force["floor"].fillna(0.0).iloc[0])
    added = shortfall_by_withdrawal(plan, ledger.sent, ledger.coverage).set_index("nation")["added"]
    left = heads - rows["counted"]
    rows = rows.assign(
        share=rows["counted"] / heads,
        left=left,
        missing=np.maximum(floor - left, 0.0),
        added=rows["nation"].map(added).fillna(0.0),
    )
    order = ["counted", "added", "nation"]
    rows = rows.sort_values(order, ascending=[False, False, True], kind="stable", ignore_index=True)
    return Withdrawals(rows=rows, period=period, heads=heads, floor=floor)


def asked_most(ledger: Ledger) -> int:
    """The period in which most of the force is asked for, else in which most of it is there."""
    rows = ledger.force
    by = "floor" if (rows["floor"] > 0).any() else "heads"
    return int(rows["period"].to_numpy()[np.argmax(rows[by].fillna(0.0).to_numpy())])
