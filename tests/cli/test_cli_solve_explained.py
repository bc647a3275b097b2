"""``forcegen solve --explain``: the answers as sheets of the plan and in its record."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from cli_cases import forcegen, write_book
from openpyxl import load_workbook

from solver.errors import ExitCode, SolverError
from solver.runs.explain import Explanation, explanation_of
from solver.schema import EMPTIED, REASON_SHEETS

PLAN = "outputs/plan.xlsx"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan, explained: France has 300 heads and Estonia may send 150, where 500 are asked for."""
    folder = tmp_path_factory.mktemp("explained")
    write_book(folder / "plan.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = forcegen("solve", "plan.xlsx", "--explain", "20")
    (folder / "said.txt").write_text(result.stdout)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(folder)
    return folder


def sheets(path: str | Path) -> list[str]:
    """The titles of a workbook's sheets."""
    return load_workbook(path).sheetnames


def cells(path: str | Path, title: str) -> list[dict[str, object]]:
    """The rows of a sheet by the headers of their columns."""
    _, _, header, *rows = load_workbook(path)[title].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def test_an_explained_plan_has_the_sheets_of_answers_behind_unused(here: Path):
    titles = sheets(PLAN)

    at = titles.index("Unused") + 1
    assert tuple(titles[at : at + 4]) == REASON_SHEETS
    said = " ".join((here / "said.txt").read_text().split())
    assert re.search(r"\d+ questions in \d+ s: \d+ proved, \d+ open", said)
    assert "Sheets Asks, Why short, Cap steps and Why not." in said


def test_the_terminal_and_summary_say_whom_to_call_first(here: Path):
    said = " ".join((here / "said.txt").read_text().split())
    page = [cell for row in load_workbook(PLAN)["Summary"].iter_rows(values_only=True) for cell in row]

    assert re.search(r"Call first ?\w[\w ]*, .* \(100 heads\): target shortfall \(weighted\) 50 → ", said)
    assert "Call first" in page


def test_the_first_row_of_asks_says_whom_to_ask_for_what(here: Path):
    """Any company of 100 more fills what lacks; the sheet says by how much, and how to try it."""
    first = cells(PLAN, "Asks")[0]

    assert first["No"] == "1"
    assert first["Whom to ask"] in ("Estonia", "France", "any nation")
    assert first["Betters"] == "target shortfall"
    assert first["To"] < first["From"]  # type: ignore[operator]
    assert str(first["Try it with"]).startswith(("--set ", "add: "))


def test_an_ask_replayed_gives_what_its_row_promises(here: Path, tmp_path: Path):
    for row in cells(PLAN, "Asks")[:3]:
        if str(row["Try it with"]).startswith("--set ") and row["Claim"] == "proved":
            setting = str(row["Try it with"]).removeprefix("--set ").strip("'")
            result = forcegen(
                "solve", "plan.xlsx", "--set", setting, "-o", tmp_path / "asked.xlsx", "--format", "json"
            )
            found = {each["name"]: each["value"] for each in json.loads(result.stdout)["objectives"]}
            assert found[row["Betters"]] == pytest.approx(row["To"])
            return
    pytest.skip("no ask among the first is a change that is proved")


def test_the_record_has_the_answers_as_explain_prints_them(here: Path):
    record = json.loads(Path(f"{PLAN}.run.json").read_text())
    printed = json.loads(forcegen("explain", PLAN, "--time-limit", "20", "--format", "json").stdout)

    assert set(record["explanation"]) == set(printed)
    questions = [(each["kind"], each["question"]) for each in printed["answers"]]
    assert [(each["kind"], each["question"]) for each in record["explanation"]["answers"]] == questions


def test_an_audit_holds_the_plan_and_says_that_answers_are_not_found_again(here: Path):
    result = forcegen("audit", PLAN)

    assert result.exit_code == 0, result.output
    assert "what the sheets Asks, Why short, Cap steps and Why not answer and claim" in result.stdout


def test_an_explained_plan_compares_as_any_other(here: Path):
    assert forcegen("compare", PLAN, PLAN).exit_code == 0


def test_solved_again_without_explain_the_sheets_go(here: Path, tmp_path: Path):
    result = forcegen("solve", PLAN, "-o", tmp_path / "again.xlsx")

    assert result.exit_code == 0, result.output
    assert not set(sheets(tmp_path / "again.xlsx")) & set(REASON_SHEETS)
    assert forcegen("audit", tmp_path / "again.xlsx").exit_code == 0


def test_a_sheet_of_answers_that_a_formula_reads_is_emptied_and_filled_again(here: Path, tmp_path: Path):
    """No answer about the plan before is left, and the planner's formula still has its sheet."""
    path = tmp_path / "plan.xlsx"
    book = load_workbook(PLAN)
    book.create_sheet("Calls")["A1"] = "=Asks!B4"
    book.save(path)
    assert forcegen("solve", path, "--in-place").exit_code == 0

    assert set(sheets(path)) & set(REASON_SHEETS) == {"Asks"}
    assert [cell.value for row in load_workbook(path)["Asks"].iter_rows() for cell in row] == [EMPTIED]
    audited = forcegen("audit", path)
    assert (audited.exit_code, audited.stderr) == (0, "")
    assert forcegen("solve", path, "--in-place", "--explain", "2").exit_code == 0
    assert cells(path, "Asks")[0]["No"] == "1"
    assert load_workbook(path)["Calls"]["A1"].value == "=Asks!B4"


def test_no_time_leaves_sheets_that_say_so_and_names_a_time_that_helps(
    here: Path, tmp_path: Path, monkeypatch
):
    """Twice of next to nothing would be next to nothing."""

    def hurried(*arguments: object) -> Explanation:
        found = explanation_of(*arguments)  # type: ignore[arg-type]
        return replace(found, answers=tuple(replace(each, claim="not_settled") for each in found.answers))

    monkeypatch.setattr("solver.runs.explain.explanation_of", hurried)
    path = tmp_path / "plan.xlsx"
    said = " ".join(forcegen("solve", "plan.xlsx", "--explain", "0.001", "-o", path).stdout.split())

    assert "--explain 60 gives more time" in said
    assert all(cells(path, title) for title in REASON_SHEETS)
    assert forcegen("audit", path).exit_code == 0


def test_a_plan_whose_sheet_of_asks_was_deleted_passes_the_audit_with_a_warning(here: Path, tmp_path: Path):
    """Summary points to it; whoever hands the plan on without whom to ask has broken nothing."""
    shutil.copy(f"{PLAN}.run.json", tmp_path / "plan.xlsx.run.json")
    book = load_workbook(PLAN)
    del book["Asks"]
    book.save(tmp_path / "plan.xlsx")
    result = forcegen("audit", tmp_path / "plan.xlsx")

    assert result.exit_code == 0, result.output
    assert "sheet Asks is gone; it is not checked" in result.stderr


def test_a_number_in_a_row_that_points_to_a_sheet_that_is_gone_is_a_breach(here: Path, tmp_path: Path):
    book = load_workbook(PLAN)
    del book["Asks"]
    row = next(row for row in book["Summary"].iter_rows() if row[0].value == "Call first")
    row[0].value = 4_000
    book.save(tmp_path / "plan.xlsx")
    result = forcegen("audit", tmp_path / "plan.xlsx")

    assert result.exit_code == 3
    assert "stands in a row that was not written: 4,000" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--explain", "plan.xlsx"), "'plan.xlsx' is no number; name the workbook before --explain"),
        (("plan.xlsx", "--explain", "0"), "0"),
        (("plan.xlsx", "--explain", "--relax"), "--relax writes no plan to explain"),
        (("plan.xlsx", "--explain", "--all-scenarios"), "--explain explains one plan"),
    ],
)
def test_what_makes_no_sense_with_explain_is_refused(here: Path, arguments, said):
    result = forcegen("solve", *arguments)

    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_a_plan_whose_questions_fail_is_written_with_a_warning(here: Path, tmp_path: Path, monkeypatch):
    def fails(*_: object) -> Explanation:
        raise SolverError("the solver is gone")

    monkeypatch.setattr("solver.runs.explain.explanation_of", fails)
    result = forcegen("solve", "plan.xlsx", "--explain", "-o", tmp_path / "plan.xlsx")

    assert result.exit_code == 0
    assert "warning: the plan is not explained: the solver is gone" in result.stderr
    assert not set(sheets(tmp_path / "plan.xlsx")) & set(REASON_SHEETS)


def test_questions_that_somebody_stops_leave_the_plan_with_what_was_known(
    here: Path, tmp_path: Path, monkeypatch
):
    def stopped(*arguments: object) -> Explanation:
        return replace(explanation_of(*arguments), stopped=KeyboardInterrupt())  # type: ignore[arg-type]

    monkeypatch.setattr("solver.runs.explain.explanation_of", stopped)
    result = forcegen("solve", "plan.xlsx", "--explain", "1", "-o", tmp_path / "plan.xlsx")

    assert result.exit_code == ExitCode.INTERRUPTED
    assert "stopped before all was asked" in " ".join(result.stdout.split())
    assert set(REASON_SHEETS) <= set(sheets(tmp_path / "plan.xlsx"))
