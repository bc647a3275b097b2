"""How result sheets look: a typeface, few colours, and a number format for each kind of column."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from itertools import pairwise
from typing import cast
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
from openpyxl.cell import Cell
from openpyxl.formatting.rule import ColorScaleRule, Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from solver.excel.styles import (
    DARK_BLUE,
    DARK_GREY,
    LINE_GREY,
    LINK_BLUE,
    WHITE,
    begins_like_formula,
    font,
    solid,
)
from solver.results.columns import BASE
from solver.results.tables import Field, Shade, Show, Table
from solver.tables import Array

WHOLE = "#,##0"
BROKEN = "#,##0.0"
MILLIONS = '#,##0.0,,"\xa0m"'
NEARLY = 0.9995
"""From here on a share would be rounded to 100.0 %."""
ALMOST_ALL = f'[<{NEARLY}]0.0%;[<1]"over 99.9%";0.0%'
MUCH_MONEY = 1e7
"""From here on a summary shows money in millions."""

HAIR = Side(style="hair", color=LINE_GREY)
LINE = Border(bottom=HAIR)
UNDERLINE = Border(bottom=Side(style="medium", color=DARK_BLUE))

TITLE = font(size=16, bold=True, color=DARK_BLUE)
BLOCK_TITLE = font(size=12, bold=True, color=DARK_BLUE)
NOTE = font(italic=True, color=DARK_GREY)
NOTE_WRAPS = Alignment(vertical="top", wrap_text=True)
SHRINKING = Alignment(horizontal="left", vertical="top", shrink_to_fit=True)
STRONG = font(bold=True)
HEADER = font(bold=True, color=WHITE)

# Orange is what lacks, blue what is used up; dark and light stay apart in grey print, and signs tell, too.
SIGNS = {"▼": "FFF4B183", "▽": "FFFCE4D6", "■": "FF9DC3E6", "□": "FFDDEBF7", "no cap": "FFFCE4D6"}

DIFFERENT = "FFE4DFEC"
"""What differs from a base lacks nothing and uses nothing up: neither orange nor blue."""

COVERED = ("FFF4B183", "FFFFF2E5", "FFDDEBF7")
"""Of a share that is covered: nothing of it, most of it, all of it."""
THERE = "FF9DC3E6"
"""A bar of a timeline."""

CAPITAL = 0.25
"""By how many characters a capital letter is wider than a digit."""

WIDTHS = {
    Show.TEXT: (10, 34),
    Show.LONG: (24, 90),
    Show.CELLS: (14, 34),
    Show.MARK: (9, 18),
    Show.HEADS: (10, 13),
    Show.UNITS: (8, 10),
    Show.AMOUNT: (10, 13),
    Show.MONEY: (12, 18),
    Show.SHARE: (9, 11),
    Show.PERIOD: (7, 8),
    Show.COUNT: (6, 10),
    Show.ROW: (6, 8),
    Show.EXACT: (14, 24),
    Show.ANY: (14, 40),
}
"""Least and most characters of a column."""


def number_format(show: Show, values: pd.Series) -> str:
    """The number format of a column: whole numbers where all of its values are whole."""
    if show in (Show.TEXT, Show.LONG, Show.CELLS, Show.MARK):
        return "@"
    if show in (Show.PERIOD, Show.ROW, Show.COUNT, Show.ANY):
        return "General"
    if show is Show.EXACT:  # all digits, and no point behind whole numbers
        known = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
        return WHOLE if _all_whole(known) else "General"
    if show is Show.SHARE:
        return _share_format(values.to_numpy(dtype=float))
    if show is Show.MONEY:
        return WHOLE
    return WHOLE if _all_whole(values.to_numpy(dtype=float)) else BROKEN


def _share_format(shares: Array) -> str:
    """The number format of shares, none of which is called all where anything lacks."""
    if _all_whole(shares * 100):
        return "0%"
    return ALMOST_ALL if bool(((shares >= NEARLY) & (shares < 1.0)).any()) else "0.0%"


def summary_format(show: Show, values: pd.Series) -> str:
    """The number format of a summary's column: whole heads, large sums of money in millions."""
    if show is Show.MONEY and len(values) and values.abs().max() >= MUCH_MONEY:
        return MILLIONS
    if show is Show.HEADS:
        return WHOLE
    return number_format(show, values)


