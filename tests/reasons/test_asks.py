"""Whom to ask for what: the single changes that help most, and what they come to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, islice

import pytest
from oracle.brute_force import in_whole_units
from oracle.random_plans import random_sheets
from small_plans import ESTONIA, a_plan, estonian, need, pledge, row

from solver.errors import PlanError
from solver.optimise import Search, optimise
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.reasons.questions.answer import (
    Answer,
    Bundle,
    Numbers,
    Price,
    Question,
    RankNumber,
    RankPrice,
    compared,
)
from solver.reasons.questions.asks.ask_candidates import changes_of
from solver.reasons.questions.asks.ask_search import Asks
from solver.reasons.questions.asks.ask_text import added_rows, short_request, told_change, told_ranks
from solver.reasons.questions.asks.asks import answers
from solver.reasons.questions.base import base_of
from solver.reasons.questions.session import Session, with_new_rows
from solver.tables import raw_tables

TO_THE_END = {"gap": 0.0, "threads": 1}


def session_of(plan: Plan, seconds: float = 60.0) -> Session:
    """A session about the best plan."""
    options = replace(Search.of(plan.settings), **TO_THE_END)
    return Session(base_of(plan, optimise(plan, options)), options, time.monotonic() + seconds)


def all_answers(plan: Plan, count: int = 5, seconds: float = 60.0) -> list[Answer]:
    """The answers to the question, one after the other."""
    return list(answers(session_of(plan, seconds), Question(kind="asks", count=count)))


def asked(plan: Plan, count: int = 5) -> Answer:
    """The final answer."""
    return all_answers(plan, count)[-1]


def values(ranks: tuple) -> Numbers:
    """What the ranks come to."""
    return tuple(rank.value for rank in ranks)


def best_with(plan: Plan, setting: str) -> Numbers:
    """What the best plan comes to with an override made, solved from nothing."""
    changed = make_plan(apply_overrides(plan.tables, (Override.parse(setting),)))
    return values(optimise(changed, replace(Search.of(changed.settings), **TO_THE_END)).ranks)


def indicated(contingent: str, nation: str, units: int, **fields: object) -> dict[str, object]:
    """A pledge that does not count yet."""
    return pledge(contingent, nation, units, status="indicated", **fields)


THREE_INDICATED = {
    "contingents": [
        pledge(),
        indicated("FRA-INF", "France", 1),
        indicated("ESP-INF", "Spain", 3, confidence=0.8),
        indicated("ITA-INF", "Italy", 2),
    ],
    "requirements": [need(400)],
    "settings": {},
}
"""100 of 400 infantry are there; 100, 300 and 200 more are indicated."""


def test_of_three_pledges_that_do_not_count_the_best_is_named_first():
    """300 lack: Spain's 300 fill it, Italy's 200 leave 100."""
    answer = asked(a_plan(THREE_INDICATED), count=2)

    assert [ask.setting for ask in answer.asks] == [
        "Contingents!ESP-INF!Status=pledged",
        "Contingents!ITA-INF!Status=pledged",
    ]
    assert [ask.ranks[1].value for ask in answer.asks] == [0, 100]
    assert [(ask.most.rank, ask.most.value) for ask in answer.asks if ask.most] == [(2, 300), (2, 200)]
    assert {answer.claim, *(ask.claim for ask in answer.asks)} == {"proved"}


def test_the_first_sentence_says_whom_to_call_and_what_for():
    """Who, for what, how sure, what it brings and how to try it; a confidence only where one is typed."""
    first, second, *_ = asked(a_plan(THREE_INDICATED), count=2).text

    assert first == (
        "Ask Spain for ESP-INF (300 heads, Infantry; indicated, confidence 0.8): target shortfall falls from "
        "300 to 0 (heads then 400); try it with --set 'Contingents!ESP-INF!Status=pledged'"
    )
    assert second.startswith("Ask Italy for ITA-INF (200 heads, Infantry; indicated): ")


def test_a_tie_is_told_as_a_tie():
    """100 more from France, from one more Polish company, or from anybody: 200 lack then, whoever comes."""
    answer = asked(a_plan(THREE_INDICATED), count=5)

    assert [ask.ranks[1].value for ask in answer.asks] == [0, 100, 200, 200, 200]
    assert ["as good as the one before" in text for text in answer.text[:5]] == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_one_more_unit_is_asked_for():
    """200 are needed and 100 pledged."""
    answer = asked(a_plan(requirements=[need(200)]))

    assert answer.asks[0].setting in {"Contingents!POL-INF!Units=2", ""}
    assert {ask.setting for ask in answer.asks} == {"Contingents!POL-INF!Units=2", ""}
    assert [ask.ranks[1].value for ask in answer.asks] == [0, 0]


def test_a_condition_that_does_not_hold_is_asked_for():
    """Two companies wait for a mandate: nothing else fills 200."""
    plan = a_plan(
        contingents=[pledge(units=2, conditions="Mandate")],
        conditions=[row("Conditions", condition="Mandate", holds="no")],
        requirements=[need(200)],
    )
    answer = asked(plan, count=1)

    assert answer.asks[0].setting == "Conditions!Mandate!Holds=yes"
    assert answer.asks[0].ranks[1].value == 0
    assert answer.claim == "proved"


def test_a_condition_that_holds_late_is_asked_for_from_the_start():
    """It holds from period 2 on: 100 lack in period 1."""
    plan = a_plan(
        contingents=[pledge(conditions="Mandate")],
        conditions=[row("Conditions", condition="Mandate", holds="yes", first=2)],
        settings={"Periods": 2},
    )
    told = {ask.setting: ask.ranks[1].value for ask in asked(plan).asks}

    assert told["Conditions!Mandate!From="] == 0


def test_a_caveat_is_asked_to_be_lifted():
    """Two companies may not go to Lviv, which needs 200."""
    plan = a_plan(
        contingents=[pledge(units=2)],
        requirements=[need(200)],
        caveats=[row("Caveats", nation="Poland", site="Lviv", effect="not", reason="Too far")],
    )
    answer = asked(plan, count=1)

    assert answer.asks[0].setting == "Caveats!#2!Enabled=no"
    assert answer.asks[0].what == "Ask Poland to lift the caveat in row 2 of Caveats (Too far)"
    assert answer.asks[0].ranks[1].value == 0


def test_a_unit_of_a_capability_that_nobody_has_is_asked_for_from_any_nation():
    """Medics are needed and none pledged; the usual size is the median of all units, 100."""
    plan = a_plan(
        requirements=[need(), need(50, role="Medical")],
        suitability=[
            row("Suitability", capability="Infantry", role="Infantry"),
            row("Suitability", capability="Medics", role="Medical"),
        ],
    )
    ask = asked(plan, count=1).asks[0]

    assert ask.setting == ""
    assert "Capability = Medics, Units = 1, Heads per unit = 100" in ask.add
    assert ask.ranks[1].value == 0


def test_a_unit_from_any_nation_keeps_no_nation_s_pool():
    """Poland's pool of 100 heads is used up: one more Polish company helps nothing, another nation's does."""
    plan = a_plan(
        contingents=[pledge(basis="pool", dwell_ratio=0)],
        nations=[row("Nations", nation="Poland", deployable_pool=100)],
        requirements=[need(200)],
    )
    answer = asked(plan)

    assert [ask.setting for ask in answer.asks] == [""]
    assert answer.asks[0].add.startswith("Nations: Nation = Any nation, Largest share = 1; Contingents: ")


def test_a_cap_is_raised_by_what_the_smallest_unit_that_waits_would_take():
    """A company of 150 waits for a cap of 100 heads: 150 lets it go."""
    plan = a_plan(
        contingents=[estonian(nation="EST", basis="pool", dwell_ratio=0)],
        areas=[ESTONIA],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", stock="own", cap_heads=100)],
        requirements=[need(150, role="infantry")],
    )
    told = {ask.setting: ask.ranks[1].value for ask in asked(plan).asks}

    assert told["Drawdown caps!Estonia / own!Cap heads=150"] == 0


def test_what_helps_nothing_is_no_ask():
    """All that is needed is there: no ask, and it is shown that none helps."""
    answer = asked(a_plan())

    assert (answer.asks, answer.claim) == ((), "proved")
    assert answer.text[0].startswith("No single ask helps: ")


ENABLED_INFANTRY = {
    "contingents": [
        indicated("POL-INF", "Poland", 1),
        indicated("FRA-MED", "France", 2, capability="Medics", heads_per_unit=50),
    ],
    "requirements": [need(100), need(0, role="Medical")],
    "suitability": [
        row("Suitability", capability="Infantry", role="Infantry"),
        row("Suitability", capability="Medics", role="Medical"),
    ],
    "support_ratios": [
        row("Support ratios", role="Medical", scope="theatre", per_heads=100, needs=100, weight=2)
    ],
    "settings": {},
}
"""100 infantry are needed; each of them asks for a medic, and a medic who lacks weighs 2."""


def bundles(plan: Plan) -> dict[int, Bundle]:
    """The bundles by their size."""
    return {len(bundle.asks): bundle for bundle in asked(plan).bundles}


def test_infantry_and_its_enabler_help_together_where_neither_does_alone():
    """100 lack. Infantry alone: 100 fewer lack, 100 medics do, which weigh 200. Medics alone fill nothing."""
    answer = asked(a_plan(ENABLED_INFANTRY))
    pair = next(bundle for bundle in answer.bundles if len(bundle.asks) == 2)

    assert answer.asks == ()
    assert pair.ranks[1].value == 0
    assert pair.asks == (
        "Ask France for FRA-MED (100 heads, Medics; indicated)",
        "Ask Poland for POL-INF (100 heads, Infantry; indicated)",
    )
    assert pair.claim == "proved"


def test_what_is_lost_without_one_of_a_bundle_is_told():
    """Without either of the two all 100 lack again."""
    pair = bundles(a_plan(ENABLED_INFANTRY))[2]

    assert [ranks[1].value for ranks in pair.without] == [100, 100]


def test_three_together_are_the_best_three():
    """600 lack of 700: of pledges of 300, 200 and 100 all three fill it; without each just that lacks."""
    three = bundles(a_plan(THREE_INDICATED, requirements=[need(700)]))[3]

    assert three.ranks[1].value == 0
    assert sorted(ranks[1].value for ranks in three.without) == [100, 200, 300]


def test_a_lock_on_a_pledge_that_does_not_count_bounds_no_choice_without_it():
    """France's company, once it counts, has to go; Spain's and Italy's fill the 600 without it."""
    plan = a_plan(
        THREE_INDICATED,
        requirements=[need(600, minimum=600)],
        locks=[row("Locks", contingent="FRA-INF", units_at_least=1)],
    )
    asks = Asks(session_of(plan))
    spain, italy = (
        next(at for at, each in enumerate(asks.candidates) if name in each.setting)
        for name in ("ESP-INF", "ITA-INF")
    )

    assert asks.tried(tuple(sorted((spain, italy)))).numbers[0] == 0
    assert asks.bound((spain,), 2) <= 0


