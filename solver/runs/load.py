"""From a workbook on disk to a checked plan: scenario and overrides applied, every finding with its cell."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import Finding, PlanError, told
from solver.record import RunSpec

if TYPE_CHECKING:
    import pandas as pd

    from solver.excel.read.workbook import Workbook
    from solver.excel.read.written import WrittenPlan
    from solver.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loaded:
    """A workbook read and understood: its plan with overrides applied, and what is odd about it."""

    workbook: Workbook
    plan: Plan
    baseline: pd.DataFrame | None
    findings: tuple[Finding, ...]
    seconds: float


def load(source: Path, spec: RunSpec | None = None, baseline: Path | None = None) -> Loaded:
    """Read the workbook, apply scenario and overrides, and check everything at once.

    ``spec``: by default the workbook as it stands. ``baseline``: a written
    workbook whose plan changes are counted against.

    Raises
    ------
    PlanError
        With every finding, errors and warnings, each with its cell.
    """
    from solver.excel.read.workbook import locate, read_once
    from solver.excel.read.written import read_written
    from solver.plan.scenario import scenario_findings

    began, spec = time.monotonic(), spec or RunSpec()
    workbook = read_once(source)
    found = (*workbook.findings, *scenario_findings(workbook.tables))
    plan = plan_of(
        workbook, spec.scenario, spec.overrides, has_baseline=baseline is not None, reader_findings=found
    )
    plan = replace(plan, notes=locate(plan.notes, workbook.tables))
    findings = locate((*found, *_not_repeated(found, plan.warnings)), workbook.tables)
    if findings and (spec.strict or any(finding.severity == "error" for finding in findings)):
        raise PlanError(findings)
    before = baseline_for(plan, read_written(baseline)) if baseline else None
    spent = time.monotonic() - began
    return Loaded(workbook=workbook, plan=plan, baseline=before, findings=findings, seconds=spent)


def notes_of(loaded: Loaded) -> tuple[Finding, ...]:
    """Notes: what is worth knowing about a plan and wrong with nothing; never counted as warnings."""
    from solver.excel.read.workbook import locate
    from solver.excel.write import SIGNATURE_ENDS
    from solver.explain.ineffective_rows import excluding_caveats
    from solver.explain.unused import unsustained

    signed = [told(SIGNATURE_ENDS, "note")] if loaded.workbook.signed else []
    found = (*unsustained(loaded.plan), *excluding_caveats(loaded.plan), *signed)
    return (*loaded.plan.notes, *locate(found, loaded.workbook.tables))


def baseline_for(plan: Plan, written: WrittenPlan) -> pd.DataFrame:
    """The allocation of a written plan, by the periods of this plan."""
    from solver.plan.dates import iso_date
    from solver.plan.plan import Calendar, lined_up
    from solver.results.columns import MONTHS_FACT, START_FACT

    start, months = written.fact(START_FACT), written.fact(MONTHS_FACT)
    before = Calendar(start=iso_date(start), months=int(months) if months.isdigit() else 0)
    return lined_up(written.allocation, before, plan.settings.calendar)


def plan_of(
    workbook: Workbook,
    scenario: str,
    overrides: tuple[str, ...],
    *,
    has_baseline: bool,
    reader_findings: tuple[Finding, ...] = (),
) -> Plan:
    """The plan that a workbook states under a scenario and overrides.

    ``reader_findings``: what is known to be wrong already. Raises PlanError with every finding, those
    included, each with its cell.
    """
    from solver.excel.read.workbook import locate
    from solver.explain.ineffective_rows import caveats_that_shut_roles, ineffective_rows
    from solver.plan.make import make_plan
    from solver.plan.plan import with_baseline
    from solver.plan.scenario import Override, apply_overrides, scenario_overrides

    tables = workbook.tables
    try:
        named = scenario_overrides(tables, scenario) if scenario else ()
        asked = tuple(Override.parse(text) for text in overrides)
        changed = apply_overrides(tables, (*named, *asked))
        plan = make_plan(changed, tables if named or asked else None)
        plan = with_baseline(plan, given=has_baseline)
    except PlanError as error:
        raise PlanError(
            locate((*reader_findings, *_not_repeated(reader_findings, error.findings)), tables)
        ) from error
    return replace(plan, warnings=(*plan.warnings, *ineffective_rows(plan), *caveats_that_shut_roles(plan)))


def _not_repeated(reader_findings: Iterable[Finding], check_findings: Iterable[Finding]) -> list[Finding]:
    """The findings of the checks without those that follow from a sheet without headers."""
    errors = [finding.place for finding in reader_findings if finding.severity == "error"]
    bare = {place.sheet for place in errors if place.sheet and place.row is None}
    return [each for each in check_findings if each.place.row or each.place.sheet not in bare]
