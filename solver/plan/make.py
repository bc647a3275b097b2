"""Raw tables to the plan: typed, checked, names spelled alike; every finding at once."""

from __future__ import annotations

from dataclasses import replace

from solver.errors import Finding, Place, PlanError
from solver.plan.checks import CHECKS
from solver.plan.draft import Draft, ordered
from solver.plan.finish import finish
from solver.plan.plan import Plan, Settings
from solver.plan.references import resolve
from solver.plan.settings import read_settings
from solver.plan.spelling import did_you_mean
from solver.plan.typed import read_table
from solver.tables import RawTables
from solver.workbook.layout import SHEETS


def make_plan(tables: RawTables, workbook: RawTables | None = None) -> Plan:
    """The plan that the planner's tables state.

    ``workbook``: the tables as they were before a scenario or overrides changed them, if any did.

    Raises
    ------
    PlanError
        If anything is wrong with the tables. Carries every finding, warnings too.
    """
    draft, findings = make_draft(tables, workbook)
    for of_sheet, check in CHECKS:
        # A check has nothing to say about a sheet without rows.
        if not of_sheet or not draft.rows(of_sheet).empty:
            findings += check(draft)
    ranged = ordered(findings, SHEETS)
    if any(finding.severity == "error" for finding in ranged):
        raise PlanError(ranged)
    return replace(finish(draft), warnings=ranged)


def make_draft(tables: RawTables, workbook: RawTables | None = None) -> tuple[Draft, list[Finding]]:
    """The tables typed and spelled alike, and what is wrong with single cells and names."""
    findings = _sheets(tables)
    settings = read_settings(tables)
    findings += settings.findings
    typed = {}
    for declared in SHEETS:
        if declared.name == "Settings":
            continue
        typed[declared.name], found = read_table(tables.get(declared.name), declared, settings.calendar)
        findings += found
    resolved, found = resolve(typed, _missing(tables))
    findings += found
    draft = Draft(
        raw=tables,
        settings=settings.settings,
        setting_rows=settings.rows,
        tables=resolved,
        stated=_stated(workbook),
    )
    return draft, findings


def _stated(workbook: RawTables | None) -> Settings | None:
    """The settings of a workbook; None where there is none, or where they cannot all be read."""
    found = read_settings(workbook) if workbook is not None else None
    return None if found is None or found.faulty else found.settings


def _missing(tables: RawTables) -> frozenset[str]:
    """Required sheets that the workbook lacks."""
    return frozenset(
        declared.name for declared in SHEETS if declared.required and declared.name not in tables
    )


def _sheets(tables: RawTables) -> list[Finding]:
    """Required sheets that are missing, and sheets that no declaration knows."""
    known = [declared.name for declared in SHEETS]
    missing = [
        Finding(
            place=Place(sheet=declared.name),
            message=f"sheet {declared.name} is missing; add it ({declared.meaning.rstrip('.')})",
        )
        for declared in SHEETS
        if declared.name in _missing(tables)
    ]
    strange = [
        Finding(place=Place(sheet=name), message=f"unknown sheet '{name}'{did_you_mean(name, known)}")
        for name in tables
        if name not in known
    ]
    return missing + strange
