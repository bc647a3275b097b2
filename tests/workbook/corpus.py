"""Workbooks with everything that Excel can put into one, for the comparison part by part."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, LineChart, PieChart, Reference, ScatterChart
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule, DataBarRule, FormulaRule, IconSetRule
from openpyxl.styles import Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table, TableStyleInfo
from packages import parts, picture, planner_book, saved, zipped

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BOOK, SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def written(fill: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], object]) -> bytes:
    """A workbook that XlsxWriter wrote, with one feature on its sheet Contingents."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Contingents")
    page.write_row(0, 0, ["Contingent", "Units", "Heads"])
    for row in range(1, 9):
        page.write_row(row, 0, [f"EST-INF-{row}", row, row * 150])
    fill(book, page)
    book.close()
    return out.getvalue()


def chart(kind: str) -> bytes:
    """A workbook with a chart of that kind."""

    def fill(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
        made = book.add_chart({"type": kind})
        made.add_series({"categories": "=Contingents!$C$2:$C$9", "values": "=Contingents!$B$2:$B$9"})
        page.insert_chart("E2", made)

    return written(fill)


def many_formats(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
    for number in range(300):
        look = book.add_format({"font_size": 8 + number % 9, "bg_color": f"#{number * 999:06X}"})
        page.write(20 + number, 0, number, look)


def conditions(book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet) -> None:
    red = book.add_format({"bg_color": "#FF0000"})
    for kind in ("2_color_scale", "3_color_scale", "data_bar"):
        page.conditional_format("B2:B9", {"type": kind})
    page.conditional_format("B2:B9", {"type": "data_bar", "data_bar_2010": True, "bar_solid": True})
    page.conditional_format("B2:B9", {"type": "icon_set", "icon_style": "5_ratings"})
    page.conditional_format("B2:B9", {"type": "top", "value": 3, "format": red, "stop_if_true": True})
    page.conditional_format(
        "A2:A9", {"type": "text", "criteria": "containing", "value": "EST", "format": red}
    )


WRITTEN: dict[str, Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], object]] = {
    "nothing more": lambda _, page: None,
    "many formats": many_formats,
    "conditions old and new": conditions,
    "sparklines": lambda _, page: page.add_sparkline("E2", {"range": "Contingents!B2:B9", "markers": True}),
    "picture": lambda _, page: page.insert_image("E2", "a.png", {"image_data": io.BytesIO(picture())}),
    "picture in a cell": lambda _, page: page.embed_image(
        "E2", "a.png", {"image_data": io.BytesIO(picture())}
    ),
    "background": lambda _, page: page.set_background(io.BytesIO(picture()), is_byte_stream=True),
    "picture in the header": lambda _, page: page.set_header(
        "&L&G", {"image_left": "a.png", "image_data_left": io.BytesIO(picture())}
    ),
    "comments": lambda _, page: [page.write_comment(f"A{row}", "whose forces") for row in range(1, 9)],
    "comments shown": lambda _, page: (page.write_comment("C3", "look"), page.show_comments()),
    "button": lambda _, page: page.insert_button("E2", {"caption": "Solve"}),
    "check box": lambda _, page: page.insert_checkbox("E2", True),
    "text box": lambda _, page: page.insert_textbox("E2", "no tripwires", {"url": "https://example.org"}),
    "links": lambda _, page: [page.write_url(row, 5, f"https://example.org/{row}") for row in range(50)],
    "table with totals": lambda _, page: page.add_table(
        "E1:F5", {"total_row": True, "columns": [{"header": "a"}, {"header": "b", "total_function": "sum"}]}
    ),
    "dynamic arrays": lambda _, page: page.write_dynamic_array_formula("E1:E3", "=SORT(B2:B9)"),
    "array formula": lambda _, page: page.write_array_formula("E1:E3", "{=B2:B4*2}", None, 2),
    "protection": lambda _, page: (page.protect("secret"), page.unprotect_range("B2:B9")),
    "outline and panes": lambda _, page: (page.set_row(3, None, None, {"level": 1}), page.freeze_panes(1, 1)),
    "filter": lambda _, page: (
        page.autofilter("A1:C9"),
        page.filter_column(1, "x > 3"),
        page.set_row(2, None, None, {"hidden": True}),
    ),
    "errors ignored": lambda _, page: page.ignore_errors({"number_stored_as_text": "A1:A9"}),
    "page breaks": lambda _, page: (
        page.set_h_pagebreaks([5]),
        page.print_area("A1:C9"),
        page.repeat_rows(0),
    ),
    "rich text": lambda book, page: page.write_rich_string("E1", "a ", book.add_format({"bold": 1}), "b"),
    "macros": lambda book, _: book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 macros"), is_stream=True),
    "properties": lambda book, _: book.set_custom_property("Marking", "EXERCISE"),
    "chart sheet": lambda book, _: _chart_sheet(book),
    "hidden sheets": lambda book, _: (
        book.add_worksheet("Lists").hide(),
        book.add_worksheet("Deep").very_hidden(),
    ),
    "names": lambda book, _: [book.define_name(f"name_{n}", f"=Contingents!$A${n}") for n in range(1, 40)],
    "since 1904": lambda book, page: page.write_datetime("E1", __import__("datetime").datetime(2027, 1, 1)),
    "read-only advice": lambda book, _: book.read_only_recommended(),
    "drop-downs": lambda _, page: page.data_validation("B2:B9", {"validate": "list", "source": ["1", "2"]}),
}


