"""Tables as a workbook of their own, one sheet each, in the looks of the result sheets."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils.indexed_list import IndexedList

from solver.excel.sheets.page import fill_page
from solver.excel.sheets.rows import with_bodies
from solver.excel.styles import DARK_BLUE, TAB_OPTIONAL, font
from solver.files.replace import exchange_file
from solver.results.tables import Table

WRITER = "forcegen"
TIMES = re.compile(r"<dcterms:(?:created|modified)[^>]*>([^<]*)<")
A_SECOND = timedelta(seconds=1)
"""Between the two times of a workbook that is written once: openpyxl takes the second by itself."""


def write_tables(
    tables: Sequence[Table], output: Path, *, marking: str = "", like: Sequence[Path] = ()
) -> Path | None:
    """Write tables into a workbook of their own; ``marking``: the protective marking of each page.

    ``like``: the files that they are made from; nobody may read the workbook who may not read them.
    Tables that were written there before, and that nobody has saved since, are simply replaced.

    Returns
    -------
    The path of the backup of what else was there, if anything was.

    Raises
    ------
    OutputError
        If the output cannot be written; what was there is as it was.
    """
    book = tables_book(tables, marking=marking)
    return exchange_file(output, book, ours=_as_written(output), like=like, follow=True)


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
    book.properties.creator = WRITER
    book.properties.created = datetime.now(UTC).replace(tzinfo=None)
    book.save(draft)  # which is when it was last modified, until somebody saves it
    return with_bodies(draft.getvalue(), parts)


def _as_written(path: Path) -> bool:
    """Whether a workbook is as :func:`tables_book` made it: last modified when it was created."""
    try:
        with zipfile.ZipFile(path) as package:
            said = package.read("docProps/core.xml").decode()
        times = [datetime.fromisoformat(text) for text in TIMES.findall(said)]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error):
        return False
    return f"<dc:creator>{WRITER}<" in said and len(times) == 2 and abs(times[1] - times[0]) <= A_SECOND
