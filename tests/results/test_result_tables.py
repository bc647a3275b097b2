"""The result sheets say what the allocation means, in the planner's words."""

import math

import pytest
from answer_cases import (
    BASE,
    FACTS,
    a_plan,
    allocation,
    answer,
    column,
    contributions,
    coverage,
    drawdown,
    gaps,
    sent,
    site_use,
    to_lviv,
    unused,
)

from solver.record import RunFacts, RunSpec
from solver.results.columns import COVERAGE, DRAWDOWN, allocation_fields
from solver.results.gaps import WHOM


def test_consecutive_equal_periods_are_one_row():
    """Four units in periods 1-2, three in period 3, four again in period 4."""
    table = allocation(a_plan(Periods=4), sent(*to_lviv("FRA-1", 4, 4, 3, 4)))

    assert column(table, "From") == [1, 3, 4]
    assert column(table, "To") == [2, 3, 4]
    assert column(table, "Units") == [4, 3, 4]
    assert column(table, "Heads") == [400, 300, 400]
    assert column(table, "Cost") == [8_000, 3_000, 4_000]  # heads x 10 x periods


def test_a_period_at_home_ends_a_row():
    table = allocation(a_plan(Periods=3), sent(*to_lviv("FRA-1", 2, 0, 2)))

    assert column(table, "From") == [1, 3]
    assert column(table, "To") == [1, 3]


def test_the_allocation_says_what_an_area_loses_and_where_the_pledge_stands():
    table = allocation(a_plan(), sent(*to_lviv("EST-1", 1), *to_lviv("FRA-1", 1)))

    assert column(table, "Drawn from") == ["Estonia", ""]
    assert column(table, "Stock") == ["own", ""]
    assert column(table, "Row") == [2, 3]
    assert table.links_to == "Contingents"


def test_coverage_marks_what_is_below_minimum_apart_from_what_is_below_target():
    requirements = [
        {"Site": "Lviv", "Role": "Infantry", "Minimum": 200, "Target": 600},
        {"Site": "Odesa", "Role": "Infantry", "Minimum": 50, "Target": 80},
    ]
    table = coverage(a_plan({"Requirements": requirements}), sent(*to_lviv("FRA-1", 4)))

    assert column(table, "Mark") == ["▽ below target", "▼ below minimum"]
    assert column(table, "Shortfall") == [200, 80]
    assert column(table, "Covered") == [pytest.approx(2 / 3), 0.0]


def test_a_requirement_that_is_met_has_no_mark_and_names_its_providers_largest_first():
    table = coverage(a_plan(), sent(*to_lviv("EST-1", 2), *to_lviv("FRA-1", 4)))

    assert column(table, "Mark") == [""]
    assert column(table, "Shortfall") == [0.0]
    assert column(table, "Who provides") == ["FRA-1 400; EST-1 300"]


def test_what_only_rounding_leaves_open_is_no_shortfall():
    table = coverage(a_plan(), sent(*to_lviv("EST-1", 4 - 1e-9)))

    assert column(table, "Shortfall") == [0.0]
    assert column(table, "Mark") == [""]


def test_a_cap_that_keeps_a_company_home_is_binding():
    """One company of 150 ties up 450, all that the cap allows; the other could go but for the cap."""
    table = drawdown(a_plan(), sent(*to_lviv("EST-1", 1)))

    assert column(table, "Taken") == [450]
    assert column(table, "Headroom") == [0]
    assert column(table, "Mark") == ["■ binding"]
    assert column(table, "Contingents") == ["EST-1 450"]


def test_what_a_cap_leaves_may_be_less_than_a_unit_takes():
    """600 allowed, 450 taken: the second company would take another 450."""
    caps = [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 600}]
    table = drawdown(a_plan({"Drawdown caps": caps}), sent(*to_lviv("EST-1", 1)))

    assert column(table, "Headroom") == [150]
    assert column(table, "Mark") == ["■ unit too large"]


