"""Cells as we write them: looks that stay readable in print, and values typed as a planner would."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from typing import Literal

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook import Workbook
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from solver import schema
from solver.schema.columns import Column, Kind
from solver.schema.studies import AS_THE_CELL

Underline = Literal["single", "double"] | None

FONT = "Arial"  # on every desktop, or replaced by one with the same widths
SIZE = 10

# Blue and orange stay apart for every kind of colour blindness; dark and light stay apart in grey print.
DARK_BLUE = "FF1F3864"
LIGHT_BLUE = "FFD6E3F3"
PALE_GREY = "FFF2F2F2"
LINE_GREY = "FFBFBFBF"
LIGHT_GREY = "FF969696"
TEXT_GREY = "FF7F7F7F"
DARK_GREY = "FF404040"
LINK_BLUE = "FF0563C1"
ORANGE = "FFF8CBAD"
YELLOW = "FFFFF2CC"
WHITE = "FFFFFFFF"
BLACK = "FF000000"

TAB_REQUIRED = DARK_BLUE
TAB_OPTIONAL = "FF9DC3E6"
TAB_LIMIT = "FFFFC000"
TAB_WHAT_IF = "FF7F7F7F"
TAB_GUIDE = "FFED7D31"

THIN = Side(style="thin", color=LINE_GREY)
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)

LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)

REQUIRED = "Header required"
OPTIONAL = "Header optional"
PROVENANCE = "Header provenance"
TEXT = "Input text"
LONG_TEXT = "Input long text"
CENTRED = "Input word"
COUNT = "Input count"
FACTOR = "Input factor"
SHARE = "Input share"
PERIOD = "Input period"
DAY = "Input date"
ANY = "Input any"
PLAIN = "Input number"


def font(
    *,
    size: float = SIZE,
    bold: bool = False,
    italic: bool = False,
    color: str = BLACK,
    underline: Underline = None,
) -> Font:
    """The template's typeface."""
    return Font(name=FONT, size=size, bold=bold, italic=italic, color=color, underline=underline)


HEADERS = {
    REQUIRED: (DARK_BLUE, font(bold=True, color=WHITE)),
    OPTIONAL: (LIGHT_BLUE, font(bold=True)),
    PROVENANCE: (PALE_GREY, font(italic=True, color=DARK_GREY)),
}
_BODIES = {
    TEXT: ("@", "left"),
    LONG_TEXT: ("@", "left"),
    CENTRED: ("@", "left"),
    COUNT: ("#,##0", "right"),
    FACTOR: ("0.0###", "right"),
    SHARE: ("0.0%", "right"),
    PERIOD: ("General", "center"),
    DAY: ("yyyy-mm-dd", "center"),
    ANY: ("General", "left"),
    PLAIN: ("General", "right"),
}
DAY_FORMAT = "yyyy-mm-dd"
FRACTION_FORMAT = "#,##0.0##"
"""For a count that is not whole, so that nothing is rounded away from the reader's eyes."""

_BY_KIND = {
    Kind.NAME: TEXT,
    Kind.NAMES: TEXT,
    Kind.TEXT: TEXT,
    Kind.WHOLE: COUNT,
    Kind.NUMBER: FACTOR,
    Kind.SHARE: SHARE,
    Kind.MONEY: COUNT,
    Kind.YES_NO: CENTRED,
    Kind.CHOICE: CENTRED,
    Kind.FROM: PERIOD,
    Kind.TO: PERIOD,
    Kind.DATE: DAY,
    Kind.ANY: ANY,
}
LONG_COLUMNS = ("Note", "Reason")
_COUNTED_UNITS = ("heads", "the role's measure", "seconds")


def body_style(column: Column) -> str:
    """The cell style that a column's cells carry."""
    if column.name in LONG_COLUMNS:
        return LONG_TEXT
    if column.kind is Kind.NUMBER and column.unit in _COUNTED_UNITS:
        return COUNT
    if column.unit == AS_THE_CELL:
        return PLAIN
    return _BY_KIND[column.kind]


def number_format(style: str) -> str:
    """The number format of a body style."""
    return _BODIES[style][0]


def add_styles(book: Workbook) -> None:
    """Give a fresh workbook the template's font and named cell styles."""
    # openpyxl has no public way to say the font of cells without a style: the first in the book.
    book._fonts = IndexedList([font()])  # type: ignore[attr-defined]
    book._named_styles["Normal"].font = font()  # type: ignore[attr-defined]
    for name, (fill, face) in HEADERS.items():
        book.add_named_style(_header_style(name, fill, face))
    for name, (form, side) in _BODIES.items():
        book.add_named_style(
            NamedStyle(
                name=name,
                font=font(),
                border=BOX,
                number_format=form,
                alignment=Alignment(
                    horizontal=side,
                    vertical="top",
                    wrap_text=name == LONG_TEXT,
                    indent=int(side == "right"),  # air between a number and the word after it
                ),
            )
        )


def solid(colour: str) -> PatternFill:
    """A plain fill."""
    return PatternFill(fill_type="solid", start_color=colour, end_color=colour)


