"""One cell's stored text to the value that a planner sees in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from solver.excel.package.formats import PLAIN, Format, Shows
from solver.excel.package.refusal import damaged
from solver.excel.package.rich import UNKNOWN
from solver.excel.package.text import Strings, plain
from solver.tables import ErrorValue, RichValue, Uncalculated

MOST_TEXT = 1_000_000
"""Characters in a cell; Excel holds 32,767."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A number that its format shows with leading zeros: 7 shown as ``0007``."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Decoder:
    """What turns stored text into values: the workbook's texts, formats, date system and rich values."""

    strings: Strings
    formats: list[Format]
    starts_1904: bool
    rich: list[RichValue | None] = field(default_factory=list)

    def error(self, stored: str, metadata: str) -> ErrorValue:
        """The value of a cell that stores an error; ``metadata``: its ``vm``, which may say what it holds."""
        number = int(metadata) if metadata.isdecimal() else 0
        return ErrorValue(stored, self.rich[number - 1] if 1 <= number <= len(self.rich) else UNKNOWN)

    def value(self, kind: str, style: str, stored: str) -> object:
        """The value of a cell of that type (``n``, ``s``, ``b`` ...) and style; None if blank.

        Raises UnreadableError where the cell refers to a text that is not there.
        """
        if kind == "n":
            return self._number(style, stored)
        if kind == "s":
            return _text(self._shared(stored))
        if kind == "b":
            return stored.strip() in ("1", "true")
        if kind == "e":
            return ErrorValue(stored)
        if kind == "d":
            return _iso_date(stored)
        return _text(plain(stored))

    @property
    def strikes(self) -> bool:
        """Whether any style or text of the workbook is struck through."""
        return bool(self.strings.struck) or any(shown.struck for shown in self.formats)

    def is_struck(self, kind: str, style: str, stored: str) -> bool:
        """Whether a cell is struck through, by its style or by its whole text."""
        if self._format(style).struck:
            return True
        return kind == "s" and stored.isdigit() and int(stored) in self.strings.struck

    def _shared(self, stored: str) -> str:
        try:
            number = int(stored)
            if number >= 0:
                return self.strings.texts[number]
        except (ValueError, IndexError):
            pass
        raise damaged(f"a cell refers to text number {stored[:20]}, which the file does not hold")

    def _number(self, style: str, stored: str) -> object:
        number = _plain_number(stored)
        if isinstance(number, str | ErrorValue | None):
            return number
        shown = self._format(style)
        if shown is PLAIN or shown.shows is Shows.NUMBER:
            return number
        if shown.shows is Shows.CODE:
            if number == int(number) and number >= 0:
                return Coded(int(number), f"{int(number):0{shown.digits}d}")
            return number
        return _moment(number, shown.shows is Shows.DURATION, self.starts_1904)

    def _format(self, style: str) -> Format:
        try:
            return self.formats[int(style)] if style else PLAIN
        except (ValueError, IndexError):
            return PLAIN


def uncalculated(formula: str) -> Uncalculated:
    """A formula whose result the file does not hold, as the planner would see it."""
    return Uncalculated(f"={formula}" if formula else "")


def _text(text: str) -> str | None:
    """The text, or None where there is nothing but blanks."""
    if len(text) > MOST_TEXT:
        raise damaged("a cell holds a text of more than a million characters")
    return text if text and not text.isspace() else None


def _plain_number(stored: str) -> int | float | str | ErrorValue | None:
    """The number; text that is none stays text, to be named with its cell later."""
    if len(stored) < 16 and stored.isdigit() and stored.isascii():
        return int(stored)
    stored = stored.strip()
    if not stored:
        return None
    try:
        number = float(stored)
    except ValueError:
        return stored
    if number - number != 0:  # infinite, or not a number: no cell of Excel's holds that
        return ErrorValue("#NUM!")
    return int(number) if abs(number) < 1e15 and stored.lstrip("-").isdigit() else number


def _moment(number: float, duration: bool, starts_1904: bool) -> object:
    """The date, time or duration; the number itself where no calendar reaches (shown as #### by Excel).

    No calendar has the 29 February 1900, either, which Excel shows for the number 60.
    """
    if number < 0 or (60 <= number < 61 and not duration and not starts_1904):
        return number
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

    try:
        moment = from_excel(number, MAC_EPOCH if starts_1904 else WINDOWS_EPOCH, timedelta=duration)
    except (OverflowError, ValueError):
        return number
    if isinstance(moment, dt.datetime) and moment.time() == dt.time():
        return moment.date()
    return moment


def _iso_date(stored: str) -> object:
    text = stored.strip()
    for read in (dt.date.fromisoformat, dt.time.fromisoformat, dt.datetime.fromisoformat):
        try:
            moment: dt.date | dt.time = read(text)
        except ValueError:
            continue
        if isinstance(moment, dt.datetime):
            moment = moment.replace(tzinfo=None)
            return moment.date() if moment.time() == dt.time() else moment
        return moment
    return text or None
