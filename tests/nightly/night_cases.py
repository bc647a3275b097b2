"""Nights for tests: in this process where that proves the same, else in processes of their own."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from inline_task import Inline

from solver.nightly.folder import RunFolder, plans
from solver.nightly.night import STAGE, run_night
from solver.nightly.night_request import Limits, NightRequest
from solver.nightly.report import NightEvent, Report
from solver.nightly.task import WorkerTask, ended
from solver.nightly.worker_process import RunningTask, log_of, start_alone
from solver.record import Output, RunFacts, RunSpec, SolverOptions, make_record

ROOT = Path(__file__).parents[2]
PATIENCE = 300.0
"""Seconds after which something counts as hung."""


def launch(task: WorkerTask, work: Path, wake: Callable[[], None]) -> RunningTask:
    """Do a task in a process for it alone."""
    return start_alone(task, log_of(task, work), wake)


def inline(task: WorkerTask, work: Path, wake: Callable[[], None]) -> Inline:
    """Do tasks in this process."""
    wake()
    return Inline(task)


def inspects_inline(task: WorkerTask, work: Path, wake: Callable[[], None]) -> Any:
    """Look at workbooks in this process; solve in others."""
    return inline(task, work, wake) if task.kind == "inspect" else launch(task, work, wake)


class StandIn(Inline):
    """A solve of which only the end matters here: its exit code, and whether it left a plan."""

    def __init__(self, task: WorkerTask, exit_code: int, reasons: Sequence[str] = ()) -> None:
        run = RunFolder(Path(task.target))
        plan = run.path / "plan.xlsx"
        if exit_code in (0, 5):
            plan.write_bytes(run.input.read_bytes())
        outputs = (Output(path=str(plan), sha256=""),) if plan.exists() else ()
        facts = RunFacts(input_path=task.source, input_sha256="")
        record = {**make_record(facts, None, None, outputs=outputs), "status": "optimal"}
        self.said = [ended(exit_code, reasons, record)]


def standing_in(ends: Mapping[str, int], reasons: Mapping[str, Sequence[str]] | None = None) -> Any:
    """Solves that end with the exit code of their workbook, and may be refused for these reasons; else 0."""

    def launch_one(task: WorkerTask, work: Path, wake: Callable[[], None]) -> Inline:
        wake()
        if task.kind != "solve":
            return Inline(task)
        name = Path(task.source).stem
        return StandIn(task, ends.get(name, 0), (reasons or {}).get(name, ()))

    return launch_one


def night(
    inputs: Path,
    outputs: Path,
    *,
    launch: Any = inline,
    tell: Callable[[NightEvent], None] = lambda _: None,
    limits: Limits | None = None,
    solver: str = "highs",
    strict: bool = False,
    **asked: Any,
) -> Report:
    request = NightRequest(
        inputs=inputs,
        outputs=outputs,
        spec=RunSpec(strict=strict, search=SolverOptions(solver=solver, threads=1)),
        limits=limits or Limits(memory=1_000_000),
        **asked,
    )
    return run_night(request, tell, launch)


def settled(*books: Path) -> None:
    """Nobody has written these for a while."""
    for book in books:
        then = time.time() - 60
        os.utime(book, (then, then))


def states(report: Report) -> dict[str, str]:
    """What became of each plan."""
    return {outcome.plan: outcome.state for outcome in report.outcomes}


def a_solver_that_never_ends(folder: Path) -> str:
    """A folder for PATH with a glpsol that sleeps; ``--solver glpk`` then waits for it."""
    folder.mkdir()
    program = folder / "glpsol"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def family(pid: int) -> list[psutil.Process]:
    """A process and all that it started."""
    with suppress(psutil.NoSuchProcess):
        parent = psutil.Process(pid)
        return [parent, *parent.children(recursive=True)]
    return []


def wait_until(true: Callable[[], object]) -> None:
    """Until something is true; fails when it never is."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.05)


def all_gone(processes: list[psutil.Process]) -> bool:
    """Whether none of these runs any more."""
    with suppress(psutil.NoSuchProcess):  # ended between two questions
        return not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in processes)
    return all_gone([each for each in processes if each.is_running()])


def assert_tidy(outputs: Path) -> None:
    """Every run is closed, latest leads to a plan, and nothing half-written is left."""
    for plan in plans(outputs):
        for run in plan.runs():
            about = run.record()["run"]
            assert about["state"] in ("published", "refused", "failed", "stopped"), run
            assert about["ended"], run
        published = [run.id for run in plan.runs() if run.record()["run"]["published"]]
        latest = plan.latest()
        assert (latest.id if latest else None) == (published[-1] if published else None)
        assert latest is None or latest.workbook.is_file()
    left = [path for path in outputs.rglob("*") if path.name in (".work", STAGE) or path.suffix == ".tmp"]
    assert left == []
    assert not (outputs / ".forcegen.holder.json").exists()
    assert list(Path(tempfile.gettempdir()).glob(f"forcegen-{os.getpid()}-*")) == []


def nightly_process(inputs: Path, outputs: Path, *more: str) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment for ``forcegen nightly`` in a process of its own."""
    command = [sys.executable, "-m", "solver", "nightly", str(inputs), str(outputs), *more]
    return command, {**os.environ, "PYTHONPATH": str(ROOT)}


SIGKILL = getattr(signal, "SIGKILL", signal.SIGTERM)
