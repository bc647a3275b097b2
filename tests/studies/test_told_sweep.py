"""A sweep as a page: each sentence is as strong as what was proved, each row says what was found."""

import math
from dataclasses import replace

import pytest
from small_plans import ONE_COMPANY, a_plan, pledge, ranked
from told_cases import CELL, RANKS, a_grid, a_number, a_point, a_staircase, a_step, no_plan, told_plan

from solver import schema
from solver.plan.addresses import find_setting
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
        "Today (as the workbook stands): minimum shortfall 15,550.",
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
    assert page.sentences[2] == "Up to 40 heads it costs nothing."


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
        "Today (as the workbook stands): minimum shortfall 9.",
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


@pytest.mark.parametrize(
    ("cap", "told"),
    [
        ({"Cap share": 0.5}, "Cap heads blank, "),
        ({"Cap heads": 0}, "Cap heads 0, "),
        ({"Cap heads": "1500"}, "Cap heads 1,500, "),
    ],
)
def test_a_sweep_says_which_value_the_workbook_has_and_what_it_comes_to(cap, told):
    page = sweep_page(capped(**cap), three_steps())

    assert page.sentences[1] == f"Today (as the workbook stands): {told}minimum shortfall 15,550."


def test_a_blank_that_counts_as_a_number_says_as_which():
    """A nation's dwell ratio is 2 where nothing is typed; Open sites at most has no number then."""
    ratio = replace(a_number(1, 3), cell="Nations!Poland!Dwell ratio", column=DWELL)
    sites = replace(a_number(1, 3), cell="Settings!Open sites at most!Value", column=SITES)

    assert "Dwell ratio blank (counts as 2), " in today(ratio, nations=[{"Nation": "Poland"}])
    assert "Open sites at most blank, " in today(sites)
    assert "Open sites at most 4, " in today(sites, settings={"Open sites at most": 4})


def test_different_values_of_several_rows_are_named():
    caps = [{"Applies to": name, "Cap heads": heads} for name, heads in (("Baltics", 5), ("Finland", 7))]
    number = replace(a_number(1, 3), cell="Drawdown caps!*!Cap heads")

    assert "Cap heads by row 5; 7, " in today(number, areas=AREAS, drawdown_caps=caps)


def test_today_without_a_plan_is_told_and_as_sure_as_it_is():
    answer = three_steps()

    assert "no plan is possible." in sweep_page(told_plan(), replace(answer, base=no_plan())).sentences[1]
    unknown = a_point(status="no_plan", proved=False)
    assert "no plan was found." in sweep_page(told_plan(), replace(answer, base=unknown)).sentences[1]


def test_another_number_of_the_same_row_that_limits_as_well_is_told():
    told = sweep_page(capped(**{"Cap heads": 500, "Cap share": 0.25}), three_steps()).notes
    (note,) = (each for each in told if "tighter" in each)

    assert note == (
        "In the same row stands Cap share 25 % (Baltics): the tighter of the two holds, so where Cap heads "
        "changes nothing any more, Cap share may be what binds."
    )
    assert not any(
        "tighter" in each for each in sweep_page(capped(**{"Cap heads": 500}), three_steps()).notes
    )


def test_rows_that_say_for_themselves_what_a_setting_says_for_the_others_are_told():
    largest = replace(a_number(0, 1), cell="Settings!Largest share!Value", column=LARGEST)
    nations = [{"Nation": "Poland", "Largest share": 0.4}]
    page = sweep_page(plan_with(nations=nations), of_number(largest))

    assert (
        "Largest share on sheet Nations is given for Poland 40 %: that holds there, whatever Largest share "
        "of Settings is." in page.notes
    )


def test_a_row_that_is_not_enabled_is_no_limit_and_others_are_called_by_all_that_names_them():
    caps = [
        {"Applies to": "Baltics", "Stock": "own", "Counts": "deployed", "Cap heads": 5, "Cap share": 0.2},
        {"Applies to": "Finland", "Counts": "deployed", "Cap share": 0.3, "Enabled": "no"},
    ]
    number = replace(a_number(1, 3), cell="Drawdown caps!*!Cap heads")
    page = sweep_page(plan_with(areas=AREAS, drawdown_caps=caps), of_number(number))

    assert any("stands Cap share 20 % (Baltics / own): the tighter" in note for note in page.notes)


def test_a_nation_whose_contingent_says_for_itself_is_told_only_of_its_own():
    """POL-INF is Poland's."""
    sweep = {}
    for nation in ("Poland", "Estonia"):
        number = replace(a_number(1, 3), cell=f"Nations!{nation}!Dwell ratio", column=DWELL)
        nations = [{"Nation": name} for name in ("Poland", "Estonia")]
        sweep[nation] = sweep_page(
            plan_with(nations=nations, contingents=[pledge(dwell_ratio=3)]), of_number(number)
        )

    assert any(
        "Dwell ratio on sheet Contingents is given for POL-INF 3: " in note for note in sweep["Poland"].notes
    )
    assert not any("on sheet Contingents" in note for note in sweep["Estonia"].notes)


