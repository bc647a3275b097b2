"""A person publishes: who, what and why is kept, and nothing unaudited ever gets into force."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.shell_completion import BashComplete
from gate_cases import a_book, a_night, forcegen, france
from openpyxl import load_workbook

from solver.cli import main
from solver.nightly.folder import PlanFolder
from solver.nightly.history import History
from solver.nightly.lock import locked
from solver.nightly.run_text import objectives_table


@pytest.fixture(scope="module")
def two_nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Outputs in which the first plan is published and the second, much worse, is refused; a third failed."""
    folder = tmp_path_factory.mktemp("nights")
    a_night(folder / "outputs", a_book(folder / "plan.xlsx"), identity="a" * 64)
    limits = {"Worse at most": 0.1}
    a_night(
        folder / "outputs",
        a_book(folder / "plan.xlsx", settings=limits, Contingents=france(1)),
        identity="b" * 64,
    )
    broken = a_book(folder / "plan.xlsx", Sites=[{"Site": "Lviv"}])
    a_night(folder / "outputs", broken, identity="c" * 64)
    return folder / "outputs"


@pytest.fixture
def outputs(two_nights: Path, tmp_path: Path) -> Path:
    """A copy of the two nights, for this test to change."""
    return Path(shutil.copytree(two_nights, tmp_path / "outputs", symlinks=True))


def states(outputs: Path) -> list[str]:
    """The state of each run."""
    return [run.record()["run"]["state"] for run in PlanFolder(outputs / "plan").runs()]


def latest(outputs: Path) -> str:
    """The beginning of the hash of the published run: a letter."""
    run = PlanFolder(outputs / "plan").latest()
    return run.id[-1] if run else ""


def test_a_refused_plan_is_published_with_name_and_reason(outputs: Path):
    assert (states(outputs), latest(outputs)) == (["published", "refused", "failed"], "a")
    result = forcegen(
        "publish", "bbbb", "--outputs", outputs, "--by", "Ann", "--reason", "France confirmed by telephone"
    )

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].endswith("-bbbbbbbb, by Ann.")
    assert (states(outputs), latest(outputs)) == (["published", "published", "failed"], "b")
    record = PlanFolder(outputs / "plan").runs()[1].record()["run"]
    assert record["published"]["by"] == "Ann"
    assert record["published"]["reason"] == "France confirmed by telephone"
    assert record["reasons"]  # what the gate said stays
    with History.read(outputs) as history:
        night = history.nights()[1]
    assert (night.state, night.published_by, night.published_reason) == (
        *("published", "Ann"),
        "France confirmed by telephone",
    )
    assert "Ann" in (outputs / "index.html").read_text(encoding="utf-8")


def test_going_back_to_an_older_plan_is_said_and_the_first_publisher_is_not_forgotten(outputs: Path):
    forcegen("publish", "bbbb", "--outputs", outputs, "--by", "Ann", "--reason", "yes")
    result = forcegen("publish", "aaaa", "--outputs", outputs, "--by", "Bob", "--reason", "no")

    assert "This goes back: the newer " in result.stdout
    assert latest(outputs) == "a"
    record = PlanFolder(outputs / "plan").runs()[0].record()["run"]
    assert record["published"]["by"] == "Bob"
    assert [each["by"] for each in record["published_before"]] == ["gate"]


def test_who_publishes_is_who_is_logged_in_and_a_reason_is_asked_for(
    outputs: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "carla")
    assert forcegen("publish", "bbbb", "--outputs", outputs).exit_code == 2
    assert forcegen("publish", "bbbb", "--outputs", outputs, "--reason", "  ").exit_code == 2
    result = forcegen("publish", "bbbb", "--outputs", outputs, "--reason", "yes", "--format", "json")

    assert json.loads(result.stdout)["published"]["by"] == "carla"


def test_a_plan_that_was_changed_by_hand_is_not_published(outputs: Path):
    run = PlanFolder(outputs / "plan").runs()[1]
    book = load_workbook(run.workbook)
    book["Allocation"].cell(4, 8).value = 7
    book.save(run.workbook)
    result = forcegen("publish", "bbbb", "--outputs", outputs, "--reason", "yes")

    assert result.exit_code == 3
    assert "the audit of" in result.stderr
    assert (states(outputs)[1], latest(outputs)) == ("refused", "a")


@pytest.mark.parametrize("state", ["failed", "running"])
def test_a_run_that_failed_or_goes_on_cannot_be_published(outputs: Path, state: str):
    run = PlanFolder(outputs / "plan").runs()[1 if state == "running" else 2]
    record = run.record()
    run.write_record({**record, "run": {**record["run"], "state": state}})
    result = forcegen("publish", run.id, "--outputs", outputs, "--reason", "yes")

    assert result.exit_code == 3
    assert "it failed" in result.stderr or "it has not ended" in result.stderr
    assert latest(outputs) == "a"


def test_a_run_without_a_plan_cannot_be_published(outputs: Path):
    PlanFolder(outputs / "plan").runs()[1].workbook.unlink()
    result = forcegen("publish", "bbbb", "--outputs", outputs, "--reason", "yes")

    assert result.exit_code == 3
    assert "there is no plan in its folder" in result.stderr


