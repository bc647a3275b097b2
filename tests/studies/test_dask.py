"""Points on a Dask cluster of this machine: a scheduler without forcegen, and workers that may be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest
from point_faults import (
    LACKING,
    MARKS,
    caps,
    dying_on_dask,
    endless_on_dask,
    lacking,
    slow_on_dask,
    three_companies,
)
from study_cases import InlineExecutor, study_run

from solver.errors import SolverError
from solver.studies import dask_cluster
from solver.studies.executors import open_workers
from solver.studies.rounds import StudyStoppedError

HERE = Path(__file__).parent
OURS = (HERE, HERE.parent, HERE.parents[1])
PYTHONPATH = os.pathsep.join([*map(str, OURS), *filter(None, [os.environ.get("PYTHONPATH")])])

NO_FORCEGEN = "import sys; sys.modules['solver'] = None"
OTHER_HIGHS = """
import importlib.metadata
known = importlib.metadata.version
importlib.metadata.version = lambda name: "1.0.0" if name == "highspy" else known(name)
"""
PATIENCE = 60.0


@dataclass
class Cluster:
    """A scheduler and its workers, each a process of its own."""

    folder: Path
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start(self, kind: str, *arguments: str, first: str = "") -> subprocess.Popen[bytes]:
        """Start a scheduler or a worker; ``first``: what its Python does before anything else."""
        place = self.folder / f"{kind}{len(self.processes)}"
        place.mkdir()
        (place / "sitecustomize.py").write_text(first)
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments, "--no-dashboard"],
            env=os.environ | {"PYTHONPATH": f"{place}{os.pathsep}{PYTHONPATH}", MARKS: str(self.folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=place,
        )
        self.processes.append(process)
        return process

    def scheduler(self) -> subprocess.Popen[bytes]:
        """Start the scheduler, which has no forcegen."""
        return self.start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), first=NO_FORCEGEN)

    def worker(self, first: str = "") -> subprocess.Popen[bytes]:
        """Start a worker of one thread."""
        return self.start("worker", self.address, "--nthreads", "1", "--no-nanny", first=first)

    def end(self) -> None:
        """Kill all that are left."""
        for process in self.processes:
            process.kill()
            process.wait()


@contextlib.contextmanager
def a_cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster with a scheduler and nobody else."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    folder.mkdir(exist_ok=True)
    cluster = Cluster(folder, port)
    cluster.scheduler()
    try:
        yield cluster
    finally:
        cluster.end()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster with two workers at first."""
    with a_cluster(tmp_path_factory.mktemp("dask")) as made:
        made.worker()
        made.worker()
        yield made


def played_on(
    cluster: Cluster, folder: Path, solve: Any = None, during: Callable[[], None] | None = None
) -> Any:
    """The answer of the study of caps; ``during`` is called when three points are known."""
    plan = three_companies()
    with open_workers(f"dask:{cluster.address}") as workers:
        run = study_run(plan, folder)
        run.workers = workers
        workers.solve = solve or workers.solve
        waiting = [during] if during is not None else []

        def report(_: object) -> None:
            if waiting and len(run.known) >= 3:
                waiting.pop()()

        run.report = report
        return run.play(caps(plan).rounds(run.given, run.solve_base()))


