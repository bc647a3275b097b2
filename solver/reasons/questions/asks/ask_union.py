"""The union of candidates: one program in which so many of them at most are chosen, all at once.

It allows everything that any choice allows, so that no choice is better than its best plan.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
import pandas as pd

from solver.errors import PlanError
from solver.ledger.eligibility import eligibility_of
from solver.model.linexpr import Ints, Mask
from solver.model.program import Cost, Program
from solver.optimise.granularity import granularity
from solver.optimise.highs_calls import add_row
from solver.optimise.rounding import Completion
from solver.optimise.search_state import KeptCost
from solver.optimise.tightening import ENOUGH_SECONDS, price, relaxed_model
from solver.plan import Plan
from solver.reasons.elastic import Asked, elastic_program, with_columns
from solver.reasons.questions.asks.ask_candidates import Candidate, changes_of
from solver.reasons.questions.session import Session
from solver.tolerances import NEARLY_A_STEP, TIGHTENING_MARGIN


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UnionProgram:
    """The program of all candidates together, with a yes/no for each, from column ``first`` on.

    ``rows``: whatever a candidate opens or raises is 0 where it is not chosen.
    """

    program: Program
    rows: tuple[KeptCost, ...]
    first: int
    count: int


class UnionBounds:
    """The bounds of a union's choices, by one relaxation that is solved again and again."""

    def __init__(self, union: UnionProgram) -> None:
        self.union = union
        self.cost = union.program.ranks[0].cost
        self.grid = granularity(Completion(union.program), self.cost)
        self.highs: Any = relaxed_model(union.program, [row.row() for row in union.rows])
        columns = np.arange(union.first, union.first + union.count, dtype=np.int64)
        add_row(self.highs, Cost(column=columns, coefficient=np.ones(union.count)), float(union.count))
        self.size_row = self.highs.getNumRow() - 1

    def bound(self, chosen: Sequence[int], size: int, seconds: float) -> float:
        """The least that the first rank comes to in any choice of so many candidates that has these.

        -inf where that was not settled in so many seconds.
        """
        self.highs.changeRowBounds(self.size_row, -highspy.kHighsInf, float(size))
        for at in chosen:
            self.highs.changeColBounds(self.union.first + at, 1.0, 1.0)
        found = price(self.highs, self.union.program, self.cost, min(seconds, ENOUGH_SECONDS))
        for at in chosen:
            self.highs.changeColBounds(self.union.first + at, 0.0, 1.0)
        if found is None:
            return -math.inf
        least = found.bound - TIGHTENING_MARGIN * max(1.0, abs(found.bound))
        if not self.grid:
            return least
        steps = math.ceil((least - self.cost.constant) / self.grid - (1.0 - NEARLY_A_STEP))
        return self.cost.constant + self.grid * steps


def union_of(session: Session, candidates: Sequence[Candidate]) -> UnionProgram | None:
    """The union of candidates; None where they leave no valid workbook together.

    Everything that is closed is open in it, and no rule is tighter than in any choice: those that ask for
    units wherever something is open (must deploy, least heads of a nation, locks) are left out of what gains.
    """
    opening = [each for each in candidates if each.kind not in ("unit", "cap")]
    try:
        plan = session.changed(*changes_of(opening)).plan
        with_caveats = session.changed(*changes_of([each for each in opening if each.kind != "caveat"])).plan
    except PlanError:
        return None
    openers = [_Opener(session.base.plan, plan, with_caveats, each) for each in opening]
    plan = _loosened(plan, openers)
    elastic = elastic_program(plan, Asked(rows=lambda _: (), baseline=session.base.baseline))
    nothing = np.zeros(0, dtype=np.int64)
    program = with_columns(elastic.program, nothing, nothing, np.zeros(0), len(candidates))
    first = program.count - len(candidates)
    lower, upper, whole = program.lower.copy(), program.upper.copy(), program.whole.copy()
    upper[first:], whole[first:] = 1.0, True
    cells = {
        (cell.sheet, cell.sheet_row, cell.column): at for at, cell in enumerate(elastic.cells) if cell.upward
    }
    rows: list[KeptCost] = []
    for at, each in enumerate(candidates):
        if each.kind not in ("unit", "cap"):
            continue
        sheet = "Contingents" if each.kind == "unit" else "Drawdown caps"
        cell = cells.get((sheet, each.row, each.column))
        if cell is None:  # no rule is limited by it
            upper[first + at] = 0.0
            continue
        upper[elastic.first + cell] = each.amount
        rows.append(_only_where(np.array([elastic.first + cell]), each.amount, first + at))
    program = replace(program, lower=lower, upper=upper, whole=whole)
    place = {id(each): first + at for at, each in enumerate(candidates)}
    raised = {each.row for each in candidates if each.kind == "unit"}
    for opener in openers:
        rows += opener.rows(program, plan, raised, place[id(opener.candidate)])
    return UnionProgram(program=program, rows=tuple(rows), first=first, count=len(candidates))


