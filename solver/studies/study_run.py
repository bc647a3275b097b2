"""The run of a study: its rounds of points given to an executor, kept as they come, and asked for once."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field, replace
from typing import TypeVar

from solver.errors import ForcegenError
from solver.studies.isolated_point import PointDiedError, PointStoppedError, isolated_point
from solver.studies.point import PointOutcome, StudyPoint, point_key, renamed
from solver.studies.point_store import PointStore
from solver.studies.point_worker import PointTask
from solver.studies.study_input import Start, StudyInput, used_versions

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class PointAsked:
    """A point that a round wants, and where its search starts: by default at the workbook as it stands.

    ``whole``: whether its plan is wanted, too, which else stays in the folder.
    """

    point: StudyPoint
    start: Start | None = None
    whole: bool = False


Rounds = Generator[Sequence[PointAsked], Sequence[PointOutcome], Result]
"""A study: it yields rounds of points, is sent what came of them in that order, and returns what it found.

What a round wants depends on what came of those before it alone, never on which point was faster.
"""

DEATHS = 2
"""Processes that may die on a point before it is given up."""

AHEAD = 2
"""Points that an executor is given at a time, for each that it can work on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyProgress:
    """How far a study is.

    ``ended``, ``count``: of the points known to be wanted; ``kept``: of these, found in the folder;
    ``saved``: solved without a search; ``left``: seconds that those left will take, None where nobody can
    say.
    """

    ended: int
    count: int
    kept: int
    saved: int
    left: float | None


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard: the part of the points, counted from 1, that one of several runs begins with."""

    part: int
    parts: int


WHOLE = Shard(1, 1)
"""A run that shares with nobody."""


class StudyStoppedError(Exception):
    """A study that somebody stopped: ``ended`` points are kept; ``how``: it was stopped."""

    def __init__(self, ended: int, how: KeyboardInterrupt) -> None:
        super().__init__(ended, how)
        self.ended, self.how = ended, how


@dataclass(slots=True, kw_only=True, eq=False)
class StudyRun:
    """A study being run: what it asks about, who works, and what is known so far.

    ``places``: points that the executor can work on side by side; ``memory``: MB for each.
    """

    given: StudyInput
    executor: Executor
    places: int
    store: PointStore
    memory: int
    shard: Shard = WHOLE
    report: Callable[[StudyProgress], None] = lambda _: None
    base: PointOutcome | None = None
    known: dict[str, PointOutcome] = field(default_factory=dict)
    kept: int = 0
    count: int = 0
    _deaths: dict[str, int] = field(default_factory=dict)
    _solving: float = 0.0
    _began: float = field(default_factory=time.monotonic)

    def solve_base(self) -> PointOutcome:
        """The workbook as it stands, solved: every search starts from there unless it says otherwise."""
        if self.base is None:
            base = self._round([PointAsked(point=StudyPoint())])[0]
            self.base = self.store.get(base.key) or base
        return self.base

    def play(self, rounds: Rounds[Result]) -> Result:
        """Run a study to its end, and return what it found.

        Raises StudyStoppedError where somebody stopped it, and whatever a point raises that is a fault of
        ours, of the solver, or of a library; all that ended is kept.
        """
        self.solve_base()
        try:
            wanted = next(rounds)
            while True:
                wanted = rounds.send(self._round(wanted))
        except StopIteration as end:
            found: Result = end.value
            return found

    @property
    def saved(self) -> int:
        """How many points took no search: what was known proved them."""
        return sum(outcome.has_plan and not outcome.searches for outcome in self.known.values())

    def _round(self, wanted: Sequence[PointAsked]) -> list[PointOutcome]:
        """What came of each point of a round."""
        base_key = "" if self.base is None else self.base.key
        keys = [point_key(self.given.key, each.point, base_key) for each in wanted]
        queue = deque(self._missing(dict(zip(keys, wanted, strict=True))))
        self.report(self._progress())
        under_way: dict[Future[PointOutcome], str] = {}
        tasks = dict(zip(keys, wanted, strict=True))
        try:
            while queue or under_way:
                while queue and len(under_way) < AHEAD * self.places:
                    key = queue.popleft()
                    if not self._found(key):
                        under_way[self._submit(key, tasks[key])] = key
                self._gather(under_way, queue, tasks)
        except KeyboardInterrupt as stopped:
            raise StudyStoppedError(len(self.known), stopped) from stopped
        finally:
            for future in under_way:
                future.cancel()
        return [self._outcome(key, each) for key, each in zip(keys, wanted, strict=True)]

    def _outcome(self, key: str, asked: PointAsked) -> PointOutcome:
        """What came of a point, with what it stands for, and with its plan where that is wanted."""
        found = (self.store.get(key) if asked.whole else None) or self.known[key]
        return renamed(found, asked.point)

    def _missing(self, tasks: dict[str, PointAsked]) -> list[str]:
        """The points of a round that are not known yet, those of this shard first."""
        new = [key for key in tasks if key not in self.known]
        self.count += len(new)
        missing = [key for key in new if not self._found(key)]
        first = self.shard.part - 1
        own = [key for at, key in enumerate(missing) if at % self.shard.parts == first]
        others = [key for at, key in enumerate(missing) if at % self.shard.parts != first]
        turn = len(others) * self.shard.part // self.shard.parts
        return [*own, *others[turn:], *others[:turn]]

    def _found(self, key: str) -> bool:
        """Whether a point is in the folder, where this run or another one put it."""
        outcome = self.store.get(key)
        if outcome is None:
            return False
        self.known[key] = without_plan(outcome)
        self.kept += 1
        return True

    def _submit(self, key: str, wanted: PointAsked) -> Future[PointOutcome]:
        """Give a point to the executor."""
        known = self._whole(wanted.start) or (Start(outcome=self.base) if self.base is not None else None)
        task = PointTask(
            key=key,
            point=wanted.point,
            study_key=self.given.key,
            packed=self.given.packed,
            start=known,
            base=self.base if wanted.point.fixed else None,
            asked_with=used_versions(),
        )
        return self.executor.submit(isolated_point, task, self.memory, self.given.options.time_limit)

    def _whole(self, start: Start | None) -> Start | None:
        """A start with its plan, which stays in the folder until it is needed."""
        if start is None or start.outcome.allocation:
            return start
        found = self.store.get(start.outcome.key)
        return None if found is None else replace(start, outcome=found)

    def _gather(
        self, under_way: dict[Future[PointOutcome], str], queue: deque[str], tasks: dict[str, PointAsked]
    ) -> None:
        """Wait for points to end, and keep what came of them."""
        if not under_way:
            return
        ended, _ = wait(under_way, timeout=LOOK, return_when=FIRST_COMPLETED)
        for future in ended:
            key = under_way.pop(future)
            try:
                outcome = future.result()
            except (ForcegenError, PointStoppedError):
                raise
            except Exception as error:  # a process, or a whole worker of an executor, died
                given_up = self._after_death(key, tasks[key], error)
                if given_up is None:
                    queue.append(key)
                    continue
                outcome = given_up
            self.store.keep(outcome)
            self.known[key] = without_plan(outcome)
            self._solving += outcome.seconds
            self.report(self._progress())

    def _after_death(self, key: str, wanted: PointAsked, error: Exception) -> PointOutcome | None:
        """What becomes of a point whose process died: None for once more, else that it is given up."""
        self._deaths[key] = self._deaths.get(key, 0) + 1
        how = str(error) if isinstance(error, PointDiedError) else f"{type(error).__name__}: {error}"
        log.warning("warning: the process of a point %s (%s)", how, ", ".join(wanted.point.overrides))
        if self._deaths[key] < DEATHS:
            return None
        return PointOutcome(
            key=key,
            overrides=wanted.point.overrides,
            what=wanted.point.what,
            status="failed",
            reason=f"its process died twice: it {how}; start the study again to try it once more",
        )

    def _progress(self) -> StudyProgress:
        """How far it is, with the time left by the mean of all points so far."""
        solved = len(self.known) - self.kept
        left = self.count - len(self.known)
        spent = time.monotonic() - self._began
        return StudyProgress(
            ended=len(self.known),
            count=self.count,
            kept=self.kept,
            saved=self.saved,
            left=spent / solved * left if solved else None,
        )


def without_plan(outcome: PointOutcome) -> PointOutcome:
    """The outcome without its plan: thousands of points fit the memory then."""
    return replace(outcome, allocation={}, at_ranks={})


LOOK = 0.5
"""Seconds between looks at whether somebody stopped the study."""

log = logging.getLogger(__name__)
