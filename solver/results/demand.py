"""In which periods anything is asked for: the others are neither covered nor short."""

from __future__ import annotations

from solver.audit.ledger import Ledger


def asked_periods(ledger: Ledger) -> list[int]:
    """Periods in which a requirement, or the floor of the force, asks for anything."""
    rows, force = ledger.coverage, ledger.force
    required = rows.loc[(rows["target"] > 0) | (rows["minimum"] > 0), "period"]
    return sorted({*required.tolist(), *force.loc[force["floor"] > 0, "period"].tolist()})
