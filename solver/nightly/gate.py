"""The gate: whether a night's plan may take the place of the published one, and if not, why."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from solver.plan.plan import CHANGES
from solver.results.proof import open_ranks, what_is_proved
from solver.tables import each_row
from solver.text.numbers import counted, number, per_cent
from solver.tolerances import TOLD_AS_NOTHING

if TYPE_CHECKING:
    from solver.plan.plan import Settings
    from solver.results.compare import EvaluatedPlan
    from solver.results.compare.pair import Pair
    from solver.runs.pipeline import Run
    from solver.solution import RankValue


SHORTFALL = "minimum shortfall"
"""The objective that is held where no share is given."""

MOST_OF_A_KIND = 5
"""Requirements, and rules broken, that are named each; more are counted."""


def judge(run: Run, published: Path | None) -> tuple[str, ...]:
    """Why a plan may not be published, a sentence each; nothing if it may.

    ``published``: the workbook of the plan published so far; None on the first night. A plan passes if

    * the audit of the written workbook is clean, and every cap on the front line is kept;
    * every rank was proved within the gap;
    * no rank is worse than in the published plan by more than Worse at most, a share of its value;
    * no requirement that the published plan meets, as it is asked today, lacks more than that share;
    * no more units are added and taken away, against the published plan, than Changes at most.

    Where Worse at most is blank, minimum shortfall alone is held, and may not rise above what the published
    plan would lack of what is asked today; the word any holds nothing. Over other periods, what both have is
    compared. A blank Changes at most is no limit. The published plan counts with the values that it
    was published with, although pledges may have gone since: a sudden loss is what a person should see
    first. Every rank is held to the limit by itself, also where an earlier one got better.
    """
    reasons = [*_not_clean(run), *_over_caps(run), *_not_proved(run)]
    if published is not None:
        reasons += _against(run, published)
    return tuple(reasons)


def _not_clean(run: Run) -> Iterator[str]:
    """What a fresh audit of the workbook on disk finds."""
    from solver.runs.recheck import audit_written

    if run.output is None:
        yield "there is no written plan"
        return
    report, _ = audit_written(run.output, results=run.results)
    for breach in report.breaches[:MOST_OF_A_KIND]:
        yield f"the audit of the written workbook finds: {breach}"
    yield from _left_out(len(report.breaches), "the audit finds {} more")


def _over_caps(run: Run) -> Iterator[str]:
    """Caps that the results themselves say are not kept; a cap of NaN heads limits nothing."""
    for use in run.results.totals.cap_use if run.results else ():
        if use.taken > use.limit + TOLD_AS_NOTHING * max(1.0, abs(use.limit)):
            yield (
                f"drawdown of {use.cap} in period {use.period} is {counted(use.taken, 'head', 'heads')}, "
                f"more than its cap of {number(use.limit)}"
            )


def _not_proved(run: Run) -> Iterator[str]:
    """Ranks that were not proved within the gap, as far as they must be."""
    if run.solution.status == "optimal":
        return
    needed = _to_be_proved(run)
    if open_ranks(needed, run.gap):
        yield (
            f"{what_is_proved(run.solution.ranks, run.gap)}; the gap may be {run.gap * 100:g} %: give it "
            "more time (Settings: Time limit) or a wider gap (Settings: Gap)"
        )
    elif len(needed) == len(run.solution.ranks):
        yield "the time ran out before every rank was settled; give it more (Settings: Time limit)"


def _to_be_proved(run: Run) -> Sequence[RankValue]:
    """The ranks that must be proved: all, or those up to that of the objective that Settings name."""
    ranks, last = run.solution.ranks, run.plan.settings.proved_up_to
    named = [at for at, rank in enumerate(ranks) if last in [part.name for part in rank.parts]]
    return ranks[: named[0] + 1] if named else ranks


def _against(run: Run, published: Path) -> Iterator[str]:
    """What is worse than in the published plan, or changes too much of it."""
    from solver.errors import PlanError
    from solver.results.compare import evaluated
    from solver.results.compare.comparison import changed_arcs, changed_units, renamed
    from solver.results.compare.pair import line_up
    from solver.runs.recheck import read_evaluated

    settings = run.plan.settings
    share = settings.worse_at_most
    if share == math.inf and settings.changes_at_most is None:
        return
    now = evaluated("", run.plan, run.solution.allocation, run.solution.ranks)
    try:
        before = read_evaluated(published)
    except PlanError as error:
        yield f"the published plan cannot be read, so nothing could be compared with it: {error}"
        return
    pair = line_up(before, now)
    if not pair.periods:
        yield "the published plan has no period in common with this one, so nothing could be compared"
    if share is None:
        yield from _more_short(pair)
    elif share < math.inf:
        yield from _worse_ranks(pair, share)
        yield from _more_short_over_other_periods(pair, share)
        yield from _broken(pair, share)
    if settings.changes_at_most is not None:
        units = changed_units(changed_arcs(pair))
        if units > settings.changes_at_most + TOLD_AS_NOTHING:
            yield (
                f"{counted(units, 'unit', 'units')} added or taken away against the published plan, "
                f"more than the {settings.changes_at_most} of Changes at most"
            )
            yield from (f"{old} is gone and {new} is new: probably renamed" for old, new in renamed(pair))


def _more_short(pair: Pair) -> Iterator[str]:
    """Whether more lacks of minimums than the published plan would lack of what is asked today."""
    was, now = _lacks_of_today(pair, "minimum")
    if now > was + TOLD_AS_NOTHING * max(1.0, abs(was)):
        yield (
            f"{SHORTFALL} rises from {number(was)}{_by_what(pair, was)} to {number(now)}, where a blank "
            "Worse at most allows no rise; Settings: Worse at most takes a share, or the word any"
        )


def _more_short_over_other_periods(pair: Pair, share: float) -> Iterator[str]:
    """Whether more lacks by more than a share, where periods differ and sums of ranks say nothing."""
    for asked in () if pair.one_calendar else ("minimum", "target"):
        was, now = _lacks_of_today(pair, asked)
        if now > was * (1 + share) + TOLD_AS_NOTHING * max(1.0, abs(was)):
            yield (
                f"what lacks of {asked}s rises from {number(was)}{_by_what(pair, was)} to {number(now)}, "
                f"where Worse at most allows {per_cent(share, 1)}"
            )


def _by_what(pair: Pair, was: float) -> str:
    """The plan and demand that a shortfall is measured by: a demand that grew is no fault of the new plan."""
    if pair.one_calendar and abs(was - pair.before.objectives[SHORTFALL]) <= TOLD_AS_NOTHING * max(
        1.0, abs(was)
    ):
        return " in the published plan"
    over = "" if pair.one_calendar else ", in the periods that both have"
    return f" (what the published plan provides, against what is asked today{over})"


def _lacks_of_today(pair: Pair, demand: str) -> tuple[float, float]:
    """Shortfalls against today's minimums (targets): of the published plan, and of this one.

    Weighed as the objective does, with floors of the force among the minimums.
    """
    from solver.results.compare.pair import AFTER, BEFORE, side_by_side

    before, after = pair.before.ledger, pair.after.ledger
    rows = side_by_side(pair, before.coverage, after.coverage, ["site", "role"])
    need, weight = rows[demand + AFTER], rows["weight" + AFTER] * rows["unit_worth" + AFTER]
    force = side_by_side(pair, before.force, after.force, [])

    def lacks(of: str) -> float:
        short = (need - rows["provided" + of].fillna(0.0)).clip(lower=0.0) * weight
        floors = (force["floor" + AFTER] - force["heads" + of].fillna(0.0)).clip(lower=0.0)
        return float(short.sum() + (floors.sum() if demand == "minimum" else 0.0))

    return lacks(BEFORE), lacks(AFTER)


def _worse_ranks(pair: Pair, share: float) -> Iterator[str]:
    """Ranks that are worse by more than a share; those that are ranked alike, over the same periods."""
    if not pair.one_calendar:
        return
    before = {_likeness(rank): _value(rank, pair.before) for rank in pair.before.ranks}
    for rank in pair.after.ranks:
        was, now = before.get(_likeness(rank)), _value(rank, pair.after)
        if was is None or not _likeness(rank)[1]:
            continue
        most = was + share * abs(was)
        if now > most + TOLD_AS_NOTHING * max(1.0, abs(most)):
            name = " + ".join(part.name for part in rank.parts if part.name != CHANGES)
            worse = (
                f"{per_cent((now - was) / abs(was), 1)} more" if abs(was) > TOLD_AS_NOTHING else "none before"
            )
            yield (
                f"{name} rises from {number(was)} in the published plan to {number(now)} ({worse}), "
                f"where Worse at most allows {per_cent(share, 1)}"
            )


def _likeness(rank: RankValue) -> tuple[int, tuple[tuple[str, float], ...]]:
    """What identifies a rank: number, objectives, weights; ``changes`` depend on another plan each night."""
    parts = sorted((part.name, part.weight) for part in rank.parts if part.name != CHANGES)
    return rank.rank, tuple(parts)


def _value(rank: RankValue, answer: EvaluatedPlan) -> float:
    """The rank's value in the written plan, without ``changes``."""
    kept = [part for part in rank.parts if part.name != CHANGES]
    return float(sum(part.weight * answer.objectives[part.name] for part in kept))


