"""Studies on the command line: what they print, write and keep, and what they say of mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cli_cases import IMPOSSIBLE, forcegen, solved, write_book

from solver.studies.alternatives.alternatives_study import ALTERNATIVES_FIELDS
from solver.studies.confidence.confidence import CONFIDENCE_FIELDS
from solver.studies.point_record import POINT_FIELDS
from solver.studies.study_record import STUDY_FIELDS
from solver.studies.sweep.sweep import SWEEP_FIELDS
from solver.studies.withdraw.withdraw import WITHDRAW_FIELDS

CAP = "Drawdown caps!Estonia!Cap heads"


def studied(*arguments: object, code: int = 0) -> dict[str, Any]:
    """The JSON of a study that ended with this exit code."""
    result = forcegen(*arguments, "--format", "json", "--jobs", 1)
    assert result.exit_code == code, result.output
    record: dict[str, Any] = json.loads(result.stdout)
    return record


def test_a_sweep_prints_its_steps_and_writes_them(book: Path):
    """One company of 150 ties up 450 heads with its rotation base: two steps up to 600."""
    record = studied("sweep", book, "--vary", f"{CAP}=0..600")

    assert [(step["from"], step["to"]) for step in record["steps"]] == [(0, 449), (450, 600)]
    assert all(step["proved"] and step["complete"] for step in record["steps"])
    assert list(record) == [*list(STUDY_FIELDS)[:8], *SWEEP_FIELDS, "solves", "told", "findings"]
    assert list(record["points"][0]) == list(POINT_FIELDS)
    assert json.loads(Path("outputs/plan.sweep.xlsx.study/answer.json").read_text()) == record
    assert openpyxl.load_workbook("outputs/plan.sweep.xlsx").sheetnames[0] == "Answer"


def test_a_study_says_what_a_point_is_where_it_counts_them(book: Path):
    result = forcegen("sweep", book, "--vary", f"{CAP}=0,450", "--jobs", 1)

    assert "3 points; " in result.output  # the workbook as it stands is one
    assert "(A point: the workbook solved, once as it stands, else with cells changed.)" in result.output


def test_each_point_is_what_solve_says_of_the_same_cell(book: Path):
    """The values of every rank."""
    record = studied("sweep", book, "--vary", f"{CAP}=0,450")

    for point in record["points"]:
        alone = solved(book, "--set", point["overrides"][0])
        values = [rank["value"] for rank in alone["objectives"]]
        assert [rank["value"] for rank in point["objectives"]] == pytest.approx(values)


def test_withdrawals_are_those_of_solve_without_the_nation(book: Path):
    """What all replan to is what --without finds; if nobody does, France's 300 heads are missing."""
    record = studied("withdraw", book)

    assert list(record) == [*list(STUDY_FIELDS)[:8], *WITHDRAW_FIELDS, "solves", "told", "findings"]
    france = next(point for point in record["points"] if point["what"] == {"nation": "France"})
    alone = solved(book, "--without", "France")
    assert [rank["value"] for rank in france["objectives"]] == pytest.approx(
        [rank["value"] for rank in alone["objectives"]]
    )
    assert france["unreplanned"]["objectives"]["target shortfall"] >= france["totals"]["target_shortfall"]


def test_confidence_counts_the_worlds_of_the_plan(tmp_path: Path):
    """Both nations come with a half: four worlds, planned anew as well."""
    book = write_book(tmp_path / "plan.xlsx")
    record = studied("confidence", book, "--set", "Contingents!*!Confidence=0.5")

    assert list(record) == [*list(STUDY_FIELDS)[:8], *CONFIDENCE_FIELDS, "solves", "told", "findings"]
    assert record["uncertain"] == 2
    assert [each["worlds"] for each in record["drawn"]] == [4, 4]
    first = record["drawn"][0]
    assert first["replanned"]["exact"]
    assert first["replanned"]["measures"]["every minimum and floor met"] == {"low": 0.75, "high": 0.75}


def test_the_same_command_again_solves_nothing(book: Path):
    """All points are kept from before."""
    studied("withdraw", book)
    again = studied("withdraw", book)

    assert again["solves"]["kept"] == again["solves"]["points"]


def test_the_terminal_tells_the_answer_at_80_columns(book: Path):
    """Sentences, a table, how many points, and where it lies."""
    result = forcegen("withdraw", book, "--jobs", 1)

    assert result.exit_code == 0
    assert "Who is indispensable?" in result.stdout
    assert "Written: outputs/plan.withdraw.xlsx" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--vary", f"{CAP}=0..600:-1"), 3, "leads away from 600"),
        (
            ("--vary", "Drawdown caps!Estland!Cap heads=0..6"),
            3,
            "no row of sheet Drawdown caps fits 'Estland'",
        ),
        (("--vary", f"{CAP}=0..10000000:1"), 3, "10,000,001 points are asked for"),
        (("--vary", "Sites!Lviv!Zone=1,2"), 3, "a sweep varies numbers"),
        ((), 2, "name a number and its values with --vary"),
        (("--vary", f"{CAP}=0,1", "--vary", f"{CAP}=0,1", "--vary", f"{CAP}=0,1"), 2, "one number, or two"),
        (("--vary", f"{CAP}=0..600", "--shard", "1/2"), 3, "--shard parts points that are known beforehand"),
        (("--vary", f"{CAP}=0,1", "--shard", "3/2"), 2, "there is no part 3 of 2"),
        (("--vary", f"{CAP}=0,1", "-o", "plan.xlsx"), 8, "it is the workbook that is asked about"),
        (("--vary", f"{CAP}=0,1", "-o", "answer.txt"), 8, "ends in .xlsx"),
        (("--vary", f"{CAP}=0,1", "--on", "nonsense"), 9, "expected dask:ADDRESS or MODULE:FACTORY"),
        (("--vary", f"{CAP}=0,1", "--on", "no_such_module:make"), 9, "no_such_module cannot be loaded"),
    ],
)
def test_mistakes_are_told_with_the_remedy(book: Path, arguments: tuple[str, ...], code: int, said: str):
    """Each in a sentence."""
    result = forcegen("sweep", book, *arguments, "--jobs", 1)

    assert result.exit_code == code, result.output
    assert said in " ".join(result.output.split())


