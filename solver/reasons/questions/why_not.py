"""Why a pledge is not used: what closes its places, what its use would cost, and whom it displaces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.model.program import Program
from solver.optimise.search_state import KeptCost
from solver.plan import Plan
from solver.reasons.elastic import Asked
from solver.reasons.gates import Places
from solver.reasons.questions.answer import Displaced, Question
from solver.reasons.questions.base import ARC, Base, named_arcs
from solver.reasons.questions.pricing import at_least, kept_ranks
from solver.tolerances import AUDIT_ERROR


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PledgeQuestion:
    """The question why not one more unit of a contingent is at the places asked about.

    ``spare``: units that it has left in the period in which most are, where there are places for it.
    """

    question: Question
    places: Places
    now: float
    spare: float

    def rows(self, base: Base, program: Program) -> list[KeptCost]:
        """One more unit-period than now on these arcs, in any program of the plan."""
        arcs = asked_arcs(base.plan, program, self.places)
        return [at_least(arcs["column"].to_numpy(), self.now + 1.0)]

    def free(self, base: Base) -> Asked:
        """What is asked where it is to cost nothing: the row, and no rank worse."""
        return Asked(
            rows=lambda program: [*self.rows(base, program), *kept_ranks(program, base)],
            baseline=base.baseline,
        )


def pledge_question(base: Base, question: Question) -> PledgeQuestion:
    """The question as positions in the plan's tables, and how much of the pledge is there now."""
    places = places_of(base.plan, question)
    arcs = asked_arcs(base.plan, base.program, places)
    there = base.values[arcs["column"].to_numpy()]
    row = base.plan.contingents.iloc[places.contingent]
    used = (
        base.allocation[base.allocation["contingent"] == row["contingent"]].groupby("period")["units"].sum()
    )
    periods = sorted(set(arcs["period"]))
    left = [float(row["units"]) - float(used.get(period, 0.0)) for period in periods]
    return PledgeQuestion(
        question=question, places=places, now=float(there.sum()), spare=max(left, default=0.0)
    )


def places_of(plan: Plan, question: Question) -> Places:
    """The places that a question names: all roles, sites and periods where it names none."""
    roles, sites = plan.roles["role"].tolist(), plan.sites["site"].tolist()
    return Places(
        contingent=plan.contingents["contingent"].tolist().index(question.contingent),
        roles=(roles.index(question.role),) if question.role else tuple(range(len(roles))),
        sites=(sites.index(question.site),) if question.site else tuple(range(len(sites))),
        periods=(question.period,) if question.period else tuple(range(1, plan.settings.periods + 1)),
    )


def asked_arcs(plan: Plan, program: Program, places: Places) -> pd.DataFrame:
    """The arcs of a program that are among the places: contingent, role, site, period, column."""
    table = program.group("send").table
    mask = (
        (table["contingent"].to_numpy() == places.contingent)
        & np.isin(table["role"].to_numpy(), places.roles)
        & np.isin(table["site"].to_numpy(), places.sites)
        & np.isin(table["period"].to_numpy(), places.periods)
    )
    arcs: pd.DataFrame = named_arcs(plan, program).loc[mask]
    return arcs


def displaced_by(base: Base, values: np.ndarray) -> tuple[Displaced, ...]:
    """What another plan of the same program has more and fewer of than the base, by contingent and place."""
    arcs = named_arcs(base.plan, base.program)
    more = values[arcs["column"].to_numpy()] - base.values[arcs["column"].to_numpy()]
    rows = arcs.assign(units=more)[np.abs(more) > AUDIT_ERROR]
    return tuple(
        Displaced(
            contingent=row.contingent,
            site=row.site,
            role=row.role,
            period=int(row.period),
            units=float(row.units),
        )
        for row in rows.sort_values(list(ARC)).itertuples()
    )
