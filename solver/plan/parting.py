"""How one cell's text parts into several names, and the separators that only might part them."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from solver.plan.spelling import unescaped
from solver.tables import fold
from solver.workbook.columns import Column, Kind
from solver.workbook.layout import LIST_SEPARATOR

_PARTS = re.compile(
    "[;"
    "\u037e\u061b\u204f\ufe14\ufe54\uff1b"  # semicolons of Greek, Arabic and East Asian keyboards
    "\n\r\v\f\x85\u2028\u2029"  # line breaks (Alt+Enter)
    "]"
)

_BY_COMMAS = re.compile("[,\u060c\u3001\ufe10\ufe11\ufe50\ufe51\uff0c\uff64]")
_BY_SLASHES = re.compile("[/\\\\\u2044\u2215\uff0f\uff3c]")
_BY_BARS = re.compile("[|\u00a6\u2016\uff5c\u2022\u00b7\u2219\u22c5\u30fb]")
_BY_WORDS = re.compile(
    r"\s(?:and|or|plus|und|oder|et|ou|y|e|ja|og|och|ve|oraz|та|і|и|&|\+|-|\u2010|\u2011|\u2012|\u2013|\u2014)\s|[&+]",  # noqa: RUF001
    re.IGNORECASE,
)

_ASKED = ((_PARTS, False), (_BY_COMMAS, False), (_BY_SLASHES, False), (_BY_BARS, False), (_BY_WORDS, True))
"""Separators that are asked about, and whether each is none where it leaves anything but known names."""

BLANK = "blanks"

_MOST_WORDS = 10


@dataclass(frozen=True, slots=True)
class Parted:
    """A text that may be several names: what stands between them, the names, and which are known.

    ``separator``: as a message shows it, ``','``; or ``blanks``.
    """

    separator: str
    names: tuple[str, ...]
    known: tuple[str, ...]

    @property
    def all_known(self) -> bool:
        """Whether every part is a known name."""
        return len(self.known) == len(self.names)


def part(text: str) -> list[str]:
    """The texts that the separators of a list part: any semicolon, any line break."""
    return _PARTS.split(unescaped(text))


def asked_about(name: str, known: Container[str]) -> Parted | None:
    """How a name would part into several, the known ones by ``known`` (folded); None where it would not.

    A comma, a slash or a bar parts names whether they are known or not. A word
    such as 'and' does so only where all of them are known (else none is said to
    be), and blanks only where they leave nothing but known ones.
    """
    asked: Parted | None = None
    for pattern, only_known in _ASKED:
        between = pattern.search(name)
        if between is None:
            continue
        names = tuple(" ".join(piece.split()) for piece in pattern.split(name))
        names = tuple(piece for piece in names if piece)
        if not names or (len(names) == 1 and (only_known or fold(names[0]) == fold(name))):
            continue
        found = Parted(
            f"'{between[0].strip()}'", names, tuple(piece for piece in names if fold(piece) in known)
        )
        if found.all_known or (found.known and not only_known):
            return found
        if len(names) > 1:
            asked = asked or (Parted(found.separator, names, ()) if only_known else found)
    return _by_blanks(name, known) or asked


def how_to_part(parted: Parted, column: Column) -> str:
    """What to do where a cell holds several names in one."""
    if column.kind is Kind.NAMES:
        return f"separate several by {LIST_SEPARATOR}, not by {parted.separator}"
    return f"{column.name} takes one name: give each a row of its own"


def _by_blanks(name: str, known: Container[str]) -> Parted | None:
    """A name that is nothing but known ones, with blanks between them."""
    words = name.split()
    names = _known_words(words, known, len(words) - 1) if 1 < len(words) <= _MOST_WORDS else ()
    return Parted(BLANK, names, names) if names else None


def _known_words(words: list[str], known: Container[str], longest: int) -> tuple[str, ...]:
    """Words put together to known names of at most so many, none of them left over; else nothing."""
    for length in range(longest, 0, -1):
        first = " ".join(words[:length])
        if fold(first) not in known:
            continue
        if length == len(words):
            return (first,)
        rest = _known_words(words[length:], known, len(words) - length)
        if rest:
            return (first, *rest)
    return ()
