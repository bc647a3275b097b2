"""What is asked of a plan is found by its names, however typed; all that is wrong is said at once."""

from __future__ import annotations

import pytest
from small_plans import FOUR_PERIODS, a_plan, estonian, need, pledge, row, site

from solver.errors import PlanError
from solver.plan import Plan
from solver.reasons.questions.answer import Question
from solver.reasons.questions.wanted import Wanted, is_in_plan, named_question, question_of


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Infantry for Lviv and Odesa, four half years from 2026, two caps on Estonia and one on Latvia."""
    return a_plan(
        FOUR_PERIODS,
        contingents=[estonian("EST-INF 1"), estonian("LVA-INF 1", "Latvia")],
        sites=[site("Lviv"), site("Odesa")],
        requirements=[
            need(150, role="infantry"),
            need(150, at="Odesa", role="infantry", first=2, last=3),
        ],
        areas=[
            row("Areas", area=name, nation=name, own=1000, earmarked=500) for name in ("Estonia", "Latvia")
        ],
        drawdown_caps=[
            row("Drawdown caps", applies_to="Estonia", stock="own", cap_heads=300),
            row("Drawdown caps", applies_to="Estonia", stock="any", cap_heads=400),
            row("Drawdown caps", applies_to="Latvia", stock="own", cap_heads=300),
        ],
    )


def wrong(plan: Plan, **wanted: object) -> list[str]:
    """What is wrong with what is wanted."""
    with pytest.raises(PlanError) as raised:
        question_of(plan, Wanted(**wanted))  # type: ignore[arg-type]
    return [str(finding) for finding in raised.value.findings]


def test_names_are_taken_as_they_are_spelled_elsewhere(plan: Plan):
    question = question_of(plan, Wanted(contingent=" est-inf  1", site="LVIV", role="Infantry", period="2"))

    assert question == Question(
        kind="why_not", contingent="EST-INF 1", site="Lviv", role="infantry", period=2
    )


def test_names_that_are_not_enabled_are_known_of_a_contingent_and_not_of_a_requirement():
    plan = a_plan(
        contingents=[pledge(), pledge("FRA-INF", "France", enabled="no")],
        sites=[site(), site("Odesa", enabled="no")],
        roles=[row("Roles", role="Infantry"), row("Roles", role="Engineers", enabled="no")],
    )

    wanted = Wanted(contingent="fra-inf", site="ODESA", role="engineers")

    expected = Question(kind="why_not", contingent="FRA-INF", site="Odesa", role="Engineers")
    assert question_of(plan, wanted) == named_question(plan, expected) == expected
    assert "no requirement is called 'Odesa / Infantry'" in wrong(plan, requirement="Odesa / Infantry")[0]


def test_nothing_asked_is_everything(plan: Plan):
    assert question_of(plan, Wanted()) is None


def test_all_wrong_names_are_said_at_once_with_the_nearest(plan: Plan):
    assert wrong(plan, contingent="EST-INV 1", site="Lvov", role="cavalry", period="five") == [
        "--contingent: unknown contingent 'EST-INV 1'; did you mean 'EST-INF 1'?",
        "--site: unknown site 'Lvov'; did you mean 'Lviv'?",
        "--role: unknown role 'cavalry'; name a role that a requirement asks for",
        "--period: 'five' is no period; expected a number from 1 to 4, or a date such as 2027-03-01",
    ]


@pytest.mark.parametrize(("typed", "period"), [("1", 1), ("2026-07-01", 2), ("2027-12-31", 4)])
def test_a_period_is_a_number_or_a_date_in_it(plan: Plan, typed: str, period: int):
    question = question_of(plan, Wanted(contingent="EST-INF 1", period=typed))

    assert question is not None
    assert question.period == period


@pytest.mark.parametrize("typed", ["0", "5", "2025-12-31", "2028-01-01"])
def test_a_period_that_the_plan_does_not_have_is_refused(plan: Plan, typed: str):
    assert f"'{typed}' is outside of the plan" in wrong(plan, contingent="EST-INF 1", period=typed)[0]


@pytest.mark.parametrize("typed", ["Lviv / infantry", "lviv/Infantry", "LVIV  /infantry"])
def test_a_requirement_is_its_site_and_its_role(plan: Plan, typed: str):
    assert question_of(plan, Wanted(requirement=typed)) == Question(
        kind="why_short", site="Lviv", role="infantry"
    )


def test_a_requirement_that_is_none_is_told_the_nearest_or_those_of_its_site(plan: Plan):
    assert wrong(plan, requirement="Lviv / infantri") == [
        "--requirement: no requirement is called 'Lviv / infantri'; did you mean 'Lviv / infantry'?"
    ]
    assert "at Odesa there are Odesa / infantry" in wrong(plan, requirement="odesa")[0]


def test_a_requirement_asks_for_nothing_outside_of_its_periods(plan: Plan):
    assert wrong(plan, requirement="Odesa / infantry", period="4") == [
        "period: nothing is asked for of Odesa / infantry in period 4; it is in periods 2-3"
    ]


def test_a_cap_is_named_by_its_row_or_by_its_sheet_row(plan: Plan):
    own, every, latvia = plan.drawdown_caps.sort_values("sheet_row")["sheet_row"]
    asked = {"Estonia / own": own, f"#{every}": every, "latvia": latvia}

    assert {typed: question_of(plan, Wanted(cap=typed)).cap for typed in asked} == asked  # type: ignore[union-attr]


def test_a_cap_that_several_rows_are_is_asked_about(plan: Plan):
    assert wrong(plan, cap="Estonia") == ["--cap: 'Estonia' fits several caps; name its row: '#2' or '#3'"]
    assert "sheet Drawdown caps has nothing in row 99" in wrong(plan, cap="#99")[0]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted(contingent="A", cap="B"), "--contingent and --cap are several questions"),
        (Wanted(site="Lviv"), "add --contingent NAME"),
        (Wanted(role="Police", asks=3), "--role says of which use"),
        (Wanted(period="2"), "add --contingent or --requirement"),
        (Wanted(cap="B", period="2"), "add --contingent or --requirement"),
    ],
)
def test_what_makes_no_sense_together_is_said(wanted: Wanted, said: str):
    assert said in wanted.nonsense()


def test_what_makes_sense_is_not_complained_of():
    for wanted in (
        Wanted(),
        Wanted(contingent="A", period="1"),
        Wanted(requirement="A", period="1"),
    ):
        assert wanted.nonsense() == ""


def test_a_script_is_told_what_its_question_lacks(plan: Plan):
    with pytest.raises(PlanError) as raised:
        named_question(plan, Question(kind="why_not", site="Lvov", period=9))

    assert [str(finding).split(";")[0] for finding in raised.value.findings] == [
        "site: unknown site 'Lvov'",
        "period: '9' is outside of the plan",
        "contingent: a question of kind why_not needs it",
    ]
    assert named_question(plan, Question(kind="asks")).count == 5


def test_whether_a_contingent_is_in_the_plan_is_asked_of_the_places_named(plan: Plan):
    import pandas as pd

    allocation = pd.DataFrame(
        [("EST-INF 1", "infantry", "Lviv", 2, 1.0)],
        columns=["contingent", "role", "site", "period", "units"],
    )
    question = Question(kind="why_not", contingent="EST-INF 1", site="Lviv", period=2)

    assert is_in_plan(allocation, question)
    assert not is_in_plan(allocation, Question(kind="why_not", contingent="EST-INF 1", site="Odesa"))
    assert not is_in_plan(allocation, Question(kind="why_not", contingent="LVA-INF 1"))
