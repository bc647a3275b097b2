"""One search over whole numbers for so many seconds, by forcegen or by plain HiGHS, in its own process."""

from __future__ import annotations

import json
import pickle
import sys
import time
from pathlib import Path

from arrays import Arrays
from memory import peak_mb

from solver.plan import Plan


def main(name: str, folder: str, seconds: str, gap: str) -> None:
    """Print value, bound, seconds taken and memory as JSON."""
    part = "plan" if name == "forcegen" else "arrays"
    given = pickle.loads((Path(folder) / part).read_bytes())
    search = _forcegen if name == "forcegen" else _highs
    value, bound, took = search(given, float(seconds), float(gap))
    found = {"value": value, "bound": bound, "seconds": took, "peak_mb": peak_mb()}
    sys.stdout.write("\n" + json.dumps(found) + "\n")


def _forcegen(plan: Plan, seconds: float, gap: float) -> tuple[float | None, float | None, float]:
    from dataclasses import replace

    from solver.optimise import Search, optimise

    began = time.perf_counter()
    solution = optimise(plan, replace(Search.of(plan.settings), time_limit=seconds, gap=gap))
    took = time.perf_counter() - began
    if not solution.ranks:
        return None, None, took
    return solution.ranks[0].value, solution.ranks[0].bound, took


def _highs(arrays: Arrays, seconds: float, gap: float) -> tuple[float | None, float | None, float]:
    """As it comes, but for what was asked; with as many threads as forcegen takes."""
    import highspy
    from peers.by_highs import model_of

    from solver.optimise.backend import available_cores

    began = time.perf_counter()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", available_cores())
    highs.setOptionValue("time_limit", seconds)
    highs.setOptionValue("mip_rel_gap", gap)
    highs.passModel(model_of(arrays))
    highs.run()
    took = time.perf_counter() - began
    info = highs.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    value = info.objective_function_value if found else None
    return value, info.mip_dual_bound, took


if __name__ == "__main__":
    main(*sys.argv[1:])
