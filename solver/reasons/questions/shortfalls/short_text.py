"""Sentences of why a requirement lacks, in the planner's words."""

from __future__ import annotations

import pandas as pd

from solver.plan import Plan
from solver.plan.addresses import ROW_MARK
from solver.reasons.questions.answer import OpenSentence, Price, Question, sentence
from solver.reasons.questions.pledges.pledge_text import NOTHING_BEFORE, costs, found, has_moved
from solver.reasons.questions.shortfalls.filling import TriedChange
from solver.reasons.questions.shortfalls.lacks import Requirement
from solver.reasons.questions.shortfalls.least_lack import LeastLack
from solver.tables import each_row
from solver.text.commands import told_settings
from solver.text.numbers import in_full, with_and

MOST_NAMED = 3
"""Requirements that lack more then that are named; more of them are counted."""

ONE_OF = {"heads": "head", "units": "unit"}
"""One of what a role is measured in."""

NOBODY_ELSE = "with no other requirement lacking more than now"

SHIFTED = ", so as much more then lacks elsewhere, in other roles or in other periods, by weight"
"""Said where what lacks in all stays as it is."""

DIGITS = 2
"""Decimals of an amount in a sentence."""


def subject(asked: Requirement) -> str:
    """What is asked about: ``Engineers at Lviv in period 3``."""
    return f"{asked.role} at {asked.site} in period {asked.period}"


def amount(asked: Requirement, value: float) -> str:
    """So much in the role's measure: ``200 heads``."""
    return f"{_short(value)} {ONE_OF[asked.measure] if value == 1 else asked.measure}"


def _short(value: float) -> str:
    return in_full(round(value, DIGITS))


def not_asked(question: Question) -> str:
    """The sentence of a requirement that asks for nothing."""
    when = f" in period {question.period}" if question.period else ""
    return f"Nothing is asked for of {question.role} at {question.site}{when}."


def lacks_nothing(asked: Requirement) -> str:
    """The sentence of a requirement that has all that it asks for."""
    return f"{subject(asked)} lacks nothing of the {amount(asked, asked.target)} asked for."


# ── How little it can lack, and what that costs ──────────────────────────────────────────────────────────


def at_best(asked: Requirement, least: LeastLack) -> str:
    """The sentence of how little it can lack, before what that costs is known."""
    of = f"of {amount(asked, asked.target)}"
    less = least.high < asked.lack - asked.room
    if least.low > asked.room:
        head = f"No plan from this workbook fills {subject(asked)}"
        if not least.closed:
            return f"{head}: at least {_short(least.low)} {of} will lack ({_short(asked.lack)} now)."
        now = f"{_short(asked.lack)} now" if less else "as now"
        return f"{head}: at best {_short(least.high)} {of} lack ({now})."
    if least.high <= asked.room:
        return OpenSentence(
            f"{subject(asked)} could be filled, where {_short(asked.lack)} {of} lack now; what that would "
            "cost was not settled."
        )
    found = f"; a plan was found in which {_short(least.high)} lack" if less else ""
    now = f"{subject(asked)} lacks {_short(asked.lack)} {of}"
    return OpenSentence(f"{now}; whether it could be filled was not settled{found}.")


def priced(  # noqa: PLR0913 - what is asked, what is known of it, and how surely
    plan: Plan,
    asked: Requirement,
    least: LeastLack,
    price: Price,
    more: str,
    *,
    sure: bool,
    shifted: bool = False,
) -> tuple[str, ...]:
    """The sentences of what it costs to lack as little as it can.

    ``more``: that of who lacks more then, "" where none is told. ``shifted``: whether it is shown that
    others lack as much more then.
    """
    filled = least.high <= asked.room
    if filled:
        now = f"{_short(asked.lack)} of {amount(asked, asked.target)} lack now"
        could = f"{subject(asked)} could be filled ({now})"
    else:
        could = f"It could lack {_short(least.high)} instead of {_short(asked.lack)}"
    before = () if filled else (at_best(asked, least),)
    ranks = [rank for rank in price.ranks if has_moved(rank)]
    told_more = (more,) if more else ()
    if price.free and not ranks:
        return (
            *before,
            f"{could}: a plan that does comes to the same in every priority{SHIFTED if shifted else ''}.",
            *told_more,
        )
    if price.free:
        better = f"{could}, and a better plan than this one was found that does: {found(plan, ranks[0])}."
        return (*before, better, *told_more)
    kept = NOTHING_BEFORE + (SHIFTED if shifted else "")
    first, *behind = costs(plan, could, price, sure=sure, then="but then", before=kept)
    return (*before, first, *told_more, *behind)


def lacking(asked: Requirement, more: pd.DataFrame, *, near: bool) -> str:
    """The sentence of who lacks more then: site, role, period, more; the heaviest are named.

    ``near``: in a plan that differs in this period alone.
    """
    then = (
        f"Where period {asked.period} alone is changed, " if near else "In the plan found, one of several, "
    )
    if more.empty:
        return f"{then}no other requirement lacks more."
    named = [
        f"{row.site} / {row.role} {'' if at else 'lacks '}{_short(row.more)} more in period {row.period}"
        for at, row in enumerate(each_row(more.head(MOST_NAMED)))
    ]
    rest = len(more) - len(named)
    if rest > 0:
        named.append("one other" if rest == 1 else f"{rest} others")
    return f"{then}{with_and(named)}."


# ── What alone would fill it ─────────────────────────────────────────────────────────────────────────────


def nobody_else_lacks_more() -> str:
    """The sentence where no change is needed for it."""
    return "It could be filled from this workbook as it stands, with no other requirement lacking more."


def filled_by(tried: TriedChange) -> str:
    """The sentence of a change that fills it."""
    doubt = "" if tried.change.claim == "proved" else " (less may do)"
    return f"It would be filled if {_step(tried)}, {NOBODY_ELSE}{doubt}."


def none_alone(asked: Requirement, tried: int, best: TriedChange | None, left_out: int) -> list[str]:
    """The sentences where no change was found that fills it. ``best``: the one after which least lacks."""
    count = "there is none to try"
    if tried:
        more = f", {left_out} more not to the end" if left_out else ""
        count = f"{tried} {'was' if tried == 1 else 'were'} tried{more}"
    elif left_out:
        count = f"{left_out} could not be tried to the end in the time"
    head = sentence(
        f"No single change was found that fills it, {NOBODY_ELSE} ({count}).", is_open=left_out > 0
    )
    if best is None:
        return [head]
    how = told_settings([best.change.setting])
    then = f"then {_short(best.high)} instead of {_short(asked.lack)} lack ({how})"
    return [head, f"It helps most if {_step(best)}: {then}."]


def _step(tried: TriedChange) -> str:
    """What would have to be: ``Units of GBR-INF-1 were 19 instead of 14``."""
    of, change = tried.override, tried.change
    if of.sheet == "Settings":
        name = of.row
    else:
        row = f"{of.sheet} row {of.row.removeprefix(ROW_MARK)}" if of.row.startswith(ROW_MARK) else of.row
        name = f"{of.column} of {row}"
    why = f" ({tried.why})" if tried.why else ""
    return f"{name} were {_typed(change.after)} instead of {_typed(change.before)}{why}"


def _typed(text: str) -> str:
    """A value as a sentence has it: thousands apart."""
    try:
        return in_full(float(text))
    except ValueError:
        return text or "blank"
