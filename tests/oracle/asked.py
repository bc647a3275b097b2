"""What the reference says of a question: of plans that keep more, and of a workbook with a cell changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from oracle.facts import Sheets
from oracle.judge import Allocation, folded
from oracle.model import Model
from oracle.program import Program
from oracle.reading import read_facts
from oracle.reference import solve_reference
from solver.plan.scenario import Override, apply_overrides
from solver.tables import fold, raw_tables

Records = list[dict[str, object]]
Row = Callable[[Model], None]
Where = tuple[str, str, int]
"""A requirement in a period: site, role, period."""


def units_at_least(least: float, contingent: str, *, site: str = "", role: str = "", period: int = 0) -> Row:
    """So many units of a contingent, over the periods, at the places named."""

    def state(model: Model) -> None:
        arcs = [
            arc
            for arc in model.send
            if fold(arc.key[0]) == fold(contingent)
            and (not role or fold(arc.key[1]) == fold(role))
            and (not site or fold(arc.key[2]) == fold(site))
            and (not period or arc.period == period)
        ]
        model.program.row(model.units(arcs), at_least=least)

    return state


def lacks_at_most(most: dict[Where, float]) -> Row:
    """No more than so much misses a target."""

    def state(model: Model) -> None:
        for where, limit in most.items():
            _, lack = model.lacks[key(where)]
            model.program.row([(1.0, lack)], at_most=limit + 1e-7)

    return state


def misses_at_most(most: dict[Where, tuple[float, float]]) -> Row:
    """No more than so much misses a minimum, and a target."""

    def state(model: Model) -> None:
        for where, limits in most.items():
            for lack, limit in zip(model.lacks[key(where)], limits, strict=True):
                model.program.row([(1.0, lack)], at_most=limit + 1e-7)

    return state


def all_of(*rows: Row) -> Row:
    """All these rows."""

    def state(model: Model) -> None:
        for row in rows:
            row(model)

    return state


def key(where: Where) -> Where:
    """A requirement as the model names it."""
    site, role, period = where
    return fold(site), fold(role), period


def rank_values_with(sheets: Sheets, row: Row, baseline: Allocation | None = None) -> list[float] | None:
    """What each rank comes to in the best plan that keeps what is asked; None: there is no such plan."""
    found = solve_reference(sheets, asked=row, baseline=baseline)
    return None if found.status == "infeasible" else found.rank_values


def least_lack(sheets: Sheets, where: Where) -> float | None:
    """The least that misses a target in any plan; None: there is none."""
    model = Model(read_facts(sheets), Program(0.0), folded({}))
    _, lack = model.lacks[key(where)]
    found = model.program.minimise([(1.0, lack)])
    return None if found is None else max(found[lack], 0.0)


def lacks_of(sheets: Sheets, allocation: Allocation) -> dict[Where, tuple[float, float]]:
    """What misses each minimum and target in an allocation."""
    facts, given = read_facts(sheets), folded(allocation)
    lacks = {}
    for asked in facts.requirements:
        for period in facts.periods:
            if asked.row.holds(period):
                arcs = [arc for arc in facts.arcs if arc.requirement is asked and arc.period == period]
                here = sum(arc.provides * given.get(arc.key, 0.0) for arc in arcs)
                where = (asked.site.name, asked.role.name, period)
                lacks[where] = (max(asked.minimum - here, 0.0), max(asked.target - here, 0.0))
    return lacks


def changed(sheets: Sheets, settings: Iterable[str]) -> dict[str, Records]:
    """The workbook with these cells changed, each text as ``--set`` takes it."""
    tables = apply_overrides(raw_tables(sheets), [Override.parse(text) for text in settings])
    return {
        name: [
            {str(header): typed(value) for header, value in row.items() if value is not None}
            for row in table.cells.to_dict("records")
        ]
        for name, table in tables.items()
    }


def typed(value: object) -> object:
    """A value as it stands in a cell: a whole number without its point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def no_worse(values: list[float] | None, than: list[float]) -> bool:
    """Whether no rank is worse before one is better."""
    if values is None:
        return False
    for value, before in zip(values, than, strict=True):
        room = 1e-5 * max(1.0, abs(before))
        if abs(value - before) > room:
            return value < before
    return True
