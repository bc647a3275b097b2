"""Allocation: who goes where, for what, from when to when."""

from __future__ import annotations

from solver.audit.ledger import Ledger
from solver.plan.plan import Plan
from solver.results import columns
from solver.results.spells import one_row_a_spell, spells
from solver.results.tables import Table, make_table

NOTE = (
    "Who goes where, for what. Units and heads are those there in each period; "
    "cost is for all periods of the row, movement included. Confidence is the planner's own: it does not "
    "change the plan."
)
NAMES = {
    "nation": "Nation",
    "contingent": "Contingent",
    "capability": "Capability",
    "role": "Role",
    "site": "Site",
    "units": "Units",
    "heads": "Heads",
    "area": "Drawn from",
    "stock": "Stock",
    "cost": "Cost",
    "contingent_row": "Row",
}


def allocation_table(plan: Plan, ledger: Ledger) -> Table:
    """One row for each contingent, role and site, and each run of periods with equal units."""
    sent = spells(ledger.sent, ["nation", "contingent", "role", "site"], ["units"])
    shown = one_row_a_spell(sent, ["cost"]).rename(columns=NAMES)
    shown["Confidence"] = shown["Contingent"].map(plan.contingents.set_index("contingent")["confidence"])
    shown["Stock"] = shown["Stock"].where(shown["Drawn from"].ne(""), "")
    return make_table("Allocation", columns.ALLOCATION, shown, note=NOTE, links_to="Contingents")
