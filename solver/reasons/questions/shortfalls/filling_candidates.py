"""Single changes that may fill a requirement: what closes its place to pledges, and cells of hard rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from solver.errors import Place
from solver.ledger.table_ops import inner_join
from solver.plan import Plan
from solver.plan.scenario import Override
from solver.reasons.cells import number_in, place_of
from solver.reasons.gates import Gate, Places, gates_of
from solver.reasons.questions.shortfalls.filling_cells import FillingCells
from solver.reasons.questions.shortfalls.lacks import Requirement
from solver.schema import STATUSES
from solver.tables import each_row

MOST_OF_A_KIND = 3
"""Cells of one column that are tried: those that have to give least, as a share of what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillingCandidate:
    """A change of one cell that may fill the requirement.

    ``lack``: an estimate of what then lacks. ``opens``: the change, where it opens a gate; else ``at`` is the
    cell's number among those of hard rules, and ``amount`` what it gives at least. ``why``: what the gate is.
    """

    why: str = ""
    place: Place
    lack: float
    opens: Override | None = None
    at: int = -1
    amount: float = 0.0
    effort: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closed:
    """A contingent that could serve the requirement but for one gate, and what it gives (role's measure)."""

    gate: Gate
    opens: Override
    status: str
    gives: float


def opening(plan: Plan, requirement: Requirement) -> list[FillingCandidate]:
    """The gates that alone close this place to contingents that could serve it, each once.

    Where several wait for their status, that pledges count from the least of these is one of them.
    """
    found: dict[str, list[_Closed]] = {}
    for each in _closed_by_one(plan, requirement):
        found.setdefault(str(each.opens), []).append(each)
    candidates = [
        FillingCandidate(
            why=of[0].gate.what,
            place=of[0].gate.place,
            lack=_left(requirement, of),
            opens=of[0].opens,
        )
        for of in found.values()
    ]
    waiting = [each for of in found.values() for each in of if each.gate.place.column == "Status"]
    if len(waiting) > 1:
        least = min((each.status for each in waiting), key=STATUSES.index)
        setting = "Count pledges from"
        candidates.append(
            FillingCandidate(
                place=Place(sheet="Settings", row=plan.setting_rows.get(setting), column="Value"),
                lack=_left(requirement, waiting),
                opens=Override("Settings", setting, "Value", least),
            )
        )
    return candidates


def _left(requirement: Requirement, closed: list[_Closed]) -> float:
    """What lacks where these give all that they have, and nothing else changes."""
    return max(requirement.lack - sum(each.gives for each in closed), 0.0)


def _closed_by_one(plan: Plan, requirement: Requirement) -> Iterator[_Closed]:
    """The contingents that could serve the requirement but for one gate that can be opened."""
    able = plan.contingents[["capability", "status", "units", "heads_per_unit"]]
    able = able.assign(contingent=np.arange(len(able)))
    fills = plan.suitability[plan.suitability["role"] == requirement.role]
    role = plan.roles["role"].tolist().index(requirement.role)
    site = plan.sites["site"].tolist().index(requirement.site)
    for row in each_row(inner_join(able, fills[["capability", "effectiveness"]], ["capability"])):
        places = Places(
            contingent=int(row.contingent), roles=(role,), sites=(site,), periods=(requirement.period,)
        )
        gates, _ = gates_of(plan, places)
        opens = gates[0].opens if len(gates) == 1 else None
        if opens is not None:
            yield _Closed(gate=gates[0], opens=opens, status=row.status, gives=_gives(row, requirement))


def _gives(row: Any, requirement: Requirement) -> float:
    """What all units of a contingent provide, in the role's measure."""
    heads = 1.0 if requirement.measure == "units" else float(row.heads_per_unit)
    return float(row.units) * heads * float(row.effectiveness)


def giving(search: FillingCells) -> list[FillingCandidate]:
    """The cells of hard rules that may fill it, or a part of it, few of each column."""
    known = search.in_the_way()
    direct = search.direct() if known is None else frozenset(known)
    found: dict[tuple[str, str], list[FillingCandidate]] = {}
    for place, at in enumerate(sorted(direct)):
        if search.left() <= 0.0:
            search.left_out += len(direct) - place
            break
        candidate = _cell(search, at)
        if candidate is not None:
            cell = search.elastic.cells[at]
            found.setdefault((cell.sheet, cell.column), []).append(candidate)
    chosen = []
    for kind in found.values():
        kind.sort(key=lambda one: (one.lack, one.effort, one.at))
        chosen += kind[:MOST_OF_A_KIND]
        search.left_out += max(len(kind) - MOST_OF_A_KIND, 0)
    return chosen


def _cell(search: FillingCells, at: int) -> FillingCandidate | None:
    """What lacks where a cell gives without end, and what it gives for that; None where it helps nothing."""
    cell, plan, asked = search.elastic.cells[at], search.base.plan, search.requirement
    most = search.lack_with(at)
    lack = 0.0 if most.bound <= asked.room else most.bound
    if most.value is None or lack >= asked.lack - asked.room:
        return None
    amount = 0.0
    if not cell.switch and search.elastic.proportional[at]:
        needed = search.least_amount(at, lack + asked.room if lack else 0.0)
        if needed.impossible:
            return None
        amount = needed.bound
    effort = amount / max(1.0, abs(number_in(plan, cell)))
    return FillingCandidate(place=place_of(cell), lack=lack, at=at, amount=amount, effort=effort)
