"""Staircases whose searches end unproved anywhere: made functions of a number, and a solver that gives up."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from told_cases import a_number, a_point

from solver.studies.levels import is_proved, same_value
from solver.studies.point import PointOutcome
from solver.studies.sweep.number_steps import KnownPlaces, bounded
from solver.studies.sweep.staircase import MOST_SOLVES, NumberStaircase, StaircaseSearch, staircase_of

Vector = tuple[float, ...]
NONE: Vector = (math.inf,)
"""What there is no plan for comes to."""

RANKS = 3


def made_function(draw: Random, last: int) -> list[Vector]:
    """What the best plan comes to at each place, never worse at a looser one."""
    steps = sorted(draw.sample(range(1, last), draw.randint(0, min(12, last - 1))))
    levels = sorted(
        {tuple(float(draw.randint(0, 4)) for _ in range(RANKS)) for _ in range(len(steps) + 1)}, reverse=True
    )
    if draw.random() < 0.4:
        levels = [NONE, *levels]
    return [levels[min(sum(step <= place for step in steps), len(levels) - 1)] for place in range(last + 1)]


def searched(truth: list[Vector], place: int, draw: Random, sure: float) -> PointOutcome:
    """What a search finds at a place: the best with its proof, or any plan that holds there, or none."""
    best = truth[place]
    if draw.random() < sure:
        if best == NONE:
            return a_point(status="infeasible", proved=True, reason="no room")
        return replace(a_point(*best), holds=draw.randint(_reach(truth, best), place))
    plans = [level for level in set(truth[: place + 1]) if level != NONE]
    if not plans or draw.random() < 0.1:
        return a_point(status="no_plan", proved=False, reason="no time")
    plan = draw.choice(sorted(plans))
    settled = draw.randint(0, RANKS - 1)  # the ranks before are proved, where the plan has them right
    lows = [
        value if at < settled and plan[: at + 1] == best[: at + 1] else 0.0 for at, value in enumerate(plan)
    ]
    first = next(at for at in range(RANKS) if lows[at] < plan[at] or at == settled or plan[at] != best[at])
    lows[first] = min(float(draw.randint(0, int(best[first]))), plan[first] - 0.5)
    lows[first + 1 :] = [0.0] * (RANKS - first - 1)
    outcome = a_point(*plan, lows=lows, status="feasible", proved=False)
    return replace(outcome, holds=draw.randint(_reach(truth, plan), place))


def _reach(truth: list[Vector], plan: Vector) -> int:
    return next(place for place, best in enumerate(truth) if best <= plan)


def played(
    last: int, find: Callable[[int], PointOutcome], direction: str = "looser"
) -> tuple[NumberStaircase, StaircaseSearch]:
    """The staircase of a search that asks this."""
    search = staircase_of(a_number(0, last, direction=direction), RANKS)  # type: ignore[arg-type]
    rounds = search.rounds()
    wanted = next(rounds)
    try:
        while True:
            places = [each.point.holds.place for each in wanted if each.point.holds is not None]
            wanted = rounds.send([find(place) for place in places])
    except StopIteration as end:
        found: NumberStaircase = end.value
        return found, search


def least_of(outcome: PointOutcome) -> Vector:
    """What a step says no plan of it is below, as far as those before are proved."""
    if not outcome.has_plan:
        return NONE if outcome.proved else ()
    found: list[float] = []
    for each in outcome.objectives:
        found.append(each.bound)
        if not same_value(each.value, each.bound):
            break
    return tuple(found)


@pytest.mark.parametrize("direction", ["looser", "tighter"])
@pytest.mark.parametrize("seed", range(60))
def test_steps_part_the_range_and_hold_what_is_true_wherever_a_search_gives_up(
    seed: int, direction: str
) -> None:
    """Every value in one step, its best plan between what the step has found and what it has proved."""
    draw = Random(seed)
    last = draw.choice([5, 40, 700, 3000])
    truth = made_function(draw, last)
    sure = draw.choice([0.0, 0.3, 0.7, 0.95, 1.0])
    found, search = played(last, lambda place: searched(truth, place, draw, sure), direction)

    assert (found.steps[0].low, found.steps[-1].high) == (0, last)
    assert all(one.high + found.resolution == two.low for one, two in pairwise(found.steps))
    for step in found.steps:
        assert step.low <= step.high
        for value in range(int(step.low), int(step.high) + 1):
            best = truth[value if direction == "looser" else last - value]
            most = step.outcome.values if step.outcome.has_plan else NONE
            assert best <= most
            assert least_of(step.outcome) <= best
            assert not step.proved or most == best
    assert found.solved == len(search.known) <= MOST_SOLVES
    if sure == 1.0:
        assert all(step.proved and step.complete for step in found.steps)


@pytest.mark.parametrize("seed", range(8))
def test_where_nothing_can_be_proved_a_sketch_of_the_range_is_looked_at(seed: int) -> None:
    """3,001 values, each comes to something else, each search in vain: halves down to a tenth."""
    draw = Random(seed)
    truth = [(float(3000 - place), 0.0, 0.0) for place in range(3001)]

    def find(place: int) -> PointOutcome:
        plan = truth[max(place - draw.randint(0, 9), 0)]
        return a_point(*plan, lows=(-1.0, 0.0, 0.0), status="feasible", proved=False)

    assert played(3000, find)[0].solved == 17


@pytest.mark.parametrize("seed", range(4))
def test_a_value_that_is_given_up_here_and_there_is_not_run_after(seed: int) -> None:
    """301 values, every one another level, one search in ten in vain: the others are found all the same."""
    draw = Random(seed)
    truth = [(float(300 - place), 0.0, 0.0) for place in range(301)]
    found, search = played(300, lambda place: searched(truth, place, draw, 0.9))

    assert found.solved <= 301
    assert sum(not each.proved for each in search.known.values()) <= 60


def test_values_that_come_to_the_same_with_no_proof_at_either_end_are_not_looked_at_again() -> None:
    """Two searches, the same plan, and nothing that a third one would find."""
    found, _ = played(900, lambda _: a_point(5, 0, 0, lows=(3, 0, 0), status="feasible", proved=False))

    assert found.solved == 2
    told = [(int(step.low), int(step.high), step.proved, step.complete) for step in found.steps]
    assert told == [(0, 0, False, True), (1, 899, False, False), (900, 900, False, True)]


def test_a_tighter_plan_that_meets_a_looser_bound_is_the_proof_of_both() -> None:
    """At 0 a plan of 5, nothing proved; at 900 a plan of 7, and that none is below 5: 5 everywhere."""

    def find(place: int) -> PointOutcome:
        if place == 0:
            return a_point(5, 0, 0, lows=(0, 0, 0), status="feasible", proved=False)
        return a_point(7, 0, 0, lows=(5, 0, 0), status="feasible", proved=False)

    known = KnownPlaces({place: find(place) for place in (0, 900)}, 1)
    assert [is_proved(known.outcomes[place], 1) for place in (0, 900)] == [True, True]
    assert next(iter(known.steps())).last == 900


def test_a_plan_is_not_called_proved_within_the_gap_where_only_another_value_proved_it() -> None:
    """The plan of a tighter value, of which nothing is proved here."""
    told = bounded(a_point(5, 4, 3), (), RANKS)

    assert (told.status, told.proved) == ("feasible", False)


def test_a_proof_that_a_plan_belies_counts_for_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """A plan of 5 at the tight end, and at the loose one the proof that none is below 7."""
    known = KnownPlaces({0: a_point(5, 0, 0), 9: a_point(7, 0, 0)}, RANKS)

    assert not known.is_proved(0)
    assert not known.is_proved(9)
    assert "a looser value was proved to be worse" in caplog.text
