"""Why not: one row for each pledge of which it is asked why it is not used, with what its use would cost."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import positions, take
from solver.plan.plan import Plan
from solver.reasons.questions.answer import CLAIMS, Answer, Question
from solver.reasons.questions.told_ranks import is_closed
from solver.results.reasons import words
from solver.solution import RankValue

NOTE = {
    "": "Why each pledge is not used, with the rest of the plan made anew around one unit of it.",
    "First worse": "First worse: the first rank that is then worse.",
    "In the way": "In the way: what closes every place for it, or cells that together stand in its way (a "
    "sufficient reason, not the only one).",
    "Least change": "Least change: of one cell, with which its use costs nothing.",
    "Claim": words.CLAIMS_TOLD,
}
ANYWHERE = "anywhere"
"""Where a pledge is asked for whose question names no place."""
ONE_MORE = "one more"
"""What is asked of a pledge of which the plan has some, at no place in particular."""


def why_not_rows(plan: Plan, ranks: Sequence[RankValue], answers: Sequence[Answer]) -> pd.DataFrame:
    """One row for each answer, as it is stated."""
    rows = []
    for number, answer in enumerate(answers, start=1):
        worse = words.priced(answer.price, answer.first_worse)
        rows.append(
            {
                "No": number,
                "Contingent": answer.question.contingent,
                "Asked": asked_where(answer.question),
                "Answer": words.answer_text(answer, 2),
                "Claim": words.claim_text(answer),
                "First worse": worse.name if worse else "",
                "Then": words.known_value(worse.high if worse and is_closed(worse) else None),
                "Who comes and goes": words.few(words.displaced_lines(answer.displaced)),
                **words.cells_in_the_way(plan.tables, answer),
                "Least change": words.few(words.change_lines(plan.tables, ranks, answer.changes)),
            }
        )
    return pd.DataFrame(rows)


def asked_where(question: Question) -> str:
    """Where and when a pledge is asked for: ``Lviv / Infantry, period 3``."""
    place = " / ".join(part for part in (question.site, question.role) if part)
    when = f"period {question.period}" if question.period else ""
    more = ONE_MORE if question.more else ""
    return ", ".join(part for part in (more, place, when) if part) or ANYWHERE


def why_not_known(plan: Plan, ledger: Ledger, ranks: Sequence[RankValue], rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with what the plan itself says: nation and heads of the pledge, and what the rank is now."""
    pledged = plan.contingents
    at = positions(rows["Contingent"], pledged["contingent"])
    heads = pledged["units"].astype(float) * pledged["heads_per_unit"].astype(float)
    now = words.values_now(ranks)
    return rows.assign(
        Nation=take(pledged["nation"].astype(object), at, ""),
        Heads=take(heads, at, 0.0),
        Now=rows["First worse"].map(now).astype(float),
        Row=take(pledged["sheet_row"], at, 0),
    )


def where_answered(rows: pd.DataFrame) -> dict[str, str]:
    """By contingent, how surely it is answered why it is used nowhere, and where."""
    answered = rows[rows["Asked"].isin([ANYWHERE, ONE_MORE]) & rows["Claim"].ne(CLAIMS["not_settled"])]
    return {
        name: f" (Why not {number} answers: {claim})"
        for name, claim, number in zip(answered["Contingent"], answered["Claim"], answered["No"], strict=True)
    }