def test_nobody_publishes_while_a_night_is_at_work(outputs: Path):
    with locked(outputs):
        result = forcegen("publish", "bbbb", "--outputs", outputs, "--reason", "yes")

    assert result.exit_code == 10
    assert latest(outputs) == "a"


def test_a_publication_that_was_broken_off_leads_nobody_astray_and_is_ended_by_the_next(
    outputs: Path, monkeypatch: pytest.MonkeyPatch
):
    """Killed between record and link: the older plan stays in force, and the lock is free."""
    with monkeypatch.context() as patch:
        patch.setattr(PlanFolder, "publish", _killed)
        assert forcegen("publish", "bbbb", "--outputs", outputs, "--reason", "yes").exit_code == 130
    assert latest(outputs) == "a"

    assert forcegen("publish", "bbbb", "--outputs", outputs, "--reason", "yes").exit_code == 0
    assert latest(outputs) == "b"


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_history_that_cannot_be_written_does_not_undo_the_publication(outputs: Path):
    (outputs / "history.sqlite").mkdir()
    result = forcegen("publish", "bbbb", "--outputs", outputs, "--reason", "yes")

    assert result.exit_code == 0
    assert "The plan is published all the same" in result.stderr
    assert latest(outputs) == "b"


def test_a_run_is_shown_with_its_reasons_changes_and_files(outputs: Path):
    result = forcegen("show", "bbbb", "--outputs", outputs)
    told = " ".join(result.stdout.split())

    assert "◆ refused, proved" in told
    assert "target shortfall rises from 0 in the published plan to 300" in told
    assert "in force: " in told
    assert "Changes against" in told
    assert "shrank FRA-1 (France), period 1: 4 → 1 unit" in told
    assert result.stdout.rstrip().endswith("plan.xlsx")
    assert forcegen("show", "plan", "--outputs", outputs).stdout.count("✕ failed") == 1


def test_a_bound_stands_beside_the_value_that_it_bounds():
    """Later ranks may make a value worse within its tolerance; what the plan has in the end is told, too."""
    rank = {"rank": 1, "name": "cost", "value": 100.0, "bound": 100.0, "gap": 0.0, "final": 105.0}

    told = objectives_table([rank])
    row = dict(zip((name for name, _ in told.columns), told.rows[0], strict=True))

    assert (row["Value"], row["Not below"], row["In the plan"]) == ("100", "100", "105")


def test_machines_get_the_record_the_changes_and_the_files(outputs: Path):
    record = json.loads(forcegen("show", "bbbb", "--outputs", outputs, "--format", "json").stdout)

    assert record["run"]["state"] == "refused"
    assert record["changes"]["units"] >= 3
    assert list(record["files"]) == ["record", "input", "plan"]


def test_a_run_whose_files_are_gone_is_shown_from_the_history(outputs: Path):
    forcegen("publish", "aaaa", "--outputs", outputs, "--reason", "to have a history")
    shutil.rmtree(PlanFolder(outputs / "plan").runs()[1].path)
    result = forcegen("show", "bbbb", "--outputs", outputs)

    assert result.exit_code == 0
    assert "its files are gone" in result.stdout
    assert "Estonia / own" in result.stdout
    assert "target shortfall rises" in result.stdout
    assert forcegen("show", "dddd", "--outputs", outputs).exit_code == 2
    for command in (["publish", "bbbb", "--reason", "it is better"], ["replay", "bbbb"]):
        result = forcegen(*command, "--outputs", outputs)
        assert (result.exit_code, "(refused, begun 20" in result.stderr) == (2, True)
        assert "were removed: by --keep of a later night, or by somebody" in result.stderr


def test_a_name_that_several_runs_share_is_none_whose_files_are_gone(outputs: Path):
    result = forcegen("show", "20", "--outputs", outputs)

    assert (result.exit_code, result.stdout) == (2, "")
    assert "3 runs in" in result.stderr


def test_the_command_compare_takes_runs_and_plans(outputs: Path):
    result = forcegen("compare", "aaaa", "bbbb", "--outputs", outputs, "--format", "json")
    assert json.loads(result.stdout)["units"] >= 3

    result = forcegen("compare", "aaaa", "plan", "--outputs", outputs)
    assert result.exit_code == 3
    assert "has no plan (it is failed); see why with: forcegen show" in result.stderr


def test_the_shell_completes_plans_and_runs(outputs: Path):
    shell = BashComplete(main, {}, "forcegen", "_FORCEGEN_COMPLETE")
    runs = [run.id for run in PlanFolder(outputs / "plan").runs()]
    arguments = ["--outputs", str(outputs)]

    found = {
        typed: [item.value for item in shell.get_completions(["publish", *arguments], typed)]
        for typed in ("", "2", "pl")
    }
    assert found == {"": ["plan", *runs[::-1]], "2": runs[::-1], "pl": ["plan"]}
    assert [item.value for item in shell.get_completions(["history", *arguments], "p")] == ["plan"]
    files = shell.get_completions(["compare", *arguments], "x")
    assert [(item.type, item.value) for item in files] == [("file", "x")]
