"""What a comparison says of two plans: each change once, in the planner's words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from compare_cases import BASE, an_answer, between, lines

from solver.ledger.ledger import objective_values
from solver.results.compare import compare
from solver.results.compare.deltas import TOTALS
from solver.schema import OBJECTIVES

WHO = ("Change", "Contingent", "From", "To", "Units before", "Units after", "Less at", "More at")


def test_a_plan_does_not_differ_from_itself():
    sent = {("FRA-1", "Lviv"): (3, 3), ("EST-1", "Odesa"): (0, 1)}
    found = between(sent, sent, Periods=2)

    assert found.same
    assert found.units == 0
    assert all(table.frame.empty for table in found.tables if table.title != "Totals")


def test_what_became_of_each_contingent_is_said_in_a_word():
    """F both grows and moves: that it grew is the news, and both places are told."""
    pledges = [
        {"Contingent": name, "Nation": "France", "Units": 4, "Heads per unit": 100} for name in "ABCDEF"
    ]
    sheets = {"Contingents": pledges}
    before = {("B", "Lviv"): (2,), ("C", "Lviv"): (2,), ("D", "Lviv"): (2,), ("E", "Lviv"): (2,)}
    after = {("A", "Lviv"): (2,), ("C", "Lviv"): (3,), ("D", "Lviv"): (1,), ("E", "Odesa"): (2,)}
    found = compare(
        an_answer({**before, ("F", "Lviv"): (2,)}, sheets), an_answer({**after, ("F", "Odesa"): (3,)}, sheets)
    )

    at_lviv, at_odesa = "Lviv / Infantry", "Odesa / Infantry"
    assert sorted(lines(found.contingents, *WHO)) == [
        ("came", "A", 1, 1, 0, 2, "", f"{at_lviv} 2"),
        ("grew", "C", 1, 1, 2, 3, "", f"{at_lviv} 1"),
        ("grew", "F", 1, 1, 2, 3, f"{at_lviv} 2", f"{at_odesa} 3"),
        ("left", "B", 1, 1, 2, 0, f"{at_lviv} 2", ""),
        ("moved", "E", 1, 1, 2, 2, f"{at_lviv} 2", f"{at_odesa} 2"),
        ("shrank", "D", 1, 1, 2, 1, f"{at_lviv} 1", ""),
    ]


def test_consecutive_equal_periods_are_one_row_and_a_gap_begins_another():
    before = {("FRA-1", "Lviv"): (2, 2, 2, 2, 2)}
    after = {("FRA-1", "Odesa"): (2, 2, 0, 2, 2), ("FRA-1", "Lviv"): (0, 0, 2, 0, 0)}
    found = between(before, after, Periods=5)

    assert [row[:2] for row in lines(found.contingents, "From", "To", "Change")] == [(1, 2), (4, 5)]


def test_changed_units_are_those_added_plus_those_taken_away():
    """One company leaves Lviv and one comes to Odesa in both periods: 2 x 2; Estonia's is new in one: 1."""
    before = {("FRA-1", "Lviv"): (2, 2)}
    after = {("FRA-1", "Lviv"): (1, 1), ("FRA-1", "Odesa"): (1, 1), ("EST-1", "Lviv"): (0, 1)}

    assert between(before, after, Periods=2).units == 5


def test_changed_units_are_what_the_objective_changes_counts():
    before = an_answer({("FRA-1", "Lviv"): (2, 2), ("EST-1", "Odesa"): (1, 0)}, Periods=2)
    after = an_answer({("FRA-1", "Lviv"): (1, 3), ("FRA-1", "Odesa"): (1, 0)}, Periods=2)
    counted = objective_values(after.plan, after.ledger, before.ledger.sent)["changes"]

    assert compare(before, after).units == counted == 4


def test_the_largest_change_comes_first():
    """300 heads over two periods weigh more than 400 in one."""
    before = {("FRA-1", "Lviv"): (4, 0), ("EST-1", "Lviv"): (0, 0)}
    after = {("FRA-1", "Lviv"): (0, 0), ("EST-1", "Odesa"): (2, 2)}
    found = between(before, after, Periods=2)

    assert lines(found.contingents, "Contingent") == [("EST-1",), ("FRA-1",)]


