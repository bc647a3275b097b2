"""Studies at night: asked once the plan is there, kept from night to night, never its verdict."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from gate_cases import a_book, france
from night_cases import assert_tidy, launch, night, settled, states
from openpyxl import load_workbook
from study_cases import InlineExecutor

from solver.nightly.folder import PlanFolder
from solver.nightly.night_request import Limits
from solver.nightly.night_studies import NOT_BEGUN, NightStudies, StudyJob
from solver.nightly.report import NightEvent, Report
from solver.nightly.run_record import PlannedRun
from solver.nightly.study_outcome import STUDY_FIELDS, StudyOutcome, outcomes_in
from solver.nightly.task import ended
from solver.nightly.worker_pool import JobResult
from solver.record import RunSpec
from solver.studies import run as studies
from solver.studies.executors import Workers

CAP = {
    "Study": "Estonian cap",
    "Kind": "sweep",
    "Row": "Drawdown caps!Estonia!Cap heads",
    "From": 0,
    "To": 900,
    "Step": 450,
    "Nightly": "yes",
}
WHO = {"Study": "who", "Kind": "withdraw", "Nightly": "yes"}
ONE_VALUE = {**CAP, "Study": "one value", "To": 0, "Step": None}
"""A sweep from 0 to 0, which is none."""
NO_CELL = {**CAP, "Study": "no such cell", "Row": "Drawdown caps!Estona!Cap heads"}
"""A sweep whose Row has a typo."""


class Counted(InlineExecutor):
    """An executor that is interrupted at a point, counted from 1, as somebody who stops a night does."""

    def __init__(self, at: int | None = None) -> None:
        super().__init__()
        self.at = at

    def submit(self, fn: Any, /, *args: Any, **named: Any) -> Future[Any]:
        """Solve a point, unless it is that one."""
        if self.at is not None and len(self.tasks) + 1 >= self.at:
            raise KeyboardInterrupt
        return super().submit(fn, *args, **named)


@pytest.fixture
def points(monkeypatch: pytest.MonkeyPatch) -> list[Counted]:
    """The executors that studies are given, one each: the last is that of the next study."""
    given = [Counted()]

    @contextlib.contextmanager
    def workers(*_: object) -> Iterator[Workers]:
        executor: Executor = given[-1]
        yield Workers(executor=executor, places=1, memory=1_000_000)

    monkeypatch.setattr(studies, "open_workers", workers)
    return given


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """An empty folder for workbooks."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    return folder


def asked(inputs: Path, *rows: dict[str, object], **changed: Any) -> Path:
    """The small plan, which asks these studies."""
    book = a_book(inputs / "plan.xlsx", Studies=list(rows), **changed)
    settled(book)
    return book


def came_of(report: Report) -> dict[str, str]:
    """What came of each study."""
    return {each.study: each.state for each in report.studies}


def entries(outputs: Path) -> list[dict[str, Any]]:
    """What the record of the last run says of studies."""
    found: list[dict[str, Any]] = PlanFolder(outputs / "plan").runs()[-1].record()["run"]["studies"]
    return found


def test_studies_are_asked_once_the_plan_is_there_recorded_and_linked(
    inputs: Path, tmp_path: Path, points: list[Counted]
):
    outputs, events = tmp_path / "out", list[NightEvent]()
    asked(inputs, CAP, {**CAP, "Study": "by day", "Nightly": "no"}, WHO)
    report = night(inputs, outputs, tell=events.append)

    names = [(each.event, each.study) for each in events if each.event != "progress"]
    assert names.index(("published", "")) < names.index(("study_began", "Estonian cap"))
    assert came_of(report) == {"Estonian cap": "answered", "who": "answered"}
    assert (states(report), report.exit_code) == ({"plan": "published"}, 0)
    assert [(each["study"], each["kind"], each["points"]) for each in entries(outputs)] == [
        ("Estonian cap", "sweep", 4),  # the plan as it stands, and 0, 450, 900 heads
        ("who", "withdraw", 3),  # the plan as it stands, and two nations
    ]
    page = (outputs / "index.html").read_text(encoding="utf-8")
    for entry in entries(outputs):
        assert list(entry) == list(STUDY_FIELDS)
        workbook, said = entry["files"]
        assert all(f'href="plan/{file}"' in unquote(page) for file in (workbook, said))
        assert load_workbook(outputs / "plan" / workbook).sheetnames[0] == "Answer"
        answer = json.loads((outputs / "plan" / said).read_text(encoding="utf-8"))
        assert answer["input"]["path"].endswith("inputs/plan.xlsx")
        assert answer["study"]["kind"] == entry["kind"]
    assert_tidy(outputs)


