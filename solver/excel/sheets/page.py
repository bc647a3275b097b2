"""Result sheets: one table as a sheet, the blocks of Run, and the page that a general reads, Summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from solver.excel.sheets import looks
from solver.excel.sheets.rows import PageRows, Texts, links_into
from solver.excel.styles import (
    DARK_BLUE,
    ORANGE,
    READABLE,
    cell_text,
    font,
    set_up_one_page,
    set_up_print,
    solid,
    write_text,
)
from solver.results.tables import Show, Summary, Table

TITLE_ROW, NOTE_ROW, HEADER_ROW = 1, 2, 3
NOTE_CHARACTERS = 120
"""About as wide as a note may be before it takes another line."""


def fill_page(page: Worksheet, table: Table, *, marking: str, titles: Mapping[str, str]) -> PageRows:
    """Write all of a table but its rows, and return those, to be put into the finished file.

    ``titles``: the planner's spelling of each input sheet that the workbook has.
    """
    widths = page_widths(table)
    for at, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    _write_head(page, table, widths)
    last = HEADER_ROW + len(table.frame)
    corner = f"{get_column_letter(len(table.fields))}{last}"
    page.freeze_panes = f"B{HEADER_ROW + 1}"
    page.auto_filter.ref = f"A{HEADER_ROW}:{corner}"
    _colour_marks(page, table, last)
    set_up_print(page, marking=marking, width=sum(widths), key_columns=1)
    page.page_setup.fitToWidth = 1
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    page.sheet_view.showGridLines = False
    styles, quoted = looks.column_styles(page, table)
    return PageRows(
        first=HEADER_ROW + 1,
        frame=without_zero_rows(table),
        styles=styles,
        quoted=quoted,
        links=_links(table, titles),
        lines=_lines(table, widths),
    )


def page_widths(table: Table) -> list[float]:
    """The width of each column; long texts get what the page leaves them."""
    widths = [looks.column_width(field, table.frame[field.name]) for field in table.fields]
    long = [at for at, field in enumerate(table.fields) if field.show is Show.LONG]
    least = looks.WIDTHS[Show.LONG][0]
    room = READABLE - sum(width for at, width in enumerate(widths) if at not in long)
    return [min(width, max(room, least)) if at in long else width for at, width in enumerate(widths)]


def _lines(table: Table, widths: list[float]) -> npt.NDArray[np.int64]:
    """Lines that the longest text of each row takes."""
    lines = np.ones(len(table.frame), dtype=np.int64)
    for field, width in zip(table.fields, widths, strict=True):
        if field.show is Show.LONG:
            lengths = table.frame[field.name].astype(str).str.len().to_numpy(dtype=np.int64)
            lines = np.maximum(lines, -(-lengths // int(width)))
    return lines


def _write_head(page: Worksheet, table: Table, widths: list[float]) -> None:
    title = cell_at(page, TITLE_ROW, 1)
    write_text(title, table.title)
    title.font = looks.TITLE
    page.row_dimensions[TITLE_ROW].height = 24
    note = cell_at(page, NOTE_ROW, 1)
    write_text(note, table.note)
    note.font = looks.NOTE
    note.alignment = looks.NOTE_WRAPS
    room, across = 0.0, 0
    while across < len(widths) and room < NOTE_CHARACTERS:
        room, across = room + widths[across], across + 1
    page.merge_cells(start_row=NOTE_ROW, end_row=NOTE_ROW, start_column=1, end_column=across)
    page.row_dimensions[NOTE_ROW].height = 14.0 * (1 + int(len(table.note) // max(room, 1))) + 4
    _write_headers(page, table, HEADER_ROW)
    page.row_dimensions[HEADER_ROW].height = 30


def _write_headers(page: Worksheet, table: Table, row: int, column: int = 1) -> None:
    """Write the names of a table's fields, from this column on."""
    for at, field in enumerate(table.fields, start=column):
        header = cell_at(page, row, at)
        write_text(header, field.name)
        looks.dress_header(header, field.show)


def _colour_marks(page: Worksheet, table: Table, last: int) -> None:
    """Colour the marks and the numbers that they speak of."""
    marks = [at for at, field in enumerate(table.fields, start=1) if field.show is Show.MARK]
    if not marks or not len(table.frame):
        return
    columns = [at for at, field in enumerate(table.fields, start=1) if field.marked] + marks
    looks.mark_rules(page, marks[0], columns, HEADER_ROW + 1, last)


