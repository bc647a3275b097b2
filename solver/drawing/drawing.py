"""A drawing: what it shows in words, and as SVG at the widths at which it is read."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from solver.text.numbers import counted

WIDE, BESIDE, MIDDLE, NARROW = 1320.0, 868.0, 640.0, 340.0
"""Widths in px at which drawings are made: a wide page, two thirds, half of it (a tablet, paper), a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A drawing at one width: it is never stretched, so that its letters keep their size (px)."""

    width: float
    height: float
    marks: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawing with its words.

    ``title``: what it shows; ``description``: the same for whoever does not see it; ``views``: the widest
    first; the page shows the widest that has room.
    """

    title: str
    description: str
    views: tuple[View, ...]


def each_of(count: int, one: str, many: str) -> str:
    """For how many things a drawing has a mark each: each of 3 nations, or the one nation."""
    return f"the one {one}" if count == 1 else f"each of {counted(count, one, many)}"


def make_view(width: float, height: float, marks: list[Markup]) -> View:
    """A view of marks in the order in which they are drawn."""
    return View(width=width, height=height, marks=Markup("").join(marks))
