"""Rotations as a timeline: who is away when, and which heads of a pool rest."""

from __future__ import annotations

import pandas as pd
import pytest
from drawn import of_kind, texts_in, words_in
from page_cases import CONTINGENTS, TWO_PERIODS, Use, told_marks, view_of
from small_plans import Record, Records, a_plan, pledge, sent, to_lviv, together

from solver.drawing.drawing import Drawing
from solver.ledger.ledger import keep_ledger
from solver.pages.drawings.rotations import CHUNK, MOST_CONTINGENTS, rotations

FIVE = {"Periods": 5}


def rotations_of(
    allocation: pd.DataFrame, contingents: Records = CONTINGENTS, settings: Record = FIVE
) -> tuple[tuple[Drawing, pd.DataFrame], ...] | None:
    plan = a_plan(contingents=contingents, settings=settings)
    return rotations(plan, keep_ledger(plan, allocation))


def rows_of(table: pd.DataFrame) -> list[tuple[object, ...]]:
    """Contingent, from, to, heads away, heads resting; blanks as None."""
    rows = table.drop(columns="Nation").astype(object)
    return list(rows.where(rows.notna(), None).itertuples(index=False, name=None))


def test_periods_with_as_many_heads_away_are_one_bar():
    """1, 1, 2, 0 and 1 company of 100."""
    ((drawing, table),) = rotations_of(to_lviv(1, 1, 2, 0, 1)) or ()
    bars = told_marks(view_of(drawing), "there")

    assert [bar.tip for bar in bars] == [
        "POL-INF, periods 1-2: 100 heads away",
        "POL-INF, period 3: 200 heads away",
        "POL-INF, period 5: 100 heads away",
    ]
    assert [bar.wide + 2 for bar in bars] == pytest.approx([2 * 82, 82, 82], abs=0.2)  # (640 - 230) / 5
    assert [bar.left for bar in bars] == pytest.approx([231, 231 + 2 * 82, 231 + 4 * 82], abs=0.2)
    assert rows_of(table) == [
        ("POL-INF", 1, 2, 100, None),
        ("POL-INF", 3, 3, 200, None),
        ("POL-INF", 5, 5, 100, None),
    ]


@pytest.mark.parametrize("periods", [60, 160, 400, 1_000])
def test_however_many_periods_there_are_each_bar_can_be_seen(periods: int):
    """Away in every third period, and once for long: at 160 periods each has 1.3 px on a phone."""
    away = [1.0 if at % 3 == 0 or at > periods - 20 else 0.0 for at in range(periods)]
    ((drawing, table),) = rotations_of(to_lviv(*away), settings={"Periods": periods}) or ()
    for view in drawing.views:
        bars = told_marks(view, "there")

        assert len(bars) == len(table)
        assert min(bar.wide for bar in bars) >= 1
        assert max(bar.wide for bar in bars) == bars[-1].wide


def test_bars_of_narrow_periods_touch_the_next_period():
    """410 px for 410 periods: two of them are 2 px."""
    ((drawing, _),) = rotations_of(to_lviv(1, 1, 0, 1), settings={"Periods": 410}) or ()
    first, second = told_marks(view_of(drawing), "there")

    assert (first.left, first.right) == (230, 232)
    assert (second.left, second.right) == (233, 234)


def test_a_period_at_home_ends_a_bar_even_where_as_many_go_again():
    ((_, table),) = rotations_of(to_lviv(1, 0, 1)) or ()

    assert rows_of(table) == [("POL-INF", 1, 1, 100, None), ("POL-INF", 3, 3, 100, None)]


def test_heads_at_several_sites_are_one_contingent_away():
    allocation = together(to_lviv(1, 1), sent(("POL-INF", "Infantry", "Lviv", 2, 1)))
    ((_, table),) = rotations_of(allocation) or ()

    assert rows_of(table) == [("POL-INF", 1, 1, 100, None), ("POL-INF", 2, 2, 200, None)]


POOL = [pledge(units=6, basis="pool", dwell_ratio=1)]


def test_a_pool_rests_behind_its_time_away():
    """1:1: who is away in period 1 rests in period 2; who goes again in 3 rests in 4."""
    ((drawing, table),) = rotations_of(to_lviv(1, 0, 2), POOL) or ()
    view = view_of(drawing)
    away, rest = told_marks(view, "there"), told_marks(view, "rest")

    assert [bar.tip for bar in rest] == [
        "POL-INF, period 2: 100 heads resting",
        "POL-INF, period 4: 200 heads resting",
    ]
    assert rest[0].left == pytest.approx(away[0].right + 2, abs=0.2)
    assert rest[0].high < away[0].high
    assert rows_of(table)[-2:] == [("POL-INF", 2, 2, None, 100), ("POL-INF", 4, 4, None, 200)]
    assert "resting at home" in words_in(view)


