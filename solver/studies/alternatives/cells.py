"""The cells of a plan, a nation at a site each: its heads, what is known of them, and the verdict.

A cell is a nation at a site where it has an arc; its heads are heads x periods, over all periods and roles.
**must**: in every plan nearly as good somebody of the nation is there at some time; **never**: in none;
**choice**: in some; **not settled**: the time did not suffice to tell.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from solver.ledger.eligibility import allowed_arcs
from solver.ledger.ledger import keep_ledger
from solver.ledger.table_ops import inner_join, total
from solver.plan import Plan
from solver.studies.near_best_asked import NOBODY, Cell, CellHeads
from solver.studies.point import PointOutcome
from solver.tolerances import SAME_VALUE

Verdict = Literal["must", "choice", "never", "not settled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellVerdict:
    """The verdict on a cell, with the least and most heads x periods there in any plan nearly as good.

    ``now``: in the plan of the workbook as it stands. ``least``, ``most``: in plans that were found; none has
    less than ``least_bound`` or more than ``most_bound``; proved where both are the same.
    """

    nation: str
    site: str
    verdict: Verdict
    now: float
    least: float
    most: float
    least_bound: float
    most_bound: float

    @property
    def least_proved(self) -> bool:
        """Whether no plan has less."""
        return self.least <= self.least_bound + NOBODY

    @property
    def most_proved(self) -> bool:
        """Whether no plan has more."""
        return self.most >= self.most_bound - NOBODY


def heads_at_cells(plan: Plan, base: PointOutcome) -> dict[Cell, float]:
    """The heads x periods at every cell in a plan, in the order of the workbook's nations and sites."""
    arcs = inner_join(allowed_arcs(plan), plan.contingents[["contingent", "nation"]], ["contingent"])
    pairs = set(zip(arcs["nation"], arcs["site"], strict=True))
    sent = total(keep_ledger(plan, base.frame()).sent, ["nation", "site"], "heads")
    heads = {(nation, site): float(there) for nation, site, there in sent.itertuples(index=False)}
    ordered = [
        (nation, site)
        for nation in dict.fromkeys(plan.contingents["nation"])
        for site in plan.sites["site"]
        if (nation, site) in pairs
    ]
    return {cell: heads.get(cell, 0.0) for cell in ordered}


def joined(ranges: Sequence[CellHeads]) -> dict[Cell, CellHeads]:
    """What all workers together know of each cell: the widest that was found, the narrowest bounds.

    A bound that a plan is beyond was wrong, whoever proved it, and counts no more.
    """
    known: dict[Cell, CellHeads] = {}
    for each in ranges:
        other = known.get(each.cell, each)
        known[each.cell] = CellHeads(
            nation=each.nation,
            site=each.site,
            least=min(each.least, other.least),
            most=max(each.most, other.most),
            unit=each.unit,
            low=max(each.low, other.low),
            high=min(each.high, other.high),
        )
    return {cell: _credible(each) for cell, each in known.items()}


def _credible(known: CellHeads) -> CellHeads:
    """What is known of a cell without bounds that a plan is beyond."""
    low = known.low if known.low <= known.least + NOBODY else 0.0
    high = known.high if known.high >= known.most - NOBODY else math.inf
    return replace(known, low=low, high=high)


def cell_verdict(cell: Cell, now: float, known: CellHeads | None) -> CellVerdict:
    """The verdict on a cell; not settled where nothing but the plan as it stands is known."""
    nation, site = cell
    known = known or CellHeads(nation=nation, site=site, least=now, most=now, unit=NOBODY)
    return CellVerdict(
        nation=nation,
        site=site,
        verdict=verdict_of(known),
        now=now,
        least=known.least,
        most=known.most,
        least_bound=known.low,
        most_bound=known.high,
    )


def verdict_of(known: CellHeads) -> Verdict:
    """The verdict that is proved by what is known of a cell."""
    least_there = known.unit * (1 - SAME_VALUE)
    if known.low > NOBODY:
        return "must"
    if known.high < least_there:
        return "never"
    if known.least < least_there <= known.most:
        return "choice"
    return "not settled"
