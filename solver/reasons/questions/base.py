"""The base of all questions: the plan that is asked about, as the solved program of its workbook."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.ledger.table_ops import found_in, inner_join, total
from solver.model.build import build_program
from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.optimise.answer_check import plan_in
from solver.optimise.reoptimise import SolvedProgram
from solver.optimise.search_state import SettledRank
from solver.plan import Plan
from solver.solution import Solution
from solver.tolerances import RANK_KEPT

ARC = ("contingent", "role", "site", "period")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Base:
    """The base of all questions: a plan's tables, its allocation, and its solved program.

    ``baseline``: what the objective ``changes`` compares with, None without that. ``values``: of every
    decision of the program in the plan.
    """

    plan: Plan
    allocation: pd.DataFrame
    baseline: pd.DataFrame | None
    solved: SolvedProgram
    values: Floats

    @property
    def program(self) -> Program:
        """The program."""
        return self.solved.program

    @property
    def proved(self) -> bool:
        """Whether every rank of the plan is proved."""
        return all(rank.value <= rank.bound + RANK_KEPT for rank in self.solved.settled)


def base_of(plan: Plan, solution: Solution, baseline: pd.DataFrame | None = None) -> Base:
    """The base of a plan that was found, or written.

    Raises ValueError where the solution is none of this plan: that is for the audit to say.
    """
    program = build_program(plan, baseline=baseline)
    values, fault = plan_in(program, (), values_of(plan, program, solution.allocation))
    if fault:
        raise ValueError(f"the solution is no plan of these tables: {fault}")
    settled = tuple(
        SettledRank(parts=tuple(part.value for part in rank.parts), value=rank.value, bound=rank.bound)
        for rank in solution.ranks
    )
    solved = SolvedProgram(program=program, settled=settled, plans=(values,) * len(settled))
    return Base(plan=plan, allocation=solution.allocation, baseline=baseline, solved=solved, values=values)


def values_of(plan: Plan, program: Program, allocation: pd.DataFrame) -> Floats:
    """The values of a program's decisions in an allocation; those that are worked out from them are 0.

    Raises ValueError where it has units on what is no arc.
    """
    send = named_arcs(plan, program)
    at = found_in(allocation, send, list(ARC))
    if (at < 0).any():
        raise ValueError("the allocation has units where the plan's tables allow none")
    values = np.zeros(program.count)
    values[send["column"].to_numpy()[at]] = allocation["units"].to_numpy()
    sent = program.group("send").table.assign(units=values[send["column"].to_numpy()])
    sent = sent[sent["units"] > 0]
    sent = sent.assign(heads=sent["units"] * sent["heads"])
    placed = program.group("placed").table
    held = found_in(placed, sent, ["contingent", "site", "period"]) >= 0
    values[placed["column"].to_numpy()[held]] = 1.0
    lead = _with_most_heads(program.group("lead").table, sent)
    values[lead["column"].to_numpy()] = 1.0
    return values


def _with_most_heads(leads: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """Of the nations that may lead a site, the one with the most heads there, one a site and period."""
    by = ["nation", "site", "period"]
    heads = total(sent, by, "heads")
    leads = inner_join(leads, heads, by).sort_values("heads", ascending=False, kind="stable")
    return leads.drop_duplicates(["site", "period"])


def named_arcs(plan: Plan, program: Program) -> pd.DataFrame:
    """The arcs by name: contingent, role, site, period, column."""
    table = program.group("send").table
    names = {name: plan_names(plan, name)[table[name].to_numpy()] for name in ("contingent", "role", "site")}
    return pd.DataFrame({**names, "period": table["period"].to_numpy(), "column": table["column"].to_numpy()})


def plan_names(plan: Plan, what: str) -> np.ndarray:
    """The names of the plan's contingents, roles or sites, by position."""
    frames = {"contingent": plan.contingents, "role": plan.roles, "site": plan.sites}
    return frames[what][what].to_numpy(dtype=object)
