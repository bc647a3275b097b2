"""Text as the file stores it: shared strings, rich text as plain, escaped characters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from solver.excel.package.markup import MAIN, Handlers, is_true, parse
from solver.excel.package.package import Package
from solver.excel.package.refusal import too_large

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
MOST_STRINGS = 1_500_000
ITEM, RUN, RUN_TEXT, PHONETIC = MAIN + "si", MAIN + "r", MAIN + "t", MAIN + "rPh"
STRIKE = MAIN + "strike"


@dataclass(frozen=True, slots=True)
class Strings:
    """The texts that cells refer to by number; ``struck``: numbers of those struck through as a whole."""

    texts: list[str]
    struck: frozenset[int] = field(default_factory=frozenset)


class Strikes:
    """How much of a text is struck through, run by run; blanks do not count."""

    def __init__(self) -> None:
        self.run = False
        self.letters = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A run begins, or says that it is struck through."""
        if tag == STRIKE:
            self.run = is_true(attributes.get("val", "1"))
        elif tag == RUN:
            self.run = False

    def text(self, piece: str) -> None:
        """A piece of the run's text."""
        if self.run:
            self.letters += len(piece.strip())

    def finish(self, pieces: list[str]) -> bool:
        """Whether the whole text was struck through; the next begins."""
        whole = self.letters > 0 and self.letters == sum(len(piece.strip()) for piece in pieces)
        self.run, self.letters = False, 0
        return whole


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
        self.struck: set[int] = set()
        self.strikes = Strikes()
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
            self.items.append(plain("".join(self.pieces)))
            if len(self.items) > MOST_STRINGS:
                raise too_large(f"the workbook holds more than {MOST_STRINGS:,} different texts")
        elif tag == PHONETIC:
            self.phonetic = False

    def text(self, piece: str) -> None:
        if self.listening:
            self.pieces.append(piece)
            self.strikes.text(piece)


def read_strings(package: Package, part: str) -> Strings:
    """The texts that cells refer to by number."""
    if part not in package:
        return Strings([])
    items = _Items()
    parse(package, part, Handlers(items.start, items.end, items.text))
    return Strings(items.items, frozenset(items.struck))
