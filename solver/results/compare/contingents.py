"""Which contingents came, left, grew, shrank or moved, from where to where."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.ledger.table_ops import spelled, total
from solver.ledger.units import KEY
from solver.results.compare.pair import AFTER, BEFORE, Pair, differ, side_by_side
from solver.results.tables import Field, Show, Table, make_table, one_row_a_run, period_runs
from solver.results.words import looked_up, named_amounts
from solver.tolerances import TOLD_AS_NOTHING

CONTINGENT_COLUMNS = (
    Field("Change", Show.TEXT),
    Field("Contingent", Show.TEXT),
    Field("Nation", Show.TEXT),
    Field("Capability", Show.TEXT),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Units before", Show.UNITS),
    Field("Units after", Show.UNITS),
    Field("Heads before", Show.HEADS),
    Field("Heads after", Show.HEADS),
    Field("Less at", Show.LONG),
    Field("More at", Show.LONG),
)

NOTE = (
    "Contingents that are not where they were, the largest change first; consecutive equal periods are one "
    "row. Units and heads are those of the contingent in all, in each period of the row."
)
BY = ["contingent", "period"]
NUMBERS = [name + when for name in ("units", "heads") for when in (BEFORE, AFTER)]
NAMES = {
    "contingent": "Contingent",
    "change": "Change",
    **{name: name.capitalize() for name in NUMBERS},
}


def changed_arcs(pair: Pair) -> pd.DataFrame:
    """One row for each contingent, role, site and period, with units and heads before and after."""
    wanted = [*KEY, "units", "heads"]
    rows = side_by_side(pair, pair.before.ledger.sent[wanted], pair.after.ledger.sent[wanted], KEY[:3])
    rows[NUMBERS] = rows[NUMBERS].astype(float).fillna(0.0)
    return rows


def changed_units(arcs: pd.DataFrame) -> float:
    """Units added plus units taken away, per contingent, role, site and period, as ``changes`` counts."""
    return float((arcs["units" + AFTER] - arcs["units" + BEFORE]).abs().sum())


def contingents_table(pair: Pair, arcs: pd.DataFrame) -> Table:
    """One row for each contingent that changed and each run of periods in which it did so alike."""
    changed = arcs[differ(arcs, "units", "heads")]
    rows = total(arcs.merge(changed[BY].drop_duplicates(), on=BY), BY, *NUMBERS)
    less, more = _places(changed, -1.0), _places(changed, 1.0)
    rows = rows.assign(
        change=_what_happened(rows),
        **{"Less at": looked_up(rows[BY], less), "More at": looked_up(rows[BY], more)},
        weighs=looked_up(rows[BY], _weights(changed), blank=0.0).astype(float),
    )
    rows = period_runs(rows, ["contingent"], ["change", *NUMBERS, "Less at", "More at"])
    shown = one_row_a_run(rows, ["weighs"]).rename(columns=NAMES)
    for name in ("nation", "capability"):
        shown[name.capitalize()] = _of_contingents(pair, shown["Contingent"], name)
    order = ["weighs", "Contingent", "From"]
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


def _places(changed: pd.DataFrame, sign: float) -> pd.Series:
    """For each contingent and period, the places that have more units (or fewer), and how many."""
    rows = changed.assign(
        place=changed["site"].astype(object) + " / " + changed["role"].astype(object),
        units=sign * (changed["units" + AFTER] - changed["units" + BEFORE]),
    )
    return named_amounts(rows[rows["units"] > TOLD_AS_NOTHING], BY, "place", "units")


def _weights(changed: pd.DataFrame) -> pd.Series:
    """How many heads each contingent adds or takes away somewhere, whichever is more."""
    heads = changed["heads" + AFTER] - changed["heads" + BEFORE]
    rows = changed[BY].assign(more=heads.clip(lower=0.0), less=(-heads).clip(lower=0.0))
    return rows.groupby(BY)[["more", "less"]].sum().max(axis=1)


def _of_contingents(pair: Pair, contingents: pd.Series, column: str) -> pd.Series:
    """What the second plan says of each contingent, else the first."""
    known: dict[object, object] = {}
    for answer in (pair.before, pair.after):
        table = answer.plan.contingents
        names = spelled(table["contingent"], pair.after.plan.contingents["contingent"])
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
