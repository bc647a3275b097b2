"""The question why a pledge is not used: its places, what is there now, and the row that asks for more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.model.program import Program
from solver.optimise.search_state import KeptCost
from solver.plan import Plan
from solver.reasons.gates import ALL_NAMED, Places
from solver.reasons.questions.answer import Displaced, Question
from solver.reasons.questions.base import ARC, Base, named_arcs
from solver.reasons.questions.pricing import at_least
from solver.tables import fold
from solver.tolerances import AUDIT_ERROR


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PledgeQuestion:
    """The question why not one more unit of a contingent is at the places asked about.

    ``now``: units that are there, summed over periods; ``least``: those that are asked for. ``spare``: units
    that it has left in the period in which most are, where there are places for it.
    """

    question: Question
    now: float
    least: float
    spare: float = 0.0

    @property
    def there(self) -> bool:
        """Whether the plan has what is asked for already."""
        return self.now >= self.least - AUDIT_ERROR

    def row(self, plan: Plan, program: Program) -> KeptCost:
        """The row that asks for it, in the program of a plan in which the contingent is."""
        arcs = asked_arcs(plan, program, places_of(plan, self.question))
        return at_least(arcs["column"].to_numpy(), self.least)

    def rows(self, plan: Plan, program: Program) -> list[KeptCost]:
        """That row alone."""
        return [self.row(plan, program)]


def pledge_question(base: Base, question: Question) -> PledgeQuestion:
    """The question as positions in the plan's tables, and how much of the pledge is there now."""
    places = places_of(base.plan, question)
    arcs = asked_arcs(base.plan, base.program, places)
    now = float(base.values[arcs["column"].to_numpy()].sum())
    row = base.plan.contingents.iloc[places.contingent]
    used = (
        base.allocation[base.allocation["contingent"] == row["contingent"]].groupby("period")["units"].sum()
    )
    periods = sorted(set(arcs["period"]))
    left = [float(row["units"]) - float(used.get(period, 0.0)) for period in periods]
    return PledgeQuestion(
        question=question,
        now=now,
        least=now + 1.0 if question.more else 1.0,
        spare=max(left, default=0.0),
    )


def places_of(plan: Plan, question: Question) -> Places:
    """The places that a question names: all roles, sites and periods where it names none.

    Names are compared folded: without a row of Caveats, say, a role may be spelled as another row has it.
    """
    roles, sites, contingents = (
        [fold(name) for name in names]
        for names in (plan.roles["role"], plan.sites["site"], plan.contingents["contingent"])
    )
    return Places(
        contingent=contingents.index(fold(question.contingent)),
        roles=(roles.index(fold(question.role)),) if question.role else tuple(range(len(roles))),
        sites=(sites.index(fold(question.site)),) if question.site else tuple(range(len(sites))),
        periods=(question.period,) if question.period else tuple(range(1, plan.settings.periods + 1)),
        named=frozenset(name for name in ALL_NAMED if getattr(question, name)),
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
