"""Why a requirement lacks: how little it can lack, and what that costs whom."""

from __future__ import annotations

import pytest
from short_questions import SHORTFALLS, all_answers, asked, prices, session_of, short
from small_plans import a_plan, fills, need, pledge, ranked, row

from solver.reasons.questions.shortfalls.why_short import worst_first

# ── How little it can lack ───────────────────────────────────────────────────────────────────────────────


def test_what_nobody_can_do_lacks_all_of_it_in_every_plan():
    """Divers are asked for, and nobody pledges any."""
    plan = a_plan(requirements=[need(100), need(300, role="Divers")])

    answer = asked(plan, role="Divers")

    assert (answer.claim, answer.possible, answer.least_lack) == ("proved", False, (300.0, 300.0))
    assert answer.text[0] == (
        "No plan from this workbook fills Divers at Lviv in period 1: at best 300 of 300 heads lack (as now)."
    )
    assert answer.text[1].endswith("(there is none to try).")
    assert (answer.price, answer.changes, answer.helps) == ((), (), ())


def test_whole_units_leave_a_rest_that_parts_would_fill():
    """Companies of 100 for 250 with a maximum of 270: two fit, and half a third where units may be split."""
    sheets = {
        "contingents": [pledge(units=4)],
        "requirements": [need(250, maximum=270)],
        "priorities": ranked("target shortfall"),
    }

    whole = asked(a_plan(**sheets))
    parts = asked(a_plan(**sheets, settings={"Whole units": "no"}))

    assert (whole.claim, whole.possible, whole.least_lack) == ("proved", False, (50.0, 50.0))
    assert (parts.claim, parts.possible, parts.least_lack) == ("proved", True, (0.0, 0.0))
    assert short(whole.changes) == [("Requirements!Lviv / Infantry!Maximum=300", "270", "300", "proved")]


def test_units_are_lacking_units_after_effectiveness():
    """Three squadrons worth half a unit each give 1.5 of 4: 2.5 lack, and 5 more squadrons fill it."""
    plan = a_plan(
        contingents=[pledge("POL-AIR", units=3, capability="Squadron")],
        roles=[row("Roles", role="Air", measure="units", unit_worth=100)],
        suitability=fills("Squadron", "Air", effectiveness=0.5),
        requirements=[need(4, role="Air")],
    )

    answer = asked(plan, role="Air")

    assert answer.least_lack == (2.5, 2.5)
    assert "at best 2.5 of 4 units lack (as now)" in answer.text[0]
    assert short(answer.changes) == [("Contingents!POL-AIR!Units=8", "3", "8", "proved")]


def test_a_requirement_that_is_filled_lacks_nothing():
    answer = asked(a_plan())

    assert (answer.claim, answer.possible, answer.least_lack) == ("proved", True, (0.0, 0.0))
    assert answer.text == ("Infantry at Lviv in period 1 lacks nothing of the 100 heads asked for.",)


def test_the_worst_period_is_chosen_where_none_is_named():
    """One company in each period; 200 are asked for in 1 and 2, 400 in 3: 300 lack there."""
    plan = a_plan(requirements=[need(200, last=2), need(400, first=3)], settings={"Periods": 3})

    assert asked(plan).question.period == 3
    assert asked(plan).least_lack == (300.0, 300.0)
    assert asked(plan, period=2).least_lack == (100.0, 100.0)


def test_nothing_is_asked_for_in_another_period():
    plan = a_plan(requirements=[need(200, last=1)], settings={"Periods": 2})

    answer = asked(plan, period=2)

    assert answer.text == ("Nothing is asked for of Infantry at Lviv in period 2.",)
    assert (answer.possible, answer.least_lack) == (True, (0.0, 0.0))


# ── What it costs, and whom ──────────────────────────────────────────────────────────────────────────────


