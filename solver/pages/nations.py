"""Nations by number: the marks of one of them can be picked out on the page."""

from __future__ import annotations

from solver.ledger.ledger import Ledger


def nation_numbers(ledger: Ledger) -> dict[str, int]:
    """A number for each nation that sends anybody, by name."""
    return {name: at for at, name in enumerate(sorted(ledger.sent["nation"].unique()), start=1)}
