"""Names in sentences: of a requirement, and of a list of which the first are named."""

from __future__ import annotations

from collections.abc import Sequence

from solver.text.numbers import first_few, with_and


def requirement_name(role: str, site: str) -> str:
    """A requirement: Infantry at Lviv; a role in the theatre: Infantry; of all roles: everything at Lviv."""
    if not role:
        return f"everything at {site}"
    return f"{role} at {site}" if site else role


def some_of(names: Sequence[str], most: int) -> str:
    """Names as a sentence lists them, the first of many: a, b and c; a, b, c and 4 more.

    One more than so many is named, too: "and 1 more" is as long as a name.
    """
    return with_and(names) if len(names) <= most + 1 else first_few(names, most)


def in_cell(texts: Sequence[str], most: int) -> str:
    """Texts that may hold commas, the first of many: one; two; and 3 more. One more is named, too."""
    left = len(texts) - most
    if left == 1:
        return "; ".join(texts)
    return "; ".join([*texts[:most], *([f"and {left:,} more"] if left > 0 else [])])
