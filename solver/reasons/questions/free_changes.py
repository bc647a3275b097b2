"""Changes of one cell with which what is asked costs nothing, each shown by a plan of that workbook."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from solver import schema
from solver.errors import PlanError
from solver.model.linexpr import Floats
from solver.model.program import Cost, Program
from solver.optimise.answer_check import plan_in
from solver.optimise.granularity import granularity
from solver.optimise.rounding import Completion
from solver.plan.scenario import Override
from solver.reasons.cells import Cell, number_in, override_of, place_of, rounded
from solver.reasons.questions.answer import Change, numbers_of, rank_room
from solver.reasons.questions.base import values_of
from solver.reasons.questions.least_changes import CellSearch
from solver.reasons.questions.session import ChangedPlan, Rows, Session
from solver.schema.columns import Kind
from solver.text.numbers import number_text

QUICK_SECONDS = 0.3
"""For plans that need no search: the one asked about, or the best, with one unit more."""

STEPS_TRIED = 2
"""Values of a cell that are tried one after the other, the nearest first."""


PER_CENT = 100
"""Shares of what is itself decided are tried in whole per cent."""

TIME_FOR_A_SHARE = 0.5
"""The part of the time left after which no more is tried of a share that does it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FreeChanges:
    """The changes with which what ``rows`` ask costs nothing.

    ``refuted``: whether it is settled that it costs something as the workbook stands.
    """

    session: Session
    rows: Rows
    refuted: bool

    def of_cell(self, search: CellSearch, at: int) -> Change | None:
        """The change of a cell that was shown to do it; None where none was."""
        cell = search.elastic.cells[at]
        if not (cell.switch or search.elastic.proportional[at]):
            return self._of_share(cell)
        amount = search.least_amount(at)
        if math.isinf(amount):
            return None
        near = self.refuted and self.session.base.program.whole_units  # of parts of units a hair may do
        low: float | None = None
        for value in values_to_try(search, at, amount):
            low = value if near else low
            does = self.does(override_of(self.session.base.plan, cell, value))
            if does:
                return self._change(cell, value, low=low, near=near)
            near = near and does is False
            if self.session.left() <= 0.0:
                break
        return None

    def _of_share(self, cell: Cell) -> Change | None:
        """The change of a share of what is itself decided, in whole per cent."""
        plan, stop = self.session.base.plan, (1.0 - TIME_FOR_A_SHARE) * self.session.left()

        def does(value: float) -> bool:
            return bool(self.does(override_of(plan, cell, value)))

        value = nearest_share(cell, number_in(plan, cell), does, lambda: self.session.left() > stop)
        return None if value is None else self._change(cell, value, low=None, near=False)

    def _change(self, cell: Cell, value: float, *, low: float | None, near: bool) -> Change:
        """The change to a value that does it. ``near``: whether nothing nearer does; else ``low`` might."""
        plan = self.session.base.plan
        old = number_in(plan, cell)
        override = override_of(plan, cell, value)
        before, after = typed(plan_value(self.session, cell)), typed(override.value)
        nearest = after if near or cell.switch else number_text(old if low is None else low)
        return Change(
            place=place_of(cell),
            setting=str(override),
            before=before,
            after=after,
            low=nearest,
            claim="proved" if near or cell.switch else "at_most",
        )

    def with_ranks(self, change: Change) -> Change:
        """The change with what the best plan then comes to; as it is where that is not settled in time."""
        best = self.session.best(self.session.changed((Override.parse(change.setting),)))
        return replace(change, ranks=numbers_of(best)) if best.settled and best.possible else change

    def does(self, override: Override) -> bool | None:
        """Whether what is asked costs nothing with this change; None where that is not settled."""
        try:
            changed = self.session.changed((override,))
        except PlanError:
            return False
        start = self._asked_about(changed)
        if start is not None and self._at_once(changed, start):
            return True
        if self.session.left() <= 0.0:
            return None
        best = self.session.best(changed)
        if best.values is not None and self._at_once(changed, best.values):
            return True
        if self.session.left() <= 0.0:
            return None
        price = self.session.best(changed, self.rows)
        return True if price.free else False if price.closed else None

    def _at_once(self, changed: ChangedPlan, start: Floats) -> bool:
        """Whether a plan costs nothing with the units that are asked for added at one place."""
        program, (asked, *_) = changed.program, self.rows(changed.plan, changed.program)
        if asked.holds(start):
            return self._no_worse(program, start)
        end = time.monotonic() + QUICK_SECONDS
        need = max(1.0, asked.cost.value(start) - asked.limit)
        for column in asked.cost.column.tolist():
            values = start.copy()
            values[column] += need
            if values[column] <= program.upper[column] and time.monotonic() < end:
                plan, fault = plan_in(program, (asked,), values)
                if not fault and self._no_worse(program, plan):
                    return True
        return False

    def _asked_about(self, changed: ChangedPlan) -> Floats | None:
        """The plan asked about, where it is one of the changed workbook, too."""
        program, allocation = changed.program, self.session.base.allocation
        try:
            plan, fault = plan_in(program, (), values_of(changed.plan, program, allocation))
        except ValueError:
            return None
        return None if fault else plan

    def _no_worse(self, program: Program, values: Floats) -> bool:
        """Whether no rank is worse in a plan than in the one asked about, before one is better."""
        for rank, settled in zip(program.ranks, self.session.base.solved.settled, strict=True):
            more = rank.cost.value(values) - settled.value
            if abs(more) > rank_room(settled.value):
                return more < 0.0
        return True


