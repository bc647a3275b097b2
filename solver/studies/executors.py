"""Where points are solved: this machine's cores, a Dask cluster, or any executor that is named."""

from __future__ import annotations

import contextlib
import importlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from typing import Any

from solver.errors import SolverError
from solver.isolation import end_idle
from solver.isolation.processes import kill_children
from solver.optimise.backend import available_cores
from solver.studies.dask_cluster import DASK, dask_workers
from solver.studies.isolated_point import isolated_point
from solver.studies.workers import Workers, first_line, usual_share


@contextlib.contextmanager
def open_workers(on: str = "", jobs: int | None = None, memory: int | None = None) -> Iterator[Workers]:
    """Open the executor that is asked for, and close it in the end.

    ``on``: "" for processes of this machine, ``dask:ADDRESS`` for a Dask cluster, ``MODULE:FACTORY`` for a
    function that returns a ``concurrent.futures.Executor``. ``jobs``: points side by side, by default as many
    as there are cores. ``memory``: MB that a point may hold; by default its share of this machine's.

    Raises SolverError where it cannot be had: what is wrong, and what to do.
    """
    if not on:
        yield from _this_machine(jobs or available_cores(), memory)
    elif on.startswith(DASK):
        yield from dask_workers(on.removeprefix(DASK), jobs, memory)
    else:
        yield from _named(on, jobs, memory)


def _this_machine(jobs: int, memory: int | None) -> Iterator[Workers]:
    """Threads of this process, each of which waits for a worker process."""
    over = threading.Event()
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="point")
    solve = partial(isolated_point, unwanted=over.is_set)
    try:
        yield Workers(executor=pool, places=jobs, memory=memory or usual_share(jobs), solve=solve)
    finally:
        over.set()
        pool.shutdown(wait=True, cancel_futures=True)
        end_idle()


def _named(on: str, jobs: int | None, memory: int | None) -> Iterator[Workers]:
    """The executor that a function of the user's own returns; called again where that executor breaks."""
    factory = _factory(on)
    made = [_made(on, factory)]

    def another() -> Executor:
        _shut(made[-1])
        made.append(_made(on, factory))
        return made[-1]

    over = threading.Event()
    here = isinstance(made[0], ThreadPoolExecutor)  # else what is over cannot be told to whoever works
    places = jobs or _width(made[0])
    try:
        yield Workers(
            executor=made[0],
            places=places,
            memory=memory or usual_share(places),
            most=jobs,
            solve=partial(isolated_point, unwanted=over.is_set) if here else isolated_point,
            another=another,
        )
    except BaseException:  # nobody waits for what it works on; Python would, before it ends
        over.set()
        _kill(made[-1])
        raise
    finally:
        _shut(made[-1])


def _factory(on: str) -> Callable[[], Any]:
    """The function that ``MODULE:FACTORY`` names."""
    module, _, name = on.partition(":")
    if not module or not name:
        raise SolverError(
            f"--on {on}: expected dask:ADDRESS or MODULE:FACTORY, such as --on dask:tcp://10.0.0.5:8786 or "
            "--on mypackage.cluster:make_executor"
        )
    try:
        found = importlib.import_module(module)
    except Exception as error:  # whatever the user's own module raises
        raise SolverError(
            f"--on {on}: {module} cannot be loaded ({type(error).__name__}: {first_line(error)}); expected a "
            "module that Python finds: installed, or in a folder that PYTHONPATH names"
        ) from error
    function: Any = getattr(found, name, None)
    if not callable(function):
        what = "has no" if function is None else "has, but cannot call,"
        raise SolverError(
            f"--on {on}: {module} {what} {name}; expected a function without arguments that returns a "
            "concurrent.futures.Executor"
        )
    return function  # type: ignore[no-any-return]  # callable, which is all that is known of it


def _made(on: str, factory: Callable[[], Any]) -> Executor:
    """The executor that the function makes."""
    try:
        made = factory()
    except Exception as error:  # whatever the user's own function raises
        raise SolverError(
            f"--on {on}: the executor cannot be made ({type(error).__name__}: {first_line(error)}); "
            "the function is called without arguments and returns a concurrent.futures.Executor"
        ) from error
    if not (callable(getattr(made, "submit", None)) and callable(getattr(made, "shutdown", None))):
        raise SolverError(
            f"--on {on}: the function returns {type(made).__name__}, expected a concurrent.futures.Executor"
        )
    return made  # type: ignore[no-any-return]  # whatever has both is as good


def _width(executor: Executor) -> int:
    """How many points an executor works on side by side, as far as it says."""
    width = getattr(executor, "_max_workers", None)
    return width if isinstance(width, int) and width > 0 else available_cores()


def _kill(executor: Executor) -> None:
    """End the processes of an executor that has some of its own, with all that these have started."""
    for process in list((getattr(executor, "_processes", None) or {}).values()):
        with contextlib.suppress(Exception):
            kill_children(process.pid)
            process.kill()


def _shut(executor: Executor) -> None:
    """Give an executor up: what it has not begun is never begun, and nobody waits for the rest."""
    with contextlib.suppress(Exception):  # one that broke may no longer hear
        try:
            executor.shutdown(wait=False, cancel_futures=True)
        except TypeError:  # one that knows no such request
            executor.shutdown(wait=False)
