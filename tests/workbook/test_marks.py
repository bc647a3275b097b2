"""Findings stand marked at their cells, and the marks go without a trace when the faults are mended."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from packages import opened, parts, planner_book, result_sheets, rich_workbook, saved, with_parts, zipped

from solver.errors import Finding, OutputError, Place, PlanError
from solver.excel.marks import mark_findings, remove_marks
from solver.excel.patch import patch_workbook
from solver.excel.patch.xml_patch import Document
from solver.excel.read.workbook import read_workbook
from solver.excel.write import mark_workbook
from solver.tables import fold

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl", "ignore::UserWarning:xlsxwriter")


def fault(
    cell: str, message: str = "Units is 'four'", *, sheet: str = "Contingents", severity: str = "error"
) -> Finding:
    """A finding at one cell."""
    row = int("".join(re.findall("[0-9]", cell)) or 0) or None
    return Finding(place=Place(sheet=sheet, row=row), message=message, severity=severity, cell=cell)


FAULTS = (fault("B3"), fault("A5", "Contingent is blank"), fault("C4", "odd", severity="warning"))


def filled(package: bytes, sheet: str = "Contingents") -> set[str]:
    """The cells that our conditional formats fill."""
    formats = opened(package)[sheet].conditional_formatting
    return {
        cell
        for block in formats
        for rule in block.rules
        if rule.formula == ['N("forcegen check")=0']
        for cell in str(block.sqref).split()
    }


def notes(package: bytes, sheet: str = "Contingents") -> dict[str, str]:
    """What the note at each cell says."""
    rows = opened(package)[sheet].iter_rows()
    return {cell.coordinate: cell.comment.text for row in rows for cell in row if cell.comment}


def commented() -> bytes:
    """A workbook whose planner has notes, a fill and a conditional format of his own."""
    book = planner_book()
    page = book["Contingents"]
    page["B3"] = "four"
    page["B3"].fill = PatternFill("solid", fgColor="FF00B050")
    page["B3"].comment = Comment("ask Tallinn", "planner")
    page["A1"].comment = Comment("whose forces", "planner")
    page.conditional_formatting.add(
        "A1:C9", CellIsRule(operator="lessThan", formula=["5"], fill=PatternFill("solid", bgColor="FFFFC000"))
    )
    return saved(book)


MAKERS = {
    "plain": lambda: saved(planner_book()),
    "commented": commented,
    "rich": rich_workbook,
    "with results": lambda: patch_workbook(rich_workbook(), result_sheets()),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_each_faulty_cell_gets_a_fill_and_a_note(make):
    """And a row on Findings that leads to it; errors first."""
    package = mark_findings(make(), FAULTS)

    assert filled(package) == {"B3", "A5", "C4"}
    assert "forcegen check: error: Units is 'four'" in notes(package)["B3"]
    assert notes(package)["C4"].startswith("forcegen check: warning: odd")
    page = opened(package)["Findings"]
    listed = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
    assert listed == [
        ["error", "Contingents", "B3", "Units is 'four'"],
        ["error", "Contingents", "A5", "Contingent is blank"],
        ["warning", "Contingents", "C4", "odd"],
    ]
    assert [page[f"C{row}"].hyperlink.location for row in (4, 5, 6)] == [
        "'Contingents'!B3",
        "'Contingents'!A5",
        "'Contingents'!C4",
    ]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_marking_twice_is_the_same_as_once(make):
    """Byte for byte, so that a nightly check does not touch a file that nobody changed."""
    once = mark_findings(make(), FAULTS)

    assert mark_findings(once, FAULTS) == once


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_when_all_is_mended_every_part_is_as_it_was(make):
    """Fills, notes and the sheet go, in their order and to the last byte; formats that they brought, too."""
    before = make()
    after = mark_findings(mark_findings(before, FAULTS), ())

    assert parts(after) == parts(before)
    assert list(parts(after)) == list(parts(before))


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_what_is_mended_loses_its_mark_and_the_rest_keep_theirs(make):
    """As if only the rest had ever been marked."""
    before = make()

    assert parts(mark_findings(mark_findings(before, FAULTS), FAULTS[:1])) == parts(
        mark_findings(before, FAULTS[:1])
    )


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_marking_touches_only_the_marked_sheet_and_the_lists(make):
    """Every other part keeps its bytes."""
    before = make()
    now = parts(mark_findings(before, FAULTS))
    changed = {name for name, raw in parts(before).items() if now.get(name) != raw}

    lists = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    sheet = {"xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels"}
    assert not {name for name in changed - lists - sheet if not re.search("comments|vmlDrawing", name)}


def test_cells_keep_their_bytes():
    """Values, formulas and the planner's own formats of a marked sheet are not even read."""
    before = rich_workbook()
    old, new = (
        parts(package)["xl/worksheets/sheet1.xml"] for package in (before, mark_findings(before, FAULTS))
    )
    cells = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)

    assert cells.search(new)[0] == cells.search(old)[0]


