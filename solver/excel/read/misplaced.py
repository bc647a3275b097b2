"""Findings about tables, columns and rows that are not where they belong."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from solver.errors import Finding, Severity
from solver.excel.package.ranges import ExcelTable, column_letters
from solver.excel.package.workbook_part import SheetEntry, WorkbookPart
from solver.excel.read.sheet_warnings import MOST_NAMED, finding, row_spans
from solver.excel.read.table import Header, TableRows, required
from solver.schema import ENABLED, SHEETS, all_columns
from solver.schema.columns import SAFEGUARDS, Column, Kind, Purpose, Sheet
from solver.tables import fold
from solver.text.numbers import first_few


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsBelow:
    """Rows right below an Excel table that are read as part of it."""

    sheet: str
    table: ExcelTable
    rows: tuple[int, ...]


def rows_below(declared: Sheet, header: Header, body: TableRows) -> RowsBelow | None:
    """The rows right below a sheet's Excel table; None where nobody put any into the table itself.

    That is how a program fills our template: all of its rows are there, and none is read by surprise.
    """
    table = header.listed
    if table is None or not body.beside or int(body.cells.index.min()) > table.last:
        return None
    rows = tuple(row for row in body.beside if row not in body.totals)  # of totals more is said than that
    return RowsBelow(sheet=declared.name, table=table, rows=rows) if rows else None


def right_below(found: Sequence[RowsBelow]) -> list[Finding]:
    """One finding for all rows below Excel tables that are read as part of them."""
    if not found:
        return []
    first, *others = found
    message = (
        f"{row_spans(first.rows)}: right below the Excel table {first.table.name} ({first.table.block}), "
        "read as part of it; drag the table's corner over them"
    )
    if others:
        more = first_few([f"{other.sheet} {row_spans(other.rows)}" for other in others], MOST_NAMED)
        message += f"; so are, of their tables, {more}"
    return [finding(first.sheet, message, severity="warning", row=first.rows[0])]


_NUMBERS = (Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY)
_DAYS = (Kind.FROM, Kind.TO, Kind.DATE)
_TRUTHS = frozenset({"yes", "no", "true", "false"})


def renamed_headers(declared: Sheet, header: Header, body: TableRows) -> list[Finding]:
    """A finding for each optional column that is absent while another header seems to stand for it.

    An error where the column may hold somebody or something back: no protection is lost by a typing slip.
    Behind the last column a planner's own may stand, which on a sheet of no safeguards is only warned of.
    """
    # Columns that rows which may hold somebody back refer to, as caveats name zones.
    restricting = {
        place
        for other in SHEETS
        if other.name in SAFEGUARDS
        for each in other.columns
        for place in each.refers_to
    }
    findings = []
    for column in (*declared.columns, ENABLED):
        if column.required or column.name in header.columns:
            continue
        place, why = _named_like(header, column)
        limits = column.limits
        if not place:
            place, why = _placed_like(declared, header, body, column)
            limits &= place < max(header.columns.values())
        if not place:
            continue
        text = header.unknown.get(place, "")
        what = f"the header '{text}' is none of this sheet's" if text else "the column has no header"
        grave = (
            declared.name in SAFEGUARDS
            or column == ENABLED
            or limits
            or f"{declared.name}.{column.name}" in restricting
        )
        severity: Severity = "error" if grave else "warning"
        message = f"{what}, and its column is not read; {why}"
        cell = f"{column_letters(place)}{header.row}"
        findings.append(finding(declared.name, message, severity=severity, cell=cell))
    return findings


def _named_like(header: Header, column: Column) -> tuple[int, str]:
    """The number of the column whose header may mean the declared one, and why; 0 if there is none."""
    alike = next((place for place, text in header.unknown.items() if _other_letters(text, column.name)), 0)
    if alike:
        strange = "', '".join(mark for mark in header.unknown[alike] if not mark.isascii())
        return alike, f"its '{strange}' is no Latin letter; if {column.name} is meant, type it anew"
    longer = next((place for place, text in header.unknown.items() if _with_more(text, column.name)), 0)
    if longer:
        return longer, f"if {column.name} is meant, rename it to just that"
    cell, text = header.near(column.name)
    if cell:
        place = next(place for place, other in header.unknown.items() if other == text)
        return place, f"if {column.name} is meant, rename it"
    return 0, ""


def _placed_like(declared: Sheet, header: Header, body: TableRows, column: Column) -> tuple[int, str]:
    """The number of the column that stands where the declared one belongs, and why; 0 if there is none."""
    for place in _where_it_belongs(declared, header, column):
        if _holds(column, body.others.get(place, ()), alone=place not in header.unknown):
            return place, (
                f"it stands where {column.name} is expected; if that is meant, rename it to {column.name}, "
                "otherwise move it to the right of the table"
            )
    return 0, ""


def _where_it_belongs(declared: Sheet, header: Header, column: Column) -> Iterator[int]:
    """The place between the column's neighbours in the schema, where just one column stands between them."""
    order = [each.name for each in all_columns(declared)]
    at = order.index(column.name)
    left = header.listed.block.left if header.listed else 1
    before = header.columns.get(order[at - 1]) if at else left - 1
    after = header.columns.get(order[at + 1]) if at + 1 < len(order) else None
    if before is None:
        return
    if after == before + 2:
        yield before + 1
    elif column.kind in (*_NUMBERS, *_DAYS, Kind.CHOICE, Kind.YES_NO):
        # The last column of a table: any column of the planner's own may stand there, so only what fits.
        later = [name for name in order[at + 1 :] if name in header.columns]
        if not later and before + 1 in header.unknown and column.kind not in _NUMBERS:
            yield before + 1


