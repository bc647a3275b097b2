"""Lacks: what requirements miss in a plan, as tables say it and as decisions of a program."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from solver.ledger.ledger import keep_ledger
from solver.ledger.table_ops import found_in
from solver.model.linexpr import Floats, Ints
from solver.model.program import Cost, Program
from solver.optimise.granularity import granularity
from solver.optimise.rounding import Completion
from solver.optimise.search_state import KeptCost
from solver.plan import Plan
from solver.reasons.questions.answer import Question
from solver.reasons.questions.base import Base, plan_names
from solver.tables import each_row
from solver.tolerances import RANK_KEPT, TOLD_AS_NOTHING

PLACE = ["site", "role", "period"]
KINDS = ("lack_minimum", "lack_target")


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A requirement in one period: what it asks for in the role's measure, and what the plan lacks of it."""

    site: str
    role: str
    period: int
    target: float
    measure: str
    lack: float

    @property
    def room(self) -> float:
        """What of it is nothing to a reader, as sheet Coverage has it."""
        return TOLD_AS_NOTHING * max(1.0, self.target)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProgramLack:
    """What a requirement lacks to its target, as a decision of a program.

    ``sent``: the columns of the units that serve it. ``step``: what is provided is a multiple of it; 0 where
    nothing is known.
    """

    program: Program
    cost: Cost
    sent: Ints
    target: float
    step: float

    def at_most(self, limit: float) -> KeptCost:
        """The row that it lacks no more than this."""
        room = RANK_KEPT / 2 if self.program.whole_units else 0.0
        return KeptCost(name="question", cost=self.cost, limit=limit, room=room)


def requirement_of(base: Base, question: Question) -> Requirement | None:
    """The requirement that is asked about, in its worst period where none is named; None: nothing asks then.

    The worst is the first of those in which most lacks to the target.
    """
    rows = keep_ledger(base.plan, base.allocation).coverage
    rows = rows[(rows["site"] == question.site) & (rows["role"] == question.role)]
    if question.period:
        rows = rows[rows["period"] == question.period]
    rows = rows.sort_values(["lack_target", "period"], ascending=[False, True], kind="stable")
    for row in each_row(rows.head(1)):
        return Requirement(
            site=row.site,
            role=row.role,
            period=int(row.period),
            target=float(row.target),
            measure=str(row.measure),
            lack=float(row.lack_target),
        )
    return None


def lack_of(plan: Plan, program: Program, requirement: Requirement) -> ProgramLack:
    """What the requirement lacks, in the program of a plan that has it."""
    lacking = program.group("lack_target").table
    columns = lacking["column"].to_numpy()[_here(plan, lacking, requirement)]
    sent = program.group("send").table
    here = _here(plan, sent, requirement)
    provided = Cost(column=sent["column"].to_numpy()[here], coefficient=sent["provides"].to_numpy()[here])
    whole = program.whole_units and here.any()
    return ProgramLack(
        program=program,
        cost=Cost(column=columns, coefficient=np.ones(len(columns))),
        sent=provided.column,
        target=requirement.target,
        step=granularity(Completion(program), provided) if whole else 0.0,
    )


def _here(plan: Plan, table: pd.DataFrame, requirement: Requirement) -> np.ndarray:
    """Which rows of a table of decisions are of the requirement in its period."""
    site = plan.sites["site"].tolist().index(requirement.site)
    role = plan.roles["role"].tolist().index(requirement.role)
    place = (table["site"].to_numpy() == site) & (table["role"].to_numpy() == role)
    return np.asarray(place & (table["period"].to_numpy() == requirement.period))


def lacks_in(plan: Plan, program: Program, values: Floats | None = None) -> pd.DataFrame:
    """What every requirement may lack to its minimum and its target: kind, site, role, period, column.

    ``values``: of the decisions in a plan; then lack and weighs, too.
    """
    parts = []
    for kind in KINDS:
        table = program.group(kind).table
        names = {name: plan_names(plan, name)[table[name].to_numpy()] for name in ("site", "role")}
        own = {name: table[name].to_numpy() for name in ("period", "column", "weighs")}
        parts.append(pd.DataFrame({"kind": np.full(len(table), kind, dtype=object), **names, **own}))
    rows = pd.concat(parts, ignore_index=True)
    return rows if values is None else rows.assign(lack=values[rows["column"].to_numpy()])


def held(base: Base, plan: Plan, program: Program, requirement: Requirement) -> Program:
    """The program in which every other requirement lacks no more than in the base, to minimum and target."""
    rows = lacks_in(plan, program)
    before = lacks_in(base.plan, base.program, base.values)
    mine = (rows[PLACE] == [requirement.site, requirement.role, requirement.period]).all(axis=1).to_numpy()
    at = found_in(rows, before, ["kind", *PLACE])
    limited = ~mine & (at >= 0)
    columns = rows["column"].to_numpy()[limited]
    upper = program.upper.copy()
    upper[columns] = np.minimum(upper[columns], before["lack"].to_numpy()[at[limited]])
    return replace(program, upper=upper)


def who_lacks_more(base: Base, values: Floats, requirement: Requirement) -> pd.DataFrame:
    """Every other requirement that lacks more to its target in another plan of the base's program.

    site, role, period, more (in its measure), the heaviest first.
    """
    before = lacks_in(base.plan, base.program, base.values)
    after = lacks_in(base.plan, base.program, values)
    rows = before.assign(more=after["lack"] - before["lack"])
    own = (rows[PLACE] == [requirement.site, requirement.role, requirement.period]).all(axis=1)
    rows = rows[(rows["kind"] == "lack_target") & ~own & (rows["more"] > TOLD_AS_NOTHING)]
    rows = rows.assign(heavy=rows["more"] * rows["weighs"])
    order = ["heavy", *PLACE]
    rows = rows.sort_values(order, ascending=[False, True, True, True], kind="stable", ignore_index=True)
    return rows[[*PLACE, "more"]]


def worst_first(base: Base) -> list[Question]:
    """A question for each requirement and run of periods in which it lacks, as sheet Gaps orders them.

    Each asks about the worst period of its run: below its minimum, then where most lacks, the first of these.
    """
    rows = keep_ledger(base.plan, base.allocation).coverage
    short = rows["lack_target"] > TOLD_AS_NOTHING * rows["target"].clip(lower=1.0)
    rows = rows[short].sort_values(PLACE, kind="stable", ignore_index=True)
    if rows.empty:
        return []
    place = ["site", "role"]
    follows = (rows[place] == rows[place].shift()).all(axis=1) & (
        rows["period"] == rows["period"].shift() + 1
    )
    rows["run"] = (~follows).cumsum()
    rows["weighs"] = rows["weight"] * rows["unit_worth"] * rows["lack_target"]
    rows["weighs"] = rows.groupby("run")["weighs"].transform("sum")
    rows["begins"] = rows.groupby("run")["period"].transform("min")
    rows["severe"] = rows["lack_minimum"] > TOLD_AS_NOTHING * rows["minimum"].clip(lower=1.0)
    order = ["run", "severe", "lack_target", "period"]
    rows = rows.sort_values(order, ascending=[True, False, False, True], kind="stable")
    rows = rows.drop_duplicates("run")
    order = ["weighs", "role", "site", "begins"]
    rows = rows.sort_values(order, ascending=[False, True, True, True], kind="stable")
    return [
        Question(kind="why_short", site=row.site, role=row.role, period=int(row.period))
        for row in each_row(rows)
    ]
