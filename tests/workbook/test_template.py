"""The template teaches: every sheet and column explained, checked as it is typed, ready to print."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from solver import schema
from solver.errors import OutputError, PlanError
from solver.example import example_rows
from solver.excel.read.workbook import read_workbook
from solver.excel.styles import READABLE
from solver.excel.template.columns import EVERY_SHEET as ALL_NAMES
from solver.excel.template.columns import list_name, validation
from solver.excel.template.examples import example_row
from solver.excel.template.guide import TITLE
from solver.excel.template.template import (
    LAST_ROW,
    settings_rows,
    sheet_columns,
    template_bytes,
    template_sheets,
    write_template,
)
from solver.plan.plan import Calendar
from solver.plan.values import read_value
from solver.runs.load import load
from solver.schema.columns import Column, Kind, Purpose, Sheet

EVERY_SHEET = pytest.mark.parametrize("declared", schema.SHEETS, ids=lambda declared: declared.name)
EVERY_COLUMN = pytest.mark.parametrize(
    "column",
    [column for declared in schema.SHEETS for column in schema.all_columns(declared)] + list(schema.SETTINGS),
    ids=lambda column: column.name,
)


@pytest.fixture(scope="module")
def empty() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(template_bytes(sheets=ALL_NAMES)))


def filled(sheet: str, *rows: dict[str, object]) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(template_bytes({sheet: rows})))[sheet]


def letter_of(declared: Sheet, name: str) -> str:
    names = [column.name for column in sheet_columns(declared)]
    return get_column_letter(names.index(name) + 1)


def test_it_opens_on_the_guide_and_then_shows_every_input_sheet_in_order(empty: Workbook):
    assert empty.sheetnames == [TITLE, *(declared.name for declared in schema.SHEETS)]
    assert TITLE not in schema.RESULT_SHEETS
    assert empty.active.title == TITLE


def test_without_more_it_has_the_sheets_that_every_plan_needs_and_settings():
    """Four sheets do not frighten; the guide names all others, each with what it is there for."""
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(file_name="my plan.xlsx")))
    guide = {str(cell.value): cell.row for cell in book[TITLE]["A"]}

    assert book.sheetnames == [TITLE, "Settings", "Contingents", "Sites", "Requirements"]
    assert 'forcegen new "more-my plan.xlsx" --from "my plan.xlsx" --with caveats,caps' in guide
    for declared in schema.SHEETS:
        if declared.name not in book.sheetnames:
            assert declared.meaning in str(book[TITLE].cell(row=guide[declared.name], column=2).value)


def test_a_sheet_brings_along_the_one_whose_names_it_cannot_do_without():
    """A cap applies to an area, so that Drawdown caps alone could not be filled in."""
    assert [declared.name for declared in template_sheets(["Drawdown caps"])] == [
        *("Settings", "Contingents", "Sites", "Requirements"),
        *("Areas", "Drawdown caps"),
    ]


@pytest.mark.parametrize("further", [(), *((declared.name,) for declared in schema.SHEETS)], ids=str)
def test_no_drop_down_and_no_list_speaks_of_a_sheet_that_is_not_there(further: tuple[str, ...]):
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(sheets=further)))
    checks = [
        str(check.formula1)
        for page in book
        for check in page.data_validations.dataValidation
        if check.type == "list"
    ]

    assert {check for check in checks if check.startswith("list_")} == set(book.defined_names)
    for name in book.defined_names.values():
        used = re.findall(r"'([^']+)'!|([A-Za-z]+)!", name.attr_text)
        assert {quoted or plain for quoted, plain in used} <= set(book.sheetnames)
    if "Scenarios" in book.sheetnames:  # neither changes itself, nor Studies
        changed = ["Settings", "Contingents", "Sites", "Requirements"]
        assert f'"{",".join(changed)}"' in checks


def test_tabs_tell_what_a_sheet_is_there_for(empty: Workbook):
    colours = {page.title: page.sheet_properties.tabColor.rgb for page in empty}
    by_kind = {
        "required": {colours[declared.name] for declared in schema.SHEETS if declared.required},
        **{
            purpose.value: {
                colours[declared.name]
                for declared in schema.SHEETS
                if declared.purpose is purpose and not declared.required
            }
            for purpose in Purpose
        },
        "guide": {colours[TITLE]},
    }

    assert all(len(shades) == 1 for shades in by_kind.values())
    assert len(set.union(*by_kind.values())) == len(by_kind)
    assert colours["Drawdown caps"] == colours["Caveats"] != colours["Nations"]


@EVERY_SHEET
def test_an_empty_sheet_shows_by_a_grey_row_how_it_is_filled_in(empty: Workbook, declared: Sheet):
    """All but Settings, which stand there already. Every cell says e.g., and is grey while it does."""
    page = empty[declared.name]
    shown = {page.cell(1, cell.column).value: cell.value for cell in page[2] if cell.value is not None}
    if declared.name == "Settings":
        assert example_row(declared.name) == {}
        return
    assert shown == example_row(declared.name)
    assert all(str(value).startswith("e.g. ") for value in shown.values())
    assert set(shown) >= {column.name for column in declared.columns if column.required}
    rules = [rule for ranges in page.conditional_formatting for rule in ranges.rules]
    assert any(rule.formula == ['LEFT(A2,4)="e.g."'] and rule.dxf.font.i for rule in rules)


def test_a_sheet_with_rows_shows_no_example():
    page = filled("Sites", {"Site": "Lviv"})
    assert [row[0].value for row in page.iter_rows(min_row=2)] == ["Lviv"]


@EVERY_SHEET
def test_the_example_is_what_its_columns_take(declared: Sheet):
    """Without its e.g. each cell reads as a planner's would."""
    columns = {column.name: column for column in declared.columns}
    for header, text in example_row(declared.name).items():
        reading = read_value(str(text).removeprefix("e.g. "), columns[header], Calendar())
        assert not reading.faulty, reading.message


