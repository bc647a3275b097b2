"""Headers and sheets under another name: what goes unread with them may hold forces back."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from oddities import a_book, saved
from openpyxl.worksheet.table import Table

from solver.errors import Finding, PlanError
from solver.runs.load import load
from solver.schema import SHEETS, sheet
from solver.schema.columns import Kind

CAPS = ("Applies to", "Stock", "Capability", "Counts", "Cap heads", "Cap share", "From", "To", "Enabled")
CAP = ("Baltics", "own", "Infantry", "deployed", 600, 0.2, 1, 1, "yes")
AREAS = (("Area", "Nation", "Groups", "Own"), ("Estonia", "Estonia", "Baltics", 7000))
LAYOUT = {
    "Drawdown caps": (CAPS, CAP),
    "Areas": AREAS,
    "Backfill": (
        ("Area", "Stock", "Capability", "Heads", "From", "To", "Condition", "Enabled"),
        ("Estonia", "own", "Infantry", 200, dt.date(2027, 7, 1), dt.date(2027, 12, 31), "Reinforced", "yes"),
    ),
    "Locks": (
        ("Contingent", "Site", "Role", "From", "To", "Units at least", "Units at most", "Enabled"),
        ("EST-INF-1", "Lviv", "Training", 1, 1, 0, 2, "yes"),
    ),
    "Force": (("Floor", "Ceiling", "From", "To", "Enabled"), (0, 900, 1, 1, "yes")),
    "Conditions": (("Condition", "Holds"), ("Reinforced", "yes")),
    "Settings": (("Name", "Value"), ("Start", dt.date(2027, 1, 1)), ("Periods", 2)),
}
RENAMED = [
    (title, place)
    for title in ("Drawdown caps", "Backfill", "Locks", "Force")
    for place, header in enumerate(LAYOUT[title][0])
    if header not in ("Applies to", "Area", "Heads", "Contingent")
]


def book_with(title: str, headers: Sequence[object]) -> openpyxl.Workbook:
    """The plan with other headers on one sheet."""
    return a_book({**LAYOUT, title: (headers, *LAYOUT[title][1:])})


def findings(book: openpyxl.Workbook, folder: Path) -> list[Finding]:
    """All that is found."""
    try:
        return list(load(saved(book, folder)).findings)
    except PlanError as error:
        return list(error.findings)


def at_the_header(found: Sequence[Finding], title: str, place: int) -> list[Finding]:
    """What is said of one header cell."""
    cell = f"{'ABCDEFGHI'[place]}1"
    return [each for each in found if each.place.sheet == title and each.cell == cell]


@pytest.mark.parametrize(("title", "place"), RENAMED)
def test_a_header_in_another_language_is_an_error_where_its_column_holds_forces_back(tmp_path, title, place):
    """Bis for To, say: the column would be the planner's own, and the window or limit would be gone."""
    headers = [*LAYOUT[title][0]]
    meant, headers[place] = headers[place], "\u00dcberschrift"
    said = at_the_header(findings(book_with(title, headers), tmp_path), title, place)

    assert [found.severity for found in said] == ["error"]
    assert f"stands where {meant} is expected" in said[0].message
    assert f"rename it to {meant}" in said[0].message


def test_a_letter_of_another_script_in_a_header_is_named(tmp_path):
    """The o of To is Cyrillic, and the columns are in another order than the template's."""
    headers = ["Applies to", "T\u043e", "From", "Cap heads"]
    book = a_book({**LAYOUT, "Drawdown caps": (headers, ("Baltics", 1, 1, 600))})
    said = at_the_header(findings(book, tmp_path), "Drawdown caps", 1)

    assert [found.severity for found in said] == ["error"]
    assert "its '\u043e' is no Latin letter; if To is meant, type it anew" in said[0].message


@pytest.mark.parametrize(
    "typed", ["Capability (heads)", "Capability*", "Capability\n[see guide]", "Capability:"]
)
def test_a_header_with_a_unit_or_a_mark_is_an_error_wherever_it_stands(tmp_path, typed):
    """The cap would be one on all capabilities."""
    book = a_book(
        {**LAYOUT, "Drawdown caps": (("Applies to", "Cap heads", typed), ("Baltics", 0, "Infantry"))}
    )
    said = at_the_header(findings(book, tmp_path), "Drawdown caps", 2)

    assert [found.severity for found in said] == ["error"]
    assert "if Capability is meant, rename it" in said[0].message


