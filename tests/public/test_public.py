"""Public instances, taken through the workbook, come out at their published optimum."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from public_sources import agents, beasley, challenge, dantzig, distances, matrix, triples, warehouses
from public_workbooks import (
    COST_ONLY,
    Sheets,
    agent_sheets,
    assignment_sheets,
    covering_sheets,
    location_sheets,
    single_source,
    transport_sheets,
)

from solver.audit import audit
from solver.cli import main
from solver.excel.template.template import write_template
from solver.optimise import Search, optimise
from solver.plan.make import make_plan
from solver.record import RunSpec
from solver.runs.pipeline import Request, run
from solver.solution import RankValue
from solver.tables import raw_tables

NO_LIMIT = np.inf

BEASLEY = {  # capacity and opening cost of each warehouse, and the published optimum
    "cap41": (5_000, 7_500, 1040444.375),
    "cap42": (5_000, 12_500, 1098000.450),
    "cap43": (5_000, 17_500, 1153000.450),
    "cap44": (5_000, 25_000, 1235500.450),
    "cap51": (10_000, 17_500, 1025208.225),
    "cap61": (15_000, 7_500, 932615.750),
    "cap62": (15_000, 12_500, 977799.400),
    "cap63": (15_000, 17_500, 1014062.050),
    "cap64": (15_000, 25_000, 1045650.250),
    "cap71": (NO_LIMIT, 7_500, 932615.750),
    "cap72": (NO_LIMIT, 12_500, 977799.400),
    "cap73": (NO_LIMIT, 17_500, 1010641.450),
    "cap74": (NO_LIMIT, 25_000, 1034976.975),
}

GAINS = (336, 327, 339, 341, 326)


def optimum(value: float) -> Any:
    """The published value: as many digits as are published."""
    return pytest.approx(value, rel=1e-9, abs=1e-6)


def cheapest(sheets: Sheets) -> Sheets:
    """The same, with cost the one thing that counts."""
    return {**sheets, "Priorities": COST_ONLY}


def cap(name: str, *, split: bool, bundled: bool) -> Sheets:
    capacity, opening, _ = BEASLEY[name]
    return location_sheets(beasley(capacity=capacity, opening=opening), split=split, bundled=bundled)


def solved(sheets: Sheets) -> RankValue:
    """What the first rank of a workbook of these rows comes to; the audit must agree."""
    plan = make_plan(raw_tables(sheets))
    solution = optimise(plan, replace(Search.of(plan.settings), threads=1))
    report = audit(plan, solution.allocation, ranks=solution.ranks)
    assert solution.status == "optimal"
    assert [str(breach) for breach in report.breaches] == []
    return solution.ranks[0]


def record_of(sheets: Sheets, folder: Path, **asked: Any) -> dict[str, Any]:
    """The record of a run from Excel to Excel; every rank must be proved, and stand in the written plan."""
    write_template(folder / "public.xlsx", sheets)
    record: dict[str, Any] = run(
        Request(source=folder / "public.xlsx", output=folder / "plan.xlsx", **asked)
    ).record
    assert record["status"] == "optimal"
    assert record["audit"]["breaches"] == []
    assert (folder / "plan.xlsx").exists()
    for rank in record["objectives"]:
        assert rank["gap"] == 0
        assert rank["final"] == optimum(rank["value"])
    return record


def value_of(record: dict[str, Any], objective: str) -> float:
    return float(next(rank["value"] for rank in record["objectives"] if rank["name"] == objective))


@pytest.mark.parametrize("name", BEASLEY)
def test_the_right_warehouses_open_at_the_published_cost(name: str):
    """A customer is one unit, and may be split among warehouses."""
    assert solved(cheapest(cap(name, split=True, bundled=True))).value == optimum(BEASLEY[name][2])


@pytest.mark.parametrize("split", [True, False])
def test_a_customer_may_as_well_be_many_units_of_one_head(split: bool):
    """Whole or not: where capacities are whole, nobody gains from splitting a head."""
    sheets = cheapest(cap("cap44", split=split, bundled=False))

    assert solved(sheets).value == optimum(BEASLEY["cap44"][2])


def test_one_warehouse_serves_a_whole_customer_where_there_is_room():
    """Without capacities nobody gains from splitting a customer: each goes to the cheapest open site."""
    sheets = cheapest(cap("cap74", split=False, bundled=True))

    assert solved(sheets).value == optimum(BEASLEY["cap74"][2])


@pytest.mark.parametrize("problem", range(len(GAINS)))
def test_agents_do_the_jobs_for_the_published_gain(problem: int):
    """Lost against the greatest gain of any job: 15 jobs x greatest gain - published gain."""
    case = agents("gap1")[problem]
    jobs, most = case.gain.shape[1], case.gain.max()

    assert solved(cheapest(agent_sheets(case))).value == optimum(jobs * most - GAINS[problem])


def test_the_first_example_of_the_matrix_problem_adds_up_as_published():
    """5 workers, 5 tasks: 863 + 383 + 343 + 959 + 767 = 3315, all from the first 25 numbers."""
    example = matrix("euler345").ravel()[:25].reshape(5, 5)

    # The greatest of the numbers is 973: what five workers lose against it is the cost.
    assert solved(cheapest(assignment_sheets(973 - example))).value == optimum(5 * 973 - 3315)


@pytest.mark.parametrize(("size", "published"), [(5, 1099762961), (20, 1314605186)])
def test_sums_of_a_thousand_million_come_out_to_the_last_digit(size: int, published: int):
    """The challenge tells the first sum, and of the second that its ten digits add up to 35."""
    value = solved(cheapest(assignment_sheets(challenge(size)))).value

    assert round(value) == published
    assert value == pytest.approx(published, rel=0, abs=0.01)


def test_each_store_is_supplied_by_one_warehouse_at_the_published_cost():
    """Five warehouses for ten stores: opening and supply come to 383."""
    stores = location_sheets(warehouses("csplib034"), split=False, bundled=True)

    assert solved(cheapest(stores)).value == optimum(383)


def test_eighteen_points_cover_the_lines_of_the_space():
    """Steiner's triples A27: split or not, a triple needs an open point of its own."""
    sheets = covering_sheets(*triples(3))
    sheets["Settings"].append({"Name": "Time limit", "Value": 600})
    sheets["Settings"][1]["Value"] = "no"  # whole units

    assert solved(sheets).value == 18


