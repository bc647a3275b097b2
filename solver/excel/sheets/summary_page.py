"""Summary: the page that a general reads, with the headline on top, charts, blocks and gaps below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from solver.excel.sheets import looks
from solver.excel.sheets.charts import LACKING, ROOM, THERE, ChartBlock, ChartPlace, add_chart, column_cm
from solver.excel.sheets.page import cell_at, write_headers
from solver.excel.styles import (
    DARK_BLUE,
    ORANGE,
    cell_text,
    font,
    set_up_one_page,
    solid,
    write_text,
)
from solver.results.tables import Fact, Show, Summary, Table

LEFT, RIGHT = 1, 10
"""First columns of the two halves of the page."""
HALVES = {LEFT: 8, RIGHT: 6}
"""Columns of each half."""
LAST = RIGHT + HALVES[RIGHT] - 1
NAMES_WIDTH, NUMBERS_WIDTH, MARK_WIDTH, BETWEEN_WIDTH = 32, 11.5, 18, 2
MARK_SIGNS = MARK_WIDTH - 2
"""Characters of a mark that fit on one line, in bold."""
LINE_HEIGHT = 13.0
FACT_LINE = 180
"""Characters of a fact that fit on one line beside its label."""
FACT_SIZE, FACT_HEIGHT = 12, 15.5
GAP_LINE = 135
"""Characters of a gap's last column that fit on one line."""

CHARTS, CHART_ROWS, CHART_HEIGHT, BETWEEN_CHARTS = 3, 17, 8.0, 0.4
"""Charts beside each other, the rows that they take, their height and the room between them in cm."""
MOST_BARS = 16
"""Bars of a chart that can still be read."""


def fill_summary(page: Worksheet, summary: Summary, *, marking: str) -> None:
    """Write the whole page: the headline, charts, then blocks in two halves, then the gaps across both."""
    for at in range(1, LAST + 1):
        page.column_dimensions[get_column_letter(at)].width = _width(at)
    row = _write_headline(page, summary, marking)
    charts = row
    row += CHART_ROWS if any(map(_readable, _charts(summary, (0, 0, 0)))) else 1
    left = _PageHalf(page, LEFT, row)
    force = left.write(summary.force)
    coverage = left.write(summary.coverage)
    right = _PageHalf(page, RIGHT, row)
    drawdown = right.write(summary.drawdown)
    right.write(summary.contributors)
    bottom = _PageHalf(page, LEFT, max(left.row, right.row))
    bottom.write(summary.gaps, across=LAST)
    _add_charts(page, summary, charts, (force, coverage, drawdown))
    set_up_one_page(page, marking=marking)
    page.page_setup.orientation = "landscape"
    page.sheet_view.showGridLines = False
    page.sheet_view.zoomScale = 90


def _width(column: int) -> float:
    """The width of a column: names first in each half, the mark last."""
    if column in (LEFT, RIGHT):
        return NAMES_WIDTH
    if column == RIGHT - 1:
        return BETWEEN_WIDTH
    return MARK_WIDTH if column == LAST else NUMBERS_WIDTH


def _add_charts(page: Worksheet, summary: Summary, row: int, firsts: tuple[int, int, int]) -> None:
    """Put a chart of each block on the page that has rows, and few enough of them, from left to right."""
    room = sum(column_cm(page, at) for at in range(1, LAST + 1)) + BETWEEN_CHARTS
    width = room / CHARTS - BETWEEN_CHARTS
    shown = filter(_readable, _charts(summary, firsts))
    for at, block in enumerate(shown):
        place = ChartPlace(row=row, left=at * room / CHARTS, width=width, height=CHART_HEIGHT)
        add_chart(page, block, place)


def _readable(block: ChartBlock) -> bool:
    """Whether the chart of a block has bars, and few enough of them."""
    return 0 < block.bars <= MOST_BARS


def _charts(summary: Summary, firsts: tuple[int, int, int]) -> tuple[ChartBlock, ChartBlock, ChartBlock]:
    """The charts of the blocks whose rows begin here: the force, roles, and caps."""
    force, coverage, drawdown = firsts
    floor = summary.force.frame["Floor"].notna().any()
    used = (summary.drawdown.frame[["Taken", "Headroom"]].fillna(0.0) > 0).any(axis=1)
    return (
        _chart(
            "Heads, against the floor" if floor else "Heads",
            summary.force,
            (force, LEFT),
            {"Force": THERE, **({"Missing": LACKING} if floor else {})},
            across=False,
        ),
        _chart(
            "Asked for, by role",
            summary.coverage,
            (coverage, LEFT),
            {"Provided": THERE, "Missing": LACKING},
        ),
        replace(
            _chart(
                "Heads taken, and left by the caps",
                summary.drawdown,
                (drawdown, RIGHT),
                {"Taken": THERE, "Headroom": ROOM},
            ),
            bars=int(used.sum()),  # caps that nothing is left of, and nothing taken from, come last
        ),
    )