def _all_whole(values: Array) -> bool:
    """Whether rounding hides nothing; NaN is no value."""
    known = values[~np.isnan(values)]
    return bool(np.all(np.abs(known - np.round(known)) < 1e-6))


WRAPPING = (Show.LONG, Show.CELLS, Show.ANY)
LINKED = (Show.CELLS, Show.ROW)
"""What takes another line where it does not fit, and what leads to a cell."""


FILLING = (Show.LONG, Show.HEADS, Show.UNITS, Show.AMOUNT, Show.MONEY, Show.SHARE, Show.EXACT)
"""What reaches to the right edge of its column."""
APART = 2
"""Characters of width that an indent takes."""


def columns_apart(fields: Sequence[Field]) -> frozenset[int]:
    """By position, the short texts that would touch what stands before them: those are indented."""
    pairs = enumerate(pairwise(fields), start=1)
    return frozenset(at for at, (left, right) in pairs if left.show in FILLING and right.show is Show.TEXT)


def alignment(show: Show, *, apart: bool = False) -> Alignment:
    """Text to the left, numbers to the right, periods in the middle; long text wraps."""
    if show in (Show.TEXT, Show.LONG, Show.CELLS, Show.MARK, Show.ANY):
        indent = 1 if apart or show in (Show.LONG, Show.CELLS, Show.MARK) else 0
        return Alignment(horizontal="left", vertical="top", wrap_text=show in WRAPPING, indent=indent)
    if show in (Show.PERIOD, Show.ROW, Show.COUNT):
        return Alignment(horizontal="center", vertical="top")
    return Alignment(horizontal="right", vertical="top")  # no indent: LibreOffice misplaces some


def body_font(show: Show) -> Font:
    """The typeface of a column's cells."""
    return font(color=LINK_BLUE, underline="single") if show in LINKED else font()


def column_styles(page: Worksheet, table: Table) -> tuple[list[int], list[int]]:
    """The numbers under which the workbook keeps the styles of a table's columns.

    First those of all cells, then those of texts that Excel would take for formulas once they are edited.
    """
    columns = [(field.show, table.frame[field.name]) for field in table.fields]
    formats = [number_format(show, values) for show, values in columns]
    apart = columns_apart(table.fields)
    styles, quoted = [], []
    for at, (show, _) in enumerate(columns):
        probe = Cell(page, row=1, column=1)
        dress(probe, show, formats[at], apart=at in apart)
        styles.append(int(probe.style_id))
    for at, (show, values) in enumerate(columns):
        texts = (value for value in values.unique() if isinstance(value, str))
        if any(map(begins_like_formula, texts)):  # else the workbook needs no such style
            probe = Cell(page, row=1, column=1)
            dress(probe, show, formats[at], apart=at in apart)
            probe.quotePrefix = True
            quoted.append(int(probe.style_id))
        else:
            quoted.append(styles[at])
    return styles, quoted


def dress(cell: Cell, show: Show, form: str, *, shrink: bool = False, apart: bool = False) -> None:
    """Give a cell the style of its column; ``shrink``: texts grow smaller where they do not fit.

    ``apart``: it is indented, apart from what stands before it.
    """

    def put_on(fresh: Cell) -> None:
        fresh.font = body_font(show)
        fresh.border = LINE
        fresh.number_format = form
        fresh.alignment = SHRINKING if shrink and show is Show.TEXT else alignment(show, apart=apart)

    _put_on_once(cell, (show, form, shrink, apart), put_on)


def dress_header(cell: Cell, show: Show, *, apart: bool = False) -> None:
    """Give a cell the style of a column's header; ``apart``: as its cells are."""

    def put_on(fresh: Cell) -> None:
        fresh.font = HEADER
        fresh.fill = solid(DARK_BLUE)
        below = alignment(show, apart=apart)
        fresh.alignment = Alignment(
            horizontal=below.horizontal, vertical="center", wrap_text=True, indent=below.indent
        )

    _put_on_once(cell, (show, apart), put_on)


_STYLES: WeakKeyDictionary[Workbook, dict[Hashable, StyleArray]] = WeakKeyDictionary()
"""The styles that each workbook has been given, by the names that we have for them."""


