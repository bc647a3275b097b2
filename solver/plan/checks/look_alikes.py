"""Names that look the same and are not: a Cyrillic letter in 'Estonia' makes a second nation."""

from __future__ import annotations

from collections.abc import Iterator

from solver.errors import Finding, Severity
from solver.look_alikes import letters_named, near_skeleton, skeleton, strange_letters, told_apart
from solver.plan.draft import Draft, at
from solver.plan.families import Use, names_used
from solver.tables import fold

Spellings = dict[str, list[Use]]
"""The uses of each folded name."""


def names_that_look_alike(draft: Draft) -> Iterator[Finding]:
    """Of two names that the eye takes for one, the odd one out is named, with its letter.

    Among names of the same things, whether a register declares them or not.
    """
    alike: dict[tuple[str, str], Spellings] = {}
    for use in names_used(draft):
        seen = alike.setdefault((use.family, near_skeleton(use.name)), {})
        seen.setdefault(fold(use.name), []).append(use)
    for spellings in alike.values():
        if len(spellings) == 1:
            yield from _strange(*spellings.values())
            continue
        meant, *others = sorted(spellings.values(), key=_oddness)
        for other in others:
            yield from _twins(draft, meant, other)


def _oddness(uses: list[Use]) -> tuple[bool, bool, int, bool, int]:
    """What makes one of two spellings the odd one: mixed scripts, no row of its own, few uses."""
    names = {use.name for use in uses}
    return (
        any(map(strange_letters, names)),
        not any(use.names_row for use in uses),
        -sum(len(use.rows) for use in uses),
        not all(name.isascii() for name in names),
        uses[0].rows[0],
    )


def _twins(draft: Draft, meant: list[Use], other: list[Use]) -> Iterator[Finding]:
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


def _strange(uses: list[Use]) -> Iterator[Finding]:
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
