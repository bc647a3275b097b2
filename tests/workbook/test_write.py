"""Results reach the disk beside or in the planner's workbook, and are kept where that fails."""

import errno
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from packages import opened, planner_book, result_sheets, saved

from solver.errors import OutputError, PlanError
from solver.excel.write import check_output, write_in_place, write_workbook
from solver.files.replace import replace_file


@pytest.fixture
def plan(tmp_path) -> Path:
    """A planner's workbook on disk."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(saved(planner_book()))
    return path


def test_the_output_holds_the_results_and_the_source_is_as_it_was(plan, tmp_path):
    """The input file is never changed unless asked."""
    before = plan.read_bytes()
    write_workbook(plan, result_sheets(heads=9), tmp_path / "out.xlsx")

    assert plan.read_bytes() == before
    assert opened((tmp_path / "out.xlsx").read_bytes())["Summary"]["B3"].value == 9


def test_in_place_keeps_a_backup_beside_it(plan):
    """The workbook as it was lies beside the one with results, with the time in its name."""
    before = plan.read_bytes()
    sha256, backup = write_in_place(plan, result_sheets(heads=9))

    assert sha256 == hashlib.sha256(plan.read_bytes()).hexdigest()
    assert backup.parent == plan.parent
    assert backup.name.startswith("plan.backup-20")
    assert backup.suffix == ".xlsx"
    assert backup.read_bytes() == before
    assert opened(plan.read_bytes())["Summary"]["B3"].value == 9


def test_in_place_twice_in_a_second_keeps_both_backups(plan):
    """No backup ever overwrites another."""
    first = write_in_place(plan, result_sheets(heads=1)).backup
    second = write_in_place(plan, result_sheets(heads=2)).backup

    assert first != second
    assert "Summary" not in opened(first.read_bytes()).sheetnames
    assert opened(second.read_bytes())["Summary"]["B3"].value == 1


def test_a_workbook_that_is_open_is_not_changed_in_place(plan):
    """No backup is made of what does not change, and the plan is kept beside it."""
    before = plan.read_bytes()
    (plan.parent / "~$plan.xlsx").write_bytes(b"")
    with pytest.raises(OutputError, match="open in another program") as caught:
        write_in_place(plan, result_sheets(heads=9))

    [kept] = plan.parent.glob("plan-*.xlsx")
    assert plan.read_bytes() == before
    assert sorted(path.name for path in plan.parent.iterdir()) == [kept.name, "plan.xlsx", "~$plan.xlsx"]
    assert f"The plan is kept as {kept}" in str(caught.value)
    assert opened(kept.read_bytes())["Summary"]["B3"].value == 9


def test_a_plan_is_kept_elsewhere_where_there_is_no_room_for_a_backup(plan, tmp_path, monkeypatch):
    """The folder takes no file at all: the plan goes to where the command runs."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    before = plan.read_bytes()

    def where_there_is_room(path: Path, data: bytes, **_: object) -> None:
        if path.parent == plan.parent:
            raise OutputError(f"cannot write {path}: the disk is full")
        replace_file(path, data)

    monkeypatch.setattr("solver.files.replace.replace_file", where_there_is_room)
    with pytest.raises(OutputError, match=r"is full. The plan is kept as"):
        write_in_place(plan, result_sheets())

    assert plan.read_bytes() == before
    assert [path.suffix for path in elsewhere.iterdir()] == [".xlsx"]


def test_no_backup_is_left_of_a_workbook_that_was_not_changed(plan, tmp_path, monkeypatch):
    """There was room for one more file only: it goes to the plan."""

    def all_but_the_workbook(path: Path, data: bytes, **_: object) -> None:
        if path == plan:
            raise OutputError(f"cannot write {path}: the disk is full")
        replace_file(path, data)

    monkeypatch.setattr("solver.files.replace.replace_file", all_but_the_workbook)
    before = plan.read_bytes()
    with pytest.raises(OutputError, match=r"is full. The plan is kept as"):
        write_in_place(plan, result_sheets())

    assert plan.read_bytes() == before
    assert not list(tmp_path.rglob("*backup*"))


