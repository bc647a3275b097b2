"""What a diagnosis says, in the planner's words: sections of lines, similar rows told as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from solver import schema
from solver.errors import Finding, told
from solver.plan import Plan
from solver.reasons.cells import (
    Cell,
    Relaxation,
    cell_name,
    cell_value,
    number_step,
    place_of,
    reading_order,
    row_name,
    switch_step,
    switch_text,
)
from solver.reasons.diagnosis import Conflict, Diagnosis, Proposal
from solver.reasons.repair_text import change_record, in_order, left_by, numbered, repair_record, with_set

ALIKE_FROM = 4
"""From so many rows on, those that say the same of the same column are told as one."""

FULL_FROM = 0.8
"""Share from which on it is worth telling that a limit is used so far."""

NAMED = 2
"""Rows that are named where they are told as one."""

NO_PLAN = "No plan keeps every hard rule"
NOT_FOUND = "No plan was found in the time; give it more with --time-limit."
MORE = "The search for this ended before every number was judged; there may be more."
NOTHING_YET = (
    "The search for what to give ended with its time or steps before anything was found; more --time-limit "
    "may find it."
)
TO_TRY = (
    "To try: more time (--time-limit); a scenario without some of what must be (Must deploy, Locks, Least "
    "heads, Open); Whole units = no, which shows whether it is whole units alone that do not fit."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of what a diagnosis says: a heading, and lines with their place. ``aside``: a remark."""

    heading: str
    lines: tuple[Finding, ...] = ()
    aside: bool = False


def sections(plan: Plan, diagnosis: Diagnosis) -> tuple[Section, ...]:
    """All that a diagnosis says, in order."""
    if not diagnosis.impossible:
        return _not_found(plan, diagnosis)
    found = []
    if not _repeated(diagnosis):
        found.append(_contradiction(plan, diagnosis.conflict))
    if diagnosis.singles:
        single = [each.relaxations[0] for each in diagnosis.singles]
        lines = tuple(_changes(plan, single, any_one=True))
        least = all(change.least for change in single)
        said = "The least to give" if least else "What to give"
        found.append(Section(heading=f"{said}, any one of these:", lines=lines))
        found += _plans_left(plan, diagnosis)
    elif diagnosis.sets:
        told_of = diagnosis.repairs or diagnosis.sets[:1]
        found += _sets(plan, told_of)
        if len(told_of) < len(diagnosis.sets):
            best = in_order(told_of).removesuffix(" first")
            rest = f"These are {best} {len(told_of)} of {len(diagnosis.sets)} such sets that were looked at."
            found.append(Section(heading=rest, aside=True))
    elif diagnosis.finished:
        found.append(Section(heading="No change of numbers was found that mends it."))
    if not diagnosis.finished:
        found.append(Section(heading=MORE if diagnosis.proposals else NOTHING_YET, aside=True))
    first, *others = found
    return (_headed(f"{NO_PLAN}. ", first), *others)


def _plans_left(plan: Plan, diagnosis: Diagnosis) -> list[Section]:
    """The plans that single changes leave, the best first."""
    repairs = diagnosis.repairs
    if not any(each.ranks for each in repairs):
        return []
    all_found = sum(bool(each.ranks) for each in repairs) == len(diagnosis.singles)
    of = "" if all_found else f"{len(repairs)} of them, " if len(diagnosis.singles) > len(repairs) else ""
    heading = f"What plan is left then, {of}{in_order(repairs)}:"
    return [Section(heading=heading, lines=tuple(numbered(plan, repairs)))]


def _sets(plan: Plan, repairs: Sequence[Proposal]) -> Iterable[Section]:
    """Sets of changes, each with the plan that it leaves."""
    for at, repair in enumerate(repairs):
        doubt = "" if repair.smallest else " (fewer may do)"
        heading = f"Or all of these{doubt}:" if at else f"No single number mends it. All of these do{doubt}:"
        lines = list(_changes(plan, repair.relaxations, any_one=False))
        if repair.ranks or len(repairs) > 1:
            lines += [told(text) for text in (left_by(plan, repairs, at), with_set(repair)) if text]
        yield Section(heading=heading, lines=tuple(lines))


