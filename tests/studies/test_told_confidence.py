"""How confidence is told: in sentences no stronger than what was counted, a chart, and tables."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pandas as pd
import pytest
from small_plans import ONE_COMPANY, a_plan, need, pledge, row, site
from study_cases import played
from told_cases import a_point

from solver.cli.study_text import study_renderables
from solver.excel.sheets.study_sheets import study_workbook
from solver.plan import Plan
from solver.results.study_page import StudyPage
from solver.results.terminal import PatientConsole
from solver.studies.confidence.confidence import ConfidenceStudy, drawn_by_named
from solver.studies.confidence.intervals import Interval
from solver.studies.confidence.replanned import NOTHING_LACKS, Replanned
from solver.studies.levels import proved_how_far
from solver.studies.told.chance_words import percent, range_text
from solver.studies.told.confidence_page import _planned, _told_alike, confidence_page


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


def test_exact_chances_are_told_without_a_range(tmp_path: Path) -> None:
    """0.95 if nobody replans, 0.96 if all do."""
    page = told(three_pledges(), tmp_path)

    assert page.sentences[0] == (
        "If nobody replans, every minimum is met with a chance of 95 % pledge by pledge and with a "
        "chance of 95 % nation by nation."
    )
    assert "every minimum is met with a chance of 96 % pledge by pledge" in page.sentences[-1]
    assert any(
        "all 8 cases that there are were counted; the chances are exact." in note for note in page.notes
    )


def thirteen_pledges(confidence: float, minimum: float) -> Plan:
    """More combinations than are all looked at."""
    contingents = [pledge(f"P{at}", f"N{at}", confidence=confidence) for at in range(13)]
    return three_pledges(contingents=contingents, requirements=[need(1300, minimum=minimum)])


def test_chances_that_were_sampled_are_told_with_their_range(tmp_path: Path) -> None:
    """All 13 of 13 have to come, each with 0.95: 0.95^13 = 0.51."""
    page = told(thirteen_pledges(0.95, 1300), tmp_path, replans=0, samples=1000)

    assert "with a chance of about 5" in page.sentences[0]
    assert "(between 4" in page.sentences[0]
    assert any("1,000 cases drawn at random" in note and "19 times in 20" in note for note in page.notes)


@pytest.mark.parametrize(
    ("confidence", "needed", "sentence", "cell"),
    [
        (0.99, 100, "is met in all of 1,000 cases (a chance of 99.6 % or more) pledge", "in all cases"),
        (0.01, 1300, "is met in none of 1,000 cases (a chance of 0.4 % or less) pledge", "in no case"),
    ],
)
def test_what_held_in_all_cases_or_in_none_is_not_told_as_sure(
    tmp_path: Path, confidence: float, needed: float, sentence: str, cell: str
) -> None:
    """One of 13 suffices, or all have to come: the chance that is missed so often is 0.025^(1/1000)."""
    page = told(thirteen_pledges(confidence, needed), tmp_path, replans=0, samples=1000)
    tables = {table.title: table for table in page.tables}

    assert sentence in page.sentences[0]
    assert page.chart is None
    overall = tables["In all"].frame
    minimum = overall[overall["What"] == "Every minimum met"].iloc[0]
    assert (minimum["Pledge by pledge"], minimum["Nation by nation"]) == (cell, cell)
    assert tables["Chances"].frame["Minimum met, pledge by pledge"].tolist() == [cell]
    shown = " ".join(overall.astype(str).to_numpy().ravel())
    assert not re.search(r"(?<![\d.])(100|0) %", f"{page.sentences} {shown}")


def test_what_holds_whoever_comes_is_told_as_always_and_never(tmp_path: Path) -> None:
    """A sure company meets the minimum of 100; nobody could ever meet the target of 500."""
    contingents = [pledge("A", "Poland"), pledge("B", "Latvia", confidence=0.5)]
    page = told(
        three_pledges(contingents=contingents, requirements=[need(500, minimum=100)]), tmp_path, replans=0
    )
    chances = next(table for table in page.tables if table.title == "Chances").frame

    assert chances.iloc[0].tolist()[2:] == ["always", "always", "never", "never"]
    assert "every minimum is met whoever stays away" in page.sentences[0]


def test_the_ways_are_called_the_same_everywhere_and_explained_in_a_sentence(tmp_path: Path) -> None:
    """Pledge by pledge first, then nation by nation, whatever order was asked for."""
    page = told(three_pledges(), tmp_path, by=drawn_by_named("nation, contingent"))
    overall = next(table for table in page.tables if table.title == "In all").frame
    columns = [name for table in page.tables for name in table.frame.columns]

    assert page.chart is not None
    assert [series.name for series in page.chart.series] == ["Pledge by pledge", "Nation by nation"]
    assert list(overall.columns)[2:4] == ["Pledge by pledge", "Nation by nation"]
    assert any(
        "a nation that drops a pledge drops all of its that are no surer" in note for note in page.notes
    )
    words = f"{page.sentences} {page.notes} {columns} {[table.note for table in page.tables]}"
    assert not re.search(r"\b(world|sample|draw|decide)s?\b", words)


def test_what_lacks_though_all_come_is_said_first(tmp_path: Path) -> None:
    """400 at least at Lviv, and three companies of 100 for that and Odesa's 100: 200 lack anyhow."""
    plan = three_pledges(
        sites=[site("Lviv"), site("Odesa")],
        requirements=[need(400, minimum=400), need(100, at="Odesa", minimum=100, weight=2)],
    )
    page = told(plan, tmp_path, replans=0)

    assert page.sentences[0].startswith("The plan as it stands has a minimum shortfall of 200 (")
    assert "; if nobody replans, in half of all cases it is " in page.sentences[0]
    assert " at Odesa: met in all its periods " in page.sentences[1]
    assert "If nobody replans, 1 minimum is missed whoever comes." in page.sentences[1]


