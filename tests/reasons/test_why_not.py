"""Why not: gates, prices, whom it displaces, what stands in the way, and the least change of each."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import pytest
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from small_answers import options_of
from small_plans import ESTONIA, Records, a_plan, fills, need, pledge, ranked, row, site

from solver.errors import PlanError
from solver.optimise import optimise
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.reasons.gates import gates_of
from solver.reasons.questions.answer import Answer, Question
from solver.reasons.questions.base import base_of, named_arcs
from solver.reasons.questions.pledges.pledge import PledgeQuestion, places_of
from solver.reasons.questions.pledges.why_not import answers
from solver.reasons.questions.session import Session
from solver.tables import raw_tables

LONG = 60.0


def session_of(plan: Plan, seconds: float = LONG) -> Session:
    """A session about the best plan."""
    solution = optimise(plan, options_of(plan))
    return Session(base_of(plan, solution), options_of(plan, gap=0.0), time.monotonic() + seconds)


def why_not(plan: Plan, contingent: str, seconds: float = LONG, **named: object) -> Answer:
    """The last answer."""
    question = Question(kind="why_not", contingent=contingent, **named)  # type: ignore[arg-type]
    return list(answers(session_of(plan, seconds), question))[-1]


def prices(answer: Answer) -> list[tuple[float, float, float]]:
    """Base, low and high of each rank."""
    return [(rank.base, rank.low, rank.high) for rank in answer.price]


def changes(answer: Answer) -> dict[str, str]:
    """The claim of each change by its setting."""
    return {change.setting: change.claim for change in answer.changes}


def two_for_one_cap(cap: float = 300, **sheets: object) -> Plan:
    """Of two Estonian contingents of one company each only one may go: 300 heads may be tied up.

    A sustained company of 100 ties up 300. EST-A is worth all its heads, EST-B half: 150 lack without B
    where 200 are asked for and A goes.
    """
    given = {
        "contingents": [
            pledge("EST-A", "Estonia", capability="A", drawn_from="Estonia", stock="own"),
            pledge("EST-B", "Estonia", capability="B", drawn_from="Estonia", stock="own"),
        ],
        "suitability": [*fills("A", "Infantry"), *fills("B", "Infantry", effectiveness=0.5)],
        "requirements": [need(200)],
        "areas": [row("Areas", area="Estonia", nation="Estonia", own=1000)],
        "drawdown_caps": [row("Drawdown caps", applies_to="Estonia", cap_heads=cap)],
        "priorities": ranked("target shortfall"),
        "settings": {"Gap": 0, "Periods": 1},
    }
    return a_plan(**(given | sheets))


def test_the_loser_of_a_cap_costs_what_the_winner_is_worth_more_and_the_cap_has_to_rise_by_its_heads():
    """With A 100 of 200 lack; with B instead 150; both tie up 600."""
    answer = why_not(two_for_one_cap(), "EST-B")

    assert (answer.claim, answer.possible, answer.first_worse) == ("proved", True, 1)
    assert prices(answer) == [(100.0, 150.0, 150.0)]
    assert {(row.contingent, row.units) for row in answer.displaced} == {("EST-A", -1.0), ("EST-B", 1.0)}
    assert [(cell.sheet, cell.column) for cell in answer.cells] == [("Drawdown caps", "Cap heads")]
    assert changes(answer) == {"Drawdown caps!Estonia / any!Cap heads=600": "proved"}
    assert [rank.value for rank in answer.changes[0].ranks] == [50.0]
    assert answer.text[0] == "EST-B could be used, but target shortfall would rise from 100 to 150."
    assert "The nearest plan with it has 100 heads fewer of EST-A." in answer.text
    assert (
        "It would cost nothing in your priorities (no rank is worse before one is better) if Cap heads of "
        "Estonia / any were 600 instead of 300."
    ) in answer.of_changes


def test_a_cap_with_200_heads_free_that_still_blocks_a_unit_of_400():
    """600 may go, one unit of 400 does; parts of units would leave nothing to say, so a search says it."""
    plan = a_plan(
        contingents=[pledge("EST-INF", "EST", 2, heads_per_unit=400, dwell_ratio=0)],
        requirements=[need(800)],
        areas=[ESTONIA],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", cap_heads=600)],
        priorities=ranked("target shortfall"),
    )

    answer = why_not(plan, "EST-INF", more=True)

    assert (answer.claim, answer.possible) == ("proved", False)
    assert changes(answer) == {"Drawdown caps!Estonia / any!Cap heads=800": "proved"}


def test_a_tie_is_told_as_one_with_the_other_plan():
    plan = a_plan(
        contingents=[pledge("POL-INF"), pledge("FRA-INF", "France")],
        priorities=ranked("target shortfall", "heads"),
    )
    session = session_of(plan)
    used = session.base.allocation["contingent"].tolist()
    other = ({"POL-INF", "FRA-INF"} - set(used)).pop()

    answer = list(answers(session, Question(kind="why_not", contingent=other)))[-1]

    assert (answer.claim, answer.possible, answer.first_worse) == ("proved", True, None)
    assert prices(answer) == [(0.0, 0.0, 0.0), (100.0, 100.0, 100.0)]
    assert (
        answer.text[0]
        == f"{other} could as well be used: a plan with it comes to the same in every priority."
    )
    assert (other, 1.0) in {(row.contingent, row.units) for row in answer.displaced}
    assert answer.cells == answer.changes == ()


def test_a_unit_in_the_plan_costs_nothing():
    answer = why_not(a_plan(), "POL-INF")

    assert (answer.claim, answer.possible, answer.first_worse) == ("proved", True, None)
    assert all(base == low == high for base, low, high in prices(answer))
    assert answer.text == ("POL-INF is in the plan: 1 unit, counted in every period.",)


def test_more_of_a_contingent_that_is_all_in_the_plan_needs_another_unit():
    answer = why_not(a_plan(requirements=[need(200)]), "POL-INF", more=True)

    assert (answer.claim, answer.possible) == ("proved", False)
    assert answer.text[0] == "No plan from this workbook uses more of POL-INF than this plan does."
    assert changes(answer) == {"Contingents!POL-INF!Units=2": "proved"}


def test_a_pool_that_is_too_small_for_one_more():
    """A sustained company of 100 with a dwell of 2 ties up 300; two tie up 600."""
    plan = a_plan(
        contingents=[pledge(units=2)],
        requirements=[need(200)],
        nations=[row("Nations", nation="Poland", deployable_pool=599)],
    )

    answer = why_not(plan, "POL-INF", more=True)

    assert answer.possible is False
    assert [(cell.sheet, cell.column) for cell in answer.cells] == [("Nations", "Deployable pool")]
    assert changes(answer) == {"Nations!Poland!Deployable pool=600": "proved"}


def test_parts_of_units_give_way_where_whole_ones_do_not():
    """At most 150 fit: whole, one of two companies; in parts, half of the second as well."""
    sheets = {
        "contingents": [pledge(), pledge("FRA-INF", "France")],
        "requirements": [need(200)],
        "sites": [site(capacity=150)],
        "priorities": ranked("target shortfall", "heads"),
    }
    whole = a_plan(**sheets)
    parts = a_plan(**sheets, settings={"Whole units": "no"})

    assert prices(why_not(whole, "FRA-INF"))[0] == (100.0, 100.0, 100.0)
    assert why_not(parts, "FRA-INF").price[0].high == pytest.approx(50.0)


def test_what_no_number_stands_in_the_way_of_costs_what_it_costs():
    """Nothing lacks, and each head counts."""
    plan = a_plan(
        contingents=[pledge(), pledge("FRA-INF", "France", heads_per_unit=120)],
        priorities=ranked("target shortfall", "heads"),
    )

    answer = why_not(plan, "FRA-INF")

    assert (answer.claim, answer.possible, answer.first_worse) == ("proved", True, 2)
    assert prices(answer) == [(0.0, 0.0, 0.0), (100.0, 120.0, 120.0)]
    assert answer.cells == answer.changes == ()
    assert answer.text[-1] == (
        "No number of the workbook stands in the way of it: what it costs is its own where target shortfall "
        "and heads stay as now."
    )


def two_polish_companies(**sheets: object) -> Plan:
    """Two Polish companies and a French one for 300: at a share of a half one of each go, 100 lack."""
    given = {
        "contingents": [pledge(units=2), pledge("FRA-INF", "France")],
        "requirements": [need(300)],
        "priorities": ranked("target shortfall"),
    }
    return a_plan(**(given | sheets))


def led_by_poland() -> Plan:
    """Who leads Lviv has at least 60 % of its heads: one Polish company leads no French one, of as many."""
    return a_plan(
        contingents=[pledge(), pledge("FRA-INF", "France")],
        requirements=[need(200)],
        sites=[site(needs_lead="yes")],
        nations=[
            row("Nations", nation="Poland", can_lead="yes"),
            row("Nations", nation="France", can_lead="no"),
        ],
        settings={"Gap": 0, "Lead share": 0.6},
        priorities=ranked("target shortfall"),
    )


SHARES = {
    "of a nation": (
        two_polish_companies(
            nations=[row("Nations", nation="Poland", largest_share=0.5), row("Nations", nation="France")]
        ),
        Question(kind="why_not", contingent="POL-INF", more=True),
        (
            "Nations!Poland!Largest share=0.67",
            "Largest share of Poland were 0.67 (67 %) instead of 0.5 (50 %)",
        ),
    ),
    "of every nation": (
        two_polish_companies(settings={"Gap": 0, "Largest share": 0.5}),
        Question(kind="why_not", contingent="POL-INF", more=True),
        ("Settings!Largest share!Value=0.67", "Largest share were 0.67 (67 %) instead of 0.5 (50 %)"),
    ),
    "of the lead": (
        led_by_poland(),
        Question(kind="why_not", contingent="FRA-INF"),
        ("Settings!Lead share!Value=0.5", "Lead share were 0.5 (50 %) instead of 0.6 (60 %)"),
    ),
}


@pytest.mark.parametrize("kind", sorted(SHARES))
def test_a_share_in_the_way_is_changed_by_whole_per_cents_and_gives_the_promised_ranks(kind: str):
    """Two of three companies are 66.7 %, one of two is 50 %: nothing lacks, and a per cent nearer 100."""
    plan, question, (setting, step) = SHARES[kind]

    answer = list(answers(session_of(plan), question))[-1]

    assert (answer.claim, answer.possible) == ("proved", False)
    change = next(each for each in answer.changes if each.setting == setting)
    assert (change.claim, change.low) == ("at_most", change.before)
    assert any(f"{step} (less may do)." in line for line in answer.of_changes)
    nearer = 0.01 if change.after < change.before else -0.01
    settings = (setting, f"{setting.partition('=')[0]}={float(change.after) + nearer:.2f}")
    lacks = []
    for each in settings:
        changed = make_plan(apply_overrides(plan.tables, (Override.parse(each),)))
        lacks.append([rank.value for rank in optimise(changed, options_of(changed)).ranks])
    assert lacks == [[rank.value for rank in change.ranks], [100.0]] == [[0.0], [100.0]]


# ── Gates ────────────────────────────────────────────────────────────────────────────────────────────────

GATES = {
    "status": ({"contingents": [pledge(status="indicated")]}, "Contingents!POL-INF!Status=pledged"),
    "from": ({"contingents": [pledge(first=2)]}, "Contingents!POL-INF!From=1"),
    "to": ({"contingents": [pledge(last=1)]}, "Contingents!POL-INF!To=2"),
    "condition": (
        {
            "contingents": [pledge(conditions="mandate")],
            "conditions": [row("Conditions", condition="mandate", holds="no")],
        },
        "Conditions!mandate!Holds=yes",
    ),
    "condition from": (
        {
            "contingents": [pledge(conditions="mandate")],
            "conditions": [row("Conditions", condition="mandate", holds="yes", first=2)],
        },
        "Conditions!mandate!From=1",
    ),
    "site": ({"sites": [site(first=2)]}, "Sites!Lviv!From=1"),
    "caveat": (
        {"caveats": [row("Caveats", nation="Poland", effect="not", reason="no mandate")]},
        "Caveats!#2!Enabled=no",
    ),
    "enabled": (
        {"contingents": [pledge(enabled="no"), pledge("FRA-INF", "France")]},
        "Contingents!POL-INF!Enabled=yes",
    ),
    "away": (
        {
            "contingents": [pledge(), pledge("FRA-INF", "France")],
            "nations": [row("Nations", nation="Poland", away="yes"), row("Nations", nation="France")],
        },
        "Nations!Poland!Away=no",
    ),
}


@pytest.mark.parametrize("kind", sorted(GATES))
def test_every_kind_of_gate_closes_the_place_and_its_setting_opens_it(kind: str):
    """Asked for: Lviv, in the period that is closed; the company then costs nothing."""
    sheets, setting = GATES[kind]
    plan = a_plan(**({"settings": {"Periods": 2, "Gap": 0}} | sheets))
    question = Question(
        kind="why_not", contingent="POL-INF", site="Lviv", role="Infantry", period=2 if kind == "to" else 1
    )
    session = session_of(plan)

    answer = list(answers(session, question))[-1]

    assert (answer.claim, answer.possible) == ("proved", False)
    (gate,) = answer.gates
    assert (gate.closes, gate.alone) == (1, 1)
    assert str(gate.opens) == setting
    opened = session.changed((Override.parse(setting),)).plan
    assert gates_of(opened, places_of(opened, question)) == ((), 1)
    assert changes(answer) == {setting: "proved"}
    assert answer.changes[0].ranks


def test_a_requirement_that_asks_later_is_a_gate_that_opens_at_a_price():
    """Asked for from period 1 on, the company is away twice as long: 200 heads x periods."""
    plan = a_plan(
        requirements=[need(first=2)],
        settings={"Periods": 2, "Gap": 0},
        priorities=ranked("target shortfall", "heads"),
    )

    answer = why_not(plan, "POL-INF", site="Lviv", role="Infantry", period=1)

    assert [str(gate.opens) for gate in answer.gates] == ["Requirements!Lviv / Infantry!From=1"]
    assert answer.changes == ()
    assert answer.text[1] == (
        "With Requirements!Lviv / Infantry!From=1 it could be used, but heads would rise from 100 to 200."
    )


def test_a_row_of_suitability_that_is_not_enabled_is_a_gate_that_opens():
    plan = a_plan(
        contingents=[pledge(), pledge("POL-ENG", "Poland", capability="Engineers")],
        suitability=[
            *fills("Infantry", "Infantry"),
            row("Suitability", capability="Engineers", role="Infantry", enabled="no"),
        ],
    )

    answer = why_not(plan, "POL-ENG", role="Infantry")

    assert [str(gate.opens) for gate in answer.gates] == ["Suitability!#3!Enabled=yes"]


def test_places_that_make_no_sense_do_not_count_unless_they_are_named():
    """Odesa asks for engineers alone; asked about infantry there, that is what is told."""
    plan = a_plan(
        contingents=[pledge(status="indicated"), pledge("FRA-INF", "France")],
        requirements=[need(), need(role="Engineers", at="Odesa")],
        suitability=fills("Infantry", "Infantry"),
    )

    anywhere, odesa = why_not(plan, "POL-INF"), why_not(plan, "POL-INF", site="Odesa", role="Infantry")

    assert [(gate.closes, gate.alone) for gate in anywhere.gates] == [(1, 1)]
    assert {gate.place.sheet: (gate.closes, gate.alone) for gate in odesa.gates} == {
        "Contingents": (1, 0),
        "Requirements": (1, 0),
    }
    assert odesa.changes == ()


def test_two_gates_of_one_place_open_it_only_together():
    plan = a_plan(
        contingents=[pledge(status="indicated", conditions="mandate"), pledge("FRA-INF", "France")],
        conditions=[row("Conditions", condition="mandate", holds="no", first=2)],
        settings={"Periods": 2, "Gap": 0},
    )

    answer = why_not(plan, "POL-INF")

    told = {gate.place.column: (gate.closes, gate.alone) for gate in answer.gates}
    assert told == {"Status": (2, 0), "Holds": (2, 0), "From": (1, 0)}
    assert answer.text == (
        "No plan from this workbook uses POL-INF; two things each close every place: its status is "
        "indicated; pledges count from pledged (Contingents row 2, Status) and condition 'mandate' does "
        "not hold (Conditions row 2, Holds); both must change.",
        "With Contingents!POL-INF!Status=pledged and Conditions!mandate!Holds=yes it could be used, but "
        "moves would rise from 0 to 1.",
    )


TWO_SITES = [site(), site("Odesa", enabled="no")]
ENGINEERS_OFF = {
    "roles": [row("Roles", role="Infantry"), row("Roles", role="Engineers", enabled="no")],
    "requirements": [need(), need(role="Engineers", enabled="no")],
    "suitability": [*fills("Infantry", "Infantry"), *fills("Infantry", "Engineers", enabled="no")],
}
ABSENT: dict[str, tuple[dict[str, object], dict[str, object], list[str]]] = {
    "a site and its requirement": (
        {"sites": TWO_SITES, "requirements": [need(), need(at="Odesa", enabled="no")]},
        {"site": "Odesa", "role": "Infantry"},
        ["Sites!Odesa!Enabled=yes", "Requirements!#3!Enabled=yes"],
    ),
    "a site with several requirements": (
        {
            "sites": TWO_SITES,
            "requirements": [
                need(),
                need(at="Odesa", enabled="no", last=1),
                need(at="Odesa", enabled="no", first=2),
            ],
            "settings": {"Periods": 2, "Gap": 0},
        },
        {"site": "Odesa", "role": "Infantry", "period": 2},
        ["Sites!Odesa!Enabled=yes", "Requirements!#4!Enabled=yes"],
    ),
    "a role, who fills it, and its requirement": (
        ENGINEERS_OFF,
        {"role": "Engineers"},
        ["Roles!Engineers!Enabled=yes", "Suitability!#3!Enabled=yes", "Requirements!#3!Enabled=yes"],
    ),
    "a contingent and a site": (
        {
            "contingents": [pledge(enabled="no"), pledge("FRA-INF", "France")],
            "sites": TWO_SITES,
            "requirements": [need(), need(at="Odesa", enabled="no")],
        },
        {"site": "Odesa", "role": "Infantry"},
        ["Contingents!POL-INF!Enabled=yes", "Sites!Odesa!Enabled=yes", "Requirements!#3!Enabled=yes"],
    ),
}


@pytest.mark.parametrize("kind", sorted(ABSENT))
def test_what_is_not_enabled_is_a_gate_with_its_cell_and_all_of_them_together_open_the_place(kind: str):
    """What opens it asks for 100 more at Odesa, or of engineers: one company cannot be at both."""
    sheets, named, settings = ABSENT[kind]
    plan = a_plan(**({"settings": {"Periods": 1, "Gap": 0}} | sheets))
    question = Question(kind="why_not", contingent="POL-INF", **named)  # type: ignore[arg-type]
    session = session_of(plan)

    answer = list(answers(session, question))[-1]

    assert (answer.claim, answer.possible, answer.changes) == ("proved", False, ())
    assert [str(gate.opens) for gate in answer.gates] == settings
    assert {gate.alone for gate in answer.gates} == {0}
    assert all(gate.place.column == "Enabled" and gate.place.row for gate in answer.gates)
    assert "is not enabled (" in answer.text[0]
    assert answer.text[1].startswith(
        f"With {', '.join(settings[:-1])} and {settings[-1]} it could be used, but "
    )
    opened = session.changed(tuple(map(Override.parse, settings)))
    assert gates_of(opened.plan, places_of(opened.plan, question)) == ((), 1)
    assert session.best(opened, PledgeQuestion(question=question, now=0.0, least=1.0).rows).possible


def test_a_site_that_is_not_enabled_and_that_nothing_asks_for_has_a_gate_that_no_row_opens():
    answer = why_not(a_plan(sites=TWO_SITES), "POL-INF", site="Odesa")

    assert [str(gate.opens) for gate in answer.gates] == ["Sites!Odesa!Enabled=yes", "None"]
    assert len(answer.text) == 1


def test_a_row_that_is_not_enabled_opens_only_the_periods_in_which_it_asks():
    plan = a_plan(
        sites=[site(), site("Odesa")],
        requirements=[need(), need(at="Odesa", enabled="no", first=2)],
        settings={"Periods": 2, "Gap": 0},
    )

    first, second = (
        why_not(plan, "POL-INF", site="Odesa", role="Infantry", period=period).gates for period in (1, 2)
    )

    assert [(gate.opens, gate.alone) for gate in first] == [(None, 1)]
    assert [(str(gate.opens), gate.alone) for gate in second] == [("Requirements!#3!Enabled=yes", 1)]


@pytest.mark.parametrize(
    ("period", "setting"),
    [
        (1, "Requirements!#3!From=1"),
        (4, "Requirements!#3!To=4"),
        (6, "Requirements!#2!From=6"),
        (8, "Requirements!#2!To=8"),
    ],
)
def test_of_several_requirements_of_one_place_the_window_that_has_least_to_grow_opens_it(
    period: int, setting: str
):
    """Row 3 asks in periods 2 and 3, row 2 in period 7."""
    plan = a_plan(
        requirements=[need(first=7, last=7), need(first=2, last=3)], settings={"Periods": 8, "Gap": 0}
    )
    question = Question(kind="why_not", contingent="POL-INF", site="Lviv", role="Infantry", period=period)
    session = session_of(plan)

    answer = list(answers(session, question))[-1]

    assert [(str(gate.opens), gate.alone) for gate in answer.gates] == [(setting, 1)]
    assert f"no requirement asks for Infantry at Lviv in period {period} (" in answer.text[0]
    opened = session.changed((Override.parse(setting),)).plan
    assert gates_of(opened, places_of(opened, question)) == ((), 1)


def test_several_requirements_that_ask_only_after_the_plan_open_with_the_earlier_one():
    plan = a_plan(
        contingents=[pledge(), pledge("FRA-INF", "France")],
        requirements=[need(at="Odesa"), need(first=5, last=6), need(first=3, last=3)],
        settings={"Periods": 2, "Gap": 0},
    )
    question = Question(kind="why_not", contingent="POL-INF", site="Lviv")

    (gate,), open_places = gates_of(plan, places_of(plan, question))

    assert (str(gate.opens), gate.closes, gate.alone, open_places) == ("Requirements!#4!From=1", 2, 2, 0)
    assert gate.what == "no requirement asks for Infantry at Lviv in periods 1-2"


def test_a_requirement_that_only_a_caveat_keeps_empty():
    plan = a_plan(caveats=[row("Caveats", site="Lviv", effect="not", reason="no tripwire")])

    answer = why_not(plan, "POL-INF", site="Lviv", role="Infantry")

    assert (*answer.text, *answer.of_changes)[:2] == (
        "No plan from this workbook uses POL-INF as Infantry at Lviv: "
        "caveat: no tripwire (Caveats row 2, Effect).",
        "With Caveats!#2!Enabled=no one unit would cost nothing in your priorities.",
    )
    assert [rank.value for rank in answer.changes[0].ranks][1] == 0.0  # target shortfall, 100 before


def test_a_caveat_whose_spelling_of_a_role_is_the_plans_is_a_gate_that_opens():
    """There is no sheet Roles: without the caveat the role is spelled as the requirement has it."""
    plan = a_plan(caveats=[row("Caveats", nation="Poland", role="INFANTRY", effect="not", reason="no")])

    answer = why_not(plan, "POL-INF", role="INFANTRY")

    assert plan.roles["role"].tolist() == ["INFANTRY"]
    assert changes(answer) == {"Caveats!#2!Enabled=no": "proved"}


def test_a_contingent_that_the_workbook_does_not_have_is_refused():
    with pytest.raises(ValueError, match="no contingent 'XYZ'"):
        why_not(a_plan(), "XYZ")


# ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seconds", [0.0, 0.1, 1.0])
def test_less_time_gives_weaker_claims_and_never_wrong_ones(seconds: float):
    plan = two_for_one_cap()
    session = session_of(plan)
    session.end = time.monotonic() + seconds

    for answer in answers(session, Question(kind="why_not", contingent="EST-B")):
        assert answer.possible in (None, True)
        assert answer.first_worse in (None, 1)
        assert prices(answer) in ([], [(100.0, 150.0, 150.0)])
        assert changes(answer) in ({}, {"Drawdown caps!Estonia / any!Cap heads=600": "proved"})
        assert answer.text


# ── Random plans ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", seeds(4))
def test_the_price_of_an_unused_pledge_is_what_the_plan_comes_to_with_a_lock_on_it(seed: int):
    """At one place in one period, so that a lock can ask for the same."""
    sheets = random_sheets(seed, "tiny")
    plan = make_plan(raw_tables(sheets))
    solution = optimise(plan, options_of(plan, gap=0.0))
    if not solution.has_plan or (plan.priorities["objective"] == "changes").any():
        pytest.skip("no plan, or one that is compared with another")
    session = Session(base_of(plan, solution), options_of(plan, gap=0.0), time.monotonic() + LONG)
    arcs = named_arcs(plan, session.base.program).drop_duplicates("contingent")
    for arc in arcs.itertuples():
        question = Question(
            kind="why_not", contingent=arc.contingent, site=arc.site, role=arc.role, period=arc.period
        )
        *_, answer = answers(session, question)
        locked = with_lock(sheets, arc)
        if locked is None:
            continue
        expected = optimise(locked, options_of(locked, gap=0.0))
        assert answer.possible is expected.has_plan
        assert [rank.high for rank in answer.price] == pytest.approx([rank.value for rank in expected.ranks])


def with_lock(sheets: Mapping[str, Records], arc: Any) -> Plan | None:
    """The plan with a lock of at least one unit on an arc; None where its own locks rule such a row out."""
    lock = row(
        "Locks",
        contingent=arc.contingent,
        site=arc.site,
        role=arc.role,
        first=arc.period,
        last=arc.period,
        units_at_least=1,
    )
    try:
        return make_plan(raw_tables({**sheets, "Locks": [*sheets.get("Locks", []), lock]}))
    except PlanError:
        return None


def test_a_hair_of_a_cell_is_no_change_where_units_may_be_split():
    """100 heads fit at Lviv: half of the 200 trainers of period 1; in period 2 EST-A, of 200 asked for.

    POL-INF is worth half as much: 150 would lack then. With room for 100.001 a thousandth of a trainer less
    would lack, which comes before what lacks in period 2. One head has to.
    """
    plan = a_plan(
        contingents=[
            pledge("C-TRG", units=5, capability="Trainers"),
            pledge("EST-A", "Estonia", capability="Infantry company"),
            pledge("POL-INF", capability="Reserve company"),
        ],
        suitability=[
            *fills("Trainers", "Training"),
            *fills("Infantry company", "Infantry"),
            *fills("Reserve company", "Infantry", effectiveness=0.5),
        ],
        sites=[site(capacity=100)],
        requirements=[
            need(200, role="Training", minimum=200, first=1, last=1),
            need(200, first=2, last=2),
        ],
        priorities=ranked("minimum shortfall", "target shortfall"),
        settings={"Gap": 0, "Periods": 2, "Whole units": "no"},
    )

    answer = why_not(plan, "POL-INF")

    assert prices(answer) == [pytest.approx((100, 100, 100)), pytest.approx((200, 250, 250))]
    assert changes(answer)["Sites!Lviv!Capacity=101"] == "at_most"
