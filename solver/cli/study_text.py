"""A study on a terminal of 80 columns: its answer in sentences, a small plot, what fits of a table."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from solver.cli.study_plot import plot
from solver.results.shown import bare_table
from solver.results.study_page import StudyChart, StudyPage
from solver.results.tables import Field, Show, Table
from solver.results.text import grid_of
from solver.text.numbers import money_apart
from solver.text.visible import visible

if TYPE_CHECKING:
    from rich.console import RenderableType

    from solver.results.terminal import BareTable

MOST_ROWS = 8
"""Rows of a table that are shown where not all are asked for."""

NAME_WIDTH = 26
"""Cells that a column of names takes at most; longer ones go on in the next line."""

HEADER_LINES = 4
"""Lines that a header takes, where its words allow it."""

KEPT = ("Proof",)
"""Columns that are shown whatever else fits."""

LEFT_TO_SHEETS = (Show.LONG, Show.CELLS)
"""What a terminal has no room for: sentences, and lines to be typed again."""


def study_renderables(page: StudyPage, *, width: int, full: bool = False) -> list[RenderableType]:
    """A study on one screen, for ``rich.console.Console.print``; ``full``: with all tables and rows."""
    from rich.text import Text

    parts: list[RenderableType] = [Text(page.marking, style="bold")] if page.marking else []
    parts += [Text(page.title, style="bold underline"), Text(page.question, style="dim"), Text()]
    parts += [Text(sentence, style="bold" if at == 0 else "") for at, sentence in enumerate(page.sentences)]
    if page.chart is not None:
        parts += [Text(), *plot(page.chart, width)]
        if not page.chart.proved:
            parts.append(Text(_unproved(page.chart), style="dim"))
    for table in page.tables if full else page.tables[:1]:
        parts += [Text(), *_table(table, width, full=full)]
    for table in () if full else page.short:
        parts += [Text(), *_short_table(table, page, width)]
    parts += [Text(), *(Text(note, style="dim") for note in page.notes)] if page.notes else []
    return parts


def _unproved(chart: StudyChart) -> str:
    """How what is not proved is drawn."""
    dots = "; dots: what it is at least" if chart.has_lows else ""
    if chart.kind == "steps":
        return f"Broken lines: found, not proved{dots}."
    if chart.kind == "scatter":
        return f"Hollow: found, not proved{dots}."
    return "≤: found, not proved; light: what of it is not proved."


def _table(table: Table, width: int, *, full: bool) -> list[RenderableType]:
    """The columns of a table that fit, its first rows, and what is left out."""
    from rich.text import Text

    rows = table.frame if full else table.frame.head(MOST_ROWS)
    cells = _cells(replace(table, frame=rows))
    fields = _fitting(table.fields, cells, width)
    parts: list[RenderableType] = [_shown(table.title, fields, cells)]
    if len(rows) < len(table.frame):
        parts.append(Text(f"{len(table.frame) - len(rows):,} more; -v shows all of them.", style="dim"))
    left = [visible(field.name) for field in table.fields if field not in fields]
    if left:
        parts.append(Text(f"In the workbook also: {'; '.join(left)}.", style="dim"))
    return parts


def _short_table(table: Table, page: StudyPage, width: int) -> list[RenderableType]:
    """The rows that an answer shows of a table, and the sheet that holds all of it."""
    from rich.text import Text

    cells = _cells(table)
    rows = next((len(each.frame) for each in page.tables if each.title == table.title), 0)
    held = f"all {rows:,} rows and " if rows > len(table.frame) else ""
    note = f"Sheet {table.title} of the workbook has {held}more columns; -v shows them, too."
    return [_shown(table.title, _fitting(table.fields, cells, width), cells), Text(note, style="dim")]


def _cells(table: Table) -> dict[str, Sequence[str]]:
    """The texts of each column."""
    grid = grid_of(table)
    columns = list(zip(*grid.rows, strict=True)) or [()] * len(grid.columns)
    cells = {name: texts for (name, _), texts in zip(grid.columns, columns, strict=True)}
    return {**cells, **_money_cells(table)}


def _money_cells(table: Table) -> dict[str, list[str]]:
    """The texts of columns of money, told apart from each other in columns that stand side by side."""
    cells: dict[str, list[str]] = {}
    for is_money, fields in itertools.groupby(table.fields, lambda field: field.show is Show.MONEY):
        names = [field.name for field in fields] if is_money else []
        columns = {name: table.frame[name].astype(float).tolist() for name in names}
        texts = money_apart(value for values in columns.values() for value in values)
        cells |= {name: [texts.get(value, "") for value in values] for name, values in columns.items()}
    return cells


def _width(field: Field, texts: Sequence[str]) -> int:
    """The cells that a column needs, and one between it and the next: its header goes on between words."""
    from rich.cells import cell_len

    header = visible(field.name)
    words = max(map(cell_len, header.split()), default=1)
    if cell_len(header) > HEADER_LINES * words:
        words = -(-cell_len(header) // HEADER_LINES) + 2
    widest = max((cell_len(visible(text)) for text in texts), default=0)
    if field.show is Show.TEXT:
        widest = min(widest, NAME_WIDTH)
    return max(min(words, NAME_WIDTH), widest, 1) + 1


def _fitting(fields: Sequence[Field], cells: dict[str, Sequence[str]], width: int) -> list[Field]:
    """The columns that are always shown, and the first others that fit beside them, in their order."""
    offered = [field for field in fields if field.show not in LEFT_TO_SHEETS and field.name in cells]
    kept = [field for field in offered if field.name in KEPT]
    room = width + 1 - sum(_width(field, cells[field.name]) for field in kept)
    shown = []
    for field in (each for each in offered if each not in kept):
        room -= _width(field, cells[field.name])
        if room < 0:
            break
        shown.append(field)
    return [*shown, *kept]


def _shown(title: str, fields: Sequence[Field], cells: dict[str, Sequence[str]]) -> BareTable:
    """Columns side by side, numbers to the right."""
    from rich.markup import escape

    made = bare_table(escape(visible(title)))
    made.padding, made.show_edge = 0, False
    for field in fields:
        text = field.show in (Show.TEXT, Show.MARK, Show.ANY)
        need = _width(field, cells[field.name]) - 1  # a table puts a blank between its columns
        made.add_column(
            escape(visible(field.name)), justify="left" if text else "right", overflow="fold", width=need
        )
    for row in zip(*(cells[field.name] for field in fields), strict=True):
        made.add_row(*map(escape, row))
    return made
