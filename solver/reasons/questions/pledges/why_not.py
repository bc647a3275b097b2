"""Why a pledge is not used: what closes its places, what its use would cost, and what would make it free."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from solver.errors import PlanError
from solver.model.linexpr import Floats
from solver.plan import Plan
from solver.reasons.absent_gates import absent_gates
from solver.reasons.absent_rows import REGISTERS, absent_names
from solver.reasons.cells import Cell, place_of
from solver.reasons.contradiction import ContradictionSearch
from solver.reasons.elastic import Asked, elastic_program
from solver.reasons.gates import Gate, count_places, gates_of
from solver.reasons.questions.answer import Answer, Change, Price, Question, RankPrice, claim_of, rank_room
from solver.reasons.questions.free_changes import FreeChanges, typed
from solver.reasons.questions.least_changes import CellSearch
from solver.reasons.questions.pledges import pledge_text as told
from solver.reasons.questions.pledges.nearest_plan import nearest_plan
from solver.reasons.questions.pledges.pledge import PledgeQuestion, displaced_by, places_of, pledge_question
from solver.reasons.questions.pricing import kept_ranks
from solver.reasons.questions.session import Session
from solver.reasons.questions.told_ranks import all_closed
from solver.text.numbers import with_and

PRICE_SHARE, NEAREST_SHARE, CELLS_SHARE = 0.9, 0.1, 0.25
"""Shares of the time left for the price, for the nearest plan of that price, and for the cells in the way."""

NEAREST_SECONDS = 2.0
"""For the nearest plan at most: it only tells the same price with fewer units displaced."""

MOST_CHANGES = 3
"""Changes of cells that are told; each takes a plan of the changed workbook, rank by rank."""

MOST_OF_A_KIND = 2
"""Cells of one column that are tried."""

MOST_GATES = 3
"""Gates that are tried: those that close most places alone."""


def answers(session: Session, question: Question) -> Iterator[Answer]:
    """The answers of why one more unit is not used there, each better than the one before.

    Raises ValueError for a name that the workbook does not have.
    """
    plan = session.base.plan
    absent = absent_names(plan, {field: getattr(question, field) for field in REGISTERS})
    if absent:
        yield from _of_absent(session, question, absent)
        return
    asked = pledge_question(session.base, question)
    gates, open_places = gates_of(plan, places_of(plan, question))
    answer = Answer(question=question, claim="not_settled", text=(), gates=gates, open_places=open_places)
    if not open_places:
        places = count_places(plan, places_of(plan, question))
        yield from _of_closed(session, asked, answer, places)
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


# ── No place is open ─────────────────────────────────────────────────────────────────────────────────────


def _of_absent(session: Session, question: Question, absent: Mapping[str, str]) -> Iterator[Answer]:
    """The answers where the question names what the workbook has, but the plan does not."""
    gates = absent_gates(session.base.plan, absent)
    overrides = tuple(gate.opens for gate in gates if gate.opens is not None)
    try:
        opened = session.changed(overrides).plan
        places = places_of(opened, question)
        (inner, open_places), closes = gates_of(opened, places), count_places(opened, places)
    except (PlanError, ValueError):
        inner, open_places, closes = (), 0, 0
        gates = tuple(replace(gate, opens=None) for gate in gates)
    alone = open_places if len(gates) == 1 else 0
    gates = (
        *(replace(gate, closes=closes, alone=alone) for gate in gates),
        *(replace(gate, alone=0) for gate in inner),
    )
    answer = Answer(question=question, claim="not_settled", text=(), gates=gates)
    asked = PledgeQuestion(question=question, now=0.0, least=1.0)
    yield from _of_closed(session, asked, answer, closes)


def _of_closed(session: Session, asked: PledgeQuestion, answer: Answer, places: int) -> Iterator[Answer]:
    """The answers where the tables leave no place open, with what gates would do that alone close some."""
    lines = told.closed(asked.question, answer.gates, places)
    answer = replace(answer, claim="proved", possible=False, text=lines)
    yield answer
    tried = [gate for gate in answer.gates if gate.alone and gate.opens is not None][:MOST_GATES]
    for gate in tried:
        if session.left() <= 0.0:
            return
        change, line = _opened(session, asked, gate)
        if change is None:
            answer = replace(answer, text=(*answer.text, line))
        else:
            answer = _with_change(answer, change, line)
        yield answer
    if not tried and session.left() > 0.0:
        answer = replace(answer, text=(*answer.text, *_all_opened(session, asked, answer.gates, places)))
        yield answer
    yield from _with_ranks(session, asked, answer)


def _all_opened(
    session: Session, asked: PledgeQuestion, gates: Sequence[Gate], places: int
) -> tuple[str, ...]:
    """What one unit costs where every gate that closes all places is opened; () where that opens none."""
    every = [gate.opens for gate in gates if gate.closes >= places]
    overrides = tuple(each for each in every if each is not None)
    if len(overrides) < max(len(every), 2):
        return ()
    try:
        changed = session.changed(overrides)
        _, open_places = gates_of(changed.plan, places_of(changed.plan, asked.question))
    except (PlanError, ValueError):
        return ()
    if not open_places:
        return ()
    settings = with_and([str(each) for each in overrides])
    price = session.best(changed, asked.rows)
    return (told.price_with_gate(session.base.plan, settings, price),)


def _with_change(answer: Answer, change: Change, line: str) -> Answer:
    """The answer with one more change, and what is said of it."""
    return replace(answer, changes=(*answer.changes, change), of_changes=(*answer.of_changes, line))


def _with_ranks(session: Session, asked: PledgeQuestion, answer: Answer) -> Iterator[Answer]:
    """The answers with what the best plan comes to with each change."""
    trial = FreeChanges(session=session, rows=asked.rows, refuted=False)
    for at, change in enumerate(answer.changes):
        if session.left() <= 0.0:
            return
        found = trial.with_ranks(change)
        if found.ranks:
            line = told.best_with(session, found)
            changes = (*answer.changes[:at], found, *answer.changes[at + 1 :])
            answer = replace(answer, changes=changes, of_changes=(*answer.of_changes, line))
            yield answer


def _opened(session: Session, asked: PledgeQuestion, gate: Gate) -> tuple[Change | None, str]:
    """What one unit there costs where this gate is opened: the change where nothing, and a sentence."""
    assert gate.opens is not None
    try:
        changed = session.changed((gate.opens,))
    except PlanError:
        return None, told.cannot_be_set(gate)
    trial = FreeChanges(session=session, rows=asked.rows, refuted=False)
    if trial.does(gate.opens):
        nearest = gate.place.column not in ("From", "To") or bool(asked.question.period)
        change = Change(
            place=gate.place,
            setting=str(gate.opens),
            before=_stands(session.base.plan, gate),
            after=typed(gate.opens.value),
            low=typed(gate.opens.value) if nearest else _stands(session.base.plan, gate),
            claim="proved" if nearest else "at_most",
        )
        return change, told.free_with_gate(change)
    price = session.best(changed, asked.rows)
    return None, told.price_with_gate(session.base.plan, str(gate.opens), price)


def _stands(plan: Plan, gate: Gate) -> str:
    """What stands in the gate's cell, as it is typed."""
    assert gate.opens is not None
    table = plan.tables.get(gate.place.sheet)
    if table is None or gate.opens.column not in table.cells:
        return ""
    return typed(table.cells[gate.opens.column].get(gate.place.row))


