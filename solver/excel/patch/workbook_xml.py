"""The workbook part edited: the list of sheets, the defined names, the flag to calculate on opening."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from solver.excel.package.workbook_part import is_mark, marked_title, sheet_meant
from solver.excel.package.xml_parts import OFFICE, plain, relation_of, relations_part
from solver.excel.patch.open_workbook import OpenWorkbook, relative
from solver.excel.patch.remap import retitled
from solver.excel.patch.sheet_slots import SheetSlots
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


def add_sheets(  # noqa: PLR0913 - what is listed, where, and how the workbook opens
    book: OpenWorkbook,
    ours: OpenWorkbook,
    slots: SheetSlots,
    renamed: Mapping[str, str],
    *,
    recalculate: bool,
    front: int | None = None,
) -> None:
    """List our sheets and their names; the planner's keep their place and wording.

    ``recalculate``: whether formulas of the planner's may read our sheets, and so have old results.
    ``front``: the place of the sheet on which the workbook opens; None for the one on which it did.
    """
    _list_sheets(book, slots)
    _list_names(book, ours, slots, renamed)
    if front is not None:
        _bring_to_front(book, front)
    elif slots.retired:
        _keep_in_front(book, slots)
    if recalculate and _has_formulas(book, ours):
        _calculate_on_load(book)
    book.package.put(book.part, book.document.result())


def remove_sheets(book: OpenWorkbook, slots: SheetSlots) -> None:
    """Remove retired sheets and their names from the lists, as if they had never been there."""
    document, retired = book.document, {sheet.index for sheet in slots.retired}
    titles = {fold(sheet.title) for sheet in slots.retired}
    document.remove(book.sheet_node(sheet) for sheet in slots.retired)
    local = {name: name.whole_number("localSheetId") for name in book.names()}
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
                document.set_attribute(name, "localSheetId", str(slots.moved(index)))
    _keep_in_front(book, slots)
    book.package.put(book.part, document.result())


def update_relations(
    book: OpenWorkbook, slots: SheetSlots, more: Mapping[str, tuple[str, str]], dropped: set[str]
) -> None:
    """Add the relations of new sheets and ``more`` (by id: type and part); remove those of dropped parts."""
    links = book.links
    retired = {sheet.relation_id for sheet in slots.retired}
    for node in links.root.all("Relationship"):
        relation = relation_of(book.part, node.attributes)
        if relation.id in retired or relation.part in dropped:
            links.remove([node])
    new = {slot.relation_id: (WORKSHEET_RELATION, slot.part) for slot in slots.placed if slot.old is None}
    rows = [
        f"<{links.root.prefix}Relationship Id={quoteattr(key)} Type={quoteattr(kind)} "
        f"Target={quoteattr(relative(book.part, part))}/>"
        for key, (kind, part) in {**new, **more}.items()
    ]
    links.append(links.root, "".join(rows))
    book.package.put(relations_part(book.part), links.result())


def _list_sheets(book: OpenWorkbook, slots: SheetSlots) -> None:
    document = book.document
    holder = document.root.first("sheets")
    if holder is None:
        return
    document.remove(book.sheet_node(sheet) for sheet in slots.retired)
    known = f'xmlns:r="{OFFICE}"'.encode() in document.start_tag(document.root)
    declared = "" if known else f'xmlns:r="{OFFICE}" '
    rows = []
    for slot in slots.placed:
        if slot.old is None:
            state = "" if slot.ours.state == "visible" else f"state={quoteattr(slot.ours.state)} "
            rows.append(
                f"<{holder.prefix}sheet name={quoteattr(slot.title)} sheetId={quoteattr(slot.sheet_id)} "
                f"{state}{declared}r:id={quoteattr(slot.relation_id)}/>"
            )
    document.append(holder, "".join(rows))


def _list_names(
    book: OpenWorkbook, ours: OpenWorkbook, slots: SheetSlots, renamed: Mapping[str, str]
) -> None:
    """Replace the defined names of the earlier run by ours; all others stay, for the sheets they were for."""
    document, prefix = book.document, book.document.root.prefix
    wanted = _wanted_names(ours, slots, renamed)
    owned_titles = {fold(slot.title) for slot in slots.placed} | {
        fold(sheet.title) for sheet in slots.retired
    }
    retired = {str(sheet.index) for sheet in slots.retired}
    replaced = {str(sheet.index) for sheet in slots.old}
    untouched = _marks_elsewhere(book, slots)
    for name in book.names():
        local, index = name.get("localSheetId"), name.whole_number("localSheetId")
        moved = str(slots.moved(index)) if index is not None else ""
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


def _marks_elsewhere(book: OpenWorkbook, slots: SheetSlots) -> set[str]:
    """Our sheets that this patch leaves alone: results while findings are written, and the reverse."""
    about = {slot.old.index for slot in slots.placed if slot.old} | {sheet.index for sheet in slots.retired}
    return {key for key, sheet in book.marked.items() if sheet.index not in about}


def _renew(book: OpenWorkbook, name: Node, mine: Node) -> None:
    """Replace a name of the earlier run where ours differs."""
    if is_mark(name.get("name")):  # LibreOffice makes hidden names visible
        same = sheet_meant(name.text) == sheet_meant(mine.text) and name.get("hidden") in ("1", "true")
    else:
        same = name.text == mine.text
    if not same or name.get("localSheetId") != mine.get("localSheetId"):
        book.document.replace(name, mine.rendered(name.prefix))


def _wanted_names(
    ours: OpenWorkbook, slots: SheetSlots, renamed: Mapping[str, str]
) -> dict[tuple[str, str], Node]:
    """Our names, by folded name and the place of the sheet that they are for."""
    places = {str(slot.ours.index): str(slot.index) for slot in slots.placed}
    wanted = {}
    for name in ours.names():
        attributes = dict(name.attributes)
        if "localSheetId" in attributes:
            attributes["localSheetId"] = places[attributes["localSheetId"]]
        moved = new_node("definedName", attributes, text=retitled(name.text, renamed))
        wanted[(name.get("name").casefold(), attributes.get("localSheetId", ""))] = moved
    return wanted


def _keep_in_front(book: OpenWorkbook, slots: SheetSlots) -> None:
    """Keep the active sheet active, though sheets before it are gone."""
    views = book.document.root.first("bookViews")
    last = len(book.sheets) - len(slots.retired) - 1
    for view in views.all("workbookView") if views else []:
        for attribute in ("activeTab", "firstSheet"):
            index = view.whole_number(attribute)
            if index is not None:
                book.document.set_attribute(view, attribute, str(min(slots.moved(index), max(last, 0))))


def _bring_to_front(book: OpenWorkbook, index: int) -> None:
    """Open the workbook on a sheet, its tab the first that is seen."""
    document, prefix = book.document, book.document.root.prefix
    views = document.root.first("bookViews")
    nodes = views.all("workbookView") if views else []
    for view in nodes:
        for attribute in ("activeTab", "firstSheet"):
            document.set_attribute(view, attribute, str(index))
    if views is None:
        new = f'<{prefix}workbookView activeTab="{index}" firstSheet="{index}"/>'
        new = f"<{prefix}bookViews>{new}</{prefix}bookViews>"
        document.insert_in_order(document.root, "bookViews", new, order=ORDER)


def _has_formulas(book: OpenWorkbook, ours: OpenWorkbook) -> bool:
    """Whether any sheet holds a formula, whose stored result may now be an old one or none."""
    owned = {sheet.part for sheet in book.marked.values()}
    theirs = [sheet.part for sheet in book.sheets if sheet.part not in owned and sheet.part in book.package]
    sheets = [*((book, part) for part in theirs), *((ours, sheet.part) for sheet in ours.sheets)]
    return any(FORMULA.search(plain(where.package.read(part))) for where, part in sheets)


def _calculate_on_load(book: OpenWorkbook) -> None:
    document = book.document
    properties = document.root.first("calcPr")
    if properties is None:
        new = f'<{document.root.prefix}calcPr fullCalcOnLoad="1"/>'
        document.insert_in_order(document.root, "calcPr", new, order=ORDER)
    else:
        document.set_attribute(properties, "fullCalcOnLoad", "1")
