"""All answers about a plan on a page of 80 columns, a few lines each: whom to ask comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from solver.cli.answer_text import answer_lines, claim_words, question_title
from solver.cli.answer_words import Shown
from solver.reasons.questions.answer import Answer, OpenSentence
from solver.runs.explain import Explanation
from solver.runs.explanation_record import cap_name
from solver.text.commands import told_settings

if TYPE_CHECKING:
    from solver.plan import Plan


MOST_SIGNS = 150
"""Signs of an answer on the page of all, with its claim: two lines of 80, wherever they are broken."""

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
        yield from _section(plan, answers, len(answers) if full else MOST_OF_A_KIND[kind], full=full)


def _section(plan: Plan, answers: Sequence[Answer], most: int, *, full: bool) -> Iterator[Shown]:
    """The answers of a kind of which something is known, so many at most; of the others how many they are.

    ``full``: the others are told as well, behind them.
    """
    told = [(answer, said) for answer in answers if (said := known_sentence(plan, answer))]
    for answer, said in told[:most]:
        yield from _in_short(answer, said)
    if len(told) > most:
        yield Shown(f"{len(told) - most:,} more; -v shows all of them.", indent=1, style="dim")
    others = [answer for answer in answers if not known_sentence(plan, answer)]
    left = len(others)
    for answer in others if full else ():
        yield from _in_short(answer, answer.text[0] if answer.text else question_title(answer.question, plan))
    if left and not full:
        named = f"{left:,} more {'is' if left == 1 else 'are'}" if told else f"{left:,} of {left:,} are"
        yield Shown(
            f"{named} not settled in the time; ask one alone, or give more with --time-limit.",
            indent=1,
            style="dim",
        )


def known_sentence(plan: Plan, answer: Answer) -> str:
    """The first sentence that says what is known, with its subject; "" where nothing is."""
    if answer.claim == "not_settled" or not answer.text:
        return ""
    if answer.claim in ("proved", "between") or not isinstance(answer.text[0], OpenSentence):
        return answer.text[0]
    known = next((text for text in answer.text if not isinstance(text, OpenSentence)), "")
    if not known:
        return ""
    if answer.question.kind == "cap":
        return f"The cap on {cap_name(plan, answer.question.cap)}: {known[0].lower()}{known[1:]}"
    return f"{question_title(answer.question, plan)}: {known}"


def _in_short(answer: Answer, said: str) -> Iterator[Shown]:
    """An answer in one or two lines: the sentence and its claim, and the first change that does it."""
    claim = "" if answer.claim == "proved" else f" ({claim_words(answer)})"
    yield Shown(f"{in_two_lines(said, MOST_SIGNS - len(claim))}{claim}", indent=1)
    if answer.changes:
        first = answer.changes[0]
        yield Shown(told_settings([first.setting]), indent=4, whole=True)


def in_two_lines(said: str, most: int) -> str:
    """A sentence without the clauses behind its last number where it is too long; no number is cut off."""
    while len(said) > most and "; " in said:
        kept, _, clause = said.rpartition("; ")
        if re.search(r"\d", clause):
            break
        said = f"{kept}."
    return said
