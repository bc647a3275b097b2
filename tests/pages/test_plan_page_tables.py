"""Tables of a plan's page say what the sheets of the workbook say, and where the rest of them is."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from html_read import by_id, read_html, rows_of, texts_of
from page_cases import CONTINGENTS, told
from page_studies import study
from small_plans import a_plan, need
from whole_page import in_short, whole_page, whole_plan

from solver.pages.figure import MOST_ROWS, page_table
from solver.pages.plan_page import plan_page
from solver.pages.plan_sections import ToldPlan
from solver.results.study_told import told_page, told_record
from solver.results.tables import Show, Table
from solver.results.text import texts


@pytest.fixture
def whole() -> ToldPlan:
    return whole_plan()


@pytest.fixture
def page() -> Element:
    return whole_page()


def in_words(table: Table, *left_out: str) -> list[list[str]]:
    """A result table as a page should tell it."""
    fields = [each for each in table.fields if each.show is not Show.ROW and each.name not in left_out]
    columns = [texts(field, table.frame[field.name]) for field in fields]
    said = [[" ".join(cell.split()) for cell in line] for line in zip(*columns, strict=True)]
    return [[field.name for field in fields], *said]


def test_tables_say_what_the_sheets_of_the_workbook_say(page: Element, whole: ToldPlan):
    results = whole.results
    force, who, line = by_id(page, "force"), by_id(page, "who"), by_id(page, "front-line")
    proof = by_id(page, "proof")

    assert rows_of(by_id(page, "gaps"), "All gaps") == in_words(results.gaps)
    assert rows_of(force, "Heads, against the floor") == in_words(results.summary.force)
    assert rows_of(by_id(page, "coverage"), "By role") == in_words(results.summary.coverage)
    assert rows_of(line, "Heads taken from the front line, against their caps") == in_words(results.drawdown)
    assert rows_of(who, "Who goes where, in all periods") == in_words(
        results.allocation, "Confidence", "P1", "P2"
    )
    assert rows_of(who, "How each site is used") == in_words(results.site_use)
    assert rows_of(who, "What each nation gives") == in_words(results.contributions)
    facts = [
        line for line in in_words(results.run[0]) if not re.search("seal|sha256", line[0], re.IGNORECASE)
    ]
    assert rows_of(proof, "The run") == facts
    assert rows_of(proof, "Objectives in rank order") == in_words(results.run[1])


def test_the_tables_of_drawings_hold_their_numbers(page: Element):
    """Cost: 450 and 200 heads x 10. Coverage: 500 of 800 at Lviv, 150 of 400 at Odesa."""
    assert rows_of(by_id(page, "force"), "Cost of each period, in EUR")[1:] == [
        ["1 (Jan-Jun 2027)", "4,500", "0", "0"],
        ["2 (Jul-Dec 2027)", "2,000", "0", "0"],
    ]
    assert rows_of(by_id(page, "coverage"), "How far each site's roles are covered, over all periods")[
        1:
    ] == [
        ["Odesa", "Infantry", "38 %"],
        ["Lviv", "Infantry", "63 %"],
    ]
    assert rows_of(by_id(page, "without"), "What would be left of 450 heads in period 1 (Jan-Jun 2027)")[
        1:
    ] == [
        ["Poland", "300", "67 %", "150", "450", "500"],
        ["Estonia", "150", "33 %", "300", "300", "150"],
    ]
    assert rows_of(page, "Where they are in period 1 (Jan-Jun 2027): heads, and share covered")[1:] == [
        ["Lviv", "300", "75 %"],
        ["Odesa", "150", "75 %"],
        ["Kyiv", "0", ""],
    ]


def test_no_share_of_which_anything_lacks_is_100_per_cent_in_a_table():
    """999 of 1,000 heads: 99.9 %."""
    plan = a_plan(
        contingents=[{**CONTINGENTS[0], "Units": 999, "Heads per unit": 1}], requirements=[need(1000)]
    )
    part = by_id(read_html(plan_page(told(plan, ("POL-INF", "Infantry", "Lviv", 1, 999)))), "coverage")

    assert rows_of(part, "How far each site's roles are covered, over all periods")[1] == [
        *("Lviv", "Infantry", "over 99 %")
    ]
    assert "100 %" not in [cell for line in rows_of(part, "By role") for cell in line]


@pytest.mark.parametrize(("more", "said"), [(0, None), (1, "1 more row")])
def test_a_long_table_ends_with_where_the_rest_is(more: int, said: str | None):
    """A site for each row of the allocation."""
    names = [f"Site {at:03}" for at in range(MOST_ROWS + more)]
    plan = a_plan(
        contingents=[{**CONTINGENTS[0], "Units": len(names)}],
        requirements=[need(100, name) for name in names],
    )
    page = read_html(plan_page(told(plan, *(("POL-INF", "Infantry", name, 1, 1) for name in names))))
    notes = texts_of(by_id(page, "who"), ".//p[@class='note']")
    of_coverage = texts_of(by_id(page, "coverage"), ".//p[@class='note']")

    assert len(rows_of(page, "Who goes where, in all periods")) == 1 + MOST_ROWS
    if said is None:
        assert not any("more row" in note for note in [*notes, *of_coverage])
    else:
        assert f"{said}: sheet Allocation of the workbook." in notes
        assert f"{said}: period by period in sheet Coverage of the workbook." in of_coverage


def test_a_long_table_of_a_study_ends_with_where_the_rest_is():
    """25 nations, of which 20 are told."""
    of = told_page(told_record(study("bars", [f"Nation {at:02}" for at in range(25)])))
    told_plan = replace(in_short(), studies=(of,))
    part = by_id(read_html(plan_page(told_plan)), "study-1")

    assert len(rows_of(part, "Withdrawals")) == 21
    assert "5 more rows: in the study's own workbook." in texts_of(part, ".//p[@class='note']")


def test_a_page_table_has_the_columns_that_are_asked_for():
    gaps = whole_plan().results.gaps

    assert [name for name, _ in page_table(gaps).heads] == [field.name for field in gaps.fields[:-1]]
    assert page_table(gaps, ["Where", "Missing"]).heads == (("Where", False), ("Missing", True))