@pytest.mark.parametrize(("target", "mark"), [(601, True), (600, False)])
@pytest.mark.parametrize(("cap", "word"), [(600, "■ unit too large"), (450, "■ binding")])
def test_a_cap_keeps_nobody_home_whom_nothing_that_lacks_waits_for(target, mark, cap, word):
    """150 Estonians and 450 French are there: only where more is asked for is the second company wanted."""
    sheets = {
        "Contingents": [BASE["Contingents"][0], {**BASE["Contingents"][1], "Units": 9, "Heads per unit": 50}],
        "Requirements": [{"Site": "Lviv", "Role": "Infantry", "Target": target}],
        "Drawdown caps": [{"Applies to": "Estonia", "Stock": "own", "Cap heads": cap}],
    }
    table = drawdown(a_plan(sheets), sent(*to_lviv("EST-1", 1), *to_lviv("FRA-1", 9)))

    full = "□ full" if cap == 450 else ""
    assert column(table, "Mark") == [word if mark else full]


def test_a_cap_keeps_home_who_would_still_rest_when_it_has_no_room():
    """A pool (1:1) of 4, wanted in period 1 alone: who goes then still counts in 2, when 450 are allowed."""
    sheets = {
        "Contingents": [{**BASE["Contingents"][0], "Units": 4, "Basis": "pool", "Dwell ratio": 1}],
        "Requirements": [{"Site": "Lviv", "Role": "Infantry", "Target": 600, "To": 1}],
        "Drawdown caps": [
            {"Applies to": "Estonia", "Stock": "own", "Cap heads": 900, "To": 1},
            {"Applies to": "Estonia", "Stock": "own", "Cap heads": 150, "From": 2},
        ],
    }
    table = drawdown(a_plan(sheets, Periods=2), sent(*to_lviv("EST-1", 1)))

    assert column(table, "Mark") == ["", "■ binding"]


def test_a_cap_of_which_only_noise_is_left_is_used_in_full():
    """0.1 + 0.2 units of 150 heads are not quite 45."""
    allocation = sent(*to_lviv("EST-1", 0.1 + 0.2 - 1e-16))
    caps = [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 45, "Counts": "deployed"}]
    table = drawdown(a_plan({"Drawdown caps": caps}, Whole_units="no"), allocation)

    assert table.frame["Taken"].iloc[0] != 45
    assert column(table, "Used") == [1.0]


def test_a_cap_used_up_by_all_who_could_go_is_full_but_keeps_nobody_home():
    caps = [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 900}]
    table = drawdown(a_plan({"Drawdown caps": caps}), sent(*to_lviv("EST-1", 2)))

    assert column(table, "Mark") == ["□ full"]


def test_a_cap_does_not_bind_those_whom_something_else_keeps_home():
    """The Estonian companies are only indicated: the cap of 10 is not what stops them."""
    contingents = [{**row, "Status": "indicated"} for row in BASE["Contingents"]]
    caps = [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 10}]
    table = drawdown(a_plan({"Contingents": contingents, "Drawdown caps": caps}), sent())

    assert column(table, "Mark") == [""]


def test_a_cap_of_nothing_that_stops_nobody_takes_no_row():
    """Two caps of 0: on Estonia's own forces, which wait, and on those stationed there, of which none are."""
    caps = [{"Applies to": "Estonia", "Stock": stock, "Cap heads": 0} for stock in ("own", "stationed")]
    table = drawdown(a_plan({"Drawdown caps": caps}, Periods=3), sent())

    assert column(table, "Stock") == ["own"]
    assert column(table, "Mark") == ["■ binding"]
    assert (column(table, "From"), column(table, "To")) == ([1], [3])


def test_periods_in_which_a_cap_is_used_alike_are_one_row():
    """One company away in periods 1-2, none in 3: 450 of 450, then 0."""
    table = drawdown(a_plan(Periods=3), sent(*to_lviv("EST-1", 1, 1, 0)))

    assert (column(table, "From"), column(table, "To")) == ([1, 3], [2, 3])
    assert column(table, "Taken") == [450, 0]


