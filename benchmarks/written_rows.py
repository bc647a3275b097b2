"""Writes an allocation of many rows into a workbook as ``solve`` would, and prints what it took as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pandas as pd
from instances import SHAPES, sheets
from memory import peak_mb
from problem import derive

from solver.excel.sheets.result_sheets import result_sheets
from solver.excel.template.template import write_template
from solver.excel.write import write_workbook
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.record import RunFacts
from solver.results.build import build_results
from solver.solution import ALLOCATION_COLUMNS, Part, RankValue, Sizes, Solution, SolverUsed
from solver.tables import raw_tables

ROWS = 20_000


def main(output: str) -> None:
    """Time the tables of the results, their sheets, and the file."""
    source = Path(output).with_suffix(".source.xlsx")
    rows = sheets(SHAPES["campaign"])
    write_template(source, rows)
    plan = make_plan(raw_tables(rows))
    solution = _solution(plan)
    began, cpu = time.perf_counter(), time.process_time()
    results = build_results(plan, solution, RunFacts(input_path=str(source), input_sha256=""))
    write_workbook(source, result_sheets(results, {name: name for name in rows}), Path(output))
    spent = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    sys.stdout.write(json.dumps(spent | {"peak_mb": peak_mb()}) + "\n")


def _solution(plan: Plan) -> Solution:
    """A unit on each of so many arcs, in every other period so that no two rows are one; no good plan."""
    arcs = derive(plan).arcs
    arcs = arcs[arcs["period"] % 2 == 1].sample(ROWS, random_state=1)
    allocation: pd.DataFrame = arcs.assign(units=1.0)[list(ALLOCATION_COLUMNS)]
    parts = (Part(name="minimum shortfall", weight=1.0, value=0.0),)
    rank = RankValue(rank=1, parts=parts, value=0.0, final=0.0, bound=0.0, gap=0.0, tolerance=0.0)
    return Solution(
        status="feasible",
        allocation=allocation.sort_values(list(ALLOCATION_COLUMNS[:4]), ignore_index=True),
        ranks=(rank,),
        solver=SolverUsed(name="none", version="", seed=0, threads=0),
        sizes=Sizes(),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
