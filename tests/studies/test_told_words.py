"""The words of sweeps and withdrawals: units, names of numbers and requirements, one and many, options."""

import re
import shlex
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal

import pytest
from small_plans import ONE_COMPANY, a_plan, ranked
from told_cases import a_grid, a_number, a_point, a_staircase, a_step, lacks, no_plan, withdrawn, without

from solver.errors import PlanError
from solver.results.objective_units import ONE, UNITS, unit_for, with_unit
from solver.results.tables import Show
from solver.schema import OBJECTIVES
from solver.studies.sweep.asked import measures_named
from solver.studies.sweep.direction import INFLUENCES
from solver.studies.sweep.varied import OF_THE_SEARCH
from solver.studies.told.losses import places_told
from solver.studies.told.names import in_cell, requirement_name, some_of
from solver.studies.told.number_phrases import PHRASES, number_phrase
from solver.studies.told.rank_words import RankWords, level_text, told_measure, told_ranks
from solver.studies.told.sweep_page import sweep_page
from solver.studies.told.withdraw_page import withdraw_page
from solver.text.commands import told_option, told_settings

COST = RankWords(name="cost", unit="EUR", show=Show.MONEY, currency="EUR")
HEADS = RankWords(name="heads", unit="heads x periods", show=Show.AMOUNT)

NUMBERS = [
    (sheet, column)
    for sheet, columns in INFLUENCES.items()
    for column in columns
    if not (sheet == "Settings" and column in OF_THE_SEARCH)
]


def plan_of(*objectives):
    return a_plan(ONE_COMPANY, priorities=ranked(*objectives))


def test_every_objective_has_a_unit_and_every_word_of_it_a_singular():
    words = {word for unit in UNITS.values() for word in unit.split(" ") if word.endswith("s")}

    assert list(UNITS) == list(OBJECTIVES)
    assert words - set(ONE) == {"nation's"}


def test_one_of_a_unit_is_told_in_the_singular():
    assert with_unit(1, "weighted heads x periods") == "1 weighted head x period"
    assert with_unit(2, "sites x periods") == "2 sites x periods"
    assert unit_for(1, "EUR") == "EUR"


@pytest.mark.parametrize(("sheet", "column"), NUMBERS)
def test_every_number_that_a_sweep_varies_has_words_of_its_own(sheet, column):
    cell = f"Settings!{column}!Value" if sheet == "Settings" else f"{sheet}!Somewhere!{column}"

    assert column in PHRASES[sheet]
    assert number_phrase(cell).startswith("the ")
    assert "!" not in number_phrase(cell)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("Drawdown caps!Baltics!Cap heads", "the cap on heads from Baltics"),
        ("drawdown caps ! Estonia / own ! cap heads", "the cap on heads from Estonia (own)"),
        ("Drawdown caps!#12!Cap heads", "the cap on heads from row 12 of Drawdown caps"),
        ("Nations!*!Deployable pool", "the deployable pool of each nation"),
        ("Requirements!Lviv / Infantry!Target", "the target of Infantry at Lviv"),
        ("Requirements!Lviv / Infantry / 2!Target", "the target of Infantry at Lviv from period 2"),
        ("Requirements!Lviv!Target", "the target of everything at Lviv"),
        ("Suitability!mech / Infantry!Effectiveness", "the effectiveness of mech as Infantry"),
        ("Settings!open sites at most!Value", "the number of sites that may be open"),
        ("Force!#3!Floor", "the floor of the force (row 3 of Force)"),
        ("Movement! /  / Lviv!Cost per head", "the movement cost per head of Lviv"),
    ],
)
def test_a_number_is_called_by_its_row_and_column_in_words(cell, words):
    assert number_phrase(cell) == words


def test_a_requirement_is_written_one_way():
    lacking = (lacks("Lviv", "Infantry", 300, 300),)
    page = withdraw_page(
        plan_of("minimum shortfall"),
        withdrawn(without("France", 400, 0, 0, lacking=lacking), base=a_point(100, 0, 0)),
    )

    assert page.tables[0].frame["Where more lacks after all replan"].tolist() == ["Infantry at Lviv 300"]
    assert requirement_name("Medical", "") == "Medical"


