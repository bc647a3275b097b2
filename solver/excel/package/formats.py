"""Number formats: which cells show dates, times or codes with leading zeros."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

from solver.excel.package.markup import MAIN, Handlers, is_true, parse
from solver.excel.package.package import Package
from solver.excel.package.text import STRIKE

CELL_STYLES, CELL_STYLE, FONTS, FONT = MAIN + "cellXfs", MAIN + "xf", MAIN + "fonts", MAIN + "font"
NUMBER_FORMAT = MAIN + "numFmt"
LISTS = frozenset((CELL_STYLES, FONTS))
ZEROS = re.compile(r"0{2,}")
EAST_ASIAN_DATES = frozenset([*range(27, 37), *range(50, 59)])
"""Built-in formats that are dates in some languages of Excel and in no list of openpyxl's."""
MOST_CODE = 255
"""Characters of a format code that Excel allows; a search through 100,000 brackets would take minutes."""


class Shows(Enum):
    """What a number format makes of a number."""

    NUMBER = "number"
    DATE = "date or time"
    DURATION = "duration"
    CODE = "code with leading zeros"


@dataclass(frozen=True, slots=True)
class Format:
    """How a cell shows a number; ``digits`` is the width of a code with leading zeros.

    ``struck``: whether its font is struck through.
    """

    shows: Shows = Shows.NUMBER
    digits: int = 0
    struck: bool = False


PLAIN = Format()


def read_formats(package: Package, part: str) -> list[Format]:
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


def _format(number: str, code: str | None) -> Format:
    if number == "0":
        return PLAIN
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    if code is None:
        if number.isdecimal() and int(number) in EAST_ASIAN_DATES:
            return Format(Shows.DATE)
        code = BUILTIN_FORMATS.get(int(number) if number.isdecimal() else 0, "General")
    if len(code) > MOST_CODE:
        return PLAIN
    if ZEROS.fullmatch(code):
        return Format(Shows.CODE, len(code))
    if is_timedelta_format(code):
        return Format(Shows.DURATION)
    return Format(Shows.DATE) if is_date_format(code) else PLAIN
