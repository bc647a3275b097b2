"""Solvers of an elastic program: over whole units with some cells relaxed, and its linear relaxation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import highspy
import numpy as np

from solver.model.linexpr import Floats, Ints
from solver.model.program import Cost
from solver.optimise.answer_check import plan_in
from solver.optimise.backend import Search, SolveOutcome, other_seed
from solver.optimise.certificate import certified_contradiction
from solver.optimise.highs import DirectHighs
from solver.optimise.highs_calls import set_options
from solver.plan import Plan
from solver.reasons.elastic import NOTHING_ASKED, Asked, ElasticProgram, with_columns
from solver.tolerances import ANSWER_ERROR, ZERO_PRICE

NO_COST = Cost(column=np.zeros(0, dtype=np.int64), coefficient=np.zeros(0))

MOST_NODES = 2_000
"""Nodes after which a search of the diagnosis gives up: the same in every run, whatever the clock."""

OWN = ("Contingents", "Locks")
"""Sheets whose numbers limit one contingent alone."""


def fixed(options: Search) -> Search:
    """The options of every search of a diagnosis, the same whatever the run's: one thread, one seed."""
    return Search(time_limit=options.time_limit, gap=0.0, seed=1, threads=1, aloud=options.aloud)


class ElasticSolver:
    """The solver of an elastic program over whole units: relaxes some cells at a time."""

    def __init__(self, elastic: ElasticProgram, options: Search, *, again: bool = False) -> None:
        """``again``: with other settings, to confirm an answer."""
        self.elastic = elastic
        options = fixed(options)
        if again:
            options = replace(options, presolve=False, seed=other_seed(options.seed))
        self.solver = DirectHighs(elastic.program, options)
        self.solver.links = None  # found in rows that are relaxed here
        set_options(self.solver.highs, mip_max_nodes=MOST_NODES)

    def minimise(self, cells: list[int], weights: Floats, seconds: float) -> SolveOutcome:
        """Minimise the weighted sum of these cells' relaxations, all others fixed at 0."""
        columns = np.asarray(cells, dtype=np.int64) + self.elastic.first
        return self._run(columns, Cost(column=columns, coefficient=weights), seconds)

    def search(self, freed: Iterable[int], seconds: float) -> SolveOutcome:
        """Look for any plan with these cells relaxed without end, all others as they stand."""
        columns = np.asarray(sorted(freed), dtype=np.int64) + self.elastic.first
        return self._run(columns, NO_COST, seconds)

    def relaxations(self, values: Floats) -> Floats:
        """The relaxation of each cell in a solution."""
        return values[self.elastic.first :]

    def _run(self, columns: Ints, cost: Cost, seconds: float) -> SolveOutcome:
        _set_upper(self.solver.highs, columns, highspy.kHighsInf)
        self.solver.minimise(cost)
        outcome = self.solver.run(seconds)
        _set_upper(self.solver.highs, columns, 0.0)
        return outcome


def plan_of(program_of: Plan, options: Search, seconds: float, asked: Asked = NOTHING_ASKED) -> bool | None:
    """Whether there is a plan that keeps what is asked, too.

    True with a checked one, False by a search's word, None for not known.
    """
    program = asked.program(program_of)
    rows = asked.rows(program)
    solver = DirectHighs(program, fixed(options))
    for row in rows:
        solver.keep(row.row().cost, row.row().limit)
    set_options(solver.highs, mip_max_nodes=MOST_NODES)
    solver.minimise(NO_COST)
    outcome = solver.run(seconds)
    if outcome.values is not None and not plan_in(program, rows, outcome.values)[1]:
        return True  # what solvers say is checked
    return False if outcome.ending == "infeasible" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """What the linear relaxation says, some cells being relaxed.

    ``conflict``: cells whose rows contradict one another, certified in fractions; None where that is not
    shown. ``feasible``: whether there is a plan with parts of units, by the solver's word; None: not known.
    """

    conflict: frozenset[int] | None = None
    feasible: bool | None = None


