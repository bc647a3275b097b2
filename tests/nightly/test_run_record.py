"""The record of a run: begun before anything else, closed whatever happens, wherever the power fails."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
from night_cases import assert_tidy

from solver.nightly.folder import PlanFolder, RunFolder
from solver.nightly.lock import REMADE, recover, restore
from solver.nightly.run_record import RUN_FIELDS, PlannedRun, Verdict, begin, close
from solver.nightly.verdicts import still_holds
from solver.record import RECORD_FIELDS, RunFacts, RunSpec, make_record

PUBLISHED = Verdict(
    state="published",
    exit_code=0,
    told={**make_record(RunFacts(input_path="plan.xlsx", input_sha256="1"), None, None), "status": "optimal"},
)


class PowerFailure(BaseException):
    """Nothing catches it, and nothing is cleared up after it."""


def a_run(outputs: Path) -> RunFolder:
    """A run that goes on."""
    plan, source = PlanFolder(outputs / "plan"), Path("in/plan.xlsx")
    run = begin(PlannedRun(plan=plan, source=source, spec=RunSpec(), fingerprint="ab" * 32))
    (run.path / "plan.xlsx").write_bytes(b"the plan")
    return run


def test_a_run_is_recorded_as_running_before_anything_else(tmp_path: Path):
    record = a_run(tmp_path).record()

    assert list(record) == [*RECORD_FIELDS, "run"]
    assert list(record["run"]) == list(RUN_FIELDS)
    assert (record["status"], record["run"]["state"], record["run"]["ended"]) == ("running", "running", None)


def test_a_run_is_closed_with_what_its_process_told(tmp_path: Path):
    run = a_run(tmp_path)
    close(run, dataclasses.replace(PUBLISHED, seconds=2.5))
    record = run.record()

    assert list(record) == [*RECORD_FIELDS, "run"]
    assert list(record["run"]) == list(RUN_FIELDS)
    assert record["run"]["published"] == {"by": "gate", "reason": "", "at": record["run"]["ended"]}
    assert (record["status"], record["run"]["seconds"], run.plan.latest()) == ("optimal", 2.5, run)
    assert_tidy(tmp_path)


def test_a_run_whose_process_told_nothing_says_why(tmp_path: Path):
    run = a_run(tmp_path)
    close(run, Verdict(state="stopped", exit_code=6, reasons=("out of time",)))
    record = run.record()

    assert (record["status"], record["findings"][0]["message"]) == ("no_plan", "out of time")
    assert record["input"]["path"] == "in/plan.xlsx"
    assert run.plan.latest() is None


@pytest.mark.parametrize("step", range(1, 4))
def test_wherever_the_power_fails_while_a_plan_is_published_it_is_finished_or_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
):
    """Publishing takes three steps: the record names its publisher, latest moves, the record is closed.

    Before the first the plan is not published, after it it is; latest and the record never disagree.
    """
    earlier = a_run(tmp_path)
    close(earlier, PUBLISHED)
    run, left = a_run(tmp_path), [step]

    def fails(method: str) -> None:
        whole = getattr(PlanFolder if method == "publish" else RunFolder, method)

        def until(*arguments: object) -> None:
            left[0] -= 1
            if not left[0]:
                raise PowerFailure
            whole(*arguments)

        patched.setattr(PlanFolder if method == "publish" else RunFolder, method, until)

    with monkeypatch.context() as patched:
        fails("write_record")
        fails("publish")
        with pytest.raises(PowerFailure):
            close(run, PUBLISHED)
    closed = [each.record()["run"]["state"] for each in (earlier, run)]
    assert closed == ["published", "running"]

    assert [each for each, _ in recover(tmp_path)] == [run]
    assert run.record()["run"]["state"] == ("stopped" if step == 1 else "published")
    assert run.plan.latest() == (earlier if step == 1 else run)
    assert_tidy(tmp_path)


def test_a_plan_that_cannot_be_published_is_tried_again_the_next_night(tmp_path: Path):
    """Its record says why; it has not failed for good, and nothing else has changed."""
    run = a_run(tmp_path)
    (run.plan.path / "latest").mkdir()
    record = close(run, PUBLISHED)

    assert record == run.record()
    assert (record["run"]["state"], record["run"]["exit_code"]) == ("failed", 8)
    assert "is a folder, not a link to one" in record["run"]["reasons"][0]
    assert still_holds(run.plan, "ab" * 32) is None


def test_a_run_without_a_record_is_closed_too(tmp_path: Path):
    """Killed between the making of its folder and its first word."""
    run = PlanFolder(tmp_path / "plan").new_run("ab" * 32, datetime.now(UTC))
    (run.path / ".forcegen-1.tmp").write_text("half a reco")
    [(each, record)] = recover(tmp_path)

    assert each == run
    assert list(record) == [*RECORD_FIELDS, "run"]
    assert sorted(record["run"]) == sorted(RUN_FIELDS)
    assert_tidy(tmp_path)


@pytest.mark.parametrize("damage", ["", '{"run":', '{"run": "x"}', "[]"])
def test_a_published_run_whose_record_is_damaged_stays_published(tmp_path: Path, damage: str):
    run = a_run(tmp_path)
    close(run, PUBLISHED)
    (run.path / "run.json").write_text(damage)

    ((each, record),) = recover(tmp_path)
    assert (each, record["run"]["state"], record["run"]["reasons"]) == (run, "published", [REMADE])
    assert_tidy(tmp_path)


def test_a_published_run_under_refused_ones_gets_its_damaged_record_anew(tmp_path: Path):
    run, newer = a_run(tmp_path), a_run(tmp_path)
    close(run, PUBLISHED)
    close(newer, Verdict(state="refused", exit_code=7))
    (run.path / "run.json").write_text("half a reco")

    assert [each for each, _ in recover(tmp_path)] == [run]
    assert_tidy(tmp_path)


def test_a_plan_that_is_gone_is_solved_again_though_nothing_has_changed(tmp_path: Path):
    run = a_run(tmp_path)
    close(run, PUBLISHED)
    run.workbook.unlink()

    assert still_holds(run.plan, "ab" * 32) is None


def test_latest_leads_again_to_the_plan_published_last_where_a_copy_has_lost_it(tmp_path: Path):
    """Which may be an older one that a person went back to; half a file that names no run is lost, too."""
    older, newer = a_run(tmp_path), a_run(tmp_path)
    close(older, PUBLISHED)
    close(newer, PUBLISHED)
    record = older.record()
    record["run"]["published"] = {"by": "A. Planner", "reason": "", "at": "2099-01-01T00:00:00Z"}
    older.write_record(record)
    latest = older.plan.path / "latest"
    latest.unlink()
    assert list(restore(tmp_path)) == [older]

    latest.unlink()
    latest.touch()
    assert list(restore(tmp_path)) == [older]
    assert list(restore(tmp_path)) == []
    assert older.plan.latest() == older


def test_what_a_person_went_back_to_stands_while_the_workbook_is_the_same(tmp_path: Path):
    older, newer = a_run(tmp_path), a_run(tmp_path)
    close(older, PUBLISHED)
    close(newer, PUBLISHED)
    older.plan.publish(older)

    assert still_holds(older.plan, "ab" * 32) == older.record()


def test_what_a_killed_run_left_unfinished_is_removed_and_its_input_kept(tmp_path: Path):
    run = a_run(tmp_path)
    (run.path / "input.xlsx").write_bytes(b"as read")
    (run.work / "plan.xlsx").write_bytes(b"half")
    (run.plan.path / ".forcegen-2.tmp").symlink_to("runs/nowhere")
    list(recover(tmp_path))

    assert sorted(path.name for path in run.path.iterdir()) == ["input.xlsx", "plan.xlsx", "run.json"]
    assert_tidy(tmp_path)


def test_runs_that_ended_are_left_alone(tmp_path: Path):
    close(a_run(tmp_path), PUBLISHED)

    assert list(recover(tmp_path)) == []
