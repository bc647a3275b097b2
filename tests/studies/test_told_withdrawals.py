"""Withdrawals as a page: worst first, nobody called indispensable or spared without proof."""

from test_study_text import shown
from told_cases import a_pair, a_point, lacks, told_plan, withdrawn, without

from solver.studies.told.withdraw_page import withdraw_page

BASE = a_point(100, 200, 50, lacking=(lacks("Lviv", "Infantry", 100, 200),))


def the_page(*singles, base=BASE, **more):
    return withdraw_page(told_plan(), withdrawn(*singles, base=base, **more))


def test_the_worst_comes_first_with_what_it_costs_before_and_after_all_replan():
    page = the_page(
        without("Estonia", 100, 230, 50, if_nobody=(150, 260, 50)),
        without("France", 400, 500, 50, if_nobody=(900, 1000, 50)),
    )
    table = page.tables[0].frame

    assert table["Leaves"].tolist() == ["France", "Estonia"]
    assert table["Minimum shortfall if nobody replans"].tolist() == [900, 150]
    assert table["Minimum shortfall after all replan"].tolist() == [400, 100]
    assert "As it stands: minimum shortfall 100; target shortfall 200." in page.tables[0].note
    assert page.sentences[0] == (
        "France is missed most: without it minimum shortfall rises from 100 to 400 weighted heads x periods "
        "even after all replan; if nobody replans it comes to 900."
    )


def test_only_the_ranks_before_drawdown_have_columns():
    assert "Drawdown after all replan" not in the_page(without("Estonia", 100, 200, 60)).tables[0].frame


def test_who_may_be_matched_by_another_is_missed_most_only_as_far_as_was_found():
    """Poland's 300 is a plan; no plan of France's is proved to be above 250."""
    page = the_page(
        without("France", 400, 500, 50, lows=(250, 0, 0)),
        without("Poland", 300, 500, 50),
    )

    assert page.sentences[0].startswith("As far as was found France is missed most")
    assert "to at most 400 weighted heads x periods, at least 250" in page.sentences[0]


def test_a_loss_that_is_not_proved_is_not_called_a_rise():
    page = the_page(without("France", 400, 500, 50, lows=(90, 0, 0)))

    assert "that it grows is not proved" in page.sentences[0]
    assert "rises" not in page.sentences[0]
    assert page.sentences[-1] == "0 of 1 withdrawal is proved."
    assert page.tables[0].frame["Minimum shortfall after all replan, at least"].tolist() == [90]


def test_not_missed_are_those_without_whom_no_shortfall_grows():
    page = the_page(
        without("Canada", 100, 200, 70),
        without("Japan", 100, 200, 50),
        without("France", 400, 500, 50),
    )

    assert page.sentences[1] == (
        "Once all have replanned, neither minimum shortfall nor target shortfall grows without Canada and "
        "Japan (each alone)."
    )


def test_nobody_is_called_spared_where_the_plan_as_it_stands_is_not_proved():
    """The best plan may lack 80: then 100 without Japan is a loss."""
    base = a_point(100, 200, 50, lows=(80, 0, 0))

    assert not any(
        "grows without" in each for each in the_page(without("Japan", 100, 200, 50), base=base).sentences
    )


def test_without_a_plan_is_the_worst_and_has_its_reason():
    page = the_page(
        without("France", 400, 500, 50),
        without("Poland", status="infeasible", proved=True, reason="Locks!E2 asks for Polish units."),
    )

    assert page.tables[0].frame["Leaves"].tolist() == ["Poland", "France"]
    assert page.tables[0].frame["Why no plan"].tolist() == ["Locks!E2 asks for Polish units.", ""]
    assert page.sentences[0] == "Without Poland there is no plan."


def test_what_could_not_be_solved_stands_last_and_is_no_proof():
    page = the_page(
        without("Poland", status="failed", proved=False, reason="its process died twice"),
        without("France", 400, 500, 50),
    )

    assert page.tables[0].frame["Proof"].tolist() == ["proved", "not solved"]
    assert page.sentences[0].startswith("As far as was found France")
    assert any("Poland" in note for note in page.notes)


def test_where_more_lacks_is_named_the_largest_three():
    """Lviv / Infantry lacks 100 more, four other places 40, 30, 20 and 10."""
    found = [lacks("Lviv", "Infantry", 100, 300)]
    found += [lacks(f"Site {more}", "Medical", 0, more) for more in (10, 40, 20, 30)]
    table = the_page(without("France", 400, 500, 50, lacking=tuple(found))).tables[0].frame

    assert table["Where more lacks after all replan"].tolist() == [
        "Infantry at Lviv 100; Medical at Site 40 40; Medical at Site 30 30; and 2 more"
    ]


