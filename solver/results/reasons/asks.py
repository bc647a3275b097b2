"""Asks: whom to ask for what, those first that help most, then what helps together."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from solver import schema
from solver.errors import PlanError
from solver.ledger.ledger import Ledger
from solver.plan.addresses import find_sheet, fitting_rows
from solver.plan.plan import Plan
from solver.plan.scenario import Override
from solver.reasons.questions.answer import Answer, Ask, Bundle, RankNumber
from solver.results.reasons import words
from solver.solution import RankValue
from solver.text.numbers import with_and

NOTE = (
    "Which capital to call, and what to ask for: one change each, those first that better the plan most, by "
    "the first rank that they better. Below them two and three that help most together, with what is left "
    "where one of them is missing. Cells of caps, caveats and conditions are asked of whoever set them. "
    + words.CLAIMS_TOLD
)
ANYBODY = "any nation"
"""Whom to ask for a pledge that nobody has made."""

WHOEVER = "whoever decides it"
"""Whom to ask for what no nation is named with."""

TOGETHER = " + "
"""Between the numbers, and the nations, of asks that help together."""


def asks_rows(plan: Plan, ranks: Sequence[RankValue], answers: Sequence[Answer]) -> pd.DataFrame:
    """One row for each ask, then one for each bundle, as they are stated."""
    rows: list[dict[str, object]] = []
    for answer in answers:
        known = {ask.what: (str(number), ask) for number, ask in enumerate(answer.asks, start=1)}
        rows += [_ask(plan, ranks, *each) for each in known.values()]
        rows += [_bundle(plan, ranks, bundle, known) for bundle in answer.bundles]
        if not rows:
            rows.append(
                {
                    **_moved(ranks, ()),
                    **_BLANK,
                    "What to ask for": words.answer_text(answer),
                    "Claim": words.claim_text(answer),
                }
            )
    return pd.DataFrame(rows)


_BLANK: dict[str, object] = {
    "No": "",
    "Whom to ask": "",
    "Confidence": math.nan,
    "Try it with": "",
    "Sheet": "",
    "Row": 0,
}


def _ask(plan: Plan, ranks: Sequence[RankValue], number: str, ask: Ask) -> dict[str, object]:
    """One ask: whom, for what, and what the best plan then comes to."""
    sheet, row = cell_row(plan, ask.setting)
    return {
        "No": number,
        "Whom to ask": whom(plan, sheet, row),
        "What to ask for": ask.what,
        "Confidence": math.nan if ask.confidence is None else ask.confidence,
        **_moved(ranks, ask.ranks),
        "Claim": words.CLAIMS[ask.claim],
        "Try it with": words.set_text(ask.setting) or f"add: {ask.add}",
        "Sheet": sheet,
        "Row": row,
    }


def _moved(ranks: Sequence[RankValue], numbers: Sequence[RankNumber]) -> dict[str, object]:
    """The first rank that is bettered, from what to what, and the others that change."""
    first, others = words.first_moved(ranks, numbers)
    return {
        "Betters": first.name if first else "",
        "To": first.then if first else math.nan,
        "Then also": words.in_sentence(others),
    }


def _bundle(
    plan: Plan, ranks: Sequence[RankValue], bundle: Bundle, known: dict[str, tuple[str, Ask]]
) -> dict[str, object]:
    """Asks that help together, by their numbers where they stand above."""
    row = _moved(ranks, bundle.ranks)
    named = [f"No {known[what][0]}" if what in known else what for what in bundle.asks]
    without = [
        f"without {name}: {words.in_sentence(words.moved(ranks, left)) or 'nothing is gained'}"
        for name, left in zip(named, bundle.without, strict=False)
    ]
    others = [str(row["Then also"])] if row["Then also"] else []
    asked = [known[what][1] for what in bundle.asks if what in known]
    nations = dict.fromkeys(whom(plan, *cell_row(plan, ask.setting)) for ask in asked)
    settings = [words.set_text(ask.setting) or f"add: {ask.add}" for ask in asked]
    return {
        **_BLANK,
        "No": TOGETHER.join(known[what][0] if what in known else "…" for what in bundle.asks),
        "Whom to ask": TOGETHER.join(nations),
        "What to ask for": f"{with_and(named)} together",
        **row,
        "Then also": "\n".join([*others, *without]),
        "Claim": words.CLAIMS[bundle.claim],
        "Try it with": "\n".join(settings) if len(asked) == len(bundle.asks) else "",
    }


def cell_row(plan: Plan, setting: str) -> tuple[str, int]:
    """The sheet and its row that a change speaks of; "" and 0 where it is of no row."""
    try:
        override = Override.parse(setting)
    except PlanError:
        return "", 0
    declared = find_sheet(override.sheet)
    if declared is None:
        return override.sheet, 0
    rows = fitting_rows(plan.tables, declared, override.row, plan.settings.calendar)
    return declared.name, rows[0] if len(rows) == 1 else 0


def whom(plan: Plan, sheet: str, row: int) -> str:
    """Whom to ask for a change of a row: the nation of a pledge, those that a caveat is of, a cap's area."""
    if not sheet:
        return ANYBODY
    if not row:
        return WHOEVER
    found = getattr(plan, schema.sheet(sheet).field)
    found = found[found["sheet_row"] == row]
    if found.empty:
        return WHOEVER
    if sheet == "Caveats":
        pledges = plan.contingents.set_index("contingent")["nation"]
        named = [
            *found["nation"].iloc[0],
            *(pledges[name] for name in found["contingent"].iloc[0] if name in pledges),
        ]
        return with_and(dict.fromkeys(named)) or WHOEVER
    column = {"Drawdown caps": "applies_to"}.get(sheet, "nation")
    return str(found[column].iloc[0]) if column in found else WHOEVER


def asks_known(plan: Plan, ledger: Ledger, ranks: Sequence[RankValue], rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with what the plan itself comes to in the rank that is bettered."""
    now = words.values_now(ranks)
    return rows.assign(From=rows["Betters"].map(now).astype(float).to_numpy(dtype=np.float64))
