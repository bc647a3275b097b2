"""What a cap costs: how low it may go for nothing, what a higher one gains, and each limit that matters."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from solver.ledger.ledger import Ledger, keep_ledger
from solver.ledger.units import pledges, units_away
from solver.reasons.questions.answer import Answer, Question
from solver.reasons.questions.base import Base
from solver.reasons.questions.caps.asked_cap import AskedCap, asked_cap
from solver.reasons.questions.caps.cap_sentences import cap_sentences
from solver.reasons.questions.caps.staircase import Staircase
from solver.reasons.questions.session import Session
from solver.tolerances import TOLD_AS_NOTHING


def answers(session: Session, question: Question) -> Iterator[Answer]:
    """The answers to what a cap costs, each with more of its steps; ValueError where there is no such cap.

    First how low it may go for nothing, and today's step; then whether anything is gained above, the next
    step up and the next down; then on to both ends.
    """
    ledger = keep_ledger(session.base.plan, session.base.allocation)
    stairs = Staircase.begun(session, asked_cap(session.base, ledger, question.cap))
    while stairs.go_on():
        if stairs.floor_known and stairs.gaps():
            yield _answer(stairs, question)
    yield _answer(stairs, question)


def _answer(stairs: Staircase, question: Question) -> Answer:
    """The answer, as far as the staircase is known."""
    return Answer(
        question=question,
        claim="proved" if stairs.complete else "at_most",
        text=cap_sentences(stairs),
        possible=True,
        steps=tuple(stairs.steps()),
        free_down_to=stairs.free_down_to,
    )


def caps_that_bind(base: Base) -> list[Question]:
    """A question for each cap: first those that keep a unit at home, last those that count nobody."""
    ledger = keep_ledger(base.plan, base.allocation)
    caps = [asked_cap(base, ledger, int(row)) for row in base.plan.drawdown_caps["sheet_row"]]
    left = _units_left(base, ledger)
    ordered = sorted(caps, key=lambda cap: (_order(cap, ledger, left), cap.sheet_row))
    return [Question(kind="cap", cap=cap.sheet_row) for cap in ordered]


def _order(cap: AskedCap, ledger: Ledger, left: pd.DataFrame) -> int:
    """How soon a cap is asked about: 0 where it keeps a unit at home, 1 where it is used up, and so on."""
    if not cap.members:
        return 4
    use = ledger.caps[ledger.caps["sheet_row"] == cap.sheet_row]
    noise = TOLD_AS_NOTHING * use["limit"].clip(lower=1.0)
    room = use["limit"] - use["taken"]
    members = ledger.cap_members[ledger.cap_members["sheet_row"] == cap.sheet_row]
    waiting = members[members["contingent"].isin(cap.members)].merge(left, on="contingent")
    largest = use["period"].map(waiting.groupby("period")["heads_counted"].max())
    taken = use["taken"] > TOLD_AS_NOTHING
    marks = (largest > room + noise, taken & (room <= noise), taken)
    return next((place for place, mark in enumerate(marks) if mark.any()), 3)


def _units_left(base: Base, ledger: Ledger) -> pd.DataFrame:
    """The contingents with a unit at home in each period: contingent, period."""
    periods = pd.DataFrame({"period": range(1, base.plan.settings.periods + 1)})
    every = pledges(base.plan)[["contingent", "units"]].merge(periods, how="cross")
    key = ["contingent", "period"]
    away = units_away(base.plan, ledger.sent).groupby(key, as_index=False)[["units"]].sum()
    every = every.merge(away.rename(columns={"units": "away"}), on=key, how="left")
    left: pd.DataFrame = every.loc[every["units"] - every["away"].fillna(0.0) >= 1.0 - TOLD_AS_NOTHING, key]
    return left
