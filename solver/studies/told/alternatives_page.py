"""The page of alternatives: who must be where, who can, plans that differ, and the regret of first steps."""

from __future__ import annotations

import math
from collections.abc import Iterator

from solver.plan import Plan
from solver.results.study_page import ChartAxis, ChartPoint, ChartSeries, StudyChart, StudyPage
from solver.results.tables import Field, Show, Table
from solver.studies.alternatives.alternatives import AlternativesAnswer
from solver.studies.alternatives.alternatives_study import AlternativesResult
from solver.studies.alternatives.alternatives_told import (
    VERDICTS,
    answer_sentences,
    cells_table,
    changes_table,
    sentence,
)
from solver.studies.alternatives.cells import CellVerdict
from solver.studies.told.point_columns import Told, table_of
from solver.studies.told.rank_words import told_ranks, units_note
from solver.studies.told.regret_told import regret_sentences, regret_table, short_regrets

MOST_BARS = 12
"""Nations that a chart shows."""

PERIODS = "Heads x periods: 100 heads that are there for 3 periods are 300."
MEANS = "; ".join(f"{verdict}: {meaning}" for verdict, meaning in VERDICTS.items())
PRICE = "Price: what it comes to more, or less, than the plan as it stands, in ranks after the shortfalls."
CELLS_NOTE = (
    f"Each nation at each site where it may be. Verdicts: {MEANS}. Least, most: found among all plans "
    "nearly as good; no plan below, no plan above: what none of them is beyond, where it is not proved that "
    f"one gets there. {PERIODS}"
)


def alternatives_page(plan: Plan, result: AlternativesResult) -> StudyPage:
    """What else would be as good, as a page."""
    found = result.found
    named = f"{plan.settings.plan_name}: " if plan.settings.plan_name else ""
    tables = [_cells(found), _plans(plan, found), _changes(found)]
    sentences, short = _sentences(found), list[Table]()
    if result.regret is not None:
        tables.append(regret_table(plan, result.regret))
        short.append(short_regrets(plan, result.regret))
        sentences = [*sentences[:2], regret_sentences(plan, result.regret)]
    return StudyPage(
        title="What else would be as good?",
        marking=plan.settings.marking,
        question=f"{named}who must be where in every plan nearly as good, and what else could be done?",
        sentences=tuple(sentences),
        chart=_chart(found),
        tables=tuple(table for table in tables if len(table.frame)),
        notes=tuple(_notes(found)),
        short=tuple(short),
    )


def _sentences(found: AlternativesAnswer) -> list[str]:
    """The verdicts, who must be where, and the other plans: three at most."""
    told = list(answer_sentences(found))
    if len(told) <= 1:
        return told
    _, verdicts, *others = told
    return [verdicts, *others][:3]


def _notes(found: AlternativesAnswer) -> Iterator[str]:
    told = answer_sentences(found)
    if len(told) > 1:
        yield told[0]
        yield from told[4:]
    if found.plans:
        yield f"A change: a nation comes to a site, or leaves one. {PRICE}"
    for place, plan in enumerate(found.plans, start=1):
        yield f"Plan {place}: {sentence(plan)}."


def _chart(found: AlternativesAnswer) -> StudyChart | None:
    """At how many sites each nation must be, and may be; those with most heads first."""
    nations = dict.fromkeys(each.nation for each in found.cells if each.most > 0)
    if not nations:
        return None
    ordered = sorted(nations, key=lambda nation: -_sum(found.cells, nation, "most"))[:MOST_BARS]
    must, may = (
        tuple(
            ChartPoint(at=nation, value=value, low=value)
            for nation in ordered
            if (value := float(count(found.cells, nation))) >= 0
        )
        for count in (_must, _may)
    )
    known = all(each.verdict != "not settled" for each in found.cells if each.nation in ordered)
    return StudyChart(
        kind="bars",
        title="Sites at which a nation must be, and may be, in plans nearly as good"
        + ("" if known else ", as far as was settled"),
        across=ChartAxis(name="Nation"),
        up=ChartAxis(name="Sites", show=Show.COUNT),
        series=(ChartSeries(name="Must be", points=must), ChartSeries(name="May be", points=may)),
    )


