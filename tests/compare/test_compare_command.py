"""``forcegen compare``: plans as files and as runs, and what is said where there is none."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from compare_cases import BASE
from openpyxl import Workbook, load_workbook

from solver.cli import main
from solver.record import RunSpec
from solver.runs.pipeline import Request, run


def forcegen(*arguments: object) -> Result:
    """A command run in this process; whatever it raises is a fault of ours."""
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small plan, ``plan.xlsx``, and two answers: as it is, and without Estonia."""
    folder = tmp_path_factory.mktemp("books")
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in BASE.items():
        rows = [{"Capability": "Infantry", **row} for row in rows] if name == "Contingents" else rows
        page = book.create_sheet(name)
        headers = list(dict.fromkeys(header for row in rows for header in row))
        page.append(headers)
        for row in rows:
            page.append([row.get(header) for header in headers])
    book.save(folder / "plan.xlsx")
    without = ("Drawdown caps!Estonia!Cap heads=0",)
    for name, overrides in (("before.xlsx", ()), ("after.xlsx", without)):
        run(Request(source=folder / "plan.xlsx", output=folder / name, spec=RunSpec(overrides=overrides)))
    return folder


def test_two_workbooks_are_compared_and_the_differences_do_not_count_as_failure(books: Path):
    result = forcegen("compare", books / "before.xlsx", books / "after.xlsx")

    assert result.exit_code == 0
    assert " left   EST-1 (Estonia), period 1: 1 unit" in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines()[1:])


def test_equal_workbooks_end_with_0_and_say_so_to_machines_too(books: Path):
    result = forcegen("compare", books / "before.xlsx", books / "before.xlsx", "--format", "json")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["same"] is True


def test_the_comparison_goes_into_a_workbook_where_asked(books: Path, tmp_path: Path):
    output = tmp_path / "changes.xlsx"
    result = forcegen("compare", books / "before.xlsx", books / "after.xlsx", "-o", output)

    assert result.stdout.splitlines()[-1] == f"Written: {output}"
    assert load_workbook(output).sheetnames[0] == "Changes"


def test_only_a_comparison_that_nobody_has_changed_is_replaced_for_good(books: Path, tmp_path: Path):
    output = tmp_path / "changes.xlsx"
    asked = ("compare", books / "before.xlsx", books / "after.xlsx", "-o", output)
    output.write_bytes(b"a planner's own")
    result = forcegen(*asked)

    (backup,) = tmp_path.glob("changes.backup-*.xlsx")
    assert backup.read_bytes() == b"a planner's own"
    assert result.stdout.splitlines()[-2:] == [f"The file as it was: {backup}", f"Written: {output}"]

    assert forcegen(*asked).stdout.splitlines()[-1] == f"Written: {output}"
    assert len(list(tmp_path.glob("changes.backup-*.xlsx"))) == 1

    noted = load_workbook(output)
    noted.properties.created = datetime(2026, 11, 22, 14, 0)
    noted["Changes"]["A1"] = "ask Tallinn"
    noted.save(output)
    forcegen(*asked)

    kept = max(tmp_path.glob("changes.backup-*.xlsx"), key=lambda path: path.stat().st_mtime_ns)
    assert load_workbook(kept)["Changes"]["A1"].value == "ask Tallinn"


def test_a_workbook_without_a_plan_is_named_with_the_remedy(books: Path):
    result = forcegen("compare", books / "before.xlsx", books / "plan.xlsx")

    assert result.exit_code == 3
    assert "plan.xlsx" in result.stderr
    assert "forcegen solve" in result.stderr


def test_a_plan_that_is_compared_is_not_written_over(books: Path):
    before = (books / "after.xlsx").read_bytes()
    result = forcegen("compare", books / "before.xlsx", books / "after.xlsx", "-o", books / "after.xlsx")

    assert result.exit_code == 2
    assert "one of the plans that are compared" in result.stderr
    assert (books / "after.xlsx").read_bytes() == before


def test_tables_edited_since_the_plan_was_made_are_said(books: Path, tmp_path: Path):
    edited = tmp_path / "edited.xlsx"
    book = load_workbook(books / "before.xlsx")
    book["Requirements"]["D2"].value = 500
    book.save(edited)
    result = forcegen("compare", books / "before.xlsx", edited)

    assert result.exit_code == 0
    assert "The input sheets of the second workbook have changed" in " ".join(result.stdout.split())


def test_what_is_neither_file_nor_run_is_said_with_what_there_is(books: Path, tmp_path: Path):
    result = forcegen("compare", books / "before.xlsx", "nothing", "--outputs", tmp_path)

    assert result.exit_code == 2
    assert "there is no run 'nothing'" in result.stderr
