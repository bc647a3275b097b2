"""Alternatives in sentences and tables."""

from __future__ import annotations

import pytest
from near_best_cases import alternatives
from small_plans import a_plan, need, pledge, ranked, row

from solver.studies.alternatives.alternatives import AlternativePlan, PresenceChange, RankDifference
from solver.studies.alternatives.alternatives_told import (
    answer_sentences,
    cells_table,
    changes_table,
    price_text,
    sentence,
)
from solver.studies.point import PointOutcome


def comes(nation: str, site: str, heads: float = 100) -> PresenceChange:
    """A nation that comes to a site."""
    return PresenceChange(nation=nation, site=site, before=0, after=heads)


def leaves(nation: str, site: str, heads: float = 100) -> PresenceChange:
    """A nation that leaves a site."""
    return PresenceChange(nation=nation, site=site, before=heads, after=0)


def a_price(name: str, before: float, after: float) -> RankDifference:
    """What a rank comes to, before and after."""
    return RankDifference(rank=4, name=name, before=before, after=after)


def an_alternative(changes: list[PresenceChange], prices: list[RankDifference]) -> AlternativePlan:
    """A plan with these changes and prices."""
    outcome = PointOutcome(key="", status="optimal")
    return AlternativePlan(changes=tuple(changes), prices=tuple(prices), outcome=outcome)


def test_a_plan_is_told_in_one_sentence_with_its_price():
    """Sites with the same exchange are named together."""
    places = ("Lviv", "Odesa")
    changes = [change for site in places for change in (comes("Poland", site), leaves("Romania", site))]
    prices = [a_price("cost", 1000, 1004), a_price("moves", 5, 8)]

    told = sentence(an_alternative(changes, prices))

    assert told == "Poland instead of Romania at Lviv and Odesa; cost 0.4 % more, 3 more moves"


def test_those_who_only_come_or_only_leave_are_told_so_and_lesser_changes_are_counted():
    """Most heads first; after three places the rest is a number."""
    changes = [
        comes("Poland", "Lviv", 900),
        leaves("Romania", "Odesa", 800),
        leaves("France", "Odesa", 10),
        comes("Italy", "Rivne", 700),
        comes("Spain", "Kyiv", 60),
        leaves("Italy", "Kyiv", 60),
    ]

    told = sentence(an_alternative(changes, []))

    assert told == (
        "Poland at Lviv as well, no France or Romania at Odesa, Italy at Rivne as well and 2 more nations "
        "come or leave; at no price in any rank"
    )


@pytest.mark.parametrize(
    ("price", "told"),
    [
        (a_price("moves", 5, 4), "1 fewer move"),
        (a_price("drawdown", 0, 150), "drawdown 150 instead of 0"),
        (a_price("cost", 1e9, 1e9 - 2e7), "cost 2.0 % less"),
        (a_price("cost", 1e9, 1e9 + 2e5), "cost 0.02 % more"),
        (a_price("cost", 1e9, 1e9 + 2e4), "cost under 0.01 % more"),
        (a_price("heads", 100, 100), "at no price in any rank"),
    ],
)
def test_a_price_is_a_share_or_a_number_of_things(price: RankDifference, told: str):
    """Of nothing there is no share."""
    assert price_text([price]) == told


def test_the_answer_says_what_counts_what_is_settled_and_how_many_plans_there_are():
    """Poland must be at Kyiv; Lviv and Odesa it may leave to Romania."""
    contingents = [pledge("POL-INF", "Poland", 3), pledge("ROU-INF", "Romania", 2)]
    caveat = row("Caveats", nation="Romania", site="Kyiv", effect="not", reason="its parliament")
    plan = a_plan(
        contingents=contingents,
        caveats=[caveat],
        requirements=[need(100, at) for at in ("Kyiv", "Lviv", "Odesa")],
        priorities=ranked("target shortfall", "nations at sites", "heads"),
    )
    answer = alternatives(plan, count=1)

    counts, verdicts, musts, plans = answer_sentences(answer)

    assert counts == (
        "A plan counts as nearly as good if, beside the plan as it stands, target shortfall is no worse and "
        "every later rank is at most 1 % worse."
    )
    assert verdicts == (
        "Of 5 pairings of a nation and a site, 1 must be in every plan nearly as good and 4 can be in one "
        "or not."
    )
    assert musts == "Every such plan has Poland at Kyiv."
    assert plans.startswith("1 plan with others elsewhere was found, which differs from the plan as it")
    assert "in 4 places" in plans
    cells = cells_table(answer)
    kyiv = cells[cells["Site"] == "Kyiv"].iloc[0]
    assert (kyiv["Nation"], kyiv["Verdict"], kyiv["Now"], kyiv["Least"], kyiv["Most"]) == (
        "Poland", "must", 100, 100, 100
    )  # fmt: skip
    assert set(cells["Proved"]) == {"least and most"}
    assert all(sentence(plan).endswith("; at no price in any rank") for plan in answer.plans)
    assert len(changes_table(answer)) == 4


def test_an_answer_without_a_plan_says_why():
    """Two units are locked where there is one."""
    answer = alternatives(a_plan(locks=[row("Locks", contingent="POL-INF", units_at_least=2)]))

    [told] = answer_sentences(answer)

    assert told.startswith("The workbook has no plan, so none is as good: ")
    assert cells_table(answer).empty
    assert answer.plans == ()
    assert changes_table(answer).empty
