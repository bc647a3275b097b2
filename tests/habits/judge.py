"""Whether a workbook after a habit still means the same, or says where it does not."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from solver.errors import Finding, PlanError
from solver.plan import Plan
from solver.plan.plan import Calendar
from solver.plan.typed import read_table
from solver.runs.load import load
from solver.schema import SHEETS, sheet
from solver.schema.columns import Kind
from solver.tables import RawTables

from .draft import Touch

Line = tuple[object, ...]
Tables = Mapping[str, Counter[Line]]

_REMARKS = {"sheet_row", "reason"}
_KEYED = {
    "contingents": ("contingent",),
    "nations": ("nation",),
    "areas": ("area",),
    "conditions": ("condition",),
    "sites": ("site",),
    "requirements": ("site", "role"),
}
"""Tables whose rows bear names: what protects is compared row by row."""
_WEIGHT_OF_A_PLEDGE = (
    *("nation", "capability", "heads_per_unit", "dwell_ratio", "basis", "drawn_from", "stock", "conditions"),
)
_SAFEGUARDS = {
    "nations": ("groups", "deployable_pool", "dwell_ratio", "largest_share"),
    "contingents": _WEIGHT_OF_A_PLEDGE,
    "areas": ("nation", "groups", "own", "stationed", "earmarked"),
    "conditions": ("holds", "first"),
    "sites": ("zone", "capacity", "open", "nations_at_most", "needs_lead", "least_heads", "first", "last"),
    "requirements": ("minimum", "maximum", "first", "last"),
}
"""Fields on which caps, caveats and budgets rest."""
_GONE_TAKES_NOTHING = ("contingents", "requirements")
"""Tables of which a row that is gone leaves more at home: a pledge, and what forces go for."""
_ALL_HOLD = ("drawdown_caps", "locks", "caveats", "force")
"""Tables of which every row holds: a row more never loosens anything."""


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What came of reading a workbook; ``tables``: those of plan and scenarios, None where errors stop it."""

    tables: Tables | None
    findings: tuple[Finding, ...]
    safeguards: Mapping[str, Counter[Line]]
    two_spellings: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that stop a plan."""
        return tuple(found for found in self.findings if found.severity == "error")


_FAMILY = {
    "Nations.Groups": "Nations.Nation",
    "Areas.Groups": "Areas.Area",
    "Suitability.Capability": "Contingents.Capability",
}
"""Columns whose names stand beside those of another column."""
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc"), "'")


def fold(text: object) -> str:
    """A name as the eye takes it: the judge's own, so that it does not inherit a fault of the reader's."""
    composed = unicodedata.normalize("NFKC", str(text)).translate(_DASHES).translate(_QUOTES)
    seen = "".join(
        mark for mark in composed if unicodedata.category(mark) not in ("Cf", "Mn") or mark == "\u0301"
    )
    return " ".join(seen.split()).casefold()


def outcome(path: Path) -> Outcome:
    """The plan that the workbook states, or what is wrong with it; whatever else it raises goes on."""
    try:
        loaded = load(path)
    except PlanError as error:
        return Outcome(None, tuple(error.findings), {})
    plan, tables = loaded.plan, loaded.workbook.tables
    return Outcome(
        {**_tables(plan), "scenarios": _scenarios(tables)},
        loaded.findings,
        _safeguards(plan),
        tuple(_spelled_twice(plan)),
    )


def verdict(before: Outcome, after: Outcome, touch: Touch) -> str:
    """Why the habit got through; blank where the plan is the same or the finding names what was touched."""
    new = _new(before.findings, after.findings)
    if after.two_spellings:
        return f"one name in two spellings: {', '.join(after.two_spellings)}"
    if after.tables is None:
        quoted = touch.shows and any(touch.shows in " ".join(found.message.split()) for found in after.errors)
        if quoted or any(_names(found, touch) for found in after.findings):
            return ""
        return f"errors elsewhere only: {_told(after.errors)}"
    differ = [name for name in after.tables if before.tables and after.tables[name] != before.tables[name]]
    if not differ:
        return ""
    if not any(_names(found, touch) for found in new):
        return f"{', '.join(differ)} changed without a word; new findings: {_told(new)}"
    lost = _loosened(before.safeguards, after.safeguards)
    return f"protection changed by a warning only ({lost}): {_told(new)}" if lost else ""


def ending(before: Outcome, after: Outcome) -> str:
    """What became of the plan: the same, another one, or none because of an error."""
    if after.tables is None:
        return "stopped by an error"
    return "the same plan" if after.tables == before.tables else "another plan, with a warning"


def _tables(plan: Plan) -> dict[str, Counter[Line]]:
    """Every table of a plan as its rows, whatever their order, names compared as the plan compares them."""
    made = {
        name: _lines(frame, [c for c in frame if c not in _REMARKS]) for name, frame in _frames(plan).items()
    }
    settings = [(field.name, _plain(getattr(plan.settings, field.name))) for field in fields(plan.settings)]
    return {**made, "settings": Counter(settings)}


def _frames(plan: Plan) -> dict[str, pd.DataFrame]:
    """The plan's tables; windows end with the plan, for it makes no difference how far beyond they reach."""
    made: dict[str, pd.DataFrame] = {}
    for field in fields(plan):
        frame = getattr(plan, field.name)
        if isinstance(frame, pd.DataFrame):
            if "first" in frame:
                frame = frame.assign(first=frame["first"].clip(lower=1))
            if "last" in frame:
                frame = frame.assign(last=frame["last"].clip(upper=plan.settings.periods))
            made[field.name] = frame
    # A nation that pledges nothing, and a role that nobody asks for, are in no answer.
    pledging, asked = set(plan.contingents["nation"]), set(plan.requirements["role"])
    nations, roles = made["nations"], made["roles"]
    made["nations"] = nations[nations["nation"].isin(pledging)]
    made["roles"] = roles[roles["role"].isin(asked)]
    return made


