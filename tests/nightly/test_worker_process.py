"""Processes that are kept for the next task: nothing of one task reaches another, and none costs another."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from gate_cases import a_book, france
from night_cases import SIGKILL, all_gone, assert_tidy, family, launch, night, settled, states, wait_until

from solver.nightly import worker
from solver.nightly import worker_pool as module
from solver.nightly import worker_process as child_module
from solver.nightly.folder import PlanFolder
from solver.nightly.task import WorkerTask, ended
from solver.nightly.worker_pool import MOST_MEMORY, IdleWorkers, most_kept_memory
from solver.nightly.worker_process import RunningTask, WorkerProcess


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    """Two workbooks of different sizes: what one leaves behind would show in the other."""
    folder = tmp_path / "inputs"
    folder.mkdir()
    settled(a_book(folder / "first.xlsx"))
    settled(a_book(folder / "second.xlsx", Contingents=france(2)))
    return folder


@pytest.fixture
def pool() -> Iterator[IdleWorkers]:
    """Processes that are gone in the end."""
    with IdleWorkers() as kept:
        yield kept


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[WorkerProcess]:
    """Every process that is started."""
    made: list[WorkerProcess] = []

    class Counted(WorkerProcess):
        def __init__(self, log: Path) -> None:
            super().__init__(log)
            made.append(self)

    for user in (child_module, module):
        monkeypatch.setattr(user, "WorkerProcess", Counted)
    return made


def a_look(source: Path, folder: Path, memory: int | None = None) -> tuple[WorkerTask, Path]:
    """The task of looking at a workbook, and the folder for it."""
    folder.mkdir()
    return WorkerTask(
        kind="inspect", source=str(source), target=str(folder / source.name), memory=memory
    ), folder


def done(helper: RunningTask) -> tuple[int, list[dict[str, Any]]]:
    """How a task ended, and what was said of it."""
    wait_until(lambda: helper.finished)
    return helper.close(), helper.messages()


def parts(plan: Path) -> dict[str, bytes]:
    """The parts of a written workbook but those that tell when, and how fast, it was made."""
    with zipfile.ZipFile(plan) as package:
        return {name: package.read(name) for name in package.namelist() if "docProps" not in name}


def test_one_process_does_all_the_tasks_of_a_place(
    inputs: Path, tmp_path: Path, started: list[WorkerProcess]
):
    """Two looks and two solves, one search process, and nothing of them is left in the end."""
    report = night(inputs, tmp_path / "out", launch=None)

    assert states(report) == {"first": "published", "second": "published"}
    assert [child.tasks for child in started] == [4]
    assert all_gone(family(started[0].process.pid))
    assert_tidy(tmp_path / "out")


def test_a_plan_is_the_same_in_whatever_process_and_order_it_is_solved(inputs: Path, tmp_path: Path):
    """First, after another, and in a process of its own: the same answer, cell by cell."""
    for name in ("kept", "turned", "alone"):
        night(inputs, tmp_path / name, launch=launch if name == "alone" else None)
        if name == "kept":
            (inputs / "first.xlsx").rename(inputs / "zlast.xlsx")
    (tmp_path / "turned" / "zlast").rename(tmp_path / "turned" / "first")
    (tmp_path / "alone" / "zlast").rename(tmp_path / "alone" / "first")

    for plan in ("first", "second"):
        runs = [PlanFolder(tmp_path / name / plan).runs()[-1] for name in ("kept", "turned", "alone")]
        records = [run.record() for run in runs]
        assert records[0]["objectives"] == records[1]["objectives"] == records[2]["objectives"]
        sheets = [parts(run.workbook) for run in runs]
        differing = {name for name in sheets[0] if len({each.get(name, b"") for each in sheets}) > 1}
        assert differing == {"xl/worksheets/forcegen_run.xml"}  # the sheet Run, with times and paths


def test_each_log_holds_what_was_said_of_its_own_plan(
    inputs: Path, tmp_path: Path, started: list[WorkerProcess]
):
    night(inputs, tmp_path / "out", launch=None)

    assert len(started) == 1
    for plan, other in (("first", "second"), ("second", "first")):
        log = PlanFolder(tmp_path / "out" / plan).runs()[0].log.read_text()
        assert f"{plan}/runs/" in log
        assert f"{other}/runs/" not in log
        assert log.count("Running HiGHS") >= 1
        assert log.rstrip().endswith("s")  # the last words of the audit


def test_a_process_that_dies_at_work_costs_its_own_task_only(inputs: Path, tmp_path: Path, pool: IdleWorkers):
    book = inputs / "first.xlsx"
    os.utime(book)  # written a moment ago: it is looked at twice, a second apart
    helper = pool.launch(*a_look(book, tmp_path / "a"), lambda: None)
    wait_until(lambda: helper.process.started)  # type: ignore[attr-defined]
    os.kill(helper.process.process.pid, SIGKILL)  # type: ignore[attr-defined]
    code, said = done(helper)

    assert (code, said, pool.idle) == (-SIGKILL, [], [])
    code, said = done(pool.launch(*a_look(inputs / "second.xlsx", tmp_path / "b"), lambda: None))
    assert (code, said[0]["said"]) == (0, "looked")


def test_a_process_that_dies_while_it_waits_costs_nobody(inputs: Path, tmp_path: Path, pool: IdleWorkers):
    done(pool.launch(*a_look(inputs / "first.xlsx", tmp_path / "a"), lambda: None))
    waits = pool.idle[0]
    waits.process.kill()
    wait_until(lambda: waits.ended)
    code, said = done(pool.launch(*a_look(inputs / "second.xlsx", tmp_path / "b"), lambda: None))

    assert (code, said[0]["said"]) == (0, "looked")
    assert pool.idle[0].process.pid != waits.process.pid


def test_a_task_that_its_process_never_heard_of_goes_to_another(
    inputs: Path, tmp_path: Path, pool: IdleWorkers
):
    """Killed in the moment between the two: nobody had noticed yet."""
    done(pool.launch(*a_look(inputs / "first.xlsx", tmp_path / "a"), lambda: None))
    waits = pool.idle[0]
    waits.process.send_signal(19)  # stands still, and hears nothing
    helper = pool.launch(*a_look(inputs / "second.xlsx", tmp_path / "b"), lambda: None)
    waits.process.kill()
    code, said = done(helper)

    assert (code, [each["said"] for each in said]) == (0, ["looked"])


def test_a_process_that_was_asked_to_stop_is_not_kept(inputs: Path, tmp_path: Path, pool: IdleWorkers):
    """The wish may reach it late; it is not to stop the next task."""
    os.utime(inputs / "first.xlsx")
    helper = pool.launch(*a_look(inputs / "first.xlsx", tmp_path / "a"), lambda: None)
    wait_until(lambda: helper.process.started)  # type: ignore[attr-defined]
    helper.stop()
    done(helper)

    assert pool.idle == []


@pytest.mark.parametrize(("limit", "value"), [("MOST_TASKS", 1), ("MOST_SHARE", 0.01)])
def test_a_process_ends_after_enough_tasks_or_where_it_has_kept_too_much(
    limit: str, value: float, inputs: Path, pool: IdleWorkers, monkeypatch: pytest.MonkeyPatch
):
    """A hundredth of 1,000 MB is less than Python takes: then each task has a process of its own."""
    monkeypatch.setattr(module, limit, value)
    task = a_look(inputs / "first.xlsx", inputs.parent / "a", memory=1000)
    helper = pool.launch(*task, lambda: None)
    process = helper.process.process  # type: ignore[attr-defined]
    code, said = done(helper)

    assert (code, len(said), pool.idle) == (0, 1, [])
    assert process.returncode is not None


def test_a_process_may_keep_a_quarter_of_what_a_plan_may_take():
    assert most_kept_memory(1000) == 250
    assert most_kept_memory(100_000) == most_kept_memory(None) == MOST_MEMORY


@pytest.mark.parametrize(
    ("answer", "well"),
    [
        ({"said": "looked"}, True),
        (ended(0, [], {"solver": {"retries": 0}}), True),
        (ended(5, ["not proved"], {}), True),
        (ended(3, ["errors in the workbook"]), True),
        (ended(0, [], {"solver": {"retries": 1}}), False),
        (ended(8, ["the disk is full"]), False),
        (ended(9, ["the solver died"]), False),
        (ended(143, ["stopped"]), False),
    ],
)
def test_a_process_is_kept_only_where_nothing_broke(
    answer: dict[str, Any], well: bool, monkeypatch: pytest.MonkeyPatch
):
    """A solver that died, or whose answer did not hold, may have left more than it seems."""
    monkeypatch.setattr(worker, "do_task", lambda _, say: say(answer))

    assert worker._do(WorkerTask(kind="inspect", source="", target=""), lambda _: None) is well


def test_what_a_task_changes_around_it_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Folder, environment, mask, log, temporary files."""
    scratch = tmp_path / "forcegen-1-x"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.chdir(tmp_path)
    around, mask = worker.ProcessState(), os.umask(0o022)
    os.umask(mask)
    root = logging.getLogger()
    handlers = root.handlers[:]

    os.chdir("/")
    os.environ["FORCEGEN_SOLVER"] = "cbc"
    os.environ.pop("PATH")
    os.umask(0o077)
    root.addHandler(logging.NullHandler())
    (scratch / "model.mps").write_text("half")
    (scratch / "folder").mkdir()

    assert around.restore()
    assert Path.cwd() == tmp_path
    assert "FORCEGEN_SOLVER" not in os.environ
    assert "PATH" in os.environ
    assert os.umask(mask) == mask
    assert root.handlers == handlers
    assert list(scratch.iterdir()) == []


def test_a_process_in_which_a_program_is_left_running_is_not_sound(monkeypatch: pytest.MonkeyPatch):
    known = [each.pid for each in psutil.Process().children(recursive=True)]
    monkeypatch.setattr(worker, "idle_processes", lambda: known)
    assert worker._no_process_left()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE):
        assert not worker._no_process_left()


def test_an_order_is_one_line():
    task = WorkerTask(kind="inspect", source="a\nb.xlsx", target="t")
    log, line = json.loads(worker.task_line(task, Path("x/solver.log")))

    assert worker.task_line(task, Path("x")).count("\n") == 1
    assert (log, worker.from_json(line)) == ("x/solver.log", task)
