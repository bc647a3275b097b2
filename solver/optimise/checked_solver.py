"""The checked solver: asked for rank after rank, and no answer accepted before it passes its check.

Where an answer fails, the solver is asked again, from scratch, then with other settings; libraries change
under us, and have been wrong before. Checked are its values, the value that it claims, and its bound.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver.errors import SolverError
from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.model.pulp_bridge import PulpProblem
from solver.optimise.backend import (
    NO_HINT,
    Backend,
    Hint,
    ProgressCall,
    Search,
    SolveOutcome,
    Tell,
    open_backend,
    other_seed,
    relative_gap,
)
from solver.optimise.large.primal_thread import is_large
from solver.optimise.rounding import completed
from solver.optimise.search_state import KeptCost, Searching
from solver.text.numbers import exact
from solver.tolerances import ANSWER_ERROR

MOMENT = 0.05
"""Seconds: with less time left, a solver is not asked again."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A way to ask a solver: from the plan so far or from scratch, with its usual settings or others."""

    starts: bool = True
    usual: bool = True

    def options(self, options: Search) -> Search:
        """The options of this attempt."""
        options = replace(options, starts=self.starts and options.starts)
        if self.usual:
            return options
        return replace(options, presolve=False, seed=other_seed(options.seed))


ATTEMPTS = (Attempt(), Attempt(starts=False), Attempt(starts=False, usual=False))
"""The attempts in order, until an answer holds; all but the first begin with a new instance of the solver."""


