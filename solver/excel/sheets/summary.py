"""The Summary sheet: what a general reads on one page."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from solver.excel.sheets import looks
from solver.excel.sheets.page import cell_at, write_text
from solver.excel.sheets.rows import cell_text
from solver.excel.styles import DARK_BLUE, ORANGE, font, set_up_one_page, solid
from solver.results.tables import Show, Summary, Table

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
        note.alignment = Alignment(vertical="top", wrap_text=True)
        self.page.merge_cells(
            start_row=self.row + 1, end_row=self.row + 1, start_column=self.column, end_column=last
        )
        header_row = self.row + 2
        for at, field in enumerate(table.fields):
            header = cell_at(self.page, header_row, self.column + at)
            write_text(header, field.name)
            looks.dress_header(header, field.show)
        self.row += 3

    def _write_column(self, at: int, show: Show, values: pd.Series) -> None:
        form = looks.summary_format(show, values)
        for below, value in enumerate(values.tolist()):
            cell = cell_at(self.page, self.row + below, self.column + at)
            looks.dress(cell, show, form)
            if show is Show.TEXT:
                cell.alignment = Alignment(horizontal="left", vertical="top", shrink_to_fit=True)
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