CASES: dict[str, tuple[Callable[[], Sheets], str, float]] = {
    "cap41": (lambda: cheapest(cap("cap41", split=True, bundled=False)), "cost", BEASLEY["cap41"][2]),
    "cap71": (lambda: cheapest(cap("cap71", split=False, bundled=True)), "cost", BEASLEY["cap71"][2]),
    "transport": (lambda: transport_sheets(dantzig()), "cost", 153.675),
    "matrix": (lambda: assignment_sheets(993 - matrix("euler345")), "cost", 15 * 993 - 13938),
    "medians": (lambda: cheapest(medians()), "cost", 5819),
    "plane": (lambda: covering_sheets(*triples(2)), "open sites", 5),
}


def medians() -> Sheets:
    ways, sought = distances("pmed1")
    return single_source(ways, **{"Open sites at most": sought})


@pytest.mark.parametrize("case", CASES)
def test_from_excel_to_excel_the_published_optimum_is_reached(case: str, tmp_path: Path):
    sheets, objective, published = CASES[case]

    assert value_of(record_of(sheets(), tmp_path), objective) == optimum(published)


def test_other_prices_of_a_warehouse_are_an_override_away(tmp_path: Path):
    """cap44 is cap41 with dearer warehouses; only the eleventh stays free."""
    dearer = ("Sites!*!Opening cost=25000", "Sites!W11!Opening cost=0")
    record = record_of(cap("cap41", split=True, bundled=True), tmp_path, spec=RunSpec(overrides=dearer))

    assert value_of(record, "cost") == optimum(BEASLEY["cap44"][2])


def test_a_planner_who_ranks_nothing_gets_it_from_the_command_line(tmp_path: Path):
    """With the default ranks nothing lacks and nothing is drawn, so the cost rank is the public problem."""
    write_template(tmp_path / "cap42.xlsx", cap("cap42", split=True, bundled=True))
    asked = ["solve", str(tmp_path / "cap42.xlsx"), "-o", str(tmp_path / "plan.xlsx"), "--format", "json"]
    result = CliRunner().invoke(main, asked)

    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert [rank["name"] for rank in record["objectives"]][3] == "cost"
    assert value_of(record, "cost") == optimum(BEASLEY["cap42"][2])
