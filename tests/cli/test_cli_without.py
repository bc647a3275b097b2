"""A nation that stays away: what the commands are told, what they say, and what they keep of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_cases import IMPOSSIBLE, SHEETS, cells, forcegen, solved, write_book
from test_cli_what_ifs import shortfall

from solver.runs.script import read_plan

AWAY = "Nations!Estonia!Away=yes"


@pytest.mark.parametrize(
    "asked",
    [
        ["--without", "Estonia"],
        ["--without", "estonia;"],
        ["--set", AWAY],
    ],
)
def test_without_is_a_cell_of_nations_though_there_is_no_such_sheet(book: Path, asked: list[str]):
    # 500 asked for, 300 French heads are there.
    record = solved(book, *asked)

    assert shortfall(record) == 200
    assert [text.casefold() for text in record["overrides"]] == [AWAY.casefold()]


@pytest.mark.parametrize(
    "asked",
    [
        ["--without", "Estonia,France"],
        ["--without", "Estonia; France"],
        ["--without", "Estonia", "--without", "France"],
    ],
)
def test_several_stay_away_however_they_are_parted(book: Path, asked: list[str]):
    assert shortfall(solved(book, *asked)) == 500


def test_who_stays_away_may_stand_in_the_environment_and_in_the_file_of_options(book: Path):
    assert shortfall(solved(book, env={"FORCEGEN_WITHOUT": "Estonia\nFrance"})) == 500
    Path("forcegen.toml").write_text('[solve]\nwithout = ["Estonia"]\n', encoding="utf-8")
    Path("forcegen.toml").chmod(0o600)

    assert shortfall(solved(book)) == 200


@pytest.mark.parametrize("command", ["check", "solve"])
def test_an_unknown_nation_is_an_error_with_the_nearest(book: Path, command: str):
    result = forcegen(command, book, "--without", "Estona")

    assert result.exit_code == 3
    assert result.stderr == (
        "error: --without Estona: unknown nation or group 'Estona'; did you mean 'Estonia'?\n"
    )


def test_a_lock_that_goes_with_a_nation_is_said_by_check_and_solve(book: Path):
    """The lock alone makes the plan impossible; it is no warning, not with --strict either."""
    write_book(book, **IMPOSSIBLE)
    said = "note: Locks!C2: EST-1 stays away with its nation: Units at least 2 holds no more\n"

    checked = forcegen("check", book, "--without", "Estonia", "--strict")
    done = forcegen("solve", book, "--without", "Estonia", "--strict")

    assert (checked.exit_code, done.exit_code) == (0, 0)
    assert said in checked.stdout
    assert said in done.stdout
    record = json.loads(Path("outputs/plan.xlsx.run.json").read_text(encoding="utf-8"))
    assert [each["severity"] for each in record["findings"]] == ["note", "note"]


def test_a_written_plan_says_who_stayed_away_and_is_audited_so(book: Path):
    solved(book, "--without", "Estonia", "--set", "Contingents!FRA-1!Units=2")

    summary = [str(cell) for row in cells(Path("outputs/plan.xlsx"), "Summary") for cell in row]
    assert any("without Estonia, with Contingents!FRA-1!Units=2" in text for text in summary)
    assert forcegen("audit", "outputs/plan.xlsx").exit_code == 0


def test_units_of_a_baseline_that_stay_away_count_as_changes(book: Path):
    """One Estonian company is in the plan before: taken away; France has sent all it has already."""
    before = Path("before.xlsx")
    solved(book, "-o", before)

    record = solved(book, "--without", "Estonia", "--baseline", before)

    changes = record["objectives"][-1]
    assert (changes["name"], changes["final"]) == ("changes", pytest.approx(1))
    assert forcegen("audit", "outputs/plan.xlsx").exit_code == 0
    told = forcegen("compare", before, "outputs/plan.xlsx")
    assert "EST-1" in told.stdout


def test_a_scenario_of_the_workbook_lets_a_nation_stay_away(book: Path):
    away = {"Scenario": "alone", "Sheet": "Nations", "Row": "Estonia", "Column": "Away", "Value": "yes"}
    write_book(book, Scenarios=[*SHEETS["Scenarios"], away])

    assert shortfall(solved(book, "--scenario", "alone")) == 200
    assert forcegen("audit", "outputs/plan.xlsx").exit_code == 0


def test_a_script_reads_a_plan_without_a_nation(book: Path):
    plan = read_plan(book, overrides=[AWAY])

    assert plan.contingents["nation"].tolist() == ["France"]
    assert [str(each) for each in plan.notes] == ["Estonia stays away, with Contingents row 2"]