def test_what_is_taken_where_no_cap_holds_is_shown_all_the_same():
    """With the caps off the sheet still says what the front line loses."""
    table = drawdown(a_plan({"Drawdown caps": []}), sent(*to_lviv("EST-1", 2)))

    assert column(table, "Applies to") == ["Estonia"]
    assert column(table, "Stock") == ["own"]
    assert column(table, "Taken") == [900]
    assert column(table, "Mark") == ["no cap"]
    assert column(table, "Baseline") == [4_000]
    assert math.isnan(table.frame["Cap"].iloc[0])


def test_whom_a_stock_loses_adds_up_to_what_is_taken_with_and_without_a_cap():
    """Two companies of 150 sent in period 1: as a pool at 1:1 they rest in period 2; sustained at 1:2 x 3."""
    contingents = [
        {**BASE["Contingents"][0], "Dwell ratio": 2},
        {**BASE["Contingents"][0], "Contingent": "EST-2", "Basis": "pool", "Dwell ratio": 1},
    ]
    allocation = sent(*to_lviv("EST-1", 1, 1), *to_lviv("EST-2", 2))
    for caps in ([], [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 2_000}]):
        table = drawdown(a_plan({"Contingents": contingents, "Drawdown caps": caps}, Periods=2), allocation)

        assert column(table, "Taken") == [750]  # 150 x 3 + 300, deployed or resting
        assert column(table, "Contingents") == ["EST-1 450; EST-2 300"]
        assert (column(table, "From"), column(table, "To")) == ([1], [2])


def test_a_stock_under_a_cap_of_its_area_group_is_not_shown_twice():
    sheets = {
        "Areas": [{"Area": "Estonia", "Nation": "Estonia", "Groups": "Baltics"}],
        "Drawdown caps": [{"Applies to": "Baltics", "Cap heads": 900}],
    }
    table = drawdown(a_plan(sheets), sent(*to_lviv("EST-1", 2)))

    assert column(table, "Applies to") == ["Baltics"]


def test_a_pool_s_resting_units_are_named_where_they_still_count():
    """A pool's company that was away in period 1 is tied up in period 2, too (1:1)."""
    contingents = [{**row, "Basis": "pool", "Dwell ratio": 1} for row in BASE["Contingents"]]
    table = drawdown(a_plan({"Contingents": contingents}, Periods=2), sent(*to_lviv("EST-1", 1, 0)))

    assert column(table, "Taken") == [150]
    assert column(table, "Contingents") == ["EST-1 150"]
    assert (column(table, "From"), column(table, "To")) == ([1], [2])


def test_contributions_put_what_is_used_beside_what_was_pledged():
    table = contributions(a_plan(Periods=2), sent(*to_lviv("EST-1", 1, 1), *to_lviv("FRA-1", 3, 4)))

    assert column(table, "Nation") == ["France", "Estonia"]
    assert column(table, "Pledged") == [400, 300]
    assert column(table, "Used") == [400, 150]  # the higher of the two periods
    assert column(table, "Share of force") == [pytest.approx(0.7), pytest.approx(0.3)]  # 700, 300 of 1,000
    assert column(table, "Tied up") == [1_200, 450]  # 1:2
    assert column(table, "From areas") == [0, 150]
    assert column(table, "Leads") == ["Lviv", ""]
    assert table.frame["Burden"].iloc[1] == pytest.approx(450 / 7_200)


