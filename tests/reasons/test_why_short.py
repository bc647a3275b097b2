"""Why a requirement lacks: how little it can lack, what that costs whom, and what alone would fill it."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from small_plans import ESTONIA, a_plan, estonian, fills, need, pledge, ranked, row, site

from solver.optimise import Search, optimise
from solver.plan import Plan
from solver.reasons.questions.answer import Answer, Change, Question
from solver.reasons.questions.base import base_of
from solver.reasons.questions.session import Session
from solver.reasons.questions.why_short import answers, worst_first

SHORTFALLS = ranked("minimum shortfall", "target shortfall")


def session_of(plan: Plan, seconds: float = 60.0) -> Session:
    """A session about the best plan, solved to the end."""
    options = replace(Search.of(plan.settings), gap=0.0, threads=1)
    return Session(base_of(plan, optimise(plan, options)), options, time.monotonic() + seconds)


def all_answers(
    plan: Plan, at: str = "Lviv", role: str = "Infantry", period: int = 0, seconds: float = 60.0
) -> list[Answer]:
    """The answers to why a requirement lacks, one after the other."""
    question = Question(kind="why_short", site=at, role=role, period=period)
    return list(answers(session_of(plan, seconds), question))


def asked(plan: Plan, at: str = "Lviv", role: str = "Infantry", period: int = 0) -> Answer:
    """The final answer."""
    return all_answers(plan, at, role, period)[-1]


def short(changes: tuple[Change, ...]) -> list[tuple[str, str, str, str]]:
    """Changes as they are typed, with what stands there now, what is nearest, and how sure that is."""
    return [(each.setting, each.before, each.low, each.claim) for each in changes]


def prices(answer: Answer) -> list[tuple[str, float, float, float]]:
    """Each rank now, and from and to what it comes."""
    return [(rank.name, rank.base, rank.low, rank.high) for rank in answer.price]


# ── How little it can lack ───────────────────────────────────────────────────────────────────────────────


def test_what_nobody_can_do_lacks_all_of_it_in_every_plan():
    """Divers are asked for, and nobody pledges any."""
    plan = a_plan(requirements=[need(100), need(300, role="Divers")])

    answer = asked(plan, role="Divers")

    assert (answer.claim, answer.possible, answer.least_lack) == ("proved", False, (300.0, 300.0))
    assert answer.text[0] == (
        "No plan from this workbook fills Divers at Lviv in period 1: at best 300 of 300 heads lack (as now)."
    )
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
    """Three squadrons that are worth half a unit each give 1.5 of 4: 2.5 lack, and 5 more squadrons fill it."""
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
        "Then Kyiv / Infantry lacks 200 more in period 1.",
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
    """One company. Kyiv asks for at least 100; Lviv's target of 100 is filled at the price of that minimum."""
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


# ── What alone would fill it ─────────────────────────────────────────────────────────────────────────────


def test_a_caveat_alone_keeps_it_empty():
    plan = a_plan(caveats=[row("Caveats", nation="Poland", effect="not", role="Infantry", reason="law 7")])

    answer = asked(plan)

    assert answer.least_lack == (100.0, 100.0)
    assert short(answer.changes) == [("Caveats!#2!Enabled=no", "yes", "no", "proved")]
    assert [rank.value for rank in answer.changes[0].ranks][:2] == [0.0, 0.0]
    assert any("caveat: law 7" in line for line in answer.text)


def test_an_indicated_pledge_would_fill_it():
    """Without it nobody is there; with it the 100 are."""
    answer = asked(a_plan(contingents=[pledge(status="indicated")]))

    assert short(answer.changes) == [("Contingents!POL-INF!Status=pledged", "indicated", "pledged", "proved")]


def test_only_all_indicated_pledges_together_fill_it():
    """Two companies of 100 that wait for their status, 200 asked for: neither alone, but both by the setting."""
    plan = a_plan(
        contingents=[pledge(status="indicated"), pledge("FRA-INF", "France", status="indicated")],
        requirements=[need(200)],
    )

    answer = asked(plan)

    assert short(answer.changes)[0] == (
        "Settings!Count pledges from!Value=indicated",
        "pledged",
        "indicated",
        "proved",
    )
    assert not any("Status=" in each.setting for each in answer.changes)


def test_a_condition_that_does_not_hold():
    plan = a_plan(
        contingents=[pledge(conditions="mandate")],
        conditions=[row("Conditions", condition="mandate", holds="no")],
    )

    assert short(asked(plan).changes) == [("Conditions!mandate!Holds=yes", "no", "yes", "proved")]


def test_the_capacity_of_a_site():
    """Three companies for 300, and room for 250: 300 it must be, for a third company is not split."""
    plan = a_plan(contingents=[pledge(units=3)], sites=[site(capacity=250)], requirements=[need(300)])

    answer = asked(plan)

    assert answer.least_lack == (100.0, 100.0)
    assert short(answer.changes) == [("Sites!Lviv!Capacity=300", "250", "300", "proved")]


def test_a_cap_on_what_the_front_line_gives():
    """Two Estonian companies of 150 tie up 450 each with those at home (1 + 2): a cap of 500 lets one go."""
    plan = a_plan(
        contingents=[estonian(units=2)],
        areas=[row("Areas", area="Estonia", nation="Estonia", own=2000)],
        requirements=[need(300, role="infantry")],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", stock="own", cap_heads=500)],
    )

    answer = asked(plan, role="infantry")

    assert answer.least_lack == (150.0, 150.0)
    assert short(answer.changes) == [("Drawdown caps!Estonia / own!Cap heads=900", "500", "900", "proved")]
    assert any("Cap heads of Estonia / own were 900 instead of 500" in line for line in answer.text)


def test_what_takes_from_another_is_no_change():
    """Kyiv has the one company. Lifting the caveat that keeps it from Lviv fills Lviv only at Kyiv's cost."""
    plan = a_plan(
        requirements=[need(100, at="Kyiv"), need(100)],
        caveats=[row("Caveats", nation="Poland", effect="not", site="Lviv", reason="far")],
    )

    answer = asked(plan)

    assert answer.least_lack == (100.0, 100.0)
    assert (answer.changes, answer.helps) == ((), ())


def test_what_helps_most_is_told_where_nothing_alone_fills_it():
    """300 lack. A pledge of 100 and one of 200 wait for their conditions: the second leaves 100 to lack."""
    plan = a_plan(
        contingents=[
            pledge("A-1", "A", 1, conditions="a"),
            pledge("B-1", "B", 2, conditions="b"),
        ],
        conditions=[row("Conditions", condition=name, holds="no") for name in ("a", "b")],
        requirements=[need(400)],
    )

    answer = asked(plan)

    (best,) = answer.helps
    assert (best.change.setting, best.lacks) == ("Conditions!b!Holds=yes", (200.0, 200.0))
    assert answer.changes == ()
    assert answer.text[-1].startswith(
        "It helps most if Holds of b were yes instead of no (condition 'b' does"
    )
    assert answer.text[-1].endswith("then 200 instead of 400 lack (--set Conditions!b!Holds=yes).")


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
