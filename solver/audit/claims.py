"""What a run claims for its ranks, held against the objectives computed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from solver.audit.breach import Breach
from solver.audit.frames import ROUNDING, TOLERANCE, number, slack
from solver.errors import Place
from solver.plan import Plan
from solver.solution import RankValue


def ranks_hold(
    plan: Plan,
    ranks: Sequence[RankValue],
    objectives: Mapping[str, float],
    *,
    skip: frozenset[str] = frozenset(),
    relaxed: bool = False,
) -> list[Breach]:
    """The ranks claimed are those of the priorities, come out the same, and kept their tolerance.

    For every rank: same objectives, weights and tolerance; final = weighted sum
    of the objectives computed anew; value = weighted sum of its parts; final not
    below the bound; each within 1e-6 x max(1, |value|). And final <= value x
    (1 + tolerance) + 1e-6, which no size of the value widens, unless ``relaxed``.
    Ranks that hold an objective of ``skip`` are compared by name and weight only.
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
    rows: pd.DataFrame,
    rank: RankValue,
    objectives: Mapping[str, float],
    skip: frozenset[str],
    relaxed: bool,
) -> list[Breach]:
    """What is wrong with one rank's claim."""
    weights = dict(zip(rows["objective"], rows["weight"].astype(float), strict=True))
    if {part.name: part.weight for part in rank.parts} != weights:
        asked = " + ".join(f"{number(weight)} x {name}" for name, weight in weights.items())
        return [_breach(rows, f"rank {rank.rank} was settled as {rank.name}, the priorities ask for {asked}")]
    if rank.tolerance != float(rows["tolerance"].iloc[0]):
        asked = number(float(rows["tolerance"].iloc[0]))
        return [
            _breach(
                rows, f"rank {rank.rank} was given the tolerance {number(rank.tolerance)} instead of {asked}"
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


def _numbers_hold(rows: pd.DataFrame, rank: RankValue, found: float, relaxed: bool) -> list[Breach]:
    """What is wrong with the numbers that one rank claims, ``found`` being its value computed anew."""
    near = float(slack(rank.value))
    parts = sum(part.weight * part.value for part in rank.parts)
    most = rank.value * (1.0 + rank.tolerance)
    room = near if relaxed else TOLERANCE + ROUNDING * abs(most)
    wrong = []
    if not abs(found - rank.final) <= near:
        text = f"{rank.name} is {number(found)} in this plan, but {number(rank.final)} is claimed"
        wrong.append(_breach(rows, text, abs(found - rank.final)))
    if not abs(parts - rank.value) <= near:
        text = f"{rank.name} was settled at {number(rank.value)}, but its parts add up to {number(parts)}"
        wrong.append(_breach(rows, text, abs(parts - rank.value)))
    if not found <= most + room:
        text = f"{rank.name} is {number(found)}, but later ranks may not take it beyond {number(most)}"
        wrong.append(_breach(rows, text, found - most))
    if found < rank.bound - near:
        text = (
            f"{rank.name} is {number(found)}, below {number(rank.bound)}, which was claimed to be impossible"
        )
        wrong.append(_breach(rows, text, rank.bound - found))
    return wrong


def _breach(rows: pd.DataFrame, message: str, excess: float = 0.0) -> Breach:
    """A breach at the rank's first row of Priorities."""
    place = Place(sheet="Priorities", row=int(rows["sheet_row"].iloc[0]) or None)
    return Breach(rule="ranks", message=message, place=place, excess=excess)
