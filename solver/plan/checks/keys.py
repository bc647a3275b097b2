"""What may stand only once, and names that would mean two things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.plan.readings import number_text
from solver.plan.references import NO_AREA
from solver.tables import each_row, fold
from solver.workbook.columns import Sheet
from solver.workbook.layout import COMMON, KEY_SEPARATOR, SHEETS

_REPEATABLE = ("Force", "Caveats", "Drawdown caps", "Backfill", "Support ratios", "Locks")
"""Sheets without a key, of which every row holds."""
_A_PAIR = 2


def duplicate_keys(draft: Draft) -> Iterator[Finding]:
    """What names a row may stand only once: of two rows, which one would hold?"""
    for declared in SHEETS:
        if declared.key and declared.name in draft.tables and not draft.rows(declared.name).empty:
            yield from _duplicates(draft.sound(declared.name, *declared.key), declared)


def overlapping_requirements(draft: Draft) -> Iterator[Finding]:
    """A role is asked for at a site once in any period: two rows could be meant to add up, or not."""
    rows = draft.sound("Requirements", "Site", "Role", "From", "To").copy()
    rows["first"] = rows["first"].fillna(1).clip(lower=1)
    rows["last"] = rows["last"].fillna(draft.settings.periods).clip(upper=draft.settings.periods)
    rows = rows[rows["first"] <= rows["last"]].sort_values(["site", "role", "first", "sheet_row"])
    by_task = rows.groupby(["site", "role"], sort=False)
    latest = by_task["last"].cummax()
    # The row whose end reaches furthest so far: the one that a later start runs into.
    furthest = rows["sheet_row"].where(rows["last"] == latest)
    rows["other"] = furthest.groupby([rows["site"], rows["role"]], sort=False).ffill()
    rows["until"] = latest
    rows[["other", "until"]] = rows.groupby(["site", "role"], sort=False)[["other", "until"]].shift()
    for row in each_row(rows[rows["first"] <= rows["until"]]):
        first, last = int(row.first), int(min(row.last, row.until))
        when = f"period {first}" if first == last else f"periods {first}-{last}"
        # Where the rows overlap they are both told apart by the later one on the sheet.
        later, earlier = max(row.sheet_row, int(row.other)), min(row.sheet_row, int(row.other))
        message = f"{row.site} / {row.role} is asked for twice in {when} (also row {earlier}); keep one"
        yield at("Requirements", later, "Site", message)


def rows_pasted_twice(draft: Draft) -> Iterator[Finding]:
    """A row that is there twice, cell by cell, remarks included, where nothing else tells rows apart.

    Rows of Backfill add up: twice as many may leave. Elsewhere both hold, and what lacks counts twice.
    """
    for declared in SHEETS:
        rows = draft.rows(declared.name) if declared.name in _REPEATABLE else pd.DataFrame()
        if len(rows) < _A_PAIR:
            continue
        rows = draft.sound(declared.name, *(column.name for column in declared.columns))
        fields = [column.field for column in declared.columns]
        if not rows.duplicated(fields).any():
            continue
        raw = draft.raw[declared.name].cells
        remarks = [column.name for column in COMMON if column.name in raw]
        rows = rows.join(raw[remarks].astype(str), on="sheet_row")
        fields += remarks
        first = rows.groupby(fields, dropna=False, sort=False)["sheet_row"].transform("first")
        for row in each_row(rows.assign(earlier=first)[first != rows["sheet_row"]]):
            yield _pasted(declared, row)


def _pasted(declared: Sheet, row: Any) -> Finding:
    """The sentence for a row that is the same as an earlier one."""
    same = f"the row is the same as row {row.earlier}"
    column = declared.columns[0].name
    if declared.name != "Backfill":
        return at(declared.name, row.sheet_row, column, f"{same}, and both hold; keep one", "warning")
    both, one = number_text(2 * row.heads), number_text(row.heads)
    meant = f"{both} heads where {one} may be meant; keep one, type {both} in one row, or tell them by a Note"
    return at(declared.name, row.sheet_row, column, f"{same}, and rows add up: {meant}")


def areas_named_like_groups(draft: Draft) -> Iterator[Finding]:
    """A cap on 'Baltics' must be a cap on an area or on a group, not on either."""
    yield from _named_like_groups(draft, "Areas", "Area")


def nations_named_like_groups(draft: Draft) -> Iterator[Finding]:
    """A caveat of 'Nordic' must be a nation's or a group's, not either's."""
    yield from _named_like_groups(draft, "Nations", "Nation")


def areas_named_none(draft: Draft) -> Iterator[Finding]:
    """In Drawn from, none means that no area loses anything."""
    areas = draft.sound("Areas", "Area")
    for row in areas.loc[areas["area"].map(fold) == NO_AREA, "sheet_row"]:
        yield at("Areas", row, "Area", "in Drawn from, 'none' means no area; name the area otherwise")


def _duplicates(rows: pd.DataFrame, declared: Sheet) -> Iterator[Finding]:
    """Each row whose key stood before."""
    fields = [declared.column(name).field for name in declared.key]
    keys = rows[fields].map(fold)
    again = keys.duplicated()
    if not again.any():
        return
    first = rows["sheet_row"].groupby([keys[field] for field in fields], sort=False).transform("first")
    for row in rows.assign(earlier=first)[again].to_dict("records"):
        name = KEY_SEPARATOR.join(str(row[field]) for field in fields if row[field] != "")
        message = f"{name} stands twice (also row {row['earlier']}); keep one"
        yield at(declared.name, row["sheet_row"], declared.key[0], message)


def _named_like_groups(draft: Draft, sheet: str, column: str) -> Iterator[Finding]:
    """Groups that have the name of a member of the register itself."""
    rows = draft.sound(sheet, column, "Groups")
    names = {fold(name): row for name, row in zip(rows[column.lower()], rows["sheet_row"], strict=True)}
    for groups, row in zip(rows["groups"], rows["sheet_row"], strict=True):
        for group in _both(groups, names):
            where = f"{column.lower()} (row {names[fold(group)]})"
            message = f"group '{group}' is also the name of the {where}; rename one"
            yield at(sheet, row, "Groups", message)


def _both(groups: Iterable[str], names: dict[str, int]) -> list[str]:
    """The groups that are names, too."""
    return [group for group in groups if fold(group) in names]
