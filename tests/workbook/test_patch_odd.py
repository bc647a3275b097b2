"""Workbooks of other writers, in other spellings of XML, and those that cannot take result sheets."""

import re

import pytest
from packages import opened, parts, planner_book, result_sheets, saved, with_parts, zipped

from solver.errors import ForcegenError, PlanError
from solver.excel.patch import patch_workbook
from solver.excel.patch.xml_patch import BadXmlError, Document
from solver.excel.read.reader import open_reader as opened_source

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def bare_workbook(
    workbook: str = "", *, styles: str = "", encoding: str = "utf-8", prefix: str = ""
) -> bytes:
    """The least that Excel opens: one sheet, no names, and styles only where given."""
    declared = f'xmlns:{prefix}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    p = f"{prefix}:" if prefix else ""
    body = workbook or f'<{p}sheets><{p}sheet name="Contingents" sheetId="7" q:id="a"/></{p}sheets>'
    head = f"<?xml version='1.0' encoding='{encoding}'?>\r\n<!-- Räumlich -->"
    links = [("sheet.xml", "a", "worksheet")] + ([("/xl/styles.xml", "b", "styles")] if styles else [])
    content = {
        "[Content_Types].xml": types(bool(styles)),
        "_rels/.rels": relationships(("xl/wb.xml", "x", "officeDocument")),
        "xl/wb.xml": f'{head}<{p}workbook  {declared} xmlns:q="{OFFICE}">{body}</{p}workbook >',
        "xl/_rels/wb.xml.rels": relationships(*links),
        "xl/sheet.xml": f"<worksheet xmlns='{MAIN}'><sheetData/></worksheet>",
        **({"xl/styles.xml": styles} if styles else {}),
    }
    encodings = {"xl/wb.xml": encoding}
    return zipped({name: text.encode(encodings.get(name, "utf-8")) for name, text in content.items()})


def types(styled: bool) -> str:
    own = {"/xl/wb.xml": "sheet.main+xml", "/xl/sheet.xml": "worksheet+xml"}
    own |= {"/xl/styles.xml": "styles+xml"} if styled else {}
    rows = [f'<Override PartName="{name}" ContentType="{SHEETS}.{kind}"/>' for name, kind in own.items()]
    rows += [
        '<Default Extension="xml" ContentType="application/xml"/>',
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    ]
    return f'<Types xmlns="{PACKAGE}/content-types">{"".join(rows)}</Types>'


def relationships(*links: tuple[str, str, str]) -> str:
    rows = [f'<Relationship Target="{to}" Id="{key}" Type="{OFFICE}/{kind}"/>' for to, key, kind in links]
    return f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def altered(name: str, old: str, new: str) -> bytes:
    """The bare workbook with one part changed."""
    bare = bare_workbook()
    return with_parts(bare, {name: parts(bare)[name].replace(old.encode(), new.encode())})


def test_a_workbook_that_opens_on_a_sheet_beyond_its_last_is_the_same_after_two_runs():
    """Our Summary now stands there, but what was selected before is all that is selected."""
    view = b'<bookViews><workbookView activeTab="2"/></bookViews><sheets>'
    book = saved(planner_book())
    odd = re.sub(b"<bookViews>.*?</bookViews><sheets>", view, parts(book)["xl/workbook.xml"])
    once = patch_workbook(with_parts(book, {"xl/workbook.xml": odd}), result_sheets())

    assert b'activeTab="2"' in parts(once)["xl/workbook.xml"]
    assert patch_workbook(once, result_sheets()) == once


def test_a_part_of_more_elements_than_excel_could_hold_is_refused_before_it_fills_the_memory(monkeypatch):
    """A file of one megabyte can hold a million formats."""
    monkeypatch.setattr("solver.excel.patch.xml_patch.MOST_ELEMENTS", 20)
    with pytest.raises(PlanError, match="more than 20 elements"):
        patch_workbook(saved(planner_book()), result_sheets())


