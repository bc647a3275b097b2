"""How a comparison is told: on a terminal, to machines, and as a workbook."""

from __future__ import annotations

import io
import json
from pathlib import Path

from compare_cases import BASE, an_answer, between
from openpyxl import load_workbook
from rich.console import Console

from solver.excel.sheets.result_sheets import write_tables
from solver.results.compare import Comparison, compare
from solver.results.compare.text import MOST, comparison_record, comparison_renderables


def told(found: Comparison) -> list[str]:
    """The lines on a terminal of 80 columns."""
    console = Console(file=io.StringIO(), width=80)
    for part in comparison_renderables(found):
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_a_move_is_told_in_two_lines_with_both_places():
    lines = told(between({("FRA-1", "Lviv"): (2, 2)}, {("FRA-1", "Odesa"): (2, 2)}, Periods=2))

    at = lines.index(" moved  FRA-1 (France), periods 1-2: 2 units, 200 heads")
    assert lines[at + 1].strip() == "Lviv / Infantry 2 → Odesa / Infantry 2"
    assert "  8 units of 1 contingent added or taken away, over all periods." in lines


def test_equal_plans_are_told_in_one_line():
    sent = {("FRA-1", "Lviv"): (2,)}

    assert told(between(sent, sent)) == [
        "a plan → a plan",
        "No differences: who goes where, coverage, support and drawdown are the same.",
    ]


def test_what_stands_behind_the_force_is_told_where_a_backstop_fails():
    """Two French companies need 4 medics in 100; a backstop took over three quarters of them."""
    ratio = {"Role": "Medical", "Per heads": 100, "Needs": 4, "Relieved by": "Backstop", "Relief": 0.75}
    sheets = {"Roles": [{"Role": "Infantry"}, {"Role": "Medical"}], "Support ratios": [ratio]}
    before, after = (
        an_answer(
            {("FRA-1", "Lviv"): (2, 2)},
            {**sheets, "Conditions": [{"Condition": "Backstop", "Holds": holds}]},
            Periods=2,
        )
        for holds in ("yes", "no")
    )
    found = compare(before, after)
    lines = told(found)

    at = lines.index(next(line for line in lines if line.startswith("Support behind the force")))
    assert lines[at + 4].split() == ["Medical", "1-2", "2", "→", "8", "2", "→", "8"]
    assert comparison_record(found)["support"] == [
        {
            "role": "Medical",
            "site": "",
            "from": 1,
            "to": 2,
            "measure": "heads",
            "needed_before": 2.0,
            "needed_after": 8.0,
            "lacking_before": 2.0,
            "lacking_after": 8.0,
            "change": 6.0,
        }
    ]


def test_what_did_not_change_has_no_table():
    """Two French companies at Lviv give way to two German ones: every requirement has what it had."""
    pledges = [
        {"Contingent": f"{name}-1", "Nation": name, "Units": 2, "Heads per unit": 100}
        for name in ("FRA", "GER")
    ]
    before, after = (
        an_answer({(name, "Lviv"): (2,)}, {"Contingents": pledges}) for name in ("FRA-1", "GER-1")
    )
    lines = told(compare(before, after))

    assert any(line.startswith(" came   GER-1") for line in lines)
    assert not any(line.startswith("Coverage") for line in lines)


def test_a_terminal_shows_the_most_important_and_counts_the_rest():
    """Nine contingents come with 1 to 9 companies; the smallest are left to the workbook."""
    pledges = [
        {"Contingent": f"FRA-{number}", "Nation": "France", "Units": 9, "Heads per unit": 100}
        for number in range(1, 10)
    ]
    sent = {(f"FRA-{number}", "Lviv"): (number,) for number in range(1, 10)}
    sheets = {"Contingents": pledges}
    lines = told(compare(an_answer({}, sheets), an_answer(sent, sheets)))

    shown = [line.split()[1] for line in lines if line.startswith(" came")]
    assert shown == [f"FRA-{number}" for number in range(9, 9 - MOST, -1)]
    assert f" and {9 - MOST} more (all with -o FILE)" in lines


def test_names_with_brackets_are_names_and_no_orders_to_the_terminal():
    sheets = {
        "Sites": [{"Site": "Lviv [red]"}],
        "Requirements": [{**BASE["Requirements"][0], "Site": "Lviv [red]"}],
    }
    lines = told(compare(an_answer({}, sheets), an_answer({("FRA-1", "Lviv [red]"): (2,)}, sheets)))

    assert "        Lviv [red] / Infantry 2" in [line.rstrip() for line in lines]
    assert any(line.startswith(" Lviv [red] / Infantry ") for line in lines)


def test_machines_get_every_row_and_null_where_nothing_is():
    one = {"Requirements": BASE["Requirements"][:1]}
    found = compare(an_answer({("FRA-1", "Lviv"): (2,)}), an_answer({}, one))
    record = json.loads(json.dumps(comparison_record(found), allow_nan=False))

    assert list(record) == [
        *("schema_version", "before", "after", "same", "units", "notes"),
        *("changes", "forces", "coverage", "support", "drawdown", "totals"),
    ]
    assert record["changes"][0]["from"] == 1
    assert record["changes"][0]["less_at"] == "Lviv / Infantry 2"
    assert [row["target_after"] for row in record["coverage"] if row["site"] == "Odesa"] == [None]


def test_the_comparison_is_a_workbook_with_a_sheet_for_each_table(tmp_path: Path):
    found = between({("FRA-1", "Lviv"): (2,)}, {("EST-1", "Odesa"): (1,)}, Marking="RESTRICTED & more")
    write_tables(found.tables, tmp_path / "changes.xlsx", marking="RESTRICTED & more")
    book = load_workbook(tmp_path / "changes.xlsx")

    assert book.sheetnames == ["Changes", "Forces", "Coverage", "Support", "Drawdown", "Totals"]
    rows = list(book["Changes"].iter_rows(min_row=3, values_only=True))
    assert [row[:4] for row in rows] == [
        ("Change", "Contingent", "Nation", "Capability"),
        ("left", "FRA-1", "France", "Infantry"),
        ("came", "EST-1", "Estonia", "Infantry"),
    ]
    assert str(book["Changes"]["A2"].value).startswith("a plan → a plan.")
    assert book["Totals"].oddHeader.center.text == "RESTRICTED && more"
