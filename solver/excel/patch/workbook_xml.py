"""The lines of the workbook part that list our sheets, their names, and ask for calculation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from solver.excel.package.workbook_part import is_mark, marked_title, sheet_meant
from solver.excel.package.xml_parts import OFFICE, relation_of, relations_part
from solver.excel.patch.open_workbook import OpenWorkbook, relative
from solver.excel.patch.remap import retitled
from solver.excel.patch.sheet_slots import SheetSlot, SheetSlots
from solver.excel.patch.xml_patch import Node, new_node
from solver.tables import fold

ORDER = (
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)
"""Children of the workbook in the order that the schema asks for."""

FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
BUILT_IN = "_xlnm."
WORKSHEET_RELATION = f"{OFFICE}/worksheet"


def add_sheets(
    book: OpenWorkbook,
    ours: OpenWorkbook,
    seating: SheetSlots,
    renamed: Mapping[str, str],
    *,
    recalculate: bool,
) -> None:
    """Enter our sheets and their names; what the planner has keeps its place and its wording.

    ``recalculate``: whether formulas of the planner's may read our sheets, and so have old results.
    """
    _list_tabs(book, seating)
    _list_names(book, ours, seating, renamed)
    if seating.retired:
        _keep_in_front(book, seating)
    if recalculate and _has_formulas(book, ours):
        _calculate_on_load(book)
    book.package.put(book.part, book.document.result())


def remove_sheets(book: OpenWorkbook, seating: SheetSlots) -> None:
    """Take out retired sheets and their names, as if they had never been entered."""
    document, retired = book.document, {tab.index for tab in seating.retired}
    titles = {fold(tab.title) for tab in seating.retired}
    document.remove(book.sheet_node(tab) for tab in seating.retired)
    local = {name: name.whole("localSheetId") for name in book.names()}
    gone = [
        name
        for name, index in local.items()
        if index in retired or (is_mark(name.get("name")) and fold(sheet_meant(name.text)) in titles)
    ]
    holder = document.root.first("definedNames")
    if holder is not None and gone and len(gone) == len(local):
        document.remove([holder])
    else:
        document.remove(gone)
        for name, index in local.items():
            if name not in gone and index is not None:
                document.set_attribute(name, "localSheetId", str(seating.moved(index)))
    _keep_in_front(book, seating)
    book.package.put(book.part, document.result())


def update_relations(
    book: OpenWorkbook, seating: SheetSlots, more: Mapping[str, tuple[str, str]], dropped: set[str]
) -> None:
    """Enter the relations of new sheets and of ``more`` (by id: kind and part); those of dropped parts go."""
    links = book.links
    retired = {tab.relation_id for tab in seating.retired}
    for node in links.root.all("Relationship"):
        relation = relation_of(book.part, node.attributes)
        if relation.id in retired or relation.part in dropped:
            links.remove([node])
    new = {seat.relation_id: (WORKSHEET_RELATION, seat.part) for seat in seating.seats if seat.old is None}
    rows = [
        f"<{links.root.prefix}Relationship Id={quoteattr(key)} Type={quoteattr(kind)} "
        f"Target={quoteattr(relative(book.part, part))}/>"
        for key, (kind, part) in {**new, **more}.items()
    ]
    links.append(links.root, "".join(rows))
    book.package.put(relations_part(book.part), links.result())


def _list_tabs(book: OpenWorkbook, seating: SheetSlots) -> None:
    document = book.document
    holder = document.root.first("sheets")
    if holder is None:
        return
    document.remove(book.sheet_node(tab) for tab in seating.retired)
    known = f'xmlns:r="{OFFICE}"'.encode() in document.start_tag(document.root)
    declared = "" if known else f'xmlns:r="{OFFICE}" '
    rows = [
        f"<{holder.prefix}sheet name={quoteattr(seat.title)} sheetId={quoteattr(seat.sheet_id)} "
        f"{_state(seat)}{declared}r:id={quoteattr(seat.relation_id)}/>"
        for seat in seating.seats
        if seat.old is None
    ]
    document.append(holder, "".join(rows))


def _state(seat: SheetSlot) -> str:
    return "" if seat.ours.state == "visible" else f"state={quoteattr(seat.ours.state)} "


def _list_names(
    book: OpenWorkbook, ours: OpenWorkbook, seating: SheetSlots, renamed: Mapping[str, str]
) -> None:
    """Our defined names replace those of the earlier run; all others stay, for the sheets they were for."""
    document, prefix = book.document, book.document.root.prefix
    wanted = _wanted_names(ours, seating, renamed)
    owned_titles = {fold(seat.title) for seat in seating.seats} | {fold(tab.title) for tab in seating.retired}
    retired = {str(tab.index) for tab in seating.retired}
    replaced = {str(seat.old.index) for seat in seating.seats if seat.old}
    untouched = _marks_elsewhere(book, seating)
    for name in book.names():
        local, index = name.get("localSheetId"), name.whole("localSheetId")
        moved = str(seating.moved(index)) if index is not None else ""
        mine = wanted.pop((name.get("name").casefold(), moved), None) if local not in retired else None
        marks_ours = is_mark(name.get("name")) and fold(marked_title(name.get("name"))) not in untouched
        ours_before = marks_ours or (local in replaced and name.get("name").startswith(BUILT_IN))
        if local in retired or (mine is None and ours_before):
            document.remove([name])
        elif mine is not None and (ours_before or fold(sheet_meant(name.text)) in owned_titles):
            _renew(book, name, mine)
        elif moved != local:
            document.set_attribute(name, "localSheetId", moved)
    rows = "".join(name.rendered(prefix) for name in wanted.values())
    holder = document.root.first("definedNames")
    if holder is not None:
        document.append(holder, rows)
    elif rows:
        new = f"<{prefix}definedNames>{rows}</{prefix}definedNames>"
        document.insert_in_order(document.root, "definedNames", new, order=ORDER)


def _marks_elsewhere(book: OpenWorkbook, seating: SheetSlots) -> set[str]:
    """Our sheets that this time is not about: results while findings are written, and the reverse."""
    about = {seat.old.index for seat in seating.seats if seat.old} | {tab.index for tab in seating.retired}
    return {key for key, tab in book.marked.items() if tab.index not in about}


def _renew(book: OpenWorkbook, name: Node, mine: Node) -> None:
    """Reword a name of the earlier run where it says something else now."""
    if is_mark(name.get("name")):  # LibreOffice makes hidden names visible
        same = sheet_meant(name.text) == sheet_meant(mine.text) and name.get("hidden") in ("1", "true")
    else:
        same = name.text == mine.text
    if not same or name.get("localSheetId") != mine.get("localSheetId"):
        book.document.replace(name, mine.rendered(name.prefix))


def _wanted_names(
    ours: OpenWorkbook, seating: SheetSlots, renamed: Mapping[str, str]
) -> dict[tuple[str, str], Node]:
    """Our names, by folded name and the place of the sheet that they are for."""
    places = {str(seat.ours.index): str(seat.index) for seat in seating.seats}
    wanted = {}
    for name in ours.names():
        attributes = dict(name.attributes)
        if "localSheetId" in attributes:
            attributes["localSheetId"] = places[attributes["localSheetId"]]
        moved = new_node("definedName", attributes, text=retitled(name.text, renamed))
        wanted[(name.get("name").casefold(), attributes.get("localSheetId", ""))] = moved
    return wanted


def _keep_in_front(book: OpenWorkbook, seating: SheetSlots) -> None:
    """The sheet that was in front stays there, though sheets before it are gone."""
    views = book.document.root.first("bookViews")
    last = len(book.sheets) - len(seating.retired) - 1
    for view in views.all("workbookView") if views else []:
        for attribute in ("activeTab", "firstSheet"):
            index = view.whole(attribute)
            if index is not None:
                book.document.set_attribute(view, attribute, str(min(seating.moved(index), max(last, 0))))


def _has_formulas(book: OpenWorkbook, ours: OpenWorkbook) -> bool:
    """Whether any sheet holds a formula, whose stored result may now be an old one or none."""
    owned = {tab.part for tab in book.marked.values()}
    theirs = [tab.part for tab in book.sheets if tab.part not in owned and tab.part in book.package]
    sheets = [*((book, part) for part in theirs), *((ours, tab.part) for tab in ours.sheets)]
    return any(FORMULA.search(_plain(where.package.read(part))) for where, part in sheets)


def _plain(raw: bytes) -> bytes:
    """A part's text with one byte a letter, good enough to look for a tag."""
    return raw.replace(b"\0", b"") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw[:4] else raw


def _calculate_on_load(book: OpenWorkbook) -> None:
    document = book.document
    properties = document.root.first("calcPr")
    if properties is None:
        new = f'<{document.root.prefix}calcPr fullCalcOnLoad="1"/>'
        document.insert_in_order(document.root, "calcPr", new, order=ORDER)
    else:
        document.set_attribute(properties, "fullCalcOnLoad", "1")
