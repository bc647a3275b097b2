"""Checks of the force: floors, ceilings, and rows that are sums of others."""

from __future__ import annotations

import pytest
from small_plans import only, row, warnings


def test_a_force_row_that_says_nothing_is_a_warning():
    assert "neither Floor nor Ceiling" in only(warnings(force=[row("Force", first=2)]))


def test_a_floor_above_its_ceiling_is_a_warning():
    assert "Floor 20 is above Ceiling 10" in only(warnings(force=[row("Force", floor=20, ceiling=10)]))


@pytest.mark.parametrize("column", ["Floor", "Ceiling"])
def test_a_row_of_sums_in_force_is_said(column):
    """1,000 + 1,500 = 2,500 in a row without any window."""
    rows = [{column: 1000, "To": 1}, {column: 1500, "From": 2}, {column: 2500}]
    said = warnings(force=rows)

    assert [
        message
        for message in said
        if f"Force row 4, {column}: {column} 2500 is the sum of the 2 rows" in message
    ]


def test_a_force_that_grows_is_no_sum():
    """10,000 + 15,000 = 25,000, but from period 3 on."""
    rows = [
        row("Force", floor=10000, last=1),
        row("Force", floor=15000, first=2, last=2),
        row("Force", floor=25000, first=3),
    ]

    assert [message for message in warnings(force=rows) if "sum" in message] == []
