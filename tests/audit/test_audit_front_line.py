"""The audit's checks of the front line: what areas give up, against caps and backfill."""

from __future__ import annotations

from small_plans import (
    ESTONIA,
    ESTONIAN,
    FOUR_COMPANIES,
    POLISH,
    a_plan,
    broken,
    found,
    need,
    pledge,
    row,
    to_lviv,
    together,
)


def capped(*caps: dict[str, object], periods: int = 1, **sheets: object):
    """Four Estonian companies of 100 drawn from Estonia's own 1,000, under these caps."""
    base = {"contingents": [ESTONIAN], "areas": [ESTONIA], "drawdown_caps": list(caps)}
    return a_plan(FOUR_COMPANIES, **base | sheets, settings={"Periods": periods})


def cap(applies_to: str = "Estonia", **fields: object):
    """A cap."""
    return row("Drawdown caps", applies_to=applies_to, **fields)


def estonians(*units: float):
    return to_lviv(*units, contingent="EST-INF")


def test_a_company_more_than_the_cap_is_taken():
    """Two companies tie up 600 of the 600 allowed; a third would tie up 900."""
    plan = capped(cap(cap_heads=600))

    assert broken(plan, estonians(2)) == []
    breach = found(plan, estonians(3))[0]

    assert (breach.rule, breach.excess, breach.place.row) == ("drawdown_cap", 300.0, 2)
    assert breach.place.column == "Cap heads"


def test_a_cap_may_count_only_what_is_deployed():
    plan = capped(cap(cap_heads=300, counts="deployed"))

    assert broken(plan, estonians(3)) == []
    assert broken(plan, estonians(4)) == ["drawdown_cap"]


def test_the_tighter_of_heads_and_share_holds():
    """A fifth of the own 1,000 and the stationed 500 is 300 heads: one company tied up."""
    plan = capped(cap(cap_heads=9000, cap_share=0.2))

    assert broken(plan, estonians(1)) == []
    breach = found(plan, estonians(2))[0]

    assert (breach.rule, breach.place.column) == ("drawdown_cap", "Cap share")


def test_allies_stationed_there_count_what_is_deployed_and_only_for_their_stock():
    """The rotation base of a stationed unit is not in the area."""
    allies = pledge("FRA-INF", "FRA", 4, drawn_from="Estonia", stock="stationed")
    caps = (
        cap(stock="stationed", cap_heads=200),
        cap(stock="own", cap_heads=0),
    )
    plan = capped(*caps, contingents=[ESTONIAN, allies])

    assert broken(plan, to_lviv(2, contingent="FRA-INF")) == []
    assert broken(plan, to_lviv(3, contingent="FRA-INF")) == ["drawdown_cap"]
    assert broken(plan, estonians(1)) == ["drawdown_cap"]


def test_a_group_is_capped_as_a_whole():
    latvian = pledge("LVA-INF", "LVA", 4)
    areas = [
        ESTONIA | row("Areas", groups="Baltics"),
        row("Areas", area="Latvia", nation="LVA", own=500, groups="Baltics"),
    ]
    plan = capped(
        cap("Baltics", cap_heads=600),
        contingents=[ESTONIAN, latvian],
        areas=areas,
    )
    latvians = to_lviv(1, contingent="LVA-INF")

    assert broken(plan, together(estonians(1), latvians)) == []
    assert broken(plan, together(estonians(2), latvians)) == ["drawdown_cap"]


def test_backfill_raises_the_limit_once_its_condition_holds():
    plan = capped(
        cap(cap_heads=300),
        periods=2,
        backfill=[row("Backfill", area="Estonia", heads=300, condition="NATO moves in")],
        conditions=[row("Conditions", condition="NATO moves in", holds="yes", first=2)],
    )

    assert broken(plan, estonians(1, 2)) == []
    assert broken(plan, estonians(2, 2)) == ["drawdown_cap"]


