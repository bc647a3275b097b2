"""Excel's count of days: the number behind a date or a time, and the date behind a number."""

from __future__ import annotations

import datetime as dt

SERIAL = 20_000
"""A number from here on is Excel's count of days (1954 and later), not a period."""

MOST = 2_958_465
"""Excel's last day, 9999-12-31, as it counts from 1900."""

Moment = dt.date | dt.time | dt.timedelta
"""What a cell with the format of a date, a time or a duration comes to us as."""

_SINCE_1900, _SINCE_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)
_FEBRUARY_OF_1900 = dt.datetime(1900, 3, 1)
"""Before this day Excel is one behind: it counts a 29 February 1900 that never was."""


def number_behind(moment: Moment, *, since_1904: bool = False) -> float:
    """The number that a cell holds whose format makes a date, a time or a duration of it."""
    if isinstance(moment, dt.timedelta):
        return moment / dt.timedelta(days=1)
    if isinstance(moment, dt.time):
        return (dt.datetime.combine(dt.date.min, moment.replace(tzinfo=None)) - dt.datetime.min) / _DAY
    clock = moment.time() if isinstance(moment, dt.datetime) else dt.time()
    full = dt.datetime.combine(moment, clock)
    days = (full - (_SINCE_1904 if since_1904 else _SINCE_1900)) / _DAY
    return days - 1 if full < _FEBRUARY_OF_1900 and not since_1904 else days


def day_behind(number: float, *, since_1904: bool = False) -> dt.date | None:
    """The day that a bare number is in Excel's count; None where it is no day of our time."""
    if not SERIAL <= number <= MOST:
        return None
    try:
        moment = (_SINCE_1904 if since_1904 else _SINCE_1900) + dt.timedelta(days=int(number))
    except OverflowError:
        return None
    return moment.date()


_DAY = dt.timedelta(days=1)
