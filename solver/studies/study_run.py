"""The run of a study: its rounds of points given to an executor, kept as they come, and asked for once."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from dataclasses import dataclass, field, replace

from solver.errors import ForcegenError, OutputError, SolverError
from solver.studies.isolated_point import PointDiedError, PointStoppedError
from solver.studies.point import PointOutcome, StudyPoint, plan_key, renamed, without_plan
from solver.studies.point_store import PointStore
from solver.studies.point_worker import PointTask
from solver.studies.rounds import PointAsked, Result, Rounds, StudyProgress, StudyStoppedError
from solver.studies.shard import WHOLE, Shard
from solver.studies.study_input import Start, StudyInput, used_versions
from solver.studies.workers import Workers, first_line
from solver.text.numbers import counted

DEATHS = 2
"""Processes that may die on a point before it is given up."""

LOOK = 0.5
"""Seconds between looks at whether somebody stopped the study."""

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True, eq=False)
class _Round:
    """A round of points: all that are wanted, those that wait, and those that somebody works on, by key."""

    wanted: dict[str, PointAsked]
    waiting: deque[str]
    under_way: dict[Future[PointOutcome], str] = field(default_factory=dict)

    def take_back(self) -> None:
        """Let all that are under way wait again, and tell whoever works on them."""
        for future, key in self.under_way.items():
            future.cancel()
            self.waiting.appendleft(key)
        self.under_way.clear()


@dataclass(slots=True, kw_only=True, eq=False)
class StudyRun:
    """A study being run: what it asks about, who works, and what is known so far."""

    given: StudyInput
    workers: Workers
    store: PointStore
    shard: Shard = WHOLE
    report: Callable[[StudyProgress], None] = lambda _: None
    base: PointOutcome | None = None
    known: dict[str, PointOutcome] = field(default_factory=dict)
    kept: int = 0
    count: int = 0
    _deaths: dict[str, int] = field(default_factory=dict)
    _broke_at: int = -1
    _began: float = field(default_factory=time.monotonic)

    def solve_base(self) -> PointOutcome:
        """The workbook as it stands, solved: every search starts from there unless it says otherwise.

        Raises SolverError where its process died twice: nothing can be asked about it then.
        """
        if self.base is None:
            base = self._round([PointAsked(point=StudyPoint())])[0]
            if base.status == "failed":
                raise SolverError(f"the workbook as it stands cannot be solved: {base.reason}")
            kept = self.store.get(base.key)
            if kept is None:
                raise OutputError(
                    f"{self.store.path(base.key)} was written and cannot be read again; run again, or name "
                    "another folder"
                )
            self.base = kept
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
        except KeyboardInterrupt as stopped:
            raise StudyStoppedError(self.in_folder, stopped) from stopped

    @property
    def in_folder(self) -> int:
        """How many of the points that are known lie in the folder; those given up do not."""
        return sum(outcome.status != "failed" for outcome in self.known.values())

    @property
    def saved(self) -> int:
        """How many points took no search: what was known proved them."""
        return sum(outcome.has_plan and not outcome.searches for outcome in self.known.values())

    def _round(self, wanted: Sequence[PointAsked]) -> list[PointOutcome]:
        """What came of each point of a round."""
        base_key = "" if self.base is None else plan_key(self.base)
        keys = [self.given.point_key(each.point, base_key) for each in wanted]
        asked = dict(zip(keys, wanted, strict=True))
        points = _Round(wanted=asked, waiting=deque())
        try:
            points.waiting.extend(self._missing(asked))
            self.report(self._progress())
            while points.waiting or points.under_way:
                self._give(points)
                self._gather(points)
        except KeyboardInterrupt as stopped:
            self._find_kept(points)
            raise StudyStoppedError(self.in_folder, stopped) from stopped
        finally:
            points.take_back()
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
        return self.shard.ordered(missing)

    def _found(self, key: str) -> bool:
        """Whether a point is in the folder, where this run or another one put it."""
        outcome = self.store.get(key)
        if outcome is None:
            return False
        self.known[key] = without_plan(outcome)
        self.kept += 1
        return True

    def _find_kept(self, points: _Round) -> None:
        """Know the points that were kept just when somebody stopped the study, so that they are counted."""
        for key in points.wanted.keys() - self.known.keys() - set(points.waiting):
            self._found(key)

    def _give(self, points: _Round) -> None:
        """Give out points that wait, as many as the workers have room for."""
        room = self.workers.room() if points.waiting else 0
        while points.waiting and len(points.under_way) < room:
            key = points.waiting.popleft()
            if self._found(key):
                continue
            try:
                future = self.workers.submit(
                    self._task(key, points.wanted[key]), self.given.options.time_limit
                )
            except BrokenExecutor as broken:
                points.waiting.appendleft(key)
                self._renew(points, broken)
                return
            points.under_way[future] = key

    def _task(self, key: str, wanted: PointAsked) -> PointTask:
        """A point with all that a worker needs."""
        known = self._whole(wanted.start) or (Start(outcome=self.base) if self.base is not None else None)
        return PointTask(
            key=key,
            point=wanted.point,
            study_key=self.given.key,
            packed=self.given.packed,
            start=known,
            base=self.base if wanted.point.fixed else None,
            solver=self.given.options.solver,
            asked_with=used_versions(self.given.options.solver),
        )

    def _whole(self, start: Start | None) -> Start | None:
        """A start with its plan, which stays in the folder until it is needed."""
        if start is None or start.outcome.allocation:
            return start
        found = self.store.get(start.outcome.key)
        plan = None if start.plan is None else self.store.get(start.plan.key)
        return None if found is None else replace(start, outcome=found, plan=plan)

    def _gather(self, points: _Round) -> None:
        """Wait for points to end, and keep what came of them before any fault is raised."""
        faults: list[BaseException] = []
        lost: list[BaseException] = []
        ended, _ = wait(points.under_way, timeout=LOOK, return_when=FIRST_COMPLETED)
        for future in ended:
            key = points.under_way.pop(future)
            error = _error_of(future)
            if error is None:
                self._keep(future.result())
            elif isinstance(error, (BrokenExecutor, CancelledError, PointStoppedError)):
                lost.append(error)
                points.waiting.appendleft(key)
            elif isinstance(error, ForcegenError) or not isinstance(error, Exception):
                faults.append(error)
            elif isinstance(error, ImportError):
                faults.append(_not_loaded(error))
            else:  # a process, or a whole worker of an executor, died
                self._after_death(key, points, error)
        if faults:
            raise faults[0]
        if lost:
            self._renew(points, lost[0])

    def _keep(self, outcome: PointOutcome) -> None:
        """Keep what came of a point, unless another run has kept it meanwhile: all go on with the same."""
        kept = self.store.get(outcome.key)
        if kept is None:
            self.store.keep(outcome)
        outcome = kept or outcome
        self.known[outcome.key] = without_plan(outcome)
        self.report(self._progress())

    def _renew(self, points: _Round, broken: BaseException) -> None:
        """Give all that is under way to another executor, in the place of one that broke.

        That nobody is to blame for: it may break as often as it likes, as long as points end in between.
        """
        points.take_back()
        how = "its points are lost" if isinstance(broken, CancelledError) else first_line(broken)
        are_kept = counted(self.in_folder, "point is", "points are")
        kept = f"{are_kept} kept: the same command goes on from there"
        if self._broke_at == len(self.known):
            raise SolverError(f"the executor broke twice before any point ended ({how}); {kept}") from broken
        self._broke_at = len(self.known)
        log.warning("warning: the executor broke (%s); another takes over", how)
        try:
            self.workers.renew()
        except SolverError as error:
            raise SolverError(f"the executor broke ({how}), and {error}. {kept}") from broken

    def _after_death(self, key: str, points: _Round, error: BaseException) -> None:
        """Try a point once more whose process died, or give it up."""
        overrides = points.wanted[key].point.overrides
        self._deaths[key] = self._deaths.get(key, 0) + 1
        how = f"failed ({type(error).__name__}: {first_line(error)})"
        how = str(error) if isinstance(error, PointDiedError) else how
        log.warning("warning: the process of a point %s (%s)", how, ", ".join(overrides) or "no changes")
        if self._deaths[key] < DEATHS:
            points.waiting.append(key)
            return
        failed = PointOutcome(
            key=key,
            overrides=overrides,
            what=points.wanted[key].point.what,
            status="failed",
            reason=f"its process died twice: it {how}; start the study again to try it once more",
        )
        self._keep(failed)

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


def _error_of(future: Future[PointOutcome]) -> BaseException | None:
    """Why a point that ended has no outcome; None where it has one."""
    try:
        return future.exception()
    except CancelledError as error:
        return error


def _not_loaded(error: BaseException) -> SolverError:
    """What to do where a worker lacks what a point needs."""
    return SolverError(
        f"a worker cannot load what a point needs ({first_line(error)}); install there the same version of "
        "forcegen as here, with the same libraries, such as from constraints.txt"
    )
