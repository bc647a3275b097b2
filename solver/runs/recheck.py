"""The audit of a written workbook alone, long after the run that wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import Finding, Place, PlanError, told
from solver.files.own_files import sha256_of
from solver.plan import Plan
from solver.record import shown_path
from solver.results.compare.pair import EvaluatedPlan, evaluated
from solver.runs.load import plan_of
from solver.schema import REASON_SHEETS, SCENARIOS_COMPARED, SHEETS_ASKED_FOR
from solver.text.numbers import with_and
from solver.version import VERSION

if TYPE_CHECKING:
    from solver.audit import AuditReport
    from solver.audit.breach import Breach
    from solver.excel.read.differences import Difference
    from solver.excel.read.other_layout import SharedColumns
    from solver.excel.read.reader import OwnedSheet
    from solver.excel.read.workbook import Workbook
    from solver.excel.read.written import WrittenPlan
    from solver.excel.sheets.result_sheets import SheetCells
    from solver.results.tables import Results


def read_evaluated(path: Path) -> EvaluatedPlan:
    """The plan that a written workbook holds, from its input sheets and its Allocation alone.

    Raises PlanError where it cannot be read or holds no plan; every finding names the file, for there are
    two.
    """
    try:
        content = sha256_of(path) if path.is_file() else ""  # a pipe never ends
    except OSError:
        content = ""  # the reader says what is wrong
    return _read_evaluated(path, content)


@lru_cache(maxsize=1)
def _read_evaluated(path: Path, content: str) -> EvaluatedPlan:
    """The plan of a workbook, read once for two calls. ``content``: the hash of its file."""
    name = shown_path(path)
    try:
        restated = load_written(path)
    except PlanError as error:
        raise PlanError(
            replace(found, message=f"{found.message} (in {name})") if found.place.sheet else found
            for found in error.findings
        ) from error
    answer = evaluated(name, restated.plan, restated.written.allocation, restated.written.ranks)
    return replace(answer, scenario=restated.written.scenario, changed=bool(restated.changed))


UNCHECKED = (
    "bounds, and what each rank came to when it was settled",
    "times, versions, paths, sizes, the baseline, and how the run was asked",
)
UNCHECKED_REASONS = "what the sheets {sheets} answer and claim (forcegen explain asks again)"
UNCHECKED_SCENARIOS = f"the other rows of {SCENARIOS_COMPARED} (audit the workbook of each scenario)"
"""What only the run can know: a written plan is taken at its word there."""
SHOWN = "shown"
"""What a breach names instead of a rule, where a sheet shows what the plan is not."""
PARTED_BY_WORDS = ("Gaps", "Unused")
"""Sheets that have a row for each run of periods of which the same is told: other words make other rows."""
FEW = 5
"""Cells that a warning names; more are counted."""


def audit_written(path: Path, *, results: Results | None = None) -> tuple[AuditReport, tuple[Finding, ...]]:
    """Audit a written workbook: its plan, and every cell of the sheets that say what the plan is.

    The plan is that of the input sheets, Allocation, and what Run carries (scenario, overrides,
    baseline). Its rules and objectives are worked out again without the model, and so is every result
    sheet, cell by cell; each difference is a breach. A plan that says that it is relaxed is held to
    every rule, for none is ever written. ``results``: what was written, where that is at hand: then
    the sheets are held against it, and only the rules and objectives are worked out again.

    Returns
    -------
    The report, and what is odd about the workbook (warnings).

    Raises
    ------
    PlanError
        If the workbook cannot be read, or holds no plan of ours.
    """
    from solver.excel.read.reader import read_owned
    from solver.excel.read.workbook import read_workbook

    sheets = read_owned(path)
    return audit_read(path, read_workbook(path), sheets, results)


def audit_read(
    path: Path, workbook: Workbook, sheets: Mapping[str, OwnedSheet], results: Results | None = None
) -> tuple[AuditReport, tuple[Finding, ...]]:
    """Audit a workbook that is read already: its tables, and those of our sheets that are there."""
    audited = audited_plan(path, workbook, sheets, results)
    return audited.report, audited.findings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AuditedPlan:
    """A written plan that was audited: its tables, what they come to, and what the audit found.

    ``tables_sha256``: the hash of its tables as they are now; ``results``: what its sheets would be;
    ``findings``: what is odd about the workbook (warnings).
    """

    plan: Plan
    written: WrittenPlan
    report: AuditReport
    tables_sha256: str
    results: Results
    findings: tuple[Finding, ...]


def read_audited(path: Path) -> AuditedPlan:
    """The plan of a written workbook, audited; raises PlanError where it cannot be read, or holds none."""
    from solver.excel.read.reader import read_owned
    from solver.excel.read.workbook import read_workbook

    sheets = read_owned(path)
    return audited_plan(path, read_workbook(path), sheets)


def audited_plan(
    path: Path, workbook: Workbook, sheets: Mapping[str, OwnedSheet], results: Results | None = None
) -> AuditedPlan:
    """Audit a workbook that is read already; ``results``: as :func:`audit_written` takes them."""
    from solver.audit import audit
    from solver.excel.read.workbook import locate
    from solver.excel.read.written import written_plan
    from solver.results.build import expected_results
    from solver.runs.record_file import run_statement

    restated = _reload(workbook, written_plan(path, sheets))
    written, plan = restated.written, restated.plan
    report = audit(plan, written.allocation, ranks=written.ranks, baseline=written.baseline)
    record = run_statement(path, workbook.sha256, written)
    again = results or expected_results(plan, report.ledger, report.objectives, record.stated)
    held = _compare_sheets(again, sheets, written)
    report = replace(
        report,
        breaches=(*report.breaches, *held.breaches, *record.breaches(again.totals)),
        sheets=held.sheets,
        gone=held.gone,
        unchecked=_unchecked(held.sheets),
        witness=record.name or "the sheet Run",
        inputs_changed=bool(restated.changed),
    )
    found = (*restated.changed, *workbook.findings, *plan.warnings)
    return AuditedPlan(
        plan=plan,
        written=written,
        report=report,
        tables_sha256=workbook.tables_sha256,
        results=again,
        findings=(*held.findings, *record.findings, *locate(found, workbook.tables)),
    )


def _unchecked(sheets: Iterable[str]) -> tuple[str, ...]:
    """What is not computed again of a workbook that has these sheets."""
    there = set(sheets)
    answers = [title for title in REASON_SHEETS if title in there]
    return (
        *UNCHECKED,
        *([UNCHECKED_REASONS.format(sheets=with_and(answers))] if answers else []),
        *([UNCHECKED_SCENARIOS] if SCENARIOS_COMPARED in there else []),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LoadedWritten:
    """A written workbook, loaded: what its sheets state now, and the plan written in it."""

    workbook: Workbook
    written: WrittenPlan
    plan: Plan

    @property
    def changed(self) -> tuple[Finding, ...]:
        """A warning where the planner has changed a table since the plan was made from it."""
        if self.written.tables_sha256 in ("", self.workbook.tables_sha256):
            return ()
        message = (
            "the input sheets have changed since this plan was made from them; solve again to take them in"
        )
        return (told(message, "warning"),)


def load_written(path: Path) -> LoadedWritten:
    """Read a written workbook, with the scenario and the overrides of the run that wrote it."""
    from solver.excel.read.workbook import read_workbook
    from solver.excel.read.written import read_written

    return _reload(read_workbook(path), read_written(path))


def _reload(workbook: Workbook, written: WrittenPlan) -> LoadedWritten:
    """The plan that a workbook's tables state, as the run that wrote its plan took them."""
    given = written.baseline is not None
    plan = plan_of(
        workbook, written.scenario, written.overrides, has_baseline=given, reader_findings=workbook.findings
    )
    return LoadedWritten(workbook=workbook, written=written, plan=plan)


