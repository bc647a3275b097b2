"""Result sheets go into a planner's workbook, and nothing of theirs is lost."""

import io
import re
import shutil
import subprocess
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.workbook.defined_name import DefinedName
from packages import opened, parts, planner_book, result_sheets, rich_workbook, saved, with_parts

from solver.errors import PlanError
from solver.excel.patch import name_clashes, patch_workbook
from solver.schema import EMPTIED

LISTS = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
COUNTS = re.compile(rb' (?:count|fullCalcOnLoad)="\d+"')

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:openpyxl", "ignore::UserWarning:xlsxwriter")


@pytest.fixture(scope="module")
def rich() -> bytes:
    """A workbook full of what the Excel libraries lose."""
    return rich_workbook(
        xl__threadedComments__threadedComment1=b"<ThreadedComments/>",
        xl__slicers__slicer1=b"<slicers/>",
        xl__printerSettings__printerSettings1=bytes(range(256)),
        customXml__item1=b"\xff\xfe<\0a\0/\0>\0",
        _xmlsignatures__origin=b"",
    )


def test_every_part_of_the_planners_keeps_its_bytes(rich):
    """All but the four parts that must list the new sheets and their formats."""
    before, after = parts(rich), parts(patch_workbook(rich, result_sheets()))

    assert {name for name in before if after[name] != before[name]} == LISTS
    new = [name for name in after if name not in before]
    assert len(before) > 25
    assert all("forcegen" in name for name in new)


def test_the_four_lists_are_only_added_to(rich):
    """Taking our additions out again leaves the planner's text, but for counts."""
    before, after = parts(rich), parts(patch_workbook(rich, result_sheets()))

    for name in LISTS:
        old = re.split(rb"(?=<)", COUNTS.sub(b"", before[name]))
        rest = iter(re.split(rb"(?=<)", COUNTS.sub(b"", after[name])))
        assert all(tag in rest for tag in old), name


def test_entries_keep_their_order_and_their_times(rich):
    """Old parts stand where they stood, with the times they had; ours follow."""

    def entries(package):
        return [(info.filename, info.date_time) for info in zipfile.ZipFile(io.BytesIO(package)).infolist()]

    assert entries(patch_workbook(rich, result_sheets()))[: len(entries(rich))] == entries(rich)


@pytest.mark.parametrize("make", [rich_workbook, lambda: saved(planner_book())], ids=["rich", "plain"])
def test_twice_is_the_same_as_once(make):
    """The second run finds its own sheets and formats, and adds nothing."""
    once = patch_workbook(make(), result_sheets())

    assert patch_workbook(once, result_sheets()) == once


def test_formats_do_not_pile_up_from_run_to_run(rich):
    """New numbers every night, but the same formats: the table of styles stays as it is."""
    first = patch_workbook(rich, result_sheets(heads=1))
    second = patch_workbook(first, result_sheets(heads=2, rows=9))

    assert parts(second)["xl/styles.xml"] == parts(first)["xl/styles.xml"]
    assert opened(second)["Summary"]["B11"].value == 2


def test_values_and_formats_arrive(rich):
    """What stood in our package stands in the planner's workbook, looking the same."""
    sheet = opened(patch_workbook(rich, result_sheets()))["Site use"]

    assert [cell.value for cell in sheet[3]] == ["  Lviv & <Rivne>", 1200, 0.25]
    assert sheet["B3"].number_format == '#,##0" heads"'
    assert sheet["C3"].number_format == "0.0%"
    assert sheet["C3"].alignment.horizontal == "center"
    assert (sheet["A1"].font.name, sheet["A1"].font.sz, sheet["A1"].font.b) == ("Arial", 16, True)
    assert sheet["A2"].fill.fgColor.rgb == "FF1F3864"
    assert sheet["A2"].border.bottom.style == "thin"
    assert sheet["A3"].hyperlink.location == "'Site use'!A1"
    assert sheet.column_dimensions["A"].width == 31
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.oddHeader.center.text == "EXERCISE"
    [[rule]] = [formats.rules for formats in sheet.conditional_formatting]
    assert rule.dxf.fill.bgColor.rgb == "FFFFC000"


