"""The Settings sheet, read into the settings of the plan."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from solver.errors import Finding
from solver.plan.addresses import find_setting, unknown_setting
from solver.plan.draft import TypedTable, at
from solver.plan.plan import MOST_PERIODS, Calendar, Settings
from solver.plan.typed import read_table
from solver.plan.values import read_value
from solver.schema import sheet
from solver.schema.columns import Kind
from solver.tables import RawTables
from solver.text.numbers import number


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsRead:
    """The settings, the sheet row of each that is given, and what is wrong with them.

    ``faulty``: settings that could not be read; a stand-in is in their place.
    ``since_1904``: whether the workbook counts its days from 1904.
    """

    settings: Settings
    rows: Mapping[str, int]
    findings: tuple[Finding, ...]
    faulty: frozenset[str] = frozenset()
    since_1904: bool = False

    @property
    def calendar(self) -> Calendar:
        """When periods begin."""
        unreadable = not self.faulty.isdisjoint({"Start", "Period months"})
        return Calendar(
            start=self.settings.start,
            months=self.settings.period_months,
            unreadable=unreadable,
            since_1904=self.since_1904,
        )


def read_settings(tables: RawTables) -> SettingsRead:
    """Every setting, by its default where the sheet says nothing."""
    counted = Calendar(since_1904=any(table.since_1904 for table in tables.values()))
    table, findings = read_table(tables.get("Settings"), sheet("Settings"), counted)
    values: dict[str, object] = {}
    rows: dict[str, int] = {}
    faulty: set[str] = set()
    for name, cell, row, unreadable in _given(table):
        setting = find_setting(name)
        if setting is None:
            findings.append(at("Settings", row, "Name", unknown_setting(name)))
        elif setting.name in rows:
            message = f"{setting.name} is set twice (also row {rows[setting.name]}); keep one"
            findings.append(at("Settings", row, "Name", message))
        else:
            rows[setting.name] = row
            reading = read_value(cell, setting, counted)
            if reading.message:
                findings.append(at("Settings", row, "Value", reading.message, reading.severity))
            if unreadable or reading.faulty:
                faulty.add(setting.name)
            else:
                values[setting.field] = _as_declared(reading.value, setting.kind)
    if "Periods" in faulty:
        # So many that no window is called outside the plan.
        values["periods"] = MOST_PERIODS
    settings = Settings.with_defaults(**values)
    if not faulty:
        findings += [*_beyond_the_calendar(settings, rows), *_too_many_years(settings, rows)]
    return SettingsRead(
        settings=settings,
        rows=rows,
        findings=tuple(findings),
        faulty=frozenset(faulty),
        since_1904=counted.since_1904,
    )


def _given(table: TypedTable) -> list[tuple[str, object, int, bool]]:
    """Name, raw value and sheet row of each readable name; whether its value shows an error."""
    frame, unreadable = table.frame, table.faulty["value"]
    columns = zip(frame["name"], frame["value"], frame["sheet_row"], unreadable, strict=True)
    return [(str(name), value, int(row), bool(bad)) for name, value, row, bad in columns if name]


def _as_declared(value: object, kind: Kind) -> object:
    """A whole number as int, and no such limit (NaN) as None."""
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return int(value) if kind is Kind.WHOLE else value
    return value


def _beyond_the_calendar(settings: Settings, rows: Mapping[str, int]) -> list[Finding]:
    """A finding where the plan's periods run beyond the year 9999, and so have no days."""
    if settings.start is None:
        return []
    try:
        settings.calendar.last_day(settings.periods)
    except ValueError:
        message = (
            f"{settings.periods} periods of {settings.period_months} months from {settings.start} "
            "run beyond the year 9999; take fewer or shorter periods"
        )
        return [at("Settings", rows.get("Periods", rows["Start"]), "Value", message)]
    return []


MOST_YEARS = 100
"""Years, planned and held, that the sheet Years can show in print."""


def _too_many_years(settings: Settings, rows: Mapping[str, int]) -> list[Finding]:
    """A finding where the plan and what is held beyond it come to more years than a sheet can show."""
    planned, held = settings.periods * settings.period_months / 12, settings.hold_last_period_for
    if held is None or planned + held <= MOST_YEARS:
        return []
    message = (
        f"a plan of {number(planned)} years, held for {number(held)} more, is {number(planned + held)}; "
        f"expected {MOST_YEARS} years at most in all: hold it for fewer, or leave the cell blank"
    )
    return [at("Settings", rows["Hold last period for"], "Value", message)]
