"""Number formats: which cells show dates, times or codes with leading zeros."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from solver.workbook.ooxml.markup import MAIN, Handlers, parse
from solver.workbook.ooxml.package import Package

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
    """How a cell shows a number; ``digits`` is the width of a code with leading zeros."""

    shows: Shows = Shows.NUMBER
    digits: int = 0


PLAIN = Format()


def read_formats(package: Package, part: str) -> list[Format]:
    """The format of each cell style, in the order in which cells refer to them."""
    if not part or not package.has(part):
        return []
    codes: dict[str, str] = {}
    used: list[str] = []
    inside = [False]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == MAIN + "numFmt":
            codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif tag == MAIN + "cellXfs":
            inside[0] = True
        elif inside[0] and tag == MAIN + "xf":
            used.append(attributes.get("numFmtId", "0"))

    def end(tag: str) -> None:
        if tag == MAIN + "cellXfs":
            inside[0] = False

    parse(package, part, Handlers(start, end))
    known = {number: _format(number, codes.get(number)) for number in set(used)}
    return [known[number] for number in used]


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
