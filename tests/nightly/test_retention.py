"""Retention: old runs go, and nothing that anybody may still need."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from solver.nightly import retention
from solver.nightly.folder import PlanFolder, RunFolder
from solver.nightly.plan_identity import find_run
from solver.nightly.retention import parse_age, prune

NOW = datetime(2026, 11, 30, 2, 15, tzinfo=UTC)
KEEP = timedelta(days=10)


def a_run(
    outputs: Path, day: int, state: str = "refused", *, published: bool = False, plan: str = "p"
) -> RunFolder:
    """The run of one night in November, with a file in it."""
    run = RunFolder(outputs / plan / "runs" / f"202611{day:02}T021500Z-{day:08x}")
    run.path.mkdir(parents=True)
    about = {"state": state, "published": {"by": "gate"} if published else None}
    (run.path / "run.json").write_text(json.dumps({"run": about}), encoding="utf-8")
    (run.path / "solver.log").write_text("searching", encoding="utf-8")
    return run


def days(outputs: Path, plan: str = "p") -> list[int]:
    """The nights that are still there."""
    return [int(run.id[6:8]) for run in PlanFolder(outputs / plan).runs()]


def test_runs_older_than_asked_go_and_younger_ones_stay(tmp_path: Path):
    for day in (1, 10, 19, 21, 29):
        a_run(tmp_path, day)
    pruned = prune(tmp_path, KEEP, NOW)

    assert days(tmp_path) == [21, 29]
    assert pruned.removed == tuple(f"p/202611{day:02}T021500Z-{day:08x}" for day in (1, 10, 19))
    assert pruned.troubles == ()


def test_whatever_was_ever_published_stays(tmp_path: Path):
    """Later plans were counted against it, and a person may want to go back to it."""
    a_run(tmp_path, 1, "published", published=True)
    a_run(tmp_path, 2, "published", published=True)
    a_run(tmp_path, 3)
    a_run(tmp_path, 29)
    prune(tmp_path, KEEP, NOW)

    assert days(tmp_path) == [1, 2, 29]


def test_the_latest_stays_even_where_its_record_is_lost(tmp_path: Path):
    latest = a_run(tmp_path, 1)
    (latest.path / "run.json").write_text("{", encoding="utf-8")
    a_run(tmp_path, 29)
    latest.plan.publish(latest)
    prune(tmp_path, KEEP, NOW)

    assert days(tmp_path) == [1, 29]


def test_the_last_run_of_a_plan_stays_however_old(tmp_path: Path):
    """A workbook that nobody has changed for a year is not solved again; why it failed is still asked."""
    a_run(tmp_path, 1, "failed")
    prune(tmp_path, KEEP, NOW)

    assert days(tmp_path) == [1]


def test_a_run_that_has_not_ended_stays(tmp_path: Path):
    a_run(tmp_path, 1, "running")
    a_run(tmp_path, 29)
    prune(tmp_path, KEEP, NOW)

    assert days(tmp_path) == [1, 29]


def test_a_removal_that_is_broken_off_leaves_no_half_run_and_is_ended_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    a_run(tmp_path, 1)
    a_run(tmp_path, 29)
    with monkeypatch.context() as patch:
        patch.setattr(retention.shutil, "rmtree", lambda *_, **__: None)  # killed here
        prune(tmp_path, KEEP, NOW)
    assert days(tmp_path) == [29]
    assert len(list((tmp_path / "p" / "runs").iterdir())) == 2

    prune(tmp_path, KEEP, NOW)
    assert [path.name[6:8] for path in (tmp_path / "p" / "runs").iterdir()] == ["29"]


def test_a_run_that_cannot_be_removed_is_said_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    run = a_run(tmp_path, 1)
    a_run(tmp_path, 29)
    monkeypatch.setattr(Path, "rename", _refused)
    pruned = prune(tmp_path, KEEP, NOW)

    assert pruned.removed == ()
    assert pruned.troubles == (f"cannot remove p/{run.id}: in use; it is kept",)
    assert days(tmp_path) == [1, 29]


def _refused(*_: object) -> None:
    raise PermissionError(13, "in use")


def test_folders_that_are_no_runs_are_left_alone(tmp_path: Path):
    own = tmp_path / "p" / "runs" / "my own notes"
    own.mkdir(parents=True)
    a_run(tmp_path, 29)
    prune(tmp_path, KEEP, NOW)

    assert own.is_dir()


def test_a_removed_run_is_no_longer_found(tmp_path: Path):
    old = a_run(tmp_path, 1)
    a_run(tmp_path, 29)
    prune(tmp_path, KEEP, NOW)

    with pytest.raises(Exception, match="there is no run"):
        find_run(tmp_path, old.id)


@pytest.mark.parametrize(("text", "length"), [("90d", 90), ("12w", 84), ("1y", 365), (" 7D ", 7)])
def test_an_age_is_a_number_of_days_weeks_or_years(text: str, length: int):
    assert parse_age(text) == timedelta(days=length)


@pytest.mark.parametrize("text", ["", "90", "d", "3m", "-1d", "0d", "1.5y", "90 days"])
def test_what_is_no_age_is_said_with_examples(text: str):
    with pytest.raises(ValueError, match="90d, 12w, 1y"):
        parse_age(text)


def test_published_runs_go_where_that_is_asked_but_for_those_that_are_needed(tmp_path: Path):
    """Kept: the plan in force, what it and every run that stays was counted against, and the last run."""
    for day, baseline in ((1, 0), (2, 1), (3, 2), (20, 3), (29, 20)):
        run = a_run(tmp_path, day, "published", published=True)
        record = run.record()
        before = f"202611{baseline:02}T021500Z-{baseline:08x}" if baseline else ""
        run.write_record({**record, "run": {**record["run"], "baseline": before}})
    a_run(tmp_path, 4)
    a_run(tmp_path, 30)
    run.plan.publish(run)
    pruned = prune(tmp_path, None, NOW, published=KEEP)

    assert days(tmp_path) == [3, 4, 20, 29, 30]
    assert [name[8:10] for name in pruned.removed] == ["01", "02"]


def test_an_old_plan_in_force_outlives_any_age(tmp_path: Path):
    """A person went back to it; it was begun long ago."""
    old = a_run(tmp_path, 1, "published", published=True)
    a_run(tmp_path, 2, "published", published=True)
    a_run(tmp_path, 29)
    old.plan.publish(old)
    prune(tmp_path, KEEP, NOW, published=KEEP)

    assert days(tmp_path) == [1, 29]


def test_each_kind_of_run_has_an_age_of_its_own(tmp_path: Path):
    a_run(tmp_path, 1, "published", published=True)
    a_run(tmp_path, 15)
    a_run(tmp_path, 16, "published", published=True)
    a_run(tmp_path, 29)
    prune(tmp_path, KEEP, NOW, published=timedelta(days=20))

    assert days(tmp_path) == [16, 29]
