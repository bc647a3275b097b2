"""A sweep as a page: each sentence is as strong as what was proved, each row says what was found."""

import math

import pytest
from told_cases import CELL, a_grid, a_number, a_point, a_staircase, a_step, no_plan, told_plan

from solver.studies.told.sweep_page import sweep_page

OPEN = {"lows": (15_000, 0, 0), "proved": False}
"""The first rank is at least 15,000; of those behind it nothing is known."""


def three_steps(**last):
    return a_staircase(
        a_step(0, 599, a_point(16_000, 17_000, 0)),
        a_step(600, 2149, a_point(15_550, 16_800, 1_800)),
        a_step(2150, 3000, a_point(15_550, 16_700, 1_800, **last), proved=not last),
    )


def rows(table):
    return table.frame.to_dict("records")


def test_the_first_sentence_tells_the_first_rank_that_varies_over_every_value():
    page = sweep_page(told_plan(), three_steps())

    assert page.title == "What does the cap on heads from Baltics buy?"
    assert page.sentences == (
        "Minimum shortfall comes to 16,000 weighted heads x periods from 0 to 599 heads and to 15,550 from "
        "600 to 3,000.",
        "From 2,150 heads on, more changes nothing, as far as 3,000.",
        "All of it is proved, for every value between.",
    )


def test_a_step_that_is_not_proved_is_told_as_at_most_and_at_least():
    page = sweep_page(told_plan(), three_steps(**OPEN))

    assert "to at most 15,550, at least 15,000 from 2,150 to 3,000" in page.sentences[0]
    assert not any("changes nothing" in sentence for sentence in page.sentences)
    assert page.sentences[-1] == "Not proved in every rank: from 2,150 to 3,000 heads."
    assert [point.proved for point in page.chart.series[0].points] == [True, True, False]
    assert page.chart.series[0].points[-1].low == 15_000


def test_of_ranks_behind_one_that_is_open_nothing_is_told_at_least():
    """The second rank has a bound of 0, which holds only where the first comes to 15,550."""
    table = sweep_page(told_plan(), three_steps(**OPEN)).tables[0]

    assert [math.isnan(each) for each in table.frame["Minimum shortfall, at least"]] == [True, True, False]
    assert "Target shortfall, at least" not in table.frame
    assert table.frame["Proof"].tolist() == ["proved", "proved", "not proved"]


def test_a_staircase_is_one_row_a_step_with_the_options_that_repeat_it():
    answer = a_staircase(
        a_step(0, 599, no_plan(overrides=(f"{CELL}=0",))),
        a_step(
            600,
            3000,
            a_point(
                15_550, 0, 0, overrides=(f"{CELL}=600",), measures={"force": 9.0, "taken from Estonia": 7.0}
            ),
        ),
    )
    first, second = rows(sweep_page(told_plan(), answer).tables[0])

    assert (first["From (heads)"], first["To (heads)"], first["Proof"]) == (0, 599, "no plan: proved")
    assert first["Why no plan"] == "Locks!E2 asks for 2 units of 1."
    assert math.isnan(first["Minimum shortfall"])
    assert (second["Minimum shortfall"], second["Force (heads)"], second["Taken from Estonia (heads)"]) == (
        15_550,
        9,
        7,
    )
    assert second["Repeat with"] == f"--set '{CELL}=600'"


def test_where_there_is_no_plan_the_sentence_says_so():
    answer = a_staircase(a_step(0, 599, no_plan()), a_step(600, 3000, a_point(5, 0, 0)))
    page = sweep_page(told_plan(), answer)

    assert page.sentences[0] == (
        "Minimum shortfall comes to 5 weighted heads x periods from 600 to 3,000 heads; from 0 to 599 there "
        "is no plan."
    )
    assert any("Locks!E2" in note for note in page.notes)


def test_a_number_that_tightens_costs_and_its_first_step_costs_nothing():
    answer = a_staircase(
        a_step(0, 40, a_point(5, 0, 0)), a_step(41, 90, a_point(9, 0, 0)), direction="tighter"
    )
    page = sweep_page(told_plan(), answer)

    assert page.title.endswith("cost?")
    assert page.sentences[1] == "Up to 40 heads it costs nothing."


def test_a_stretch_that_was_not_looked_at_is_named():
    between = a_point(9, 0, 0, lows=(5, 0, 0))
    answer = a_staircase(
        a_step(0, 10, a_point(9, 0, 0)),
        a_step(11, 19, between, proved=False, complete=False),
        a_step(20, 30, a_point(5, 0, 0)),
    )
    page = sweep_page(told_plan(), answer)

    assert page.tables[0].frame["Not looked at"].tolist() == ["", "11 to 19", ""]
    assert "1 stretch was not looked at" in page.sentences[-1]


