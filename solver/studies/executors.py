"""Where points are solved: this machine's cores, a Dask cluster, or any executor that is named."""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from solver.errors import SolverError
from solver.isolation import end_idle
from solver.optimise.backend import available_cores
from solver.studies.isolated_point import stopping

DASK = "dask:"
"""How an address of a Dask scheduler begins."""

SECONDS_TO_ANSWER = 15.0
"""Seconds for which a scheduler is waited for."""

MEGABYTE = 1e6
SHARE_OF_MEMORY = 0.8

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """Those who solve points: the executor, and how many they are. ``memory``: MB for each point."""

    executor: Executor
    places: int
    memory: int


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
        yield from _dask(on.removeprefix(DASK), jobs, memory)
    else:
        yield from _named(on, jobs, memory)


def _this_machine(jobs: int, memory: int | None) -> Iterator[Workers]:
    """Threads of this process, each of which waits for a worker process."""
    stopping.clear()
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="point")
    try:
        yield Workers(executor=pool, places=jobs, memory=memory or usual_share(jobs))
    finally:
        stopping.set()
        pool.shutdown(wait=True, cancel_futures=True)
        stopping.clear()
        end_idle()


def usual_share(jobs: int) -> int:
    """MB for one of so many points side by side: together four fifths of what the machine has."""
    import psutil

    return max(int(SHARE_OF_MEMORY * psutil.virtual_memory().total / jobs / MEGABYTE), 1)


def _dask(address: str, jobs: int | None, memory: int | None) -> Iterator[Workers]:
    """The workers of a Dask cluster that is there already."""
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise SolverError(
            f"--on {DASK}{address} needs the package distributed, which cannot be loaded ({error}); "
            "install it with: pip install 'forcegen[dask]'"
        ) from error
    try:
        client = distributed.Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except Exception as error:  # addresses fail in many ways: no such host, refused, no scheduler, malformed
        raise SolverError(
            f"no Dask scheduler answers at {address or '(no address)'} ({_first_line(error)}); give the "
            f"address that it prints when it starts, such as --on {DASK}tcp://10.0.0.5:8786"
        ) from error
    try:
        threads = sum(client.nthreads().values())
        if not threads:
            raise SolverError(
                f"the Dask scheduler at {address} has no workers; start some, such as dask worker {address}"
            )
        executor = client.get_executor(pure=False, retries=0)
        yield Workers(executor=executor, places=jobs or threads, memory=memory or _least_memory(client))
    finally:
        client.close()


def _least_memory(client: Any) -> int:
    """MB for a point on a Dask cluster: the least that a worker has for each of its threads."""
    workers = client.scheduler_info(n_workers=-1)["workers"].values()
    shares = [each["memory_limit"] / max(each["nthreads"], 1) for each in workers if each["memory_limit"]]
    return max(int(min(shares) / MEGABYTE), 1) if shares else usual_share(1)


def _named(on: str, jobs: int | None, memory: int | None) -> Iterator[Workers]:
    """The executor that a function of the user's own returns."""
    module, _, name = on.partition(":")
    example = "such as --on dask:tcp://10.0.0.5:8786 or --on mypackage.cluster:make_executor"
    if not module or not name:
        raise SolverError(f"--on {on}: expected dask:ADDRESS or MODULE:FACTORY, {example}")
    try:
        made = getattr(importlib.import_module(module), name)()
    except Exception as error:  # whatever the user's own module raises
        raise SolverError(
            f"--on {on}: the executor cannot be made ({type(error).__name__}: {_first_line(error)}); "
            f"{name} of {module} is called without arguments and returns a concurrent.futures.Executor"
        ) from error
    if not isinstance(made, Executor) and not callable(getattr(made, "submit", None)):
        raise SolverError(
            f"--on {on}: {name} returns {type(made).__name__}, expected a concurrent.futures.Executor"
        )
    try:
        places = jobs or int(getattr(made, "_max_workers", 0)) or available_cores()
        yield Workers(executor=made, places=places, memory=memory or usual_share(places))
    finally:
        made.shutdown(wait=False, cancel_futures=True)


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
