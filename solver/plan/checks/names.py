"""Names that are probably meant to be another one: they look alike, or differ by a mark or a letter."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator, Mapping

from solver.errors import Finding, Severity
from solver.plan.draft import Draft, NameUse, at, names_used
from solver.plan.names import is_typo, possible_list
from solver.tables import fold
from solver.text.look_alikes import letters_named, near_skeleton, skeleton, strange_letters, told_apart

Spellings = dict[str, list[NameUse]]
"""The uses of each folded name."""


def names_that_look_alike(draft: Draft) -> Iterator[Finding]:
    """Names that the eye takes for one: at the odd one an error names the letter.

    Among names of the same things, whether a register declares them or not.
    """
    alike: dict[tuple[str, str], Spellings] = {}
    for use in names_used(draft):
        seen = alike.setdefault((use.family, near_skeleton(use.name)), {})
        seen.setdefault(fold(use.name), []).append(use)
    for spellings in alike.values():
        if len(spellings) == 1:
            yield from _mixed_scripts(*spellings.values())
            continue
        meant, *others = sorted(spellings.values(), key=_look_alike_order)
        for other in others:
            yield from _look_alike(draft, meant, other)


def _look_alike_order(uses: list[NameUse]) -> tuple[bool, bool, int, bool, int]:
    """What makes one of two spellings the odd one: mixed scripts, no row of its own, few uses."""
    names = {use.name for use in uses}
    return (
        any(map(strange_letters, names)),
        not any(use.declares for use in uses),
        -sum(len(use.rows) for use in uses),
        not all(name.isascii() for name in names),
        uses[0].rows[0],
    )


def _look_alike(draft: Draft, meant: list[NameUse], other: list[NameUse]) -> Iterator[Finding]:
    """An error at each cell of the odd spelling; a warning where only digits look like letters."""
    name, there = meant[0].name, meant[0].cell(draft)
    for use in other:
        if use.faulty:
            continue  # an unknown name, for which the nearest is offered already
        severity: Severity = "error"
        message = (
            f"{told_apart(use.name, name)}; '{name}' stands in {there} and only looks the same: "
            "copy that cell, or type the name anew"
        )
        if skeleton(use.name) != skeleton(name):
            severity = "warning"
            message = (
                f"'{use.name}' looks like '{name}' in {there}, but is another name: 0 and O, or 1, l and I, "
                "are not the same; copy that cell if the same is meant"
            )
        for row in use.rows:
            yield at(use.sheet.name, row, use.column.name, message, severity)


def _mixed_scripts(uses: list[NameUse]) -> Iterator[Finding]:
    """A warning for a name of mixed scripts that has no twin, where it first stands."""
    for use in uses:
        letters = strange_letters(use.name)
        if letters:
            if not use.faulty:
                message = (
                    f"{letters_named(letters, use.name)} among letters of another script: "
                    "searches and look-ups will miss the name; type it anew if that is not meant"
                )
                yield at(use.sheet.name, use.rows[0], use.column.name, message, "warning")
            return


_ENDS = string.punctuation
_LETTERS = "+#%&"
"""Marks that tell names apart as letters do: zone A+ is not zone A."""

_NUMBERED = re.compile(r"^\(?\d{1,2}[.)]\s+")
"""The number of a point in a list."""
_FOR_EXCEL = re.compile("['\u2018\u2019`]" + r"[^\W_a-z]")
"""What makes a text of a number when it is typed, and is a letter of the name when it stands in the cell."""
_TAG = re.compile(r"<[^<>]*>")
"""What a web page puts around a name."""


def names_but_for_marks(draft: Draft) -> Iterator[Finding]:
    """Names that only marks tell from another one: the cap on Baltics does not hold for 'Baltics*'.

    Two rows that are named so on purpose, A-1 and A1, stay two.
    """
    for spellings in _alike(draft).values():
        if len(spellings) < 2:
            yield from _marked_by_itself(next(iter(spellings.values()))[0])
            continue
        plain, *odd = sorted(spellings.values(), key=_marked_order)
        meant = plain[0]
        for use in (use for uses in odd for use in uses):
            parted = possible_list(use.name, {fold(meant.name): plain})
            if not use.declares and parted and parted.known:
                continue  # a mark that parts lists: asked about already
            if use.faulty or (use.declares and any(other.declares for other in plain)):
                continue
            message = (
                f"'{use.name}' is another name than '{meant.name}' in {meant.cell(draft)}, though only marks "
                "tell them apart; spell both alike"
            )
            # No rule rests on a country.
            severity: Severity = "warning" if use.column.name == "Country" else "error"
            for row in use.rows:
                yield at(use.sheet.name, row, use.column.name, message, severity)


def _marked_by_itself(use: NameUse) -> Iterator[Finding]:
    """A warning, where it first stands, for an apostrophe typed for Excel or a footnote's mark in a name."""
    if _FOR_EXCEL.match(use.name) or unicodedata.category(use.name[-1]) == "No":
        message = (
            f"'{use.name}' is the whole name, with the mark at its end: formulas that look it up do not "
            "find it without; type it anew if the mark is not meant"
        )
        yield at(use.sheet.name, use.rows[0], use.column.name, message, "warning")


def _marked_order(uses: list[NameUse]) -> tuple[int, bool, int, str]:
    """What makes one of two spellings the odd one: marks at its ends, no row of its own, fewer uses."""
    name = uses[0].name
    marks = sum(mark in _ENDS or not (mark.isalnum() or mark.isascii()) for mark in (name[0], name[-1]))
    marks += bool(_NUMBERED.match(name))
    return (marks, not any(use.declares for use in uses), -sum(len(use.rows) for use in uses), name)


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


_BORN = frozenset({"Nations.Groups", "Areas.Groups", "Sites.Zone"})
"""Columns in which any name is accepted, for it is declared there."""
_NATION = "Contingents.Nation"
"""A column in which any name is accepted while there is no sheet Nations."""


def typing_slips(draft: Draft) -> Iterator[Finding]:
    """Names of one cell that one letter tells from another name: a cap on that one would miss them."""
    born = _BORN | {_NATION} if draft.tables["Nations"].empty else _BORN
    families: dict[str, dict[str, list[NameUse]]] = {}
    for use in names_used(draft):
        families.setdefault(use.family, {}).setdefault(fold(use.name), []).append(use)
    for spellings in families.values():
        # More than one cell's: an entry, or in use elsewhere.
        settled = {
            uses[0].name: uses
            for uses in spellings.values()
            if any(use.declares for use in uses) or sum(len(use.rows) for use in uses) > 1
        }
        for uses in spellings.values():
            use = uses[0]
            alone = len(uses) == 1 and len(use.rows) == 1 and not use.declares and not use.faulty
            if alone and f"{use.sheet.name}.{use.column.name}" in born:
                yield from _typing_slip(draft, use, settled)


def _typing_slip(draft: Draft, use: NameUse, settled: dict[str, list[NameUse]]) -> Iterator[Finding]:
    """The sentence for one cell, where it is a slip."""
    meant = next((name for name in settled if is_typo(use.name, [name])), "")
    if meant:
        severity: Severity = "warning" if use.column.name == "Zone" else "error"
        message = (
            f"'{use.name}' stands nowhere else, and is '{meant}' in {settled[meant][0].cell(draft)} but for "
            "one letter; correct it, or, if another one is meant, give it a name that is told from that"
        )
        yield at(use.sheet.name, use.rows[0], use.column.name, message, severity)
