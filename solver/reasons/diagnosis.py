"""The diagnosis of a plan that cannot be: what contradicts itself, and the least to give."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from solver.errors import Finding
from solver.isolation import WorkerDiedError, call
from solver.plan import Plan
from solver.reasons.cells import Cell, Relaxation, reading_order
from solver.solution import RankValue

if TYPE_CHECKING:
    import pandas as pd

    from solver.optimise.backend import Search

AT_LEAST_SECONDS = 2.0
"""Seconds that a diagnosis has where the time limit is shorter."""

Shown = Literal["proved", "searched", "among"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A conflict: cells whose rules contradict one another, as far as that was shown.

    ``shown``: ``proved``: a certificate in exact arithmetic shows that they cannot all hold; ``searched``:
    two searches over whole units found no plan that keeps them; ``among``: what a plan must do at all, among
    which a contradiction lies, with the numbers that limit it. ``irreducible``: whether it was shown that
    without any one of the cells no contradiction is left.
    """

    cells: tuple[Cell, ...]
    shown: Shown
    irreducible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposal: relaxations that together make the plan feasible, proved by solving it again.

    ``smallest``: whether no part of them does. ``settings``: the changes as ``--set`` takes them, () where it
    takes one of them not. ``ranks``: what the best plan found of the workbook with them made comes to, with
    its bounds; () where none was found, or searched for.
    """

    relaxations: tuple[Relaxation, ...]
    findings: tuple[Finding, ...]
    smallest: bool = True
    settings: tuple[str, ...] = ()
    ranks: tuple[RankValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The diagnosis of a plan that cannot be, as the smallest relaxations that make it feasible.

    ``singles``: each a single number whose relaxation alone does, as a planner reads them. ``sets``: where
    there is none, smallest sets that do. ``repairs``: the first of either, ranked: fewest changes first, then
    by the plan that they leave. ``finished``: whether every number was tried in time.
    ``impossible``: whether it is proved that there is no plan. ``conflict``: what contradicts itself.
    ``relaxation``: where that is not proved, whether there is a plan with parts of units (None: not known);
    ``tight``: limits of which every such plan uses one to the share ``used`` at least.
    """

    singles: tuple[Proposal, ...]
    finished: bool
    sets: tuple[Proposal, ...] = ()
    repairs: tuple[Proposal, ...] = ()
    impossible: bool = True
    conflict: Conflict = Conflict(cells=(), shown="among")
    relaxation: bool | None = None
    tight: tuple[Cell, ...] = ()
    used: float = 0.0

    @property
    def together(self) -> Proposal | None:
        """The first of the sets."""
        return self.sets[0] if self.sets else None

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """Every single proposal; where there is none, the first set."""
        return (*self.singles, *self.sets[:1])


log = logging.getLogger(__name__)


def seconds_for(options: Search) -> float:
    """The seconds that a diagnosis has: as many again as the search, two at least."""
    return max(options.time_limit, AT_LEAST_SECONDS)


def unfinished(plan: Plan, *, impossible: bool) -> Diagnosis:
    """What can be said of a plan without any search: what it must do at all."""
    return Diagnosis(
        singles=(),
        finished=False,
        impossible=impossible,
        conflict=Conflict(cells=demands(plan), shown="among"),
    )


def demands(plan: Plan) -> tuple[Cell, ...]:
    """The cells that ask for something: all other rules are kept where nobody is sent and no site is open.

    So every contradiction has one of these in it.
    """
    asked = (
        ("Contingents", "Must deploy", plan.contingents["must_deploy"]),
        ("Locks", "Units at least", plan.locks["units_at_least"] > 0),
        ("Nations", "Least heads", plan.nations["least_heads"] > 0),
        ("Sites", "Open", plan.sites["open"] == "yes"),
    )
    frames = {
        "Contingents": plan.contingents,
        "Locks": plan.locks,
        "Nations": plan.nations,
        "Sites": plan.sites,
    }
    found = [
        Cell(sheet=sheet, sheet_row=int(row), column=column, upward=False)
        for sheet, column, holds in asked
        for row in frames[sheet].loc[holds.to_numpy(bool), "sheet_row"]
    ]
    return tuple(sorted(found, key=reading_order))


def diagnose_isolated(
    plan: Plan, options: Search, *, impossible: bool = True, baseline: pd.DataFrame | None = None
) -> Diagnosis:
    """The result of :func:`solver.reasons.diagnose`, found in a worker process.

    What was told last, and not finished, where the solver killed that process or never ended.
    """
    from solver.optimise.isolated import PATIENCE, picklable  # only where a search failed

    end = time.monotonic() + seconds_for(options) + PATIENCE
    heard = [unfinished(plan, impossible=impossible)]
    asked: dict[str, Any] = {
        "plan": plan,
        "options": picklable(options),
        "impossible": impossible,
        "baseline": baseline,
    }
    try:
        found: Diagnosis = call(
            "solver.reasons.repairs:diagnose_from",
            asked,
            hear=heard.append,
            overdue=lambda _: time.monotonic() > end,
        )
    except WorkerDiedError as death:
        log.info("the search for the least to give %s", death)
        return heard[-1]
    return found
