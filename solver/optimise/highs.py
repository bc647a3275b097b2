"""HiGHS as a PuLP solver that takes the program as arrays once and keeps the live model between ranks."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from threading import Event, Thread
from typing import Any

import numpy as np
import pulp

from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.model.pulp_bridge import PULP_4, PulpProblem
from solver.optimise.backend import NO_HINT, Hint, KeptRow, ProgressCall, Search, SolveOutcome
from solver.optimise.cutoff_search import CutoffSearch
from solver.optimise.highs_calls import (
    INFEASIBLE,
    add_row,
    begin_from,
    exact_values,
    new_highs,
    outcome_of,
    pass_program,
    run_relaxation,
    set_cost,
    set_options,
    short_switch_interval,
    stats_of_pulp_4,
    status_of_pulp_3,
)
from solver.optimise.large.arrays import arrays_of
from solver.optimise.large.lagrangian_bound import BoundSearch
from solver.optimise.large.primal_thread import PrimalThread, is_large
from solver.optimise.linking_rows import add_violated, find_linking_rows, worth_adding
from solver.optimise.rank_search import search_rank
from solver.tolerances import ABSOLUTE_GAP, EXACT_FEASIBILITY

EXACT_SHARE = 0.1
"""Share of a rank's time for solving the continuous decisions exactly, if the search took all of it."""

PATIENCE = 2.0
"""Seconds for which HiGHS is waited for beyond its time: its root was seen to take minutes."""

INTERRUPTED_PATIENCE = 0.5
"""Seconds for which HiGHS is waited for once somebody has stopped the search."""

WAKE = 0.1
"""Seconds between looks at whether somebody has stopped the search."""


