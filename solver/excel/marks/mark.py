"""Marking a workbook: old marks are removed; the sheet Findings, fills and notes are added."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from solver.errors import Finding, PlanError, Severity
from solver.excel.marks.frame import (
    MARK_SIGN,
    Mark,
    SheetFrame,
    marks_by_sheet,
    put_fills,
    remove_fills,
    writable,
)
from solver.excel.marks.notes import has_notes, put_notes, remove_notes
from solver.excel.package.package import EPOCH, Package
from solver.excel.package.workbook_part import OWNED_MARK
from solver.excel.package.xml_parts import relations
from solver.excel.patch import name_clashes, patch_workbook, remove_result_sheets
from solver.excel.patch.open_workbook import (
    OpenWorkbook,
    add_relation,
    free_name,
    open_workbook,
    update_content_types,
)
from solver.excel.patch.xml_patch import Document, descendants
from solver.excel.sheets import looks
from solver.excel.sheets.page import cell_at
from solver.excel.styles import TAB_GUIDE, font, set_up_print, write_text
from solver.excel.template.columns import row_height
from solver.results.tables import Show
from solver.schema import FINDINGS_SHEET
from solver.tables import fold


def mark_findings(data: bytes, findings: Sequence[Finding], *, marking: str = "") -> bytes:
    """The workbook with a fill and a note at each cell that a finding names, and a sheet Findings.

    Marks of an earlier check go first, so that doing it twice is the same as once, and doing it without
    findings gives the workbook back as it was. ``marking``: the protective marking. Raises PlanError if the
    workbook cannot be marked, or has a sheet Findings of its own.
    """
    clean = remove_marks(data)
    if not findings:
        return clean
    findings = writable(findings)
    clashes = name_clashes(clean, [FINDINGS_SHEET])
    if clashes:
        raise PlanError(clashes)
    before = _lists(open_workbook(clean))
    titles = [sheet.title for sheet in open_workbook(clean).sheets]
    book = open_workbook(patch_workbook(clean, findings_sheet(findings, titles, marking), recalculate=False))
    page = book.marked[fold(FINDINGS_SHEET)].part
    keep_parts(book.package, page, before)
    shown = sorted(findings, key=lambda finding: finding.severity != "error")[:MOST_ROWS]
    rules = (node for node in descendants(SheetFrame(book.package, page).root) if node.name == "cfRule")
    formats = dict(zip(LOOKS, (int(rule.get("dxfId")) for rule in rules), strict=True))  # in this order there
    for title, marks in marks_by_sheet(shown).items():
        _mark_sheet(book, title, marks, formats)
    return book.package.to_bytes()


def remove_marks(data: bytes) -> bytes:
    """The workbook without our marks; the very same bytes where there are none."""
    book = open_workbook(data)
    changed = False
    for sheet in book.sheets:
        if sheet.part in book.package and sheet.part.endswith(".xml"):
            changed |= _unmark_sheet(book, sheet.part)
    page = book.marked.get(fold(FINDINGS_SHEET))
    before = kept_parts(book.package, page.part) if page is not None else {}
    if changed:
        data = book.package.to_bytes()
    return _with_lists(remove_result_sheets(data, [FINDINGS_SHEET]), before)


def _mark_sheet(book: OpenWorkbook, title: str, marks: Sequence[Mark], formats: dict[Severity, int]) -> None:
    sheet = next((sheet for sheet in book.sheets if fold(sheet.title) == fold(title)), None)
    if sheet is None or sheet.part not in book.package:
        return
    frame = SheetFrame(book.package, sheet.part)
    if frame.root.name != "worksheet":
        return
    put_fills(frame, marks, formats)
    put_notes(book.package, sheet.part, frame, marks)
    book.package.put(sheet.part, frame.result())


def _unmark_sheet(book: OpenWorkbook, part: str) -> bool:
    """Remove the marks from one sheet; returns whether there were any."""
    package = book.package
    filled = MARK_SIGN.encode() in package.read(part).replace(b"\0", b"")
    with_notes = has_notes(package, part)
    if not filled and not with_notes:
        return False
    frame = SheetFrame(package, part)
    remove_fills(frame)
    if with_notes:
        remove_notes(package, part, frame)
    if frame.changed:
        package.put(part, frame.result())
    return frame.changed or with_notes


def _lists(book: OpenWorkbook) -> dict[str, bytes]:
    """The parts that list sheets, names and formats, as they are."""
    styles = book.lists.related("styles")
    parts = [book.part, *([styles.part] if styles and styles.part in book.package else [])]
    return {part: book.package.read(part) for part in parts}


def _with_lists(data: bytes, lists: Mapping[str, bytes]) -> bytes:
    """The workbook with these parts again, but for a table of styles that lacks what is in use by now."""
    if not lists:
        return data
    book = open_workbook(data)
    styles = book.lists.related("styles")
    for part, content in lists.items():
        if styles is None or part != styles.part or has_all_formats(book.package, content):
            book.package.put(part, content)
    return book.package.to_bytes()


BEFORE_RELATION = "https://forcegen.invalid/relationships/before-marks"
"""No kind of Excel's: other programs leave such a part alone, or out."""
BEFORE_TYPE = "application/octet-stream"
CELL_FORMAT = re.compile(rb"""\s(?:s|style)=["']([0-9]+)["']""")
DIFFERENCE = re.compile(rb"""\b\w*[dD]xfId=["']([0-9]+)["']""")