def test_the_planners_formats_stay_what_they_were(rich):
    """Formats of theirs keep their numbers: no cell of theirs looks different."""
    sheet = opened(patch_workbook(rich, result_sheets()))["Contingents"]

    assert (sheet["A1"].font.name, sheet["A1"].number_format) == ("Verdana", "0.000")
    assert (sheet["A2"].font.name, sheet["A2"].font.sz) == ("Calibri", 11)


def test_shared_texts_become_texts_of_the_cell():
    """The planner's list of shared texts is not touched; what looks like a formula stays text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("Summary")
    texts = ["=1+1", " kept blanks ", "twice", "twice"]
    for column, text in enumerate(texts):
        sheet.write_string(0, column, text)
    sheet.write_rich_string("A2", "plain ", book.add_format({"bold": True}), "bold")
    book.define_name("forcegen_owned_Summary", "=Summary!$A$1")
    book.close()
    target = rich_workbook()
    result = patch_workbook(target, out.getvalue())

    assert [cell.value for cell in opened(result)["Summary"][1]] == texts
    assert opened(result)["Summary"]["A1"].data_type == "s"
    assert opened(result)["Summary"]["A2"].value == "plain bold"
    assert parts(result)["xl/sharedStrings.xml"] == parts(target)["xl/sharedStrings.xml"]


def test_formulas_that_read_a_result_sheet_go_on_working():
    """Summary!B3 is the new B3 after a new run, and is calculated when the file is opened."""
    book = planner_book()
    book["Notes"]["A2"] = "=Summary!B3*2"
    first = patch_workbook(saved(book), result_sheets(heads=10))
    second = patch_workbook(first, result_sheets(heads=20))

    assert opened(second)["Notes"]["A2"].value == "=Summary!B3*2"
    assert opened(second)["Summary"]["B3"].value == 20
    assert opened(second).calculation.fullCalcOnLoad
    assert parts(second)["xl/workbook.xml"] == parts(first)["xl/workbook.xml"]


def test_without_formulas_the_calculation_setting_stays():
    """Nothing to calculate: the one setting that may change does not."""
    target = with_parts(
        saved(planner_book()),
        {
            "xl/workbook.xml": parts(saved(planner_book()))["xl/workbook.xml"].replace(
                b' fullCalcOnLoad="1"', b""
            )
        },
    )

    assert b"fullCalcOnLoad" not in parts(patch_workbook(target, result_sheets()))["xl/workbook.xml"]


def test_new_sheets_go_to_the_end_and_old_ones_keep_their_place():
    """A planner who moved Summary to the front finds it there, and sheets new to the plan behind all."""
    book = opened(patch_workbook(saved(planner_book()), result_sheets()))
    assert book.sheetnames == ["Contingents", "Notes", "Summary", "Site use"]
    book.move_sheet("Summary", -2)
    again = opened(patch_workbook(saved(book), result_sheets("Summary", "Site use", "Gaps", heads=5)))

    assert again.sheetnames == ["Summary", "Contingents", "Notes", "Site use", "Gaps"]
    assert again["Summary"]["B3"].value == 5
    assert again["Summary"].print_title_rows == "$2:$2"


def test_a_renamed_result_sheet_keeps_the_planners_title():
    """The mark tells whose it is, not the title; links to it follow."""
    book = opened(patch_workbook(saved(planner_book()), result_sheets("Summary")))
    book["Summary"].title = "Plan 'A'"
    book.defined_names["forcegen_owned_Summary"].attr_text = "'Plan ''A'''!$A$1"
    again = opened(patch_workbook(saved(book), result_sheets("Summary", heads=7)))

    assert again.sheetnames == ["Contingents", "Notes", "Plan 'A'"]
    assert again["Plan 'A'"]["B3"].value == 7
    assert again["Plan 'A'"]["A3"].hyperlink.location == "'Plan ''A'''!A1"
    assert again["Plan 'A'"].print_title_rows == "$2:$2"


def test_a_result_sheet_that_the_planner_deleted_comes_back():
    """Its mark points nowhere; a new one takes its place."""
    book = opened(patch_workbook(saved(planner_book()), result_sheets("Summary")))
    del book["Summary"]
    book.defined_names["forcegen_owned_Summary"].attr_text = "#REF!$A$1"
    once = patch_workbook(saved(book), result_sheets("Summary"))

    assert opened(once).defined_names["forcegen_owned_Summary"].attr_text == "'Summary'!$A$1"
    assert patch_workbook(once, result_sheets("Summary")) == once


def test_sheets_that_are_no_longer_made_go():
    """Gaps is gone with its parts and names; the sheets behind it keep their own print titles."""
    book = opened(patch_workbook(saved(planner_book()), result_sheets("Gaps", "Summary")))
    book.move_sheet("Notes", 2)
    book["Notes"].print_title_rows = "1:1"
    book.active = 3
    result = patch_workbook(saved(book), result_sheets("Summary"))

    assert opened(result).sheetnames == ["Contingents", "Summary", "Notes"]
    assert opened(result)["Notes"].print_title_rows == "$1:$1"
    assert opened(result)["Summary"].print_title_rows == "$2:$2"
    assert opened(result).active.title == "Notes"
    assert list(opened(result).defined_names) == ["forcegen_owned_Summary"]
    assert sum(name.startswith("xl/tables/") and name.endswith(".xml") for name in parts(result)) == 1


def cell_that_reads(book: openpyxl.Workbook) -> None:
    book["Notes"]["A2"] = "=SUM('Site use'!B3:B5)"


def name_that_reads(book: openpyxl.Workbook) -> None:
    book.defined_names["Calls"] = DefinedName("Calls", attr_text="'Site use'!$B$3:$B$5")


def chart_that_reads(book: openpyxl.Workbook) -> None:
    chart = BarChart()
    chart.add_data(Reference(book["Site use"], min_col=2, min_row=3, max_row=5))
    book["Notes"].add_chart(chart)


@pytest.mark.parametrize("reads", [cell_that_reads, name_that_reads, chart_that_reads])
def test_a_sheet_that_is_no_longer_made_stays_empty_where_the_planners_own_reads_it(reads):
    """A formula needs the sheet that it names."""
    book = opened(patch_workbook(saved(planner_book()), result_sheets("Summary", "Site use")))
    reads(book)
    once = patch_workbook(saved(book), result_sheets("Summary"))
    sheet = opened(once)["Site use"]

    assert opened(once).sheetnames == ["Contingents", "Notes", "Summary", "Site use"]
    assert [cell.value for row in sheet.iter_rows() for cell in row] == [EMPTIED]
    assert patch_workbook(once, result_sheets("Summary")) == once
    again = opened(patch_workbook(once, result_sheets("Summary", "Site use")))
    assert again.sheetnames == ["Contingents", "Notes", "Summary", "Site use"]
    assert again["Site use"]["B3"].value == 1200


@pytest.mark.parametrize("text", ["see Site use", "=[1]Other!A1", "=Places!A1", "='My Site use'!A1"])
def test_a_sheet_that_only_words_or_other_sheets_are_like_goes(text):
    book = opened(patch_workbook(saved(planner_book()), result_sheets("Summary", "Site use")))
    book["Notes"]["A2"] = text

    assert "Site use" not in opened(patch_workbook(saved(book), result_sheets("Summary"))).sheetnames


def test_a_sheet_of_the_planners_own_is_never_touched():
    """Without our mark, a sheet named like a result is the planner's: all such are named, with the remedy."""
    target = saved(planner_book("Contingents", "summary", "Gaps"))
    with pytest.raises(PlanError) as caught:
        patch_workbook(target, result_sheets("Summary", "Gaps", "Run"))

    assert [finding.place.sheet for finding in caught.value.findings] == ["summary", "Gaps"]
    assert "rename it" in str(caught.value)
    assert caught.value.exit_code == 3
    assert [f.place.sheet for f in name_clashes(target, ["Summary", "Run"])] == ["summary"]
    assert name_clashes(patch_workbook(saved(planner_book()), result_sheets()), ["Summary", "Site use"]) == ()


