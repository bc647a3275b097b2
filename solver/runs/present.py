"""The present in a run: read from a CSV file, matched with the pledges, and what it breaks."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from solver.errors import Finding, Place, PlanError, Severity, told
from solver.record import shown_path
from solver.results.columns import PRESENT_SOURCE

if TYPE_CHECKING:
    import pandas as pd

    from solver.ledger.present import Present
    from solver.plan import Plan
    from solver.schema.columns import Column
    from solver.tables import RawTable

SHEET = "Present"
SEPARATORS = ";,\t"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KnownPresent:
    """What is known of a plan's present. ``allocation``: None where there is none, or it is left aside."""

    allocation: pd.DataFrame | None = None
    warnings: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()

    def source(self, path: str) -> str:
        """Where the present is from: a CSV file, or the sheet; "" where there is none."""
        return "" if self.allocation is None else path or PRESENT_SOURCE


def known_present(plan: Plan, *, left_aside: bool = False) -> KnownPresent:
    """The present of a plan, matched, with what is to be said of it. ``left_aside``: a baseline is given."""
    from solver.ledger.present import present_of

    stated = plan.as_it_stands or plan
    if stated.present.empty:
        return KnownPresent()
    if left_aside:
        sentence = "changes are counted against the plan given as baseline; the present is left aside"
        return KnownPresent(notes=(told(sentence, "note"),))
    present = present_of(stated)
    tally = Finding(place=Place(sheet=SHEET), message=present.tally, severity="note")
    return KnownPresent(
        allocation=present.allocation,
        warnings=present.warnings,
        notes=(tally, *_unspoken(plan, present), *_broken(stated, present)),
    )


def _unspoken(plan: Plan, present: Present) -> list[Finding]:
    """A note where the present says of some periods who is there, and nothing of others."""
    from solver.plan.plan import periods_in_words

    spoken = set(present.allocation["period"])
    silent = [period for period in range(1, plan.settings.periods + 1) if period not in spoken]
    if not spoken or not silent:
        return []
    message = (
        f"by it nobody is there in {periods_in_words(silent)}, so that every unit then counts as a change; "
        "leave To blank for those who are to stay"
    )
    return [Finding(place=Place(sheet=SHEET, column="To"), message=message, severity="note")]


def _broken(plan: Plan, present: Present) -> list[Finding]:
    """A note for each rule that the present itself breaks, at the rule's row; nothing enforces any."""
    from solver.audit import RULES, keep_ledger

    if present.allocation.empty:
        return []
    ledger = keep_ledger(plan, present.allocation)
    return [
        Finding(place=breach.place, message=f"the present breaks: {breach.message}", severity="note")
        for rule in RULES.values()
        for breach in rule(plan, ledger)
    ]


def read_present(path: Path) -> tuple[RawTable, list[Finding]]:
    """The table Present in a CSV file, and warnings: headers as on the sheet, semicolons or commas, UTF-8.

    Rows are the lines of the file. Columns of other names are the planner's own and left alone.

    Raises
    ------
    PlanError
        If the file is no such table; every finding names the line.
    """
    lines = _lines(path)
    if not lines:
        raise _wrong(path, "the file is empty; expected a line of headers, such as Nation;Site;Role;Heads")
    (first, header), *rows = lines
    headers, findings = _headers(path, first, header)
    for number, cells in rows:
        if any(cell.strip() for cell in cells[len(header) :]):
            message = (
                f"the line has {len(cells)} cells, the headers are {len(header)}; put a text that holds the "
                "separator in quotes"
            )
            findings.append(_at(path, number, message))
    if any(finding.severity == "error" for finding in findings):
        raise PlanError(findings)
    return _table(path, headers, rows), findings


def _table(path: Path, headers: Mapping[int, Column], rows: list[tuple[int, list[str]]]) -> RawTable:
    """The raw table of a file's rows, numbers as numbers."""
    import pandas as pd

    from solver.plan.numerals import as_typed
    from solver.schema.columns import Kind
    from solver.tables import RawTable

    def value(text: str, column: Column) -> object:
        if not text.strip():
            return None
        numeric = column.kind in (Kind.WHOLE, Kind.NUMBER, Kind.FROM, Kind.TO)
        return as_typed(text, column, cautious=True) if numeric else text

    index = [number for number, _ in rows]
    cells = {
        column.name: pd.Series(
            [value(row[at], column) if at < len(row) else None for _, row in rows], index=index, dtype=object
        )
        for at, column in headers.items()
    }
    table: pd.DataFrame = pd.DataFrame(cells, index=index)
    return RawTable(sheet=SHEET, cells=table, title=shown_path(Path(path.name)), in_lines=True)


def _lines(path: Path) -> list[tuple[int, list[str]]]:
    """The rows of a file that hold anything, each with the line on which it begins."""
    text = _text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        message = f"the line cannot be read as CSV ({error}); look for a quote that is not closed"
        raise PlanError([_at(path, begins, message)]) from error
    return rows


def _text(path: Path) -> str:
    """The text of a file; PlanError where there is none."""
    if not path.is_file():
        raise _wrong(path, "there is no such file; name a CSV file")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}") from error
    if content.startswith(b"PK\x03\x04"):
        remedy = "save the sheet as CSV UTF-8, or put it into the plan's workbook as sheet Present"
        raise _wrong(path, f"is a workbook; {remedy}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = "the line is not UTF-8; in Excel, save as CSV UTF-8 (comma delimited)"
        raise PlanError([_at(path, line, message)]) from error


def _headers(path: Path, line: int, header: Sequence[str]) -> tuple[dict[int, Column], list[Finding]]:
    """The declared column of each place in the file, and what is wrong with the headers."""
    from solver.plan.addresses import find_column
    from solver.plan.names import did_you_mean
    from solver.schema import all_columns, sheet

    declared = sheet(SHEET)
    columns: dict[int, Column] = {}
    findings: list[Finding] = []
    for at, name in enumerate(header):
        column = find_column(declared, name) if name.strip() else None
        near = did_you_mean(name, (each.name for each in all_columns(declared))) if name.strip() else ""
        if column is not None and column in columns.values():
            findings.append(_at(path, line, f"column {column.name} stands twice; keep one"))
        elif column is not None:
            columns[at] = column
        elif near:
            findings.append(_at(path, line, f"unknown column '{name.strip()}'{near}", "warning"))
    missing = [each.name for each in declared.columns if each.required and each not in columns.values()]
    for name in missing:
        known = ", ".join(each.name for each in declared.columns)
        findings.append(_at(path, line, f"there is no column {name}; the columns are {known}"))
    return columns, findings


def _at(path: Path, line: int, message: str, severity: Severity = "error") -> Finding:
    place = Place(sheet=shown_path(Path(path.name)), row=line, in_lines=True)
    return Finding(place=place, message=message, severity=severity)


def _wrong(path: Path, sentence: str) -> PlanError:
    return PlanError([told(f"{shown_path(path)}: {sentence}")])