def test_the_planners_own_fill_stays_beneath_and_his_note_above():
    """His note is added to, and given back as it was."""
    package = mark_findings(commented(), FAULTS)

    assert opened(package)["Contingents"]["B3"].fill.fgColor.rgb == "FF00B050"
    assert notes(package)["B3"].startswith("ask Tallinn\n\nforcegen check: error")
    assert notes(package)["A1"] == "whose forces"
    assert notes(remove_marks(package)) == {"B3": "ask Tallinn", "A1": "whose forces"}


def test_the_planners_formats_keep_their_rank():
    """Ours comes after them, under a number that no other has."""
    sheet = parts(mark_findings(commented(), FAULTS))["xl/worksheets/sheet1.xml"]

    assert sorted(re.findall(rb'priority="([0-9]+)"', sheet)) == [b"1", b"2", b"3"]


def test_several_findings_at_a_cell_share_one_note():
    """Errors come first and give the colour; what is said twice is said once."""
    both = (fault("B3", "second", severity="warning"), fault("B3", "first"), fault("B3", "first"))
    package = mark_findings(commented(), both)

    assert notes(package)["B3"].endswith("forcegen check: error: first\nwarning: second")
    assert opened(package)["Findings"].max_row == 3 + 3


def test_findings_without_a_cell_are_listed_all_the_same():
    """A column, a sheet, a sheet that is missing, the whole workbook."""
    findings = (
        fault("E:E", "a column"),
        fault("", "a sheet"),
        fault("", "not there", sheet="Sites"),
        fault("", "all of it", sheet=""),
    )
    package = mark_findings(commented(), findings)
    page = opened(package)["Findings"]

    assert not filled(package)
    assert [page[f"C{row}"].hyperlink and page[f"C{row}"].hyperlink.location for row in (4, 5, 6, 7)] == [
        "'Contingents'!E:E",
        "'Contingents'!A1",
        None,
        None,
    ]


def test_what_a_finding_quotes_is_never_a_formula():
    """Neither on Findings nor in a note."""
    package = mark_findings(
        commented(), [fault("B3", '=HYPERLINK("http://x.example")'), fault("B4", "a < b & c")]
    )

    assert opened(package)["Findings"]["D4"].data_type == "s"
    assert notes(package)["B4"].endswith("a < b & c")


def test_signs_that_no_file_can_hold_are_left_out():
    """A finding quotes the cell, and a cell can hold them in disguise."""
    package = mark_findings(commented(), [fault("B4", "Units is '\x0bfour\ud800\x01'")])

    assert notes(package)["B4"] == "forcegen check: error: Units is 'four?'"
    assert opened(package)["Findings"]["D4"].value == "Units is 'four?'"


def test_a_threaded_comment_is_left_alone():
    """Excel shows the thread and would not show our words; the fill and the list do."""
    book = planner_book()
    book["Contingents"]["B3"].comment = Comment("[Threaded comment] ...", "tc={0F5C}")
    before = saved(book)
    package = mark_findings(before, FAULTS)

    assert notes(package)["B3"] == "[Threaded comment] ..."
    assert "B3" in filled(package)
    assert parts(remove_marks(package)) == parts(before)


def test_form_controls_share_their_drawing_with_the_notes():
    """A button on the sheet has its shape in the same drawing, which stays when the notes go."""
    package = mark_findings(rich_workbook(), [fault("B3")])
    drawings = [raw for name, raw in parts(package).items() if name.endswith(".vml")]

    assert any(b'ObjectType="Button"' in raw and b"<x:Row>2</x:Row>" in raw for raw in drawings)


