"""Result sheets: one table as a sheet, and the blocks of Run, one below the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby, permutations
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from solver.excel.sheets import looks
from solver.excel.sheets.rows import PageRows, Texts, links_into, links_to_cells
from solver.excel.styles import (
    READABLE,
    set_up_print,
    write_text,
)
from solver.results.columns import BASELINE_BLOCK
from solver.results.tables import Show, Table

Floats = npt.NDArray[np.float64]

TITLE_ROW, NOTE_ROW, HEADER_ROW = 1, 2, 3
NOTE_CHARACTERS = 120
"""About as wide as a note may be before it takes another line."""
WIDER = 2.0
"""Characters by which a column of long texts is made wider at a time."""
GIVEN = (16, 8, 8, 4, 4, 2, 2)
"""Characters that one such column gives to another at a time."""
SHARPNESS = 4
"""By which power of its lines a column counts in the height of a row."""
MEASURED = 100
"""Rows by which such columns are measured: those that matter most stand first."""


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
    _shade(page, table, last)
    set_up_print(page, marking=marking, key_columns=1)
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
    """The width of each column; long texts share what the page leaves them by what they say."""
    widths = [looks.column_width(field, table.frame[field.name]) for field in table.fields]
    for at in looks.columns_apart(table.fields):
        widths[at] += looks.APART
    long = [at for at, field in enumerate(table.fields) if field.show is Show.LONG]
    room = READABLE - sum(width for at, width in enumerate(widths) if at not in long)
    texts = [table.frame[table.fields[at].name].astype(str) for at in long]
    for at, width in zip(long, _shared(texts, [widths[at] for at in long], room), strict=True):
        widths[at] = width
    return widths


def _shared(texts: Sequence[pd.Series], whole: Sequence[float], room: float) -> list[float]:
    """The widths of columns of long texts: what there is goes, step by step, to the one that it helps most.

    ``whole``: the width that each needs to be as wide as it may. Then one gives to another while the rows
    become lower by it.
    """
    some = [column.iloc[:MEASURED] for column in texts]
    sizes = [_size(column) for column in some]
    widths = [min(looks.WIDTHS[Show.LONG][0], most) for most in whole]
    columns = range(len(widths))
    while widths and sum(widths) + WIDER <= room:
        wider = [min(width + WIDER, most) for width, most in zip(widths, whole, strict=True)]
        at = min(columns, key=lambda at: _height(sizes, [*widths[:at], wider[at], *widths[at + 1 :]]))
        if wider[at] == widths[at]:
            break
        widths[at] = wider[at]
    lines = cache(lambda at, width: _lines_of(some[at], width))

    def rows(widths: Sequence[float]) -> int:
        return int(np.max([lines(at, int(widths[at])) for at in columns], axis=0).sum())

    for step in GIVEN:
        for giver, taker in permutations(columns, 2):
            given = list(widths)
            given[giver], given[taker] = widths[giver] - step, widths[taker] + step
            fits = given[giver] >= looks.WIDTHS[Show.LONG][0] and given[taker] <= whole[taker]
            if fits and rows(given) < rows(widths):
                widths = given
    return widths


def _size(texts: pd.Series) -> Floats:
    """The characters of each text, a line of its own counted as half of the least width at least."""
    half = looks.WIDTHS[Show.LONG][0] / 2
    return np.array(
        [sum(max(len(line), half) for line in text.split("\n")) for text in texts], dtype=np.float64
    )


def _height(sizes: Sequence[Floats], widths: Sequence[float]) -> float:
    """How tall the rows are of columns of these widths: nearly as their tallest cells, but each counts."""
    lines = np.stack([np.maximum(size / width, 1.0) for size, width in zip(sizes, widths, strict=True)])
    return float(((lines**SHARPNESS).sum(axis=0) ** (1 / SHARPNESS)).sum())


def _lines(table: Table, widths: list[float]) -> npt.NDArray[np.int64]:
    """Lines that the longest text of each row takes."""
    lines = np.ones(len(table.frame), dtype=np.int64)
    for field, width in zip(table.fields, widths, strict=False):
        if field.show in looks.WRAPPING:
            lines = np.maximum(lines, _lines_of(table.frame[field.name].astype(str), int(width)))
    return lines


def _lines_of(texts: pd.Series, width: int) -> npt.NDArray[np.int64]:
    """Lines that each text takes in a column of so many characters; words stay whole where they fit."""
    taken = np.ones(len(texts), dtype=np.int64)
    long = np.flatnonzero(
        (texts.str.len() > width).to_numpy(dtype=bool)
        | texts.str.contains("\n", regex=False).to_numpy(dtype=bool)
    )
    known: dict[str, int] = {}
    for at, text in zip(long.tolist(), texts.iloc[long], strict=True):
        if text not in known:
            known[text] = sum(_lines_of_one(line, width) for line in text.split("\n"))
        taken[at] = known[text]
    return taken


def _lines_of_one(text: str, width: int) -> int:
    """Lines that a text takes, wrapped between words; a word that is too long is broken."""
    lines, room = 1, width
    for word in text.split(" "):
        size = len(word)
        if size > room and room < width:
            lines, room = lines + 1, width
        more = max(-(-size // width) - 1, 0)
        lines, room = lines + more, room - (size - more * width) - 1
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
    write_headers(page, table, HEADER_ROW)
    page.row_dimensions[HEADER_ROW].height = 30


def write_headers(page: Worksheet, table: Table, row: int, column: int = 1) -> None:
    """Write the names of a table's fields, from this column on."""
    apart = looks.columns_apart(table.fields)
    for at, field in enumerate(table.fields):
        header = cell_at(page, row, column + at)
        write_text(header, field.name)
        looks.dress_header(header, field.show, apart=at in apart)