def _only_where(columns: Ints, most: float, chosen: int) -> KeptCost:
    """The row that these decisions are 0 together where the candidate is not chosen, else at most so much."""
    column = np.append(columns, chosen)
    coefficient = np.append(np.ones(len(columns)), -most)
    order = np.argsort(column)
    cost = Cost(column=column[order], coefficient=coefficient[order])
    return KeptCost(name=f"ask_{chosen}_{int(columns[0])}", cost=cost, limit=0.0)


class _Opener:
    """What a candidate opens: arcs of some contingents, which are no arcs without it.

    ``plan``: with every candidate made; ``with_caveats``: without those that lift a caveat.
    """

    def __init__(self, base: Plan, plan: Plan, with_caveats: Plan, candidate: Candidate) -> None:
        self.base, self.plan, self.candidate = base, plan, candidate
        self.with_caveats = with_caveats

    def opened(self, arcs: pd.DataFrame) -> Mask:
        """Which of the arcs it takes this candidate for."""
        contingents, kind, row = self.plan.contingents, self.candidate.kind, self.candidate.row
        who, period = arcs["contingent"].to_numpy(), arcs["period"].to_numpy()
        if kind == "pledge":
            return np.asarray((contingents["sheet_row"].to_numpy() == row)[who])
        if kind == "new unit":
            name = dict(self.candidate.rows[-1].cells)["Contingent"]
            return np.asarray((contingents["contingent"].to_numpy() == name)[who])
        if kind == "condition":
            condition = self.base.conditions[self.base.conditions["sheet_row"] == row].iloc[0]
            begins = int(condition["first"]) if condition["holds"] else self.base.settings.periods + 1
            waits = [condition["condition"] in names for names in contingents["conditions"]]
            return np.asarray(np.asarray(waits, dtype=bool)[who] & (period < begins))
        at = self.with_caveats.caveats["sheet_row"].tolist().index(row)
        caveat = eligibility_of(self.with_caveats).caveats[at]
        forbidden = caveat.forbids(who, arcs["role"].to_numpy(), arcs["site"].to_numpy())
        return np.asarray(forbidden & (caveat.first <= period) & (period <= caveat.last))

    def rows(self, program: Program, plan: Plan, raised: set[int], chosen: int) -> Iterator[KeptCost]:
        """The rows by which what it opens is 0 where it is not chosen: one a contingent and period."""
        arcs = program.group("send").table
        units = plan.contingents["units"].to_numpy(np.float64)
        units = units + np.isin(plan.contingents["sheet_row"].to_numpy(), list(raised))
        opened = arcs[self.opened(arcs)]
        for _, group in opened.groupby(["contingent", "period"]):
            most = float(units[group["contingent"].to_numpy()[0]])
            yield _only_where(group["column"].to_numpy(np.int64), most, chosen)


def _loosened(plan: Plan, openers: Sequence[_Opener]) -> Plan:
    """The plan without rules that only hold once something is opened: of every contingent that may gain."""
    contingents = plan.contingents
    gaining = np.zeros(len(contingents), dtype=bool)
    arcs = pd.DataFrame({"contingent": np.arange(len(contingents))})
    for opener in openers:
        gaining |= _gaining(opener, arcs)
    must = contingents["must_deploy"].to_numpy(bool) & ~gaining
    nations = plan.nations
    theirs = nations["nation"].isin(contingents.loc[gaining, "nation"])
    locked = plan.locks["contingent"].isin(contingents.loc[gaining, "contingent"])
    return replace(
        plan,
        locks=plan.locks.assign(units_at_least=plan.locks["units_at_least"].where(~locked)),
        contingents=contingents.assign(must_deploy=must),
        nations=nations.assign(least_heads=nations["least_heads"].where(~theirs)),
    )


def _gaining(opener: _Opener, arcs: pd.DataFrame) -> Mask:
    """The contingents for which a candidate may open anything: all where it lifts a caveat."""
    if opener.candidate.kind == "caveat":
        at = opener.with_caveats.caveats["sheet_row"].tolist().index(opener.candidate.row)
        return np.asarray(eligibility_of(opener.with_caveats).caveats[at].who, dtype=bool)
    return opener.opened(arcs.assign(period=-1))
