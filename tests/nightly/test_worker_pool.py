"""Processes side by side, watched: how each may end, and what then becomes of its plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from solver.errors import OutputError
from solver.isolation.processes import Stop
from solver.nightly import worker_pool as module
from solver.nightly.night_request import Limits
from solver.nightly.task import WorkerTask, ended
from solver.nightly.verdicts import verdict_of
from solver.nightly.worker_pool import JobResult, WorkerPool

WRITTEN = {"outputs": [{"path": "plan.xlsx"}]}
LIMITS = Limits(plan=60, night=600, memory=100)


@dataclass(eq=False)
class AJob:
    """Something to do that takes so many looks, unless it is stopped or killed."""

    looks: float = 3
    limit: float = 1e9
    weight: float = 10.0
    heeds: bool = True
    fault: Exception | None = None
    told: list[str] = field(default_factory=list)

    def begin(self) -> tuple[WorkerTask, Path]:
        """Begin, or fail to."""
        if self.fault is not None:
            raise self.fault
        self.told.append("began")
        return WorkerTask(kind="inspect", source="", target=""), Path()


class Played:
    """The process of a job, played."""

    def __init__(self, job: AJob) -> None:
        self.job, self.looks, self.code = job, 0, 0

    @property
    def finished(self) -> bool:
        """After so many looks."""
        return self.looks >= self.job.looks

    def messages(self) -> list[dict[str, Any]]:
        """A word of progress at each look, the answer at the end."""
        self.looks += 1
        return [{"said": "progress"}] if not self.finished else [ended(0, [])] if not self.code else []

    def memory(self) -> float:
        """As heavy as the job."""
        return self.job.weight

    def stop(self) -> None:
        """Heeded, or not."""
        self.job.told.append("stop")
        if self.job.heeds:
            self.job.looks = 0

    def kill(self) -> None:
        """Always heeded."""
        self.job.told.append("kill")
        self.job.looks, self.code = 0, -9

    def close(self) -> int:
        """How it ended."""
        return self.code


def work(jobs: list[AJob], *, slots: int = 2, stop: Stop | None = None, **limits: Any) -> list[JobResult]:
    """How jobs ended, in that order."""
    of = iter(jobs)

    def launch(task: WorkerTask, folder: Path, wake: Callable[[], None]) -> Played:
        wake()
        return Played(next(of))

    pool = WorkerPool(slots=slots, launch=launch, stop=stop or Stop(), on_progress=lambda *_: None, **limits)
    pool.add(jobs)
    return list(pool.work())


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("POLL_SECONDS", "MEMORY_SECONDS"):
        monkeypatch.setattr(module, name, 0.0)


def test_as_many_work_at_a_time_as_there_are_places():
    jobs = [AJob(looks=4), AJob(looks=6), AJob(looks=1), AJob(looks=1)]
    ends = work(jobs, slots=2)

    assert [jobs.index(end.job) for end in ends] == [0, 2, 1, 3]
    assert {end.cause for end in ends} == {""}


def test_a_job_that_cannot_begin_has_ended_and_the_next_begins():
    jobs = [AJob(fault=OutputError("the disk is full")), AJob()]
    ends = work(jobs, slots=1)

    assert (str(ends[0].error), ends[1].error) == ("the disk is full", None)
    assert verdict_of(ends[0], LIMITS, 0).exit_code == 8


@pytest.mark.parametrize(
    ("asked", "grace", "cause", "told"),
    [
        ({"limit": 0.0}, 60.0, "plan", ["began", "stop"]),
        ({"limit": 0.0, "heeds": False}, 0.0, "plan", ["began", "stop", "kill"]),
        ({"weight": 101}, 60.0, "memory", ["began", "kill"]),
        ({"weight": 100}, 60.0, "", ["began"]),
    ],
)
def test_what_takes_too_much_is_asked_to_stop_and_killed_if_it_does_not(
    asked: dict[str, Any], grace: float, cause: str, told: list[str], monkeypatch: pytest.MonkeyPatch
):
    """Of memory there is no asking: it may be gone before the answer."""
    monkeypatch.setattr(module, "STOP_SECONDS", grace)
    job = AJob(looks=99, **asked)
    end = work([job], memory=100)[0]

    assert (end.cause, job.told) == (cause, told)


def test_whoever_stops_the_night_is_heeded_once_and_insisting_kills():
    stop, jobs = Stop(), [AJob(looks=99, heeds=False), AJob()]

    def hear(*_: object) -> None:
        stop.signals.append(15)

    pool = WorkerPool(slots=1, launch=lambda *_: Played(jobs[0]), stop=stop, on_progress=hear)
    pool.add(jobs)
    end = next(iter(pool.work()))

    assert jobs[0].told[:3] == ["began", "stop", "kill"]
    assert (end.cause, list(pool.waiting)) == ("signal", [jobs[1]])
    assert verdict_of(end, LIMITS, stop.exit_code).exit_code == 143


def test_nothing_begins_when_the_night_is_over():
    job = AJob()

    assert work([job], night=0.0) == []
    assert job.told == []


@pytest.mark.parametrize(
    ("end", "state", "exit_code"),
    [
        ({"answer": ended(0, [], WRITTEN)}, "published", 0),
        ({"answer": ended(5, [], WRITTEN)}, "published", 5),
        ({"answer": ended(5, ["not proved"], WRITTEN)}, "refused", 7),
        ({"answer": ended(4, ["no plan"], {"outputs": []})}, "failed", 4),
        ({"answer": ended(143, ["stopped"])}, "stopped", 143),
        ({"answer": ended(5, [], WRITTEN), "cause": "plan"}, "stopped", 6),
        ({"answer": ended(0, [], WRITTEN), "cause": "night"}, "published", 0),
        ({"answer": ended(143, []), "cause": "night"}, "stopped", 6),
        ({"answer": ended(143, []), "cause": "signal"}, "stopped", 130),
        ({"cause": "memory", "code": -9}, "stopped", 9),
        ({"code": -9}, "stopped", 137),
        ({"code": -15}, "stopped", 143),
        ({"code": -11}, "failed", 9),
        ({"code": 0}, "failed", 9),
        ({"error": PermissionError(13, "no")}, "failed", 9),
        ({"error": OutputError("no")}, "failed", 8),
    ],
)
def test_how_a_process_ended_decides_what_becomes_of_the_plan(
    end: dict[str, Any], state: str, exit_code: int
):
    """A plan that was proved although the night was over is as good as any; one cut short is not."""
    verdict = verdict_of(JobResult(job=AJob(), **end), LIMITS, 130)

    assert (verdict.state, verdict.exit_code) == (state, exit_code)
    assert bool(verdict.reasons) == (state != "published")


def test_a_plan_that_was_cut_short_is_kept_for_a_person_to_publish():
    verdict = verdict_of(JobResult(job=AJob(limit=60), answer=ended(5, [], WRITTEN), cause="plan"), LIMITS, 0)

    assert verdict.told == WRITTEN
    assert verdict.reasons == (
        "it was stopped after 60 s, the most that a plan may take (--wall-limit)",
        "the best plan until then lies in its run folder",
    )


def test_the_usual_time_of_a_plan_is_far_more_than_it_needs():
    """Twice its search's own limit and ten minutes; a limit that is given counts for every plan."""
    assert Limits().of_plan(3600) == 7800
    assert Limits(plan=60).of_plan(3600) == 60
