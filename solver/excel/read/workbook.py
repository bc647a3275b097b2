"""A planner's workbook read into raw tables, with what is odd about the file and its sheets."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from solver.errors import Finding
from solver.excel.package.ranges import column_letters
from solver.excel.package.refusals import UnreadableError, damaged
from solver.excel.package.workbook_part import SheetEntry
from solver.excel.package.worksheet import SheetTraits
from solver.excel.read.misplaced import (
    RowsBelow,
    external_links,
    header_switched_off,
    hidden_sheet,
    look_alikes,
    named_twice,
    no_header,
    renamed_headers,
    right_below,
    rows_below,
    second_table,
)
from solver.excel.read.reader import WorkbookReader, open_reader
from solver.excel.read.sheet_warnings import finding, look_findings, not_calculated, sheet_findings
from solver.excel.read.table import read_table_rows, required
from solver.schema import SHEETS, sheet
from solver.schema.columns import Kind, Sheet
from solver.tables import RawTable, RawTables, digest_of_tables, fold
from solver.text.look_alikes import skeleton

UNMISTAKABLE = 4
"""Required headers by which a copy of a table is known, whatever its sheet is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What a workbook holds: raw tables, findings about the file and its sheets, our own result sheets.

    ``sha256``: of the file's bytes. ``owned``: titles of the sheets that an earlier run wrote; they are never
    read as input. ``unknown``: headers of a sheet that are the planner's own; ``others``: titles of sheets
    that are. ``signed``: whether the file is digitally signed.
    """

    path: Path
    sha256: str
    tables: RawTables
    findings: tuple[Finding, ...]
    owned: tuple[str, ...]
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    signed: bool = False

    @property
    def tables_sha256(self) -> str:
        """A hash of what stands in the planner's tables and in which rows, whatever else is in the file."""
        return digest_of_tables(self.tables)


def read_workbook(path: Path) -> Workbook:
    """The planner's tables in a workbook, as they stand, and what is odd about its sheets.

    Raises PlanError if the file is no workbook that can be read: one sentence with the remedy.
    """
    with open_reader(path) as source:
        entries = [entry for entry in source.book.sheets if entry.title not in source.book.owned]
        declared = {fold(known.name): known for known in SHEETS}
        tables: RawTables = {}
        findings: list[Finding] = []
        below: list[RowsBelow] = []
        strangers: list[SheetEntry] = []
        unknown: dict[str, tuple[str, ...]] = {}
        for entry in entries:
            known = declared.get(fold(entry.title))
            if known is None:
                strangers.append(entry)
            elif known.name in tables:
                findings.append(named_twice(known, entry, tables[known.name].title))
            else:
                seen = _named_sheet(source, known, entry)
                tables[known.name] = seen.table
                findings += seen.findings
                below += [seen.below] if seen.below else []
                unknown |= {known.name: seen.unknown} if seen.unknown else {}
        findings += right_below(below) + _look_alikes(source, strangers, tables)
        findings += external_links(source.book)
        return Workbook(
            path=path,
            sha256=source.package.sha256,
            tables={known.name: tables[known.name] for known in SHEETS if known.name in tables},
            findings=tuple(findings),
            owned=source.book.owned,
            unknown=unknown,
            others=tuple(entry.title for entry in strangers),
            signed=source.book.signed,
        )


_last: dict[tuple[str, str], Workbook] = {}
"""The workbook read last, by the hash of its bytes and its ending."""


def read_once(path: Path) -> Workbook:
    """What :func:`read_workbook` returns; a night asks twice, and the same bytes are read only once in a row.

    Each caller has tables of its own: nothing that is done to them reaches the next. Raises PlanError if the
    file cannot be read as a workbook; that is never remembered.
    """
    try:
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""  # a pipe never ends
    except OSError:
        content = ""  # the reader says what is wrong
    known = _last.get((content, path.suffix))
    if known is None:
        known = read_workbook(path)
        _last.clear()
        _last[known.sha256, path.suffix] = known
    tables = {name: replace(table, cells=table.cells.copy()) for name, table in known.tables.items()}
    return replace(known, path=path, tables=tables)


def read_marking(path: Path) -> str:
    """The protective marking in a workbook's Settings, whatever else is wrong with it; blank for none."""
    settings = read_workbook(path).tables.get("Settings")
    if settings is None or not {"Name", "Value"} <= set(settings.cells.columns):
        return ""
    named = settings.cells[[fold(name) == "marking" for name in settings.cells["Name"]]]
    return next((str(value) for value in named["Value"] if value is not None), "")


def locate(findings: Iterable[Finding], tables: RawTables) -> tuple[Finding, ...]:
    """The findings with their cells, such as ``E14``, and the sheets as the planner spells them.

    A finding about a whole row gets the row's first key cell, one about a whole
    column gets that column (``E:E``); what has a cell keeps it.
    """
    located = []
    for found in findings:
        table = tables.get(found.place.sheet)
        if table is not None:
            place = replace(found.place, sheet=table.title or table.sheet, in_lines=table.in_lines)
            found = replace(found, place=place, cell=found.cell or _cell(found, table))
        located.append(found)
    return tuple(located)


