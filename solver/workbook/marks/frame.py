"""A worksheet's XML around its cells: what can be edited without looking at a million of them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from solver.workbook.graft.opc import OFFICE, Package, damaged
from solver.workbook.graft.splice import BadXmlError, Document, Node

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


class Frame:
    """A worksheet to be edited around its cells, which keep their bytes unread."""

    def __init__(self, package: Package, part: str) -> None:
        before, self._cells, after = _apart(package.read(part))
        try:
            self.document = Document(before + after)
        except BadXmlError as error:
            raise damaged(part, f"is no proper XML ({error})") from error

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


def _apart(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before the cells, the cells, and what stands after; no cells where that is not plain."""
    found = list(CELLS.finditer(raw))
    if len(found) != 1:
        return raw, b"", b""
    begin = found[0].end()
    end = raw.rfind(b"</" + found[0][1] + b"sheetData")
    return (raw[:begin], raw[begin:end], raw[end:]) if end >= begin else (raw, b"", b"")
