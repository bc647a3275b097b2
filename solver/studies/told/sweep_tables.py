"""The tables of a sweep: a row a step or a value, a matrix of two numbers, a frontier."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from solver.plan import Plan
from solver.results.tables import Field, Show, Table, make_table
from solver.studies.point import PointOutcome
from solver.studies.sweep.staircase import NumberStaircase, NumberStep
from solver.studies.sweep.sweep import SweepAnswer
from solver.studies.sweep.varied import VariedNumber
from solver.studies.told.point_columns import (
    AT_LEAST,
    Told,
    closing_columns,
    measure_columns,
    rank_columns,
    table_of,
)
from solver.studies.told.rank_words import (
    PROVED,
    RankWords,
    known_lows,
    proof_words,
    units_note,
)
from solver.studies.told.sweep_sentences import rank_told
from solver.studies.told.varied_words import axis_of, field_of, labels_of, phrases_of, value_text

STEPS_NOTE = "Each row is a step of {number}: between From and To the ranks {up_to}stay as they are."
OPEN_STEPS_NOTE = (
    "Each row is a step of {number}. Where it is proved, the ranks {up_to}stay as they are between From and "
    "To; where it is not, they come to this at most there, and to 'at least' at least: that is what was "
    "found in the time, and ups and downs between such rows are the search's, not the number's."
)
MEASURES = (
    "Force: of the last period in which anything is asked for. Taken: tied up, those at home between "
    "rotations too, when most are, whatever a cap counts."
)
ONE_PLAN = "Everything behind is what one plan of the step comes to; another may come to something else."


def steps_table(
    plan: Plan, answer: SweepAnswer, found: NumberStaircase, ranks: Sequence[RankWords], known: int
) -> Table:
    """One row for each step of a staircase; ``known``: how many ranks stay the same within one."""
    number, steps = answer.numbers[0], found.steps
    outcomes = [step.outcome for step in steps]
    proof = [_step_proof(step, ranks, known) for step in steps]
    columns = [
        Told(field_of(plan, number, "From"), [float(step.low) for step in steps]),
        Told(field_of(plan, number, "To"), [float(step.high) for step in steps]),
        *rank_columns(outcomes, ranks),
        *measure_columns(plan, outcomes),
        *closing_columns(outcomes, proof),
        Told(Field("Not looked at", Show.TEXT), _left_out(plan, number, steps), always=False),
    ]
    up_to = "" if known >= len(ranks) else f"up to {ranks[known - 1].name} "
    (called,) = phrases_of([number])
    how = STEPS_NOTE if all(step.proved for step in steps) else OPEN_STEPS_NOTE
    parts = (
        how.format(number=called, up_to=up_to),
        at_least_note(columns),
        ONE_PLAN,
        MEASURES,
        units_note(ranks),
    )
    return table_of("Steps", columns, " ".join(filter(None, parts)))


def _step_proof(step: NumberStep, ranks: Sequence[RankWords], known: int) -> str:
    """How sure a step is, in the ranks that it tells for all of its values."""
    words = proof_words(step.outcome)
    if not step.outcome.has_plan or not step.proved or known >= len(ranks):
        return words
    return PROVED if words == PROVED else f"up to {ranks[known - 1].name}"


def _left_out(plan: Plan, number: VariedNumber, steps: Sequence[NumberStep]) -> list[str]:
    """The values of each step of which none was looked at, and none follows from one that was."""
    ends = ((value_text(plan, number, step.low), value_text(plan, number, step.high)) for step in steps)
    return [
        "" if step.complete else " to ".join(dict.fromkeys(texts))
        for step, texts in zip(steps, ends, strict=True)
    ]


def values_table(plan: Plan, answer: SweepAnswer, ranks: Sequence[RankWords]) -> Table:
    """One row for each point of a grid, in the order in which it was asked for."""
    labels = labels_of(answer.numbers)
    columns = [
        Told(field_of(plan, number, label), [float(point.what[at][1]) for point in answer.points])
        for at, (number, label) in enumerate(zip(answer.numbers, labels, strict=True))
    ]
    columns += [
        *rank_columns(answer.points, ranks),
        *measure_columns(plan, answer.points),
        *closing_columns(answer.points),
    ]
    what = "pair of values" if len(answer.numbers) > 1 else "value"
    note = f"Each row is a {what} that was looked at, solved by itself."
    return table_of(
        "Values", columns, " ".join(filter(None, (note, at_least_note(columns), MEASURES, units_note(ranks))))
    )


def at_least_note(columns: Sequence[Told]) -> str:
    """How to read the columns of what is not proved, where there are any."""
    shown = any(each.field.name.endswith(AT_LEAST) and not each.blank for each in columns)
    return (
        "Where a rank is not proved, 'at least' says what no plan is below; it is blank where the rank is "
        "proved, and where nothing is known."
        if shown
        else ""
    )


def matrix_table(plan: Plan, answer: SweepAnswer, ranks: Sequence[RankWords]) -> Table:
    """The first rank that varies for each pair of values: the first number down, the second across."""
    down, across = answer.numbers
    labels = labels_of(answer.numbers)
    at = rank_told(answer)
    rank = ranks[at]
    rows, columns = down.range.values(), across.range.values()
    cells = [_cell(rank, point, at) for point in answer.points]
    body = [cells[line * len(rows) : (line + 1) * len(rows)] for line in range(len(columns))]
    corner = f"{labels[0]} ↓  {labels[1]} →"
    names = [value_text(plan, across, value) for value in columns]
    fields = [Field(corner, field_of(plan, down, corner).show), *(Field(name, Show.EXACT) for name in names)]
    data: dict[str, Sequence[object]] = {corner: [float(row) for row in rows]}
    data |= dict(zip(names, body, strict=True))
    ways = [axis_of(plan, number).title for number in (down, across)]
    note = f"{rank.axis.title}: {ways[0]} down, {ways[1]} across."
    if any(isinstance(cell, str) and cell.startswith("≤") for cell in cells):
        note += " ≤: not proved, this was found and less may be possible."
    return make_table("Grid", fields, pd.DataFrame(data), note=note)


def _cell(rank: RankWords, point: PointOutcome, at: int) -> object:
    """What a rank comes to at a pair: a number only where it is proved."""
    if not point.has_plan:
        return proof_words(point)
    value = point.values[at]
    return value if known_lows(point)[at] >= value else f"≤ {rank.text(rank.most(value))}"
