"""Whom to ask for what, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from solver.cli.answer_words import Shown, moved_text, value_text
from solver.reasons.questions.answer import CLAIMS_IN_FULL, Answer, Ask, rank_room
from solver.reasons.questions.asks.ask_text import added_rows
from solver.runs.explain import Explanation
from solver.text.commands import told_settings
from solver.text.numbers import per_cent

WEIGHTED = "Shortfalls and drawdown are weighted heads x periods, not people."
"""What the ranks are that asks better, as ``compare`` names them."""


def ask_lines(found: Explanation, answer: Answer) -> Iterator[Shown]:
    """Whom to ask, each with what it gains and how sure that is; then what helps together."""
    if answer.asks or answer.bundles:
        yield Shown(WEIGHTED, style="dim")
    for at, ask in enumerate(answer.asks, start=1):
        yield Shown(f"{at}. {ask.what}{_how_sure(ask)}", indent=1)
        yield Shown(_gained(found, ask), indent=4)
        if ask.setting:
            yield Shown(told_settings([ask.setting]), indent=4, whole=True)
        yield from (Shown(f"add to {row}", indent=4) for row in added_rows(ask.add))
    if answer.bundles:
        yield Shown("Together", style="bold")
        yield from (Shown(text, indent=1) for text in answer.text[-len(answer.bundles) :])


def _gained(found: Explanation, ask: Ask) -> str:
    """The ranks that an ask moves; the last that is told may come to less where it is not proved."""
    if ask.claim == "proved" or not ask.ranks:
        return moved_text(found, ask.ranks) or "nothing is gained"
    last = ask.ranks[-1]
    closed, still_open = moved_text(found, ask.ranks[:-1]), moved_text(found, [last])
    now = next(rank for rank in found.workbook.asked.solution.ranks if rank.rank == last.rank)
    name = now.name
    if closed and not last.value < now.value - rank_room(now.value):
        return f"{closed}, {name} not settled"
    if not still_open:
        still_open = f"{name} {value_text(last.value)}"
    return ", ".join(filter(None, (closed, f"{still_open} or less")))


def _how_sure(ask: Ask) -> str:
    """The confidence of a pledge and the claim of an ask, where either is worth saying."""
    confidence = "" if ask.confidence is None else f"; confidence {per_cent(ask.confidence)}"
    return confidence + ("" if ask.claim == "proved" else f" ({CLAIMS_IN_FULL[ask.claim]})")
