"""A point as a study's JSON has it."""

from __future__ import annotations

from solver.record import finite
from solver.studies.counting import TAKEN_FROM
from solver.studies.point import PointOutcome, UnreplannedPlan

POINT_FIELDS = {
    "overrides": "texts Sheet!Row!Column=value, as --set takes them",
    "what": "what it stands for: who leaves (a list where two do), a cell's value, who draws, a plan",
    "status": "optimal, feasible, infeasible, no_plan, refused (the workbook has errors then) or failed",
    "proved": "whether every rank is, or that there is no plan",
    "reason": "why there is no plan; null where there is one",
    "objectives": "rank, name, value (when settled), final (in the plan), bound",
    "totals": "every objective, force, coverage, minimums_missed, tied_up, nations",
    "taken": "heads taken from each area that is capped or drawn, when most are",
    "drawdown": "cap, period, taken, limit of each cap in the period in which least is left of it",
    "lacking": "kind, site, role, minimum, target: heads x periods by unit worth",
    "notes": "what the change takes along, a sentence each",
    "unreplanned": "objectives (by name), lacking, broken (rules, a sentence each), heads (gone): the plan "
    "of the workbook as it stands, if nobody replans; null where that is not asked",
    "searches": "how often a solver searched; 0: what was known already proved it",
    "seconds": "that it took",
}
"""The fields of a point."""


def objectives_record(outcome: PointOutcome) -> list[dict[str, object]]:
    """The ranks of a point."""
    return [
        {
            "rank": each.rank,
            "name": each.name,
            "value": finite(each.value),
            "final": finite(each.final),
            "bound": finite(each.bound),
        }
        for each in outcome.objectives
    ]


def point_record(outcome: PointOutcome) -> dict[str, object]:
    """A point, ready for ``json.dumps``."""
    counted = {name: value for name, value in outcome.measures.items() if not name.startswith(TAKEN_FROM)}
    taken = {name: value for name, value in outcome.measures.items() if name.startswith(TAKEN_FROM)}
    return {
        "overrides": list(outcome.overrides),
        "what": _what(outcome),
        "status": outcome.status,
        "proved": outcome.proved,
        "reason": outcome.reason or None,
        "objectives": objectives_record(outcome),
        "totals": {name.replace(" ", "_"): finite(value) for name, value in counted.items()},
        "taken": {name.removeprefix(TAKEN_FROM): finite(value) for name, value in taken.items()},
        "drawdown": [
            {"cap": each.cap, "period": each.period, "taken": finite(each.taken), "limit": finite(each.limit)}
            for each in outcome.drawdown
        ],
        "lacking": [_fields(each, ("kind", "site", "role", "minimum", "target")) for each in outcome.lacking],
        "notes": list(outcome.notes),
        "unreplanned": None if outcome.fixed is None else _fixed_record(outcome.fixed),
        "searches": outcome.searches,
        "seconds": outcome.seconds,
    }


def _what(outcome: PointOutcome) -> dict[str, object]:
    """What a point stands for; several of one kind as a list."""
    found: dict[str, object] = {}
    for name, value in outcome.what:
        known = found.get(name)
        found[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
    return found


def _fixed_record(fixed: UnreplannedPlan) -> dict[str, object]:
    return {
        "objectives": {name: finite(value) for name, value in fixed.objectives.items()},
        "lacking": [_fields(each, ("kind", "site", "role", "minimum", "target")) for each in fixed.lacking],
        "broken": list(fixed.broken),
        "heads": finite(fixed.heads),
    }


def _fields(of: object, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(of, name) for name in names}
