"""Trials of single changes: whether one fills a requirement while no other one lacks more than now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from solver.errors import PlanError
from solver.model.linexpr import Floats
from solver.optimise.answer_check import plan_in
from solver.plan.scenario import Override
from solver.reasons.cells import Cell, number_in, override_of
from solver.reasons.questions.answer import Change
from solver.reasons.questions.base import values_of
from solver.reasons.questions.free_changes import nearest_share, plan_value, typed
from solver.reasons.questions.session import ChangedPlan, Session
from solver.reasons.questions.shortfalls.filling_candidates import FillingCandidate, giving, opening
from solver.reasons.questions.shortfalls.filling_cells import FillingCells, typed_value
from solver.reasons.questions.shortfalls.lacks import ProgramLack, Requirement, held, lack_of
from solver.reasons.questions.shortfalls.least_lack import LeastLack, least_lack
from solver.schema import ENABLED, STATUSES

TRIAL_SECONDS = 4.0
"""For one change at most."""

TRIAL_SHARE = 0.4
"""Most of the time left that one change may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedChange:
    """A change that was tried, what then lacks at least, and what lacks in the plan found with it.

    ``low`` and ``high``: no other requirement lacks more than in the plan asked about; infinite where no plan
    keeps that. ``why``: what stands in the way now, where the change opens a gate.
    """

    change: Change
    override: Override
    why: str
    low: float
    high: float


