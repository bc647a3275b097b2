"""The question pool: questions about one plan answered in worker processes side by side, in their seconds."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from solver.errors import SolverError
from solver.isolation import WorkerDiedError, WorkerLine, call
from solver.optimise.backend import Search, available_cores
from solver.plan import Plan
from solver.reasons.questions.answer import Answer, Question, is_reasoned
from solver.reasons.questions.question_rounds import QuestionJob, jobs_of
from solver.reasons.questions.wanted import ASKS
from solver.solution import Solution

if TYPE_CHECKING:
    import pandas as pd


MOST_WORKERS = 4
"""Questions that are worked on side by side at most: each holds the whole program in memory."""

FIRST_SHARE = 0.3
"""Share of the time in which every question gets its first answer, where there are several."""

PROVED_SECONDS, STAIRCASE_SECONDS, PRICED_SECONDS = 10.0, 12.0, 3.0
"""Seconds that a question has at least, if so many are left: where the plan is proved, and where it is not.

Less would settle nothing; of a plan that is not proved little can be proved, but much told between two ends.
"""

VARIABLES_A_SECOND = 10_000
"""Variables of a program that is built and relaxed in a second: one about a large plan has time for that."""

WEIGHTS = {"asks": 20.0, "why_short": 2.0, "cap": 2.0}
"""How much more time than one pledge a question gets: what matters most, and searches most often."""

GRACE = 0.7
"""Seconds for which a worker that does not heed the end of the time is waited for."""

PATIENCE = 10.0
"""Seconds beyond its own share for which a question that hangs is waited for."""

LOOK = 0.05
"""Seconds between looks at whether all is done."""

WORKER = "solver.reasons.questions.question_worker"

NO_TIME = "There was no time for this question; ask it alone, or give more time."

STOPPED = "Somebody stopped the questions before this one was answered."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AskedPlan:
    """The plan that questions are about: its tables, the solution, and what its changes are counted against.

    ``options``: how to search. ``key``: by which a worker knows it again.
    """

    plan: Plan
    solution: Solution
    baseline: pd.DataFrame | None
    options: Search
    key: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolProgress:
    """How far a pool is: questions whose answer is final, of all; the question begun last; seconds spent."""

    ended: int
    count: int
    question: Question
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answered:
    """What a pool came to: an answer for each question, in their order.

    ``lost``: what became of questions whose process died or failed, a sentence each; ``faults``: the errors
    among them. ``stopped``: how somebody stopped it. ``seconds``: spent.
    """

    answers: tuple[Answer, ...]
    lost: tuple[str, ...]
    faults: tuple[Exception, ...]
    stopped: KeyboardInterrupt | None
    seconds: float

    @property
    def nothing(self) -> bool:
        """Whether every question was lost."""
        return bool(self.lost) and len(self.lost) == len(self.answers)


def open_questions(
    asked: AskedPlan, question: Question | None, *, count: int = 0, own_tables: bool = False
) -> list[Question]:
    """The questions to ask of a plan, whose session is opened in a worker: the one given, else all it raises.

    ``count``: how many asks, 0 for as many as usual. ``own_tables``: whether a script may have changed the
    plan's frames. Raises ValueError where that is so, or the solution is no plan of its tables.
    """
    listed = 0 if question is not None else count or ASKS
    sent = {"asked": asked, "count": listed, "own_tables": own_tables}
    try:
        every: list[Question] = call(f"{WORKER}:open_session", sent)
    except WorkerDiedError as death:
        raise SolverError(f"the process that was to answer questions {death}") from death
    return every if question is None else [question]


class QuestionPool:
    """A pool of workers that answer questions about a plan.

    Each gets a first answer before others are worked out further, those that stand first before the rest; a
    question has its share of what is left, so that time which one does not use is the next one's.
    ``seconds``: for all of them. ``report`` hears how far it is.
    """

    def __init__(
        self,
        asked: AskedPlan,
        questions: Sequence[Question],
        seconds: float,
        *,
        report: Callable[[PoolProgress], None] = lambda _: None,
    ) -> None:
        self.questions, self.report = questions, report
        self.workers = max(1, min(available_cores(), asked.options.threads, len(questions), MOST_WORKERS))
        threads = 1 if self.workers > 1 else asked.options.threads
        self.asked = replace(
            asked, options=replace(asked.options, threads=threads, progress=None, found=None)
        )
        self.answers: list[Answer | None] = [None] * len(questions)
        self.lost: dict[int, str] = {}
        self.faults: list[Exception] = []
        self.stopped: KeyboardInterrupt | None = None
        self.began = time.monotonic()
        self.end = self.began + seconds
        self._first_end = self.began + FIRST_SHARE * seconds
        self._building = asked.solution.sizes.variables / VARIABLES_A_SECOND
        self._jobs = deque(jobs_of(questions))
        self._done: set[int] = set()
        self._busy: set[int] = set()
        self._home: dict[int, int] = {}
        self._lock = threading.Lock()

    def answered(self) -> Answered:
        """All answers, as far as they got.

        Ctrl-C keeps what is known; a second one ends it at once (KeyboardInterrupt).
        """
        threads = [
            threading.Thread(target=self._work, args=(each,), daemon=True) for each in range(self.workers)
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            try:
                for thread in threads:
                    thread.join(LOOK)
            except KeyboardInterrupt as stopped:
                if self.stopped is not None:
                    raise
                self.stopped = stopped
        unanswered = NO_TIME if self.stopped is None else STOPPED
        answers = tuple(
            answer or Answer(question=question, claim="not_settled", text=(self.lost.get(at, unanswered),))
            for at, (question, answer) in enumerate(zip(self.questions, self.answers, strict=True))
        )
        return Answered(
            answers=answers,
            lost=tuple(self.lost.values()),
            faults=tuple(self.faults),
            stopped=self.stopped,
            seconds=time.monotonic() - self.began,
        )

    def _work(self, who: int) -> None:
        """Do one job after the other, while there are any and there is time, all in one process."""
        line = WorkerLine()
        try:
            while (job := self._next(who)) is not None:
                self._home[job.at] = who
                self._answer(line, job, self._share(job))
                self._busy.discard(job.at)
        finally:
            line.end()

    def _next(self, who: int) -> QuestionJob | None:
        """The next job that is still wanted, of a question that nobody is at just now; None for no more.

        First of those that begin a round or that this worker has begun, for it knows what it found.
        """
        while not self._over:
            with self._lock:
                late = time.monotonic() >= self.end
                self._jobs = deque(job for job in self._jobs if self._wanted(job, late=late))
                free = [job for job in self._jobs if job.at not in self._busy]
                if free:
                    alike = [job for job in free if job.until == free[0].until]
                    mine = next((job for job in alike if self._home.get(job.at, who) == who), alike[0])
                    self._jobs.remove(mine)
                    self._busy.add(mine.at)
                    return mine
                if not self._jobs:
                    return None
            time.sleep(LOOK)
        return None

    def _wanted(self, job: QuestionJob, *, late: bool) -> bool:
        """Whether a job is still to be done: once the time is over, only where nothing is known."""
        known = self.answers[job.at]
        if job.at in self._done or (late and known is not None):
            return False
        return job.until != "proved" or known is None or not is_reasoned(known)

    def _share(self, job: QuestionJob) -> float:
        """The seconds that a job has: its part of what is left, by what it weighs among the jobs to come."""
        with self._lock:
            end = self._first_end if job.until == "first" else self.end
            left = max(end - time.monotonic(), 0.0)
            alike = [each.at for each in self._jobs if each.until == job.until and each.at not in self._done]
        weight = self._weight(job.at)
        share = left * self.workers * weight / (weight + sum(map(self._weight, alike)))
        return min(left, max(share, self._least_seconds(job)))

    def _least_seconds(self, job: QuestionJob) -> float:
        """The seconds that a job has at least."""
        if job.until != "proved":
            return 0.0
        if self.asked.solution.status != "optimal":
            return max(PRICED_SECONDS, self._building)
        least = STAIRCASE_SECONDS if self.questions[job.at].kind == "cap" else PROVED_SECONDS
        return max(least, self._building)

    def _weight(self, at: int) -> float:
        return WEIGHTS.get(self.questions[at].kind, 1.0)

    def _answer(self, line: WorkerLine, job: QuestionJob, seconds: float) -> None:
        """Have a worker answer a question; whatever becomes of it, the others go on."""
        question, due = self.questions[job.at], time.monotonic() + seconds + PATIENCE + self._building
        self.report(self._progress(question))
        try:
            final = line.call(
                f"{WORKER}:answer_question",
                {"asked": self.asked, "question": question, "seconds": seconds, "until": job.until},
                hear=partial(self._hear, job.at),
                overdue=lambda _: self._over or time.monotonic() > due,
            )
            if final or job.until == "end":
                self._done.add(job.at)
        except WorkerDiedError as death:
            self._done.add(job.at)
            if not (death.hung and self._over):
                self._lose(job.at, f"the process that worked on it {death}")
        except Exception as error:
            self._done.add(job.at)
            self.faults.append(error)
            self._lose(job.at, f"{type(error).__name__}: {error}")
        self.report(self._progress(question))

    @property
    def _over(self) -> bool:
        """Whether nothing is waited for any more."""
        return self.stopped is not None or time.monotonic() > self.end + GRACE

    def _hear(self, at: int, answer: Answer) -> None:
        """Take an answer, which is better than those before."""
        self.answers[at] = answer

    def _lose(self, at: int, why: str) -> None:
        log.info("question %d of %d was lost: %s", at + 1, len(self.questions), why)
        known = " What was known until then is told." if self.answers[at] is not None else ""
        self.lost[at] = f"The question was lost: {why}.{known}"

    def _progress(self, question: Question) -> PoolProgress:
        return PoolProgress(
            ended=len(self._done),
            count=len(self.questions),
            question=question,
            seconds=time.monotonic() - self.began,
        )