def test_answered_studies_of_an_unchanged_workbook_are_not_asked_again(
    inputs: Path, tmp_path: Path, points: list[Counted]
):
    """Made to solve again, the night asks again, and finds every point kept."""
    outputs, events = tmp_path / "out", list[NightEvent]()
    asked(inputs, CAP)
    night(inputs, outputs)
    points.append(Counted())

    second = night(inputs, outputs, tell=events.append)
    assert [(each.state, each.again) for each in second.studies] == [("answered", True)]
    assert "study_began" not in [each.event for each in events]
    third = night(inputs, outputs, force=True)
    assert [(each.state, each.again) for each in third.studies] == [("answered", False)]
    assert points[-1].tasks == []


def test_an_answer_that_is_gone_is_made_again(inputs: Path, tmp_path: Path, points: list[Counted]):
    outputs = tmp_path / "out"
    asked(inputs, CAP)
    night(inputs, outputs)
    answer = outputs / "plan" / entries(outputs)[0]["files"][0]
    answer.unlink()

    assert [each.again for each in night(inputs, outputs).studies] == [False]
    assert answer.is_file()


def test_a_study_that_cannot_be_asked_is_told_with_its_cell_and_spoils_no_verdict(
    inputs: Path, tmp_path: Path, points: list[Counted]
):
    """Nothing has changed on the second night: it is told again, and not tried again."""
    outputs = tmp_path / "out"
    asked(inputs, ONE_VALUE, NO_CELL, WHO)
    first, second = night(inputs, outputs), night(inputs, outputs)

    assert states(first) == {"plan": "published"}
    for report in (first, second):
        assert report.exit_code == 0
        assert came_of(report) == {"one value": "unanswered", "no such cell": "unanswered", "who": "answered"}
        one_value, no_cell = report.notes
        assert one_value.startswith(
            "Not answered: study one value of plan: Studies!E2: From and To are both 0"
        )
        assert no_cell.startswith(
            "Not answered: study no such cell of plan: Studies!C3: Drawdown caps!Estona!Cap heads: no row"
        )
    assert [each.again for each in second.studies] == [True, True, True]
    assert "a sweep needs two values" in (outputs / "index.html").read_text(encoding="utf-8")


def test_without_a_plan_nothing_is_asked_about_it(inputs: Path, tmp_path: Path, points: list[Counted]):
    """Both Estonian companies at Lviv tie up 900 heads where 450 may be."""
    locks = [{"Contingent": "EST-1", "Site": "Lviv", "Units at least": 2}]
    asked(inputs, WHO, Locks=locks)
    report = night(inputs, tmp_path / "out")

    assert (states(report), report.exit_code) == ({"plan": "failed"}, 4)
    assert [each.reasons for each in report.studies] == [
        ("it was not asked, for tonight its workbook has no plan",)
    ]
    assert points[-1].tasks == []


def test_what_was_stopped_goes_on_with_the_points_that_are_missing(
    inputs: Path, tmp_path: Path, points: list[Counted]
):
    """Three of four points are there when somebody stops it; the next night solves the last."""
    outputs = tmp_path / "out"
    asked(inputs, CAP)
    points[0].at = 4
    first = night(inputs, outputs)
    points.append(Counted())
    second = night(inputs, outputs)

    assert (states(first), came_of(first)) == ({"plan": "published"}, {"Estonian cap": "unanswered"})
    assert (states(second), came_of(second)) == ({"plan": "unchanged"}, {"Estonian cap": "answered"})
    assert [len(each.tasks) for each in points] == [3, 1]
    assert [each["state"] for each in entries(outputs)] == ["answered"]


def test_points_of_another_workbook_go_and_those_of_another_question_stay(
    inputs: Path, tmp_path: Path, points: list[Counted]
):
    """A wider sweep of the same plan solves one point more; one company more, and all is solved anew."""
    outputs = tmp_path / "out"
    for rows, changed in ((CAP, {}), ({**CAP, "To": 1350}, {}), (CAP, {"Contingents": france(5)})):
        asked(inputs, rows, **changed)
        night(inputs, outputs)
        points.append(Counted())

    assert [len(each.tasks) for each in points[:3]] == [4, 1, 4]
    assert len(list((outputs / "plan" / "studies").glob("*/points/*"))) == 4


