"""Studies of the sheet: each row asks what its command would be asked."""

from __future__ import annotations

from typing import Any

import pytest
from small_plans import ONE_COMPANY, Record, a_plan, pledge, row
from study_rows import FRONT, a_second, a_study, a_sweep

from solver.errors import PlanError
from solver.plan import Plan
from solver.studies.from_sheet import ASKS, named_study, nightly_studies, studies_of, study_warnings
from solver.studies.run import study_file_name


def plan_of(*studies: Record) -> Plan:
    """A plan that asks these studies."""
    return a_plan(ONE_COMPANY, studies=list(studies), **FRONT)


def asked(plan: Plan, name: str) -> dict[str, Any]:
    """What a study asks."""
    return dict(named_study(plan, name).ask(plan).asked)


def refused(plan: Plan, name: str, kind: str = "") -> str:
    """Why a study is not to be had, in a sentence."""
    with pytest.raises(PlanError) as caught:
        named_study(plan, name, kind).ask(plan)
    return str(caught.value.findings[0])


def test_a_sweep_of_the_sheet_is_that_of_the_command():
    """With a step a grid; without one the exact staircase; two rows are a grid of two numbers."""
    plan = plan_of(
        a_sweep(), a_sweep(study="stairs", step=None, to=900), a_sweep(study="both"), a_second(study="both")
    )

    assert asked(plan, "cap") == {
        "vary": ["Drawdown caps!Estonia!Cap heads=0..900:150"],
        "form": "grid",
        "frontier": None,
    }
    assert asked(plan, "STAIRS")["vary"] == ["Drawdown caps!Estonia!Cap heads=0..900"]
    assert asked(plan, "stairs")["form"] == "staircase"
    assert asked(plan, "both")["vary"] == [
        "Drawdown caps!Estonia!Cap heads=0..900:150",
        "Sites!Lviv!Capacity=100..300:100",
    ]


def test_numbers_are_typed_as_they_are():
    """A step of a hundredth, an end with an exponent: 1e-05 would be no plain number."""
    share = {"row": "Contingents!POL-INF!Confidence", "from_": 0.00001, "to": 0.3, "step": 0.01}
    plan = plan_of(a_sweep(**share))

    assert asked(plan, "cap")["vary"] == ["Contingents!POL-INF!Confidence=0.00001..0.3:0.01"]


def test_a_withdrawal_goes_by_nation_unless_the_sheet_says_otherwise():
    plan = plan_of(a_study("withdraw"), row("Studies", study="sites", kind="withdraw", by="Site; contingent"))

    assert asked(plan, "asked") == {"by": ["nation"], "pairs": False}
    assert asked(plan, "sites") == {"by": ["site", "contingent"], "pairs": False}


def test_pairs_replans_and_regret_are_asked_as_by_the_commands():
    """Blank is what a command does without the option: 200 cases planned anew, no pairs, no regret."""
    plan = plan_of(
        a_study("withdraw", pairs="yes"),
        a_study("confidence", replans=0) | {"Study": "counted"},
        a_study("confidence") | {"Study": "planned anew"},
        a_study("alternatives") | {"Study": "plans"},
    )

    assert asked(plan, "asked")["pairs"] is True
    assert [asked(plan, name)["replans"] for name in ("counted", "planned anew")] == [0, 200]
    assert asked(plan, "plans")["regret"] is False


def test_regret_that_cannot_be_told_is_said_at_its_row_with_its_column():
    plan = plan_of(a_study("alternatives", regret="yes"))

    assert refused(plan, "asked").startswith("Studies row 2, Study: Regret: there is no scenario")
    (warning,) = study_warnings(plan)
    assert str(warning).startswith("Studies row 2, Study: study 'asked' will not be asked: Regret: there is")
    assert warning.severity == "warning"


def test_studies_come_in_the_order_of_the_sheet_each_once():
    plan = plan_of(a_sweep(study="b"), a_second(study="b"), a_study("withdraw") | {"Study": "a"})

    assert [(each.name, each.kind) for each in studies_of(plan)] == [("b", "sweep"), ("a", "withdraw")]


