"""Candidates of asks: every single change of a workbook that somebody could be asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger, keep_ledger
from solver.ledger.table_ops import inner_join
from solver.plan import Plan
from solver.plan.scenario import Override
from solver.reasons.cells import Cell, cell_name, override_of, rounded
from solver.reasons.questions.base import Base, named_arcs
from solver.reasons.questions.session import NewRow
from solver.schema import ENABLED, STATUSES
from solver.tables import each_row
from solver.text.numbers import counted, number, with_and
from solver.tolerances import AUDIT_ERROR

AskKind = Literal["pledge", "unit", "condition", "caveat", "cap", "new unit"]
ANY_NATION = "Any nation"
"""The nation of a generic unit, where the workbook has no such one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A candidate: one cell changed, or one pledge added (with a nation for it), and how that is asked for.

    ``what``: as a request. ``row``: the sheet row of its cell, 0 for what is added; ``amount``: by how much
    it raises its number, where it raises one. ``confidence``: of the pledge, where the workbook says one.
    """

    kind: AskKind
    what: str
    override: Override | None = None
    rows: tuple[NewRow, ...] = ()
    row: int = 0
    column: str = ""
    amount: float = 0.0
    confidence: float | None = None

    @property
    def setting(self) -> str:
        """The change as ``--set`` takes it, "" for what is added."""
        return "" if self.override is None else str(self.override)

    @property
    def add(self) -> str:
        """The rows that have to be added, "" where a cell is changed."""
        return "; ".join(map(str, self.rows))


def candidates_of(base: Base) -> list[Candidate]:
    """All candidates of a plan; those that most often help come first."""
    plan = base.plan
    return [
        *_pledges(plan),
        *_conditions(plan),
        *_generic_units(plan),
        *_more_units(plan),
        *_caveats(plan),
        *_caps(base, keep_ledger(plan, base.allocation)),
    ]


def counts(plan: Plan) -> np.ndarray:
    """Whether the status of each contingent counts."""
    least = STATUSES.index(plan.settings.count_pledges_from)
    return np.array([STATUSES.index(status) >= least for status in plan.contingents["status"]], dtype=bool)


def _pledges(plan: Plan) -> Iterator[Candidate]:
    """Each pledge that does not count yet."""
    for row in each_row(plan.contingents[~counts(plan)]):
        size = f"{counted(row.units * row.heads_per_unit, 'head', 'heads')}, {row.capability}"
        confidence = _confidence(plan, row.sheet_row)
        yield Candidate(
            kind="pledge",
            what=f"Ask {row.nation} for {row.contingent} ({size}; {row.status}{_told(confidence)})",
            override=_override(
                plan, "Contingents", row.sheet_row, "Status", plan.settings.count_pledges_from
            ),
            row=row.sheet_row,
            column="Status",
            confidence=confidence,
        )


def _more_units(plan: Plan) -> Iterator[Candidate]:
    """One more unit of each pledge that counts."""
    for row in each_row(plan.contingents[counts(plan)]):
        size = f"{counted(row.heads_per_unit, 'head', 'heads')}, {row.capability}"
        confidence = _confidence(plan, row.sheet_row)
        yield Candidate(
            kind="unit",
            what=f"Ask {row.nation} for one more unit of {row.contingent} "
            f"({size}; {row.status}{_told(confidence)})",
            override=_override(plan, "Contingents", row.sheet_row, "Units", int(row.units) + 1),
            row=row.sheet_row,
            column="Units",
            amount=1.0,
            confidence=confidence,
        )


def _told(confidence: float | None) -> str:
    return "" if confidence is None else f", confidence {confidence:g}"


def _confidence(plan: Plan, sheet_row: int) -> float | None:
    """The confidence of a pledge, None where its cell is blank."""
    rows = plan.contingents["sheet_row"].to_numpy() == sheet_row
    cells = plan.tables["Contingents"].cells
    if "Confidence" not in cells or cells["Confidence"].get(sheet_row) in (None, ""):
        return None
    return float(plan.contingents["confidence"].to_numpy()[rows][0])


def _override(plan: Plan, sheet: str, sheet_row: int, column: str, value: object) -> Override:
    """The change of a cell, its row named as ``--set`` finds it."""
    cell = Cell(sheet=sheet, sheet_row=sheet_row, column=column, upward=True)
    return replace(override_of(plan, cell, 0.0), value=value)


def _conditions(plan: Plan) -> Iterator[Candidate]:
    """Each condition that does not hold, or holds late."""
    for row in each_row(plan.conditions):
        if row.holds and row.first <= 1:
            continue
        column = "From" if row.holds else "Holds"
        told = f"holds from the start, not from period {row.first}" if row.holds else "holds"
        yield Candidate(
            kind="condition",
            what=f"See to it that the condition '{row.condition}' {told}",
            override=_override(plan, "Conditions", row.sheet_row, column, None if row.holds else "yes"),
            row=row.sheet_row,
            column=column,
        )


def _caveats(plan: Plan) -> Iterator[Candidate]:
    """Each caveat lifted."""
    for row in each_row(plan.caveats):
        whom = with_and(row.contingent or row.nation)
        asked = f"Ask {whom} to lift the caveat" if whom else "Have the caveat lifted that is"
        where = f"in row {row.sheet_row} of Caveats ({row.reason})"
        yield Candidate(
            kind="caveat",
            what=f"{asked} {where}",
            override=Override("Caveats", f"#{row.sheet_row}", ENABLED.name, "no"),
            row=row.sheet_row,
            column=ENABLED.name,
        )


def _generic_units(plan: Plan) -> Iterator[Candidate]:
    """A unit of each capability that fills a role, of no nation that is limited, as large as is usual.

    Its heads are the median of those of the capability's pledges; of all pledges, where it has none.
    """
    pledges = plan.contingents
    nation, nations = _free_nation(plan)
    taken = set(pledges["contingent"])
    for capability in dict.fromkeys([*plan.suitability["capability"], *pledges["capability"]]):
        alike = pledges[pledges["capability"] == capability]
        rows = alike if len(alike) else pledges
        if rows.empty:
            continue
        heads = float(np.ceil(rows["heads_per_unit"].median()))
        whose = f"the median of {capability}" if len(alike) else "the median of all, for there is none yet"
        cells: list[tuple[str, object]] = [
            ("Contingent", _new_name(f"New {capability}", taken)),
            ("Nation", nation),
            ("Capability", capability),
            ("Units", 1),
            ("Heads per unit", int(heads)),
            ("Status", plan.settings.count_pledges_from),
        ]
        cost = _usual_cost(plan, rows)
        cells += [("Cost per head", cost)] if cost else []
        yield Candidate(
            kind="new unit",
            what=f"Look for a unit of {capability} from any nation ({number(heads)} heads, {whose})",
            rows=(*nations, NewRow(sheet="Contingents", cells=tuple(cells))),
        )


def _free_nation(plan: Plan) -> tuple[str, tuple[NewRow, ...]]:
    """A nation without a cap or pool, and the rows that declare it where nations have to be declared."""
    name = _new_name(ANY_NATION, {*plan.nations["nation"], *plan.areas["nation"], *plan.areas["area"]})
    if not (plan.nations["sheet_row"] > 0).any():
        return name, ()
    return name, (NewRow(sheet="Nations", cells=(("Nation", name), ("Largest share", 1))),)


def _new_name(name: str, taken: set[str]) -> str:
    """The name, with a number behind it where it is taken."""
    names = {each.casefold() for each in taken}
    numbered = (f"{name} {at}" for at in range(2, len(taken) + 3))
    return next(each for each in (name, *numbered) if each.casefold() not in names)


def _usual_cost(plan: Plan, pledges: pd.DataFrame) -> float:
    """The median cost per head of these pledges, 0 where none costs anything."""
    of_nation = plan.nations.set_index("nation")["cost_per_head"]
    costs = pledges["cost_per_head"].astype(float).fillna(pledges["nation"].map(of_nation).astype(float))
    return float(costs.median())


def _caps(base: Base, ledger: Ledger) -> Iterator[Candidate]:
    """Each drawdown cap by its next useful step: what the smallest unit that waits would take."""
    plan = base.plan
    waiting = _waiting(base)
    for row in each_row(plan.drawdown_caps):
        now = ledger.caps[ledger.caps["sheet_row"] == row.sheet_row]
        members = ledger.cap_members[ledger.cap_members["sheet_row"] == row.sheet_row]
        each = inner_join(inner_join(members, waiting, ["contingent"]), now, ["period"])
        heads = _next_step(each)
        baseline = float(now["baseline"].max()) if len(now) else 0.0
        share = not row.cap_heads <= row.cap_share * baseline and not np.isnan(row.cap_share)
        if heads is None or (share and not baseline > 0):
            continue
        column = "Cap share" if share else "Cap heads"
        cell = Cell(sheet="Drawdown caps", sheet_row=row.sheet_row, column=column, upward=True)
        old = float(row.cap_share if share else row.cap_heads)
        new = rounded(cell, old + (heads / baseline if share else heads))
        told = (
            f"from {number(old * baseline if share else old)} to {number(new * baseline if share else new)}"
        )
        yield Candidate(
            kind="cap",
            what=f"Raise {cell_name(plan, cell)} {told} heads",
            override=override_of(plan, cell, new),
            row=row.sheet_row,
            column=column,
            amount=new - old,
        )


def _waiting(base: Base) -> pd.DataFrame:
    """Contingents with a unit left in a period in which there are places for it: contingent, period."""
    arcs = named_arcs(base.plan, base.program)
    arcs = arcs.assign(used=base.values[arcs["column"].to_numpy()])
    used = arcs.groupby(["contingent", "period"], as_index=False)[["used"]].sum()
    used = inner_join(used, base.plan.contingents[["contingent", "units"]], ["contingent"])
    return used.loc[used["used"] < used["units"] - AUDIT_ERROR, ["contingent", "period"]]


def _next_step(waiting: pd.DataFrame) -> float | None:
    """By how many heads a cap has to rise for the unit that waits and needs least; None where none waits.

    ``waiting``: its members that wait, with what is taken and the limit then. Where all of them have room,
    other units are kept out together: the heads of the smallest.
    """
    if waiting.empty:
        return None
    needs = waiting["taken"] + waiting["heads_counted"] - waiting["limit"]
    needs = needs[needs > AUDIT_ERROR]
    least = needs.min() if len(needs) else waiting["heads_counted"].min()
    return float(least) if least > 0 else None


def changes_of(candidates: Sequence[Candidate]) -> tuple[tuple[Override, ...], tuple[NewRow, ...]]:
    """The overrides and the rows of several candidates together."""
    overrides = tuple(each.override for each in candidates if each.override is not None)
    return overrides, tuple(dict.fromkeys(row for each in candidates for row in each.rows))
