"""Asks: which single changes of the workbook help most, each measured by the best plan that it gives."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from solver.errors import PlanError
from solver.model.program import Program
from solver.optimise.granularity import granularity
from solver.optimise.rounding import Completion
from solver.optimise.tightening import price, relaxed_model
from solver.reasons.questions.answer import (
    Answer,
    Ask,
    Bundle,
    Numbers,
    Price,
    Question,
    RankNumber,
    claim_of,
    compared,
    numbers_of,
    rank_room,
)
from solver.reasons.questions.ask_bundles import bundles_of
from solver.reasons.questions.ask_candidates import Candidate, candidates_of, changes_of
from solver.reasons.questions.ask_text import sentences
from solver.reasons.questions.session import ChangedPlan, Session
from solver.tolerances import NEARLY_A_STEP, TIGHTENING_MARGIN

DEFAULT_COUNT = 5
"""Asks that are told where the question names no number."""

BOUNDS_SHARE = 0.5
"""Share of the time in which bounds are worked out; the rest is for the asks that they promise."""

@dataclass(slots=True, kw_only=True, eq=False)
class Looked:
    """A candidate that was looked at.

    ``bound``: no plan of its workbook comes to less in the first rank; ``price``: of the best plan found.
    """

    candidate: Candidate
    changed: ChangedPlan
    bound: float
    price: Price | None = None


class AskSearch:
    """The search for the asks that help most: bounds of all first, then the best plans of those that promise.

    ``count``: how many are asked for.
    """

    def __init__(self, session: Session, count: int) -> None:
        self.session, self.count = session, count
        self.candidates = candidates_of(session.base)
        self.base: Numbers = tuple(rank.value for rank in session.base.solved.settled)
        self.looked: list[Looked] = []
        self.unseen = len(self.candidates)
        self.time_over = False

    def look(self) -> None:
        """Work out the bounds, as many as there is time for."""
        end = self.session.left() * (1.0 - BOUNDS_SHARE)
        for candidate in self.candidates:
            if self.session.left() <= end:
                return
            self.unseen -= 1
            try:
                changed = self.session.changed(*changes_of([candidate]))
            except PlanError:  # a change that leaves no valid workbook is nothing to ask for
                continue
            bound = first_bound(changed.program)
            self.looked.append(Looked(candidate=candidate, changed=changed, bound=bound))

    def search(self) -> Iterator[Looked]:
        """The candidates in the order of promise, each with its price, until no other can be better."""
        while (following := self._following()) is not None:
            if self.session.left() <= 0:
                self.time_over = True
                return
            following.price = self.session.best(following.changed)
            yield following

    def _following(self) -> Looked | None:
        """The candidate that promises most among those which may belong to the best."""
        waiting = [each for each in self.looked if each.price is None and not self._beaten(each)]
        return min(waiting, key=lambda each: each.bound, default=None)

    def _beaten(self, each: Looked) -> bool:
        """Whether no plan of this candidate's can be as good as the last of the best that were found."""
        best = self.best()
        if len(best) < self.count:
            return each.bound == math.inf
        last = numbers(best[-1])[0]
        return each.bound > last + rank_room(last)

    def helping(self) -> list[Looked]:
        """Those that were found to help, the best first."""
        found = [each for each in self.looked if found_numbers(each) and compared(numbers(each), self.base) < 0]
        return sorted(found, key=lambda each: ordered(numbers(each), self.base))

    def best(self) -> list[Looked]:
        """The best of those that were found to help, as many as asked for."""
        return self.helping()[: self.count]

    @property
    def proved(self) -> bool:
        """Whether no other candidate can be better than those found, and what these come to is settled.

        Nothing is where the plan itself is not: what an ask gains might then be had without it.
        """
        if self.unseen or not self.session.base.proved or any(not settled(each) for each in self.best()):
            return False
        best = self.best()
        last = numbers(best[-1]) if len(best) == self.count else self.base
        others = (each for each in self.looked if not any(each is one for one in best))
        return all(self._no_better(each, last) for each in others)

    def _no_better(self, each: Looked, last: Numbers) -> bool:
        """Whether every plan of a candidate is surely no better than these numbers."""
        if settled(each):
            return not found_numbers(each) or compared(numbers(each), last) >= 0
        return each.bound > last[0] + rank_room(last[0])


def first_bound(program: Program) -> float:
    """The least that any plan comes to in the first rank; -inf where its relaxation does not say it."""
    cost = program.ranks[0].cost
    found = price(relaxed_model(program, ()), program, cost)
    if found is None:
        return -math.inf
    bound = found.bound - TIGHTENING_MARGIN * max(1.0, abs(found.bound))
    grid = granularity(Completion(program), cost)
    if not grid:
        return bound
    return cost.constant + grid * math.ceil((bound - cost.constant) / grid - (1.0 - NEARLY_A_STEP))


def settled(each: Looked) -> bool:
    """Whether the best plan of a candidate is proved, or that it has none."""
    return each.price is not None and each.price.settled


def found_numbers(each: Looked) -> bool:
    """Whether a plan of the candidate's was found."""
    return each.price is not None and bool(each.price.ranks)


def numbers(each: Looked) -> Numbers:
    """What the ranks come to in the best plan that was found."""
    assert each.price is not None
    return tuple(rank.high for rank in each.price.ranks)


def ordered(some: Numbers, base: Numbers) -> Numbers:
    """The numbers without what counts as equal, so that they sort lexicographically."""
    return tuple(round((one - of_base) / rank_room(of_base)) for one, of_base in zip(some, base, strict=True))


def answers(session: Session, question: Question) -> Iterator[Answer]:
    """The answers to the question whom to ask for what, each better than the one before."""
    question = replace(question, count=question.count or DEFAULT_COUNT)
    search = AskSearch(session, question.count)
    search.look()
    told: list[Looked] = []
    for _ in search.search():
        if search.best() != told:
            told = search.best()
            yield _answer(search, question, final=False)
    found = _answer(search, question, final=True)
    yield found
    for bundles in bundles_of(session, search.candidates):
        yield _answer(search, question, final=True, bundles=bundles)


def _answer(
    search: AskSearch, question: Question, *, final: bool, bundles: tuple[Bundle, ...] = ()
) -> Answer:
    best = search.best()
    asks = tuple(ask_of(each, search.base) for each in best)
    proved = final and search.proved
    return Answer(
        question=question,
        claim="proved" if proved else "at_most" if asks else "not_settled",
        text=sentences(
            search.session.base,
            asks,
            bundles,
            looked=sum(each.price is not None for each in search.looked),
            candidates=len(search.candidates),
            proved=proved,
        ),
        asks=asks,
        bundles=bundles,
    )


def ask_of(each: Looked, base: Numbers) -> Ask:
    """The ask, with what it comes to."""
    assert each.price is not None
    return Ask(
        what=each.candidate.what,
        setting=each.candidate.setting,
        add=each.candidate.add,
        ranks=numbers_of(each.price),
        most=_most(each.price, base),
        claim=claim_of(each.price),
        confidence=each.candidate.confidence,
    )


def _most(found: Price, base: Numbers) -> RankNumber | None:
    """The first rank that can be better, and by how much at most."""
    for rank, now in zip(found.ranks, base, strict=True):
        if rank.low < now - rank_room(now):
            return RankNumber(rank=rank.rank, value=now - rank.low)
    return None