class CheckedSolver:
    """A solver with one program: objectives change, settled ranks are kept, answers are checked.

    ``retries``: how often it was asked again; ``doubts``: sentences about answers that failed each time.
    ``caution``: how many of the attempts are skipped. ``unique``: whether ties are broken by names, for which
    ranks are solved with a ``gap`` of 0: a plan within a gap is one of many.
    """

    def __init__(
        self, program: Program, made: PulpProblem, options: Search, *, tell: Tell, caution: int = 0
    ) -> None:
        self.program, self.made, self.options, self.tell = program, made, options, tell
        settled = program.whole_units or program.group("send").table.empty
        self.unique = options.unique and settled and not is_large(program)
        self.gap = 0.0 if self.unique else options.gap
        self.attempts = ATTEMPTS[min(caution, len(ATTEMPTS) - 1) :]
        self.kept: list[KeptCost] = []
        self.cost = program.ranks[0].cost
        self.retries = 0
        self.doubts: list[str] = []
        self.attempt = self.attempts[0]
        self.backend: Backend = self._open(self.attempt)

    def reset_program(self, program: Program) -> None:
        """Replace the program by another one of the same decisions, in a new instance of the solver."""
        self.program = program
        self.backend = self._open(self.attempt)

    def minimise(self, cost: Cost) -> None:
        """Make the objective this cost."""
        self.cost = cost
        self.backend.minimise(cost)

    def keep(self, kept: KeptCost) -> None:
        """Keep this cost from now on."""
        self.kept.append(kept)
        self.backend.keep(kept.row())

    def solve(
        self,
        seconds: float,
        start: Floats | None,
        known: Floats | None,
        progress: ProgressCall | None,
        hint: Hint = NO_HINT,
    ) -> SolveOutcome:
        """Solve: the best plan found in so many seconds, rounded and completed, with a checked bound.

        ``start``: where to begin; ``known``: a plan that keeps everything; ``hint``: what else is known.
        Raises SolverError if there is no plan so far, and the solver failed each time.
        """
        end = time.monotonic() + seconds
        asked = SolveRequest(
            program=self.program, kept=self.kept, cost=self.cost, gap=self.gap, known=known, hint=hint
        )
        faults: list[str] = []
        fallback: Floats | None = None
        impossible: SolveOutcome | None = None
        attempts = list(self.attempts)
        while attempts:
            attempt = attempts.pop(0)
            left = end - time.monotonic()
            if (faults or impossible) and left < MOMENT:
                break
            outcome, check = self._ask(attempt, asked, left, start, progress)
            if outcome.ending == "infeasible" and not (check.fault or impossible or outcome.interrupted):
                impossible, attempts = outcome, attempts[-1:]  # confirmed before it is believed
            elif outcome.interrupted or not check.fault:
                wrong = impossible is not None and outcome.ending != "infeasible"
                self.retries += len(faults) + wrong
                return self._believed(outcome, check, known)
            else:
                log.info("%s %s", self.solver, check.fault)
                faults.append(check.fault)
                fallback = self._better(fallback, check.plan)
        if impossible is not None and not faults:
            return impossible
        self.retries += len(faults) - 1
        return self._not_believed(faults, fallback, known)

    @property
    def solver(self) -> str:
        """The solver by name and version."""
        name = "HiGHS" if self.backend.name == "highs" else self.backend.name
        return name if self.backend.version == "unknown" else f"{name} {self.backend.version}"

    def _ask(
        self,
        attempt: Attempt,
        asked: SolveRequest,
        seconds: float,
        start: Floats | None,
        progress: ProgressCall | None,
    ) -> tuple[SolveOutcome, Checked]:
        """Ask the solver in one way; an exception is a fault like any other."""
        nothing = SolveOutcome(ending="nothing", values=None, bound=-math.inf)
        self.tell(Searching(seconds=seconds))
        try:
            self._turn_to(attempt)
            if attempt.starts and (start is not None or asked.hint is not NO_HINT):
                self.backend.start_from(start, asked.hint)  # last, for changes make solvers forget it
            outcome = self.backend.solve(seconds, progress)
        except MemoryError:
            raise
        except Exception as failure:
            log.debug("the solver failed", exc_info=True)
            return nothing, Checked(plan=None, fault=f"failed: {_told(failure)}")
        return outcome, checked(asked, outcome)

    def _turn_to(self, attempt: Attempt) -> None:
        """Change to this attempt; another one gets a new instance with the same objective and rows."""
        if attempt is self.attempt:
            return
        self.attempt = attempt
        self.backend = self._open(attempt)
        self.backend.minimise(self.cost)

    def _open(self, attempt: Attempt) -> Backend:
        kept = [each.row() for each in self.kept]
        options = replace(attempt.options(self.options), gap=self.gap)
        return open_backend(self.program, self.made, options, kept)

    def _better(self, one: Floats | None, other: Floats | None) -> Floats | None:
        found = [plan for plan in (one, other) if plan is not None]
        return min(found, key=self.cost.value) if found else None

    def _believed(self, outcome: SolveOutcome, check: Checked, known: Floats | None) -> SolveOutcome:
        """The outcome with its checked plan; the known plan where an interrupted answer failed its check."""
        plan = check.plan
        if plan is not None and not check.fault:
            return replace(outcome, values=plan)
        if outcome.values is None and not check.fault:
            return outcome
        plan = self._better(plan, known)
        ending = "nothing" if plan is None else "stopped"
        return replace(outcome, ending=ending, values=plan, bound=-math.inf)  # type: ignore[arg-type]

    def _not_believed(self, faults: list[str], fallback: Floats | None, known: Floats | None) -> SolveOutcome:
        """The outcome where every answer failed: the best feasible plan among them, without a bound."""
        times = "once" if len(faults) == 1 else f"{len(faults)} times"
        told = f"{self.solver} was asked {times} and no answer held: it {'; it '.join(dict.fromkeys(faults))}"
        plan = self._better(fallback, known)
        if plan is None:
            raise SolverError(
                f"{told}. forcegen doctor tells whether it works here; another version or --solver may"
            )
        self.doubts.append(told)
        return SolveOutcome(ending="stopped", values=plan, bound=-math.inf)


def _told(failure: Exception) -> str:
    """The failure in one line."""
    words = " ".join(str(failure).split())
    return words if isinstance(failure, SolverError) else f"{type(failure).__name__}: {words}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SolveRequest:
    """The request to a solver: the program, the ranks kept, the cost to minimise, and the gap.

    ``known``: a plan that keeps everything, None if there is none yet.
    """

    program: Program
    kept: Sequence[KeptCost]
    cost: Cost
    gap: float
    known: Floats | None
    hint: Hint = NO_HINT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checked:
    """The result of a check: the answer's plan, rounded and completed, if feasible, and the fault found.

    ``fault``: what is wrong with the answer, in words that follow the solver's name; "" if it holds.
    """

    plan: Floats | None
    fault: str = ""


