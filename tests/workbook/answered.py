"""A small plan, answered, and the workbook of its result sheets."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
from made_answers import every_answer
from openpyxl import Workbook, load_workbook

from solver.excel.sheets.result_sheets import result_sheets
from solver.plan.make import make_plan
from solver.record import RunFacts
from solver.results.build import build_results
from solver.results.reasons import stated_reasons
from solver.results.tables import Results
from solver.solution import ALLOCATION_COLUMNS, ComparedScenario, Part, RankValue, Sizes, Solution, SolverUsed
from solver.tables import raw_tables

TITLES = {name: name for name in ("Contingents", "Requirements", "Sites", "Drawdown caps")}

SHEETS: dict[str, Iterable[Mapping[str, object]]] = {
    "Settings": [{"Name": "Periods", "Value": 3}, {"Name": "Marking", "Value": "EXAMPLE & test"}],
    "Contingents": [
        {
            "Contingent": "EST-1",
            "Nation": "Estonia",
            "Capability": "Infantry",
            "Units": 2,
            "Heads per unit": 150,
        },
        {
            "Contingent": "0007",
            "Nation": "France",
            "Capability": "Infantry",
            "Units": 4,
            "Heads per unit": 100,
        },
        {
            "Contingent": "=1+1",
            "Nation": "@Italy",
            "Capability": "Infantry",
            "Units": 1,
            "Heads per unit": 10,
        },
    ],
    "Sites": [{"Site": "Lviv"}],
    "Requirements": [{"Site": "Lviv", "Role": "Infantry", "Minimum": 700, "Target": 800}],
    "Areas": [{"Area": "Estonia", "Nation": "Estonia", "Own": 4_000}],
    "Drawdown caps": [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 450}],
}

RANKS = (
    RankValue(
        rank=1,
        parts=(Part(name="minimum shortfall", weight=1.0, value=1 / 3),),
        value=1 / 3,
        final=1 / 3,
        bound=0.1 + 0.2,
        gap=1e-17,
    ),
    RankValue(
        rank=2,
        parts=(Part(name="cost", weight=2.0, value=7.0), Part(name="heads", weight=0.5, value=3.0)),
        value=15.5,
        final=15.6,
        bound=float("-inf"),
        gap=float("inf"),
        tolerance=0.01,
    ),
)


def sent(*rows: tuple[str, int, float]) -> pd.DataFrame:
    """An allocation of infantry at Lviv: contingent, period, units."""
    known = [(contingent, "Infantry", "Lviv", period, units) for contingent, period, units in rows]
    frame = pd.DataFrame(known, columns=list(ALLOCATION_COLUMNS))
    return frame.astype({"units": float})


ALLOCATION = sent(
    ("0007", 1, 4), ("0007", 2, 4), ("0007", 3, 3), ("=1+1", 3, 1), ("EST-1", 1, 1), ("EST-1", 3, 1)
)


def results(
    allocation: pd.DataFrame = ALLOCATION,
    *,
    sheets: Mapping[str, Iterable[Mapping[str, object]]] | None = None,
    facts: RunFacts | None = None,
    baseline: pd.DataFrame | None = None,
) -> Results:
    """The result tables of an allocation of the small plan."""
    solution = Solution(
        status="feasible",
        allocation=allocation,
        ranks=RANKS,
        solver=SolverUsed(name="highs", version="1", seed=1, threads=1),
        sizes=Sizes(),
    )
    facts = facts or RunFacts(
        input_path="inputs/small.xlsx",
        input_sha256="cd" * 32,
        tables_sha256="ab" * 32,
        compared=(ComparedScenario(scenario="base", force=5.0, coverage=0.5, taken={"Estonia": 450.0}),),
    )
    plan = make_plan(raw_tables({**SHEETS, **(sheets or {})}))
    answers = every_answer(RANKS, "0007", "=1+1")
    reasons = stated_reasons(plan, RANKS, answers)
    return build_results(plan, solution, facts, baseline, reasons=reasons)


def opened(package: bytes) -> Workbook:
    """The package as openpyxl reads it."""
    return load_workbook(io.BytesIO(package))


def saved(folder: Path, answer: Results) -> Path:
    """The result sheets as a file."""
    path = folder / "written.xlsx"
    path.write_bytes(result_sheets(answer, TITLES))
    return path