def _headed(opening: str, section: Section) -> Section:
    return Section(heading=opening + section.heading, lines=section.lines, aside=section.aside)


def _repeated(diagnosis: Diagnosis) -> bool:
    """Whether the changes that mend it name every cell of the conflict anyway."""
    cells = {(cell.sheet, cell.sheet_row, cell.column) for cell in diagnosis.conflict.cells}
    named = {
        (change.cell.sheet, change.cell.sheet_row, change.cell.column)
        for proposal in diagnosis.singles
        for change in proposal.relaxations
    }
    return bool(diagnosis.singles) and cells <= named


def _contradiction(plan: Plan, conflict: Conflict) -> Section:
    """What contradicts itself, as far as that was shown."""
    lines = tuple(_cells(plan, conflict.cells))
    if conflict.shown == "proved":
        return Section(heading="These cannot all hold together:", lines=lines)
    if conflict.shown == "searched":
        heading = "With whole units these cannot all hold together, as far as two searches found:"
        return Section(heading=heading, lines=lines)
    limits = ", ".join(_limiting_sheets(plan))
    heading = f"The contradiction lies among what must be, below, and what limits it on the sheets {limits}:"
    return Section(heading=heading, lines=lines)


def _limiting_sheets(plan: Plan) -> list[str]:
    """The sheets in use whose numbers limit what may be sent, in order."""
    limiting = {"Contingents", "Sites", "Nations", "Requirements", "Force", "Drawdown caps", "Locks"}
    used = [
        sheet.name
        for sheet in schema.SHEETS
        if sheet.name in limiting and (getattr(plan, sheet.field)["sheet_row"] > 0).any()
    ]
    money = plan.settings.budget_per_period is not None or plan.settings.open_sites_at_most is not None
    return [*(["Settings"] if money or plan.settings.largest_share is not None else []), *used]


def _not_found(plan: Plan, diagnosis: Diagnosis) -> tuple[Section, ...]:
    """What there is to say where no plan was found, and none proved impossible."""
    opening = Section(heading=NOT_FOUND)
    last = Section(heading=TO_TRY, aside=True)
    if diagnosis.relaxation is True:
        heading = "With parts of units, sites and leads there is a plan: no sum of numbers excludes one."
        lines = tuple(_cells(plan, diagnosis.tight))
        used = f"It uses one of these limits to {100 * diagnosis.used:.0f} % or more:"
        tight = Section(heading=f"{heading} {used}", lines=lines)
        told = bool(lines) and diagnosis.used >= FULL_FROM
        return (opening, tight if told else Section(heading=heading), last)
    heading = "Whether there is one with parts of units was not settled, either. What must be:"
    lines = tuple(_cells(plan, diagnosis.conflict.cells))
    return (opening, Section(heading=heading, lines=lines), last) if lines else (opening, last)


def _cells(plan: Plan, cells: Iterable[Cell]) -> Iterable[Finding]:
    """A line for each cell, or for all that are alike."""
    for alike in groups(cells):
        cell, count = alike[0], len(alike)
        told = cell_name(plan, cell) + f": {cell_value(plan, cell)}"
        if count > 1:
            told = f"{cell.column} of {rows_told(plan, alike)} ({_some(plan, alike)})"
        yield Finding(place=place_of(cell), message=told)


def _changes(plan: Plan, changes: Sequence[Relaxation], *, any_one: bool) -> Iterable[Finding]:
    """A line for each change, or for all that are alike; ``any_one``: one of them does."""
    by_cell = {change.cell: change for change in changes}
    for alike in groups(by_cell):
        if len(alike) == 1:
            yield by_cell[alike[0]].sentence(plan)
            continue
        rows = f"{'any one of' if any_one else 'all'} {rows_told(plan, alike)}"
        first = by_cell[alike[0]]
        if first.cell.switch:
            told = f"{switch_text(first.cell, rows)} {switch_step(plan, first)} ({_some(plan, alike)})"
        else:
            steps = [f"{row_name(plan, cell)} {number_step(plan, by_cell[cell])}" for cell in alike[:NAMED]]
            turn = "raise" if first.new > first.old else "lower"
            told = f"{turn} {first.cell.column} of {rows}: {', '.join(steps)}{_more(alike)}"
            told += "" if all(by_cell[cell].least for cell in alike) else " (less may do)"
        yield Finding(place=place_of(first.cell), message=told, severity="error")