def _links(table: Table, titles: Mapping[str, str]) -> Texts | None:
    """For each row the address of the input row that it comes from; the row's number is the last column."""
    if table.fields[-1].show is not Show.ROW:
        return None
    rows = table.frame[table.fields[-1].name]
    if table.links_to:
        known = table.links_to in titles
        return links_into(titles[table.links_to], rows) if known else None
    links: Texts = np.full(len(rows), "", dtype=object)
    for sheet in table.frame["Sheet"].unique():
        if sheet in titles:
            here = np.asarray(table.frame["Sheet"] == sheet)
            links[here] = links_into(titles[sheet], rows[here])
    return links


def without_zero_rows(table: Table) -> pd.DataFrame:
    """The rows, with a blank for an input row that no sheet holds."""
    if table.fields[-1].show is not Show.ROW:
        return table.frame
    name = table.fields[-1].name
    rows = table.frame[name]
    if (rows.to_numpy() > 0).all():
        return table.frame
    return table.frame.assign(**{name: rows.astype(object).where(rows > 0, None)})


def cell_at(page: Worksheet, row: int, column: int) -> Cell:
    """A cell that is not hidden under a merged one."""
    return cast(Cell, page.cell(row=row, column=column))


RUN_WIDTHS = (26, 30, 14, 16, 16, 16, 16, 16, 12)
YEARS_WIDTHS = (32, 13)
"""Of the columns before those of the years."""


def fill_run(page: Worksheet, blocks: Sequence[Table], *, marking: str) -> list[PageRows]:
    """Write the sheet Run but for the rows of its blocks, and return those."""
    return _fill_blocks(page, blocks, RUN_WIDTHS, marking)


def fill_years(page: Worksheet, blocks: Sequence[Table], *, marking: str) -> list[PageRows]:
    """Write the sheet Years but for the rows of its blocks, and return those; a year is one column in all."""
    leading = len(YEARS_WIDTHS)
    of_years = [
        looks.column_width(field, block.frame[field.name])
        for block in blocks
        for field in block.fields[leading:]
        if field.show is not Show.TEXT
    ]
    across = max(len(block.fields) for block in blocks) - leading
    bodies = _fill_blocks(page, blocks, (*YEARS_WIDTHS, *[max(of_years)] * across), marking)
    page.page_setup.fitToWidth = 1
    return bodies


def _fill_blocks(
    page: Worksheet, blocks: Sequence[Table], widths: Sequence[float], marking: str
) -> list[PageRows]:
    """Write the heads of the blocks, one below the other, and return their rows."""
    for at, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    set_up_print(page, marking=marking, width=sum(widths), key_columns=1)
    page.print_title_rows = None
    page.print_title_cols = None
    page.sheet_view.showGridLines = False
    row, bodies = 1, []
    for block in blocks:
        row = _write_block_head(page, block, row)
        styles, quoted = looks.column_styles(page, block)
        bodies.append(PageRows(first=row, frame=block.frame, styles=styles, quoted=quoted))
        row += len(block.frame) + 1
    return bodies


def _write_block_head(page: Worksheet, block: Table, row: int) -> int:
    """Title, note and header of a block; returns the row below."""
    title = cell_at(page, row, 1)
    write_text(title, block.title)
    title.font = looks.TITLE if row == 1 else looks.BLOCK_TITLE
    note = cell_at(page, row + 1, 1)
    write_text(note, block.note)
    note.font = looks.NOTE
    _write_headers(page, block, row + 2)
    return row + 3


LEFT, RIGHT = 1, 10
"""First columns of the two halves of the page."""
HALF = 8
"""Columns of a half."""
LAST = RIGHT + HALF - 1
NAMES_WIDTH, NUMBERS_WIDTH, BETWEEN_WIDTH = 34, 11.5, 2
GAP_LINE = 180
"""Characters of a gap's last column that fit on one line."""


def fill_summary(page: Worksheet, summary: Summary, *, marking: str) -> None:
    """Write the whole page: sentences on top, then blocks in two halves, then the gaps across both."""
    for at in range(1, LAST + 1):
        wide = NAMES_WIDTH if at in (LEFT, RIGHT) else NUMBERS_WIDTH
        width = BETWEEN_WIDTH if at == RIGHT - 1 else wide
        page.column_dimensions[get_column_letter(at)].width = width
    row = _write_sentences(page, summary, marking)
    left = _PageHalf(page, LEFT, row)
    left.write(summary.force)
    left.write(summary.coverage)
    right = _PageHalf(page, RIGHT, row)
    right.write(summary.drawdown)
    right.write(summary.contributors)
    bottom = _PageHalf(page, LEFT, max(left.row, right.row))
    bottom.write(summary.gaps, across=LAST)
    set_up_one_page(page, marking=marking)
    page.page_setup.orientation = "landscape"
    page.sheet_view.showGridLines = False
    page.sheet_view.zoomScale = 85


