"""A workbook is read as the planner sees it: every table, every kind of cell, every place."""

import datetime as dt
import hashlib
from dataclasses import replace

import pytest
from oddities import CONTINGENTS, SITE_HEADER, SITES, a_book, a_sheet, edited, saved, sites_as, text_cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table

from solver.errors import Finding, Place, PlanError
from solver.excel.read.reader import read_owned
from solver.excel.read.workbook import locate, read_workbook
from solver.excel.read.written import read_written
from solver.tables import ErrorValue, Uncalculated


def sites(path):
    return read_workbook(path).tables["Sites"].cells


def messages(path):
    return [str(finding) for finding in locate(*findings_and_tables(path))]


def findings_and_tables(path):
    book = read_workbook(path)
    return book.findings, book.tables


def one_capacity(tmp_path, value, number_format="General"):
    """What is read where the first site's capacity is this value in this format."""
    book = a_book()
    book["Sites"]["C2"] = value
    book["Sites"]["C2"].number_format = number_format
    return sites(saved(book, tmp_path)).loc[2, "Capacity"]


def test_a_plain_workbook_is_read_with_its_row_numbers_and_column_letters(tmp_path):
    """What finds a fault later must find its cell, too."""
    book = read_workbook(saved(a_book(), tmp_path))

    contingents = book.tables["Contingents"]
    assert contingents.cells.loc[2].to_dict() == {
        "Contingent": "EST-INF-1",
        "Nation": "Estonia",
        "Capability": "Infantry",
        "Units": 3,
        "Heads per unit": 150,
    }
    assert contingents.letters["Heads per unit"] == "E"
    assert contingents.title == "Contingents"
    assert list(book.tables) == ["Contingents", "Sites", "Requirements"]
    assert book.findings == ()