@dataclass(frozen=True, slots=True, kw_only=True)
class _SheetComparison:
    """The result of comparing our sheets with what they would be.

    ``sheets``: cells compared, by sheet. ``gone``: what is not there to be compared.
    """

    sheets: Mapping[str, int]
    breaches: tuple[Breach, ...]
    findings: tuple[Finding, ...]
    gone: tuple[str, ...]


def _compare_sheets(
    again: Results, sheets: Mapping[str, OwnedSheet], written: WrittenPlan
) -> _SheetComparison:
    """Compare every result sheet that is there, cell by cell.

    Words are not held against a plan of another version of forcegen, which may have chosen others, nor are
    columns that it does not have.
    """
    from solver.excel.read.differences import differences, points_to
    from solver.excel.read.other_layout import shared_columns
    from solver.excel.read.unsealed import unsealed_rows
    from solver.excel.sheets.page import HEADER_ROW
    from solver.excel.sheets.result_sheets import result_cells
    from solver.results.build import stated_cells
    from solver.results.columns import CHECKSUM_FACT, VERSION_FACT
    from solver.results.reasons import stated_in

    cells, by = result_cells(again), written.fact(VERSION_FACT)
    findings: list[Finding] = []
    if by != VERSION:
        shared = {name: shared_columns(cells[name], sheets[name]) for name in cells if name in sheets}
        cells = cells | {name: each.expected for name, each in shared.items()}
        sheets = {**sheets, **{name: each.found for name, each in shared.items()}}
        findings += [_warning(each.found, text) for each in shared.values() for text in _other_columns(each)]
    found = [each for name in cells if name in sheets for each in differences(cells[name], sheets[name])]
    gone = written.reasons.keys() - sheets.keys()  # what points there was worked out without them
    found = [each for each in found if not points_to(each, sheets[each.sheet], gone)]
    other_words = [each for each in found if by != VERSION and _by_words(each)]
    wrong = [each for each in found if by == VERSION or not _by_words(each)]
    findings += [finding for name in cells for finding in _sheet_warnings(name, sheets, cells[name])]
    findings += [
        _not_asked_for(sheets[name]) for name in sheets if name in SHEETS_ASKED_FOR and name not in cells
    ]
    if by != VERSION:
        findings.append(_other_version(by, other_words))
    if CHECKSUM_FACT not in written.facts:
        findings.append(
            told("Run has no seal: a slip in its times, versions or bounds would not show", "warning")
        )
    wrong += unsealed_rows(written, found, cells)
    counts = {name: sum(map(len, cells[name].rows.values())) for name in cells if name in sheets}
    if "Run" in counts:
        counts["Run"] -= stated_cells(again)  # those were not worked out again
    if SCENARIOS_COMPARED in counts:  # nor were the rows of other plans
        of_others = (held for row, held in cells[SCENARIOS_COMPARED].rows.items() if row > HEADER_ROW + 1)
        counts[SCENARIOS_COMPARED] -= sum(map(len, of_others))
    for name in written.reasons.keys() & counts.keys():  # nor was what answers state
        counts[name] -= stated_in(name, written.reasons[name])
    return _SheetComparison(
        sheets={name: counts[name] - sum(each.sheet == name for each in other_words) for name in counts},
        breaches=(
            *(_breach(each, sheets[each.sheet].title) for each in wrong),
            *_rivals(sheets),
            *_strangers(cells, sheets),
        ),
        findings=tuple(findings),
        gone=tuple(f"sheet {name}" for name in cells if name not in sheets),
    )