def test_names_of_several_take_the_verb_of_several():
    plan = plan_of("moves")
    answer = a_grid(a_number(0, 1, step=1), a_point(9), a_point(1))
    page = sweep_page(plan, answer)
    left = withdraw_page(plan, withdrawn(_left("moves", 4, 6), base=a_point(2)))

    assert page.sentences[0] == "Of the values looked at: moves come to 9 units at 0 heads and to 1 at 1."
    assert left.sentences[0] == (
        "France is missed most: without it moves rise from 2 to 4 units even after all replan; if nobody "
        "replans they come to 6."
    )


def _left(objective, replanned, if_nobody):
    """France's withdrawal, in one rank."""
    found = without("France", replanned, if_nobody=(0, 0, 0))
    fixed = replace(found.outcome.fixed, objectives={objective: if_nobody})
    return replace(found, outcome=replace(found.outcome, fixed=fixed))


def test_one_unit_and_one_head_are_told_as_one():
    page = sweep_page(plan_of("moves"), a_grid(a_number(1, 2, step=1), a_point(1), a_point(0)))

    assert page.sentences[0] == "Of the values looked at: moves come to 1 unit at 1 head and to 0 at 2."


def test_a_value_that_no_other_lies_between_leaves_nothing_unlooked_at():
    """Heads are counted in halves, too; sites are not."""
    of_heads = a_grid(a_number(1, 2, step=1), a_point(1), a_point(0))

    assert sweep_page(plan_of("moves"), of_heads).sentences[-1] == (
        "All 2 values are proved; values between them were not looked at."
    )


def test_bounds_are_rounded_away_from_what_would_be_claimed():
    """No plan costs less than 1,234.56 m; one of 1,240.01 m was found."""
    assert level_text(COST, 1_240_010_000, 1_239_990_000) == "at most 1.25 bn EUR, at least 1.23 bn EUR"
    assert level_text(HEADS, 100.04, 99.99, unit=True) == "at most 100.1 heads x periods, at least 99.9"
    assert level_text(HEADS, 100.0, 100.0, unit=True) == "100 heads x periods"


def test_bounds_in_tables_are_never_shown_as_more_than_they_are():
    """38,680.59 would be shown as 38,680.6, and 1,220.96 m as 1,221.0 m."""
    assert HEADS.least_in_cell(38_680.59) == pytest.approx(38_680.5)
    assert COST.least_in_cell(1_220_960_250) == 1_220_900_000


def test_shares_and_measures_say_of_what_they_are():
    plan = plan_of("worst shortfall", "target shortfall", "heads")

    assert told_ranks(plan)[0].text(0.125, unit=True) == "12.5 % of a target"
    assert [rank.header for rank in told_ranks(plan)] == [
        "Worst shortfall (% of a target)",
        "Target shortfall",
        "Heads (heads x periods)",
    ]
    assert told_measure(plan, "taken from Estonia").header == "Taken from Estonia (heads)"


def test_weighted_units_are_explained_where_they_are_shown():
    shown = a_grid(a_number(0, 1, step=1), a_point(9), a_point(1))

    assert any(
        note.startswith("Weighted heads") for note in sweep_page(plan_of("target shortfall"), shown).notes
    )
    assert not any(note.startswith("Weighted heads") for note in sweep_page(plan_of("moves"), shown).notes)


def test_ranks_that_are_told_are_the_shortfall_ranks():
    """All up to the last shortfall, whatever ranks between them."""
    assert places_told(plan_of("minimum shortfall", "drawdown", "target shortfall", "cost")) == (0, 1, 2)
    assert places_told(plan_of("minimum shortfall", "worst support", "drawdown")) == (0,)
    assert places_told(plan_of("drawdown", "cost")) == (0, 1)


def test_long_lists_end_with_how_many_more_there_are():
    """Nine stretches, every other one without a plan."""
    steps = [
        a_step(at, at, no_plan() if at % 2 else a_point(5, 0, 0, lows=(5 - at, 0, 0))) for at in range(18)
    ]
    sentence = sweep_page(plan_of("minimum shortfall"), a_staircase(*steps)).sentences[0]

    assert sentence.count("and 5 more") == 2
    assert some_of("abcde", 3) == "a, b, c and 2 more"
    assert some_of("abcd", 3) == "a, b, c and d"  # one more is named, too
    assert some_of("abc", 3) == "a, b and c"
    assert in_cell(["a, b", "c", "d", "e"], 2) == "a, b; c; and 2 more"
    assert in_cell(["a, b", "c", "d"], 2) == "a, b; c; d"