def test_a_table_says_of_steps_that_are_not_proved_that_they_are_bounds():
    proved = sweep_page(told_plan(), three_steps()).tables[0].note
    still_open = sweep_page(told_plan(), three_steps(**OPEN)).tables[0].note

    assert "between From and To the ranks stay as they are" in proved
    assert "Where it is proved, the ranks stay as they are" in still_open
    assert "the search's, not the number's" in still_open
    assert "it is blank where the rank is proved, and where nothing is known" in still_open
    assert "blank" not in proved


def test_plans_that_tie_on_a_frontier_are_all_told_and_drawn_once():
    page = frontier_of((9.0, 10.0), (5.0, 30.0), (5.0, 30.0))

    assert page.tables[0].frame["Cap on heads from Baltics"].tolist() == [10, 20, 0]
    assert page.sentences[0].startswith("All 3 plans are on the frontier, that is, no other is better")
    assert len(page.chart.series[0].points) == 2


def test_one_best_plan_and_several_that_are_the_same_are_told_apart():
    assert (
        frontier_of((5.0, 3.0), (6.0, 4.0), (7.0, 4.0))
        .sentences[0]
        .startswith("One of 3 plans is at least as good as all others in both: ")
    )
    assert (
        frontier_of((5.0, 3.0), (6.0, 4.0), (5.0, 3.0))
        .sentences[0]
        .startswith("2 of 3 plans are at least as good as all others in both: ")
    )
    assert frontier_of(*[(5.0, 3.0)] * 3).sentences[0].startswith("All 3 plans come to the same in both: ")


def test_the_headline_of_a_frontier_is_no_surer_than_its_plans():
    """The first rank of each is proved, the second, which is a measure, is open."""
    page = frontier_of((9.0, 10.0), (5.0, 30.0), (7.0, 40.0), settled=1)

    assert "that is, as far as was found no other is better" in page.sentences[0]
    assert page.sentences[1] == (
        "Today (as the workbook stands): minimum shortfall 9, target shortfall 10 (as far as was found)."
    )
    assert not any(point.proved for series in page.chart.series for point in series.points)


def test_plans_that_are_proved_in_both_measures_are_drawn_and_told_as_proved():
    """The third rank, which is no measure, is open."""
    page = frontier_of((9.0, 10.0), (5.0, 30.0), (7.0, 40.0), settled=2)

    assert "that is, no other is better" in page.sentences[0]
    assert page.sentences[1].endswith("minimum shortfall 9, target shortfall 10.")
    assert all(point.proved for series in page.chart.series for point in series.points)


def test_a_frontier_names_its_columns_apart_where_the_final_plan_differs_from_the_rank():
    point = a_point(9, 10, 0, measures={"minimum shortfall": 9.0, "target shortfall": 10.5})
    later = replace(
        point, objectives=tuple(replace(each, final=each.value + 0.5) for each in point.objectives)
    )
    answer = a_grid(a_number(0, 0, step=1), later)
    table = sweep_page(told_plan(), answer, ("minimum shortfall", "target shortfall")).tables[0]

    assert list(table.frame)[:2] == [
        "Minimum shortfall in the final plan",
        "Target shortfall in the final plan",
    ]


AREAS = [{"Area": "Baltics", "Own": 3000}, {"Area": "Finland", "Own": 3000}]
DWELL = schema.sheet("Nations").column("Dwell ratio")
SITES, LARGEST = find_setting("Open sites at most"), find_setting("Largest share")


def plan_with(**sheets):
    return a_plan(ONE_COMPANY, priorities=ranked(*RANKS), **sheets)


def capped(**cap):
    caps = [{"Applies to": "Baltics", "Counts": "deployed", **cap}]
    return plan_with(areas=AREAS, drawdown_caps=caps)


def of_number(number):
    answer = three_steps()
    return replace(answer, numbers=(number,))


def today(number, **sheets):
    return sweep_page(plan_with(**sheets), of_number(number)).sentences[1]


def frontier_of(*pairs, settled=3):
    """Plans that come to these two; ``settled``: how many of the three ranks are proved."""
    points = [
        a_point(
            *pair,
            7,
            lows=None if settled == 3 else ([*pair, 7][:settled] + [-math.inf] * (3 - settled)),
            measures={"minimum shortfall": pair[0], "target shortfall": pair[1]},
        )
        for pair in pairs
    ]
    answer = a_grid(a_number(0, 10 * len(pairs) - 10, step=10), *points)
    return sweep_page(told_plan(), answer, ("minimum shortfall", "target shortfall"))


@pytest.mark.parametrize("pair", [None, ("minimum shortfall", "target shortfall")])
def test_a_question_begins_with_a_capital_letter_where_the_plan_has_no_name(pair):
    page = sweep_page(told_plan(), a_grid(a_number(0, 0, step=1), a_point(9, 0, 0)), pair)

    assert page.question[:5] in ("What ", "Which")