def test_the_guide_links_to_every_sheet_and_names_the_required_ones(empty: Workbook):
    guide = empty[TITLE]
    linked = {cell.value: cell for row in guide.iter_rows() for cell in row if cell.hyperlink}
    assert set(linked) == {declared.name for declared in schema.SHEETS}
    for declared in schema.SHEETS:
        cell = linked[declared.name]
        assert cell.hyperlink.location.strip("'").removesuffix("'!A1").removesuffix("!A1") == declared.name
        words = guide.cell(row=cell.row, column=2).value
        assert declared.meaning in words
        assert words.startswith("Required.") == declared.required


def test_the_commands_of_the_guide_can_be_copied():
    """The file's own name stands in them, in quotes where it holds a blank."""
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(file_name="my plan.xlsx")))
    words = [str(cell.value) for cell in book[TITLE]["A"]]
    assert 'forcegen check "my plan.xlsx"' in words
    assert 'forcegen audit "outputs/my plan.xlsx"' in words


@EVERY_SHEET
def test_a_sheet_has_its_columns_in_an_excel_table_from_the_first_row(empty: Workbook, declared: Sheet):
    page = empty[declared.name]
    (table,) = page.tables.values()
    first_column, first_row, last_column, last_row = range_boundaries(table.ref)
    headers = [page.cell(row=1, column=column).value for column in range(1, last_column + 1)]
    assert (first_column, first_row) == (1, 1)
    assert last_row > 2
    assert headers == [column.name for column in sheet_columns(declared)]
    assert headers == [column.name for column in table.tableColumns]
    assert set(headers) == {column.name for column in schema.all_columns(declared)}


@EVERY_SHEET
def test_every_header_says_what_the_column_means_and_takes(empty: Workbook, declared: Sheet):
    page = empty[declared.name]
    for position, column in enumerate(sheet_columns(declared), start=1):
        note = page.cell(row=1, column=position).comment.text
        assert column.meaning in note
        assert all(word in note for word in column.choices)
        if column.kind in (Kind.WHOLE, Kind.NUMBER, Kind.MONEY):
            assert column.unit in note
        for reference in column.refers_to:
            sheet, _, name = reference.partition(".")
            assert sheet in note
            assert name in note