def lacking(**more: object) -> Plan:
    """400 wanted at least, 300 pledged: 100 lack though all come."""
    return three_pledges(requirements=[need(400, minimum=400)], **more)


def in_all(page: StudyPage) -> dict[tuple[str, str], str]:
    """By what holds and who replans: how likely, pledge by pledge."""
    frame = page.tables[0].frame
    return dict(
        zip(zip(frame["What"], frame["Who replans"], strict=True), frame["Pledge by pledge"], strict=True)
    )


@pytest.mark.parametrize("how", [{}, {"replans": 1}])
def test_what_no_plan_can_meet_though_all_come_is_never_met(tmp_path: Path, how: dict[str, int]) -> None:
    """Pledges only take away: one case that was planned anew is as good as all of them."""
    page = told(lacking(), tmp_path, **how)

    assert in_all(page)["Every minimum met", "all"] == "never"
    assert in_all(page)["Every minimum met", "nobody"] == "never"
    assert not any("has a bound" in note for note in page.notes)


def test_whoever_must_be_there_may_be_in_the_way_so_nothing_is_called_never(tmp_path: Path) -> None:
    """B has to go and leaves room for 100 of 400 alone; without it A's 400 meet the minimum."""
    contingents = [
        pledge("A", "Poland", 4, confidence=0.9),
        pledge("B", "Latvia", 3, confidence=0.5, must_deploy="yes"),
    ]
    force = [row("Force", ceiling=400)]
    requirements = [need(400, minimum=400), need(100, at="Odesa")]
    caveats = [row("Caveats", nation="Latvia", site="Lviv", effect="not", reason="its parliament")]
    plan = three_pledges(
        contingents=contingents,
        force=force,
        sites=[site("Lviv"), site("Odesa")],
        requirements=requirements,
        caveats=caveats,
    )
    page = told(plan, tmp_path)

    assert in_all(page)["Every minimum met", "all"] != "never"
    assert any(
        "has a bound and is not called never: some pledges must be there" in note for note in page.notes
    )


def test_who_must_be_there_does_not_matter_where_something_lacks_all_the_same(tmp_path: Path) -> None:
    """B has to go; of 400 no more than 200 are pledged, whether it has to or not."""
    contingents = [
        pledge("A", "Poland", confidence=0.9),
        pledge("B", "Latvia", confidence=0.5, must_deploy="yes"),
    ]
    page = told(lacking(contingents=contingents), tmp_path, replans=1)

    assert in_all(page)["Every minimum met", "all"] == "never"


def test_up_to_which_rank_plans_are_proved_is_told() -> None:
    """Two are proved in the first rank, one in none; one in all."""
    outcomes = (
        a_point(100, 200, 50),
        *(a_point(100, 200, at, lows=(100, 80, 0)) for at in range(2)),
        a_point(100, 200, 50, lows=(0, 0, 0)),
    )
    intervals = {NOTHING_LACKS: Interval(low=0.0, high=0.5)}
    found = Replanned(worlds=4, exact=False, ended=True, intervals=intervals, unproved=3, outcomes=outcomes)

    assert (
        "3 plans are not proved in every rank (2 up to minimum shortfall and 1 in no rank), which"
        in _planned(found)
    )
    assert proved_how_far(outcomes[-1]) == "not proved to be the best in any rank"


def test_floors_are_named_where_the_workbook_has_one(tmp_path: Path) -> None:
    """A floor of 150 heads takes both A and B: 0.9 x 0.5; one of them meets the minimum: 0.95."""
    plan = three_pledges(force=[row("Force", floor=150)])
    page = told(plan, tmp_path)
    chances = in_all(page)

    assert {what for what, _ in chances if what.startswith("Every minimum")} == {
        "Every minimum and floor met"
    }
    assert chances["Every minimum and floor met", "nobody"].startswith("45 %")
    assert "every minimum and floor is met with a chance of 45 %" in page.sentences[0]


