"""Whether the planner's own cells, names and charts read a sheet of ours, which then may not simply go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from solver.excel.package.workbook_part import SheetEntry, is_mark
from solver.excel.package.xml_parts import plain, reachable
from solver.excel.patch.open_workbook import OpenWorkbook

READERS = ("worksheets/", "chartsheets/", "charts/", "drawings/", "pivotCache/")
"""Folders of the parts that may read cells: cells and their formats, charts, shapes, pivot tables."""


def read_by_others(book: OpenWorkbook, sheets: Sequence[SheetEntry]) -> list[SheetEntry]:
    """The sheets among these that something of the planner's reads.

    Without the sheet that it names, a formula has nothing to read, and loses its reference when it is saved.
    """
    if not sheets:
        return []
    patterns = {sheet.index: _reference(sheet.title) for sheet in sheets}
    found: set[int] = set()
    for text in _texts(book):
        found |= {index for index, pattern in patterns.items() if pattern.search(text)}
    return [sheet for sheet in sheets if sheet.index in found]


def _reference(title: str) -> re.Pattern[str]:
    """A reference to cells of a sheet, or a pivot table's source."""
    quoted, plain = re.escape(title.replace("'", "''")), re.escape(title)
    return re.compile(rf"'{quoted}'!|(?<![\w'.\]]){plain}!|\ssheet=\"{plain}\"", re.IGNORECASE)


def _texts(book: OpenWorkbook) -> Iterator[str]:
    """What may hold a reference: names that are no marks of ours, and parts that are not of our sheets."""
    owned = {sheet.index: sheet.part for sheet in book.marked.values()}
    for name in book.names():
        if not is_mark(name.get("name")) and name.whole_number("localSheetId") not in owned:
            yield name.text
    closed = set(owned.values())
    for part in reachable(book.package, [""], closed=closed) - closed:
        if any(f"/{folder}" in f"/{part}" for folder in READERS) and part in book.package:
            yield unescape(plain(book.package.read(part)).decode("utf-8", "replace"))
