"""The comparison of two plans: its tables, which contingents changed, and what cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from solver.ledger.table_ops import spelled, total, with_totals
from solver.ledger.units import KEY
from solver.plan import Plan
from solver.results.compare.deltas import (
    coverage_table,
    drawdown_table,
    forces_table,
    support_table,
    totals_table,
)
from solver.results.compare.pair import (
    AFTER,
    BEFORE,
    EvaluatedPlan,
    Pair,
    calendar_notes,
    differ,
    line_up,
    side_by_side,
)
from solver.results.tables import (
    Field,
    Key,
    Show,
    Table,
    looked_up,
    make_table,
    named_amounts,
    one_row_a_run,
    period_runs,
)
from solver.text.numbers import counted
from solver.tolerances import TOLD_AS_NOTHING

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
    support: Table
    drawdown: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables, in reading order."""
        return (self.contingents, self.forces, self.coverage, self.support, self.drawdown, self.totals)

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
    contingents = contingents_table((before.plan, after.plan), arcs)
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
        support=_noted(support_table(pair)),
        drawdown=_noted(drawdown_table(pair)),
    )


def _noted(table: Table) -> Table:
    """The table, with a note that says so where it has no rows."""
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
    held = [each.plan.settings.hold_last_period_for for each in (pair.before, pair.after)]
    if held[0] != held[1]:
        spells = [f"for {counted(years, 'year', 'years')}" if years else "for no year" for years in held]
        yield f"The last period is held {spells[0]} in the first plan and {spells[1]} in the second."
    yield from calendar_notes(pair)
    found = renamed(pair)
    for old, new in found[:MOST_RENAMED]:
        yield f"{old} is gone and {new} is new with the same forces: probably renamed."
    if len(found) > MOST_RENAMED:
        yield f"So are {len(found) - MOST_RENAMED} more contingents."


CONTINGENT_COLUMNS = (
    Field("Change", Show.TEXT, "change"),
    Field("Contingent", Show.TEXT, "contingent"),
    Field("Nation", Show.TEXT, "nation"),
    Field("Capability", Show.TEXT, "capability"),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Units before", Show.UNITS, "units before"),
    Field("Units after", Show.UNITS, "units after"),
    Field("Heads before", Show.HEADS, "heads before"),
    Field("Heads after", Show.HEADS, "heads after"),
    Field("Less at", Show.LONG),
    Field("More at", Show.LONG),
)

NOTE = (
    "Contingents that are not where they were, the largest change first; consecutive equal periods are one "
    "row. Units and heads are those of the contingent in all, in each period of the row."
)
BY = ["contingent", "period"]
NUMBERS = [name + when for name in ("units", "heads") for when in (BEFORE, AFTER)]


def changed_arcs(pair: Pair) -> pd.DataFrame:
    """One row for each contingent, role, site and period, with units and heads before and after."""
    wanted = [*KEY, "units", "heads"]
    rows = side_by_side(pair, pair.before.ledger.sent[wanted], pair.after.ledger.sent[wanted], KEY[:3])
    rows[NUMBERS] = rows[NUMBERS].astype(float).fillna(0.0)
    return rows


def changed_units(arcs: pd.DataFrame) -> float:
    """Units added plus units taken away, per contingent, role, site and period, as ``changes`` counts."""
    return float((arcs["units" + AFTER] - arcs["units" + BEFORE]).abs().sum())


def contingents_table(plans: Sequence[Plan], arcs: pd.DataFrame) -> Table:
    """One row for each contingent that changed and each run of periods in which it did so alike.

    ``plans``: where nation and capability are looked up, and names are spelled, the last plan first.
    """
    changed = arcs[differ(arcs, "units", "heads")]
    rows = total(arcs.merge(changed[BY].drop_duplicates(), on=BY), BY, *NUMBERS)
    less, more = _places(changed, -1.0), _places(changed, 1.0)
    heads = changed["heads" + AFTER] - changed["heads" + BEFORE]
    sums = total(
        changed.assign(more=heads.clip(lower=0.0), less=(-heads).clip(lower=0.0)), BY, "more", "less"
    )
    rows = with_totals(rows, sums, BY, "more", "less")
    rows = rows.assign(
        change=_what_happened(rows),
        **{"Less at": looked_up(rows, BY, less), "More at": looked_up(rows, BY, more)},
        weighs=rows[["more", "less"]].max(axis=1),  # heads added or taken away, whichever is more
    )
    rows = period_runs(rows, ["contingent"], ["change", *NUMBERS, "Less at", "More at"])
    shown = one_row_a_run(rows, ["weighs"])
    for name in ("nation", "capability"):
        shown[name] = _of_contingents(plans, shown["contingent"], name)
    order = ["weighs", "contingent", "From"]
    shown = shown.sort_values(order, ascending=[False, True, True], kind="stable", ignore_index=True)
    return make_table("Changes", CONTINGENT_COLUMNS, shown, note=NOTE)


def _what_happened(rows: pd.DataFrame) -> pd.Series:
    """What became of each contingent in each period, in a word."""
    was, now = rows["units" + BEFORE], rows["units" + AFTER]
    units, heads = now - was, rows["heads" + AFTER] - rows["heads" + BEFORE]
    words = np.select(
        [
            was <= TOLD_AS_NOTHING,
            now <= TOLD_AS_NOTHING,
            units > TOLD_AS_NOTHING,
            units < -TOLD_AS_NOTHING,
            heads > TOLD_AS_NOTHING,
            heads < -TOLD_AS_NOTHING,
        ],
        ["came", "left", "grew", "shrank", "grew", "shrank"],
        default="moved",
    )
    return pd.Series(words, index=rows.index, dtype=object)


def _places(changed: pd.DataFrame, sign: float) -> dict[Key, str]:
    """For each contingent and period, the places that have more units (or fewer), and how many."""
    rows = changed.assign(
        place=changed["site"].astype(object) + " / " + changed["role"].astype(object),
        units=sign * (changed["units" + AFTER] - changed["units" + BEFORE]),
    )
    return named_amounts(rows[rows["units"] > TOLD_AS_NOTHING], BY, "place", "units")


def _of_contingents(plans: Sequence[Plan], contingents: pd.Series, column: str) -> pd.Series:
    """What the last plan says of each contingent, else those before."""
    known: dict[object, object] = {}
    for plan in plans:
        table = plan.contingents
        names = spelled(table["contingent"], plans[-1].contingents["contingent"])
        known.update(zip(names, table[column], strict=True))
    return contingents.map(known).fillna("").astype(object)


def renamed(pair: Pair) -> list[tuple[str, str]]:
    """Contingents that one workbook has and the other has not, and that are alike: old and new name.

    Alike: nation, capability, units and heads a unit are the same, and only one on each side is so.
    """
    pledges = [answer.plan.contingents for answer in (pair.before, pair.after)]
    known = [{str(name).casefold() for name in table["contingent"]} for table in pledges]
    like = ["nation", "capability", "units", "heads_per_unit"]
    only = [
        table[[str(name).casefold() not in other for name in table["contingent"]]][["contingent", *like]]
        for table, other in zip(pledges, reversed(known), strict=True)
    ]
    alone = [table.drop_duplicates(like, keep=False) for table in only]
    pairs = alone[0].merge(alone[1], on=like, suffixes=(BEFORE, AFTER))
    return list(zip(pairs["contingent" + BEFORE], pairs["contingent" + AFTER], strict=True))
