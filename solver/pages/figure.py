"""Figures of a page: a drawing with the table that holds its numbers, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from solver.drawing.drawing import MIDDLE, Drawing, View
from solver.results.tables import Field, Show, Table, make_table
from solver.results.text import texts

MOST_ROWS = 150
"""Rows of a table on a page; the workbook has all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTable:
    """A table in words. ``heads``: the name of each column, and whether it holds numbers.

    ``title``: "" for that of its drawing; ``more``: rows that are left out; ``whole``: where all of them are.
    """

    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    note: str = ""
    more: int = 0
    whole: str = ""


NO_TABLE = PageTable(heads=(), rows=())
"""Of a drawing whose numbers stand in the table of another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SizedView:
    """A view with the classes of the widths of a page at which it is shown."""

    classes: str
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing of a page, with its table. ``key``: by which the page refers to it."""

    key: str
    drawing: Drawing
    table: PageTable

    @property
    def views(self) -> tuple[SizedView, ...]:
        """Its views: the narrowest on a phone, the widest on a wide screen, else and on paper the middle."""
        views = self.drawing.views
        middle = next((view for view in views if view.width <= MIDDLE), views[-1])
        chosen = {"n": views[-1], "m": middle, "w": views[0]}
        return tuple(
            SizedView(classes=" ".join(name for name, each in chosen.items() if each is view), view=view)
            for view in views
            if any(each is view for each in chosen.values())
        )


def page_table(
    table: Table, names: Iterable[str] = (), *, most: int = MOST_ROWS, whole: str = ""
) -> PageTable:
    """A result table in words, with these of its columns, or all but the row of the sheet behind it.

    ``whole``: where all of its rows are, by default the sheet of its title.
    """
    wanted = tuple(names)
    fields = [
        field for field in table.fields if (field.name in wanted if wanted else field.show is not Show.ROW)
    ]
    shown = table.frame.head(most)
    columns = [texts(field, shown[field.name]) for field in fields]
    return PageTable(
        heads=tuple((field.name, not field.show.in_words) for field in fields),
        rows=tuple(zip(*columns, strict=True)),
        note=table.note,
        more=len(table.frame) - len(shown),
        whole=whole or f"sheet {table.title} of the workbook",
    )


def table_of(fields: Sequence[Field], rows: pd.DataFrame, *, whole: str) -> PageTable:
    """These fields of some rows, in words; ``whole``: where all of them are."""
    return page_table(make_table("", fields, rows), whole=whole)
