"""What of the sheet Run is printed: not the baseline, which only an audit reads."""

from __future__ import annotations

import pandas as pd
from openpyxl import Workbook

from solver.excel.sheets.page import fill_run
from solver.results import columns
from solver.results.tables import Table, make_table


def block(title: str, rows: int) -> Table:
    """A block of Run with that many rows of two columns."""
    frame = pd.DataFrame([("a", 1)] * rows, columns=["Fact", "Value"], dtype=object)
    return make_table(title, columns.FACTS, frame)


def test_the_print_of_run_ends_before_the_baseline():
    """Title, note, header and 4 rows, a blank row, and the same with 2 rows: row 13 is the last."""
    book = Workbook()
    fill_run(
        book.active, [block("Run", 4), block("Ranks", 2), block(columns.BASELINE_BLOCK, 280)], marking=""
    )

    assert book.active.print_area.split("!")[-1] == "$A$1:$B$13"


def test_all_of_run_is_printed_without_a_baseline():
    book = Workbook()
    fill_run(book.active, [block("Run", 4), block("Ranks", 2)], marking="")

    assert not book.active.print_area
