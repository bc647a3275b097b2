"""Alternatives in sentences and tables."""

from __future__ import annotations

from dataclasses import replace

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
from solver.studies.alternatives.cells import CellVerdict
from solver.studies.point import PointOutcome


def comes(nation: str, site: str, heads: float = 100) -> PresenceChange:
    """A nation that comes to a site."""
    return PresenceChange(nation=nation, site=site, before=0, after=heads)


def leaves(nation: str, site: str, heads: float = 100) -> PresenceChange:
    """A nation that leaves a site."""
    return PresenceChange(nation=nation, site=site, before=heads, after=0)


def a_price(name: str, before: float, after: float) -> RankDifference:
    """What a rank comes to, before and after."""
    currency = "EUR" if name == "cost" else ""
    return RankDifference(rank=4, name=name, before=before, after=after, currency=currency)


def an_alternative(
    changes: list[PresenceChange], prices: list[RankDifference], *, proved: bool = True
) -> AlternativePlan:
    """A plan with these changes and prices."""
    outcome = PointOutcome(key="", status="optimal", proved=proved)
    return AlternativePlan(changes=tuple(changes), prices=tuple(prices), outcome=outcome)


def test_a_plan_is_told_in_one_sentence_with_its_price():
    """Sites with the same exchange are named together."""
    places = ("Lviv", "Odesa")
    changes = [change for site in places for change in (comes("Poland", site), leaves("Romania", site))]
    prices = [a_price("cost", 1000, 1004), a_price("moves", 5, 8)]

    told = sentence(an_alternative(changes, prices))

    assert told == "Poland instead of Romania at Lviv and Odesa. Price: cost 4 EUR more (0.4 %), 3 more moves"


def test_a_price_that_is_not_proved_is_told_so():
    """Another plan of the same nations at the same sites may cost less."""
    told = sentence(an_alternative([comes("Poland", "Lviv")], [a_price("cost", 1000, 1004)], proved=False))

    assert told == "Poland at Lviv as well. Price: cost 4 EUR more (0.4 %), not proved to be the least"


def test_those_who_only_come_or_only_leave_are_told_so_and_a_last_exchange_is_named():
    """Most heads first; after three places the rest is a number, unless it is one exchange."""
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
        "Poland at Lviv as well; France and Romania no longer at Odesa; Italy at Rivne as well; Spain "
        "instead of Italy at Kyiv. Price: none in any rank"
    )
    more = sentence(an_alternative([*changes, leaves("Spain", "Minsk", 5)], []))
    assert more.endswith("; 3 more changes. Price: none in any rank")


@pytest.mark.parametrize(
    ("price", "told"),
    [
        (a_price("moves", 5, 4), "1 fewer move"),
        (a_price("drawdown", 0, 150), "drawdown 150 instead of 0"),
        (a_price("cost", 1e9, 1e9 - 2e7), "cost 20 m EUR less (2.0 %)"),
        (a_price("cost", 1e9, 1e9 + 2.04e5), "cost 204,000 EUR more (0.02 %)"),
        (a_price("cost", 1e9, 1e9 + 2e4), "cost 20,000 EUR more (under 0.01 %)"),
        (a_price("cost", 0, 3.2e6), "cost 3.2 m EUR instead of 0"),
        (a_price("drawdown", 3000, 3150), "drawdown 150 more (5.0 %)"),
        (a_price("largest burden", 0.05, 0.055), "largest burden 5.5 % instead of 5.0 %"),
        (a_price("open sites", 8, 9), "1 more open site x period"),
        (a_price("heads", 100, 100), "none in any rank"),
    ],
)
def test_a_price_is_an_amount_with_its_unit_and_a_share(price: RankDifference, told: str):
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
    assert all(sentence(plan).endswith(". Price: none in any rank") for plan in answer.plans)
    assert len(changes_table(answer)) == 4


def a_must(nation: str, site: str, least: float) -> CellVerdict:
    """A nation that has to be at a site, with so many heads x periods at least."""
    return CellVerdict(
        nation=nation,
        site=site,
        verdict="must",
        now=least,
        least=least,
        most=least,
        least_bound=least,
        most_bound=least,
    )


def test_of_many_who_must_be_somewhere_those_with_most_heads_are_named():
    """Six are named; the table has all."""
    musts = tuple(a_must("France", f"Site {at}", 100 * at) for at in range(1, 9))
    answer = replace(alternatives(a_plan()), cells=musts, plans=(), why_no_more="")

    assert answer_sentences(answer)[-1] == (
        "Every such plan has France at Site 8, Site 7, Site 6, Site 5, Site 4 and Site 3; and 2 more (all in "
        "table Who is where)."
    )


def test_an_answer_without_a_plan_says_why():
    """Two units are locked where there is one."""
    answer = alternatives(a_plan(locks=[row("Locks", contingent="POL-INF", units_at_least=2)]))

    [told] = answer_sentences(answer)

    assert told.startswith("The workbook has no plan, so none is as good: ")
    assert cells_table(answer).empty
    assert answer.plans == ()
    assert changes_table(answer).empty
