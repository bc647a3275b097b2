"""What lies in an input folder, and copies of workbooks that are being written."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from night_cases import settled

from solver.errors import PlanError
from solver.nightly import inputs as module
from solver.nightly.inputs import MOST_LOOKS, PAUSE, copy_settled, find_inputs


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A file that nobody has written for a while."""
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"as it was")
    settled(path)
    return path


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], list[float]]:
    """Something that happens whenever a file is waited for; how long that was."""

    def while_waiting(happens: Callable[[], None]) -> list[float]:
        waited: list[float] = []

        def sleep(seconds: float) -> None:
            waited.append(seconds)
            happens()

        monkeypatch.setattr(module.time, "sleep", sleep)
        return waited

    return while_waiting


def test_what_is_not_solved_is_told_with_the_reason(tmp_path: Path):
    names = ["b.xlsx", "A.XLSX", "c.xlsm", "~$b.xlsx", ".hidden.xlsx", "old.xls", "notes.txt", "sheet.ods"]
    names += ["b.backup-20261122T021500Z.xlsx", "form.xltx", "form.XLTM"]
    for name in names:
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.xlsx").mkdir()
    found = find_inputs(tmp_path)

    assert [path.name for path in found.sources] == ["A.XLSX", "b.xlsx", "c.xlsm"]
    assert {each.name: each.why.split(";")[0] for each in found.skipped} == {
        "~$b.xlsx": "marks that b.xlsx is open in Excel",
        ".hidden.xlsx": "a hidden file",
        "b.backup-20261122T021500Z.xlsx": "a backup that forcegen made",
        "old.xls": "a .xls file",
        "sheet.ods": "a .ods file",
        "folder.xlsx": "a folder",
        "form.xltx": "a template (.xltx)",
        "form.XLTM": "a template (.XLTM)",
    }
    assert {each.why.rpartition("as ")[2] for each in found.skipped if "template" in each.why} == {
        ".xlsx to have it solved",
        ".xlsm to have it solved",
    }


def test_a_workbook_is_copied_as_it_is(book: Path, tmp_path: Path, meanwhile: Callable[..., list[float]]):
    waited = meanwhile(lambda: None)
    digest = copy_settled(book, tmp_path / "copy")

    assert (tmp_path / "copy").read_bytes() == b"as it was"
    assert digest == hashlib.sha256(b"as it was").hexdigest()
    assert waited == []


def test_a_workbook_saved_a_moment_ago_is_looked_at_twice(
    book: Path, tmp_path: Path, meanwhile: Callable[..., list[float]]
):
    """Also one from the future: the clock of a network share may be ahead of ours, or ours was set back."""
    for seconds in (-1, 86_400):
        os.utime(book, (time.time() + seconds, time.time() + seconds))
        waited = meanwhile(lambda: None)
        copy_settled(book, tmp_path / "copy")

        assert waited == [PAUSE]


def test_a_workbook_that_is_being_written_is_copied_when_it_is_whole(
    book: Path, tmp_path: Path, meanwhile: Callable[..., list[float]]
):
    """It grows twice while we look, as a slow copy over the network does."""
    parts = [b" and more", b" and all"]

    def grow() -> None:
        if parts:
            with book.open("ab") as file:
                file.write(parts.pop(0))

    book.touch()
    meanwhile(grow)
    copy_settled(book, tmp_path / "copy")

    assert (tmp_path / "copy").read_bytes() == b"as it was and more and all"


def test_a_workbook_that_is_replaced_meanwhile_is_copied_anew(
    book: Path, tmp_path: Path, meanwhile: Callable[..., list[float]]
):
    """Excel saves into another file and gives it the name; here of the same size and time."""

    def replaced() -> None:
        if book.read_bytes() == b"as it was":
            other = tmp_path / "other"
            other.write_bytes(b"as it is!")
            os.utime(other, ns=(book.stat().st_atime_ns, book.stat().st_mtime_ns))
            other.replace(book)

    book.touch()
    meanwhile(replaced)
    copy_settled(book, tmp_path / "copy")

    assert (tmp_path / "copy").read_bytes() == b"as it is!"


def test_a_workbook_that_never_settles_is_told_and_leaves_no_copy(
    book: Path, tmp_path: Path, meanwhile: Callable[..., list[float]]
):
    def grow() -> None:
        with book.open("ab") as file:
            file.write(b".")

    book.touch()
    waited = meanwhile(grow)
    with pytest.raises(PlanError, match="it is being written all the time; see what saves it"):
        copy_settled(book, tmp_path / "copy")

    assert len(waited) == MOST_LOOKS
    assert not (tmp_path / "copy").exists()


def test_a_workbook_that_vanishes_is_told(book: Path, tmp_path: Path, meanwhile: Callable[..., list[float]]):
    book.touch()
    meanwhile(book.unlink)
    with pytest.raises(PlanError, match=r"cannot read .*plan.xlsx: it is no longer there; put it back"):
        copy_settled(book, tmp_path / "copy")


def test_a_workbook_that_may_not_be_read_is_told(book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """On some systems Excel keeps others from reading what it has open."""

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(PlanError, match=r"plan.xlsx: Permission denied; see who may read it"):
        copy_settled(book, tmp_path / "copy")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_with_a_workbooks_name_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "plan.xlsx")
    with pytest.raises(PlanError, match="it is no ordinary file"):
        copy_settled(tmp_path / "plan.xlsx", tmp_path / "copy")


def test_a_link_to_nowhere_is_told(tmp_path: Path):
    (tmp_path / "plan.xlsx").symlink_to(tmp_path / "gone.xlsx")

    assert [path.name for path in find_inputs(tmp_path).sources] == ["plan.xlsx"]
    with pytest.raises(PlanError, match="it is no longer there"):
        copy_settled(tmp_path / "plan.xlsx", tmp_path / "copy")
