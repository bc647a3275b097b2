"""Sheets whose rows and columns may hold somebody back: what goes unread there lets more leave."""

from __future__ import annotations

SAFEGUARDS = frozenset(
    {
        "Nations",
        "Contingents",
        "Force",
        "Caveats",
        "Conditions",
        "Areas",
        "Drawdown caps",
        "Backfill",
        "Locks",
    }
)
"""No row, column or sheet of these is lost by a typing slip with no more than a warning."""