FEWER = ({("FRA-1", "Lviv"): (3,)}, {("FRA-1", "Lviv"): (1,)})
"""Two of three French companies stay at home."""


def test_heads_are_told_by_force_nation_role_and_site():
    assert set(lines(between(*FEWER).forces, "Of", "Name", "Heads before", "Heads after", "Change")) == {
        ("Force", "all", 300, 100, -200),
        ("Nation", "France", 300, 100, -200),
        ("Role", "Infantry", 300, 100, -200),
        ("Site", "Lviv", 300, 100, -200),
    }


def test_coverage_says_what_lacks_now_and_how_badly():
    names = ("Site", "Provided before", "Provided after", "Change", "Mark")
    assert lines(between(*FEWER).coverage, *names) == [("Lviv", 300, 100, 200, "▼ below minimum")]


def test_a_requirement_that_only_one_plan_has_is_told_with_a_blank_target():
    before = an_answer({("FRA-1", "Lviv"): (3,)})
    after = an_answer({("FRA-1", "Lviv"): (3,)}, {"Requirements": BASE["Requirements"][:1]})
    found = compare(before, after)

    assert lines(found.coverage, "Site", "Target before", "Shortfall before", "Shortfall after") == [
        ("Odesa", 200, 200, 0)
    ]
    assert found.coverage.frame["Target after"].isna().all()


def test_drawdown_says_what_is_taken_and_what_may_be():
    """A company of 150 ties up 450 heads with its rotation base."""
    caps = [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 600}]
    found = compare(an_answer({}), an_answer({("EST-1", "Lviv"): (1,)}, {"Drawdown caps": caps}))

    names = ("Cap", "Taken before", "Taken after", "Limit before", "Limit after", "Headroom after")
    assert lines(found.drawdown, *names) == [("Estonia / own", 0, 450, 450, 600, 150)]


def test_totals_hold_every_objective_of_both_plans():
    """Lviv lacks 100 of its minimum of 200 and 200 of its target of 300; Odesa lacked its 200 before."""
    told = {row[0]: row[1:] for row in lines(between(*FEWER).totals, "What", "Before", "After", "Change")}

    assert told["Heads"] == (300, 100, -200)
    assert told["Minimum shortfall"] == (0, 100, 100)
    assert told["Target shortfall"] == (200, 400, 200)
    assert told["Changed units"][2] == 2


def test_names_are_compared_as_planners_spell_them():
    """Case and blanks make no other name."""
    pledges = [{**row, "Contingent": str(row["Contingent"]).lower() + " "} for row in BASE["Contingents"]]
    sites = [{"Site": "LVIV"}, {"Site": "Odesa"}]
    needs = [{**row, "Site": str(row["Site"]).upper()} for row in BASE["Requirements"]]
    other = {"Contingents": pledges, "Sites": sites, "Requirements": needs}
    found = compare(an_answer({("FRA-1", "Lviv"): (3,)}), an_answer({("fra-1", "LVIV"): (3,)}, other))

    assert found.same
    assert found.notes == ()


def test_a_contingent_under_another_name_left_and_came_and_is_said_to_be_alike():
    pledges = [BASE["Contingents"][0], {**BASE["Contingents"][1], "Contingent": "FRA-MEC"}]
    found = compare(
        an_answer({("FRA-1", "Lviv"): (3,)}), an_answer({("FRA-MEC", "Lviv"): (3,)}, {"Contingents": pledges})
    )

    assert sorted(lines(found.contingents, "Change", "Contingent", "Nation")) == [
        ("came", "FRA-MEC", "France"),
        ("left", "FRA-1", "France"),
    ]
    assert found.notes == ("FRA-1 is gone and FRA-MEC is new with the same forces: probably renamed.",)


def test_other_scenarios_and_currencies_are_said():
    before = an_answer({("FRA-1", "Lviv"): (2,)})
    after = replace(an_answer({("FRA-1", "Lviv"): (2,)}, Currency="SEK"), scenario="no backstop")

    assert compare(before, after).notes == (
        "Scenario of the first plan: none; of the second: 'no backstop'.",
        "Costs are in EUR in the first plan and in SEK in the second.",
    )