def test_a_note_names_the_default_as_a_planner_would_type_it(empty: Workbook):
    notes = {cell.value: cell.comment.text for cell in empty["Contingents"][1]}
    assert "Blank means sustained." in notes["Basis"]
    assert "Blank means 100 %." in notes["Confidence"]
    assert "Blank means no." in notes["Must deploy"]
    assert "Must be filled in." in notes["Units"]


@EVERY_SHEET
def test_headers_fit_their_columns(empty: Workbook, declared: Sheet):
    """The longest word on a line of its own, the whole on two lines, with room for the filter button."""
    page = empty[declared.name]
    for position, column in enumerate(sheet_columns(declared), start=1):
        width = page.column_dimensions[get_column_letter(position)].width
        assert width >= max(len(word) for word in column.name.split()) + 1
        assert 2 * width >= len(column.name) + 3
        assert all(width >= len(word) + 2 for word in column.choices)


@EVERY_SHEET
def test_required_headers_look_different_from_the_others(empty: Workbook, declared: Sheet):
    page = empty[declared.name]
    looks = {
        column.required: page.cell(row=1, column=position).fill.start_color.rgb
        for position, column in enumerate(sheet_columns(declared), start=1)
        if column not in schema.COMMON
    }
    assert len(set(looks.values())) == len(looks)


@EVERY_SHEET
def test_headers_and_keys_stay_in_sight_and_print_on_every_page(empty: Workbook, declared: Sheet):
    page = empty[declared.name]
    frozen = page.freeze_panes
    assert frozen.endswith("2")
    assert frozen != "A2"
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"
    assert int(page.page_setup.paperSize) == 9  # A4
    assert page.oddFooter.left.text == "&A"


@pytest.fixture(scope="module")
def example() -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(template_bytes(example_rows())))


@EVERY_SHEET
def test_a_wide_sheet_prints_its_own_columns_first_and_where_they_are_from_on_a_second_page(
    example: Workbook, declared: Sheet
):
    page = example[declared.name]
    widths = [page.column_dimensions[get_column_letter(at + 1)].width for at in range(page.max_column)]
    own = [cell.value for cell in page[1]].index("Enabled")
    keys = range_boundaries(page.print_title_cols)[2]
    if sum(widths[:own]) > READABLE or sum(widths) <= READABLE:
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.page_setup.fitToWidth == (1 if sum(widths) <= READABLE else 2)
        assert page.page_setup.fitToHeight == 0
        return
    assert not page.sheet_properties.pageSetUpPr.fitToPage  # which would ignore the break
    assert [cut.id for cut in page.col_breaks.brk] == [own]
    at_full_size = 149  # characters, 7 pixels each, on 297 mm less 20 mm of margins
    widest = max(sum(widths[:own]), sum(widths[:keys]) + sum(widths[own:]))
    assert 50 <= page.page_setup.scale <= 100 * at_full_size / widest


def test_a_long_reason_stays_on_the_first_printed_page(example: Workbook):
    page = example["Caveats"]
    assert [cut.id for cut in page.col_breaks.brk] == [[cell.value for cell in page[1]].index("Reason") + 1]


def test_the_names_that_make_a_requirement_unique_stay_in_sight(empty: Workbook):
    assert empty["Requirements"].freeze_panes == "C2"
    assert empty["Contingents"].freeze_panes == "B2"
    assert empty["Movement"].freeze_panes == "D2"


def test_the_marking_stands_above_every_printed_page():
    rows = {"Settings": [{"Name": "marking", "Value": "EXERCISE & TEST"}]}
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(rows)))
    with zipfile.ZipFile(io.BytesIO(template_bytes(rows))) as package:
        pages = [
            package.read(f"xl/worksheets/sheet{number}.xml") for number in range(1, len(book.sheetnames) + 1)
        ]
    assert all(b"EXERCISE &amp;&amp; TEST" in page for page in pages)


