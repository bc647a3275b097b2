"""Drawings read back from their SVG: each mark with its class and place, and texts with their room."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from markupsafe import Markup

from solver.drawing.drawing import View
from solver.drawing.letters import width
from solver.drawing.marks import LETTERS

ROUNDING = 0.11
"""Px by which an edge may be off: places and sizes are written in tenths."""


@dataclass(frozen=True)
class Mark:
    """A mark with its classes (``kinds``), the words that it shows, and what a pointer on it is told."""

    tag: str
    kinds: tuple[str, ...]
    words: str
    tip: str
    given: dict[str, str]
    """All attributes, as they are written."""

    def number(self, name: str) -> float:
        return float(self.given.get(name, 0))

    @property
    def size(self) -> float:
        """Of its letters."""
        return float(self.given.get("font-size", LETTERS))

    @property
    def left(self) -> float:
        match self.tag:
            case "text":
                before = {"start": 0.0, "middle": 0.5, "end": 1.0}[self.given.get("text-anchor", "start")]
                return self.number("x") - before * self.wide
            case "circle":
                return self.number("cx") - self.number("r")
            case "path":
                return min(x for x, _ in self.points)
        return self.number("x")

    @property
    def wide(self) -> float:
        match self.tag:
            case "text":
                return width(self.words, self.size, bold="b" in self.kinds)
            case "circle":
                return 2 * self.number("r")
            case "path":
                return max(x for x, _ in self.points) - self.left
        return self.number("width")

    @property
    def top(self) -> float:
        match self.tag:
            case "text":
                return self.number("y") - self.size * 0.75
            case "circle":
                return self.number("cy") - self.number("r")
            case "path":
                return min(y for _, y in self.points)
        return self.number("y")

    @property
    def high(self) -> float:
        match self.tag:
            case "text":
                return self.size * 0.95
            case "circle":
                return 2 * self.number("r")
            case "path":
                return max(y for _, y in self.points) - self.top
        return self.number("height")

    @property
    def right(self) -> float:
        return self.left + self.wide

    @property
    def bottom(self) -> float:
        return self.top + self.high

    @property
    def points(self) -> list[tuple[float, float]]:
        """The corners of straight lines: ``M1 2L3 4``."""
        return [(float(x), float(y)) for x, y in re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", self.given["d"])]


def read_marks(drawn: View | Markup | Iterable[Markup]) -> list[Mark]:
    """All marks, in the order in which they are drawn."""
    markup = (
        drawn.marks if isinstance(drawn, View) else drawn if isinstance(drawn, Markup) else "".join(drawn)
    )
    root = ElementTree.fromstring(f"<svg>{markup}</svg>")
    return [_mark(each) for each in root.iter() if each.tag not in ("svg", "g", "title")]


def of_kind(drawn: View | Markup | Iterable[Markup], kind: str, tag: str = "") -> list[Mark]:
    """The marks of a class, those of one tag alone where it is given."""
    return [each for each in read_marks(drawn) if kind in each.kinds and tag in ("", each.tag)]


def texts_in(drawn: View | Markup | Iterable[Markup]) -> list[Mark]:
    """The texts."""
    return [each for each in read_marks(drawn) if each.tag == "text"]


def words_in(drawn: View | Markup | Iterable[Markup]) -> list[str]:
    """What the texts say."""
    return [each.words for each in texts_in(drawn)]


def out_of_view(view: View) -> list[str]:
    """Texts that stand out of their view."""
    return [
        each.words
        for each in texts_in(view)
        if each.left < -ROUNDING
        or each.right > view.width + ROUNDING
        or each.top < -ROUNDING
        or each.bottom > view.height + ROUNDING
    ]


def over_each_other(texts: Iterable[Mark]) -> list[tuple[str, str]]:
    """Pairs of texts that share room."""
    return [
        (one.words, other.words)
        for one, other in combinations(texts, 2)
        if one.left < other.right - ROUNDING
        and other.left < one.right - ROUNDING
        and one.top < other.bottom - ROUNDING
        and other.top < one.bottom - ROUNDING
    ]


def _mark(found: ElementTree.Element) -> Mark:
    tip = found.find("title")
    return Mark(
        tag=found.tag,
        kinds=tuple(found.get("class", "").split()),
        words=found.text or "",
        tip="" if tip is None else tip.text or "",
        given=dict(found.attrib),
    )