def _write_sentences(page: Worksheet, summary: Summary, marking: str) -> int:
    """Title, marking, status, scenario and facts; returns the first row below them."""
    title = cell_at(page, 1, LEFT)
    write_text(title, summary.title)
    title.font = font(size=20, bold=True, color=DARK_BLUE)
    page.row_dimensions[1].height = 30
    if marking:
        mark = cell_at(page, 1, LAST)
        write_text(mark, marking)
        mark.font, mark.alignment = looks.STRONG, Alignment(horizontal="right", vertical="top")
    status = cell_at(page, 2, LEFT)
    write_text(status, f"{'✔' if summary.proved else '▲'} {summary.status}")
    status.font = font(size=12, bold=True)
    if not summary.proved:
        for at in range(LEFT, LAST + 1):
            cell_at(page, 2, at).fill = solid(ORANGE)
    row = 3
    for sentence in (summary.scenario, *summary.facts):
        if sentence:
            cell = cell_at(page, row, LEFT)
            write_text(cell, sentence)
            cell.font = font(bold=sentence is summary.scenario)
            row += 1
    return row + 1


@dataclass
class _PageHalf:
    """One half of the page: where its next block begins."""

    page: Worksheet
    column: int
    row: int

    def write(self, table: Table, *, across: int = 0) -> None:
        """Write a block and move below it; ``across``: the column up to which its last field reaches."""
        self._write_head(table, across)
        first = self.row
        for at, field in enumerate(table.fields):
            self._write_column(at, field.show, table.frame[field.name])
        if across:
            self._spread(len(table.fields) - 1, table.frame, across)
        self.row = first + max(len(table.frame), 1)
        self._colour(table, first)
        if not len(table.frame):
            nothing = cell_at(self.page, first, self.column)
            write_text(nothing, "none")
            nothing.font = looks.NOTE
        self.row += 1

    def _write_head(self, table: Table, across: int) -> None:
        title = cell_at(self.page, self.row, self.column)
        write_text(title, table.title)
        title.font = looks.BLOCK_TITLE
        last = across or self.column + HALF - 1
        for at in range(self.column, last + 1):
            cell_at(self.page, self.row, at).border = looks.UNDERLINE
        note = cell_at(self.page, self.row + 1, self.column)
        write_text(note, table.note)
        note.font = looks.NOTE
        note.alignment = looks.NOTE_WRAPS
        self.page.merge_cells(
            start_row=self.row + 1, end_row=self.row + 1, start_column=self.column, end_column=last
        )
        _write_headers(self.page, table, self.row + 2, self.column)
        self.row += 3

    def _write_column(self, at: int, show: Show, values: pd.Series) -> None:
        form = looks.summary_format(show, values)
        for below, value in enumerate(values.tolist()):
            cell = cell_at(self.page, self.row + below, self.column + at)
            looks.dress(cell, show, form, shrink=True)
            if isinstance(value, str):
                write_text(cell, value)
            elif pd.notna(value):
                cell.value = value

    def _spread(self, field_at: int, frame: pd.DataFrame, across: int) -> None:
        """Let the last field of each row reach across the page."""
        texts = frame.iloc[:, field_at]
        for below, text in enumerate(texts):
            row = self.row + below
            self.page.merge_cells(
                start_row=row, end_row=row, start_column=self.column + field_at, end_column=across
            )
            self.page.row_dimensions[row].height = 12.5 * (1 + len(cell_text(str(text))) // GAP_LINE) + 3
        header_row = self.row - 1
        self.page.merge_cells(
            start_row=header_row, end_row=header_row, start_column=self.column + field_at, end_column=across
        )

    def _colour(self, table: Table, first: int) -> None:
        marks = [self.column + at for at, field in enumerate(table.fields) if field.show is Show.MARK]
        shared = [self.column + at for at, field in enumerate(table.fields) if field.marked]
        last = first + len(table.frame) - 1
        if marks and len(table.frame):
            looks.mark_rules(self.page, marks[0], shared + marks, first, last)
        elif shared and len(table.frame):
            looks.lack_rules(self.page, shared, first, last)
