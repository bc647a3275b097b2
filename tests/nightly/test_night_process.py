"""What only processes show: killed ones, stopped ones, two at a time, and ones that take too much."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psutil
import pytest
from gate_cases import a_book, forcegen
from night_cases import (
    PATIENCE,
    SIGKILL,
    a_solver_that_never_ends,
    all_gone,
    assert_tidy,
    family,
    inspects_inline,
    night,
    nightly_process,
    settled,
    standing_in,
    states,
    wait_until,
)

from solver.isolation import end_idle
from solver.nightly.folder import PlanFolder
from solver.nightly.night_request import Limits

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals as Unix knows them")


@pytest.fixture(autouse=True)
def _no_process_before() -> None:
    """No worker of an earlier test is left among the children of this process."""
    end_idle()


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with one workbook; ``--solver glpk`` is a program that never ends."""
    monkeypatch.setenv("PATH", a_solver_that_never_ends(tmp_path / "bin"))
    folder = tmp_path / "inputs"
    folder.mkdir()
    settled(a_book(folder / "plan.xlsx"))
    return folder


@pytest.fixture
def at_work(inputs: Path, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A night in a process of its own whose solver is at work."""
    command, env = nightly_process(inputs, tmp_path / "out", "--solver", "glpk")
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: any(each.name() == "sleep" for each in family(process.pid)))
        yield process
    finally:
        for each in family(process.pid):
            each.kill()
        process.communicate()


def test_a_second_night_is_refused_and_sigterm_ends_the_first_in_order(
    at_work: subprocess.Popen[bytes], inputs: Path, tmp_path: Path
):
    """The second says who holds the folder; the first closes its run and ends all that it started."""
    started = family(at_work.pid)
    second = forcegen("nightly", inputs, tmp_path / "out")
    assert second.exit_code == 10
    assert f"another run is at work in {tmp_path / 'out'}: process {at_work.pid} on " in second.stderr

    at_work.terminate()
    assert at_work.wait(PATIENCE) == 143
    wait_until(lambda: all_gone(started))
    run = PlanFolder(tmp_path / "out" / "plan").runs()[0].record()["run"]
    assert (run["state"], run["exit_code"]) == ("stopped", 143)
    assert run["reasons"] == ["somebody stopped the night"]
    assert_tidy(tmp_path / "out")


def test_a_killed_night_takes_its_children_along_and_the_next_one_closes_its_run(
    at_work: subprocess.Popen[bytes], inputs: Path, tmp_path: Path
):
    started = family(at_work.pid)
    at_work.kill()
    wait_until(lambda: all_gone(started))
    assert list(Path(tempfile.gettempdir()).glob(f"forcegen-{at_work.pid}-*")) == []
    report = night(inputs, tmp_path / "out", launch=standing_in({}))

    first, second = PlanFolder(tmp_path / "out" / "plan").runs()
    assert report.recovered == (f"plan/{first.id}",)
    assert first.record()["run"]["state"] == "stopped"
    assert "the power failed" in first.record()["run"]["reasons"][0]
    assert second.record()["run"]["state"] == "published"
    assert_tidy(tmp_path / "out")


def test_a_plan_whose_process_is_killed_is_closed_as_stopped(inputs: Path, tmp_path: Path):
    def kill_the_child() -> None:
        wait_until(lambda: psutil.Process().children())
        for child in psutil.Process().children():
            child.send_signal(SIGKILL)

    killer = Thread(target=kill_the_child)
    killer.start()
    report = night(inputs, tmp_path / "out", launch=inspects_inline, solver="glpk")
    killer.join()

    assert states(report) == {"plan": "stopped"}
    assert report.exit_code == 128 + SIGKILL
    assert "somebody killed its process (SIGKILL)" in report.outcomes[0].reasons[0]
    assert_tidy(tmp_path / "out")


def test_a_plan_that_takes_too_long_is_stopped(inputs: Path, tmp_path: Path):
    """Also where the time goes into a solver that is a program of its own."""
    began = time.monotonic()
    limits = Limits(plan=3, memory=1_000_000)
    report = night(inputs, tmp_path / "out", launch=inspects_inline, solver="glpk", limits=limits)

    assert time.monotonic() - began < PATIENCE
    assert states(report) == {"plan": "stopped"}
    assert report.exit_code == 6
    assert report.outcomes[0].reasons == (
        "it was stopped after 3 s, the most that a plan may take (--wall-limit)",
    )
    assert all_gone(psutil.Process().children())
    assert_tidy(tmp_path / "out")


def test_a_plan_that_takes_too_much_memory_is_stopped(
    inputs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Python with pandas alone takes more than 60 MB."""
    monkeypatch.setattr("solver.nightly.night.usual_memory", lambda _: 60)
    report = night(inputs, tmp_path / "out", launch=inspects_inline, solver="glpk", limits=Limits())

    assert states(report) == {"plan": "stopped"}
    assert report.exit_code == 9
    assert ", over the 60 MB of memory that a plan may take (--memory-limit)" in report.outcomes[0].reasons[0]
    assert_tidy(tmp_path / "out")


def test_the_night_ends_when_its_time_is_over(inputs: Path, tmp_path: Path):
    """What is at work is stopped; what waits is not begun."""
    for name in ("other", "third"):
        settled(a_book(inputs / f"{name}.xlsx"))
    limits = Limits(night=3, memory=1_000_000)
    report = night(inputs, tmp_path / "out", launch=inspects_inline, solver="glpk", limits=limits)

    assert sorted(states(report).values()) == ["left", "left", "stopped"]
    assert report.exit_code == 6
    assert_tidy(tmp_path / "out")


def test_a_real_night_from_the_command_line(inputs: Path, tmp_path: Path):
    """One line an event, one object in the end; the log of the solver in the run folder."""
    command, env = nightly_process(
        inputs, tmp_path / "out", "--log-format", "json", "--format", "json", "--notify", "cat"
    )
    done = subprocess.run(
        command, env=env, capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False
    )
    told = json.loads(done.stdout)
    events = [json.loads(line)["event"] for line in done.stderr.splitlines()]

    assert done.returncode == 0
    assert [plan["state"] for plan in told["plans"]] == ["published"]
    assert (events[:2], events[-2:]) == (["night_began", "began"], ["published", "night_ended"])
    run = PlanFolder(tmp_path / "out" / "plan").latest()
    assert run is not None
    assert "Running HiGHS" in run.log.read_text()
    assert (tmp_path / "out" / "index.html").is_file()
    assert_tidy(tmp_path / "out")
