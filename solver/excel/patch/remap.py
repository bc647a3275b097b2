"""Result sheets remapped to the planner's workbook: its format numbers, its names, texts in the cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from xml.sax.saxutils import escape, unescape

from solver.errors import ForcegenError
from solver.excel.package.xml_parts import MAIN
from solver.excel.patch.styles import StyleMap
from solver.excel.patch.xml_patch import Document, descendants
from solver.schema import EMPTIED

CELL_ATTRIBUTES = re.compile(rb'(<c r="[A-Z]+[0-9]+")([^>]*)(?=>)')
"""A cell up to its address, and its other attributes."""
CELL_FORMAT = re.compile(rb' s="([0-9]+)"')
ROW_FORMAT = re.compile(rb'(<row [^>]*?\bs=")([0-9]+)"')
SHARED_TEXT = re.compile(rb' t="s"([^>]*)><v>([0-9]+)</v>')
FORMULA_TEXT = re.compile(rb"(<f(?: [^>]*)?>)([^<]+)(?=</f>)")
CHART_CELLS = re.compile(rb"(<(?:\w+:)?f>)([^<]+)(?=</)")
CODE_NAME = re.compile(rb"""<(?:\w+:)?sheetPr\b[^>]*?\scodeName\s*=\s*["']([^"'<&]*)["']""")
SELECTED = re.compile(rb"""(<(?:[\w.-]+:)?sheetView\b[^>]*?\stabSelected\s*=\s*["'])(1|true)(?=["'])""")
NO_DATA = b"<sheetData/>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remap:
    """What changes when a sheet of ours moves into the planner's workbook.

    ``texts``: what stands in each entry of our list of shared texts; ``renamed``: titles of our
    sheets that the planner has changed, old to new.
    """

    styles: StyleMap
    texts: Sequence[bytes]
    renamed: Mapping[str, str]


def shared_texts(raw: bytes) -> list[bytes]:
    """The texts that our cells share, as they are written in a cell of its own."""
    listed = Document(raw)
    entries = listed.root.all("si")
    return [listed.source[entry.start + len(listed.start_tag(entry)) : entry.close] for entry in entries]


def remapped_sheet(raw: bytes, remap: Remap, *, selected: bool, code_name: str) -> bytes:
    """One of our sheets as it stands in the planner's workbook.

    The cells, which may be hundreds of thousands, are rewritten as text; what is around them as elements.
    """
    before, cells, after = _split_at_cells(raw)
    around = Document(before + NO_DATA + after)
    _remap_columns(around, remap)
    _remap_differential_formats(around, remap)
    _remap_references(around, remap)
    _select_view(around, selected)
    _set_code_name(around, code_name)
    before, _, after = around.result().partition(NO_DATA)
    return b"".join([before, b"<sheetData>", _remapped_cells(cells, remap), b"</sheetData>", after])


def remapped_table(raw: bytes, remap: Remap, *, number: int, taken: Set[str]) -> tuple[bytes, str]:
    """One of our tables with a number and a name of its own, and that name folded."""
    table = Document(raw)
    _remap_differential_formats(table, remap)
    wanted = table.root.get("displayName") or table.root.get("name") or "forcegen"
    name, count = wanted, 1
    while name.casefold() in taken:
        count += 1
        name = f"{wanted}_{count}"
    for attribute, value in (("id", str(number)), ("name", name), ("displayName", name)):
        table.set_attribute(table.root, attribute, value)
    return table.result(), name.casefold()


def remapped_chart(raw: bytes, remap: Remap) -> bytes:
    """One of our charts, reading the cells of our sheets under the planner's titles."""
    if not remap.renamed:
        return raw
    return CHART_CELLS.sub(lambda found: found[1] + _retitled_xml(found[2], remap), raw)


def retitled(formula: str, renamed: Mapping[str, str]) -> str:
    """A formula or link with the titles of our sheets as the planner has them."""
    for old, new in renamed.items():
        doubled = old.replace("'", "''")
        spelled = rf"'{re.escape(doubled)}'!|(?<![\w'.]){re.escape(old)}!"
        quoted = "'" + new.replace("'", "''") + "'!"
        formula = quoted.join(re.split(spelled, formula))
    return formula


def code_name_of(raw: bytes) -> str:
    """The name by which macros know a sheet."""
    found = CODE_NAME.search(raw[:8192])
    return found.group(1).decode("utf-8", "replace") if found else ""


def emptied_sheet(before: bytes) -> bytes:
    """One of our sheets that holds nothing any more but the sentence that says so."""
    text = f'<c r="A1" t="inlineStr"><is><t>{escape(EMPTIED)}</t></is></c>'
    cells = f'<sheetData><row r="1">{text}</row></sheetData>'
    sheet = Document(f'<worksheet xmlns="{MAIN.strip()}">{cells}</worksheet>'.encode())
    _set_code_name(sheet, code_name_of(before))
    return sheet.result()


def was_selected(raw: bytes) -> bool:
    """Whether the program that saved a sheet last had it selected."""
    return SELECTED.search(raw.partition(b"sheetData")[0]) is not None


def unselected(raw: bytes) -> bytes:
    """A sheet of the planner's that is no longer selected; nothing else of it changes."""
    before, cells, after = raw.partition(b"sheetData")
    return SELECTED.sub(lambda found: found[1] + b"0", before) + cells + after


def _split_at_cells(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """The XML before the cells, the cells, and the XML after them."""
    before, opened, rest = raw.partition(b"<sheetData>")
    if opened:
        cells, _, after = rest.rpartition(b"</sheetData>")
        return before, cells, after
    before, found, after = raw.partition(NO_DATA)
    if not found:
        raise ForcegenError("a result sheet is not written as expected; nothing was written")
    return before, b"", after


class _CellFormats(dict[bytes, bytes]):
    """A cell's attributes, less its address, as they are to be; each spelling is looked at once."""

    def __init__(self, formats: Sequence[int]) -> None:
        super().__init__()
        self._formats = formats

    def __missing__(self, attributes: bytes) -> bytes:
        found = CELL_FORMAT.search(attributes)
        index = int(found.group(1)) if found else 0
        rest = CELL_FORMAT.sub(b"", attributes, count=1)
        changed = b' s="%d"' % self._formats[index] + rest if self._formats else rest
        self[attributes] = changed
        return changed


def _remapped_cells(cells: bytes, remap: Remap) -> bytes:
    """The cells, each with its format in the planner's table and its text inline instead of shared."""
    formats = _CellFormats(remap.styles.cells)
    if remap.texts:
        cells = SHARED_TEXT.sub(
            lambda found: b' t="inlineStr"%b><is>%b</is>' % (found[1], remap.texts[int(found[2])]), cells
        )
    pieces = CELL_ATTRIBUTES.split(cells)  # other text, address, attributes, other text, ...
    if len(pieces) // 3 != cells.count(b"<c ") + cells.count(b"<c>") or b"<!" in cells:
        raise ForcegenError("cells of a result sheet are not written as expected; nothing was written")
    pieces[2::3] = map(formats.__getitem__, pieces[2::3])
    cells = b"".join(pieces)
    if remap.styles.cells:
        cells = ROW_FORMAT.sub(lambda found: b'%b%d"' % (found[1], remap.styles.cells[int(found[2])]), cells)
    if remap.renamed:
        cells = FORMULA_TEXT.sub(lambda found: found[1] + _retitled_xml(found[2], remap), cells)
    return cells


def _retitled_xml(text: bytes, remap: Remap) -> bytes:
    plain = unescape(text.decode("utf-8"), {"&quot;": '"', "&apos;": "'"})
    return escape(retitled(plain, remap.renamed)).encode("utf-8")


def _remap_columns(sheet: Document, remap: Remap) -> None:
    """Renumber the formats of whole columns."""
    for columns in sheet.root.all("cols"):
        for column in columns.all("col"):
            if "style" in column.attributes:
                sheet.set_attribute(column, "style", str(remap.styles.cells[int(column.get("style"))]))


def _remap_differential_formats(part: Document, remap: Remap) -> None:
    """Renumber the differential formats that conditional formats, filters and tables refer to."""
    for node in descendants(part.root):
        for name, value in node.attributes.items():
            if name.casefold().endswith("dxfid"):
                part.set_attribute(node, name, str(remap.styles.differences[int(value)]))


def _remap_references(sheet: Document, remap: Remap) -> None:
    """Rewrite links and formulas that name our own sheets."""
    if not remap.renamed:
        return
    for node in descendants(sheet.root):
        if node.name == "hyperlink" and "location" in node.attributes:
            sheet.set_attribute(node, "location", retitled(node.get("location"), remap.renamed))
        elif node.name in ("formula", "formula1", "formula2") and node.text:
            sheet.replace(node, f"<{node.name}>{escape(retitled(node.text, remap.renamed))}</{node.name}>")


def _select_view(sheet: Document, selected: bool) -> None:
    """Select the sheet in front alone: what is typed goes to all selected sheets."""
    for views in sheet.root.all("sheetViews"):
        for view in views.all("sheetView"):
            if selected or "tabSelected" in view.attributes:
                sheet.set_attribute(view, "tabSelected", "1" if selected else "0")


def _set_code_name(sheet: Document, code_name: str) -> None:
    properties = sheet.root.first("sheetPr")
    if not code_name:
        return
    if properties is not None:
        sheet.set_attribute(properties, "codeName", code_name)
    else:
        sheet.insert_in_order(
            sheet.root, "sheetPr", f'<sheetPr codeName="{escape(code_name)}"/>', order=["sheetPr"]
        )
