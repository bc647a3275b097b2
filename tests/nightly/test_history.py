"""The history: every night is in it, whatever happened to its file or to the run folders."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from gate_cases import forcegen

from solver.errors import OutputError
from solver.nightly.history import History
from solver.nightly.history_file import MIGRATIONS


def a_record(day: int, state: str = "published", plan: str = "ukraine", **about: object) -> dict[str, Any]:
    """The record of the run of one night in November."""
    run = {
        "id": f"202611{day:02}T021500Z-{day:08x}",
        "plan": plan,
        "source": f"{plan}.xlsx",
        "scenario": "",
        "state": state,
        "started": f"2026-11-{day:02}T02:15:00Z",
        "ended": f"2026-11-{day:02}T02:16:00Z",
        "exit_code": 0,
        "reasons": [],
        "baseline": "",
        "identity": "ab",
        "published": {"by": "gate", "reason": "", "at": "now"} if state == "published" else None,
        **about,
    }
    return {
        "status": "optimal",
        "tool": "forcegen 1.0.0",
        "objectives": [
            {"rank": 1, "name": "minimum shortfall", "value": 5, "final": 5, "bound": 5, "gap": 0}
        ],
        "totals": {"minimum_shortfall": 5.0, "target_shortfall": 10.0 * day, "drawdown": None},
        "drawdown": [{"cap": "Estonia / own", "period": 1, "taken": 300, "limit": 450}],
        "run": run,
    }


def kept(outputs: Path, *records: dict[str, Any]) -> None:
    """Run folders with these records, as nights leave them."""
    for record in records:
        folder = outputs / record["run"]["plan"] / "runs" / record["run"]["id"]
        folder.mkdir(parents=True)
        (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")


def read(outputs: Path) -> list[tuple[str, str]]:
    """Day and state of each night, as a reader finds them."""
    with History.read(outputs) as history:
        return told(history)


def told(history: History) -> list[tuple[str, str]]:
    """Day and state of each night."""
    return [(night.started[8:10], night.state) for night in history.nights()]


def test_a_run_is_kept_with_its_ranks_caps_reasons_and_totals(tmp_path: Path):
    record = a_record(3, "refused", reasons=["too many changes", "not proved"])
    with History.open(tmp_path) as history:
        history.note(record)
    with History.open(tmp_path) as history:
        (night,) = history.nights()
        run = record["run"]["id"]

        assert (night.run, night.state, night.minimum_shortfall, night.drawdown) == (run, "refused", 5, None)
        assert night.reasons == ("too many changes", "not proved")
        assert history.ranks("ukraine", run) == record["objectives"]
        assert history.caps("ukraine", run) == record["drawdown"]


def test_a_run_noted_again_is_one_row_that_says_the_last_word(tmp_path: Path):
    with History.open(tmp_path) as history:
        for state in ("running", "refused", "published"):
            history.note(a_record(3, state))

        assert told(history) == [("03", "published")]
        assert len(history.ranks("ukraine", a_record(3)["run"]["id"])) == 1


def test_a_run_noted_again_keeps_its_place_among_runs_of_the_same_second(tmp_path: Path):
    second = "2026-11-03T02:15:00Z"
    with History.open(tmp_path) as history:
        history.note(a_record(3, "refused"))
        history.note(a_record(4, "failed", started=second))
        history.note(a_record(3, "published"))

        assert [night.state for night in history.nights()] == ["published", "failed"]


def test_nights_without_anything_to_solve_are_rows_of_their_own(tmp_path: Path):
    """The run that still holds is the third's; on the fourth and fifth nothing had changed."""
    with History.open(tmp_path) as history:
        history.note(a_record(3))
        for day in (4, 5, 5):
            history.note(a_record(3, "unchanged", started=f"2026-11-{day:02}T02:15:00Z"))

        assert told(history) == [("03", "published"), ("04", "unchanged"), ("05", "unchanged")]
        assert len({night.run for night in history.nights()}) == 1


def test_nights_are_in_order_also_when_the_clock_was_set_back(tmp_path: Path):
    """Ids go on from the last one; a night without anything to solve is after the run that still held."""
    back = "2026-11-01T02:15:00Z"
    with History.open(tmp_path) as history:
        history.note(a_record(20))
        history.note(a_record(20, state="unchanged", started=back))
        history.note(a_record(20, "refused", id="20261120T021501Z-00000014", started=back))

        assert [state for _, state in told(history)] == ["published", "unchanged", "refused"]


def test_a_missing_file_is_made_again_from_the_run_folders(tmp_path: Path):
    kept(tmp_path, a_record(1), a_record(2, "failed"), a_record(2, plan="baltic"))
    with History.open(tmp_path) as history:
        assert told(history) == [("01", "published"), ("02", "published"), ("02", "failed")]
        assert [night.plan for night in history.nights("baltic")] == ["baltic"]


