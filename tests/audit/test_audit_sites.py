"""The audit's checks of sites: capacity, least heads, nations, leads, detachments."""

from __future__ import annotations

from small_plans import (
    FOUR_COMPANIES,
    FRENCH,
    POLISH,
    a_plan,
    broken,
    fills,
    found,
    need,
    pledge,
    row,
    sent,
    site,
    to_lviv,
    together,
)

BOTH = [POLISH, FRENCH]


def test_one_head_more_than_fits_is_too_many():
    assert broken(a_plan(FOUR_COMPANIES, sites=[site(capacity=300)]), to_lviv(3)) == []
    breach = found(a_plan(FOUR_COMPANIES, sites=[site(capacity=299)]), to_lviv(3))[0]

    assert (breach.rule, breach.excess) == ("site_capacity", 1.0)
    assert breach.message == "Lviv holds 300 heads in period 1; 299 fit"


def test_an_open_site_holds_its_least_heads():
    plan = a_plan(FOUR_COMPANIES, sites=[site(least_heads=300)])

    assert broken(plan, to_lviv(3)) == []
    assert broken(plan, to_lviv()) == []
    assert broken(plan, to_lviv(2)) == ["site_in_use"]


def test_a_site_that_is_always_open_needs_its_least_heads_while_it_is_available():
    plan = a_plan(FOUR_COMPANIES, sites=[site(least_heads=300, open="yes", last=1)], settings={"Periods": 2})

    assert broken(plan, to_lviv(3)) == []
    assert broken(plan, to_lviv()) == ["site_in_use"]


def test_nobody_is_at_a_site_that_is_never_open():
    plan = a_plan(FOUR_COMPANIES, sites=[site(open="no")])

    assert broken(plan, to_lviv()) == []
    assert found(plan, to_lviv(1))[0].place.column == "Open"
    assert broken(plan, to_lviv(1)) == ["site_in_use"]


def test_no_more_sites_are_open_than_allowed():
    sheets = {"requirements": [need(400), need(400, at="Odesa")]}
    plan = a_plan(FOUR_COMPANIES, **sheets, settings={"Open sites at most": 1})
    odesa = sent(("POL-INF", "Infantry", "Odesa", 1, 1))

    assert broken(plan, to_lviv(1)) == []
    breach = found(plan, together(to_lviv(1), odesa))[0]

    assert (breach.rule, breach.place.sheet, breach.place.row) == ("site_in_use", "Settings", 2)


def test_no_more_nations_are_at_a_site_than_allowed():
    plan = a_plan(FOUR_COMPANIES, contingents=BOTH, sites=[site(nations_at_most=1)])

    assert broken(plan, to_lviv(2)) == []
    breaches = found(plan, together(to_lviv(2), to_lviv(1, contingent="FRA-INF")))

    assert [breach.message for breach in breaches] == ["Lviv has 2 nations in period 1; the most are 1"]
    assert breaches[0].rule == "nations_at_site"


def test_a_site_that_needs_a_lead_has_an_able_nation_with_the_lead_share():
    """A quarter of 400 heads is one company of 100; of 500 it is more than that."""
    plan = a_plan(
        FOUR_COMPANIES,
        nations=[row("Nations", nation="POL"), row("Nations", nation="FRA", can_lead="yes")],
        contingents=[POLISH, FRENCH],
        sites=[site(needs_lead="yes")],
    )
    one_french = to_lviv(1, contingent="FRA-INF")

    assert broken(plan, together(to_lviv(3), one_french)) == []
    assert broken(plan, to_lviv()) == []
    assert broken(plan, together(to_lviv(4), one_french)) == ["lead_nation"]
    assert broken(plan, to_lviv(1)) == ["lead_nation"]


def test_where_nobody_can_lead_nobody_may_be():
    plan = a_plan(FOUR_COMPANIES, sites=[site(needs_lead="yes")], settings={"Lead share": 0})

    assert broken(plan, to_lviv(1)) == ["lead_nation"]


def test_a_detachment_is_nothing_or_large_enough():
    """Three units are asked to stay together at a site, in whichever roles."""
    plan = a_plan(
        FOUR_COMPANIES,
        contingents=[pledge("POL-INF", "POL", 4, smallest_detachment=3)],
        suitability=fills("Infantry", "Infantry", "Guard"),
        requirements=[need(400), need(400, role="Guard")],
    )
    guard = sent(("POL-INF", "Guard", "Lviv", 1, 1))

    assert broken(plan, together(to_lviv(2), guard)) == []
    assert broken(plan, to_lviv(2)) == ["detachment"]


def test_a_detachment_of_two_is_a_rule_and_of_one_is_none():
    for smallest, rules in ((1, []), (2, ["detachment"])):
        plan = a_plan(FOUR_COMPANIES, contingents=[pledge("POL-INF", "POL", 4, smallest_detachment=smallest)])

        assert broken(plan, to_lviv(1)) == rules
