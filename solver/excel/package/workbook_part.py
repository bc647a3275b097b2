"""The workbook part: which sheets there are, in which date system, and which of them are ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from solver.excel.package.package import Package, part_key
from solver.excel.package.refusals import SAVE_AS, UnreadableError, damaged, too_large
from solver.excel.package.xml_parts import (
    MAIN,
    RELATIONS,
    SIGNATURES,
    STRICT,
    Handlers,
    Relation,
    is_true,
    parse,
    relations,
)
from solver.schema import FINDINGS_SHEET, RESULT_SHEETS
from solver.tables import fold

OWNED_MARK = "forcegen_owned_"
"""Start of the hidden defined names that mark a sheet as ours."""
OUR_SHEETS = frozenset(map(fold, (*RESULT_SHEETS, FINDINGS_SHEET)))
OTHER_DOCUMENTS = {
    "word/": "a Word document",
    "ppt/": "a PowerPoint presentation",
    "visio/": "a Visio drawing",
}
MOST_SHEETS = 5_000
SHEET_IN_FORMULA = re.compile(r"^=?\$?(?:'((?:[^']|'')+)'|([^'!$]+))[!.]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEntry:
    """One sheet as the workbook lists it.

    ``index``: its place among the sheets, from 0. ``part``: the part that holds it, blank where it is
    not there. ``kind``: worksheet, chartsheet, dialogsheet ... ``state``: visible, hidden or
    veryHidden, which Excel's own Unhide does not list.
    """

    title: str
    index: int
    part: str
    kind: str
    relation_id: str
    sheet_id: str
    state: str

    @property
    def hidden(self) -> bool:
        """Whether the planner does not see its tab."""
        return self.state != "visible"

    @property
    def very_hidden(self) -> bool:
        """Whether Excel's own Unhide does not list it, either."""
        return self.state == "veryHidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookPart:
    """What the workbook part says; ``part`` is its name.

    ``marked``: our sheets by the folded name that we gave them, such as ``site use``. ``uncalculated``:
    whether a program that does not calculate saved it, and asks for that when it is opened: stored results
    may be 0 or old. ``signed``: whether the file is digitally signed, its macros apart.
    """

    part: str
    sheets: tuple[SheetEntry, ...]
    marked: Mapping[str, SheetEntry]
    relations: tuple[Relation, ...]
    starts_1904: bool
    uncalculated: bool
    signed: bool

    @property
    def owned(self) -> tuple[str, ...]:
        """Titles of our sheets, in the workbook's order."""
        ours = {sheet.index for name, sheet in self.marked.items() if name in OUR_SHEETS}
        return tuple(sheet.title for sheet in self.sheets if sheet.index in ours)

    def related(self, kind: str) -> Relation | None:
        """The first relation of a kind such as ``styles``."""
        return next((found for found in self.relations if found.kind == kind and found.part), None)

    def part_of(self, kind: str) -> str:
        """The part that the first relation of a kind leads to; blank where there is none."""
        found = self.related(kind)
        return found.part if found else ""


def read_workbook_part(package: Package) -> WorkbookPart:
    """The workbook that the package holds; :class:`UnreadableError` if it is none of Excel's."""
    part = _workbook_part(package)
    related = relations(package, part)
    listed = _listed(package, part)
    if not listed.sheets:
        raise damaged("it lists no sheets")
    if len(listed.sheets) > MOST_SHEETS:
        raise too_large(f"the workbook lists {len(listed.sheets):,} sheets")
    sheets = _sheets(listed, related)
    results_in = any(fold(marked_title(name)) != fold(FINDINGS_SHEET) for name, _ in listed.names)
    return WorkbookPart(
        part=part,
        sheets=sheets,
        marked=_marked(listed.names, sheets),
        relations=tuple(related),
        starts_1904=listed.starts_1904,
        uncalculated=listed.calculate and not results_in,  # else the wish is our own
        signed=any(found.type.startswith(SIGNATURES) and found.part for found in relations(package, "")),
    )


def is_mark(name: str) -> bool:
    """Whether a defined name of this name marks a sheet as ours."""
    return name.casefold().startswith(OWNED_MARK)


def marked_title(name: str) -> str:
    """The result sheet that a mark stands for, such as ``Site use``."""
    return name[len(OWNED_MARK) :].replace("_", " ")


