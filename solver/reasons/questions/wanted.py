"""What somebody wants to know of a plan, as it was typed, and the question by the plan's names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from solver.errors import Finding, PlanError, told
from solver.plan import Plan
from solver.plan.addresses import ROW_MARK, fitting_rows, why_no_row
from solver.plan.dates import iso_date
from solver.plan.names import alternatives, clean, did_you_mean
from solver.plan.plan import periods_in_words
from solver.reasons.absent_rows import declared_names
from solver.reasons.questions.answer import Kind, Question
from solver.schema import KEY_SEPARATOR, sheet
from solver.tables import each_row, fold

ASKS = 5
"""How many asks there are where nobody says it."""

REMEDIES = {
    "contingent": "name one of sheet Contingents",
    "site": "name one of sheet Sites",
    "role": "name a role that a requirement asks for",
    "requirement": f"name one as SITE{KEY_SEPARATOR}ROLE, as sheet Requirements has it",
}
"""What to do about a name that no other is near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is wanted, as it was typed; "" and 0 for what is left open, all of it for everything.

    ``period``: a number, or a date that lies in it. ``cap``: ``APPLIES TO / STOCK``, or ``#7`` for its sheet
    row.
    """

    contingent: str = ""
    site: str = ""
    role: str = ""
    period: str = ""
    requirement: str = ""
    cap: str = ""
    asks: int = 0

    @property
    def everything(self) -> bool:
        """Whether nothing in particular is asked."""
        return self == Wanted()

    def nonsense(self) -> str:
        """What of it makes no sense together, in a sentence; "" where it does."""
        given = {
            "--contingent": self.contingent,
            "--requirement": self.requirement,
            "--cap": self.cap,
            "--asks": self.asks,
        }
        named = [name for name, value in given.items() if value]
        if len(named) > 1:
            return f"{' and '.join(named)} are several questions; ask one at a time, or none for all of them"
        for name, value in (("--site", self.site), ("--role", self.role)):
            if value and not self.contingent:
                return f"{name} says of which use of a contingent; add --contingent NAME"
        if self.period and not (self.contingent or self.requirement):
            return "--period says when, of a contingent or a requirement; add --contingent or --requirement"
        return ""


def question_of(plan: Plan, wanted: Wanted) -> Question | None:
    """The question that is meant, by the plan's names; None for everything.

    Raises PlanError with every name that the plan does not have.
    """
    if wanted.everything:
        return None
    names = _Names(plan)
    site, role = names.requirement(wanted.requirement) if wanted.requirement else ("", "")
    question = Question(
        kind=_kind(wanted),
        contingent=names.known("--contingent", wanted.contingent, declared_names(plan, "contingent")),
        site=site or names.known("--site", wanted.site, declared_names(plan, "site")),
        role=role or names.known("--role", wanted.role, declared_names(plan, "role")),
        period=names.period(wanted.period) if wanted.period else 0,
        cap=names.cap(wanted.cap) if wanted.cap else 0,
        count=wanted.asks,
    )
    if wanted.requirement and question.period and not names.findings:
        names.findings += _asked_then(plan, question)
    if names.findings:
        raise PlanError(names.findings)
    return question


def _kind(wanted: Wanted) -> Kind:
    """The kind of question that is wanted."""
    if wanted.contingent:
        return "why_not"
    if wanted.requirement:
        return "why_short"
    return "cap" if wanted.cap else "asks"


class _Names:
    """The plan's names, and what is wrong with those that were typed."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.findings: list[Finding] = []

    def wrong(self, option: str, message: str) -> None:
        """Note what is wrong with what was typed behind an option."""
        self.findings.append(told(f"{option}: {message}"))

    def known(self, option: str, typed: str, names: Sequence[str]) -> str:
        """The name as the plan spells it; "" for none, and where there is no such one."""
        if not clean(typed):
            return ""
        for name in names:
            if fold(name) == fold(typed):
                return name
        near = did_you_mean(typed, names) or f"; {REMEDIES[option.strip('-')]}"
        self.wrong(option, f"unknown {option.strip('-')} '{clean(typed)}'{near}")
        return ""

    def requirement(self, typed: str) -> tuple[str, str]:
        """The site and the role of a requirement, however the slash between them is typed."""
        rows = self.plan.requirements[["site", "role"]].drop_duplicates()
        by_name = {f"{row.site}{KEY_SEPARATOR}{row.role}": (row.site, row.role) for row in each_row(rows)}
        wanted = _without_blanks(typed)
        for name, pair in by_name.items():
            if _without_blanks(name) == wanted:
                return pair
        at = [name for name, (site, _) in by_name.items() if fold(site) == fold(typed)]
        near = did_you_mean(typed, by_name) or f"; {REMEDIES['requirement']}"
        if at:
            near = f"; at {by_name[at[0]][0]} there are {alternatives(at)}"
        self.wrong("--requirement", f"no requirement is called '{clean(typed)}'{near}")
        return "", ""

    def period(self, typed: str, option: str = "--period") -> int:
        """The period of a number, or of a date that lies in it."""
        text, settings = clean(typed), self.plan.settings
        day = iso_date(text)
        if day is not None and settings.calendar.start is None:
            self.wrong(option, f"{text} is a date, but the plan has no Start; give a number")
            return 0
        number = settings.calendar.period_of(day) if day else int(text) if text.isdecimal() else 0
        if not 1 <= number <= settings.periods:
            where = "outside of the plan" if day or text.isdecimal() else "no period"
            expected = f"a number from 1 to {settings.periods}, or a date such as 2027-03-01"
            self.wrong(option, f"'{text}' is {where}; expected {expected}")
            return 0
        return number

    def cap(self, typed: str, option: str = "--cap") -> int:
        """The sheet row of a drawdown cap."""
        declared, plan = sheet("Drawdown caps"), self.plan
        there = plan.drawdown_caps["sheet_row"].tolist()
        if not there:
            self.wrong(option, "the plan has no drawdown caps (sheet Drawdown caps)")
            return 0
        rows = fitting_rows(plan.tables, declared, clean(typed), plan.settings.calendar)
        caps = [row for row in rows if row in there]
        if len(caps) == 1:
            return int(caps[0])
        if caps:
            marked = [f"'{ROW_MARK}{row}'" for row in caps]
            self.wrong(option, f"'{clean(typed)}' fits several caps; name its row: {alternatives(marked)}")
        elif rows:
            self.wrong(option, f"'{clean(typed)}' is row {rows[0]}, which does not count in this plan")
        else:
            self.wrong(option, why_no_row(plan.tables, declared, clean(typed)))
        return 0


