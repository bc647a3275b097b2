"""Asks: which changes of the workbook help most, each measured by the best plan that it gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from solver.reasons.questions.answer import (
    Answer,
    Ask,
    Bundle,
    Claim,
    Numbers,
    Price,
    Question,
    RankNumber,
    claim_of,
    rank_room,
)
from solver.reasons.questions.asks.ask_bundles import bundles_of
from solver.reasons.questions.asks.ask_search import Asks, Choice, ChoiceSearch, TriedChoice
from solver.reasons.questions.asks.ask_text import sentences, told_ranks
from solver.reasons.questions.session import Session

DEFAULT_COUNT = 5
"""Asks that are told where the question names no number."""

RESERVE = 0.25
"""Share of the time that is left for bundles."""


def answers(session: Session, question: Question) -> Iterator[Answer]:
    """The answers to the question whom to ask for what, each better than the one before.

    Candidates are tried in the order of what they promise, until no other can be among the best; then the
    bundles.
    """
    question = replace(question, count=question.count or DEFAULT_COUNT)
    asks = Asks(session)
    search = ChoiceSearch(asks, size=1, count=question.count, floor=asks.base, reserve=RESERVE)
    told: list[Choice] = []
    for _ in search.run():
        best = [each.choice for each in search.best()]
        if best != told:
            told = best
            yield _answer(asks, search, question)
    found = _answer(asks, search, question)
    yield found
    for bundles in bundles_of(asks, search.best()):
        yield _answer(asks, search, question, bundles)


def _answer(asks: Asks, search: ChoiceSearch, question: Question, bundles: tuple[Bundle, ...] = ()) -> Answer:
    told = tuple(_ask(asks, each) for each in search.best())
    claim: Claim = "proved" if search.proved else "at_most" if told else "not_settled"
    looked, of = len(search.found), len(asks.candidates)
    return Answer(
        question=question,
        claim=claim,
        text=sentences(
            asks.session.base, told, bundles, looked=looked, candidates=of, complete=search.complete
        ),
        asks=told,
        bundles=bundles,
    )


def _ask(asks: Asks, tried: TriedChoice) -> Ask:
    candidate = asks.candidates[tried.choice[0]]
    return Ask(
        what=candidate.what,
        setting=candidate.setting,
        add=candidate.add,
        ranks=told_ranks(tried.price),
        most=_most(tried.price, asks.base),
        claim=claim_of(tried.price),
        confidence=candidate.confidence,
    )


def _most(found: Price, base: Numbers) -> RankNumber | None:
    """The first rank that can be better, and by how much at most."""
    for rank, now in zip(found.ranks, base, strict=True):
        if rank.low < now - rank_room(now):
            return RankNumber(rank=rank.rank, value=now - rank.low)
    return None
