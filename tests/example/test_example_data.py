"""The example says where every row comes from, and what in it is a placeholder."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from pathlib import Path

import pytest

from solver import schema
from solver.example import example_rows
from solver.excel.read.workbook import read_workbook
from solver.excel.template.template import write_template
from solver.plan.make import make_plan
from solver.plan.scenario import apply_overrides, scenario_names, scenario_overrides
from solver.tables import raw_tables

ROWS = example_rows()
CHOICES = {"Settings", "Priorities", "Scenarios", "Studies"}
"""Sheets that hold the example's own choices; all others hold facts, or placeholders for them."""
SCENARIOS = (
    "base",
    "no US backstop",
    "force 10k",
    "force 20k",
    "force 30k",
    "with non-European contingents",
    "with China",
    "with India",
    "with Japan",
    "with indications",
    "confirmed only",
    "front line untouched",
    "caps off",
)


def every_row():
    """Sheet, its row number in the data file, and the row, for all of them."""
    return [(sheet, number, row) for sheet, rows in ROWS.items() for number, row in enumerate(rows, 2)]


def pledged(nation):
    """Heads that a nation pledges, all its contingents together."""
    return sum(row["Units"] * row["Heads per unit"] for row in ROWS["Contingents"] if row["Nation"] == nation)


def test_every_sheet_has_rows_but_that_of_who_is_there_today():
    """Nobody is: the force is to be raised."""
    assert [sheet for sheet, rows in ROWS.items() if not rows] == ["Present"]
    assert set(ROWS) == {declared.name for declared in schema.SHEETS}


def test_every_row_says_where_it_comes_from():
    kinds = ("official", "reported", "placeholder")
    silent = [
        (sheet, number)
        for sheet, number, row in every_row()
        if not row["Source"] or not row["As of"] or row["Evidence"] not in kinds
    ]

    assert silent == []


def test_what_is_reported_has_an_address():
    homeless = [
        (sheet, number)
        for sheet, number, row in every_row()
        if row["Evidence"] != "placeholder" and not row["Source"].startswith("https://")
    ]

    assert homeless == []


def test_a_placeholder_row_says_what_is_made_up():
    silent = [
        (sheet, number)
        for sheet, number, row in every_row()
        if row["Evidence"] == "placeholder"
        and not (row["Note"] and (sheet in CHOICES or "placeholder" in row["Note"].lower()))
    ]

    assert silent == []


def test_no_number_that_nobody_published_is_called_reported():
    """Only Estonia published the size of a unit; every other split into units is made up."""
    reported = [row["Contingent"] for row in ROWS["Contingents"] if row["Evidence"] != "placeholder"]

    assert reported == ["EST-INF-1"]


def test_the_big_pledges_add_up_to_what_was_reported():
    assert 7_000 < pledged("United Kingdom") < 7_500
    assert pledged("France") == 6_000
    assert 100 <= pledged("Estonia") <= 200
    assert pledged("Lithuania") == 200


def test_who_refused_sends_nobody_and_stands_on_the_nations_sheet():
    nations = {row["Nation"] for row in ROWS["Nations"]}
    assert nations - {row["Nation"] for row in ROWS["Contingents"]} == {
        "Finland",
        "Greece",
        "Croatia",
        "Czechia",
        "Luxembourg",
        "Hungary",
        "Slovakia",
        "United States",
    }


def test_who_offered_nothing_has_the_weakest_status_and_says_so():
    """China and India: the same made-up rows, none of them a word of theirs."""
    rows = {
        nation: [row for row in ROWS["Contingents"] if row["Nation"] == nation]
        for nation in ("China", "India")
    }
    sizes = {
        nation: [(row["Capability"], row["Units"], row["Heads per unit"]) for row in theirs]
        for nation, theirs in rows.items()
    }

    assert sizes["China"] == sizes["India"]
    assert pledged("China") == pledged("India") == 900
    for row in rows["China"] + rows["India"]:
        assert row["Status"] == schema.STATUSES[0]
        assert row["Evidence"] == "placeholder"
        assert row["Note"].startswith("Nothing has been offered")


def test_no_source_is_newer_than_the_example():
    """Reports end in June 2026; what is newer is a choice of the example."""
    newer = [
        (sheet, number)
        for sheet, number, row in every_row()
        if row["Source"] != "choice of this example" and str(row["As of"]) > "2026-06-30"
    ]

    assert newer == []


