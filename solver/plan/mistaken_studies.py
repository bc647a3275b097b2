"""Studies with mistakes: warnings of the plan, which does without them, and errors for whom asks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from solver.errors import Finding
from solver.plan.draft import Draft, TypedTable
from solver.schema.studies import STUDIES
from solver.tables import fold

SHEET = STUDIES.name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WithoutMistaken:
    """A draft without the studies that cannot be asked.

    ``findings``: all of the draft, the mistakes of such studies as warnings. ``mistakes``: these as errors,
    by study, its name as its first row spells it.
    """

    draft: Draft
    findings: tuple[Finding, ...]
    mistakes: Mapping[str, tuple[Finding, ...]]


def without_mistaken(draft: Draft, findings: Iterable[Finding]) -> WithoutMistaken:
    """The draft without the studies of which a row has an error, in that row or another of their name.

    An error that is in no row (a sheet without a column that it needs) stays one.
    """
    findings, table = tuple(findings), draft.tables[SHEET]
    errors = [each for each in findings if _of_a_row(each)]
    if not errors:
        return WithoutMistaken(draft=draft, findings=findings, mistakes={})
    readable = draft.readable(SHEET, "Study")
    names = {int(row): str(name) for name, row in zip(readable["study"], readable["sheet_row"], strict=True)}
    spelled = {fold(name): name for _, name in sorted(names.items(), reverse=True)}
    mistakes: dict[str, tuple[Finding, ...]] = {}
    for error in errors:
        name = spelled.get(fold(names.get(error.place.row or 0, "")), "")
        if name:
            mistakes[name] = (*mistakes.get(name, ()), error)
    rows = {error.place.row for error in errors}
    bad = {row for row, name in names.items() if spelled[fold(name)] in mistakes} | rows
    warned = (_as_warning(each, names) if _of_a_row(each) else each for each in findings)
    return WithoutMistaken(
        draft=replace(draft, tables={**draft.tables, SHEET: _without(table, bad)}),
        findings=tuple(warned),
        mistakes=mistakes,
    )


def not_asked(error: Finding, study: str) -> Finding:
    """The warning that a study will not be asked, and why."""
    who = f"study '{study}'" if study else "this study"
    return replace(error, message=f"{who} will not be asked: {error.message}", severity="warning")


def _of_a_row(finding: Finding) -> bool:
    place = finding.place
    return place.sheet == SHEET and place.row is not None and finding.severity == "error"


def _as_warning(error: Finding, names: Mapping[int, str]) -> Finding:
    return not_asked(error, names.get(error.place.row or 0, ""))


def _without(table: TypedTable, rows: Iterable[int | None]) -> TypedTable:
    """The table without those sheet rows."""
    kept = ~table.frame["sheet_row"].isin(list(rows))
    return replace(
        table,
        frame=table.frame[kept].reset_index(drop=True),
        faulty=table.faulty[kept].reset_index(drop=True),
    )