def test_a_chart_of_the_worst_says_of_how_many():
    singles = [without(f"Nation {at}", 100 + at, 0, 0) for at in range(1, 21)]
    page = withdraw_page(plan_of("minimum shortfall"), withdrawn(*singles, base=a_point(100, 0, 0)))
    few = withdraw_page(plan_of("minimum shortfall"), withdrawn(*singles[:3], base=a_point(100, 0, 0)))

    assert page.chart.title.endswith("(the 12 worst of 20)")
    assert "worst of" not in few.chart.title


def test_titles_name_the_number_and_what_it_does():
    page = sweep_page(plan_of("minimum shortfall"), a_staircase(a_step(0, 9, a_point(5, 0, 0))))
    second = a_number(1, 2, cell="Drawdown caps!Finland!Cap heads", step=1)
    both = a_grid(a_number(0, 1, step=1), *[a_point(1, 0, 0)] * 4, second=second)

    assert page.title == "What does the cap on heads from Baltics buy?"
    assert any("is Drawdown caps!Baltics!Cap heads" in note for note in page.notes)
    assert sweep_page(plan_of("minimum shortfall"), both).title == (
        "What do the cap on heads from Baltics and the cap on heads from Finland buy together?"
    )
    assert sweep_page(plan_of("minimum shortfall"), both, ("target shortfall", "cost")).title == (
        "Target shortfall against cost"
    )


AWKWARD = ("Sites!Lviv!Open=no", "Drawdown caps!*!Cap heads=0", 'Sites!L\'viv "$HOME" `x` \\!Capacity=5')


@pytest.mark.parametrize("setting", AWKWARD)
def test_a_told_option_is_one_word_of_a_shell(setting):
    assert shlex.split(told_option("--set", setting)) == ["--set", setting]
    assert shlex.split(told_settings([setting, "A!b!c=1"])) == ["--set", setting, "--set", "A!b!c=1"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")
@pytest.mark.parametrize("setting", AWKWARD)
def test_a_told_option_can_be_pasted_into_bash(setting):
    """A shell that somebody types into replaces what stands behind ``!`` between double quotes."""
    typed = f"set -o history\nset -o histexpand\nprintf '<%s>' {told_option('--set', setting)}\n"
    said = subprocess.run(
        ["bash", "--norc"], input=typed, capture_output=True, text=True, check=True, timeout=20
    )

    assert said.stdout == f"<--set><{setting}>"


@pytest.mark.parametrize(
    "text",
    [
        "taken from Baltics, north,cost",
        "taken from Baltics, north; cost",
        "TAKEN FROM Baltics, north , Cost",
    ],
)
def test_a_measure_whose_name_has_a_comma_can_be_named(text):
    assert measures_named(_with_area("Baltics, north"), text) == ("taken from Baltics, north", "cost")


@pytest.mark.parametrize("text", ["cost", "cost,cost", "cost,heads,moves"])
def test_other_than_two_measures_are_refused_with_how_to_part_them(text):
    with pytest.raises(PlanError, match="semicolon where a name has commas"):
        measures_named(_with_area("Baltics"), text)


def _with_area(name):
    return a_plan(ONE_COMPANY, areas=[{"Area": name}])


def test_money_is_told_in_millions_where_no_digit_is_lost():
    from solver import schema
    from solver.studies.sweep.number_range import NumberRange
    from solver.studies.sweep.varied import VariedNumber
    from solver.studies.told.varied_words import span_text

    number = VariedNumber(
        text="",
        cell="Sites!Lviv!Running cost",
        column=schema.sheet("Sites").column("Running cost"),
        range=NumberRange(Decimal(0), Decimal(1), None),
        direction="tighter",
    )
    plan = plan_of("cost")

    assert re.fullmatch(
        r"from 100 m EUR to 1.25 bn EUR", span_text(plan, number, Decimal(10) ** 8, Decimal(1_250_000_000))
    )
    assert span_text(plan, number, Decimal(1_234_567), Decimal(1_234_567)) == "at 1,234,567 EUR"
