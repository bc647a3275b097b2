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
from solver.studies.regret.regret import FirstStepRegrets, RegretAnswer
from solver.studies.told.point_columns import Told, table_of
from solver.text.numbers import counted, first_few, number, with_and

MOST_BARS = 12
"""Nations that a chart shows."""

MOST_NAMES = 4
"""Scenarios that a sentence names."""

MEANS = "; ".join(f"{verdict}: {meaning}" for verdict, meaning in VERDICTS.items())
CELLS_NOTE = (
    f"Each nation at each site where it may be. {MEANS}. Least, most: heads x periods among all plans nearly "
    "as good; at least, at most: what none of them is below or above, where that is not proved to be reached."
)
REGRET_NOTE = (
    "First step: who is where in the first period; sites that the plan never uses stay closed; all else is "
    "planned anew. Worst, mean: by how much shortfalls are worse than the scenario's best plan, over all "
    "scenarios; blank where the first step cannot be kept in one. Units left out: of the first step, that a "
    "scenario does not allow at all; nobody comes in their place."
)


def alternatives_page(plan: Plan, result: AlternativesResult) -> StudyPage:
    """What else would be as good, as a page."""
    found = result.found
    named = f"{plan.settings.plan_name}: " if plan.settings.plan_name else ""
    tables = [_cells(found), _plans(found), _changes(found)]
    sentences = _sentences(found)
    if result.regret is not None:
        tables.append(_regrets(result.regret))
        sentences = [*sentences[:2], _least_regret(result.regret)]
    return StudyPage(
        title="What else would be as good?",
        marking=plan.settings.marking,
        question=f"{named}who must be where in every plan nearly as good, and what else could be done?",
        sentences=tuple(sentences),
        chart=_chart(found),
        tables=tuple(table for table in tables if len(table.frame)),
        notes=tuple(_notes(found)),
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
    return StudyChart(
        kind="bars",
        title="At how many sites a nation must be, and may be, in plans nearly as good",
        across=ChartAxis(name="Nation"),
        up=ChartAxis(name="Sites", show=Show.COUNT),
        series=(ChartSeries(name="May be", points=may), ChartSeries(name="Must be", points=must)),
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
        "Least at least": rows["Least at least"].where(rows["Least at least"] < rows["Least"] - 0.5),
        "Most at most": rows["Most at most"].where(~(rows["Most at most"] <= rows["Most"] + 0.5)),
    }
    columns = [
        Told(Field("Nation", Show.TEXT), rows["Nation"].tolist()),
        Told(Field("Site", Show.TEXT), rows["Site"].tolist()),
        Told(Field("Verdict", Show.TEXT), rows["Verdict"].tolist()),
        Told(Field("Now", Show.HEADS), rows["Now"].tolist()),
        Told(Field("Least", Show.HEADS), rows["Least"].tolist()),
        Told(Field("Most", Show.HEADS), rows["Most"].tolist()),
        *(Told(Field(name, Show.HEADS), values.tolist(), always=False) for name, values in bounds.items()),
        Told(Field("Proved", Show.TEXT), rows["Proved"].tolist()),
    ]
    return table_of("Who is where", columns, CELLS_NOTE)


def _plans(found: AlternativesAnswer) -> Table:
    """One row a plan that differs."""
    plans = found.plans
    names = list(dict.fromkeys(price.name for plan in plans for price in plan.prices))
    prices = [{price.name: price for price in plan.prices} for plan in plans]
    columns = [
        Told(Field("Plan", Show.COUNT), list(range(1, len(plans) + 1))),
        Told(Field("Difference", Show.LONG), [sentence(plan) for plan in plans]),
        Told(Field("Changes", Show.COUNT), [len(plan.changes) for plan in plans]),
    ]
    for name in names:
        then = [each[name].after if name in each else math.nan for each in prices]
        more = [each[name].amount if name in each else math.nan for each in prices]
        columns.append(Told(Field(name.capitalize(), Show.AMOUNT), then))
        columns.append(Told(Field(f"{name.capitalize()}, more", Show.AMOUNT), more))
    columns.append(
        Told(Field("Price proved", Show.TEXT), ["yes" if plan.outcome.proved else "no" for plan in plans])
    )
    note = "Plans nearly as good in which others are elsewhere; more: beside the plan as it stands."
    return table_of("Other plans", columns, note)


def _changes(found: AlternativesAnswer) -> Table:
    """One row for each nation that comes to a site, or leaves one, in each plan."""
    rows = changes_table(found)
    shows = {"Plan": Show.COUNT, "Heads now": Show.HEADS, "Heads then": Show.HEADS}
    columns = [Told(Field(name, shows.get(name, Show.TEXT)), rows[name].tolist()) for name in rows.columns]
    return table_of("Who moves", columns, "Who comes to a site, and who leaves it; heads x periods.")


def _regrets(regret: RegretAnswer) -> Table:
    """One row a candidate, the least regret first; then a column for each rank and scenario."""
    rows = regret.ordered()
    columns = [Told(Field("First step of", Show.TEXT), [row.candidate.name for row in rows])]
    for at, name in enumerate(regret.ranks):
        label = name.capitalize()
        columns.append(Told(Field(f"{label}, worst", Show.AMOUNT), [_finite(row.worst(at)) for row in rows]))
        columns.append(Told(Field(f"{label}, mean", Show.AMOUNT), [_finite(row.mean(at)) for row in rows]))
    columns.append(
        Told(Field("Cannot be kept in", Show.LONG), ["; ".join(row.impossible) for row in rows], always=False)
    )
    columns.append(
        Told(Field("No plan found in", Show.LONG), ["; ".join(row.unknown) for row in rows], always=False)
    )
    left = [max(each.left_out for each in row.regrets) or math.nan for row in rows]
    columns.append(Told(Field("Units left out, most", Show.UNITS), left, always=False))
    open_ones = [sum(not each.proved for each in row.regrets) for row in rows]
    columns.append(Told(Field("Not proved", Show.COUNT), open_ones))
    for at, name in enumerate(regret.ranks):
        for place, scenario in enumerate(regret.scenarios):
            values = [row.regrets[place].ranks[at] if row.regrets[place].ranks else math.nan for row in rows]
            columns.append(Told(Field(f"{name.capitalize()}: {scenario}", Show.AMOUNT), values, always=False))
    return table_of("Regret", columns, REGRET_NOTE)


def _finite(value: float) -> float:
    return value if math.isfinite(value) else math.nan


def _least_regret(regret: RegretAnswer) -> str:
    """Which first step is regretted least at worst."""
    best = regret.ordered()[0]
    kept = f"; it cannot be kept in {first_few(best.impossible, MOST_NAMES)}" if best.impossible else ""
    proof = "" if all(each.proved for each in best.regrets) else ", as far as proved"
    return (
        f"Over {counted(len(regret.scenarios), 'scenario', 'scenarios')} the first step of "
        f"{best.candidate.name} is regretted least: at worst {_worst(regret, best)} more than the best plan"
        f"{kept}{proof}."
    )


def _worst(regret: RegretAnswer, best: FirstStepRegrets) -> str:
    """The worst regret of each shortfall rank, over the scenarios in which the first step can be kept."""
    told = []
    for at, name in enumerate(regret.ranks):
        kept = [each.ranks[at] for each in best.regrets if each.ranks]
        told.append(f"{number(max(kept, default=0.0))} {name}")
    return with_and(told)
