"""The changes that are told of a pledge that is not used: which cells are tried, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from solver.plan import Plan
from solver.reasons.cells import Cell
from solver.reasons.questions.answer import Answer, Change, Question
from solver.reasons.questions.free_changes import FreeChanges
from solver.reasons.questions.pledges import pledge_text as told
from solver.reasons.questions.pledges.pledge import PledgeQuestion
from solver.reasons.questions.session import Session

MOST_OF_A_KIND = 2
"""Cells of one column that are tried."""


def with_change(answer: Answer, change: Change, line: str) -> Answer:
    """The answer with one more change, and what is said of it."""
    return replace(answer, changes=(*answer.changes, change), of_changes=(*answer.of_changes, line))


def with_ranks(session: Session, asked: PledgeQuestion, answer: Answer) -> Iterator[Answer]:
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