def test_those_that_rest_have_their_number_where_it_has_room():
    """100 rest in period 2, 200 in 4; in a hundredth of a page there is room for no number."""
    ((drawing, _),) = rotations_of(to_lviv(1, 0, 2), POOL) or ()
    for view in drawing.views:
        numbers = of_kind(view, "on-rest")

        assert [mark.words for mark in numbers] == ["100", "200"]
        for mark, bar in zip(numbers, told_marks(view, "rest"), strict=True):
            assert bar.left < mark.left < mark.right < bar.right
            assert bar.top < mark.top < mark.number("y") < bar.bottom
    ((narrow, _),) = rotations_of(to_lviv(1, 0, 2), POOL, {"Periods": 100}) or ()
    assert of_kind(view_of(narrow), "on-rest") == []


def test_who_rests_while_others_of_the_pool_are_away_is_shown_below_them():
    """At 1:2 one is away in period 1 and rests in 2 and 3; another is away in 2 and rests in 3 and 4."""
    pool = [pledge(units=6, basis="pool", dwell_ratio=2)]
    ((drawing, table),) = rotations_of(to_lviv(1, 1), pool) or ()

    assert rows_of(table) == [
        ("POL-INF", 1, 2, 100, None),
        ("POL-INF", 2, 2, None, 100),
        ("POL-INF", 3, 3, None, 200),
        ("POL-INF", 4, 4, None, 100),
    ]
    away, rest = (told_marks(view_of(drawing), kind)[0] for kind in ("there", "rest"))
    assert away.bottom <= rest.top


def test_those_at_home_behind_a_contingent_that_is_away_throughout_are_not_drawn():
    ((drawing, table),) = rotations_of(to_lviv(1, 1), [pledge(units=6, dwell_ratio=2)]) or ()

    assert rows_of(table) == [("POL-INF", 1, 2, 100, None)]
    assert of_kind(drawing.views[0], "rest") == []


def test_a_lone_contingent_is_told_as_one():
    ((drawing, _),) = rotations_of(to_lviv(1, 1)) or ()

    assert drawing.description == "A row for the one contingent, a column for each of 5 periods."


def test_contingents_stand_below_their_nation_by_name():
    contingents = [pledge("B", "Poland"), pledge("A", "Poland"), pledge("C", "France")]
    allocation = together(*(to_lviv(1, contingent=name) for name in "ABC"))
    ((drawing, table),) = rotations_of(allocation, contingents) or ()
    names = [mark.words for mark in texts_in(view_of(drawing)) if "soft" not in mark.kinds]

    assert table["Contingent"].tolist() == ["C", "A", "B"]
    assert [name for name in names if not name.isdigit()] == ["France", "C", "Poland", "A", "B"]


def a_crowd(many: int) -> tuple[Records, pd.DataFrame]:
    """So many contingents of 100 of ten nations, all away in both periods."""
    contingents = [pledge(f"C{at:03}", f"N{at % 10}") for at in range(many)]
    rows: list[Use] = [(f"C{at:03}", "Infantry", "Lviv", now, 1) for at in range(many) for now in (1, 2)]
    return contingents, sent(*rows)


def test_a_plan_with_too_many_contingents_is_drawn_by_nation():
    """161 contingents of 100 of ten nations: 17 of the first, 16 of each other."""
    contingents, allocation = a_crowd(MOST_CONTINGENTS + 1)
    ((drawing, table),) = rotations_of(allocation, contingents, TWO_PERIODS) or ()

    assert rows_of(table) == [("", 1, 2, 1700, None), *[("", 1, 2, 1600, None)] * 9]
    assert table["Nation"].tolist() == [f"N{at}" for at in range(10)]
    assert drawing.description.startswith("A row for each of 10 nations, ")
    assert told_marks(drawing.views[0], "there")[0].tip == "N0, periods 1-2: 1,700 heads away"


def test_as_many_as_may_be_drawn_one_by_one_are_in_parts_of_a_page():
    contingents, allocation = a_crowd(MOST_CONTINGENTS)
    found = rotations_of(allocation, contingents, TWO_PERIODS) or ()
    sizes = [len(table) for _, table in found]

    assert sum(sizes) == MOST_CONTINGENTS
    assert max(sizes) <= CHUNK
    assert max(sizes) - min(sizes) <= len(sizes)
    assert found[0][0].title == "Heads away, N0 to N1"
    assert len({drawing.title for drawing, _ in found}) == len(found)


def test_nobody_rotates_in_one_period_or_where_nobody_is_sent():
    assert rotations_of(to_lviv(1), settings={}) is None
    assert rotations_of(sent()) is None
