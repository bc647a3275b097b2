"""The folder of a study: links, full disks, and files that are not what they should be."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from solver.errors import OutputError
from solver.studies.point import PointOutcome, to_json
from solver.studies.point_store import PointStore

POINT = PointOutcome(key="abc", status="optimal", proved=True)


def a_store(folder: Path) -> PointStore:
    """A store that is open."""
    store = PointStore(folder=folder, sources=())
    store.open({})
    return store


@pytest.mark.parametrize("linked", ["study", "study/points"])
def test_a_folder_that_is_a_link_is_refused(linked: str, tmp_path: Path) -> None:
    """What lies behind it was never meant."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / linked).parent.mkdir(exist_ok=True)
    (tmp_path / linked).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OutputError, match="it is a link"):
        a_store(tmp_path / "study")
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_point_that_is_a_link_is_solved_again_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    store = a_store(tmp_path / "study")
    (tmp_path / "mine.json").write_bytes(to_json(POINT))
    store.path("abc").symlink_to(tmp_path / "mine.json")

    assert store.get("abc") is None
    store.keep(PointOutcome(key="abc", status="infeasible"))
    assert not store.path("abc").is_symlink()
    assert (tmp_path / "mine.json").read_bytes() == to_json(POINT)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\0" * 100,
        to_json(POINT)[:60],
        b"\xff\xfe",
        b"[]",
        b"7",
        b"[" * 100_000,
        json.dumps({"schema_version": 1, "key": "abc"}).encode(),
        to_json(POINT).replace(b'"schema_version": 1', b'"schema_version": 99'),
        to_json(PointOutcome(key="other", status="optimal")),
    ],
    ids=["empty", "zeros", "cut", "no text", "list", "number", "deep", "lacking", "newer", "another's"],
)
def test_a_file_that_is_no_point_is_as_if_it_were_not_there(text: bytes, tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.path("abc").write_bytes(text)
    assert store.get("abc") is None

    store.keep(POINT)
    assert store.get("abc") == POINT


def test_a_point_given_up_is_not_kept(tmp_path: Path) -> None:
    store = a_store(tmp_path)
    store.keep(PointOutcome(key="abc", status="failed"))
    assert store.get("abc") is None


def test_a_full_disk_is_said_and_leaves_no_half_of_a_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = a_store(tmp_path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match="is full; free some space and run again"):
        store.keep(POINT)
    assert not list((tmp_path / "points").iterdir())


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    """A file lies in its place."""
    (tmp_path / "study").write_text("")
    with pytest.raises(OutputError, match=r"cannot create the folder .*points"):
        a_store(tmp_path / "study")


def test_what_a_killed_run_left_is_swept_away_when_the_next_one_begins(tmp_path: Path) -> None:
    draft = a_store(tmp_path).path("abc").with_name(".forcegen-0123456789abcdef.tmp")
    draft.write_text("half")
    a_store(tmp_path)
    assert not draft.exists()
