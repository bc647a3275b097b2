"""The tables of withdrawals: each alone, worst first, and pairs that hurt more than the sum of both."""

from __future__ import annotations

import math
from collections.abc import Sequence

from solver.plan import Plan
from solver.results.tables import Field, Show, Table, make_table
from solver.studies.point import PointOutcome
from solver.studies.told.losses import lost_where, never_worse, unreplanned
from solver.studies.told.names import in_cell
from solver.studies.told.point_columns import Told, closing_columns, rank_columns, table_of
from solver.studies.told.rank_words import (
    LONG_UNITS,
    RankWords,
    capital,
    known_lows,
    level_text,
    units_note,
)
from solver.studies.withdraw.withdraw import RankBeyond, Withdrawal, WithdrawAnswer

MOST_BROKEN = 2
"""Broken rules that are named."""

MOST_NOTES = 4
"""Rows that leave with somebody which are named."""

PAIRS, SHORT_ROWS = "Pairs", 5
"""The sheet of pairs, and how many of them the answer itself shows."""

BEYOND_IN, BEYOND_BY = "Worse than both alone added up, in", "by at least"

NOTE = (
    "Worst first. Heads x periods gone: what the plan as it stands has of it. Where more lacks: in heads x "
    "periods; what lacks less elsewhere is not told."
)


def singles_table(
    plan: Plan, answer: WithdrawAnswer, rows: Sequence[Withdrawal], told: Sequence[tuple[int, RankWords]]
) -> Table:
    """One row for each that leaves alone; ``told``: the ranks that have columns, with their places."""
    outcomes = [each.outcome for each in rows]
    kinds = [each.leaving[0].kind for each in rows]
    lacks_more = [_lacks_more(answer.base, each, told) for each in outcomes]
    columns = [
        Told(Field("No", Show.COUNT), range(1, len(rows) + 1)),
        Told(Field("Kind", Show.TEXT), kinds if len(set(kinds)) > 1 else [""] * len(rows), always=False),
        Told(Field("Leaves", Show.TEXT), [each.leaving[0].name for each in rows]),
        Told(Field("Heads x periods gone", Show.HEADS), [_gone(each) for each in outcomes]),
    ]
    for at, rank in told:
        name = capital(rank.name)
        still = [_at(unreplanned(plan, each), at) for each in outcomes]
        unit = rank.header.removeprefix(name)
        columns.append(Told(Field(f"{name} if nobody replans{unit}", rank.show), still))
        columns += [_renamed(each, name) for each in _of_rank(outcomes, rank, at)]
    columns += [
        Told(Field("Rules broken if nobody replans", Show.COUNT), [_broken_count(each) for each in outcomes]),
        Told(Field("Which rules", Show.LONG), [_broken(each) for each in outcomes], always=False),
        Told(Field("Where more lacks after all replan", Show.LONG), lacks_more),
        Told(
            Field("Rows that no longer count", Show.LONG),
            [in_cell(each.notes, MOST_NOTES) for each in outcomes],
            always=False,
        ),
        *closing_columns(outcomes),
    ]
    note = (NOTE, _as_it_stands(answer.base, told), units_note([rank for _, rank in told]))
    return table_of("Withdrawals", columns, " ".join(filter(None, note)))


def _as_it_stands(base: PointOutcome, told: Sequence[tuple[int, RankWords]]) -> str:
    """What the ranks come to if nobody leaves."""
    if not base.has_plan:
        return ""
    lows = known_lows(base)
    values = (f"{rank.name} {level_text(rank, base.values[at], lows[at])}" for at, rank in told)
    return f"As it stands: {'; '.join(values)}."


def _of_rank(outcomes: Sequence[PointOutcome], rank: RankWords, at: int) -> list[Told]:
    """The columns of one rank after all replan."""
    none_before = [RankWords(name=f"{place}", unit="", show=rank.show) for place in range(at)]
    return rank_columns(outcomes, [*none_before, rank])[2 * at :]


def _renamed(column: Told, name: str) -> Told:
    """The column named for what it is after all replan."""
    field = column.field
    behind = field.name.removeprefix(name)
    return Told(Field(f"{name} after all replan{behind}", field.show), column.values, column.always)


def _lacks_more(base: PointOutcome, outcome: PointOutcome, told: Sequence[tuple[int, RankWords]]) -> str:
    """Where more lacks; nothing where no shortfall grows: then another plan, as good, lacks it elsewhere."""
    return "" if never_worse(base, outcome, [at for at, _ in told]) else lost_where(base, outcome)


def _gone(outcome: PointOutcome) -> float:
    return outcome.fixed.heads if outcome.fixed is not None else math.nan


def _at(values: Sequence[float], at: int) -> float:
    return values[at] if at < len(values) else math.nan


def _broken_count(outcome: PointOutcome) -> object:
    return len(outcome.fixed.broken) if outcome.fixed is not None else ""


def _broken(outcome: PointOutcome) -> str:
    """The first rules that the plan breaks if nobody replans."""
    broken = outcome.fixed.broken if outcome.fixed is not None else ()
    return in_cell(broken, MOST_BROKEN)


def least_beyond(ranks: Sequence[RankWords], beyond: RankBeyond, *, long_unit: bool) -> str:
    """By how much a pair hurts beyond the sum of both, at least, with the unit of the rank.

    ``long_unit``: whether a unit of many words is told, too.
    """
    rank = next(each for each in ranks if each.name == beyond.name)
    return rank.text(rank.least(beyond.amount), unit=long_unit or rank.unit not in LONG_UNITS)


def pairs_table(rows: Sequence[Withdrawal], ranks: Sequence[RankWords], told: Sequence[RankWords]) -> Table:
    """One row for each pair, those that hurt more than both alone together first.

    ``ranks``: all of them; ``told``: those that have columns.
    """
    outcomes = [each.outcome for each in rows]
    beyond = [each.beyond for each in rows]
    columns = [
        Told(Field("No", Show.COUNT), range(1, len(rows) + 1)),
        Told(Field("Leaves", Show.TEXT), [each.leaving[0].name for each in rows]),
        Told(Field("and", Show.TEXT), [each.leaving[1].name for each in rows]),
        Told(
            Field(BEYOND_IN, Show.TEXT),
            ["" if each is None else each.name for each in beyond],
        ),
        Told(
            Field(BEYOND_BY, Show.TEXT),
            ["" if each is None else least_beyond(ranks, each, long_unit=False) for each in beyond],
        ),
        *rank_columns(outcomes, told),
        *closing_columns(outcomes),
    ]
    note = (
        "First those that are proved to hurt more than both alone together, with the first rank in which "
        "they do. All numbers are those after all replan."
    )
    of = {*(rank.name for rank in told), *(each.name for each in beyond if each is not None)}
    units = units_note([rank for rank in ranks if rank.name in of])
    return table_of(PAIRS, columns, f"{note} {units}".rstrip())


def worst_pairs(pairs: Table, told: Sequence[RankWords]) -> Table:
    """The first rows of the table of pairs; ``told``: the ranks that it has columns of."""
    rows = pairs.frame.head(SHORT_ROWS)
    hurts = (rows[BEYOND_IN] != "").any()
    names = {
        "No",
        "Leaves",
        "and",
        *(rank.header for rank in told),
        *([BEYOND_IN, BEYOND_BY] if hurts else []),
    }
    return make_table(pairs.title, [field for field in pairs.fields if field.name in names], rows)
