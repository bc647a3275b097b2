"""Print set-up of the sheets that we make: A4, as wide as the page, marking above, page below."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

READABLE = 230
"""Characters that fit across an A4 page on its side, in letters that can still be read."""


def set_up_print(page: Worksheet, *, marking: str, width: float, key_columns: int) -> None:
    """A4 landscape, fitted to the width of a page, or of two where one would be unreadable.

    The header row stands on every page, the key columns on the second page across.
    ``width``: characters that the columns take together.
    """
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToWidth = 1 if width <= READABLE else 2
    page.page_setup.fitToHeight = 0
    page.page_setup.pageOrder = "overThenDown"
    page.print_title_rows = "1:1"
    page.print_title_cols = f"A:{get_column_letter(key_columns)}"
    _every_page(page, marking)


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
