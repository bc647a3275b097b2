"""What ranks and measures of points come to, in words and columns, and how sure each number is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from solver.plan import Plan
from solver.results.objective_units import UNITS, WEIGHTED, WHOLE, agreed, unit_for
from solver.results.study_page import ChartAxis
from solver.results.tables import Show
from solver.schema import OBJECTIVES
from solver.studies.counting import TAKEN_FROM, rank_values
from solver.studies.levels import same_value
from solver.studies.point import ObjectiveValue, PointOutcome
from solver.text.commands import told_settings
from solver.text.numbers import money, number, per_cent, with_and

SHARES = frozenset({"worst shortfall", "largest burden", "coverage"})
"""Ranks and measures that are shares."""

COUNTED = {"force": "heads", "coverage": "% of what is asked for", "tied up": "heads x periods"}
"""Measures that are no objectives, and what they are counted in; the others count what their name says."""

WHOLE_MEASURES = WHOLE | {"nations", "minimums missed"}
"""Measures that are whole numbers in every plan."""

SUM = "weighted sum"
"""What a rank of several objectives is counted in."""

LONG_UNITS = (WEIGHTED, SUM)
"""Units that stand in the note of a table rather than in each header."""

MARGIN = 1e-6
"""Of the last digit that is shown: what is nearer than this to it counts as it."""

PROVED, WITHIN_GAP, NOT_PROVED = "proved", "within the gap", "not proved"
NO_PLAN, NO_PLAN_FOUND = "no plan: proved", "no plan found"
NOT_SOLVED = {"refused": "refused", "failed": "not solved"}
"""Of points not searched to the end: the workbook states no plan then, or its process died."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankWords:
    """A rank, or another measure, as it is told.

    ``currency``: of money. ``whole``: whether it is a whole number in every plan.
    """

    name: str
    unit: str
    show: Show
    currency: str = ""
    whole: bool = False

    @property
    def axis(self) -> ChartAxis:
        """The axis of a chart that shows it."""
        return ChartAxis(name=capital(self.name), unit=self.unit, show=self.show, whole=self.whole)

    @property
    def header(self) -> str:
        """The header of its column: Cost (EUR). A longer unit stands in the note of the table."""
        return self.headed()

    def headed(self, ending: str = "") -> str:
        """The header of a column about it: Cost, more (EUR)."""
        name = f"{capital(self.name)}{ending}"
        return name if self.unit in ("", *LONG_UNITS) else f"{name} ({self.unit})"

    def text(self, value: float, *, unit: bool = False) -> str:
        """A value of it in a sentence, with its unit where that is asked for; money always has it."""
        if self.show is Show.MONEY:
            return money(value, self.currency)
        of_what = self.unit.removeprefix("%").strip() if unit else ""
        if self.show is Show.SHARE:
            return f"{per_cent(value, 1)} {of_what}".rstrip()
        told = f"({of_what})" if of_what == SUM else unit_for(value, of_what)
        return f"{number(value)} {told}".rstrip()

    def verb(self, one: str, many: str) -> str:
        """The verb that goes with its name."""
        return agreed(self.name, one, many)

    def least(self, value: float) -> float:
        """A value as low as it may be told: what is shown of it is never more than it."""
        digit = self._digit(value)
        return math.floor(value / digit + MARGIN) * digit

    def least_in_cell(self, value: float) -> float:
        """The same of a table: a terminal shows its money in tenths of a million."""
        much = self.show is Show.MONEY and abs(value) >= 1e6
        return math.floor(value / 1e5 + MARGIN) * 1e5 if much else self.least(value)

    def most(self, value: float) -> float:
        """A value as high as it has to be told: what is shown of it is never less than it."""
        digit = self._digit(value)
        return math.ceil(value / digit - MARGIN) * digit

    def _digit(self, value: float) -> float:
        """What the last digit is worth that is shown of a value."""
        if self.show is Show.SHARE:
            return 0.001
        if self.show is Show.MONEY:
            return 1e7 if abs(value) >= 1e9 else 1e4 if abs(value) >= 1e6 else 1.0
        return 0.1


def capital(name: str) -> str:
    """A name as a title begins, all other letters as they are."""
    return f"{name[:1].upper()}{name[1:]}"


def told_ranks(plan: Plan) -> tuple[RankWords, ...]:
    """The ranks of a plan, in their order."""
    ranked = plan.priorities.sort_values("rank", kind="stable")
    names = [list(rows) for _, rows in ranked.groupby("rank", sort=True)["objective"]]
    return tuple(_told(plan, tuple(each)) for each in names)