def test_the_hash_is_that_of_the_file(tmp_path):
    """A run's record names the very bytes that it read."""
    path = saved(a_book(), tmp_path)
    assert read_workbook(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_macro_workbook_is_read_like_any_other(tmp_path):
    path = saved(a_book(), tmp_path, "plan.xlsm")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    edited(path, "[Content_Types].xml", kind, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    assert list(sites(path)["Site"]) == ["Lviv"]


# Where tables lie


def test_a_title_above_the_table_is_passed_over(tmp_path):
    rows = (("Where forces can be",), (), ("Capacity", "Site"), (2000, "Lviv"))
    table = read_workbook(saved(a_book({"Sites": rows}), tmp_path)).tables["Sites"]
    assert table.cells.loc[4].to_dict() == {"Site": "Lviv", "Capacity": 2000}
    assert table.letters == {"Capacity": "A", "Site": "B"}


def test_a_title_that_is_itself_a_header_gives_way_to_the_table_below(tmp_path):
    """'Site' alone in A1 is the sheet's title, not its table."""
    rows = (("Site",), (), ("Site", "Capacity"), ("Lviv", 2000))
    assert list(sites(saved(a_book({"Sites": rows}), tmp_path)).index) == [4]


def test_sheet_and_header_names_compare_trimmed_and_without_case(tmp_path):
    rows = ((" SITE ", "capa\u200bcity", "Opening\ncost"), ("Lviv", 5, 7))
    book = a_book()
    book["Sites"].title = "sITES "
    for column, header in enumerate(rows[0], start=1):
        book["sITES "].cell(1, column, header)
    table = read_workbook(saved(book, tmp_path)).tables["Sites"]
    assert list(table.cells.columns) == ["Site", "Capacity", "Opening cost"]
    assert table.title == "sITES "


def test_unknown_columns_and_sheets_are_the_planners_own(tmp_path):
    rows = (("Site", "My remark", "Capacity"), ("Lviv", "call them", 5))
    book = read_workbook(saved(a_book({"Sites": rows, "Scratch": (("anything",),)}), tmp_path))
    assert list(book.tables["Sites"].cells.columns) == ["Site", "Capacity"]
    assert "Scratch" not in book.tables
    assert book.findings == ()


def test_a_misspelled_optional_header_is_said(tmp_path):
    """Its column would be the planner's own, and the limit in it silently unread."""
    path = saved(a_book({"Sites": (("Site", "Capacty"), ("Lviv", 5))}), tmp_path)
    assert messages(path) == [
        "Sites!B1: the header 'Capacty' is none of this sheet's, and its column is not read; "
        "if Capacity is meant, rename it"
    ]


def test_a_required_header_that_is_missing_is_an_error_that_names_it(tmp_path):
    rows = (("Contingent", "Nation", "Capability", "Unit", "Heads per unit"), CONTINGENTS[1])
    path = saved(a_book({"Contingents": rows}), tmp_path)
    assert messages(path) == [
        "Contingents!A1: the header row (row 1) lacks Units (D1 has 'Unit' where Units is expected); "
        "expected these headers in one row; add or rename them"
    ]


@pytest.mark.parametrize("title", ["Sites", "Locks"])
def test_a_sheet_without_any_table_is_an_error_required_or_not(tmp_path, title):
    path = saved(a_book({title: (("See the other workbook",),)}), tmp_path)
    (message,) = messages(path)
    assert "no row of the first 50 is the header row" in message
    assert ("Site" if title == "Sites" else "Contingent") in message


def test_an_empty_optional_sheet_is_no_rule_and_no_error(tmp_path):
    book = read_workbook(saved(a_book({"Locks": ()}), tmp_path))
    assert book.findings == ()
    assert book.tables["Locks"].cells.empty


def test_an_empty_required_sheet_is_an_error(tmp_path):
    (message,) = messages(saved(a_book({"Sites": ()}), tmp_path))
    assert "the sheet is empty; expected the headers Site" in message


def test_a_header_that_stands_twice_is_an_error_with_both_cells(tmp_path):
    rows = (("Site", "Capacity", "Zone", "capacity"), ("Lviv", 5, "West", 6))
    (message,) = messages(saved(a_book({"Sites": rows}), tmp_path))
    assert message.startswith("Sites!D1: header Capacity stands twice in the table (also B1)")


def test_an_unknown_header_may_stand_twice(tmp_path):
    rows = (("Site", "mine", "mine"), ("Lviv", 5, 6))
    assert messages(saved(a_book({"Sites": rows}), tmp_path)) == []


def test_two_sheets_of_one_name_are_an_error(tmp_path):
    book = a_book({"Sites ": SITES})
    (message,) = messages(saved(book, tmp_path))
    assert "sheets 'Sites' and 'Sites ' both stand for Sites" in message


def test_a_copy_of_a_sheet_under_a_longer_name_is_said(tmp_path):
    found = read_workbook(saved(a_book({"Sites (2)": SITES}), tmp_path)).findings
    assert [(f.place.sheet, f.severity) for f in found] == [("Sites (2)", "warning")]
    assert "looks like Sites, and is not read" in found[0].message


def test_a_required_sheet_under_another_name_is_found(tmp_path):
    book = a_book({"Pledges": CONTINGENTS})
    del book["Contingents"]
    read = read_workbook(saved(book, tmp_path))
    assert "Contingents" not in read.tables
    assert "rename this one to Contingents" in read.findings[0].message


# Excel tables


def a_tabled_book(rows, ref):
    book = a_book({"Sites": rows})
    book["Sites"].add_table(Table(displayName="Sites", ref=ref))
    return book


def test_an_excel_table_says_where_the_rows_end(tmp_path):
    """A note further below is not a site; it is said that it was not read."""
    rows = (("Site", "Capacity"), ("Lviv", 5), ("Rivne", 6), (), ("as told by phone",))
    path = saved(a_tabled_book(rows, "A1:B3"), tmp_path)
    assert list(sites(path)["Site"]) == ["Lviv", "Rivne"]
    assert messages(path) == [
        "Sites!A5: row 5: below the Excel table Sites (A1:B3), not read; "
        "drag the table's corner over them if they count"
    ]


@pytest.mark.parametrize(
    ("below", "said"),
    [
        ((("Total", 11),), "row 5: * not read; 'Total' reads like a total, which need not be read"),
        (
            (("Total", 11), ("Odesa", 7)),
            "rows 5-6: * not read; 'Total' reads like a total; "
            "drag the table's corner over them if the others count",
        ),
    ],
)
def test_a_total_after_a_gap_below_an_excel_table_is_said_to_be_one(tmp_path, below, said):
    """Who dragged the table's corner over it would have a site more."""
    rows = (("Site", "Capacity"), ("Lviv", 5), ("Rivne", 6), (), *below)
    path = saved(a_tabled_book(rows, "A1:B3"), tmp_path)

    assert messages(path)[0].endswith(said.partition(" * ")[2])
    assert said.partition(": * ")[0] in messages(path)[0]


def test_a_total_right_below_an_excel_table_is_not_to_be_taken_into_it(tmp_path):
    """That it reads like a total is said by the plan."""
    path = saved(a_tabled_book((("Site", "Capacity"), ("Lviv", 5), ("Total", 5)), "A1:B2"), tmp_path)

    assert list(sites(path)["Site"]) == ["Lviv", "Total"]
    assert not any("drag the table" in message for message in messages(path))


def test_rows_typed_right_below_an_excel_table_are_read_and_said(tmp_path):
    """LibreOffice does not stretch the table when a row is added below it: no pledge may get lost."""
    path = saved(a_tabled_book((("Site", "Capacity"), ("Lviv", 5), ("Rivne", 6)), "A1:B2"), tmp_path)
    assert list(sites(path)["Site"]) == ["Lviv", "Rivne"]
    assert "row 3: right below the Excel table Sites (A1:B2), read as part of it" in messages(path)[0]


def test_a_row_below_an_excel_table_that_lacks_one_value_is_read_all_the_same(tmp_path):
    """So that the missing number of units is named, and not the whole pledge left out."""
    header, pledge = CONTINGENTS
    book = a_book({"Contingents": (header, pledge, ("EST-INF-2", "Estonia", "Infantry", None, 150))})
    book["Contingents"].add_table(Table(displayName="Contingents", ref="A1:E2"))
    assert list(read_workbook(saved(book, tmp_path)).tables["Contingents"].cells.index) == [2, 3]


def test_a_sum_typed_below_an_excel_table_is_no_pledge(tmp_path):
    header, pledge = CONTINGENTS
    book = a_book({"Contingents": (header, pledge, ("Total", None, None, 3))})
    book["Contingents"].add_table(Table(displayName="Contingents", ref="A1:E2"))
    path = saved(book, tmp_path)
    assert list(read_workbook(path).tables["Contingents"].cells.index) == [2]
    assert "row 3: below the Excel table Contingents (A1:E2), not read" in messages(path)[0]


def test_a_column_typed_right_beside_an_excel_table_is_read_and_said(tmp_path):
    path = saved(a_tabled_book((("Site", "Capacity"), ("Lviv", 5)), "A1:A2"), tmp_path)
    assert sites(path).loc[2, "Capacity"] == 5
    assert "Capacity: beside the Excel table Sites (A1:A2), read as part of it" in messages(path)[0]


def test_the_totals_row_of_an_excel_table_is_no_row_of_it(tmp_path):
    book = a_book({"Sites": (("Site", "Capacity"), ("Lviv", 5), ("Total", 5))})
    book["Sites"].add_table(Table(displayName="Sites", ref="A1:B3", totalsRowCount=1))
    path = saved(book, tmp_path)
    assert list(sites(path)["Site"]) == ["Lviv"]
    assert messages(path) == []


def test_the_excel_table_goes_before_a_row_above_it_that_looks_like_a_header(tmp_path):
    rows = (("Site", "Capacity"), ("old", 1), (), ("Site", "Capacity"), ("Lviv", 5))
    assert list(sites(saved(a_tabled_book(rows, "A4:B5"), tmp_path))["Site"]) == ["Lviv"]


def test_an_excel_table_may_begin_far_down(tmp_path):
    book = a_book({"Sites": ()})
    for row, values in ((200, ("Site", "Capacity")), (201, ("Lviv", 5))):
        for column, value in enumerate(values, start=3):
            book["Sites"].cell(row, column, value)
    book["Sites"].add_table(Table(displayName="Sites", ref="C200:D201"))
    assert list(sites(saved(book, tmp_path)).index) == [201]


def test_a_second_excel_table_of_the_same_kind_is_said(tmp_path):
    book = a_book({"Sites": (("Site", "Capacity"), ("Lviv", 5), (), ("Site",), ("Rivne",))})
    book["Sites"].add_table(Table(displayName="First", ref="A1:B2"))
    book["Sites"].add_table(Table(displayName="Second", ref="A4:A5"))
    path = saved(book, tmp_path)
    assert list(sites(path)["Site"]) == ["Lviv"]
    assert any(
        "the Excel table Second (row 4) has the headers of Sites, too" in text for text in messages(path)
    )


# Values


def test_namibia_and_none_stay_text(tmp_path):
    rows = (("Site", "Country"), ("NA", "None"), ("null", "nan"))
    assert sites(saved(a_book({"Sites": rows}), tmp_path)).to_numpy().tolist() == [
        ["NA", "None"],
        ["null", "nan"],
    ]


def test_leading_zeros_that_only_the_format_shows_stay_in_names(tmp_path):
    """7 shown as 0007 is the name 0007; a number beside it stays a number."""
    book = a_book({"Sites": (("Site", "Capacity"), (7, 7))})
    for cell in book["Sites"][2]:
        cell.number_format = "0000"
    assert sites(saved(book, tmp_path)).loc[2].tolist() == ["0007", 7]


@pytest.mark.parametrize(
    ("value", "number_format", "read"),
    [
        (dt.date(2026, 3, 1), "yyyy-mm-dd", dt.date(2026, 3, 1)),
        (dt.datetime(2026, 3, 1, 6, 30), "dd.mm.yyyy hh:mm", dt.datetime(2026, 3, 1, 6, 30)),
        (dt.time(1, 2), "h:mm", dt.time(1, 2)),
        (dt.timedelta(hours=25), "[h]:mm", dt.timedelta(hours=25)),
        (46082, "[$-407]d. mmmm yyyy;@", dt.date(2026, 3, 1)),
        (46082, "General", 46082),
        (46082, "[Red]0.00", 46082),
        (46082, '#,##0 "days"', 46082),
        (0.3, "0%", 0.3),
        (-5, "yyyy-mm-dd", -5),
        (1e300, "yyyy-mm-dd", 1e300),
    ],
)
def test_numbers_are_dates_where_their_format_says_so(tmp_path, value, number_format, read):
    found = one_capacity(tmp_path, value, number_format)
    assert found == read
    assert type(found) is type(read)


def test_dates_of_a_1904_workbook_are_the_same_days(tmp_path):
    book = a_book()
    book.epoch = CALENDAR_MAC_1904
    book["Sites"]["C2"] = dt.date(2026, 3, 1)
    assert sites(saved(book, tmp_path)).loc[2, "Capacity"] == dt.date(2026, 3, 1)


def test_rich_text_is_read_as_plain_text(tmp_path):
    book = a_book()
    book["Sites"]["A2"] = CellRichText("Lv", TextBlock(InlineFont(b=True), "iv"))
    assert list(sites(saved(book, tmp_path))["Site"]) == ["Lviv"]


def test_yes_and_no_of_excels_own_are_truth_values(tmp_path):
    assert one_capacity(tmp_path, True) is True


def test_an_error_of_excels_is_said_to_be_one(tmp_path):
    assert one_capacity(tmp_path, "#REF!") == ErrorValue("#REF!")


@pytest.mark.parametrize(
    ("stored", "read"), [("", Uncalculated("=40+1")), ("<v/>", Uncalculated("=40+1")), ("<v>41</v>", 41)]
)
def test_a_formula_counts_by_its_stored_value(tmp_path, stored, read):
    """Excel stores one; programs that only write workbooks store none."""
    row = f'<row r="2">{text_cell("Lviv")}<c><f>40+1</f>{stored}</c></row>'
    path = sites_as(tmp_path / "plan.xlsx", a_sheet(SITE_HEADER + row))
    assert sites(path).loc[2, "Capacity"] == read


def test_formulas_that_nobody_has_calculated_are_said(tmp_path):
    """Programs that write workbooks without calculating store 0 as the result of every formula."""
    book = a_book({"Sites": (("Site", "Capacity"), ("Lviv", "=1000+1000"))})
    path = saved(book, tmp_path)
    path = edited(path, "xl/worksheets/sheet2.xml", "<f>1000+1000</f><v />", "<f>1000+1000</f><v>0</v>")

    (found,) = read_workbook(path).findings
    assert str(found).startswith(
        "Sites!B2: holds a formula, and the workbook was saved by a program that does"
    )

    edited(path, "xl/workbook.xml", ' fullCalcOnLoad="1"', "")
    assert not read_workbook(path).findings


def test_a_formula_whose_result_is_no_text_is_blank(tmp_path):
    row = f'<row r="2">{text_cell("Lviv")}<c r="B2" t="str"><f>""</f><v></v></c></row>'
    path = sites_as(tmp_path / "plan.xlsx", a_sheet(SITE_HEADER + row))
    assert sites(path).loc[2, "Capacity"] is None


def test_cells_with_nothing_but_blanks_are_blank_and_empty_rows_are_skipped(tmp_path):
    rows = (("Site", "Capacity"), ("Lviv", "  "), ("\u00a0", None), (), ("Rivne", 5))
    cells = sites(saved(a_book({"Sites": rows}), tmp_path))
    assert list(cells.index) == [2, 5]
    assert cells.loc[2, "Capacity"] is None


def test_values_that_change_by_themselves_are_said(tmp_path):
    book = a_book({"Sites": (("Site", "Capacity"), ("Lviv", "=OFFSET(A1,1,1)"), ("Rivne", "=[1]Old!B2"))})
    found = messages(saved(book, tmp_path))
    assert found[0].startswith("Sites!B2: holds a formula whose value changes by itself")
    assert found[1].startswith("Sites!B3: holds a formula that reads another workbook")


# Hidden, filtered, merged


def test_hidden_rows_columns_and_sheets_are_read_and_said(tmp_path):
    book = a_book({"Sites": (("Site", "Capacity"), ("Lviv", 5), ("Rivne", 6), ("Lutsk", 7))})
    book["Sites"].row_dimensions[2].hidden = book["Sites"].row_dimensions[3].hidden = True
    book["Sites"].column_dimensions["B"].hidden = True
    book["Sites"].sheet_state = "hidden"
    path = saved(book, tmp_path)
    assert len(sites(path)) == 3
    rows, column, sheet = messages(path)
    assert rows.startswith("Sites!A2: rows 2-3 are hidden, and read all the same")
    assert column.startswith("Sites: Capacity is a hidden column")
    assert sheet.startswith("Sites: the sheet is hidden")


def test_filtered_out_rows_are_read_and_said(tmp_path):
    book = a_book()
    book["Sites"].auto_filter.ref = "A1:C2"
    book["Sites"].auto_filter.add_filter_column(0, ["Rivne"])
    book["Sites"].row_dimensions[2].hidden = True
    path = saved(book, tmp_path)
    assert "row 2 is filtered out, and read all the same; clear the filter" in messages(path)[0]


def test_hidden_rows_without_data_are_no_matter(tmp_path):
    book = a_book()
    book["Sites"].row_dimensions[9].hidden = True
    book["Sites"].column_dimensions["H"].hidden = True
    assert messages(saved(book, tmp_path)) == []


def test_merged_cells_in_the_table_are_an_error_that_names_them(tmp_path):
    book = a_book({"Sites": (("Site", "Capacity"), ("Lviv", 5), (None, 6))})
    book["Sites"].merge_cells("A2:A3")
    (message,) = messages(saved(book, tmp_path))
    assert message.startswith("Sites!A2: cells A2:A3 are merged inside the table")


def test_merged_cells_above_below_or_beside_the_table_are_the_planners_own(tmp_path):
    book = a_book({"Sites": (("Where",), ("Site", "Capacity", "mine"), ("Lviv", 5), ())})
    for block in ("A1:C1", "C3:D3", "A6:B9"):
        book["Sites"].merge_cells(block)
    assert messages(saved(book, tmp_path)) == []


# What other writers write


def test_cells_and_rows_without_addresses_are_counted(tmp_path):
    header = f"<row>{text_cell('Site')}{text_cell('Capacity')}</row>"
    rows = f"{header}<row/><row>{text_cell('Lviv')}<c><v>5</v></c></row>"
    cells = sites(sites_as(tmp_path / "plan.xlsx", a_sheet(rows)))
    assert cells.loc[3].tolist() == ["Lviv", 5]


def test_prefixed_elements_are_the_same_elements(tmp_path):
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>Site</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="A2" t="str"><x:v>Lviv</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    assert list(sites(sites_as(tmp_path / "plan.xlsx", xml))["Site"]) == ["Lviv"]


def test_prefixed_cells_in_unprefixed_rows_are_not_passed_over(tmp_path):
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    lviv = '<row r="2"><x:c r="A2" t="str"><x:v>Lviv</x:v></x:c></row><row r="3"/><row r="4"/>'
    xml = f'<worksheet xmlns="{main}" xmlns:x="{main}"><sheetData>{SITE_HEADER}{lviv}</sheetData></worksheet>'
    assert list(sites(sites_as(tmp_path / "plan.xlsx", xml))["Site"]) == ["Lviv"]


def test_parts_in_utf_16_are_read(tmp_path):
    xml = '<?xml version="1.0" encoding="UTF-16"?>' + a_sheet(
        SITE_HEADER + f'<row r="2">{text_cell("Łódź")}</row>'
    )
    assert list(sites(sites_as(tmp_path / "plan.xlsx", xml.encode("utf-16")))["Site"]) == ["Łódź"]


def test_drawing_rows_and_foreign_elements_in_a_sheet_are_no_rows(tmp_path):
    after = '<extLst><ext xmlns:x="urn:drawing"><x:row>7</x:row><x:c r="A9"><x:v>9</x:v></x:c></ext></extLst>'
    path = sites_as(
        tmp_path / "plan.xlsx", a_sheet(SITE_HEADER + f'<row r="2">{text_cell("Lviv")}</row>', after=after)
    )
    assert list(sites(path).index) == [2]


def test_absolute_and_differently_cased_part_names_are_found(tmp_path):
    path = saved(a_book(), tmp_path)
    edited(path, "xl/_rels/workbook.xml.rels", "/xl/worksheets/sheet2.xml", "Worksheets/SHEET2.xml")
    assert list(sites(path)["Site"]) == ["Lviv"]


def test_escaped_characters_and_phonetic_guides_are_read_as_shown(tmp_path):
    runs = '<r><t>Lviv_x0020_</t></r><r><t>West</t></r><rPh sb="0" eb="1"><t>no</t></rPh>'
    cell = f'<c r="A2" t="inlineStr"><is>{runs}</is></c>'
    path = sites_as(tmp_path / "plan.xlsx", a_sheet(SITE_HEADER + f'<row r="2">{cell}</row>'))
    assert list(sites(path)["Site"]) == ["Lviv West"]


def test_dates_stored_as_text_by_iso_rules_are_dates(tmp_path):
    row = f'<row r="2">{text_cell("Lviv")}<c t="d"><v>2026-03-01T00:00:00</v></c></row>'
    assert sites(sites_as(tmp_path / "plan.xlsx", a_sheet(SITE_HEADER + row))).loc[2, "Capacity"] == dt.date(
        2026, 3, 1
    )


def test_the_last_row_after_many_empty_formatted_ones_is_read(tmp_path):
    """Rows that hold nothing are passed over by the hundred thousand; the one after them is not."""
    blank = "".join(f'<row r="{row}" s="1"><c r="A{row}" s="1"/></row>' for row in range(2, 30_000))
    rows = SITE_HEADER + blank + f'<row r="30000">{text_cell("Lviv")}</row><row>{text_cell("Rivne")}</row>'
    cells = sites(sites_as(tmp_path / "plan.xlsx", a_sheet(rows)))
    assert list(cells["Site"].items()) == [(30_000, "Lviv"), (30_001, "Rivne")]


def test_a_sheet_of_formatted_cells_from_openpyxl_holds_no_rows(tmp_path):
    book = a_book()
    for row in range(3, 3000):
        book["Sites"].cell(row, 1).fill = PatternFill("solid", fgColor="FFEEEEEE")
    assert list(sites(saved(book, tmp_path)).index) == [2]


# Our own sheets


def test_our_own_result_sheets_are_never_read_as_input(tmp_path):
    """The mark follows the sheet when the planner renames it."""
    book = a_book({"Last week": (("Heads", 5), (None, "x"))})
    book.defined_names["forcegen_owned_Site_use"] = DefinedName(
        "forcegen_owned_Site_use", attr_text="'Last week'!$A$1", hidden=True
    )
    path = saved(book, tmp_path)
    assert read_workbook(path).owned == ("Last week",)
    sheet = read_owned(path, ["Site use"])["Site use"]
    assert sheet.title == "Last week"
    assert list(sheet.lines()) == [(1, ["Heads", 5]), (2, [None, "x"])]


def test_a_planners_sheet_of_our_name_without_the_mark_is_not_ours(tmp_path):
    assert read_workbook(saved(a_book({"Summary": (("mine",),)}), tmp_path)).owned == ()


def test_an_owned_sheet_that_is_not_there_is_left_out(tmp_path):
    assert read_owned(saved(a_book(), tmp_path), ["Run"]) == {}


def test_a_plan_whose_run_sheet_is_not_there_is_said(tmp_path):
    with pytest.raises(PlanError, match="has no sheet Allocation; name a workbook that forcegen solve wrote"):
        read_written(saved(a_book(), tmp_path))


# From rows and columns to cells


def at(row, column, sheet="Contingents"):
    return Finding(place=Place(sheet=sheet, row=row, column=column), message="odd")


@pytest.mark.parametrize(
    ("row", "column", "shown"),
    [
        (14, "Units", "Pledged!E14: odd"),
        (14, "", "Pledged!B14: odd"),
        (14, "Status", "Pledged!B14: odd"),
        (None, "Units", "Pledged!E:E: odd"),
        (None, "", "Pledged: odd"),
    ],
)
def test_findings_get_the_planners_cells_and_sheet_names(tmp_path, row, column, shown):
    """The table begins in column B here; a finding about a row is shown at its key."""
    book = a_book({"Contingents": [("", *row) for row in CONTINGENTS]})
    tables = read_workbook(saved(book, tmp_path)).tables
    tables["Contingents"] = replace(tables["Contingents"], title="Pledged")
    assert [str(finding) for finding in locate([at(row, column)], tables)] == [shown]


def test_findings_about_sheets_that_are_not_there_stay_as_they_are():
    assert locate([at(3, "Site", sheet="Locks")], {}) == (at(3, "Site", sheet="Locks"),)
