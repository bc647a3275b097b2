"""Rows that name nothing, because a default was dragged down below the table: one finding a block."""

from __future__ import annotations

import pytest
from small_plans import errors, estonian, row

from solver.plan.make import make_draft
from solver.schema import SHEETS
from solver.tables import raw_tables

STATUS = row("Contingents", status="pledged")


WITH_DEFAULTS = [
    (sheet, column)
    for sheet in SHEETS
    for column in [next((column for column in sheet.columns if not column.required), None)]
    if column is not None and any(each.required for each in sheet.columns)
]


def test_two_hundred_rows_with_only_a_status_are_one_finding():
    """Rows 3 to 202."""
    assert errors(contingents=[estonian(), *[STATUS] * 200]) == [
        "Contingents row 3, Contingent: in rows 3-202 (200 rows) only Status is filled, but Contingent, "
        "Nation and Capability are blank; empty these rows (select them, Delete), or fill them in"
    ]


@pytest.mark.parametrize(("sheet", "column"), WITH_DEFAULTS, ids=[sheet.name for sheet, _ in WITH_DEFAULTS])
def test_on_every_sheet_a_block_is_one_finding(sheet, column):
    blank = {each.name: None for each in sheet.columns if each.required}
    _, findings = make_draft(raw_tables({sheet.name: [{**blank, column.name: "x"}] * 50}))
    found = [finding for finding in findings if finding.place.sheet == sheet.name]
    assert ["in rows 2-51 (50 rows) only" in finding.message for finding in found] == [True]


def test_a_block_ends_where_a_row_is_named_or_other_columns_are_filled():
    rows = [
        STATUS,
        STATUS,
        estonian(),
        STATUS,
        STATUS,
        STATUS | row("Contingents", units=0),
        STATUS | row("Contingents", units=0),
    ]
    found = errors(contingents=rows)
    assert [message[: message.index(" rows)")].partition(": ")[2] for message in found] == [
        "in rows 2-3 (2",
        "in rows 5-6 (2",
        "in rows 7-8 (2",
    ]
    assert "in rows 7-8 (2 rows) only Units and Status are filled" in found[2]


def test_a_single_row_is_told_cell_by_cell():
    """It may be a real one whose name was forgotten."""
    found = errors(contingents=[estonian(), STATUS])
    assert [message.partition(" is blank")[0] for message in found] == [
        f"Contingents row 3, {name}: {name}"
        for name in ("Contingent", "Nation", "Capability", "Units", "Heads per unit")
    ]


def test_rows_that_are_not_enabled_are_no_block():
    assert errors(contingents=[estonian(), *[STATUS | row("Contingents", enabled="no")] * 9]) == []


def test_settings_without_names_are_one_finding():
    rows = [{"Name": "Periods", "Value": 4}, *[{"Value": 0}] * 30]
    assert [
        "in rows 3-32 (30 rows) only Value is filled" in message for message in errors(raw={"Settings": rows})
    ] == [True]
