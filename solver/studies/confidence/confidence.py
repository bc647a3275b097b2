"""The study `confidence`: how likely each requirement is met, by the plan that stands, by the best one."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from solver.errors import PlanError, told
from solver.plan.names import did_you_mean
from solver.record import finite
from solver.studies.confidence.contributions import contributions
from solver.studies.confidence.fixed_plan import Chance, FixedPlan, fixed_plan
from solver.studies.confidence.replanned import Replanned, not_never, replanned_rounds
from solver.studies.confidence.worlds import DrawnBy, uncertain, worlds_of
from solver.studies.point import PointOutcome
from solver.studies.rounds import Rounds
from solver.studies.study_input import StudyInput
from solver.tables import each_row, fold

DRAWN_BY: tuple[DrawnBy, ...] = ("contingent", "nation")

SAMPLES, REPLANS, WIDTH = 10_000, 200, 0.10
"""Worlds in which the fixed plan is counted, worlds planned anew at most, and how narrow is enough."""

CONFIDENCE_FIELDS = {
    "uncertain": "pledges that may come and may not",
    "samples": "cases that were asked for, where not all combinations are counted",
    "requirements": "if nobody replans: by (contingent: pledge by pledge; nation: nation by nation), site, "
    "role, period, minimum and target (probability, low, high; null where nothing is asked)",
    "drawn": "one entry pledge by pledge, one nation by nation: by, worlds (cases), exact, interval (kind), "
    "throughout (site, role, minimum, target), force (period, floor, own, low, median, high, floor_met), "
    "every_minimum, every_target, minimum_shortfall and target_shortfall (own, mean, low, median, high, "
    "no_worse), replanned (null, or worlds, exact, interval, narrow_enough, unproved, measures (low, high by "
    "name))",
}
"""The fields of confidence's JSON beside those of every study."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawnAnswer:
    """What is likely pledge by pledge, or nation by nation: of the fixed plan, and of the best one.

    ``replanned``: None where nothing was planned anew.
    """

    by: DrawnBy
    fixed: FixedPlan
    replanned: Replanned | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ConfidenceAnswer:
    """How likely the plan does what is asked. ``uncertain``: pledges that may come and may not."""

    base: PointOutcome
    uncertain: int
    samples: int
    drawn: tuple[DrawnAnswer, ...]

    def outcomes(self) -> tuple[PointOutcome, ...]:
        """The worlds that were planned anew."""
        return tuple(
            outcome
            for each in self.drawn
            if each.replanned is not None
            for outcome in each.replanned.outcomes
        )

    @property
    def complete(self) -> bool:
        """Whether nothing was left out."""
        return True

    def record(self) -> dict[str, object]:
        """Its probabilities, ready for ``json.dumps``."""
        return {
            "uncertain": self.uncertain,
            "samples": self.samples,
            "requirements": [row for each in self.drawn for row in _requirements_record(each)],
            "drawn": [_drawn_record(each) for each in self.drawn],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceStudy:
    """The study of how likely a plan does what is asked.

    ``samples``: worlds in which the fixed plan is counted, where there are more than can all be looked at;
    ``replans``: worlds that are planned anew at most, 0: none; ``width``: intervals narrower than that are
    narrow enough.
    """

    by: tuple[DrawnBy, ...] = DRAWN_BY
    samples: int = SAMPLES
    replans: int = REPLANS
    width: float = WIDTH
    kind: str = "confidence"
    exact: bool = False

    @property
    def asked(self) -> dict[str, object]:
        """Who draws, and how often."""
        return {"by": list(self.by), "samples": self.samples, "replans": self.replans, "width": self.width}

    @property
    def points(self) -> int:
        """No more than these are planned anew, and one in which nobody has to come."""
        return self.replans * len(self.by) + (1 if self.replans else 0)

    @property
    def fixed_points(self) -> bool:
        """Whether nothing is planned anew: else it depends on what was found when there is enough."""
        return self.replans == 0

    def rounds(self, given: StudyInput, base: PointOutcome) -> Rounds[ConfidenceAnswer]:
        """The worlds that are planned anew; the fixed plan is counted without any."""
        plan = given.plan
        parts = contributions(plan, base.frame())
        seed, drawn = plan.settings.seed, []
        anew = self.replans > 0 and bool(uncertain(plan).any())
        why = (yield from not_never(plan, base)) if anew else ""
        for by in self.by:
            fixed = fixed_plan(parts, worlds_of(plan, by, seed=seed, samples=self.samples))
            replanned = None
            if anew:
                replanned = yield from replanned_rounds(
                    plan, base, by, seed=seed, most=self.replans, width=self.width, why=why
                )
            drawn.append(DrawnAnswer(by=by, fixed=fixed, replanned=replanned))
        return ConfidenceAnswer(
            base=base, uncertain=int(uncertain(plan).sum()), samples=self.samples, drawn=tuple(drawn)
        )


def drawn_by_named(text: str) -> tuple[DrawnBy, ...]:
    """Who draws, as ``contingent,nation`` names it; PlanError for a word that is neither."""
    named = [fold(part).removesuffix("s") for part in text.replace(";", ",").split(",") if part.strip()]
    wrong = [name for name in named if name not in DRAWN_BY]
    if wrong or not named:
        known = "contingent, nation or both, parted by a comma"
        shown = f"'{wrong[0]}' is neither{did_you_mean(wrong[0], DRAWN_BY)}" if wrong else "it names nobody"
        raise PlanError([told(f"--by {text}: {shown}; expected {known}")])
    return tuple(each for each in DRAWN_BY if each in named)


def _requirements_record(drawn: DrawnAnswer) -> list[dict[str, object]]:
    """One entry a requirement and period."""
    return [
        {
            "by": drawn.by,
            "site": row.site,
            "role": row.role,
            "period": int(row.period),
            "minimum": _chance_of(row, "minimum_met"),
            "target": _chance_of(row, "target_met"),
        }
        for row in each_row(drawn.fixed.requirements)
    ]


def _chance_of(row: object, name: str) -> dict[str, object] | None:
    """A chance of a row; None where nothing is asked."""
    probability, low, high = (float(getattr(row, f"{name}{end}")) for end in ("", "_low", "_high"))
    if np.isnan(probability):
        return None
    return {"probability": probability, "low": low, "high": high}


def _drawn_record(drawn: DrawnAnswer) -> dict[str, object]:
    fixed, replanned = drawn.fixed, drawn.replanned
    return {
        "by": drawn.by,
        "worlds": fixed.worlds,
        "exact": fixed.exact,
        "interval": "exact" if fixed.exact else "Clopper-Pearson, 95 %, each by itself",
        "throughout": [
            {
                "site": row.site,
                "role": row.role,
                "minimum": _chance_of(row, "minimum_met"),
                "target": _chance_of(row, "target_met"),
            }
            for row in each_row(fixed.throughout)
        ],
        "force": [_force_record(row) for row in each_row(fixed.force)],
        "every_minimum": _asdict(fixed.every_minimum),
        "every_target": _asdict(fixed.every_target),
        "minimum_shortfall": asdict(fixed.minimum_shortfall),
        "target_shortfall": asdict(fixed.target_shortfall),
        "replanned": None if replanned is None else _replanned_record(replanned),
    }


def _force_record(row: object) -> dict[str, object]:
    numbers = {name: finite(float(getattr(row, name))) for name in ("floor", "own", "low", "median", "high")}
    return {"period": int(getattr(row, "period")), **numbers, "floor_met": _chance_of(row, "floor_met")}  # noqa: B009


def _asdict(chance: Chance | None) -> dict[str, object] | None:
    return None if chance is None else asdict(chance)


def _replanned_record(replanned: Replanned) -> dict[str, object]:
    return {
        "worlds": replanned.worlds,
        "exact": replanned.exact,
        "interval": "exact" if replanned.exact else "confidence sequence (beta-binomial mixture), 95 %",
        "narrow_enough": replanned.ended,
        "unproved": replanned.unproved,
        "measures": {name: asdict(each) for name, each in replanned.intervals.items()},
    }