def test_one_sheet_is_in_front_and_only_one_selected():
    """Two selected sheets would take the planner's next entry together."""
    once = patch_workbook(saved(planner_book()), result_sheets())
    selected = [sheet.title for sheet in opened(once) if sheet.sheet_view.tabSelected]
    assert selected == []  # openpyxl marks none, and our first one must not be

    book = opened(once)
    book.active = 2
    book["Summary"].sheet_view.tabSelected = True
    again = opened(patch_workbook(saved(book), result_sheets(heads=3)))
    assert [sheet.title for sheet in again if sheet.sheet_view.tabSelected] == ["Summary"]


def test_tables_get_numbers_and_names_of_their_own(rich):
    """Excel repairs a workbook in which two tables share a number or a name."""
    result = opened(patch_workbook(rich, result_sheets("Summary", "Contingents use")))
    tables = [table for sheet in result.worksheets for table in sheet.tables.values()]
    assert [(t.id, t.displayName) for t in tables] == [
        (1, "tblContingents"),
        (2, "tblSummary"),
        (3, "tblContingentsuse"),
    ]

    taken = planner_book()
    taken.defined_names["TBLSUMMARY"] = DefinedName("TBLSUMMARY", attr_text="Notes!$A$1")
    again = opened(patch_workbook(saved(taken), result_sheets("Summary")))
    assert list(again["Summary"].tables) == ["tblSummary_2"]
    assert again.defined_names["TBLSUMMARY"].attr_text == "Notes!$A$1"


