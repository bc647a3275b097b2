"""The answer as lines and grids for a terminal, which can be kept as JSON and shown again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from solver.results.tables import Field, Results, Show, Table
from solver.text.numbers import number, per_cent

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType
    from rich.text import Text

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
    """For ``rich.console.Console.print``."""
    if isinstance(shown, Grid):
        return grid_renderable(shown)
    from rich.padding import Padding
    from rich.text import Text

    text = Text.assemble(*shown.parts)
    return Padding(text, (0, 0, 0, shown.indent)) if shown.indent else text


def grid_renderable(grid: Grid) -> BareTable:
    """A grid as a bare table."""
    from rich.markup import escape

    shown = bare_table(grid.title)
    shown.caption, shown.caption_justify, shown.caption_style = escape(grid.note), "left", "dim"
    for name, holds in grid.columns:
        if holds == TEXT:
            shown.add_column(name, justify="left", overflow="fold")
        else:
            shown.add_column(name, justify="left" if holds == MARK else "right", no_wrap=True)
    marked = bool(grid.columns) and grid.columns[-1][1] == MARK
    for row in grid.rows:
        shown.add_row(*(escape(text) for text in row), style=_style(row[-1]) if marked else "")
    if not grid.rows:
        shown.add_row("none")
    return shown


def _style(mark: str) -> str:
    """The colour of a row's mark, if it has one."""
    return next((style for sign, style in COLOURS.items() if mark.startswith(sign)), "")


def to_json(shown: Iterable[Shown]) -> list[dict[str, Any]]:
    """As it can be kept."""
    return [asdict(each) for each in shown]


def from_json(kept: Iterable[Mapping[str, Any]]) -> list[Shown]:
    """What was kept.

    Raises
    ------
    KeyError, TypeError, ValueError
        If it is something else.
    """
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
    "Size of the force": ("Open sites",),
    "Coverage by role": ("Mark",),
    "Drawdown of the front line": ("Counts", "Headroom"),
}
"""Columns for which a terminal has no room; the sheet has them."""


def summary_renderables(results: Results) -> list[RenderableType]:
    """The Summary in reading order, for ``rich.console.Console.print``."""
    from rich.text import Text  # rich only where something is shown

    summary = results.summary
    parts: list[RenderableType] = []
    if results.marking:
        parts.append(Text(results.marking, style="bold"))
    parts.append(Text(summary.title, style="bold underline"))
    if summary.scenario:
        parts.append(Text(summary.scenario))
    sign, style = ("✔", "bold green") if summary.proved else ("▲", "bold yellow")
    parts.append(Text(f"{sign} {summary.status}", style=style))
    parts.extend(_indented(Text(sentence), 2) for sentence in summary.facts)
    for block in summary.blocks:
        parts.append(Text())
        parts.extend(_gaps(block) if block is summary.gaps else [table_renderable(block)])
    return parts


def _gaps(block: Table) -> list[RenderableType]:
    """The largest gaps as sentences: whom to ask takes more room than a column has."""
    from rich.text import Text

    lines: list[RenderableType] = [Text(block.title, style="bold")]
    rows = zip(*(_texts(field, block.frame[field.name]) for field in block.fields), strict=True)
    for gap, measure, missing, periods, whom in rows:
        when = f"period {periods}" if periods.isdigit() else f"periods {periods}"
        lines.append(_indented(Text(f"{gap}: {missing} {measure} missing, {when}", style="yellow"), 1))
        lines.append(_indented(Text(whom), 3))
    return lines if len(block.frame) else [*lines, Text(" none")]


def _indented(text: Text, blanks: int) -> RenderableType:
    """A sentence that stays indented where the terminal is too narrow for it."""
    from rich.padding import Padding

    return Padding(text, (0, 0, 0, blanks), expand=False)


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


def table_renderable(block: Table) -> BareTable:
    """A block as a bare table."""
    return grid_renderable(grid_of(block))


def grid_of(block: Table) -> Grid:
    """A block in words, without the columns for which a terminal has no room."""
    fields = [field for field in block.fields if field.name not in LEFT_OUT.get(block.title, ())]
    holds = {Show.TEXT: TEXT, Show.MARK: MARK}
    return Grid(
        title=block.title,
        note=block.note,
        columns=tuple((field.name, holds.get(field.show, NUMBER)) for field in fields),
        rows=tuple(zip(*(_texts(field, block.frame[field.name]) for field in fields), strict=True)),
    )


def _texts(field: Field, values: pd.Series) -> list[str]:
    """A column's values as they are shown."""
    return [_text(field, value) for value in values.tolist()]


def _text(field: Field, value: object) -> str:
    if isinstance(value, str) or not isinstance(value, int | float):
        return str(value or "")
    if math.isnan(value):
        return ""
    if field.show is Show.SHARE:
        return per_cent(value)
    if field.show is Show.MONEY and abs(value) >= 1e6:
        return f"{value / 1e6:,.1f} m"
    return number(round(value) if field.show in (Show.HEADS, Show.MONEY) else value)