def test_a_number_that_changes_nothing_is_told_so_only_where_all_is_proved():
    same = a_step(0, 9, a_point(5, 4, 3))
    still_open = a_step(0, 9, a_point(5, 4, 3, lows=(2, 0, 0)), proved=False)

    assert (
        sweep_page(told_plan(), a_staircase(same)).sentences[0].startswith("It changes nothing from 0 to 9")
    )
    assert "No change was found" in sweep_page(told_plan(), a_staircase(still_open)).sentences[0]


def test_many_steps_are_told_by_their_ends_and_the_largest_change():
    """100, 90, 50, 40, 30, 20: five changes, of which that to 50 is the largest."""
    values = (100, 90, 50, 40, 30, 20)
    steps = [a_step(10 * at, 10 * at + 9, a_point(value, 0, 0)) for at, value in enumerate(values)]

    assert sweep_page(told_plan(), a_staircase(*steps)).sentences[0] == (
        "Minimum shortfall goes from 100 weighted heads x periods at 0 heads to 20 at 59 in 5 changes; the "
        "largest, of 40, comes at 20."
    )


def test_a_grid_claims_only_the_values_that_were_looked_at():
    answer = a_grid(a_number(0, 20, step=10), a_point(9, 0, 0), a_point(5, 0, 0), a_point(5, 0, 0))
    page = sweep_page(told_plan(), answer)

    assert page.sentences == (
        "Of the values looked at: minimum shortfall comes to 9 weighted heads x periods at 0 heads and to 5 "
        "from 10 to 20.",
        "All 3 values are proved; values between them were not looked at.",
    )
    assert page.tables[0].frame["Cap on heads from Baltics"].tolist() == [0, 10, 20]
    assert page.chart.kind == "scatter"


def test_two_numbers_are_a_matrix_whose_cells_are_numbers_only_where_they_are_proved():
    points = [a_point(9, 0, 0), a_point(7, 0, 0), no_plan(), a_point(5, 0, 0, lows=(4, 0, 0))]
    second = a_number(1, 2, cell="Drawdown caps!Finland!Cap heads", step=1)
    page = sweep_page(told_plan(), a_grid(a_number(0, 10, step=10), *points, second=second))
    grid = page.tables[0].frame

    assert grid.iloc[:, 0].tolist() == [0, 10]
    assert grid["1"].tolist() == [9, 7]
    assert grid["2"].tolist() == ["no plan: proved", "≤ 5"]
    assert len(page.tables[1].frame) == 4
    assert [series.name for series in page.chart.series] == ["Cap heads 1", "Cap heads 2"]
    assert "at most 5 weighted heads x periods, at least 4" in page.sentences[0]


def test_a_frontier_is_its_own_table_and_chart():
    """Of (9, 10), (5, 30), (7, 40) the last is beaten by (5, 30) in both."""
    pairs = [(9.0, 10.0), (5.0, 30.0), (7.0, 40.0)]
    points = [
        a_point(first, 0, 0, measures={"minimum shortfall": first, "drawdown": second})
        for first, second in pairs
    ]
    answer = a_grid(a_number(0, 20, step=10), *points)
    page = sweep_page(told_plan(), answer, ("minimum shortfall", "drawdown"))

    assert page.tables[0].frame[["Minimum shortfall", "Drawdown"]].to_numpy().tolist() == [[5, 30], [9, 10]]
    frontier, others = page.chart.series
    assert [(point.at, point.value) for point in frontier.points] == [(5, 30), (9, 10)]
    assert [(point.at, point.value) for point in others.points] == [(7, 40)]


@pytest.mark.parametrize("status", ["no_plan", "failed", "refused"])
def test_what_was_not_solved_is_never_called_a_proof(status):
    answer = a_grid(
        a_number(0, 10, step=10),
        a_point(status=status, proved=False, reason="no time left"),
        a_point(5, 0, 0),
    )
    page = sweep_page(told_plan(), answer)

    assert page.tables[0].frame["Proof"].iloc[0] in ("no plan found", "not solved", "refused")
    assert page.sentences[-1].startswith("1 of 2 values is proved")
    assert page.sentences[0].endswith(
        "comes to 5 weighted heads x periods at 10 heads; at 0 no plan was found."
    )
    assert page.notes[-1] == "No plan was found at 1 of 2 values. The first: no time left"