def greyed_out(formula: str) -> Rule:
    """Text struck through in grey where the formula holds: rows that are not enabled."""
    look = DifferentialStyle(font=Font(color=TEXT_GREY, strike=True))
    return Rule(type="expression", formula=[formula], dxf=look)


def as_example(formula: str) -> Rule:
    """Text in light grey italics where the formula holds: cells that only show what may stand there."""
    return Rule(
        type="expression", formula=[formula], dxf=DifferentialStyle(font=Font(color=LIGHT_GREY, italic=True))
    )


def shaded(formula: str, colour: str) -> Rule:
    """A fill where the formula holds."""
    look = DifferentialStyle(fill=PatternFill(bgColor=colour, fill_type="solid"))
    return Rule(type="expression", formula=[formula], dxf=look)


def _header_style(name: str, fill: str, face: Font) -> NamedStyle:
    return NamedStyle(
        name=name,
        font=face,
        fill=solid(fill),
        border=BOX,
        number_format="@",
        alignment=Alignment(horizontal="left", vertical="top", wrap_text=True),
    )


READABLE = 230
"""Characters that fit across an A4 page on its side, in letters that can still be read."""
_FULL_SIZE = 134
"""Characters that fit there at 100 %: 149 of Excel's 7 pixels each, fewer where LibreOffice draws them."""


def set_up_print(page: Worksheet, *, marking: str, key_columns: int) -> None:
    """A4 landscape, fitted to the width of a page; header row and key columns stand on every page."""
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.page_setup.pageOrder = "overThenDown"
    page.print_title_rows = "1:1"
    page.print_title_cols = f"A:{get_column_letter(key_columns)}"
    _every_page(page, marking)


def print_on_two_pages(page: Worksheet, *, widths: Sequence[float], own: int, key_columns: int) -> None:
    """Print a wide sheet on two pages across, the second with the key columns again.

    The first holds the ``own`` leading columns where they can be read so. A program that fits to pages
    ignores a break, so the scale is set instead. ``widths``: characters of each column.
    """
    if sum(widths[:own]) > READABLE:
        page.page_setup.fitToWidth = 2
        return
    second = sum(widths[:key_columns]) + sum(widths[own:])
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
    page.page_setup.fitToWidth = page.page_setup.fitToHeight = None
    page.page_setup.scale = min(100, int(100 * _FULL_SIZE / max(sum(widths[:own]), second)))
    page.col_breaks.append(Break(id=own))


def set_up_one_page(page: Worksheet, *, marking: str) -> None:
    """A4 portrait, all of the sheet on one page."""
    page.page_setup.orientation = "portrait"
    page.page_setup.fitToWidth = page.page_setup.fitToHeight = 1
    page.print_options.horizontalCentered = True
    _every_page(page, marking)


def _every_page(page: Worksheet, marking: str) -> None:
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top, page.page_margins.bottom = 0.8, 0.7
    page.page_margins.header = page.page_margins.footer = 0.3
    header, footer = HeaderFooterItem(), HeaderFooterItem()
    header.center.text = marking.replace("&", "&&")  # a single & begins a code there
    header.center.font, header.center.size = "Arial,Bold", 11
    footer.left.text, footer.right.text = "&A", "Page &P of &N"  # the sheet's name; page and pages
    page.HeaderFooter.oddHeader, page.HeaderFooter.oddFooter = header, footer


FORMULA_SIGNS = ("=", "+", "-", "@")
"""What Excel takes for the beginning of a formula when it is typed."""

CellValue = str | int | float | dt.date | dt.time | dt.timedelta | None


def write_value(cell: Cell, column: Column, value: object) -> None:
    """Put a value into a cell that looks as its column asks."""
    cell.style = style = body_style(column)
    plain = typed_value(value)
    if isinstance(plain, str):
        write_text(cell, plain)
    elif plain is not None:
        cell.value = plain
        if isinstance(plain, dt.date):
            cell.number_format = DAY_FORMAT
        elif style == COUNT and isinstance(plain, float) and not plain.is_integer():
            cell.number_format = FRACTION_FORMAT


def write_text(cell: Cell, text: str) -> None:
    """Put text into a cell as text, never as a formula, whatever it begins with."""
    cell.value = cell_text(text)
    cell.data_type = "s"
    if begins_like_formula(text):
        cell.quotePrefix = True  # it stays text when the planner edits it


LONGEST_TEXT = 32_767
"""Characters that a cell can hold."""
_READ_AS_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def cell_text(text: str) -> str:
    """A text that a cell can hold: no control characters, nothing that reads as an escape, not too long."""
    text = _READ_AS_ESCAPE.sub("_x005F_", ILLEGAL_CHARACTERS_RE.sub("", text))
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 2] + " …"


def begins_like_formula(text: str) -> bool:
    """Whether Excel would take a text for a formula once it is edited, blanks before the sign or not."""
    return text.lstrip().startswith(FORMULA_SIGNS)


def typed_value(value: object) -> CellValue:
    """A value as a planner would have typed it: lists joined, yes and no in words, blanks as None."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | dt.date | dt.time | dt.timedelta):
        return value
    if isinstance(value, tuple | list):
        return f"{schema.LIST_SEPARATOR} ".join(str(part) for part in value) or None
    return str(value)