def test_minimums_that_share_the_lowest_chance_are_named_together(tmp_path: Path) -> None:
    """Five sites with 100 each, each with a company that comes with 0.8; the one at Kyiv with 0.9."""
    names = ("Lviv", "Odesa", "Dnipro", "Rivne", "Lutsk", "Kyiv")
    contingents = [
        pledge(name, f"N{at}", confidence=0.9 if name == "Kyiv" else 0.8) for at, name in enumerate(names)
    ]
    caveats = [
        row("Caveats", nation=f"N{at}", site=other, effect="not", reason="its parliament")
        for at, name in enumerate(names)
        for other in names
        if other != name
    ]
    plan = three_pledges(
        contingents=contingents,
        caveats=caveats,
        sites=[site(name) for name in names],
        requirements=[need(100, at=name, minimum=100) for name in names],
    )
    page = told(plan, tmp_path, replans=0)

    assert page.sentences[1].startswith("5 minimums share the lowest chance, each met in all its periods ")
    assert (
        " and 2 more (of the plan as it stands; another, as good, may be weak elsewhere)."
        in page.sentences[1]
    )
    assert "Kyiv" not in page.sentences[1]


def test_chances_that_were_sampled_are_as_weak_where_they_read_alike() -> None:
    """81.2 and 80.9 % are 81 %; counted exactly they differ."""
    rows = pd.DataFrame({"minimum_met": [0.809, 0.812, 0.9]})

    assert _told_alike(rows, "minimum_met", exact=False).tolist() == [True, True, False]
    assert _told_alike(rows, "minimum_met", exact=True).tolist() == [True, False, False]


def test_the_weakest_requirements_come_first(tmp_path: Path) -> None:
    """A goes where it weighs most; B comes with 0.5, C with 0.2."""
    needs = [need(100, minimum=100, weight=3), need(100, at="Odesa", minimum=100)]
    plan = three_pledges(sites=[site("Lviv"), site("Odesa")], requirements=needs)
    page = told(plan, tmp_path, replans=0)
    chances = next(table for table in page.tables if table.title == "Chances").frame
    per_cents = [float(cell.split()[0]) for cell in chances["Minimum met, nation by nation"]]

    assert per_cents == sorted(per_cents)


@pytest.mark.parametrize(
    ("confidences", "said"), [((None, None), "of 100 %."), ((0.0, None), "of 0 or 100 %.")]
)
def test_a_workbook_without_chances_is_told_what_to_fill_in_and_nothing_else(
    tmp_path: Path, confidences: tuple[float | None, ...], said: str
) -> None:
    """Nothing is certain because nobody said how likely it is."""
    contingents = [
        pledge(name, **({} if chance is None else {"confidence": chance}))
        for name, chance in zip("AB", confidences, strict=True)
    ]
    page = told(three_pledges(contingents=contingents), tmp_path)

    assert page.sentences[0].startswith("Nothing can be told yet: no pledge has a chance, ")
    assert page.sentences[0].endswith("Confidence " + said)
    assert "column Confidence of sheet Contingents" in page.sentences[1]
    assert "--set 'Contingents!*!Confidence=0.8'" in page.sentences[2]
    assert (page.chart, page.notes, [table.title for table in page.tables]) == (
        None,
        (),
        ["Confidence to fill in"],
    )


@pytest.mark.parametrize("plan", [three_pledges(), three_pledges(contingents=[pledge("A")])])
def test_the_page_fits_a_terminal_and_a_workbook(plan: Plan, tmp_path: Path) -> None:
    """No line is wider than 80 columns; the workbook is made."""
    page = told(plan, tmp_path)
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
        (1.0 - 1e-12, "100 %"),
        (0.0004, "under 0.1 %"),
        (0.9999, "over 99.9 %"),
        (0.45, "45 %"),
        (0.952, "95.2 %"),
    ],
)
def test_a_chance_that_is_not_quite_none_or_all_is_not_told_as_that(share: float, said: str) -> None:
    """What may happen is not impossible; what adding up leaves is nothing."""
    assert percent(share) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.55, 0.65, "between 55 and 65 %"),
        (0.554, 0.646, "between 55 and 65 %"),
        (0.0, 0.00037, "0.1 % or less"),
        (0.99963, 1.0, "99.9 % or more"),
        (0.0, 1.0, "anything from 0 to 100 %"),
    ],
)
def test_a_range_is_told_by_ends_that_leave_nothing_out(low: float, high: float, said: str) -> None:
    """The low end is rounded down, the high one up."""
    assert range_text(Interval(low=low, high=high)) == said
