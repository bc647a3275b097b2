"""Gates of what a question names and the plan does not have: the rows that are not enabled, or stay away."""

from __future__ import annotations

from collections.abc import Mapping

from solver.errors import Place
from solver.plan import Plan
from solver.plan.away import AWAY
from solver.reasons.absent_rows import REGISTERS, rows_named, says_yes
from solver.reasons.cells import named_override
from solver.reasons.gates import Gate
from solver.schema import ENABLED


def absent_gates(plan: Plan, absent: Mapping[str, str]) -> tuple[Gate, ...]:
    """Why names of the workbook are not in the plan: not enabled, or of a nation that stays away.

    ``absent``: contingent, site or role to such a name. What they close is not counted: all of it, and what
    else closes it shows once they are open.
    """
    found: list[Gate] = []
    for field, name in absent.items():
        sheet, column = REGISTERS[field]
        rows = rows_named(plan, sheet, {column: name})
        enabled = rows[[says_yes(row, ENABLED.name) for _, row in rows.iterrows()]]
        if enabled.empty:
            row = (sheet, int(str(rows.index[0])), name)
            what = f"the row of {name} is not enabled" if field == "contingent" else f"{name} is not enabled"
            found.append(_gate(plan, row, ENABLED.name, what, opens=True))
        if field == "contingent":
            nation = str((rows if enabled.empty else enabled)["Nation"].iloc[0])
            found += _away(plan, nation)
    return tuple(found)


def _away(plan: Plan, nation: str) -> list[Gate]:
    """The gates of a nation that stays away."""
    return [
        _gate(plan, ("Nations", int(str(row)), nation), AWAY.name, f"{nation} stays away", opens=False)
        for row, cells in rows_named(plan, "Nations", {"Nation": nation}).iterrows()
        if says_yes(cells, ENABLED.name) and says_yes(cells, AWAY.name)
    ]


def _gate(plan: Plan, row: tuple[str, int, str], column: str, what: str, *, opens: bool) -> Gate:
    """The gate of a cell of yes and no. ``row``: its sheet, its number there and its name."""
    sheet, number, _ = row
    return Gate(
        place=Place(sheet=sheet, row=number, column=column),
        what=what,
        opens=named_override(plan, row, column, opens),
        closes=0,
        alone=0,
    )