def _lines(frame: pd.DataFrame, columns: Iterable[str]) -> Counter[Line]:
    kept = list(columns)
    return Counter(
        tuple(_plain(value) for value in row) for row in frame[kept].itertuples(index=False, name=None)
    )


def _plain(value: object) -> object:
    """A value as it is compared: names folded, numbers without the noise of formulas."""
    if isinstance(value, tuple):
        return tuple(sorted(_plain(each) for each in value))  # type: ignore[type-var]
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, float):
        return "blank" if math.isnan(value) else float(f"{value:.12g}") + 0.0
    return value


def _scenarios(tables: RawTables) -> Counter[Line]:
    """What each scenario changes, in order, and whether it is solved nightly."""
    table, _ = read_table(tables.get("Scenarios"), sheet("Scenarios"), Calendar())
    rows = table.frame[~table.faulty.any(axis=1)]
    changes: dict[object, list[object]] = {}
    for line in rows.drop(columns="sheet_row").itertuples(index=False, name=None):
        name, *rest = (_plain(value) for value in line)
        changes.setdefault(name, []).extend(rest)
    return Counter((name, *rest) for name, rest in changes.items())


def _safeguards(plan: Plan) -> dict[str, Counter[Line]]:
    """What keeps forces at home: rows of caps, locks, caveats, backfill, and what they rest on."""
    frames = _frames(plan)
    kept = {name: [c for c in frames[name] if c not in _REMARKS] for name in (*_ALL_HOLD, "backfill")}
    rest = {name: [*_KEYED[name], *columns] for name, columns in _SAFEGUARDS.items()}
    backfill = frames["backfill"]
    # What never arrives lets nobody leave.
    frames["backfill"] = backfill[backfill["first"] <= backfill["last"]]
    made = {name: _lines(frames[name], columns) for name, columns in {**kept, **rest}.items()}
    settings = [(field.name, _plain(getattr(plan.settings, field.name))) for field in fields(plan.settings)]
    return {**made, "settings": Counter(settings)}


def _loosened(before: Mapping[str, Counter[Line]], after: Mapping[str, Counter[Line]]) -> str:
    """Rows of protection that are no longer there, or backfill that came in addition."""
    for name, rows in before.items():
        lost = set(rows) - set(after[name])
        if name in _GONE_TAKES_NOTHING:
            named = len(_KEYED[name])
            still = {line[:named] for line in after[name]}
            lost = {line for line in lost if line[:named] in still}
        if name == "conditions":  # what waits longer for its condition lets nobody leave
            lost = {line for line in lost if any(_sooner(other, line) for other in after[name])}
        if lost and name != "backfill":
            return f"{name}: {min(lost, key=str)}"
    more = after["backfill"] - before["backfill"]
    return f"backfill added: {min(more, key=str)}" if more else ""


def _sooner(after: Line, before: Line) -> bool:
    """Whether a condition (name, whether it holds, first period) holds now where it did not."""
    (name, holds, first), (known, held, began) = after, before
    return name == known and bool(holds) and (not held or int(str(first)) < int(str(began)))


def _spelled_twice(plan: Plan) -> list[str]:
    """Names of one kind that the plan compares as different and people read as one."""
    frames = _frames(plan)
    spelled: dict[tuple[str, str], set[str]] = {}
    for declared in SHEETS:
        for column in declared.columns:
            if column.kind not in (Kind.NAME, Kind.NAMES) or declared.field not in frames:
                continue
            own = (column.refers_to or (f"{declared.name}.{column.name}",))[0]
            for value in frames[declared.field][column.field]:
                for name in value if isinstance(value, tuple) else (value,):
                    spelled.setdefault((_FAMILY.get(own, own), fold(name)), set()).add(str(name))
    return [repr(sorted(names)) for names in spelled.values() if len(names) > 1]


def _new(before: Iterable[Finding], after: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings that were not there before the habit."""
    known = {str(found) for found in before}
    return tuple(found for found in after if str(found) not in known)


def _told(findings: Iterable[Finding]) -> str:
    told = [f"{found.severity} {found}" for found in findings]
    return " | ".join(told[:2]) + (f" | and {len(told) - 2} more" if len(told) > 2 else "") or "none"


def _names(found: Finding, touch: Touch) -> bool:
    """Whether a finding points at what was touched: its sheet, and its row or column."""
    if not touch.sheets:
        return True
    if found.place.sheet not in touch.sheets:
        return False
    if not touch.rows:
        return True
    column = re.sub(r"[:\d].*", "", found.cell)
    if found.place.row is None and not re.search(r"\d", found.cell):
        return not found.cell or column == touch.letter
    return bool(_rows(found) & touch.rows)


def _rows(found: Finding) -> set[int]:
    """The row of a finding's cell, and the rows of which its sentence speaks."""
    rows = {found.place.row} if found.place.row is not None else set()
    rows |= {int(number) for number in re.findall(r"\d+", found.cell)}
    for listed in re.findall(r"\brows? (\d[\d, -]*(?:and \d+)?)", found.message):
        for first, last in re.findall(r"(\d+)(?:-(\d+))?", listed):
            rows |= set(range(int(first), int(last or first) + 1))
    return rows
