"""The regret table: plans whose first step is taken, held against every scenario."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from solver.errors import PlanError
from solver.plan import Plan
from solver.plan.scenario import changes_nothing, scenario_names
from solver.record import finite
from solver.studies.levels import is_proved, same_value
from solver.studies.near_best.held_ranks import held_ranks
from solver.studies.point import PointOutcome, StudyPoint
from solver.studies.regret.commitment import Commitment, commitment
from solver.studies.rounds import PointAsked, Rounds
from solver.studies.study_input import StudyInput

AS_IT_STANDS = "as it stands"
"""What the workbook without a scenario is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStep:
    """A plan whose first step may be taken: its name, and the point that has it."""

    name: str
    outcome: PointOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """What the first step of a candidate costs in a scenario.

    ``outcome``: the best plan that begins with it; ``ranks``: by how much each shortfall rank comes to more
    than in the scenario's best plan, () where either was not found. ``proved``: whether both are, as far as
    these ranks go. ``left_out``: units of the first step that the scenario does not allow at all; nobody
    comes in their place. ``planned``: whether the scenario has a plan at all.
    """

    scenario: str
    outcome: PointOutcome
    ranks: tuple[float, ...]
    proved: bool
    left_out: float = 0.0
    planned: bool = True

    @property
    def impossible(self) -> bool:
        """Whether it is proved that no plan begins with it, though the scenario has one."""
        return self.planned and self.outcome.status == "infeasible" and self.outcome.proved


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStepRegrets:
    """The regrets of a candidate, one a scenario."""

    candidate: FirstStep
    regrets: tuple[Regret, ...]

    @property
    def impossible(self) -> tuple[str, ...]:
        """The scenarios in which no plan begins with its first step."""
        return tuple(each.scenario for each in self.regrets if each.impossible)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The scenarios of which nothing can be said: no plan was found, or the scenario states none."""
        return tuple(each.scenario for each in self.regrets if not each.ranks and not each.impossible)

    @property
    def kept_everywhere(self) -> bool:
        """Whether every scenario is known to have a plan that begins with its first step."""
        return all(each.ranks for each in self.regrets)

    def worst_where_kept(self, rank: int) -> float:
        """Its largest regret in a shortfall rank where its first step can be kept; infinite: nowhere."""
        return max((each.ranks[rank] for each in self.regrets if each.ranks), default=math.inf)

    def worst(self, rank: int) -> float:
        """Its largest regret in a shortfall rank; infinite where its first step cannot be kept."""
        return max((each.ranks[rank] if each.ranks else math.inf for each in self.regrets), default=0.0)

    def mean(self, rank: int) -> float:
        """Its mean regret in a shortfall rank; infinite where its first step cannot be kept everywhere."""
        return sum(each.ranks[rank] if each.ranks else math.inf for each in self.regrets) / len(self.regrets)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegretAnswer:
    """The regret table. ``ranks``: names of the shortfall ranks; ``best``: the best plan of each scenario."""

    ranks: tuple[str, ...]
    scenarios: tuple[str, ...]
    best: tuple[PointOutcome, ...]
    candidates: tuple[FirstStepRegrets, ...]

    def ordered(self) -> tuple[FirstStepRegrets, ...]:
        """The candidates, the least regret first.

        By how many scenarios have no plan that begins so, then by the worst regret in the others, rank after
        rank, then by the mean.
        """
        places = range(len(self.ranks))
        return tuple(
            sorted(
                self.candidates,
                key=lambda each: (
                    len(each.impossible) + len(each.unknown),
                    [each.worst_where_kept(at) for at in places],
                    [each.mean(at) for at in places],
                ),
            )
        )

    def outcomes(self) -> tuple[PointOutcome, ...]:
        """All points that it rests on."""
        return (*self.best, *(each.outcome for row in self.candidates for each in row.regrets))

    def record(self) -> list[dict[str, object]]:
        """A row a candidate, ready for ``json.dumps``."""
        return [
            {
                "candidate": row.candidate.name,
                "regrets": [
                    {
                        "scenario": each.scenario,
                        "status": each.outcome.status,
                        "proved": each.proved,
                        "units_left_out": each.left_out,
                        "ranks": dict(zip(self.ranks, each.ranks, strict=False)),
                    }
                    for each in row.regrets
                ],
                "worst": {name: finite(row.worst(at)) for at, name in enumerate(self.ranks)},
                "mean": {name: finite(row.mean(at)) for at, name in enumerate(self.ranks)},
                "cannot_be_kept": list(row.impossible),
                "not_known": list(row.unknown),
            }
            for row in self.ordered()
        ]


def shortfall_rank_names(plan: Plan) -> tuple[str, ...]:
    """The names of the shortfall ranks; the first rank's where no shortfall is ranked."""
    names = [" + ".join(rows["objective"]) for _, rows in plan.priorities.groupby("rank")]
    return tuple(names[: len(held_ranks(plan)) or 1])


