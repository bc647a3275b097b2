"""Work in a process of its own: whatever a library prints, breaks or never ends there, we go on."""

from solver.isolation.worker_process import WorkerDiedError, call, end_idle, idle_processes, start_early

__all__ = ["WorkerDiedError", "call", "end_idle", "idle_processes", "start_early"]
