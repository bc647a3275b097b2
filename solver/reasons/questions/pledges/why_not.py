"""Why a pledge is not used: what closes its places, what its use would cost, and what would make it free."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from solver.model.linexpr import Floats
from solver.reasons.absent_rows import REGISTERS, absent_names
from solver.reasons.cells import place_of
from solver.reasons.contradiction import ContradictionSearch
from solver.reasons.elastic import Asked, elastic_program
from solver.reasons.gates import count_places, gates_of
from solver.reasons.questions.answer import Answer, Price, Question, RankPrice, claim_of, rank_room
from solver.reasons.questions.free_changes import FreeChanges
from solver.reasons.questions.least_changes import CellSearch
from solver.reasons.questions.pledges import pledge_text as told
from solver.reasons.questions.pledges.closed_places import of_absent, of_closed
from solver.reasons.questions.pledges.nearest_plan import nearest_plan
from solver.reasons.questions.pledges.pledge import PledgeQuestion, displaced_by, places_of, pledge_question
from solver.reasons.questions.pledges.pledge_changes import cells_to_try, with_change, with_ranks
from solver.reasons.questions.pricing import kept_ranks
from solver.reasons.questions.session import Session
from solver.reasons.questions.told_ranks import all_closed

PRICE_SHARE, NEAREST_SHARE, CELLS_SHARE = 0.9, 0.1, 0.25
"""Shares of the time left for the price, for the nearest plan of that price, and for the cells in the way."""

NEAREST_SECONDS = 2.0
"""For the nearest plan at most: it only tells the same price with fewer units displaced."""

MOST_CHANGES = 3
"""Changes of cells that are told; each takes a plan of the changed workbook, rank by rank."""


def answers(session: Session, question: Question) -> Iterator[Answer]:
    """The answers of why one more unit is not used there, each better than the one before.

    Raises ValueError for a name that the workbook does not have.
    """
    plan = session.base.plan
    absent = absent_names(plan, {field: getattr(question, field) for field in REGISTERS})
    if absent:
        yield from of_absent(session, question, absent)
        return
    asked = pledge_question(session.base, question)
    gates, open_places = gates_of(plan, places_of(plan, question))
    answer = Answer(question=question, claim="not_settled", text=(), gates=gates, open_places=open_places)
    if not open_places:
        places = count_places(plan, places_of(plan, question))
        yield from of_closed(session, asked, answer, places)
    elif asked.there:
        yield _already_there(session, asked, answer)
    else:
        yield from _of_open(session, asked, answer)


def _already_there(session: Session, asked: PledgeQuestion, answer: Answer) -> Answer:
    """The answer of what is in the plan: it costs what the plan comes to."""
    base = session.base
    price = tuple(
        RankPrice(rank=rank.rank, name=told.rank_name(rank), base=of.value, low=of.value, high=of.value)
        for rank, of in zip(base.program.ranks, base.solved.settled, strict=True)
    )
    text = (told.in_plan(asked.question, asked.now),)
    return replace(answer, claim="proved", possible=True, price=price, text=text)


# ── Some place is open ───────────────────────────────────────────────────────────────────────────────────


def _of_open(session: Session, asked: PledgeQuestion, answer: Answer) -> Iterator[Answer]:
    """The answers where a place is open: first what arithmetic shows, then the price and what makes it."""
    base = session.base
    row = asked.row(base.plan, base.program)
    keepable = session.pricer.keepable(row, session.left())
    if keepable is None:
        answer = replace(answer, claim="proved", possible=False, text=(told.impossible(asked.question),))
        yield answer
        yield from _in_the_way(session, asked, answer, 0)
        return
    names = [told.rank_name(rank) for rank in base.program.ranks]
    yield replace(answer, text=told.before_the_search(asked, names, keepable if base.proved else len(names)))
    if session.left() <= 0.0:
        return
    price = session.pricer.price(row, PRICE_SHARE * session.left())
    if price.possible is None:
        return
    answer = _with_price(session, asked, answer, price)
    yield answer
    if price.values is not None and all_closed(price.ranks) and session.left() > 0.0:
        seconds = min(NEAREST_SECONDS, NEAREST_SHARE * session.left())
        values, nearest = nearest_plan(session, lambda of: asked.row(base.plan, of), price, seconds)
        if not _of_price(session, values, price):
            values, nearest = price.values, False
        displaced = displaced_by(base, values)
        lines = told.displaced(base.plan, asked.question, displaced, nearest=nearest)
        answer = replace(answer, displaced=displaced, text=(*answer.text, *lines))
        yield answer
    if refuted(session, price):
        worst = sum(1 for rank in price.ranks if rank.rank <= (price.first_worse or 0))
        yield from _in_the_way(session, asked, answer, worst)


def _of_price(session: Session, values: Floats, price: Price) -> bool:
    """Whether a plan comes to the price that is told."""
    return all(
        abs(rank.cost.value(values) - told_of.high) <= rank_room(told_of.high)
        for rank, told_of in zip(session.base.program.ranks, price.ranks, strict=True)
    )


def refuted(session: Session, price: Price) -> bool:
    """Whether it is settled that what is asked costs something: that no plan with it is as good."""
    if price.possible is not True or not price.closed or price.first_worse is None:
        return price.possible is False
    before = [rank for rank in price.ranks if rank.rank < price.first_worse]
    return session.base.proved or all(rank.low >= rank.base - rank_room(rank.base) for rank in before)


def _with_price(session: Session, asked: PledgeQuestion, answer: Answer, price: Price) -> Answer:
    """The answer with what its best plan comes to."""
    sure = refuted(session, price)
    lines = told.priced(session.base.plan, asked, price, sure=sure)
    values = price.values if all_closed(price.ranks) else None
    return replace(
        answer,
        claim=claim_of(price),
        possible=price.possible,
        price=price.ranks,
        first_worse=price.first_worse if sure else None,
        displaced=() if values is None else displaced_by(session.base, values),
        text=lines,
    )


def _in_the_way(session: Session, asked: PledgeQuestion, answer: Answer, ranks: int) -> Iterator[Answer]:
    """The answers with the cells that rule it out where so many ranks are no worse, and their least changes.

    Asked only where it is settled that it costs something.
    """
    if session.left() <= 0.0:
        return
    base = session.base
    end = time.monotonic() + CELLS_SHARE * session.left()
    search = CellSearch(base, lambda program: asked.row(base.plan, program), end)
    found = search.blocking(ranks)
    if found is None:
        found = _of_whole_units(session, asked, ranks, end)
    if found is None:
        return
    cells = [search.elastic.cells[at] for at in sorted(found)]
    names = [rank.name for rank in answer.price[:ranks]]
    lines = (*answer.text, *told.in_the_way(base.plan, cells, names))
    answer = replace(answer, cells=tuple(place_of(cell) for cell in cells), text=lines)
    yield answer
    search.end = session.end
    changes = FreeChanges(session=session, rows=asked.rows, refuted=True)
    for at in cells_to_try(base.plan, asked.question, search.elastic.cells, found):
        if session.left() <= 0.0 or len(answer.changes) >= MOST_CHANGES:
            break
        change = changes.of_cell(search, at)
        if change is not None:
            cell, first = search.elastic.cells[at], not answer.changes
            line = told.free_with(base.plan, change, cell, first=first)
            answer = with_change(answer, change, line)
            yield answer
    yield from with_ranks(session, asked, answer)


def _of_whole_units(session: Session, asked: PledgeQuestion, ranks: int, end: float) -> frozenset[int] | None:
    """The cells in the way where only whole units make them so: by a search's word, confirmed by another."""
    base = session.base
    stated = Asked(
        rows=lambda program: [asked.row(base.plan, program), *kept_ranks(program, base)[:ranks]],
        baseline=base.baseline,
    )
    search = ContradictionSearch(elastic_program(base.plan, stated), session.options, end)
    found = search.whole_contradiction()
    return None if found is None else found.cells
