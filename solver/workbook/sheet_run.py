"""The Run sheet: how the plan came about, in blocks that ``forcegen audit`` reads back."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from solver.results.tables import Table
from solver.workbook import sheet_styles
from solver.workbook.printing import set_up_print
from solver.workbook.sheet_pages import cell_at, write_text
from solver.workbook.sheet_rows import Body

WIDTHS = (26, 30, 14, 16, 16, 16, 16, 16, 12)


def fill_run(page: Worksheet, blocks: Sequence[Table], *, marking: str) -> list[Body]:
    """Write the heads of the blocks, one below the other, and return their rows."""
    for at, width in enumerate(WIDTHS, start=1):
        page.column_dimensions[get_column_letter(at)].width = width
    set_up_print(page, marking=marking, width=sum(WIDTHS), key_columns=1)
    page.print_title_rows = None
    page.print_title_cols = None
    page.sheet_view.showGridLines = False
    row, bodies = 1, []
    for block in blocks:
        row = _write_head(page, block, row)
        styles = [sheet_styles.style_of(page, field, block.frame[field.name]) for field in block.fields]
        quoted = [sheet_styles.quoted_style(page, field, block.frame[field.name]) for field in block.fields]
        bodies.append(Body(first=row, frame=block.frame, styles=styles, quoted=quoted))
        row += len(block.frame) + 1
    return bodies


def _write_head(page: Worksheet, block: Table, row: int) -> int:
    """Title, note and header of a block; returns the row below."""
    title = cell_at(page, row, 1)
    write_text(title, block.title)
    title.font = sheet_styles.TITLE if row == 1 else sheet_styles.BLOCK_TITLE
    note = cell_at(page, row + 1, 1)
    write_text(note, block.note)
    note.font = sheet_styles.NOTE
    for at, field in enumerate(block.fields, start=1):
        header = cell_at(page, row + 2, at)
        write_text(header, field.name)
        sheet_styles.dress_header(header, field.show)
    return row + 3
