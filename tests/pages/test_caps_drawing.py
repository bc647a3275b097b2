"""Drawdown caps as bars: what is allowed, by backfill or not, and what is taken of it."""

from __future__ import annotations

import pandas as pd
import pytest
from drawn import of_kind, texts_in, words_in
from page_cases import CONTINGENTS, TWO_PERIODS, drawing_of, kept, told_marks, view_of
from small_plans import Record, Records, a_plan, estonian, need, pledge, row, sent, to_lviv

from solver.drawing.drawing import BESIDE, MIDDLE, NARROW, Drawing
from solver.ledger.ledger import keep_ledger
from solver.pages.drawings.caps import MOST_CAPS, caps_drawing
from solver.results.drawdown import drawdown_table


def caps_of(allocation: pd.DataFrame, caps: Records, **sheets: object) -> Drawing | None:
    """Estonian companies of 150 that tie up 450 each, at 1:2."""
    areas = sheets.pop("areas", [row("Areas", area="Estonia", nation="Estonia", own=4000)])
    plan = a_plan(
        contingents=[estonian(units=2), *CONTINGENTS],
        requirements=[need(600, role="infantry")],
        areas=areas,
        drawdown_caps=caps,
        **sheets,
    )
    return caps_drawing(drawdown_table(plan, keep_ledger(plan, allocation)))


def a_cap(heads: float, **more: object) -> Record:
    return row("Drawdown caps", **({"applies_to": "Estonia", "stock": "own", "cap_heads": heads} | more))


def estonians(*units: float) -> pd.DataFrame:
    """So many companies at Lviv in each period."""
    return sent(*(("EST-1", "infantry", "Lviv", at, many) for at, many in enumerate(units, 1)))


def test_a_cap_is_drawn_with_what_is_taken_of_it_and_its_mark():
    """450 of 600 taken; the second company would take as much, and has only 150 left."""
    drawing = drawing_of(caps_of(estonians(1), [a_cap(600)]))
    view = view_of(drawing)
    (room,), (taken,) = (told_marks(view, kind) for kind in ("room", "front"))
    (line,) = of_kind(view, "mark")

    assert taken.wide == pytest.approx(room.wide * 450 / 600, abs=0.2)
    assert line.left == pytest.approx(room.right, abs=0.11)
    assert room.tip == "Estonia / own: allowed by the cap 600"
    assert taken.tip == "Estonia / own: taken 450"
    assert "450 of 600 ■ unit too large" in words_in(view)
    assert told_marks(view, "backfill") == []
    assert "allowed by backfill" not in words_in(view)
    assert drawing.description == ("A bar for the one cap that is used or in the way, when most is taken.")


def test_what_backfill_allows_stands_behind_what_the_cap_does():
    """300 by the cap and 150 by backfill: 450 allowed, all taken."""
    backfill = [row("Backfill", area="Estonia", heads=150)]
    drawing = drawing_of(caps_of(estonians(1), [a_cap(300)], backfill=backfill))
    view = view_of(drawing)
    (room,), (more,), (taken,) = (told_marks(view, kind) for kind in ("room", "backfill", "front"))
    (line,) = of_kind(view, "mark")

    assert more.left == pytest.approx(room.right, abs=0.11)
    assert more.wide == pytest.approx(room.wide / 2, abs=0.2)
    assert line.left == pytest.approx(more.right, abs=0.11) == pytest.approx(taken.right, abs=0.2)
    assert "450 of 450 ■ binding" in words_in(view)
    assert "allowed by backfill" in words_in(view)
    assert more.tip == "Estonia / own: allowed by backfill 150"
    assert drawing.description == "A bar for the one cap that is used or in the way, when most is taken."


def test_a_cap_of_0_takes_by_backfill_alone():
    view = view_of(caps_of(estonians(1), [a_cap(0)], backfill=[row("Backfill", area="Estonia", heads=450)]))

    assert [mark.wide for mark in told_marks(view, "room")] == [0]
    assert told_marks(view, "backfill")[0].wide == pytest.approx(told_marks(view, "front")[0].wide, abs=0.2)


def test_a_cap_is_drawn_in_the_period_in_which_most_is_taken():
    """450 in period 1, 900 in period 2."""
    view = view_of(caps_of(estonians(1, 2), [a_cap(1000)], settings=TWO_PERIODS))

    assert len(told_marks(view, "front")) == 1
    assert "900 of 1,000" in words_in(view)


def test_a_cap_of_0_lets_nobody_leave():
    """How many are used up the headline says: they need not be when most is taken."""
    caps = [a_cap(0), a_cap(900, stock="any")]
    drawing = drawing_of(caps_of(estonians(), caps))

    assert drawing.description.endswith(", when most is taken; 1 of 0 lets nobody leave.")


