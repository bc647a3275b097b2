"""Letters: how wide a text is in the typeface of the drawings, and the text cut or wrapped to its room.

Measured and cut is what is drawn: a hidden sign is as wide as the number by which it is shown.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import accumulate

from solver.text.visible import visible_text

TYPEFACE = 'Arial, "Liberation Sans", Arimo, Helvetica, sans-serif'
"""The faces that texts are measured for: letter by letter they are equally wide."""

ELLIPSIS = "…"

NOISE = 1e-6
"""Px by which a text may be wider than its room: what adding up widths and rooms leaves."""

_EAST_ASIAN, _PICTURE, _UNKNOWN = 1000, 1350, 750
"""In 1/1000 em, for letters drawn in a face that nobody knows: rather too wide than too narrow."""

_PICTURES = re.compile("[\u2190-\u2bff\U0001f000-\U0001f1e5\U0001f200-\U0001faff]")
"""Symbols and emoji; not the letters of which two make a flag: these are as wide as letters."""

_JOINER = "\u200d"
_BLANKS = re.compile(r"[^\S\u00a0\u2007\u202f]+")
"""Blanks at which a line may end; three others hold words together."""
_BREAK = re.compile(r"(?<= )|(?<=[^\s/-][/-])(?=[^\s/-])")
"""A place between words, or behind the slash or hyphen within one; never behind the minus of a number."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in px, at a type size in px, without kerning."""
    return _width(visible_text(text), size, bold=bold)


def _width(shown: str, size: float, *, bold: bool) -> float:
    """The width of a text that has no hidden signs."""
    return sum(_thousandths(letter, bold) for letter in unicodedata.normalize("NFC", shown)) * size / 1000


def _fits(text: str, room: float, size: float, *, bold: bool) -> bool:
    """Whether a text is no wider than its room."""
    return _width(text, size, bold=bold) <= room + NOISE


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text where it fits its room (px), else as much as fits, with '…'; "" where not even that does."""
    text = visible_text(text)
    if _fits(text, room, size, bold=bold):
        return text
    fitting = ""
    for beginning in accumulate(_whole_letters(text), initial=""):
        shortened = beginning.rstrip() + ELLIPSIS
        if not _fits(shortened, room, size, bold=bold):
            break
        fitting = shortened
    return fitting


def wrapped(text: str, room: float, size: float, *, most: int = 2, bold: bool = False) -> tuple[str, ...]:
    """The text in lines that fit their room (px), ``most`` of them at most, the last cut where text is left.

    Lines end between words and behind a slash or hyphen; a word too long for a
    line of its own is cut. No line is empty: no lines where not even '…' fits.
    """
    lines: list[str] = []
    rest = _BLANKS.sub(" ", visible_text(text)).strip()
    while len(lines) < most - 1 and not _fits(rest, room, size, bold=bold):
        end = _line_end(rest, room, size, bold=bold)
        lines.append(cut(rest[:end].rstrip(), room, size, bold=bold))
        rest = rest[end:]
    lines.append(cut(rest, room, size, bold=bold))
    return tuple(line for line in lines if line)


def _line_end(text: str, room: float, size: float, *, bold: bool) -> int:
    """The last place at which a line may end and still fit; the first place where none fits."""
    breaks = (found.end() for found in _BREAK.finditer(text))
    end, *further = [*(place for place in breaks if not _is_joined(text[place])), len(text)]
    for place in further:
        if not _fits(text[:place].rstrip(), room, size, bold=bold):
            break
        end = place
    return end


def _whole_letters(text: str) -> list[str]:
    """The letters, each with all that is drawn into it: marks, and what a joiner ties to it."""
    letters: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if letters and (_is_joined(letter) or letters[-1].endswith(_JOINER)):
            letters[-1] += letter
        else:
            letters.append(letter)
    return letters


def _is_joined(letter: str) -> bool:
    """Whether a letter belongs to the one before it."""
    return unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf")


@cache
def _thousandths(letter: str, bold: bool) -> int:
    """The width of a letter in 1/1000 em: as measured, else a cautious one for its kind."""
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    plain = unicodedata.normalize("NFD", letter)[0]
    known = _measured(bold)
    return known.get(letter) or known.get(plain) or _by_kind(letter)


def _by_kind(letter: str) -> int:
    """A width for a letter that the typeface lacks."""
    if _PICTURES.match(letter):
        return _PICTURE
    return _EAST_ASIAN if unicodedata.east_asian_width(letter) in "WF" else _UNKNOWN


@cache
def _measured(bold: bool) -> dict[str, int]:
    """The letters of the typeface with their widths, as measure_letters.py wrote them.

    A letter with an accent is missing where it is as wide as the one without.
    """
    text = files(__package__).joinpath("letter_widths.json").read_text(encoding="utf-8")
    letters_by_width = json.loads(text)["bold" if bold else "regular"]
    return {letter: int(width) for width, letters in letters_by_width.items() for letter in letters}