@EVERY_SHEET
def test_every_reference_choice_and_yes_or_no_has_a_drop_down(empty: Workbook, declared: Sheet):
    checks = {str(check.sqref): check for check in empty[declared.name].data_validations.dataValidation}
    for column in sheet_columns(declared):
        letter = letter_of(declared, column.name)
        if column.choices or column.refers_to or column.kind is Kind.YES_NO:
            check = checks[f"{letter}2:{letter}{LAST_ROW}"]
            assert check.type == "list"
            assert not check.showDropDown  # in the file format, true hides the arrow
        if column.refers_to:
            assert check.formula1 in empty.defined_names


@EVERY_COLUMN
def test_a_drop_down_stops_only_where_nothing_else_can_be_right(column: Column):
    """A cell that may hold a list, a group, or any name of an open register is only warned about."""
    check = validation(column, "A2:A9")
    if not column.refers_to:
        several = column.kind is Kind.NAMES and column.choices
        assert check is None or check.errorStyle == ("warning" if several else "stop")
        return
    groups = any(reference.endswith(".Groups") for reference in column.refers_to)
    loose = column.kind is Kind.NAMES or not column.must_exist or groups or column.name == "Drawn from"
    assert check.errorStyle == ("warning" if loose else "stop")


@EVERY_COLUMN
def test_messages_and_lists_keep_to_what_excel_allows(column: Column):
    """Longer ones make Excel call the file damaged."""
    check = validation(column, "A2:A9")
    if check is None:
        return
    assert len(check.errorTitle) <= 32
    assert len(check.error) <= 225
    assert len(check.promptTitle or "") <= 32
    assert len(check.prompt or "") <= 255
    assert len(check.formula1) <= 255


@pytest.mark.parametrize(
    ("sheet", "name", "expected"),
    [
        ("Contingents", "Units", ("whole", "greaterThanOrEqual", "0", None)),
        ("Contingents", "Heads per unit", ("decimal", "greaterThanOrEqual", "1e-09", None)),
        ("Contingents", "Confidence", ("decimal", "between", "0", "1")),
        ("Contingents", "From", ("whole", "greaterThanOrEqual", "1", None)),
        ("Suitability", "Effectiveness", ("decimal", "between", "1e-09", "1")),
        ("Sites", "Latitude", ("decimal", "between", "-90", "90")),
        ("Studies", "From", ("decimal", "greaterThanOrEqual", "-1e+15", None)),
        ("Studies", "Step", ("decimal", "greaterThanOrEqual", "1e-09", None)),
        ("Studies", "Count", ("whole", "between", "3", "7")),
    ],
)
def test_numbers_are_checked_as_they_are_typed(sheet: str, name: str, expected: tuple[str | None, ...]):
    check = validation(schema.sheet(sheet).column(name), "A2:A9")
    assert (check.type, check.operator, check.formula1, check.formula2) == expected
    assert check.errorStyle == "stop"


def test_each_setting_is_checked_by_itself(empty: Workbook):
    checks = {str(check.sqref): check for check in empty["Settings"].data_validations.dataValidation}
    rows = {row[0].value: row[1].coordinate for row in empty["Settings"].iter_rows(min_row=2)}
    assert checks[rows["Periods"]].type == "whole"
    assert checks[rows["Start"]].type == "date"
    assert checks[rows["Whole units"]].formula1 == '"yes,no"'
    assert checks[rows["Gap"]].formula2 == "1"
    worse = rows["Worse at most"]
    assert checks[worse].type == "custom"
    assert checks[worse].formula1 == f'OR({worse}="any",AND(ISNUMBER({worse}),{worse}>=0,{worse}<=1))'


def test_the_settings_stand_ready_with_default_and_meaning(empty: Workbook):
    shown = {row[0]: row[1:3] for row in empty["Settings"].iter_rows(min_row=2, values_only=True)}
    assert list(shown) == [setting.name for setting in schema.SETTINGS]
    assert shown["Periods"] == (1, "How many periods the plan covers.")
    assert shown["Whole units"][0] == "yes"
    assert shown["Largest share"][0] is None
    assert "Left blank, minimum shortfall alone is held: it may not rise at all" in shown["Worse at most"][1]


