"""Stupid mistakes and odd plans: each has a sentence, and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_cases import REQUIRED, SHEETS, Rows, forcegen, solved, write_book


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"Contingent,Nation\nA,B\n", "this is a text file (CSV, perhaps), not a workbook"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"\x7fELF\0\0", "not an Excel workbook"),
    ],
)
def test_a_file_that_is_no_workbook_ends_with_3_and_what_it_is(content: bytes, said: str):
    Path("plan.xlsx").write_bytes(content)

    for command in ("check", "solve", "audit"):
        result = forcegen(command, "plan.xlsx")
        assert result.exit_code == 3
        assert result.stderr.startswith("error: plan.xlsx: ")
        assert said in result.stderr


def test_a_folder_is_no_workbook():
    Path("plans").mkdir()

    for command in ("check", "solve", "audit"):
        result = forcegen(command, "plans")
        assert (result.exit_code, result.stderr) == (
            3,
            "error: plans: this is a folder; name the workbook in it\n",
        )


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_required_sheet_that_is_missing_is_named(missing: str):
    write_book(Path("plan.xlsx"), only=[name for name in REQUIRED if name != missing])
    result = forcegen("check", "plan.xlsx")

    assert result.exit_code == 3
    assert missing in result.stderr


def test_the_three_required_sheets_are_enough():
    # Without Areas and caps nothing holds Estonia back: 600 heads for 500 asked for.
    record = solved(write_book(Path("plan.xlsx"), only=REQUIRED))

    assert record["totals"]["target_shortfall"] == 0
    assert forcegen("audit", "outputs/plan.xlsx").exit_code == 0


NAVY: Rows = [{**row, "Capability": "Navy"} for row in SHEETS["Contingents"]]
NOTHING_ASKED: Rows = [{"Site": "Lviv", "Role": "Infantry", "Minimum": 0, "Target": 0}]


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"Contingents": NAVY}, 500),  # nobody suits: no arc
        ({"Requirements": NOTHING_ASKED}, 0),
        ({"Contingents": []}, 500),
        ({"Requirements": []}, 0),
    ],
    ids=["zero arcs", "zero asked", "zero contingents", "zero requirements"],
)
def test_a_plan_in_which_nobody_goes_anywhere_is_a_plan(changed: dict[str, Rows], missing: float):
    record = solved(write_book(Path("plan.xlsx"), **changed))

    assert record["totals"]["heads"] == 0
    assert record["totals"]["target_shortfall"] == missing
    assert forcegen("audit", "outputs/plan.xlsx").exit_code == 0


def test_a_sheet_of_the_planners_own_with_the_name_of_a_result_is_not_touched():
    from openpyxl import load_workbook

    path = write_book(Path("plan.xlsx"))
    book = load_workbook(path)
    book.create_sheet("Summary")["A1"] = "mine"
    book.save(path)
    result = forcegen("solve", path)

    assert result.exit_code == 3
    assert "Summary" in result.stderr
    assert not Path("outputs/plan.xlsx").exists()


def test_changes_without_a_baseline_is_an_error_with_the_remedy():
    book = write_book(Path("plan.xlsx"), Priorities=[{"Rank": 1, "Objective": "changes"}])
    result = forcegen("check", book)

    assert result.exit_code == 3
    assert "--baseline" in result.stderr
