"""The commitment to a plan's first step: its first period, and the sites that it ever opens, as rows."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from solver.ledger.eligibility import allowed_arcs
from solver.ledger.table_ops import found_in
from solver.plan import Plan
from solver.reasons.cells import named_override
from solver.reasons.questions.session import NewRow
from solver.tables import each_row

FIRST = 1
"""The period that is committed to."""

ARC = ["contingent", "role", "site", "period"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What a workbook is changed by so that every plan of it begins as another plan does.

    ``rows``: locks; ``overrides``: sites that stay closed; ``impossible``: units of the first step that the
    workbook does not allow at all, which are left out.
    """

    rows: tuple[NewRow, ...]
    overrides: tuple[str, ...]
    impossible: float


def commitment(plan: Plan, allocation: pd.DataFrame) -> Commitment:
    """The commitment to the first step of an allocation, in a workbook that may be of another scenario.

    In the first period each contingent is where the allocation has it, and nowhere else; a site that the
    allocation never uses stays closed. What the workbook does not allow is no part of it.
    """
    first = allocation[allocation["period"] == FIRST]
    there = found_in(first, allowed_arcs(plan), ARC) >= 0
    kept = first[there]
    sent = kept.groupby("contingent")["units"].sum()
    least = [_lock(row.contingent, row.site, row.role, "Units at least", row.units) for row in each_row(kept)]
    most = [
        _lock(name, None, None, "Units at most", float(sent.get(name, 0.0)))
        for name in plan.contingents["contingent"]
    ]
    used = set(allocation["site"])
    sites = plan.sites[~plan.sites["site"].isin(used) & (plan.sites["open"] != "yes")]
    closed = (
        str(named_override(plan, ("Sites", int(row.sheet_row), row.site), "Open", "no"))
        for row in each_row(sites)
    )
    return Commitment(
        rows=(*least, *most), overrides=tuple(closed), impossible=float(first.loc[~there, "units"].sum())
    )


def _lock(contingent: str, site: str | None, role: str | None, bound: str, units: float) -> NewRow:
    """A lock of the first period."""
    cells = {"Contingent": contingent, "Site": site, "Role": role, "From": FIRST, "To": FIRST, bound: units}
    return NewRow(
        sheet="Locks", cells=tuple((name, cell) for name, cell in cells.items() if cell is not None)
    )
