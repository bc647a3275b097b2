"""A monitor asks whether each plan had its night, and what the runs take up on the disk."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from gate_cases import forcegen
from test_history import a_record, kept

from solver.nightly import monitor
from solver.nightly.history import ABSENT, UNREACHED, History
from solver.nightly.monitor import begin_night, end_night
from solver.nightly.night_request import parse_rhythm
from solver.nightly.retention import sizes
from solver.text.numbers import size_in_words, time_in_words

AT = datetime(2026, 11, 5, 9, 0, tzinfo=UTC)
"""In the morning; a night ends at 02:16."""


@pytest.fixture(autouse=True)
def _in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "now", lambda: AT)


def asked(outputs: Path, *more: str) -> tuple[int, str]:
    """The exit code of the question, and what was said."""
    result = forcegen("history", "--outputs", outputs, "--expect", *more)
    return result.exit_code, result.stdout + result.stderr


def test_a_plan_that_had_its_night_is_well(tmp_path: Path):
    """Whatever came of it: that the gate refused it, or its workbook is wrong, the night has said itself."""
    kept(tmp_path, a_record(5), a_record(5, "refused", plan="baltic"), a_record(5, "failed", plan="north"))

    code, said = asked(tmp_path, "daily")
    assert (code, said) == (0, "Each plan had its night within 1 day 6 h: baltic, north, ukraine.\n")


def test_a_plan_without_a_night_is_named_with_its_age(tmp_path: Path):
    kept(tmp_path, a_record(5), a_record(3, plan="baltic"))

    code, said = asked(tmp_path, "daily")
    assert code == 11
    assert said == (
        "error: baltic: the last night that came to an end was 2 days 6 h ago (expected within 1 day 6 h)\n"
    )
    assert asked(tmp_path, "3d")[0] == 0
    assert asked(tmp_path, "daily", "ukraine")[0] == 0


@pytest.mark.parametrize("state", ["stopped", "running"])
def test_a_night_that_was_cut_short_is_none(tmp_path: Path, state: str):
    """Stopped, killed, or still at work: the night before is the last that came to an end."""
    kept(tmp_path, a_record(3), a_record(5, state))

    assert asked(tmp_path, "daily")[0] == 11


def test_unchanged_nights_count(tmp_path: Path):
    with History.open(tmp_path) as history:
        history.note(a_record(1))
        history.note(a_record(1, "unchanged", started="2026-11-05T02:15:00Z", ended="2026-11-05T02:15:01Z"))

    assert asked(tmp_path, "daily")[0] == 0


def test_a_workbook_that_was_taken_away_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As long as nights run, that say so."""
    with History.open(tmp_path) as history:
        history.note(a_record(1))
        end_night(history, begin_night(history, timedelta(days=1)), "", (), {"ukraine": (ABSENT, ("gone",))})
    monkeypatch.setattr(monitor, "now", lambda: datetime.now(UTC))
    assert asked(tmp_path, "daily")[0] == 0

    monkeypatch.setattr(monitor, "now", lambda: datetime.now(UTC) + timedelta(days=2))
    assert asked(tmp_path, "daily")[0] == 11


def test_a_plan_that_a_night_did_not_come_to_is_late(tmp_path: Path):
    with History.open(tmp_path) as history:
        history.note(a_record(1))
        end_night(
            history, begin_night(history, timedelta(days=1)), "cut", (), {"ukraine": (UNREACHED, ("",))}
        )

    assert asked(tmp_path, "daily")[0] == 11


def test_where_no_night_ever_ran_none_came(tmp_path: Path):
    code, said = asked(tmp_path, "daily")

    assert (code, "no night has run into" in said) == (11, True)


def test_machines_get_each_plan(tmp_path: Path):
    kept(tmp_path, a_record(5), a_record(3, plan="baltic"))
    result = forcegen("history", "--outputs", tmp_path, "--expect", "daily", "--format", "json")

    assert result.exit_code == 11
    assert json.loads(result.stdout) == [
        {"plan": "baltic", "last": "2026-11-03T02:16:00Z", "absent": False, "late": True},
        {"plan": "ukraine", "last": "2026-11-05T02:16:00Z", "absent": False, "late": False},
    ]


@pytest.mark.parametrize(
    ("text", "hours"), [("daily", 30), ("weekly", 174), ("36h", 36), ("8d", 192), (" 2W ", 336)]
)
def test_a_rhythm_is_a_word_or_a_span(text: str, hours: int):
    assert parse_rhythm(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "0h", "day", "1.5d", "36", "10m"])
def test_what_is_no_rhythm_is_said_with_examples(text: str, tmp_path: Path):
    code, said = asked(tmp_path, text)

    assert (code, "expected daily, weekly, or hours, days, weeks: 36h, 8d, 2w" in said) == (2, True)


def test_spans_are_told_as_people_do():
    spans = (
        timedelta(minutes=5),
        timedelta(hours=7, minutes=50),
        timedelta(days=1),
        timedelta(days=3, hours=4),
    )
    assert [time_in_words(each) for each in spans] == ["5 min", "7 h", "1 day", "3 days 4 h"]


def test_the_history_tells_of_a_last_night_that_was_cut_short(tmp_path: Path):
    kept(tmp_path, a_record(1))
    with History.open(tmp_path) as history:
        began = begin_night(history, timedelta(days=1))
        assert f"The last night ({began}) has not ended" in forcegen("history", "--outputs", tmp_path).stdout
        end_night(history, began, "somebody stopped it (SIGINT)", (), {"ukraine": (UNREACHED, ("",))})

    assert (
        f"The last night ({began}) was cut short: somebody stopped it (SIGINT); not reached: ukraine\n"
    ) in forcegen("history", "--outputs", tmp_path).stdout


def test_the_history_tells_what_the_runs_take_up(tmp_path: Path):
    """Links count as nothing, and latest is one."""
    kept(tmp_path, a_record(1), a_record(2), a_record(3, plan="baltic"))
    for plan, run, size in (("ukraine", 1, 2_000_000), ("ukraine", 2, 500_000), ("baltic", 3, 40_000)):
        folder = tmp_path / plan / "runs" / f"202611{run:02}T021500Z-{run:08x}"
        (folder / "run.json").unlink()
        (folder / "plan.xlsx").write_bytes(b"x" * size)
    (tmp_path / "ukraine" / "latest").symlink_to("runs")

    told = [(size.plan, size.runs, size.bytes) for size in sizes(tmp_path)]
    assert told == [("ukraine", 2, 2_500_000), ("baltic", 1, 40_000)]
    text = forcegen("history", "--outputs", tmp_path).stdout
    assert "On disk 2.5 MB: ukraine 2.5 MB in 2 runs, baltic 40 KB in 1 run.\n" in text
    rows = json.loads(forcegen("history", "ukraine", "--outputs", tmp_path, "--format", "json").stdout)
    assert [row["bytes"] for row in rows] == [500_000, 2_000_000]
    assert size_in_words(2_100_000_000) == "2.1 GB"
