"""Tables as a workbook of their own, one sheet each, in the looks of the result sheets."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils.indexed_list import IndexedList

from solver.results.tables import Table
from solver.workbook.replace import replace_file
from solver.workbook.sheet_pages import fill_page
from solver.workbook.sheet_rows import with_bodies
from solver.workbook.styles import DARK_BLUE, TAB_OPTIONAL, font


def write_tables(tables: Sequence[Table], output: Path, *, marking: str = "") -> None:
    """Write tables into a workbook of their own; ``marking``: the protective marking of each page.

    Raises
    ------
    OutputError
        If the output cannot be written; what was there is as it was.
    """
    replace_file(output, tables_book(tables, marking=marking))


def tables_book(tables: Sequence[Table], *, marking: str = "") -> bytes:
    """A workbook that holds these tables and nothing else."""
    book = Workbook()
    # The first font is that of cells without a style; it has no public name.
    book._fonts = IndexedList([font()])  # type: ignore[attr-defined]
    book.remove(book.worksheets[0])
    parts = {}
    for at, table in enumerate(tables, start=1):
        page = book.create_sheet(table.title)
        page.sheet_properties.tabColor = DARK_BLUE if at == 1 else TAB_OPTIONAL
        parts[f"xl/worksheets/sheet{at}.xml"] = [fill_page(page, table, marking=marking, titles={})]
    draft = io.BytesIO()
    book.save(draft)
    return with_bodies(draft.getvalue(), parts)