def _limiting() -> list[tuple[str, str]]:
    """Every column that limits, on every sheet."""
    return [
        (declared.name, column.name) for declared in SHEETS for column in declared.columns if column.limits
    ]


def test_columns_that_limit_are_bounds_windows_and_yeses():
    """What a blank leaves free; not a place on the map, a worth that is 1, or a name."""
    of_sites = {name for title, name in _limiting() if title == "Sites"}

    assert of_sites == {column.name for column in sheet("Sites").columns} - {
        *("Site", "Zone", "Country", "Latitude", "Longitude"),
    }
    assert {("Requirements", "Maximum"), ("Requirements", "From"), ("Nations", "Deployable pool")} <= {
        *_limiting()
    }
    assert ("Requirements", "Weight") not in _limiting()


@pytest.mark.parametrize(("title", "name"), _limiting())
def test_a_unit_behind_the_header_of_a_column_that_limits_is_an_error_on_every_sheet(tmp_path, title, name):
    """Capacity (heads): the sites would hold any number."""
    columns = sheet(title).columns
    asked = [column for column in columns if column.required] or [
        next(column for column in columns if column.name != name)
    ]
    row = [
        {Kind.NAME: "Lviv", Kind.TEXT: "why", Kind.CHOICE: "not", Kind.YES_NO: "yes"}.get(c.kind, 1)
        for c in asked
    ]
    book = a_book({title: ((*(column.name for column in asked), f"{name} (own unit)"), (*row, 1))})
    said = [found for found in findings(book, tmp_path) if f"if {name} is meant, rename" in found.message]

    assert [found.severity for found in said] == ["error"]


@pytest.mark.parametrize("header", ["Latitude (N)", "Country*", "Latitude [deg]"])
def test_a_unit_behind_a_header_that_limits_nothing_is_a_warning(tmp_path, header):
    """It is for maps alone."""
    book = a_book({"Sites": (("Site", header, "Capacity"), ("Lviv", 49.8, 2000))})
    said = at_the_header(findings(book, tmp_path), "Sites", 1)

    assert [found.severity for found in said] == ["warning"]


def test_an_own_column_behind_the_last_of_the_requirements_is_no_error(tmp_path):
    """Numbers from 1 could be periods, where From is missing; they are the planner's order of urgency."""
    rows = (("Site", "Role", "Target", "Weight", "Urgency"), ("Lviv", "Training", 100, 1, 2))
    said = at_the_header(findings(a_book({"Requirements": rows}), tmp_path), "Requirements", 4)

    assert {found.severity for found in said} <= {"warning"}


def test_a_column_that_limits_is_an_error_where_it_stands_between_its_neighbours(tmp_path):
    """Kapazit\u00e4t between Longitude and Opening cost."""
    rows = (("Site", "Longitude", "Kapazit\u00e4t", "Opening cost"), ("Lviv", 24.0, 2000, 5))
    said = at_the_header(findings(a_book({"Sites": rows}), tmp_path), "Sites", 2)

    assert [found.severity for found in said] == ["error"]
    assert "it stands where Capacity is expected" in said[0].message


def test_a_zone_that_is_misspelled_is_an_error(tmp_path):
    """Caveats name zones: without the column they would hold nowhere."""
    book = a_book({"Sites": (("Site", "Z\u043ene", "Capacity"), ("Lviv", "West", 2000))})
    said = at_the_header(findings(book, tmp_path), "Sites", 1)

    assert [found.severity for found in said] == ["error"]


def test_a_column_without_a_header_is_an_error_where_it_holds_forces_back(tmp_path):
    """The header was deleted by mistake; the numbers below it are still there."""
    headers = [header if header != "Cap share" else None for header in CAPS]
    said = at_the_header(findings(book_with("Drawdown caps", headers), tmp_path), "Drawdown caps", 5)

    assert [found.severity for found in said] == ["error"]
    assert "the column has no header, and its column is not read" in said[0].message


@pytest.mark.parametrize("title", ["Contingents", "Sites"])
def test_an_enabled_that_is_misspelled_is_an_error_everywhere(tmp_path, title):
    """Rows that are switched off would count again."""
    book = a_book()
    book[title].append([])
    last = book[title].max_column + 1
    book[title].cell(1, last).value, book[title].cell(2, last).value = "Enabld", "no"
    said = [found for found in findings(book, tmp_path) if "if Enabled is meant" in found.message]

    assert [found.severity for found in said] == ["error"]


