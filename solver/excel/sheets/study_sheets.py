"""A study as a workbook of its own: a sheet that reads like a page, and its tables behind it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from solver.excel.package.package import EPOCH
from solver.excel.sheets import looks
from solver.excel.sheets.charts import ChartPlace, column_cm
from solver.excel.sheets.page import cell_at, fill_page
from solver.excel.sheets.result_sheets import WRITER, blank_book
from solver.excel.sheets.rows import put_rows
from solver.excel.sheets.study_chart import add_study_chart
from solver.excel.sheets.study_chart_data import ChartCells, chart_cells, unproved_note
from solver.excel.styles import (
    DARK_BLUE,
    DARK_GREY,
    LINK_BLUE,
    TAB_OPTIONAL,
    font,
    set_up_one_page,
    write_text,
)
from solver.files.replace import exchange_file
from solver.results.shown import NUMBER
from solver.results.study_page import StudyPage
from solver.results.tables import Table
from solver.results.text import grid_of

ANSWER_SHEET = "Answer"
COLUMNS, COLUMN_WIDTH = 12, 12.0
"""Columns of the page, and characters of each: together as wide as A4 on its side."""
CHART_HEIGHT, CHART_ROWS = 10.0, 20
"""Of the chart in cm, and the rows that it takes."""
HEADING, LINE_HEIGHT, WIDEST = (12, 140, 18.0), 15.0, 40
"""Above a short table, and of its lines; characters by which its widest column counts."""
TITLE, QUESTION, SENTENCE, NOTE = (20, 80, 28.0), (11, 150, 16.0), (13, 122, 19.0), (9, 185, 13.0)
"""Of each kind of text its size, the characters that fit on a line, and the height of a line."""

PROPERTIES = "docProps/core.xml"
TIMES = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")


def write_study(page: StudyPage, output: Path, *, like: Sequence[Path] = ()) -> Path | None:
    """Write a study into a workbook of its own.

    ``like``: the files that it was made from; nobody may read the workbook who may not read them. A study
    that was written there before, and that nobody has saved since, is simply replaced. Returns the path of
    the backup of what else was there, if anything was. Raises OutputError if the output cannot be written;
    what was there is as it was.
    """
    return exchange_file(output, study_workbook(page), ours=_as_written(output), like=like, follow=True)


def _as_written(path: Path) -> bool:
    """Whether a workbook is as :func:`study_workbook` made it: whoever saves it writes when that was."""
    try:
        with zipfile.ZipFile(path) as package:
            said = package.read(PROPERTIES)
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error):
        return False
    return f"<dc:creator>{WRITER}<".encode() in said and not TIMES.search(said)


def study_workbook(study: StudyPage) -> bytes:
    """A study as a workbook; the same study is the same bytes."""
    book = blank_book()
    book.properties.creator = WRITER
    answer = book.create_sheet(ANSWER_SHEET)
    answer.sheet_properties.tabColor = DARK_BLUE
    cells = chart_cells(study.chart) if study.chart is not None else None
    tables = [*study.tables, *([cells.table] if cells is not None else [])]
    parts = {}
    for at, table in enumerate(tables, start=2):
        page = book.create_sheet(table.title)
        page.sheet_properties.tabColor = TAB_OPTIONAL
        parts[f"xl/worksheets/sheet{at}.xml"] = [fill_page(page, table, marking=study.marking, titles={})]
    _fill_answer(answer, study, cells, book)
    draft = io.BytesIO()
    book.save(draft)
    return _without_times(put_rows(draft.getvalue(), parts))


def _fill_answer(page: Worksheet, study: StudyPage, cells: ChartCells | None, book: Workbook) -> None:
    """Write the page: title, question, sentences, chart, notes, and where the numbers are."""
    for at in range(1, COLUMNS + 1):
        page.column_dimensions[get_column_letter(at)].width = COLUMN_WIDTH
    row = _write_text(page, 1, study.title, TITLE, bold=True, color=DARK_BLUE)
    row = _write_text(page, row, study.question, QUESTION, italic=True, color=DARK_GREY)
    for sentence in study.sentences:
        row = _write_text(page, row, sentence, SENTENCE, bold=row <= len(("title", "question")) + 1)
    if study.chart is not None and cells is not None:
        width = sum(column_cm(page, at) for at in range(1, COLUMNS + 1))
        place = ChartPlace(row=row + 1, left=0.0, width=width, height=CHART_HEIGHT)
        add_study_chart(page, book[cells.table.title], study.chart, cells, place)
        row += 1 + CHART_ROWS
    for table in study.short:
        row = _write_short(page, row + 1, table)
    row += 1 if study.short else 0
    drawn = [unproved_note(study.chart)] if study.chart is not None and not study.chart.proved else []
    for note in (*drawn, *study.notes):
        row = _write_text(page, row, note, NOTE, color=DARK_GREY)
    _write_links(page, row + 1, [name for name in book.sheetnames if name != ANSWER_SHEET])
    set_up_one_page(page, marking=study.marking)
    page.page_setup.orientation = "landscape"
    page.sheet_view.showGridLines = False


def _write_short(page: Worksheet, row: int, table: Table) -> int:
    """Write the rows that the answer shows of a table, its columns across the page; returns the row below."""
    grid = grid_of(table)
    lines = [[name for name, _ in grid.columns], *grid.rows]
    spans = _spans(lines)
    row = _write_text(page, row, table.title, HEADING, bold=True, color=DARK_BLUE)
    for at, line in enumerate(lines):
        needed = 1
        for (first, last), text, (_, kind) in zip(spans, line, grid.columns, strict=True):
            cell = cell_at(page, row, first)
            write_text(cell, text)
            cell.font = looks.STRONG if at == 0 else font()
            cell.alignment = Alignment(
                horizontal="right" if kind == NUMBER else "left", vertical="top", wrap_text=True, indent=1
            )
            page.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
            needed = max(needed, -(-len(text) // max(int((last - first + 1) * COLUMN_WIDTH * 1.1) - 3, 1)))
        page.row_dimensions[row].height = LINE_HEIGHT * needed + 2
        row += 1
    return row


def _spans(lines: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """The first and last column of the page that each column of a short table takes: by its longest cell."""
    columns = [(len(name), max(map(len, texts), default=0)) for name, *texts in zip(*lines, strict=True)]
    widest = [max(min(name // 2, WIDEST), min(cells, WIDEST), 8) for name, cells in columns]
    ends = [round(COLUMNS * sum(widest[: at + 1]) / sum(widest)) for at in range(len(widest))]
    ends = [max(end, at + 1) for at, end in enumerate(ends)]
    return [(begin + 1, end) for begin, end in zip([0, *ends], ends, strict=False)]


def _write_text(  # noqa: PLR0913 - a text, where it stands, and how it looks
    page: Worksheet,
    row: int,
    text: str,
    form: tuple[int, int, float],
    *,
    bold: bool = False,
    italic: bool = False,
    color: str = "FF000000",
) -> int:
    """Write a text across the page, as tall as it needs; returns the row below."""
    size, line, height = form
    cell = cell_at(page, row, 1)
    write_text(cell, text)
    cell.font = font(size=size, bold=bold, italic=italic, color=color)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=COLUMNS)
    page.row_dimensions[row].height = height * -(-max(len(text), 1) // line) + 2
    return row + 1


def _write_links(page: Worksheet, row: int, titles: Sequence[str]) -> None:
    """Links to the sheets behind, beside each other."""
    label = cell_at(page, row, 1)
    write_text(label, "Numbers:")
    label.font = looks.STRONG
    for at, title in enumerate(titles):
        cell = cell_at(page, row, 2 + 2 * at)
        write_text(cell, title)
        cell.font = font(color=LINK_BLUE, underline="single")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(title)}!A1")


def _without_times(package: bytes) -> bytes:
    """The package without any time, in its properties and of its parts."""
    draft = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == PROPERTIES:
                content = TIMES.sub(b"", content)
            timeless = zipfile.ZipInfo(entry.filename, EPOCH)
            timeless.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(timeless, content)
    return draft.getvalue()
