"""Cap steps: what each drawdown cap costs, one row for each step at which a rank of the plan changes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import positions, take
from solver.plan.plan import Plan
from solver.reasons.questions.answer import CLAIMS, Answer, CapStep
from solver.reasons.questions.caps.cap_told import ToldRank, ranks_of_step
from solver.results.drawdown import cap_names
from solver.results.reasons import words
from solver.solution import RankValue
from solver.text.numbers import in_full, with_and
from solver.tolerances import TOLD_AS_NOTHING

NOTE = {
    "": "What each drawdown cap costs, in whole heads: within a step every rank of the best plan comes to "
    "the same. The step of today has the plan's own values. To blank: however high. Limits in no row were "
    "not looked at. Ranks are told in their order, up to the first that was not settled. Claim: proved; at "
    "most (better is not ruled out); not settled."
}
TODAY, LOOSER, TIGHTER, NO_PLAN = "today", "looser", "tighter", "no plan"
"""What a step is, beside the cap of today."""

NOT_SETTLED = "What it comes to was not settled in the time."
REST_OPEN = "The ranks after that were not settled."
NO_CHANGE = "No rank changes."


def cap_step_rows(plan: Plan, ranks: Sequence[RankValue], answers: Sequence[Answer]) -> pd.DataFrame:
    """One row for each step of each answer, as it is stated, from the loosest to the tightest.

    An answer without steps has one row, with its sentences; else each row has what is to be said of its step.
    """
    rows: list[dict[str, object]] = []
    for answer in answers:
        steps = sorted(answer.steps, key=lambda step: -step.from_limit)
        today = next((step for step in steps if not step.settings and step.ranks), None)
        told = {"Row": answer.question.cap}
        if today is None:
            sentences = words.answer_text(answer, 2)
            rows.append({**told, "Answer": sentences, "Claim": words.claim_text(answer)})
        rows += [{**told, **_step(plan, ranks, step, today)} for step in steps]
    blank = dict.fromkeys(("From", "To"), math.nan) | dict.fromkeys(
        ("Step", "First changed", "Then", "Then also", "Try it with"), ""
    )
    return pd.DataFrame([{**blank, **row} for row in rows])


def _step(plan: Plan, ranks: Sequence[RankValue], step: CapStep, today: CapStep | None) -> dict[str, object]:
    """One step: from where to where, what the best plan then surely comes to, and how to try it."""
    now, (first, last) = {rank.rank: rank for rank in ranks}, _whole_heads(step)
    told = ranks_of_step(step, {rank.rank: rank.value for rank in ranks})
    changed = [(now[each.rank], each) for each in told if each.differs(now[each.rank].value)]
    texts = [(rank, each.text(words.value_text)) for rank, each in changed]
    then = [f"{rank.name} {words.value_text(rank.value)} → {text}" for rank, text in texts]
    return {
        "From": first,
        "To": math.nan if step.endless else last,
        "Step": _kind(step, today),
        "Answer": _today(step) if step is today else _said(step, ranks, told, bool(changed)),
        "First changed": texts[0][0].name if texts else "",
        "Then": texts[0][1] if texts else "",
        "Then also": ", ".join(then[1:]),
        "Claim": CLAIMS[step.claim],
        "Try it with": "\n".join(map(words.set_text, step.settings)),
    }


def _kind(step: CapStep, today: CapStep | None) -> str:
    """What a step is, beside that of today."""
    if step is today:
        return TODAY
    if today is not None and step.from_limit > today.limit:
        return LOOSER
    return NO_PLAN if step.claim == "proved" and not step.ranks else TIGHTER


def _today(step: CapStep) -> str:
    """What is said of today's step."""
    first, last = map(in_full, _whole_heads(step))
    where = f"from {first} heads up" if step.endless else f"from {first} up to {last} heads"
    if not step.endless and first == last:
        where = f"at {first} heads"
    return f"Today: {where} {'nothing changes' if step.claim == 'proved' else 'no better plan is known'}."


def _whole_heads(step: CapStep) -> tuple[float, float]:
    """The first and the last whole head of a step: a share of a baseline need not be whole."""
    first = float(math.ceil(step.from_limit - TOLD_AS_NOTHING))
    return first, max(first, float(math.floor(step.limit + TOLD_AS_NOTHING)))


def _said(step: CapStep, ranks: Sequence[RankValue], told: Sequence[ToldRank], changed: bool) -> str:
    """What is said of another step, where its numbers do not say all."""
    if not step.ranks:
        return "There is no plan." if step.claim == "proved" else NOT_SETTLED
    if len(told) == len(ranks):
        return "" if changed else NO_CHANGE
    numbers = {each.rank for each in told}
    names = [rank.name for rank in ranks if rank.rank in numbers]
    stay = f"No change of {with_and(names)}. "
    return f"{'' if changed else stay}{REST_OPEN}"


def cap_steps_known(
    plan: Plan, ledger: Ledger, ranks: Sequence[RankValue], rows: pd.DataFrame
) -> pd.DataFrame:
    """The rows with what the plan itself says: the cap's name, its heads today, and what the rank is now."""
    caps = ledger.caps.drop_duplicates("sheet_row", ignore_index=True)
    at = positions(rows["Row"].astype(np.int64), caps["sheet_row"])
    now = {name: words.value_text(value) for name, value in words.values_now(ranks).items()}
    return rows.assign(
        Cap=take(cap_names(caps).astype(object), at, ""),
        Today=np.round(take(caps["cap"].astype(float), at, np.nan)),
        Now=rows["First changed"].map(now).fillna("").astype(object),
    )
