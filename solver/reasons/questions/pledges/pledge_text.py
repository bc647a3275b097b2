"""Sentences of why a pledge is not used, in the planner's words."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from solver.model.program import Rank
from solver.plan import Plan
from solver.reasons.cells import Cell, cell_name, cell_value, shown
from solver.reasons.questions.answer import (
    Change,
    Displaced,
    OpenSentence,
    Price,
    Question,
    RankPrice,
    rank_room,
)
from solver.reasons.questions.pledges.pledge import PledgeQuestion
from solver.reasons.questions.session import Session
from solver.reasons.questions.told_ranks import is_closed, is_near, is_worse, told_ranks
from solver.text.numbers import counted, money, number, per_cent, with_and

LARGEST_DISPLACED = 3
CELLS_TOLD = 3
"""Cells of one column that are named; more of them are counted."""

SHARES = ("worst shortfall", "largest burden")
"""Objectives that come to a share."""

PLURAL = ("heads", "moves", "changes", "open sites", "nations at sites")
"""Objectives whose names are plural."""


def rank_name(rank: Rank) -> str:
    """A rank's name, by its objectives."""
    return " + ".join(part.name for part in rank.parts)


def is_plural(name: str) -> bool:
    """Whether a rank's name takes a verb in the plural."""
    return " + " in name or name in PLURAL


def subject(question: Question) -> str:
    """What is asked about: ``POL-INF as Infantry at Lviv in period 2``."""
    role = f" as {question.role}" if question.role else ""
    site = f" at {question.site}" if question.site else ""
    period = f" in period {question.period}" if question.period else ""
    return f"{question.contingent}{role}{site}{period}"


def value_of(plan: Plan, name: str, value: float) -> str:
    """What a rank comes to, as results show it."""
    if name == "cost":
        return money(value, plan.settings.currency)
    return per_cent(value, 2) if name in SHARES else number(value)


def in_plan(question: Question, now: float) -> str:
    """The sentence of what the plan has already."""
    return f"{subject(question)} is in the plan: {counted(now, 'unit', 'units')}, counted in every period."


def impossible(question: Question) -> str:
    """The sentence of what no plan has, though a place is open."""
    if question.more:
        return f"No plan from this workbook uses more of {subject(question)} than this plan does."
    return f"No plan from this workbook uses {subject(question)}."


# ── Prices ───────────────────────────────────────────────────────────────────────────────────────────────


def before_the_search(asked: PledgeQuestion, names: Sequence[str], keepable: int) -> tuple[str, ...]:
    """The sentence of what is known before a plan is looked for; ``keepable``: how many ranks may stay."""
    if keepable >= len(names):
        return (OpenSentence(f"What it would cost to use {subject(asked.question)} is not settled."),)
    listed = _with_or(names[: keepable + 1])
    least = f"{_could(asked)}, if at all, only at a worse {listed}"
    return (OpenSentence(f"{least}; how much worse is not settled."),)


