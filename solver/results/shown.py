"""The answer as lines and grids for a terminal, which can be kept as JSON and shown again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import RenderableType

    from solver.results.terminal import BareTable


COLOURS = {"▼": "bold red", "▽": "yellow", "■": "bold blue", "□": "blue", "no cap": "yellow"}
"""Each sign has its colour; the sign itself tells without one."""

TEXT, MARK, NUMBER = "text", "mark", "number"
"""What a column of a grid holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine:
    """A sentence in parts, each with its style; ``indent``: blanks before it, on every line that it takes."""

    parts: tuple[tuple[str, str], ...] = ()
    indent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table in words. ``columns``: name, and what it holds; a row takes the colour of a mark at its end."""

    title: str
    note: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]


Shown = TextLine | Grid


def line(text: str = "", style: str = "", indent: int = 0) -> TextLine:
    """A sentence in one style; an empty line where there is none."""
    return TextLine(parts=((text, style),) if text else (), indent=indent)


def renderable(shown: Shown) -> RenderableType:
    """A line or grid for ``rich.console.Console.print``."""
    if isinstance(shown, Grid):
        return grid_renderable(shown)
    from rich.padding import Padding
    from rich.text import Text

    text = Text.assemble(*shown.parts)
    return Padding(text, (0, 0, 0, shown.indent)) if shown.indent else text


def grid_renderable(grid: Grid) -> BareTable:
    """A grid as a bare table."""
    from rich.markup import escape

    shown = bare_table(grid.title or None)
    shown.caption, shown.caption_justify, shown.caption_style = escape(grid.note) or None, "left", "dim"
    for name, holds in grid.columns:
        if holds == TEXT:
            shown.add_column(name, justify="left", overflow="fold")
        else:
            shown.add_column(name, justify="left" if holds == MARK else "right", no_wrap=True)
    marked = bool(grid.columns) and grid.columns[-1][1] == MARK
    for row in grid.rows:
        colours = [colour for sign, colour in COLOURS.items() if marked and row[-1].startswith(sign)]
        shown.add_row(*(escape(text) for text in row), style=colours[0] if colours else "")
    if not grid.rows:
        shown.add_row("none")
    return shown


def to_json(shown: Iterable[Shown]) -> list[dict[str, Any]]:
    """Lines and grids as JSON objects."""
    return [asdict(each) for each in shown]


def from_json(kept: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """The lines and grids of JSON objects; raises KeyError, TypeError or ValueError for anything else."""
    return [_from_json(each) for each in kept]


def _from_json(kept: Mapping[str, Any]) -> Shown:
    if "parts" in kept:
        parts = tuple((str(text), str(style)) for text, style in kept["parts"])
        return TextLine(parts=parts, indent=int(kept["indent"]))
    return Grid(
        title=str(kept["title"]),
        note=str(kept["note"]),
        columns=tuple((str(name), str(holds)) for name, holds in kept["columns"]),
        rows=tuple(tuple(str(text) for text in row) for row in kept["rows"]),
    )


LEFT_OUT = {
    "Coverage by role": ("Mark",),
    "Drawdown": ("Headroom",),
}
"""Columns for which a terminal has no room; the sheet has them."""


def bare_table(title: str | None = None) -> BareTable:
    """A table without lines around cells, so that 80 columns hold it; its columns are still to come."""
    from rich import box

    from solver.results.terminal import BareTable

    return BareTable(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
