"""The comparison of two plans: every table of it, and what a reader must know beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from solver.results.compare.contingents import changed_arcs, changed_units, contingents_table, renamed
from solver.results.compare.deltas import coverage_table, drawdown_table, forces_table, totals_table
from solver.results.compare.pair import EvaluatedPlan, Pair, calendar_notes, line_up
from solver.results.tables import Table

MOST_RENAMED = 5
"""Contingents named as probably renamed; more are counted."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison:
    """What differs between two plans, in the periods that both have.

    ``units``: units added plus units taken away, per contingent, role, site and period, as the
    objective ``changes`` counts them. ``notes``: what the tables do not tell.
    """

    before: EvaluatedPlan
    after: EvaluatedPlan
    units: float
    notes: tuple[str, ...]
    totals: Table
    contingents: Table
    forces: Table
    coverage: Table
    drawdown: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in reading order."""
        return (self.contingents, self.forces, self.coverage, self.drawdown, self.totals)

    @property
    def same(self) -> bool:
        """Whether nothing differs at all."""
        differing = self.totals.frame["Change"].abs().max()
        empty = all(table.frame.empty for table in self.tables if table is not self.totals)
        return empty and not differing > 1e-6


def compare(before: EvaluatedPlan, after: EvaluatedPlan) -> Comparison:
    """Hold two plans against each other: who moved, came and left, and what that did.

    Plans of different workbooks are compared by names, and period by period by the calendar where
    both have a Start, else by number. A contingent under another name left and came.
    """
    pair = line_up(before, after)
    notes = tuple(_notes(pair))
    arcs = changed_arcs(pair)
    units = changed_units(arcs)
    contingents = contingents_table(pair, arcs)
    between = " ".join((f"{before.name} → {after.name}.", *notes, contingents.note))
    return Comparison(
        before=before,
        after=after,
        units=units,
        notes=notes,
        totals=totals_table(pair, units),
        contingents=replace(contingents, note=between),
        forces=_noted(forces_table(pair)),
        coverage=_noted(coverage_table(pair)),
        drawdown=_noted(drawdown_table(pair)),
    )


def _noted(table: Table) -> Table:
    """A table without rows says why it has none."""
    return table if len(table.frame) else replace(table, note="Nothing differs here.")


def _notes(pair: Pair) -> Iterator[str]:
    """What a reader must know to read the tables right."""
    for answer, which in ((pair.before, "first"), (pair.after, "second")):
        if answer.changed:
            yield (
                f"The input sheets of the {which} workbook have changed since its plan was made; "
                "the plan is judged by what they say now."
            )
    if pair.before.scenario != pair.after.scenario:
        told = [f"'{each.scenario}'" if each.scenario else "none" for each in (pair.before, pair.after)]
        yield f"Scenario of the first plan: {told[0]}; of the second: {told[1]}."
    first, second = pair.before.plan.settings.currency, pair.after.plan.settings.currency
    if first != second:
        yield f"Costs are in {first} in the first plan and in {second} in the second."
    yield from calendar_notes(pair)
    found = renamed(pair)
    for old, new in found[:MOST_RENAMED]:
        yield f"{old} is gone and {new} is new with the same forces: probably renamed."
    if len(found) > MOST_RENAMED:
        yield f"So are {len(found) - MOST_RENAMED} more contingents."
