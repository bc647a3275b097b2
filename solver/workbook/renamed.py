"""Headers that seem to be declared ones under another name, so that their columns would go unread."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from solver.errors import Finding, Severity
from solver.tables import fold
from solver.workbook.body import Body
from solver.workbook.columns import Column, Kind, Sheet
from solver.workbook.find import Header
from solver.workbook.hygiene import finding
from solver.workbook.layout import ENABLED, SHEETS, all_columns
from solver.workbook.ooxml.grid import letters
from solver.workbook.safeguards import SAFEGUARDS

_NUMBERS = (Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY)
_DAYS = (Kind.FROM, Kind.TO, Kind.DATE)
_TRUTHS = frozenset({"yes", "no", "true", "false"})


def renamed_headers(declared: Sheet, header: Header, body: Body) -> list[Finding]:
    """A finding for each optional column that is absent while another header seems to stand for it.

    An error where the column may hold somebody back: no protection is lost by a typing slip.
    """
    findings = []
    for column in (*declared.columns, ENABLED):
        if column.required or column.name in header.columns:
            continue
        place, why = _stand_in(declared, header, body, column)
        if not place:
            continue
        text = header.unknown.get(place, "")
        what = f"the header '{text}' is none of this sheet's" if text else "the column has no header"
        grave = declared.name in SAFEGUARDS or column == ENABLED or _is_rested_on(declared, column)
        severity: Severity = "error" if grave else "warning"
        message = f"{what}, and its column is not read; {why}"
        cell = f"{letters(place)}{header.row}"
        findings.append(finding(declared.name, message, severity=severity, cell=cell))
    return findings


def _is_rested_on(declared: Sheet, column: Column) -> bool:
    """Whether rows that may hold somebody back name what stands in a column, as caveats name zones."""
    own = f"{declared.name}.{column.name}"
    return any(
        own in other.refers_to for sheet in SHEETS if sheet.name in SAFEGUARDS for other in sheet.columns
    )


def _stand_in(declared: Sheet, header: Header, body: Body, column: Column) -> tuple[int, str]:
    """The number of the column that may be meant, and why; 0 if there is none."""
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
    for place in _where_it_belongs(declared, header, column):
        if _holds(column, body.others.get(place, ()), alone=place not in header.unknown):
            return place, (
                f"it stands where {column.name} is expected; if that is meant, rename it to {column.name}, "
                "otherwise move it to the right of the table"
            )
    return 0, ""


def _where_it_belongs(declared: Sheet, header: Header, column: Column) -> Iterator[int]:
    """The place between the column's neighbours in the layout, where just one column stands between them."""
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
    """Whether a header is a declared one but for letters that no Latin keyboard has."""
    one, two = fold(text), fold(name)
    pairs = list(zip(one, two, strict=False))
    return len(one) == len(two) and one != two and all(a == b or not a.isascii() for a, b in pairs)


def _with_more(text: str, name: str) -> bool:
    """Whether a header is a declared one with a unit, a remark or a mark behind: To (period), Units*."""
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
