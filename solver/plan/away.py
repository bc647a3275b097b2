"""Nations that stay away: who is meant, and the tables as if no row of theirs were there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from solver.errors import Finding, told
from solver.plan.addresses import EVERY, ROW_MARK, fitting_rows
from solver.plan.draft import TypedTable, at
from solver.plan.names import did_you_mean, split_by_commas
from solver.plan.plan import Calendar
from solver.plan.references import Tables
from solver.plan.typed import column_array, filled_rows
from solver.plan.values import read_names, read_value
from solver.schema import ENABLED, sheet
from solver.tables import Array, RawTable, RawTables, each_row, fold, with_columns, with_row
from solver.text.numbers import first_few, number_text, spans

AWAY = sheet("Nations").column("Away")

_NATION, _CONTINGENT = "Nations.Nation", "Contingents.Contingent"
_STAYS = "Areas"
"""The sheet whose rows stay though they name a nation: the front line is there, whoever comes."""
_MOST_NAMES = 8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WithoutAway:
    """Typed tables without the nations that stay away, and what goes with these.

    ``dropped``: the sheet rows that are not there any more, by sheet. ``capabilities``: what only those
    nations have; rows that name these stay. ``notes``: who stays away, and what that takes along.
    """

    tables: dict[str, TypedTable]
    dropped: Mapping[str, frozenset[int]] = field(default_factory=dict)
    capabilities: tuple[str, ...] = ()
    notes: tuple[Finding, ...] = ()

    def still_said(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings but for those at rows that are not there any more."""
        return [
            each for each in findings if each.place.row not in self.dropped.get(each.place.sheet, frozenset())
        ]


def without_away(tables: Tables, raw: RawTables) -> WithoutAway:
    """The tables as if those nations whose Away is yes, and all that is only theirs, were not there.

    Gone are their rows of Nations and Contingents, and of every sheet the rows that name nobody but them,
    their contingents, or groups of nothing but them; a row that names others, too, loses only their names.
    Their areas stay, as nobody's country. Names are compared as they are typed, before they are resolved.
    ``raw``: the tables as they are given, which know whether their rows are the lines of a file.
    """
    nations = tables["Nations"].frame
    away = np.array([value is True for value in nations[AWAY.field].tolist()], dtype=bool)
    if not away.any():
        return WithoutAway(tables=dict(tables))
    gone = {_NATION: _folded(nations.loc[away, "nation"]) | _groups_of_nobody_else(nations["groups"], away)}
    contingents = tables["Contingents"].frame
    theirs = np.array([fold(name) in gone[_NATION] for name in contingents["nation"]], dtype=bool)
    left = contingents[~theirs]
    gone[_CONTINGENT] = _folded(contingents.loc[theirs, "contingent"]) - _folded(left["contingent"])

    kept, dropped = dict(tables), {}
    kept["Nations"], dropped["Nations"] = _rows_left(tables["Nations"], ~away)
    for name, table in tables.items():
        if name != "Nations" and not table.empty:
            kept[name], dropped[name] = _without(table, gone, _names_of_areas(tables["Areas"]))
    return WithoutAway(
        tables=kept,
        dropped=dropped,
        capabilities=_only_in(contingents.loc[theirs, "capability"], left["capability"]),
        notes=tuple(_notes(tables, raw, away, dropped)),
    )


class UnknownNationError(Exception):
    """A name that is no nation's, in the sentence for it."""


def rows_of_nations(tables: RawTables, named: str, calendar: Calendar) -> tuple[RawTables, list[int]]:
    """The sheet rows of Nations that a name means, or several parted by commas, and the tables with them.

    A nation that only contingents name gets a row. Raises UnknownNationError for a name that is none.
    """
    declared = sheet("Nations")
    rows = fitting_rows(tables, declared, named, calendar)
    if rows or named == EVERY or named.startswith(ROW_MARK):
        return tables, rows
    pledging = {fold(name): str(name) for name in _pledging(tables)}
    if fold(named) in pledging:
        nations = tables.get("Nations") or RawTable(sheet="Nations", cells=pd.DataFrame(dtype=object))
        added, row = with_row(nations, "Nation", pledging[fold(named)])
        return {**tables, "Nations": added}, [row]
    parts = split_by_commas(named)
    if len(parts) < 2:
        raise UnknownNationError(_unknown(tables, named, pledging.values()))
    for part in parts:
        tables, found = rows_of_nations(tables, part, calendar)
        rows += found
    return tables, list(dict.fromkeys(rows))


def without_added_rows(tables: RawTables, before: RawTables) -> RawTables:
    """The tables without rows of Nations that were only added to stay away, where they do not any more."""
    nations, own = tables.get("Nations"), before.get("Nations")
    if nations is None or nations is own:
        return tables
    known = own.cells.index if own is not None else pd.Index([])
    rows = nations.cells[~nations.cells.index.isin(known)]
    named = {"Nation", AWAY.name, ENABLED.name}
    bare = rows.index[rows[[name for name in rows if name not in named]].isna().all(axis=1)]
    home = [row for row in bare if read_value(rows[AWAY.name].get(row), AWAY, Calendar()).value is not True]
    if not home:
        return tables
    cells = nations.cells.drop(index=home)
    if cells.empty and own is None:
        return {name: table for name, table in tables.items() if name != "Nations"}
    return {**tables, "Nations": replace(nations, cells=cells)}


