"""Names as planners type them: cleaned, lists separated, the nearest known name found."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass

from solver.schema import LIST_SEPARATOR
from solver.schema.columns import Column, Kind
from solver.tables import UNSEEN, fold
from solver.text.look_alikes import skeleton, told_apart

_SHORT, _LONG = 3, 6
"""Letters of a word from which one that is missing, and another one, is a slip."""
_TWO_COUNTRIES = ({"iceland", "ireland"}, {"gambia", "zambia"})


_FROM_A_PAGE = re.compile(r"&(nbsp|ensp|emsp|thinsp|#160|#xa0);?", re.IGNORECASE)


def unescape_blanks(text: str) -> str:
    """A text in which blanks as web pages write them are blanks."""
    return _FROM_A_PAGE.sub(" ", text)


def clean(text: str) -> str:
    """A name as it is shown: composed, trimmed, every run of blanks (non-breaking, too) as one."""
    return " ".join(unicodedata.normalize("NFC", unescape_blanks(text)).translate(UNSEEN).split())


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is spelled most like an unknown one; "" if none is near."""
    by_fold = {fold(candidate): candidate for candidate in sorted(known, reverse=True)}
    seen = skeleton(name)
    twins = sorted(candidate for candidate in by_fold.values() if skeleton(candidate) == seen)
    if twins:
        return twins[0]
    found = difflib.get_close_matches(fold(name), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'Estonia'?`` for the nearest known name, "" if none is near.

    Where the two look the same, the letter that tells them apart is named.
    """
    near = nearest(name, known)
    if not near:
        return ""
    letter = told_apart(name, near)
    return f"; did you mean '{near}'?" + (f" {letter[0].upper()}{letter[1:]}." if letter else "")


def is_typo(name: str, known: Iterable[str]) -> bool:
    """Whether a name is a known one but for one letter of one word: a slip of the keyboard.

    The letter is missing, or too many, or exchanged with its neighbour, or another one in a word of six and
    more: Iran and Iraq, GER-1 and GER-2, Site A and Site B are two. What looks the same is told as that.
    """
    words, seen = fold(name).split(), skeleton(name)
    for other in (fold(each).split() for each in known if skeleton(each) != seen):
        if len(other) == len(words):
            apart = [pair for pair in zip(words, other, strict=True) if pair[0] != pair[1]]
            if (
                len(apart) == 1
                and set(apart[0]) not in _TWO_COUNTRIES
                and _one_letter_apart(*sorted(apart[0], key=len))
            ):
                return True
    return False


def _one_letter_apart(short: str, long: str) -> bool:
    """Whether a word is another one, as long or longer, but for one letter."""
    at = [place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b]
    first = at[0] if at else len(short)
    if len(long) - len(short) == 1:
        return len(short) >= _SHORT and long[first].isalpha() and short[first:] == long[first + 1 :]
    if len(long) != len(short) or not all(short[place].isalpha() and long[place].isalpha() for place in at):
        return False
    swapped = (
        len(at) == 2 and at[1] == first + 1 and short[first : first + 2] == long[first : first + 2][::-1]
    )
    return swapped or (len(at) == 1 and len(short) >= _LONG)


def alternatives(names: Iterable[str]) -> str:
    """Names as a sentence lists them: ``a``, ``a or b``, ``a, b or c``."""
    words = list(names)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"


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

_SEPARATORS = (
    (_PARTS, False),
    (_BY_COMMAS, False),
    (_BY_SLASHES, False),
    (_BY_BARS, False),
    (_BY_WORDS, True),
)
"""Separators that are asked about, and whether each is none where it leaves anything but known names."""

BLANK = "blanks"

_MOST_WORDS = 10


@dataclass(frozen=True, slots=True)
class PossibleList:
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


def split_list(text: str) -> list[str]:
    """The texts that the separators of a list part: any semicolon, any line break."""
    return _PARTS.split(unescape_blanks(text))


def split_by_commas(text: str) -> list[str]:
    """The names that commas part, of any keyboard."""
    return [name for piece in _BY_COMMAS.split(text) if (name := clean(piece))]


def possible_list(name: str, known: Container[str]) -> PossibleList | None:
    """How a name would part into several, the known ones by ``known`` (folded); None where it would not.

    A comma, a slash or a bar parts names whether they are known or not. A word
    such as 'and' does so only where all of them are known (else none is said to
    be), and blanks only where they leave nothing but known ones.
    """
    asked: PossibleList | None = None
    for pattern, only_known in _SEPARATORS:
        between = pattern.search(name)
        if between is None:
            continue
        names = tuple(" ".join(piece.split()) for piece in pattern.split(name))
        names = tuple(piece for piece in names if piece)
        if not names or (len(names) == 1 and (only_known or fold(names[0]) == fold(name))):
            continue
        found = PossibleList(
            f"'{between[0].strip()}'", names, tuple(piece for piece in names if fold(piece) in known)
        )
        if found.all_known or (found.known and not only_known):
            return found
        if len(names) > 1:
            asked = asked or (PossibleList(found.separator, names, ()) if only_known else found)
    return _by_blanks(name, known) or asked


def how_to_separate(parted: PossibleList, column: Column) -> str:
    """What to do where a cell holds several names in one."""
    if column.kind is Kind.NAMES:
        return f"separate several by {LIST_SEPARATOR}, not by {parted.separator}"
    return f"{column.name} takes one name: give each a row of its own"


def _by_blanks(name: str, known: Container[str]) -> PossibleList | None:
    """A name that is nothing but known ones, with blanks between them."""
    words = name.split()
    names = _known_words(words, known, len(words) - 1) if 1 < len(words) <= _MOST_WORDS else ()
    return PossibleList(BLANK, names, names) if names else None


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
