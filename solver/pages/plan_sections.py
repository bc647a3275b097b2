"""The sections of a plan's page, each from its results and its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from solver.ledger.ledger import Ledger
from solver.pages.assumptions_section import assumptions_section
from solver.pages.drawings.caps import caps_drawing
from solver.pages.drawings.cost import cost_drawing
from solver.pages.drawings.coverage import coverage_drawings
from solver.pages.drawings.flows import flow_drawing
from solver.pages.drawings.force import force_drawing
from solver.pages.drawings.rotations import ROTATION_FIELDS, rotations
from solver.pages.drawings.site_map import map_drawing
from solver.pages.figure import NO_TABLE, Figure, page_table, table_of
from solver.pages.gaps_section import gaps_section
from solver.pages.periods import fullest_period
from solver.pages.places import site_places
from solver.pages.plan_content import PageSection
from solver.pages.proof_section import proof_section
from solver.pages.study_section import study_section
from solver.pages.withdrawal_section import withdrawal_section
from solver.plan.plan import Plan
from solver.results.coverage import covered_shares
from solver.results.headline import DRAWDOWN
from solver.results.study_page import StudyPage
from solver.results.tables import Field, Results, Show
from solver.results.withdrawals import Withdrawals
from solver.text.numbers import number
from solver.tolerances import TOLD_AS_NOTHING

WHO_GOES_WHERE = (
    "Contingent",
    "Nation",
    "Capability",
    "Role",
    "Site",
    "From",
    "To",
    "Units",
    "Heads",
    "Drawn from",
    "Stock",
    "Cost",
)
"""The columns of Allocation that a page shows."""
OF_IT = "of the workbook"
"""Whose sheets a page names."""
STOCKS = (
    "Tied up: deployed, or at home as the rotation base of who is; of stationed forces, whose base is not "
    "there, those deployed. own: an area's own forces; stationed: allied forces that are based there; "
    "earmarked: reinforcements for it that are held elsewhere. Backfill: heads that others put in their "
    "place, which raises a cap."
)
"""What the words of a drawdown cap mean."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToldPlan:
    """A plan with all that its page tells: what it means (ledger), its result tables, and studies of it.

    ``changed``: whether its input sheets have changed since it was made from them. ``source``: the name of
    the workbook, where that of its run is a copy's; ``kept_back``: why a night has not published it.
    """

    plan: Plan
    ledger: Ledger
    results: Results
    studies: tuple[StudyPage, ...] = ()
    changed: bool = False
    source: str = ""
    kept_back: tuple[str, ...] = ()


def sections_of(told: ToldPlan, without: Withdrawals | None) -> tuple[PageSection, ...]:
    """All sections that have anything to say, in reading order; ``without``: of each nation."""
    parts = [
        _force(told),
        _coverage(told),
        _front_line(told),
        withdrawal_section(told.plan, without) if without else None,
        _who(told),
        _rotations(told),
    ]
    studies = [study_section(page, at) for at, page in enumerate(told.studies, start=1)]
    last = (assumptions_section(told.plan, told.ledger), proof_section(told.results, changed=told.changed))
    found = (gaps_section(told.results), *parts, *studies, *last)
    return tuple(part for part in found if part is not None)


def map_figure(told: ToldPlan) -> Figure | None:
    """The map of the first screen."""
    drawing = map_drawing(told.plan, told.ledger)
    if drawing is None:
        return None
    period = fullest_period(told.ledger)
    places = site_places(told.plan, told.ledger, period)
    rows = pd.DataFrame(
        [(each.name, each.heads, each.covered) for each in places], columns=["Site", "Heads", "Covered"]
    ).sort_values(["Heads", "Site"], ascending=[False, True], kind="stable")
    fields = (Field("Site", Show.TEXT), Field("Heads", Show.HEADS), Field("Covered", Show.SHARE))
    return Figure(
        key="map",
        drawing=drawing,
        table=table_of(fields, rows, whole=f"from sheets Site use and Coverage {OF_IT}"),
    )


