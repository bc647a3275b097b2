"""Text as the file stores it: shared strings, rich text as plain, escaped characters."""

from __future__ import annotations

import re

from solver.workbook.ooxml.markup import MAIN, Handlers, parse
from solver.workbook.ooxml.package import Package
from solver.workbook.ooxml.refusal import too_large

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
MOST_STRINGS = 1_500_000
ITEM, RUN_TEXT, PHONETIC = MAIN + "si", MAIN + "t", MAIN + "rPh"


def plain(text: str) -> str:
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
        self.listening = False
        self.phonetic = False

    def start(self, tag: str, _: dict[str, str]) -> None:
        if tag == RUN_TEXT:
            self.listening = not self.phonetic
        elif tag == ITEM:
            self.pieces = []
        elif tag == PHONETIC:
            self.phonetic = True

    def end(self, tag: str) -> None:
        if tag == RUN_TEXT:
            self.listening = False
        elif tag == ITEM:
            self.items.append(plain("".join(self.pieces)))
            if len(self.items) > MOST_STRINGS:
                raise too_large(f"the workbook holds more than {MOST_STRINGS:,} different texts")
        elif tag == PHONETIC:
            self.phonetic = False

    def text(self, piece: str) -> None:
        if self.listening:
            self.pieces.append(piece)


def read_strings(package: Package, part: str) -> list[str]:
    """The texts that cells refer to by number."""
    if not part or not package.has(part):
        return []
    items = _Items()
    parse(package, part, Handlers(items.start, items.end, items.text))
    return items.items
