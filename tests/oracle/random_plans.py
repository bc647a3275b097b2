"""Random workbooks as records: over many seeds every sheet, column, option and rule."""

from __future__ import annotations

from random import Random
from typing import Any

from hypothesis import strategies

from oracle.random_draw import Draw, Record, Records
from oracle.random_rules import rules
from oracle.random_theatre import theatre
from solver.tables import fold

Allocation = dict[tuple[str, str, str, int], float]


def random_sheets(seed: int, size: str = "small") -> dict[str, Records]:
    """A workbook that keeps the input rules; most have a plan. ``size``: tiny, small or medium."""
    draw = Draw(Random(f"{size} {seed}"), size)
    sheets = theatre(draw)
    sheets |= rules(draw, sheets)
    used = {sheet: rows for sheet, rows in sheets.items() if rows}
    return {sheet: [dressed(draw, row) for row in shuffled(draw, rows)] for sheet, rows in used.items()}


def somebody_away(seed: int, sheets: dict[str, Records]) -> dict[str, Records]:
    """The workbook with a nation or two away, typed in one of the ways; it needs a sheet Nations."""
    draw = Draw(Random(f"away {seed}"), "small")
    chosen = [id(row) for row in draw.random.sample(sheets["Nations"], min(2, len(sheets["Nations"])))]
    chosen = chosen[: draw.whole(1, 2)]
    rows = [
        {**row, "Away": draw.yes_no(1.0 if id(row) in chosen else 0.0, blank=False)}
        for row in sheets["Nations"]
    ]
    return {**sheets, "Nations": rows}


def random_baseline(seed: int, sheets: dict[str, Records]) -> Allocation:
    """An older allocation, names as they are compared, also with rows that nobody may do any more."""
    draw = Draw(Random(f"baseline {seed}"), "small")
    given = {row["Name"]: row.get("Value") for row in sheets["Settings"]}
    periods = int(str(given.get("Periods") or 1))
    rows: Allocation = {}
    for pledge in enabled(sheets["Contingents"]):
        for asked in enabled(sheets["Requirements"]):
            if draw.maybe(0.3):
                name, units = str(pledge["Contingent"]), int(str(pledge["Units"]))
                period = draw.whole(1, periods)
                rows[name, fold(asked["Role"]), fold(asked["Site"]), period] = draw.whole(1, max(1, units))
    if draw.maybe(0.3):
        rows["GONE-1", "a role no longer asked for", "a site given up", 1] = 2.0
    return rows


def enabled(rows: Records) -> Records:
    """Rows that are not switched off."""
    return [row for row in rows if fold(row.get("Enabled")) not in ("no", "false")]


def shuffled(draw: Draw, rows: Records) -> Records:
    """The same rows in any order."""
    return draw.random.sample(rows, len(rows))


def dressed(draw: Draw, row: Record) -> Record:
    """The row as planners leave it: blanks as blanks or not there, remarks beside it."""
    cells: Record = {column: value for column, value in row.items() if value is not None or draw.maybe(0.5)}
    remarks: Record = {
        "Enabled": draw.pick("yes", True, None),
        "Source": "a press release",
        "As of": "2026-01-10",
        "Evidence": draw.pick("official", "reported", "placeholder"),
        "Note": "a remark",
    }
    return remarks | cells if draw.maybe(0.1) else cells


def workbooks(size: str = "tiny") -> strategies.SearchStrategy[dict[str, Any]]:
    """Random workbooks for Hypothesis, which looks for the seed."""
    return strategies.integers(0, 10**6).map(lambda seed: random_sheets(seed, size))
