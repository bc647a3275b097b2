"""The result sheets: what stands in them, how it is shown, and where it leads back to."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pandas as pd
import pytest
from answered import ALLOCATION, TITLES, opened, results, sent
from packages import planner_book, saved

from solver.errors import Finding, Place
from solver.excel.marks.mark import findings_sheet
from solver.excel.patch import patch_workbook
from solver.excel.sheets.page import _lines_of, page_widths
from solver.excel.sheets.result_sheets import result_sheets, tables_workbook
from solver.excel.sheets.rows import PageRows, rows_xml
from solver.excel.styles import LONGEST_TEXT, READABLE, cell_text
from solver.results.tables import Field, Show, Table, make_table
from solver.schema import RESULT_SHEETS, YEARS_SHEET

HEADER = 3
ALWAYS = tuple(title for title in RESULT_SHEETS if title != YEARS_SHEET)
"""The sheets of a plan that is not held for years."""


@pytest.fixture(scope="module")
def package():
    return result_sheets(results(baseline=ALLOCATION), TITLES)


@pytest.fixture(scope="module")
def book(package):
    return opened(package)


def headers(page):
    return [cell.value for cell in page[HEADER]]


def values(page, header):
    at = headers(page).index(header)
    return [row[at].value for row in page.iter_rows(min_row=HEADER + 1)]


def test_the_workbook_holds_the_owned_sheets_in_their_order_and_no_other(book):
    assert tuple(book.sheetnames) == ALWAYS


def test_each_sheet_is_marked_as_ours_by_a_hidden_name(book):
    marks = {name: book.defined_names[name] for name in book.defined_names}

    assert set(marks) == {f"forcegen_owned_{title.replace(' ', '_')}" for title in ALWAYS}
    assert all(mark.hidden for mark in marks.values())
    assert marks["forcegen_owned_Site_use"].attr_text == "'Site use'!$A$1"


def test_numbers_are_numbers_and_names_are_text(book):
    page = book["Allocation"]

    assert values(page, "Contingent") == ["=1+1", "EST-1", "EST-1", "0007", "0007"]
    assert values(page, "Units") == [1, 1, 1, 4, 3]
    assert values(page, "From") == [3, 1, 3, 1, 3]


def test_what_begins_like_a_formula_is_text_everywhere(book):
    kinds = {
        cell.data_type for page in book for row in page.iter_rows() for cell in row if cell.value is not None
    }

    assert kinds == {"n", "s"}  # no formula ("f") in any sheet
    assert values(book["Contributions"], "Nation").count("@Italy") == 1


def unprotected(book):
    """Texts that Excel would turn into formulas as soon as somebody edits their cell."""
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "s"]
    return [cell.value for cell in cells if cell.value.strip()[:1] in "=+-@" and not cell.quotePrefix]


def protected(book):
    return {cell.value for page in book for row in page.iter_rows() for cell in row if cell.quotePrefix}


def test_what_begins_like_a_formula_stays_text_when_it_is_edited(package):
    """F2 and Enter on =1+1 must not make 2 of a contingent's name: fresh, and in the planner's workbook."""
    grafted = opened(patch_workbook(saved(planner_book()), package))

    for book in (opened(package), grafted):
        assert {"=1+1", "@Italy"} <= protected(book)
        assert unprotected(book) == []


def test_tables_of_their_own_and_findings_keep_such_texts_too():
    """The workbook of forcegen compare, and the list of findings."""
    fields = (Field("Name", Show.TEXT), Field("Units", Show.UNITS))
    frame = pd.DataFrame({"Name": [" =SUM(A1)", "+49", "Lviv"], "Units": [-1, 2, 3]})
    compared = opened(tables_workbook([Table(title="Changes", note="-note-", fields=fields, frame=frame)]))
    found = [Finding(place=Place(sheet="Sites", row=2), message="=1+1 is no site")]
    listed = opened(findings_sheet(found, ["Sites"], ""))

    assert protected(compared) == {" =SUM(A1)", "+49", "-note-"}
    assert protected(listed) == {"=1+1 is no site"}


def test_a_number_below_zero_is_no_text(package):
    """Only texts are quoted: -5 stays a number that Excel adds up."""
    body = PageRows(first=4, frame=pd.DataFrame({"A": [-5, -0.5]}), styles=[7], quoted=[8])

    assert ' s="8"' not in rows_xml(body)


def test_rows_lead_back_to_the_planner_s_row(book):
    page = book["Allocation"]
    link = page.cell(row=HEADER + 1, column=len(headers(page))).hyperlink

    assert values(page, "Row")[0] == 4  # =1+1 is the third contingent, under a header in row 1
    assert link.location == "'Contingents'!A4"


def test_links_follow_the_planner_s_spelling_of_a_sheet():
    spelled = {**TITLES, "Contingents": "CONTINGENTS of O'Hara"}
    page = opened(result_sheets(results(), spelled))["Allocation"]

    assert page.cell(row=HEADER + 1, column=len(headers(page))).hyperlink.location == (
        "'CONTINGENTS of O''Hara'!A4"
    )


def test_no_link_leads_into_a_sheet_that_the_workbook_does_not_have():
    page = opened(result_sheets(results(), {}))["Allocation"]

    assert page.cell(row=HEADER + 1, column=len(headers(page))).hyperlink is None


def test_gaps_lead_to_the_sheet_that_each_is_from(book):
    page = book["Gaps"]
    link = page.cell(row=HEADER + 1, column=len(headers(page))).hyperlink

    assert values(page, "Sheet") == ["Requirements"]
    assert link.location == "'Requirements'!A2"


def test_every_table_can_be_filtered_and_keeps_its_header_in_view(book):
    for title in ALWAYS[1:-1]:
        page = book[title]
        assert page.freeze_panes == f"B{HEADER + 1}", title
        assert page.auto_filter.ref.startswith(f"A{HEADER}:"), title
        assert page.print_title_rows == f"${HEADER}:${HEADER}", title


def test_every_sheet_prints_on_a4_as_wide_as_the_page_under_the_marking(book):
    for page in book:
        assert page.page_setup.paperSize == 9, page.title  # A4
        assert page.page_setup.orientation == "landscape", page.title
        assert page.page_setup.fitToWidth == 1, page.title
        assert page.oddHeader.center.text == "EXAMPLE && test", page.title


def test_shortfalls_and_caps_in_use_are_coloured_by_their_mark(book):
    for title in ("Coverage", "Drawdown", "Gaps"):
        page = book[title]
        rules = [rule for found in page.conditional_formatting for rule in found.rules]
        letter = page.cell(row=HEADER, column=headers(page).index("Mark") + 1).column_letter
        assert any(f'LEFT(${letter}{HEADER + 1},1)="■"' in rule.formula for rule in rules), title


def test_numbers_that_are_not_whole_show_that_they_are_not():
    page = opened(result_sheets(results(sent(("0007", 1, 2.5))), TITLES))["Allocation"]
    units = page.cell(row=HEADER + 1, column=headers(page).index("Units") + 1)

    assert units.value == 2.5
    assert units.number_format == "#,##0.0"


def test_a_number_keeps_all_its_digits():
    third = 1 / 3
    page = opened(result_sheets(results(sent(("0007", 1, third))), TITLES))["Allocation"]

    assert values(page, "Units") == [third]


def test_the_summary_opens_with_title_status_and_marking(book):
    page = book["Summary"]
    first_rows = [cell.value for row in page.iter_rows(max_row=2) for cell in row if cell.value]

    assert first_rows[0] == "Force allocation"
    assert "EXAMPLE & test" in first_rows
    unproved = "▲ Best plan found when the search ended; "
    assert any(str(text).startswith(unproved) for text in first_rows)


def test_the_summary_is_one_page(book):
    assert book["Summary"].page_setup.fitToHeight == 1


def test_an_empty_plan_makes_a_workbook_that_opens():
    book = opened(result_sheets(results(sent()), TITLES))

    assert headers(book["Allocation"])[0] == "Contingent"
    assert book["Allocation"].max_row == HEADER


def test_every_part_is_well_formed_and_rows_stand_in_order(package):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in archive.namelist():
            root = ElementTree.fromstring(archive.read(name))
            if name.startswith("xl/worksheets/sheet"):
                rows = [int(row.get("r")) for row in root.iter() if row.tag.endswith("}row")]
                assert rows == sorted(set(rows)), name


def test_no_two_links_hold_on_one_cell(package):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
    links = re.findall(r'<hyperlink ref="([^"]+)"', sheet)

    assert len(links) == len(set(links)) == 5


def test_text_that_a_cell_cannot_hold_is_made_to_fit():
    assert cell_text("a\x00b") == "ab"
    assert len(cell_text("x" * (LONGEST_TEXT + 9))) == LONGEST_TEXT
    assert cell_text("_x0041_") == "_x005F_x0041_"  # else Excel shows A


def test_odd_characters_arrive_as_they_were_typed():
    odd = 'A & <B> "Ø" _x0041_ 要 '
    sheets = {
        "Contingents": [
            {"Contingent": odd, "Nation": "X", "Capability": "Infantry", "Units": 9, "Heads per unit": 100}
        ]
    }
    page = opened(result_sheets(results(sent((odd.strip(), 1, 1)), sheets=sheets), TITLES))["Allocation"]

    # openpyxl shows the escape that Excel undoes
    assert values(page, "Contingent") == [odd.strip().replace("_x0041_", "_x005F_x0041_")]


def test_long_texts_get_the_lines_that_they_need(book):
    many = [
        {"Contingent": f"A-{at:03}", "Nation": "X", "Capability": "Infantry", "Units": 1, "Heads per unit": 1}
        for at in range(60)
    ]
    allocation = pd.concat([sent((row["Contingent"], 1, 1)) for row in many], ignore_index=True)
    page = opened(result_sheets(results(allocation, sheets={"Contingents": many}), TITLES))["Coverage"]

    assert page.row_dimensions[HEADER + 1].height > 40
    assert page.row_dimensions[HEADER + 2].height is None


def test_the_same_answer_makes_the_same_sheets(package):
    """Nothing but the times on Run may differ between two runs: no clock, no random order."""

    def parts(data):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist() if name.startswith("xl/")}

    assert parts(package) == parts(result_sheets(results(baseline=ALLOCATION), TITLES))


def test_the_column_that_says_most_gets_most_of_the_page():
    """Five columns, one with texts of 600 characters, four with texts of 80."""
    fields = tuple(Field(name, Show.LONG) for name in "ABCDE")
    rows = {name: ["x " * (300 if name == "E" else 40)] * 20 for name in "ABCDE"}
    *others, most = page_widths(make_table("T", fields, pd.DataFrame(rows)))

    assert most == 90  # as wide as any may be
    assert max(others) - min(others) <= 2  # what is left is for all others alike, in steps of two
    assert READABLE - 2 <= sum(others) + most <= READABLE


def test_rows_are_as_high_as_texts_that_break_between_words():
    """Words of 15 in 24 characters: one a line. Texts of 24 take one, a word of 50 three, two lines two."""
    texts = pd.Series([" ".join(["w" * 15] * 6), "v" * 24, "u" * 50, "one\ntwo", "a b"])

    assert _lines_of(texts, 24).tolist() == [6, 1, 3, 2, 1]
