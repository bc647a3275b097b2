"""Result sheets as a fresh workbook, ready to be put into the planner's; tables as one of their own."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.utils import quote_sheetname
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName

from solver.excel.package.strings_and_formats import unescaped
from solver.excel.package.workbook_part import OWNED_MARK
from solver.excel.sheets.page import (
    HEADER_ROW,
    TITLE_ROW,
    fill_page,
    fill_run,
    fill_years,
    without_zero_rows,
)
from solver.excel.sheets.rows import PageRows, cell_value, put_rows
from solver.excel.sheets.summary_page import fill_summary
from solver.excel.styles import DARK_BLUE, TAB_OPTIONAL, font
from solver.files.replace import exchange_file
from solver.results.tables import Results, Table
from solver.schema import RESULT_SHEETS, YEARS_SHEET


def result_sheets(results: Results, titles: Mapping[str, str]) -> bytes:
    """A workbook that holds the result sheets and nothing else.

    ``titles``: the planner's spelling of each input sheet that the workbook
    has, by its declared name; rows link back only into these.
    """
    book = blank_book()
    held = [YEARS_SHEET] if results.years else []
    written = {"Summary", "Run", *held, *(table.title for table in results.tables)}
    for title in (title for title in RESULT_SHEETS if title in written):
        page = book.create_sheet(title)
        page.sheet_properties.tabColor = DARK_BLUE if title == RESULT_SHEETS[0] else TAB_OPTIONAL
        name, place = owned_name(title), f"{quote_sheetname(title)}!$A$1"
        book.defined_names[name] = DefinedName(name, attr_text=place, hidden=True)
    marking = results.marking
    fill_summary(book["Summary"], results.summary, marking=marking)
    bodies: dict[str, Sequence[PageRows]] = {
        table.title: [fill_page(book[table.title], table, marking=marking, titles=titles)]
        for table in results.tables
    }
    if results.years:
        bodies[YEARS_SHEET] = fill_years(book[YEARS_SHEET], results.years, marking=marking)
    bodies["Run"] = fill_run(book["Run"], results.run, marking=marking)
    draft = io.BytesIO()
    book.save(draft)
    parts = {
        f"xl/worksheets/sheet{book.sheetnames.index(title) + 1}.xml": rows for title, rows in bodies.items()
    }
    return put_rows(draft.getvalue(), parts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SheetCells:
    """The values of one result sheet.

    ``rows``: by row and column, both from 1; cells that hold nothing are left out. ``width``: its last
    column. ``table``: whether it is one table under a header, whose rows may stand in any order.
    """

    rows: Mapping[int, Mapping[int, object]]
    width: int
    table: bool = False


def result_cells(results: Results) -> dict[str, SheetCells]:
    """The values of the result sheets once they are written and read again, by sheet."""
    page = blank_book().create_sheet("Summary")
    fill_summary(page, results.summary, marking=results.marking)
    summary = {
        number: _held(cell.value for cell in row) for number, row in enumerate(page.iter_rows(), start=1)
    }
    cells = {"Summary": SheetCells(rows=_filled(summary), width=page.max_column)}
    for table in results.tables:
        cells[table.title] = SheetCells(
            rows=_filled(_table_cells(table, TITLE_ROW, without_zero_rows(table))),
            width=len(table.fields),
            table=True,
        )
    if results.years:
        cells[YEARS_SHEET] = _block_cells(results.years)
    cells["Run"] = _block_cells(results.run)
    return cells


def _block_cells(blocks: Sequence[Table]) -> SheetCells:
    """The values of blocks, one below the other."""
    cells: dict[int, Mapping[int, object]] = {}
    row = 1
    for block in blocks:
        cells |= _table_cells(block, row, block.frame)
        row += HEADER_ROW + len(block.frame) + 1
    return SheetCells(rows=_filled(cells), width=max(len(block.fields) for block in blocks))


def _table_cells(table: Table, first: int, frame: pd.DataFrame) -> dict[int, Mapping[int, object]]:
    """A table's title, note, header and rows, from the row ``first`` on."""
    columns = [frame[name].tolist() for name in frame.columns]
    lines = [[table.title], [table.note], [field.name for field in table.fields], *zip(*columns, strict=True)]
    return {number: _held(map(cell_value, line)) for number, line in enumerate(lines, start=first)}


def _held(line: Iterable[object]) -> dict[int, object]:
    """The values of a row by column, blanks left out; texts as they are read again."""
    values = enumerate(line, start=1)
    return {
        at: unescaped(value) if isinstance(value, str) else value for at, value in values if value is not None
    }


def _filled(rows: Mapping[int, Mapping[int, object]]) -> dict[int, Mapping[int, object]]:
    """The rows that hold something."""
    return {number: cells for number, cells in rows.items() if cells}


def owned_name(title: str) -> str:
    """The hidden name that marks a result sheet as ours."""
    return OWNED_MARK + title.replace(" ", "_")


def blank_book() -> Workbook:
    """A workbook without sheets."""
    book = Workbook()
    # The first font is that of cells without a style; it has no public name.
    book._fonts = IndexedList([font()])  # type: ignore[attr-defined]
    book.remove(book.worksheets[0])
    return book


WRITER = "forcegen"
TIMES = re.compile(r"<dcterms:(?:created|modified)[^>]*>([^<]*)<")
A_SECOND = timedelta(seconds=1)
"""Between the two times of a workbook that is written once: openpyxl takes the second by itself."""


def write_tables(
    tables: Sequence[Table], output: Path, *, marking: str = "", like: Sequence[Path] = ()
) -> Path | None:
    """Write tables into a workbook of their own; ``marking``: the protective marking of each page.

    ``like``: the files that they are made from; nobody may read the workbook who may not read them. Tables
    that were written there before, and that nobody has saved since, are simply replaced. Returns the path of
    the backup of what else was there, if anything was. Raises OutputError if the output cannot be written;
    what was there is as it was.
    """
    book = tables_workbook(tables, marking=marking)
    return exchange_file(output, book, ours=_as_written(output), like=like, follow=True)


def tables_workbook(tables: Sequence[Table], *, marking: str = "") -> bytes:
    """A workbook that holds these tables and nothing else."""
    book = blank_book()
    parts = {}
    for at, table in enumerate(tables, start=1):
        page = book.create_sheet(table.title)
        page.sheet_properties.tabColor = DARK_BLUE if at == 1 else TAB_OPTIONAL
        parts[f"xl/worksheets/sheet{at}.xml"] = [fill_page(page, table, marking=marking, titles={})]
    draft = io.BytesIO()
    book.properties.creator = WRITER
    book.properties.created = datetime.now(UTC).replace(tzinfo=None)
    book.save(draft)  # which is when it was last modified, until somebody saves it
    return put_rows(draft.getvalue(), parts)


def _as_written(path: Path) -> bool:
    """Whether a workbook is as :func:`tables_workbook` made it: last modified when it was created."""
    try:
        with zipfile.ZipFile(path) as package:
            said = package.read("docProps/core.xml").decode()
        times = [datetime.fromisoformat(text) for text in TIMES.findall(said)]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, zlib.error):
        return False
    return f"<dc:creator>{WRITER}<" in said and len(times) == 2 and abs(times[1] - times[0]) <= A_SECOND
