"""The reference of the workbook says what the layout says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from solver import schema
from solver.schema.columns import Column, Sheet
from solver.schema.reference import workbook_reference

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "workbook.md"


def section(heading: str) -> str:
    _, _, rest = workbook_reference().partition(f"\n{heading}\n")
    assert rest, f"no section {heading}"
    return rest.partition("\n## ")[0]


def test_the_page_in_docs_is_the_generated_one():
    """When this fails: python -m solver.schema.reference > docs/workbook.md"""
    assert PAGE.read_text(encoding="utf-8") == workbook_reference()


def test_it_can_be_generated_from_the_command_line():
    command = [sys.executable, "-m", "solver.schema.reference"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert done.stdout == PAGE.read_bytes()


@pytest.mark.parametrize("declared", schema.SHEETS, ids=lambda declared: declared.name)
def test_every_sheet_and_column_is_explained(declared: Sheet):
    text = section(f"## {declared.name}")
    assert declared.meaning in text
    for column in declared.columns:
        assert_explained(column, text)


def test_every_setting_is_explained():
    text = section("### The settings")
    for setting in schema.SETTINGS:
        assert_explained(setting, text)


def test_the_columns_of_every_sheet_are_explained():
    text = section("## Columns that every sheet may have")
    for column in schema.COMMON:
        assert_explained(column, text)


def assert_explained(column: Column, text: str) -> None:
    name = f"**{column.name}**" if column.required else column.name
    (row,) = [line for line in text.splitlines() if line.startswith(f"| {name} |")]
    assert column.meaning in row
    assert column.kind.value in row
    assert f"| {column.unit} |" in row
    assert all(f"`{word}`" in row for word in column.choices)


def test_defaults_read_as_they_are_typed():
    settings = section("### The settings").splitlines()
    (lead,) = [line for line in settings if line.startswith("| Lead share |")]
    (whole,) = [line for line in settings if line.startswith("| Whole units |")]
    (gap,) = [line for line in settings if line.startswith("| Gap |")]
    assert "| 25 % |" in lead
    assert "| yes |" in whole
    assert "| 0.1 % |" in gap


def test_it_names_the_key_and_the_address_of_a_row():
    text = workbook_reference()
    assert "Key: Capability / Role; each may stand only once." in text
    assert "| Requirements | Site / Role / From |" in text


def test_it_names_the_sheets_that_the_tool_owns():
    assert ", ".join(schema.RESULT_SHEETS) in workbook_reference()


def test_every_contents_link_leads_to_a_heading():
    text = workbook_reference()
    headings = {line[3:].lower().replace(" ", "-") for line in text.splitlines() if line.startswith("## ")}
    links = {part.partition(")")[0] for part in text.split("](#")[1:]}
    assert len(links) == len(schema.SHEETS)
    assert links <= headings
