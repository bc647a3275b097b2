"""The Summary and other tables for a terminal: sentences and grids that fit 80 columns."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from solver.results.shown import LEFT_OUT, MARK, NUMBER, TEXT, Grid, grid_renderable
from solver.results.tables import APART, Fact, Field, Results, Show, Summary, Table
from solver.text.numbers import half_up, in_full, number, share_in_words, whole

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType
    from rich.text import Text

    from solver.results.terminal import BareTable


MOST_PERIODS = 6
"""Periods that a summary on one screen shows, one a line."""
LABEL_WIDTH = 14
"""Characters of a fact's label, blanks behind it included."""


def summary_renderables(results: Results, *, full: bool = False) -> list[RenderableType]:
    """The plan on one screen, the verdict last, for ``rich.console.Console.print``.

    ``full``: with all blocks of the Summary, in reading order.
    """
    from rich.text import Text  # rich only where something is shown

    summary = results.summary
    parts: list[RenderableType] = []
    if results.marking:
        parts.append(Text(results.marking, style="bold"))
    parts.append(Text(summary.title, style="bold underline"))
    if summary.scenario:
        parts.append(Text(summary.scenario))
    parts.extend(_blocks(summary) if full else _in_short(summary))
    parts.append(Text())
    parts.extend(_fact(fact) for fact in summary.facts)
    sign, style = ("✔", "bold green") if summary.proved else ("▲", "bold yellow")
    parts.append(Text(f"{sign} {summary.status}", style=style))
    return parts


def _blocks(summary: Summary) -> list[RenderableType]:
    """All blocks, each with its note."""
    from rich.text import Text

    parts: list[RenderableType] = []
    for block in summary.blocks:
        parts.append(Text())
        parts.extend(_gaps(summary) if block is summary.gaps else [table_renderable(block)])
    return parts


def _in_short(summary: Summary) -> list[RenderableType]:
    """The force by period, where a screen holds it, and the largest gaps, each with the first to ask."""
    from rich.text import Text

    parts: list[RenderableType] = []
    if 1 < len(summary.force.frame) <= MOST_PERIODS:
        parts.append(grid_renderable(replace(grid_of(summary.force), title="", note="")))
    if summary.largest_gaps:
        parts += [*([] if parts else [Text()]), *_gaps(summary, first_only=True)]
    return parts


def _fact(fact: Fact) -> RenderableType:
    """A line of the headline; what does not fit its line goes on under its text."""
    from rich.table import Table as RichTable
    from rich.text import Text

    from solver.results.terminal import visible_in

    line = RichTable.grid(padding=0)
    line.add_column(width=LABEL_WIDTH)
    line.add_column()
    line.add_row(Text(fact.label, style="bold"), visible_in(Text(fact.text)))
    return line


def _gaps(summary: Summary, *, first_only: bool = False) -> list[RenderableType]:
    """The largest gaps as sentences: whom to ask takes more room than a column has.

    ``first_only``: of those to ask no more than the first.
    """
    from rich.text import Text

    lines: list[RenderableType] = [Text(summary.gaps.title, style="bold")]
    names, *_, whom = (summary.gaps.frame[field.name] for field in summary.gaps.fields)
    for gap, name, asked in zip(summary.largest_gaps, names, whom, strict=True):
        lines.append(_indented(Text(f"{name}: {gap.size}", style="yellow"), 1))
        lines.append(_indented(Text(asked.split(APART)[0] if first_only else asked), 3))
    return lines if summary.largest_gaps else [*lines, Text(" none")]


def _indented(text: Text, blanks: int) -> RenderableType:
    """A sentence that stays indented where the terminal is too narrow for it."""
    from rich.padding import Padding

    return Padding(text, (0, 0, 0, blanks), expand=False)


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
        rows=tuple(zip(*(texts(field, block.frame[field.name]) for field in fields), strict=True)),
    )


def texts(field: Field, values: pd.Series) -> list[str]:
    """A column's values as they are shown in words."""
    return [_text(field, value) for value in values.tolist()]


def _text(field: Field, value: object) -> str:
    if isinstance(value, str) or not isinstance(value, int | float):
        return str(value or "")
    if math.isnan(value):
        return ""
    if field.show is Show.SHARE:
        return share_in_words(value)
    if field.show is Show.EXACT or (field.show is Show.ANY and abs(value) < 1):
        return in_full(value)
    if field.show is Show.MONEY and abs(value) >= 1e6:
        return f"{half_up(value / 1e6):,.1f} m"
    in_wholes = field.show in (Show.HEADS, Show.MONEY) and whole(value) != 0
    return number(whole(value) if in_wholes else value)