def test_where_the_output_is_open_the_plan_is_kept_beside_it(plan, tmp_path):
    """An hour's solving is not lost because somebody looks at yesterday's plan."""
    output = tmp_path / "out.xlsx"
    output.write_bytes(b"yesterday")
    (tmp_path / "~$out.xlsx").write_bytes(b"")
    with pytest.raises(OutputError, match="The plan is kept as") as caught:
        write_workbook(plan, result_sheets(heads=9), output)

    assert output.read_bytes() == b"yesterday"
    [kept] = tmp_path.glob("out-*.xlsx")
    assert str(kept) in str(caught.value)
    assert opened(kept.read_bytes())["Summary"]["B3"].value == 9


def test_where_nothing_can_be_written_only_that_is_said(plan, tmp_path, monkeypatch):
    """A full disk takes no second name either."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="is full") as caught:
        write_workbook(plan, result_sheets(), tmp_path / "out.xlsx")

    assert "kept" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]


def test_a_source_that_went_away_is_said(tmp_path):
    """It was there when it was read, and is not now."""
    with pytest.raises(OutputError, match="again to write the results into it"):
        write_workbook(tmp_path / "gone.xlsx", result_sheets(), tmp_path / "out.xlsx")


def test_a_source_that_was_saved_meanwhile_is_not_written_into(plan, tmp_path):
    """The plan was made from other numbers than the workbook now holds."""
    then = hashlib.sha256(plan.read_bytes()).hexdigest()
    write_workbook(plan, result_sheets(), tmp_path / "out.xlsx", sha256=then)
    plan.write_bytes(saved(planner_book("Contingents", "Sites")))
    with pytest.raises(OutputError, match="has been saved since"):
        write_in_place(plan, result_sheets(), sha256=then)

    assert opened(plan.read_bytes()).sheetnames == ["Contingents", "Sites"]


def test_a_sheet_of_the_planners_own_stops_before_anything_is_written(tmp_path):
    """Exit 3, and no file."""
    source = tmp_path / "plan.xlsx"
    source.write_bytes(saved(planner_book("Contingents", "Summary")))
    with pytest.raises(PlanError, match="rename it"):
        write_workbook(source, result_sheets(), tmp_path / "out.xlsx")

    assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]


def test_what_would_stop_the_output_can_be_asked_before_solving(plan, tmp_path):
    """A free name is fine; a folder that is not there is said."""
    check_output(tmp_path / "out.xlsx")
    with pytest.raises(OutputError, match="does not exist"):
        check_output(tmp_path / "nowhere" / "out.xlsx")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.ENOENT])
def test_a_plan_is_kept_elsewhere_when_its_folder_fails(plan, tmp_path, monkeypatch, number):
    """A full disk, a folder that vanished: it is kept where the command runs."""
    (tmp_path / "out").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    sync = os.fsync

    def full(handle: int) -> None:
        if next(iter((tmp_path / "out").glob(".forcegen-*")), None):
            raise OSError(number, os.strerror(number))
        sync(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="The plan is kept as") as caught:
        write_workbook(plan, result_sheets(heads=9), tmp_path / "out" / "plan.xlsx")

    kept = list((tmp_path / "here").iterdir())
    assert len(kept) == 1
    assert str(kept[0]) in str(caught.value)
    assert opened(kept[0].read_bytes())["Summary"]["B3"].value == 9
    assert not list((tmp_path / "out").iterdir())


KILLED = """
import os, random, signal, sys, time
from pathlib import Path
from solver.errors import Finding, Place
from solver.excel.write import mark_workbook, write_in_place

target, owned = Path(sys.argv[1]), Path(sys.argv[2]).read_bytes()
fault = Finding(place=Place(sheet="Contingents", row=3), message="odd", cell="B3")
for attempt in range(60):
    child = os.fork()
    if not child:
        write_in_place(target, owned) if attempt % 2 else mark_workbook(target, [fault] * (attempt % 4 // 2))
        os._exit(0)
    time.sleep(random.random() * 0.1)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by signal")
def test_killed_at_any_moment_workbooks_are_whole(plan, tmp_path):
    """Sixty runs are killed while they write: the workbook opens, and the next run sweeps up."""
    owned = tmp_path / "owned"
    owned.write_bytes(result_sheets(heads=9))
    subprocess.run([sys.executable, "-c", KILLED, str(plan), str(owned)], check=True, capture_output=True)
    write_in_place(plan, owned.read_bytes())

    assert opened(plan.read_bytes())["Summary"]["B3"].value == 9
    for backup in tmp_path.glob("plan.backup-*"):
        assert opened(backup.read_bytes()).sheetnames[:2] == ["Contingents", "Notes"]
    assert not list(tmp_path.glob(".forcegen-*"))
