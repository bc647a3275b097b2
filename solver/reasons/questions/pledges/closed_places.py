"""Why a pledge is not used where the tables leave no place open: what closes them, and what opens some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from solver.errors import PlanError
from solver.plan import Plan
from solver.reasons.absent_gates import absent_gates
from solver.reasons.gates import Gate, count_places, gates_of
from solver.reasons.questions.answer import Answer, Change, Question
from solver.reasons.questions.free_changes import FreeChanges, typed
from solver.reasons.questions.pledges import gate_text
from solver.reasons.questions.pledges.pledge import PledgeQuestion, places_of
from solver.reasons.questions.pledges.pledge_changes import with_change, with_ranks
from solver.reasons.questions.session import Session
from solver.text.numbers import with_and

MOST_GATES = 3
"""Gates that are tried: those that close most places alone."""

MOST_TOGETHER = 5
"""Gates that are opened together, where none closes a place alone."""


def of_absent(session: Session, question: Question, absent: Mapping[str, str]) -> Iterator[Answer]:
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
    yield from of_closed(session, asked, answer, closes)


def of_closed(session: Session, asked: PledgeQuestion, answer: Answer, places: int) -> Iterator[Answer]:
    """The answers where the tables leave no place open, with what gates would do that alone close some."""
    lines = gate_text.closed(asked.question, answer.gates, places)
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
            answer = with_change(answer, change, line)
        yield answer
    if not tried and session.left() > 0.0:
        answer = replace(answer, text=(*answer.text, *_all_opened(session, asked, answer.gates, places)))
        yield answer
    yield from with_ranks(session, asked, answer)


def _all_opened(
    session: Session, asked: PledgeQuestion, gates: Sequence[Gate], places: int
) -> tuple[str, ...]:
    """What one unit costs where several gates are opened: those that close all places, and what it takes.

    () where no few of them open a place.
    """
    first = sum(1 for gate in gates if gate.closes >= places)
    ordered = sorted(gates, key=lambda gate: -gate.closes)
    for count in range(max(first, 2), min(len(gates), MOST_TOGETHER) + 1):
        overrides = tuple(gate.opens for gate in ordered[:count] if gate.opens is not None)
        try:
            changed = session.changed(overrides)
            _, open_places = gates_of(changed.plan, places_of(changed.plan, asked.question))
        except (PlanError, ValueError):
            continue
        if open_places:
            break
    else:
        return ()
    settings = with_and([str(each) for each in overrides])
    price = session.best(changed, asked.rows)
    return (gate_text.price_with_gate(session.base.plan, settings, price),)


def _opened(session: Session, asked: PledgeQuestion, gate: Gate) -> tuple[Change | None, str]:
    """What one unit there costs where this gate is opened: the change where nothing, and a sentence."""
    assert gate.opens is not None
    try:
        changed = session.changed((gate.opens,))
    except PlanError:
        return None, gate_text.cannot_be_set(gate)
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
        return change, gate_text.free_with_gate(change)
    price = session.best(changed, asked.rows)
    return None, gate_text.price_with_gate(session.base.plan, str(gate.opens), price)


def _stands(plan: Plan, gate: Gate) -> str:
    """What stands in the gate's cell, as it is typed."""
    assert gate.opens is not None
    table = plan.tables.get(gate.place.sheet)
    if table is None or gate.opens.column not in table.cells:
        return ""
    return typed(table.cells[gate.opens.column].get(gate.place.row))
