"""Cells coloured by what they hold: bars where units are there, covered shares from nothing to all."""

from __future__ import annotations

import pytest
from answered import ALLOCATION, TITLES, opened, results, sent
from openpyxl.formatting.rule import Rule
from openpyxl.worksheet.worksheet import Worksheet

from solver.excel.sheets.looks import COVERED, THERE
from solver.excel.sheets.page import HEADER_ROW
from solver.excel.sheets.result_sheets import result_sheets


@pytest.fixture(scope="module")
def book():
    """Three periods; of five runs of equal units some begin later than others."""
    return opened(result_sheets(results(), TITLES))


def headers(page: Worksheet) -> dict[str, str]:
    """The letter of each column by its header."""
    return {str(cell.value): cell.column_letter for cell in page[HEADER_ROW] if cell.value}


def rules_of(page: Worksheet, kind: str) -> dict[str, Rule]:
    """The rules of a kind by the cells that they colour."""
    return {
        str(of.sqref): rule for of in page.conditional_formatting for rule in of.rules if rule.type == kind
    }


def bars(page: Worksheet) -> dict[str, Rule]:
    """The rules that draw a bar."""
    found = rules_of(page, "expression")
    return {cells: rule for cells, rule in found.items() if rule.formula[0].startswith("ISNUMBER(")}


def test_the_periods_of_an_allocation_are_one_range_with_one_rule(book):
    page = book["Allocation"]
    at, last = headers(page), page.max_row
    ((cells, rule),) = bars(page).items()

    assert cells == f"{at['P1']}{HEADER_ROW + 1}:{at['P3']}{last}"
    assert rule.formula == [f"ISNUMBER({at['P1']}{HEADER_ROW + 1})"]
    assert rule.dxf.fill.bgColor.rgb == THERE


def test_a_bar_stands_where_a_cell_has_units_and_nowhere_else(book):
    """The cells of a row's own periods hold its units, all others are blank: then ISNUMBER is false."""
    page = book["Allocation"]
    at = headers(page)
    for row in range(HEADER_ROW + 1, page.max_row + 1):
        first, last, units = (page[f"{at[name]}{row}"].value for name in ("From", "To", "Units"))
        for period in (1, 2, 3):
            expected = units if first <= period <= last else None
            assert page[f"{at[f'P{period}']}{row}"].value == expected


def test_the_columns_of_periods_are_as_narrow_as_numbers(book):
    page = book["Allocation"]
    at = headers(page)

    assert {page.column_dimensions[at[f"P{period}"]].width for period in (1, 2, 3)} == {8}


def test_covered_shares_go_from_nothing_over_most_to_all(book):
    page = book["Coverage"]
    column = headers(page)["Covered"]
    ((cells, rule),) = rules_of(page, "colorScale").items()
    scale = rule.colorScale

    assert cells == f"{column}{HEADER_ROW + 1}:{column}{page.max_row}"
    assert [(stop.type, float(stop.val)) for stop in scale.cfvo] == [("num", 0), ("num", 0.8), ("num", 1)]
    assert tuple(colour.rgb for colour in scale.color) == COVERED


def test_where_nothing_is_covered_is_the_darkest_in_grey_too():
    """Luminance by ITU-R BT.601, 1 for white."""
    weights = ((0.299, 2), (0.587, 4), (0.114, 6))
    nothing, most, full = (
        sum(weight * int(colour[at : at + 2], 16) for weight, at in weights) / 255 for colour in COVERED
    )

    assert nothing < full - 0.1
    assert nothing < most - 0.1


def test_other_sheets_have_no_shades(book):
    for page in book.worksheets:
        if page.title not in ("Allocation", "Coverage"):
            assert bars(page) == {}, page.title
            assert rules_of(page, "colorScale") == {}, page.title


def test_tables_without_rows_have_no_shades():
    book = opened(result_sheets(results(sent(), sheets={"Requirements": []}), TITLES))

    assert bars(book["Allocation"]) == rules_of(book["Coverage"], "colorScale") == {}


@pytest.mark.parametrize(("periods", "many"), [(1, 0), (24, 24)])
def test_one_period_has_no_bars_and_as_many_as_there_may_be_have_one_rule(periods: int, many: int):
    settings = [{"Name": "Periods", "Value": periods}]
    allocation = ALLOCATION[ALLOCATION["period"] <= periods].reset_index(drop=True)
    page = opened(result_sheets(results(allocation, sheets={"Settings": settings}), TITLES))["Allocation"]

    assert len([name for name in headers(page) if name[0] == "P" and name[1:].isdigit()]) == many
    assert len(bars(page)) == (1 if many else 0)
