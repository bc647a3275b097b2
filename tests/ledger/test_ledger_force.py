"""The ledger's numbers of the force, by hand: its floor."""

from __future__ import annotations

from small_plans import FOUR_COMPANIES, a_plan, row, to_lviv

from solver.ledger.ledger import keep_ledger


def test_the_highest_floor_holds():
    plan = a_plan(
        FOUR_COMPANIES,
        force=[row("Force", floor=300), row("Force", floor=500, last=1)],
        settings={"Periods": 3},
    )
    rows = keep_ledger(plan, to_lviv(4, 4, 1)).force

    assert rows["floor"].tolist() == [500.0, 300.0, 300.0]
    assert rows["lack_force"].tolist() == [100.0, 0.0, 200.0]
