"""How alternatives and regrets are told: a page with verdicts, other plans, and what first steps cost."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from small_plans import ONE_COMPANY, a_plan, need, pledge, ranked, row, site
from study_cases import played

from solver.cli.study_text import study_renderables
from solver.errors import PlanError
from solver.excel.sheets.study_sheets import study_workbook
from solver.plan import Plan
from solver.results.study_page import StudyPage
from solver.results.terminal import PatientConsole
from solver.studies.alternatives.alternatives_study import alternatives_study
from solver.studies.alternatives.alternatives_told import _musts
from solver.studies.alternatives.cells import CellVerdict
from solver.studies.told.alternatives_page import alternatives_page


def two_that_stand_in(**sheets: object) -> Plan:
    """100 wanted at Lviv, which Poland or Latvia can send; Odesa opens in a scenario alone."""
    of = {
        "contingents": [pledge("A", "Poland"), pledge("B", "Latvia")],
        "sites": [site("Lviv"), site("Odesa", open="no")],
        "requirements": [need(100), need(100, at="Odesa", weight=3)],
        "scenarios": [
            row("Scenarios", scenario="port", sheet="Sites", row="Odesa", column="Open", value="free"),
            row("Scenarios", scenario="port", sheet="Sites", row="Lviv", column="Open", value="no"),
        ],
    }
    return a_plan(ONE_COMPANY, **(of | sheets))


def told(plan: Plan, folder: Path, *, regret: bool = False) -> StudyPage:
    """The page of what else would be as good."""
    study = alternatives_study(plan, "100%", 3, regret=regret)
    return alternatives_page(plan, played(plan, study, folder))


def test_who_may_be_where_is_told_with_least_and_most(tmp_path: Path) -> None:
    """Either may be at Lviv and neither must; what lacks at Odesa lacks whoever comes."""
    page = told(two_that_stand_in(), tmp_path)
    cells = page.tables[0].frame

    assert cells["Site"].isin(["Lviv", "Odesa"]).all()
    lviv = cells[cells["Site"] == "Lviv"]
    assert sorted(lviv["Verdict"]) == ["choice", "choice"]
    assert sorted(lviv["Most heads x periods"]) == [100, 100]
    assert page.sentences[0].startswith("Of ")


def test_the_least_regret_is_named_with_what_it_costs(tmp_path: Path) -> None:
    """As it stands somebody goes to Lviv, which closes in "port": that step cannot be kept there."""
    page = told(two_that_stand_in(), tmp_path, regret=True)
    table = next(table for table in page.tables if table.title == "Regret")

    assert page.sentences[-1].startswith("Over the workbook as it stands and 1 scenario none of ")
    assert "nothing is lost by it where it can be kept." in page.sentences[-1]
    assert re.search(r"First steps that cannot be kept: .*\d in 'port'", page.sentences[-1])
    assert page.sentences[-1].endswith("so a first step is the whole plan.")
    assert set(table.frame["First step of"]) >= {"the plan as it stands", "the best plan of 'port'"}
    assert "port" in set(table.frame["Cannot be kept in"])


def one_that_can_be_kept(**sheets: object) -> Plan:
    """Two companies of two at Lviv; under a ceiling of 100 heads only one may be there."""
    of = {
        "contingents": [pledge("A", "Poland"), pledge("B", "Latvia")],
        "requirements": [need(200)],
        "force": [row("Force", ceiling=500)],
        "scenarios": [
            row("Scenarios", scenario="small", sheet="Force", row="#2", column="Ceiling", value=100)
        ],
    }
    return a_plan(ONE_COMPANY, **(of | sheets))


def test_the_only_first_step_that_can_be_kept_is_not_called_the_least_regretted(tmp_path: Path) -> None:
    """It lacks 100 as it stands; both companies together cannot be kept under the ceiling."""
    page = told(one_that_can_be_kept(), tmp_path, regret=True)
    text = page.sentences[-1]

    assert "that of the best plan of 'small': at worst target shortfall 100 more" in text
    assert "only 1 of " in text
    assert "regretted least" not in text
    assert "That of the plan as it stands cannot be kept in 'small'; elsewhere nothing is lost by it" in text


def test_the_least_regretted_is_told_among_those_that_can_be_kept_everywhere(tmp_path: Path) -> None:
    """Whatever is asked at Odesa, every first step can be kept; with two periods it is not the whole plan."""
    scenarios = [row("Scenarios", scenario="less", sheet="Force", row="#2", column="Ceiling", value=400)]
    plan = one_that_can_be_kept(scenarios=scenarios, settings={"Periods": 2})
    text = told(plan, tmp_path, regret=True).sentences[-1]

    assert re.search(
        r"all \d first steps can be kept in every one; of these that of .* is regretted least", text
    )
    assert "cannot be kept" not in text
    assert "whole plan" not in text


def test_the_answer_shows_a_short_table_of_regret(tmp_path: Path) -> None:
    """On the terminal, and on the first sheet: what each costs at worst, and where it cannot be kept."""
    page = told(one_that_can_be_kept(), tmp_path, regret=True)
    [short] = page.short
    answer = openpyxl.load_workbook(io.BytesIO(study_workbook(page))).worksheets[0]
    cells = [cell.value for line in answer.iter_rows() for cell in line if cell.value]

    assert list(short.frame.columns) == [
        "First step of",
        "Minimum shortfall more, at worst",
        "Target shortfall more, at worst",
        "Cannot be kept in",
    ]
    assert cells.count("the plan as it stands") == 1
    assert "Cannot be kept in" in cells


def test_one_more_is_named_and_never_counted() -> None:
    """Seven that must be somewhere are all named; eight are six and two more."""
    cells = [
        CellVerdict(
            nation=f"N{at}",
            site="Lviv",
            verdict="must",
            now=9,
            least=9,
            most=9,
            least_bound=9,
            most_bound=9,
        )
        for at in range(8)
    ]

    assert "more" not in _musts(cells[:7])
    assert _musts(cells).endswith("; and 2 more (all in table Who is where)")


def test_other_plans_are_told_with_prices_in_money_and_in_words(tmp_path: Path) -> None:
    """Poland is cheaper at all three sites; Latvia, at 9 a head for 1, may be instead."""
    sites = ("Lviv", "Odesa", "Kyiv")
    plan = a_plan(
        ONE_COMPANY,
        contingents=[pledge("A", "Poland", 3, cost_per_head=1), pledge("B", "Latvia", 3, cost_per_head=9)],
        sites=[site(name) for name in sites],
        requirements=[need(100, name) for name in sites],
        priorities=ranked("target shortfall", "cost"),
        settings={"Currency": "PLN"},
    )
    study = alternatives_study(plan, "1%,cost=1000000", 3, regret=False)
    page = alternatives_page(plan, played(plan, study, tmp_path))
    tables = {table.title: table for table in page.tables}
    others = tables["Other plans"].frame

    assert any("Price: what it comes to more" in note for note in page.notes)
    assert "PLN more (" in others["Difference"].iloc[0]
    assert (others["Cost, more (PLN)"] > 0).all()
    assert "Heads x periods then" in tables["Who moves"].frame.columns
    assert page.chart is not None
    assert [series.name for series in page.chart.series] == ["Must be", "May be"]


def test_those_who_must_be_somewhere_come_first_in_the_table(tmp_path: Path) -> None:
    """Only Poland may be at Kyiv; either may be at Lviv."""
    plan = two_that_stand_in(
        contingents=[pledge("B", "Latvia"), pledge("A", "Poland", 2)],
        caveats=[row("Caveats", nation="Latvia", site="Kyiv", effect="not", reason="its parliament")],
        sites=[site("Lviv"), site("Kyiv")],
        requirements=[need(100), need(100, "Kyiv")],
        scenarios=[],
    )
    cells = told(plan, tmp_path).tables[0].frame

    assert cells["Verdict"].tolist() == ["must", "choice", "choice"]
    assert cells.iloc[0].tolist()[:2] == ["Poland", "Kyiv"]


def test_regret_is_refused_where_units_may_be_split_with_the_cell_and_what_to_do() -> None:
    """Locks are whole units."""
    plan = two_that_stand_in(settings={"Whole units": "no"})

    with pytest.raises(PlanError) as error:
        alternatives_study(plan, "1%", 3, regret=True)

    [finding] = error.value.findings
    assert (finding.place.sheet, finding.place.column) == ("Settings", "Value")
    assert finding.place.row == plan.setting_rows["Whole units"] > 0
    assert "Set it to yes" in finding.message
    assert "leave out --regret" in finding.message


def test_the_page_fits_a_terminal_and_a_workbook(tmp_path: Path) -> None:
    """No line is wider than 80 columns; the workbook is made."""
    page = told(two_that_stand_in(), tmp_path, regret=True)
    screen = io.StringIO()
    console = PatientConsole(file=screen, width=80)
    for each in study_renderables(page, width=80, full=True):
        console.print(each)

    assert max(map(len, screen.getvalue().splitlines())) <= 80
    assert study_workbook(page).startswith(b"PK")
