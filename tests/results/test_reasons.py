"""The sheets of answers: what is told of each, and what the plan itself says beside it."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from answer_cases import FACTS, a_plan, a_rank, a_solution, sent, to_lviv
from made_answers import asks, cap, every_answer, numbers, why_not, why_short

from solver.reasons.questions.answer import Ask, Bundle, CapStep, Question, RankNumber, RankPrice
from solver.results.build import build_results
from solver.results.reasons import reason_tables, stated_reasons
from solver.results.reasons.asks import cell_row, whom
from solver.schema import REASON_SHEETS
from solver.solution import Part

COST = (Part(name="cost", weight=1.0, value=9.0),)
RANKS = (a_rank(1, value=450.0, final=450.0), a_rank(2, parts=COST, value=9.0, final=9.0))
PLAN = a_plan()
SENT = sent(*to_lviv("FRA-1", 4))
"""400 of 600 come."""


def told(*answers, plan=PLAN, allocation=SENT):
    """The results of a plan with these answers."""
    reasons = stated_reasons(plan, RANKS, answers)
    return build_results(plan, a_solution(allocation, ranks=RANKS), FACTS, reasons=reasons)


def sheet(title: str, *answers, **more) -> pd.DataFrame:
    """One of the sheets."""
    (found,) = [table.frame for table in told(*answers, **more).reasons if table.title == title]
    return found


def test_a_plan_of_which_nothing_is_asked_has_none_of_the_sheets():
    results = build_results(PLAN, a_solution(SENT), FACTS)

    assert results.reasons == ()
    assert not {table.title for table in results.tables} & set(REASON_SHEETS)


def test_a_plan_that_raises_no_question_has_them_without_rows():
    results = told()

    assert [table.title for table in results.reasons] == list(REASON_SHEETS)
    assert [len(table.frame) for table in results.reasons] == [0, 0, 0, 0]


def test_why_not_is_a_row_a_question_with_its_price_who_pays_and_the_least_change():
    """The first rank is 450 now and 550 then; Estonia has 2 companies of 150."""
    (row,) = sheet("Why not", why_not(RANKS)).to_dict("records")

    assert row == {
        "No": 1,
        "Contingent": "EST-1",
        "Nation": "Estonia",
        "Heads": 300,
        "Asked": "anywhere",
        "Answer": "EST-1 is not used because it would cost 100 of minimum shortfall. A second one.",
        "Claim": "proved",
        "First worse": "minimum shortfall",
        "Now": 450,
        "Then": 550,
        "Who comes and goes": "-2 FRA-1, Lviv / Infantry, periods 1-2\n+1 EST-1, Lviv / Infantry, period 1",
        "In the way": "Drawdown caps!A2",
        "Also in the way": "Requirements!A2",
        "Least change": "Drawdown caps!A2: 450 → 600; then minimum shortfall 450 → 400; "
        "--set 'Drawdown caps!Estonia / own!Cap heads=600'",
        "Row": 2,
    }


def test_a_question_about_a_place_says_which():
    question = Question(kind="why_not", contingent="EST-1", site="Lviv", role="Infantry", period=2, more=True)

    assert list(sheet("Why not", why_not(RANKS, question=question))["Asked"]) == [
        "one more, Lviv / Infantry, period 2"
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"claim": "at_most"}, "at most"),
        ({"claim": "not_settled"}, "not settled"),
        ({"claim": "between", "least_lack": (20.0, 150.0)}, "between 20 and 150"),
    ],
)
def test_a_claim_that_is_not_proved_says_how_far_it_goes(changes, expected):
    assert list(sheet("Why short", why_short(RANKS, **changes))["Claim"]) == [expected]


def test_what_is_not_known_of_a_price_stays_blank():
    """No plan that keeps the question is known: only that the first rank would come to 451 or more."""
    price = RankPrice(rank=1, name="minimum shortfall", base=450.0, low=451.0, high=math.inf)
    rows = sheet("Why not", why_not(RANKS, claim="between", price=(price,), first_worse=1))

    assert list(rows["Claim"]) == ["between"]
    assert rows["Then"].isna().all()


def test_why_short_says_what_lacks_now_the_least_and_who_pays():
    """600 asked, 400 there."""
    (row,) = sheet("Why short", why_short(RANKS)).to_dict("records")

    assert (row["Site"], row["Role"], row["Period"], row["Measure"]) == ("Lviv", "Infantry", 1, "heads")
    assert (row["Lacks now"], row["At best"], row["Row"]) == (200, 150, 2)
    assert row["Who pays"].split("\n")[0] == "minimum shortfall 450 → 550"


def test_a_least_lack_that_is_open_is_no_number_of_its_own():
    rows = sheet("Why short", why_short(RANKS, claim="between", least_lack=(20.0, 150.0)))

    assert "At best" not in rows


def test_a_column_in_which_nothing_is_told_is_left_out_and_so_is_what_is_said_of_it():
    """Nobody goes, nothing changes: only the rank and what stands in the way are told."""
    (table,) = [
        table for table in told(why_not(RANKS, displaced=(), changes=())).reasons if table.title == "Why not"
    ]

    assert {"First worse", "Now", "Then", "In the way"} <= set(table.frame)
    assert not {"Who comes and goes", "Least change"} & set(table.frame)
    assert "In the way: " in table.note
    assert "Least change: " not in table.note


def test_cap_steps_go_from_the_loosest_to_the_tightest_with_todays_between():
    rows = sheet("Cap steps", cap(RANKS))

    assert list(rows["Cap"]) == ["Estonia / own"] * 3
    assert list(rows["Today"]) == [450] * 3
    assert list(rows["Step"]) == ["looser", "today", "no plan"]
    assert list(rows["From"]) == [600, 300, 0]
    assert math.isnan(rows["To"][0])
    assert list(rows["Claim"]) == ["at most", "proved", "proved"]
    assert list(rows["Answer"]) == [
        "",
        "Today: from 300 up to 599 heads nothing changes.",
        "There is no plan.",
    ]
    assert list(rows["Try it with"])[1:] == ["", "--set 'Drawdown caps!Estonia / own!Cap heads=299'"]
    assert (rows["Now"][0], rows["Then"][0]) == ("450", "400")


def a_step(first: float, second: float | None = None, low: float | None = None) -> CapStep:
    """A looser cap with so much of the first rank and, if known, of cost."""
    values = [first] if second is None else [first, second]
    return CapStep(
        limit=9_000.0,
        from_limit=600.0,
        ranks=tuple(RankNumber(rank=at, value=value) for at, value in enumerate(values, start=1)),
        claim="at_most",
        low=low,
        settings=("Drawdown caps!Estonia / own!Cap heads=600",),
    )


@pytest.mark.parametrize(
    ("step", "then", "also", "said"),
    [
        (a_step(400, 2.04e9), "400", "cost 9 → 2,040.00 m", ""),
        (a_step(400, 2.04e9, low=1e6), "400", "cost 9 → at least 1,000,000", ""),
        (a_step(400, low=300), "400 or less", "", "The ranks after that were not settled."),
        (a_step(500, low=460), "at least 460", "", "The ranks after that were not settled."),
        (a_step(450), "", "", "No change of minimum shortfall. The ranks after that were not settled."),
    ],
)
def test_a_step_tells_what_is_sure(step: CapStep, then: str, also: str, said: str):
    (row,) = sheet("Cap steps", cap(RANKS, steps=(step, *cap(RANKS).steps[1:2]))).to_dict("records")[:1]

    assert (row.get("Then", ""), row.get("Then also", ""), row["Answer"]) == (then, also, said)


def test_a_step_of_which_nothing_is_sure_says_so():
    step = replace(a_step(0), ranks=(), claim="not_settled")
    row, today = sheet("Cap steps", cap(RANKS, steps=(step, *cap(RANKS).steps[1:2]))).to_dict("records")

    assert (row["Step"], row["Claim"]) == ("looser", "not settled")
    assert not {"First changed", "Now", "Then"} & set(row)
    assert row["Answer"] == "What it comes to was not settled in the time."
    assert today["Claim"] == "proved"


def test_a_share_that_is_no_whole_number_of_heads_is_told_in_whole_heads():
    """A cap of 300.5 heads: 301 is the first whole head of its step, 599 the last."""
    (step,) = cap(RANKS).steps[1:2]
    steps = (replace(step, from_limit=300.5, limit=599.5),)
    (row,) = sheet("Cap steps", cap(RANKS, steps=steps)).to_dict("records")

    assert (row["From"], row["To"]) == (301, 599)
    assert row["Answer"] == "Today: from 301 up to 599 heads nothing changes."


def test_a_step_of_today_that_is_not_proved_promises_nothing():
    (step,) = cap(RANKS).steps[1:2]
    (row,) = sheet("Cap steps", cap(RANKS, steps=(replace(step, claim="at_most"),))).to_dict("records")

    assert row["Answer"] == "Today: from 300 up to 599 heads no better plan is known."


def test_a_cap_of_which_no_step_is_known_says_so_in_a_row():
    rows = sheet("Cap steps", cap(RANKS, claim="not_settled", text=("No time.",), steps=()))

    assert [list(rows[name]) for name in ("Cap", "Answer", "Claim")] == [
        ["Estonia / own"],
        ["No time."],
        ["not settled"],
    ]


def test_asks_say_whom_for_what_from_what_to_what_and_then_what_helps_together():
    rows = sheet("Asks", asks(RANKS))

    assert list(rows["No"]) == ["1", "2", "1 + 2", ""]
    assert list(rows["Whom to ask"]) == ["Estonia", "any nation", "Estonia + any nation", ""]
    assert list(rows["From"])[:3] == [450] * 3
    assert list(rows["To"])[:3] == [400, 410, 360]
    assert rows["Then also"][2] == (
        "cost not settled\nwithout No 1: minimum shortfall 450 → 410 or less\n"
        "without No 2: whether anything is gained is not settled"
    )
    assert rows["What to ask for"][3] == (
        "No other of the 9 changes that could be asked for helps more; proved."
    )
    assert list(rows["Try it with"])[:2] == [
        "--set 'Contingents!EST-1!Units=3'",
        "add: Contingents: Contingent=New, Units=1",
    ]
    assert list(zip(rows["Sheet"], rows["Row"], strict=True)) == [
        ("Contingents", 2),
        ("", 0),
        ("", 0),
        ("", 0),
    ]


def test_a_bundle_is_told_in_the_order_of_the_list():
    """Found as 2 + 1: with what is left without each beside its own number."""
    (pair,) = asks(RANKS).bundles
    turned = Bundle(asks=pair.asks[::-1], ranks=pair.ranks, without=pair.without[::-1], claim="proved")
    rows = sheet("Asks", asks(RANKS, bundles=(turned,)))

    assert rows["No"][2] == "1 + 2"
    assert rows["Then also"][2] == (
        "without No 1: minimum shortfall 450 → 410\nwithout No 2: nothing is gained"
    )


def facts(*answers) -> dict[str, str]:
    """The headline of Summary."""
    return {fact.label: fact.text for fact in told(*answers).summary.facts}


def spain(**changes) -> Ask:
    """450 heads of Spain."""
    known = {
        "what": "Ask Spain for ESP-1 (1,450 heads, Infantry; indicated)",
        "setting": "Contingents!EST-1!Status=pledged",
        "add": "",
        "ranks": numbers(RANKS, first=300.0),
        "most": None,
        "claim": "proved",
    }
    return Ask(**{**known, **changes})


def test_summary_says_whom_to_call_first_and_whom_then():
    first, second = spain(), spain(what="Look for a unit of Medics from any nation (30 heads, the median)")
    found = facts(asks(RANKS, asks=(first, second), bundles=()))

    assert found["Call first"] == (
        "Spain, ESP-1 (1,450 heads): minimum shortfall (weighted) 450 → 300; "
        "then any nation, a unit of Medics (30 heads) (Asks)"
    )


def test_summary_says_what_of_the_first_call_is_not_proved():
    ask = spain(claim="at_most", ranks=numbers(RANKS, first=300.0)[:1])
    found = facts(asks(RANKS, asks=(ask,), bundles=(), claim="at_most", text=("An ask.", "The best of 1.")))

    assert found["Call first"] == (
        "Spain, ESP-1 (1,450 heads): minimum shortfall (weighted) 450 → 300 or less; "
        "others may help more (Asks)"
    )


def test_summary_calls_nobody_where_no_ask_helps():
    assert "Call first" not in facts(asks(RANKS, asks=(), bundles=(), text=("No single ask helps.",)))
    assert "Call first" not in facts()


def test_the_first_call_stays_on_a_line_of_summary():
    long = spain(what=f"Ask {'X' * 150} for Y")
    found = facts(asks(RANKS, asks=(spain(), long), bundles=()))

    assert found["Call first"].endswith("450 → 300 (Asks)")


@pytest.mark.parametrize(("cost", "told"), [(8.0, "cost 9 → 8 or less"), (12.0, "cost not settled")])
def test_what_is_proved_of_an_ask_is_told_as_it_is_and_the_next_rank_as_open(cost, told):
    """The first rank comes to 300 for sure; of the second a plan is known, better or worse than now."""
    ranks = (*numbers(RANKS, first=300.0)[:1], RankNumber(rank=2, value=cost))
    answer = asks(RANKS, asks=(spain(claim="between", ranks=ranks),), bundles=())

    assert sheet("Asks", answer)["Then also"][0] == told
    assert facts(answer)["Call first"].endswith("450 → 300 (Asks)")


def test_an_ask_that_betters_a_rank_not_known_how_far_names_that_rank():
    """The first rank may come to less than now: what was found of it is 450."""
    ask = spain(claim="at_most", ranks=numbers(RANKS, first=450.0)[:1])
    rows = sheet("Asks", asks(RANKS, asks=(ask,), bundles=()))

    assert (rows["Betters"][0], rows["From"][0], rows["To"][0]) == ("minimum shortfall", 450, 450)


def test_where_no_ask_helps_the_sheet_says_that():
    rows = sheet("Asks", asks(RANKS, asks=(), bundles=(), text=("No single ask helps; proved.",)))

    assert list(rows["What to ask for"]) == ["No single ask helps; proved."]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("Contingents!FRA-1!Status=pledged", "France"),
        ("Drawdown caps!Estonia / own!Cap heads=600", "Estonia"),
        ("Nations!France!Can lead=yes", "France"),
        ("Caveats!#2!Enabled=no", "France"),
        ("Caveats!#3!Enabled=no", "Estonia"),
        ("Conditions!mandate!Holds=yes", "whoever decides it"),
        ("Settings!Budget per period!Value=3", "whoever decides it"),
        ("", "any nation"),
    ],
)
def test_whom_to_ask_is_the_nation_of_what_has_to_change(setting, expected):
    sheets = {
        "Caveats": [
            {"Nation": "France", "Site": "Odesa", "Effect": "not", "Reason": "far"},
            {"Contingent": "EST-1", "Site": "Odesa", "Effect": "not", "Reason": "far"},
        ],
        "Conditions": [{"Condition": "mandate", "Holds": "no"}],
    }
    plan = a_plan(sheets)

    assert whom(plan, *cell_row(plan, setting)) == expected


def test_summary_says_the_proved_reason_of_a_gap_and_where_it_stands():
    gaps = told(why_short(RANKS)).summary.gaps.frame

    assert gaps["Whom to ask, and what is in their way"][0].startswith(
        "No plan from this workbook fills Lviv / Infantry in period 1 (Why short 1) · Estonia (EST-1, "
    )


def test_a_reason_that_is_not_proved_is_not_said_on_the_summary():
    gaps = told(why_short(RANKS, claim="at_most")).summary.gaps.frame

    assert "Why short" not in gaps["Whom to ask, and what is in their way"][0]


def test_unused_points_to_an_answer_that_claims_something():
    """Of EST-1 it is proved; of what is not settled nothing is said."""
    settled = told(*every_answer(RANKS)).unused.frame
    open_ = told(why_not(RANKS, claim="not_settled")).unused.frame

    assert settled["First thing in its way"][0].endswith(" (Why not 1 answers: proved)")
    assert "Why not" not in open_["First thing in its way"][0]


def test_many_changes_are_counted_beyond_the_first_four():
    answer = why_not(RANKS)
    rows = sheet("Why not", why_not(RANKS, changes=answer.changes * 6))

    assert rows["Least change"][0].split("\n")[4:] == ["and 2 more"]


def test_an_ask_without_a_value_moves_nothing():
    ask = Ask(what="Ask", setting="", add="", ranks=(), most=None, claim="at_most")
    rows = sheet("Asks", asks(RANKS, asks=(ask,), bundles=()))

    assert (rows["Betters"][0], rows["To"].isna().all()) == ("", True)


def test_what_the_plan_says_is_the_same_from_what_is_read_back():
    """The tables are made again of what they state alone."""
    results = told(*every_answer(RANKS))
    stated = stated_reasons(PLAN, RANKS, every_answer(RANKS))
    from solver.ledger.ledger import keep_ledger

    again = reason_tables(PLAN, keep_ledger(PLAN, SENT), RANKS, stated)
    for one, other in zip(results.reasons, again, strict=True):
        pd.testing.assert_frame_equal(one.frame, other.frame)
