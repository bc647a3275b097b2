"""Checks of the ranks: what a run claims of them, against the objectives computed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from solver.audit.breach import Breach
from solver.errors import Place
from solver.ledger.table_ops import tolerance_of
from solver.plan import Plan
from solver.solution import Part, RankValue, Status
from solver.text.numbers import in_full
from solver.tolerances import AUDIT_ERROR, AUDIT_GAP_ROUNDING, AUDIT_SUM_ROUNDING


def ranks_hold(
    plan: Plan,
    ranks: Sequence[RankValue],
    objectives: Mapping[str, float],
    *,
    skip: frozenset[str] = frozenset(),
    relaxed: bool = False,
) -> list[Breach]:
    """The ranks claimed are those of the priorities, come out the same, and kept their tolerance.

    For every rank: same objectives, weights and tolerance; final = weighted sum of the objectives computed
    anew; value = weighted sum of its parts; final not below the bound; each within 1e-6 x max(1, |value|).
    And final <= value x (1 + tolerance) + 1e-6, which no size of the value widens, unless ``relaxed``. Ranks
    that hold an objective of ``skip`` are compared by name and weight only.
    """
    wanted = {int(str(rank)): rows for rank, rows in plan.priorities.groupby("rank")}
    claimed = {rank.rank: rank for rank in ranks}
    found = [
        _breach(rows, f"rank {rank} of the priorities was not settled")
        for rank, rows in wanted.items()
        if rank not in claimed
    ]
    for rank in ranks:
        if rank.rank not in wanted:
            found.append(
                Breach(rule="ranks", message=f"rank {rank.rank} ({rank.name}) is not among the priorities")
            )
        else:
            found += _rank_holds(wanted[rank.rank], rank, objectives, skip, relaxed)
    return found


def _rank_holds(
    rows: pd.DataFrame, rank: RankValue, objectives: Mapping[str, float], skip: frozenset[str], relaxed: bool
) -> list[Breach]:
    """What is wrong with one rank's claim."""
    weights = dict(zip(rows["objective"], rows["weight"].astype(float), strict=True))
    if {part.name: part.weight for part in rank.parts} != weights:
        asked = " + ".join(f"{in_full(weight)} x {name}" for name, weight in weights.items())
        return [_breach(rows, f"rank {rank.rank} was settled as {rank.name}, the priorities ask for {asked}")]
    if rank.tolerance != float(rows["tolerance"].iloc[0]):
        asked = in_full(float(rows["tolerance"].iloc[0]))
        return [
            _breach(
                rows, f"rank {rank.rank} was given the tolerance {in_full(rank.tolerance)} instead of {asked}"
            )
        ]
    if skip & set(weights):
        return []
    missing = sorted(set(weights) - set(objectives))
    if missing:
        return [
            _breach(rows, f"rank {rank.rank} cannot be computed without a baseline: {', '.join(missing)}")
        ]
    value = sum(weight * objectives[name] for name, weight in weights.items())
    return _numbers_hold(rows, rank, value, relaxed)


def _numbers_hold(rows: pd.DataFrame, rank: RankValue, recomputed: float, relaxed: bool) -> list[Breach]:
    """What is wrong with the numbers that one rank claims, ``recomputed`` being its value in this plan."""
    near = float(tolerance_of(rank.value))
    parts = sum(part.weight * part.value for part in rank.parts)
    most = rank.value * (1.0 + rank.tolerance)
    room = near if relaxed else AUDIT_ERROR + AUDIT_SUM_ROUNDING * abs(most)
    wrong = []
    if not abs(recomputed - rank.final) <= near:
        text = f"{rank.name} is {in_full(recomputed)} in this plan, but {in_full(rank.final)} is claimed"
        wrong.append(_breach(rows, text, abs(recomputed - rank.final)))
    if not abs(parts - rank.value) <= near:
        text = f"{rank.name} was settled at {in_full(rank.value)}, but its parts add up to {in_full(parts)}"
        wrong.append(_breach(rows, text, abs(parts - rank.value)))
    if not recomputed <= most + room:
        text = f"{rank.name} is {in_full(recomputed)}, but later ranks may not take it beyond {in_full(most)}"
        wrong.append(_breach(rows, text, recomputed - most))
    if recomputed < rank.bound - near:
        below = f"below {in_full(rank.bound)}, which was claimed to be impossible"
        text = f"{rank.name} is {in_full(recomputed)}, {below}"
        wrong.append(_breach(rows, text, rank.bound - recomputed))
    return wrong


def _breach(rows: pd.DataFrame, message: str, excess: float = 0.0) -> Breach:
    """A breach at the rank's first row of Priorities."""
    place = Place(sheet="Priorities", row=int(rows["sheet_row"].iloc[0]) or None)
    return Breach(rule="ranks", message=message, place=place, excess=excess)


def restated(plan: Plan, rank: RankValue, objectives: Mapping[str, float]) -> RankValue:
    """A rank as the audit knows it: weights and tolerance of the priorities, its value in this plan, its gap.

    What its parts came to when it was settled, and its bound, nothing but a search can say; they stay
    as they are claimed. So does a rank that is not one of the priorities, or that no objective is known of.
    """
    rows = plan.priorities[plan.priorities["rank"] == rank.rank]
    weights = dict(zip(rows["objective"], rows["weight"].astype(float), strict=True))
    if set(weights) != {part.name for part in rank.parts} or not set(weights) <= set(objectives):
        return replace(rank, gap=relative_gap(rank.value, rank.bound))
    parts = tuple(Part(name=part.name, weight=weights[part.name], value=part.value) for part in rank.parts)
    return replace(
        rank,
        parts=parts,
        value=sum(part.weight * part.value for part in parts),
        final=sum(part.weight * objectives[part.name] for part in parts),
        gap=relative_gap(rank.value, rank.bound),
        tolerance=float(rows["tolerance"].iloc[0]),
    )


def status_of(ranks: Sequence[RankValue], gap: float) -> Status:
    """The status that the ranks claim: optimal if each bound is within the gap and not above the value."""
    proved = all(
        rank.gap <= gap + AUDIT_GAP_ROUNDING and rank.bound <= rank.final + float(tolerance_of(rank.final))
        for rank in ranks
    )
    return "optimal" if proved else "feasible"


def relative_gap(value: float, bound: float) -> float:
    """|value - bound| / |value|; 0 when they differ by less than 1e-6, 1 when only the value is 0."""
    apart = abs(value - bound)
    if apart < AUDIT_ERROR:
        return 0.0
    return apart / abs(value) if value else 1.0