def _force(told: ToldPlan) -> PageSection | None:
    """The force and its cost, period by period."""
    figures = []
    force = told.results.summary.force
    drawing = force_drawing(told.plan, told.ledger, force)
    if drawing is not None:
        figures.append(
            Figure(key="force", drawing=drawing, table=page_table(force, whole=f"sheet Summary {OF_IT}"))
        )
    cost = cost_drawing(told.plan, told.ledger)
    if cost is not None:
        fields = (
            Field("Period", Show.TEXT),
            Field("Forces and movement", Show.MONEY, "forces"),
            Field("Running sites", Show.MONEY, "running"),
            Field("Opening sites", Show.MONEY, "opening"),
        )
        rows = told.ledger.costs.assign(Period=force.frame["Period"].tolist())
        figures.append(
            Figure(
                key="cost",
                drawing=cost,
                table=table_of(fields, rows, whole=f"in all in sheet Summary {OF_IT}"),
            )
        )
    tables = tuple(
        (block.title, page_table(block, whole=f"sheet Years {OF_IT}")) for block in told.results.years
    )
    if not figures and not tables:
        return None
    return PageSection(
        key="force",
        heading="How large the force is, and what it costs",
        figures=tuple(figures),
        tables=tables,
    )


def _coverage(told: ToldPlan) -> PageSection | None:
    """Coverage by site and role, and by role."""
    drawings = coverage_drawings(told.ledger)
    if not drawings:
        return None
    rows = covered_shares(told.ledger.coverage, ["site", "role"])
    rows = rows[rows["covered"].notna()].sort_values(["covered", "site", "role"], kind="stable")
    fields = (
        Field("Site", Show.TEXT, "site"),
        Field("Role", Show.TEXT, "role"),
        Field("Covered", Show.SHARE, "covered"),
    )
    table = table_of(fields, rows, whole=f"period by period in sheet Coverage {OF_IT}")
    figures = [
        Figure(key=f"coverage-{at}", drawing=drawing, table=table if at == len(drawings) else NO_TABLE)
        for at, drawing in enumerate(drawings, start=1)
    ]
    return PageSection(
        key="coverage",
        heading="What is covered where",
        figures=tuple(figures),
        tables=(("By role", page_table(told.results.summary.coverage, whole=f"sheet Summary {OF_IT}")),),
        aside=("100 % only where nothing lacks in any period. Period by period: sheet Coverage.",),
    )


def _front_line(told: ToldPlan) -> PageSection | None:
    """What is taken from the front line."""
    drawing = caps_drawing(told.results.drawdown)
    if drawing is None:
        return None
    words = tuple(fact.text for fact in told.results.summary.facts if fact.label == DRAWDOWN)
    figure = Figure(key="caps", drawing=drawing, table=page_table(told.results.drawdown))
    return PageSection(
        key="front-line",
        heading="What it takes from the front line",
        words=words,
        figures=(figure,),
        aside=("A head may count under several caps: what they take is not to be added up.", STOCKS),
    )


def _who(told: ToldPlan) -> PageSection | None:
    """Which nation gives what, and where it goes."""
    drawing = flow_drawing(told.plan, told.ledger)
    if drawing is None:
        return None
    allocation = replace(
        page_table(told.results.allocation, WHO_GOES_WHERE),
        title="Who goes where, in all periods",
        note="Units and heads are those there in each period; cost is for all periods of the row.",
    )
    return PageSection(
        key="who",
        heading="Who gives what, and where it goes",
        figures=(Figure(key="flows", drawing=drawing, table=allocation),),
        tables=(
            ("What each nation gives", page_table(told.results.contributions)),
            ("How each site is used", page_table(told.results.site_use)),
            *((table.title, page_table(table)) for table in (told.results.changes,) if table is not None),
        ),
        aside=tuple(_not_of_the_force(told)),
    )


def _not_of_the_force(told: ToldPlan) -> Iterator[str]:
    """The sentence about heads that are drawn and do not count to the force, where there are such."""
    period = fullest_period(told.ledger)
    there = float(told.ledger.sent.loc[told.ledger.sent["period"] == period, "heads"].sum())
    force = told.ledger.force
    counted = float(force.loc[force["period"] == period, "heads"].sum())
    if there - counted > TOLD_AS_NOTHING:
        yield (
            f"Drawn here and on the map are all {number(there)} heads that are there; {number(counted)} of "
            "them count to the force, by what the sheet Roles says of theirs."
        )


def _rotations(told: ToldPlan) -> PageSection | None:
    """Who is away when."""
    found = rotations(told.plan, told.ledger)
    if found is None:
        return None
    figures = [
        Figure(
            key=f"rotations-{at}",
            drawing=drawing,
            table=table_of(ROTATION_FIELDS, rows, whole=f"who is away in sheet Allocation {OF_IT}"),
        )
        for at, (drawing, rows) in enumerate(found, start=1)
    ]
    return PageSection(
        key="rotations",
        heading="Who is away when",
        figures=tuple(figures),
        aside=(
            "Hatched: units of a pool that rest at home between rotations. Not drawn: the rotation base at "
            "home of contingents whose units take turns by themselves; tied up counts it.",
        ),
    )
