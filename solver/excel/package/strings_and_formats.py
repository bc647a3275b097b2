"""Shared strings and cell formats: the lists that cells refer to by number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum

from solver.excel.package.package import Package
from solver.excel.package.refusals import too_large
from solver.excel.package.xml_parts import MAIN, Handlers, is_true, parse

CELL_STYLES, CELL_STYLE, FONTS, FONT = MAIN + "cellXfs", MAIN + "xf", MAIN + "fonts", MAIN + "font"
NUMBER_FORMAT = MAIN + "numFmt"
LISTS = frozenset((CELL_STYLES, FONTS))
ZEROS = re.compile(r"0{2,}")
EAST_ASIAN_DATES = frozenset([*range(27, 37), *range(50, 59)])
"""Built-in formats that are dates in some languages of Excel and in no list of openpyxl's."""
MOST_CODE = 255
"""Characters of a format code that Excel allows; a search through 100,000 brackets would take minutes."""


class FormatKind(Enum):
    """What a number format makes of a number."""

    NUMBER = "number"
    DATE = "date or time"
    DURATION = "duration"
    CODE = "code with leading zeros"


@dataclass(frozen=True, slots=True)
class CellFormat:
    """How a cell shows a number; ``digits`` is the width of a code with leading zeros.

    ``struck``: whether its font is struck through.
    """

    shows: FormatKind = FormatKind.NUMBER
    digits: int = 0
    struck: bool = False


PLAIN = CellFormat()


def read_formats(package: Package, part: str) -> list[CellFormat]:
    """The format of each cell style, in the order in which cells refer to them."""
    if part not in package:
        return []
    styles = _Styles()
    parse(package, part, Handlers(styles.start, styles.end))
    known = {number: _format(number, styles.codes.get(number)) for number, _ in set(styles.used)}
    return [
        replace(known[number], struck=True) if font in styles.struck else known[number]
        for number, font in styles.used
    ]


class _Styles:
    """Gathers number formats, the fonts that are struck through, and what each cell style uses of both."""

    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.used: list[tuple[str, str]] = []
        self.struck: set[str] = set()
        self.fonts = -1
        self.inside = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in LISTS:
            self.inside = tag
        elif tag == NUMBER_FORMAT:
            self.codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif self.inside == CELL_STYLES and tag == CELL_STYLE:
            self.used.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))
        elif self.inside == FONTS and tag == FONT:
            self.fonts += 1
        elif self.inside == FONTS and tag == STRIKE and is_true(attributes.get("val", "1")):
            self.struck.add(str(self.fonts))

    def end(self, tag: str) -> None:
        if tag in LISTS:
            self.inside = ""


def _format(number: str, code: str | None) -> CellFormat:
    if number == "0":
        return PLAIN
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    if code is None:
        if number.isdecimal() and int(number) in EAST_ASIAN_DATES:
            return CellFormat(FormatKind.DATE)
        code = BUILTIN_FORMATS.get(int(number) if number.isdecimal() else 0, "General")
    if len(code) > MOST_CODE:
        return PLAIN
    if ZEROS.fullmatch(code):
        return CellFormat(FormatKind.CODE, len(code))
    if is_timedelta_format(code):
        return CellFormat(FormatKind.DURATION)
    return CellFormat(FormatKind.DATE) if is_date_format(code) else PLAIN


ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
MOST_STRINGS = 1_500_000
ITEM, RUN, RUN_TEXT, PHONETIC = MAIN + "si", MAIN + "r", MAIN + "t", MAIN + "rPh"
STRIKE = MAIN + "strike"


@dataclass(frozen=True, slots=True)
class SharedStrings:
    """The texts that cells refer to by number; ``struck``: numbers of those struck through as a whole."""

    texts: list[str]
    struck: frozenset[int] = field(default_factory=frozenset)


class StrikeThrough:
    """How much of a text is struck through, run by run; blanks do not count."""

    def __init__(self) -> None:
        self.run = False
        self.letters = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note the start of a run, or that it is struck through."""
        if tag == STRIKE:
            self.run = is_true(attributes.get("val", "1"))
        elif tag == RUN:
            self.run = False

    def text(self, piece: str) -> None:
        """Count a piece of the run's text."""
        if self.run:
            self.letters += len(piece.strip())

    def finish(self, pieces: list[str]) -> bool:
        """Whether the whole text was struck through; counts from zero for the next text."""
        whole = self.letters > 0 and self.letters == sum(len(piece.strip()) for piece in pieces)
        self.run, self.letters = False, 0
        return whole


def unescaped(text: str) -> str:
    """The text as Excel shows it: ``_x000D_`` and its like stand for one character."""
    if "_x" not in text:
        return text
    shown = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return shown.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


class _Items:
    """Gathers the items of the shared strings part; phonetic guides are not part of the text."""

    def __init__(self) -> None:
        self.items: list[str] = []
        self.pieces: list[str] = []
        self.struck: set[int] = set()
        self.strikes = StrikeThrough()
        self.listening = False
        self.phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == RUN_TEXT:
            self.listening = not self.phonetic
        elif tag == ITEM:
            self.pieces = []
        elif tag == PHONETIC:
            self.phonetic = True
        else:
            self.strikes.start(tag, attributes)

    def end(self, tag: str) -> None:
        if tag == RUN_TEXT:
            self.listening = False
        elif tag == ITEM:
            if self.strikes.finish(self.pieces):
                self.struck.add(len(self.items))
            self.items.append(unescaped("".join(self.pieces)))
            if len(self.items) > MOST_STRINGS:
                raise too_large(f"the workbook holds more than {MOST_STRINGS:,} different texts")
        elif tag == PHONETIC:
            self.phonetic = False

    def text(self, piece: str) -> None:
        if self.listening:
            self.pieces.append(piece)
            self.strikes.text(piece)


def read_strings(package: Package, part: str) -> SharedStrings:
    """The texts that cells refer to by number."""
    if part not in package:
        return SharedStrings([])
    items = _Items()
    parse(package, part, Handlers(items.start, items.end, items.text))
    return SharedStrings(items.items, frozenset(items.struck))