def test_a_drawing_that_nobody_understands_is_not_touched():
    """The fill and the list say it all; Excel's own drawings need not be proper XML."""
    before = commented()
    name = next(name for name in parts(before) if name.endswith(".vml"))
    before = with_parts(before, {name: "<xml>\0</xml>".encode("utf-16")})
    package = mark_findings(before, FAULTS)

    assert parts(package)[name] == parts(before)[name]
    assert parts(remove_marks(package)) == parts(before)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("prefix", ["", "x"])
def test_every_spelling_of_a_sheet_is_marked_and_given_back(encoding, prefix):
    """Prefixed elements, other encodings, no cells at all."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    tag = f"{prefix}:" if prefix else ""
    declared = f'xmlns:{prefix}="{space}"' if prefix else f'xmlns="{space}"'
    cell = f'<{tag}row r="1"><{tag}c r="A1"><{tag}v>1</{tag}v></{tag}c></{tag}row>'
    xml = (
        f"{head}<{tag}worksheet {declared}><{tag}sheetData>{cell}</{tag}sheetData>"
        f'<{tag}pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/></{tag}worksheet>'
    )
    before = with_parts(saved(planner_book()), {"xl/worksheets/sheet1.xml": xml.encode(encoding)})
    package = mark_findings(before, FAULTS)
    names = [child.name for child in Document(parts(package)["xl/worksheets/sheet1.xml"]).root.children]

    assert names == [
        "sheetData",
        "conditionalFormatting",
        "conditionalFormatting",
        "pageMargins",
        "legacyDrawing",
    ]
    assert parts(remove_marks(package)) == parts(before)


def test_a_damaged_note_is_no_fault_of_the_planners():
    """Its cell cannot be found; the check goes on."""
    package = mark_findings(commented(), FAULTS)
    name = next(name for name in parts(package) if "comment" in name and name.endswith(".xml"))
    broken = with_parts(package, {name: parts(package)[name].replace(b'ref="A5"', b'ref="A"')})

    assert not filled(remove_marks(broken))


def test_a_sheet_findings_of_the_planners_own_is_never_touched():
    """It is said instead, with the remedy."""
    with pytest.raises(PlanError, match="a sheet of this name of its own"):
        mark_findings(saved(planner_book("Contingents", "Findings")), FAULTS)


def test_a_clean_workbook_stays_the_very_same_bytes():
    """Nothing is packed anew where there is nothing to say."""
    before = rich_workbook()

    assert mark_findings(before, ()) == before


def test_findings_are_not_read_as_input_nor_replaced_by_results(tmp_path):
    """Marks and results live side by side, each replaced by its own command alone."""
    both = patch_workbook(mark_findings(commented(), FAULTS), result_sheets())
    path = tmp_path / "plan.xlsx"
    path.write_bytes(both)

    assert {fold(title) for title in read_workbook(path).owned} == {"summary", "site use", "findings"}
    assert "Findings" in opened(both).sheetnames
    assert "Summary" in opened(remove_marks(both)).sheetnames
    assert parts(patch_workbook(remove_marks(both), result_sheets())) == parts(remove_marks(both))


def test_formats_that_results_use_by_now_are_not_taken_back():
    """Styles are given back only where nobody else has come to need what they brought."""
    both = patch_workbook(mark_findings(commented(), FAULTS), result_sheets())
    styles = parts(both)["xl/styles.xml"]

    assert parts(remove_marks(both))["xl/styles.xml"] == styles
    assert opened(remove_marks(both))["Summary"]["B3"].number_format == '#,##0" heads"'


def test_marks_are_found_again_after_another_program_has_saved_the_file():
    """openpyxl writes every part anew, under other names and numbers."""
    out = io.BytesIO()
    opened(mark_findings(commented(), FAULTS)).save(out)
    package = remove_marks(out.getvalue())

    assert not filled(package)
    assert notes(package) == {"B3": "ask Tallinn", "A1": "whose forces"}
    assert "Findings" not in opened(package).sheetnames


def test_marks_move_with_rows_that_the_planner_inserts():
    """What Excel moves, the next check finds wherever it is."""
    package = mark_findings(commented(), FAULTS)
    sheet = parts(package)["xl/worksheets/sheet1.xml"]
    moved = with_parts(
        package, {"xl/worksheets/sheet1.xml": sheet.replace(b'sqref="B3 A5"', b'sqref="B4 A6"')}
    )

    assert filled(moved) == {"B4", "A6", "C4"}
    assert not filled(remove_marks(moved))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_the_marks_and_its_copy_can_be_unmarked(tmp_path):
    """Its copy has the fills and the notes, and loses them at the next check."""
    path = tmp_path / "marked.xlsx"
    path.write_bytes(mark_findings(commented(), FAULTS))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "copy"), str(path)],
        check=True,
        capture_output=True,
        timeout=300,
    )
    copy = (tmp_path / "copy" / "marked.xlsx").read_bytes()

    assert filled(copy) == {"B3", "A5", "C4"}
    assert notes(copy)["A5"].startswith("forcegen check: error: Contingent is blank")
    assert not filled(remove_marks(copy))
    assert notes(remove_marks(copy)) == {"B3": "ask Tallinn", "A1": "whose forces"}


def a_file(folder: Path) -> Path:
    """The commented workbook on disk."""
    path = folder / "plan.xlsx"
    path.write_bytes(commented())
    return path


def test_a_marked_file_keeps_a_backup_and_an_unchanged_one_is_not_written(tmp_path):
    """The workbook as it was lies beside the marked one."""
    path = a_file(tmp_path)
    before = path.read_bytes()
    backup = mark_workbook(path, FAULTS)

    assert backup is not None
    assert backup.read_bytes() == before
    assert mark_workbook(path, FAULTS) is None
    assert len(list(tmp_path.iterdir())) == 2


def test_a_copy_can_be_marked_instead(tmp_path):
    """The file itself stays as it is."""
    path = a_file(tmp_path)
    before = path.read_bytes()

    assert mark_workbook(path, FAULTS, output=tmp_path / "copy.xlsx") is None
    assert path.read_bytes() == before
    assert filled((tmp_path / "copy.xlsx").read_bytes()) == {"B3", "A5", "C4"}


def test_a_file_that_is_open_is_not_marked(tmp_path):
    """It stays as it is, and no backup is made."""
    path = a_file(tmp_path)
    (tmp_path / "~$plan.xlsx").write_bytes(b"")
    with pytest.raises(OutputError, match="open in another program"):
        mark_workbook(path, FAULTS)

    assert path.read_bytes() == commented_like(path)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["plan.xlsx", "~$plan.xlsx"]


def commented_like(path: Path) -> bytes:
    """The file's bytes, once it is sure that nothing in it is marked."""
    assert not filled(path.read_bytes())
    assert openpyxl.load_workbook(path).sheetnames == ["Contingents", "Notes"]
    return path.read_bytes()


