"""Why a requirement lacks: how little it can lack at best, what that costs, and what alone would fill it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from solver.plan.plan import SHORTFALLS
from solver.reasons.questions.answer import Answer, Claim, Help, Price, Question, claim_of, numbers_of
from solver.reasons.questions.pledges.pledge import displaced_by
from solver.reasons.questions.pledges.why_not import refuted
from solver.reasons.questions.session import Session
from solver.reasons.questions.shortfalls import short_text as told
from solver.reasons.questions.shortfalls.filling import Filling, TriedChange
from solver.reasons.questions.shortfalls.lacks import (
    ProgramLack,
    Requirement,
    held,
    lack_of,
    requirement_of,
    who_lacks_more,
    worst_first,
)
from solver.reasons.questions.shortfalls.least_lack import LeastLack, least_lack
from solver.reasons.questions.shortfalls.short_price import is_shifted, price_of
from solver.reasons.questions.told_ranks import all_closed, is_closed, told_ranks

__all__ = ["answers", "worst_first"]

LEAST_SHARE, PRICE_SHARE = 0.4, 0.9
"""Shares of the time left for the least lack, and for its price."""

HELD_SHARE, TRIALS_SHARE = 0.2, 0.7
"""Shares of the time left for what can be filled with nobody worse, and for trying changes out."""

MOST_CHANGES = 6
"""Changes that fill it that are told."""


def answers(session: Session, question: Question) -> Iterator[Answer]:
    """The answers of why a requirement lacks, each better than the one before."""
    base = session.base
    asked = requirement_of(base, question)
    if asked is None:
        text = (told.not_asked(question),)
        yield Answer(question=question, claim="proved", text=text, possible=True, least_lack=(0.0, 0.0))
        return
    question = replace(question, period=asked.period)
    answer = Answer(question=question, claim="not_settled", text=())
    if asked.lack <= asked.room:
        text = (told.lacks_nothing(asked),)
        yield replace(answer, claim="proved", text=text, possible=True, least_lack=(0.0, 0.0))
        return
    lack = lack_of(base.plan, base.program, asked)
    least = LeastLack(low=0.0, high=asked.lack, values=base.values)
    yield _with_least(answer, asked, least)
    least = least_lack(lack, session.options, base.values, LEAST_SHARE * session.left())
    answer = _with_least(answer, asked, least)
    yield answer
    if session.left() > 0.0 and least.high < asked.lack - asked.room:
        answer = _with_price(session, asked, answer, lack, least)
        yield answer
    if session.left() > 0.0:
        yield from _with_changes(session, asked, answer)


def _with_least(answer: Answer, asked: Requirement, least: LeastLack) -> Answer:
    """The answer with how little it can lack."""
    possible = True if least.high <= asked.room else False if least.low > asked.room else None
    return replace(
        answer,
        claim=_claim_of_least(asked, least),
        possible=possible,
        least_lack=(least.low, least.high),
        text=(told.at_best(asked, least),),
    )


def _claim_of_least(asked: Requirement, least: LeastLack) -> Claim:
    """How sure it is how little it can lack, where what that costs is not told."""
    less = least.high < asked.lack - asked.room
    if least.closed and not less:
        return "proved"
    if least.low > asked.room:
        return "between"
    return "at_most" if less else "not_settled"  # the plan asked about is not one that was found


# ── What it costs ────────────────────────────────────────────────────────────────────────────────────────


def _with_price(
    session: Session, asked: Requirement, answer: Answer, lack: ProgramLack, least: LeastLack
) -> Answer:
    """The answer with what the plans come to that lack as little as that, and with who then lacks more."""
    base, row = session.base, lack.at_most(least.high)
    known = base.values if least.values is None else least.values
    found = price_of(session, asked, row, known, PRICE_SHARE * session.left())
    price = found.price
    if found.told is None:
        return answer
    sure = refuted(session, price)
    answer = replace(
        answer,
        claim=_claim(least, price),
        price=price.ranks,
        first_worse=price.first_worse if sure else None,
    )
    more = ""
    if _shortfalls_closed(price):
        more = told.lacking(asked, who_lacks_more(base, found.told, asked), near=found.near)
    shifted = is_shifted(base, asked, least.high, price)
    lines = told.priced(base.plan, asked, least, price, more, sure=sure, shifted=shifted)
    displaced = displaced_by(base, found.told) if all_closed(price.ranks) else ()
    return replace(answer, displaced=displaced, text=lines)


def _shortfalls_closed(price: Price) -> bool:
    """Whether it is settled how much lacks in all, so that it may be told of whom."""
    of_shortfalls = [rank for rank in price.ranks if not set(SHORTFALLS).isdisjoint(rank.name.split(" + "))]
    told_of = told_ranks(price.ranks)
    return all(rank in told_of and is_closed(rank) for rank in of_shortfalls)


def _claim(least: LeastLack, price: Price) -> Claim:
    """How sure the least lack and its price are, together."""
    if not least.closed:
        return "between" if least.low > 0.0 else "at_most"
    return claim_of(price)


# ── What alone would fill it ─────────────────────────────────────────────────────────────────────────────


def _with_changes(session: Session, asked: Requirement, answer: Answer) -> Iterator[Answer]:
    """The answers with the changes of one cell that fill it while no other requirement lacks more."""
    base = session.base
    alone = lack_of(base.plan, held(base, base.plan, base.program, asked), asked)
    now = least_lack(alone, session.options, base.values, HELD_SHARE * session.left(), confirm=False)
    answer = _with_found(answer, asked, now)
    if now.high <= asked.room:
        yield replace(answer, text=(*answer.text, told.nobody_else_lacks_more()))
    if now.high <= asked.room or session.left() <= 0.0:
        return
    filling = Filling(session, asked, time.monotonic() + TRIALS_SHARE * session.left())
    tried: list[TriedChange] = []
    for each in filling.trials():
        tried.append(each)
        filled = [one for one in tried if one.high <= asked.room]
        if each.high <= asked.room:
            yield _with_filled(answer, filled)
        if len(filled) >= MOST_CHANGES:
            break
    filled = [one for one in tried if one.high <= asked.room]
    if filled:
        yield from _with_ranks(session, answer, filled)
        return
    helping = [each for each in tried if each.high < now.high - asked.room]
    best = min(helping, key=lambda each: each.high, default=None)
    helps = () if best is None else (Help(change=best.change, lacks=(best.low, best.high)),)
    lines = told.none_alone(asked, len(tried) - filling.unsettled, best, filling.unsettled + filling.left_out)
    yield replace(answer, helps=helps, text=(*answer.text, *lines))


def _with_found(answer: Answer, asked: Requirement, now: LeastLack) -> Answer:
    """The answer with a plan in which less lacks, where none was found before."""
    low, high = answer.least_lack or (0.0, asked.lack)
    if answer.claim != "not_settled" or answer.price or now.high >= high - asked.room:
        return answer
    return _with_least(answer, asked, replace(now, low=low))


def _with_filled(answer: Answer, filled: Sequence[TriedChange]) -> Answer:
    """The answer with these changes."""
    lines = tuple(told.filled_by(each) for each in filled)
    return replace(answer, changes=tuple(each.change for each in filled), of_changes=lines)


def _with_ranks(session: Session, answer: Answer, filled: list[TriedChange]) -> Iterator[Answer]:
    """The answers with what the best plan of each changed workbook comes to."""
    for place, each in enumerate(filled):
        if session.left() <= 0.0:
            return
        best = session.best(session.changed((each.override,)))
        if best.settled and best.possible:
            filled[place] = replace(each, change=replace(each.change, ranks=numbers_of(best)))
            yield _with_filled(answer, filled)
