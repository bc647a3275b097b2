"""Rows of the sheet Studies, and what a plan needs for them."""

from __future__ import annotations

from small_plans import Record, row

FRONT = {
    "areas": [row("Areas", area="Estonia", own=4000)],
    "drawdown_caps": [row("Drawdown caps", applies_to="Estonia", cap_heads=100)],
}


def a_sweep(**more: object) -> Record:
    """A sweep of the cap on Estonia from 0 to 900 heads in steps of 150, unless said otherwise."""
    cap = {"row": "Drawdown caps!Estonia!Cap heads", "from_": 0, "to": 900, "step": 150}
    return row("Studies", **{"study": "cap", "kind": "sweep", **cap} | more)


def a_second(**more: object) -> Record:
    """The other number of that sweep: the capacity of Lviv."""
    return a_sweep(**{"row": "Sites!Lviv!Capacity", "from_": 100, "to": 300, "step": 100} | more)


def a_study(kind: str, **more: object) -> Record:
    return row("Studies", study="asked", kind=kind, **more)
