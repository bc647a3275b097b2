"""Workbooks for the tests of patching: result sheets of ours, and rich workbooks of a planner's."""

import io
import struct
import zipfile
import zlib
from functools import cache

import openpyxl
import xlsxwriter
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

PEN = Side(style="thin", color="FF888888")


@cache
def result_sheets(
    *titles: str, heads: int = 1200, rows: int = 3, table: bool = True, mark: bool = True
) -> bytes:
    """A fresh package of result sheets in several formats, each with heads in B3."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title in titles or ("Summary", "Site use"):
        fill_sheet(book.create_sheet(title), heads, rows)
        if table:
            name = "tbl" + title.replace(" ", "")
            book[title].add_table(Table(displayName=name, ref=f"A2:C{rows + 2}"))
        if mark:
            name = "forcegen_owned_" + title.replace(" ", "_")
            book.defined_names[name] = DefinedName(name, attr_text=f"'{title}'!$A$1", hidden=True)
    return saved(book)


def fill_sheet(sheet: Worksheet, heads: int, rows: int) -> None:
    sheet["A1"] = f"{sheet.title} of the plan"
    sheet["A1"].font = Font(name="Arial", size=16, bold=True, color="FF1F3864")
    sheet.append(["Site", "Heads", "Share"])
    for cell in sheet[2]:
        cell.fill = PatternFill("solid", fgColor="FF1F3864")
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.border = Border(bottom=PEN)
    for row in range(3, rows + 3):
        sheet.append(["  Lviv & <Rivne>", heads, 0.25])
        sheet.cell(row, 1).hyperlink = Hyperlink(ref=f"A{row}", location=f"'{sheet.title}'!A1")
        sheet.cell(row, 2).number_format = '#,##0" heads"'
        sheet.cell(row, 3).number_format = "0.0%"
        sheet.cell(row, 3).alignment = Alignment(horizontal="center")
    short = CellIsRule(operator="lessThan", formula=["5"], fill=PatternFill("solid", bgColor="FFFFC000"))
    sheet.conditional_formatting.add(f"B3:B{rows + 2}", short)
    sheet.column_dimensions["A"].width = 31
    sheet.freeze_panes = "A3"
    sheet.print_title_rows = "2:2"
    sheet.oddHeader.center.text = "EXERCISE"


def planner_book(*titles: str) -> openpyxl.Workbook:
    """A plain workbook of a planner's; its first sheet reads Summary!B3."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title in titles or ("Contingents", "Notes"):
        book.create_sheet(title).append(["Contingent", "Units"])
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rich_workbook(**more_parts: bytes) -> bytes:
    """What openpyxl would lose: chart, picture, sparklines, newer formats, comments, control, macros.

    ``more_parts``: further parts by name, with ``__`` for each slash.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    plan = book.add_worksheet("Contingents")
    bold = book.add_format(
        {"bold": True, "font_name": "Verdana", "bg_color": "#DDEBF7", "num_format": "0.000"}
    )
    plan.write_row(0, 0, ["Contingent", "Units", "Heads"], bold)
    for row in range(1, 9):
        plan.write_row(row, 0, [f"EST-INF-{row}", row, row * 150])
    plan.write_formula("E1", "=SUM(B2:B9)", None, 36)
    plan.write_rich_string("F1", "half ", bold, "bold", " text")
    plan.write_comment("A1", "whose forces")
    plan.data_validation("B2:B99", {"validate": "integer", "criteria": ">=", "value": 0})
    plan.data_validation("G2:G99", {"validate": "list", "source": "=Lists!$A$1:$A$3"})
    plan.add_sparkline("H2", {"range": "Contingents!B2:B9"})
    plan.conditional_format("C2:C9", {"type": "data_bar", "data_bar_2010": True})
    plan.conditional_format("B2:B9", {"type": "icon_set", "icon_style": "3_arrows"})
    plan.conditional_format("B2:B9", {"type": "cell", "criteria": ">", "value": 5, "format": bold})
    plan.insert_image("J2", "flag.png", {"image_data": io.BytesIO(picture())})
    plan.insert_button("J20", {"caption": "Solve", "macro": "Solve"})
    plan.insert_textbox("J26", "not for tripwires")
    plan.add_table("A20:B22", {"name": "tblContingents", "columns": [{"header": "x"}, {"header": "y"}]})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Contingents!$B$2:$B$9", "name": "=Contingents!$B$1"})
    plan.insert_chart("J8", chart)
    lists = book.add_worksheet("Lists")
    lists.write_column(0, 0, ["land", "sea", "air"])
    lists.hide()
    book.add_chartsheet("Picture").set_chart(_summary_chart(book))
    book.define_name("Heads_pledged", "=Contingents!$C$2:$C$9")
    plan.print_area("A1:H30")
    lists.repeat_rows(0)
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 a macro project"), is_stream=True)
    book.set_custom_property("Marking", "EXERCISE")
    book.close()
    return with_parts(out.getvalue(), {name.replace("__", "/"): raw for name, raw in more_parts.items()})


def _summary_chart(book: xlsxwriter.Workbook) -> object:
    """A chart that reads a result sheet."""
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=Summary!$B$3:$B$5"})
    return chart


def picture() -> bytes:
    """One grey pixel as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixel = chunk(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + header + pixel + chunk(b"IEND", b"")


def parts(package: bytes) -> dict[str, bytes]:
    """Content of each part by name, in the order of the file."""
    with zipfile.ZipFile(io.BytesIO(package)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def with_parts(package: bytes, changed: dict[str, bytes]) -> bytes:
    """The package with parts replaced or added."""
    return zipped({**parts(package), **changed})


def zipped(content: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, raw in content.items():
            file.writestr(name, raw)
    return out.getvalue()


def opened(package: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(package))
