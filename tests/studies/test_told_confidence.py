"""How confidence is told: in sentences no stronger than what was counted, a chart, and tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_plans import ONE_COMPANY, a_plan, need, pledge, site
from study_cases import played

from solver.cli.study_text import study_renderables
from solver.excel.sheets.study_sheets import study_workbook
from solver.plan import Plan
from solver.results.study_page import StudyPage
from solver.results.terminal import PatientConsole
from solver.studies.confidence.confidence import ConfidenceStudy
from solver.studies.confidence.intervals import Interval
from solver.studies.told.confidence_page import confidence_page, interval_text, percent


def three_pledges(**sheets: object) -> Plan:
    """200 wanted, 100 at least; A comes with 0.9, B with 0.5; C, a dear reserve, with 0.2."""
    contingents = [
        pledge("A", "Poland", confidence=0.9),
        pledge("B", "Latvia", confidence=0.5),
        pledge("C", "Spain", confidence=0.2, cost_per_head=9),
    ]
    of = {"contingents": contingents, "requirements": [need(200, minimum=100)]}
    return a_plan(ONE_COMPANY, **(of | sheets))


def told(plan: Plan, folder: Path, **how: object) -> StudyPage:
    """The page of a study of confidence."""
    study = ConfidenceStudy(**how)  # type: ignore[arg-type]
    return confidence_page(plan, played(plan, study, folder))


def test_exact_chances_are_told_without_an_interval(tmp_path: Path) -> None:
    """0.95 if nobody replans, 0.96 if all do."""
    page = told(three_pledges(), tmp_path)

    assert page.sentences[0] == (
        "If nobody replans, every minimum and floor is met with a chance of 95 % where each contingent "
        "decides for itself, 95 % where nations decide for all they pledge."
    )
    assert "every minimum and floor is met with a chance of 96 % where each" in page.sentences[-1]
    assert any("3 worlds" in note or "8 worlds, all combinations, exactly" in note for note in page.notes)


def test_chances_that_were_sampled_are_told_with_their_interval(tmp_path: Path) -> None:
    """Thirteen uncertain pledges are more combinations than are all looked at."""
    contingents = [pledge(f"P{at}", f"N{at}", confidence=0.9) for at in range(13)]
    page = told(three_pledges(contingents=contingents), tmp_path, replans=0, samples=1000)

    assert "(" in page.sentences[0]
    assert any("Clopper-Pearson" in note for note in page.notes)


def test_what_lacks_though_all_come_is_said_first(tmp_path: Path) -> None:
    """400 at least at Lviv, and three companies of 100 for that and Odesa's 100: 200 lack anyhow."""
    plan = three_pledges(
        sites=[site("Lviv"), site("Odesa")],
        requirements=[need(400, minimum=400), need(100, at="Odesa", minimum=100, weight=2)],
    )
    page = told(plan, tmp_path, replans=0)

    assert page.sentences[0].startswith("The plan as it stands has a minimum shortfall of 200; if nobody")
    assert "at Odesa" in page.sentences[1]
    assert "1 is missed whoever comes" in page.sentences[1]


def test_certain_pledges_are_said_to_be_certain(tmp_path: Path) -> None:
    """With what to fill in."""
    page = told(three_pledges(contingents=[pledge("A"), pledge("B")]), tmp_path)

    assert page.sentences[0].startswith("Every pledge is certain")
    assert "Contingents!*!Confidence=0.8" in page.sentences[0]
    assert page.chart is None


def test_the_page_fits_a_terminal_and_a_workbook(tmp_path: Path) -> None:
    """No line is wider than 80 columns; the workbook is made."""
    import io

    page = told(three_pledges(), tmp_path)
    screen = io.StringIO()
    console = PatientConsole(file=screen, width=80)
    for each in study_renderables(page, width=80, full=True):
        console.print(each)

    assert max(map(len, screen.getvalue().splitlines())) <= 80
    assert study_workbook(page).startswith(b"PK")


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.0004, "under 0.1 %"),
        (0.9999, "99.9 %"),
        (0.45, "45 %"),
        (0.952, "95.2 %"),
    ],
)
def test_a_chance_that_is_not_quite_none_or_all_is_not_told_as_that(share: float, said: str) -> None:
    """What may happen is not impossible."""
    assert percent(share) == said


def test_an_interval_is_told_by_its_ends() -> None:
    """One number where both are the same."""
    assert interval_text(Interval(low=0.55, high=0.65)) == "55 to 65 %"
    assert interval_text(Interval(low=0.96, high=0.96)) == "96 %"