@pytest.mark.parametrize("prefix", ["", "x"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_every_spelling_of_xml_is_kept(encoding, prefix):
    """Encodings, prefixes, blanks, comments and line ends stay; only additions show."""
    target = bare_workbook(encoding=encoding, prefix=prefix)
    result = patch_workbook(target, result_sheets())
    before, after = (parts(package)["xl/wb.xml"].decode(encoding) for package in (target, result))

    head, _, tail = before.partition("</" + (f"{prefix}:" if prefix else "") + "sheets>")
    assert after.startswith(head)
    assert after.endswith(tail.rpartition("<")[2])
    assert patch_workbook(result, result_sheets()) == result
    links = parts(result)["xl/_rels/wb.xml.rels"].decode()
    assert 'Target="worksheets/forcegen_summary.xml"' in links


def test_a_workbook_without_styles_gets_a_table_of_ours():
    """With Excel's own first entries at the head, so that plain cells stay plain."""
    book = opened(patch_workbook(bare_workbook(), result_sheets()))

    assert book["Summary"]["B3"].number_format == '#,##0" heads"'
    assert book["Contingents"]["A1"].font.name == "Calibri"
    assert not book["Contingents"]["A1"].font.b


@pytest.mark.parametrize(
    "styles",
    [
        f'<styleSheet xmlns="{MAIN}"/>',
        f'<styleSheet xmlns="{MAIN}"><numFmts count="0"/><fonts/><dxfs count="0"/></styleSheet>',
        f'<s:styleSheet xmlns:s="{MAIN}"><s:cellXfs count="1"><s:xf/></s:cellXfs><s:extLst/></s:styleSheet>',
        f"<styleSheet xmlns='{MAIN}'><numFmts><numFmt numFmtId='164' formatCode='y'/></numFmts></styleSheet>",
    ],
    ids=["empty", "empty tables", "prefixed", "number taken"],
)
def test_sparse_tables_of_styles_are_filled_up(styles):
    """Tables that are missing or empty come into being in the order that Excel asks for."""
    result = patch_workbook(bare_workbook(styles=styles), result_sheets())
    sheet = opened(result)["Summary"]

    assert (sheet["B3"].number_format, sheet["C3"].number_format) == ('#,##0" heads"', "0.0%")
    assert sheet["A2"].fill.fgColor.rgb == "FF1F3864"
    assert sheet["A1"].font.name == "Arial"
    [[rule]] = [formats.rules for formats in sheet.conditional_formatting]
    assert rule.dxf.fill.bgColor.rgb == "FFFFC000"
    assert patch_workbook(result, result_sheets()) == result


def test_an_empty_table_of_styles_keeps_what_it_says_of_itself():
    """Some programs write it as a single tag, with attributes of their own."""
    styles = f'<styleSheet xmlns="{MAIN}" xml:space="preserve"/>'
    result = patch_workbook(bare_workbook(styles=styles), result_sheets())

    assert b'xml:space="preserve">' in parts(result)["xl/styles.xml"]


@pytest.mark.parametrize(
    "sheet",
    [
        f"<x:worksheet xmlns:x='{MAIN}'><x:sheetData><x:f>1+1</x:f></x:sheetData></x:worksheet>".encode(),
        f"<worksheet xmlns='{MAIN}'><sheetData><c><f>1+1</f></c></sheetData></worksheet>".encode("utf-16"),
        f"<worksheet xmlns='{MAIN}'><sheetData><c><f t='shared'/></c></sheetData></worksheet>".encode(),
    ],
    ids=["prefixed", "utf-16", "shared"],
)
def test_formulas_are_seen_however_they_are_written(sheet):
    """They may read our sheets, so they are calculated when the file is opened."""
    target = with_parts(bare_workbook(), {"xl/sheet.xml": sheet})
    asked = b'</definedNames><calcPr fullCalcOnLoad="1"/>'

    assert asked in parts(patch_workbook(target, result_sheets()))["xl/wb.xml"]
    assert b"calcPr" not in parts(patch_workbook(bare_workbook(), result_sheets()))["xl/wb.xml"]


def test_sheets_of_ours_without_a_mark_are_our_own_fault():
    """They would be taken for the planner's at the next run: nothing is made of them."""
    with pytest.raises(ForcegenError, match="did not arrive") as caught:
        patch_workbook(bare_workbook(), result_sheets("Summary", mark=False))

    assert caught.value.exit_code == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'<c r="', b'<c q="'), (b"sheetData", b"x:sheetData"), (b"<sheetData>", b"<sheetData><!-- -->")],
)
def test_sheets_of_ours_in_another_spelling_are_our_own_fault(old, new):
    """The cells are rewritten as text, which counts on the spelling: better nothing than nonsense."""
    owned = result_sheets("Summary")
    name = "xl/worksheets/sheet1.xml"
    with pytest.raises(ForcegenError, match="not written as expected") as caught:
        patch_workbook(bare_workbook(), with_parts(owned, {name: parts(owned)[name].replace(old, new)}))

    assert caught.value.exit_code == 1