def _chart_sheet(book: xlsxwriter.Workbook) -> None:
    made = book.add_chart({"type": "bar"})
    made.add_series({"values": "=Contingents!$B$2:$B$9"})
    book.add_chartsheet("Picture").set_chart(made)


def by_openpyxl() -> bytes:
    """Charts, validations, conditional formats, tables, named styles, comments, protection at once."""
    book = planner_book("Contingents", "Notes", "Deep")
    page = book["Contingents"]
    for row in range(1, 30):
        page.append([f"EST-{row}", row, row * 150, None, f"=B{row + 1}*2"])
    for place, kind in (("G2", BarChart), ("G20", LineChart), ("G40", PieChart), ("G60", ScatterChart)):
        made = kind()
        made.add_data(Reference(page, min_col=2, max_col=2, min_row=1, max_row=20))
        page.add_chart(made, place)
    check = DataValidation(type="list", formula1='"a,b"')
    check.add("D2:D99")
    page.add_data_validation(check)
    page.conditional_formatting.add(
        "B2:B30",
        ColorScaleRule(start_type="min", start_color="FF00FF00", end_type="max", end_color="FFFF0000"),
    )
    page.conditional_formatting.add("C2:C30", DataBarRule("min", 0, "max", 9, color="FF638EC6"))
    page.conditional_formatting.add("C2:C30", IconSetRule("3Arrows", "percent", [0, 33, 67]))
    page.conditional_formatting.add("A2:A30", FormulaRule(["$B2>3"], font=Font(bold=True)))
    page["A3"].comment = Comment("whose", "planner")
    book.add_named_style(NamedStyle("Ours", font=Font(name="Verdana"), border=Border(top=Side("thin"))))
    page["B3"].style = "Ours"
    page["B4"].fill, page["B4"].protection = PatternFill("lightGrid"), Protection(locked=False)
    page.add_table(Table(displayName="tblOwn", ref="J1:K4", tableStyleInfo=TableStyleInfo("TableStyleDark1")))
    page["J1"], page["K1"] = "x", "y"
    page.merge_cells("M1:N2")
    page.print_title_rows, page.oddHeader.center.text = "1:1", "EXERCISE"
    book["Deep"].sheet_state = "veryHidden"
    book.defined_names["Old"] = DefinedName("Old", attr_text="Contingents!$A$1", hidden=True)
    book.security = WorkbookProtection(workbookPassword="x", lockStructure=True)
    return saved(book)


