"""A written plan read back from its workbook: the allocation, and how it came about."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from solver.errors import Finding, Place, PlanError
from solver.excel.package.ranges import column_letters
from solver.excel.package.refusals import UnreadableError, refused
from solver.excel.read.reader import REMEDY, CellFindings, OwnedSheet, read_owned, text_of
from solver.excel.read.written_scenarios import altered_reasons, altered_rows, compared_in, reasons_in
from solver.results import columns
from solver.results.run import Stated, run_checksums
from solver.results.tables import Field
from solver.schema import REASON_SHEETS, SCENARIOS_COMPARED
from solver.solution import ALLOCATION_COLUMNS, Part, RankValue
from solver.tables import fold

ALLOCATION, RUN = "Allocation", "Run"
MOST_SPREAD = 2_000_000
"""Rows that an allocation may have, one a period; a plan of campaign size has less than a tenth."""

Row = Sequence[object]
"""The values of a sheet's row, from column A."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WrittenPlan(Stated):
    """What a written workbook says about its plan, beside what its sheet Run states.

    ``allocation`` and ``baseline`` (None: there was none) have the columns of ``ALLOCATION_COLUMNS``, one row
    a period, as they stand in the sheets, also where somebody edited them: the audit is the judge.
    """

    allocation: pd.DataFrame
    status: str
    relaxed: bool
    tables_sha256: str
    altered: tuple[int, ...] = ()
    """Rows of Run that the checksums there do not fit; of a whole that they do not fit, their own row."""
    altered_sheets: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Rows that their checksums do not fit, by sheet: of Scenarios compared, and of the sheets of answers; a
    sheet's first row, where rows are missing."""

    def fact(self, name: str) -> str:
        """A fact of Run as text; "" where it is blank or not there."""
        return text_of(self.facts.get(name))


def read_written(path: Path) -> WrittenPlan:
    """Read a written plan back from the sheets Allocation and Run.

    Raises PlanError if the workbook has no such sheets of ours, or they cannot be understood; with every cell
    that cannot.
    """
    return written_plan(path, read_owned(path, (ALLOCATION, RUN)))


def written_plan(path: Path, sheets: Mapping[str, OwnedSheet]) -> WrittenPlan:
    """The written plan that sheets of ours hold; ``path``: the workbook that they are of.

    Raises PlanError as :func:`read_written` does.
    """
    for name in (ALLOCATION, RUN):
        if name not in sheets:
            reason = f"the workbook has no sheet {name}; name a workbook that forcegen solve wrote"
            raise refused(path, UnreadableError(reason))
    allocation = _allocation(list(sheets[ALLOCATION].lines()))
    blocks = _blocks(sheets[RUN].lines())
    facts = _facts(blocks)
    overrides = [text_of(_second(row)) for _, row in blocks.get(columns.OVERRIDES_BLOCK, ())]
    scenarios = sheets.get(SCENARIOS_COMPARED)
    sealed = [title for title in REASON_SHEETS if columns.SEAL_OF + title in facts]
    return WrittenPlan(
        allocation=allocation,
        ranks=_ranks(blocks),
        status=text_of(facts[columns.STATUS_FACT]),
        scenario=text_of(facts[columns.SCENARIO_FACT]),
        overrides=tuple(overrides),
        relaxed=text_of(facts[columns.RELAXED_FACT]) == "yes",
        baseline=_baseline(blocks),
        tables_sha256=text_of(facts[columns.INPUT_HASH_FACT]),
        facts=facts,
        altered=_altered(blocks),
        compared=compared_in(scenarios) if scenarios is not None else (),
        reasons=reasons_in(sheets, sealed),
        altered_sheets=_altered_sheets(sheets, facts, sealed),
    )


def _altered_sheets(
    sheets: Mapping[str, OwnedSheet], facts: Mapping[str, object], sealed: Iterable[str]
) -> dict[str, tuple[int, ...]]:
    """The rows that do not fit the checksums which Run has of their sheets, by sheet."""
    altered = {
        title: altered_reasons(title, sheets, text_of(facts[columns.SEAL_OF + title])) for title in sealed
    }
    scenarios, seal = sheets.get(SCENARIOS_COMPARED), text_of(facts.get(columns.SCENARIOS_FACT))
    if scenarios is not None and seal:
        altered[SCENARIOS_COMPARED] = altered_rows(scenarios, seal)
    return altered


