"""What else would be as good, in sentences, and as tables."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from solver.studies.alternatives.alternatives import (
    AlternativePlan,
    AlternativesAnswer,
    PresenceChange,
    RankDifference,
)
from solver.studies.alternatives.cells import CellVerdict, Verdict
from solver.studies.levels import proved_how_far
from solver.text.numbers import counted, money, number, per_cent, with_and
from solver.tolerances import TOLD_AS_NOTHING

COUNTS = {
    "moves": ("move", "moves"),
    "changes": ("change", "changes"),
    "open sites": ("open site x period", "open sites x periods"),
}
"""Objectives that are told as a number of things."""

SHARES = frozenset({"worst shortfall", "largest burden"})
"""Objectives that are shares: told by what they come to."""

MOST_PLACES = 3
"""Exchanges that a sentence names; the rest is counted."""

MOST_MUSTS = 6
"""Pairings of a nation and a site that a sentence names; the rest is counted."""

TENTH = 0.001
"""Shares below this are told in hundredths of a per cent."""

ARE: dict[Verdict, str] = {
    "must": "must be in every plan nearly as good",
    "choice": "can be in one or not",
    "never": "can be in none",
    "not settled": "are not settled, for want of time",
}
"""How verdicts are counted."""

VERDICTS: dict[Verdict, str] = {
    "must": "in every plan nearly as good, somebody of the nation is there at some time",
    "choice": "in some plans nearly as good somebody is there, in others nobody",
    "never": "in no plan nearly as good anybody is there",
    "not settled": "the time did not suffice to tell",
}
"""What each verdict means."""


def answer_sentences(answer: AlternativesAnswer) -> tuple[str, ...]:
    """The answer in a few sentences: what counts as good, what is settled, and what may change."""
    if not answer.base.has_plan:
        return (f"The workbook has no plan, so none is as good: {answer.base.reason}",)
    told = [_what_counts(answer), _verdicts(answer.cells)]
    musts = [each for each in answer.cells if each.verdict == "must"]
    if musts:
        told.append(f"Every such plan has {_musts(musts)}.")
    if answer.plans:
        told.append(_plans(answer))
    if answer.why_no_more:
        asked = counted(answer.asked, "plan was", "plans were")
        told.append(f"{asked.capitalize()} asked for; {answer.why_no_more}.")
    return tuple(told)


def _plans(answer: AlternativesAnswer) -> str:
    """How many other plans were found, and in how much they differ from the plan as it stands."""
    found = counted(len(answer.plans), "plan with others elsewhere was", "plans with others elsewhere were")
    least, most = (pick(len(each.changes) for each in answer.plans) for pick in (min, max))
    changes = number(least) if least == most else f"{number(least)} to {number(most)}"
    where = f"in {changes} {'place' if most == 1 else 'places'} (a nation at a site)"
    differ = "differs" if len(answer.plans) == 1 else "differ"
    return f"{found} found, which {differ} from the plan as it stands {where}."


def _what_counts(answer: AlternativesAnswer) -> str:
    """What counts as nearly as good, in a sentence."""
    share = answer.within.share
    digits = 0 if float(f"{100 * share:.0f}") == 100 * share else 2
    amounts = [
        f"{name} by {number(most)}, where that is more" for name, most in answer.within.amounts.items()
    ]
    worse = [f"every later rank is at most {per_cent(share, digits)} worse", *amounts]
    names = [each.name for each in answer.base.objectives if each.rank in answer.held]
    kept = [f"{with_and(names)} {'is' if len(names) == 1 else 'are'} no worse"] if names else []
    proof = "" if answer.base.proved else f" (which is {proved_how_far(answer.base)})"
    beside = f"A plan counts as nearly as good if, beside the plan as it stands{proof},"
    return f"{beside} {with_and([*kept, *worse])}."


def _verdicts(cells: Sequence[CellVerdict]) -> str:
    """How many nations at sites there are of each verdict."""
    counts = {verdict: sum(each.verdict == verdict for each in cells) for verdict in VERDICTS}
    told = [f"{count} {ARE[verdict]}" for verdict, count in counts.items() if count]
    pairings = counted(len(cells), "pairing of a nation and a site", "pairings of a nation and a site")
    return f"Of {pairings}, {with_and(told)}." if told else "No nation may be at any site."


def _musts(cells: Sequence[CellVerdict]) -> str:
    """Who must be where, those with most heads first; of many how many more there are."""
    ordered = sorted(cells, key=lambda each: -each.least)
    more = len(cells) - MOST_MUSTS
    if more <= 1:
        return _where(ordered)
    return f"{_where(ordered[:MOST_MUSTS])}; and {more:,} more (all in table Who is where)"


def _where(cells: Sequence[CellVerdict]) -> str:
    """Nations with their sites: France at Kyiv and Lviv; Poland at Rzeszow."""
    nations = dict.fromkeys(each.nation for each in cells)
    return "; ".join(
        f"{nation} at {with_and(each.site for each in cells if each.nation == nation)}" for nation in nations
    )


def sentence(plan: AlternativePlan) -> str:
    """What a plan is in one sentence: who instead of whom where, and its price."""
    exchanges = _exchanges(plan.changes)
    named = len(exchanges) if len(exchanges) == MOST_PLACES + 1 else MOST_PLACES
    told = [text for text, _ in exchanges[:named]]
    more = sum(changes for _, changes in exchanges[named:])
    if more:
        told.append(counted(more, "more change", "more changes"))
    proof = "" if plan.outcome.proved else ", not proved to be the least"
    return f"{'; '.join(told)}. Price: {price_text(plan.prices)}{proof}"


def _exchanges(changes: Sequence[PresenceChange]) -> list[tuple[str, int]]:
    """Who comes instead of whom, at the sites where it is the same; with how many changes it tells.

    Those in which most heads come and go are first.
    """
    sites: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for site in dict.fromkeys(each.site for each in changes):
        here = [each for each in changes if each.site == site]
        come = tuple(sorted(each.nation for each in here if each.comes))
        leave = tuple(sorted(each.nation for each in here if not each.comes))
        sites.setdefault((come, leave), []).append(site)
    heads = {
        key: sum(abs(each.after - each.before) for each in changes if each.site in where)
        for key, where in sites.items()
    }
    ordered = sorted(sites, key=lambda key: (-heads[key], key))
    return [(_exchange(*key, sites[key]), (len(key[0]) + len(key[1])) * len(sites[key])) for key in ordered]


def _exchange(come: Sequence[str], leave: Sequence[str], sites: Sequence[str]) -> str:
    at = f"at {with_and(sites)}"
    if come and leave:
        return f"{with_and(come)} instead of {with_and(leave)} {at}"
    return f"{with_and(come)} {at} as well" if come else f"{with_and(leave)} no longer {at}"


def price_text(prices: Sequence[RankDifference]) -> str:
    """What a plan costs in the ranks after the shortfalls: ``cost 4 m EUR more (0.4 %), 3 more moves``."""
    told = [text for each in prices if (text := _price(each))]
    return ", ".join(told) or "none in any rank"


def _price(difference: RankDifference) -> str:
    """What one rank comes to more or less; "" for the same."""
    amount, name = difference.amount, difference.name
    if abs(amount) <= TOLD_AS_NOTHING * max(1.0, abs(difference.before)):
        return ""
    if name in COUNTS:
        one, many = COUNTS[name]
        return (
            f"{number(abs(amount))} {'more' if amount > 0 else 'fewer'} {one if abs(amount) == 1 else many}"
        )
    if name in SHARES:
        return f"{name} {per_cent(difference.after, 1)} instead of {per_cent(difference.before, 1)}"
    if difference.share is None:
        return f"{name} {_amount(difference, difference.after)} instead of 0"
    more = "more" if amount > 0 else "less"
    return f"{name} {_amount(difference, abs(amount))} {more} ({_share(abs(difference.share))})"


def _amount(difference: RankDifference, amount: float) -> str:
    """An amount of a rank, money with its currency."""
    return money(amount, difference.currency) if difference.currency else number(amount)


def _share(share: float) -> str:
    """A share that is not told as nothing."""
    told = per_cent(share, 1 if share >= TENTH else 2)
    return told if float(told[:-2]) else "under 0.01 %"


def cells_table(answer: AlternativesAnswer) -> pd.DataFrame:
    """Every nation at every site, those that must be there first: heads x periods, and how far proved."""
    order = list(VERDICTS)
    cells = sorted(answer.cells, key=lambda each: order.index(each.verdict))
    return pd.DataFrame(
        {
            "Nation": [each.nation for each in cells],
            "Site": [each.site for each in cells],
            "Verdict": [each.verdict for each in cells],
            "Now": [each.now for each in cells],
            "Least": [each.least for each in cells],
            "Most": [each.most for each in cells],
            "No plan below": [each.least_bound for each in cells],
            "No plan above": [
                each.most_bound if math.isfinite(each.most_bound) else math.nan for each in cells
            ],
            "Proved": [_proved(each) for each in cells],
        }
    )


def _proved(cell: CellVerdict) -> str:
    """Which of the two numbers is proved."""
    of = [name for name, is_so in (("least", cell.least_proved), ("most", cell.most_proved)) if is_so]
    return with_and(of) if of else "neither"


def changes_table(answer: AlternativesAnswer) -> pd.DataFrame:
    """Who comes where and who leaves where, in every other plan (heads x periods)."""
    columns = ("Plan", "Nation", "Site", "Change", "Now", "Then")
    rows = [
        (place, each.nation, each.site, "comes" if each.comes else "leaves", each.before, each.after)
        for place, plan in enumerate(answer.plans, start=1)
        for each in plan.changes
    ]
    return pd.DataFrame(rows, columns=list(columns))
