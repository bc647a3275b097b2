"""From a workbook on disk to a checked plan: scenario and overrides applied, every finding with its cell."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import Finding, PlanError, told
from solver.record import RunSpec
from solver.runs.present import SHEET, known_present, read_present

if TYPE_CHECKING:
    import pandas as pd

    from solver.excel.read.workbook import Workbook
    from solver.excel.read.written import WrittenPlan
    from solver.plan import Plan
    from solver.tables import RawTables


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loaded:
    """A workbook read and understood: its plan with overrides applied, and what is odd about it.

    ``baseline``: the allocation that changes are counted against; ``compared_with``: where it is from, ""
    where there is none, or nobody asked for it. ``notes``: what is worth knowing about it.
    """

    workbook: Workbook
    plan: Plan
    baseline: pd.DataFrame | None
    findings: tuple[Finding, ...]
    seconds: float
    compared_with: str = ""
    notes: tuple[Finding, ...] = ()


def load(
    source: Path, spec: RunSpec | None = None, baseline: Path | None = None, before: Path | None = None
) -> Loaded:
    """Read the workbook, apply scenario and overrides, and check everything at once.

    ``spec``: by default the workbook as it stands. ``baseline``: a written workbook whose plan changes are
    counted against; else they are against the present (a CSV file of the specification, or the sheet), where
    there is any; else against the plan of ``before``.

    Raises
    ------
    PlanError
        With every finding, errors and warnings, each with its cell.
    """
    from solver.excel.read.workbook import locate, read_once
    from solver.excel.read.written import read_written
    from solver.plan.scenario import scenario_findings

    began, spec = time.monotonic(), spec or RunSpec()
    read = read_once(source)
    workbook, odd = _with_present(read, spec.present)
    found = (*odd, *workbook.findings, *scenario_findings(workbook.tables))
    plan = plan_of(
        workbook,
        spec.scenario,
        spec.overrides,
        has_baseline=True if baseline or before else None,
        reader_findings=found,
    )
    known = known_present(plan, left_aside=baseline is not None)
    found = (*found, *_not_repeated(found, plan.warnings), *known.warnings)
    findings = locate(found, workbook.tables)
    if findings and (spec.strict or any(finding.severity == "error" for finding in findings)):
        raise PlanError(findings)
    written = baseline or (before if known.allocation is None else None)
    return Loaded(
        workbook=read,
        plan=plan,
        baseline=baseline_for(plan, read_written(written)) if written else known.allocation,
        findings=findings,
        seconds=time.monotonic() - began,
        compared_with=str(baseline or "") if written else known.source(spec.present),
        notes=locate((*known.notes, *plan.notes), workbook.tables),
    )


def notes_of(loaded: Loaded) -> tuple[Finding, ...]:
    """Notes: what is worth knowing about a plan and wrong with nothing; never counted as warnings."""
    from solver.excel.read.workbook import locate
    from solver.excel.write import SIGNATURE_ENDS
    from solver.reasons.ineffective_rows import excluding_caveats
    from solver.reasons.unused import unsustained

    signed = [told(SIGNATURE_ENDS, "note")] if loaded.workbook.signed else []
    found = (*unsustained(loaded.plan), *excluding_caveats(loaded.plan), *signed)
    return (*loaded.notes, *locate(found, loaded.workbook.tables))


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
    has_baseline: bool | None,
    reader_findings: tuple[Finding, ...] = (),
) -> Plan:
    """The plan that a workbook states under a scenario and overrides.

    ``has_baseline``: None where only the plan's own present may be one. ``reader_findings``: what is known
    to be wrong already. Raises PlanError with every finding, those
    included, each with its cell.
    """
    from solver.excel.read.workbook import locate
    from solver.plan.make import make_plan
    from solver.plan.plan import with_baseline
    from solver.plan.scenario import Override, apply_overrides, scenario_overrides
    from solver.reasons.ineffective_rows import caveats_that_shut_roles, ineffective_rows

    tables = workbook.tables
    try:
        named = scenario_overrides(tables, scenario) if scenario else ()
        asked = tuple(Override.parse(text) for text in overrides)
        changed = apply_overrides(tables, (*named, *asked))
        plan = make_plan(changed, tables if named or asked else None)
        plan = replace(plan, as_it_stands=_as_it_stands(tables, changed))
        given = not (plan.as_it_stands or plan).present.empty if has_baseline is None else has_baseline
        plan = with_baseline(plan, given=given)
    except PlanError as error:
        raise PlanError(
            locate((*reader_findings, *_not_repeated(reader_findings, error.findings)), tables)
        ) from error
    warnings = (*plan.warnings, *ineffective_rows(plan), *caveats_that_shut_roles(plan))
    return replace(plan, warnings=warnings)


def _as_it_stands(tables: RawTables, changed: RawTables) -> Plan | None:
    """The plan of a workbook's own tables, but for the present and the settings, which are those changed.

    None where it is the same plan, there is no present, or the workbook states no plan as it stands.
    """
    from solver.plan.make import make_plan

    kept = (SHEET, "Settings")
    names = (tables.keys() | changed.keys()) - set(kept)
    if SHEET not in changed or all(changed.get(name) is tables.get(name) for name in names):
        return None
    own = {name: table for name, table in tables.items() if name not in kept}
    mine = {name: table for name, table in changed.items() if name in kept}
    try:
        return make_plan({**own, **mine})
    except PlanError:
        return None


def _not_repeated(reader_findings: Iterable[Finding], check_findings: Iterable[Finding]) -> list[Finding]:
    """The findings of the checks without those that follow from a sheet without headers."""
    errors = [finding.place for finding in reader_findings if finding.severity == "error"]
    bare = {place.sheet for place in errors if place.sheet and place.row is None}
    return [each for each in check_findings if each.place.row or each.place.sheet not in bare]


def _with_present(workbook: Workbook, path: str) -> tuple[Workbook, list[Finding]]:
    """The workbook with the present of a CSV file in place of its sheet, if one is named; and warnings."""
    if not path:
        return workbook, []
    table, findings = read_present(Path(path))
    return replace(workbook, tables={**workbook.tables, SHEET: table}), findings