def _allocation(rows: Sequence[tuple[int, Row]]) -> pd.DataFrame:
    """One row for each period of each row of the sheet."""
    wanted = ("Contingent", "Role", "Site", "From", "To", "Units")
    header, places = _header(rows, wanted)
    found = CellFindings(ALLOCATION, {name: column_letters(at + 1) for name, at in places.items()})
    spells: list[tuple[str, str, str, int, int, float]] = []
    spread = 0
    for number, row in rows:
        cells = {name: row[at] if at < len(row) else None for name, at in places.items()}
        if number <= header or not any(text_of(cell) for cell in cells.values()):
            continue
        names = tuple(found.name(cells[name], number, name) for name in wanted[:3])
        faulty = len(found.found)
        first, last = (found.period(cells[name], number, name) for name in ("From", "To"))
        if last < first and len(found.found) == faulty:
            found.add(number, "To", f"To is {last}, before From {first}; expected a period from {first} on")
        spread += max(last - first + 1, 0)
        if spread > MOST_SPREAD:
            found.add(
                number, "To", f"the rows down to here are {MOST_SPREAD:,} periods and more; expected fewer"
            )
            break
        spells.append((*names, first, last, found.number(cells["Units"], number, "Units")))  # type: ignore[arg-type]
    found.stop()
    frame = pd.DataFrame(spells, columns=["contingent", "role", "site", "first", "last", "units"])
    return _by_period(frame)


def _by_period(spells: pd.DataFrame) -> pd.DataFrame:
    """A row for each period of each spell."""
    first = spells["first"].to_numpy(dtype=np.int64)
    count = spells["last"].to_numpy(dtype=np.int64) - first + 1
    before = np.repeat(np.cumsum(count) - count, count)
    step = np.arange(int(count.sum()), dtype=np.int64) - before
    rows = spells.take(np.repeat(np.arange(len(spells)), count)).assign(period=np.repeat(first, count) + step)
    return _as_allocation(rows[list(ALLOCATION_COLUMNS)])