def test_a_given_setting_beats_the_default_and_keeps_its_own_note():
    given = [{"Name": " PERIODS ", "Value": 4, "Note": "two years"}, {"Name": "Gap", "Value": None}]
    rows = {row["Name"]: row for row in settings_rows(given)}
    assert rows["Periods"]["Value"] == 4
    assert rows["Periods"]["Note"] == "two years"
    assert rows["Gap"]["Value"] is None
    assert rows["Seed"]["Value"] == 1


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-none-", "@home", '=HYPERLINK("http://x.example","y")'])
def test_text_that_looks_like_a_formula_stays_text(text: str):
    cell = filled("Sites", {"Site": text})["A2"]
    assert cell.value == text
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_no_cell_of_the_template_is_a_formula(empty: Workbook):
    """A formula has no stored value before Excel opens the file; nothing may depend on that."""
    assert not [cell for page in empty for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_values_stand_as_a_planner_would_type_them():
    page = filled(
        "Contingents",
        {
            "Contingent": "007",
            "Conditions": ("ceasefire", "mandate"),
            "Must deploy": False,
            "From": dt.date(2027, 1, 1),
            "Confidence": 0.5,
            "Heads per unit": 12.5,
            "Dwell ratio": float("nan"),
            "Note": "bell\x07",
        },
    )
    shown = {header.value: cell for header, cell in zip(page[1], page[2], strict=True)}
    assert shown["Contingent"].value == "007"
    assert shown["Contingent"].number_format == "@"
    assert shown["Conditions"].value == "ceasefire; mandate"
    assert shown["Must deploy"].value == "no"
    assert shown["From"].value == dt.datetime(2027, 1, 1)
    assert shown["From"].number_format == "yyyy-mm-dd"
    assert shown["Confidence"].number_format == "0.0%"
    assert shown["Heads per unit"].number_format == "#,##0.0##"  # 12.5 must not look like 13
    assert shown["Dwell ratio"].value is None
    assert shown["Note"].value == "bell"


def test_a_table_is_as_long_as_its_rows_and_drop_downs_reach_further():
    rows = [{"Site": f"S{number}"} for number in range(1500)]
    page = filled("Sites", *rows)
    (table,) = page.tables.values()
    assert range_boundaries(table.ref)[3] == 1501
    assert all(
        range_boundaries(str(check.sqref))[3] == 2500 for check in page.data_validations.dataValidation
    )


def test_a_long_note_has_a_row_high_enough_to_read_it():
    page = filled("Sites", {"Site": "A", "Note": "word " * 100}, {"Site": "B", "Note": "short"})
    assert page.row_dimensions[2].height > 50
    assert page.row_dimensions[3].height is None


@pytest.mark.parametrize("rows", [{"Sites": [{"Sight": "Kyiv"}]}, {"Cites": []}])
def test_rows_that_the_layout_does_not_know_are_refused(rows: dict[str, list[dict[str, object]]]):
    with pytest.raises((ValueError, KeyError), match=r"Sight|Cites"):
        template_bytes(rows)


@EVERY_SHEET
def test_an_untouched_example_is_no_row(tmp_path: Path, declared: Sheet):
    """Also where somebody has taken some of its cells away; nothing is said of it."""
    path = tmp_path / "plan.xlsx"
    write_template(path, sheets=ALL_NAMES)
    book = openpyxl.load_workbook(path)
    book[declared.name].cell(2, 2).value = None
    book.save(path)
    for name, table in read_workbook(path).tables.items():
        assert name == "Settings" or table.cells.empty
    assert read_workbook(path).findings == ()


def test_what_is_left_of_an_example_under_a_planners_row_is_an_error_at_its_cell(tmp_path: Path):
    """Whoever types over the row has nothing to switch on, and nothing of the example slips into the plan."""
    path = tmp_path / "plan.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    for column, value in enumerate(("LVA-1", "Latvia", "e.g. Infantry", 4, "e.g. 150"), start=1):
        book["Contingents"].cell(2, column).value = value
    book.save(path)
    with pytest.raises(PlanError) as error:
        load(path)
    faults = [str(each) for each in error.value.findings if each.severity == "error"]

    assert [fault.split(":")[0] for fault in faults] == ["Contingents!C2", "Contingents!E2"]
    assert all("still the template's example: type over it, or clear the cell" in fault for fault in faults)


def test_an_example_that_is_typed_over_counts_as_any_row(tmp_path: Path):
    path = tmp_path / "plan.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    for column, value in enumerate(("LVA-1", "Latvia", "Infantry", 4, 120), start=1):
        book["Contingents"].cell(2, column).value = value
    book.save(path)

    cells = read_workbook(path).tables["Contingents"].cells
    assert cells["Contingent"].to_dict() == {2: "LVA-1"}


def test_what_is_written_is_read_back(tmp_path: Path):
    """The template is itself a workbook without a finding; blank rows are not rows."""
    rows = {
        "Nations": [{"Nation": "NA", "Groups": "Nordic; Baltic", "Can lead": "yes"}],
        "Contingents": [
            {"Contingent": "0012", "Nation": "NA", "Capability": "inf", "Units": 3, "Heads per unit": 150}
        ],
        "Sites": [{"Site": "=Kyiv", "Latitude": 50.45}],
    }
    write_template(tmp_path / "plan.xlsx", rows, sheets=ALL_NAMES)
    book = read_workbook(tmp_path / "plan.xlsx")
    assert book.findings == ()
    assert book.owned == ()
    assert set(book.tables) == {declared.name for declared in schema.SHEETS}
    for name, table in book.tables.items():
        records = [
            {header: value for header, value in record.items() if value is not None}
            for record in table.cells.to_dict("records")
        ]
        if name != "Settings":
            assert records == rows.get(name, [])


def test_a_text_that_reads_like_an_escape_is_read_back_as_it_is(tmp_path: Path):
    write_template(tmp_path / "plan.xlsx", {"Nations": [{"Nation": "_x0041_"}]})
    assert read_workbook(tmp_path / "plan.xlsx").tables["Nations"].cells["Nation"].tolist() == ["_x0041_"]


def test_a_file_is_replaced_whole_and_kept_and_a_missing_folder_is_said(tmp_path: Path):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"old")
    backup = write_template(path)
    assert zipfile.is_zipfile(path)
    assert backup is not None
    assert backup.read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == [backup, path]
    with pytest.raises(OutputError, match="does not exist"):
        write_template(tmp_path / "nowhere" / "plan.xlsx")