def keep_parts(package: Package, page: str, before: Mapping[str, bytes]) -> None:
    """Keep parts as they were, each under the hash of what it is now, in a part of the sheet Findings."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in before.items():
            if package.read(part) != content:
                archive.writestr(zipfile.ZipInfo(f"{_hash(package, part)}/{part}", EPOCH), content)
    part = free_name(package, "xl/forcegen_before.bin")
    package.put(part, kept.getvalue())
    add_relation(package, page, "rIdForcegenBefore", BEFORE_RELATION, part)
    update_content_types(package, {part: BEFORE_TYPE}, set())


def kept_parts(package: Package, page: str) -> dict[str, bytes]:
    """The parts as they were, less those that have changed since and so are no longer ours to give back."""
    part = next((link.part for link in relations(package, page) if link.type == BEFORE_RELATION), "")
    if part not in package:
        return {}
    try:
        with zipfile.ZipFile(BytesIO(package.read(part))) as archive:
            kept = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError):
        return {}
    named = [(name.partition("/"), content) for name, content in kept.items()]
    return {
        part: content
        for (known, _, part), content in named
        if part in package and known == _hash(package, part)
    }


def _hash(package: Package, part: str) -> str:
    return hashlib.sha256(package.read(part)).hexdigest()


def has_all_formats(package: Package, styles: bytes) -> bool:
    """Whether a table of styles has every format that the workbook's parts name."""
    root = Document(styles).root
    formats, differences = root.first("cellXfs"), root.first("dxfs")
    limits = (
        (CELL_FORMAT, len(formats.children) if formats else 1),
        (DIFFERENCE, len(differences.children) if differences else 0),
    )
    parts = [part for part in package.parts() if re.search(r"/(work|macro|dialog)?sheets/|/tables/", part)]
    contents = [package.read(part).replace(b"\0", b"") for part in parts if part.endswith(".xml")]
    return all(
        max(map(int, set(pattern.findall(raw))), default=-1) < limit
        for pattern, limit in limits
        for raw in contents
    )


COLUMNS = (
    ("Severity", Show.TEXT, 11.0),
    ("Sheet", Show.TEXT, 20.0),
    ("Cell", Show.ROW, 10.0),
    ("What was found, and how to mend it", Show.LONG, 110.0),
)
HEADER_ROW = 3
MOST_ROWS = 5_000
"""Findings that are listed and marked; nobody mends more at once."""

