"""All answers about a plan on a page of 80 columns, a few lines each: whom to ask comes first."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from solver.cli.answer_text import Shown, answer_lines, claim_words, question_title
from solver.reasons.questions.answer import Answer
from solver.runs.explain import Explanation

if TYPE_CHECKING:
    from solver.plan import Plan


MOST_SIGNS = 190
"""Signs of an answer's first sentence on the page of all: with its claim, three lines of 80."""

MOST_OF_A_KIND = {"why_short": 8, "cap": 6, "why_not": 10}
"""Answers of a kind on the page of all, where not all are asked for."""

HEADINGS = {
    "why_short": "What lacks",
    "cap": "What the caps cost",
    "why_not": "Pledges not used",
}


def page_lines(found: Explanation, *, full: bool) -> Iterator[Shown]:
    """All answers: whom to ask first, then what lacks, caps and pledges, a few lines each."""
    plan = found.workbook.asked.plan
    for answer in found.answers:
        if answer.question.kind == "asks":
            yield from answer_lines(found, answer, full=full)
    for kind, heading in HEADINGS.items():
        answers = [answer for answer in found.answers if answer.question.kind == kind]
        if not answers:
            continue
        yield Shown("")
        yield Shown(heading, style="bold underline")
        most = len(answers) if full else MOST_OF_A_KIND[kind]
        for answer in answers[:most]:
            yield from _in_short(found, plan, answer)
        if len(answers) > most:
            yield Shown(f"{len(answers) - most:,} more; -v shows all of them.", indent=1, style="dim")


def _in_short(found: Explanation, plan: Plan, answer: Answer) -> Iterator[Shown]:
    """An answer in one to three lines: its first sentence and claim, and the first change that does it."""
    claim = "" if answer.claim == "proved" else f" ({claim_words(answer)})"
    said = answer.text[0] if answer.text else question_title(answer.question, plan)
    yield Shown(f"{textwrap.shorten(said, MOST_SIGNS, placeholder=' ...')}{claim}", indent=1)
    if answer.changes:
        first = answer.changes[0]
        yield Shown(f'--set "{first.setting}"', indent=4, whole=True)
