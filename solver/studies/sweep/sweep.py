"""The study `sweep` as a whole: which of its two forms answers, and what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from solver.errors import PlanError
from solver.plan import Plan
from solver.studies.point import PointOutcome, StudyPoint
from solver.studies.point_record import objectives_record
from solver.studies.rounds import Rounds
from solver.studies.study_input import StudyInput
from solver.studies.sweep.direction import Direction, ranks_in_one_direction
from solver.studies.sweep.frontier import FrontierPoint, frontier
from solver.studies.sweep.grid import GridSearch
from solver.studies.sweep.number_range import can_be_told_apart, multiplied, usual_grid
from solver.studies.sweep.staircase import NumberStaircase, staircase_of
from solver.studies.sweep.varied import VariedNumber, varied_number

TOO_FINE = (
    "the ends of the range have more digits than amounts so large can be told apart by; give rounder ones"
)

SWEEP_FIELDS = {
    "why_grid": "why a range without a step was answered by a grid; null where it was not",
    "resolution": "distance of the values that a staircase tells apart; null for a grid",
    "steps": "of a staircase, each value in one of them: from, to, status, objectives (as a point has them), "
    "proved (at every value between), complete (false: none of its values was looked at, and the objectives "
    "are of a plan that holds there)",
    "frontier": "measures (the two, by name), overrides, proved",
}
"""The fields of a sweep's JSON beside those of every study."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepAnswer:
    """What a sweep found: points in the order in which their values were asked for, or a staircase.

    ``why_grid``: why a range without a step was answered by a grid; "" where it was not.
    """

    numbers: tuple[VariedNumber, ...]
    base: PointOutcome
    points: tuple[PointOutcome, ...]
    staircase: NumberStaircase | None = None
    why_grid: str = ""
    measures: tuple[str, str] | None = None
    """The two measures whose frontier is asked for."""

    def outcomes(self) -> tuple[PointOutcome, ...]:
        """All its points."""
        return self.points

    @property
    def frontier(self) -> tuple[FrontierPoint, ...]:
        """The frontier of its two measures; () where none is asked for."""
        return frontier(self.points, *self.measures) if self.measures else ()

    @property
    def complete(self) -> bool:
        """Whether nothing was left out."""
        return self.staircase is None or all(step.complete for step in self.staircase.steps)

    def record(self) -> dict[str, object]:
        """Its steps, and its frontier, ready for ``json.dumps``."""
        steps = self.staircase.steps if self.staircase is not None else ()
        return {
            "why_grid": self.why_grid or None,
            "resolution": float(self.staircase.resolution) if self.staircase is not None else None,
            "steps": [
                {
                    "from": float(step.low),
                    "to": float(step.high),
                    "status": step.outcome.status,
                    "objectives": objectives_record(step.outcome),
                    "proved": step.proved,
                    "complete": step.complete,
                }
                for step in steps
            ],
            "frontier": [
                {
                    "measures": dict(zip(self.measures or (), (each.first, each.second), strict=True)),
                    "overrides": list(each.outcome.overrides),
                    "proved": each.proved,
                }
                for each in self.frontier
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepStudy:
    """The study of one or two numbers; ``measures``: two whose frontier is asked for, or None."""

    numbers: tuple[VariedNumber, ...]
    measures: tuple[str, str] | None = None
    kind: str = "sweep"

    @property
    def asked(self) -> dict[str, object]:
        """Its numbers and ranges."""
        return {
            "vary": [number.text for number in self.numbers],
            "form": "staircase" if is_staircase(self.numbers) else "grid",
            "frontier": list(self.measures) if self.measures else None,
        }

    @property
    def points(self) -> int:
        """The points of its grid; of a staircase its two ends."""
        return 2 if is_staircase(self.numbers) else points_of(with_grids(self.numbers))

    @property
    def fixed_points(self) -> bool:
        """Whether it is a grid: where a staircase looks next depends on what it found."""
        return not is_staircase(self.numbers)

    @property
    def exact(self) -> bool:
        """Whether it is a staircase: within a gap two values may differ that are the same."""
        return is_staircase(self.numbers)

    def rounds(self, given: StudyInput, base: PointOutcome) -> Rounds[SweepAnswer]:
        """Its points."""
        found = yield from sweep_rounds(given, self.numbers, base)
        return replace(found, measures=self.measures)


def is_staircase(numbers: Sequence[VariedNumber]) -> bool:
    """Whether an exact staircase is asked for, and can be given: one number, no step, ranks in steps."""
    if len(numbers) != 1 or not numbers[0].range.open or not numbers[0].in_steps:
        return False
    return can_be_told_apart(numbers[0].range, numbers[0].column)


def with_grids(numbers: Sequence[VariedNumber]) -> tuple[VariedNumber, ...]:
    """The numbers, each range without a step with the usual one."""
    return tuple(
        number.over(usual_grid(number.range, number.column)) if number.range.open else number
        for number in numbers
    )


MOST_TRIED = 200
"""Values of another number with which a direction is tried, each a plan made; with more, none is claimed."""


def points_of(numbers: Sequence[VariedNumber]) -> int:
    """How many points a grid of these numbers has."""
    return multiplied([number.range.count for number in numbers])


def sweep_rounds(
    given: StudyInput, numbers: Sequence[VariedNumber], base: PointOutcome
) -> Rounds[SweepAnswer]:
    """The rounds of a sweep; ``base``: the workbook as it stands, solved."""
    plan = given.plan
    ranks = ranks_in_one_direction(plan)
    if is_staircase(numbers):
        search = staircase_of(numbers[0], ranks)
        found = yield from search.rounds()
        points = tuple(search.known[place] for place in sorted(search.known))
        return SweepAnswer(numbers=tuple(numbers), base=base, points=points, staircase=found)
    why = ""
    if numbers[0].range.open and len(numbers) == 1:
        why = numbers[0].why_none or f"{numbers[0].column.name} changes the ranks with every bit of it"
        if numbers[0].in_steps:
            why = TOO_FINE
    numbers = with_grids(numbers)
    count = int(plan.priorities["rank"].nunique())
    points = yield from GridSearch(numbers, directions_together(given, numbers), count).rounds()
    return SweepAnswer(numbers=tuple(numbers), base=base, points=points, why_grid=why)


def directions_together(given: StudyInput, numbers: Sequence[VariedNumber]) -> tuple[Direction | None, ...]:
    """The direction of each number in all ranks, whatever value the other one has; None where there is none.

    Whether a number has a direction may depend on what another one is, so each of its values is tried.
    """
    return tuple(
        number.direction if _has_one_direction(given, number, [*numbers[:at], *numbers[at + 1 :]]) else None
        for at, number in enumerate(numbers)
    )


def _has_one_direction(given: StudyInput, number: VariedNumber, others: Sequence[VariedNumber]) -> bool:
    """Whether a number has its direction, in all ranks, in every plan that the others make."""
    count = int(given.plan.priorities["rank"].nunique())

    def holds(plan: Plan) -> bool:
        there = varied_number(plan, number.text).direction
        return there == number.direction and ranks_in_one_direction(plan) == count

    changes = (other.override(value) for other in others for value in other.range.values())
    try:
        return (
            number.direction is not None
            and sum(other.range.count for other in others) <= MOST_TRIED
            and holds(given.plan)
            and all(holds(given.changed(StudyPoint(overrides=(change,)))) for change in changes)
        )
    except PlanError:
        return False
