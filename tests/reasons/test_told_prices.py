"""Prices in words: told as far as they are settled, and in the planner's words where little changes."""

from __future__ import annotations

import pandas as pd
import pytest
from short_questions import session_of
from small_plans import a_plan, need

from solver.cli import answer_text
from solver.errors import Place
from solver.plan import Plan
from solver.reasons.gates import Gate
from solver.reasons.questions.answer import Answer, Price, Question, RankPrice
from solver.reasons.questions.pledges import gate_text, pledge_text
from solver.reasons.questions.pledges.pledge import PledgeQuestion
from solver.reasons.questions.shortfalls import short_text
from solver.reasons.questions.shortfalls.lacks import Requirement, requirement_of
from solver.reasons.questions.shortfalls.least_lack import LeastLack
from solver.results.reasons import words
from solver.results.reasons.why_not import why_not_rows

PLAN = a_plan()
ASKED = PledgeQuestion(question=Question(kind="why_not", contingent="POL-INF"), now=0.0, least=1.0)
SAME = RankPrice(rank=1, name="minimum shortfall", base=100.0, low=100.0, high=100.0)
OPEN = RankPrice(rank=2, name="target shortfall", base=100.0, low=0.0, high=900.0)
COST = RankPrice(rank=3, name="cost", base=2.03e9, low=76.19e6, high=76.19e6)
"""What an unfinished search leaves: target shortfall may come to anything, and cost supposes its 900."""
RISES = RankPrice(rank=1, name="minimum shortfall", base=100.0, low=150.0, high=150.0)


def rises_at_least(high: float) -> RankPrice:
    """A rank that surely rises from 100 to 200, and to ``high`` in the plan found."""
    return RankPrice(rank=1, name="minimum shortfall", base=100.0, low=200.0, high=high)


def sentences(*ranks: RankPrice, sure: bool, plan: Plan = PLAN) -> tuple[str, ...]:
    """What is told of a price."""
    first = ranks[0].rank if sure else None
    price = Price(possible=True, ranks=ranks, first_worse=first, closed=sure)
    return pledge_text.priced(plan, ASKED, price, sure=sure)


# ── Ranks in order up to the first open one ──────────────────────────────────────────────────────────────


def test_of_an_open_rank_that_need_not_be_worse_nothing_is_told_nor_of_those_behind():
    assert sentences(SAME, OPEN, COST, sure=False) == (
        "POL-INF could be used; what it costs in target shortfall was not settled in the time.",
    )


def test_of_an_open_rank_that_is_nearly_settled_both_ends_are_told():
    """Where the plan is not proved itself, nothing is settled, but little is open."""
    near = RankPrice(rank=2, name="target shortfall", base=5560.0, low=5534.0, high=5641.0)

    assert sentences(SAME, near, COST, sure=False) == (
        "POL-INF could be used; what it costs in target shortfall was not settled in the time: 5,534 to "
        "5,641, where it is 5,560 now.",
    )


def test_behind_a_rank_that_rises_the_first_open_one_is_named_and_the_next_is_not():
    assert sentences(RISES, OPEN, COST, sure=True) == (
        "POL-INF could be used, but minimum shortfall would rise from 100 to 150.",
        "What it costs in target shortfall was not settled in the time.",
    )


@pytest.mark.parametrize(("high", "most"), [(900.0, ""), (210.0, " and at most to 210")])
def test_an_open_rank_that_is_surely_worse_is_told_with_its_least(high: float, most: str):
    """900 is more than a tenth above 200, 210 is not."""
    told = sentences(rises_at_least(high), COST, sure=True)

    assert told == (
        f"POL-INF could be used, but minimum shortfall would rise from 100 to at least 200{most}.",
    )


def test_a_requirement_is_told_of_in_the_same_way():
    least = LeastLack(low=0.0, high=0.0)
    price = Price(possible=True, ranks=(SAME, OPEN, COST))

    told = short_text.priced(PLAN, lacking(), least, price, "", sure=False)

    assert told == (
        "Infantry at Lviv in period 1 could be filled (100 of 200 heads lack now); what it costs in target "
        "shortfall was not settled in the time.",
    )


def lacking() -> Requirement:
    """200 are asked for, one company of 100 comes."""
    base = session_of(a_plan(requirements=[need(200)])).base
    asked = requirement_of(base, Question(kind="why_short", site="Lviv", role="Infantry"))
    assert asked is not None
    return asked


# ── The same in sheets and on the terminal ───────────────────────────────────────────────────────────────


