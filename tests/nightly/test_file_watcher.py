"""When a workbook counts as saved: complete, new, and there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from solver.nightly.watch import FileChange, FileWatcher


@dataclass
class Time:
    """A clock that goes on when told to."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def saves(tmp_path: Path, time: Time) -> FileWatcher:
    return FileWatcher(tmp_path / "plan.xlsx", settled=0.3, gone=1.5, clock=time)


def looks(saves: FileWatcher, time: Time, *, seconds: float = 0.5) -> list[FileChange]:
    """What looks every tenth of a second find that is worth a word."""
    found = []
    for _ in range(round(seconds * 10)):
        found.append(saves.poll())
        time.now += 0.1
    return [look for look in found if look in (FileChange.SAVED, FileChange.GONE)]


def test_a_save_is_told_once(saves: FileWatcher, time: Time):
    saves.path.write_bytes(b"one")

    assert looks(saves, time) == [FileChange.SAVED]
    assert looks(saves, time) == []


def test_a_file_that_is_still_being_written_is_not_told(saves: FileWatcher, time: Time):
    """LibreOffice writes into the old file; half of it is no workbook."""
    for part in (b"o", b"on", b"one", b"one more"):
        saves.path.write_bytes(part)
        assert looks(saves, time, seconds=0.2) == []

    assert looks(saves, time) == [FileChange.SAVED]


def test_a_save_by_renaming_is_told(saves: FileWatcher, time: Time):
    """Excel writes a new file and gives it the old name."""
    saves.path.write_bytes(b"one")
    looks(saves, time)

    draft = saves.path.with_name("A1B2C3")
    draft.write_bytes(b"two")
    draft.replace(saves.path)

    assert looks(saves, time) == [FileChange.SAVED]


def test_a_file_that_vanishes_for_a_moment_while_it_is_saved_is_not_gone(saves: FileWatcher, time: Time):
    saves.path.write_bytes(b"one")
    looks(saves, time)

    saves.path.unlink()
    assert looks(saves, time, seconds=1.0) == []
    saves.path.write_bytes(b"two")

    assert looks(saves, time) == [FileChange.SAVED]


def test_a_file_that_is_gone_is_told_once_and_waited_for(saves: FileWatcher, time: Time):
    saves.path.write_bytes(b"one")
    looks(saves, time)

    saves.path.unlink()
    assert looks(saves, time, seconds=5) == [FileChange.GONE]
    saves.path.write_bytes(b"two")

    assert looks(saves, time) == [FileChange.SAVED]


def test_a_file_that_was_never_there_is_told_at_once(saves: FileWatcher):
    assert saves.poll() is FileChange.GONE


def test_a_file_that_is_only_touched_is_nothing_new(saves: FileWatcher, time: Time):
    saves.path.write_bytes(b"one")
    looks(saves, time)

    os.utime(saves.path, (1, 1))

    assert looks(saves, time) == []


def test_what_was_forgotten_is_told_again(saves: FileWatcher, time: Time):
    """A search that failed because the file was being saved is begun again, whatever the file then holds."""
    saves.path.write_bytes(b"one")
    looks(saves, time)

    saves.forget()

    assert looks(saves, time) == [FileChange.SAVED]
