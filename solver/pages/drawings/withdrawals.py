"""What is left of the force without each of its largest nations, if nobody else moves."""

from __future__ import annotations

import pandas as pd

from solver.drawing.bars import Bar, bars_view
from solver.drawing.drawing import BESIDE, MIDDLE, NARROW, Drawing, each_of
from solver.drawing.legend import Key
from solver.tables import each_row
from solver.text.numbers import number

MOST_NATIONS = 8
"""Nations that are drawn; the table has all."""
LEFT, GONE = Key("left", "there"), Key("gone", "gone")


def withdrawal_drawing(rows: pd.DataFrame, heads: float, floor: float, when: str) -> Drawing:
    """A bar for each nation: the force without it, and what it takes along.

    ``rows``: nation, counted and left (heads), those that send most first. ``heads``: of the force;
    ``floor``: asked for, 0 for none.
    """
    shown = rows.head(MOST_NATIONS)
    send = "send" if len(shown) > 1 else "sends"
    bars = [
        Bar(
            name=f"without {row.nation}",
            parts=[(LEFT, row.left), (GONE, row.counted)],
            said=number(row.left),
            level=floor if floor > 0 else None,
        )
        for row in each_row(shown)
    ]
    keys = [LEFT, GONE]
    if floor > 0:
        keys.append(Key("floor asked for", "mark", shape="line"))
    return Drawing(
        title=f"What would be left of {number(heads)} heads {when}".strip(),
        description=f"A bar for {each_of(len(shown), 'nation', 'nations')} that {send} most; "
        f"without the largest {number(float(shown['left'].iloc[0]))} would be left.",
        views=tuple(bars_view(bars, keys, wide, number, whole=True) for wide in (BESIDE, MIDDLE, NARROW)),
    )