def test_every_reference_has_one_list_for_all_columns_that_use_it(empty: Workbook):
    names = {
        list_name(column) for declared in schema.SHEETS for column in declared.columns if column.refers_to
    }
    assert names == {name for name in empty.defined_names if name.startswith("list_")}
    assert {"list_Nations_Nation", "list_Areas_Area", "list_Sites_Site"} <= names


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_finds_the_names_of_every_list(tmp_path: Path):
    """Two nations among blank rows: the list ends at the second. An example is not offered."""
    book = openpyxl.load_workbook(
        io.BytesIO(
            template_bytes({"Nations": [{"Nation": "Estonia"}, {}, {"Nation": "Latvia"}]}, sheets=ALL_NAMES)
        )
    )
    probe = book.create_sheet("Probe", 0)
    probe["A1"] = "=ROWS(list_Nations_Nation)"
    probe["B1"] = "=INDEX(list_Nations_Nation,ROWS(list_Nations_Nation))"
    probe["C1"] = "=ROWS(list_Suitability_Capability_or_Contingents_Capability)"
    probe["D1"] = '=INDEX(list_Sites_Site,1)=""'
    book.save(tmp_path / "probe.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "probe.xlsx")], check=True, capture_output=True, timeout=300)
    assert (tmp_path / "probe.csv").read_text().strip() == "3,Latvia,1,TRUE"
