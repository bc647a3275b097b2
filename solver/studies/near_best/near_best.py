"""A worker's view of all plans nearly as good as the best: their program, its cells, plans audited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from solver.audit import audit
from solver.errors import AuditError
from solver.model.linexpr import Floats, Ints
from solver.model.program import Cost
from solver.optimise.backend import Search
from solver.optimise.extraction import allocation_of
from solver.optimise.extremes import ExtremeSearch
from solver.optimise.search_state import KeptCost
from solver.reasons.questions.base import Base, plan_names
from solver.studies.counting import RANKS, rank_values
from solver.studies.near_best_asked import NOBODY, Cell, RankLimit
from solver.tolerances import AUDIT_ERROR, RANK_KEPT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NearBest:
    """All plans that keep every rule and the limits: the base's program, and what is searched in it.

    ``cells``: every nation at every site where it has an arc; ``place``: of each arc, that of its cell;
    ``column``, ``heads``: of each arc, its decision and its heads a unit; ``unit``: of each cell, the fewest
    heads that presence there comes to.
    """

    base: Base
    limits: tuple[RankLimit, ...]
    search: ExtremeSearch
    cells: tuple[Cell, ...]
    place: Ints
    column: Ints
    heads: Floats
    unit: Floats

    @classmethod
    def of(cls, base: Base, limits: tuple[RankLimit, ...], options: Search) -> NearBest:
        """All plans that come to at most so much in each rank as these limits say."""
        send = base.program.group("send").table
        nations = base.plan.contingents["nation"].to_numpy(dtype=object)[send["contingent"].to_numpy()]
        sites = plan_names(base.plan, "site")[send["site"].to_numpy()]
        pairs = list(zip(nations, sites, strict=True))
        cells = tuple(sorted(set(pairs)))
        at = {cell: place for place, cell in enumerate(cells)}
        place = np.array([at[pair] for pair in pairs], dtype=np.int64)
        heads = send["heads"].to_numpy(np.float64)
        unit = np.full(len(cells), np.inf)
        np.minimum.at(unit, place, heads)
        whole = base.program.whole_units
        return cls(
            base=base,
            limits=limits,
            search=ExtremeSearch(base.program, _kept(base, limits), options),
            cells=cells,
            place=place,
            column=send["column"].to_numpy(np.int64),
            heads=heads,
            unit=unit if whole else np.minimum(unit, NOBODY),
        )

    def heads_at(self, values: Floats) -> Floats:
        """The heads at each cell in a plan (heads x periods)."""
        heads = np.bincount(self.place, self.heads * values[self.column], len(self.cells))
        return np.asarray(heads, dtype=np.float64)

    def cost(self, cell: int, sense: int) -> Cost:
        """The heads at a cell as something to minimise; ``sense`` -1: to maximise."""
        there = np.flatnonzero(self.place == cell)
        return Cost(column=self.column[there], coefficient=sense * self.heads[there])

    def refuse_breaches(self, values: Floats) -> None:
        """Raise AuditError where the plan breaks a rule or a limit by the audit: our own fault."""
        plan, base = self.base.plan, self.base
        sent = allocation_of(plan, base.program, values)
        report = audit(plan, sent, ranks=(), baseline=base.baseline)
        told = [f"{breach.rule}: {breach.message}" for breach in report.breaches if breach.rule != RANKS]
        ranks = rank_values(plan, report.objectives)
        told += [
            f"rank {each.rank} comes to {ranks[each.rank]}, at most {each.most} is allowed"
            for each in self.limits
            if ranks[each.rank] > each.most + AUDIT_ERROR * max(1.0, abs(each.most))
        ]
        if told:
            raise AuditError(
                "the audit disagrees with the solver about a plan nearly as good as the best. This is a "
                "fault in forcegen, please report it with the workbook and these lines:\n  "
                + "\n  ".join(told)
            )


def _kept(base: Base, limits: tuple[RankLimit, ...]) -> list[KeptCost]:
    """The limits as rows of the program."""
    costs = {rank.rank: rank.cost for rank in base.program.ranks}
    room = RANK_KEPT / 2 if base.program.whole_units else 0.0
    return [
        KeptCost(name=f"within_rank_{each.rank}", cost=costs[each.rank], limit=each.most, room=room)
        for each in limits
    ]


_known: dict[tuple[str, tuple[RankLimit, ...]], NearBest] = {}
"""The view that was used last, by study and limits: most points of a study ask within the same."""


def near_best(
    study_key: str, limits: tuple[RankLimit, ...], options: Search, base: Callable[[], Base]
) -> NearBest:
    """All plans within these limits, kept from one point of a study to the next."""
    if (study_key, limits) not in _known:
        _known.clear()
        _known[study_key, limits] = NearBest.of(base(), limits, options)
    return _known[study_key, limits]
