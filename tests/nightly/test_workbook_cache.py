"""A workbook whose file is the same as last night is not read again; one that only looks so is."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gate_cases import a_book, france
from night_cases import Inline, night, settled, standing_in, states

from solver.nightly import plan_identity as module
from solver.nightly.history import History
from solver.nightly.plan_identity import CACHE_FILE, WorkbookCache
from solver.nightly.task import WorkerTask

ANSWER = {"said": "looked", "content": "1a", "plans": [{"scenario": "", "seconds": 60.0}], "read": True}
MORE = {
    "Scenario": "more",
    "Sheet": "Sites",
    "Row": "Lviv",
    "Column": "Capacity",
    "Value": 100,
    "Nightly": "yes",
}


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """Two workbooks that nobody has written for a while."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    settled(a_book(folder / "first.xlsx"), a_book(folder / "second.xlsx", Contingents=france(2)))
    return folder


def counting(tasks: list[WorkerTask], ends: dict[str, int] | None = None) -> Any:
    """Solves that end so, and all tasks that a night gives to processes."""
    stand_in = standing_in(ends or {})

    def launch(task: WorkerTask, work: Path, wake: Callable[[], None]) -> Inline:
        tasks.append(task)
        done: Inline = stand_in(task, work, wake)
        return done

    return launch


def second_night(
    inputs: Path, outputs: Path, between: Callable[[], object] = lambda: None, **asked: Any
) -> Any:
    """Which workbooks are looked at on the second of two nights, and what becomes of the plans."""
    tasks: list[WorkerTask] = []
    night(inputs, outputs, launch=counting([], asked.pop("ends", None)))
    between()
    report = night(inputs, outputs, launch=counting(tasks), **asked)
    return sorted(Path(task.source).stem for task in tasks if task.kind == "inspect"), states(report)


def test_a_night_without_changes_starts_no_process_and_reads_no_workbook(inputs: Path, tmp_path: Path):
    looked, plans = second_night(inputs, tmp_path / "out")

    assert looked == []
    assert plans == {"first": "unchanged", "second": "unchanged"}
    with History.read(tmp_path / "out") as history:
        assert [each.state for each in history.nights()].count("unchanged") == 2


def test_a_file_that_was_only_touched_or_copied_back_is_the_same(inputs: Path, tmp_path: Path):
    looked, plans = second_night(inputs, tmp_path / "out", lambda: os.utime(inputs / "first.xlsx"))

    assert (looked, plans["first"]) == ([], "unchanged")


def test_a_workbook_that_changed_is_read_and_the_other_is_not(inputs: Path, tmp_path: Path):
    def change() -> None:
        settled(a_book(inputs / "first.xlsx", Contingents=france(3)))

    looked, plans = second_night(inputs, tmp_path / "out", change)

    assert looked == ["first"]
    assert plans == {"first": "published", "second": "unchanged"}


def test_an_edit_that_leaves_size_and_time_as_they_were_is_seen(tmp_path: Path):
    """The hash decides: 4 companies or 9 take as many bytes."""
    book = tmp_path / "plan.xlsx"
    book.write_bytes(b"4 companies")
    then = book.stat()
    known = WorkbookCache(path=tmp_path / CACHE_FILE)
    known.note(book, {**ANSWER, "file": [11, module.file_hash(book, 11)]})
    assert known.recall(book) is not None

    book.write_bytes(b"9 companies")
    os.utime(book, ns=(then.st_atime_ns, then.st_mtime_ns))
    assert book.stat().st_size == then.st_size
    assert known.recall(book) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda _: "",
        lambda _: "[]",
        lambda _: '{"digest": "", "looks": null}',
        lambda text: text.replace('"scenario": ""', '"scenario": "x"', 1),
        lambda text: text.replace('"read": true', '"read": false', 1),
    ],
)
def test_a_note_that_is_damaged_is_not_believed(damage: Callable[[str], str], inputs: Path, tmp_path: Path):
    """Cut off, empty, something else, or changed in one word: then every workbook is read again."""
    notes = tmp_path / "out" / CACHE_FILE

    def spoil() -> None:
        text = notes.read_text()
        assert damage(text) != text
        notes.write_text(damage(text))

    looked, plans = second_night(inputs, tmp_path / "out", spoil)

    assert looked == ["first", "second"]
    assert plans == {"first": "unchanged", "second": "unchanged"}


