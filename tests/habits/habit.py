"""What a habit is: a name, and what it does to an open workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from .draft import Draft, Spot, Touch

Spelling = Callable[[str, Random], object]
"""Another way to type a text; None where it does not fit."""
_LOST = 0.7
"""How often a number in place of a date has lost the format of a date."""


@dataclass(frozen=True, slots=True)
class Habit:
    """``apply`` says what it touched; None where the workbook has no place for the habit."""

    name: str
    apply: Callable[[Draft], Touch | None]


def family(name: str, members: Mapping[str, Callable[[Draft], Touch | None]]) -> tuple[Habit, ...]:
    """Habits of one subject, each named after it."""
    return tuple(Habit(f"{name}: {member}", apply) for member, apply in members.items())


def retyped(
    pick: Callable[[Draft], Spot | None], what: str, spell: Spelling, *, plainly: bool = False
) -> Callable[[Draft], Touch | None]:
    """One cell's value typed in another way; ``plainly``: so that everybody sees the difference."""

    def apply(draft: Draft) -> Touch | None:
        for _ in range(8):
            spot = pick(draft)
            if spot is None:
                return None
            was = spot.cell.value
            value = spell(plain_text(was), draft.random)
            if value is None or value == was:
                continue
            spot.cell.value = value
            if isinstance(was, dt.date) and type(value) is int and draft.random.random() < _LOST:
                spot.cell.number_format = "General"
            if isinstance(value, str) and value.startswith("=") and not what.startswith("formula"):
                spot.cell.data_type = "s"
            shows = " ".join(str(value).split()) if plainly else ""
            return spot.touched(f"{what}: {was!r} -> {value!r}", shows=shows)
        return None

    return apply


def plain_text(value: object) -> str:
    """A cell's value as a person would type it: 600, 0.25."""
    return f"{value:.12g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
