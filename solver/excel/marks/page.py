"""The sheet Findings: every finding in a row, with a link to its cell."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from solver.errors import Finding, Severity
from solver.excel.package.workbook_part import OWNED_MARK
from solver.excel.sheets import looks
from solver.excel.sheets.page import cell_at, write_text
from solver.excel.styles import TAB_GUIDE, font, set_up_print
from solver.excel.template.columns import row_height
from solver.results.tables import Show
from solver.schema import FINDINGS_SHEET
from solver.tables import fold

COLUMNS = (
    ("Severity", Show.TEXT, 11.0),
    ("Sheet", Show.TEXT, 20.0),
    ("Cell", Show.ROW, 10.0),
    ("What was found, and how to mend it", Show.LONG, 110.0),
)
HEADER_ROW = 3
MOST_ROWS = 5_000
"""Findings that are listed and marked; nobody mends more at once."""

# Orange stops a run, yellow does not; the frames differ, too, for grey print and for the colour-blind.
LOOKS: dict[Severity, tuple[str, Side]] = {
    "error": ("FFF4B183", Side(style="thin", color="FFC00000")),
    "warning": ("FFFFE699", Side(style="dashed", color="FF7F6000")),
}


def findings_sheet(findings: Sequence[Finding], titles: Collection[str], marking: str) -> bytes:
    """A workbook that holds the sheet Findings and nothing else.

    ``titles``: the sheets that the planner's workbook has; rows link only into these.
    """
    book = Workbook()
    book._fonts = IndexedList([font()])  # type: ignore[attr-defined]  # that of cells without a style
    page = book.worksheets[0]
    page.title = FINDINGS_SHEET
    page.sheet_properties.tabColor = TAB_GUIDE
    shown = sorted(findings, key=lambda finding: finding.severity != "error")[:MOST_ROWS]
    _write_head(page, findings)
    known = {fold(title): title for title in titles}
    for row, finding in enumerate(shown, start=HEADER_ROW + 1):
        _write_row(page, row, finding, known.get(fold(finding.place.sheet), ""))
    last = HEADER_ROW + len(shown)
    for severity in LOOKS:
        page.conditional_formatting.add(f"A{HEADER_ROW + 1}:A{last}", _rule(severity))
    page.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(COLUMNS))}{last}"
    page.freeze_panes = f"A{HEADER_ROW + 1}"
    page.sheet_view.showGridLines = False
    set_up_print(page, marking=marking, width=sum(width for _, _, width in COLUMNS), key_columns=1)
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    name = OWNED_MARK + FINDINGS_SHEET
    book.defined_names[name] = DefinedName(name, attr_text=f"'{FINDINGS_SHEET}'!$A$1", hidden=True)
    package = io.BytesIO()
    book.save(package)
    return package.getvalue()


def _write_head(page: Worksheet, findings: Sequence[Finding]) -> None:
    errors = sum(finding.severity == "error" for finding in findings)
    title, note = cell_at(page, 1, 1), cell_at(page, 2, 1)
    write_text(
        title, f"{FINDINGS_SHEET}: {_count(errors, 'error')}, {_count(len(findings) - errors, 'warning')}"
    )
    title.font = looks.TITLE
    page.row_dimensions[1].height = 24
    more = f" The first {MOST_ROWS:,} are shown." if len(findings) > MOST_ROWS else ""
    write_text(
        note,
        "Errors stop a run, warnings do not. A click on a cell leads to it. Mend them, save, run forcegen "
        f"check --mark again: marks of what is mended go, and with the last of them this sheet.{more}",
    )
    note.font = looks.NOTE
    for at, (header, show, width) in enumerate(COLUMNS, start=1):
        cell = cell_at(page, HEADER_ROW, at)
        write_text(cell, header)
        looks.dress_header(cell, show)
        page.column_dimensions[get_column_letter(at)].width = width


def _write_row(page: Worksheet, row: int, finding: Finding, title: str) -> None:
    cell_text = finding.cell or ("A1" if title else "")
    texts = (finding.severity, title or finding.place.sheet, cell_text, finding.message)
    for at, (text, (_, show, width)) in enumerate(zip(texts, COLUMNS, strict=True), start=1):
        cell = cell_at(page, row, at)
        write_text(cell, text)
        looks.dress(cell, show, "@")
        if show is Show.LONG:
            page.row_dimensions[row].height = row_height(text, width)
    if title and cell_text:
        place = f"{quote_sheetname(title)}!{cell_text}"
        cell_at(page, row, 3).hyperlink = Hyperlink(ref=f"C{row}", location=place, display=cell_text)
        looks.dress(cell_at(page, row, 3), Show.ROW, "@")


def _rule(severity: Severity) -> Rule:
    colour, side = LOOKS[severity]
    look = DifferentialStyle(
        fill=PatternFill(bgColor=colour, fill_type="solid"),
        border=Border(left=side, right=side, top=side, bottom=side),
    )
    return Rule(type="expression", dxf=look, formula=[f'$A{HEADER_ROW + 1}="{severity}"'])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
