"""The page of confidence: how likely each requirement is met, by the plan that stands and by the best one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pandas as pd

from solver.plan import Plan
from solver.results.study_page import ChartAxis, ChartPoint, ChartSeries, StudyChart, StudyPage
from solver.results.tables import Show
from solver.studies.confidence.confidence import ConfidenceAnswer, DrawnAnswer
from solver.studies.confidence.fixed_plan import Chance, FixedPlan
from solver.studies.confidence.replanned import MINIMUM_NO_WORSE, NOTHING_LACKS, Replanned
from solver.studies.levels import proved_how_far
from solver.studies.told.chance_words import (
    AS_ONE,
    FIXED_NOTE,
    RANGES,
    SHORT,
    WAYS,
    WAYS_DIFFER,
    every_minimum,
    in_sentence,
    is_a_number,
    percent,
    planned_anew,
)
from solver.studies.told.confidence_tables import (
    by_period,
    force_table,
    overall,
    pledges_to_fill_in,
    throughout,
)
from solver.studies.told.names import requirement_name, some_of
from solver.studies.told.rank_words import NOT_PROVED, proof_words, told_measure
from solver.text.commands import told_settings
from solver.text.numbers import counted, number, with_and
from solver.tolerances import TOLD_AS_NOTHING

MOST_BARS = 12
"""Requirements that the chart shows: the weakest."""

FILL_IN = (
    "Fill in column Confidence of sheet Contingents: 80 % for a pledge that is kept four times in five.",
    f"Or try one chance for all of them: {told_settings(['Contingents!*!Confidence=0.8'])}.",
)

MOST_NAMES = 3
"""Requirements that a sentence names."""


def confidence_page(plan: Plan, answer: ConfidenceAnswer) -> StudyPage:
    """How likely a plan does what is asked, as a page; where no pledge has a chance, what to fill in."""
    named = f"{plan.settings.plan_name}: " if plan.settings.plan_name else ""
    if answer.uncertain:
        sentences = tuple(_sentences(plan, answer))
        tables = [overall(answer), throughout(answer), by_period(answer), force_table(answer)]
    else:
        sentences, tables = (_no_chances(plan), *FILL_IN), [pledges_to_fill_in(plan)]
    return StudyPage(
        title="How likely is it?",
        marking=plan.settings.marking,
        question=f"{named}how likely is each requirement met, if every pledge comes with its Confidence?",
        sentences=sentences,
        chart=_chart(answer),
        tables=tuple(table for table in tables if len(table.frame)),
        notes=tuple(_notes(answer)) if answer.uncertain else (),
    )


def _no_chances(plan: Plan) -> str:
    """That nothing can be told, for want of chances."""
    sure = "100 %" if (plan.contingents["confidence"] >= 1.0).all() else "0 or 100 %"
    return (
        f"Nothing can be told yet: no pledge has a chance, for every contingent has a Confidence of {sure}."
    )


def _sentences(plan: Plan, answer: ConfidenceAnswer) -> Iterator[str]:
    """The answer: all of it, its weakest place, and what replanning saves."""
    yield _in_all(plan, answer)
    yield _weakest(answer)
    replanned = [(each.by, each.replanned) for each in answer.drawn if each.replanned is not None]
    if replanned:
        measure = MINIMUM_NO_WORSE if _lacks_anyhow(answer) else NOTHING_LACKS
        told = [f"{planned_anew(found, measure)} {SHORT[by]}" for by, found in replanned]
        every = f"{every_minimum(answer.drawn[0].fixed)} is met"
        what = every if measure == NOTHING_LACKS else "the minimum shortfall is no worse than planned"
        yield f"If all replan for those who come, {what} {with_and(told)}."


def _lacks_anyhow(answer: ConfidenceAnswer) -> bool:
    """Whether the plan lacks something to a minimum or floor though all come."""
    return answer.drawn[0].fixed.minimum_shortfall.own > 0.0


def _in_all(plan: Plan, answer: ConfidenceAnswer) -> str:
    """How likely all that matters first is met; where it is not though all come, how much worse it gets."""
    if not _lacks_anyhow(answer):
        parts = [f"{_every(each)} {SHORT[each.by]}" for each in answer.drawn]
        fixed = answer.drawn[0].fixed
        asked = "every target" if fixed.nothing_lacks is None else every_minimum(fixed)
        return f"If nobody replans, {asked} is met {with_and(parts)}."
    own = number(answer.drawn[0].fixed.minimum_shortfall.own)
    unit = told_measure(plan, "minimum shortfall").unit
    halves = [f"{_half(each)} {SHORT[each.by]}" for each in answer.drawn]
    return (
        f"The plan as it stands has a minimum shortfall of {own} ({unit}); if nobody replans, in half of all "
        f"cases it is {with_and(halves)}."
    )


def _half(drawn: DrawnAnswer) -> str:
    """What the minimum shortfall is in half of all cases."""
    spread = drawn.fixed.minimum_shortfall
    if spread.median <= spread.own + TOLD_AS_NOTHING * max(1.0, spread.own):
        return f"still {number(spread.own)} or less"
    return f"{number(spread.median)} or more"


def _every(drawn: DrawnAnswer) -> str:
    """The chance that nothing lacks to minimums and floors; where none is asked, to targets."""
    fixed = drawn.fixed
    chance = fixed.every_target if fixed.nothing_lacks is None else fixed.nothing_lacks
    return "in every case" if chance is None else in_sentence(chance, fixed)


def _first_asked(answer: ConfidenceAnswer) -> str:
    """What matters first, in a word: the minimum, or the target where there is none."""
    return "target" if answer.drawn[0].fixed.every_minimum is None else "minimum"


def _at_stake(answer: ConfidenceAnswer, drawn: DrawnAnswer) -> pd.DataFrame:
    """The requirements whose chance is not known to be 0 or 1, the weakest first.

    A case that was not drawn may still happen: what is sure has an interval of nothing but 0, or 1.
    """
    rows, name = drawn.fixed.throughout, f"{_first_asked(answer)}_met"
    return rows[(rows[f"{name}_high"] > 0.0) & (rows[f"{name}_low"] < 1.0)].sort_values(name, kind="stable")


def _weakest(answer: ConfidenceAnswer) -> str:
    """The weakest requirement of the way that is told last, in which bad cases are worse."""
    drawn, what = answer.drawn[-1], _first_asked(answer)
    rows, name = _at_stake(answer, drawn), f"{what}_met"
    if rows.empty:
        return f"No {what} hangs on a pledge that may not come."
    rows = rows[_told_alike(rows, name, exact=drawn.fixed.exact)]
    chance = Chance(
        probability=float(rows[name].iloc[0]),
        low=float(rows[f"{name}_low"].min()),
        high=float(rows[f"{name}_high"].max()),
    )
    never = int((drawn.fixed.throughout[f"{name}_high"] == 0.0).sum())
    are = counted(never, f"{what} is", f"{what}s are")
    missed = f" If nobody replans, {are} missed whoever comes." if never else ""
    names = [requirement_name(role, site) for role, site in zip(rows["role"], rows["site"], strict=True)]
    told = f"{in_sentence(chance, drawn.fixed)} {SHORT[drawn.by]}"
    if len(names) == 1:
        weakest = f"The weakest {what} at stake is {names[0]}: met in all its periods {told}"
    else:
        weakest = (
            f"{len(names):,} {what}s share the lowest chance, each met in all its periods {told}: "
            f"{some_of(names, MOST_NAMES)}"
        )
    return f"{weakest} (of the plan as it stands; another, as good, may be weak elsewhere).{missed}"


def _told_alike(rows: pd.DataFrame, name: str, *, exact: bool) -> pd.Series:
    """Which rows are as weak as the first; chances that were sampled are where they read alike."""
    lowest = float(rows[name].iloc[0])
    if exact:
        return rows[name] <= lowest + AS_ONE
    return rows[name].map(percent) == percent(lowest)


def _notes(answer: ConfidenceAnswer) -> Iterator[str]:
    yield FIXED_NOTE
    yield f"{WAYS} {WAYS_DIFFER}" if len(answer.drawn) > 1 else WAYS
    yield from _together((_counted(each.fixed), SHORT[each.by]) for each in answer.drawn)
    if not answer.base.proved:
        yield f"The plan as it stands is {proved_how_far(answer.base)}."
    anew = [(each.replanned, SHORT[each.by]) for each in answer.drawn if each.replanned is not None]
    yield from _together((_planned(found), way) for found, way in anew)
    yield from _only_bounded(answer)


def _only_bounded(answer: ConfidenceAnswer) -> Iterator[str]:
    """Why the plan as it stands lacks something whoever comes, yet it is not told that every plan does."""
    first = answer.drawn[0]
    open_ones = [
        each.replanned.intervals[NOTHING_LACKS].high > 0.0
        for each in answer.drawn
        if each.replanned is not None
    ]
    if not _lacks_anyhow(answer) or not any(open_ones) or first.replanned is None:
        return
    yield (
        f"That {every_minimum(first.fixed)} is met if all replan has a bound and is not called never: "
        f"{first.replanned.not_never}."
    )


def _together(notes: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Notes with the ways of deciding that they are about; two that say the same are one."""
    ways: dict[str, list[str]] = {}
    for note, way in notes:
        ways.setdefault(note, []).append(way)
    for note, of in ways.items():
        told = with_and(of)
        yield f"{told[0].upper()}{told[1:]}: {note}"