def every_choice(asks: Asks, size: int) -> Iterator[tuple[tuple[int, ...], Numbers]]:
    """Every choice of so many candidates that leaves a plan, each solved from nothing."""
    for choice in combinations(range(len(asks.candidates)), size):
        overrides, rows = changes_of([asks.candidates[at] for at in choice])
        try:
            tables = with_new_rows(apply_overrides(asks.session.base.plan.tables, overrides), rows)
            plan = make_plan(tables, asks.session.base.plan.tables)
        except PlanError:
            continue
        solution = optimise(plan, replace(Search.of(plan.settings), **TO_THE_END))
        if solution.has_plan:
            yield choice, values(solution.ranks)


@pytest.mark.parametrize("seed", [13, 16, 38])
def test_the_best_asks_agree_with_solving_the_workbook_with_each_candidate(seed: int):
    """Tiny random workbooks: the asks, and that no bound is above what a choice really comes to."""
    plan = make_plan(raw_tables(in_whole_units(random_sheets(seed, "tiny"))))
    asks = Asks(session_of(plan))
    singles = dict(every_choice(asks, 1))
    helping = sorted(numbers for numbers in singles.values() if compared(numbers, asks.base) < 0)

    answer = asked(plan, count=3)

    assert answer.claim == "proved"
    assert [values(ask.ranks) for ask in answer.asks] == [pytest.approx(each) for each in helping[:3]]
    assert asks.bounds is not None
    for choice, numbers in [*singles.items(), *islice(every_choice(asks, 2), 5)]:
        for begun in (choice[:1], choice):
            bound = asks.bound(begun, len(choice))
            assert bound <= numbers[0] + 1e-6 * max(1.0, abs(numbers[0])), (choice, begun)