def test_parts_of_the_same_name_are_not_overwritten():
    """A planner's part that happens to have our name stays."""
    target = with_parts(saved(planner_book()), {"xl/worksheets/forcegen_summary.xml": b"<mine/>"})
    result = parts(patch_workbook(target, result_sheets("Summary")))

    assert result["xl/worksheets/forcegen_summary.xml"] == b"<mine/>"
    assert "xl/worksheets/forcegen_summary_2.xml" in result


@pytest.mark.parametrize(
    ("package", "said"),
    [
        (b"Contingent;Units\nEST;3\n", "text file"),
        (b"", "the file is empty"),
        (zipped({"word/document.xml": b"<a/>"}), "zip archive, not a workbook"),
        (saved(planner_book())[:-200], "the workbook is damaged"),
        (bare_workbook("<other/>"), "lists no sheets"),
        (bare_workbook("<sheets"), "cannot be understood"),
        (altered("xl/wb.xml", "<!-- Räumlich -->", '<!DOCTYPE a [<!ENTITY b "c">]>'), "document type"),
        (altered("_rels/.rels", "wb.xml", "workbook.bin"), "binary workbook"),
        (altered("xl/wb.xml", MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"), "Strict Open XML"),
        (altered("_rels/.rels", OFFICE, "http://purl.oclc.org/ooxml/officeDocument/relationships"), "Strict"),
        (
            bare_workbook(styles="<styleSheet><numFmts><numFmt numFmtId='x'/></numFmts></styleSheet>"),
            "formats",
        ),
    ],
    ids=[
        "csv",
        "empty",
        "other",
        "truncated",
        "no sheets",
        "broken",
        "entities",
        "xlsb",
        "strict",
        "strict rels",
        "styles",
    ],
)
def test_what_cannot_take_results_is_refused_in_a_sentence(package, said):
    """Exit 3 with what is wrong and what to do, never a traceback."""
    with pytest.raises(PlanError, match=said) as caught:
        patch_workbook(package, result_sheets())

    assert len(caught.value.findings) == 1


def test_a_place_within_a_part_is_no_part_of_its_name(tmp_path):
    """Some programs write ``sheet.xml#A1``: reading and patching both mean the sheet."""
    odd = altered("xl/_rels/wb.xml.rels", "sheet.xml", "sheet.xml#A1")
    book = tmp_path / "odd.xlsx"
    book.write_bytes(patch_workbook(odd, result_sheets("Summary")))

    with opened_source(book) as source:
        assert source.book.sheets[0].part == "xl/sheet.xml"
        assert source.book.owned == ("Summary",)


def test_nesting_without_end_is_refused():
    """A part of a million open tags is no workbook."""
    with pytest.raises(BadXmlError, match="nested"):
        Document(b"<a>" * 1000 + b"</a>" * 1000)


def test_an_edit_touches_only_its_bytes():
    """Attributes and children are put in without rewriting what is around them."""
    raw = b"<a  b = '1'\n><c/>text<d x:y='2' xmlns:x='urn:z' ></d ></a>"
    document = Document(raw)
    inner, last = document.root.children
    document.set_attribute(document.root, "b", "9")
    document.set_attribute(inner, "n", "5")
    document.append(inner, "<e/>")
    document.append(last, "<f/>")

    assert Document(raw).result() == raw
    assert (
        document.result()
        == b"""<a  b = "9"\n><c n="5"><e/></c>text<d x:y='2' xmlns:x='urn:z' ><f/></d ></a>"""
    )
