"""Cell values: stored text, rich values included, to the value that a planner sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from solver.excel.package.package import Package
from solver.excel.package.refusals import UnreadableError, damaged
from solver.excel.package.strings_and_formats import PLAIN, CellFormat, FormatKind, SharedStrings, unescaped
from solver.excel.package.xml_parts import MAIN, Handlers, parse
from solver.tables import ErrorValue, RichValue, Uncalculated

RICH_VALUE_METADATA = "XLRICHVALUE"
"""The metadata that leads to a rich value."""
GEOGRAPHY, STOCKS = "Map", "Finance"
"""Icons of Excel's two oldest data types; others share one or have their own."""
PICTURES = ("_localimage", "_webimage", "_imageurl")
DATA_TYPES = {GEOGRAPHY: "Excel's Geography data type", STOCKS: "Excel's Stocks data type"}
A_PICTURE = RichValue(what="a picture in the cell", remedy="take the picture out, and type the value")
TO_TEXT = "convert it to text (right click, Data Type, Convert to Text)"
UNKNOWN_RICH_VALUE = RichValue(
    what="one of Excel's data types (Geography, Stocks or the like)", remedy=TO_TEXT
)
PYTHON = RichValue(
    what="a Python object", remedy="let it give a value (Python output, Excel Value), or type the value"
)


def read_rich(package: Package, metadata: str, values: str, structures: str) -> list[RichValue | None]:
    """The rich value for each ``vm`` of a cell, in order from 1; None for errors and for what is no value.

    ``metadata``, ``values``, ``structures``: the parts that hold them, blank where there are none.
    They matter for a message only: damaged ones stop nothing, and leave open which data type it is.
    """
    if not metadata or metadata not in package:
        return []
    try:
        places = _places(package, metadata)
        kinds = _entries(package, structures) if structures in package else []
        held = _entries(package, values) if values in package else []
    except UnreadableError:
        return []
    return [_meant(held, kinds, place) for place in places]


def _meant(held: Sequence[_Entry], kinds: Sequence[_Entry], place: int | None) -> RichValue | None:
    """The rich value at a place."""
    if place is None:
        return None
    value = held[place] if 0 <= place < len(held) else None
    at = int(value.of) if value and value.of.isdecimal() else -1
    if value is None or not 0 <= at < len(kinds):
        return UNKNOWN_RICH_VALUE
    kind = kinds[at].of.casefold()
    if kind == "_error":
        return None
    if kind in PICTURES:
        return A_PICTURE
    if kind == "_python":
        return PYTHON
    said = dict(zip(kinds[at].texts, value.texts, strict=False))
    return RichValue(
        what=DATA_TYPES.get(said.get("_Icon", ""), UNKNOWN_RICH_VALUE.what),
        remedy=TO_TEXT,
        shown=" ".join(said.get("_DisplayString", "").split()),
    )


@dataclass(slots=True)
class _Entry:
    """A rich value or the structure of some: what it is one of, and its values or their names in order."""

    of: str
    texts: list[str] = field(default_factory=list)


def _entries(package: Package, part: str) -> list[_Entry]:
    """The entries of either part: values with what they hold, or structures with the names of that."""
    entries: list[_Entry] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "rv" or (name == "s" and "t" in attributes):
            entries.append(_Entry(attributes.get("s" if name == "rv" else "t", "")))
        elif name == "k" and entries:
            entries[-1].texts.append(attributes.get("n", ""))
        elif name == "v" and entries:
            entries[-1].texts.append("")
            inside.append(name)

    def end(tag: str) -> None:
        if inside and tag.rpartition(" ")[2] == "v":
            inside.pop()

    def text(piece: str) -> None:
        if inside:
            entries[-1].texts[-1] += piece

    parse(package, part, Handlers(start, end, text))
    return entries


@dataclass(slots=True)
class _Metadata:
    """Names of the kinds of metadata, rich values that blocks lead to, and the block of each ``vm``."""

    kinds: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    blocks: list[tuple[str, str]] = field(default_factory=list)
    section: str = ""


def _places(package: Package, part: str) -> list[int | None]:
    """Where the rich value of each ``vm`` stands in their list; None where it is no rich value."""
    seen = _Metadata()

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if tag == MAIN + "metadataType":
            seen.kinds.append(attributes.get("name", ""))
        elif tag == MAIN + "futureMetadata":
            seen.section = attributes.get("name", "")
        elif tag in (MAIN + "valueMetadata", MAIN + "cellMetadata"):
            seen.section = name
        elif name == "rvb" and seen.section == RICH_VALUE_METADATA:
            seen.leads.append(attributes.get("i", ""))
        elif tag == MAIN + "rc" and seen.section == "valueMetadata":
            seen.blocks.append((attributes.get("t", ""), attributes.get("v", "")))

    parse(package, part, Handlers(start))
    return [_place(seen, kind, block) for kind, block in seen.blocks]


def _place(seen: _Metadata, kind: str, block: str) -> int | None:
    if not (kind.isdecimal() and block.isdecimal() and 1 <= int(kind) <= len(seen.kinds)):
        return None
    if seen.kinds[int(kind) - 1] != RICH_VALUE_METADATA or int(block) >= len(seen.leads):
        return None
    lead = seen.leads[int(block)]
    return int(lead) if lead.isdecimal() else None


MOST_TEXT = 1_000_000
"""Characters in a cell; Excel holds 32,767."""


@dataclass(frozen=True, slots=True)
class PaddedNumber:
    """A number that its format shows with leading zeros: 7 shown as ``0007``."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class ValueDecoder:
    """Turns stored text into values by the workbook's texts, formats, date system and rich values."""

    strings: SharedStrings
    formats: list[CellFormat]
    starts_1904: bool
    rich: list[RichValue | None] = field(default_factory=list)

    def error(self, stored: str, metadata: str) -> ErrorValue:
        """The value of a cell that stores an error; ``metadata``: its ``vm``, which may say what it holds."""
        number = int(metadata) if metadata.isdecimal() else 0
        return ErrorValue(
            stored, self.rich[number - 1] if 1 <= number <= len(self.rich) else UNKNOWN_RICH_VALUE
        )

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
        return _text(unescaped(stored))

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
        if shown is PLAIN or shown.shows is FormatKind.NUMBER:
            return number
        if shown.shows is FormatKind.CODE:
            if number == int(number) and number >= 0:
                return PaddedNumber(int(number), f"{int(number):0{shown.digits}d}")
            return number
        return _moment(number, shown.shows is FormatKind.DURATION, self.starts_1904)

    def _format(self, style: str) -> CellFormat:
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
