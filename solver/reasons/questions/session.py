"""The session in which questions about one plan are asked: its base, workbooks changed, and the time left."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace

import pandas as pd

from solver.errors import PlanError
from solver.model.build import build_program
from solver.model.program import Program
from solver.optimise.backend import Search
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.search_state import KeptCost
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.plan import CHANGES, with_baseline
from solver.plan.scenario import Override, apply_overrides
from solver.reasons.questions.answer import Price
from solver.reasons.questions.base import Base
from solver.reasons.questions.pricing import Pricer, priced
from solver.tables import RawTable, RawTables, frame_of, object_array, with_row

Overrides = tuple[Override, ...]
Rows = Callable[[Plan, Program], Sequence[KeptCost]]
"""The rows that a question adds to the program of a plan: of the base's, or of a changed one."""


def no_rows(_: Plan, __: Program) -> Sequence[KeptCost]:
    """Nothing is asked beside the rules."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """A row to be added to a sheet: its cells by header."""

    sheet: str
    cells: tuple[tuple[str, object], ...]

    def __str__(self) -> str:
        """The row as a planner would type it, below all others of its sheet."""
        return f"{self.sheet}: {', '.join(f'{header} = {value}' for header, value in self.cells)}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChangedPlan:
    """The plan that the workbook states with these overrides made and rows added, and its program."""

    overrides: Overrides
    rows: tuple[NewRow, ...] = ()
    plan: Plan
    program: Program

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from the plan of any other change."""
        return tuple(str(each) for each in (*self.overrides, *self.rows))


@dataclass(slots=True, eq=False)
class Session:
    """A session: what was worked out for one question serves the next.

    ``end``: the clock's time at which all searches stop. ``options``: how to search.
    """

    base: Base
    options: Search
    end: float
    pricer: Pricer = field(init=False)
    _changed: dict[tuple[str, ...], ChangedPlan] = field(init=False, default_factory=dict)
    _best: dict[tuple[str, ...], Price] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.pricer = Pricer(self.base, self.options)

    def left(self) -> float:
        """Seconds left."""
        return max(self.end - time.monotonic(), 0.0)

    def changed(self, overrides: Overrides, rows: tuple[NewRow, ...] = ()) -> ChangedPlan:
        """The plan with these overrides made, as ``--set`` makes them, and these rows added.

        PlanError where that is no plan.
        """
        key = tuple(str(each) for each in (*overrides, *rows))
        if key not in self._changed:
            tables = with_new_rows(apply_overrides(self.base.plan.tables, overrides), rows)
            plan = make_plan(tables, self.base.plan.tables)
            plan = replace(plan, as_it_stands=self.base.plan.as_it_stands or self.base.plan)
            plan = with_baseline(plan, given=self.base.baseline is not None)
            program = build_program(plan, baseline=self.base.baseline)
            self._changed[key] = ChangedPlan(overrides=overrides, rows=rows, plan=plan, program=program)
        return self._changed[key]

    def best(self, changed: ChangedPlan, rows: Rows = no_rows, seconds: float | None = None) -> Price:
        """What each rank comes to in the best plan of a changed workbook that keeps what is asked.

        Beside the base's own values; searched for in so many seconds, all that are left where None. What
        was settled with nothing asked is remembered.
        """
        key = changed.key
        if rows is no_rows and key in self._best:
            return self._best[key]
        seconds = self.left() if seconds is None else min(seconds, self.left())
        options = replace(self.options, time_limit=max(seconds, 0.0))
        asked = rows(changed.plan, changed.program)
        found = priced(self.base, solve_ranks(changed.program, options, asked, self.base.solved))
        if rows is no_rows and found.settled:
            self._best[key] = found
        return found


def with_new_rows(tables: RawTables, rows: Sequence[NewRow]) -> RawTables:
    """The tables with these rows below all others of their sheets."""
    grown = dict(tables)
    for new in rows:
        header, name = new.cells[0]
        empty = RawTable(sheet=new.sheet, cells=pd.DataFrame())
        table, _ = with_row(grown.get(new.sheet, empty), header, str(name))
        before = {column: [*table.cells[column]][:-1] for column in table.cells}
        nothing = [None] * (len(table.cells) - 1)
        given = dict(new.cells)
        headers = dict.fromkeys([*table.cells.columns, *given])
        cells = {each: object_array([*before.get(each, nothing), given.get(each)]) for each in headers}
        grown[new.sheet] = replace(table, cells=frame_of(cells, table.cells.index))
    return grown


def refuse_changed_tables(plan: Plan) -> None:
    """Raise ValueError where a plan is not what its raw tables state: a script changed some of it."""
    try:
        stated = make_plan(plan.tables, plan.tables)
        stated = with_baseline(stated, given=bool((plan.priorities["objective"] == CHANGES).any()))
    except PlanError:
        stated = None
    names = [each.name for each in fields(Plan) if isinstance(getattr(plan, each.name), pd.DataFrame)]
    if stated is None or stated.settings != plan.settings or not _all_equal(stated, plan, names):
        raise ValueError(
            "the plan's tables are not those that it was made of; change them before "
            "Plan.from_tables or read_plan, for an explanation asks what other cells would do"
        )


def _all_equal(one: Plan, other: Plan, names: Sequence[str]) -> bool:
    """Whether these frames of two plans hold the same."""
    return all(getattr(one, name).equals(getattr(other, name)) for name in names)
