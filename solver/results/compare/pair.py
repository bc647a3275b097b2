"""Two plans side by side: the periods that both have, and rows matched by their key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from solver.ledger.ledger import Ledger, keep_ledger, objective_values
from solver.ledger.table_ops import spelled
from solver.plan import Plan
from solver.results.tables import period_name
from solver.solution import RankValue
from solver.text.numbers import span, spans
from solver.tolerances import TOLD_AS_NOTHING


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EvaluatedPlan:
    """A plan and what it means. ``name``: what its reader calls it, such as its path.

    ``objectives``: every objective computed anew, without ``changes`` (that depends on a third plan).
    ``changed``: whether its tables were edited after the plan was made from them.
    """

    name: str
    plan: Plan
    ledger: Ledger
    objectives: Mapping[str, float]
    ranks: tuple[RankValue, ...] = ()
    scenario: str = ""
    changed: bool = False


def evaluated(
    name: str, plan: Plan, allocation: pd.DataFrame, ranks: tuple[RankValue, ...] = ()
) -> EvaluatedPlan:
    """What an allocation (contingent, role, site, period, units) means under a plan's tables."""
    ledger = keep_ledger(plan, allocation)
    return EvaluatedPlan(
        name=name, plan=plan, ledger=ledger, objectives=objective_values(plan, ledger), ranks=ranks
    )


BEFORE, AFTER = " before", " after"
"""Ends of the names of columns that each plan has."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """Two plans. Periods are those of the second; the first begins ``shift`` periods before it."""

    before: EvaluatedPlan
    after: EvaluatedPlan
    shift: int

    @property
    def periods(self) -> range:
        """The periods that both plans have."""
        last_before = self.before.plan.settings.periods - self.shift
        return range(max(1, 1 - self.shift), min(self.after.plan.settings.periods, last_before) + 1)

    @property
    def one_calendar(self) -> bool:
        """Whether both plans have the same periods, so that sums over all of them can be compared."""
        first, second = self.before.plan.settings, self.after.plan.settings
        same = (first.periods, first.period_months) == (second.periods, second.period_months)
        return same and not self.shift


def line_up(before: EvaluatedPlan, after: EvaluatedPlan) -> Pair:
    """Two plans by their calendars, where both have one and their periods meet; else by period number."""
    shift = before.plan.settings.calendar.periods_until(after.plan.settings.calendar)
    return Pair(before=before, after=after, shift=shift or 0)


def calendar_notes(pair: Pair) -> Iterator[str]:
    """What is not compared, or only by number, because the calendars differ."""
    first, second = pair.before.plan.settings, pair.after.plan.settings
    if first.period_months != second.period_months:
        yield (
            f"Periods last {first.period_months} months in the first plan and {second.period_months} in "
            "the second; they are compared by number."
        )
    elif first.start and second.start and first.calendar.periods_until(second.calendar) is None:
        yield (
            f"The first plan begins on {first.start}, the second on {second.start}; "
            "their periods do not meet and are compared by number."
        )
    only_before = _without(
        first.periods, range(pair.periods.start + pair.shift, pair.periods.stop + pair.shift)
    )
    only_after = _without(second.periods, pair.periods)
    for settings, only, which in ((first, only_before, "first"), (second, only_after, "second")):
        if only:
            noun = "Period" if len(only) == 1 else "Periods"
            named = period_name(settings, only[0]) if len(only) == 1 else ", ".join(spans(only))
            yield f"{noun} {named} of the {which} plan: not in the other plan, and not compared."


def _without(periods: int, common: range) -> list[int]:
    return [period for period in range(1, periods + 1) if period not in common]


def side_by_side(pair: Pair, before: pd.DataFrame, after: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """One row for each key and period that either plan has, of the periods that both have.

    Every other column stands there twice: as it was, and as it is (blank where that plan has no
    such row). Names are spelled as in the second plan.
    """
    names = {name: spelled(before[name], after[name].drop_duplicates()) for name in key}
    earlier = before.assign(period=before["period"] - pair.shift, **names)
    common = [frame[frame["period"].isin(pair.periods)] for frame in (earlier, after)]
    return common[0].merge(common[1], on=[*key, "period"], how="outer", suffixes=(BEFORE, AFTER))


def differ(rows: pd.DataFrame, *names: str) -> pd.Series:
    """Whether any of these numbers is another than it was; what neither plan has does not differ."""
    found = pd.Series(False, index=rows.index)
    for name in names:
        was, now = rows[name + BEFORE].astype(float), rows[name + AFTER].astype(float)
        noise = TOLD_AS_NOTHING * now.abs().clip(lower=1.0).fillna(1.0)
        found |= ((now - was).abs() > noise) | (was.isna() != now.isna())
    return found


def periods_of(first: int, last: int) -> str:
    """A run in words: ``period 2``, ``periods 2-4``."""
    return f"period{'s' if first != last else ''} {span(first, last)}"
