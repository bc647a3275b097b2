"""What a night says: on a terminal, in a log, to machines, to people by mail."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from gate_cases import a_book, forcegen
from night_cases import settled, standing_in

from solver.cli.night_report import summary_text
from solver.nightly import night as module
from solver.nightly.history import UNREACHED
from solver.nightly.inputs import Skipped
from solver.nightly.night_request import NightRequest
from solver.nightly.report import NightEvent, PlanOutcome, Report

TOTALS = {"minimum_shortfall": 1234.0, "target_shortfall": 20_000.0, "drawdown": None}


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """A folder with two workbooks."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    settled(a_book(folder / "north.xlsx"), a_book(folder / "south.xlsx"))
    return folder


@pytest.fixture
def said(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run ``forcegen nightly`` with options, where the southern plan is refused."""
    ends = standing_in({}, {"south": ("cost rises:", "heads rise")})
    whole = module.run_night
    monkeypatch.setattr(module, "run_night", lambda request, tell: whole(request, tell, ends))

    def run(*options: str) -> Result:
        return forcegen("nightly", inputs, tmp_path / "out", *options)

    return run


def an_outcome(plan: str, state: str, exit_code: int = 0, **more: object) -> PlanOutcome:
    """What came of a plan."""
    told = {"record": {"totals": TOTALS}, "source": f"{plan}.xlsx", "scenario": "", "seconds": 61.0, **more}
    return PlanOutcome(plan=plan, state=state, exit_code=exit_code, **told)  # type: ignore[arg-type]


def a_report(*outcomes: PlanOutcome, **more: object) -> Report:
    """What came of a night."""
    told = {"started": "", "ended": "", "seconds": 1.0, "exit_code": 7, **more}
    return Report(outcomes=outcomes, **told)  # type: ignore[arg-type]


def test_the_summary_fits_80_columns_and_says_what_each_plan_came_to():
    name = "a plan with a name as long as planners like to give - and a scenario of it"
    text = summary_text(
        a_report(
            an_outcome("north", "published"),
            an_outcome("south", "unchanged", 7, was="refused", reasons=("cost rises " * 12,), seconds=None),
            an_outcome(name, UNREACHED, 6, reasons=("the night ended",), record={}, seconds=None),
            skipped=(Skipped(name="old.xls", why="a .xls file"),),
            recovered=("north/20261122T021500Z-1a2b3c4d",),
            absent=("east",),
            troubles=("the disk is full",),
        ),
        Path("outputs"),
    )
    lines = text.splitlines()
    north, south = (
        next(line for line in lines if line.startswith(f" {name}")) for name in ("north", "south")
    )

    assert max(map(len, lines)) <= 80
    assert north.split() == ["north", "●", "published", "1,234", "20,000", "61", "s"]
    assert south.split()[:4] == ["south", "=", "still", "refused"]
    assert "not reached" in text
    assert "published 1, refused 1, not reached 1" in lines
    for sentence in (
        "south, still refused (exit code 7):",
        "Skipped: old.xls (a .xls file)",
        "Closed, left open by a killed night: north/20261122T021500Z-1a2b3c4d",
        "No longer among the inputs: east",
        "Trouble: the disk is full",
        "All plans: outputs/index.html",
    ):
        assert sentence in lines


def test_many_reasons_are_told_in_short():
    reasons = tuple(f"reason {number}" for number in range(9))
    text = summary_text(a_report(an_outcome("north", "refused", 7, reasons=reasons, run="1a2b")), Path("out"))

    assert "reason 4" in text
    assert "reason 5" not in text
    assert "and 4 more; see forcegen show 1a2b" in text


def test_a_night_under_cron_says_one_line_an_event_and_a_table(said: Callable[..., Result], tmp_path: Path):
    result = said()
    first, *_, last = result.stderr.splitlines()

    assert result.exit_code == 7
    assert "night began: 2 workbooks in " in first
    assert "night ended" in last
    refused = next(line for line in result.stderr.splitlines() if " refused south 20" in line)
    assert refused.endswith("exit code 7: cost rises: heads rise")
    assert "  cost rises:\n  heads rise\n" in "\n".join(map(str.rstrip, result.stdout.splitlines()))


def test_a_night_for_machines_says_one_object_an_event_and_one_in_the_end(said: Callable[..., Result]):
    result = said("--log-format", "json", "--format", "json")
    events = [json.loads(line) for line in result.stderr.splitlines()]
    told = json.loads(result.stdout)

    assert {event["event"] for event in events} == {
        *("night_began", "began", "published", "refused", "night_ended")
    }
    assert all(event["time"].endswith("Z") for event in events)
    assert [(plan["plan"], plan["state"], plan["exit_code"]) for plan in told["plans"]] == [
        ("north", "published", 0),
        ("south", "refused", 7),
    ]
    assert told["index"].endswith("index.html")


def test_a_quiet_night_says_only_what_is_not_as_it_should_be(said: Callable[..., Result], inputs: Path):
    result = said("-q")
    assert (result.stdout, result.stderr) == ("", "error: south, refused: cost rises: heads rise\n")

    (inputs / "south.xlsx").unlink()
    result = said("-q")
    assert (result.exit_code, result.output) == (0, "")


def test_people_are_told_by_a_command_of_their_own(said: Callable[..., Result], tmp_path: Path):
    """Also by a quiet night; that the command fails is said and changes nothing."""
    script = tmp_path / "tell.sh"
    script.write_text(f"#!/bin/sh\ncat > '{tmp_path}/mail'\nexit 3\n")
    script.chmod(0o755)
    result = said("--notify", f"'{script}'", "-q")

    assert result.exit_code == 7
    assert f"warning: the notify command {script} failed with exit code 3" in result.stderr
    assert "south, refused (exit code 7):" in (tmp_path / "mail").read_text()


def test_words_that_nobody_takes_do_not_end_the_night(inputs: Path, tmp_path: Path):
    def closed(event: NightEvent) -> None:
        raise BrokenPipeError

    request = NightRequest(inputs=inputs, outputs=tmp_path / "out")

    assert module.run_night(request, closed, standing_in({})).exit_code == 0


def test_an_age_that_is_none_is_refused_before_the_night(said: Callable[..., Result], tmp_path: Path):
    result = said("--keep", "3 moons")

    assert result.exit_code == 2
    assert "'3 moons' is no age; expected a number of days, weeks or years" in result.stderr
    assert not (tmp_path / "out").exists()