def test_a_note_that_is_gone_or_cannot_be_read_costs_a_look(inputs: Path, tmp_path: Path):
    def take_away() -> None:
        (tmp_path / "out" / CACHE_FILE).unlink()
        (tmp_path / "out" / CACHE_FILE).mkdir()

    looked, plans = second_night(inputs, tmp_path / "out", take_away)

    assert looked == ["first", "second"]
    assert set(plans.values()) == {"unchanged"}


def test_another_version_looks_again(inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It may see something else in the same file."""

    def update() -> None:
        now = replace(module.versions(), pandas="99.0")
        monkeypatch.setattr(module, "versions", lambda: now)

    assert second_night(inputs, tmp_path / "out", update)[0] == ["first", "second"]


def test_whoever_asks_for_all_gets_all(inputs: Path, tmp_path: Path):
    looked, plans = second_night(inputs, tmp_path / "out", force=True)

    assert looked == ["first", "second"]
    assert set(plans.values()) == {"published"}


def test_a_plan_that_has_to_be_tried_again_is_although_its_file_is_the_same(inputs: Path, tmp_path: Path):
    """A solver that failed last night may not fail tonight."""
    looked, plans = second_night(inputs, tmp_path / "out", ends={"first": 9})

    assert looked == ["first"]
    assert plans == {"first": "published", "second": "unchanged"}


def test_of_a_workbook_with_one_plan_to_try_again_the_others_are_told_once(inputs: Path, tmp_path: Path):
    settled(a_book(inputs / "first.xlsx", Scenarios=[MORE]))
    tasks: list[WorkerTask] = []
    outputs = tmp_path / "out"
    night(inputs, outputs, launch=counting([]))
    (outputs / "first - more" / "runs").rename(outputs / "first - more" / "gone")
    report = night(inputs, outputs, launch=counting(tasks))

    assert [outcome.plan for outcome in report.outcomes] == ["first", "first - more", "second"]
    assert states(report) == {"first": "unchanged", "first - more": "published", "second": "unchanged"}
    assert [task.kind == "inspect" for task in tasks if Path(task.source).parent == inputs] == [True, False]


def test_a_workbook_that_cannot_be_read_is_looked_at_every_night(inputs: Path, tmp_path: Path):
    """Whether it can be is not for a note to say."""
    (inputs / "first.xlsx").write_bytes(b"no workbook")
    settled(inputs / "first.xlsx")
    looked, plans = second_night(inputs, tmp_path / "out", ends={"first": 3})

    assert (looked, plans["first"]) == (["first"], "unchanged")


def test_what_was_seen_of_a_workbook_goes_with_it(inputs: Path, tmp_path: Path):
    night(inputs, tmp_path / "out", launch=standing_in({}))
    (inputs / "first.xlsx").unlink()
    settled(a_book(inputs / "second.xlsx", Contingents=france(3)))
    night(inputs, tmp_path / "out", launch=standing_in({}))
    told = json.loads((tmp_path / "out" / CACHE_FILE).read_text())

    assert list(told["looks"]["workbooks"]) == ["second.xlsx"]


@pytest.mark.skipif(os.name == "nt", reason="permissions as Unix knows them")
def test_nobody_else_may_read_what_was_seen_and_no_link_leads_it_elsewhere(inputs: Path, tmp_path: Path):
    """Names of scenarios and markings stand in it: whoever may not read a workbook may not read those."""
    (tmp_path / "out").mkdir()
    for book in inputs.glob("*.xlsx"):
        book.chmod(0o600)
    (tmp_path / "out" / CACHE_FILE).symlink_to(tmp_path / "elsewhere")
    night(inputs, tmp_path / "out", launch=standing_in({}))

    assert (tmp_path / "out" / CACHE_FILE).lstat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "elsewhere").exists()


def test_a_night_that_is_stopped_at_once_looks_at_nothing(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    night(inputs, tmp_path / "out", launch=standing_in({}))
    monkeypatch.setattr("solver.isolation.processes.Stop.asked", True)

    assert set(states(night(inputs, tmp_path / "out", launch=counting([]))).values()) == {"left"}