def test_backfill_of_a_capability_counts_for_caps_of_it_and_of_none():
    """Infantry that arrives frees infantry, not divers."""
    backfill = [row("Backfill", area="Estonia", capability="Infantry", heads=300)]
    divers = pledge("EST-DIV", "EST", 4, capability="Divers")
    kept = {"contingents": [ESTONIAN, divers], "backfill": backfill}
    general = capped(cap(cap_heads=0), **kept)
    same = capped(cap(cap_heads=0, capability="Infantry"), **kept)
    other = capped(
        cap(cap_heads=0, capability="Divers"),
        **kept,
        requirements=[need(400), need(100, role="Divers")],
    )

    assert broken(general, estonians(1)) == []
    assert broken(same, estonians(1)) == []
    assert broken(same, estonians(2)) == ["drawdown_cap"]
    assert broken(other, together(estonians(4))) == []
    diving = estonians(1).assign(contingent="EST-DIV", role="Divers")
    assert broken(other, diving) == ["drawdown_cap"]


def test_backfill_of_no_capability_counts_for_a_cap_of_any():
    infantry = cap(cap_heads=0, capability="Infantry")
    plan = capped(infantry, backfill=[row("Backfill", area="Estonia", heads=300)])

    assert broken(plan, estonians(1)) == []


def test_backfill_of_another_stock_does_not_help():
    plan = capped(
        cap(stock="own", cap_heads=0),
        backfill=[row("Backfill", area="Estonia", stock="stationed", heads=900)],
    )

    assert broken(plan, estonians(1)) == ["drawdown_cap"]


def test_a_pool_counts_for_a_cap_while_it_recovers():
    """Sent in period 1, still tied up in period 2, when the cap begins."""
    pool = pledge("EST-INF", "EST", 4, basis="pool", dwell_ratio=1)
    plan = capped(cap(cap_heads=100, first=2), periods=3, contingents=[pool])

    assert broken(plan, estonians(1)) == []
    assert broken(plan, estonians(2)) == ["drawdown_cap"]


def test_drawn_from_none_is_drawn_from_nowhere():
    own = pledge("EST-INF", "EST", 4, drawn_from="none")
    plan = capped(cap(cap_heads=0), contingents=[own])

    assert broken(plan, estonians(4)) == []


NATIONS = [
    row("Nations", nation="EST", groups="Front", active_strength=5000),
    row("Nations", nation="POL", groups="Front", active_strength=10_000),
]


def test_a_cap_on_nations_counts_what_each_of_them_ties_up():
    """One Polish and one Estonian company tie up the 600 allowed; two Polish ones more are too many."""
    plan = capped(
        cap("Front", cap_heads=600, stock="own"), contingents=[ESTONIAN, POLISH], areas=[], nations=NATIONS
    )

    assert broken(plan, together(estonians(1), to_lviv(1))) == []
    breach = found(plan, together(estonians(1), to_lviv(3)))[0]

    assert (breach.rule, breach.excess, breach.place.row) == ("drawdown_cap", 600.0, 2)
    assert breach.message == "1,200 heads are taken from Front (own) in period 1; the limit is 600"


def test_a_cap_share_of_nations_is_of_their_strength():
    """A tenth of 15,000 is 1,500: five companies, not six."""
    plan = capped(cap("Front", cap_share=0.1), contingents=[ESTONIAN, POLISH], nations=NATIONS)

    assert broken(plan, together(estonians(2), to_lviv(3))) == []
    assert broken(plan, together(estonians(3), to_lviv(3))) == ["drawdown_cap"]


def test_a_cap_on_nations_counts_the_base_behind_what_is_stationed_elsewhere():
    """Poles in Estonia: the area loses 100, Poland ties up 300. Stock own leaves them out."""
    stationed = pledge("POL-INF", "POL", 4, drawn_from="Estonia", stock="stationed")
    base = {"contingents": [stationed], "nations": NATIONS}

    assert broken(capped(cap("Front", cap_heads=300), **base), to_lviv(1)) == []
    assert broken(capped(cap("Front", cap_heads=299), **base), to_lviv(1)) == ["drawdown_cap"]
    assert broken(capped(cap("POL", cap_heads=0, stock="own"), **base), to_lviv(1)) == []