def attached(
    part: str,
    content: bytes,
    kind: str,
    *,
    to: str = BOOK,
    content_type: str = "application/xml",
    body: str = "",
) -> bytes:
    """A plain workbook with one more part that ``to`` refers to, and ``body`` at its end."""
    held = parts(saved(planner_book()))
    held["[Content_Types].xml"] = _before(
        held["[Content_Types].xml"],
        "</Types>",
        f'<Override PartName="/{part}" ContentType="{content_type}"/>',
    )
    folder, _, name = to.rpartition("/")
    links = f"{folder}/_rels/{name}.rels".lstrip("/") if to else "_rels/.rels"
    there = held.get(
        links,
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>',
    )
    kind = kind if "://" in kind else f"{OFFICE}/{kind}"
    held[links] = _before(
        there, "</Relationships>", f'<Relationship Id="rIdOwn" Type="{kind}" Target="/{part}"/>'
    )
    if body:
        root = re.search(rb"</(\w+)>\s*$", held[to])[1].decode()
        held[to] = _before(held[to], f"</{root}>", body.replace("r:id", f'xmlns:r="{OFFICE}" r:id'))
    held[part] = content
    return zipped(held)


def _before(raw: bytes, tag: str, new: str) -> bytes:
    at = raw.rindex(tag.encode())
    return raw[:at] + new.encode() + raw[at:]


def _xml(root: str, inside: str = "", space: str = MAIN) -> bytes:
    return f'{XML}<{root} xmlns="{space}">{inside}</{root}>'.encode()


SLICERS = (
    '<extLst><ext uri="{A8765BA9-456A-4DAB-B4F3-ACF838C121DE}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:slicerList><x14:slicer r:id="rIdOwn"/></x14:slicerList></ext></extLst>'
)
NEW_RULES = (
    '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:conditionalFormattings>'
    '<x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:cfRule type="expression" priority="7" id="{0}"><xm:f>Notes!$A$1=1</xm:f><x14:dxf/></x14:cfRule>'
    "<xm:sqref>A1:A9</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
)
ATTACHED: dict[str, Callable[[], bytes]] = {
    "pivot cache": lambda: attached(
        "xl/pivotCache/pivotCacheDefinition1.xml",
        _xml("pivotCacheDefinition"),
        "pivotCacheDefinition",
        content_type=f"{TYPE}.pivotCacheDefinition+xml",
        body='<pivotCaches><pivotCache cacheId="1" r:id="rIdOwn"/></pivotCaches>',
    ),
    "pivot table": lambda: attached(
        "xl/pivotTables/pivotTable1.xml", _xml("pivotTableDefinition"), "pivotTable", to=SHEET
    ),
    "slicer": lambda: attached(
        "xl/slicers/slicer1.xml",
        _xml("slicers"),
        f"{MICROSOFT}/2007/relationships/slicer",
        to=SHEET,
        body=SLICERS,
    ),
    "slicer cache": lambda: attached(
        "xl/slicerCaches/slicerCache1.xml", _xml("slicerCache"), f"{MICROSOFT}/2007/relationships/slicerCache"
    ),
    "timeline": lambda: attached(
        "xl/timelines/timeline1.xml", _xml("timelines"), f"{MICROSOFT}/2011/relationships/timeline", to=SHEET
    ),
    "newer conditional formats": lambda: attached(
        "customXml/item1.xml", b"<a/>", "customXml", to=SHEET, body=NEW_RULES
    ),
    "threaded comments": lambda: attached(
        "xl/threadedComments/threadedComment1.xml",
        _xml("ThreadedComments"),
        f"{MICROSOFT}/2017/10/relationships/threadedComment",
        to=SHEET,
    ),
    "persons": lambda: attached(
        "xl/persons/person.xml", _xml("personList"), f"{MICROSOFT}/2017/10/relationships/person"
    ),
    "external link": lambda: attached(
        "xl/externalLinks/externalLink1.xml",
        _xml("externalLink"),
        "externalLink",
        content_type=f"{TYPE}.externalLink+xml",
    ),
    "connections": lambda: attached("xl/connections.xml", _xml("connections"), "connections"),
    "query table": lambda: attached(
        "xl/queryTables/queryTable1.xml", _xml("queryTable"), "queryTable", to=SHEET
    ),
    "XML maps": lambda: attached("xl/xmlMaps.xml", _xml("MapInfo"), "xmlMaps"),
    "custom XML": lambda: attached("customXml/item1.xml", b"\xff\xfe<\0a\0/\0>\0", "customXml"),
    "shared workbook": lambda: attached(
        "xl/revisions/revisionHeaders.xml", _xml("headers"), "revisionHeaders"
    ),
    "user names": lambda: attached("xl/revisions/userNames.xml", _xml("users"), "usernames"),
    "signature": lambda: attached(
        "_xmlsignatures/origin.sigs",
        b"",
        "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
        to="",
    ),
    "ribbon": lambda: attached(
        "customUI/customUI14.xml", b"<customUI/>", f"{MICROSOFT}/2007/relationships/ui/extensibility", to=""
    ),
    "thumbnail": lambda: attached(
        "docProps/thumbnail.wmf",
        bytes(range(256)),
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
        to="",
        content_type="image/x-wmf",
    ),
    "web extension": lambda: attached(
        "xl/webextensions/taskpanes.xml",
        b"<taskpanes/>",
        f"{MICROSOFT}/2011/relationships/webextensiontaskpanes",
        to="",
    ),
    "printer settings": lambda: attached(
        "xl/printerSettings/printerSettings1.bin", bytes(range(256)), "printerSettings", to=SHEET
    ),
    "embedded object": lambda: attached(
        "xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0", "oleObject", to=SHEET
    ),
    "form control": lambda: attached(
        "xl/ctrlProps/ctrlProp1.xml", _xml("formControlPr"), "ctrlProp", to=SHEET
    ),
    "data model": lambda: attached(
        "xl/model/item.data", b"STREAM_STORAGE_SIGNATURE", f"{MICROSOFT}/2011/relationships/powerPivotData"
    ),
    "metadata": lambda: attached("xl/metadata.xml", _xml("metadata"), "sheetMetadata"),
    "rich values": lambda: attached(
        "xl/richData/rdrichvalue.xml", _xml("rvData"), f"{MICROSOFT}/2017/06/relationships/rdRichValue"
    ),
    "sheet views": lambda: attached(
        "xl/namedSheetViews/namedSheetView1.xml",
        _xml("namedSheetViews"),
        f"{MICROSOFT}/2019/04/relationships/namedSheetView",
        to=SHEET,
    ),
    "order of calculation": lambda: attached(
        "xl/calcChain.xml", _xml("calcChain", '<c r="A1" i="1"/>'), "calcChain"
    ),
    "volatile data": lambda: attached(
        "xl/volatileDependencies.xml", _xml("volTypes"), "volatileDependencies"
    ),
    "dialog sheet": lambda: _sheet_of_kind("dialogsheet"),
    "macro sheet": lambda: _sheet_of_kind("xlMacrosheet"),
}


