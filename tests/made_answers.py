"""Answers made by hand, for what is told of them: numbers of no plan, claims of every kind."""

from __future__ import annotations

import math
from collections.abc import Sequence

from solver.errors import Place
from solver.reasons.questions.answer import (
    Answer,
    Ask,
    Bundle,
    CapStep,
    Change,
    Displaced,
    Question,
    RankNumber,
    RankPrice,
)
from solver.solution import RankValue

CAP = Place(sheet="Drawdown caps", row=2, column="Cap heads")
SETTING = "Drawdown caps!Estonia / own!Cap heads=600"


def numbers(ranks: Sequence[RankValue], *, first: float) -> tuple[RankNumber, ...]:
    """The ranks of a plan, the first with another value."""
    return tuple(
        RankNumber(rank=rank.rank, value=first if at == 0 else rank.final) for at, rank in enumerate(ranks)
    )


def why_not(ranks: Sequence[RankValue], contingent: str = "EST-1", **changes: object) -> Answer:
    """Two units of France go for one of Estonia; the first rank is worse by 100; a cap of 600 would do."""
    first = ranks[0]
    price = RankPrice(
        rank=first.rank,
        name=first.name,
        base=first.final,
        low=first.final + 100,
        high=first.final + 100,
    )
    change = Change(
        place=CAP,
        setting=SETTING,
        before="450",
        after="600",
        low="600",
        claim="proved",
        ranks=numbers(ranks, first=first.final - 50),
    )
    known: dict[str, object] = {
        "question": Question(kind="why_not", contingent=contingent),
        "claim": "proved",
        "text": (f"{contingent} is not used because it would cost 100 of {first.name}.", "A second one."),
        "possible": True,
        "price": (price,),
        "first_worse": first.rank,
        "displaced": (
            Displaced(contingent="EST-1", site="Lviv", role="Infantry", period=1, units=1.0),
            Displaced(contingent="FRA-1", site="Lviv", role="Infantry", period=1, units=-2.0),
            Displaced(contingent="FRA-1", site="Lviv", role="Infantry", period=2, units=-2.0),
        ),
        "cells": (CAP, Place(sheet="Requirements", row=2, column="Maximum")),
        "changes": (change,),
    }
    return Answer(**{**known, **changes})  # type: ignore[arg-type]


def why_short(ranks: Sequence[RankValue], **changes: object) -> Answer:
    """Infantry at Lviv can be filled wholly, which costs 100 of the first rank."""
    known: dict[str, object] = {
        "question": Question(kind="why_short", site="Lviv", role="Infantry", period=1),
        "text": ("No plan from this workbook fills Lviv / Infantry in period 1.",),
        "least_lack": (150.0, 150.0),
        "cells": (),
    }
    return why_not(ranks, **{**known, **changes})


def cap(ranks: Sequence[RankValue], **changes: object) -> Answer:
    """The cap of 450 may fall to 300 for nothing; from 600 on 50 fewer lack, below 300 there is no plan."""
    known: dict[str, object] = {
        "question": Question(kind="cap", cap=2),
        "claim": "proved",
        "text": ("The cap on Estonia / own may fall from 450 to 300 heads for nothing.",),
        "free_down_to": 300.0,
        "steps": (
            CapStep(
                limit=9_000.0,
                from_limit=600.0,
                ranks=numbers(ranks, first=ranks[0].final - 50),
                claim="at_most",
                settings=(SETTING,),
                endless=True,
            ),
            CapStep(
                limit=599.0, from_limit=300.0, ranks=numbers(ranks, first=ranks[0].final), claim="proved"
            ),
            CapStep(
                limit=299.0,
                from_limit=0.0,
                ranks=(),
                claim="proved",
                settings=("Drawdown caps!Estonia / own!Cap heads=299",),
            ),
        ),
    }
    return Answer(**{**known, **changes})  # type: ignore[arg-type]


def asks(ranks: Sequence[RankValue], **changes: object) -> Answer:
    """One more unit of Estonia betters the first rank by 50, a generic one by 40, both by 90."""
    value = ranks[0].final
    more, new = "Ask Estonia for one more unit of EST-1", "Ask any nation for a company"
    known: dict[str, object] = {
        "question": Question(kind="asks", count=5),
        "claim": "proved",
        "text": (
            f"{more}: it helps most.",
            f"{new}: it helps less.",
            "No other of the 9 changes that could be asked for helps more; proved.",
            "Estonia + any nation (1 + 2): minimum shortfall 360; 1 alone 400; 2 alone 410.",
        ),
        "asks": (
            Ask(
                what=more,
                setting="Contingents!EST-1!Units=3",
                add="",
                ranks=numbers(ranks, first=value - 50),
                most=None,
                claim="proved",
                confidence=0.8,
            ),
            Ask(
                what=new,
                setting="",
                add="Contingents: Contingent=New, Units=1",
                ranks=numbers(ranks, first=value - 40),
                most=None,
                claim="at_most",
            ),
        ),
        "bundles": (
            Bundle(
                asks=(more, new),
                ranks=numbers(ranks, first=value - 90),
                without=(numbers(ranks, first=value - 40), numbers(ranks, first=value)),
                claim="between",
            ),
        ),
    }
    return Answer(**{**known, **changes})  # type: ignore[arg-type]


def every_answer(ranks: Sequence[RankValue], *others: str) -> tuple[Answer, ...]:
    """An answer of each kind; also why other contingents are not used: not settled, and between."""
    unsure: list[Answer] = []
    for name, claim in zip(others, ("not_settled", "between"), strict=False):
        price = RankPrice(rank=ranks[0].rank, name=ranks[0].name, base=0.0, low=1.0, high=math.inf)
        unsure.append(
            why_not(ranks, name, claim=claim, price=(price,), first_worse=None, cells=(), changes=())
        )
    return (asks(ranks), why_short(ranks), cap(ranks), why_not(ranks), *unsure)
