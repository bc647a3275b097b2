"""Studies as pages tell them: one of each kind of chart, with a point that is not proved."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from solver.results.study_page import ChartAxis, ChartKind, ChartPoint, ChartSeries, StudyChart, StudyPage
from solver.results.tables import Field, Show, Table, make_table


def study(kind: ChartKind, names: Sequence[str]) -> StudyPage:
    """A study with a chart of this kind, of two series, one of whose points is not proved."""
    places: Sequence[float | str] = names if kind in ("bars", "columns") else range(0, 60 * len(names), 60)
    series = tuple(
        ChartSeries(
            name=f"{measure} of {names[at]}",
            points=tuple(
                ChartPoint(
                    at=place,
                    value=(number + 1) * 1_100 - at * 400,
                    low=(number + 1) * 900 - at * 400 if number == 1 else (number + 1) * 1_100 - at * 400,
                    until=float(place) + 45 if kind == "steps" else None,  # only steps have numbers here
                )
                for number, place in enumerate(places)
            ),
        )
        for at, measure in enumerate(("Shortfall", "Drawdown"))
    )
    chart = StudyChart(
        kind=kind,
        title=f"What becomes of the shortfall, by {kind}",
        across=ChartAxis(name=f"Cap on {names[0]}", unit="heads", show=Show.HEADS),
        up=ChartAxis(name="Target shortfall", unit="heads x weight"),
        series=series,
    )
    return StudyPage(
        title=f"What if {names[-1]} does not come, by {kind}?",
        marking="",
        question=f"Asked of {kind}.",
        sentences=(f"Without {names[0]} more is missing.",),
        chart=chart,
        tables=(_study_table(names),),
        short=(_study_table(names),),
        notes=("Hollow: not proved.",),
    )


def _study_table(names: Sequence[str]) -> Table:
    fields = (Field("Nation", Show.TEXT), Field("Missing", Show.HEADS))
    rows = pd.DataFrame({"Nation": list(names), "Missing": [100.0 * at for at in range(len(names))]})
    return make_table("Withdrawals", fields, rows)


def studies(names: Sequence[str]) -> list[StudyPage]:
    """One study of each kind of chart, of these names, eight at most."""
    few = list(names)[:8]
    kinds: tuple[ChartKind, ...] = ("steps", "columns", "bars", "scatter")
    return [study(kind, few) for kind in kinds]