def _put_on_once(cell: Cell, name: Hashable, put_on: Callable[[Cell], None]) -> None:
    """Give a cell the style that its workbook has under this name, made once; a quoted text stays so.

    openpyxl looks each part of a style up by all that it says: that takes longer than all else of a sheet.
    """
    known = _STYLES.setdefault(cast(Workbook, cell.parent.parent), {})
    if name not in known:
        fresh = Cell(cell.parent, row=1, column=1)
        put_on(fresh)
        known[name] = fresh._style  # type: ignore[attr-defined]  # it has no public name
    quoted = cell.quotePrefix
    cell._style = copy(known[name])  # type: ignore[attr-defined]
    if quoted:
        cell.quotePrefix = True


def column_width(field: Field, values: pd.Series) -> float:
    """Characters that a column needs, within what its kind may take."""
    least, most = WIDTHS[field.show]
    half = -(-len(field.name) // 2)  # headers take two lines at most
    longest_word = max(half, *(len(word) for word in field.name.split())) + 3
    if field.show in (Show.TEXT, Show.LONG, Show.CELLS, Show.MARK):
        lines = (line for value in values.unique() if pd.notna(value) for line in str(value).split("\n"))
        wide = 0 if field.show is Show.LONG else CAPITAL
        longest = max((len(line) + int(wide * sum(map(str.isupper, line))) for line in lines), default=0)
        longest += 3 if field.show is Show.MARK else 0  # in bold
    else:
        numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
        longest = len(f"{np.nanmax(np.abs(numbers), initial=0.0):,.0f}") + 2
    return float(min(max(least, longest_word, longest + 1), max(most, longest_word)))


def lack_rules(page: Worksheet, columns: list[int], first: int, last: int) -> None:
    """Colour the numbers above 0 of columns that count what lacks, in a table without a mark."""
    for at in columns:
        letter = get_column_letter(at)
        cells = f"{letter}{first}:{letter}{last}"
        page.conditional_formatting.add(cells, _coloured(f"{letter}{first}>0", SIGNS["▽"]))


def mark_rules(page: Worksheet, mark_column: int, columns: list[int], first: int, last: int) -> None:
    """Colour the cells of rows with a mark, by its sign: shortfalls orange, caps in use blue.

    ``columns``: numbers of the columns that share the colour of the mark.
    """
    mark = get_column_letter(mark_column)
    ranges = " ".join(f"{get_column_letter(at)}{first}:{get_column_letter(at)}{last}" for at in columns)
    for sign, colour in SIGNS.items():
        formula = f'LEFT(${mark}{first},{len(sign)})="{sign}"'
        page.conditional_formatting.add(ranges, _coloured(formula, colour))


def shade_rules(page: Worksheet, shade: Shade, columns: Sequence[int], first: int, last: int) -> None:
    """Colour the cells of columns by what each holds; ``columns``: their numbers, side by side."""
    left, right = get_column_letter(columns[0]), get_column_letter(columns[-1])
    cells = f"{left}{first}:{right}{last}"
    if shade is Shade.COVERED:
        nothing, some, full = COVERED
        scale = ColorScaleRule("num", 0, nothing, "num", 0.8, some, "num", 1, full)  # type: ignore[no-untyped-call]
        page.conditional_formatting.add(cells, scale)
    elif shade is Shade.THERE:
        look = DifferentialStyle(fill=PatternFill(bgColor=THERE, fill_type="solid"))
        rule = Rule(type="expression", dxf=look, formula=[f"ISNUMBER({left}{first})"])
        page.conditional_formatting.add(cells, rule)


def difference_rules(page: Worksheet, columns: list[int], base_column: int, first: int, last: int) -> None:
    """Colour the numbers that differ from those in the row of the base, wherever that is sorted to.

    ``base_column``: number of the column that says which row that is.
    """
    says = f"${get_column_letter(base_column)}${first}:${get_column_letter(base_column)}${last}"
    for at in columns:
        letter = get_column_letter(at)
        base = f'INDEX({letter}${first}:{letter}${last},MATCH("{BASE}",{says},0))'
        formula = f"AND(ISNUMBER({letter}{first}),{letter}{first}<>{base})"
        page.conditional_formatting.add(f"{letter}{first}:{letter}{last}", _coloured(formula, DIFFERENT))


def _coloured(formula: str, colour: str) -> Rule:
    """Bold on a colour where the formula holds."""
    look = DifferentialStyle(font=Font(bold=True), fill=PatternFill(bgColor=colour, fill_type="solid"))
    return Rule(type="expression", dxf=look, formula=[formula])
