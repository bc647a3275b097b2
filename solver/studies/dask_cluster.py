"""Points on a Dask cluster that is there already; the only module that knows Dask."""

from __future__ import annotations

import contextlib
import importlib
import logging
import pickle
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Any

from solver.errors import SolverError
from solver.studies.isolated_point import isolated_point
from solver.studies.point import PointOutcome
from solver.studies.point_worker import PointTask
from solver.studies.workers import MEGABYTE, Workers, first_line, usual_share

DASK = "dask:"
"""How an address of a Dask scheduler begins."""

SECONDS_TO_ANSWER = 15.0
"""Seconds for which a scheduler, and its first worker, are waited for."""

SECONDS_TO_SAY_SO = 2.0
"""Seconds beyond that in which Dask itself says that there was no answer."""

LOOK_FOR_WORKERS = 5.0
"""Seconds between looks at how many workers there are: clusters grow and shrink."""

UNWANTED = ("cancelled", "released", "forgotten")
"""States of a task that nobody waits for any more, as a worker of Dask knows them."""

log = logging.getLogger(__name__)


def dask_workers(address: str, jobs: int | None, memory: int | None) -> Iterator[Workers]:
    """The workers of a Dask cluster; in the end its points are taken back from it.

    Raises SolverError where distributed is not installed, nobody answers, or there are no workers.
    """
    cluster = DaskCluster(address=address, library=_distributed(address))
    with _quiet(), contextlib.closing(cluster):
        executor = cluster.new_executor()
        yield Workers(
            executor=executor,
            places=jobs or cluster.threads,
            memory=memory or cluster.memory(),
            most=jobs,
            solve=point_on_dask,
            look=None if jobs else cluster.places,
            another=cluster.new_executor,
        )


def _distributed(address: str) -> Any:
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise SolverError(
            f"--on {DASK}{address} needs the package distributed, which cannot be loaded ({error}); "
            "install it with: pip install distributed"
        ) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from printing: what of it matters is said in a sentence of ours."""
    named = [name for name in logging.root.manager.loggerDict if name.split(".")[0] == "distributed"]
    levels = {each: each.level for each in map(logging.getLogger, named)}
    try:
        for each in levels:
            each.setLevel(logging.CRITICAL)
        yield
    finally:
        for each, level in levels.items():
            each.setLevel(level)


def point_on_dask(task: PointTask, memory: int, seconds: float) -> PointOutcome:
    """A point on a worker of Dask, in a process of its own that ends when nobody waits for it any more."""
    worker = importlib.import_module("distributed").get_worker()
    name = worker.get_current_task()

    def unwanted() -> bool:
        known = worker.state.tasks.get(name)
        return known is None or known.state in UNWANTED

    return isolated_point(task, memory, seconds, unwanted=unwanted)


class Parcels(Executor):
    """An executor of Dask to which calls travel as bytes, and are made where these are read: on the worker.

    Else the scheduler would need forcegen, too, and a worker without it would end instead of saying so.
    """

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Give out a call."""
        return self.executor.submit(pickle.loads, pickle.dumps(_Parcel(fn, args)))


class _Parcel:
    """A call whose bytes make it when they are read."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self.function, self.arguments = function, arguments

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.function, self.arguments


@dataclass(slots=True, kw_only=True, eq=False)
class DaskCluster:
    """The connection to a Dask cluster; ``threads``: that its workers had when somebody last looked."""

    address: str
    library: Any
    client: Any = None
    threads: int = 0
    looked: float = 0.0

    def new_executor(self) -> Executor:
        """An executor of the cluster, over a new connection; SolverError where nobody is there."""
        self.close()
        self.client = self._client()
        try:
            self.client.wait_for_workers(1, timeout=SECONDS_TO_ANSWER)
        except Exception as error:
            raise SolverError(
                f"the Dask scheduler at {self.address} has no workers; start some, such as "
                f"dask worker {self.address} --nthreads 1"
            ) from error
        self.threads, self.looked = sum(self.client.nthreads().values()), time.monotonic()
        return Parcels(self.client.get_executor(pure=False, retries=0))

    def places(self) -> int:
        """How many threads its workers have, as far as the scheduler answers."""
        if time.monotonic() > self.looked + LOOK_FOR_WORKERS:
            self.looked = time.monotonic()
            with contextlib.suppress(Exception):  # it is gone, and so are its points: heard in a moment
                threads = sum(self.client.nthreads().values())
                if self.threads and not threads:
                    log.warning("warning: the Dask cluster has no workers any more; points wait for others")
                self.threads = threads
        return self.threads

    def memory(self) -> int:
        """MB for a point: the least that a worker has for each of its threads."""
        workers = self.client.scheduler_info(n_workers=-1)["workers"].values()
        shares = [each["memory_limit"] / max(each["nthreads"], 1) for each in workers if each["memory_limit"]]
        return max(int(min(shares) / MEGABYTE), 1) if shares else usual_share(1)

    def close(self) -> None:
        """End the connection; the scheduler forgets what was asked over it."""
        client, self.client = self.client, None
        if client is None:
            return
        with contextlib.suppress(Exception):  # the scheduler is gone
            client.close(timeout=SECONDS_TO_ANSWER)
        if client.status != "closed":
            client.status = "closed"  # else it waits once more for the scheduler, when Python ends

    def _client(self) -> Any:
        """A new client, made in a thread of its own: with one who says nothing it would wait for ever."""
        made: Future[Any] = Future()

        def make() -> None:
            try:
                made.set_result(
                    self.library.Client(self.address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
                )
            except BaseException as error:
                made.set_exception(error)

        threading.Thread(target=make, daemon=True).start()
        try:
            return made.result(SECONDS_TO_ANSWER + SECONDS_TO_SAY_SO)
        except Exception as error:  # not a scheduler, or one of another version: each fails in its own way
            self._forget_clients_of(error)
            raise self._no_scheduler(error) from None

    def _forget_clients_of(self, error: Exception) -> None:
        """Keep a client that was never connected from waiting for the scheduler when Python ends."""
        for frame, _ in traceback.walk_tb(error.__traceback__):
            found = frame.f_locals.get("self")
            if isinstance(found, self.library.Client):
                found.status = "closed"

    def _no_scheduler(self, error: Exception) -> SolverError:
        how = first_line(error) if str(error) else f"nothing is said in {SECONDS_TO_ANSWER:g} s"
        if isinstance(error, MemoryError):  # what was said is taken for the length of a message
            how = "what answers is something else"
        return SolverError(
            f"no Dask scheduler answers at {self.address or '(no address)'} ({how}); give the "
            f"address that it prints when it starts, such as --on {DASK}tcp://10.0.0.5:8786"
        )
