"""Nations that stay away: their rows in all sheets, gone as if they had never been there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from solver.errors import Finding
from solver.plan.draft import TypedTable, at
from solver.plan.typed import column_array
from solver.schema.columns import Kind
from solver.tables import Array, each_row, fold, with_columns
from solver.text.numbers import number_text

OWN = ("Nations.Nation", "Contingents.Contingent")
"""The registers whose names go with a nation; those of its groups go where nobody else is in them."""

STAYS = ("Areas",)
"""Sheets whose rows name a nation and are not its own: a front line is there whoever stays away."""


def away_nations(tables: Mapping[str, TypedTable]) -> list[str]:
    """The nations of which sheet Nations says that they stay away."""
    nations = tables["Nations"].frame
    return [name for name, away in zip(nations["nation"], nations["away"], strict=True) if away is True]


def without_away(tables: Mapping[str, TypedTable]) -> tuple[dict[str, TypedTable], list[Finding]]:
    """The typed tables without the nations that stay away, and what is no longer asked of these.

    Gone are their contingents and every row that names nobody else. A row that names others, too, loses
    only their names. ``tables``: before names are looked up, so that nothing refers to what is gone.
    """
    away = away_nations(tables)
    if not away:
        return dict(tables), []
    nations = {fold(name) for name in away}
    contingents = tables["Contingents"].frame
    theirs = [name for name, nation in _pairs(contingents, "contingent", "nation") if fold(nation) in nations]
    names = {
        "Nations.Nation": nations,
        "Nations.Groups": _vanished_groups(tables["Nations"].frame, nations),
        "Contingents.Contingent": {fold(name) for name in theirs},
    }
    findings = list(_orders_gone(tables, nations, names["Contingents.Contingent"]))
    return {name: _without(table, names) for name, table in tables.items()}, findings


def _pairs(frame: pd.DataFrame, *fields: str) -> Iterator[tuple[str, ...]]:
    """The rows' texts in these fields; a stand-in is an empty one."""
    columns = [[value if isinstance(value, str) else "" for value in frame[field]] for field in fields]
    return zip(*columns, strict=True)


def _vanished_groups(nations: pd.DataFrame, away: Collection[str]) -> set[str]:
    """The groups of nations that have no other member."""
    groups: dict[str, set[str]] = {}
    for nation, listed in zip(nations["nation"], nations["groups"], strict=True):
        for group in listed if isinstance(listed, tuple) else ():
            groups.setdefault(fold(group), set()).add(fold(nation))
    return {group for group, members in groups.items() if members <= set(away)}


def _orders_gone(
    tables: Mapping[str, TypedTable], nations: Collection[str], contingents: Collection[str]
) -> Iterator[Finding]:
    """What the planner had ordered of those who stay away: least heads, must-deploys and locks."""
    for row in each_row(tables["Nations"].frame):
        if fold(row.nation) in nations and row.least_heads > 0:
            asked = f"{number_text(row.least_heads)} heads at least are"
            yield _gone(
                "Nations", row, "Least heads", f"{row.nation} stays away: {asked} no longer asked for"
            )
    for row in each_row(tables["Contingents"].frame):
        if fold(row.contingent) in contingents and row.must_deploy is True:
            message = f"{row.nation} stays away: {row.contingent} no longer must deploy"
            yield _gone("Contingents", row, "Must deploy", message)
    for row in each_row(tables["Locks"].frame):
        if fold(row.contingent) in contingents and row.units_at_least > 0:
            message = f"the nation of {row.contingent} stays away: this lock no longer holds"
            yield _gone("Locks", row, "Units at least", message)


def _gone(sheet: str, row: Any, column: str, message: str) -> Finding:
    return at(sheet, row.sheet_row, column, message, "warning")


def _without(table: TypedTable, names: Mapping[str, Collection[str]]) -> TypedTable:
    """A table without the names of each register, and without the rows that name nobody else."""
    if table.empty:
        return table
    kept = np.ones(len(table.frame), dtype=bool)
    columns = {}
    for column in table.sheet.columns:
        own = f"{table.sheet.name}.{column.name}"
        targets = (own,) if own in OWN else column.refers_to
        gone = set().union(*(names.get(target, ()) for target in targets))
        if gone:
            values = table.frame[column.field].tolist()
            left = [_left(value, gone) for value in values]
            stays = table.sheet.name in STAYS
            kept &= [stays or bool(now) or not before for now, before in zip(left, values, strict=True)]
            if stays or column.kind is Kind.NAMES:
                columns[column.field] = column_array(left, column)
    return _rows(replace(table, frame=with_columns(table.frame, columns)), kept)


def _left(value: object, gone: Collection[str]) -> object:
    """A cell's names without those that are gone; nothing where none is left."""
    if isinstance(value, tuple):
        return tuple(name for name in value if fold(name) not in gone)
    return "" if isinstance(value, str) and fold(value) in gone else value


def _rows(table: TypedTable, kept: Array) -> TypedTable:
    """Some rows of a table."""
    if kept.all():
        return table
    frame, faulty = (each[kept].reset_index(drop=True) for each in (table.frame, table.faulty))
    return replace(table, frame=frame, faulty=faulty)
