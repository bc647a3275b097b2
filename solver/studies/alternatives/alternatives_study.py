"""The study `alternatives` as a whole: cells, plans that differ, and the regret of their first steps."""

from __future__ import annotations

from dataclasses import dataclass

from solver.errors import Finding, PlanError, told
from solver.plan import Plan
from solver.plan.draft import at
from solver.record import finite
from solver.studies.alternatives.alternatives import (
    USUAL_COUNT,
    AlternativePlan,
    AlternativesAnswer,
    alternatives_rounds,
)
from solver.studies.alternatives.alternatives_told import sentence
from solver.studies.alternatives.cells import CellVerdict
from solver.studies.alternatives.limits import Within, within_named
from solver.studies.point import PointOutcome
from solver.studies.regret.regret import FirstStep, RegretAnswer, regret_points, regret_rounds, scenarios_of
from solver.studies.rounds import Rounds
from solver.studies.study_input import StudyInput

ALTERNATIVES_FIELDS = {
    "within": "how much worse ranks after the shortfalls may be, as --within takes it",
    "limits": "rank, most: what each rank may come to",
    "cells": "nation, site, verdict (must, choice, never or not settled), now, least, most (heads x periods, "
    "found), least_bound, most_bound (in any such plan; null: not known), least_proved, most_proved",
    "plans": "others that are as good: difference (a sentence), changes (nation, site, before, after: heads "
    "x periods), prices (rank, name, before, after), proved",
    "why_no_more": "why there are fewer plans than asked for; null where there are not",
    "regret": "null where nobody asked; else one entry a candidate, the least regret first: candidate, "
    "regrets (scenario, status, proved, units_left_out, ranks: by how much each is worse than the "
    "scenario's best), worst and mean by rank (null: not bounded), cannot_be_kept (scenarios, proved), "
    "not_known (scenarios)",
}
"""The fields of the JSON of alternatives beside those of every study."""

PLAN_AS_IT_STANDS = "the plan as it stands"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AlternativesResult:
    """What else would be as good, and the regret of first steps where that is asked for."""

    found: AlternativesAnswer
    regret: RegretAnswer | None
    points: tuple[PointOutcome, ...]

    def outcomes(self) -> tuple[PointOutcome, ...]:
        """What the verdicts rest on, the plans that differ, then what the regret rests on."""
        return (*self.found.ranges, *self.points)

    @property
    def complete(self) -> bool:
        """Whether every verdict is settled."""
        return all(each.verdict != "not settled" for each in self.found.cells)

    def record(self) -> dict[str, object]:
        """Its cells, plans and regrets, ready for ``json.dumps``."""
        found = self.found
        return {
            "within": str(found.within),
            "limits": [{"rank": each.rank, "most": finite(each.most)} for each in found.limits],
            "cells": [_cell_record(each) for each in found.cells],
            "plans": [_plan_record(each) for each in found.plans],
            "why_no_more": found.why_no_more or None,
            "regret": None if self.regret is None else self.regret.record(),
        }


def _cell_record(cell: CellVerdict) -> dict[str, object]:
    return {
        "nation": cell.nation,
        "site": cell.site,
        "verdict": cell.verdict,
        "now": finite(cell.now),
        "least": finite(cell.least),
        "most": finite(cell.most),
        "least_bound": finite(cell.least_bound),
        "most_bound": finite(cell.most_bound),
        "least_proved": cell.least_proved,
        "most_proved": cell.most_proved,
    }


def _plan_record(plan: AlternativePlan) -> dict[str, object]:
    return {
        "difference": sentence(plan),
        "changes": [
            {"nation": each.nation, "site": each.site, "before": each.before, "after": each.after}
            for each in plan.changes
        ],
        "prices": [
            {"rank": each.rank, "name": each.name, "before": each.before, "after": each.after}
            for each in plan.prices
        ],
        "proved": plan.outcome.proved,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternativesStudy:
    """The study of what else would be as good.

    ``scenarios``: how many the first steps are held against; None where no regret is asked for.
    """

    within: Within
    count: int = USUAL_COUNT
    scenarios: int | None = None
    kind: str = "alternatives"
    fixed_points: bool = False
    exact: bool = False

    @property
    def asked(self) -> dict[str, object]:
        """How much worse ranks may be, how many plans, and whether regret is asked for."""
        return {"within": str(self.within), "count": self.count, "regret": self.scenarios is not None}

    @property
    def points(self) -> int:
        """The plans that differ, and what regret takes."""
        if self.scenarios is None:
            return self.count
        return self.count + regret_points(self.scenarios, 1 + self.count)

    def rounds(self, given: StudyInput, base: PointOutcome) -> Rounds[AlternativesResult]:
        """Its points."""
        found = yield from alternatives_rounds(given.plan, base, self.within, self.count)
        plans = tuple(each.outcome for each in found.plans)
        if self.scenarios is None:
            return AlternativesResult(found=found, regret=None, points=plans)
        others = (
            FirstStep(name=f"other plan {place}", outcome=outcome)
            for place, outcome in enumerate(plans, start=1)
        )
        regret = yield from regret_rounds(
            given, base, [FirstStep(name=PLAN_AS_IT_STANDS, outcome=base), *others]
        )
        return AlternativesResult(found=found, regret=regret, points=(*plans, *regret.outcomes()))


def alternatives_study(plan: Plan, within: str, count: int, *, regret: bool) -> AlternativesStudy:
    """The study of what else would be as good as the best plan; ``within``: such as ``1%,moves=5``.

    Raises PlanError for what the plan does not have: an objective, or scenarios to hold first steps against.
    """
    try:
        found = within_named(within, plan)
    except PlanError as error:
        also = _no_regret(plan, "--regret") if regret else []
        raise PlanError([*error.findings, *also]) from error
    return alternatives_within(plan, found, count, regret=regret)


def alternatives_within(
    plan: Plan, within: Within, count: int, *, regret: bool, where: str = "--regret"
) -> AlternativesStudy:
    """The study of what else would be as good within these limits; PlanError where regret cannot be told.

    ``where``: what asks for regret, an option or a column.
    """
    findings = _no_regret(plan, where) if regret else []
    if findings:
        raise PlanError(findings)
    scenarios = len(scenarios_of(plan)) if regret else None
    return AlternativesStudy(within=within, count=count, scenarios=scenarios)


def _no_regret(plan: Plan, where: str) -> list[Finding]:
    """Why first steps cannot be held against scenarios."""
    findings: list[Finding] = []
    if not scenarios_of(plan):
        findings.append(told(f"{where}: {NO_SCENARIOS}"))
    if not plan.settings.whole_units:
        message = PARTS_OF_UNITS.format(where=where)
        findings.append(at("Settings", plan.setting_rows.get("Whole units", 0), "Value", message))
    return findings


PARTS_OF_UNITS = (
    "Whole units is no, so units may be split; {where} keeps a first step by locks, which count whole "
    "units. Set it to yes, try --set 'Settings!Whole units!Value=yes', or leave out {where}"
)
NO_SCENARIOS = (
    "there is no scenario to hold first steps against; state some in sheet Scenarios, or leave it out"
)
