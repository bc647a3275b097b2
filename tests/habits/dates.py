"""Dates and periods as people type them: numbers in date cells, texts, zones, serials, times of day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from random import Random

from solver.schema.columns import Kind

from .draft import WINDOWS, Draft, Spot, Touch
from .habit import family, retyped

_DATED = (*WINDOWS, Kind.DATE)
_FORMATS = ("yyyy-mm-dd", "dd/mm/yyyy", "d-mmm-yy", "mmm-yy", "m/d/yy h:mm", "h:mm", "[h]:mm", "hh:mm:ss")


def a_date(draft: Draft) -> Spot | None:
    """A date in From, To or Start."""
    return draft.spot(_DATED, fit=lambda spot: isinstance(spot.cell.value, dt.date))


def a_period(draft: Draft) -> Spot | None:
    """A period number in From or To."""
    return draft.spot(WINDOWS, fit=lambda spot: type(spot.cell.value) in (int, float))


def _dated(change: Callable[[dt.date, Random], object]) -> Callable[[str, Random], object]:
    """What a date becomes."""
    return lambda text, dice: change(dt.date.fromisoformat(text[:10]), dice)


def _strf(*forms: str) -> Callable[[str, Random], object]:
    return _dated(lambda day, dice: f"{day:{dice.choice(forms)}}")


DATES: dict[str, Callable[[str, Random], object]] = {
    "ISO text": _strf("%Y-%m-%d"),
    "ISO text with blanks": _strf(" %Y-%m-%d", "%Y-%m-%d\u00a0", "%Y-%m-%d\n", "\u200b%Y-%m-%d"),
    "ISO text with time": _strf("%Y-%m-%dT00:00:00", "%Y-%m-%d 00:00", "%Y-%m-%d 00:00:00"),
    "ISO text with zone": _strf("%Y-%m-%dT00:00:00Z", "%Y-%m-%dT00:00:00+02:00", "%Y-%m-%dT00:00:00.000Z"),
    "ISO text, another time": _strf("%Y-%m-%dT22:00:00Z", "%Y-%m-%d 08:30"),
    "ISO text by slashes": _strf("%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    "local text": _strf("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m."),
    "month in words": _strf("%d %B %Y", "%d-%b-%y", "%B %Y", "%b %d, %Y", "%a %d %b %Y", "%b-%y"),
    "only a part": _strf("%Y", "%Y-%m", "%m/%Y", "Q1 %Y", "H1 %Y", "W1 %Y"),
    "full-width digits": _dated(
        lambda day, dice: "".join(chr(ord(mark) + 0xFEE0) if mark.isdigit() else mark for mark in f"{day}")
    ),
    "number of the day": _dated(lambda day, dice: int(f"{day:%Y%m%d}")),
    "year as a number": _dated(lambda day, dice: day.year),
    "serial": _dated(lambda day, dice: (day - dt.date(1899, 12, 30)).days),
    "serial as text": _dated(lambda day, dice: str((day - dt.date(1899, 12, 30)).days)),
    "zone-shifted": _dated(lambda day, dice: dt.datetime.combine(day, dt.time()) - dt.timedelta(hours=2)),
    "time of day": _dated(lambda day, dice: dt.datetime.combine(day, dt.time(dice.choice([8, 12, 22]), 30))),
    "last century": _dated(lambda day, dice: day.replace(year=day.year - 100, day=min(day.day, 28))),
    "year one": _dated(lambda day, dice: day.replace(year=1900, day=min(day.day, 28))),
    "error": _dated(lambda day, dice: dice.choice(["#REF!", "#VALUE!", "#N/A"])),
    "formula without result": _dated(lambda day, dice: f"=DATE({day.year},{day.month},{day.day})"),
    "words": _dated(lambda day, dice: dice.choice(["TBD", "n/a", "-", "D+30", "start", "asap", "ongoing"])),
}
PERIODS: dict[str, Callable[[str, Random], object]] = {
    "as text": lambda text, dice: text,
    "with blanks": lambda text, dice: dice.choice(
        [f" {text}", f"{text}\u00a0", f"{text}\n", f"\u200b{text}"]
    ),
    "with a mark": lambda text, dice: dice.choice(
        [f"P{text}", f"period {text}", f"{text}.", f"H{text}", f"#{text}"]
    ),
    "ordinal": lambda text, dice: {"1": "1st", "2": "2nd", "3": "3rd"}.get(text, f"{text}th"),
    "Roman": lambda text, dice: ["", "I", "II", "III", "IV"][int(text)],
    "a range": lambda text, dice: f"{text}-4",
    "full-width digit": lambda text, dice: chr(0xFF10 + int(text)),
    "Arabic digit": lambda text, dice: chr(0x0660 + int(text)),
    "circled digit": lambda text, dice: dice.choice(
        [chr(0x245F + int(text)), "\u00b9\u00b2\u00b3\u2074"[int(text) - 1]]
    ),
    "boolean": lambda text, dice: True if text == "1" else None,
    "a half": lambda text, dice: int(text) + 0.5,
    "decimal text": lambda text, dice: f"{text}.0",
    "error": lambda text, dice: dice.choice(["#REF!", "#VALUE!", "#N/A"]),
    "formula without result": lambda text, dice: f"={text}",
    "words": lambda text, dice: dice.choice(["TBD", "n/a", "-", "start", "end", "always", "\u221e"]),
    "index from 0": lambda text, dice: 0 if text == "1" else None,
    "negative": lambda text, dice: -int(text),
}


def _in_a_date_format(draft: Draft) -> Touch | None:
    """A period number in a cell that still has a date's or a time's format: 2 is shown as 1900-01-02."""
    spot = a_period(draft)
    if spot is None:
        return None
    spot.cell.number_format = draft.random.choice(_FORMATS)
    return spot.touched(f"period {spot.cell.value} with the format {spot.cell.number_format}")


def _date_with_a_format(draft: Draft) -> Touch | None:
    """A date that is shown otherwise: as another style of date, or as a bare number."""
    spot = a_date(draft)
    if spot is None:
        return None
    spot.cell.number_format = draft.random.choice([*_FORMATS, "General", "0", "@", "#,##0"])
    return spot.touched(f"date with the format {spot.cell.number_format}")


def _lost_epoch(draft: Draft) -> Touch | None:
    """Dates copied between workbooks of two epochs are four years and a day off; the window never comes."""
    later = {Kind.FROM: 1462, Kind.TO: -1462}
    spot = draft.spot(WINDOWS, fit=lambda spot: isinstance(spot.cell.value, dt.date))
    if spot is None:
        return None
    spot.cell.value = spot.cell.value + dt.timedelta(days=later[spot.column.kind])
    return spot.touched(f"shifted by an epoch to {spot.cell.value}")


def _far_future(draft: Draft) -> Touch | None:
    """A slip of the year; for To it may well be meant as "until further notice"."""
    spot = draft.spot((Kind.FROM, Kind.DATE), fit=lambda spot: isinstance(spot.cell.value, dt.date))
    if spot is None:
        return None
    spot.cell.value = spot.cell.value.replace(year=draft.random.choice([9999, 3027, 2207]))
    return spot.touched(f"in the far future, {spot.cell.value}")


HABITS = (
    *family("date", {name: retyped(a_date, name, spell) for name, spell in DATES.items()}),
    *family("period", {name: retyped(a_period, name, spell) for name, spell in PERIODS.items()}),
    *family(
        "date",
        {
            "another format": _date_with_a_format,
            "epoch lost": _lost_epoch,
            "far future": _far_future,
        },
    ),
    *family("period", {"in a date's format": _in_a_date_format}),
)