def wait_until(true: Callable[[], object]) -> None:
    """Until something is so."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_points_come_to_the_same_there_though_the_scheduler_has_no_forcegen(
    cluster: Cluster, tmp_path: Path
) -> None:
    plan = three_companies()
    run = study_run(plan, tmp_path / "here")
    here = run.play(caps(plan).rounds(run.given, run.solve_base()))
    there = played_on(cluster, tmp_path / "there")

    assert lacking(there) == lacking(here) == LACKING
    assert [each.objectives for each in there.points] == [each.objectives for each in here.points]
    assert [each.allocation for each in there.points] == [each.allocation for each in here.points]


def test_a_point_that_kills_its_process_costs_no_worker_and_no_other_point(
    cluster: Cluster, tmp_path: Path
) -> None:
    answer = played_on(cluster, tmp_path, dying_on_dask)

    assert [each.status for each in answer.points].count("failed") == 1
    assert "killed by SIGKILL" in next(each.reason for each in answer.points if each.status == "failed")
    assert all(process.poll() is None for process in cluster.processes)


def test_a_study_that_is_stopped_ends_its_points_on_the_cluster(cluster: Cluster, tmp_path: Path) -> None:
    """One point a worker is at work, for five minutes each; their processes are gone in seconds."""

    def stop_when_two_are_at_work() -> None:
        wait_until(lambda: len(list(cluster.folder.glob("*.pid"))) >= 2)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=stop_when_two_are_at_work, daemon=True).start()
    with pytest.raises(StudyStoppedError) as stopped:
        played_on(cluster, tmp_path, endless_on_dask)
    at_work = [int(path.read_text()) for path in cluster.folder.glob("*.pid")]

    assert stopped.value.ended == 1
    wait_until(lambda: not any(map(psutil.pid_exists, at_work)))


def test_a_worker_that_is_killed_costs_no_point(cluster: Cluster, tmp_path: Path) -> None:
    """The other one does what it had; the answer is the same."""
    answer = played_on(cluster, tmp_path, slow_on_dask, cluster.processes[1].kill)

    assert cluster.processes[1].wait(PATIENCE) == -signal.SIGKILL
    assert lacking(answer) == LACKING


def test_a_scheduler_that_is_killed_ends_the_study_in_a_sentence_and_the_next_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was solved is kept, and not given to anybody again."""
    with a_cluster(tmp_path / "dask") as lone:
        lone.worker()

        def kill() -> None:
            monkeypatch.setattr(dask_cluster, "SECONDS_TO_ANSWER", 1.0)
            lone.processes[0].kill()

        with pytest.raises(SolverError) as ended:
            played_on(lone, tmp_path, slow_on_dask, kill)
    kept = len(list((tmp_path / "points").iterdir()))
    again = InlineExecutor()
    run = study_run(three_companies(), tmp_path, again)
    answer = run.play(caps(run.given.plan).rounds(run.given, run.solve_base()))

    assert "no Dask scheduler answers" in str(ended.value)
    assert f"{kept} points are kept: the same command goes on from there" in str(ended.value)
    assert kept >= 3
    assert lacking(answer) == LACKING
    assert len(run.known) - run.kept == len(again.tasks)
    assert run.kept >= kept


def test_a_cluster_needs_workers_that_have_what_a_point_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None at all, one without forcegen, one with another version of HiGHS: each said in a sentence."""
    with a_cluster(tmp_path / "dask") as lone:
        with monkeypatch.context() as patience:
            patience.setattr(dask_cluster, "SECONDS_TO_ANSWER", 4.0)
            with pytest.raises(SolverError, match=r"has no workers; start some, such as dask worker tcp"):
                played_on(lone, tmp_path)
        without = lone.worker(NO_FORCEGEN)
        with pytest.raises(SolverError, match=r"a worker cannot load what a point needs .*'solver"):
            played_on(lone, tmp_path)
        assert without.poll() is None
        without.kill()
        lone.worker(OTHER_HIGHS)
        with pytest.raises(SolverError, match=r"other versions .*HiGHS [\d.]+ here, 1\.0\.0 there"):
            played_on(lone, tmp_path)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "at (no address) (missing port number"),
        ("nonsense://host", "unknown address scheme 'nonsense'"),
        ("127.0.0.1:1", "Timed out trying to connect to tcp://127.0.0.1:1"),
    ],
)
def test_an_address_at_which_nobody_answers_is_said_to_be_one(
    address: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "SECONDS_TO_ANSWER", 1.0)
    with pytest.raises(SolverError) as refused, open_workers(f"dask:{address}"):
        pass
    assert str(refused.value).startswith("no Dask scheduler answers at ")
    assert said in str(refused.value)


def test_one_who_takes_the_call_and_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "SECONDS_TO_ANSWER", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with (
            pytest.raises(SolverError, match=r"nothing is said in 1 s|Timed out"),
            open_workers(f"dask:{address}"),
        ):
            pass


def test_dask_that_is_not_installed_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(SolverError, match="pip install distributed"),
        open_workers("dask:127.0.0.1:1"),
    ):
        pass
