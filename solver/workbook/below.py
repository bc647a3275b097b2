"""Rows right below an Excel table, which programs that do not stretch it leave there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from solver.errors import Finding
from solver.workbook.body import Body
from solver.workbook.columns import Sheet
from solver.workbook.find import Header
from solver.workbook.hygiene import finding, listing, spans
from solver.workbook.ooxml.listed import Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Below:
    """Rows right below an Excel table that are read as part of it."""

    sheet: str
    table: Listed
    rows: tuple[int, ...]


def rows_below(declared: Sheet, header: Header, body: Body) -> Below | None:
    """The rows right below a sheet's Excel table; None where nobody put any into the table itself.

    That is how a program fills our template: all of its rows are there, and none is read by surprise.
    """
    table = header.listed
    if table is None or not body.beside or int(body.cells.index.min()) > table.last:
        return None
    return Below(sheet=declared.name, table=table, rows=tuple(body.beside))


def right_below(found: Sequence[Below]) -> list[Finding]:
    """That rows below Excel tables are read as part of them: once, however many sheets have some."""
    if not found:
        return []
    first, *others = found
    message = (
        f"{_said(first.rows)}: right below the Excel table {first.table.name} ({first.table.block}), "
        "read as part of it; drag the table's corner over them"
    )
    if others:
        more = listing([f"{other.sheet} {_said(other.rows)}" for other in others])
        message += f"; so are, of their tables, {more}"
    return [finding(first.sheet, message, severity="warning", row=first.rows[0])]


def _said(rows: Sequence[int]) -> str:
    return f"row{'s' if len(rows) > 1 else ''} {spans(rows)}"
