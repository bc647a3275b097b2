"""A study on a terminal: 80 columns, one screen, and nothing unproved drawn as if it were."""

import io
import math
from dataclasses import replace
from decimal import Decimal

import pytest
from rich.cells import cell_len
from test_study_workbook import NAMES, STEPS, steps_page, withdrawals_page
from told_cases import a_grid, a_number, a_point, a_staircase, a_step, told_plan

from solver.cli.study_plot import plot
from solver.cli.study_text import study_renderables
from solver.plan.addresses import find_setting
from solver.results.terminal import PatientConsole
from solver.studies.sweep.number_range import NumberRange
from solver.studies.sweep.varied import VariedNumber
from solver.studies.told.sweep_page import sweep_page
from solver.text.numbers import money_apart


def shown(page, *, full=False, width=80):
    out = io.StringIO()
    console = PatientConsole(file=out, width=width, no_color=True, highlight=False)
    for each in study_renderables(page, width=width, full=full):
        console.print(each)
    return out.getvalue()


def drawn(page, width=90):
    return [line.plain for line in plot(page.chart, width)]


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize(
    "page",
    [steps_page(Marking="EXERCISE"), withdrawals_page(*NAMES, *(f"Nation {at}" for at in range(20)))],
    ids=["steps", "withdrawals"],
)
def test_no_line_is_wider_than_the_terminal(page, full):
    lines = shown(page, full=full).splitlines()

    assert max(map(cell_len, lines)) <= 80
    assert len(lines) < 50 or full


def test_the_answer_comes_first_under_its_marking():
    text = shown(steps_page(Marking="EXERCISE"))

    assert text.startswith("EXERCISE\nWhat does the cap on heads from Baltics buy?\n")
    assert text.index("Minimum shortfall comes to 16,000") < text.index("│")


def test_steps_are_level_lines_and_broken_where_they_are_not_proved():
    lines = drawn(sweep_page(told_plan(), STEPS))
    found = next(line for line in lines if line.startswith("15,550"))
    least = next(line for line in lines if line.startswith("15,200"))

    assert "╌╌╌" in found
    assert "──" not in found
    assert "···" in least
    assert lines[1].startswith("16,000 │───")


def test_a_grid_is_marks_at_the_values_that_were_looked_at():
    """9 at 0, 5 at 10, at most 5 at 20."""
    points = [a_point(9, 0, 0), a_point(5, 0, 0), a_point(5, 0, 0, lows=(4, 0, 0))]
    lines = drawn(sweep_page(told_plan(), a_grid(a_number(0, 20, step=10), *points)))

    assert lines[1].startswith("9 │●")
    assert [line.count("●") for line in lines if line.startswith("5 │")] == [1]
    assert [line.count("○") for line in lines if line.startswith("5 │")] == [1]
    assert [line.count("·") for line in lines if line.startswith("4 │")] == [1]


def test_bars_tell_what_is_not_proved_in_another_sign():
    """200 of 800 after all replan, of which 50 are open."""
    lines = drawn(withdrawals_page("France"), width=80)

    assert "█░" in lines[1]
    assert lines[1].endswith("≤ 200; 800")


def test_one_value_is_one_row():
    lines = drawn(sweep_page(told_plan(), a_staircase(a_step(0, 9, a_point(5, 4, 3)))))

    assert sum("│" in line for line in lines) == 1


def test_rows_that_are_left_out_are_counted_and_shown_where_all_are_asked_for():
    page = withdrawals_page(*(f"Nation {at}" for at in range(20)))

    assert "12 more; -v shows all of them." in shown(page)
    assert "more; -v" not in shown(page, full=True)
    assert "Nation 0" in shown(page, full=True)


def test_columns_without_room_are_named():
    assert "In the workbook also: " in shown(withdrawals_page("France"))
    assert "Repeat with" in shown(withdrawals_page("France"))


def test_a_title_without_room_goes_on_in_the_next_line():
    page = withdrawals_page("France", "Poland")
    first, *others = (line.plain for line in plot(page.chart, 40))

    assert first == "Minimum shortfall: how much worse"
    assert others[:2] == ["without each", "(weighted heads x periods)"]


def test_bars_without_room_are_counted_up_to_those_of_the_chart():
    """Twenty leave: the chart of the workbook has twelve, a screen eight of them."""
    text = shown(withdrawals_page(*(f"Nation {at}" for at in range(20))))

    assert "(the 12 worst of 20)" in text
    assert "4 more in the workbook's chart, all in its tables." in text


def test_hidden_signs_of_a_name_are_shown_as_their_numbers():
    text = shown(withdrawals_page("Fra\u202ence", "[red]x[/red]"))

    assert "\u202e" not in text
    assert "Fra\\u202ence" in text
    assert "[red]x[/red]" in text


def money_steps():
    """A budget from 500 m to 560 m in steps that tenths of a million do not tell apart."""
    number = VariedNumber(
        text="",
        cell="Settings!Budget per period!Value",
        column=find_setting("Budget per period"),
        range=NumberRange(Decimal(500_000_000), Decimal(560_000_000), None),
        direction="looser",
    )
    lows, highs = (500_000_000, 500_010_000, 503_126_000), (500_009_000, 503_125_000, 560_000_000)
    points = (a_point(9, 0, 0), a_point(8, 0, 0), a_point(7.5, 0, 0, lows=(7.25, 0, 0)))
    steps = [a_step(*step) for step in zip(lows, highs, points, strict=True)]
    return sweep_page(told_plan(), replace(a_staircase(*steps), numbers=(number,)))


def test_money_in_a_table_has_as_many_digits_as_tell_it_apart():
    table = shown(money_steps()).partition("Steps")[2]

    assert all(text in table for text in ("500.000 m", "500.009 m", "500.010 m", "503.125 m", "503.126 m"))
    assert "500.0 m" not in table


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([5e8, 5.6e8], ["500.0 m", "560.0 m"]),
        ([5e8, 5.031e8, 5.03125e8], ["500.00 m", "503.10 m", "503.13 m"]),
        ([1e6, 1e6 + 1, 3], ["1,000,000", "1,000,001", "3"]),
        ([5e8, 5e8 + 1e-6, math.nan], ["500.0 m", "500.0 m"]),
    ],
)
def test_money_is_told_apart_with_the_fewest_digits(values, texts):
    assert list(money_apart(values).values()) == texts


def test_every_axis_has_a_number_at_both_ends():
    """Of many values on few rows no row has one of its own."""
    values = [1000 + at / 10 for at in range(100)]
    answer = a_grid(a_number(0, 99, step=1), *(a_point(value, 0, 0) for value in values))
    lines = drawn(sweep_page(told_plan(), answer))
    sides = [line.partition("│")[0].strip() for line in lines if "│" in line]

    assert (sides[0], sides[-1]) == ("1,009.9", "1,000")
    assert lines[-1].split()[0] == "0"
    assert lines[-1].split()[-1] == "99"


def test_what_is_not_drawn_is_not_explained():
    unknown = a_grid(a_number(0, 10, step=10), a_point(9, 0, 0), a_point(5, 0, 0, lows=(-math.inf, 0, 0)))

    assert "Hollow: found, not proved.\n" in shown(sweep_page(told_plan(), unknown))
    assert "dots" not in shown(sweep_page(told_plan(), unknown))
    assert "dots" in shown(steps_page())