def _pledging(tables: RawTables) -> list[object]:
    """Every name that contingents have for their nation, as they are typed."""
    cells = filled_rows(tables.get("Contingents"), sheet("Contingents"))
    return [name for name in cells.get("Nation", []) if name]


def _unknown(tables: RawTables, name: str, pledging: Iterable[str]) -> str:
    """The sentence for a name that is no nation's."""
    declared = sheet("Nations")
    cells = filled_rows(tables.get("Nations"), declared)
    groups = [read_names(cell, declared.column("Groups")).value for cell in cells.get("Groups", []) if cell]
    known = [*pledging, *map(str, filter(None, cells.get("Nation", [])))]
    known += [group for listed in groups if isinstance(listed, tuple) for group in listed]
    hint = did_you_mean(name, known)
    return f"unknown nation or group '{name}'{hint or '; neither Nations nor Contingents name it'}"


def _folded(names: Iterable[object]) -> set[str]:
    return {fold(name) for name in names if name}


def _groups_of_nobody_else(groups: Iterable[Sequence[str]], away: Array) -> set[str]:
    """The folded groups whose every nation stays away."""
    gone: set[str] = set()
    left: set[str] = set()
    for listed, stays_away in zip(groups, away, strict=True):
        (gone if stays_away else left).update(map(fold, listed or ()))
    return gone - left


def _only_in(names: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    """The names, as they are spelled, that are none of the others."""
    known = _folded(others)
    return tuple(dict.fromkeys(name for name in names if name and fold(name) not in known))


def _rows_left(table: TypedTable, stays: Array) -> tuple[TypedTable, frozenset[int]]:
    """The table's rows that stay, and the sheet rows of the others."""
    if stays.all():
        return table, frozenset()
    frame, faulty = (each[stays].reset_index(drop=True) for each in (table.frame, table.faulty))
    return replace(table, frame=frame, faulty=faulty), frozenset(table.frame.loc[~stays, "sheet_row"])


def _names_of_areas(areas: TypedTable) -> set[str]:
    """The folded names of areas and of their groups."""
    groups = (group for listed in areas.frame["groups"] for group in listed or ())
    return _folded([*areas.frame["area"], *groups])


def _without(
    table: TypedTable, gone: Mapping[str, set[str]], areas: set[str]
) -> tuple[TypedTable, frozenset[int]]:
    """A table without the names that are gone, and the sheet rows that named nothing else.

    ``areas``: names that mean an area where a column takes either: a cap on it stays.
    """
    stays = np.ones(len(table.frame), dtype=bool)
    for column in table.sheet.columns:
        names = set().union(*(gone.get(target, set()) for target in column.refers_to))
        if any(target.startswith(f"{_STAYS}.") for target in column.refers_to):
            names -= areas
        values = table.frame[column.field].tolist() if names else []
        left = [_left(value, names) for value in values]
        if left == values:
            continue
        table = replace(table, frame=with_columns(table.frame, {column.field: column_array(left, column)}))
        if table.sheet.name != _STAYS:
            stays &= [bool(now) or not before for now, before in zip(left, values, strict=True)]
    return _rows_left(table, stays)


def _left(value: object, gone: Collection[str]) -> object:
    """What is left of a name, or of a list of names, without those that are gone; stand-ins stay."""
    if isinstance(value, tuple):
        return tuple(name for name in value if fold(name) not in gone)
    return "" if value and fold(value) in gone else value


def _notes(
    tables: Tables, raw: RawTables, away: Array, dropped: Mapping[str, frozenset[int]]
) -> Iterator[Finding]:
    """Who stays away; and of what is gone, all that the planner had ordered or set as a least."""
    nations = tables["Nations"].frame[away]
    contingents, locks = (
        tables[name].frame[tables[name].frame["sheet_row"].isin(dropped.get(name, ()))]
        for name in ("Contingents", "Locks")
    )
    names, stay = first_few(nations["nation"].tolist(), _MOST_NAMES), "stays" if len(nations) == 1 else "stay"
    rows = [_numbers(raw[name], dropped[name]) for name in dropped if name != "Nations" and dropped[name]]
    gone = f"with {'; '.join(rows)}" if rows else "no other row goes with that"
    yield told(f"{names} {stay} away, {gone}", "note")
    for row in each_row(nations):
        if row.least_heads > 0:
            message = f"{row.nation} stays away, and so do its Least heads, {number_text(row.least_heads)}"
            yield at("Nations", row.sheet_row, "Least heads", message, "note")
    for row in each_row(contingents):
        if row.must_deploy is True:
            message = f"{row.contingent} must deploy, but {row.nation} stays away: none of it is sent"
            yield at("Contingents", row.sheet_row, "Must deploy", message, "note")
    for row in each_row(locks):
        if row.units_at_least > 0:
            message = (
                f"{row.contingent} stays away with its nation: Units at least "
                f"{number_text(row.units_at_least)} holds no more"
            )
            yield at("Locks", row.sheet_row, "Units at least", message, "note")


def _numbers(table: RawTable, rows: Collection[int]) -> str:
    """``Locks row 4`` or ``present.csv lines 4-6, 9``."""
    many = "" if len(rows) == 1 else "s"
    return f"{table.name_with_rows} {table.row_word}{many} {', '.join(spans(sorted(rows)))}"