def test_a_run_that_was_killed_before_its_first_word_is_in_the_history(tmp_path: Path):
    (tmp_path / "ukraine" / "runs" / "20261107T021500Z-00000007").mkdir(parents=True)
    with History.open(tmp_path) as history:
        assert told(history) == [("07", "stopped")]


def test_a_run_that_was_running_is_taken_in_again_once_it_is_closed(tmp_path: Path):
    with History.open(tmp_path) as history:
        history.note(a_record(1, "running"))
    kept(tmp_path, a_record(1, "stopped"))
    with History.open(tmp_path) as history:
        assert told(history) == [("01", "stopped")]


@pytest.mark.parametrize(
    "content",
    [b"no database at all, but long enough to be one" * 9, b"", b"SQLite format 3\x00" + b"\x00" * 90],
)
def test_a_damaged_file_is_kept_aside_and_made_again(tmp_path: Path, content: bytes):
    kept(tmp_path, a_record(1))
    (tmp_path / "history.sqlite").write_bytes(content)
    with History.open(tmp_path) as history:
        assert told(history) == [("01", "published")]
    aside = [path.read_bytes() for path in tmp_path.glob("history-damaged-*.sqlite")]
    assert aside == ([content] if content else [])


def test_a_file_with_a_broken_page_is_kept_aside_and_made_again(tmp_path: Path):
    """The head is sound, so it opens; what it holds cannot be read."""
    kept(tmp_path, a_record(1))
    History.open(tmp_path).close()
    path = tmp_path / "history.sqlite"
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * (path.stat().st_size - 100))
    with History.open(tmp_path) as history:
        assert told(history) == [("01", "published")]
    assert len(list(tmp_path.glob("history-damaged-*.sqlite"))) == 1


def test_a_file_without_one_of_its_tables_is_kept_aside_and_made_again(tmp_path: Path):
    kept(tmp_path, a_record(1))
    with History.open(tmp_path) as history:
        history.connection.execute("DROP TABLE reasons")

    assert read(tmp_path) == [("01", "published")]
    with History.open(tmp_path) as history:
        assert told(history) == [("01", "published")]
    assert len(list(tmp_path.glob("history-damaged-*.sqlite"))) == 1


def test_an_older_file_is_brought_to_this_version(tmp_path: Path):
    """Version 0 is a file with nothing in it yet."""
    connection = sqlite3.connect(tmp_path / "history.sqlite")
    connection.execute("PRAGMA user_version = 0")
    connection.close()
    with History.open(tmp_path) as history:
        history.note(a_record(1))
        assert history.connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_a_file_of_a_newer_forcegen_is_left_alone_and_said(tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "history.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (tmp_path / "history.sqlite").read_bytes()

    with pytest.raises(OutputError, match="newer forcegen"):
        History.open(tmp_path)
    assert (tmp_path / "history.sqlite").read_bytes() == before


def test_reading_writes_nothing_and_still_tells_everything(tmp_path: Path):
    """A run that no night has noted yet is read from its folder, in memory."""
    with History.open(tmp_path) as history:
        history.note(a_record(1))
    kept(tmp_path, a_record(2))
    before = (tmp_path / "history.sqlite").read_bytes()

    assert read(tmp_path) == [("01", "published"), ("02", "published")]
    assert (tmp_path / "history.sqlite").read_bytes() == before
    assert read(tmp_path / "nowhere") == []
    assert not (tmp_path / "nowhere").exists()


def test_reading_a_damaged_file_tells_what_the_folders_hold(tmp_path: Path):
    kept(tmp_path, a_record(1))
    (tmp_path / "history.sqlite").write_bytes(b"no database at all, but long enough to be one" * 9)

    assert read(tmp_path) == [("01", "published")]


def test_the_command_lists_the_last_nights_newest_first(tmp_path: Path):
    kept(tmp_path, *(a_record(day) for day in range(1, 6)), a_record(9, "failed", plan="baltic"))
    result = forcegen("history", "--outputs", tmp_path, "--limit", 3)

    rows = [line.split()[1:3] for line in result.stdout.splitlines() if line.startswith(" 2026")]
    assert rows == [["baltic", "failed"], ["ukraine", "published"], ["ukraine", "published"]]
    assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_the_command_says_which_files_are_gone_and_who_published(tmp_path: Path):
    with History.open(tmp_path) as history:
        history.note(a_record(1, published={"by": "Ann", "reason": "by telephone", "at": "then"}))
    text = forcegen("history", "ukraine", "--outputs", tmp_path).stdout
    (row,) = json.loads(forcegen("history", "--outputs", tmp_path, "--format", "json").stdout)

    assert "files gone" in " ".join(text.split())
    assert "published *" in text
    assert (row["files"], row["in_force"], row["published_by"]) == (False, False, "Ann")


def test_a_plan_that_is_not_there_is_said_with_the_nearest(tmp_path: Path):
    kept(tmp_path, a_record(1))
    result = forcegen("history", "ukrain", "--outputs", tmp_path)

    assert result.exit_code == 2
    assert "did you mean 'ukraine'" in result.stderr
