"""Names as planners type them: cleaned for show, and the nearest known spelling of an unknown one."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from solver.tables import fold

# Characters without width, which copies from web pages and PDF files bring along.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def clean(text: str) -> str:
    """A name as it is shown: composed, trimmed, every run of blanks (non-breaking, too) as one."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_UNSEEN).split())


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is spelled most like an unknown one; "" if none is near."""
    by_fold = {fold(candidate): candidate for candidate in sorted(known, reverse=True)}
    found = difflib.get_close_matches(fold(name), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'Estonia'?`` for the nearest known name, "" if none is near."""
    near = nearest(name, known)
    return f"; did you mean '{near}'?" if near else ""


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them: ``a``, ``a or b``, ``a, b or c``."""
    words = list(names)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"