def test_a_workbook_without_formats_has_none_again_when_the_marks_are_gone():
    """Small programs write workbooks without a table of styles; ours goes with our last sheet."""
    held = parts(saved(planner_book()))
    links, types = "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
    held[links] = re.sub(rb"<Relationship [^>]*/styles\"[^>]*/>", b"", held[links])
    held[types] = re.sub(rb"<Override [^>]*styles\.xml[^>]*/>", b"", held[types])
    del held["xl/styles.xml"]
    bare = zipped(held)

    assert parts(remove_marks(mark_findings(bare, FAULTS))) == held
    solved = patch_workbook(bare, result_sheets())
    assert parts(remove_marks(mark_findings(solved, FAULTS))) == parts(solved)


def test_a_drawing_that_lacks_the_form_of_its_notes_lacks_it_again_when_the_marks_are_gone():
    """Excel shows such notes all the same; the form that ours need goes with them."""
    package = commented()
    drawing = next(name for name in parts(package) if name.endswith(".vml"))
    bare = re.sub(rb"<(\w+:)shapetype .*?</\1shapetype>", b"", parts(package)[drawing], flags=re.DOTALL)
    odd = with_parts(package, {drawing: bare})

    assert parts(remove_marks(mark_findings(odd, FAULTS))) == parts(odd)