def scenarios_of(plan: Plan) -> tuple[str, ...]:
    """The scenarios that change anything."""
    return tuple(name for name in scenario_names(plan.tables) if not changes_nothing(plan.tables, name))


def regret_points(scenarios: int, candidates: int) -> int:
    """How many points the table takes: so many candidates beside the best plans of so many scenarios."""
    return scenarios + (candidates + scenarios) * (scenarios + 1)


def regret_rounds(
    given: StudyInput, base: PointOutcome, candidates: Sequence[FirstStep]
) -> Rounds[RegretAnswer]:
    """The best plan of each scenario, then each candidate's first step in each of them.

    ``candidates``: plans of the workbook as it stands, the base first; the best plan of every scenario is
    one, too. Regret is that of the ranks up to the last shortfall.
    """
    plan, names = given.plan, scenarios_of(given.plan)
    found = yield [PointAsked(point=_point(name), whole=True) for name in names]
    best = (base, *found)
    every = [*candidates, *_best_of(names, found)]
    scenarios = ("", *names)
    plans = [_changed(given, name) for name in scenarios]
    steps = [[_step(each, candidate) for each in plans] for candidate in every]
    outcomes = yield [
        PointAsked(point=_committed(step, name, candidate))
        for candidate, of in zip(every, steps, strict=True)
        for name, step in zip(scenarios, of, strict=True)
    ]
    ranks = shortfall_rank_names(plan)
    places = list(product(range(len(every)), range(len(scenarios))))
    regrets: list[list[Regret]] = [[] for _ in every]
    for (row, at), outcome in zip(places, outcomes, strict=True):
        step = steps[row][at]
        regret = _regret(scenarios[at] or AS_IT_STANDS, best[at], outcome, ranks)
        regrets[row].append(replace(regret, left_out=0.0 if step is None else step.impossible))
    return RegretAnswer(
        ranks=ranks,
        scenarios=tuple(name or AS_IT_STANDS for name in scenarios),
        best=best,
        candidates=tuple(
            FirstStepRegrets(candidate=candidate, regrets=tuple(of))
            for candidate, of in zip(every, regrets, strict=True)
        ),
    )


def _best_of(names: Sequence[str], found: Sequence[PointOutcome]) -> Iterator[FirstStep]:
    for name, outcome in zip(names, found, strict=True):
        if outcome.has_plan:
            yield FirstStep(name=f"the best plan of '{name}'", outcome=outcome)


def _point(scenario: str) -> StudyPoint:
    return StudyPoint(scenario=scenario, what=(("scenario", scenario),))


def _changed(given: StudyInput, scenario: str) -> Plan | None:
    """The plan of a scenario; None where it states none."""
    try:
        return given.changed(_point(scenario))
    except PlanError:
        return None


def _step(plan: Plan | None, candidate: FirstStep) -> Commitment | None:
    """The first step of a candidate in the plan of a scenario; None where that states none."""
    return None if plan is None else commitment(plan, candidate.outcome.frame())


def _committed(step: Commitment | None, scenario: str, candidate: FirstStep) -> StudyPoint:
    """A scenario that begins as a candidate does; of one that states no plan, as it is: it is refused."""
    what = (("scenario", scenario or AS_IT_STANDS), ("first step", candidate.name))
    if step is None:
        return StudyPoint(scenario=scenario, what=what)
    return StudyPoint(scenario=scenario, overrides=step.overrides, rows=step.rows, what=what)


def _regret(scenario: str, best: PointOutcome, outcome: PointOutcome, names: Sequence[str]) -> Regret:
    """By how much the shortfall ranks come to more than in the best plan of a scenario.

    Of one that has other priorities nothing can be said.
    """
    ranks = len(names)
    alike = all([each.name for each in of.objectives[:ranks]] == list(names) for of in (best, outcome))
    if not best.has_plan or not outcome.has_plan or not alike:
        proved = best.proved and outcome.proved
        return Regret(scenario=scenario, outcome=outcome, ranks=(), proved=proved, planned=best.has_plan)
    pairs = zip(outcome.values[:ranks], best.values[:ranks], strict=True)
    return Regret(
        scenario=scenario,
        outcome=outcome,
        ranks=tuple(0.0 if same_value(mine, least) else mine - least for mine, least in pairs),
        proved=is_proved(best, ranks) and is_proved(outcome, ranks),
    )
