"""Habits of Excel users, tried at random: the plan stays the same, or a finding names the cell."""

from __future__ import annotations

from collections import Counter

import pytest
from oracle.random_seeds import seeds

from solver.errors import Finding, Place

from .books import EXAMPLE, KINDS
from .draft import Touch
from .judge import Outcome, outcome, verdict
from .rounds import HABITS, plain, play

ROUNDS, SHARES = len(seeds(24)), 8
CAP = ("estonia", "own", 600.0)
ROW_4 = Touch("a cell in row 4", ("Drawdown caps",), frozenset({4}), "E")


@pytest.mark.parametrize("share", range(SHARES))
def test_no_habit_gets_through_in_silence(share):
    """Each round its own dice; ``python -m tests.habits --only`` shows one of them again."""
    played = [play(1, number) for number in range(share, ROUNDS, SHARES)]

    assert [str(each) for each in played if each.failure] == []


def test_the_example_is_the_same_when_openpyxl_has_saved_it():
    """Otherwise every round on the example would find fault with the saving."""
    assert plain("example").tables == outcome(EXAMPLE).tables


@pytest.mark.parametrize("kind", KINDS)
def test_the_workbooks_have_no_errors_before_a_habit(kind):
    """A habit is judged by what it adds."""
    assert plain(kind).errors == ()


def test_the_same_number_plays_the_same_round():
    """So that a failure can be looked at."""
    one, other = play(3, 5), play(3, 5)

    assert (one.habit, one.book, one.touched) == (other.habit, other.book, other.touched)


def test_habits_have_names_of_their_own():
    assert [name for name, count in Counter(habit.name for habit in HABITS).items() if count > 1] == []


# The judge


def an_outcome(*findings: Finding, cap: tuple[object, ...] | None = CAP, errors: bool = False) -> Outcome:
    """A plan of nothing but a cap."""
    caps = Counter([cap] if cap else [])
    empty: Counter[tuple[object, ...]] = Counter()
    return Outcome(
        None if errors else {"drawdown_caps": caps}, findings, {"drawdown_caps": caps, "backfill": empty}
    )


def said(row: int, *, severity: str = "warning", message: str = "odd") -> Finding:
    """A finding on the sheet of caps."""
    place = Place(sheet="Drawdown caps", row=row, column="Cap heads")
    return Finding(place=place, message=message, severity="error" if severity == "error" else "warning")


def test_a_plan_that_stays_the_same_is_as_it_should_be():
    assert verdict(an_outcome(), an_outcome(), ROW_4) == ""


def test_a_change_without_a_word_got_through():
    assert "changed without a word" in verdict(an_outcome(), an_outcome(cap=None), ROW_4)


def test_a_change_named_only_elsewhere_got_through():
    """Row 4 was touched, row 7 is named."""
    assert "changed without a word" in verdict(an_outcome(), an_outcome(said(7), cap=None), ROW_4)


def test_an_error_elsewhere_only_got_through():
    assert "errors elsewhere only" in verdict(
        an_outcome(), an_outcome(said(7, severity="error"), errors=True), ROW_4
    )


def test_a_cap_that_is_lost_with_a_warning_got_through():
    """Protection must not vanish by a warning."""
    assert "protection changed by a warning only" in verdict(
        an_outcome(), an_outcome(said(4), cap=None), ROW_4
    )


def test_an_error_at_the_cell_is_as_it_should_be():
    assert verdict(an_outcome(), an_outcome(said(4, severity="error"), errors=True), ROW_4) == ""


def test_a_finding_may_name_the_row_among_others():
    """One finding for a block of rows will do."""
    block = said(2, severity="error", message="rows 2-5, 9 hold only a status")

    assert verdict(an_outcome(), an_outcome(block, errors=True), ROW_4) == ""


def test_what_was_found_before_the_habit_does_not_count():
    """The same warning stood there without it."""
    before, after = an_outcome(said(4)), an_outcome(said(4), cap=None)

    assert "changed without a word" in verdict(before, after, ROW_4)


def test_one_name_in_two_spellings_got_through():
    """Plain equality compares names, so they must be spelled alike in every table."""
    after = Outcome({}, (), {}, ("['ESTONIA', 'Estonia']",))

    assert "one name in two spellings" in verdict(an_outcome(), after, ROW_4)