def _as_allocation(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the columns and types of an allocation."""
    names = {name: rows[name].astype(object) for name in ("contingent", "role", "site")}
    numbers = {"period": rows["period"].astype("int64"), "units": rows["units"].astype("float64")}
    return pd.DataFrame({**names, **numbers}).reset_index(drop=True)


def _header(rows: Sequence[tuple[int, Row]], wanted: Sequence[str]) -> tuple[int, dict[str, int]]:
    """The number of the header's row, and where its columns are."""
    for number, row in rows:
        at = {fold(cell): place for place, cell in reversed(list(enumerate(row))) if isinstance(cell, str)}
        if all(fold(name) in at for name in wanted):
            return number, {name: at[fold(name)] for name in wanted}
    raise _refusal(ALLOCATION, f"the header with {', '.join(wanted)} is not there; {REMEDY}")


def _blocks(rows: Iterable[tuple[int, Row]]) -> dict[str, list[tuple[int, Row]]]:
    """The rows of each block of Run under its header, with their numbers; a blank row ends a block."""
    titles = (columns.RUN_BLOCK, columns.RANKS_BLOCK, columns.OVERRIDES_BLOCK, columns.BASELINE_BLOCK)
    blocks: dict[str, list[tuple[int, Row]]] = {}
    block: list[tuple[int, Row]] = []
    upcoming = 0
    for number, line in rows:
        if not any(text_of(cell) for cell in line) or number < upcoming:
            continue  # nothing, or the note and the header below a title
        title = text_of(line[0])
        if number == upcoming:
            block.append((number, line))
            upcoming += 1
        elif title in titles and title not in blocks:
            blocks[title] = block = []
            upcoming = number + 3
        else:
            upcoming = 0
    for title in (columns.RUN_BLOCK, columns.RANKS_BLOCK):
        if title not in blocks:
            raise _refusal(RUN, f"its block '{title}' is not there; {REMEDY}")
    return blocks


def _facts(blocks: Mapping[str, Sequence[tuple[int, Row]]]) -> dict[str, object]:
    """Everything that the first block of Run says, by name, each value as it stands in its cell."""
    facts = {text_of(row[0]): _second(row) for _, row in blocks[columns.RUN_BLOCK]}
    needed = (columns.STATUS_FACT, columns.SCENARIO_FACT, columns.RELAXED_FACT, columns.INPUT_HASH_FACT)
    missing = [name for name in needed if name not in facts]
    if missing:
        raise _refusal(RUN, f"it no longer says: {', '.join(missing)}; {REMEDY}")
    return facts


def _ranks(blocks: Mapping[str, Sequence[tuple[int, Row]]]) -> tuple[RankValue, ...]:
    """The ranked values; rows of one rank are its parts."""
    found = CellFindings(RUN, _letters(columns.RANKS))
    parts: dict[int, list[Part]] = {}
    whole: dict[int, list[float]] = {}
    for number, row in blocks[columns.RANKS_BLOCK]:
        cells = dict(zip(_names(columns.RANKS), [*row, *[None] * len(columns.RANKS)], strict=False))
        rank = found.period(cells["Rank"], number, "Rank")
        weight, value = (found.number(cells[name], number, name) for name in ("Weight", "Part value"))
        part = Part(name=found.name(cells["Objective"], number, "Objective"), weight=weight, value=value)
        parts.setdefault(rank, []).append(part)
        whole[rank] = [
            *(found.number(cells[name], number, name) for name in ("Value", "Final")),
            *(found.number_or_unknown(cells[name], number, name) for name in ("Bound", "Gap")),
            found.number(cells["Tolerance"], number, "Tolerance"),
        ]
    found.stop()
    return tuple(_rank(rank, tuple(parts[rank]), whole[rank]) for rank in sorted(parts))


def _rank(rank: int, parts: tuple[Part, ...], whole: Sequence[float]) -> RankValue:
    value, final, bound, gap, tolerance = whole
    return RankValue(
        rank=rank,
        parts=parts,
        value=value,
        final=final,
        bound=-math.inf if math.isnan(bound) else bound,
        gap=math.inf if math.isnan(gap) else gap,
        tolerance=tolerance,
    )


def _baseline(blocks: Mapping[str, Sequence[tuple[int, Row]]]) -> pd.DataFrame | None:
    """The baseline that changes were counted against; None if there was none."""
    if columns.BASELINE_BLOCK not in blocks:
        return None
    found = CellFindings(RUN, _letters(columns.BASELINE))
    rows = []
    for number, row in blocks[columns.BASELINE_BLOCK]:
        cells = dict(zip(_names(columns.BASELINE), [*row, *[None] * len(columns.BASELINE)], strict=False))
        names = [found.name(cells[name], number, name) for name in ("Contingent", "Role", "Site")]
        period = found.period(cells["Period"], number, "Period")
        rows.append((*names, period, found.number(cells["Units"], number, "Units")))
    found.stop()
    return _as_allocation(pd.DataFrame(rows, columns=list(ALLOCATION_COLUMNS)))


def _altered(blocks: Mapping[str, Sequence[tuple[int, Row]]]) -> tuple[int, ...]:
    """The rows of Run that their checksums do not fit; none where there are no checksums."""
    facts = blocks[columns.RUN_BLOCK]
    found = [(number, row) for number, row in facts if text_of(row[0]) == columns.CHECKSUM_FACT]
    if not found:
        return ()
    at, given = found[0][0], text_of(_second(found[0][1])).split()
    width = {columns.RANKS_BLOCK: len(columns.RANKS), columns.BASELINE_BLOCK: len(columns.BASELINE)}
    rows = {
        title: [(number, row[: width.get(title, 2)]) for number, row in blocks.get(title, ()) if number != at]
        for title in (columns.RUN_BLOCK, columns.RANKS_BLOCK, columns.OVERRIDES_BLOCK, columns.BASELINE_BLOCK)
    }
    numbers = [number for block in rows.values() for number, _ in block]
    made = run_checksums({title: [row for _, row in block] for title, block in rows.items()}).split()
    if len(made) != len(given):
        return (at,)
    return tuple(number for number, one, two in zip(numbers, made, given, strict=False) if one != two)


def _second(row: Row) -> object:
    """The value in column B."""
    return row[1] if len(row) > 1 else None


def _names(fields: Sequence[Field]) -> list[str]:
    return [field.name for field in fields]


def _letters(fields: Sequence[Field]) -> dict[str, str]:
    """The letters of a block's columns, by their names."""
    return {field.name: column_letters(at) for at, field in enumerate(fields, start=1)}


def _refusal(sheet: str, message: str) -> PlanError:
    return PlanError([Finding(place=Place(sheet=sheet), message=message)])
