"""The command of a study as a process: one job or two, shards side by side, stopped, started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
from point_faults import CAP, workbook

TOP = Path(__file__).parents[2]
PATIENCE = 120.0


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The workbook of three companies."""
    return workbook(tmp_path)


def command(book: Path, folder: str, *more: str, values: str = "0..560:80") -> Sequence[str]:
    """The command of the study of caps; its answer goes into that folder."""
    output = book.with_name(f"{folder}.xlsx")
    vary = ("--vary", f"{CAP}={values}")
    return (sys.executable, "-m", "solver", "sweep", str(book), *vary, "-o", str(output), *more)


def started(arguments: Sequence[str]) -> subprocess.Popen[str]:
    """The command, begun."""
    return subprocess.Popen(
        arguments,
        env=os.environ | {"PYTHONPATH": str(TOP)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code, and what it said."""
    said, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def answer(book: Path, folder: str) -> dict[str, Any]:
    """What the study found, without how long it took and how many points it found in its folder."""
    found: dict[str, Any] = json.loads((book.with_name(f"{folder}.xlsx.study") / "answer.json").read_text())
    for point in found["points"]:
        del point["seconds"]
    del found["solves"]["kept"]
    return found


def points(book: Path, folder: str) -> dict[str, float]:
    """The files of its points, each with the time of its last change."""
    place = book.with_name(f"{folder}.xlsx.study") / "points"
    return {each.name: each.stat().st_mtime for each in place.glob("*.json")}


def wait_until(true: Callable[[], object]) -> None:
    """Until something is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_one_job_and_two_and_two_shards_at_the_same_time_give_the_same_answer(book: Path) -> None:
    """Search for search; both shards write it, each as a whole."""
    for jobs in ("1", "2"):
        assert ended(started(command(book, jobs, "--jobs", jobs)))[0] == 0
    both = [started(command(book, "both", "--jobs", "1", "--shard", f"{part}/2")) for part in (1, 2)]

    assert [ended(each)[0] for each in both] == [0, 0]
    assert answer(book, "1") == answer(book, "2") == answer(book, "both")


def enough(book: Path, least: int) -> bool:
    """Whether so many points lie there."""
    return len(points(book, "stopped")) >= least


def signalled(
    process: subprocess.Popen[str], sign: signal.Signals, when: Callable[[], bool]
) -> tuple[int, str]:
    """The exit code of a process that is signalled at some moment, and what it said; its own are gone."""
    wait_until(lambda: when() or process.poll() is not None)
    helpers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(sign)
    code, said = ended(process)
    wait_until(lambda: not any(map(psutil.Process.is_running, helpers)))
    return code, said


def test_however_it_is_stopped_the_next_start_solves_only_what_is_missing(book: Path) -> None:
    """Twenty caps one after the other; stopped whenever three more points lie there, in three ways."""
    arguments = command(book, "stopped", "--jobs", "1", values=",".join(map(str, range(0, 600, 30))))
    kept: dict[str, float] = {}
    for sign, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)):
        stopped, said = signalled(started(arguments), sign, partial(enough, book, len(kept) + 3))
        before, kept = kept, points(book, "stopped")

        assert stopped == code
        assert {name: kept[name] for name in before} == before
        if sign != signal.SIGKILL:
            assert f"stopped; {len(kept)} points are kept in" in said
            assert "the same command goes on from there" in said

    assert ended(started(arguments))[0] == 0
    after = points(book, "stopped")
    assert len(kept) < len(after)
    assert {name: after[name] for name in kept} == kept
