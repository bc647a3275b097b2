"""forcegen check --mark and forcegen new --from, as a planner calls them."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.utils import get_column_letter

from solver.cli.group import main
from solver.excel.template.template import write_template

ROWS = {
    "Settings": [{"Name": "Marking", "Value": "EXERCISE"}],
    "Contingents": [
        {"Contingent": "A", "Nation": "France", "Capability": "Infantry", "Units": 3, "Heads per unit": 150}
    ],
    "Sites": [{"Site": "Lviv"}],
    "Requirements": [{"Site": "Lviv", "Role": "Infantry", "Target": 300}],
}


@pytest.fixture
def plan(tmp_path) -> Path:
    """A workbook without any fault."""
    write_template(tmp_path / "plan.xlsx", ROWS)
    return tmp_path / "plan.xlsx"


def called(*arguments: object) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def typed(path: Path, sheet: str, cell: str, value: object) -> None:
    """A value typed into the workbook by another program."""
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def test_a_fault_is_marked_mended_and_the_mark_gone(plan):
    """From the first check to the last, on one file, with a backup at each change."""
    typed(plan, "Contingents", "D2", "four")
    first = called("check", plan, "--mark")

    assert first.exit_code == 3
    assert "Contingents!D2: Units is 'four'" in first.output
    assert "Marked in" in first.output
    page = openpyxl.load_workbook(plan)["Contingents"]
    assert page["D2"].comment.text.startswith("forcegen check: error: Units is 'four'")
    assert openpyxl.load_workbook(plan)["Findings"].oddHeader.center.text.endswith("EXERCISE")
    assert "marks are up to date" in called("check", plan, "--mark").output

    typed(plan, "Contingents", "D2", 4)
    last = called("check", plan, "--mark")
    assert last.exit_code == 0
    book = openpyxl.load_workbook(plan)
    assert book["Contingents"]["D2"].comment is None
    assert book["Contingents"]["D1"].comment is not None  # the header's own note
    assert "Findings" not in book.sheetnames
    assert len(list(plan.parent.glob("plan.backup-*.xlsx"))) == 2


def test_a_marked_workbook_can_be_solved_and_checked_as_before(plan, tmp_path):
    """Marks are no input, and results leave them where they are."""
    typed(plan, "Contingents", "D2", "3")  # a number as text: a warning
    assert called("check", plan, "--mark").exit_code == 0
    assert called("solve", plan, "-o", tmp_path / "out.xlsx").exit_code == 0

    assert {"Findings", "Summary"} <= set(openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames)
    assert called("audit", tmp_path / "out.xlsx").exit_code == 0


def test_a_copy_is_marked_where_asked(plan, tmp_path):
    """The workbook itself stays as it is."""
    typed(plan, "Contingents", "D2", "four")
    before = plan.read_bytes()

    other = tmp_path / "marked.xlsx"
    other.write_bytes(b"a planner's own")
    told = called("check", plan, "--mark", "-o", other)
    assert told.exit_code == 3
    (backup,) = tmp_path.glob("marked.backup-*.xlsx")
    assert backup.read_bytes() == b"a planner's own"
    assert f"Marked in {other}; as it was: {backup}." in told.output
    assert plan.read_bytes() == before
    assert "Findings" in openpyxl.load_workbook(tmp_path / "marked.xlsx").sheetnames
    assert called("check", plan, "--mark", "-o", plan).exit_code == 8
    assert called("check", plan, "-o", tmp_path / "other.xlsx").exit_code == 2


def test_a_workbook_that_is_open_is_not_marked_and_its_faults_are_told(plan):
    """Exit code 8, for the marks are missing; the findings stand on the screen."""
    typed(plan, "Contingents", "D2", "four")
    (plan.parent / "~$plan.xlsx").write_bytes(b"")
    ended = called("check", plan, "--mark")

    assert ended.exit_code == 8
    assert "Units is 'four'" in ended.output
    assert "open in another program" in ended.output


def test_what_is_no_workbook_is_not_marked(tmp_path):
    """It is refused as without --mark, and stays what it is."""
    (tmp_path / "plan.xlsx").write_bytes(b"no workbook")

    assert called("check", tmp_path / "plan.xlsx", "--mark").exit_code == 3
    assert (tmp_path / "plan.xlsx").read_bytes() == b"no workbook"


def test_an_old_workbook_comes_into_a_new_one(plan, tmp_path):
    """What stays behind is named, and the next commands are told."""
    beside = get_column_letter(openpyxl.load_workbook(plan)["Sites"].max_column + 1)
    typed(plan, "Sites", f"{beside}1", "Phone")
    typed(plan, "Sites", f"{beside}2", "112")
    ended = called("new", tmp_path / "new.xlsx", "--from", plan)

    assert ended.exit_code == 0
    assert "Left behind: Sites: column Phone." in ended.output
    assert called("check", tmp_path / "new.xlsx").exit_code == 0
    assert called("new", tmp_path / "other.xlsx", "--from", plan, "--example").exit_code == 2
    assert called("new", tmp_path / "other.xlsx", "--from", tmp_path / "none.xlsx").exit_code == 3


def test_of_thousands_of_faults_the_first_are_told_and_how_many_more(tmp_path):
    """Whoever has so many has one cause for most of them; machines get every one."""
    book = openpyxl.Workbook()
    book.active.title = "Contingents"
    book.active.append(["Contingent", "Nation", "Capability", "Units", "Heads per unit"])
    for number in range(1_200):
        book.active.append([f"C{number}", "France", "Infantry", "four", 150])
    for title, rows in (("Sites", (["Site"], ["Lviv"])), ("Requirements", (["Site", "Role", "Target"],))):
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(tmp_path / "plan.xlsx")
    told = called("check", tmp_path / "plan.xlsx")
    machine = json.loads(called("check", tmp_path / "plan.xlsx", "--format", "json").stdout)

    assert told.exit_code == 3
    assert len(told.output.splitlines()) == 1_001
    assert "more (all of them with --format json)" in told.output
    assert len([finding for finding in machine["findings"] if "'four'" in finding["message"]]) == 1_200
