"""Repairs of a plan that cannot be: what contradicts itself, single changes or smallest sets, ranked."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

import pandas as pd

from solver.optimise.backend import Search, Tell
from solver.plan import Plan
from solver.reasons.diagnosis import Conflict, Diagnosis, seconds_for, unfinished
from solver.reasons.elastic_solver import fullest_limits
from solver.reasons.ranking import Ranking
from solver.reasons.repair_search import RepairSearch

SETS_SHARE = 0.5
"""Share of the time left after a first set that is kept for the plans that the sets leave."""

log = logging.getLogger(__name__)


def diagnose(  # noqa: PLR0913 - of what, how, what is known, and who hears of it
    plan: Plan,
    options: Search | None = None,
    seconds: float | None = None,
    *,
    impossible: bool = True,
    baseline: pd.DataFrame | None = None,
    tell: Tell = lambda _: None,
) -> Diagnosis:
    """Diagnose why there is no plan: what contradicts itself, and the smallest relaxations that leave a plan.

    ``seconds``: as :func:`seconds_for` says, where None. ``impossible``: whether it is proved that there is
    none; where it is not, and the linear relaxation does not prove it either, nothing is relaxed.
    ``baseline``: what the objective ``changes`` compares with. ``tell`` hears what is known so far, again and
    again. Raises SolverError where there is a plan after all.
    """
    options = options or Search.of(plan.settings)
    end = time.monotonic() + (seconds_for(options) if seconds is None else seconds)
    known = unfinished(plan, impossible=impossible)
    repairs = RepairSearch(plan, options, end)
    known = _with_conflict(known, repairs, plan)
    tell(known)
    if not known.impossible:
        return known
    for single in repairs.singles():
        known = replace(known, singles=(*known.singles, single))
        tell(known)
    if not known.singles:
        known = _with_sets(known, repairs, tell)
    else:
        known = replace(known, finished=repairs.left() > 0 and not repairs.given_up)
    known = replace(known, conflict=_kept(known, plan))
    ranking = Ranking(plan=plan, baseline=baseline, options=options, left=repairs.left)
    for best in ranking.growing(known.singles or known.sets):
        known = replace(known, repairs=best)
        tell(known)
    return known


def diagnose_from(
    plan: Plan, options: Search, impossible: bool, baseline: pd.DataFrame | None, tell: Tell
) -> Diagnosis:
    """Diagnose in a worker process, which tells what is known so far."""
    return diagnose(plan, options, impossible=impossible, baseline=baseline, tell=tell)


def _with_sets(known: Diagnosis, repairs: RepairSearch, tell: Tell) -> Diagnosis:
    """What is known, with smallest sets of changes; those after the first take no more than half of the time
    that is left then.
    """
    deadline = repairs.deadline
    for found in repairs.sets():
        if not known.sets:
            known = replace(known, finished=repairs.left() > 0 and not repairs.given_up)
            repairs.end_at(deadline - SETS_SHARE * max(repairs.left(), 0.0))
        known = replace(known, sets=(*known.sets, found))
        tell(known)
    repairs.end_at(deadline)
    return known if known.sets else replace(known, finished=repairs.left() > 0 and not repairs.given_up)


def _with_conflict(known: Diagnosis, repairs: RepairSearch, plan: Plan) -> Diagnosis:
    """What is known, with what contradicts itself, or where that is not proved, what leaves least room."""
    found = repairs.contradiction(known.impossible)
    if found is not None:
        cells = tuple(repairs.elastic.cells[at] for at in sorted(found.cells))
        shown = Conflict(
            cells=cells, shown="proved" if found.proved else "searched", irreducible=found.irreducible
        )
        return replace(known, impossible=True, conflict=shown)
    if known.impossible:
        return known
    feasible = repairs.contradictions.ask(()).feasible
    used, limits = 0.0, frozenset[int]()
    if feasible and repairs.left() > 0:
        used, limits = fullest_limits(repairs.elastic, repairs.options, repairs.left())
    tight = tuple(repairs.elastic.cells[at] for at in sorted(limits))
    return replace(known, relaxation=feasible, tight=tight, used=used, finished=True)


def _kept(known: Diagnosis, plan: Plan) -> Conflict:
    """The conflict, unless a plan was found that keeps all its cells: then nothing was shown."""
    cells = set(known.conflict.cells)
    proposals = (*known.singles, *known.sets)
    changes = [{relaxation.cell for relaxation in proposal.relaxations} for proposal in proposals]
    if known.conflict.shown != "among" and not all(cells & change for change in changes):
        log.warning("the solver called rules contradictory that a plan keeps")
        return unfinished(plan, impossible=True).conflict
    return known.conflict