def test_a_link_in_place_of_the_studies_is_refused(inputs: Path, tmp_path: Path, points: list[Counted]):
    outputs, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    elsewhere.mkdir()
    (outputs / "plan").mkdir(parents=True)
    (outputs / "plan" / "studies").symlink_to(elsewhere, target_is_directory=True)
    asked(inputs, WHO)
    report = night(inputs, outputs)

    assert (states(report), report.exit_code) == ({"plan": "published"}, 0)
    assert "it is a link" in report.studies[0].reasons[0]
    assert list(elsewhere.iterdir()) == []


def test_a_study_that_takes_too_long_is_stopped_and_keeps_its_points(inputs: Path, tmp_path: Path):
    """In processes of its own: 901 points in ten seconds are not to be had, one is on any machine."""
    outputs = tmp_path / "out"
    asked(inputs, {**CAP, "Step": 1})
    report = night(inputs, outputs, launch=launch, limits=Limits(memory=1_000_000, study=10))
    (outcome,) = report.studies
    kept = list((outputs / "plan" / "studies").glob("*/points/*.json"))

    assert (states(report), report.exit_code) == ({"plan": "published"}, 0)
    assert outcome.state == "unanswered"
    assert "the most that it may take (--study-limit)" in outcome.reasons[0]
    assert 0 < outcome.points <= len(kept) < 901
    assert_tidy(outputs)


def a_job(tmp_path: Path) -> StudyJob:
    """A study of a run that is closed."""
    run = PlanFolder(tmp_path / "plan").run("20261122T021500Z-00000000")
    run.path.mkdir(parents=True)
    run.write_record({"run": {"state": "published", "studies": []}})
    planned = PlannedRun(plan=run.plan, source=tmp_path / "plan.xlsx", spec=RunSpec(), studies=("who",))
    return StudyJob(planned=planned, run=run, study="who", limit=60, tell=lambda _: None)


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (
            {"answer": ended(143, []), "cause": "plan"},
            "after 60 s, the most that it may take (--study-limit)",
        ),
        ({"answer": ended(143, []), "cause": "night"}, "when the night had taken 600 s, its most"),
        ({"answer": ended(143, []), "cause": "signal"}, "somebody stopped the night"),
        ({"cause": "memory", "code": -9}, "over the 100 MB of --memory-limit"),
        ({"code": -9}, "died without a word (exit code -9)"),
        ({"error": PermissionError(13, "no")}, "could not be started"),
    ],
)
def test_how_a_process_ended_says_why_a_study_is_not_answered(tmp_path: Path, end: dict[str, Any], why: str):
    """None of these is settled: the next night tries again."""
    job, limits = a_job(tmp_path), Limits(plan=60, night=600, memory=100)
    NightStudies(limits=limits, tell=lambda _: None).close(JobResult(job=job, **end))
    (outcome,) = outcomes_in(job.run)

    assert (outcome.state, outcome.settled(job.run.plan)) == ("unanswered", False)
    assert why in outcome.reasons[0]


def test_an_answer_that_came_as_the_time_ran_out_is_one(tmp_path: Path):
    job = a_job(tmp_path)
    answer = {
        **ended(0, []),
        "study": {"kind": "withdraw", "points": 3, "files": ["studies/who/answer.json"]},
    }
    night_studies = NightStudies(limits=Limits(), tell=lambda _: None)
    night_studies.close(JobResult(job=job, answer=answer, cause="plan"))

    assert [(each.state, each.exit_code, each.reasons) for each in outcomes_in(job.run)] == [
        ("answered", 0, ())
    ]


def test_a_study_that_the_night_did_not_come_to_is_told(tmp_path: Path):
    job = a_job(tmp_path)
    night_studies = NightStudies(limits=Limits(), tell=lambda _: None)
    night_studies.leave(job)

    assert [each.reasons for each in night_studies.outcomes] == [(NOT_BEGUN,)]
    assert [each.reasons for each in outcomes_in(job.run)] == [(NOT_BEGUN,)]


def test_a_record_that_somebody_changed_links_nothing_outside_the_studies(tmp_path: Path):
    job = a_job(tmp_path)
    files = [
        "../../secret.json",
        "studies/../../secret.json",
        "runs/x/run.json",
        "studies/who/answer.json",
        7,
    ]
    job.run.write_record({"run": {"state": "published", "studies": [{"study": "who", "files": files}]}})

    assert list(outcomes_in(job.run)) == [
        StudyOutcome(plan="plan", study="who", state="unanswered", files=("studies/who/answer.json",))
    ]
    job.run.write_record({"run": {"state": "published", "studies": ["who"]}})
    assert list(outcomes_in(job.run)) == []


def test_a_study_has_the_time_of_a_plan_unless_it_is_given_its_own():
    assert Limits(plan=60).of_study(60) == 60
    assert Limits(plan=60, study=5).of_study(60) == 5