def _cell(found: Finding, table: RawTable) -> str:
    row, column = found.place.row, found.place.column
    letter = table.letters.get(column, "")
    if row is None:
        return f"{letter}:{letter}" if letter else ""
    if letter:
        return f"{letter}{row}"
    declared = sheet(table.sheet)
    keys = [name for name in (*declared.key, *declared.address, *table.letters) if name in table.letters]
    return f"{table.letters[keys[0]]}{row}" if keys else ""


@dataclass(frozen=True, slots=True)
class _SheetRead:
    """A declared sheet as it was read; ``unknown``: headers that are the planner's own.

    ``below``: rows below its Excel table that were read with it.
    """

    table: RawTable
    findings: list[Finding]
    unknown: tuple[str, ...] = ()
    below: RowsBelow | None = None


def _named_sheet(source: WorkbookReader, declared: Sheet, entry: SheetEntry) -> _SheetRead:
    """The declared sheet as it was read; an error that stops the reading names the sheet."""
    try:
        return _read_sheet(source, declared, entry)
    except UnreadableError as reason:
        raise UnreadableError(f"sheet {entry.title}: {reason}") from reason


def _read_sheet(source: WorkbookReader, declared: Sheet, entry: SheetEntry) -> _SheetRead:
    """A declared sheet's table and what is odd about it; an empty table where none is found."""
    traits = SheetTraits()
    if entry.kind != "worksheet":
        if not entry.part:
            raise damaged(f"sheet {entry.title} is listed, but not there")
        message = "this is no worksheet but a chart or the like; rename it, and add a worksheet of this name"
        return _SheetRead(_empty(declared, entry), [finding(declared.name, message)])
    found = source.find(declared, entry, traits)
    if found.switched_off is not None:
        return _SheetRead(_empty(declared, entry), [header_switched_off(declared, found.switched_off)])
    if found.header is None:
        return _SheetRead(_empty(declared, entry), no_header(declared, found.empty))
    header = found.header
    body = read_table_rows(declared, header, found.rows)
    findings = sheet_findings(declared, header, body, traits)
    findings += look_findings(declared, header, body, traits)
    findings += renamed_headers(declared, header, body)
    if source.book.uncalculated:
        findings += not_calculated(declared, header, body, traits)
    for other in found.others:
        findings.append(second_table(declared, other.listed.name if other.listed else "", other.row))
    if entry.hidden and len(body.cells):
        findings.append(hidden_sheet(declared, entry))
    table = RawTable(
        sheet=declared.name,
        cells=body.cells,
        title=entry.title,
        letters={name: column_letters(column) for name, column in header.columns.items()},
        since_1904=source.book.starts_1904,
        unread={
            (f"{column_letters(place)}{header.row}", text): tuple(body.others.get(place, ()))
            for place, text in header.unknown.items()
        },
    )
    unknown = (*header.unknown.values(), *header.apart.values())
    return _SheetRead(table, findings, unknown, rows_below(declared, header, body))


def _empty(declared: Sheet, entry: SheetEntry) -> RawTable:
    import pandas as pd

    return RawTable(
        sheet=declared.name, cells=pd.DataFrame(index=pd.Index([], dtype="int64")), title=entry.title
    )


def _look_alikes(source: WorkbookReader, strangers: list[SheetEntry], tables: RawTables) -> list[Finding]:
    """Other sheets that hold a declared table: a copy under a like name, or the one that is missing.

    A table with many required headers is known by them under any name.
    """
    alike: dict[tuple[str, bool], list[str]] = {}
    for entry in strangers:
        if entry.kind != "worksheet" or entry.part not in source.package:
            continue
        near = [known for known in SHEETS if _is_near(known, entry)]
        for declared in SHEETS:
            named = fold(declared.name) in fold(entry.title) or len(required(declared)) >= UNMISTAKABLE
            copied = declared.name in tables and named
            sought = declared.name not in tables and (declared in near or (declared.required and not near))
            if (copied or sought) and _holds(source, declared, entry):
                alike.setdefault((declared.name, copied), []).append(entry.title)
    return [look_alikes(sheet(name), titles, copied) for (name, copied), titles in alike.items()]


def _is_near(declared: Sheet, entry: SheetEntry) -> bool:
    """Whether a sheet's title may be a slip for the declared name: spelled like it, or part of it."""
    name, title = skeleton(declared.name), skeleton(entry.title)
    return name in title or title in name or bool(difflib.get_close_matches(title, [name], cutoff=0.8))


def _holds(source: WorkbookReader, declared: Sheet, entry: SheetEntry) -> bool:
    try:
        header = source.find(declared, entry, SheetTraits()).header
    except UnreadableError:  # the planner's own sheet: what is wrong with it is no matter of ours
        return False
    if header is None or header.missing(declared):
        return False
    # From and To alone are the headers of many a list.
    own = [column for column in declared.columns if column.name in header.columns]
    return any(column.kind not in (Kind.FROM, Kind.TO) for column in own)