def test_nights_ask_the_studies_that_say_so():
    """Read from the tables, before there is a plan: a row that is off is none of them.

    One with mistakes is, so that the night says why it has no answer.
    """
    plan = plan_of(
        a_sweep(study="b", nightly="yes"),
        a_second(study="b", nightly="yes"),
        a_study("withdraw", nightly="no"),
        row("Studies", study="a", kind="withdraw", nightly="yes"),
        row("Studies", study="off", kind="withdraw", nightly="yes", enabled="no"),
        row("Studies", study="wrong", kind="guess", nightly="yes"),
        row("Studies", study="unread", kind="withdraw", nightly="often"),
    )

    assert nightly_studies(plan.tables) == ("b", "a", "wrong")
    assert [each.name for each in studies_of(plan) if each.nightly] == ["b", "a"]
    assert nightly_studies({}) == ()
    assert set(ASKS) >= {"sweep", "withdraw"}


def test_a_name_that_the_sheet_does_not_have_is_told_with_the_nearest():
    plan = plan_of(a_sweep(study="Baltic cap"))

    assert refused(plan, "Baltic cpa") == (
        "--study Baltic cpa: sheet Studies has no study of that name; did you mean 'Baltic cap'?"
    )
    assert refused(plan, "winter").endswith("no study of that name; there are Baltic cap")
    assert refused(plan_of(), "winter").endswith("no study of that name; it states none")


def test_a_study_of_another_kind_is_told_with_its_command():
    plan = plan_of(a_sweep(), a_study("alternatives"))

    assert refused(plan, "cap", "withdraw") == (
        '--study cap: it is of kind sweep; ask it with: forcegen sweep BOOK --study "cap"'
    )
    assert "forcegen alternatives BOOK" in refused(plan, "asked", "sweep")


def test_what_a_study_cannot_ask_is_told_at_its_row():
    """Of a sweep at the cell that names what it varies, without the range: that stands beside it."""
    plan = plan_of(a_study("withdraw"), a_sweep(), a_second(row="Settings!Seed!Value"))

    assert refused(plan, "cap") == (
        "Studies row 4, Row: Settings!Seed!Value: Seed is about the search: every point is searched for alike"
    )
    assert [each.severity for each in study_warnings(plan)] == ["warning"]


def test_a_study_with_mistakes_is_refused_with_its_own_and_the_others_are_asked():
    plan = plan_of(
        a_sweep(study="one value", from_=900),
        a_sweep(study="Baltic", row="Drawdown caps!Estona!Cap heads", from_=900, to=0),
        a_sweep(study="good"),
    )

    with pytest.raises(PlanError) as caught:
        named_study(plan, "baltic", "withdraw")
    assert [(each.place.row, each.place.column, each.severity) for each in caught.value.findings] == [
        (3, "Row", "error"),
        (3, "From", "error"),
    ]
    assert asked(plan, "good")["form"] == "grid"
    assert refused(plan, "Baltics").endswith("did you mean 'Baltic'?")
    assert study_warnings(plan) == ()  # the plan's own say it


def test_a_study_of_too_many_points_is_a_warning():
    """0 to 10,000 by 1 are 10,001 values; by 2 they are 5,001."""
    large, fair = a_sweep(to=10_000, step=1), a_sweep(study="fair", to=10_000, step=2)
    (warning,) = study_warnings(plan_of(large, fair))

    assert (warning.place.row, warning.place.column) == (2, "Study")
    assert "asks for 10,001 points" in warning.message
    assert warning.message.endswith('forcegen sweep BOOK --study "cap" --points 10001')


def test_a_plan_without_studies_has_nothing_to_warn_of():
    assert study_warnings(a_plan(contingents=[pledge()])) == ()


def test_a_study_names_a_file_whatever_its_name():
    assert study_file_name("Baltic cap") == "Baltic cap"
    assert study_file_name("who: a/b").startswith("who_ a_b ~")
    assert study_file_name("a/b") != study_file_name("a:b")
    assert study_file_name("con").startswith("con ~")