# Orange stops a run, yellow does not; the frames differ, too, for grey print and for the colour-blind.
LOOKS: dict[Severity, tuple[str, Side]] = {
    "error": ("FFF4B183", Side(style="thin", color="FFC00000")),
    "warning": ("FFFFE699", Side(style="dashed", color="FF7F6000")),
}


def findings_sheet(findings: Sequence[Finding], titles: Collection[str], marking: str) -> bytes:
    """A workbook that holds the sheet Findings and nothing else.

    ``titles``: the sheets that the planner's workbook has; rows link only into these.
    """
    book = Workbook()
    book._fonts = IndexedList([font()])  # type: ignore[attr-defined]  # that of cells without a style
    page = book.worksheets[0]
    page.title = FINDINGS_SHEET
    page.sheet_properties.tabColor = TAB_GUIDE
    shown = sorted(findings, key=lambda finding: finding.severity != "error")[:MOST_ROWS]
    _write_head(page, findings)
    known = {fold(title): title for title in titles}
    for row, finding in enumerate(shown, start=HEADER_ROW + 1):
        _write_row(page, row, finding, known.get(fold(finding.place.sheet), ""))
    last = HEADER_ROW + len(shown)
    for severity in LOOKS:
        page.conditional_formatting.add(f"A{HEADER_ROW + 1}:A{last}", _rule(severity))
    page.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(COLUMNS))}{last}"
    page.freeze_panes = f"A{HEADER_ROW + 1}"
    page.sheet_view.showGridLines = False
    set_up_print(page, marking=marking, key_columns=1)
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    name = OWNED_MARK + FINDINGS_SHEET
    book.defined_names[name] = DefinedName(name, attr_text=f"'{FINDINGS_SHEET}'!$A$1", hidden=True)
    package = io.BytesIO()
    book.save(package)
    return package.getvalue()


def _write_head(page: Worksheet, findings: Sequence[Finding]) -> None:
    errors = sum(finding.severity == "error" for finding in findings)
    title, note = cell_at(page, 1, 1), cell_at(page, 2, 1)
    write_text(
        title, f"{FINDINGS_SHEET}: {_count(errors, 'error')}, {_count(len(findings) - errors, 'warning')}"
    )
    title.font = looks.TITLE
    page.row_dimensions[1].height = 24
    more = f" The first {MOST_ROWS:,} are shown." if len(findings) > MOST_ROWS else ""
    write_text(
        note,
        "Errors stop a run, warnings do not. A click on a cell leads to it. Mend them, save, run forcegen "
        f"check --mark again: marks of what is mended go, and with the last of them this sheet.{more}",
    )
    note.font = looks.NOTE
    for at, (header, show, width) in enumerate(COLUMNS, start=1):
        cell = cell_at(page, HEADER_ROW, at)
        write_text(cell, header)
        looks.dress_header(cell, show)
        page.column_dimensions[get_column_letter(at)].width = width


def _write_row(page: Worksheet, row: int, finding: Finding, title: str) -> None:
    cell_text = finding.cell or ("A1" if title else "")
    texts = (finding.severity, title or finding.place.sheet, cell_text, finding.message)
    for at, (text, (_, show, width)) in enumerate(zip(texts, COLUMNS, strict=True), start=1):
        cell = cell_at(page, row, at)
        write_text(cell, text)
        looks.dress(cell, show, "@")
        if show is Show.LONG:
            page.row_dimensions[row].height = row_height(text, width)
    if title and cell_text:
        place = f"{quote_sheetname(title)}!{cell_text}"
        cell_at(page, row, 3).hyperlink = Hyperlink(ref=f"C{row}", location=place, display=cell_text)
        looks.dress(cell_at(page, row, 3), Show.ROW, "@")


def _rule(severity: Severity) -> Rule:
    colour, side = LOOKS[severity]
    look = DifferentialStyle(
        fill=PatternFill(bgColor=colour, fill_type="solid"),
        border=Border(left=side, right=side, top=side, bottom=side),
    )
    return Rule(type="expression", dxf=look, formula=[f'$A{HEADER_ROW + 1}="{severity}"'])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
