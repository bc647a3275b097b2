"""``forcegen audit`` of a plan that another version wrote, whose sheets have other columns."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_cases import forcegen
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from solver.excel.sheets.page import HEADER_ROW
from solver.version import VERSION

NEXT = "9.9.9"
"""A version to come."""


def column_of(page: Worksheet, header: str) -> int:
    """The number of a column by its header."""
    return next(cell.column for cell in page[HEADER_ROW] if cell.value == header)


@pytest.fixture
def older(written: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan of the version before: its Allocation had no column Stock, but one of another name."""
    book = load_workbook(written)
    page = book["Allocation"]
    page.delete_cols(column_of(page, "Stock"))
    page.insert_cols(3)
    page.cell(HEADER_ROW, 3, "Mood")
    page.cell(HEADER_ROW + 1, 3, "good")
    book.save(written)
    monkeypatch.setattr("solver.runs.recheck.VERSION", NEXT)
    return written


def test_columns_that_its_version_did_not_have_are_no_breach(older: Path):
    result = forcegen("audit", older)
    said = " ".join(result.output.split())

    assert result.exit_code == 0, result.output
    assert "Allocation: column Stock is not there: the version that wrote the plan had no such column" in said
    assert "Allocation: column Mood is not known to this version, and not checked" in said


def test_the_same_columns_missing_in_a_plan_of_this_version_are_breaches(
    older: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("solver.runs.recheck.VERSION", VERSION)
    result = forcegen("audit", older)

    assert result.exit_code == 3
    assert "breach: shown: Allocation!" in result.output


@pytest.mark.parametrize(("header", "was", "is_now"), [("Heads", 200, 201), ("Cost", 0, 7)])
def test_what_both_versions_have_is_held_to_the_plan(older: Path, header: str, was: float, is_now: float):
    book = load_workbook(older)
    page = book["Allocation"]
    at = column_of(page, header)
    row = next(row for row in range(HEADER_ROW + 1, page.max_row + 1) if page.cell(row, at).value == was)
    page.cell(row, at, is_now)
    book.save(older)
    result = forcegen("audit", older)

    assert result.exit_code == 3
    assert f"is {is_now}; by the plan it is {was}" in " ".join(result.output.split())


def test_own_columns_beside_an_older_layout_stay_the_planners_own(older: Path):
    book = load_workbook(older)
    page = book["Allocation"]
    page.cell(HEADER_ROW, page.max_column + 1, "My note")
    page.cell(HEADER_ROW + 1, page.max_column, "ask again")
    book.save(older)
    result = forcegen("audit", older)

    assert result.exit_code == 0, result.output
    assert "to the right of forcegen's columns: not forcegen's, not checked" in " ".join(
        result.output.split()
    )
