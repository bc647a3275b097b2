"""Rows of the sheets, a second time: their cells as names, numbers, answers and windows."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from solver.tables import fold

BEFORE, AFTER = -(10**6), 10**6


@dataclass(frozen=True)
class Calendar:
    """Start and length of the periods."""

    start: dt.date | None
    months: int
    periods: int

    def first_day(self, period: int) -> dt.date:
        """The day on which a period begins; the 31st becomes the month's last day."""
        assert self.start is not None, "dates need Start"
        month = self.start.year * 12 + self.start.month - 1 + (period - 1) * self.months
        year, month = divmod(month, 12)
        last_day = calendar.monthrange(year, month + 1)[1]
        return dt.date(year, month + 1, min(self.start.day, last_day))

    def period_of(self, value: object) -> int:
        """A cell of From or To as a period: a number, or the period that holds the date."""
        if not isinstance(value, dt.date):
            return int(str(value))
        day = value.date() if isinstance(value, dt.datetime) else value
        assert self.start is not None, "dates need Start"
        months = (day.year - self.start.year) * 12 + day.month - self.start.month
        period = months // self.months - 1
        while self.first_day(period + 1) <= day:
            period += 1
        return period


@dataclass(frozen=True)
class Row:
    """One row of a sheet, with its cells as facts."""

    cells: Mapping[str, object]
    calendar: Calendar

    def blank(self, column: str) -> bool:
        """Nothing in the cell."""
        value = self.cells.get(column)
        return value is None or str(value).strip() == ""

    def name(self, column: str, default: str = "") -> str:
        """A name as it is compared."""
        return default if self.blank(column) else fold(self.cells[column])

    def names(self, column: str) -> tuple[str, ...]:
        """Several names, separated by semicolons."""
        return tuple(fold(part) for part in self.name(column).split(";") if part.strip())

    def number(self, column: str, default: float = math.nan) -> float:
        """A number, or the default where blank."""
        return default if self.blank(column) else float(str(self.cells[column]))

    def yes(self, column: str, default: bool = False) -> bool:
        """A yes, or the default where blank."""
        return default if self.blank(column) else fold(self.cells[column]) in ("yes", "true", "1")

    def first(self) -> int:
        """First period of the row's window."""
        return BEFORE if self.blank("From") else self.calendar.period_of(self.cells["From"])

    def last(self) -> int:
        """Last period of the row's window."""
        return AFTER if self.blank("To") else self.calendar.period_of(self.cells["To"])

    def holds(self, period: int) -> bool:
        """Whether the period lies in the row's window."""
        return self.first() <= period <= self.last()


def enabled(records: Iterable[Mapping[str, object]], when: Calendar) -> list[Row]:
    """The rows of a sheet that are not switched off."""
    rows = [Row(record, when) for record in records]
    return [row for row in rows if row.yes("Enabled", True)]
