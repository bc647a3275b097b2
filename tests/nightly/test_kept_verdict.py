"""A disk that is full when a run is closed does not turn its verdict into a power failure."""

from __future__ import annotations

import dataclasses
import errno
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from gate_cases import a_book
from night_cases import assert_tidy, night, settled, standing_in, states

from solver.errors import OutputError
from solver.files import replace
from solver.nightly import run_record
from solver.nightly.folder import PlanFolder, RunFolder
from solver.nightly.history import History
from solver.nightly.lock import LEFT_OPEN, recover
from solver.nightly.run_record import (
    VERDICT_BYTES,
    PlannedRun,
    Verdict,
    begin,
    close,
    keep_verdict,
    kept_verdict,
    reserve_verdict,
)
from solver.record import RunSpec

FULL = OSError(errno.ENOSPC, "No space left on device")


def a_run(outputs: Path) -> RunFolder:
    """A run that goes on."""
    plan = PlanFolder(outputs / "plan")
    return begin(PlannedRun(plan=plan, source=Path("in/plan.xlsx"), spec=RunSpec(), fingerprint="ab" * 32))


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """No new file can be written; what has its room already can."""
    with monkeypatch.context() as patched:
        yield patched


def fill(patched: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise FULL

    patched.setattr(replace, "_replace", full)


@pytest.mark.parametrize(
    ("verdict", "state", "code"),
    [
        (Verdict(state="failed", exit_code=3, reasons=("Sites!A2: odd",)), "failed", 3),
        (Verdict(state="stopped", exit_code=6, reasons=("out of time",)), "stopped", 6),
        (Verdict(state="refused", exit_code=7, reasons=("too many changes",)), "failed", 8),
        (Verdict(state="published", exit_code=0), "failed", 8),
    ],
    ids=lambda value: getattr(value, "state", None),
)
def test_the_next_night_closes_a_run_with_the_verdict_that_was_known(
    tmp_path: Path, full_disk: pytest.MonkeyPatch, verdict: Verdict, state: str, code: int
):
    """A plan whose record is lost is one to solve again, so that it failed for want of disk."""
    run = a_run(tmp_path)
    fill(full_disk)
    with pytest.raises(OutputError, match=r"the disk that holds .* is full"):
        close(run, dataclasses.replace(verdict, seconds=2.5))
    full_disk.undo()
    [(_, record)] = recover(tmp_path)

    about = record["run"]
    assert (about["state"], about["exit_code"], about["seconds"]) == (state, code, 2.5)
    assert about["reasons"][:-1] == list(verdict.reasons)
    assert "is full" in about["reasons"][-1]
    assert sorted(path.name for path in run.path.iterdir()) == ["run.json"]


def test_a_disk_that_stays_full_keeps_the_first_verdict(tmp_path: Path, full_disk: pytest.MonkeyPatch):
    """The same night tries once more at its end, and then two nights later there is room."""
    run = a_run(tmp_path)
    fill(full_disk)
    with pytest.raises(OutputError):
        close(run, Verdict(state="failed", exit_code=4, reasons=("no plan keeps every hard rule",)))
    for _ in range(2):
        with pytest.raises(OutputError):
            list(recover(tmp_path))
    full_disk.undo()
    [(_, record)] = recover(tmp_path)

    assert (record["run"]["state"], record["run"]["exit_code"]) == ("failed", 4)
    assert record["run"]["reasons"][0] == "no plan keeps every hard rule"
    assert len(record["run"]["reasons"]) == 2


def test_a_run_of_which_nothing_is_known_was_killed(tmp_path: Path):
    a_run(tmp_path)
    [(_, record)] = recover(tmp_path)

    assert (record["run"]["state"], record["run"]["reasons"]) == ("stopped", [LEFT_OPEN])


def test_a_last_word_needs_no_more_room_than_was_set_aside(tmp_path: Path):
    run = RunFolder(tmp_path)
    reserve_verdict(run)
    assert kept_verdict(run) is None
    keep_verdict(run, Verdict(state="failed", exit_code=3, reasons=("é" * 5000,) * 40, seconds=None))

    assert (tmp_path / run_record.VERDICT_FILE).stat().st_size == VERDICT_BYTES
    word = kept_verdict(run)
    assert word is not None
    assert (word.state, word.exit_code, word.reasons[0][:2]) == ("failed", 3, "éé")


def test_a_run_whose_record_could_not_be_written_is_not_called_running(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The page and the history say that it failed, and why; the next night tries again."""
    (tmp_path / "in").mkdir()
    settled(a_book(tmp_path / "in" / "plan.xlsx"))
    write = RunFolder.write_record

    def full(run: RunFolder, record: dict[str, object], like: Sequence[Path] = ()) -> None:
        if record["status"] != "running":
            raise OutputError("cannot write: the disk is full")
        write(run, record, like)

    with monkeypatch.context() as patched:
        patched.setattr(RunFolder, "write_record", full)
        first = night(tmp_path / "in", tmp_path / "out", launch=standing_in({}))
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    with History.read(tmp_path / "out") as history:
        assert [each.state for each in history.nights()] == ["failed"]
    assert (first.exit_code, "Still running" in page) == (8, False)
    second = night(tmp_path / "in", tmp_path / "out", launch=standing_in({}))

    failed, published = PlanFolder(tmp_path / "out" / "plan").runs()
    assert failed.record()["run"]["reasons"] == ["cannot write: the disk is full"]
    assert failed.record()["run"]["state"] == "failed"
    assert (states(second), published.record()["run"]["state"]) == ({"plan": "published"}, "published")
    assert_tidy(tmp_path / "out")
