"""Measuring: the script that makes letter_widths.json, the widths of letters, from two font files.

The files are those of Liberation Sans 2, as wide as Arial letter by letter: LiberationSans-Regular.ttf and
LiberationSans-Bold.ttf of Debian's fonts-liberation (fonts-liberation2 up to Debian 12), found with
``fc-list``. It needs fonttools::

    python -m solver.drawing.measure_letters REGULAR.ttf BOLD.ttf > solver/drawing/letter_widths.json
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

_BLOCKS = (
    range(0x20, 0x300),  # Latin, extended A and B, phonetic letters, of which some are letters of Azerbaijani
    range(0x370, 0x530),  # Greek, Cyrillic
    range(0x1E00, 0x2300),  # Latin and Greek with accents, punctuation, currencies, arrows, operators
    range(0x25A0, 0x2600),  # geometric shapes
)


def main() -> None:
    """The file's text: ``{"regular": {"556": "abdegh..."}, ...}``, widths in 1/1000 em."""
    _, regular, bold = sys.argv
    widths = {"regular": _letters_by_width(regular), "bold": _letters_by_width(bold)}
    text = json.dumps(widths, ensure_ascii=False, indent=1) + "\n"
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write("".join(map(_visible, text)))


def _letters_by_width(path: str) -> dict[int, str]:
    """The letters that a font has, under their width, narrow ones first.

    A letter with an accent is left out where it is as wide as the one without.
    """
    from fontTools.ttLib import TTFont  # type: ignore[import-not-found, unused-ignore] # only needed here

    font = TTFont(path)
    glyphs, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
    widths = {chr(code): round(advances[glyph][0] * 1000 / em) for code, glyph in glyphs.items()}
    letters: defaultdict[int, str] = defaultdict(str)
    for letter in filter(widths.__contains__, _asked_for()):
        plain = unicodedata.normalize("NFD", letter)[0]
        if letter == plain or widths[letter] != widths.get(plain):
            letters[widths[letter]] += letter
    return dict(sorted(letters.items()))


def _asked_for() -> Iterator[str]:
    """The letters whose width may be asked for: composed, and neither marks nor signs of control."""
    for letter in (chr(code) for block in _BLOCKS for code in block):
        composed = unicodedata.is_normalized("NFC", letter)
        if composed and unicodedata.category(letter) not in ("Mn", "Me", "Cf", "Cc"):
            yield letter


def _visible(letter: str) -> str:
    """The letter as it stands in the file: blanks of other widths by their number."""
    return letter if letter.isprintable() or letter == "\n" else f"\\u{ord(letter):04x}"


if __name__ == "__main__":
    main()