def _broken(pair: Pair, share: float) -> Iterator[str]:
    """Requirements of today that the published plan meets and this plan does not, by more than a share.

    One that has grown beyond what the published plan provides, or is new, is not broken by this plan.
    """
    from solver.results.compare.pair import AFTER, BEFORE, side_by_side

    coverage = [answer.ledger.coverage for answer in (pair.before, pair.after)]
    rows = side_by_side(pair, coverage[0], coverage[1], ["site", "role"])
    rows = rows.assign(now=rows["provided" + AFTER], was=rows["provided" + BEFORE].fillna(0.0))
    lost = []
    for asked in ("minimum", "target"):
        each = rows.assign(asked=asked, need=rows[asked + AFTER], lack=rows[asked + AFTER] - rows["now"])
        dust = TOLD_AS_NOTHING * each["need"].abs().clip(lower=1.0)
        lost.append(each[(each["was"] >= each["need"] - dust) & (each["lack"] > share * each["need"] + dust)])
    told = pd.concat(lost, ignore_index=True).drop_duplicates(["site", "role", "period"])  # minimum first
    words = _in_words(told, pair.after.plan.settings)
    yield from (f"{each}, more than {per_cent(share, 1)} short" for each in words[:MOST_OF_A_KIND])
    yield from _left_out(len(words), "{} more requirements that were met are not")


def _in_words(lost: pd.DataFrame, settings: Settings) -> list[str]:
    """One sentence for each requirement and its consecutive periods with equal numbers, the worst first."""
    from solver.results.compare.pair import AFTER, periods_of
    from solver.results.tables import one_row_a_run, period_runs

    if lost.empty:
        return []
    rows = one_row_a_run(period_runs(lost, ["site", "role", "asked"], ["need", "now"]), ["lack"])
    rows = rows.sort_values("lack", ascending=False, kind="stable").rename(
        columns={"measure" + AFTER: "measure"}
    )
    sentences = []
    for row in each_row(rows.rename(columns={"From": "first", "To": "last"})):
        when = f", {periods_of(row.first, row.last)}" if settings.periods > 1 else ""
        sentences.append(
            f"{row.site} / {row.role}{when}: the {row.asked} of {number(row.need)} {row.measure} "
            f"was met and no longer is, with {number(row.now)}"
        )
    return sentences


def _left_out(count: int, words: str) -> Iterator[str]:
    """A sentence with the number of those that were not named, if any."""
    if count > MOST_OF_A_KIND:
        yield words.format(count - MOST_OF_A_KIND)