def test_what_one_gets_the_other_lacks():
    """Two companies, 200 at Kyiv, weight 3, and 200 at Lviv: Lviv takes 200 x 3 from Kyiv."""
    plan = a_plan(
        contingents=[pledge(units=2)],
        requirements=[need(200, at="Kyiv", weight=3), need(200)],
        priorities=ranked("target shortfall"),
    )

    answer = asked(plan)

    assert (answer.claim, answer.possible, answer.least_lack) == ("proved", True, (0.0, 0.0))
    assert prices(answer) == [("target shortfall", 200.0, 600.0, 600.0)]
    assert answer.first_worse == 1
    assert [(each.site, each.units) for each in answer.displaced] == [("Kyiv", -2.0), ("Lviv", 2.0)]
    assert answer.text[:2] == (
        "Infantry at Lviv in period 1 could be filled (200 of 200 heads lack now), but then target shortfall "
        "would rise from 200 to 600.",
        "Where period 1 alone is changed, Kyiv / Infantry lacks 200 more in period 1.",
    )
    assert short(answer.changes) == [("Contingents!POL-INF!Units=4", "2", "4", "proved")]
    assert [rank.value for rank in answer.changes[0].ranks] == [0.0]


def test_a_tie_costs_nothing():
    """One company for Kyiv or Lviv: either plan lacks 100."""
    plan = a_plan(
        requirements=[need(100), need(100, at="Kyiv")],
        priorities=ranked("target shortfall"),
    )
    (question,) = worst_first(session_of(plan).base)

    answer = asked(plan, at=question.site)

    assert prices(answer) == [("target shortfall", 100.0, 100.0, 100.0)]
    assert answer.first_worse is None
    assert "comes to the same in every priority" in answer.text[0]


def test_a_minimum_is_dearer_than_the_target():
    """One company. Kyiv asks for at least 100; Lviv's target of 100 is filled at the price of these."""
    plan = a_plan(requirements=[need(100, at="Kyiv", minimum=100), need(100)], priorities=SHORTFALLS)

    answer = asked(plan)

    assert prices(answer)[0] == ("minimum shortfall", 0.0, 100.0, 100.0)
    assert answer.first_worse == 1
    assert "minimum shortfall would rise from 0 to 100" in answer.text[0]


def test_less_can_lack_though_it_cannot_be_filled():
    """Two companies: Lviv could have both of the 300 that it asks for, now Kyiv has one of weight 3."""
    plan = a_plan(
        contingents=[pledge(units=2)],
        requirements=[need(100, at="Kyiv", weight=3), need(300)],
        priorities=ranked("target shortfall"),
    )

    answer = asked(plan)

    assert (answer.claim, answer.possible, answer.least_lack) == ("proved", False, (100.0, 100.0))
    assert prices(answer) == [("target shortfall", 200.0, 400.0, 400.0)]
    assert answer.text[0].endswith("at best 100 of 300 heads lack (200 now).")
    assert answer.text[1].startswith("It could lack 100 instead of 200, but then target shortfall")


# ── Time, and order ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seconds", [0.0, 0.1, 1.0])
def test_with_little_time_claims_are_weaker_but_never_wrong(seconds):
    """The two companies of which Kyiv has both: filling Lviv comes to 600."""
    plan = a_plan(
        contingents=[pledge(units=2)],
        requirements=[need(200, at="Kyiv", weight=3), need(200)],
        priorities=ranked("target shortfall"),
    )

    for answer in all_answers(plan, seconds=seconds):
        low, high = answer.least_lack or (0.0, 200.0)
        assert low <= 0.0 <= high <= 200.0
        assert answer.possible in (None, True)
        assert all(rank.low <= 600.0 <= rank.high for rank in answer.price)
        assert answer.claim != "proved" or (low == high and prices(answer)[0][2:] == (600.0, 600.0))


def test_the_first_answer_claims_nothing_that_is_not_known():
    first = all_answers(a_plan(requirements=[need(300)]))[0]

    assert (first.claim, first.possible, first.least_lack) == ("at_most", None, (0.0, 200.0))


def test_the_heaviest_lack_is_asked_about_first():
    """Nobody is there: Kyiv lacks 200 x 2 in periods 2 and 3, Lviv 300 in period 1."""
    plan = a_plan(
        contingents=[pledge(status="indicated")],
        requirements=[need(200, at="Kyiv", weight=2, first=2, last=3), need(300, last=1)],
        settings={"Periods": 3},
    )

    found = worst_first(session_of(plan).base)

    assert [(each.site, each.period) for each in found] == [("Kyiv", 2), ("Lviv", 1)]
