"""Periods of the plan: which period a day falls into, and on which day a period begins."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from solver.schema import SETTINGS

MOST_PERIODS = next(int(setting.most or 1) for setting in SETTINGS if setting.name == "Periods")
"""Periods that a plan can have at most; no row names a later one by its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When periods begin: ``start`` is the first day of period 1, ``months`` the length of each.

    Without a start (None) periods are only numbers. ``unreadable``: a start or
    a length was given but could not be read, so nobody knows where days fall.
    ``since_1904``: whether the workbook counts its days from 1904, not 1900.
    """

    start: dt.date | None = None
    months: int = 6
    unreadable: bool = False
    since_1904: bool = False

    def first_day(self, period: int) -> dt.date:
        """The day on which a period begins; needs a start.

        Raises
        ------
        ValueError
            If there is no start, or the day is beyond the calendar (year 1 to 9999).
        """
        if self.start is None:
            raise ValueError("the plan has no Start")
        try:
            return self.start + relativedelta(months=(period - 1) * self.months)
        except (OverflowError, ValueError):
            raise ValueError(f"period {period} begins beyond the year 9999") from None

    def last_day(self, period: int) -> dt.date:
        """The last day of a period; needs a start."""
        return self.first_day(period + 1) - dt.timedelta(days=1)

    def period_of(self, day: dt.date) -> int:
        """The period that holds a day; 0 and less before the start."""
        if self.start is None:
            raise ValueError("the plan has no Start")
        months = (day.year - self.start.year) * 12 + day.month - self.start.month
        period = months // self.months + 1
        # The quotient is right but for days before the day of the month on which periods begin.
        return period if self._begun(period, day) else period - 1

    def periods_until(self, later: Calendar) -> int | None:
        """By how many periods the other calendar begins later; None where the two do not meet."""
        if self.start is None or later.start is None or self.months != later.months:
            return None
        months = (later.start.year - self.start.year) * 12 + later.start.month - self.start.month
        if self.start.day != later.start.day or months % self.months:
            return None
        return months // self.months

    def _begun(self, period: int, day: dt.date) -> bool:
        """Whether a period has begun on a day; periods beyond the calendar never begin."""
        try:
            return self.first_day(period) <= day
        except ValueError:
            return period < 1


def periods_in_words(periods: Sequence[int]) -> str:
    """Sorted periods as a sentence names them: ``period 5``, ``periods 1-2, 5-12``."""
    runs: list[tuple[int, int]] = []
    for period in periods:
        first = runs.pop()[0] if runs and runs[-1][1] == period - 1 else period
        runs.append((first, period))
    named = [str(first) if first == last else f"{first}-{last}" for first, last in runs]
    return f"{'period' if len(periods) == 1 else 'periods'} {', '.join(named)}"