@pytest.mark.parametrize(
    "own",
    [("Phone", 112), ("Contact", "J5"), ("Free text", "sustained pace"), (None, None), ("Budget", 4711.5)],
)
def test_a_column_of_the_planners_own_is_left_alone_without_a_word(tmp_path, own):
    """At the end of the table, also where the template's next column is missing; or in between."""
    book = a_book({**LAYOUT, "Drawdown caps": (("Applies to", "Cap heads"), ("Baltics", 600))})
    for title in ("Contingents", "Drawdown caps", "Sites"):
        last = book[title].max_column + 1
        book[title].cell(1, last).value, book[title].cell(2, last).value = own
    book["Force"].insert_cols(2)
    book["Force"].cell(1, 2).value, book["Force"].cell(2, 2).value = own

    assert [found for found in findings(book, tmp_path) if found.cell.endswith("1")] == []


@pytest.mark.parametrize("title", ["Locks (2)", "Lock", "Locks_v2"])
def test_a_sheet_of_safeguards_under_another_title_is_an_error(tmp_path, title):
    """The locks would be gone with one warning more among the others."""
    book = a_book(LAYOUT)
    book["Locks"].title = title
    said = [found for found in findings(book, tmp_path) if found.place.sheet == title]

    assert [found.severity for found in said] == ["error"]
    assert "rename this one to Locks if it is meant, or add an empty sheet Locks" in said[0].message


def test_a_copy_beside_the_sheet_itself_is_a_warning(tmp_path):
    """Last month's locks are a habit; so is an empty sheet Locks that says there are none."""
    book = a_book({**LAYOUT, "Locks old": LAYOUT["Locks"]})
    book["Locks"].delete_rows(1, 2)
    said = [found for found in findings(book, tmp_path) if found.place.sheet == "Locks old"]

    assert [found.severity for found in said] == ["warning"]


@pytest.mark.parametrize(("title", "severity"), [("Locks", "error"), ("Sites", "warning")])
def test_a_row_below_a_gap_is_an_error_where_it_holds_forces_back(tmp_path, title, severity):
    """The Excel table ends above it: the lock was typed, and would not be read."""
    rows = {"Locks": LAYOUT["Locks"], "Sites": (("Site", "Zone", "Capacity"), ("Lviv", "West", 2000))}[title]
    book = a_book({**LAYOUT, title: (*rows, (), rows[1])})
    width = "H" if title == "Locks" else "C"
    book[title].add_table(Table(displayName="tblRows", ref=f"A1:{width}2"))
    said = [found for found in findings(book, tmp_path) if "not read" in found.message]

    assert [(found.place.sheet, found.place.row, found.severity) for found in said] == [(title, 4, severity)]


def test_a_note_below_a_gap_is_a_warning(tmp_path):
    """A word in one cell is no lock."""
    book = a_book({**LAYOUT, "Locks": (*LAYOUT["Locks"], (), ("to be confirmed",))})
    book["Locks"].add_table(Table(displayName="tblLocks", ref="A1:H2"))
    said = [found for found in findings(book, tmp_path) if "not read" in found.message]

    assert [found.severity for found in said] == ["warning"]


def test_a_last_column_of_conditions_under_another_header_is_an_error(tmp_path):
    """Left unread, Estonia's backfill would count whether or not it is reinforced."""
    rows = [row[:-1] for row in LAYOUT["Backfill"]]
    headers = (*rows[0][:-1], "Bedingung")
    found = findings(a_book({**LAYOUT, "Backfill": (headers, *rows[1:])}), tmp_path)

    (said,) = at_the_header(found, "Backfill", 6)
    assert said.severity == "error"
    assert "every name below the header 'Bedingung' is one of sheet Conditions" in said.message


def test_a_last_column_of_other_words_is_the_planners_own(tmp_path):
    rows = [row[:-1] for row in LAYOUT["Backfill"]]
    own = [(*row[:-1], word) for row, word in zip(rows, ("Host", "Tapa barracks"), strict=True)]

    assert not at_the_header(findings(a_book({**LAYOUT, "Backfill": own}), tmp_path), "Backfill", 6)
