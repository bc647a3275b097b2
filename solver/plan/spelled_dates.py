"""Dates in words: which day `1 January 2027`, `Jan 2028`, `2028-01` or `01JAN27` means."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from solver.schema.columns import Column, Kind
from solver.tables import fold

_MONTHS = (
    "jan january januar janvier enero gennaio janeiro styczeń stycznia",
    "feb february februar février fevrier févr febrero febbraio luty lutego",
    "mar march märz mrz mär mars marzo março marzec marca",
    "apr april avril avr abril aprile kwiecień kwietnia",
    "may mai mayo maggio maio maj maja",
    "jun june juni juin junio giugno junho czerwiec czerwca",
    "jul july juli juillet juil julio luglio julho lipiec lipca",
    "aug august août aout agosto sierpień sierpnia",
    "sep sept september septembre septiembre settembre setembro wrzesień września",
    "oct okt october oktober octobre octubre ottobre outubro październik października",
    "nov november novembre noviembre novembro",
    "dec dez december dezember décembre decembre diciembre dicembre dezembro grudzień grudnia",
)
"""The months' names in their order: of each language those that are no other month in another one."""
_BY_NAME = {fold(name): month for month, names in enumerate(_MONTHS, start=1) for name in names.split()}

_NAME, _YEAR = r"(?P<name>[^\W\d_]+)\.?", r"(?P<year>\d{4})"
_APART = r"[\s.,/-]*"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\u00ba|\.)?"
_OF_A_DAY = [
    re.compile(rf"{_DAY}{_APART}(?:of |de |di )?{_NAME}{_APART}(?:de |of )?(?P<year>\d{{4}}|\d{{2}})", re.I),
    re.compile(rf"{_NAME}\s+{_DAY}(?:,\s*|\s+){_YEAR}", re.I),
    re.compile(rf"{_YEAR}{_APART}{_NAME}{_APART}{_DAY}", re.I),
    re.compile(rf"{_YEAR}(?P<mark>[./])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})"),
]
_OF_A_MONTH = [
    re.compile(rf"{_NAME}{_APART}(?:de |of )?{_YEAR}", re.I),
    re.compile(rf"{_YEAR}{_APART}{_NAME}", re.I),
    re.compile(rf"{_YEAR}\s*[-/.]\s*(?P<month>\d{{1,2}})"),
    re.compile(rf"(?P<month>\d{{1,2}})\s*[-/.]\s*{_YEAR}"),
]
_OF_A_PERIOD = re.compile(r"(?:periods?|periode|p|per)\b\.?\s*(?P<period>\d{1,4})|p(?P<short>\d{1,4})", re.I)


def spelled_day(text: str, column: Column) -> dt.date | None:
    """The day that a text means, of a whole month the first, or the last where it ends a window; else None.

    A month and two digits, Jan-28, is none: they may be a year or a day.
    """
    for form in (*_OF_A_DAY, *_OF_A_MONTH):
        found = form.fullmatch(text)
        parts = found.groupdict() if found else {}
        month = int(parts["month"]) if parts.get("month") else _BY_NAME.get(fold(parts.get("name") or ""), 0)
        if not 1 <= month <= len(_MONTHS):
            continue
        year = int(parts["year"]) + (0 if len(parts["year"]) > len("27") else 2000)
        last = calendar.monthrange(year, month)[1] if year else 0
        day = int(parts["day"]) if parts.get("day") else last if column.kind is Kind.TO else 1
        if 1 <= day <= last:
            return dt.date(year, month, day)
    return None


def spelled_period(text: str) -> int | None:
    """The period that ``period 3`` or ``P3`` means; None for any other text."""
    found = _OF_A_PERIOD.fullmatch(text)
    return int(found["period"] or found["short"]) if found else None
