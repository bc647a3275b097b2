"""Names that differ from another one by nothing but marks: 'Baltics*' beside 'Baltics'."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator, Mapping

from solver.errors import Finding, Severity
from solver.plan.draft import Draft, at
from solver.plan.families import Use, names_used
from solver.plan.parting import asked_about
from solver.tables import fold

_ENDS = string.punctuation
_LETTERS = "+#%&"
"""Marks that tell names apart as letters do: zone A+ is not zone A."""

_NUMBERED = re.compile(r"^\(?\d{1,2}[.)]\s+")
"""The number of a point in a list."""
_FOR_EXCEL = re.compile("['\u2018\u2019`]" + r"[^\W_a-z]")
"""What makes a text of a number when it is typed, and is a letter of the name when it stands in the cell."""
_TAG = re.compile(r"<[^<>]*>")
"""What a web page puts around a name."""


Spellings = dict[str, list[Use]]
"""The uses of each folded name."""


def names_but_for_marks(draft: Draft) -> Iterator[Finding]:
    """A name that is another one but for marks is a slip: the cap on Baltics does not hold for 'Baltics*'.

    Two rows that are named so on purpose, A-1 and A1, stay two.
    """
    for spellings in _alike(draft).values():
        if len(spellings) < 2:
            yield from _odd_by_itself(next(iter(spellings.values()))[0])
            continue
        plain, *odd = sorted(spellings.values(), key=_oddness)
        meant = plain[0]
        for use in (use for uses in odd for use in uses):
            parted = asked_about(use.name, {fold(meant.name): plain})
            if not use.names_row and parted and parted.known:
                continue  # a mark that parts lists: asked about already
            if use.faulty or (use.names_row and any(other.names_row for other in plain)):
                continue
            message = (
                f"'{use.name}' is another name than '{meant.name}' in {meant.cell(draft)}, though only marks "
                "tell them apart; spell both alike"
            )
            # No rule rests on a country.
            severity: Severity = "warning" if use.column.name == "Country" else "error"
            for row in use.rows:
                yield at(use.sheet.name, row, use.column.name, message, severity)


def _odd_by_itself(use: Use) -> Iterator[Finding]:
    """A warning, where it first stands, for an apostrophe typed for Excel or a footnote's mark in a name."""
    if _FOR_EXCEL.match(use.name) or unicodedata.category(use.name[-1]) == "No":
        message = (
            f"'{use.name}' is the whole name, with the mark at its end: formulas that look it up do not "
            "find it without; type it anew if the mark is not meant"
        )
        yield at(use.sheet.name, use.rows[0], use.column.name, message, "warning")


def _oddness(uses: list[Use]) -> tuple[int, bool, int, str]:
    """What makes one of two spellings the odd one: marks at its ends, no row of its own, fewer uses."""
    name = uses[0].name
    marks = sum(mark in _ENDS or not (mark.isalnum() or mark.isascii()) for mark in (name[0], name[-1]))
    marks += bool(_NUMBERED.match(name))
    return (marks, not any(use.names_row for use in uses), -sum(len(use.rows) for use in uses), name)


def _alike(draft: Draft) -> Mapping[tuple[str, str], Spellings]:
    """The uses of every spelling, by the family of names and what is left of the name without marks."""
    alike: dict[tuple[str, str], Spellings] = {}
    for use in names_used(draft):
        bare = _without_marks(use.name)
        if bare:
            alike.setdefault((use.family, bare), {}).setdefault(fold(use.name), []).append(use)
    return alike


def _without_marks(name: str) -> str:
    """The letters and digits of a name; a mark between two digits still parts them (1-1 is not 11)."""
    typed = _TAG.sub(" ", _NUMBERED.sub("", name))
    kept = "".join(mark for mark in typed if unicodedata.category(mark) not in ("No", "Cf", "Mn"))
    text = fold(kept)
    bare = [mark if mark.isalnum() or mark in _LETTERS else " " for mark in text]
    words = "".join(bare).split()
    joined = ""
    for word in words:
        joined += (" " if joined[-1:].isdigit() and word[:1].isdigit() else "") + word
    return joined