@pytest.mark.parametrize(
    ("pledge", "counted"),
    [
        ({"Status": "indicated"}, 400),
        ({"Status": "confirmed"}, 460),
        ({"Conditions": "UN"}, 400),
        ({"From": 2}, 460),
        ({"From": 1}, 460),
    ],
)
def test_what_a_nation_pledged_is_what_may_be_used(pledge, counted):
    """400 pledged, and 60 more: only indicated, or on a condition that does not hold, or from period 2 on."""
    more = {**BASE["Contingents"][1], "Contingent": "FRA-2", "Units": 1, "Heads per unit": 60, **pledge}
    sheets = {
        "Contingents": [*BASE["Contingents"], more],
        "Conditions": [{"Condition": "UN", "Holds": "no"}],
    }
    table = contributions(a_plan(sheets, Periods=2), sent(*to_lviv("FRA-1", 4)))

    assert column(table, "Nation") == ["France", "Estonia"]
    assert column(table, "Pledged") == [counted, 300]
    assert table.frame["Used of pledged"].iloc[0] == pytest.approx(400 / counted)


def test_a_nation_that_only_indicates_is_shown_with_nothing_that_counts():
    contingents = [BASE["Contingents"][1], {**BASE["Contingents"][0], "Status": "indicated"}]
    table = contributions(a_plan({"Contingents": contingents}), sent(*to_lviv("FRA-1", 4)))

    assert table.frame.iloc[1][["Nation", "Pledged", "Used of pledged"]].tolist() == ["Estonia", 0, 0]


def test_a_nation_that_sends_nobody_is_shown_with_its_pledge():
    table = contributions(a_plan(), sent(*to_lviv("FRA-1", 4)))

    assert column(table, "Nation") == ["France", "Estonia"]
    assert table.frame.iloc[1][["Pledged", "Used", "Cost"]].tolist() == [300, 0, 0]


def test_site_use_names_the_lead_and_the_nations_there():
    table = site_use(a_plan(), sent(*to_lviv("EST-1", 1), *to_lviv("FRA-1", 4)))

    assert column(table, "Site") == ["Lviv"]  # nobody is at Odesa
    assert column(table, "Lead nation") == ["France"]
    assert column(table, "Who is there") == ["France 400; Estonia 150"]
    assert table.frame["Filled"].iloc[0] == pytest.approx(0.55)


def test_gaps_stand_in_the_order_of_their_weight():
    requirements = [
        {"Site": "Lviv", "Role": "Infantry", "Target": 500},
        {"Site": "Odesa", "Role": "Infantry", "Target": 100, "Weight": 9},
    ]
    table = gaps(a_plan({"Requirements": requirements}), sent())

    assert column(table, "Where") == ["Odesa", "Lviv"]
    assert column(table, "Weighs") == [900, 500]
    assert column(table, "No") == [1, 2]


def test_whoever_waits_for_a_condition_is_asked_last():
    """The Chinese have most heads to spare, but wait for others; the French are only indicated."""
    contingents = [
        {**BASE["Contingents"][1], "Status": "indicated"},
        {**BASE["Contingents"][1], "Contingent": "CHN-1", "Nation": "China", "Units": 9, "Conditions": "UN"},
    ]
    sheets = {
        "Nations": (),
        "Areas": (),
        "Drawdown caps": (),
        "Contingents": contingents,
        "Conditions": [{"Condition": "UN", "Holds": "no"}],
    }
    text = column(gaps(a_plan(sheets), sent()), "Whom to ask, and what is in their way")[0]

    assert text.index("France (FRA-1, 400 heads)") < text.index("China (CHN-1, 900 heads)")


def test_reasons_that_several_gaps_share_stand_once():
    """Nobody is left for either site: the second gap points to the first."""
    requirements = [{"Site": site, "Role": "Infantry", "Target": 500} for site in ("Lviv", "Odesa")]
    table = gaps(a_plan({"Requirements": requirements}), sent())
    texts = column(table, "Whom to ask, and what is in their way")

    assert "France (FRA-1, 400 heads)" in texts[0]
    assert texts[1] == "as for No 1"