def sheet_meant(formula: str) -> str:
    """The title of the sheet that a reference such as ``'Site use'!$A$1`` names; blank where none."""
    found = SHEET_IN_FORMULA.match(formula.strip())
    if found is None:
        return ""
    return found[1].replace("''", "'") if found[1] else found[2]


def _workbook_part(package: Package) -> str:
    main = [found for found in relations(package, "") if found.kind == "officeDocument" and found.part]
    if any(found.strict for found in main):
        raise _strict()
    part = main[0].part if main else "xl/workbook.xml"
    name = part_key(part)
    if name.endswith(".bin"):
        raise UnreadableError(f"this is a binary workbook (.xlsb); {SAVE_AS}")
    if part not in package:
        if main:
            raise damaged(f"its part {part} is missing")
        if "content.xml" in package and "mimetype" in package:
            raise UnreadableError(f"this is an OpenDocument file (.ods); {SAVE_AS}")
        raise UnreadableError(
            f"this is a zip archive, not a workbook; unpack it if a workbook lies in it, or {SAVE_AS}"
        )
    for folder, document in OTHER_DOCUMENTS.items():
        if name.startswith(folder):
            raise UnreadableError(f"this is {document}, not a workbook; expected an .xlsx or .xlsm file")
    return part


def _strict() -> UnreadableError:
    return UnreadableError(
        "the workbook is saved as Strict Open XML; open it in Excel, choose Save As, "
        "and take the ordinary Excel Workbook (.xlsx)"
    )


@dataclass(slots=True)
class _Listed:
    """The raw content of the workbook part: sheet attributes, our defined names, date system, calculation."""

    sheets: list[dict[str, str]] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    starts_1904: bool = False
    calculate: bool = False


def _listed(package: Package, part: str) -> _Listed:
    """The raw content of the workbook part; :class:`UnreadableError` if it is no workbook's."""
    listed = _Listed()
    inside: list[str] = []
    pieces: list[str] = []
    root: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if not root:
            root.append(tag)
        elif tag == MAIN + "sheet":
            listed.sheets.append(attributes)
        elif tag == MAIN + "workbookPr":
            listed.starts_1904 = is_true(attributes.get("date1904"))
        elif tag == MAIN + "calcPr":
            listed.calculate = is_true(attributes.get("fullCalcOnLoad"))
        elif tag == MAIN + "definedName" and "localSheetId" not in attributes:
            name = attributes.get("name", "")
            if is_mark(name):
                inside.append(name)

    def end(tag: str) -> None:
        if tag == MAIN + "definedName" and inside:
            listed.names.append((inside.pop(), "".join(pieces)))
            pieces.clear()

    def text(piece: str) -> None:
        if inside:
            pieces.append(piece)

    parse(package, part, Handlers(start, end, text))
    if root[0].startswith(STRICT):
        raise _strict()
    if root[0] != MAIN + "workbook":
        raise UnreadableError(f"its main part {part} is no workbook of Excel's; {SAVE_AS}")
    return listed


def _sheets(listed: _Listed, related: list[Relation]) -> tuple[SheetEntry, ...]:
    by_id = {relation.id: relation for relation in related if relation.part}
    entries = []
    for index, attributes in enumerate(listed.sheets):
        relation_id = attributes.get(RELATIONS + "id", "")
        relation = by_id.get(relation_id)
        entries.append(
            SheetEntry(
                title=attributes.get("name", ""),
                index=index,
                part=relation.part if relation else "",
                kind=relation.kind if relation else "",
                relation_id=relation_id,
                sheet_id=attributes.get("sheetId", ""),
                state=attributes.get("state", "visible"),
            )
        )
    return tuple(entries)


def _marked(names: list[tuple[str, str]], sheets: tuple[SheetEntry, ...]) -> dict[str, SheetEntry]:
    """Our sheets: a hidden name of ours points to each, whatever it is called now."""
    by_title = {fold(sheet.title): sheet for sheet in sheets}
    marked: dict[str, SheetEntry] = {}
    for name, reference in names:
        sheet = by_title.get(fold(sheet_meant(reference)))
        if sheet is not None and sheet not in marked.values():
            marked[fold(marked_title(name))] = sheet
    return marked
