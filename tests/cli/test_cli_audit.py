"""``forcegen audit``: the written workbook alone is enough to say whether its plan is right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from cli_cases import forcegen, solved, write_book
from openpyxl import load_workbook

OUTPUT = Path("outputs/plan.xlsx")
FIRST_ROW, UNITS, SITE = 4, 8, 5
"""Of the Allocation sheet: EST-1 at Lviv, one unit of 150."""


def tampered(sheet: str, row: int, column: int, value: object) -> None:
    """Change one cell of the written workbook, as somebody in Excel would."""
    book = load_workbook(OUTPUT)
    book[sheet].cell(row, column).value = value
    book.save(OUTPUT)


def test_a_plan_with_scenario_overrides_and_flags_is_audited_with_them(book: Path):
    solved(
        book,
        *(
            "--scenario",
            "no Estonia",
            "--set",
            "Contingents!FRA-1!Units=4",
            "--set",
            "Settings!Periods!Value=2",
        ),
        *("--seed", 3, "--gap", 0.01, "--threads", 1),
    )
    result = forcegen("audit", OUTPUT)

    assert result.exit_code == 0
    said = result.stdout.splitlines()
    assert said[0] == "outputs/plan.xlsx: the plan keeps every rule."
    assert re.fullmatch(
        r"17 rules, 12 objectives and \d+ cells of 9 sheets computed again; all are as written.", said[1]
    )
    assert said[2] == (
        "Not computed again, but taken from plan.xlsx.run.json: bounds, and what each rank came to when it "
        "was settled; times, versions, paths, sizes, the baseline, and how the run was asked."
    )


def test_a_plan_with_a_baseline_is_audited_without_the_baselines_file():
    book = write_book(Path("plan.xlsx"), Priorities=[{"Rank": 1, "Objective": "changes"}])
    solved(book, "--set", "Priorities!changes!Objective=target shortfall", "-o", "before.xlsx")
    solved(book, "--baseline", "before.xlsx")
    Path("before.xlsx").unlink()
    book.unlink()

    result = forcegen("audit", OUTPUT, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["objectives"]["changes"] == 0


@pytest.mark.parametrize(
    ("sheet", "column", "value", "rule"),
    [
        ("Allocation", UNITS, 2, "drawdown_cap"),  # 300 heads tie up 900 where 450 may be
        ("Allocation", UNITS, 0.5, "whole_units"),
        ("Allocation", 1, "ESP-9", "eligible"),
        ("Allocation", SITE, "Odesa", "ranks"),  # 200 heads are missing at Lviv, not 50
    ],
)
@pytest.mark.usefixtures("written")
def test_a_tampered_allocation_ends_with_3_and_the_rule_it_breaks(
    sheet: str, column: int, value: object, rule: str
):
    tampered(sheet, FIRST_ROW, column, value)
    result = forcegen("audit", OUTPUT)

    assert result.exit_code == 3
    assert result.stdout == ""
    told = [line.split(":")[1].strip() for line in result.stderr.splitlines()]
    assert rule in told
    said = [line for line in result.stderr.splitlines() if not line.startswith("breach: ")]
    assert len(said) == 1
    assert "saved again" in said[0]


@pytest.mark.usefixtures("written")
def test_a_cap_lowered_after_the_plan_was_written_is_a_breach():
    tampered("Drawdown caps", 2, 3, 100)
    result = forcegen("audit", OUTPUT, "--format", "json")

    assert result.exit_code == 3
    assert any("drawdown_cap" in breach for breach in json.loads(result.stdout)["breaches"])


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [(FIRST_ROW, UNITS, "two"), (FIRST_ROW, 6, None), (3, 1, "Kontingent")],
)
@pytest.mark.usefixtures("written")
def test_an_allocation_that_cannot_be_read_is_an_error_and_no_traceback(row: int, column: int, value: object):
    tampered("Allocation", row, column, value)
    result = forcegen("audit", OUTPUT)

    assert result.exit_code == 3
    assert "Allocation" in result.stderr


def test_a_workbook_without_a_plan_cannot_be_audited(book: Path):
    result = forcegen("audit", book)

    assert result.exit_code == 3
    assert "plan.xlsx" in result.stderr or "Allocation" in result.stderr
