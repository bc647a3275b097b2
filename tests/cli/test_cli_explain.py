"""``forcegen explain``: what it is asked, of which plan, how it ends, and what machines get."""

from __future__ import annotations

import json
import math
import os
import signal
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from cli_cases import IMPOSSIBLE, ROOT, cells, digest, forcegen, process_env, write_book
from openpyxl import load_workbook
from running import started

import solver
from solver.audit import objective_values
from solver.ledger.ledger import keep_ledger
from solver.solution import Part, RankValue, Solution

# Estonia may tie up 450 heads: one company of its two. With France's 300, Lviv (400) and Odesa (100) lack 50.
CLAIMS = {"proved", "between", "at_most", "not_settled"}
FIELDS = ["schema_version", "tool", "input", "scenario", "overrides", "objectives", "answers", "seconds"]


def explained(*arguments: object, code: int = 0) -> dict[str, Any]:
    """What ``forcegen explain`` tells machines."""
    result = forcegen("explain", *arguments, "--format", "json")
    assert result.exit_code == code, result.output
    record: dict[str, Any] = json.loads(result.stdout)
    return record


def the_answer(*arguments: object) -> dict[str, Any]:
    """The one answer to a question."""
    (answer,) = explained(*arguments)["answers"]
    return dict(answer)


def price_of(answer: dict[str, Any]) -> list[tuple[float, float]]:
    """The price: each rank now, and then, where it is settled."""
    assert all(rank["low"] == pytest.approx(rank["high"]) for rank in answer["price"])
    return [(rank["base"], rank["high"]) for rank in answer["price"]]


def test_the_record_has_the_fields_that_are_promised(book: Path):
    record = explained(book, "--contingent", "est-1")

    assert [name for name in record if name in FIELDS] == FIELDS
    assert record["schema_version"] == 1
    assert record["tool"].startswith("forcegen ")
    assert record["input"] == {"path": "plan.xlsx", "sha256": digest(book)}
    assert record["scenario"] is None
    assert [set(rank) for rank in record["objectives"]] == [{"rank", "name", "value", "bound"}] * 6
    assert record["answers"][0]["question"] == {"contingent": "EST-1", "more": True}
    assert record["answers"][0]["kind"] == "why_not"
    assert record["answers"][0]["claim"] in CLAIMS


def test_nothing_is_written(book: Path):
    before = sorted(Path().rglob("*"))
    explained(book, "--contingent", "EST-1")

    assert sorted(Path().rglob("*")) == before


def test_of_a_contingent_in_the_plan_the_price_is_zero_and_one_more_is_told_beside_it(book: Path):
    """One Estonian company is there: the cap leaves no room for the second."""
    answer = the_answer(book, "--contingent", "EST-1")

    assert answer["question"] == {"contingent": "EST-1", "more": True}
    assert answer["first_worse"] is None
    assert all(now == then for now, then in price_of(answer))
    assert answer["one_more"]["claim"] == "proved"
    assert "Drawdown caps" in json.dumps(answer["one_more"])


