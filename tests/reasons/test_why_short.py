"""Why a requirement lacks: how little it can lack, and what that costs whom."""

from __future__ import annotations

from dataclasses import replace

import pytest
from short_questions import SHORTFALLS, all_answers, asked, prices, session_of, short
from small_plans import Records, a_plan, fills, need, pledge, ranked, row, site

from solver.plan import Plan
from solver.reasons.questions.answer import Answer, Price, Question, RankPrice
from solver.reasons.questions.base import values_of
from solver.reasons.questions.shortfalls.lacks import Requirement
from solver.reasons.questions.shortfalls.least_lack import LeastLack
from solver.reasons.questions.shortfalls.short_price import is_shifted
from solver.reasons.questions.shortfalls.short_text import SHIFTED
from solver.reasons.questions.shortfalls.why_short import _with_found, _with_least, worst_first

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
    assert answer.text[0].endswith(f"comes to the same in every priority{SHIFTED}.")


def test_where_all_that_lacks_stays_the_same_others_lack_as_much_more():
    """One company; Lviv costs 1,000 more than Kyiv: filled, it takes the company from there."""
    answer = asked(one_company_for_two(ranked("target shortfall", "cost")))

    assert prices(answer) == [("target shortfall", 100.0, 100.0, 100.0), ("cost", 0.0, 1000.0, 1000.0)]
    assert answer.text[0] == (
        "Infantry at Lviv in period 1 could be filled (100 of 100 heads lack now), but then cost would rise "
        "from 0 EUR to 1,000 EUR; nothing before it changes, so as much more then lacks elsewhere, in other "
        "roles or in other periods, by weight."
    )


def test_where_what_lacks_is_not_all_that_a_rank_counts_nobody_is_said_to_lack_more():
    """Moves are none: a rank of both may stay as it is in other ways than by what lacks."""
    shortfall_and_moves = [
        row("Priorities", rank=1, objective="target shortfall"),
        row("Priorities", rank=1, objective="moves"),
        row("Priorities", rank=2, objective="cost"),
    ]

    answer = asked(one_company_for_two(shortfall_and_moves))

    assert answer.text[0].endswith("from 0 EUR to 1,000 EUR; nothing before it changes.")


def test_what_a_tolerance_spent_is_not_said_to_lack_elsewhere():
    """The plan asked about lacks 200, 100 more than the rank's value: that Lviv is filled takes nothing."""
    plan = one_company_for_two(ranked("target shortfall"))
    base = session_of(plan).base
    nobody = replace(base, values=values_of(plan, base.program, base.allocation.iloc[:0]))
    lviv = Requirement(site="Lviv", role="Infantry", period=1, target=100.0, measure="heads", lack=100.0)
    same = RankPrice(rank=1, name="target shortfall", base=100.0, low=100.0, high=100.0)

    assert is_shifted(base, lviv, 0.0, Price(possible=True, ranks=(same,), closed=True))
    assert not is_shifted(nobody, lviv, 0.0, Price(possible=True, ranks=(same,), closed=True))
    assert not is_shifted(base, lviv, 0.0, Price(possible=True, ranks=(replace(same, low=0.0),), closed=True))


def one_company_for_two(priorities: Records) -> Plan:
    """One company for Lviv or Kyiv, 100 each; Lviv costs 1,000 while it is open."""
    return a_plan(
        sites=[site("Lviv", running_cost=1_000), site("Kyiv")],
        requirements=[need(100), need(100, at="Kyiv")],
        priorities=priorities,
    )


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

    assert (first.claim, first.possible, first.least_lack) == ("not_settled", None, (0.0, 200.0))
    assert first.text[0].endswith("whether it could be filled was not settled.")


@pytest.mark.parametrize(
    ("low", "high", "claim", "told"),
    [
        (0.0, 200.0, "not_settled", "; whether it could be filled was not settled."),
        (0.0, 100.0, "at_most", "was not settled; a plan was found in which 100 lack."),
        (
            0.0,
            0.0,
            "at_most",
            "could be filled, where 200 of 300 heads lack now; what that would cost was not settled.",
        ),
        (50.0, 200.0, "between", "at least 50 of 300 heads will lack (200 now)."),
        (200.0, 200.0, "proved", "at best 200 of 300 heads lack (as now)."),
    ],
)
def test_a_claim_says_no_more_than_its_sentence(low, high, claim, told):
    """200 of 300 lack in the plan asked about: that plan is none that was found."""
    asked_of = Requirement(site="Lviv", role="Infantry", period=1, target=300.0, measure="heads", lack=200.0)
    question = Question(kind="why_short", site="Lviv", role="Infantry", period=1)

    answer = _with_least(
        Answer(question=question, claim="not_settled", text=()), asked_of, LeastLack(low=low, high=high)
    )

    assert answer.claim == claim
    assert answer.text[0].endswith(told)


def test_a_plan_found_later_is_told_in_the_place_of_what_was_not_settled():
    """Nobody else lacks more in it, so that the first sentence may not say that this is open."""
    asked_of = Requirement(site="Lviv", role="Infantry", period=1, target=300.0, measure="heads", lack=200.0)
    question = Question(kind="why_short", site="Lviv", role="Infantry", period=1)
    before = _with_least(
        Answer(question=question, claim="not_settled", text=()), asked_of, LeastLack(low=0.0, high=200.0)
    )

    after = _with_found(before, asked_of, LeastLack(low=0.0, high=0.0))

    assert (after.claim, after.possible, after.least_lack) == ("at_most", True, (0.0, 0.0))
    assert "could be filled" in after.text[0]
    assert _with_found(before, asked_of, LeastLack(low=0.0, high=200.0)) == before


def test_the_heaviest_lack_is_asked_about_first():
    """Nobody is there: Kyiv lacks 200 x 2 in periods 2 and 3, Lviv 300 in period 1."""
    plan = a_plan(
        contingents=[pledge(status="indicated")],
        requirements=[need(200, at="Kyiv", weight=2, first=2, last=3), need(300, last=1)],
        settings={"Periods": 3},
    )

    found = worst_first(session_of(plan).base)

    assert [(each.site, each.period) for each in found] == [("Kyiv", 2), ("Lviv", 1)]
