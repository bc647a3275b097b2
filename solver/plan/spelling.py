"""Names as planners type them: cleaned for show, and the nearest known spelling of an unknown one."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from solver.look_alikes import skeleton, told_apart
from solver.tables import UNSEEN, fold


def clean(text: str) -> str:
    """A name as it is shown: composed, trimmed, every run of blanks (non-breaking, too) as one."""
    return " ".join(unicodedata.normalize("NFC", text).translate(UNSEEN).split())


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


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them: ``a``, ``a or b``, ``a, b or c``."""
    words = list(names)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"