def test_a_proved_pair_is_the_best_of_all_pairs():
    """Of six candidates every pair is solved: none betters the one that is proved."""
    plan = a_plan(ENABLED_INFANTRY)
    pair = bundles(plan)[2]

    assert all(
        compared(numbers, values(pair.ranks)) >= 0 for _, numbers in every_choice(Asks(session_of(plan)), 2)
    )


@pytest.mark.parametrize("seconds", [0.0, 0.1, 1.0])
def test_short_of_time_less_is_claimed_and_nothing_wrong(seconds: float):
    """Whatever is told with little time is true: an ask reaches at least what it claims."""
    plan = a_plan(THREE_INDICATED)
    told = all_answers(plan, count=2, seconds=seconds)

    assert told
    for answer in told:
        if answer.claim == "proved":
            assert [ask.ranks[1].value for ask in answer.asks] == [0, 100]
        for ask in answer.asks:
            if ask.setting:
                reached = values(ask.ranks)
                assert compared(best_with(plan, ask.setting)[: len(reached)], reached) <= 0


def test_without_time_nothing_is_claimed():
    """No candidate was looked at: not even that none helps."""
    answer = all_answers(a_plan(THREE_INDICATED), seconds=0.0)[-1]

    assert (answer.claim, answer.asks) == ("not_settled", ())
    assert "is not shown" in answer.text[0]