def _other_letters(text: str, name: str) -> bool:
    """Whether a header differs from a declared one only in letters that no Latin keyboard has."""
    one, two = fold(text), fold(name)
    pairs = list(zip(one, two, strict=False))
    return len(one) == len(two) and one != two and all(a == b or not a.isascii() for a, b in pairs)


def _with_more(text: str, name: str) -> bool:
    """Whether a header is a declared one followed by a unit, a remark or a mark: To (period), Units*."""
    return bool(re.fullmatch(rf"{re.escape(fold(name))}\s?([(\[].*|[^\w\s])", fold(text)))


def _holds(column: Column, values: Sequence[object], *, alone: bool) -> bool:
    """Whether what stands below the header could be the column's; ``alone``: there is no header at all."""
    if not values:
        return False
    if column.kind in _NUMBERS:
        return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)
    if column.kind in _DAYS:
        return all(isinstance(value, int | dt.date) and not isinstance(value, bool) for value in values)
    if column.kind is Kind.YES_NO:
        return all(fold(value) in _TRUTHS for value in values)
    if column.kind is Kind.CHOICE:
        return {fold(value) for value in values} <= {fold(choice) for choice in column.choices}
    return all(isinstance(value, str) for value in values) or alone


def no_header(declared: Sheet, empty: bool) -> list[Finding]:
    """A finding for a sheet on which no table is found; an optional sheet may be empty."""
    if empty and not declared.required:
        return []
    headers = required(declared) or [column.name for column in declared.columns]
    what = "the sheet is empty" if empty else "no row of the first 50 is the header row of a table"
    message = f"{what}; expected the headers {', '.join(headers)} in one row; add them" + (
        "" if declared.required else ", or rename the sheet if it is your own"
    )
    return [finding(declared.name, message)]


def header_switched_off(declared: Sheet, table: ExcelTable) -> Finding:
    """A finding for an Excel table whose header row is switched off: nothing says which column is which."""
    message = (
        f"the Excel table {table.name} ({table.block}) has its header row switched off; expected the headers "
        "in the row above its first; click into the table, and tick Table Design, Header Row"
    )
    cell = f"{column_letters(table.block.left)}{table.block.top}"
    return finding(declared.name, message, cell=cell)


def external_links(book: WorkbookPart) -> list[Finding]:
    """A finding where values may come from other workbooks, which are never opened."""
    if book.related("externalLink") is None:
        return []
    message = (
        "the workbook has links to other workbooks, which are not opened; values that come from them are "
        "read as they are stored here, and may be old (Data, Edit Links, shows them)"
    )
    return [finding("", message, severity="warning")]


def named_twice(declared: Sheet, entry: SheetEntry, first: str) -> Finding:
    """A finding for two sheets whose names differ only in case and blanks."""
    message = (
        f"sheets '{first}' and '{entry.title}' both stand for {declared.name}; expected one; "
        "move the rows to one of them, and rename or delete the other"
    )
    return finding(declared.name, message)


def hidden_sheet(declared: Sheet, entry: SheetEntry) -> Finding:
    """A finding for a hidden sheet, which is read all the same."""
    if entry.very_hidden:
        how = "very hidden, so that Excel's Unhide does not list it"
        remedy = (
            "to see what counts, press Alt+F11 in Excel, choose the sheet, press F4 and set Visible to "
            "-1 - xlSheetVisible; or open the workbook in LibreOffice, and take Sheet, Show Sheet"
        )
    else:
        how, remedy = "hidden", "unhide it (right click on a sheet's tab) to see what counts"
    message = f"the sheet is {how}, and read all the same; {remedy}"
    return finding(declared.name, message, severity="warning")


def second_table(declared: Sheet, name: str, row: int) -> Finding:
    """A finding for another Excel table of the same kind on a sheet."""
    message = (
        f"the Excel table {name} (row {row}) has the headers of {declared.name}, too, and is not read; "
        "expected one table a sheet; move its rows to the first if they count"
    )
    return finding(declared.name, message, severity="warning", row=row)


def look_alikes(declared: Sheet, titles: Sequence[str], copied: bool) -> Finding:
    """A finding for sheets that hold a declared table under other names, such as copies of last month."""
    name, (first, *others) = declared.name, titles
    also = f" (nor are {first_few(others, MOST_NAMED)}, which look like it, too)" if others else ""
    if declared.required and not copied:
        message = (
            f"there is no sheet {name}; the sheet '{first}' looks like it, and is not read{also}; "
            f"rename this one to {name} if it is meant"
        )
        return finding(name, message)
    message = f"the sheet looks like {name}, and is not read{also}; "
    if copied:
        message += f"only the sheet of that very name is; move its rows to {name} if they count"
    else:
        message += f"there is no sheet {name}; rename this one to {name} if it is meant"
    if copied or not (name in SAFEGUARDS or declared.purpose is Purpose.LIMIT):
        return finding(first, message, severity="warning")
    return finding(first, f"{message}, or add an empty sheet {name} if the plan has none on purpose")
