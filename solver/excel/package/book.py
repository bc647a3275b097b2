"""The workbook part: which sheets there are, in which date system, and which of them we own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from solver.excel.package.markup import MAIN, RELATIONS, STRICT, Handlers, is_true, parse
from solver.excel.package.package import Package, part_name, target
from solver.excel.package.refusal import SAVE_AS, UnreadableError, damaged, too_large
from solver.schema import FINDINGS_SHEET, RESULT_SHEETS

OWNED = "forcegen_owned_"
MARK_OF_FINDINGS = (OWNED + FINDINGS_SHEET).casefold()
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
OTHER_DOCUMENTS = {
    "word/": "a Word document",
    "ppt/": "a PowerPoint presentation",
    "visio/": "a Visio drawing",
}
MOST_SHEETS = 5_000
MOST_RELATIONS = 100_000
"""Relations of one part; a worksheet of Excel's has at most 65,530 links."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part: its kind (last word of the type) and the part it points to."""

    id: str
    kind: str
    part: str
    strict: bool


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as the workbook lists it; ``kind`` is worksheet, chartsheet, dialogsheet ...

    ``very_hidden``: so that Excel's own Unhide does not list it.
    """

    title: str
    part: str
    kind: str
    hidden: bool
    very_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """The workbook part, understood; ``part`` is its name.

    ``marked``: the title of each of our sheets now, by the name that we gave it.
    ``uncalculated``: whether a program that does not calculate saved it, and
    asks for that when it is opened: stored results may be 0 or old. ``rich``:
    the parts of rich values: their metadata, they themselves, their structures.
    ``signed``: whether the file is digitally signed, its macros apart.
    """

    part: str
    sheets: tuple[SheetEntry, ...]
    marked: Mapping[str, str]
    starts_1904: bool
    styles: str
    strings: str
    linked: bool
    uncalculated: bool
    rich: tuple[str, str, str]
    signed: bool

    @property
    def owned(self) -> tuple[str, ...]:
        """Titles of our sheets, in the workbook's order."""
        ours = set(self.marked.values())
        return tuple(sheet.title for sheet in self.sheets if sheet.title in ours)


def read_book(package: Package) -> Book:
    """The sheets of the package; :class:`UnreadableError` if it holds no workbook of Excel's."""
    part = _workbook_part(package)
    relations = {relation.id: relation for relation in related(package, part)}
    listed = _listed(package, part)
    sheets = tuple(_sheet(attributes, relations) for attributes in listed.sheets)
    if not sheets:
        raise damaged("it lists no sheets")
    if len(sheets) > MOST_SHEETS:
        raise too_large(f"the workbook lists {len(sheets):,} sheets")
    results_in = any(name.casefold() != MARK_OF_FINDINGS for name, _ in listed.names)
    by_kind = {relation.kind: relation.part for relation in relations.values()}
    return Book(
        part=part,
        sheets=sheets,
        marked=_marked(listed.names, [sheet.title for sheet in sheets]),
        starts_1904=listed.starts_1904,
        styles=by_kind.get("styles", ""),
        strings=by_kind.get("sharedStrings", ""),
        linked="externalLink" in by_kind,
        uncalculated=listed.calculate and not results_in,  # else the wish is our own
        rich=(
            by_kind.get("sheetMetadata", ""),
            by_kind.get("rdRichValue", ""),
            by_kind.get("rdRichValueStructure", ""),
        ),
        signed=any(relation.kind == "origin" for relation in related(package, "")),
    )


def related(package: Package, part: str) -> list[Relation]:
    """The relations of a part (of the package itself: "") to other parts inside the file."""
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
    if not package.has(rels):
        return []
    found: list[Relation] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == PACKAGE_RELATIONS and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "")
            found.append(
                Relation(
                    id=attributes.get("Id", ""),
                    kind=kind.rpartition("/")[2],
                    part=target(part, attributes.get("Target", "")),
                    strict=kind.startswith(STRICT),
                )
            )
            if len(found) > MOST_RELATIONS:
                raise too_large(f"its part {rels} lists more than {MOST_RELATIONS:,} relations")

    parse(package, rels, Handlers(start))
    return found


def _workbook_part(package: Package) -> str:
    main = [relation for relation in related(package, "") if relation.kind == "officeDocument"]
    if any(relation.strict for relation in main):
        raise _strict()
    part = main[0].part if main else "xl/workbook.xml"
    if not package.has(part):
        if main:
            raise damaged(f"its part {part} is missing")
        raise UnreadableError(_other_document(package))
    name = part_name(part)
    if name.endswith(".bin"):
        raise UnreadableError(f"this is a binary workbook (.xlsb); {SAVE_AS}")
    for folder, document in OTHER_DOCUMENTS.items():
        if name.startswith(folder):
            raise UnreadableError(f"this is {document}, not a workbook; expected an .xlsx or .xlsm file")
    return part


def _other_document(package: Package) -> str:
    if package.has("content.xml") and package.has("mimetype"):
        return f"this is an OpenDocument file (.ods); {SAVE_AS}"
    return f"this is a zip archive, not a workbook; unpack it if a workbook lies in it, or {SAVE_AS}"


def _strict() -> UnreadableError:
    return UnreadableError(
        "the workbook is saved as Strict Open XML; open it in Excel, choose Save As, "
        "and take the ordinary Excel Workbook (.xlsx)"
    )


@dataclass(slots=True)
class _Listed:
    """Attributes of each sheet entry, our defined names with their text, and how it dates and calculates."""

    sheets: list[dict[str, str]] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    starts_1904: bool = False
    calculate: bool = False


def _listed(package: Package, part: str) -> _Listed:
    """What the workbook part lists; :class:`UnreadableError` if it is no workbook's."""
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
            if name.casefold().startswith(OWNED):
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


def _sheet(attributes: dict[str, str], relations: dict[str, Relation]) -> SheetEntry:
    relation = relations.get(attributes.get(RELATIONS + "id", ""))
    return SheetEntry(
        title=attributes.get("name", ""),
        part=relation.part if relation else "",
        kind=relation.kind if relation else "",
        hidden=attributes.get("state", "visible") != "visible",
        very_hidden=attributes.get("state") == "veryHidden",
    )


def _marked(names: list[tuple[str, str]], titles: list[str]) -> dict[str, str]:
    """Our sheets: a hidden name of ours points to each, whatever it is called now."""
    ours = {(OWNED + sheet.replace(" ", "_")).casefold(): sheet for sheet in (*RESULT_SHEETS, FINDINGS_SHEET)}
    known = {title.casefold(): title for title in titles}
    pointed = {ours.get(name.casefold(), ""): known.get(_sheet_of(reference)) for name, reference in names}
    return {sheet: title for sheet, title in pointed.items() if sheet and title is not None}


def _sheet_of(reference: str) -> str:
    """The sheet that a reference such as ``'Site use'!$A$1`` is to, case-folded."""
    sheet = reference.strip().rpartition("!")[0]
    if sheet.startswith("'") and sheet.endswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet.casefold()
