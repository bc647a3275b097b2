"""The checked solver: asked for rank after rank, and no answer accepted before it passes its check.

Where an answer fails, the solver is asked again, from scratch, then with other settings; libraries change
under us, and have been wrong before. Checked are its values, the value that it claims, and its bound.
"""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass, replace

from solver.errors import SolverError
from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.model.pulp_bridge import PulpProblem
from solver.optimise.answer_check import Checked, SolveRequest, checked
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
)
from solver.optimise.large.primal_thread import is_large
from solver.optimise.search_state import KeptCost, Searching

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
    ``unconfirmed``: whether the last answer was that there is no plan, and no second search said so.
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
        self.unconfirmed = False
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
        self.unconfirmed = False
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
                self.unconfirmed = outcome.ending == "infeasible" and impossible is None
                return self._believed(outcome, check, known)
            else:
                log.info("%s %s", self.solver, check.fault)
                faults.append(check.fault)
                fallback = self._better(fallback, check.plan)
        if impossible is not None and not faults:
            self.unconfirmed = True
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
