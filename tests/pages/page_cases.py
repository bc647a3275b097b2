"""Small plans with all that their page tells, without a solver."""

from __future__ import annotations

import pandas as pd
from drawn import Mark, of_kind
from small_plans import pledge, row, sent

from solver.audit import RULES
from solver.drawing.drawing import MIDDLE, Drawing, View
from solver.ledger.ledger import Ledger, keep_ledger
from solver.pages.plan_sections import ToldPlan
from solver.plan import Plan
from solver.record import RunFacts, RunSpec
from solver.results.build import build_results
from solver.results.study_page import StudyPage
from solver.solution import Part, RankValue, Sizes, Solution, SolverUsed

Use = tuple[str, str, str, int, float]
"""A row of an allocation: contingent, role, site, period, units."""

CONTINGENTS = [pledge(units=6), pledge("FRA-INF", "France", 6)]
"""Six companies of 100 of Poland, and as many of France."""
TWO_PERIODS = {"Periods": 2, "Start": "2027-01-01"}

FACTS = RunFacts(
    input_path="inputs/small.xlsx",
    input_sha256="ab" * 32,
    started="2027-01-02T03:04:05Z",
    rules_checked=tuple(RULES),
)
RANK = RankValue(
    rank=1,
    parts=(Part(name="minimum shortfall", weight=1.0, value=50.0),),
    value=50.0,
    final=50.0,
    bound=50.0,
    gap=0.0,
)
OPEN = RankValue(rank=1, parts=RANK.parts, value=50.0, final=50.0, bound=25.0, gap=0.5)
"""The same, of which no more is known than that it is at least 25."""


def told(
    plan: Plan,
    *rows: Use,
    studies: tuple[StudyPage, ...] = (),
    proved: bool = True,
) -> ToldPlan:
    """A plan that sends these: contingent, role, site, period, units."""
    return told_of(plan, sent(*rows), studies=studies, proved=proved)


def told_of(
    plan: Plan,
    allocation: pd.DataFrame,
    *,
    studies: tuple[StudyPage, ...] = (),
    proved: bool = True,
    scenario: str = "",
) -> ToldPlan:
    """A plan with this allocation."""
    solution = Solution(
        status="optimal" if proved else "feasible",
        allocation=allocation,
        ranks=(RANK if proved else OPEN,),
        solver=SolverUsed(name="highs", version="1.2.3", seed=1, threads=2),
        sizes=Sizes(variables=3, integers=2, rows=1, nonzeros=4),
    )
    facts = RunFacts(
        input_path=FACTS.input_path,
        input_sha256=FACTS.input_sha256,
        started=FACTS.started,
        rules_checked=FACTS.rules_checked,
        spec=RunSpec(scenario=scenario),
    )
    ledger = keep_ledger(plan, allocation)
    results = build_results(plan, solution, facts, ledger=ledger)
    return ToldPlan(plan=plan, ledger=ledger, results=results, studies=studies)


def kept(plan: Plan, *rows: Use) -> Ledger:
    """The ledger of a plan that sends these."""
    return keep_ledger(plan, sent(*rows))


def floor(heads: float, **periods: int) -> dict[str, object]:
    """A floor of the force."""
    return row("Force", floor=heads, **periods)


def drawing_of(found: Drawing | None) -> Drawing:
    """The drawing that there must be."""
    assert found is not None
    return found


def view_of(found: Drawing | None, wide: float = MIDDLE) -> View:
    """A drawing at one width."""
    return next(view for view in drawing_of(found).views if view.width == wide)


def told_marks(view: View, kind: str) -> list[Mark]:
    """The marks of a class of which a pointer is told something: those of a legend are not."""
    return [mark for mark in of_kind(view, kind) if mark.tip]