def groups(cells: Iterable[Cell]) -> list[tuple[Cell, ...]]:
    """The cells as a planner reads them, those of one column together where they are many."""
    kinds: dict[tuple[object, ...], list[Cell]] = {}
    seen = set()
    for cell in sorted(cells, key=reading_order):
        if (cell.sheet, cell.sheet_row, cell.column) not in seen:
            seen.add((cell.sheet, cell.sheet_row, cell.column))
            kinds.setdefault((cell.sheet, cell.column), []).append(cell)
    many = {kind for kind, alike in kinds.items() if len(alike) >= ALIKE_FROM}
    found = [
        each
        for kind, alike in kinds.items()
        for each in ([tuple(alike)] if kind in many else [(cell,) for cell in alike])
    ]
    return sorted(found, key=lambda alike: reading_order(alike[0]))


def rows_told(plan: Plan, cells: Sequence[Cell]) -> str:
    """The rows of one sheet in few words, such as ``38 contingents of France`` or ``9 locks at 2 sites``."""
    sheet = cells[0].sheet
    nouns = {"Force": "rows of Force", "Backfill": "rows of Backfill"}
    told = f"{len(cells)} {nouns.get(sheet, sheet.lower())}"
    frame: pd.DataFrame = getattr(plan, schema.sheet(sheet).field)
    rows = frame[frame["sheet_row"].isin([cell.sheet_row for cell in cells])]
    if sheet == "Contingents":
        told += _of(rows["nation"], " of ", "nations")
    elif sheet == "Locks":
        nation = plan.contingents.set_index("contingent")["nation"]
        told += _of(rows["contingent"].map(nation), " of ", "nations")
    elif sheet == "Requirements":
        told += _of(rows["site"], " at ", "sites")
    return told


def _of(names: pd.Series, joint: str, plural: str) -> str:
    """Whose the rows are: the one name that all have, or how many there are."""
    distinct = names.dropna().unique()
    return f"{joint}{distinct[0]}" if len(distinct) == 1 else f"{joint}{len(distinct)} {plural}"


def _some(plan: Plan, cells: Sequence[Cell]) -> str:
    """The first rows by name, and how many more there are."""
    return ", ".join(row_name(plan, cell) for cell in cells[:NAMED]) + _more(cells)


def _more(cells: Sequence[Cell]) -> str:
    more = len(cells) - NAMED
    return f" and {more} more" if more > 0 else ""


def diagnosis_record(plan: Plan, diagnosis: Diagnosis) -> dict[str, object]:
    """The diagnosis as the record of a run keeps it."""
    conflict = diagnosis.conflict
    return {
        "impossible": diagnosis.impossible,
        "shown": conflict.shown if diagnosis.impossible else "nothing",
        "irreducible": conflict.irreducible,
        "finished": diagnosis.finished,
        "relaxation": diagnosis.relaxation,
        "conflict": [_group_record(plan, alike) for alike in groups(conflict.cells)],
        "used": diagnosis.used,
        "tight": [_group_record(plan, alike) for alike in groups(diagnosis.tight)],
        "any_one": [change_record(each.relaxations[0]) for each in diagnosis.singles],
        "all_of": list(map(change_record, diagnosis.together.relaxations if diagnosis.together else ())),
        "repairs": [repair_record(each) for each in diagnosis.repairs],
    }


def _group_record(plan: Plan, cells: Sequence[Cell]) -> dict[str, object]:
    """Rows that are alike: their sheet and column, the rows, and how they are told."""
    first = cells[0]
    told = cell_name(plan, first) if len(cells) == 1 else f"{first.column} of {rows_told(plan, cells)}"
    rows = [cell.sheet_row for cell in cells if cell.sheet_row]
    return {"sheet": first.sheet, "column": first.column, "rows": rows, "told": told}
