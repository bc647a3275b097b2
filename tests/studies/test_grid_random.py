"""Grids of two numbers of random plans: every pair is what a search from nothing finds, with few searches."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from oracle.random_seeds import seeds
from study_cases import exactly, played, study_run
from test_staircase_random import drawn_plan
from test_sweep import BETTER_UNITS_AND_MAXIMUM, CAP, half_as_effective, three_companies

from solver.errors import PlanError
from solver.optimise import optimise
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.studies.sweep.asked import sweep_study
from solver.studies.sweep.sweep import SweepAnswer, SweepStudy, directions_together

NUMBERS = (
    ("Drawdown caps", "Cap heads", "0..900:300"),
    ("Contingents", "Units", "0..6:2"),
    ("Sites", "Capacity", "0..1200:300"),
    ("Nations", "Deployable pool", "0..2000:500"),
    ("Force", "Ceiling", "500..2000:500"),
    ("Sites", "Least heads", "1..601:200"),
    ("Requirements", "Weight", "1..3:1"),
    ("Contingents", "Cost per head", "0..40:20"),
    ("Contingents", "Heads per unit", "60..120:30"),
)
"""Columns that loosen, that tighten, that change what a plan costs, and one that has no direction."""


def drawn_study(plan: Plan, draw: Random) -> SweepStudy | None:
    """A grid of two of the plan's numbers; None where none can be had."""
    asked: list[str] = []
    for sheet, column, values in draw.sample(NUMBERS, len(NUMBERS)):
        rows = getattr(plan, sheet.lower().replace(" ", "_"))
        if rows.empty or len(asked) == 2:
            continue
        text = f"{sheet}!#{draw.choice(rows['sheet_row'].tolist())}!{column}={values}"
        try:
            sweep_study(plan, [text])
        except PlanError:
            continue
        asked.append(text)
    return sweep_study(plan, asked) if len(asked) == 2 else None


@pytest.mark.parametrize("seed", seeds(4))
def test_every_pair_of_a_grid_is_what_a_search_from_nothing_finds(seed: int, tmp_path: Path) -> None:
    """Also where what is tighter and what is looser proves it."""
    draw = Random(seed)
    plan = drawn_plan(seed)
    study = drawn_study(plan, draw)
    if study is None:
        pytest.skip("no two numbers")
    answer: SweepAnswer = played(plan, study, tmp_path)

    pairs = [tuple(value for _, value in point.what) for point in answer.points]
    first, second = (number.range.values() for number in study.numbers)
    assert pairs == [(float(one), float(two)) for two in second for one in first]
    for point in answer.points:
        tables = apply_overrides(plan.tables, list(map(Override.parse, point.overrides)))
        try:
            alone = optimise(make_plan(tables, plan.tables), exactly(plan))
        except PlanError:
            assert point.status == "refused"
            continue
        assert point.status == alone.status
        found = [rank.value for rank in alone.ranks]
        assert list(point.values) == pytest.approx(found, rel=1e-6, abs=1e-6), point.what


def test_pairs_between_a_tighter_and_a_looser_one_that_come_to_the_same_take_no_search(
    tmp_path: Path,
) -> None:
    """From a cap of 450 and three companies on nothing changes: of 28 pairs half are searched at most."""
    study = sweep_study(three_companies(), [f"{CAP}=0..900:150", "Contingents!EST-1!Units=0..3:1"])
    answer: SweepAnswer = played(three_companies(), study, tmp_path)

    found = {tuple(value for _, value in point.what): point.values[1] for point in answer.points}
    assert found == {
        (cap, units): 450 - min(cap, 150 * units) for cap in range(0, 901, 150) for units in range(4)
    }
    assert sum(point.searches > 0 for point in answer.points) <= 14


def test_a_number_has_no_direction_where_the_other_one_can_take_it(tmp_path: Path) -> None:
    """A Maximum turns what a better unit does; the Maximum itself loosens all the same."""
    plan = half_as_effective()
    study = sweep_study(plan, BETTER_UNITS_AND_MAXIMUM)

    assert study.numbers[0].direction == "looser"
    assert directions_together(study_run(plan, tmp_path).given, study.numbers) == (None, "looser")


def test_a_grid_whose_first_number_has_no_direction_runs_along_the_second(tmp_path: Path) -> None:
    """Larger companies have none; six caps from 600 on come to the same for each size, and take no search."""
    study = sweep_study(
        three_companies(), ["Contingents!EST-1!Heads per unit=140,150", f"{CAP}=600..1200:100"]
    )
    answer: SweepAnswer = played(three_companies(), study, tmp_path)

    assert [point.what[0][1] for point in answer.points[:2]] == [140, 150]
    assert len({Decimal(str(point.what[1][1])) for point in answer.points}) == 7
    assert sum(point.searches > 0 for point in answer.points) <= 4