def checked(asked: SolveRequest, outcome: SolveOutcome) -> Checked:
    """Check the outcome of a solve."""
    if outcome.values is None:
        return Checked(plan=None, fault=_without_values(asked, outcome))
    plan, broken = plan_in(asked.program, asked.kept, outcome.values)
    if broken:
        return Checked(plan=None, fault=f"returned {broken}")
    return Checked(plan=plan, fault=_claim(asked, outcome, plan))


def plan_in(program: Program, kept: Sequence[KeptCost], values: Floats) -> tuple[Floats, str]:
    """The plan in a solver's values, rounded and completed, and what it violates ("" if nothing)."""
    values = np.asarray(values, dtype=np.float64)
    if values.shape != (program.count,):
        return values, f"{values.size} values for {program.count} decisions"
    odd = int((~np.isfinite(values)).sum())
    if odd:
        return values, f"{odd} values that are no numbers"
    plan = completed(program, values)
    return plan, _broken(program, kept, plan)


def _without_values(asked: SolveRequest, outcome: SolveOutcome) -> str:
    if outcome.ending in ("proved", "stopped"):
        return "ended without the plan that it says it found"
    if outcome.ending == "infeasible" and asked.known is not None:
        return "called impossible what the plan so far does"
    return _bound_above_known(asked, outcome)


def _broken(program: Program, ranks: Sequence[KeptCost], plan: Floats) -> str:
    """The first row or bound that the plan violates, "" if none."""
    matrix = program.matrix
    activity = np.bincount(
        matrix.row, weights=matrix.coefficient * plan[matrix.column], minlength=matrix.count
    )
    largest = np.zeros(matrix.count)
    np.maximum.at(largest, matrix.row, np.abs(matrix.coefficient))
    excess = np.maximum(matrix.lower - activity, activity - matrix.upper)
    limit = np.where(np.isfinite(matrix.upper), matrix.upper, matrix.lower)
    room = ANSWER_ERROR * np.maximum(1.0, np.maximum(np.abs(limit), largest))
    wrong = np.flatnonzero(excess > room)
    if len(wrong):
        rule = next(rule for rule in reversed(program.rules) if rule.start <= wrong[0])
        return f"a plan that breaks the rule {rule.name} by {exact(float(excess[wrong[0]]))}"
    beyond = plan - program.upper  # what is derived follows the rows alone
    far = np.flatnonzero(beyond > ANSWER_ERROR * np.maximum(1.0, np.abs(program.upper)))
    if len(far):
        group = next(group for group in program.groups if group.start <= far[0] < group.stop)
        return f"a plan in which {group.name} exceeds its bound by {exact(float(beyond[far[0]]))}"
    for kept in ranks:
        if not kept.holds(plan):
            over = kept.cost.value(plan) - kept.limit
            return f"a plan that exceeds the row {kept.name} by {exact(over)}"
    return ""


def _claim(asked: SolveRequest, outcome: SolveOutcome, plan: Floats) -> str:
    """The fault in what the outcome claims of its plan, "" if none."""
    assert outcome.values is not None
    value, raw = asked.cost.value(plan), asked.cost.value(np.asarray(outcome.values))
    claimed = outcome.claimed
    if claimed is not None and not abs(claimed - raw) <= _near(raw):
        return f"returned a plan that comes to {exact(raw)} where it claims {exact(claimed)}"
    if outcome.bound > value + _near(value):
        return f"gave a bound of {exact(outcome.bound)} above its own plan of {exact(value)}"
    if outcome.ending == "proved" and relative_gap(value, outcome.bound) > asked.gap + ANSWER_ERROR:
        return f"called {exact(value)} proved with a bound of {exact(outcome.bound)}"
    return _bound_above_known(asked, outcome)


def _bound_above_known(asked: SolveRequest, outcome: SolveOutcome) -> str:
    """The fault of a bound above the value of a known plan, "" if it is not."""
    if asked.known is None:
        return ""
    value = asked.cost.value(asked.known)
    if outcome.bound > value + _near(value):
        return f"gave a bound of {exact(outcome.bound)} above the known plan of {exact(value)}"
    return ""


def _near(value: float) -> float:
    return ANSWER_ERROR * max(1.0, abs(value))
