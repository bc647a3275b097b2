"""The result sheets as a fresh workbook, ready to be put into the planner's."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.utils import quote_sheetname
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName

from solver.results.tables import Results
from solver.workbook.graft.book import OWNED_MARK
from solver.workbook.layout import RESULT_SHEETS
from solver.workbook.sheet_pages import fill_page
from solver.workbook.sheet_rows import Body, with_bodies
from solver.workbook.sheet_run import fill_run
from solver.workbook.sheet_summary import fill_summary
from solver.workbook.styles import DARK_BLUE, TAB_OPTIONAL, font


def result_sheets(results: Results, titles: Mapping[str, str]) -> bytes:
    """A workbook that holds the result sheets and nothing else.

    ``titles``: the planner's spelling of each input sheet that the workbook
    has, by its declared name; rows link back only into these.
    """
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
    draft = io.BytesIO()
    book.save(draft)
    parts = {
        f"xl/worksheets/sheet{book.sheetnames.index(title) + 1}.xml": rows for title, rows in bodies.items()
    }
    return with_bodies(draft.getvalue(), parts)


def owned_name(title: str) -> str:
    """The hidden name that marks a result sheet as ours."""
    return OWNED_MARK + title.replace(" ", "_")


def _mark_as_owned(book: Workbook, title: str) -> None:
    name = owned_name(title)
    place = f"{quote_sheetname(title)}!$A$1"
    book.defined_names[name] = DefinedName(name, attr_text=place, hidden=True)
