"""What is left of the force without its largest nations: each number by hand."""

from __future__ import annotations

import pytest
from drawn import of_kind
from page_cases import CONTINGENTS, TWO_PERIODS, Use, floor, kept, told_marks, view_of
from small_plans import a_plan, need, pledge, row

from solver.drawing.drawing import Drawing
from solver.pages.drawings.withdrawals import MOST_NATIONS
from solver.pages.withdrawal_section import withdrawal_section
from solver.plan import Plan
from solver.results.withdrawals import Withdrawals, withdrawals


def withdrawals_of(*rows: Use, **sheets: object) -> tuple[Plan, Withdrawals | None]:
    plan = a_plan(**{"contingents": CONTINGENTS, **sheets})  # type: ignore[arg-type]
    return plan, withdrawals(plan, kept(plan, *rows))


def withdrawals_drawn(plan: Plan, found: Withdrawals | None) -> Drawing:
    assert found is not None
    return withdrawal_section(plan, found).figures[0].drawing


def test_without_a_nation_what_it_counts_is_gone():
    """400 of France and 100 of Poland are 500: without France 100 are left, of 450 asked for."""
    plan, found = withdrawals_of(
        ("POL-INF", "Infantry", "Lviv", 1, 1), ("FRA-INF", "Infantry", "Lviv", 1, 4), force=[floor(450)]
    )
    drawing = withdrawals_drawn(plan, found)
    there, gone = (told_marks(view_of(drawing), kind) for kind in ("there", "gone"))

    assert found is not None
    assert found.rows[["nation", "counted", "left", "missing"]].to_numpy().tolist() == [
        ["France", 400, 100, 350],
        ["Poland", 100, 400, 50],
    ]
    assert [mark.tip for mark in there] == ["without France: left 100", "without Poland: left 400"]
    assert [mark.tip for mark in gone] == ["without France: gone 400", "without Poland: gone 100"]
    assert [mark.wide for mark in gone] == pytest.approx([there[1].wide, there[0].wide], abs=0.3)
    assert drawing.title == "What would be left of 500 heads"
    assert drawing.description == (
        "A bar for each of 2 nations that send most; without the largest 100 would be left."
    )
    floors = [mark for mark in of_kind(view_of(drawing), "mark") if mark.top > 30]
    assert [mark.left for mark in floors] == pytest.approx(
        [there[0].left + there[1].wide * 450 / 400] * 2, abs=0.3
    )


def test_who_is_there_in_other_periods_alone_is_missed_all_the_same():
    """A floor in period 1, where 100 Poles are; 600 French come in period 2, where 600 are asked for."""
    plan, found = withdrawals_of(
        ("POL-INF", "Infantry", "Lviv", 1, 1),
        ("FRA-INF", "Infantry", "Lviv", 2, 6),
        contingents=[pledge(), pledge("FRA-INF", "France", 6)],
        requirements=[need(600, first=2)],
        force=[floor(450, last=1)],
        settings=TWO_PERIODS,
    )

    assert found is not None
    assert found.rows[["nation", "counted", "share", "left", "added"]].to_numpy().tolist() == [
        ["Poland", 100, 1.0, 0, 0],
        ["France", 0, 0.0, 100, 600],
    ]
    said = withdrawal_section(plan, found).words[0]
    assert said.endswith(
        "0 of the 450 asked for would remain (0 %). "
        "Requirements and support would lack most without France: 600 more."
    )


def test_a_lone_nation_is_told_as_one():
    plan, found = withdrawals_of(("POL-INF", "Infantry", "Lviv", 1, 1))

    assert withdrawals_drawn(plan, found).description == (
        "A bar for the one nation that sends most; without the largest 0 would be left."
    )


def test_what_requirements_would_lack_is_counted():
    """200 asked for, 100 Poles and 200 French there: without France 100 lack, without Poland none."""
    _, found = withdrawals_of(
        ("POL-INF", "Infantry", "Lviv", 1, 1),
        ("FRA-INF", "Infantry", "Lviv", 1, 2),
        requirements=[need(200)],
    )

    assert found is not None
    assert found.rows["added"].tolist() == [100, 0]


def test_withdrawals_are_counted_when_most_is_asked_for_else_when_most_are_there():
    """100 and 300 heads; a floor of 500 in period 1 alone."""
    uses = (("POL-INF", "Infantry", "Lviv", 1, 1), ("POL-INF", "Infantry", "Lviv", 2, 3))
    _, asked = withdrawals_of(*uses, settings=TWO_PERIODS, force=[floor(500, last=1)])
    _, unasked = withdrawals_of(*uses, settings=TWO_PERIODS)

    assert asked is not None
    assert unasked is not None
    assert (asked.period, asked.heads, asked.floor) == (1, 100, 500)
    assert (unasked.period, unasked.heads, unasked.floor) == (2, 300, 0)


def test_no_more_nations_are_drawn_than_send_most():
    """Ten nations of 100 to 1,000."""
    names = [f"N{at}" for at in range(1, 11)]
    contingents = [pledge(name, name, at) for at, name in enumerate(names, 1)]
    plan, found = withdrawals_of(
        *((name, "Infantry", "Lviv", 1, at) for at, name in enumerate(names, 1)), contingents=contingents
    )
    tips = [mark.tip for mark in told_marks(view_of(withdrawals_drawn(plan, found)), "gone")]

    assert len(tips) == MOST_NATIONS
    assert tips[0] == "without N10: gone 1,000"
    assert tips[-1] == "without N3: gone 300"


def test_where_nobody_counts_nobody_is_missed():
    assert withdrawals_of()[1] is None
    roles = [row("Roles", role="Infantry", counts_to_force="no")]
    assert withdrawals_of(("POL-INF", "Infantry", "Lviv", 1, 1), roles=roles)[1] is None
