"""Prices: what one more of a planner's number would be worth, only ever from a continuous solve."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.tolerances import ZERO_PRICE


def rank_prices(program: Program, rank: int, duals: Floats) -> pd.DataFrame:
    """The numbers whose rows bind for this rank: rank, rule, sheet, sheet_row, column, period, price.

    ``price``: change of the rank's value for one more of that number, in its
    own unit, all else equal.
    """
    found = []
    for rule in program.rules:
        rows = rule.rows
        if rows.number is None:
            continue
        price = duals[rule.start : rule.start + len(rows.limit)] * rows.scale
        binding = np.abs(price) > ZERO_PRICE
        period = rows.keys["period"] if "period" in rows.keys else pd.Series(0, index=rows.keys.index)
        found.append(
            pd.DataFrame(
                {
                    "rank": rank,
                    "rule": rule.name,
                    "sheet": rows.number.sheet,
                    "sheet_row": rows.sheet_row[binding],
                    "column": rows.number.column,
                    "period": period.to_numpy()[binding],
                    "price": price[binding],
                }
            )
        )
    found = [table for table in found if len(table)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()