@pytest.mark.parametrize("wide", [BESIDE, MIDDLE, NARROW])
def test_where_nothing_is_taken_the_axis_has_0_alone(wide: float):
    """A cap of 0 that stops the only unit: no fifths of a head."""
    view = view_of(caps_of(sent(), [a_cap(0)]), wide)
    axis = [mark.words for mark in texts_in(view) if "soft" in mark.kinds]

    assert [word for word in axis if word[0].isdigit()] == ["0"]


def test_an_axis_of_heads_names_whole_heads():
    """Of two heads at most there are no halves."""
    contingents = [pledge("EST-2", "Estonia", 2, heads_per_unit=1, drawn_from="Estonia", stock="own")]
    plan = a_plan(
        contingents=contingents,
        areas=[row("Areas", area="Estonia", nation="Estonia", own=4000)],
        drawdown_caps=[a_cap(2, counts="deployed")],
    )
    drawing = caps_drawing(drawdown_table(plan, kept(plan, ("EST-2", "Infantry", "Lviv", 1, 2))))
    axis = [mark.words for mark in texts_in(view_of(drawing)) if "soft" in mark.kinds]

    assert axis[-3:] == ["0", "1", "2"]


def test_where_there_is_no_cap_none_is_spoken_of():
    """Neither its title nor its legend says what a cap allows."""
    drawing = drawing_of(caps_of(estonians(1), []))

    assert drawing.title == "Heads taken from the front line, without any cap"
    assert "allowed by the cap" not in words_in(drawing.views[0])
    assert drawing.description == "A bar for the one stock without a cap, when most is taken."


def test_what_is_taken_without_a_cap_is_drawn_without_a_limit():
    view = view_of(caps_of(estonians(1), []))

    assert "450 no cap" in words_in(view)
    assert of_kind(view, "mark") == []
    assert told_marks(view, "front")[0].wide > 100


def test_caps_that_take_most_come_first_and_no_more_than_have_room():
    """A cap for each of thirty areas, from each of which one company of one head more goes."""
    names = [f"Area {at:02}" for at in range(MOST_CAPS + 6)]
    plan = a_plan(
        contingents=[
            pledge(f"C{at}", "Poland", heads_per_unit=100 + at, drawn_from=name, stock="own")
            for at, name in enumerate(names)
        ],
        areas=[row("Areas", area=name) for name in names],
        drawdown_caps=[a_cap(900, applies_to=name) for name in names],
    )
    ledger = kept(plan, *((f"C{at}", "Infantry", "Lviv", 1, 1) for at in range(len(names))))
    drawing = drawing_of(caps_drawing(drawdown_table(plan, ledger)))
    tips = [mark.tip for mark in told_marks(view_of(drawing, NARROW), "front")]

    assert len(tips) == MOST_CAPS
    assert tips[0].startswith(names[-1])
    assert drawing.description == (
        f"A bar for each of {MOST_CAPS} caps that are used or in the way, when most is taken; "
        "6 more in the table."
    )


def test_two_caps_of_one_name_are_told_apart_by_their_periods():
    """600 in period 1, 900 in period 2: of as many that are taken, that with more room stands first."""
    caps = [a_cap(600, last=1), a_cap(900, first=2)]
    drawing = caps_of(estonians(1, 1), caps, settings=TWO_PERIODS)
    tips = [mark.tip for mark in told_marks(view_of(drawing), "front")]

    assert tips == ["Estonia / own, 2: taken 450", "Estonia / own, 1: taken 450"]


def test_what_no_cap_limits_is_no_cap():
    """A cap of 0 on Estonia that a company takes from all the same, none on Latvia."""
    plan = a_plan(
        contingents=[estonian(units=2), pledge("LVA-1", "Latvia", drawn_from="Latvia", stock="own")],
        requirements=[need(600, role="infantry")],
        areas=[row("Areas", area=name, nation=name, own=4000) for name in ("Estonia", "Latvia")],
        drawdown_caps=[a_cap(0)],
    )
    uses = sent(("EST-1", "infantry", "Lviv", 1, 1), ("LVA-1", "Infantry", "Lviv", 1, 1))
    drawing = drawing_of(caps_drawing(drawdown_table(plan, keep_ledger(plan, uses))))

    assert drawing.description == (
        "A bar for the one cap that is used or in the way and for the one stock without a cap, "
        "when most is taken; 1 of 0 lets nobody leave."
    )


def test_where_nothing_is_taken_and_nobody_stopped_there_are_no_caps_to_draw():
    assert caps_of(sent(), [a_cap(5000)]) is None
    assert caps_of(to_lviv(1), [], areas=[]) is None
