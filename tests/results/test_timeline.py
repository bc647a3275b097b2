"""Allocation has a column for each period: the units that are there then, and blanks elsewhere."""

from __future__ import annotations

import math

import pytest
from answer_cases import a_plan, allocation, coverage, sent, to_lviv

from solver.results.columns import ALLOCATION, MOST_ON_TIMELINE, allocation_fields
from solver.results.forces import ALLOCATION_NOTE, TIMELINE_NOTE
from solver.results.tables import Shade, Show, Table


def timeline(table: Table) -> dict[str, list[float | None]]:
    """The columns of periods, blanks as None."""
    names = [field.name for field in table.fields if field.shade is Shade.THERE]
    return {
        name: [None if math.isnan(value) else value for value in table.frame[name].tolist()] for name in names
    }


def test_a_row_has_its_units_in_its_periods_and_blanks_in_all_others():
    """Four units in periods 1-2, three in period 3, none in period 4."""
    table = allocation(a_plan(Periods=4), sent(*to_lviv("FRA-1", 4, 4, 3, 0)))

    assert timeline(table) == {"P1": [4, None], "P2": [4, None], "P3": [None, 3], "P4": [None, None]}


def test_each_contingent_has_its_own_row_of_periods():
    rows = (*to_lviv("EST-1", 0, 1), *to_lviv("FRA-1", 2, 2), ("FRA-1", "Infantry", "Odesa", 2, 1))
    table = allocation(a_plan(Periods=2), sent(*rows))

    assert table.frame["Contingent"].tolist() == ["EST-1", "FRA-1", "FRA-1"]
    assert timeline(table) == {"P1": [None, 2, None], "P2": [1, 2, 1]}


def test_all_rows_of_a_period_add_up_to_what_is_there_then():
    rows = (*to_lviv("EST-1", 1, 2, 1), *to_lviv("FRA-1", 3, 1, 4), ("FRA-1", "Infantry", "Odesa", 2, 2))
    allocated = sent(*rows)
    table = allocation(a_plan(Periods=3), allocated)
    there = allocated.groupby("period")["units"].sum()

    assert [table.frame[f"P{period}"].sum() for period in (1, 2, 3)] == [there[1], there[2], there[3]]


def test_the_timeline_stands_before_the_row_and_is_shown_as_units():
    fields = allocation_fields(3)

    assert [field.name for field in fields] == [
        *(field.name for field in ALLOCATION[:-1]),
        *("P1", "P2", "P3"),
        "Row",
    ]
    assert {field.show for field in fields[-4:-1]} == {Show.UNITS}
    assert {field.shade for field in fields[:-4]} == {Shade.NONE}


@pytest.mark.parametrize(
    ("periods", "columns"), [(1, 0), (2, 2), (MOST_ON_TIMELINE, 24), (MOST_ON_TIMELINE + 1, 0)]
)
def test_one_period_needs_no_timeline_and_too_many_have_none(periods: int, columns: int):
    table = allocation(a_plan(Periods=periods), sent(*to_lviv("FRA-1", 1)))

    assert len(timeline(table)) == columns
    assert table.note == (f"{ALLOCATION_NOTE} {TIMELINE_NOTE}" if columns else ALLOCATION_NOTE)
    assert list(table.frame.columns) == [field.name for field in table.fields]


def test_an_allocation_of_nothing_has_its_columns_all_the_same():
    table = allocation(a_plan(Periods=2), sent())

    assert timeline(table) == {"P1": [], "P2": []}


def test_split_units_stand_as_they_are():
    table = allocation(a_plan(Periods=2), sent(*to_lviv("FRA-1", 1.5, 1.5)))

    assert timeline(table) == {"P1": [1.5], "P2": [1.5]}


def test_a_covered_share_is_shaded_and_no_other_column_of_coverage():
    table = coverage(a_plan(), sent(*to_lviv("FRA-1", 4)))

    assert {field.name: field.shade for field in table.fields if field.shade is not Shade.NONE} == {
        "Covered": Shade.COVERED
    }
