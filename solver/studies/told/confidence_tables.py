"""The tables of confidence: in all, by requirement, by period, the force; and the chances to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from solver.plan import Plan
from solver.results.tables import Field, Show, Table
from solver.studies.confidence.confidence import ConfidenceAnswer, DrawnAnswer
from solver.studies.confidence.intervals import Interval
from solver.studies.confidence.replanned import MINIMUM_NO_WORSE, NOTHING_LACKS, TARGET_NO_WORSE
from solver.studies.told.chance_words import FIXED_NOTE, IN_TABLE, SHORT, every_minimum, in_table, range_text
from solver.studies.told.point_columns import Told, table_of

MET = {"minimum_met": "Minimum met", "target_met": "Target met"}

SPREAD = {"low": "bad case", "median": "middle case", "high": "good case"}
"""Which heads are told, and how."""


def overall(answer: ConfidenceAnswer) -> Table:
    """One row for each thing that holds or does not, if nobody replans and if all do; both ways beside it."""
    ways = {SHORT[each.by]: _held(each) for each in answer.drawn}
    rows = list(dict.fromkeys(key for held in ways.values() for key in held))
    columns = [
        Told(Field("What", Show.TEXT), [what for what, _ in rows]),
        Told(Field("Who replans", Show.TEXT), [who for _, who in rows]),
    ]
    for way, held in ways.items():
        columns.append(Told(Field(way.capitalize(), Show.TEXT), [held[key][0] for key in rows]))
    for way, held in ways.items():
        columns.append(Told(Field(f"Cases, {way}", Show.COUNT), [held[key][1] for key in rows]))
    return table_of("In all", columns, f"Planned: the plan as it stands, if all come. {IN_TABLE}")


def _held(drawn: DrawnAnswer) -> dict[tuple[str, str], tuple[str, int]]:
    """By what holds and who replans: its chance in words, and the cases that were counted."""
    fixed, found = drawn.fixed, drawn.replanned
    chances = {
        f"{_capital(every_minimum(fixed))} met": fixed.nothing_lacks,
        "Every target met": fixed.every_target,
        _capital(MINIMUM_NO_WORSE): fixed.minimum_shortfall.no_worse,
        _capital(TARGET_NO_WORSE): fixed.target_shortfall.no_worse,
    }
    held = {
        (what, "nobody"): (in_table(chance.probability, chance.low, chance.high), fixed.worlds)
        for what, chance in chances.items()
        if chance is not None
    }
    if found is None:
        return held
    anew = {
        (_capital(f"{every_minimum(fixed)} met" if what == NOTHING_LACKS else what), "all"): (
            _planned_anew(interval),
            found.worlds,
        )
        for what, interval in found.intervals.items()
        if what != NOTHING_LACKS or fixed.nothing_lacks is not None
    }
    return held | anew


def _planned_anew(interval: Interval) -> str:
    """Where a chance lies, in a cell."""
    exact = interval.low >= interval.high
    return in_table(interval.low, interval.low, interval.low) if exact else range_text(interval)


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def throughout(answer: ConfidenceAnswer) -> Table:
    """One row a site and role, the weakest first."""
    chances = _asked(answer, "throughout")
    last = chances[-1][1]
    order = last.sort_values([name for name in MET if last[name].notna().any()], kind="stable").index
    chances = [(way, rows.loc[order]) for way, rows in chances]
    rows = chances[0][1]
    columns = [
        Told(Field("Site", Show.TEXT), rows["site"].tolist()),
        Told(Field("Role", Show.TEXT), rows["role"].tolist()),
        *_chances(chances, MET),
    ]
    return table_of("Chances", columns, f"{FIXED_NOTE} {IN_TABLE}")


def by_period(answer: ConfidenceAnswer) -> Table:
    """One row a requirement and period."""
    chances = _asked(answer, "requirements")
    rows = chances[0][1]
    columns = [
        Told(Field("Site", Show.TEXT), rows["site"].tolist()),
        Told(Field("Role", Show.TEXT), rows["role"].tolist()),
        Told(Field("Period", Show.PERIOD), rows["period"].tolist()),
        Told(Field("Minimum", Show.AMOUNT), rows["minimum"].tolist()),
        Told(Field("Target", Show.AMOUNT), rows["target"].tolist()),
        Told(Field("If all come", Show.AMOUNT), rows["own"].tolist()),
        *_chances(chances, MET),
    ]
    note = f"If nobody replans; if all come: what the plan provides. {IN_TABLE}"
    return table_of("Chances by period", columns, note)


def force_table(answer: ConfidenceAnswer) -> Table:
    """One row a period."""
    first = answer.drawn[0].fixed.force
    columns = [
        Told(Field("Period", Show.PERIOD), first["period"].tolist()),
        Told(Field("Floor", Show.HEADS), first["floor"].tolist(), always=False),
        Told(Field("If all come", Show.HEADS), first["own"].tolist()),
    ]
    for each in answer.drawn:
        rows = each.fixed.force
        for name, case in SPREAD.items():
            field = Field(f"{SHORT[each.by].capitalize()}, {case}", Show.HEADS)
            columns.append(Told(field, rows[name].tolist()))
    frames = [(SHORT[each.by], each.fixed.force) for each in answer.drawn]
    columns += _chances(frames, {"floor_met": "Floor met"})
    note = (
        "Heads that count, if nobody replans. Bad, middle and good case: in one case of twenty, in half of "
        f"all and in nineteen of twenty the force has so many heads or fewer. {IN_TABLE}"
    )
    return table_of("Force", columns, note)


def _chances(rows: Sequence[tuple[str, pd.DataFrame]], labels: Mapping[str, str]) -> Iterator[Told]:
    """The columns of chances; ``rows``: by way of deciding, the same rows."""
    for chance, label in labels.items():
        for way, frame in rows:
            ends = (frame[f"{chance}{end}"] for end in ("", "_low", "_high"))
            told = [in_table(*row) for row in zip(*ends, strict=True)]
            yield Told(Field(f"{label}, {way}", Show.TEXT), told, always=False)


def _asked(answer: ConfidenceAnswer, name: str) -> list[tuple[str, pd.DataFrame]]:
    """By way of deciding: the rows of a table of chances in which anything is asked."""
    tables = [(SHORT[each.by], getattr(each.fixed, name)) for each in answer.drawn]
    return [(way, rows[rows[list(MET)].notna().any(axis=1)]) for way, rows in tables]


def pledges_to_fill_in(plan: Plan) -> Table:
    """One row a contingent: the pledges whose chances are asked for, and what stands there."""
    rows = plan.contingents
    columns = [
        Told(Field("Contingent", Show.TEXT), rows["contingent"].tolist()),
        Told(Field("Nation", Show.TEXT), rows["nation"].tolist()),
        Told(Field("Units", Show.UNITS), rows["units"].tolist()),
        Told(Field("Heads per unit", Show.HEADS), rows["heads_per_unit"].tolist()),
        Told(Field("Confidence", Show.SHARE), rows["confidence"].tolist()),
        Told(Field("Row", Show.COUNT), rows["sheet_row"].astype(int).tolist()),
    ]
    note = "The pledges of sheet Contingents, each with its Confidence as it stands: blank there is 100 %."
    return table_of("Confidence to fill in", columns, note)