def answered(*price: RankPrice, first_worse: int | None) -> Answer:
    """An answer with this price and no units displaced, as an open price has none."""
    return Answer(
        question=Question(kind="why_not", contingent="POL-INF"),
        claim="between",
        text=("A sentence.",),
        possible=True,
        price=price,
        first_worse=first_worse,
    )


def test_the_sheet_why_not_names_the_first_worse_and_leaves_an_open_value_blank():
    rows = why_not_rows(PLAN, (), [answered(rises_at_least(900.0), COST, first_worse=1)])

    assert list(rows["First worse"]) == ["minimum shortfall"]
    assert rows["Then"].isna().all()


def test_who_pays_says_the_least_of_an_open_rank_and_nothing_of_those_behind():
    last = RankPrice(rank=2, name="heads", base=10.0, low=20.0, high=20.0)

    assert words.worse_lines((rises_at_least(900.0), last)) == ["minimum shortfall 100 → at least 200"]
    assert words.worse_lines((SAME, OPEN, last)) == []
    assert words.worse_lines((RISES, last)) == ["minimum shortfall 100 → 150", "heads 10 → 20"]


def test_the_table_on_the_terminal_ends_with_the_open_rank():
    (shown,) = answer_text._price((SAME, OPEN, COST), None)
    assert shown.table is not None

    cells = [list(column.cells) for column in shown.table.columns]

    assert cells[0] == ["1 minimum shortfall", "2 target shortfall"]
    assert cells[2] == ["100", "not settled"]
    assert answer_text.claim_words(answered(SAME, OPEN, first_worse=None)) == "target shortfall not settled"
    assert answer_text._range(rises_at_least(900.0)) == "200 or more"
    assert answer_text._range(rises_at_least(210.0)) == "200 to 210"


# ── Words ────────────────────────────────────────────────────────────────────────────────────────────────


def test_values_that_read_the_same_are_told_by_their_difference():
    cost = RankPrice(rank=1, name="cost", base=2.03e9, low=2.03e9 + 5e4, high=2.03e9 + 5e4)
    share = RankPrice(rank=1, name="worst shortfall", base=0.5, low=0.50001, high=0.50001)

    assert pledge_text.moves(PLAN, cost) == "cost would rise by 50,000 EUR from 2.03 bn EUR"
    assert pledge_text.moves(PLAN, share) == "worst shortfall would rise a little from 50.00 %"


def test_before_the_search_it_is_said_which_ranks_one_of_is_worse():
    names = ["minimum shortfall", "target shortfall", "drawdown", "cost"]

    (told,) = pledge_text.before_the_search(ASKED, names, 2)

    assert told == (
        "POL-INF could be used, if at all, only at a worse minimum shortfall, target shortfall or drawdown; "
        "how much worse is not settled."
    )


def gate(what: str, closes: int, alone: int) -> Gate:
    """A gate of the sheet Contingents, row 2."""
    place = Place(sheet="Contingents", row=2, column="Status")
    return Gate(place=place, what=what, opens=None, closes=closes, alone=alone)


def test_one_of_several_gates_is_not_told_as_if_it_were_the_only_one():
    """Of 15 places one closes 10, another the other 5; then each closes all 15; then one all, one some."""
    apart = gate_text.closed(ASKED.question, [gate("a", 10, 10), gate("b", 5, 5)], 15)
    each = gate_text.closed(ASKED.question, [gate("a", 15, 0), gate("b", 15, 0), gate("c", 15, 0)], 15)
    both = gate_text.closed(ASKED.question, [gate("a", 15, 10), gate("b", 5, 0)], 15)

    head, cell = "No plan from this workbook uses POL-INF", "(Contingents row 2, Status)"
    assert apart == (
        f"{head}: every place for it is closed; one thing closes it here, another there: "
        f"a {cell} closes 10 of 15 and b {cell} closes 5 of 15.",
    )
    assert each == (
        f"{head}; three things each close every place: a {cell}, b {cell} and c {cell}; all of them must "
        "change.",
    )
    assert both == (f"{head}: a {cell} (in part other things do, too).",)


def test_a_least_lack_that_is_open_says_at_least():
    least = LeastLack(low=40.0, high=100.0)

    assert short_text.at_best(lacking(), least) == (
        "No plan from this workbook fills Infantry at Lviv in period 1: at least 40 of 200 heads will lack "
        "(100 now)."
    )


def test_a_fourth_requirement_that_lacks_more_is_counted():
    rows = [("Kyiv", "Infantry", 1, more) for more in (4.0, 3.0, 2.0, 1.0)]
    more = pd.DataFrame(rows, columns=["site", "role", "period", "more"])

    told = short_text.lacking(lacking(), more, near=False)

    assert told.endswith("Kyiv / Infantry 2 more in period 1 and one other.")
