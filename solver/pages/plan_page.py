"""The page of a plan: one file, without server or network, readable without scripts, on paper, too."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from solver.pages.generator import OF_A_PLAN
from solver.pages.nations import nation_numbers
from solver.pages.periods import in_period
from solver.pages.places import misplaced_sites, unplaced_sites
from solver.pages.plan_content import Card, PlanContent
from solver.pages.plan_sections import ToldPlan, map_figure, sections_of
from solver.pages.templating import policy, templates
from solver.results import columns
from solver.results.headline import COST, DRAWDOWN, FORCE, REQUIREMENTS
from solver.results.withdrawals import Withdrawals, withdrawals
from solver.text.numbers import first_few, number
from solver.version import VERSION

if TYPE_CHECKING:
    from jinja2 import Template

LARGEST_GAP = "Largest gap in a role"
"""The card of what lacks most; the force itself has one of its own."""
WITHOUT_LARGEST = "Without the largest"
"""The card of what would be left without the nation that sends most."""
SITES_NAMED = 4
"""Sites that it names."""
LEAD_ENDS = (": ", "; ")
"""What ends the part of a headline that is told in large letters."""
LONG_LEAD = 62
"""Letters of a lead that is too long for large ones: it then ends before a bracket, too."""


def plan_page(told: ToldPlan) -> str:
    """The page of a plan as text."""
    return render(plan_content(told))


def plan_content(told: ToldPlan) -> PlanContent:
    """What the page of a plan holds."""
    results, without = told.results, withdrawals(told.plan, told.ledger)
    facts = dict(zip(results.run[0].frame["Fact"], results.run[0].frame["Value"], strict=True))
    return PlanContent(
        title=results.summary.title,
        marking=results.marking,
        scenario=results.summary.scenario,
        status=CHANGED if told.changed else results.summary.status,
        proved=results.summary.proved and not told.changed,
        kept_back=told.kept_back,
        cards=_cards(told, without),
        map=map_figure(told),
        unplaced=tuple(unplaced_sites(told.plan)),
        misplaced=tuple(misplaced_sites(told.plan)),
        sections=sections_of(told, without),
        nations=tuple((at, name) for name, at in nation_numbers(told.ledger).items()),
        source=told.source or file_name(str(facts.get(columns.INPUT_FACT) or "")),
        started=_minute(str(facts.get(columns.STARTED_FACT) or "")),
        version=VERSION,
    )


CHANGED = (
    "The input sheets have changed since this plan was made from them. It keeps their rules as they are now; "
    "whether it is the best for them is not known: solve again."
)
"""The status of a plan whose tables are no longer those that it was solved from."""


def file_name(path: str) -> str:
    """The name of a file, whichever system wrote its path."""
    return re.split(r"[/\\]", path)[-1]


def _minute(moment: str) -> str:
    """A moment in UTC as Run states it, to the minute."""
    return f"{moment[:10]} {moment[11:16]}Z" if moment else ""


FIRST = (FORCE, LARGEST_GAP, DRAWDOWN, WITHOUT_LARGEST, REQUIREMENTS, COST)
"""The cards that stand first, in this order, where there are such."""


def _cards(told: ToldPlan, without: Withdrawals | None) -> tuple[Card, ...]:
    """The headline, with the largest gap and what would be left without the largest contributor."""
    cards = [_card(fact.label, fact.text) for fact in told.results.summary.facts]
    cards += [*_largest_gap(told), *_without_largest(told, without)]
    order = {label: at for at, label in enumerate(FIRST)}
    return tuple(sorted(cards, key=lambda card: order.get(card.label, len(FIRST))))


def _largest_gap(told: ToldPlan) -> list[Card]:
    """What lacks most, when and where."""
    if not told.results.summary.largest_gaps:
        return []
    gap, *others = told.results.summary.largest_gaps
    rest = first_few(gap.sites, SITES_NAMED)
    if any(each.missing > gap.missing and each.measure == gap.measure for each in others):
        rest += "; by what it weighs"
    return [Card(label=LARGEST_GAP, lead=f"{gap.role}: {gap.size}", rest=rest)]


def _without_largest(told: ToldPlan, found: Withdrawals | None) -> list[Card]:
    """What would be left of the force without the nation that sends most."""
    if found is None:
        return []
    largest = found.rows.iloc[0]
    of_floor = f" of {number(found.floor)}" if found.floor > 0 else ""
    lead = f"{number(largest['left'])}{of_floor} heads without {largest['nation']}"
    when = in_period(told.plan, found.period)
    return [
        Card(
            label=WITHOUT_LARGEST,
            lead=lead,
            rest=_capital(f"{when}, if nobody else moved".lstrip(", ")),
        )
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _card(label: str, text: str) -> Card:
    """A line of the headline: what comes first in large letters, the rest below it."""
    at = min((at for at in map(text.find, LEAD_ENDS) if at > 0), default=len(text))
    if at > LONG_LEAD and 0 < text.find(" (") < at:
        at = text.find(" (")
    lead, rest = text[:at].rstrip("."), _without_first_bracket(text[at:].lstrip(":;. "))
    return Card(label=label, lead=_capital(lead), rest=_capital(rest))


def _without_first_bracket(text: str) -> str:
    """A text that begins with a bracket, without it and what closes it."""
    depth = 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return text[1:at] + text[at + 1 :] if at else text
    return text


def render(content: PlanContent) -> str:
    """The page of this content."""
    environment = templates()
    script = environment.loader.get_source(environment, "plan.js")[0] if environment.loader else ""
    style = _style().render(marking=content.marking)
    return _template().render(
        page=content,
        generator=OF_A_PLAN,
        style=style,
        script=script,
        policy=policy(style, script if content.nations else ""),
    )


@cache
def _template() -> Template:
    return templates().get_template("plan.html")


@cache
def _style() -> Template:
    return templates().get_template("style.css")