def test_the_workbook_in_inputs_is_the_example(tmp_path):
    """It holds what ``forcegen new --example`` writes, cell by cell."""
    fresh = tmp_path / "ukraine.xlsx"
    write_template(fresh, ROWS)
    kept = Path(__file__).parents[2] / "inputs" / "ukraine.xlsx"
    expected, found = (read_workbook(path).tables for path in (fresh, kept))

    assert found.keys() == expected.keys()
    for sheet, table in expected.items():
        assert found[sheet].cells.equals(table.cells), sheet


def test_targets_add_up_to_the_floor_in_every_rotation():
    """10,000 growing to 25,000, in the roles that count to the force."""
    counts = {row["Role"] for row in ROWS["Roles"] if row["Counts to force"]}
    asked = defaultdict(int)
    for row in ROWS["Requirements"]:
        for period in range(row["From"] or 1, (row["To"] or 4) + 1):
            asked[period] += row["Target"] if row["Role"] in counts else 0

    assert dict(asked) == {row["From"]: row["Floor"] for row in ROWS["Force"]}
    assert dict(asked) == {1: 10_000, 2: 15_000, 3: 20_000, 4: 25_000}


def test_the_cap_on_estonia_is_its_company_with_the_rotation_base():
    """150 heads at 1:3 tie up 600."""
    company = next(row for row in ROWS["Contingents"] if row["Nation"] == "Estonia")
    dwell = next(row["Dwell ratio"] for row in ROWS["Nations"] if row["Nation"] == "Estonia")
    cap = next(
        row for row in ROWS["Drawdown caps"] if (row["Applies to"], row["Stock"]) == ("Estonia", "own")
    )

    assert cap["Cap heads"] == company["Units"] * company["Heads per unit"] * (1 + dwell) == 600


def test_every_stock_of_every_area_that_holds_anyone_has_a_cap():
    capped = {(row["Applies to"], row["Stock"]) for row in ROWS["Drawdown caps"]}
    stocks = {
        (area["Area"], stock)
        for area in ROWS["Areas"]
        for stock in schema.STOCKS
        if area[stock.capitalize()] > 0
    }

    assert stocks <= capped


def test_pledges_that_wait_for_the_backstop_are_a_small_part():
    """The force must not melt away without the United States; what lacks then is support."""
    heads = {True: 0, False: 0}
    for row in ROWS["Contingents"]:
        heads["US backstop" in (row["Conditions"] or "")] += row["Units"] * row["Heads per unit"]

    assert 0 < heads[True] < 0.02 * heads[False]


def test_values_are_typed_as_their_columns_ask():
    settings = {row["Name"]: row["Value"] for row in ROWS["Settings"]}

    assert settings["Start"] == dt.date(2027, 1, 1)
    assert settings["Whole units"] is True
    assert settings["Largest share"] is None
    assert ROWS["Backfill"][0]["From"] == dt.date(2027, 7, 1)
    assert ROWS["Contingents"][0]["Units"] == 14
    assert ROWS["Conditions"][0]["Holds"] is True


def test_every_setting_stands_there():
    assert [row["Name"] for row in ROWS["Settings"]] == [setting.name for setting in schema.SETTINGS]


def test_the_example_is_a_plan_without_a_warning():
    assert make_plan(raw_tables(ROWS)).warnings == ()


def test_the_scenarios_are_those_that_were_asked_for():
    assert tuple(scenario_names(raw_tables(ROWS))) == SCENARIOS


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_makes_a_plan(name):
    tables = raw_tables(ROWS)
    plan = make_plan(apply_overrides(tables, scenario_overrides(tables, name)))

    assert plan.warnings == ()
    assert plan.settings.plan_name.startswith("Ukraine reassurance force: ")


@pytest.mark.parametrize(
    ("name", "heads"), [("force 10k", 10_000), ("force 20k", 20_000), ("force 30k", 30_000)]
)
def test_a_force_scenario_ends_at_its_size(name, heads):
    """Every target shrinks or grows with the floor; ships stay whole."""
    tables = raw_tables(ROWS)
    plan = make_plan(apply_overrides(tables, scenario_overrides(tables, name)))
    counting = set(plan.roles.loc[plan.roles["counts_to_force"], "role"])
    last = plan.requirements[plan.requirements["role"].isin(counting) & (plan.requirements["last"] >= 4)]
    ships = plan.requirements.loc[plan.requirements["role"] == "Maritime security", "target"]

    assert plan.force["floor"].max() == pytest.approx(heads)
    assert last["target"].sum() == pytest.approx(heads)
    assert ships.tolist() == [5]


def test_the_document_names_every_scenario():
    text = (Path(__file__).parents[2] / "docs" / "example.md").read_text(encoding="utf-8")
    for name in SCENARIOS:
        assert f"`{name}`" in text