def test_bundles_are_told_by_the_numbers_of_the_list():
    """600 lack of 700: 300 of Spain, 200 of Italy and 100 of France, two leave what the third has."""
    answer = asked(a_plan(THREE_INDICATED, requirements=[need(700)]), count=2)

    assert answer.text[2].startswith("No other of the ")
    assert answer.text[3:] == (
        "Spain + Italy (1 + 2): target shortfall 100; 1 alone 300; 2 alone 400 (no other two help more; "
        "proved).",
        "1 + 2 + France, FRA-INF (100 heads): target shortfall 0; without 1 300; without 2 200; without "
        "France, FRA-INF (100 heads) 100 (no other three help more; proved).",
    )


def test_of_ranks_that_are_not_closed_only_the_first_is_told():
    """The second may come to 2: what was found behind it is of no best plan."""
    price = Price(
        possible=True,
        ranks=tuple(
            RankPrice(rank=rank, name="", base=9.0, low=low, high=5.0)
            for rank, low in ((1, 5.0), (2, 2.0), (3, 5.0))
        ),
    )

    assert told_ranks(price) == (RankNumber(rank=1, value=5.0), RankNumber(rank=2, value=5.0))


def test_what_may_come_to_less_is_told_so():
    """In the plan 300 of 400 lack; the second rank is not closed at 100, and may be less."""
    base = session_of(a_plan(THREE_INDICATED)).base
    now = [rank.value for rank in base.solved.settled]
    ranks = (RankNumber(rank=1, value=now[0]), RankNumber(rank=2, value=100.0))

    assert told_change(base, ranks, proved=False) == "target shortfall falls from 300 to 100 or less"
    assert told_change(base, ranks[:1], proved=False).endswith(" or less")
    behind = (*ranks, RankNumber(rank=3, value=now[2] + 9))
    assert told_change(base, behind, proved=False).startswith("target shortfall falls from 300 to 100 (")
    assert told_change(base, behind, proved=False).endswith(" not settled)")


@pytest.mark.parametrize(
    ("what", "short"),
    [
        ("Ask Spain for A (B) (1,450 heads, Medics; indicated)", "Spain, A (B) (1,450 heads)"),
        ("Ask Spain for one more unit of X (1 head, Y; pledged)", "Spain, one more unit of X (1 head)"),
        (
            "Ask Poland to lift the caveat in row 2 of Caveats (Far)",
            "Poland, lift the caveat in row 2 of Caveats (Far)",
        ),
        ("Raise the cap from 1 to 2 heads", "Raise the cap from 1 to 2 heads"),
    ],
)
def test_a_request_is_told_in_a_few_words(what: str, short: str):
    assert short_request(what) == short


def test_rows_to_add_are_told_apart():
    add = "Nations: Nation = Any nation, Largest share = 1; Contingents: Contingent = New; old, Units = 1"

    assert added_rows(add) == [
        "Nations: Nation = Any nation, Largest share = 1",
        "Contingents: Contingent = New; old, Units = 1",
    ]