class LinearSolver:
    """The linear relaxation of an elastic program, all its rows missed by one shared slack.

    The slack is made as small as can be. The dual values of the rows that keep it from being smaller are
    those of a basis, so that these rows are few: an irreducible set of rows, where a solver keeps its word.
    """

    def __init__(self, elastic: ElasticProgram, options: Search) -> None:
        self.elastic = elastic
        rows, first = np.unique(elastic.row, return_index=True)
        matrix = elastic.program.matrix
        largest = np.zeros(matrix.count)
        np.maximum.at(largest, matrix.row, np.abs(matrix.coefficient))
        factor = elastic.sign[first] * np.maximum(largest[rows], 1.0)
        self.solver = _shared_slack(elastic, rows, factor, options)

    def ask(self, freed: Iterable[int], seconds: float) -> Linear:
        """What the relaxation says with these cells relaxed."""
        columns = np.asarray(sorted(freed), dtype=np.int64) + self.elastic.first
        _set_upper(self.solver.highs, columns, highspy.kHighsInf)
        self.solver.highs.clearSolver()  # from the basis of other freed cells HiGHS was seen to take minutes
        outcome = self.solver.run(seconds)
        _set_upper(self.solver.highs, columns, 0.0)
        if outcome.ending != "proved" or outcome.values is None or outcome.duals is None:
            return Linear()
        multipliers = self._without(columns, outcome.duals)
        if certified_contradiction(self.elastic.program, multipliers):
            return Linear(conflict=_priced(self.elastic, multipliers), feasible=False)
        return Linear(feasible=self._keeps(outcome.values, columns) or None)

    def _keeps(self, values: Floats, freed: Ints) -> bool:
        """Whether these values keep every row and bound, the shared slack left out."""
        program = self.elastic.program
        kept = np.asarray(values)[:-1]
        terms = program.matrix.coefficient * kept[program.matrix.column]
        sums = np.bincount(program.matrix.row, weights=terms, minlength=program.matrix.count)
        sizes = np.bincount(program.matrix.row, weights=np.abs(terms), minlength=program.matrix.count)
        upper = program.upper + ANSWER_ERROR * np.maximum(1.0, program.upper)
        upper[freed] = np.inf
        room = ANSWER_ERROR * np.maximum(1.0, sizes)
        rows = (sums >= program.matrix.lower - room) & (sums <= program.matrix.upper + room)
        bounds = (kept >= program.lower - ANSWER_ERROR) & (kept <= upper)
        return bool(rows.all() and bounds.all())

    def _without(self, freed: Ints, duals: Floats) -> Floats:
        """The dual values without noise, and without rows that freed cells relax: those hold back nothing."""
        multipliers = _clean(duals)
        multipliers[self.elastic.row[np.isin(self.elastic.relaxation + self.elastic.first, freed)]] = 0.0
        return multipliers


def fullest_limits(elastic: ElasticProgram, options: Search, seconds: float) -> tuple[float, frozenset[int]]:
    """The share to which one of these limits at least is used, in every plan with parts of units.

    Limits of what many share, such as capacities, pools, caps and the budget: what a contingent's own row or
    a lock allows is used up wherever it must be. A share of 0 and no limits where nothing is known.
    """
    matrix = elastic.program.matrix
    shared = np.asarray([cell.upward and cell.sheet not in OWN for cell in elastic.cells], dtype=bool)
    rows, first = np.unique(elastic.row, return_index=True)
    limit = matrix.upper[rows]
    kept = shared[elastic.relaxation[first]] & np.isfinite(limit) & (limit > 0)
    rows, limit = rows[kept], limit[kept]
    solver = _shared_slack(elastic, rows, -limit, options)
    solver.highs.changeColBounds(elastic.program.count, -1.0, highspy.kHighsInf)
    outcome = solver.run(seconds)
    if outcome.ending != "proved" or outcome.values is None or outcome.duals is None:
        return 0.0, frozenset()
    duals = np.where(np.isin(np.arange(matrix.count), rows), outcome.duals, 0.0)
    return 1.0 + float(outcome.values[-1]), _priced(elastic, duals)


def _shared_slack(elastic: ElasticProgram, rows: Ints, factor: Floats, options: Search) -> DirectHighs:
    """The linear relaxation with one more column, last: what these rows are missed by, to be minimised."""
    at = np.zeros(len(rows), dtype=np.int64)
    program = with_columns(elastic.program, rows, at, factor, 1)
    program = replace(program, whole=np.zeros(program.count, dtype=bool))
    solver = DirectHighs(program, fixed(options))
    solver.links = None
    slack = np.asarray([elastic.program.count], dtype=np.int64)
    solver.highs.changeColBounds(elastic.program.count, 0.0, highspy.kHighsInf)
    solver.minimise(Cost(column=slack, coefficient=np.ones(1)))
    return solver


def _priced(elastic: ElasticProgram, duals: Floats) -> frozenset[int]:
    """The cells behind the rows that have a price."""
    priced = np.abs(_clean(duals)) > 0
    return frozenset(np.unique(elastic.relaxation[priced[elastic.row]]).tolist())


def _clean(duals: Floats) -> Floats:
    """The dual values without noise."""
    largest = float(np.abs(duals).max(initial=0.0))
    return np.where(np.abs(duals) > ZERO_PRICE * largest, duals, 0.0)


def _set_upper(highs: object, columns: Ints, upper: float) -> None:
    count = len(columns)
    highs.changeColsBounds(  # type: ignore[attr-defined]
        count, columns.astype(np.int32), np.zeros(count), np.full(count, upper)
    )