def _colour_marks(page: Worksheet, table: Table, last: int) -> None:
    """Colour the marks and the numbers that they speak of."""
    marks = [at for at, field in enumerate(table.fields, start=1) if field.show is Show.MARK]
    if table.base_column and len(table.frame):
        names = [field.name for field in table.fields]
        columns = [at for at, field in enumerate(table.fields, start=1) if field.marked]
        base_column = names.index(table.base_column) + 1
        looks.difference_rules(page, columns, base_column, HEADER_ROW + 1, last)
    if not marks or not len(table.frame):
        return
    columns = [at for at, field in enumerate(table.fields, start=1) if field.marked] + marks
    looks.mark_rules(page, marks[0], columns, HEADER_ROW + 1, last)


def _shade(page: Worksheet, table: Table, last: int) -> None:
    """Colour columns by what their cells hold; columns side by side as one."""
    if not len(table.frame):
        return
    numbered = enumerate(table.fields, start=1)
    for shade, fields in groupby(numbered, key=lambda each: each[1].shade):
        looks.shade_rules(page, shade, [at for at, _ in fields], HEADER_ROW + 1, last)


def _links(table: Table, titles: Mapping[str, str]) -> dict[int, Texts]:
    """For each column that leads to cells, by its position, the address of each row."""
    links = {
        at: links_to_cells(table.frame[field.name], titles.values())
        for at, field in enumerate(table.fields)
        if field.show is Show.CELLS
    }
    if table.fields[-1].show is Show.ROW and (table.links_to in titles or not table.links_to):
        links[len(table.fields) - 1] = _row_links(table, titles)
    return links


def _row_links(table: Table, titles: Mapping[str, str]) -> Texts:
    """For each row the address of the input row that it comes from; the row's number is the last column."""
    rows = table.frame[table.fields[-1].name]
    if table.links_to:
        return links_into(titles[table.links_to], rows)
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


RUN_WIDTHS = (26, 70, 14, 16, 16, 16, 16, 16, 12)
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
    return _fill_blocks(page, blocks, (*YEARS_WIDTHS, *[max(of_years)] * across), marking)


def _fill_blocks(
    page: Worksheet, blocks: Sequence[Table], widths: Sequence[float], marking: str
) -> list[PageRows]:
    """Write the heads of the blocks, one below the other, and return their rows."""
    for at, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    set_up_print(page, marking=marking, key_columns=1)
    page.print_title_rows = None
    page.print_title_cols = None
    page.sheet_view.showGridLines = False
    row, bodies = 1, []
    for block in blocks:
        row = _write_block_head(page, block, row)
        styles, quoted = looks.column_styles(page, block)
        lines = _lines(block, list(widths))
        bodies.append(PageRows(first=row, frame=block.frame, styles=styles, quoted=quoted, lines=lines))
        row += len(block.frame) + 1
    _leave_baseline_unprinted(page, blocks, bodies)
    return bodies


def _leave_baseline_unprinted(page: Worksheet, blocks: Sequence[Table], bodies: Sequence[PageRows]) -> None:
    """End what is printed before the block of the baseline: an audit reads its many rows, nobody on paper."""
    if len(blocks) < 2 or blocks[-1].title != BASELINE_BLOCK:
        return
    last = bodies[-2].first + len(bodies[-2].frame) - 1
    width = max(len(block.fields) for block in blocks[:-1])
    page.print_area = f"A1:{get_column_letter(width)}{last}"


def _write_block_head(page: Worksheet, block: Table, row: int) -> int:
    """Title, note and header of a block; returns the row below."""
    title = cell_at(page, row, 1)
    write_text(title, block.title)
    title.font = looks.TITLE if row == 1 else looks.BLOCK_TITLE
    note = cell_at(page, row + 1, 1)
    write_text(note, block.note)
    note.font = looks.NOTE
    write_headers(page, block, row + 2)
    return row + 3