def test_a_gap_over_several_periods_is_one_row_of_its_worst():
    """600 wanted: 500, 300 and 400 come; the worst period lacks 300, all together 600."""
    table = gaps(a_plan(Periods=3), sent(*to_lviv("EST-1", 2, 2, 0), *to_lviv("FRA-1", 2, 0, 4)))

    assert column(table, "From") == [1]
    assert column(table, "To") == [3]
    assert column(table, "Missing") == [300]
    assert column(table, "Weighs") == [100 + 300 + 200]


def test_lacking_support_and_a_missed_floor_are_gaps_too():
    """400 heads need 4 in 100 medics; the floor of 1,000 is missed by 600."""
    sheets = {
        "Force": [{"Floor": 1_000}],
        "Support ratios": [{"Role": "Medical", "Per heads": 100, "Needs": 4}],
    }
    table = gaps(a_plan(sheets), sent(*to_lviv("FRA-1", 4)))
    missing = dict(zip(column(table, "What is missing"), column(table, "Missing"), strict=True))

    assert missing == {"Force floor": 600, "Infantry": 200, "Medical (support)": 16}
    assert set(column(table, "Sheet")) == {"Force", "Requirements", "Support ratios"}
    assert set(column(table, "Row")) == {2}


def test_whom_to_ask_names_the_nation_with_units_to_spare_and_what_stops_them():
    caveats = [{"Nation": "Estonia", "Site": "Lviv", "Effect": "not", "Reason": "Too far from home"}]
    table = gaps(a_plan({"Caveats": caveats}), sent(*to_lviv("FRA-1", 4)))
    (whom,) = column(table, "Whom to ask, and what is in their way")

    assert "Estonia (EST-1, 300 heads)" in whom
    assert "Too far from home" in whom
    assert "France" not in whom


def test_a_site_that_is_never_to_be_open_is_in_the_way_of_all_who_could_go_there():
    """Whatever else keeps Estonia at home: no cap that is raised fills a site that stays shut."""
    sheets = {
        "Sites": [{"Site": "Lviv"}, {"Site": "Odesa", "Open": "no"}],
        "Requirements": [{"Site": name, "Role": "Infantry", "Target": 600} for name in ("Lviv", "Odesa")],
        "Drawdown caps": [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 0}],
        "Contingents": [{**BASE["Contingents"][0], "Drawn from": "Estonia", "Stock": "own"}],  # type: ignore[index]
    }
    table = gaps(a_plan(sheets), sent())

    assert dict(zip(column(table, "Where"), column(table, WHOM), strict=True)) == {
        "Lviv": "Estonia (EST-1, 300 heads): the cap on Estonia (own) is too small for it "
        "(Drawdown caps row 2)",
        "Odesa": "Estonia (EST-1, 300 heads): Odesa is never to be open (Sites row 3)",
    }


@pytest.mark.parametrize("first", ["Lviv", "Odesa"])
def test_what_is_in_the_way_of_a_gap_is_said_of_its_own_site(first):
    """Lviv is full with 200 French, and Odesa takes one nation, which is France: whichever is first."""
    sites = [{"Site": "Lviv", "Capacity": 200}, {"Site": "Odesa", "Nations at most": 1}]
    needs = [{"Site": name, "Role": "Infantry", "Target": 600} for name in ("Lviv", "Odesa")]
    turned = first == "Odesa"
    sheets = {
        "Sites": sites[::-1] if turned else sites,
        "Requirements": needs[::-1] if turned else needs,
        "Drawdown caps": [],
    }
    there = sent(("FRA-1", "Infantry", "Lviv", 1, 2), ("FRA-1", "Infantry", "Odesa", 1, 2))
    table = gaps(a_plan(sheets), there)
    row_of = {"Lviv": 3, "Odesa": 2} if turned else {"Lviv": 2, "Odesa": 3}

    assert dict(zip(column(table, "Where"), column(table, WHOM), strict=True)) == {
        "Lviv": "Estonia (EST-1, 300 heads): in this plan the room at Lviv is used up by FRA-1 "
        f"(Sites row {row_of['Lviv']})",
        "Odesa": "Estonia (EST-1, 300 heads): in this plan Odesa takes no further nation "
        f"(Sites row {row_of['Odesa']})",
    }


