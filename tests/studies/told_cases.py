"""Answers of studies made by hand: points with their ranks, staircases, grids and withdrawals."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from small_plans import ONE_COMPANY, a_plan, ranked

from solver import schema
from solver.plan import Plan
from solver.studies.point import Lacking, ObjectiveValue, PointOutcome, PointStatus, UnreplannedPlan
from solver.studies.sweep.direction import Direction
from solver.studies.sweep.number_range import NumberRange
from solver.studies.sweep.staircase import NumberStaircase, NumberStep
from solver.studies.sweep.sweep import SweepAnswer
from solver.studies.sweep.varied import VariedNumber
from solver.studies.withdraw.leaving import Leaving
from solver.studies.withdraw.withdraw import RankBeyond, Withdrawal, WithdrawAnswer

RANKS = ("minimum shortfall", "target shortfall", "drawdown")
CELL = "Drawdown caps!Baltics!Cap heads"


def told_plan(**settings: object) -> Plan:
    """A plan with three ranks, none of which has a tolerance."""
    return a_plan(ONE_COMPANY, priorities=ranked(*RANKS), settings=settings)


def a_point(
    *values: float,
    lows: Sequence[float] | None = None,
    status: PointStatus = "optimal",
    proved: bool | None = None,
    **fields: Any,
) -> PointOutcome:
    """A point whose ranks come to these values; ``lows``: what they are at least, by default just that."""
    bounds = values if lows is None else lows
    found = zip(RANKS, values, bounds, strict=False)
    return PointOutcome(
        key=str((values, bounds, status, sorted(fields.items(), key=str))),
        status=status,
        proved=lows is None if proved is None else proved,
        objectives=tuple(
            ObjectiveValue(rank=rank, name=name, value=value, final=value, bound=bound)
            for rank, (name, value, bound) in enumerate(found, 1)
        ),
        **fields,
    )


def no_plan(reason: str = "Locks!E2 asks for 2 units of 1.", **fields: Any) -> PointOutcome:
    """A point without a plan, proved."""
    return a_point(status="infeasible", proved=True, reason=reason, **fields)


def a_number(
    low: int,
    high: int,
    *,
    cell: str = CELL,
    column: str = "Cap heads",
    step: int | None = None,
    direction: Direction | None = "looser",
) -> VariedNumber:
    """A number of Drawdown caps that varies from one value to another."""
    return VariedNumber(
        text=f"{cell}={low}..{high}",
        cell=cell,
        column=schema.sheet("Drawdown caps").column(column),
        range=NumberRange(Decimal(low), Decimal(high), None if step is None else Decimal(step)),
        direction=direction,
    )


def a_step(
    low: int, high: int, outcome: PointOutcome, *, proved: bool = True, complete: bool = True
) -> NumberStep:
    """A step of a staircase."""
    return NumberStep(low=Decimal(low), high=Decimal(high), outcome=outcome, proved=proved, complete=complete)


def a_staircase(*steps: NumberStep, direction: Direction = "looser") -> SweepAnswer:
    """A sweep of one number that found these steps."""
    number = a_number(int(steps[0].low), int(steps[-1].high), direction=direction)
    outcomes = tuple(step.outcome for step in steps)
    found = NumberStaircase(steps=steps, solved=len(steps), resolution=Decimal(1))
    return SweepAnswer(numbers=(number,), base=outcomes[-1], points=outcomes, staircase=found)


def a_grid(number: VariedNumber, *outcomes: PointOutcome, second: VariedNumber | None = None) -> SweepAnswer:
    """A sweep over a grid: points by the second number, then by the first."""
    numbers = (number,) if second is None else (number, second)
    lines = [()] if second is None else [(value,) for value in second.range.values()]
    places = [(value, *line) for line in lines for value in number.range.values()]
    named = [
        PointOutcome(
            **{
                **{name: getattr(outcome, name) for name in PointOutcome.__dataclass_fields__},
                "what": tuple((each.cell, float(at)) for each, at in zip(numbers, place, strict=True)),
                "overrides": tuple(each.override(at) for each, at in zip(numbers, place, strict=True)),
                "key": f"{place}",
            }
        )
        for place, outcome in zip(places, outcomes, strict=True)
    ]
    return SweepAnswer(numbers=numbers, base=named[0], points=tuple(named))


def without(name: str, *values: float, if_nobody: Sequence[float] = (), **fields: Any) -> Withdrawal:
    """The withdrawal of a nation; ``if_nobody``: what the ranks come to if nobody replans."""
    heads, broken = fields.pop("heads", 100.0), fields.pop("broken", ())
    fixed = UnreplannedPlan(
        objectives=dict(zip(RANKS, if_nobody or values or (0.0, 0.0, 0.0), strict=True)),
        lacking=(),
        broken=tuple(broken),
        heads=heads,
    )
    override = f"Nations!{name}!Away=yes"
    outcome = a_point(*values, fixed=fixed, overrides=(override,), what=(("nation", name),), **fields)
    return Withdrawal(leaving=(Leaving("nation", name, override),), outcome=outcome)


def a_pair(one: str, other: str, *values: float, beyond: float | None = None) -> Withdrawal:
    """The withdrawal of two nations; ``beyond``: by how much it hurts more than both alone."""
    more = None if beyond is None else RankBeyond(rank=1, name=RANKS[0], amount=beyond)
    leaving = tuple(Leaving("nation", name, f"Nations!{name}!Away=yes") for name in (one, other))
    return Withdrawal(leaving=leaving, outcome=a_point(*values), beyond=more)


def withdrawn(*singles: Withdrawal, pairs: Sequence[Withdrawal] = (), base: PointOutcome) -> WithdrawAnswer:
    """The answer of a study of withdrawals."""
    return WithdrawAnswer(base=base, singles=singles, pairs=tuple(pairs))


def lacks(site: str, role: str, minimum: float, target: float) -> Lacking:
    """What lacks of a requirement."""
    return Lacking(kind="requirement", site=site, role=role, minimum=minimum, target=target)
