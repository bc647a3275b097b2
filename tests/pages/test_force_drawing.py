"""The force against its floor, and what a plan costs, as columns: each number by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from drawn import of_kind, texts_in, words_in
from page_cases import CONTINGENTS, TWO_PERIODS, drawing_of, floor, told_marks, view_of
from small_plans import Records, a_plan, row, site, to_lviv

from solver.drawing.drawing import Drawing
from solver.ledger.ledger import keep_ledger
from solver.pages.drawings.cost import cost_drawing
from solver.pages.drawings.force import force_drawing
from solver.results.summary import force_block


def force_of(allocation: pd.DataFrame, floors: Records = (), **sheets: object) -> Drawing | None:  # type: ignore[assignment]
    settings = sheets.pop("settings", TWO_PERIODS)
    plan = a_plan(contingents=CONTINGENTS, force=list(floors), settings=settings, **sheets)
    ledger = keep_ledger(plan, allocation)
    return force_drawing(plan, ledger, force_block(plan, ledger))


def test_the_force_of_each_period_stands_below_what_lacks_of_its_floor():
    """100 and 300 heads, 400 asked for: 300 and 100 lack, up to the floor's line in both."""
    view = view_of(force_of(to_lviv(1, 3), [floor(400)]))
    there, lack = told_marks(view, "there"), told_marks(view, "lack")

    assert [mark.tip for mark in there] == ["1 Jan-Jun 2027: force 100", "2 Jul-Dec 2027: force 300"]
    assert [mark.tip.rpartition(" ")[2] for mark in lack] == ["300", "100"]
    assert there[1].high == pytest.approx(3 * there[0].high, abs=0.3)
    floors = [mark for mark in of_kind(view, "mark") if mark.wide > 20]
    assert [mark.top for mark in floors] == pytest.approx([mark.top for mark in lack], abs=0.11)
    assert sorted(mark.words for mark in texts_in(view) if "b" in mark.kinds) == ["100", "300"]


def test_a_floor_that_is_reached_lacks_nothing_and_stands_within_the_column():
    """600 of 400: no part lacks; the line is at two thirds of the column."""
    view = view_of(force_of(to_lviv(6, 6), [floor(400)]))
    column = told_marks(view, "there")[0]
    line = next(mark for mark in of_kind(view, "mark") if mark.wide > 20)

    assert told_marks(view, "lack") == []
    assert column.bottom - line.top == pytest.approx(column.high * 2 / 3, abs=0.2)


def test_a_period_without_a_floor_has_no_line():
    view = view_of(force_of(to_lviv(1, 3), [floor(400, first=2)]))

    assert len([mark for mark in of_kind(view, "mark") if mark.wide > 20]) == 1
    assert [mark.tip for mark in told_marks(view, "lack")] == ["2 Jul-Dec 2027: missing to the floor 100"]


def test_heads_that_do_not_count_are_no_part_of_the_force():
    roles = [row("Roles", role="Infantry", counts_to_force="no")]
    view = view_of(force_of(to_lviv(1, 3), [floor(400)], roles=roles))

    assert told_marks(view, "there") == []
    assert [mark.tip.rpartition(" ")[2] for mark in told_marks(view, "lack")] == ["400", "400"]


def test_a_force_without_a_floor_is_drawn_over_periods_alone():
    drawing = drawing_of(force_of(to_lviv(1, 3)))

    assert drawing.title == "Heads that count to the force"
    assert of_kind(drawing.views[0], "mark") == []
    assert drawing.description == "A column for each of 2 periods: 100 in period 1, 300 in period 2."
    assert force_of(to_lviv(1), settings={}) is None


def test_one_period_is_drawn_against_its_floor():
    drawing = drawing_of(force_of(to_lviv(1), [floor(400)], settings={}))

    assert drawing.title == "Heads, against the floor"
    assert drawing.description == "A column for the one period: 100 of 400 in period 1."


def cost_of(allocation: pd.DataFrame, **sheets: object) -> Drawing | None:
    plan = a_plan(contingents=CONTINGENTS, settings=TWO_PERIODS, **sheets)
    return cost_drawing(plan, keep_ledger(plan, allocation))


def paying(per_head: float) -> Records:
    """Poland pays so much for each of its heads in a period."""
    return [row("Nations", nation="Poland", cost_per_head=per_head), row("Nations", nation="France")]


def test_the_cost_of_each_period_is_drawn_by_what_it_is_paid_for():
    """100 and 300 heads x 10; 500 to run Lviv in both periods, 900 to open it in the first."""
    nations = paying(10)
    drawing = drawing_of(
        cost_of(to_lviv(1, 3), nations=nations, sites=[site(running_cost=500, opening_cost=900)])
    )
    view = view_of(drawing)

    assert [mark.tip for mark in told_marks(view, "there")] == [
        "1 Jan-Jun 2027: forces and movement 1,000",
        "2 Jul-Dec 2027: forces and movement 3,000",
    ]
    assert [mark.tip.rpartition(" ")[2] for mark in told_marks(view, "other")] == ["500", "500"]
    assert [mark.tip for mark in told_marks(view, "third")] == ["1 Jan-Jun 2027: opening sites 900"]
    assert sorted(mark.words for mark in texts_in(view) if "b" in mark.kinds) == ["2,400", "3,500"]
    assert drawing.title == "Cost of each period, in EUR"
    assert drawing.description == "A column for each of 2 periods, 5,900 EUR in all."


@pytest.mark.parametrize(
    ("per_head", "said"), [(10, "1,000"), (12_340, "1.23 m"), (5e6, "500 m"), (2.5e7, "2,500 m")]
)
def test_sums_of_money_are_short(per_head: float, said: str):
    """100 heads at so much each: in millions, as in the table."""
    nations = paying(per_head)

    assert said in words_in(view_of(cost_of(to_lviv(1, 0), nations=nations)))


def test_a_plan_that_costs_nothing_has_no_drawing_of_it():
    assert cost_of(to_lviv(1, 1)) is None
