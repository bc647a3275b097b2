"""The ledger's numbers of the front line, each by hand: stocks tied up, caps, backfill."""

from __future__ import annotations

from allocation_cases import (
    ESTONIA,
    ESTONIAN,
    FRENCH,
    a_plan,
    to_lviv,
)

from solver.ledger.ledger import keep_ledger


def test_tied_up_is_dwell_for_a_nation_and_what_is_deployed_for_a_stationed_stock():
    """A French company stationed in Estonia: France ties up 100 x (1 + 2), Estonia loses 100."""
    allies = {**FRENCH, "Drawn from": "Estonia", "Stock": "stationed"}
    plan = a_plan({"Contingents": [allies], "Areas": [ESTONIA]})
    ledger = keep_ledger(plan, to_lviv(1, contingent="FRA-INF"))
    stationed = ledger.areas.set_index("stock").loc["stationed"]

    assert ledger.nations.set_index("nation")["heads_tied_up"].to_dict() == {"EST": 0.0, "FRA": 300.0}
    assert (stationed["heads_tied_up"], stationed["deployed"]) == (100.0, 100.0)


def test_caps_show_baseline_cap_taken_backfill_and_limit():
    """0.2 x (1,000 own + 500 stationed) = 300, before 150 of backfill; a company ties up 300."""
    plan = a_plan(
        {
            "Contingents": [ESTONIAN],
            "Areas": [ESTONIA],
            "Drawdown caps": [{"Applies to": "Estonia", "Cap share": 0.2}],
            "Backfill": [{"Area": "Estonia", "Heads": 100}, {"Area": "Estonia", "Heads": 50}],
        }
    )
    ledger = keep_ledger(plan, to_lviv(1, contingent="EST-INF"))
    row = ledger.caps.iloc[0]

    assert (row["baseline"], row["cap"], row["taken"], row["backfill"], row["limit"]) == (
        1500,
        300,
        300,
        150,
        450,
    )
    assert ledger.cap_members["heads_counted"].tolist() == [300.0]
