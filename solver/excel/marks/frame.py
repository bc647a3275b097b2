"""Marks at faulty cells: what each says, and the fills around a worksheet's unread cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from solver.errors import Finding, Severity
from solver.excel.package.package import Package
from solver.excel.package.refusals import damaged
from solver.excel.package.xml_parts import OFFICE
from solver.excel.patch.xml_patch import BadXmlError, Document, Node, descendants

MARK_SIGN = "forcegen check"
"""Stands in the formula of our fills and at the head of our notes, and nowhere else."""
MARK_PREFIX = f"{MARK_SIGN}: "
ONE_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark at one cell, such as ``E14``: the worst severity, and every message."""

    cell: str
    severity: Severity
    text: str


def writable(findings: Iterable[Finding]) -> list[Finding]:
    """The findings without signs that no XML can hold: they quote cells, and cells can hold any."""
    return [
        replace(
            finding, message=ILLEGAL_CHARACTERS_RE.sub("", finding.message).encode(errors="replace").decode()
        )
        for finding in findings
    ]


def marks_by_sheet(findings: Iterable[Finding]) -> dict[str, list[Mark]]:
    """The marks of each sheet, by its title as the planner spells it."""
    told: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.place.sheet and ONE_CELL.fullmatch(finding.cell):
            told.setdefault((finding.place.sheet, finding.cell), []).append(finding)
    marks: dict[str, list[Mark]] = {}
    for (title, cell), here in told.items():
        worst: Severity = "error" if any(finding.severity == "error" for finding in here) else "warning"
        messages = dict.fromkeys(f"{finding.severity}: {finding.message}" for finding in here)
        marks.setdefault(title, []).append(Mark(cell, worst, MARK_PREFIX + "\n".join(messages)))
    return marks


CELLS = re.compile(rb"<((?:[\w.-]+:)?)sheetData(?:\s[^<>]*)?(?<!/)>")
ORDER = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
)
"""Children of a worksheet in the order that the schema asks for, as far as we add any."""


class SheetFrame:
    """A worksheet to be edited around its cells, which keep their bytes unread."""

    def __init__(self, package: Package, part: str) -> None:
        before, self._cells, after = _split_at_cells(package.read(part))
        try:
            self.document = Document(before + after)
        except BadXmlError as error:
            raise damaged(f"its part {part} is no proper XML: {error}") from error

    @property
    def root(self) -> Node:
        """The worksheet, without its cells."""
        return self.document.root

    def insert(self, name: str, attributes: Mapping[str, str], inside: str = "") -> None:
        """Put a child where the schema wants it; ``inside`` is its content, prefixes included."""
        tag = self.root.prefix + name
        written = "".join(f' {key}="{value}"' for key, value in attributes.items())
        new = f"<{tag}{written}>{inside}</{tag}>" if inside else f"<{tag}{written}/>"
        self.document.insert_in_order(self.root, name, new, order=ORDER)

    def insert_drawing(self, relation_id: str) -> None:
        """Refer to the drawing that shows the notes."""
        declared = f'xmlns:r="{OFFICE}"'.encode() in self.document.start_tag(self.root)
        namespace = {} if declared else {"xmlns:r": OFFICE}
        self.insert("legacyDrawing", {**namespace, "r:id": relation_id})

    def drawing(self) -> Node | None:
        """The reference to the drawing that shows notes and form controls."""
        return self.root.first("legacyDrawing")

    @property
    def changed(self) -> bool:
        """Whether anything was edited."""
        return bool(self.document.edits)

    def result(self) -> bytes:
        """The worksheet with all edits made, its cells as they were."""
        around = self.document.result()
        found = CELLS.search(around) if self._cells else None
        return around if found is None else around[: found.end()] + self._cells + around[found.end() :]


def _split_at_cells(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """The XML before the cells, the cells, and the XML after them; no cells where that is not plain."""
    found = list(CELLS.finditer(raw))
    if len(found) != 1:
        return raw, b"", b""
    begin = found[0].end()
    end = raw.rfind(b"</" + found[0][1] + b"sheetData")
    return (raw[:begin], raw[begin:end], raw[end:]) if end >= begin else (raw, b"", b"")


ALWAYS = f'N("{MARK_SIGN}")=0'
"""A formula that always holds, by which our fills are known again."""
PRIORITY = re.compile(rb"""\bpriority\s*=\s*["']([0-9]+)["']""")


def put_fills(frame: SheetFrame, marks: Iterable[Mark], formats: Mapping[Severity, int]) -> None:
    """Fill the cells, errors and warnings each in their own way.

    ``formats``: the number of each severity's format in the workbook's table of styles.
    """
    cells: dict[Severity, list[str]] = {}
    for mark in marks:
        cells.setdefault(mark.severity, []).append(mark.cell)
    taken = [int(number) for number in PRIORITY.findall(frame.document.source)]
    prefix = frame.root.prefix
    for priority, severity in enumerate(sorted(cells), start=max(taken, default=0) + 1):
        rule = (
            f'<{prefix}cfRule type="expression" dxfId="{formats[severity]}" priority="{priority}">'
            f"<{prefix}formula>{escape(ALWAYS)}</{prefix}formula></{prefix}cfRule>"
        )
        frame.insert("conditionalFormatting", {"sqref": " ".join(cells[severity])}, rule)


def remove_fills(frame: SheetFrame) -> None:
    """Remove our fills, wherever rows and other programs have moved them."""
    for block in frame.root.all("conditionalFormatting"):
        rules = block.all("cfRule")
        ours = [
            rule
            for rule in rules
            if any(MARK_SIGN in node.text for node in descendants(rule) if node.name == "formula")
        ]
        frame.document.remove([block] if ours and len(ours) == len(rules) else ours)
