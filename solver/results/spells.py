"""Consecutive periods in which nothing changes, told as one row."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def spells(rows: pd.DataFrame, key: Sequence[str], same: Sequence[str]) -> pd.DataFrame:
    """The rows sorted by key and period, with ``From`` and ``To`` of the spell that each is in.

    A spell is a run of consecutive periods of one key in which the columns
    ``same`` do not change. Rows of one spell are told apart from all others
    by ``spell``, a number that grows down the table.
    """
    rows = rows.sort_values([*key, "period"], kind="stable", ignore_index=True)
    before = rows.shift()
    goes_on = rows["period"].eq(before["period"] + 1)
    for column in (*key, *same):
        goes_on &= rows[column].eq(before[column])
    spell = (~goes_on).cumsum()
    periods = rows["period"].groupby(spell)
    return rows.assign(spell=spell, From=periods.transform("min"), To=periods.transform("max"))


def one_row_a_spell(rows: pd.DataFrame, sums: Sequence[str]) -> pd.DataFrame:
    """One row for each spell: its first row, with the columns ``sums`` added up over its periods."""
    grouped = rows.groupby("spell", sort=True)
    first = grouped.head(1).set_index("spell")
    return first.assign(**{column: grouped[column].sum() for column in sums}).reset_index(drop=True)