def _sum(cells: tuple[CellVerdict, ...], nation: str, name: str) -> float:
    return sum(float(getattr(each, name)) for each in cells if each.nation == nation)


def _must(cells: tuple[CellVerdict, ...], nation: str) -> int:
    return sum(each.nation == nation and each.verdict == "must" for each in cells)


def _may(cells: tuple[CellVerdict, ...], nation: str) -> int:
    """Sites at which the nation is in some plan that is known."""
    return sum(each.nation == nation and each.verdict in ("must", "choice") for each in cells)


def _cells(found: AlternativesAnswer) -> Table:
    """One row a nation and site."""
    rows = cells_table(found)
    bounds = {
        "No plan below": rows["No plan below"].where(rows["No plan below"] < rows["Least"] - 0.5),
        "No plan above": rows["No plan above"].where(~(rows["No plan above"] <= rows["Most"] + 0.5)),
    }
    columns = [
        Told(Field("Nation", Show.TEXT), rows["Nation"].tolist()),
        Told(Field("Site", Show.TEXT), rows["Site"].tolist()),
        Told(Field("Verdict", Show.TEXT), rows["Verdict"].tolist()),
        Told(Field("Heads x periods now", Show.HEADS), rows["Now"].tolist()),
        Told(Field("Least heads x periods", Show.HEADS), rows["Least"].tolist()),
        Told(Field("Most heads x periods", Show.HEADS), rows["Most"].tolist()),
        *(Told(Field(name, Show.HEADS), values.tolist(), always=False) for name, values in bounds.items()),
        Told(Field("Proved", Show.TEXT), rows["Proved"].tolist()),
    ]
    return table_of("Who is where", columns, CELLS_NOTE)


def _plans(plan: Plan, found: AlternativesAnswer) -> Table:
    """One row a plan that differs."""
    plans = found.plans
    held = {each.name for each in found.base.objectives if each.rank in found.held}
    ranks = [rank for rank in told_ranks(plan) if rank.name not in held]
    prices = [{price.name: price for price in each.prices} for each in plans]
    columns = [
        Told(Field("Plan", Show.COUNT), list(range(1, len(plans) + 1))),
        Told(Field("Difference", Show.LONG), [sentence(each) for each in plans]),
        Told(Field("Changes", Show.COUNT), [len(each.changes) for each in plans]),
    ]
    for rank in ranks:
        then = [each[rank.name].after if rank.name in each else math.nan for each in prices]
        more = [each[rank.name].amount if rank.name in each else math.nan for each in prices]
        columns.append(Told(Field(rank.header, rank.show), then))
        columns.append(Told(Field(rank.headed(", more"), rank.show), more))
    columns.append(
        Told(Field("Price proved", Show.TEXT), ["yes" if each.outcome.proved else "no" for each in plans])
    )
    note = (
        f"Plans nearly as good in which others are elsewhere; more: than in the plan as it stands. {PRICE} "
        "Proved: no plan of these nations at these sites has one that is lower by more than 0.05 % of the "
        f"rank, or its gap. {units_note(ranks)}".rstrip()
    )
    return table_of("Other plans", columns, note)


def _changes(found: AlternativesAnswer) -> Table:
    """One row for each nation that comes to a site, or leaves one, in each plan."""
    rows = changes_table(found)
    columns = [
        Told(Field("Plan", Show.COUNT), rows["Plan"].tolist()),
        *(Told(Field(name, Show.TEXT), rows[name].tolist()) for name in ("Nation", "Site", "Change")),
        Told(Field("Heads x periods now", Show.HEADS), rows["Now"].tolist()),
        Told(Field("Heads x periods then", Show.HEADS), rows["Then"].tolist()),
    ]
    return table_of("Who moves", columns, f"Who comes to a site, and who leaves one. {PERIODS}")
