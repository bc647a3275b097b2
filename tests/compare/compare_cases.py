"""Two small plans to hold against each other, without a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from solver.plan.make import make_plan
from solver.results.compare import Comparison, EvaluatedPlan, compare, evaluated
from solver.results.tables import Table
from solver.solution import ALLOCATION_COLUMNS
from solver.tables import raw_tables

Rows = Sequence[Mapping[str, object]]

BASE: dict[str, Rows] = {
    "Contingents": [
        {"Contingent": "EST-1", "Nation": "Estonia", "Units": 2, "Heads per unit": 150},
        {"Contingent": "FRA-1", "Nation": "France", "Units": 4, "Heads per unit": 100},
    ],
    "Sites": [{"Site": "Lviv"}, {"Site": "Odesa"}],
    "Requirements": [
        {"Site": "Lviv", "Role": "Infantry", "Minimum": 200, "Target": 300},
        {"Site": "Odesa", "Role": "Infantry", "Target": 200},
    ],
    "Areas": [{"Area": "Estonia", "Nation": "Estonia", "Own": 4000}],
    "Drawdown caps": [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 450}],
}

ANSWERS: dict[str, EvaluatedPlan] = {}
"""Answers made before: making one takes longer than comparing two."""

Sent = Mapping[tuple[str, str], Sequence[float]]
"""Units of a contingent at a site, in period 1, 2 ..."""


def an_answer(
    sent: Sent,
    sheets: Mapping[str, Rows] | None = None,
    *,
    role: str = "Infantry",
    name: str = "a plan",
    **settings: object,
) -> EvaluatedPlan:
    """The small plan with some sheets and settings (blanks as underscores) changed, and who goes where."""
    key = repr((sent, sheets, role, name, settings))
    if key not in ANSWERS:
        ANSWERS[key] = _made(sent, sheets or {}, role, name, settings)
    return ANSWERS[key]


def _made(
    sent: Sent, sheets: Mapping[str, Rows], role: str, name: str, settings: Mapping[str, object]
) -> EvaluatedPlan:
    named = [{"Name": key.replace("_", " "), "Value": value} for key, value in settings.items()]
    tables = {**BASE, **sheets, "Settings": named}
    tables["Contingents"] = [{"Capability": "Infantry", **row} for row in tables["Contingents"]]
    rows = [
        (contingent, role, site, period, number)
        for (contingent, site), units in sent.items()
        for period, number in enumerate(units, start=1)
        if number
    ]
    allocation = pd.DataFrame(rows, columns=list(ALLOCATION_COLUMNS))
    return evaluated(name, make_plan(raw_tables(tables)), allocation)


def between(before: Sent, after: Sent, **settings: object) -> Comparison:
    """The comparison of two allocations of one plan."""
    return compare(an_answer(before, **settings), an_answer(after, **settings))  # type: ignore[arg-type]


def lines(table: Table, *names: str) -> list[tuple[object, ...]]:
    """Some columns of a table, row by row."""
    return list(table.frame[list(names)].itertuples(index=False, name=None))
