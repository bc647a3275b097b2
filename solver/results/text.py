"""The Summary and other tables for a terminal: sentences and grids that fit 80 columns."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from solver.results.shown import LEFT_OUT, MARK, NUMBER, TEXT, Grid, grid_renderable
from solver.results.tables import Field, Results, Show, Table
from solver.text.numbers import number, per_cent

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import RenderableType
    from rich.text import Text

    from solver.results.terminal import BareTable


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