def _without_blanks(name: str) -> str:
    """A folded name without blanks around its slashes."""
    return "/".join(part.strip() for part in fold(name).split("/"))


def _asked_then(plan: Plan, question: Question) -> list[Finding]:
    """What is wrong with a requirement that asks for nothing in the period named."""
    rows = plan.requirements
    rows = rows[(rows["site"] == question.site) & (rows["role"] == question.role)]
    asked = sorted(
        {
            period
            for row in each_row(rows)
            for period in range(int(row.first), int(row.last) + 1)
            if 1 <= period <= plan.settings.periods
        }
    )
    named = f"{question.site}{KEY_SEPARATOR}{question.role}"
    if not asked:
        return [told(f"no requirement is called '{named}'; {REMEDIES['requirement']}")]
    if question.period in (0, *asked):
        return []
    when = periods_in_words(asked)
    return [told(f"period: nothing is asked for of {named} in period {question.period}; it is in {when}")]


def named_question(plan: Plan, question: Question) -> Question:
    """A question of a script by the plan's names.

    Raises PlanError with every name that the plan does not have, and where it does not say what its kind
    asks about.
    """
    names = _Names(plan)
    named = replace(
        question,
        contingent=names.known("contingent", question.contingent, declared_names(plan, "contingent")),
        site=names.known("site", question.site, declared_names(plan, "site")),
        role=names.known("role", question.role, declared_names(plan, "role")),
        period=names.period(str(question.period), "period") if question.period else 0,
        cap=names.cap(f"{ROW_MARK}{question.cap}", "cap") if question.cap else 0,
        count=question.count or ASKS if question.kind == "asks" else 0,
    )
    needed = {"why_not": ("contingent",), "why_short": ("site", "role"), "cap": ("cap",)}
    for field in needed.get(question.kind, ()):
        if not getattr(question, field):
            names.wrong(field, f"a question of kind {question.kind} needs it")
    if question.kind not in {*needed, "asks"}:
        names.wrong("kind", f"'{question.kind}' is no question; there are {alternatives([*needed, 'asks'])}")
    if question.kind == "why_short" and not names.findings:
        names.findings += _asked_then(plan, named)
    if names.findings:
        raise PlanError(names.findings)
    return named


def is_in_plan(allocation: pd.DataFrame, question: Question) -> bool:
    """Whether a plan has anything of a contingent where a question asks for it."""
    there = allocation["contingent"] == question.contingent
    for field in ("site", "role", "period"):
        if getattr(question, field):
            there &= allocation[field] == getattr(question, field)
    return bool(there.any())
