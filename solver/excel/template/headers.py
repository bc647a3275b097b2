"""The header row of the template: how a header looks, what its note says, how wide its column is."""

from __future__ import annotations

import math
from collections.abc import Iterable

from openpyxl.comments import Comment

from solver import schema
from solver.excel import styles
from solver.schema.columns import Column, Kind
from solver.schema.describe import blank_words, kind_words, reference_words

HEIGHT = 42
"""Points: two lines of text, and the filter button below them."""
AUTHOR = "forcegen"

_LEAST_WIDTH = {
    Kind.NAME: 16,
    Kind.NAMES: 20,
    Kind.TEXT: 24,
    Kind.ANY: 16,
    Kind.CHOICE: 11,
    Kind.YES_NO: 9,
    Kind.FROM: 11,
    Kind.TO: 11,
    Kind.MONEY: 11,
}
_OTHER_WIDTH = 9
_MOST_WIDTH = {Kind.NAME: 32, Kind.NAMES: 60, Kind.ANY: 44}
_OWN_WIDTH = {"Note": (40, 100), "Reason": (40, 60), "As of": (12, 12), "Source": (24, 24)}
"""Least and most for columns of free text; what is longer wraps, or is cut where it is an address."""
_LINE = 13.0
"""Points that a line of text is high."""
_MOST_HEIGHT = 400.0  # Excel allows 409


def header_style(column: Column) -> str:
    """Dark for what must be filled in, light for what may be, grey for where a row comes from."""
    if column in schema.COMMON:
        return styles.PROVENANCE
    return styles.REQUIRED if column.required else styles.OPTIONAL


def note_text(column: Column) -> str:
    """What a column means, takes, and means when blank, a line each."""
    lines = [column.meaning, "", f"Takes {kind_words(column)}.", _sentence(blank_words(column))]
    if column.refers_to:
        lines.append(_sentence(reference_words(column)))
    return "\n".join(lines)


def header_note(column: Column) -> Comment:
    """The note that opens when the mouse rests on a header, as large as its text."""
    text = note_text(column)
    lines = sum(max(1, math.ceil(len(line) / 44)) for line in text.split("\n"))
    return Comment(text, AUTHOR, width=300, height=24 + 16 * lines)


def column_width(column: Column, texts: Iterable[str]) -> float:
    """Wide enough for the header on two lines and for what stands below, within reason (characters)."""
    longest = max((len(text) for text in texts), default=0) + 2
    if column.name in _OWN_WIDTH:
        least, most = _OWN_WIDTH[column.name]
        return min(max(least, longest), most)
    wanted = max(_LEAST_WIDTH.get(column.kind, _OTHER_WIDTH), _header_width(column.name))
    wanted = max([wanted, *(len(word) + 3 for word in column.choices)])
    return min(max(wanted, longest), max(wanted, _MOST_WIDTH.get(column.kind, 16)))


def row_height(text: str, width: float) -> float | None:
    """Points for a row whose long text takes several lines; None leaves one line to Excel."""
    room = width * 1.15  # letters are narrower than digits
    lines = sum(max(1, math.ceil(len(part) / room)) for part in text.split("\n"))
    return min(lines * _LINE + 2, _MOST_HEIGHT) if lines > 1 else None


def _header_width(name: str) -> float:
    """Characters that let a bold header stand on two lines, broken between words."""
    words = name.split()
    breaks = [max(len(" ".join(words[:cut])), len(" ".join(words[cut:]))) for cut in range(1, len(words) + 1)]
    return min(breaks) * 1.1 + 2


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
