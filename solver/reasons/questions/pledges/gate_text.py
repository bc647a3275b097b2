"""Sentences of what closes a pledge's places, in the planner's words."""

from __future__ import annotations

from collections.abc import Sequence

from solver.plan import Plan
from solver.reasons.gates import Gate
from solver.reasons.questions.answer import Change, OpenSentence, Price, Question
from solver.reasons.questions.pledges.pledge_text import moves, nearer, not_settled, subject
from solver.reasons.questions.told_ranks import told_ranks
from solver.text.numbers import first_few, number, with_and

GATES_TOLD = 3
SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def closed(question: Question, gates: Sequence[Gate], places: int) -> tuple[str, ...]:
    """The sentence of what closes every place. ``places``: how many there are."""
    head = f"No plan from this workbook uses {subject(question)}"
    every = [gate for gate in gates if gate.closes >= places]
    if not every:
        parts = [f"{_named(gate)} closes {number(gate.closes)} of {number(places)}" for gate in gates]
        here = "one thing closes it here, another there"
        return (f"{head}: every place for it is closed; {here}: {_first_gates(parts)}.",)
    if len(every) == 1:
        others = len(gates) > 1
        too = " (in part other things do, too)" if every[0].alone else " (and so do other things)"
        return (f"{head}: {_named(every[0])}{too if others and every[0].alone < places else ''}.",)
    many = SMALL[len(every)] if len(every) < len(SMALL) else number(len(every))
    listed = _first_gates([_named(gate) for gate in every])
    must = "both" if len(every) == 2 else "all of them"
    return (f"{head}; {many} things each close every place: {listed}; {must} must change.",)


def _first_gates(parts: Sequence[str]) -> str:
    """The first gates, and how many more there are."""
    return with_and(parts) if len(parts) <= GATES_TOLD else first_few(parts, GATES_TOLD)


def _named(gate: Gate) -> str:
    """What a gate is, with its cell."""
    return f"{gate.what} ({where(gate)})"


def where(gate: Gate) -> str:
    """The gate's cell."""
    row = f" row {gate.place.row}" if gate.place.row is not None else ""
    column = f", {gate.place.column}" if gate.place.column else ""
    return f"{gate.place.sheet}{row}{column}"


def cannot_be_set(gate: Gate) -> str:
    """The sentence of a gate whose change alone makes no plan that can be read."""
    return f"Changing {where(gate)} alone leaves tables that contradict each other."


def free_with_gate(change: Change) -> str:
    """The sentence of a gate that stands alone in the way."""
    return f"With {change.setting} one unit would cost nothing in your priorities{nearer(change)}."


def price_with_gate(plan: Plan, setting: str, price: Price) -> str:
    """The sentence of what a unit costs where a gate is opened."""
    if price.possible is False:
        return f"With {setting} there is still no plan that uses it."
    if price.possible is None:
        return OpenSentence(
            f"With {setting} it could be used; what that would cost was not settled in the time."
        )
    worse = next((rank for rank in told_ranks(price.ranks) if rank.rank == price.first_worse), None)
    if worse is not None:
        return f"With {setting} it could be used, but {moves(plan, worse)}."
    if price.free:
        return f"With {setting} it could be used for nothing."
    return OpenSentence(f"With {setting} it could be used; {not_settled(plan, price.ranks)}.")
