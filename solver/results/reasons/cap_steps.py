"""Cap steps: what each drawdown cap costs, one row for each step at which a rank of the plan changes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import positions, take
from solver.plan.plan import Plan
from solver.reasons.questions.answer import Answer, CapStep
from solver.results.drawdown import cap_names
from solver.results.reasons import words
from solver.solution import RankValue

NOTE = (
    "What each drawdown cap costs, in whole heads: within a step every rank of the best plan comes to the "
    "same. The step of today has the plan's own values; a step without changes costs nothing. To blank: "
    "however high. " + words.CLAIMS_TOLD
)
TODAY, LOOSER, TIGHTER, NO_PLAN = "today", "looser", "tighter", "no plan"
"""What a step is, beside the cap of today."""


def cap_step_rows(plan: Plan, ranks: Sequence[RankValue], answers: Sequence[Answer]) -> pd.DataFrame:
    """One row for each step of each answer, as it is stated, from the loosest to the tightest.

    An answer without steps has one row, with its sentence alone; else that stands in the step of today.
    """
    rows: list[dict[str, object]] = []
    for answer in answers:
        steps = sorted(answer.steps, key=lambda step: -step.from_limit)
        today = next((step for step in steps if not step.settings and step.ranks), None)
        told = {"Row": answer.question.cap, "Answer": words.answer_text(answer, 2)}
        if today is None:
            rows.append({**told, "Claim": words.claim_text(answer)})
        rows += [
            {**told, **_step(ranks, step, today)} | ({} if step is today else {"Answer": ""})
            for step in steps
        ]
    blank = dict.fromkeys(("From", "To", "Then"), math.nan) | dict.fromkeys(
        ("Step", "First changed", "Then also", "Try it with"), ""
    )
    return pd.DataFrame([{**blank, **row} for row in rows])


def _step(ranks: Sequence[RankValue], step: CapStep, today: CapStep | None) -> dict[str, object]:
    """One step: from where to where, what the best plan then comes to, and how to try it."""
    first, others = words.first_moved(ranks, step.ranks)
    looser = today is not None and step.from_limit > today.limit
    known = step.claim != "not_settled"
    return {
        "From": step.from_limit,
        "To": math.nan if step.endless else step.limit,
        "Step": TODAY
        if step is today
        else LOOSER
        if looser
        else TIGHTER
        if step.ranks or not known
        else NO_PLAN,
        "First changed": first.name if first else "",
        "Then": first.then if first else math.nan,
        "Then also": words.in_sentence(others),
        "Claim": words.CLAIMS[step.claim],
        "Try it with": "\n".join(map(words.set_text, step.settings)),
    }


def cap_steps_known(
    plan: Plan, ledger: Ledger, ranks: Sequence[RankValue], rows: pd.DataFrame
) -> pd.DataFrame:
    """The rows with what the plan itself says: the cap's name, its heads today, and what the rank is now."""
    caps = ledger.caps.drop_duplicates("sheet_row", ignore_index=True)
    at = positions(rows["Row"].astype(np.int64), caps["sheet_row"])
    now = words.values_now(ranks)
    return rows.assign(
        Cap=take(cap_names(caps).astype(object), at, ""),
        Today=take(caps["cap"].astype(float), at, np.nan),
        Now=rows["First changed"].map(now).astype(float),
    )