def _by_words(each: Difference) -> bool:
    """Whether only words differ, or rows that are parted by words."""
    return each.wording or each.sheet in PARTED_BY_WORDS


def _breach(each: Difference, title: str) -> Breach:
    """The breach for a difference; its sheet as the workbook calls it now."""
    from solver.audit.breach import Breach

    place = Place(sheet=title, row=int("".join(filter(str.isdigit, each.cell))))
    return Breach(rule=SHOWN, message=f"{title}!{each.cell} {each.message}", place=place, cell=each.cell)


def _sheet_warnings(name: str, sheets: Mapping[str, OwnedSheet], cells: SheetCells) -> Iterator[Finding]:
    """Warnings about one of our sheets: what is hidden in it, or cannot be compared."""
    from solver.excel.read.differences import cells_beside, hidden_in
    from solver.tables import fold

    if name not in sheets:
        yield told(f"sheet {name} is gone; it is not checked", "warning")
        return
    sheet = sheets[name]
    if fold(sheet.title) != fold(name):
        yield _warning(sheet, f"this is forcegen's sheet {name} under another name; it is checked as that")
    for sentence in hidden_in(sheet):
        yield _warning(sheet, f"{sentence}; what stands there is checked all the same")
    own = cells_beside(cells, sheet)
    if own:
        more = f" and {len(own) - FEW:,} more" if len(own) > FEW else ""
        yield _warning(
            sheet,
            f"{', '.join(own[:FEW])}{more} to the right of forcegen's columns: not forcegen's, not checked",
        )


