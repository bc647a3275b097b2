"""The result sheets as a fresh workbook, ready to be put into the planner's."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import quote_sheetname
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from solver.results.tables import Results
from solver.workbook.graft.book import OWNED_MARK
from solver.workbook.layout import RESULT_SHEETS
from solver.workbook.ooxml.text import plain
from solver.workbook.sheet_pages import fill_page
from solver.workbook.sheet_rows import Body, cell_value, with_bodies
from solver.workbook.sheet_run import fill_run
from solver.workbook.sheet_summary import fill_summary
from solver.workbook.styles import DARK_BLUE, TAB_OPTIONAL, font


def result_sheets(results: Results, titles: Mapping[str, str]) -> bytes:
    """A workbook that holds the result sheets and nothing else.

    ``titles``: the planner's spelling of each input sheet that the workbook
    has, by its declared name; rows link back only into these.
    """
    book, bodies = _filled(results, titles)
    draft = io.BytesIO()
    book.save(draft)
    parts = {
        f"xl/worksheets/sheet{book.sheetnames.index(title) + 1}.xml": rows for title, rows in bodies.items()
    }
    return with_bodies(draft.getvalue(), parts)


def result_cells(results: Results) -> dict[str, SheetCells]:
    """What every cell of the result sheets holds once they are written, by sheet."""
    book, bodies = _filled(results, {})
    return {title: _cells(book[title], bodies.get(title, ())) for title in RESULT_SHEETS}


def owned_name(title: str) -> str:
    """The hidden name that marks a result sheet as ours."""
    return OWNED_MARK + title.replace(" ", "_")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SheetCells:
    """What the cells of one result sheet hold.

    ``rows``: by row and column, both from 1; cells that hold nothing are left out. ``width``: its last
    column. ``table``: whether it is one table under a header, whose rows may stand in any order.
    """

    rows: Mapping[int, Mapping[int, object]]
    width: int
    table: bool


def _filled(results: Results, titles: Mapping[str, str]) -> tuple[Workbook, dict[str, Sequence[Body]]]:
    """The result sheets without the rows of their tables, and those."""
    book = Workbook()
    # The first font is that of cells without a style; it has no public name.
    book._fonts = IndexedList([font()])  # type: ignore[attr-defined]
    book.remove(book.worksheets[0])
    for title in RESULT_SHEETS:
        page = book.create_sheet(title)
        page.sheet_properties.tabColor = DARK_BLUE if title == RESULT_SHEETS[0] else TAB_OPTIONAL
        _mark_as_owned(book, title)
    marking = results.marking
    fill_summary(book["Summary"], results.summary, marking=marking)
    bodies: dict[str, Sequence[Body]] = {
        table.title: [fill_page(book[table.title], table, marking=marking, titles=titles)]
        for table in results.tables
    }
    bodies["Run"] = fill_run(book["Run"], results.run, marking=marking)
    return book, bodies


def _cells(page: Worksheet, bodies: Sequence[Body]) -> SheetCells:
    """The cells of a sheet and of its bodies."""
    rows: dict[int, dict[int, object]] = {}
    for row in page.iter_rows():
        for cell in row:
            if cell.value is not None:
                rows.setdefault(cell.row, {})[cell.column] = _as_read(cell.value)
    for body in bodies:
        columns = [[_as_read(cell_value(value)) for value in body.frame[name]] for name in body.frame.columns]
        for number, values in enumerate(zip(*columns, strict=True), start=body.first):
            held = {at: value for at, value in enumerate(values, start=1) if value is not None}
            if held:
                rows[number] = held
    table = page.title not in ("Summary", "Run")
    return SheetCells(rows=dict(sorted(rows.items())), width=page.max_column, table=table)


def _as_read(value: object) -> object:
    """A cell's value as it is read again: escapes of text are resolved."""
    return plain(value) if isinstance(value, str) else value


def _mark_as_owned(book: Workbook, title: str) -> None:
    name = owned_name(title)
    place = f"{quote_sheetname(title)}!$A$1"
    book.defined_names[name] = DefinedName(name, attr_text=place, hidden=True)