@dataclass(eq=False)
class Filling:
    """The search for single changes that fill a requirement while no other one lacks more than in the plan.

    ``end``: the clock's time at which it stops. ``left_out``: how many cells were not tried; ``unsettled``:
    of how many the trial did not show whether they do.
    """

    session: Session
    requirement: Requirement
    end: float
    cells: FillingCells = field(init=False)
    left_out: int = 0
    unsettled: int = 0

    def __post_init__(self) -> None:
        session = self.session
        self.cells = FillingCells(session.base, self.requirement, session.options, self.end)

    def trials(self) -> Iterator[TriedChange]:
        """The candidates' trials, the most promising first, until the time is over."""
        room = self.requirement.room
        found = [*opening(self.session.base.plan, self.requirement), *giving(self.cells)]
        found.sort(key=lambda each: (each.lack > room, each.at >= 0, each.lack))
        self.left_out = self.cells.left_out
        for place, candidate in enumerate(found):
            if self.cells.left() <= 0.0:
                self.left_out += len(found) - place
                return
            tried = self._try(candidate)
            if tried is not None:
                self.unsettled += tried.high > room >= tried.low
                yield tried

    def _try(self, candidate: FillingCandidate) -> TriedChange | None:
        """A candidate's trial; None where its change makes no workbook that can be read."""
        if candidate.opens is not None:
            return self._opened(candidate, candidate.opens)
        cell = self.cells.elastic.cells[candidate.at]
        if cell.switch:
            return self._at(candidate, cell, 0.0, least=0.0)
        if not self.cells.elastic.proportional[candidate.at]:
            return self._share(candidate, cell)
        return self._number(candidate, cell)

    def _opened(self, candidate: FillingCandidate, opens: Override) -> TriedChange | None:
        """The trial of a gate: what opens it is nearest, but for windows, which may open further."""
        before, after = self._stands(candidate, opens), typed(opens.value)
        nearest = opens.column not in ("From", "To")
        if opens.sheet == "Settings":  # what lies between counts some of the pledges
            nearest = abs(STATUSES.index(before) - STATUSES.index(after)) == 1
        return self._trial(candidate, opens, before, after if nearest else before)

    def _stands(self, candidate: FillingCandidate, opens: Override) -> str:
        """What stands in the cell that opens a gate, as it is typed."""
        plan, place = self.session.base.plan, candidate.place
        if place.sheet == "Settings":
            return plan.settings.count_pledges_from
        table = plan.tables[place.sheet]
        cell = table.cells[opens.column].get(place.row) if opens.column in table.cells else None
        if cell is not None:
            return typed(cell)
        return {ENABLED.name: "yes", "Status": "pledged"}.get(opens.column, "")

    def _number(self, candidate: FillingCandidate, cell: Cell) -> TriedChange | None:
        """The trial of a number: the least of it that fills the requirement, else what may fill most."""
        old = number_in(self.session.base.plan, cell)
        if candidate.lack <= self.requirement.room:
            given = self.cells.given(candidate.at, candidate.amount, self._seconds())
            if given is not None:
                value = typed_value(cell, old, given.amount)
                least = typed_value(cell, old, given.least)
                found = self._at(candidate, cell, value, least=least, allocation=given.allocation)
                if found is not None and found.high <= self.requirement.room:
                    return found
        if candidate.amount <= 0.0:
            self.left_out += 1
            return None
        return self._at(candidate, cell, typed_value(cell, old, candidate.amount), least=old)

    def _share(self, candidate: FillingCandidate, cell: Cell) -> TriedChange | None:
        """The trial of a share of what is itself decided: in whole per cent, by halving."""
        old = number_in(self.session.base.plan, cell)
        tried: dict[float, TriedChange | None] = {}

        def fills(share: float) -> bool:
            found = tried[share] = self._at(candidate, cell, share, least=old)
            return found is not None and self._fills(found)

        share = nearest_share(cell, old, fills, lambda: self.cells.left() > 0.0)
        return next(iter(tried.values())) if share is None else tried[share]

    def _fills(self, tried: TriedChange) -> bool:
        """Whether it was shown that nothing lacks."""
        return tried.high <= self.requirement.room

    def _at(
        self,
        candidate: FillingCandidate,
        cell: Cell,
        value: float,
        *,
        least: float,
        allocation: pd.DataFrame | None = None,
    ) -> TriedChange | None:
        """The trial of a cell's value. ``least``: nothing nearer does; ``allocation``: a plan that may."""
        plan = self.session.base.plan
        if not cell.switch and (value == number_in(plan, cell) or value < (cell.declared.least or 0.0)):
            return None
        override = override_of(plan, cell, value)
        before = typed(plan_value(self.session, cell))
        return self._trial(
            candidate, override, before, typed(override.value if cell.switch else least), allocation
        )

    def _trial(
        self,
        candidate: FillingCandidate,
        override: Override,
        before: str,
        least: str,
        allocation: pd.DataFrame | None = None,
    ) -> TriedChange | None:
        """The trial of a change: what lacks in the changed workbook, nobody else worse."""
        base, after = self.session.base, typed(override.value)
        try:
            changed = self.session.changed((override,))
        except PlanError:
            return None
        lack = lack_of(
            changed.plan, held(base, changed.plan, changed.program, self.requirement), self.requirement
        )
        known = self._known(changed, lack, allocation)
        if known is not None and lack.cost.value(known) <= self.requirement.room:
            found = LeastLack(low=0.0, high=lack.cost.value(known), values=known)
        else:
            found = least_lack(lack, self.session.options, known, self._seconds(), confirm=False)
        change = Change(
            place=candidate.place,
            setting=str(override),
            before=before,
            after=after,
            low=least,
            claim="proved" if least == after else "at_most",
        )
        return TriedChange(
            change=change, override=override, why=candidate.why, low=found.low, high=found.high
        )

    def _known(
        self, changed: ChangedPlan, lack: ProgramLack, allocation: pd.DataFrame | None
    ) -> Floats | None:
        """The given plan, or the one asked about, as one of the changed workbook; None where neither is."""
        for rows in (allocation, self.session.base.allocation):
            if rows is None:
                continue
            try:
                values = values_of(changed.plan, changed.program, rows)
            except ValueError:
                continue
            plan, fault = plan_in(lack.program, (), values)
            if not fault:
                return plan
        return None

    def _seconds(self) -> float:
        """Seconds for one trial."""
        return min(TRIAL_SECONDS, TRIAL_SHARE * self.cells.left())
