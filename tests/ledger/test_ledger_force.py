"""The ledger's numbers of the force, by hand: its floor."""

from __future__ import annotations

from allocation_cases import (
    a_plan,
    to_lviv,
)

from solver.ledger.ledger import keep_ledger


def test_the_highest_floor_holds():
    plan = a_plan({"Force": [{"Floor": 300}, {"Floor": 500, "To": 1}]}, Periods=3)
    rows = keep_ledger(plan, to_lviv(4, 4, 1)).force

    assert rows["floor"].tolist() == [500.0, 300.0, 300.0]
    assert rows["lack_force"].tolist() == [100.0, 0.0, 200.0]
