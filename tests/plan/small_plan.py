"""A plan of one contingent, one site and one requirement, for tests to change."""

from __future__ import annotations

import copy

from solver.errors import Finding, PlanError
from solver.plan.make import make_plan
from solver.plan.plan import Plan
from solver.tables import raw_tables

Records = dict[str, list[dict[str, object]]]

BASE: Records = {
    "Settings": [{"Name": "Periods", "Value": 4}, {"Name": "Start", "Value": "2026-01-01"}],
    "Contingents": [
        {
            "Contingent": "EST-1",
            "Nation": "Estonia",
            "Capability": "infantry",
            "Units": 1,
            "Heads per unit": 150,
        }
    ],
    "Sites": [{"Site": "Lviv", "Zone": "West"}],
    "Requirements": [{"Site": "Lviv", "Role": "infantry", "Target": 150}],
}


def sheets(**changes: object) -> Records:
    """The base with fields of a sheet's first row changed (``Contingents={"Units": 2}``), or all its rows."""
    records = copy.deepcopy(BASE)
    for name, change in changes.items():
        sheet = name.replace("_", " ")
        if isinstance(change, dict):
            records[sheet] = [{**records.get(sheet, [{}])[0], **change}]
        elif isinstance(change, list):
            records[sheet] = change
        elif change is None:
            records.pop(sheet, None)
    return records


def plan_of(**changes: object) -> Plan:
    """The plan of the changed base."""
    return make_plan(raw_tables(sheets(**changes)))


def findings(**changes: object) -> list[Finding]:
    """Everything found in the changed base, errors and warnings."""
    try:
        return list(plan_of(**changes).warnings)
    except PlanError as error:
        return list(error.findings)


def errors(**changes: object) -> list[str]:
    """The errors in the changed base, as a planner reads them."""
    return [str(finding) for finding in findings(**changes) if finding.severity == "error"]


def warnings(**changes: object) -> list[str]:
    """The warnings in the changed base, as a planner reads them."""
    return [str(finding) for finding in findings(**changes) if finding.severity == "warning"]
