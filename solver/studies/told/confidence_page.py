"""The page of confidence: how likely each requirement is met, by the plan that stands and by the best one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from solver.plan import Plan
from solver.results.study_page import ChartAxis, ChartPoint, ChartSeries, StudyChart, StudyPage
from solver.results.tables import Field, Show, Table
from solver.studies.confidence.confidence import ALL_CERTAIN, ConfidenceAnswer, DrawnAnswer
from solver.studies.confidence.fixed_plan import Chance
from solver.studies.confidence.intervals import Interval
from solver.studies.confidence.replanned import MINIMUM_NO_WORSE, NOTHING_LACKS
from solver.studies.told.point_columns import Told, table_of
from solver.text.numbers import counted, number, per_cent
from solver.tolerances import TOLD_AS_NOTHING

MOST_BARS = 12
"""Sites and roles that the chart shows: the weakest."""

DECIDES = {"contingent": "each contingent decides for itself", "nation": "nations decide for all they pledge"}
"""Who draws, in words."""

SHORT = {"contingent": "contingents decide", "nation": "nations decide"}

FIXED_NOTE = (
    "If nobody replans: the plan as it stands, without the units of those who do not come. Throughout: in "
    "all periods in which it is asked for."
)


def confidence_page(plan: Plan, answer: ConfidenceAnswer) -> StudyPage:
    """How likely a plan does what is asked, as a page."""
    named = f"{plan.settings.plan_name}: " if plan.settings.plan_name else ""
    tables = [_throughout(answer), _overall(answer), _requirements(answer), _force(answer)]
    return StudyPage(
        title="How likely is it?",
        marking=plan.settings.marking,
        question=f"{named}how likely is each requirement met, if every pledge comes with its Confidence?",
        sentences=tuple(_sentences(answer)),
        chart=_chart(answer),
        tables=tuple(table for table in tables if len(table.frame)),
        notes=tuple(_notes(answer)),
    )


def chance_text(chance: Chance | None) -> str:
    """A chance in words: ``45 %``, or ``45 % (44 to 46 %)`` where it was counted in samples."""
    if chance is None:
        return "not asked"
    return interval_text(Interval(low=chance.low, high=chance.high), chance.probability)


def interval_text(interval: Interval, probability: float | None = None) -> str:
    """Where a probability lies: ``45 %``, ``45 % (44 to 46 %)``, or ``44 to 46 %``."""
    low, high = percent(interval.low), percent(interval.high)
    if interval.low >= interval.high:
        return low
    between = f"{low.removesuffix(' %')} to {high}"
    return between if probability is None else f"{percent(probability)} ({between})"


def percent(share: float) -> str:
    """A probability in per cent; one that is not quite 0 or 1 is not told as that."""
    if 0.0 < share < 0.001:
        return "0.1 %" if share >= 0.0005 else "under 0.1 %"
    if 0.999 < share < 1.0:
        return "99.9 %"
    return per_cent(share, 1 if share * 1000 % 10 >= 0.5 and not 0.1 <= share <= 0.9 else 0)


def _sentences(answer: ConfidenceAnswer) -> Iterator[str]:
    """The answer: all of it, its weakest place, and what replanning saves."""
    if not answer.uncertain:
        yield f"Every pledge is certain: {ALL_CERTAIN}."
        return
    yield _in_all(answer)
    yield _weakest(answer)
    replanned = [(each.by, each.replanned) for each in answer.drawn if each.replanned is not None]
    if replanned:
        measure = NOTHING_LACKS if not _lacks_anyhow(answer) else MINIMUM_NO_WORSE
        told = (f"{interval_text(found.intervals[measure])} where {DECIDES[by]}" for by, found in replanned)
        what = EVERY_MINIMUM if measure == NOTHING_LACKS else "the minimum shortfall is no worse than planned"
        yield f"If all replan for those who come, {what} with a chance of {', '.join(told)}."


def _has_minimums(answer: ConfidenceAnswer) -> bool:
    return answer.drawn[0].fixed.every_minimum is not None


EVERY_MINIMUM = "every minimum and floor is met"


def _lacks_anyhow(answer: ConfidenceAnswer) -> bool:
    """Whether the plan lacks something to a minimum or floor though all come."""
    return answer.drawn[0].fixed.minimum_shortfall.own > 0.0


def _in_all(answer: ConfidenceAnswer) -> str:
    """How likely all that matters first is met; where it is not though all come, how much worse it gets."""
    if _lacks_anyhow(answer):
        own = answer.drawn[0].fixed.minimum_shortfall.own
        halves = (f"{_half(each)} where {DECIDES[each.by]}" for each in answer.drawn)
        return (
            f"The plan as it stands has a minimum shortfall of {number(own)}; if nobody replans, that "
            f"{', and '.join(halves)}."
        )
    parts = (f"{_every(each)} where {DECIDES[each.by]}" for each in answer.drawn)
    asked = EVERY_MINIMUM if _asks_minimum(answer) else "every target is met"
    return f"If nobody replans, {asked} with a chance of {', '.join(parts)}."


def _half(drawn: DrawnAnswer) -> str:
    """What becomes of the minimum shortfall in half of all cases."""
    spread = drawn.fixed.minimum_shortfall
    if spread.median <= spread.own + TOLD_AS_NOTHING * max(1.0, spread.own):
        return "does not rise in at least half of all cases"
    return f"is {number(spread.median)} or more in half of all cases"


def _asks_minimum(answer: ConfidenceAnswer) -> bool:
    """Whether a minimum is asked for, or a floor."""
    return _has_minimums(answer) or bool((answer.drawn[0].fixed.force["floor"] > 0.0).any())


def _every(drawn: DrawnAnswer) -> str:
    """The chance that nothing lacks to minimums and floors; where none is asked, to targets."""
    fixed = drawn.fixed
    asked = fixed.every_minimum is not None or bool((fixed.force["floor"] > 0.0).any())
    return chance_text(fixed.minimum_shortfall.no_worse if asked else fixed.every_target)


def _shown_chance(answer: ConfidenceAnswer) -> str:
    """The chance that matters first."""
    return "minimum_met" if _has_minimums(answer) else "target_met"


def _at_stake(answer: ConfidenceAnswer, drawn: DrawnAnswer) -> pd.DataFrame:
    """The sites and roles whose chance is not known to be 0 or 1, the weakest first.

    A case that was not drawn may still happen: what is sure has an interval of nothing but 0, or 1.
    """
    rows, name = drawn.fixed.throughout, _shown_chance(answer)
    return rows[(rows[f"{name}_high"] > 0.0) & (rows[f"{name}_low"] < 1.0)].sort_values(name, kind="stable")


def _weakest(answer: ConfidenceAnswer) -> str:
    """The weakest site and role of the way of drawing that is told last, which has the longer tails."""
    drawn, name = answer.drawn[-1], _shown_chance(answer)
    rows = _at_stake(answer, drawn)
    what = "minimum" if name == "minimum_met" else "target"
    if rows.empty:
        return f"No {what} hangs on a pledge that may not come."
    row = rows.iloc[0]
    chance = Chance(
        probability=float(row[name]), low=float(row[f"{name}_low"]), high=float(row[f"{name}_high"])
    )
    never = int((drawn.fixed.throughout[f"{name}_high"] == 0.0).sum())
    missed = f" {counted(never, 'is', 'are')} missed whoever comes." if never else ""
    return (
        f"The weakest {what} at stake is {row['role']} at {row['site']}, met throughout with a chance of "
        f"{chance_text(chance)} where {DECIDES[drawn.by]}.{missed}"
    )


def _notes(answer: ConfidenceAnswer) -> Iterator[str]:
    yield FIXED_NOTE
    if not answer.uncertain:
        return
    for each in answer.drawn:
        fixed = each.fixed
        how = "all combinations, exactly" if fixed.exact else "samples; Clopper-Pearson intervals at 95 %"
        yield f"{SHORT[each.by].capitalize()}: {counted(fixed.worlds, 'world', 'worlds')}, {how}."
        found = each.replanned
        if found is not None:
            worlds = counted(found.worlds, "world", "worlds")
            if found.exact:
                yield f"Planned anew where {SHORT[each.by]}: {worlds}, all there are."
            else:
                enough = "every interval is as narrow as asked" if found.ended else "the most that was asked"
                yield (
                    f"Planned anew where {SHORT[each.by]}: {worlds}, until {enough}; "
                    "intervals at 95 % that allow to look after each batch (confidence sequence)."
                )
            if found.unproved:
                unproved = counted(found.unproved, "world is", "worlds are")
                yield f"{unproved} not proved, and may widen the intervals."


def _chart(answer: ConfidenceAnswer) -> StudyChart | None:
    """The weakest sites and roles, a bar for each way of drawing."""
    if not answer.uncertain:
        return None
    name = _shown_chance(answer)
    order = _at_stake(answer, answer.drawn[-1]).index[:MOST_BARS]
    if order.empty:
        return None
    series = []
    for each in answer.drawn:
        rows = each.fixed.throughout.loc[order]
        points = (
            ChartPoint(at=f"{role}, {site}", value=float(chance), low=float(chance))
            for site, role, chance in zip(rows["site"], rows["role"], rows[name], strict=True)
        )
        series.append(ChartSeries(name=SHORT[each.by].capitalize(), points=tuple(points)))
    what = "minimum" if name == "minimum_met" else "target"
    return StudyChart(
        kind="bars",
        title=f"The weakest at stake: chance that the {what} is met throughout, if nobody replans",
        across=ChartAxis(name="Role and site"),
        up=ChartAxis(name="Chance", show=Show.SHARE),
        series=tuple(series),
    )


def _chances(answer: ConfidenceAnswer, name: str, labels: Mapping[str, str]) -> Iterator[Told]:
    """The columns of chances: all probabilities first, then the ends of their intervals."""
    frames = [(SHORT[each.by], each.fixed.exact, getattr(each.fixed, name)) for each in answer.drawn]
    for chance, label in labels.items():
        for who, _, rows in frames:
            yield Told(Field(f"{label}: {who}", Show.SHARE), rows[chance].tolist(), always=False)
    for chance, label in labels.items():
        for who, exact, rows in frames:
            for end in () if exact else ("low", "high"):
                field = Field(f"{label}: {who}, {end}", Show.SHARE)
                yield Told(field, rows[f"{chance}_{end}"].tolist(), always=False)


MET = {"minimum_met": "Minimum met", "target_met": "Target met"}


def _throughout(answer: ConfidenceAnswer) -> Table:
    """One row a site and role."""
    rows = answer.drawn[0].fixed.throughout
    columns = [
        Told(Field("Site", Show.TEXT), rows["site"].tolist()),
        Told(Field("Role", Show.TEXT), rows["role"].tolist()),
        *_chances(answer, "throughout", MET),
    ]
    return table_of("Chances", columns, f"{FIXED_NOTE} Low, high: of the interval at 95 %.")


def _requirements(answer: ConfidenceAnswer) -> Table:
    """One row a requirement and period."""
    rows = answer.drawn[0].fixed.requirements
    columns = [
        Told(Field("Site", Show.TEXT), rows["site"].tolist()),
        Told(Field("Role", Show.TEXT), rows["role"].tolist()),
        Told(Field("Period", Show.PERIOD), rows["period"].tolist()),
        Told(Field("Minimum", Show.AMOUNT), rows["minimum"].tolist()),
        Told(Field("Target", Show.AMOUNT), rows["target"].tolist()),
        Told(Field("If all come", Show.AMOUNT), rows["own"].tolist()),
        *_chances(answer, "requirements", MET),
    ]
    return table_of("Chances by period", columns, "If nobody replans; if all come: what the plan provides.")


def _force(answer: ConfidenceAnswer) -> Table:
    """One row a period."""
    first = answer.drawn[0].fixed.force
    columns = [
        Told(Field("Period", Show.PERIOD), first["period"].tolist()),
        Told(Field("Floor", Show.HEADS), first["floor"].tolist(), always=False),
        Told(Field("If all come", Show.HEADS), first["own"].tolist()),
    ]
    for each in answer.drawn:
        rows = each.fixed.force
        for name, quantile in (("low", "5 %"), ("median", "half"), ("high", "95 %")):
            field = Field(f"In {quantile} no more, {SHORT[each.by]}", Show.HEADS)
            columns.append(Told(field, rows[name].tolist()))
    columns += _chances(answer, "force", {"floor_met": "Floor met"})
    note = "If nobody replans: heads that count, not exceeded in 5 %, half and 95 % of all worlds."
    return table_of("Force", columns, note)


def _overall(answer: ConfidenceAnswer) -> Table:
    """One row for each thing that holds or does not, by way of drawing; then how large the shortfalls get."""
    rows: list[tuple[str, str, str, object, object, object, object]] = []
    for each in answer.drawn:
        fixed, who = each.fixed, SHORT[each.by].capitalize()
        for what, chance in (
            ("Every minimum met", fixed.every_minimum),
            ("Every target met", fixed.every_target),
            ("Minimum shortfall no worse", fixed.minimum_shortfall.no_worse),
            ("Target shortfall no worse", fixed.target_shortfall.no_worse),
        ):
            if chance is not None:
                numbers = (chance.probability, chance.low, chance.high)
                rows.append((what, who, "nobody", *numbers, fixed.worlds))
        if each.replanned is not None:
            for what, interval in each.replanned.intervals.items():
                known = interval.low if interval.low == interval.high else None
                ends = (known, interval.low, interval.high)
                rows.append((what[0].upper() + what[1:], who, "all", *ends, each.replanned.worlds))
    fields = (
        Field("What", Show.TEXT),
        Field("Who decides", Show.TEXT),
        Field("Who replans", Show.TEXT),
        Field("Chance", Show.SHARE),
        Field("Low", Show.SHARE),
        Field("High", Show.SHARE),
        Field("Worlds", Show.COUNT),
    )
    columns = [Told(field, [row[at] for row in rows]) for at, field in enumerate(fields)]
    note = "Low, high: where the chance lies at 95 %. No worse: than the plan as it stands, if all come."
    return table_of("In all", columns, note)
