"""Asks: whom to ask for what, those first that help most, then what helps together."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from solver import schema
from solver.errors import PlanError
from solver.ledger.ledger import Ledger
from solver.plan.addresses import find_sheet, fitting_rows
from solver.plan.plan import Plan
from solver.plan.scenario import Override
from solver.reasons.questions.answer import CLAIMS, Answer, Ask, Bundle, RankNumber
from solver.reasons.questions.asks.ask_text import added_rows, short_request
from solver.results.reasons import words
from solver.schema import ASKS_SHEET
from solver.solution import RankValue
from solver.text.numbers import with_and

NOTE = {
    "": "Which capital to call, and what to ask for: one change each, those first that better the plan most, "
    "by the first rank that they better. Below them two and three that help most together, with what is left "
    "where one of them is missing. Cells of caps, caveats and conditions are asked of whoever set them. "
    "Shortfalls and drawdown are weighted heads x periods, not people. Of what is not proved, ranks are told "
    "up to the first that is not settled, which may be less.",
    "Confidence": "Confidence: as Contingents says it, else blank.",
    "Claim": words.CLAIMS_TOLD,
}
ANYBODY = "any nation"
"""Whom to ask for a pledge that nobody has made."""

WHOEVER = "whoever decides it"
"""Whom to ask for what no nation is named with."""

TOGETHER = " + "
"""Between the numbers, and the nations, of asks that help together."""

WEIGHTED = re.compile("shortfall|drawdown")
"""Ranks that are sums of weighted heads over the periods."""

OR_LESS, NOT_SETTLED = " or less", " not settled"
"""What is said of the first rank that is not closed: where it is better in the plan found, and else."""

FIRST_CALLS = 175
"""Characters of whom to call first: a line of Summary."""


def asks_rows(plan: Plan, ranks: Sequence[RankValue], answers: Sequence[Answer]) -> pd.DataFrame:
    """One row for each ask, then one for each bundle, as they are stated."""
    rows: list[dict[str, object]] = []
    for answer in answers:
        known = {ask.what: (str(number), ask) for number, ask in enumerate(answer.asks, start=1)}
        rows += [_ask(plan, ranks, *each) for each in known.values()]
        rows += [_bundle(plan, ranks, bundle, known) for bundle in answer.bundles]
        rows += [_said(ranks, answer, text) for text in answer.text[len(answer.asks) :][:1]]
    return pd.DataFrame(rows)


def _said(ranks: Sequence[RankValue], answer: Answer, text: str) -> dict[str, object]:
    """The row that says how many of the changes were looked at, and how sure the list is."""
    return {
        **_moved(ranks, ()),
        **_BLANK,
        "What to ask for": text,
        "Claim": words.claim_text(answer),
    }


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
        **_moved(ranks, ask.ranks, proved=ask.claim == "proved"),
        "Claim": CLAIMS[ask.claim],
        "Try it with": _how(ask),
        "Sheet": sheet,
        "Row": row,
    }


def _how(ask: Ask) -> str:
    """How to try an ask: as it is typed, or the rows to add, one a line."""
    return words.set_text(ask.setting) or "\n".join(f"add: {row}" for row in added_rows(ask.add))


def _moved(
    ranks: Sequence[RankValue], numbers: Sequence[RankNumber], *, proved: bool = True
) -> dict[str, object]:
    """The first rank that is bettered, from what to what, and the others that change.

    ``proved``: whether the last of the numbers cannot be less. Where it can and none is better, it is told.
    """
    first, others = words.first_moved(ranks, numbers if proved else numbers[:-1])
    told = list(map(str, others))
    if numbers and not proved:
        rank = next(each for each in ranks if each.rank == numbers[-1].rank)
        last = words.Moved(rank.name, rank.value, numbers[-1].value)
        if first is None:
            first = last
        else:
            fell = words.moved(ranks, numbers[-1:]) and last.then < last.now
            told.append(f"{last}{OR_LESS}" if fell else f"{last.name}{NOT_SETTLED}")
    return {
        "Betters": first.name if first else "",
        "To": first.then if first else math.nan,
        "Then also": ", ".join(told),
    }


def _bundle(
    plan: Plan, ranks: Sequence[RankValue], bundle: Bundle, known: dict[str, tuple[str, Ask]]
) -> dict[str, object]:
    """Asks that help together, by their numbers where they stand above."""
    bundle = _in_order(bundle, known)
    proved = bundle.claim == "proved"
    row = _moved(ranks, bundle.ranks, proved=proved)
    named = [f"No {known[what][0]}" if what in known else what for what in bundle.asks]
    without = [
        f"without {name}: {_left(ranks, left, proved=proved)}"
        for name, left in zip(named, bundle.without, strict=False)
    ]
    others = [str(row["Then also"])] if row["Then also"] else []
    asked = [known[what][1] for what in bundle.asks if what in known]
    nations = dict.fromkeys(whom(plan, *cell_row(plan, ask.setting)) for ask in asked)
    settings = [_how(ask) for ask in asked]
    return {
        **_BLANK,
        "No": TOGETHER.join(known[what][0] if what in known else "…" for what in bundle.asks),
        "Whom to ask": TOGETHER.join(nations),
        "What to ask for": f"{with_and(named)} together",
        **row,
        "Then also": "\n".join([*others, *without]),
        "Claim": CLAIMS[bundle.claim],
        "Try it with": "\n".join(settings) if len(asked) == len(bundle.asks) else "",
    }


def _in_order(bundle: Bundle, known: dict[str, tuple[str, Ask]]) -> Bundle:
    """The bundle with its asks in the order of the list, behind them those that do not stand there."""
    listed = list(known)
    order = sorted(
        range(len(bundle.asks)),
        key=lambda at: listed.index(bundle.asks[at]) if bundle.asks[at] in known else len(listed) + at,
    )
    return replace(
        bundle,
        asks=tuple(bundle.asks[at] for at in order),
        without=tuple(bundle.without[at] for at in order),
    )


def _left(ranks: Sequence[RankValue], numbers: Sequence[RankNumber], *, proved: bool) -> str:
    """What is left where one of a bundle is missing."""
    told = words.in_sentence(words.moved(ranks, numbers))
    if proved:
        return told or "nothing is gained"
    return f"{told} or less" if told else "whether anything is gained is not settled"


def first_calls(ranks: Sequence[RankValue], rows: pd.DataFrame) -> str:
    """Whom to call first, what that betters, and whom then, from the rows of the sheet; "" without asks."""
    listed = rows[rows["No"].astype(str).str.isdigit() & rows["Betters"].ne("")]
    if listed.empty:
        return ""
    first, now = listed.iloc[0], words.values_now(ranks)
    closed = str(first["Then also"]).endswith((OR_LESS, NOT_SETTLED))  # the rank that is open is behind it
    less = "" if closed or first["Claim"] == CLAIMS["proved"] else OR_LESS
    betters = str(first["Betters"])
    step = f"{words.value_text(now[betters])} → {words.value_text(first['To'])}" if betters in now else ""
    weighted = " (weighted)" if WEIGHTED.search(betters) else ""
    told = f"{short_request(first['What to ask for'])}: {betters}{weighted} {step}{less}"
    others = [f"; then {short_request(what)}" for what in listed["What to ask for"].iloc[1:2]]
    claims = rows.loc[rows["No"].eq(""), "Claim"]
    sure = "" if claims.eq(CLAIMS["proved"]).all() else "; others may help more"
    whole = f"{told}{''.join(others)}{sure} ({ASKS_SHEET})"
    return whole if len(whole) <= FIRST_CALLS else f"{told}{sure} ({ASKS_SHEET})"


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
