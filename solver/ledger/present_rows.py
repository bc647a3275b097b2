"""Rows of the present as the plan understands them: whom they may mean, where, and what is wrong."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from solver.plan import Plan
from solver.plan.names import did_you_mean
from solver.tables import each_row

MOST_SUGGESTIONS = 200
"""Names for which the nearest spelling is looked for, which is slow; nobody reads more of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PresentRow:
    """A row of the present by positions in the plan's tables; -1: no such name, or none is given."""

    row: Any
    column: str
    """Heads or Units: the one that is given, in ``amount``."""
    amount: float
    periods: tuple[int, ...]
    who: tuple[int, ...]
    """The contingents that may be meant."""
    site: int
    role: int
    fault: tuple[str, str] | None
    """The column of a name that the plan does not have, or pledges otherwise, and the sentence about it."""


def present_rows(plan: Plan) -> list[PresentRow]:
    """The rows of the present, those that say most of whom they mean first, else in the order of the plan."""
    names = _names(plan)
    of_nation: dict[str, list[int]] = {}
    for at, nation in enumerate(plan.contingents["nation"].tolist()):
        of_nation.setdefault(nation, []).append(at)
    pledges = list(each_row(plan.contingents))
    hints: dict[tuple[str, str], str] = {}
    found = []
    for row in sorted(each_row(plan.present), key=_vagueness):
        named = names["Contingent"].get(row.contingent, -1)
        meant = [named] * (named >= 0) if row.contingent else of_nation.get(row.nation, [])
        by_heads = not math.isnan(row.heads)
        fault = next(_unknown(row, names, hints), None) or next(_contradictions(row, pledges, named), None)
        found.append(
            PresentRow(
                row=row,
                column="Heads" if by_heads else "Units",
                amount=float(row.heads if by_heads else row.units),
                periods=tuple(range(max(row.first, 1), min(row.last, plan.settings.periods) + 1)),
                who=tuple(at for at in meant if row.capability in ("", pledges[at].capability)),
                site=names["Site"].get(row.site, -1),
                role=names["Role"].get(row.role, -1),
                fault=fault,
            )
        )
    return found


def _vagueness(row: Any) -> int:
    """How little a row says of whom it means."""
    return 0 if row.contingent else 1 if row.capability else 2


def _names(plan: Plan) -> dict[str, dict[str, int]]:
    """The names that the plan has for each column of names, with their positions."""
    capabilities = [*plan.contingents["capability"], *plan.suitability["capability"]]
    registers = {
        "Contingent": plan.contingents["contingent"].tolist(),
        "Nation": plan.nations["nation"].tolist(),
        "Capability": sorted(set(capabilities)),
        "Site": plan.sites["site"].tolist(),
        "Role": plan.roles["role"].tolist(),
    }
    return {column: {name: at for at, name in enumerate(names)} for column, names in registers.items()}


def _unknown(
    row: Any, known: Mapping[str, Mapping[str, int]], hints: dict[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """The columns of a row whose name the plan does not have, and the sentence for each.

    ``hints``: what was found out about such names before, by column and name.
    """
    for column, names in known.items():
        name = getattr(row, column.lower())
        if name and name not in names:
            if (column, name) not in hints:
                hints[column, name] = did_you_mean(name, names) if len(hints) < MOST_SUGGESTIONS else ""
            yield column, f"the plan has no {column.lower()} '{name}'{hints[column, name]}"
    if not row.contingent and not row.nation:
        yield "Nation", "neither Contingent nor Nation is given"


def _contradictions(row: Any, pledges: list[Any], named: int) -> Iterator[tuple[str, str]]:
    """What a row says of its contingent that the pledge says otherwise."""
    if named < 0:
        return
    pledge = pledges[named]
    if row.nation not in ("", pledge.nation):
        yield "Nation", f"{row.contingent} is pledged by {pledge.nation}, not {row.nation}"
    if row.capability not in ("", pledge.capability):
        yield "Capability", f"{row.contingent} is pledged as {pledge.capability}, not {row.capability}"