def test_a_study_of_a_workbook_without_a_plan_says_so(tmp_path: Path):
    """Nobody is indispensable where nothing can be done; a sweep may look for a number that mends it."""
    book = write_book(tmp_path / "plan.xlsx", **IMPOSSIBLE)
    result = forcegen("withdraw", book, "--jobs", 1)
    assert result.exit_code == 4
    assert "has no plan to ask about" in result.output

    record = studied("sweep", book, "--vary", f"{CAP}=800..1000")
    assert [(step["to"], step["status"]) for step in record["steps"]] == [
        (899, "infeasible"),
        (1000, "optimal"),
    ]


def test_a_workbook_with_errors_is_refused_with_its_cells(tmp_path: Path):
    """As solve refuses it."""
    book = write_book(tmp_path / "plan.xlsx", Sites=[{"Site": "Lviv", "Capacity": "many"}])
    result = forcegen("withdraw", book, "--jobs", 1)

    assert result.exit_code == 3
    assert "Sites!B2" in result.output


def test_alternatives_say_who_must_be_where(tmp_path: Path):
    """Estonia's and France's infantry can be at both sites; the regret is against the one scenario."""
    book = write_book(tmp_path / "plan.xlsx")
    record = studied("alternatives", book, "--within", "100%", "--count", 3, "--regret")

    assert list(record) == [*list(STUDY_FIELDS)[:8], *ALTERNATIVES_FIELDS, "solves", "told", "findings"]
    assert {(each["nation"], each["site"]) for each in record["cells"]} == {
        (nation, site) for nation in ("Estonia", "France") for site in ("Lviv", "Odesa")
    }
    assert all(each["verdict"] in ("must", "choice", "never") for each in record["cells"])
    names = [each["candidate"] for each in record["regret"]]
    assert "the plan as it stands" in names
    assert "the best plan of 'no Estonia'" in names
    assert openpyxl.load_workbook("outputs/plan.alternatives.xlsx").sheetnames[0] == "Answer"


def test_studies_that_cannot_be_shared_or_kept_say_so(tmp_path: Path):
    """Each with what would do."""
    book = write_book(tmp_path / "plan.xlsx", Settings=[{"Name": "Whole units", "Value": "no"}])
    regret = forcegen("alternatives", book, "--regret")
    shared = forcegen("confidence", book, "--shard", "1/2")

    assert (regret.exit_code, shared.exit_code) == (3, 3)
    assert "error: Settings!B2: Whole units is no" in regret.output
    assert "or ask with --replans 0" in " ".join(shared.output.split())


def test_alternatives_refuse_what_the_plan_does_not_rank(book: Path):
    """All at once, with what is near."""
    result = forcegen("alternatives", book, "--within", "1%,moovs=5,target shortfall=3")

    assert result.exit_code == 3
    assert "did you mean 'moves'" in result.output
    assert "held at its best value" in result.output


def test_a_staircase_is_searched_for_without_a_gap(tmp_path: Path):
    """Whatever the Gap of the workbook says."""
    book = write_book(tmp_path / "plan.xlsx", Settings=[{"Name": "Gap", "Value": 0.5}])
    exact = studied("sweep", book, "--vary", f"{CAP}=0..600")

    assert [(step["to"], step["proved"]) for step in exact["steps"]] == [(449, True), (600, True)]


def test_points_know_what_was_set_for_the_whole_study(tmp_path: Path):
    """A lock of period 3 is an error of a plan of 2 periods, and a warning where --set made it so."""
    locks = [{"Contingent": "FRA-1", "Site": "Lviv", "From": 3, "Units at least": 1}]
    settings = [{"Name": "Seed", "Value": 4}, {"Name": "Periods", "Value": 4}]
    book = write_book(tmp_path / "plan.xlsx", Locks=locks, Settings=settings)
    record = studied("withdraw", book, "--set", "Settings!Periods!Value=2")

    assert [point["status"] for point in record["points"]] == ["optimal", "optimal"]


def test_points_that_change_what_changes_are_counted_against_are_refused(tmp_path: Path):
    """The present is matched once; with another one each point would be another question."""
    present = [{"Contingent": "FRA-1", "Site": "Lviv", "Units": 1}]
    book = write_book(tmp_path / "plan.xlsx", Present=present)
    record = studied("sweep", book, "--vary", "Present!#2!Units=0,2")

    assert [point["status"] for point in record["points"]] == ["refused", "refused"]
    assert "solve it alone with --set" in record["points"][0]["reason"]
