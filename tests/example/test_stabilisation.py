"""The second example is small, made up from end to end, and says so in every row."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from solver.example import EXAMPLES, example_rows
from solver.excel.template.template import write_template
from solver.optimise import Search, optimise
from solver.optimise.extraction import Solution
from solver.plan.make import make_plan
from solver.plan.plan import Plan
from solver.plan.scenario import apply_overrides, scenario_names, scenario_overrides
from solver.tables import raw_tables

ROOT = Path(__file__).parents[2]
ROWS = example_rows("stabilisation")
PLEDGED_FOOT = 2_450
"""Infantry that can be sent: 2,050 heads of ten nations, and 400 of the lake states, by their cap."""


def solved(scenario: str = "") -> tuple[Plan, Solution]:
    """The plan, of a scenario where one is named, and its best allocation."""
    tables = raw_tables(ROWS)
    plan = make_plan(apply_overrides(tables, scenario_overrides(tables, scenario)) if scenario else tables)
    return plan, optimise(plan, Search(time_limit=60))


def heads(plan: Plan, solution: Solution, **where: str) -> float:
    """Heads sent in the rows that fit."""
    sent = solution.allocation.merge(plan.contingents, on="contingent", suffixes=("", "_pledged"))
    for column, value in where.items():
        sent = sent[sent[column] == value]
    return float((sent["units"] * sent["heads_per_unit"]).sum())


def test_it_is_small():
    """One period, so that an answer comes at once and can be followed by hand."""
    settings = {row["Name"]: row["Value"] for row in ROWS["Settings"]}

    assert settings["Periods"] == 1
    assert len({row["Nation"] for row in ROWS["Contingents"]}) == len(ROWS["Nations"]) == 12
    assert 20 <= len(ROWS["Contingents"]) <= 25
    assert 4 <= len(ROWS["Sites"]) <= 6


def test_it_shows_a_cap_on_a_region_caveats_a_support_ratio_and_one_scenario():
    (cap,) = ROWS["Drawdown caps"]
    assert {row["Groups"] for row in ROWS["Areas"]} == {cap["Applies to"]} == {"Lake states"}
    assert len(ROWS["Caveats"]) == 2
    assert {row["Role"] for row in ROWS["Support ratios"]} == {"Logistics", "Medical"}
    assert scenario_names(raw_tables(ROWS)) == ["neighbours stay home"]
    assert "Suitability" not in ROWS  # a capability fills the role of its name


def test_nothing_in_it_is_a_fact():
    """No row is called reported, and no nation is one of those that pledged something to somebody."""
    rows = [(sheet, row) for sheet, records in ROWS.items() for row in records]
    real = {row["Nation"] for row in example_rows()["Nations"]}

    assert {row["Evidence"] for _, row in rows} == {"placeholder"}
    assert {row["Source"] for _, row in rows} == {"made up for this example"}
    assert all(row["Note"] for _, row in rows)
    assert all("placeholder" in row["Note"] for sheet, row in rows if sheet not in ("Settings", "Scenarios"))
    assert not real & {row["Nation"] for row in ROWS["Nations"]}
    assert {row["Country"] for row in ROWS["Sites"]} == {"Tarsova"}


def test_it_is_a_plan_without_a_warning_in_every_scenario():
    tables = raw_tables(ROWS)
    overrides = scenario_overrides(tables, "neighbours stay home")

    assert make_plan(tables).warnings == ()
    assert make_plan(apply_overrides(tables, overrides)).warnings == ()


def test_its_best_plan_is_proved_and_takes_from_the_lake_states_what_the_cap_allows():
    """2,490 heads of infantry are asked for: with 400 from the lake states some still lack."""
    plan, solution = solved()

    assert solution.status == "optimal"
    assert heads(plan, solution, role="Infantry") <= PLEDGED_FOOT
    assert heads(plan, solution, nation="Alvania") + heads(plan, solution, nation="Brezia") == 400
    assert heads(plan, solution, site="East Camp", nation="Galmoria") == 0
    assert heads(plan, solution, site="North Camp", nation="Kestria") == 0


def test_without_the_neighbours_only_what_they_gave_lacks():
    base, alone = solved(), solved("neighbours stay home")

    assert alone[1].status == "optimal"
    assert heads(*alone, nation="Alvania") + heads(*alone, nation="Brezia") == 0
    assert heads(*base) - heads(*alone) >= 400
    assert alone[1].ranks[0].value == base[1].ranks[0].value == 0  # every minimum is still reached


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_workbook_in_inputs_is_what_the_command_writes(name: str, tmp_path: Path):
    """Cell by cell, with notes and tabs: whoever changes a data file or the template writes it anew."""
    write_template(tmp_path / f"{name}.xlsx", example_rows(name))

    assert shown(ROOT / "inputs" / f"{name}.xlsx") == shown(tmp_path / f"{name}.xlsx")


def shown(path: Path) -> dict[str, object]:
    """What a planner sees of each sheet: its tab's colour, every value and every note."""
    book = openpyxl.load_workbook(path)
    return {
        page.title: (
            page.sheet_properties.tabColor.rgb,
            [
                (cell.coordinate, cell.value, cell.comment and cell.comment.text)
                for row in page.iter_rows()
                for cell in row
            ],
        )
        for page in book
    }


def test_the_document_tells_of_it():
    text = (ROOT / "docs" / "example.md").read_text(encoding="utf-8")

    assert "forcegen new --example stabilisation" in text
    assert "`neighbours stay home`" in text
