"""What is said of repairs, and recorded: the plan that each leaves, and the ``--set`` that makes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from solver.errors import Finding, told
from solver.plan import Plan
from solver.reasons.cells import Relaxation
from solver.reasons.diagnosis import Proposal
from solver.record import finite
from solver.solution import RankValue
from solver.text.commands import told_settings
from solver.text.numbers import money, number, per_cent
from solver.tolerances import RANK_KEPT

RANKS_TOLD = 2
"""Ranks that are told of a plan at least; more where a later one decides the order."""

SETTINGS_TOLD = 5
"""Changes of one repair up to which each is told as ``--set`` takes it; the record has all."""

SHARES = ("worst shortfall", "largest burden")
"""Objectives that come to a share."""


def same_ranks(one: Proposal, other: Proposal) -> int:
    """How many first ranks of the plans of two repairs come to the same."""
    pairs = list(zip(one.ranks, other.ranks, strict=True))
    apart = (abs(mine.value - its.value) > RANK_KEPT * max(1.0, abs(its.value)) for mine, its in pairs)
    return next((at for at, differ in enumerate(apart) if differ), len(pairs))


def numbered(plan: Plan, repairs: Sequence[Proposal]) -> Iterable[Finding]:
    """Single changes in order: each with the ``--set`` that makes it, and what is left then."""
    for at, repair in enumerate(repairs):
        yield told(f"{at + 1}. {with_set(repair) or repair.findings[0].message}")
        yield told(f"   {left_by(plan, repairs, at)}")


def with_set(repair: Proposal) -> str:
    """The changes as ``--set`` takes them; "" where they are too many to read, or not taken."""
    few = len(repair.settings) <= SETTINGS_TOLD
    return told_settings(repair.settings) if few else ""


def left_by(plan: Plan, repairs: Sequence[Proposal], at: int) -> str:
    """What the best plan comes to with the repair made: ``then minimum shortfall 400, cost 3.4 m EUR``."""
    ranks = repairs[at].ranks
    if not ranks:
        return "the plan that it leaves was not found in the time"
    told_ranks = ranks[: _decisive(repairs)]
    parts = ", ".join(_rank(plan, rank) for rank in told_ranks)
    tie = at and repairs[at - 1].ranks and same_ranks(repairs[at - 1], repairs[at]) >= len(told_ranks)
    sure = "" if all(map(proved_rank, ranks)) else ", as far as proved"
    return f"then {parts}" + (f" (as good as the one before{sure})" if tie else "")


def in_order(repairs: Sequence[Proposal]) -> str:
    """How the repairs are ordered: the best first, or as far as it was found."""
    decisive = _decisive(repairs)
    sure = all(proved_rank(rank) for repair in repairs for rank in repair.ranks[:decisive])
    return "the best first" if sure else "the best found first"


def _decisive(repairs: Sequence[Proposal]) -> int:
    """How many ranks show why the repairs stand in this order: none that is open in both is told for it."""
    solved = [repair for repair in repairs if repair.ranks]
    counts = [RANKS_TOLD]
    for one, other in pairwise(solved):
        same = same_ranks(one, other)
        if same < len(one.ranks) and (proved_rank(one.ranks[same]) or proved_rank(other.ranks[same])):
            counts.append(same + 1)
    return max(counts)


def _rank(plan: Plan, rank: RankValue) -> str:
    value = number(rank.value)
    if rank.name == "cost":
        value = money(rank.value, plan.settings.currency)
    elif rank.name in SHARES:
        value = per_cent(rank.value, 2)
    return f"{rank.name} {'' if proved_rank(rank) else 'at most '}{value}"


def proved_rank(rank: RankValue) -> bool:
    """Whether it is proved that the rank comes to no less."""
    return rank.value - rank.bound <= RANK_KEPT * max(1.0, abs(rank.value))


def repair_record(repair: Proposal) -> dict[str, object]:
    """A repair as the record of a run keeps it."""
    proved = all(proved_rank(rank) for rank in repair.ranks)
    return {
        "claim": "not_settled" if not repair.ranks else "proved" if proved else "between",
        "smallest": repair.smallest,
        "settings": list(repair.settings),
        "changes": [change_record(change) for change in repair.relaxations],
        "objectives": [
            {"rank": rank.rank, "name": rank.name, "value": rank.value, "bound": finite(rank.bound)}
            for rank in repair.ranks
        ],
    }


def change_record(change: Relaxation) -> dict[str, object]:
    """A change: its cell, the number now and then (null for what is switched), and whether less would do."""
    cell = change.cell
    old, new = (None, None) if cell.switch else (change.old, change.new)
    row = cell.sheet_row or None
    return {
        "sheet": cell.sheet,
        "row": row,
        "column": cell.column,
        "from": old,
        "to": new,
        "least": change.least,
    }
