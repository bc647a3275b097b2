"""The lock of an output folder: one at a time, and none that outlives its holder."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from filelock import FileLock

from solver.errors import OutputError
from solver.nightly.lock import HOLDER, LOCK, Holder, LockedError, locked

NOBODY = 4_194_304
"""A process number that no system gives."""


def test_a_lock_is_given_back(tmp_path: Path):
    for _ in range(2):
        with locked(tmp_path / "out") as left:
            assert left is None
            assert (tmp_path / "out" / HOLDER).is_file()
    assert [path.name for path in (tmp_path / "out").iterdir()] == [LOCK]


def test_a_lock_is_given_back_also_after_an_error(tmp_path: Path):
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError
    with locked(tmp_path) as left:
        assert left is None


def test_a_killed_holder_is_named_and_does_not_lock_out(tmp_path: Path):
    """The system drops a lock with its process; what it wrote beside it stays."""
    told = {"pid": NOBODY, "host": socket.gethostname(), "started": "2026-11-22T02:15:00Z"}
    (tmp_path / HOLDER).write_text(json.dumps(told))
    with locked(tmp_path) as left:
        assert left == Holder(**told)
        assert left.gone
    with locked(tmp_path) as left:
        assert left is None


@pytest.mark.parametrize("told", ["", "{}", "[]", '{"pid": 1, "host": "x", "started": "", "more": 2}'])
def test_what_a_power_failure_left_of_the_holder_is_nobody(tmp_path: Path, told: str):
    (tmp_path / HOLDER).write_text(told)
    with locked(tmp_path) as left:
        assert left is None


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ('{"pid": 7, "host": "other", "started": "2026-11-22T02:15:00Z"}', "process 7 on other since 2026"),
        (f'{{"pid": {NOBODY}, "host": "{socket.gethostname()}", "started": ""}}', "no longer runs here"),
        ("", "wait for it to end"),
    ],
)
def test_whoever_comes_second_is_told_who_holds_it(tmp_path: Path, told: str, sentence: str):
    with FileLock(tmp_path / LOCK):
        (tmp_path / HOLDER).write_text(told)
        with pytest.raises(LockedError, match=sentence) as refused, locked(tmp_path):
            pass
    assert refused.value.exit_code == 10


def test_an_output_folder_is_made_with_those_above_it(tmp_path: Path):
    with locked(tmp_path / "some" / "new" / "out"):
        assert (tmp_path / "some" / "new" / "out" / LOCK).exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"cannot write .*out: .*file is not a folder; name another"):
        locked(tmp_path / "file" / "out").__enter__()
    with pytest.raises(OutputError, match=r"cannot write in .*file: it is a file; name a folder"):
        locked(tmp_path / "file").__enter__()
