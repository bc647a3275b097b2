"""The ledger's numbers of the front line, each by hand: stocks tied up, caps, backfill."""

from __future__ import annotations

from small_plans import ESTONIA, ESTONIAN, FOUR_COMPANIES, a_plan, pledge, row, to_lviv

from solver.ledger.ledger import keep_ledger


def test_tied_up_is_dwell_for_a_nation_and_what_is_deployed_for_a_stationed_stock():
    """A French company stationed in Estonia: France ties up 100 x (1 + 2), Estonia loses 100."""
    allies = pledge("FRA-INF", "FRA", 4, drawn_from="Estonia", stock="stationed")
    plan = a_plan(FOUR_COMPANIES, contingents=[allies], areas=[ESTONIA])
    ledger = keep_ledger(plan, to_lviv(1, contingent="FRA-INF"))
    stationed = ledger.areas.set_index("stock").loc["stationed"]

    assert ledger.nations.set_index("nation")["heads_tied_up"].to_dict() == {"EST": 0.0, "FRA": 300.0}
    assert (stationed["heads_tied_up"], stationed["deployed"]) == (100.0, 100.0)


def test_caps_show_baseline_cap_taken_backfill_and_limit():
    """0.2 x (1,000 own + 500 stationed) = 300, before 150 of backfill; a company ties up 300."""
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[ESTONIAN],
        areas=[ESTONIA],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", cap_share=0.2)],
        backfill=[row("Backfill", area="Estonia", heads=100), row("Backfill", area="Estonia", heads=50)],
    )
    ledger = keep_ledger(plan, to_lviv(1, contingent="EST-INF"))
    first = ledger.caps.iloc[0]

    assert (first["baseline"], first["cap"], first["taken"], first["backfill"], first["limit"]) == (
        1500,
        300,
        300,
        150,
        450,
    )
    assert ledger.cap_members["heads_counted"].tolist() == [300.0]
