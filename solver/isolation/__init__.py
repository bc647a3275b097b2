"""Calls in a process of their own, so that what a library prints or breaks does not reach ours."""

from solver.isolation.worker_process import (
    WorkerDiedError,
    WorkerLine,
    call,
    end_idle,
    idle_processes,
    start_early,
)

__all__ = ["WorkerDiedError", "WorkerLine", "call", "end_idle", "idle_processes", "start_early"]