def _sheet_of_kind(kind: str) -> bytes:
    """A workbook with a sheet that is no worksheet."""
    held = parts(
        attached(
            f"xl/{kind}s/sheet1.xml",
            _xml("dialogsheet" if kind == "dialogsheet" else "xm:macrosheet").replace(
                b"xmlns=", b'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" xmlns=', 1
            ),
            kind if kind == "dialogsheet" else f"{MICROSOFT}/2006/relationships/{kind}",
        )
    )
    held[BOOK] = _before(
        held[BOOK], "</sheets>", f'<sheet name="Own" sheetId="77" xmlns:r="{OFFICE}" r:id="rIdOwn"/>'
    )
    return zipped(held)


CHARTS = (
    "area",
    "bar",
    "column",
    "doughnut",
    "line",
    "pie",
    "radar",
    "scatter",
    "stock",
)
CORPUS: dict[str, Callable[[], bytes]] = {
    **{name: (lambda fill=fill: written(fill)) for name, fill in WRITTEN.items()},
    **{f"{kind} chart": (lambda kind=kind: chart(kind)) for kind in CHARTS},
    **ATTACHED,
    "openpyxl's": by_openpyxl,
}


def opens(package: bytes) -> bool:
    """Whether openpyxl can make sense of it."""
    try:
        openpyxl.load_workbook(io.BytesIO(package)).close()
    except Exception:  # whatever it is that stops another library
        return False
    return True