def test_what_is_in_the_way_of_support_in_the_theatre_is_said_of_its_role():
    """Medics are asked for by the ratio, and no site has a row for them."""
    medics = {"Contingent": "EST-MED", "Capability": "Medical"}
    estonian, french = BASE["Contingents"]
    sheets = {
        "Support ratios": [{"Role": "Medical", "Per heads": 100, "Needs": 4, "Scope": "theatre"}],
        "Contingents": [estonian, french, {**estonian, **medics}],
    }
    table = gaps(a_plan(sheets), sent(*to_lviv("FRA-1", 4), *to_lviv("EST-1", 2)))

    assert column(table, WHOM) == [
        "Estonia (EST-MED, 300 heads): no row of Requirements asks then for what it can do"
    ]


def test_those_whom_the_same_thing_stops_are_named_together():
    contingents = [{**row, "Status": "indicated"} for row in BASE["Contingents"]]
    table = gaps(a_plan({"Contingents": contingents}), sent())
    (whom,) = column(table, "Whom to ask, and what is in their way")

    assert whom.startswith("France (FRA-1, 400 heads), Estonia (EST-1, 300 heads): ")
    assert whom.count("indicated") == 1


def test_where_no_pledge_is_left_the_gap_says_what_to_ask_for():
    contingents = [BASE["Contingents"][1]]  # type: ignore[index]
    table = gaps(a_plan({"Contingents": contingents}), sent(*to_lviv("FRA-1", 4)))

    assert column(table, "Whom to ask, and what is in their way") == ["no pledge is left; ask for Infantry"]


ENGINEERS = [*BASE["Requirements"], {"Site": "Lviv", "Role": "Engineers", "Target": 100}]


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        (
            {"Suitability": [{"Capability": "Infantry", "Role": "Infantry"}]},
            "no capability is suited for it; add one to Suitability",
        ),
        ({}, "no pledge can do it; ask for Engineers"),
    ],
)
def test_a_role_that_nobody_is_suited_for_is_not_filled_by_what_fills_other_gaps(sheets, expected):
    """Without the sheet Suitability a capability does the role of its name."""
    plan = a_plan({"Requirements": ENGINEERS, **sheets})
    table = gaps(plan, sent(*to_lviv("EST-1", 2), *to_lviv("FRA-1", 4)))

    assert column(table, "What is missing") == ["Engineers"]
    assert column(table, "Whom to ask, and what is in their way") == [expected]


@pytest.mark.parametrize(
    ("requirements", "counts", "expected"),
    [
        (BASE["Requirements"], "yes", "any unit in a role that counts to the force"),
        (ENGINEERS, "yes", "whatever fills the other gaps counts here, too"),
        (ENGINEERS, "no", "any unit in a role that counts to the force"),
    ],
)
def test_the_force_is_filled_by_what_fills_the_other_gaps_only_where_it_counts(
    requirements, counts, expected
):
    sheets = {
        "Requirements": requirements,
        "Force": [{"Floor": 1_000}],
        "Roles": [{"Role": "Infantry"}, {"Role": "Engineers", "Counts to force": counts}],
    }
    table = gaps(a_plan(sheets), sent(*to_lviv("EST-1", 2), *to_lviv("FRA-1", 4)))

    whom = column(table, "Whom to ask, and what is in their way")
    assert dict(zip(column(table, "What is missing"), whom, strict=True))["Force floor"] == expected


def test_the_worst_period_is_one_below_minimum_and_the_note_says_so():
    """600 wanted, at least 500 in period 2 alone: in 1 there lack 200, in 2 only 150, but the minimum."""
    requirements = [
        {"Site": "Lviv", "Role": "Infantry", "Target": 600, "To": 1},
        {"Site": "Lviv", "Role": "Infantry", "Target": 600, "Minimum": 500, "From": 2},
    ]
    plan = a_plan({"Requirements": requirements}, Periods=2)
    table = gaps(plan, sent(*to_lviv("FRA-1", 4, 3), *to_lviv("EST-1", 0, 1)))

    assert column(table, "Missing") == [150]
    assert column(table, "Mark") == ["▼ below minimum"]
    assert "below minimum if there is any, of these the one in which most is missing" in table.note


