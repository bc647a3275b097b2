"""Marks: rectangles, circles, lines and letters as SVG elements, every text and attribute escaped."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from markupsafe import Markup, escape

from solver.text.visible import isolated, visible_text

Anchor = Literal["start", "middle", "end"]
"""Which end of a text stands at its place."""

LETTERS = 13.0
"""Size of letters in px, unless another is given."""


def element(tag: str, *content: Markup, **attributes: object) -> Markup:
    """An SVG element with what is in it.

    Attributes are named as SVG does, with ``_`` for ``-``, and one behind a Python keyword (``class_``); what
    is None or "" is left out.
    """
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_value(value))}"'
        for name, value in attributes.items()
        if value is not None and value != ""
    )
    inside = "".join(content)
    return Markup(f"<{tag}{given}>{inside}</{tag}>" if inside else f"<{tag}{given}/>")


def _value(value: object) -> str:
    return length(value) if isinstance(value, float) else visible_text(str(value))


def length(value: float) -> str:
    """A length or place in px, in tenths; raises ValueError for what is no number, or infinite."""
    if not math.isfinite(value):
        raise ValueError(f"a mark cannot be drawn at {value}")
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def group(content: Iterable[Markup], **attributes: object) -> Markup:
    """Marks that belong together."""
    return element("g", *content, **attributes)


def _told(tip: str) -> tuple[Markup, ...]:
    """The element that a pointer on a mark shows; none without a tip."""
    return (element("title", escape(isolated(visible_text(tip)))),) if tip else ()


def text(  # noqa: PLR0913 - what it says, where, and how its letters look
    x: float,
    y: float,
    words: str,
    *,
    size: float = LETTERS,
    anchor: Anchor = "start",
    bold: bool = False,
    kind: str = "",
) -> Markup:
    """A line of letters, whose base line is at ``y``; ``kind``: its class."""
    return element(
        "text",
        escape(isolated(visible_text(words))),
        x=float(x),
        y=float(y),
        class_=" ".join(filter(None, (kind, "b" if bold else ""))),
        font_size=None if size == LETTERS else float(size),
        text_anchor=None if anchor == "start" else anchor,
    )


def lines_of_text(  # noqa: PLR0913 - what they say, where, and how their letters look
    x: float,
    y: float,
    lines: Iterable[str],
    *,
    size: float = LETTERS,
    anchor: Anchor = "start",
    bold: bool = False,
    kind: str = "",
    leading: float = 1.2,
) -> Markup:
    """Lines of letters below each other, the first with its base line at ``y``."""
    return Markup("").join(
        text(x, y + at * size * leading, line, size=size, anchor=anchor, bold=bold, kind=kind)
        for at, line in enumerate(lines)
    )


def rectangle(  # noqa: PLR0913 - a place, a size, and how it looks
    x: float, y: float, width: float, height: float, kind: str, *, tip: str = ""
) -> Markup:
    """A rectangle; ``kind``: its class."""
    return element(
        "rect",
        *_told(tip),
        x=float(x),
        y=float(y),
        width=float(max(width, 0.0)),
        height=float(max(height, 0.0)),
        class_=kind,
    )


def circle(x: float, y: float, radius: float, kind: str, *, tip: str = "") -> Markup:
    """A circle; ``kind``: its class."""
    return element("circle", *_told(tip), cx=float(x), cy=float(y), r=float(radius), class_=kind)


def diamond(x: float, y: float, radius: float, kind: str, *, tip: str = "") -> Markup:
    """A diamond around its middle; ``kind``: its class."""
    r = length(radius)
    return path(f"M{length(x)} {length(y - radius)}l{r} {r}l-{r} {r}l-{r} -{r}z", kind, tip=tip)


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """A straight line; ``kind``: its class."""
    return element("path", d=f"M{length(x1)} {length(y1)}L{length(x2)} {length(y2)}", class_=kind)


def path(data: str, kind: str, *, tip: str = "", data_n: str = "") -> Markup:
    """A path by its data; ``kind``: its class; ``data_n``: the number by which a script finds it."""
    return element("path", *_told(tip), d=data, class_=kind, data_n=data_n)


def polyline(points: Iterable[tuple[float, float]], kind: str) -> Markup:
    """Straight lines from point to point; ``kind``: their class."""
    return path("M" + "L".join(f"{length(x)} {length(y)}" for x, y in points), kind)