def _counted(fixed: FixedPlan) -> str:
    """How the cases of the plan as it stands were counted."""
    cases = counted(fixed.worlds, "case", "cases")
    if fixed.exact:
        return f"if nobody replans, all {cases} that there are were counted; the chances are exact."
    return f"if nobody replans, counted in {cases} drawn at random. {RANGES} (Clopper and Pearson)."


def _planned(found: Replanned) -> str:
    """In how many cases all replanned, and how sure that is."""
    cases = counted(found.worlds, "case", "cases")
    enough = (
        "by then every range was as narrow as asked for" if found.ended else "the most that was asked for"
    )
    looks = "Their ranges do so however often one looks (confidence sequence)."
    sampled = f"{cases} drawn at random, {enough}. {looks}"
    told = f"planned anew for all {cases} that there are." if found.exact else f"planned anew for {sampled}"
    if not found.unproved:
        return told
    how = Counter(proof_words(each) for each in found.outcomes if not each.proved)
    parts = with_and(
        f"{count:,} {'in no rank' if word == NOT_PROVED else word}" for word, count in how.items()
    )
    unproved = counted(found.unproved, "plan is", "plans are")
    return f"{told} {unproved} not proved in every rank ({parts}), which may widen the ranges."


def _chart(answer: ConfidenceAnswer) -> StudyChart | None:
    """The weakest requirements that are met in some cases and missed in others, a bar for each way."""
    if not answer.uncertain:
        return None
    name = f"{_first_asked(answer)}_met"
    stake = _at_stake(answer, answer.drawn[-1]).index
    drawn = [each.fixed.throughout.loc[stake, name].map(is_a_number) for each in answer.drawn]
    order = stake[pd.concat(drawn, axis=1).all(axis=1)][:MOST_BARS]
    if order.empty:
        return None
    series = []
    for each in answer.drawn:
        rows = each.fixed.throughout.loc[order]
        points = (
            ChartPoint(at=requirement_name(role, site), value=float(chance), low=float(chance))
            for site, role, chance in zip(rows["site"], rows["role"], rows[name], strict=True)
        )
        series.append(ChartSeries(name=SHORT[each.by].capitalize(), points=tuple(points)))
    return StudyChart(
        kind="bars",
        title=f"Chance that the weakest {_first_asked(answer)}s are met, if nobody replans",
        across=ChartAxis(name="Role and site"),
        up=ChartAxis(name="Chance", show=Show.SHARE),
        series=tuple(series),
    )