def _with_or(names: Sequence[str]) -> str:
    """Names of which one or more are meant: a, b or c."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


def _could(asked: PledgeQuestion) -> str:
    more = " once more" if asked.question.more and asked.now > 0 else ""
    return f"{subject(asked.question)} could be used{more}"


def priced(plan: Plan, asked: PledgeQuestion, price: Price, *, sure: bool) -> tuple[str, ...]:
    """The sentences of a price; ``sure``: whether it is settled that it costs something."""
    if price.possible is False:
        return (impossible(asked.question),)
    moved = [rank for rank in price.ranks if has_moved(rank)]
    if price.free and not moved:
        return (f"{_could_as_well(asked)}: a plan with it comes to the same in every priority.",)
    if price.free:
        return (
            f"A better plan than this one was found, and it uses {subject(asked.question)}: "
            f"{found(plan, moved[0])}.",
        )
    return costs(plan, _could(asked), price, sure=sure)


NOTHING_BEFORE = "; nothing before it changes"


def costs(  # noqa: PLR0913 - a price, and the words of those whom it is told
    plan: Plan, could: str, price: Price, *, sure: bool, then: str = "but", before: str = NOTHING_BEFORE
) -> tuple[str, ...]:
    """The sentences of what costs something: ``could`` and the first rank that is worse, then those behind.

    ``sure``: whether it is settled that it costs something. ``before``: what is said of the ranks before the
    first that is worse. Ranks behind an open one are not told.
    """
    told = told_ranks(price.ranks)
    first = next((rank for rank in told if rank.rank == price.first_worse), None)
    if not sure or first is None:
        return (OpenSentence(f"{could}; {not_settled(plan, price.ranks)}."),)
    before = before if first is not told[0] else ""
    later = [rank for rank in told if rank.rank > first.rank]
    moved = [moves(plan, rank) for rank in later if has_moved(rank) and (is_closed(rank) or is_worse(rank))]
    behind = [f"After that, {with_and(moved)}."] if moved else []
    if later and not is_closed(later[-1]) and not is_worse(later[-1]):
        behind.append(OpenSentence(f"W{not_settled(plan, price.ranks)[1:]}."))
    return (f"{could}, {then} {moves(plan, first)}{before}.", *behind)


def not_settled(plan: Plan, price: Sequence[RankPrice]) -> str:
    """What is open of a price: the first rank that is, and between what it lies where that is near."""
    *_, last = told_ranks(price)
    of = "" if is_closed(last) else f" in {last.name}"
    least, most, now = (value_of(plan, last.name, each) for each in (last.low, last.high, last.base))
    known = f": {least} to {most}, where it is {now} now" if of and is_near(last) and least != most else ""
    return f"what it costs{of} was not settled in the time{known}"


def _could_as_well(asked: PledgeQuestion) -> str:
    more = "once more" if asked.question.more and asked.now > 0 else "as well"
    return f"{subject(asked.question)} could {more} be used" if more == "as well" else _could(asked)


def has_moved(rank: RankPrice) -> bool:
    """Whether a rank comes to something else than in the plan."""
    room = rank_room(rank.base)
    return abs(rank.high - rank.base) > room


def moves(plan: Plan, rank: RankPrice) -> str:
    """``drawdown would rise from 7,650 to 8,400``; of an open rank that is worse, to how much at least."""
    if is_closed(rank):
        return _would(plan, rank, rank.high, "to", "by")
    most = f" and at most to {value_of(plan, rank.name, rank.high)}" if is_near(rank) else ""
    least = _would(plan, rank, rank.low, "to at least", "by at least")
    return f"{least}{most if value_of(plan, rank.name, rank.high) not in least else ''}"


def found(plan: Plan, rank: RankPrice) -> str:
    """The same of a plan that was found, whether or not there is a better one."""
    return _would(plan, rank, rank.high, "to", "by")


def _would(plan: Plan, rank: RankPrice, value: float, to: str, by: str) -> str:
    """What a rank would do: both values, or their difference where they read the same."""
    turn = "rise" if value > rank.base else "fall"
    now, then = (value_of(plan, rank.name, each) for each in (rank.base, value))
    if now != then:
        return f"{rank.name} would {turn} from {now} {to} {then}"
    step = value_of(plan, rank.name, abs(value - rank.base))
    if step == value_of(plan, rank.name, 0.0):
        return f"{rank.name} would {turn} a little from {now}"
    return f"{rank.name} would {turn} {by} {step} from {now}"


# ── Whom it displaces, what stands in the way, what would make it free ───────────────────────────────────


def displaced(
    plan: Plan, question: Question, units: Sequence[Displaced], *, nearest: bool
) -> tuple[str, ...]:
    """The sentence of what another plan has more and fewer of, the largest few by heads."""
    others = [row for row in units if row.contingent != question.contingent]
    if not others:
        return ("No other contingent has to change for it.",) if units else ()
    heads = plan.contingents.set_index("contingent")["heads_per_unit"]
    rows = pd.DataFrame(
        {
            "contingent": [row.contingent for row in others],
            "net": [row.units * heads[row.contingent] for row in others],
        }
    )
    rows = rows.assign(size=rows["net"].abs()).groupby("contingent", sort=True).sum()
    rows = rows.sort_values("size", ascending=False, kind="stable")
    times = "heads" if plan.settings.periods == 1 else "heads x periods"
    parts = [
        _displaced(str(name), row["net"], times) for name, row in rows.head(LARGEST_DISPLACED).iterrows()
    ]
    more = len(rows) - len(parts)
    rest = f"; {counted(more, 'more contingent', 'more contingents')} changed" if more > 0 else ""
    which = "The nearest plan with it" if nearest else "The plan that was found with it, one of several,"
    return (f"{which} has {with_and(parts)}{rest}.",)


def _displaced(name: str, net: float, times: str) -> str:
    if abs(net) < 0.5:
        return f"{name} at another place"
    return f"{number(abs(net))} {times} {'more' if net > 0 else 'fewer'} of {name}"


def in_the_way(plan: Plan, cells: Sequence[Cell], ranks: Sequence[str]) -> tuple[str, ...]:
    """The sentence of the cells that stand in the way together."""
    kept = (
        f" where {with_and(ranks)} {'stay' if len(ranks) > 1 or is_plural(ranks[0]) else 'stays'} as now"
        if ranks
        else ""
    )
    if not cells:
        return (f"No number of the workbook stands in the way of it: what it costs is its own{kept}.",)
    kinds: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        kinds.setdefault((cell.sheet, cell.column), []).append(cell)
    parts: list[str] = []
    for kind in kinds.values():
        few = kind if len(kind) <= CELLS_TOLD else kind[: CELLS_TOLD - 1]
        parts += [f"{cell_name(plan, cell)} at {cell_value(plan, cell)}" for cell in few]
        if len(kind) > len(few):
            parts.append(f"{kind[0].column} of {len(kind) - len(few)} more {kind[0].sheet.lower()}")
    together = "These rule it out together" if len(cells) > 1 else "This rules it out"
    return (f"{together}{kept} (a sufficient reason, not the only one): {with_and(parts)}.",)


def free_with(plan: Plan, change: Change, cell: Cell, *, first: bool) -> str:
    """The sentence of a change of one cell that makes it free; the ``first`` says what that means."""
    step = f"were {_typed(cell, change.after)} instead of {_typed(cell, change.before)}"
    means = " in your priorities (no rank is worse before one is better)" if first else ""
    return f"It would cost nothing{means} if {cell_name(plan, cell)} {step}{nearer(change)}."


def nearer(change: Change) -> str:
    """The doubt whether less of a change would do; "" where it is proved that none does."""
    return "" if change.claim == "proved" else " (less may do)"


def best_with(session: Session, change: Change) -> str:
    """The sentence of what the best plan comes to with a change, of every priority that it moves."""
    plan, base = session.base.plan, session.base
    parts: list[str] = []
    for rank, of, now in zip(change.ranks, base.program.ranks, base.solved.settled, strict=True):
        if abs(rank.value - now.value) > rank_room(now.value):
            name = rank_name(of)
            then, before = (value_of(plan, name, value) for value in (rank.value, now.value))
            verb = "" if parts else "come " if is_plural(name) else "comes "
            by = value_of(plan, name, abs(rank.value - now.value))
            step = f"{by} {'more' if rank.value > now.value else 'less'}"
            parts.append(f"{name} {verb}to {f'{then} instead of {before}' if then != before else step}")
    told = with_and(parts) if parts else "every priority comes to the same"
    return f"In the best plan with {change.setting}, {told}."


def _typed(cell: Cell, text: str) -> str:
    try:
        return shown(cell, float(text))
    except ValueError:
        return text or "blank"
