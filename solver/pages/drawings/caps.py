"""The drawdown caps: what each allows when most is taken, and what the plan takes."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from solver.drawing.bars import Bar, bars_view
from solver.drawing.drawing import BESIDE, MIDDLE, NARROW, Drawing, each_of
from solver.drawing.legend import Key
from solver.results.summary import most_taken
from solver.results.tables import Table
from solver.tables import each_row
from solver.text.numbers import number, whole
from solver.tolerances import TOLD_AS_NOTHING

MOST_CAPS = 24
"""Caps that are drawn; the table has all."""
TAKEN = Key("taken", "front")
ALLOWED, BY_BACKFILL = Key("allowed by the cap", "room"), Key("allowed by backfill", "backfill")


def caps_drawing(drawdown: Table) -> Drawing | None:
    """Each cap that is used or in the way, in the periods in which most is taken; None without any.

    ``drawdown``: the table of the sheet Drawdown.
    """
    rows = most_taken(drawdown)
    if rows.empty:
        return None
    rows = rows.assign(several=rows["Area"].duplicated(keep=False))
    shown = rows.head(MOST_CAPS)
    bars = [_bar(row) for row in each_row(shown)]
    capped = bool(shown["Limit"].notna().any())
    keys = [TAKEN, ALLOWED] if capped else []
    if (shown["Backfill"] > 0).any():
        keys.append(BY_BACKFILL)
    return Drawing(
        title=f"Heads taken from the front line{', against their caps' if capped else ', without any cap'}",
        description=_in_words(shown, left_out=len(rows) - len(shown)),
        views=tuple(bars_view(bars, keys, wide, number, whole=True) for wide in (BESIDE, MIDDLE, NARROW)),
    )


def _in_words(shown: pd.DataFrame, *, left_out: int) -> str:
    """Which caps have a bar, and which of them let nobody leave."""
    limit = shown["Limit"]
    capped = int(limit.notna().sum())
    bars = []
    if capped:
        bars.append(
            f"{each_of(capped, 'cap', 'caps')} that {'is' if capped == 1 else 'are'} used or in the way"
        )
    if capped < len(shown):
        bars.append(each_of(len(shown) - capped, "stock without a cap", "stocks without a cap"))
    told = [f"A bar for {' and for '.join(bars)}, when most is taken"]
    if capped:
        closed = int((limit <= TOLD_AS_NOTHING).sum())
        if closed:
            told.append(f"{closed:,} of 0 {'lets' if closed == 1 else 'let'} nobody leave")
    if left_out:
        told.append(f"{left_out:,} more in the table")
    return f"{'; '.join(told)}."


def _bar(row: Any) -> Bar:
    """What a cap and its backfill allow, and in it what is taken; a line at its limit.

    Where caps of several rows have the same name, it is told with the periods in which most is taken.
    """
    limited = not math.isnan(row.Limit)
    limit = row.Limit if limited else 0.0
    backfill = 0.0 if math.isnan(row.Backfill) else min(row.Backfill, limit)
    taken = number(whole(row.Taken))
    said = f"{taken} of {number(whole(limit))}" if limited else taken
    return Bar(
        name=f"{row.Area}, {row.Periods}" if row.several else row.Area,
        parts=[
            *([(ALLOWED, limit - backfill)] if limited else []),
            *([(BY_BACKFILL, backfill)] if backfill else []),
        ],
        said=f"{said} {row.Mark}".strip(),
        inner=(TAKEN, row.Taken),
        level=limit if limited else None,
    )