def _chart(
    title: str, table: Table, corner: tuple[int, int], parts: Mapping[str, str], *, across: bool = True
) -> ChartBlock:
    """A chart of a block's fields, each with its colour; ``corner``: its first row and column."""
    row, column = corner
    names = [field.name for field in table.fields]
    return ChartBlock(
        title=title,
        first=row,
        bars=len(table.frame),
        names=column,
        parts=[(column + names.index(name), colour) for name, colour in parts.items()],
        across=across,
    )


def _write_headline(page: Worksheet, summary: Summary, marking: str) -> int:
    """Title, marking, status, scenario and facts; returns the first row below them."""
    title = cell_at(page, 1, LEFT)
    write_text(title, summary.title)
    title.font = font(size=22, bold=True, color=DARK_BLUE)
    page.row_dimensions[1].height = 32
    if marking:
        mark = cell_at(page, 1, LAST)
        write_text(mark, marking)
        mark.font, mark.alignment = looks.STRONG, Alignment(horizontal="right", vertical="top")
    status = cell_at(page, 2, LEFT)
    write_text(status, f"{'✔' if summary.proved else '▲'} {summary.status}")
    status.font = font(size=13, bold=True)
    page.row_dimensions[2].height = 18
    if not summary.proved:
        for at in range(LEFT, LAST + 1):
            cell_at(page, 2, at).fill = solid(ORANGE)
    row = 3
    if summary.scenario:
        cell = cell_at(page, row, LEFT)
        write_text(cell, summary.scenario)
        cell.font = font(size=FACT_SIZE, bold=True)
        row += 1
    for fact in summary.facts:
        _write_fact(page, row, fact)
        row += 1
    return row + 1


def _write_fact(page: Worksheet, row: int, fact: Fact) -> None:
    """A line of the headline: its label, and its text across the page."""
    label, text = cell_at(page, row, LEFT), cell_at(page, row, LEFT + 1)
    write_text(label, fact.label)
    label.font, label.alignment = font(size=FACT_SIZE, bold=True), Alignment(vertical="top")
    write_text(text, fact.text)
    text.font, text.alignment = font(size=FACT_SIZE), looks.NOTE_WRAPS
    page.merge_cells(start_row=row, end_row=row, start_column=LEFT + 1, end_column=LAST)
    page.row_dimensions[row].height = FACT_HEIGHT * (1 + len(fact.text) // FACT_LINE) + 2


@dataclass
class _PageHalf:
    """One half of the page: where its next block begins."""

    page: Worksheet
    column: int
    row: int

    def write(self, table: Table, *, across: int = 0) -> int:
        """Write a block and move below it; returns its first row below the header.

        ``across``: the column up to which its last field reaches.
        """
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
        return first

    def _write_head(self, table: Table, across: int) -> None:
        title = cell_at(self.page, self.row, self.column)
        write_text(title, table.title)
        title.font = looks.BLOCK_TITLE
        last = across or self.column + HALVES[self.column] - 1
        for at in range(self.column, last + 1):
            cell_at(self.page, self.row, at).border = looks.UNDERLINE
        note = cell_at(self.page, self.row + 1, self.column)
        write_text(note, table.note)
        note.font = looks.NOTE
        note.alignment = looks.NOTE_WRAPS
        self.page.merge_cells(
            start_row=self.row + 1, end_row=self.row + 1, start_column=self.column, end_column=last
        )
        write_headers(self.page, table, self.row + 2, self.column)
        self.row += 3

    def _write_column(self, at: int, show: Show, values: pd.Series) -> None:
        form = looks.summary_format(show, values)
        for below, value in enumerate(values.tolist()):
            cell = cell_at(self.page, self.row + below, self.column + at)
            looks.dress(cell, show, form)
            if show is Show.TEXT:
                cell.alignment = looks.NOTE_WRAPS
                self._heighten(self.row + below, len(str(value)), NAMES_WIDTH)
            if show is Show.MARK and len(str(value)) > MARK_SIGNS:  # with the periods that it is of
                cell.alignment = looks.NOTE_WRAPS
                self._heighten(self.row + below, len(str(value)), MARK_SIGNS)
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
            self._heighten(row, len(cell_text(str(text))), GAP_LINE)
        header_row = self.row - 1
        self.page.merge_cells(
            start_row=header_row, end_row=header_row, start_column=self.column + field_at, end_column=across
        )

    def _heighten(self, row: int, length: int, line: float) -> None:
        """Give a row the lines that a text of this length takes, if it has not as many."""
        needed = LINE_HEIGHT * -(-length // int(line)) + 2
        dimension = self.page.row_dimensions[row]
        if length > line and needed > (dimension.height or 0.0):
            dimension.height = needed

    def _colour(self, table: Table, first: int) -> None:
        marks = [self.column + at for at, field in enumerate(table.fields) if field.show is Show.MARK]
        shared = [self.column + at for at, field in enumerate(table.fields) if field.marked]
        last = first + len(table.frame) - 1
        if marks and len(table.frame):
            looks.mark_rules(self.page, marks[0], shared + marks, first, last)
        elif shared and len(table.frame):
            looks.lack_rules(self.page, shared, first, last)
