"""Answers in the words of a sheet's cell: claims, values of ranks, changes, units displaced, cells."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from solver.errors import Place
from solver.reasons.questions.answer import (
    CLAIMS,
    Answer,
    Change,
    Displaced,
    RankNumber,
    RankPrice,
    rank_room,
)
from solver.reasons.questions.told_ranks import is_closed, is_worse, told_ranks
from solver.results.tables import CELLS_APART
from solver.solution import RankValue
from solver.tables import RawTables
from solver.text.commands import told_settings
from solver.text.numbers import in_full, spans, with_and

MOST_LINES = 4
"""Changes, displaced units and cells that one cell names; more are counted."""

MILLIONS = 1e7
"""Values from here on are money, and told in millions."""

CLAIMS_TOLD = (
    "Claim: proved; between (a low and a high are known); at most (a plan was found, a cheaper one is not "
    "ruled out); not settled (nothing is claimed)."
)
"""What the words of a claim mean, for the notes of the sheets."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A rank that another plan moves: its name, its value in this plan, and in that one."""

    name: str
    now: float
    then: float

    def __str__(self) -> str:
        """The rank with both values, such as ``drawdown 300 → 450``."""
        return f"{self.name} {value_text(self.now)} → {value_text(self.then)}"


def value_text(value: float) -> str:
    """A rank's value or a number of heads: large ones in millions, whole from a thousand on, else in full."""
    if abs(value) >= MILLIONS:
        return f"{value / 1e6:,.2f} m"
    return in_full(round(value) if abs(value) >= 1000 else round(value, 4))


def values_now(ranks: Sequence[RankValue]) -> dict[str, float]:
    """What each rank of the plan came to when it was settled, by its name: answers are held against that."""
    return {rank.name: rank.value for rank in reversed(ranks)}


def moved(ranks: Sequence[RankValue], numbers: Sequence[RankNumber]) -> list[Moved]:
    """The ranks that come to another value than in this plan, in their order."""
    now = {rank.rank: rank for rank in ranks}
    return [
        Moved(now[each.rank].name, now[each.rank].value, each.value)
        for each in numbers
        if each.rank in now and abs(each.value - now[each.rank].value) > rank_room(each.value)
    ]


def first_moved(
    ranks: Sequence[RankValue], numbers: Sequence[RankNumber]
) -> tuple[Moved | None, list[Moved]]:
    """The first of these ranks, None where none is moved, and the others."""
    found = moved(ranks, numbers)
    return (found[0], found[1:]) if found else (None, [])


def in_sentence(others: Iterable[Moved]) -> str:
    """Ranks that another plan moves, one after the other; "" for none."""
    return ", ".join(map(str, others))


def priced(price: Sequence[RankPrice], rank: int | None) -> RankPrice | None:
    """The price in one rank; None where there is none, or where an open one is before it."""
    return next((each for each in told_ranks(price) if each.rank == rank), None)


def worse_lines(price: Sequence[RankPrice]) -> list[str]:
    """The ranks of a price that are worse, as far as ranks are told; an open one with its least."""
    return [
        f"{rank.name} {value_text(rank.base)} → "
        + (value_text(rank.high) if is_closed(rank) else f"at least {value_text(rank.low)}")
        for rank in told_ranks(price)
        if is_worse(rank)
    ]


def known_value(value: float | None) -> float:
    """The number, NaN where none is known: a blank cell."""
    return value if value is not None and math.isfinite(value) else math.nan


def claim_text(answer: Answer) -> str:
    """How sure an answer is; of a lack between two numbers, which."""
    if answer.claim == "between" and answer.least_lack is not None:
        low, high = (value_text(each) for each in answer.least_lack)
        if low != high:
            return f"between {low} and {high}"
    return CLAIMS[answer.claim]


def answer_text(answer: Answer, sentences: int = 1) -> str:
    """The sentence that answers the question, or so many."""
    return " ".join(answer.text[:sentences])


def few(lines: Sequence[str]) -> str:
    """The first lines, and how many more there are; "" for none."""
    more = [f"and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    return "\n".join([*lines[:MOST_LINES], *more])


def displaced_lines(displaced: Iterable[Displaced]) -> list[str]:
    """Who comes and who goes, periods with the same units as one; those who go first."""
    periods: dict[tuple[float, str, str, str], list[int]] = {}
    for each in displaced:
        periods.setdefault((each.units, each.contingent, each.site, each.role), []).append(each.period)
    lines = []
    for (units, contingent, site, role), when in sorted(periods.items(), key=lambda item: item[0][0] > 0):
        sign = "+" if units > 0 else "-"
        word = "period" if len(when) == 1 else "periods"
        lines.append(
            f"{sign}{in_full(abs(units))} {contingent}, {site} / {role}, {word} {with_and(spans(when))}"
        )
    return lines


def change_lines(tables: RawTables, ranks: Sequence[RankValue], changes: Iterable[Change]) -> list[str]:
    """Each change with its cell, what the best plan then comes to, and how to try it."""
    lines = []
    for change in changes:
        step = f"{change.before or 'blank'} → {change.after or 'blank'}"
        doubt = "" if change.claim == "proved" else " (less is not ruled out)"
        then = in_sentence(moved(ranks, change.ranks))
        told = f"; then {then}" if then else ""
        lines.append(f"{cell_text(tables, change.place)}: {step}{doubt}{told}; {set_text(change.setting)}")
    return lines


def set_text(setting: str) -> str:
    """A change as it is typed behind ``forcegen solve FILE``; "" for none."""
    return told_settings([setting]) if setting else ""


def cells_in_the_way(tables: RawTables, answer: Answer) -> dict[str, str]:
    """What closes it, or the cells that stand in its way, then those of changes: the first, and the others.

    Two columns, for a cell leads to one other only.
    """
    gates = [] if answer.cells or answer.open_places else [gate.place for gate in answer.gates]
    changes = [*answer.changes, *(each.change for each in answer.helps)]
    places = [*gates, *answer.cells, *(change.place for change in changes)]
    first, *others = list(dict.fromkeys(cell_text(tables, place) for place in places)) or [""]
    return {"In the way": first, "Also in the way": few(others).replace("\n", CELLS_APART)}


def cell_text(tables: RawTables, place: Place) -> str:
    """A place's cell as a planner finds it: ``Drawdown caps!E5``; its row or sheet where no cell is known."""
    table = tables.get(place.sheet)
    title = (table.title if table is not None else "") or place.sheet
    letter = table.letters.get(place.column, "") if table is not None else ""
    if place.row is None:
        return title
    return f"{title}!{letter or 'A'}{place.row}"
