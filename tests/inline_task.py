"""A worker's task done in this process: a stand-in for the processes of a night."""

from __future__ import annotations

from typing import Any

from solver.nightly.task import WorkerTask, do_task


class Inline:
    """A task done at once, in this process."""

    finished = True

    def __init__(self, task: WorkerTask) -> None:
        self.said: list[dict[str, Any]] = []
        do_task(task, self.said.append)

    def messages(self) -> list[dict[str, Any]]:
        """What it has said."""
        said, self.said = self.said, []
        return said

    def memory(self) -> float:
        """Not known apart from our own."""
        return 0.0

    def stop(self) -> None:
        """It has ended already."""

    def kill(self) -> None:
        """It has ended already."""

    def close(self) -> int:
        """It ended well."""
        return 0