def test_unused_says_how_many_stay_home_and_why():
    table = unused(a_plan(), sent(*to_lviv("EST-1", 1), *to_lviv("FRA-1", 4)))

    assert column(table, "Contingent") == ["EST-1"]
    assert column(table, "Units not used") == [1]
    assert column(table, "Heads not used") == [150]
    assert "the cap on Estonia" in str(column(table, "First thing in its way")[0])


def test_an_empty_plan_has_every_sheet_and_its_totals_are_nothing():
    results = answer(a_plan(Periods=2), sent())

    assert len(results.allocation.frame) == 0
    assert results.totals.heads == 0
    assert results.totals.nations == 0
    assert results.totals.minimum_shortfall == 400  # 200 in each of two periods
    assert [field.name for field in allocation_fields(2)] == list(results.allocation.frame.columns)
    assert [field.name for field in COVERAGE] == list(results.coverage.frame.columns)
    assert [field.name for field in DRAWDOWN] == list(results.drawdown.frame.columns)


def test_totals_are_the_sums_over_all_periods():
    totals = answer(a_plan(Periods=2), sent(*to_lviv("EST-1", 1, 1), *to_lviv("FRA-1", 4, 4))).totals

    assert totals.heads == 1_100  # (150 + 400) x 2
    assert totals.tied_up == 3_300  # 1:2
    assert totals.cost == 8_000  # 400 x 10 x 2
    assert totals.drawdown == 900  # 450 x 2
    assert totals.target_shortfall == 100  # 50 x 2
    assert totals.open_sites == 2
    assert totals.nations == 2
    assert [(use.cap, use.period, use.taken, use.limit) for use in totals.cap_use] == [
        ("Estonia / own", 1, 450, 450),
        ("Estonia / own", 2, 450, 450),
    ]


def test_run_carries_overrides_and_baseline_only_where_there_are_any():
    plan = sent(*to_lviv("FRA-1", 4))
    plain = answer(a_plan(), plan)
    facts = RunFacts(input_path="x", input_sha256="y", spec=RunSpec(overrides=("Sites!Lviv!Capacity=5",)))
    full = answer(a_plan(), plan, facts, baseline=plan)

    assert [block.title for block in plain.run] == ["Run", "Ranked values"]
    assert [block.title for block in full.run] == ["Run", "Ranked values", "Overrides", "Baseline"]


def test_run_shows_the_time_limit_in_force_where_no_flag_was_given():
    facts = dict(answer(a_plan(Time_limit=90), sent(), FACTS).run[0].frame.itertuples(index=False, name=None))

    assert facts["Time limit (s)"] == 90
    assert facts["Gap (share)"] == 0.001


def test_a_cap_on_nations_says_whom_it_counts_and_stands_beside_the_areas():
    """Two companies of 150 at 1:2 tie up 900 of the Front's 900; the area itself has no cap."""
    sheets = {
        "Nations": [
            {"Nation": "Estonia", "Groups": "Front", "Active strength": 7_000, "Can lead": "yes"},
            {"Nation": "France"},
        ],
        "Drawdown caps": [{"Applies to": "Front", "Stock": "own", "Cap heads": 900}],
    }
    table = drawdown(a_plan(sheets), sent(*to_lviv("EST-1", 2)))

    assert column(table, "Applies to") == ["Front", "Estonia"]
    assert column(table, "Baseline") == [7_000, 4_000]
    assert column(table, "Taken") == [900, 900]
    assert column(table, "Contingents") == ["EST-1 900"] * 2
    assert column(table, "Mark") == ["□ full", "no cap"]
