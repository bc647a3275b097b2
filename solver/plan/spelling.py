"""Names as planners type them: cleaned for show, and the nearest known spelling of an unknown one."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

from solver.look_alikes import skeleton, told_apart
from solver.tables import UNSEEN, fold

_SHORT, _LONG = 3, 6
"""Letters of a word from which one that is missing, and another one, is a slip."""
_TWO_COUNTRIES = ({"iceland", "ireland"}, {"gambia", "zambia"})


_FROM_A_PAGE = re.compile(r"&(nbsp|ensp|emsp|thinsp|#160|#xa0);?", re.IGNORECASE)


def unescaped(text: str) -> str:
    """A text in which blanks as web pages write them are blanks."""
    return _FROM_A_PAGE.sub(" ", text)


def clean(text: str) -> str:
    """A name as it is shown: composed, trimmed, every run of blanks (non-breaking, too) as one."""
    return " ".join(unicodedata.normalize("NFC", unescaped(text)).translate(UNSEEN).split())


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


def is_slip(name: str, known: Iterable[str]) -> bool:
    """Whether a name is a known one but for one letter of one word: a slip of the keyboard.

    The letter is missing, or too many, or exchanged with its neighbour, or another one in a word of
    six and more: Iran and Iraq, GER-1 and GER-2, Site A and Site B are two. What looks the same is
    told as that.
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
    """The same for one word and another one, which is as long or longer."""
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


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them: ``a``, ``a or b``, ``a, b or c``."""
    words = list(names)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"
