"""The story of marking: old marks go, then the sheet Findings, fills and notes come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from solver.errors import Finding, PlanError, Severity
from solver.excel.marks.before import enough, keep_parts, kept_parts
from solver.excel.marks.frame import Frame, put_fills, remove_fills
from solver.excel.marks.notes import noted, put_notes, remove_notes
from solver.excel.marks.page import LOOKS, MOST_ROWS, findings_sheet
from solver.excel.marks.words import SIGN, Mark, marks_by_sheet, writable
from solver.excel.patch import graft, name_clashes, ungraft
from solver.excel.patch.open_workbook import OpenWorkbook, open_workbook
from solver.excel.patch.xml_patch import walk
from solver.schema import FINDINGS_SHEET
from solver.tables import fold


def marked(data: bytes, findings: Sequence[Finding], *, marking: str = "") -> bytes:
    """The workbook with a fill and a note at each cell that a finding names, and a sheet Findings.

    Marks of an earlier check go first, so that doing it twice is the same as once, and doing it
    without findings gives the workbook back as it was. ``marking``: the protective marking.

    Raises
    ------
    PlanError
        If the workbook cannot be marked, or has a sheet Findings of its own.
    """
    clean = unmarked(data)
    if not findings:
        return clean
    findings = writable(findings)
    clashes = name_clashes(clean, [FINDINGS_SHEET])
    if clashes:
        raise PlanError(clashes)
    before = _lists(open_workbook(clean))
    titles = [tab.title for tab in open_workbook(clean).sheets]
    book = open_workbook(graft(clean, findings_sheet(findings, titles, marking), recalculate=False))
    page = book.marked[fold(FINDINGS_SHEET)].part
    keep_parts(book.package, page, before)
    shown = sorted(findings, key=lambda finding: finding.severity != "error")[:MOST_ROWS]
    formats = _formats(book, page)
    for title, marks in marks_by_sheet(shown).items():
        _mark_sheet(book, title, marks, formats)
    return book.package.to_bytes()


def unmarked(data: bytes) -> bytes:
    """The workbook without our marks; the very same bytes where there are none."""
    book = open_workbook(data)
    changed = False
    for tab in book.sheets:
        if tab.part in book.package and tab.part.endswith(".xml"):
            changed |= _unmark_sheet(book, tab.part)
    before = _lists_before(book)
    if changed:
        data = book.package.to_bytes()
    return _with_lists(ungraft(data, [FINDINGS_SHEET]), before)


def _mark_sheet(book: OpenWorkbook, title: str, marks: Sequence[Mark], formats: dict[Severity, int]) -> None:
    tab = next((tab for tab in book.sheets if fold(tab.title) == fold(title)), None)
    if tab is None or tab.part not in book.package:
        return
    frame = Frame(book.package, tab.part)
    if frame.root.name != "worksheet":
        return
    put_fills(frame, marks, formats)
    put_notes(book.package, tab.part, frame, marks)
    book.package.put(tab.part, frame.result())


def _unmark_sheet(book: OpenWorkbook, part: str) -> bool:
    """Take the marks from one sheet; says whether there were any."""
    package = book.package
    filled = SIGN.encode() in package.read(part).replace(b"\0", b"")
    with_notes = noted(package, part)
    if not filled and not with_notes:
        return False
    frame = Frame(package, part)
    remove_fills(frame)
    if with_notes:
        remove_notes(package, part, frame)
    if frame.changed:
        package.put(part, frame.result())
    return frame.changed or with_notes


def _formats(book: OpenWorkbook, page: str) -> dict[Severity, int]:
    """The number of each severity's look in the workbook: the sheet Findings has them in this order."""
    rules: Iterable[str] = (
        node.get("dxfId") for node in walk(Frame(book.package, page).root) if node.name == "cfRule"
    )
    return dict(zip(LOOKS, map(int, rules), strict=True))


def _lists(book: OpenWorkbook) -> dict[str, bytes]:
    """The parts that list sheets, names and formats, as they are."""
    styles = book.lists.related("styles")
    parts = [book.part, *([styles.part] if styles and styles.part in book.package else [])]
    return {part: book.package.read(part) for part in parts}


def _lists_before(book: OpenWorkbook) -> dict[str, bytes]:
    """These parts from before the marks, where they are still ours to give back."""
    tab = book.marked.get(fold(FINDINGS_SHEET))
    return kept_parts(book.package, tab.part) if tab is not None else {}


def _with_lists(data: bytes, lists: Mapping[str, bytes]) -> bytes:
    """The workbook with these parts again, but for a table of styles that lacks what is in use by now."""
    if not lists:
        return data
    book = open_workbook(data)
    styles = book.lists.related("styles")
    for part, content in lists.items():
        if styles is None or part != styles.part or enough(book.package, content):
            book.package.put(part, content)
    return book.package.to_bytes()