def test_rules_that_break_if_nobody_replans_are_counted_and_the_first_two_named():
    table = the_page(without("France", 400, 500, 50, broken=("one", "two", "three"))).tables[0].frame

    assert table["Rules broken if nobody replans"].tolist() == [3]
    assert table["Which rules"].tolist() == ["one; two; three"]


def test_pairs_that_hurt_beyond_their_sum_stand_first_and_are_told():
    page = the_page(
        without("France", 400, 500, 50),
        without("Poland", 300, 500, 50),
        pairs=[a_pair("France", "Spain", 900, 900, 50), a_pair("France", "Poland", 700, 900, 50, beyond=60)],
    )
    pairs = page.tables[1].frame

    assert pairs["and"].tolist() == ["Poland", "Spain"]
    assert pairs["by at least"].tolist() == ["60", ""]
    assert page.sentences[-1] == (
        "France and Poland together hurt more than both alone added up, in minimum shortfall by at least 60."
    )


def test_the_answer_shows_the_five_worst_pairs_and_names_their_sheet():
    pairs = [a_pair("France", f"Nation {at}", 700 + at, 900, 50, beyond=60 + at) for at in range(7)]
    page = the_page(without("France", 400, 500, 50), pairs=pairs)
    text = shown(page)

    [short] = page.short
    assert (short.title, short.frame["and"].tolist()) == ("Pairs", [f"Nation {at}" for at in range(6, 1, -1)])
    assert "so do 6 other pairs (sheet Pairs)" in page.sentences[-1]
    assert "Nation 2" in text
    assert "Nation 1" not in text
    assert "Sheet Pairs of the workbook has all 7 rows and more columns; -v shows them, too." in text
    assert "Nation 1" in shown(page, full=True)


def test_pairs_that_hurt_no_more_than_both_alone_are_shown_by_what_they_come_to():
    """No column is blank."""
    page = the_page(without("France", 400, 500, 50), pairs=[a_pair("France", "Spain", 900, 950, 50)])

    assert list(page.short[0].frame.columns) == [
        "No",
        "Leaves",
        "and",
        "Minimum shortfall",
        "Target shortfall",
    ]


def test_the_unit_is_told_once():
    """Where the first sentence has none, the pair has it."""
    pairs = [a_pair("France", "Poland", 700, 900, 50, beyond=60)]
    rises, lost = (
        " ".join(the_page(single, pairs=pairs).sentences)
        for single in (without("France", 400, 500, 50), without("France", status="infeasible", proved=True))
    )

    assert rises.count("weighted heads x periods") == 1
    assert "by at least 60 weighted heads x periods." in lost


def test_how_far_the_plan_as_it_stands_is_proved_is_said():
    notes = " ".join(
        the_page(without("Japan", 100, 200, 50), base=a_point(100, 200, 50, lows=(100, 80, 0))).notes
    )

    assert "proved to be the best up to minimum shortfall, not in the ranks after it" in notes


def test_the_chart_shows_the_twelve_worst_and_what_of_them_is_not_proved():
    singles = [without(f"Nation {at}", 100 + at, 200, 50, if_nobody=(300, 300, 50)) for at in range(1, 20)]
    singles.append(without("France", 400, 500, 50, lows=(250, 0, 0), if_nobody=(900, 900, 50)))
    replanned, at_once = the_page(*singles).chart.series

    assert len(replanned.points) == 12
    assert (replanned.points[0].at, replanned.points[0].value, replanned.points[0].low) == (
        "France",
        300,
        150,
    )
    assert at_once.points[0].value == 800
    assert [point.proved for point in replanned.points] == [False, *[True] * 11]


def test_a_rank_that_a_search_did_not_reach_is_as_its_plan_has_it_and_not_proved():
    """The search ended in the first rank; the plan that it had lacks 900 of the targets."""
    reached = {"minimum shortfall": 400.0, "target shortfall": 900.0, "drawdown": 50.0}
    found = without(
        "France", 400, if_nobody=(900, 1000, 50), status="feasible", proved=False, measures=reached
    )
    table = the_page(found).tables[0].frame

    assert table["Target shortfall after all replan"].tolist() == [900]
    assert table["Proof"].tolist() == ["up to minimum shortfall"]


def test_what_is_proved_in_the_shortfalls_alone_is_told_apart():
    """France's drawdown is open; both of its shortfalls are proved."""
    page = the_page(without("France", 400, 500, 50, lows=(400, 500, 10)), without("Poland", 300, 400, 50))

    assert (
        page.sentences[-1]
        == "All 2 withdrawals are proved in minimum shortfall and target shortfall, 1 in every rank."
    )
    assert page.notes[-1] == "Not proved in every rank: France (up to target shortfall)."