class DirectHighs(pulp.LpSolver):  # type: ignore[misc]
    """HiGHS with one program: arrays passed once, then changes to the live model.

    ``actualSolve`` is what PuLP's ``problem.solve(solver)`` calls; ``outcome``: the last, with its bound.
    """

    name = "forcegen_highs"

    def __init__(self, program: Program, options: Search, made: PulpProblem | None = None) -> None:
        super().__init__(mip=not options.relaxed, msg=False)
        self.program = program
        self.made = made
        self.cost: Cost | None = None
        self.outcome: SolveOutcome | None = None
        self.progress: ProgressCall | None = None
        self.start: Floats | None = None
        self.hint = NO_HINT
        self.links = find_linking_rows(program)
        self.options = options
        self.kept: list[tuple[int, Cost, float]] = []
        self.large = made is not None and is_large(program)  # not where it is asked why there is no plan
        usual = made is not None and not self.large and options.starts and options.presolve
        self.cutoffs = CutoffSearch(program, options, self.links) if usual and program.whole_units else None
        self.primal: PrimalThread | None = None
        self.bound_search: BoundSearch | None = None
        self.failure: Exception | None = None
        self.began = time.monotonic()
        self.highs = self._new_model()

    def _new_model(self) -> Any:
        """A new HiGHS with the program; it calls back as long as it is the one at work."""
        options = self.options
        highs = new_highs(presolve=options.presolve, log_to_console=options.aloud)
        set_options(highs, threads=options.threads, mip_rel_gap=options.gap, mip_abs_gap=ABSOLUTE_GAP)
        if self.program.has_whole_numbers:
            set_options(highs, random_seed=options.seed)  # luck is no part of a continuous program
        if self.program.splits_units:  # parts of units slip through a yes/no
            set_options(highs, mip_feasibility_tolerance=EXACT_FEASIBILITY)
        elif not self.program.has_whole_numbers and not options.relaxed:
            set_options(highs, primal_feasibility_tolerance=EXACT_FEASIBILITY)
        pass_program(highs, self.program)
        highs.HandleUserInterrupt = not self.large  # asked at each pivot, which is dear where Python is busy
        highs.cbMipLogging += lambda event: self._report(event) if highs is self.highs else None
        if self.large or options.found is not None:
            highs.cbMipImprovingSolution += lambda event: self._submit(event) if highs is self.highs else None
        if self.large:
            set_options(highs, threads=max(options.threads - 1, 1))
            highs.cbMipInterrupt += lambda event: (
                self._interrupt_if_done(event) if highs is self.highs else None
            )
            highs.cbMipGetCutPool += lambda event: self._root_ended(event) if highs is self.highs else None
        return highs

    def _abandon(self) -> None:
        """Abandon a HiGHS that does not stop, and go on with a new one that has the same model."""
        self.highs.cancelSolve()
        self.highs = self._new_model()
        kept, self.kept = self.kept, []
        if self.cost is not None:
            self.minimise(self.cost)
        for _, cost, bound in kept:
            self.keep(cost, bound + cost.constant)

    def available(self) -> bool:
        """Always: HiGHS is part of the package."""
        return True

    def minimise(self, cost: Cost) -> None:
        """Make the objective this cost, keeping the model and its last answer."""
        self.cost, self.hint = cost, NO_HINT
        set_cost(self.highs, cost)

    def keep(self, cost: Cost, limit: float) -> None:
        """Add a row: the cost stays at most ``limit``."""
        self.kept.append((self.highs.getNumRow(), cost, limit - cost.constant))
        if self.cutoffs is not None:
            self.cutoffs.keep(KeptRow(name="", cost=cost, limit=limit))
        add_row(self.highs, cost, limit)

    def start_from(self, values: Floats | None, hint: Hint = NO_HINT) -> None:
        """Begin the next search from these values, with this hint."""
        self.start, self.hint = values, hint

    def run(self, seconds: float) -> SolveOutcome:
        """Solve for at most so many seconds."""
        self.began = time.monotonic()
        if self.large:
            with short_switch_interval():
                return self._run_with_primal_thread(seconds)
        if self.cutoffs is not None:
            return search_rank(self, self.cutoffs, seconds)
        interrupted = self.work(self.run_to_end, seconds)
        outcome = replace(self.last_outcome(), interrupted=interrupted)
        if outcome.values is not None and self.program.splits_units:
            left = seconds - (time.monotonic() - self.began)
            seconds = max(left, EXACT_SHARE * seconds)
            return replace(outcome, values=exact_values(self.highs, self.program, outcome.values, seconds))
        return outcome

    def _run_with_primal_thread(self, seconds: float) -> SolveOutcome:
        """Solve while the primal thread builds and improves a plan."""
        costs = [rank.cost for rank in self.program.ranks]
        next_cost = next((after for cost, after in pairwise(costs) if cost is self.cost), None)
        before, arrays = self.primal, arrays_of(self.highs, self.program, next_cost)
        self.primal = PrimalThread(self.program, self.options, arrays, self.start)
        self.primal.basis = None if before is None else before.basis
        self.primal.tell = self._report_improved
        share = self.primal.begin(seconds)
        self.bound_search = BoundSearch(self.primal, self.began, share)
        at_work = self.highs
        interrupted = self.work(self.run_to_end, share)
        nothing = SolveOutcome(ending="nothing", values=None, bound=-math.inf)
        outcome = self.last_outcome() if at_work is self.highs else nothing
        return self.primal.finish(replace(outcome, interrupted=interrupted), self._wait)

    def work(self, work: Callable[[Any, float], None], seconds: float) -> bool:
        """Do this in a thread, so that Ctrl-C reaches this one: the first stops the search, a second us."""
        done = Event()  # an interrupted join can take a thread for dead that is not

        def run(highs: Any) -> None:
            try:
                work(highs, seconds)
            except Exception as failure:  # raised again where the search is waited for
                if highs is self.highs:
                    self.failure = failure
            finally:
                done.set()

        Thread(target=run, args=(self.highs,), daemon=True).start()
        interrupted = self._wait(done, seconds)
        if self.failure is not None:
            raise self.failure
        return interrupted

    def _wait(self, done: Event, seconds: float = math.inf) -> bool:
        """Wait until it is done; returns whether somebody interrupted.

        ``seconds``: how long HiGHS has. A large plan's is waited for a moment more, and then abandoned.
        """
        patience = PATIENCE if self.large and seconds < math.inf else math.inf
        try:
            while not done.wait(WAKE):
                if time.monotonic() - self.began > seconds + patience:
                    self._abandon()
                    return False
        except KeyboardInterrupt:
            self.highs.cancelSolve()
            if self.cutoffs is not None:
                self.cutoffs.within.stop()
            if self.primal is not None:
                self.primal.pool.stop()
            if not done.wait(None if patience == math.inf else INTERRUPTED_PATIENCE):
                self._abandon()
            return True
        return False

    def run_to_end(self, highs: Any, seconds: float) -> None:
        """Run HiGHS until it ends, with the rows that the relaxation violates, and again if it finds none."""
        if self.primal is not None:
            self.primal.solve_relaxation_first(seconds - (time.monotonic() - self.began))
        if self.links is not None and self.cost is not None and worth_adding(self.program, self.cost):
            add_violated(highs, self.program, self.links, seconds - (time.monotonic() - self.began))
        self._search(highs, seconds)
        impossible = highs is self.highs and highs.getModelStatus() in INFEASIBLE
        presolve = highs.getOptionValue("presolve")[1]
        if self.program.has_whole_numbers and impossible and presolve != "off":
            set_options(highs, presolve="off")  # which has called plans impossible that are not
            self._search(highs, seconds)
            set_options(highs, presolve=presolve)
        if self.bound_search is not None and highs is self.highs:
            self.bound_search.continue_after(highs.getLp())
        highs.resetGlobalScheduler(False)  # HiGHS keeps its workers by thread

    def _search(self, highs: Any, seconds: float) -> None:
        """Run HiGHS for what is left of the seconds, from the plan so far if there is one.

        A search over whole numbers forgets what ran before: from the basis of
        a relaxation HiGHS 1.15.1 was seen to claim bounds above known plans.
        """
        if highs is not self.highs:
            return  # abandoned
        if self.program.has_whole_numbers:
            highs.clearSolver()
        left = seconds - (time.monotonic() - self.began)
        if self.primal is not None and (left <= 0 or self.primal.pool.stopped):
            return
        if self.start is not None and self.options.starts:
            # only now, for changes of the model make HiGHS forget it
            begin_from(highs, self.start)
        if self.program.has_whole_numbers:
            set_options(highs, time_limit=max(left, 0.0))
            highs.run()
        else:
            run_relaxation(highs, left)

    def actualSolve(self, lp: Any, **_: Any) -> Any:  # noqa: N802 - PuLP's name
        """Solve, and set the values and status of PuLP's problem in bulk."""
        began = time.monotonic(), time.process_time()
        self.outcome = self.run(math.inf if self.timeLimit is None else self.timeLimit)
        if self.outcome.values is not None and self.made is not None:
            self.made.set_values(self.outcome.values)
        if PULP_4:
            return stats_of_pulp_4(self, self.outcome, began)
        return status_of_pulp_3(lp, self.outcome.ending)

    def _report(self, event: Any) -> None:
        value, bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        if self.primal is not None:
            self.primal.update_bound(bound)
            value, bound = min(value, self.primal.value), self.primal.bound
        self.tell_progress(value, bound)

    def tell_found(self, values: Floats) -> None:
        """Tell of a better plan."""
        if self.options.found is not None:
            self.options.found(values)

    def tell_progress(self, value: float, bound: float) -> None:
        """Report where the search stands."""
        if self.progress is not None:
            self.progress(time.monotonic() - self.began, value, bound)

    def _report_improved(self) -> None:
        """Report that the primal thread has a better plan."""
        if self.primal is None:
            return
        if self.primal.search is not None:
            self.tell_found(self.primal.search.values)
        self.tell_progress(self.primal.value, self.primal.bound)

    def _submit(self, event: Any) -> None:
        submit = self.tell_found if self.primal is None else self.primal.submit
        submit(np.array(event.data_out.mip_solution))

    def _interrupt_if_done(self, event: Any) -> None:
        primal, bounds = self.primal, self.bound_search
        if primal is None or bounds is None:
            return
        if primal.converged or primal.pool.stopped or bounds.interrupts(event.data_out.mip_node_count):
            event.interrupt()

    def _root_ended(self, event: Any) -> None:
        if self.bound_search is not None:
            self.bound_search.root_ended(event.data_out.mip_dual_bound)

    def last_outcome(self) -> SolveOutcome:
        """The outcome of the last run of HiGHS."""
        return outcome_of(self.highs, None if self.program.has_whole_numbers else self.program.matrix.count)
