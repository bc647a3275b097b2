"""A small plan and its answer, changed where a test needs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from solver.ledger.ledger import keep_ledger
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.reasons.unused import why_unused
from solver.record import RunFacts
from solver.results.build import build_results
from solver.results.coverage import coverage_table
from solver.results.drawdown import drawdown_table
from solver.results.forces import allocation_table, contributions_table, site_use_table, unused_table
from solver.results.gaps import gaps_table
from solver.results.tables import Results, Table
from solver.solution import ALLOCATION_COLUMNS, Part, RankValue, Sizes, Solution, SolverUsed
from solver.tables import raw_tables

Rows = Iterable[Mapping[str, object]]

BASE: dict[str, Rows] = {
    "Nations": [
        {"Nation": "Estonia", "Active strength": 7_200},
        {"Nation": "France", "Can lead": "yes", "Cost per head": 10, "Deployable pool": 9_000},
    ],
    "Contingents": [
        {
            "Contingent": "EST-1",
            "Nation": "Estonia",
            "Capability": "Infantry",
            "Units": 2,
            "Heads per unit": 150,
        },
        {
            "Contingent": "FRA-1",
            "Nation": "France",
            "Capability": "Infantry",
            "Units": 4,
            "Heads per unit": 100,
        },
    ],
    "Sites": [{"Site": "Lviv", "Capacity": 1_000, "Needs lead": "yes"}, {"Site": "Odesa"}],
    "Requirements": [{"Site": "Lviv", "Role": "Infantry", "Minimum": 200, "Target": 600}],
    "Areas": [{"Area": "Estonia", "Nation": "Estonia", "Own": 4_000}],
    "Drawdown caps": [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 450}],
}


def a_plan(sheets: Mapping[str, Rows] | None = None, /, **settings: object) -> Plan:
    """The small plan, with sheets replaced and settings such as ``Periods=2`` (blanks as underscores)."""
    named = [{"Name": name.replace("_", " "), "Value": value} for name, value in settings.items()]
    return make_plan(raw_tables({**BASE, **(sheets or {}), "Settings": named}))


def sent(*rows: tuple[str, str, str, int, float]) -> pd.DataFrame:
    """An allocation from rows of contingent, role, site, period, units."""
    return pd.DataFrame(list(rows), columns=list(ALLOCATION_COLUMNS))


def to_lviv(contingent: str, *units: float) -> list[tuple[str, str, str, int, float]]:
    """Infantry of a contingent at Lviv: so many units in period 1, 2 ..."""
    return [(contingent, "Infantry", "Lviv", at, number) for at, number in enumerate(units, start=1)]


def a_rank(number: int = 1, **changes: object) -> RankValue:
    """A rank that is settled and proved."""
    part = Part(name="minimum shortfall", weight=1.0, value=50.0)
    known: dict[str, object] = {"value": 50.0, "final": 50.0, "bound": 50.0, "gap": 0.0}
    return RankValue(rank=number, **{"parts": (part,), **known, **changes})  # type: ignore[arg-type]


def a_solution(
    allocation: pd.DataFrame, *, status: str = "optimal", ranks: Iterable[RankValue] = ()
) -> Solution:
    """A solution that says so."""
    return Solution(
        status=status,  # type: ignore[arg-type]
        allocation=allocation,
        ranks=tuple(ranks) or (a_rank(),),
        solver=SolverUsed(name="highs", version="1.2.3", seed=1, threads=2),
        sizes=Sizes(variables=3, integers=2, rows=1, nonzeros=4),
    )


FACTS = RunFacts(input_path="inputs/small.xlsx", input_sha256="ab" * 32)


def answer(plan: Plan, allocation: pd.DataFrame, facts: RunFacts = FACTS, **more: object) -> Results:
    """The result tables of an allocation."""
    return build_results(plan, a_solution(allocation), facts, **more)  # type: ignore[arg-type]


def allocation(plan: Plan, sent: pd.DataFrame) -> Table:
    """The Allocation sheet's table."""
    return allocation_table(plan, keep_ledger(plan, sent))


def coverage(plan: Plan, sent: pd.DataFrame) -> Table:
    """The Coverage sheet's table."""
    return coverage_table(keep_ledger(plan, sent))


def drawdown(plan: Plan, sent: pd.DataFrame) -> Table:
    """The Drawdown sheet's table."""
    return drawdown_table(plan, keep_ledger(plan, sent))


def contributions(plan: Plan, sent: pd.DataFrame) -> Table:
    """The Contributions sheet's table."""
    return contributions_table(plan, keep_ledger(plan, sent))


def site_use(plan: Plan, sent: pd.DataFrame) -> Table:
    """The Site use sheet's table."""
    return site_use_table(plan, keep_ledger(plan, sent))


def gaps(plan: Plan, sent: pd.DataFrame) -> Table:
    """The Gaps sheet's table."""
    ledger = keep_ledger(plan, sent)
    return gaps_table(plan, ledger, why_unused(plan, ledger))


def unused(plan: Plan, sent: pd.DataFrame) -> Table:
    """The Unused sheet's table."""
    return unused_table(plan, why_unused(plan, keep_ledger(plan, sent)))


def column(table: Table, name: str) -> list[object]:
    """The values of a column."""
    return list(table.frame[name])
