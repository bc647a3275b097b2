"""Relations between plans: what is looser is never worse; order and names of rows do not matter."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from small_answers import NEAR, lexicographically_worse, options_of
from small_plans import Record, Records

from solver import schema
from solver.optimise import optimise
from solver.plan.make import make_plan
from solver.schema.columns import Kind
from solver.solution import Solution
from solver.tables import fold, raw_tables

SEEDS = seeds(2)
Sheets = dict[str, Records]


def comparable(seed: int) -> Sheets:
    """A random workbook without tolerances and baseline; least heads would make a new pledge a duty."""
    sheets = {name: [dict(each) for each in rows] for name, rows in random_sheets(seed).items()}
    sheets = {name: rows for name, rows in sheets.items() if name not in ("Scenarios", "Studies")}
    for each in sheets.get("Priorities", []):
        each.pop("Tolerance", None)
    for each in sheets.get("Nations", []):
        each.pop("Least heads", None)
    if "Priorities" in sheets:
        sheets["Priorities"] = [each for each in sheets["Priorities"] if each["Objective"] != "changes"]
    return sheets


def solved(sheets: Sheets) -> Solution:
    """The workbook solved to the end, gap 0."""
    plan = make_plan(raw_tables(sheets))
    solution = optimise(plan, options_of(plan, gap=0.0, time_limit=120.0))
    assert solution.status in ("optimal", "infeasible"), solution.ranks
    return solution


@cache
def as_drawn(seed: int) -> Solution:
    """The random workbook as it is."""
    return solved(comparable(seed))


def values(solution: Solution) -> list[float]:
    """The rank values."""
    return [rank.final for rank in solution.ranks]


def looser_caps(sheets: Sheets) -> None:
    """Every cap of heads 100 higher, every share gone up by a fifth."""
    for each in sheets.get("Drawdown caps", []):
        if each.get("Cap heads") is not None:
            each["Cap heads"] += 100  # type: ignore[operator]
        if each.get("Cap share") is not None:
            each["Cap share"] = min(1.0, each["Cap share"] * 1.2)  # type: ignore[operator]


def lower_requirements(sheets: Sheets) -> None:
    """Every minimum and target halved, every maximum as it was."""
    for each in sheets["Requirements"]:
        for column in ("Minimum", "Target"):
            if each.get(column) is not None:
                each[column] /= 2  # type: ignore[operator]


def one_more_pledge(sheets: Sheets) -> None:
    """Two units of a new nation, as able as an existing contingent, free to go or not."""
    like = sheets["Contingents"][0]
    fields = ("Capability", "Heads per unit", "Smallest detachment", "Cost per head")
    added = {name: like[name] for name in fields if name in like}
    sheets["Contingents"].append(
        added | {"Contingent": "NEW-1", "Nation": "Ruritania", "Units": 2, "Status": "confirmed"}
    )
    if any(each.get("Enabled") not in ("no", "No", False) for each in sheets.get("Nations", [])):
        sheets["Nations"].append({"Nation": "Ruritania"})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("loosen", [looser_caps, lower_requirements, one_more_pledge])
def test_what_is_looser_is_never_worse(loosen: Callable[[Sheets], None], seed: int):
    before = as_drawn(seed)
    if before.status == "infeasible":
        pytest.skip("no plan to compare with")
    sheets = comparable(seed)
    loosen(sheets)
    after = solved(sheets)

    assert after.status == "optimal"
    assert not lexicographically_worse(values(after), values(before))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_order_of_rows_changes_nothing(seed: int):
    before = as_drawn(seed)
    after = solved({name: rows[::-1] for name, rows in reversed(comparable(seed).items())})

    assert after.allocation.equals(before.allocation)
    assert values(after) == values(before)


@pytest.mark.parametrize("seed", SEEDS)
def test_other_names_change_no_rank_value(seed: int):
    """Every name replaced by one that sorts the other way round."""
    before = as_drawn(seed)
    after = solved(renamed(comparable(seed)))

    assert after.status == before.status
    assert values(after) == pytest.approx(values(before), rel=NEAR, abs=NEAR)


def names_in(cell: object) -> list[str]:
    """The names of a cell, compared as the reader compares them."""
    return [] if cell is None else [fold(part) for part in str(cell).split(";") if fold(part)]


def name_columns(sheet: str) -> set[str]:
    """Columns of a sheet that hold names."""
    declared = schema.sheet(sheet).columns
    return {column.name for column in declared if column.kind in (Kind.NAME, Kind.NAMES)}


def renamed(sheets: Sheets) -> Sheets:
    """The workbook with every name but the settings' replaced, in reverse order of the alphabet."""
    tables = {name: rows for name, rows in sheets.items() if name != "Settings"}
    cells = [
        (cell, column)
        for name, rows in tables.items()
        for each in rows
        for column, cell in each.items()
        if column in name_columns(name)
    ]
    known = sorted({part for cell, _ in cells for part in names_in(cell)} - {"none"}, reverse=True)
    new = {name: f"name {place:04}" for place, name in enumerate(known)} | {"none": "none"}

    def written(sheet: str, each: Record) -> Record:
        named = name_columns(sheet)
        return {
            column: "; ".join(new[part] for part in names_in(cell))
            if column in named and cell is not None
            else cell
            for column, cell in each.items()
        }

    return {"Settings": sheets["Settings"]} | {
        name: [written(name, each) for each in rows] for name, rows in tables.items()
    }


def test_the_comparison_finds_what_is_worse():
    """The first difference decides, whatever follows."""
    cases: list[tuple[Any, Any, bool]] = [
        ([1.0, 5.0], [1.0, 4.0], True),
        ([1.0, 5.0], [2.0, 4.0], False),
        ([1.0, 4.0], [1.0, 4.0], False),
        ([3665.94, 5.0], [3666.0, 4.0], False),  # parts of units: better by little, in a rank that is large
        ([3666.01, 4.0], [3666.0, 4.0], False),  # as much as kept ranks may drift
    ]
    assert [lexicographically_worse(new, old) for new, old, _ in cases] == [worse for *_, worse in cases]