def test_all_wrong_names_end_with_3_before_any_search(book: Path):
    result = forcegen("explain", book, "--contingent", "EST-2", "--site", "Lvov", "--period", 2)

    assert result.exit_code == 3
    assert [line.split(";")[0] for line in result.stderr.splitlines()] == [
        "error: --contingent: unknown contingent 'EST-2'",
        "error: --site: unknown site 'Lvov'",
        "error: --period: '2' is outside of the plan",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--cap", "Estonia", "--asks"), "several questions"),
        (("--site", "Lviv"), "add --contingent NAME"),
        (("--asks", "0"), "--asks"),
        (("--time-limit", "0"), "--time-limit"),
    ],
)
def test_what_makes_no_sense_ends_with_2(book: Path, arguments: tuple[str, ...], said: str):
    result = forcegen("explain", book, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_a_workbook_behind_asks_is_not_taken_for_a_number(book: Path):
    result = forcegen("explain", "--asks", book)

    assert result.exit_code == 2
    assert "name the workbook before --asks" in result.stderr


def test_a_scenario_and_overrides_hold_as_in_a_solve(book: Path):
    record = explained(
        book, "--contingent", "EST-1", "--scenario", "no Estonia", "--set", "Contingents!FRA-1!Units=2"
    )

    assert (record["scenario"], record["overrides"]) == ("no Estonia", ["Contingents!FRA-1!Units=2"])
    assert record["objectives"][1]["value"] == 300.0  # 500 asked for, 200 French


def test_no_plan_ends_with_4_as_a_solve_says_it(book: Path):
    write_book(book, **IMPOSSIBLE)
    told, solved = forcegen("explain", book), forcegen("solve", book)

    assert (told.exit_code, told.stderr) == (4, solved.stderr)
    (answer,) = explained(book, code=4)["answers"]
    assert (answer["kind"], answer["possible"], answer["claim"]) == ("conflict", False, "proved")
    assert {"sheet": "Locks", "cell": "C2"} in answer["cells"]
    assert ["Drawdown caps!Estonia / own!Cap heads=900"] in [each["settings"] for each in answer["repairs"]]


def test_a_workbook_with_errors_ends_with_3(book: Path):
    write_book(book, Contingents=[{"Contingent": "EST-1", "Units": "four"}])

    assert forcegen("explain", book).exit_code == 3


@pytest.mark.parametrize("seconds", [0.1, 1.0])
def test_the_time_limit_is_kept_and_claims_only_get_weaker(seconds: float):
    path = ROOT / "inputs" / "stabilisation.xlsx"
    record = explained(path, "--time-limit", seconds)

    assert record["seconds"] < seconds + 1.0
    assert {answer["claim"] for answer in record["answers"]} <= CLAIMS
    assert all(math.isfinite(rank["value"]) for rank in record["objectives"])


def test_a_written_plan_is_explained_with_its_scenario_and_overrides(book: Path):
    asked = ("--scenario", "no Estonia", "--set", "Contingents!FRA-1!Units=2")
    assert forcegen("solve", book, *asked, "-o", "written.xlsx").exit_code == 0
    record = explained("written.xlsx", "--contingent", "EST-1")

    assert (record["scenario"], record["overrides"]) == ("no Estonia", ["Contingents!FRA-1!Units=2"])
    assert record["objectives"] == explained(book, "--contingent", "EST-1", *asked)["objectives"]
    assert "better" not in record


def test_a_written_plan_takes_no_other_scenario(written: Path):
    result = forcegen("explain", written, "--scenario", "no Estonia")

    assert result.exit_code == 2
    assert "leave out --scenario, or name the workbook that it was made from" in result.stderr


def test_a_written_plan_whose_workbook_was_edited_since_is_refused(written: Path):
    book = load_workbook(written)
    book["Contingents"]["D2"] = 1
    book.save(written)
    result = forcegen("explain", written)

    assert result.exit_code == 3
    assert "have changed since this plan was made from them; solve again" in result.stderr


def test_a_written_plan_that_the_audit_refuses_is_none(written: Path):
    book = load_workbook(written)
    row = [each[0] for each in cells(written, "Allocation")].index("EST-1") + 1
    header = next(each for each in cells(written, "Allocation") if "Units" in each)
    book["Allocation"].cell(row, header.index("Units") + 1).value = 2
    book.save(written)
    result = forcegen("explain", written)

    assert result.exit_code == 3
    assert "holds no plan that can be explained, by the audit" in result.stderr
    assert "Estonia" in result.stderr


def write_worse_plan(book: Path, path: Path) -> None:
    """The best plan without one French company, written as one that is not proved."""
    plan = solver.read_plan(book)
    best = solver.solve(plan)
    less = best.allocation.assign(
        units=best.allocation["units"] - (best.allocation["contingent"] == "FRA-1").cumsum().eq(1)
    )
    allocation = less[less["units"] > 0].reset_index(drop=True)
    values = objective_values(plan, keep_ledger(plan, allocation), None)
    solver.write_results(plan, with_values(best, allocation, values), book, path)


def with_values(best: Solution, allocation: pd.DataFrame, values: dict[str, float]) -> Solution:
    """A solution of this allocation; its bounds are those of the best."""
    from dataclasses import replace

    ranks = []
    for rank in best.ranks:
        value = values[rank.name]
        part = Part(name=rank.name, weight=1.0, value=value)
        gap = abs(value - rank.bound) / value if value else 0.0
        bound = min(rank.bound, value)
        ranks.append(RankValue(rank=rank.rank, parts=(part,), value=value, final=value, bound=bound, gap=gap))
    return replace(best, allocation=allocation, ranks=tuple(ranks), status="feasible")


def test_a_written_plan_that_is_not_the_best_is_told_so_and_asked_about_as_it_is(book: Path):
    """150 + 200 of 500 are there: it lacks 150, the best 50; the company that is left out costs nothing."""
    write_worse_plan(book, Path("worse.xlsx"))
    record = explained("worse.xlsx", "--contingent", "FRA-1")

    lacking = record["objectives"][1]
    assert (lacking["name"], lacking["value"], lacking["bound"]) == ("target shortfall", 150.0, 50.0)
    assert (record["better"]["rank"], record["better"]["high"]) == (2, 50.0)
    told = forcegen("explain", "worse.xlsx", "--contingent", "FRA-1")
    assert "A better plan exists than the one written: target shortfall 50 rather than 150" in " ".join(
        told.stdout.split()
    )


def test_quiet_says_nothing(book: Path):
    result = forcegen("explain", book, "--contingent", "EST-1", "-q")

    assert (result.exit_code, result.output) == (0, "")


def test_the_answer_to_one_question_fits_a_screen_of_80_columns(book: Path):
    lines = forcegen("explain", book, "--contingent", "EST-1").stdout.splitlines()

    assert len(lines) <= 60
    assert all(len(line) <= 80 for line in lines if "--set" not in line)


STANDS_IN = """
from solver.reasons.questions import question_pool
question_pool.WORKER = "pool_tasks"
question_pool.available_cores = lambda: 2
from solver.cli import main
main(["explain", "plan.xlsx", "--time-limit", "100", "-v"])
"""
"""Asks three questions of a worker that answers the first, dies at the second and hangs at the third."""


@pytest.mark.skipif(os.name == "nt", reason="signals as Unix knows them")
@pytest.mark.parametrize(("sign", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_questions_and_what_is_known_is_told(book: Path, sign: signal.Signals, code: int):
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "reasons")])
    with started("-c", STANDS_IN, env=process_env({"PYTHONPATH": path})) as process:
        process.wait_for("question 2 of 3 was lost")
        time.sleep(2.0)  # a new process has the third by then, also where the machine has other things to do
        process.send(sign)

        assert process.end() == code
    for said in ("quick: the last word", "dies: a first word", "hangs: a first word", "stopped before all"):
        assert said in process.told
    assert (
        "warning: The question was lost: the process that worked on it was killed by SIGKILL" in process.told
    )
    assert "Traceback" not in process.told
