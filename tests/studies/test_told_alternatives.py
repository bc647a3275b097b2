"""How alternatives and regrets are told: a page with verdicts, other plans, and what first steps cost."""

from __future__ import annotations

import io
from pathlib import Path

from small_plans import ONE_COMPANY, a_plan, need, pledge, row, site
from study_cases import played

from solver.cli.study_text import study_renderables
from solver.excel.sheets.study_sheets import study_workbook
from solver.plan import Plan
from solver.results.study_page import StudyPage
from solver.results.terminal import PatientConsole
from solver.studies.alternatives.alternatives_study import alternatives_study
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
    assert sorted(lviv["Most"]) == [100, 100]
    assert page.sentences[0].startswith("Of ")


def test_the_least_regret_is_named_with_what_it_costs(tmp_path: Path) -> None:
    """As it stands somebody goes to Lviv, which closes in "port": that step cannot be kept there."""
    page = told(two_that_stand_in(), tmp_path, regret=True)
    table = next(table for table in page.tables if table.title == "Regret")

    assert "is regretted least" in page.sentences[-1]
    assert set(table.frame["First step of"]) >= {"the plan as it stands", "the best plan of 'port'"}
    assert "port" in set(table.frame["Cannot be kept in"])


def test_the_page_fits_a_terminal_and_a_workbook(tmp_path: Path) -> None:
    """No line is wider than 80 columns; the workbook is made."""
    page = told(two_that_stand_in(), tmp_path, regret=True)
    screen = io.StringIO()
    console = PatientConsole(file=screen, width=80)
    for each in study_renderables(page, width=80, full=True):
        console.print(each)

    assert max(map(len, screen.getvalue().splitlines())) <= 80
    assert study_workbook(page).startswith(b"PK")
