"""The regret table: plans whose first step is taken, held against every scenario."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from solver.errors import PlanError
from solver.plan import Plan
from solver.plan.scenario import changes_nothing, scenario_names
from solver.record import finite
from solver.studies.levels import is_proved, same_value
from solver.studies.point import PointOutcome, StudyPoint
from solver.studies.regret.commitment import commitment
from solver.studies.rounds import PointAsked, Rounds
from solver.studies.study_input import StudyInput

AS_IT_STANDS = "as it stands"
"""What the workbook without a scenario is called."""

SHORTFALLS = frozenset({"minimum shortfall", "target shortfall"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A plan whose first step may be taken: its name, and the point that has it."""

    name: str
    outcome: PointOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """What the first step of a candidate costs in a scenario.

    ``outcome``: the best plan that begins with it; ``ranks``: by how much each shortfall rank comes to more
    than in the scenario's best plan, () where there is no such plan. ``proved``: whether both are, as far as
    these ranks go.
    """

    scenario: str
    outcome: PointOutcome
    ranks: tuple[float, ...]
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRegrets:
    """The regrets of a candidate, one a scenario."""

    candidate: Candidate
    regrets: tuple[Regret, ...]

    @property
    def impossible(self) -> tuple[str, ...]:
        """The scenarios in which no plan begins with its first step."""
        return tuple(each.scenario for each in self.regrets if not each.ranks)

    def worst(self, rank: int) -> float:
        """Its largest regret in a shortfall rank; infinite where its first step cannot be kept."""
        return max((each.ranks[rank] if each.ranks else math.inf for each in self.regrets), default=0.0)

    def mean(self, rank: int) -> float:
        """Its mean regret in a shortfall rank over the scenarios in which its first step can be kept."""
        kept = [each.ranks[rank] for each in self.regrets if each.ranks]
        return sum(kept) / len(kept) if kept else math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class RegretAnswer:
    """The regret table. ``ranks``: names of the shortfall ranks; ``best``: the best plan of each scenario."""

    ranks: tuple[str, ...]
    scenarios: tuple[str, ...]
    best: tuple[PointOutcome, ...]
    candidates: tuple[CandidateRegrets, ...]

    def ordered(self) -> tuple[CandidateRegrets, ...]:
        """The candidates by their worst regret, rank after rank, then by their mean; the least first."""
        places = range(len(self.ranks))
        return tuple(
            sorted(
                self.candidates,
                key=lambda each: (
                    len(each.impossible),
                    [each.worst(at) for at in places],
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
                        "ranks": dict(zip(self.ranks, each.ranks, strict=False)),
                    }
                    for each in row.regrets
                ],
                "worst": {name: finite(row.worst(at)) for at, name in enumerate(self.ranks)},
                "mean": {name: finite(row.mean(at)) for at, name in enumerate(self.ranks)},
                "cannot_be_kept": list(row.impossible),
            }
            for row in self.ordered()
        ]


def shortfall_rank_names(plan: Plan) -> tuple[str, ...]:
    """The ranks up to the last that holds a shortfall; the first where none does."""
    names: list[str] = []
    last = 1
    for place, (_, rows) in enumerate(plan.priorities.groupby("rank"), start=1):
        names.append(" + ".join(rows["objective"]))
        last = place if set(rows["objective"]) & SHORTFALLS else last
    return tuple(names[:last])


def scenarios_of(plan: Plan) -> tuple[str, ...]:
    """The scenarios that change anything."""
    return tuple(name for name in scenario_names(plan.tables) if not changes_nothing(plan.tables, name))


def regret_points(scenarios: int, candidates: int) -> int:
    """How many points the table takes: so many candidates beside the best plans of so many scenarios."""
    return scenarios + (candidates + scenarios) * (scenarios + 1)


def regret_rounds(
    given: StudyInput, base: PointOutcome, candidates: Sequence[Candidate]
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
    outcomes = yield [
        PointAsked(point=_committed(each, name, candidate))
        for candidate in every
        for name, each in zip(scenarios, plans, strict=True)
    ]
    ranks = shortfall_rank_names(plan)
    places = list(product(range(len(every)), range(len(scenarios))))
    regrets: list[list[Regret]] = [[] for _ in every]
    for (row, at), outcome in zip(places, outcomes, strict=True):
        regrets[row].append(_regret(scenarios[at] or AS_IT_STANDS, best[at], outcome, len(ranks)))
    return RegretAnswer(
        ranks=ranks,
        scenarios=tuple(name or AS_IT_STANDS for name in scenarios),
        best=best,
        candidates=tuple(
            CandidateRegrets(candidate=candidate, regrets=tuple(of))
            for candidate, of in zip(every, regrets, strict=True)
        ),
    )


def _best_of(names: Sequence[str], found: Sequence[PointOutcome]) -> Iterator[Candidate]:
    for name, outcome in zip(names, found, strict=True):
        if outcome.has_plan:
            yield Candidate(name=f"the best plan of '{name}'", outcome=outcome)


def _point(scenario: str) -> StudyPoint:
    return StudyPoint(scenario=scenario, what=(("scenario", scenario),))


def _changed(given: StudyInput, scenario: str) -> Plan | None:
    """The plan of a scenario; None where it states none."""
    try:
        return given.changed(_point(scenario))
    except PlanError:
        return None


def _committed(plan: Plan | None, scenario: str, candidate: Candidate) -> StudyPoint:
    """A scenario that begins as a candidate does; of one that states no plan, as it is: it is refused."""
    what = (("scenario", scenario or AS_IT_STANDS), ("first step", candidate.name))
    if plan is None:
        return StudyPoint(scenario=scenario, what=what)
    found = commitment(plan, candidate.outcome.frame())
    return StudyPoint(scenario=scenario, overrides=found.overrides, rows=found.rows, what=what)


def _regret(scenario: str, best: PointOutcome, outcome: PointOutcome, ranks: int) -> Regret:
    """By how much the shortfall ranks come to more than in the best plan of a scenario."""
    if not best.has_plan or not outcome.has_plan:
        return Regret(scenario=scenario, outcome=outcome, ranks=(), proved=best.proved and outcome.proved)
    pairs = zip(outcome.values[:ranks], best.values[:ranks], strict=True)
    return Regret(
        scenario=scenario,
        outcome=outcome,
        ranks=tuple(0.0 if same_value(mine, least) else mine - least for mine, least in pairs),
        proved=is_proved(best, ranks) and is_proved(outcome, ranks),
    )