# ── Some place is open ───────────────────────────────────────────────────────────────────────────────────


def _of_open(session: Session, asked: PledgeQuestion, answer: Answer) -> Iterator[Answer]:
    """The answers where a place is open: first what arithmetic shows, then the price and what makes it."""
    base = session.base
    row = asked.row(base.plan, base.program)
    keepable = session.pricer.keepable(row)
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
            answer = _with_change(answer, change, line)
            yield answer
    yield from _with_ranks(session, asked, answer)


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


def cells_to_try(plan: Plan, question: Question, cells: Sequence[Cell], found: frozenset[int]) -> list[int]:
    """The cells whose least change is looked for, in order: kinds with few cells first, few of each kind.

    Of units those of the contingent itself, then of others of its capability.
    """
    own = plan.contingents.set_index("sheet_row")[["contingent", "capability"]]
    capability = plan.contingents.set_index("contingent")["capability"].get(question.contingent)

    def nearness(at: int) -> tuple[int, int]:
        if cells[at].sheet != "Contingents":
            return 0, at
        name, does = own.loc[cells[at].sheet_row]
        return (0 if name == question.contingent else 1 if does == capability else 2), at

    kinds: dict[tuple[str, str], list[int]] = {}
    for at in sorted(found, key=nearness):
        kinds.setdefault((cells[at].sheet, cells[at].column), []).append(at)
    few = sorted(kinds.values(), key=len)
    return [kind[place] for place in range(MOST_OF_A_KIND) for kind in few if place < len(kind)]
