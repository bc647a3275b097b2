"""Points that are slow, die or hold too much, and executors that break: what workers and --on are given."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import openpyxl
from small_plans import ONE_COMPANY, Base, estonian, need, row, sheets_of
from study_cases import InlineExecutor

from solver.isolation import end_idle
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.studies import isolated_point as isolation
from solver.studies.dask_cluster import point_on_dask
from solver.studies.holding import TookAround
from solver.studies.isolated_point import isolated_point
from solver.studies.point import PointOutcome
from solver.studies.point_worker import PointTask, solve_point
from solver.studies.sweep.asked import sweep_study
from solver.studies.sweep.sweep import SweepStudy
from solver.tables import raw_tables

CAP = "Drawdown caps!Estonia!Cap heads"

THREE_COMPANIES: Base = {
    **ONE_COMPANY,
    "contingents": [estonian(units=3)],
    "requirements": [need(450, role="infantry")],
    "areas": [row("Areas", area="Estonia", nation="Estonia", own=4000)],
    "drawdown_caps": [row("Drawdown caps", applies_to="Estonia", counts="deployed", cap_heads=300)],
}
"""Three Estonian companies of 150 are wanted, and may go as far as the cap on Estonia allows."""

LACKING = [450.0, 450.0, 300.0, 300.0, 150.0, 150.0, 0.0, 0.0]
"""What lacks at the caps 0, 80, and so on to 560: 450 less 150 for each company that goes."""


def three_companies() -> Plan:
    """The plan of them."""
    return make_plan(raw_tables(sheets_of(THREE_COMPANIES)))


def caps(plan: Plan) -> SweepStudy:
    """The study of eight caps, 80 apart."""
    return sweep_study(plan, [f"{CAP}=0..560:80"])


def lacking(answer: Any) -> list[float]:
    """What lacks at each point of an answer."""
    return [point.measures["target shortfall"] for point in answer.points]


def workbook(folder: Path) -> Path:
    """Them as a file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets_of(THREE_COMPANIES).items():
        sheet = book.create_sheet(name)
        headers = list(dict.fromkeys(header for each in rows for header in each))
        sheet.append(headers)
        for each in rows:
            sheet.append([each.get(header) for header in headers])
    path = folder / "plan.xlsx"
    book.save(path)
    return path


# Points, in the process that solves them

MARKS = "POINT_MARKS"
"""The variable that names the folder in which points leave marks."""


def mark(name: str) -> Path:
    """The mark of that name."""
    return Path(os.environ[MARKS], name)


def at_320(task: PointTask) -> bool:
    """Whether it is the one point of the study that has the fault."""
    return any(each.endswith("=320") for each in task.point.overrides)


def slow(task: PointTask, tell: Any = None) -> PointOutcome:
    """A point that takes half a second longer."""
    time.sleep(0.5)
    return solve_point(task)


def auditing(task: PointTask, tell: Any = None) -> PointOutcome:
    """A point of ten steps around its search, each of which is told."""
    for _ in range(10):
        time.sleep(0.25)
        tell(TookAround(seconds=0.25))
    return PointOutcome(key=task.key, status="optimal")


def silent(task: PointTask, tell: Any = None) -> PointOutcome:
    """A point that tells nothing for as long."""
    time.sleep(2.5)
    return PointOutcome(key=task.key, status="optimal")


def endless(task: PointTask, tell: Any = None) -> PointOutcome:
    """A point that has changes does not end; it leaves the number of its process."""
    if task.point.overrides:
        mark(f"{task.key}.pid").write_text(str(os.getpid()))
        time.sleep(300)
    return solve_point(task)


def dying(task: PointTask, tell: Any = None) -> PointOutcome:
    """One point kills its process."""
    if at_320(task):
        os.kill(os.getpid(), signal.SIGKILL)
    return solve_point(task)


def dying_once(task: PointTask, tell: Any = None) -> PointOutcome:
    """One point kills its process, once."""
    if at_320(task) and not mark("died").exists():
        mark("died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return solve_point(task)


def greedy(task: PointTask, tell: Any = None) -> PointOutcome:
    """One point holds 600 MB for a while."""
    if at_320(task):
        held = bytearray(os.urandom(1_000_000)) * 600
        time.sleep(20)
        del held
    return solve_point(task)


@contextlib.contextmanager
def points_that_are(kind: str) -> Iterator[None]:
    """Points of this process's own workers are solved by the function of this module that is named."""
    before = isolation.POINT
    isolation.POINT = f"point_faults:{kind}"
    end_idle()  # they know nothing of this module
    try:
        yield
    finally:
        isolation.POINT = before
        end_idle()


# On a worker of Dask


def slow_on_dask(task: PointTask, memory: int, seconds: float) -> PointOutcome:
    """A slow point there."""
    isolation.POINT = "point_faults:slow"
    return point_on_dask(task, memory, seconds)


def endless_on_dask(task: PointTask, memory: int, seconds: float) -> PointOutcome:
    """A point that does not end there."""
    isolation.POINT = "point_faults:endless"
    return point_on_dask(task, memory, seconds)


def dying_on_dask(task: PointTask, memory: int, seconds: float) -> PointOutcome:
    """A point that kills its process there."""
    isolation.POINT = "point_faults:dying"
    return point_on_dask(task, memory, seconds)


# Executors, as --on makes them


class Breaking(InlineExecutor):
    """An executor that breaks at every fourth point, and takes none afterwards."""

    made = 0

    def __init__(self) -> None:
        super().__init__()
        Breaking.made += 1

    def submit(self, fn: Any, /, *args: Any, **more: Any) -> Future[PointOutcome]:
        """Solve a point, or break."""
        if len(self.tasks) < 3:
            return super().submit(fn, *args, **more)
        raise RuntimeError("cannot schedule new futures after shutdown")


class Useless(Executor):
    """An executor whose points are all lost."""

    def submit(self, fn: Any, /, *args: Any, **more: Any) -> Future[PointOutcome]:
        """Lose a point."""
        future: Future[PointOutcome] = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


class Foreign(Executor):
    """An executor that gives no futures."""

    def submit(self, fn: Any, /, *args: Any, **more: Any) -> Any:
        """Give something else."""
        return "ticket 7"


def pool() -> ProcessPoolExecutor:
    """A pool of two processes."""
    return ProcessPoolExecutor(2, mp_context=get_context("spawn"))


def killing_the_pool(task: PointTask, memory: int, seconds: float) -> PointOutcome:
    """One point kills the process of the pool that works on it, once."""
    if at_320(task) and not mark("killed").exists():
        mark("killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return isolated_point(task, memory, seconds)


NUMBER = 7


def raising() -> Executor:
    """No executor, but an error."""
    raise OSError("no such queue")


def nonsense() -> int:
    """No executor."""
    return NUMBER
