"""The search in a worker process, so that a solver's output, crash or hang does not reach this one.

Where that process dies, another resumes from the plan so far and asks the
solver with more caution; in the end the plan so far is returned as it is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from solver.errors import SolverError
from solver.isolation import WorkerDiedError, call
from solver.optimise.backend import Progress, Search
from solver.optimise.search_state import Checkpoint, Incumbent, Resume, Searching
from solver.plan import Plan
from solver.solution import Solution

if TYPE_CHECKING:
    import pandas as pd


MOST_CAUTION = 2
"""How many attempts at asking a solver can be skipped before only the last is left."""

PATIENCE, SHARE = 10.0, 0.25
"""Seconds, and share of its time, for which a search is waited for beyond its time."""

TO_STOP = 15.0
"""Seconds within which a search has to stop when asked to."""

LEAST_SECONDS = 1.0
"""Seconds: with less time left, a search is not resumed."""

log = logging.getLogger(__name__)


def optimise_isolated(
    plan: Plan, options: Search | None = None, baseline: pd.DataFrame | None = None
) -> Solution:
    """The result of :func:`solver.optimise.optimise`, found in a worker process.

    Raises SolverError if the solver is missing, failed, or killed its process before there was any plan, and
    KeyboardInterrupt if somebody stopped it before there was a plan.
    """
    options = options or Search.of(plan.settings)
    watch = SearchMonitor(progress=options.progress, seconds=options.time_limit)
    asked = {"plan": plan, "options": picklable(options), "baseline": baseline}
    resume = Resume()
    while True:
        try:
            found: Solution = call(
                "solver.optimise.lexicographic:optimise_from",
                {**asked, "resume": resume},
                hear=watch.hear,
                overdue=watch.overdue,
            )
        except WorkerDiedError as death:
            resume = _after(death, resume, watch, options)
        except OSError as error:
            raise SolverError(f"no process could be started for the search: {error}") from error
        else:
            return found


def picklable(options: Search) -> Search:
    """The options without what cannot be sent to another process."""
    path = options.write_model
    return replace(
        options,
        progress=None,
        found=None,
        write_model=None if path is None else path.absolute(),
        base_file=None if options.base_file is None else options.base_file.absolute(),
        model_sources=tuple(source.absolute() for source in options.model_sources),
    )


def _after(death: WorkerDiedError, resume: Resume, watch: SearchMonitor, options: Search) -> Resume:
    """How to resume after a process has died: from the plan so far, with more caution."""
    so_far = Checkpoint() if options.relaxed else watch.so_far
    log.info("the solver's process %s", death)
    highs = options.solver.casefold() == "highs"
    name = f"HiGHS {version('highspy')}" if highs else f"the solver {options.solver}"
    told = f"the process of {name} {death}"
    if resume.finish:
        raise SolverError(f"{told}; forcegen doctor tells whether it works here, --solver names another")
    left = watch.left()
    finish = resume.caution >= MOST_CAUTION or left < LEAST_SECONDS or watch.stopped
    if finish and so_far.values is None and so_far.found is None:
        raise SolverError(
            f"{told} before there was a plan; forcegen doctor tells whether it works here, "
            "another version or --solver may"
        )
    doubts = (*so_far.doubts, f"{told}; this is the plan so far") if finish else so_far.doubts
    checkpoint = replace(so_far, retries=so_far.retries + 1, doubts=doubts, seconds=max(left, 0.0))
    watch.so_far = checkpoint
    watch.began()
    return Resume(checkpoint=checkpoint, caution=min(resume.caution + 1, MOST_CAUTION), finish=finish)


@dataclass(slots=True)
class SearchMonitor:
    """The monitor of a search in a worker process: its messages, and whether it is overdue.

    ``seconds``: for all ranks together, from the first search on.
    """

    progress: Callable[[Progress], None] | None
    seconds: float
    so_far: Checkpoint = field(default_factory=Checkpoint)
    stopped: bool = False
    _deadline: float | None = None
    _due: float = float("inf")
    _stopped_at: float | None = None

    def hear(self, what: Any) -> None:
        """Take a message of the search."""
        if isinstance(what, Progress):
            if self.progress is not None:
                self.progress(what)
        elif isinstance(what, Searching):
            if self._deadline is None:
                self._deadline = time.monotonic() + self.seconds
            self._due = time.monotonic() + (1.0 + SHARE) * what.seconds + PATIENCE
        elif isinstance(what, Incumbent):
            self.so_far = replace(self.so_far, found=what.values)
        elif isinstance(what, Checkpoint):
            self.so_far = what

    def left(self) -> float:
        """Seconds left for all ranks together."""
        return self.seconds if self._deadline is None else self._deadline - time.monotonic()

    def began(self) -> None:
        """Note that another process begins."""
        self._due = float("inf")

    def overdue(self, stopped: bool) -> bool:
        """Whether the search has exceeded its time."""
        now = time.monotonic()
        if stopped and self._stopped_at is None:
            self.stopped, self._stopped_at = True, now
        late = self._stopped_at is not None and now > self._stopped_at + TO_STOP
        return late or now > self._due
