"""What of the present is not matched, row by row or many of a kind together, and how much is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from solver.errors import Finding, Place
from solver.ledger.eligibility import NOT_ASKED, reasons
from solver.ledger.present_rows import PresentRow
from solver.plan import Plan
from solver.plan.plan import periods_in_words
from solver.text.numbers import counted, first_few, number, spans

Amounts = defaultdict[tuple[str, int], float]
"""Heads and units, by the column that gives them and the period."""
MOST_NAMED = 3
"""Reasons, roles and spans of periods that one sentence names."""
MOST_SPANS = 8
"""Spans of rows that one sentence names."""
MOST_ALIKE = 5
"""Rows that are told one by one where they are not matched for the same kind of reason; of more, the first
``MOST_NAMED`` are, and the others together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What of a row is not matched in a period, and why; ``asked``: the arcs that say why, where blank."""

    entry: PresentRow
    period: int
    rest: float
    column: str
    why: str = ""
    kind: str = ""
    """What reasons of this kind have in common, where the sentence names more; blank: the sentence."""
    asked: tuple[tuple[str, str, str, int], ...] = ()


def present_warnings(plan: Plan, lacking: Sequence[Lack]) -> Iterator[Finding]:
    """One warning for each row, amount and reason; consecutive periods, and many rows of a kind, together."""
    arcs = [arc for lack in lacking for arc in lack.asked]
    frame = pd.DataFrame(list(dict.fromkeys(arcs)), columns=["contingent", "role", "site", "period"])
    texts = dict(zip(map(tuple, frame.to_numpy(dtype=object).tolist()), reasons(plan, frame), strict=True))
    told: dict[tuple[int, str, float, str], list[Lack]] = {}
    kinds: dict[str, list[tuple[int, str, float, str]]] = {}
    for lack in lacking:
        why = lack.why or _because([(arc[0], texts[arc], arc[3]) for arc in lack.asked])
        key = (int(lack.entry.row.sheet_row), lack.column, lack.rest, why)
        told.setdefault(key, []).append(lack)
        if len(told[key]) == 1:
            kinds.setdefault(lack.kind or why, []).append(key)
    alone, together = [], []
    for kind, keys in kinds.items():
        keys.sort(key=lambda key: key[:2])
        few = keys if len(keys) <= MOST_ALIKE else keys[:MOST_NAMED]
        alone += few
        if len(few) < len(keys):
            together.append((kind, [told[key][0] for key in keys[len(few) :]]))
    for key in sorted(alone, key=lambda key: key[:2]):
        row, column, rest, why = key
        entry, when = told[key][0].entry, [lack.period for lack in told[key]]
        place = Place(sheet="Present", row=row or None, column=column)
        message = f"{_amount(entry, rest, when)}: {why}"
        yield Finding(place=place, message=message, severity="warning")
    for kind, others in together:
        yield _others(kind, others)


def _others(kind: str, lacks: Sequence[Lack]) -> Finding:
    """One warning for all other rows that are not matched for the same kind of reason."""
    rows = sorted({int(lack.entry.row.sheet_row) for lack in lacks})
    amounts = {
        unit: sum(lack.rest for lack in lacks if lack.entry.column.lower() == unit)
        for unit in ("heads", "units")
    }
    said = " and ".join(f"{number(amount)} {unit}" for unit, amount in amounts.items() if amount)
    named = first_few(spans(rows), MOST_SPANS)
    message = f"{counted(len(rows), 'more row', 'more rows')} in the same way: {kind} ({said}; rows {named})"
    place = Place(sheet="Present", row=rows[0] or None, column=lacks[0].column)
    return Finding(place=place, message=message, severity="warning")


def _because(reasons_given: Sequence[tuple[str, str, int]]) -> str:
    """The reasons of a row's arcs (contingent, reason, period) in one sentence."""
    by_text: dict[str, list[str]] = {}
    asked_for = [each for each in reasons_given if not each[1].startswith(NOT_ASKED)]
    for contingent, text, period in asked_for or reasons_given:
        by_text.setdefault(text.replace(f" in period {period}", ""), []).append(contingent)
    if len(by_text) == 1:
        return next(iter(by_text))
    said = [f"{first_few(list(dict.fromkeys(who)), MOST_NAMED)}: {text}" for text, who in by_text.items()]
    return first_few(said, MOST_NAMED)


def _amount(entry: PresentRow, rest: float, periods: Sequence[int]) -> str:
    """How much of a row is not matched, and when: ``50 of 450 heads are not matched in period 1``."""
    unit = entry.column.lower()
    if rest < entry.amount:
        many, amount = rest != 1, f"{number(rest)} of {number(entry.amount)} {unit}"
    else:
        many, amount = rest != 1, counted(rest, unit.removesuffix("s"), unit)
    when = "" if len(periods) == len(entry.periods) else f" in {periods_in_words(periods)}"
    return f"{amount} {'are' if many else 'is'} not matched{when}"


def tally(given: Amounts, matched: Amounts) -> str:
    """How many of the heads and units that are given are matched; by spans of periods where they differ."""
    spans: dict[str, list[int]] = {}
    for period in sorted({period for (_, period), amount in given.items() if amount}):
        parts = [
            f"{number(matched[column, period])} of {number(given[column, period])} {column.lower()}"
            for column in ("Heads", "Units")
            if given[column, period]
        ]
        spans.setdefault(" and ".join(parts), []).append(period)
    if not spans:
        return "nothing stands in it"
    if len(spans) == 1:
        return f"{next(iter(spans))} are matched with contingents"
    said = [f"{text} in {periods_in_words(periods)}" for text, periods in spans.items()]
    return f"{first_few(said, MOST_NAMED)} are matched with contingents"