def nearest_share(
    cell: Cell, old: float, does: Callable[[float], bool], going: Callable[[], bool]
) -> float | None:
    """A share near to the old one that does it, in whole per cent, by halving.

    None where the loosest does not. ``going``: whether there is time for one more.
    """
    turn = math.floor if cell.upward else math.ceil
    good, bad = PER_CENT if cell.upward else 1, turn(old * PER_CENT)
    if not does(good / PER_CENT):
        return None
    while abs(good - bad) > 1 and going():
        middle = (good + bad) // 2
        good, bad = (middle, bad) if does(middle / PER_CENT) else (good, middle)
    return good / PER_CENT


def plan_value(session: Session, cell: Cell) -> object:
    """What stands in the cell now."""
    plan = session.base.plan
    if not cell.switch:
        return number_in(plan, cell)
    frame = getattr(plan, schema.sheet(cell.sheet).field)
    return frame.loc[frame["sheet_row"] == cell.sheet_row, cell.declared.field].iloc[0]


def typed(value: object) -> str:
    """A value as a planner types it."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | float | np.number):
        return number_text(float(value))
    return "" if value is None else str(value)


def values_to_try(search: CellSearch, at: int, amount: float) -> Sequence[float]:
    """The nearest values of a cell, as a planner types them, that give at least this amount, nearest first.

    Of a whole number the next ones; where a row counts in steps, as whole units do, the next of these: what
    lies between them changes nothing.
    """
    cell, plan = search.elastic.cells[at], search.base.plan
    old = number_in(plan, cell)
    if cell.switch:
        return [old]
    sign = 1.0 if cell.upward else -1.0
    if cell.declared.kind is Kind.WHOLE:
        first = math.ceil(max(amount, 1.0) - RANK_NOISE)
        values = [old + sign * (first + more) for more in range(STEPS_TRIED)]
    else:
        steps = _steps(search, at, amount)
        amounts = steps or ([plain_amount(amount)] if amount > 0.0 else [])
        values = [rounded(cell, old + sign * step) for step in amounts]
    least = cell.declared.least or 0.0
    return [value for value in values if value >= least]


def plain_amount(amount: float) -> float:
    """The amount with as few decimals as what rows may be missed by allows, never less than it is."""
    room = FORGIVEN * max(1.0, amount)
    plain = (math.ceil(amount * 10**digits) / 10**digits for digits in range(7))
    return next((value for value in plain if value - amount <= room), amount)


FORGIVEN = 1e-5
"""By how much a bound may be too low where rows may be missed by a millionth, as a share of it."""

RANK_NOISE = 1e-6
"""Parts of a whole number by which a bound may be too high where it rests on values kept to a millionth."""


def _steps(search: CellSearch, at: int, amount: float) -> list[float]:
    """The next amounts at which a row of the cell lets through one step more, where all its rows count so."""
    elastic = search.elastic
    program, completion = elastic.program, Completion(search.base.program)
    matrix, units = program.matrix, search.base.program.group("send").stop
    found: set[float] = set()
    for row in elastic.row[elastic.relaxation == at].tolist():
        entries = slice(int(matrix.starts[row]), int(matrix.starts[row + 1]))
        columns, terms = matrix.column[entries], matrix.coefficient[entries]
        sent, own = columns < units, columns == elastic.first + at
        cost = Cost(column=columns[sent], coefficient=terms[sent])
        step = granularity(completion, cost)
        others = ~sent & (columns < elastic.first)
        if others.any() or not step:
            return []
        upward = np.isfinite(matrix.upper[row])
        limit = float(matrix.upper[row] if upward else matrix.lower[row])
        per = float(np.abs(terms[own]).min())
        rest = limit / step
        now = math.floor(rest + RANK_NOISE) if upward else math.ceil(rest - RANK_NOISE)
        if not upward:
            limit, now = -limit, -now
        first = max(math.ceil((amount * per + limit) / step - RANK_NOISE), now + 1)
        found.update(((first + more) * step - limit) / per for more in range(STEPS_TRIED))
    return sorted(found)[:STEPS_TRIED]
