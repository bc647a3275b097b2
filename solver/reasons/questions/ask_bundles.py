"""Bundles of asks: the two, and the three, that help most together, chosen at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from solver.errors import PlanError
from solver.optimise.lexicographic import solve_ranks
from solver.optimise.search_state import SearchState
from solver.reasons.questions.answer import Bundle, Numbers, Price, compared, numbers_of, rank_room
from solver.reasons.questions.ask_candidates import Candidate, changes_of
from solver.reasons.questions.ask_union import UnionProgram, union_of
from solver.reasons.questions.session import Session

SIZES = (2, 3)
"""Asks in a bundle."""

CHOICE_SHARE = 0.4
"""Share of the time left in which the members of a bundle are chosen; the rest is for what it comes to."""


def bundles_of(session: Session, candidates: Sequence[Candidate]) -> Iterator[tuple[Bundle, ...]]:
    """The bundles that were found, one more each time: of so many asks, the one that helps most.

    What each comes to is asked of the workbook with just these changes. It is proved the best of its size
    where it reaches what no choice from the union of all candidates can better.
    """
    union = union_of(session, candidates) if session.left() > 0 else None
    found: tuple[Bundle, ...] = ()
    for size in SIZES if union is not None else ():
        if session.left() <= 0:
            return
        bundle = _bundle(session, union, size)
        if bundle is not None and len(bundle.asks) == size:
            found = (*found, bundle)
            yield found


def _bundle(session: Session, union: UnionProgram, size: int) -> Bundle | None:
    """The bundle of so many asks at most that helps most; None where none was found that needs them all."""
    options = replace(session.options, time_limit=session.left() * CHOICE_SHARE)
    chosen = solve_ranks(union.program, options, [*union.rows, union.at_most(size)])
    if chosen.values is None or len(chosen.settled) < len(session.base.solved.settled):
        return None
    members = union.chosen(chosen.values)
    if len(members) < 2:
        return None
    price = priced_together(session, members)
    if price is None or not price.ranks:
        return None
    without = [
        priced_together(session, [each for each in members if each is not member]) for member in members
    ]
    if any(each is None or not each.settled or not _worse(each, price) for each in without):
        return None
    return Bundle(
        asks=tuple(member.what for member in members),
        ranks=numbers_of(price),
        without=tuple(numbers_of(each) for each in without if each is not None),
        claim="proved" if price.settled and _reached(session, chosen, price) else "at_most",
    )


def priced_together(session: Session, members: Sequence[Candidate]) -> Price | None:
    """What the best plan comes to with all of these; None where they leave no valid workbook."""
    try:
        return session.best(session.changed(*changes_of(members)))
    except PlanError:
        return None


def _values(price: Price) -> Numbers:
    return tuple(rank.high for rank in price.ranks)


def _worse(without: Price, price: Price) -> bool:
    """Whether less is reached without a member, or nothing at all."""
    return not without.ranks or compared(_values(price), _values(without)) < 0


def _reached(session: Session, chosen: SearchState, price: Price) -> bool:
    """Whether the bundle reaches the best of all choices, and that is proved in every rank."""
    proved = all(rank.value <= rank.bound + rank_room(rank.value) for rank in chosen.settled)
    best = tuple(rank.value for rank in chosen.settled)
    return proved and session.base.proved and compared(_values(price), best) <= 0
