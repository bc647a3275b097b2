"""Staircases of random plans, against a search from nothing at many of their values."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from study_cases import exactly, played

from solver.errors import PlanError
from solver.optimise import optimise
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.studies.sweep.direction import ranks_in_one_direction
from solver.studies.sweep.sweep import SweepAnswer, SweepStudy, is_staircase
from solver.studies.sweep.varied import varied_number
from solver.tables import raw_tables

NUMBERS = (
    ("Drawdown caps", "Cap heads", 1500),
    ("Contingents", "Units", 6),
    ("Sites", "Capacity", 1200),
    ("Nations", "Deployable pool", 2000),
    ("Force", "Ceiling", 2500),
    ("Locks", "Units at most", 5),
    ("Sites", "Least heads", 600),
    ("Contingents", "Smallest detachment", 5),
)
"""Columns whose ranks change in steps, and how far to look."""

VALUES = 6
"""Values of each staircase that are solved from nothing."""


def drawn_plan(seed: int) -> Plan:
    """A random plan without changes, which would be counted against nothing, and without tolerances."""
    sheets = random_sheets(seed, "tiny")
    sheets = {name: rows for name, rows in sheets.items() if name not in ("Present", "Scenarios", "Studies")}
    ranked = [row for row in sheets.get("Priorities", []) if row.get("Objective") != "changes"]
    sheets["Priorities"] = [{**row, "Tolerance": None} for row in ranked]
    if not ranked:
        del sheets["Priorities"]
    return make_plan(raw_tables(sheets))


def drawn_study(plan: Plan, draw: Random) -> SweepStudy | None:
    """A staircase of one of the plan's numbers; None where none can be had."""
    for sheet, column, most in draw.sample(NUMBERS, len(NUMBERS)):
        rows = getattr(plan, sheet.lower().replace(" ", "_"))
        if rows.empty:
            continue
        row = draw.choice(rows["sheet_row"].tolist())
        try:
            number = varied_number(plan, f"{sheet}!#{row}!{column}=1..{most}")
        except PlanError:
            continue
        if is_staircase([number]):
            return SweepStudy(numbers=(number,))
    return None


@pytest.mark.parametrize("seed", seeds(3))
def test_every_value_of_a_staircase_is_what_a_search_from_nothing_finds(seed: int, tmp_path: Path) -> None:
    """The ranks that have a direction, at the ends of steps and at values drawn between."""
    draw = Random(seed)
    plan = drawn_plan(seed)
    study = drawn_study(plan, draw)
    if study is None:
        pytest.skip("no number with a staircase")
    answer: SweepAnswer = played(plan, study, tmp_path)
    assert answer.staircase is not None
    ranks, steps = ranks_in_one_direction(plan), answer.staircase.steps
    ends = [value for step in steps for value in (step.low, step.high)]
    drawn = [Decimal(draw.randint(1, int(study.numbers[0].range.high))) for _ in range(VALUES)]

    assert (steps[0].low, steps[-1].high) == (study.numbers[0].range.low, study.numbers[0].range.high)
    for value in draw.sample(ends, min(len(ends), VALUES)) + drawn:
        step = next(each for each in steps if each.low <= value <= each.high)
        tables = apply_overrides(plan.tables, [Override.parse(study.numbers[0].override(value))])
        try:
            alone = optimise(make_plan(tables, plan.tables), exactly(plan))
        except PlanError:
            assert step.outcome.status == "refused"
            continue
        assert step.proved
        assert (alone.status == "infeasible") == (step.outcome.status == "infeasible")
        found = [rank.value for rank in alone.ranks][:ranks]
        assert list(step.outcome.values[:ranks]) == pytest.approx(found, rel=1e-6, abs=1e-6), value
