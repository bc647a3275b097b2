"""A written plan is read back whole, edited rows as they are, and damage is named by cell."""

import math

import pandas as pd
import pytest
from answered import ALLOCATION, RANKS, results, saved, sent
from openpyxl import Workbook, load_workbook

from solver.errors import PlanError
from solver.excel.read.written import read_written
from solver.record import RunFacts, RunSpec

FIRST = 4
"""First row under the header of Allocation."""


def sorted_rows(allocation):
    return allocation.sort_values(["contingent", "role", "site", "period"]).to_numpy().tolist()


def edited(folder, cell, value, sheet="Allocation"):
    """The written workbook with a cell changed by hand."""
    path = saved(folder, results())
    book = load_workbook(path)
    book[sheet][cell] = value
    book.save(path)
    return path


def refusal(path):
    with pytest.raises(PlanError) as caught:
        read_written(path)
    return [str(finding) for finding in caught.value.findings]


def row_of(path, text):
    """The row of Run whose first or second cell says so."""
    for row in load_workbook(path)["Run"].iter_rows():
        if text in (row[0].value, row[1].value):
            return row[0].row
    raise AssertionError(text)


def test_the_allocation_comes_back_period_by_period(tmp_path):
    written = read_written(saved(tmp_path, results()))

    assert sorted_rows(written.allocation) == sorted_rows(ALLOCATION)
    assert written.allocation["period"].dtype == "int64"
    assert written.allocation["units"].dtype == "float64"


def test_ranks_come_back_to_the_last_digit(tmp_path):
    assert read_written(saved(tmp_path, results())).ranks == RANKS


def test_a_run_without_scenario_or_baseline_says_so(tmp_path):
    written = read_written(saved(tmp_path, results()))

    assert written.scenario == ""
    assert written.overrides == ()
    assert written.baseline is None
    assert written.relaxed is False
    assert written.status == "feasible"
    assert written.tables_sha256 == "ab" * 32


def test_scenario_overrides_and_baseline_come_back(tmp_path):
    baseline = sent(("0007", 1, 1 / 3), ("EST-1", 2, 2))
    overrides = ("Sites!Lviv!Capacity=5", "=SUM(A1)!*!x=")
    facts = RunFacts(
        input_path="x",
        input_sha256="y",
        spec=RunSpec(scenario="no backstop", overrides=overrides),
    )
    written = read_written(saved(tmp_path, results(facts=facts, baseline=baseline)))

    assert written.scenario == "no backstop"
    assert written.overrides == overrides
    pd.testing.assert_frame_equal(written.baseline, baseline, check_dtype=False)


def test_an_empty_baseline_is_not_the_same_as_none(tmp_path):
    written = read_written(saved(tmp_path, results(baseline=sent())))

    assert written.baseline is not None
    assert len(written.baseline) == 0


def test_an_empty_allocation_comes_back_empty(tmp_path):
    written = read_written(saved(tmp_path, results(sent())))

    assert len(written.allocation) == 0
    assert list(written.allocation.columns) == list(ALLOCATION.columns)


def test_fractions_of_units_come_back_to_the_last_digit(tmp_path):
    written = read_written(saved(tmp_path, results(sent(("0007", 2, math.pi)))))

    assert written.allocation["units"].tolist() == [math.pi]


def test_a_plan_survives_being_saved_by_another_program(tmp_path):
    path = saved(tmp_path, results())
    load_workbook(path).save(path)

    assert sorted_rows(read_written(path).allocation) == sorted_rows(ALLOCATION)


def test_rows_that_somebody_edited_are_read_as_they_are(tmp_path):
    """The audit judges them; reading does not."""
    path = edited(tmp_path, f"H{FIRST}", 99)

    assert 99.0 in read_written(path).allocation["units"].tolist()


def test_every_cell_that_cannot_be_understood_is_named(tmp_path):
    path = saved(tmp_path, results())
    book = load_workbook(path)
    page = book["Allocation"]
    page[f"H{FIRST}"] = "four"
    page[f"F{FIRST + 1}"] = 1.5
    page[f"D{FIRST + 2}"] = None
    book.save(path)
    said = refusal(path)

    assert len(said) == 3
    assert "Allocation!H4: Units is 'four'; expected a number" in said[0]
    assert "Allocation!F5: From is '1.5'; expected a whole number" in said[1]
    assert "Allocation!D6: Role is blank" in said[2]


def test_to_before_from_is_named(tmp_path):
    path = edited(tmp_path, f"F{FIRST}", 4)

    assert "To is 3, before From 4" in refusal(path)[0]


def test_an_allocation_without_its_header_is_refused(tmp_path):
    path = edited(tmp_path, "H3", "How many")

    assert "the header with Contingent, Role, Site, From, To, Units is not there" in refusal(path)[0]


def test_a_workbook_without_a_plan_is_refused(tmp_path):
    path = tmp_path / "plain.xlsx"
    Workbook().save(path)

    assert "Allocation" in refusal(path)[0]


def test_a_run_sheet_that_lost_a_fact_is_refused(tmp_path):
    path = saved(tmp_path, results())
    at = row_of(path, "Input tables sha256")
    book = load_workbook(path)
    book["Run"][f"A{at}"] = "Checksum"
    book.save(path)

    assert "it no longer says: Input tables sha256" in refusal(path)[0]


def test_a_run_sheet_that_lost_its_ranks_is_refused(tmp_path):
    path = saved(tmp_path, results())
    at = row_of(path, "Ranked values")
    book = load_workbook(path)
    book["Run"][f"A{at}"] = None
    book.save(path)

    assert "its block 'Ranked values' is not there" in refusal(path)[0]


def test_a_ranked_value_that_is_no_number_is_named(tmp_path):
    path = saved(tmp_path, results())
    at = row_of(path, "minimum shortfall")
    book = load_workbook(path)
    book["Run"][f"F{at}"] = "about 5"
    book.save(path)

    assert f"Run!F{at}: Final is 'about 5'; expected a number" in refusal(path)[0]
