"""Bundles of asks: the two, and the three, that help most together, chosen at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from solver.reasons.questions.answer import Bundle
from solver.reasons.questions.asks.ask_search import Asks, Choice, ChoiceSearch, TriedChoice
from solver.reasons.questions.asks.ask_text import told_ranks

SIZES = (2, 3)
"""Asks in a bundle."""

RESERVE = 0.4
"""Share of the time left that the search for a bundle leaves, for what is lost without each of its asks."""


def bundles_of(asks: Asks, singles: Sequence[TriedChoice]) -> Iterator[tuple[Bundle, ...]]:
    """The bundles that were found, one more each time: of so many asks, the one that helps most.

    ``singles``: the best asks alone, the best first. A bundle of which one can be spared is none.
    """
    found: tuple[Bundle, ...] = ()
    best, floor = singles[0].choice if singles else (), singles[0].numbers if singles else asks.base
    for size in SIZES:
        if asks.session.left() <= 0 or len(asks.candidates) < size:
            return
        search = ChoiceSearch(asks, size=size, count=1, floor=floor, reserve=RESERVE)
        for _ in search.run(_likely(best, singles, size)):
            pass
        if search.best():
            tried = search.best()[0]
            best, floor = tried.choice, tried.numbers
            bundle = _bundle(asks, tried, proved=search.proved)
            if bundle is not None:
                found = (*found, bundle)
                yield found


def _likely(best: Choice, singles: Sequence[TriedChoice], size: int) -> list[Choice]:
    """The choice to begin with: the best of one less, and the best ask that is not in it."""
    others = [each.choice for each in singles if not set(each.choice) <= set(best)]
    if len(best) != size - 1 or not others:
        return []
    return [tuple(sorted((*best, *others[0])))]


def _bundle(asks: Asks, tried: TriedChoice, *, proved: bool) -> Bundle | None:
    """The bundle of this choice; None where it was not shown to need each of its asks."""
    without = [asks.tried(tuple(at for at in tried.choice if at != left)) for left in tried.choice]
    if not all(each.worse(tried.numbers) for each in without):
        return None
    settled = tried.proved and all(each.proved for each in without)
    return Bundle(
        asks=tuple(asks.candidates[at].what for at in tried.choice),
        ranks=told_ranks(tried.price),
        without=tuple(told_ranks(each.price) for each in without),
        claim="proved" if proved and settled else "at_most",
    )