def told_measure(plan: Plan, name: str) -> RankWords:
    """Any measure of points, by its name."""
    return _told(plan, (name,))


def _told(plan: Plan, names: Sequence[str]) -> RankWords:
    name, (first, *more) = " + ".join(names), names
    if more:
        return RankWords(name=name, unit=SUM, show=Show.AMOUNT)
    if first == "cost":
        currency = plan.settings.currency
        return RankWords(name=name, unit=currency, show=Show.MONEY, currency=currency)
    unit = "heads" if first.startswith(TAKEN_FROM) else {**UNITS, **COUNTED}.get(first, "")
    show = Show.SHARE if first in SHARES else Show.AMOUNT
    return RankWords(name=name, unit=unit, show=show, whole=first in WHOLE_MEASURES)


def completed(plan: Plan, outcome: PointOutcome) -> PointOutcome:
    """The point with a value of each rank: those that its search did not reach are as its plan has them."""
    missing = told_ranks(plan)[len(outcome.objectives) :]
    if not outcome.has_plan or not missing:
        return outcome
    values = rank_values(plan, {name: outcome.measures.get(name, math.nan) for name in OBJECTIVES})
    numbers = sorted(values)[len(outcome.objectives) :]
    found = (
        ObjectiveValue(
            rank=number, name=rank.name, value=values[number], final=values[number], bound=-math.inf
        )
        for number, rank in zip(numbers, missing, strict=True)
    )
    return replace(outcome, objectives=(*outcome.objectives, *found), proved=False)


def is_settled(found: ObjectiveValue) -> bool:
    """Whether a rank is proved to come to just this, all before it as they are."""
    return found.value <= found.bound or same_value(found.value, found.bound)


def known_lows(outcome: PointOutcome) -> tuple[float, ...]:
    """What each rank comes to at least; -inf where nothing is known.

    Behind a rank that is open nothing is: what a later one can come to depends on it. Where every rank is
    proved within the gap, each counts with those before it as they were found.
    """
    lows: list[float] = []
    still = True
    for found in outcome.objectives:
        lows.append(_low(found) if still or outcome.proved else -math.inf)
        still = still and is_settled(found)
    return tuple(lows)


def _low(found: ObjectiveValue) -> float:
    if is_settled(found):
        return found.value
    return max(found.bound, 0.0) if math.isfinite(found.bound) else -math.inf


def level_text(rank: RankWords, value: float, low: float, *, unit: bool = False) -> str:
    """A value as sure as it is: 15,550; at most 15,700, at least 15,550; at most 15,700."""
    if low >= value:
        return rank.text(value, unit=unit)
    least = rank.least(low) if low > 0 else 0.0
    at_least = f", at least {rank.text(least)}" if least > 0 else ""
    return f"at most {rank.text(rank.most(value), unit=unit)}{at_least}"


def proof_words(outcome: PointOutcome) -> str:
    """How sure a point is, in a few words."""
    if outcome.status in NOT_SOLVED:
        return NOT_SOLVED[outcome.status]
    if not outcome.has_plan:
        return NO_PLAN if outcome.proved else NO_PLAN_FOUND
    settled = [is_settled(found) for found in outcome.objectives]
    if outcome.proved:
        return PROVED if all(settled) else WITHIN_GAP
    sure = settled.index(False) if False in settled else len(settled)
    return f"up to {outcome.objectives[sure - 1].name}" if sure else NOT_PROVED


def first_that_varies(outcomes: Sequence[PointOutcome]) -> int | None:
    """The place of the first rank in which the points that have a plan differ; None where none does."""
    planned = [each.values for each in outcomes if each.has_plan]
    for at, values in enumerate(zip(*planned, strict=False)):
        if not all(same_value(values[0], value) for value in values[1:]):
            return at
    return None


def units_note(ranks: Sequence[RankWords]) -> str:
    """What the ranks are counted in whose columns do not say so; "" where all do."""
    parts = []
    for unit, how in ((WEIGHTED, f"in {WEIGHTED}"), (SUM, "weighted and added up")):
        names = [rank.name for rank in ranks if rank.unit == unit]
        parts += [f"{with_and(names)} {how}"] if names else []
    return f"{capital('; '.join(parts))}." if parts else ""


def repeated(overrides: Sequence[str]) -> str:
    """The options that repeat a point."""
    return told_settings(overrides)