def test_two_new_contingents_that_are_alike_are_nobodys_new_name():
    again = {**BASE["Contingents"][1], "Contingent": "FRA-2"}
    pledges = [BASE["Contingents"][0], again, {**again, "Contingent": "FRA-3"}]

    assert compare(an_answer({}), an_answer({}, {"Contingents": pledges})).notes == ()


def test_units_of_more_heads_are_a_change_although_the_units_stay():
    pledges = [BASE["Contingents"][0], {**BASE["Contingents"][1], "Heads per unit": 120}]
    found = compare(
        an_answer({("FRA-1", "Lviv"): (3,)}), an_answer({("FRA-1", "Lviv"): (3,)}, {"Contingents": pledges})
    )

    assert found.units == 0
    names = ("Change", "Units before", "Units after", "Heads before", "Heads after")
    assert lines(found.contingents, *names) == [("grew", 3, 3, 300, 360)]


def test_plans_that_begin_at_other_times_are_compared_by_the_calendar():
    """Half a year on, what was period 2 is period 1: nobody moved."""
    before = an_answer({("FRA-1", "Lviv"): (2, 3, 4)}, Periods=3, Start=dt.date(2027, 1, 1))
    after = an_answer({("FRA-1", "Lviv"): (3, 4, 4)}, Periods=3, Start=dt.date(2027, 7, 1))
    found = compare(before, after)

    assert found.contingents.frame.empty
    assert found.units == 0
    assert found.notes == (
        "Period 1 (Jan-Jun 2027) of the first plan: not in the other plan, and not compared.",
        "Period 3 (Jul-Dec 2028) of the second plan: not in the other plan, and not compared.",
    )


def test_plans_whose_periods_do_not_meet_are_compared_by_number_and_that_is_said():
    before = an_answer({("FRA-1", "Lviv"): (2,)}, Start=dt.date(2027, 1, 1))
    after = an_answer({("FRA-1", "Lviv"): (2,)}, Start=dt.date(2027, 2, 1))
    shorter = an_answer({("FRA-1", "Lviv"): (2,)}, Start=dt.date(2027, 1, 1), Period_months=3)

    assert "are compared by number" in compare(before, after).notes[0]
    assert compare(before, shorter).notes == (
        "Periods last 6 months in the first plan and 3 in the second; they are compared by number.",
    )
    assert compare(before, after).contingents.frame.empty


def test_plans_that_share_no_period_have_nothing_to_compare():
    before = an_answer({("FRA-1", "Lviv"): (2,)}, Start=dt.date(2027, 1, 1))
    after = an_answer({("EST-1", "Lviv"): (1,)}, Start=dt.date(2030, 1, 1))
    found = compare(before, after)

    assert found.units == 0
    assert len(found.notes) == 2


def test_every_objective_is_among_the_totals():
    """A new objective is compared, too; changes are counted between the two plans themselves."""
    assert [name for name in OBJECTIVES if name != "changes"] == list(TOTALS)


def test_two_plans_that_are_held_are_compared_with_their_held_years():
    """Three companies of 100 cost 3,000 a half year, one 1,000: two half years planned, four held."""
    nations = [{"Nation": "France", "Cost per head": 10}, {"Nation": "Estonia"}]
    settings = {"Periods": 2, "Hold_last_period_for": 2}
    three, one = (
        an_answer({("FRA-1", "Lviv"): (units, units)}, {"Nations": nations}, **settings) for units in (3, 1)
    )
    unheld = an_answer({("FRA-1", "Lviv"): (1, 1)}, {"Nations": nations}, Periods=2)
    longer = an_answer(
        {("FRA-1", "Lviv"): (3, 3)}, {"Nations": nations}, **{**settings, "Hold_last_period_for": 3}
    )

    names = ("What", "Counted in", "Before", "After", "Change")
    held = ("Cost, last period held", "EUR", 18_000, 6_000, -12_000)
    assert held in lines(compare(three, one).totals, *names)
    assert held[0] not in list(compare(three, unheld).totals.frame["What"])
    assert compare(three, unheld).notes == (
        "The last period is held for 2 years in the first plan and for no year in the second.",
    )
    assert compare(three, longer).notes == (
        "The last period is held for 2 years in the first plan and for 3 years in the second.",
    )
    assert not compare(three, longer).same
