"""Room: what a plan leaves of a limit, and who has the rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from solver.ledger.table_ops import inner_join, total
from solver.plan import Plan
from solver.text.numbers import first_few
from solver.tolerances import AUDIT_ERROR

MOST_NAMED = 2
"""Contingents that are named as those who have the room: those with most heads."""

OWN = "its other units"

Key = tuple[object, ...]


def users_of(rows: pd.DataFrame, by: Sequence[str], taken: pd.DataFrame) -> list[str]:
    """For each row who has what its key limits, those with most heads first; "" where nobody has any of it.

    A contingent has it by its other units. ``taken``: contingent and heads, with the columns of the key.
    """
    heads = total(taken, [*by, "contingent"], "heads")
    heads = heads[heads["heads"] > AUDIT_ERROR]
    heads = heads.sort_values(["heads", "contingent"], ascending=[False, True], kind="stable")
    names: dict[Key, list[str]] = {}
    for key, name in zip(_keys(heads, by), heads["contingent"], strict=True):
        names.setdefault(key, []).append(name)
    return [
        _several([OWN if name == own else name for name in names.get(key, [])])
        for key, own in zip(_keys(rows, by), rows["contingent"], strict=True)
    ]


def _keys(rows: pd.DataFrame, by: Sequence[str]) -> Iterable[Key]:
    return zip(*(rows[name].tolist() for name in by), strict=True)


def _several(names: Sequence[str]) -> str:
    """Two names with and, of more the first two and how many they are."""
    return " and ".join(names) if len(names) <= MOST_NAMED else first_few(names, MOST_NAMED)


def no_room(what: str, where: str, left: float, users: str) -> str:
    """That a plan leaves too little of a limit for more: a fact of the tables where nobody has any of it."""
    if not users:
        return f"{what} is too small for it ({where})"
    if left <= AUDIT_ERROR:
        return f"in this plan {what} is used up by {users} ({where})"
    return f"in this plan {what} has too little left for it, used by {users} ({where})"


def capped_heads(plan: Plan, members: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Who takes how much under each cap: sheet_row, period, contingent, heads that count.

    ``members``: as ``Ledger.cap_members``; ``units``: contingent, period, units, counts.
    """
    members = inner_join(members, plan.drawdown_caps[["sheet_row", "counts"]], ["sheet_row"])
    rows = inner_join(members, units, ["contingent", "counts"])
    return rows.assign(heads=rows["units"] * rows["heads_counted"])