def test_macros_and_the_names_by_which_they_know_sheets_stay(rich):
    """An .xlsm stays one, and macros still find the result sheet that they use."""
    once = patch_workbook(rich, result_sheets("Summary"))
    assert b"macroEnabled.main+xml" in parts(once)["[Content_Types].xml"]
    assert parts(once)["xl/vbaProject.bin"] == parts(rich)["xl/vbaProject.bin"]

    sheet = parts(once)["xl/worksheets/forcegen_summary.xml"].replace(
        b"<sheetPr>", b'<sheetPr codeName="Sheet7">'
    )
    again = patch_workbook(
        with_parts(once, {"xl/worksheets/forcegen_summary.xml": sheet}), result_sheets("Summary")
    )
    assert b'codeName="Sheet7"' in parts(again)["xl/worksheets/forcegen_summary.xml"]


def test_what_only_an_earlier_result_sheet_used_goes_with_it():
    """A chart that a planner put on a result sheet leaves no orphans in the package."""
    book = opened(patch_workbook(saved(planner_book()), result_sheets("Summary")))
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(book["Summary"], min_col=2, min_row=3, max_row=5))
    book["Summary"].add_chart(chart)
    before = saved(book)
    assert "xl/charts/chart1.xml" in parts(before)
    after = parts(patch_workbook(before, result_sheets("Summary")))

    assert not [name for name in after if "chart" in name or "drawing" in name]
    assert b"chart" not in after["[Content_Types].xml"]


@pytest.mark.parametrize(("sheet_id", "kept"), [(b"1", True), (b"3", False)])
def test_the_order_of_calculation_stays_unless_it_names_our_cells(sheet_id, kept):
    """Excel offers to repair a workbook whose calculation order names cells without a formula."""
    once = patch_workbook(saved(planner_book()), result_sheets("Summary"))
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = (
        b'<Relationship Id="rId77" Type="' + office + b'/calcChain" Target="calcChain.xml"/></Relationships>'
    )
    links = parts(once)["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", link)
    chain = b'<calcChain xmlns="' + main + b'"><c r="A2" i="' + sheet_id + b'"/></calcChain>'
    target = with_parts(once, {"xl/_rels/workbook.xml.rels": links, "xl/calcChain.xml": chain})
    after = parts(patch_workbook(target, result_sheets("Summary")))

    assert ("xl/calcChain.xml" in after) is kept
    assert (b"calcChain" in after["xl/_rels/workbook.xml.rels"]) is kept


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_result_and_its_copy_takes_the_next_run(tmp_path):
    """What LibreOffice saves is still known as ours, in place, with the planner's formula on it."""
    book = planner_book()
    book["Notes"]["A2"] = "=Summary!B3"
    (tmp_path / "plan.xlsx").write_bytes(patch_workbook(saved(book), result_sheets(heads=41)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "out"),
        "plan.xlsx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    copy = (tmp_path / "out" / "plan.xlsx").read_bytes()

    values = openpyxl.load_workbook(io.BytesIO(copy), data_only=True)
    assert values.sheetnames == ["Contingents", "Notes", "Summary", "Site use"]
    assert (values["Notes"]["A2"].value, values["Summary"]["B3"].value) == (41, 41)
    again = patch_workbook(copy, result_sheets(heads=42))
    assert opened(again).sheetnames == values.sheetnames
    assert opened(again)["Summary"]["B3"].value == 42
    assert patch_workbook(again, result_sheets(heads=42)) == again