def _warning(sheet: OwnedSheet, message: str) -> Finding:
    return Finding(place=Place(sheet=sheet.title), message=message, severity="warning")


def _not_asked_for(sheet: OwnedSheet) -> Finding:
    """The warning about a sheet that nobody asked for in the run that wrote the plan."""
    return _warning(sheet, "this plan does not have this sheet: nobody asked for it; it is not checked")


def _rivals(sheets: Mapping[str, OwnedSheet]) -> Iterator[Breach]:
    """Breaches for sheets that go by the name of one of ours and are not."""
    from solver.audit.breach import Breach

    for name, sheet in sheets.items():
        if sheet.rival:
            message = f"sheet {name} is not the one that forcegen wrote, which is called {sheet.title} now"
            yield Breach(rule=SHOWN, message=message)


def _strangers(cells: Mapping[str, SheetCells], sheets: Mapping[str, OwnedSheet]) -> Iterator[Breach]:
    """Breaches for sheets of ours of which the run that wrote the plan does not know."""
    from solver.audit.breach import Breach

    for name, sheet in sheets.items():
        if name not in cells and name not in SHEETS_ASKED_FOR:  # which may be the planner's own
            message = f"sheet {sheet.title} is of another run: by the sheet Run this plan was solved alone"
            yield Breach(rule=SHOWN, message=message, place=Place(sheet=sheet.title))


def _other_columns(shared: SharedColumns) -> Iterator[str]:
    """Sentences about columns that a sheet of another version has, or has not."""
    if shared.new:
        yield f"{_columns(shared.new)} not there: the version that wrote the plan had no such column"
    if shared.unknown:
        yield f"{_columns(shared.unknown)} not known to this version, and not checked"


def _columns(names: Sequence[str]) -> str:
    """Columns in words: column A is, columns A, B and C are; of many the first and the last."""
    if len(names) == 1:
        return f"column {names[0]} is"
    return f"columns {with_and(names) if len(names) <= FEW else f'{names[0]} to {names[-1]}'} are"


def _other_version(by: str, other_words: list[Difference]) -> Finding:
    """The warning that another version of forcegen wrote the plan, whose words may differ."""
    sentence = f"the plan was written by forcegen {by or 'of an unknown version'}, this is {VERSION}"
    if other_words:
        named = ", ".join(f"{each.sheet}!{each.cell}" for each in other_words[:FEW])
        more = f" and {len(other_words) - FEW:,} more" if len(other_words) > FEW else ""
        sentence += f": {named}{more} differ by its words, which are not held against it"
    return told(sentence, "warning")
