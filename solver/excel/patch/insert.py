"""Result sheets put into a workbook or taken out of it, and the changed workbook made fit to be opened."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from solver.errors import Finding, ForcegenError, PlanError
from solver.excel.package.package import Package
from solver.excel.package.refusals import damaged
from solver.excel.package.xml_parts import OFFICE, SIGNATURES, relation_of, relations, relations_part
from solver.excel.patch.open_workbook import (
    CONTENT_TYPES,
    OpenWorkbook,
    content_type,
    free_name,
    open_part,
    open_workbook,
    remove_relation,
    update_content_types,
)
from solver.excel.patch.remap import (
    Remap,
    code_name_of,
    emptied_sheet,
    remapped_chart,
    remapped_sheet,
    remapped_table,
    shared_texts,
    unselected,
    was_selected,
)
from solver.excel.patch.sheet_slots import (
    TABLE_TYPE,
    SheetSlot,
    SheetSlots,
    assign_slots,
    front_slot,
    remove_old,
    stale_calculation_chain,
    title_clashes,
)
from solver.excel.patch.styles import StyleMap, merge_styles, new_style_sheet
from solver.excel.patch.workbook_xml import add_sheets, remove_sheets, update_relations
from solver.excel.patch.xml_patch import check_xml
from solver.tables import fold

STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
NEW_STYLES = "rIdForcegenStyles"
"""The relation to a table of styles that only our sheets have, in a workbook that had none."""
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def patch_workbook(target: bytes, owned: bytes, *, recalculate: bool = True, front: str = "") -> bytes:
    """The planner's workbook with our result sheets in it.

    ``target``: the planner's package (.xlsx or .xlsm); ``owned``: a fresh package that holds only our sheets,
    each marked by a hidden name ``forcegen_owned_...``. Sheets of an earlier run give their place, title and
    number to the new ones, so that formulas which read them go on working. Every part that is not ours keeps
    its bytes, but for the four that list sheets and styles: those are only added to. Doing it twice gives the
    same file as once. ``recalculate``: ask for full calculation on load where the workbook holds formulas.
    ``front``: the sheet of ours on which the workbook opens, "" for none; a sheet of the planner's that was
    selected then says that it is not.
    Raises PlanError if the workbook cannot take our sheets; says why, and what to do.
    """
    book, ours = open_workbook(target), open_workbook(owned)
    findings = title_clashes(book, [sheet.title for sheet in ours.sheets])
    if findings:
        raise PlanError(findings)
    slots = assign_slots(book, ours)
    _Patch(book, ours, slots, front).run(recalculate=recalculate)
    result = book.package.to_bytes()
    _check(result, slots)
    return result


def remove_result_sheets(target: bytes, titles: Iterable[str]) -> bytes:
    """The workbook without our sheets of these titles, as if they had never been put in.

    What they alone referred to goes with them; formats that they brought stay in the table of styles.
    """
    book = open_workbook(target)
    retired = [book.marked[fold(title)] for title in titles if fold(title) in book.marked]
    if not retired:
        return target
    slots = SheetSlots(placed=(), retired=retired)
    gone = remove_old(book, slots) | _needless_styles(book, slots)
    remove_sheets(book, slots)
    update_relations(book, slots, {}, gone)
    update_content_types(book.package, {}, gone)
    return book.package.to_bytes()


def _needless_styles(book: OpenWorkbook, slots: SheetSlots) -> set[str]:
    """Drop the table of styles that came with our sheets, when the last of them goes."""
    styles = book.lists.related("styles")
    if styles is None or styles.id != NEW_STYLES or len(slots.retired) < len(book.marked):
        return set()
    book.package.drop(styles.part)
    return {styles.part}


def name_clashes(package: bytes, titles: Iterable[str]) -> tuple[Finding, ...]:
    """Sheets of the planner's own that stand where results would go; to be asked before solving."""
    return tuple(title_clashes(open_workbook(package), titles))


class _Patch:
    """One patch of a workbook: the parts that it adds and drops, for the lists at the end."""

    def __init__(self, book: OpenWorkbook, ours: OpenWorkbook, slots: SheetSlots, front: str) -> None:
        self._book, self._ours, self._slots = book, ours, slots
        self._front = front_slot(book, slots, front)
        self._types: dict[str, str] = {}
        self._links: dict[str, tuple[str, str]] = {}
        self._renamed = {s.ours.title: s.title for s in slots.placed if s.ours.title != s.title}
        self._our_types = open_part(ours.package, CONTENT_TYPES)
        self._copied: dict[str, str] = {}

    def run(self, *, recalculate: bool) -> None:
        chain = stale_calculation_chain(self._book, self._slots)
        dropped = remove_old(self._book, self._slots)
        if chain:
            self._book.package.drop(chain)
            dropped.add(chain)
        self._table_names, self._table_number = self._tables_taken()
        strings = self._ours.lists.part_of("sharedStrings")
        remap = Remap(
            styles=self._merged_styles(),
            texts=shared_texts(self._ours.package.read(strings)) if strings else [],
            renamed=self._renamed,
        )
        for slot in self._slots.placed:
            self._put_sheet(slot, remap)
        for sheet in self._slots.emptied:
            self._book.package.put(sheet.part, emptied_sheet(self._book.package.read(sheet.part)))
        self._unselect_theirs()
        add_sheets(
            self._book,
            self._ours,
            self._slots,
            self._renamed,
            recalculate=recalculate,
            front=None if self._front is None else self._front.index,
        )
        update_relations(self._book, self._slots, self._links, dropped)
        update_content_types(self._book.package, self._types, dropped)

    def _merged_styles(self) -> StyleMap:
        package = self._book.package
        theirs, mine = self._book.lists.part_of("styles"), self._ours.lists.part_of("styles")
        part = theirs or free_name(package, f"{self._book.part.rpartition('/')[0]}/styles.xml")
        document = open_part(package, part) if theirs else new_style_sheet()
        document = document.with_open_root()
        source = open_part(self._ours.package, mine) if mine else new_style_sheet()
        try:
            styles = merge_styles(document, source)
        except (ValueError, IndexError) as error:
            raise damaged(f"its part {part} holds formats that cannot be read") from error
        if document.edits:
            package.put(part, document.result())
        if not theirs:
            self._links[NEW_STYLES] = (f"{OFFICE}/styles", part)
            self._types[part] = STYLES_TYPE
        return styles

    def _put_sheet(self, slot: SheetSlot, remap: Remap) -> None:
        package = self._book.package
        before = package.read(slot.old.part) if slot.old else b""
        in_front = slot.old is not None and slot.old.index == self._book.active()
        selected = in_front and was_selected(before) if self._front is None else slot is self._front
        raw = self._ours.package.read(slot.ours.part)
        self._types[slot.part] = WORKSHEET_TYPE
        package.put(slot.part, remapped_sheet(raw, remap, selected=selected, code_name=code_name_of(before)))
        self._put_relations(slot.ours.part, slot.part, remap)

    def _unselect_theirs(self) -> None:
        """Leave our sheet in front as the only one selected: what is typed goes to all that are."""
        old = {sheet.part for sheet in self._slots.old}
        theirs = [s.part for s in self._book.sheets if s.part not in old and s.part in self._book.package]
        for part in theirs if self._front is not None else ():
            raw = self._book.package.read(part)
            if was_selected(raw):
                self._book.package.put(part, unselected(raw))

    def _put_relations(self, source: str, part: str, remap: Remap) -> None:
        """Copy the parts that a part of ours refers to, each under a name that is free here."""
        listed = relations_part(source)
        if listed not in self._ours.package:
            return
        document = open_part(self._ours.package, listed)
        for node in document.root.all("Relationship"):
            relation = relation_of(source, node.attributes)
            if relation.part:
                document.set_attribute(node, "Target", "/" + self._copy_part(relation.part, remap))
        self._book.package.put(relations_part(part), document.result())

    def _copy_part(self, source: str, remap: Remap) -> str:
        if source in self._copied:
            return self._copied[source]
        folder, _, name = source.rpartition("/")
        part = free_name(self._book.package, f"{folder}/forcegen_{name}")
        raw, kind = self._ours.package.read(source), content_type(self._our_types, source)
        if kind == TABLE_TYPE:
            number = self._table_number = self._table_number + 1
            raw, name = remapped_table(raw, remap, number=number, taken=self._table_names)
            self._table_names.add(name)
        elif kind == CHART_TYPE:
            raw = remapped_chart(raw, remap)
        self._copied[source], self._types[part] = part, kind
        self._book.package.put(part, raw)
        self._put_relations(source, part, remap)
        return part

    def _tables_taken(self) -> tuple[set[str], int]:
        """Folded names that a new table may not have, and the highest number of a table."""
        package = self._book.package
        types = open_part(package, CONTENT_TYPES)
        names = {name.get("name").casefold() for name in self._book.names()}
        numbers = [0]
        for listed in types.root.all("Override"):
            if listed.get("ContentType") == TABLE_TYPE and listed.get("PartName") in package:
                table = open_part(package, listed.get("PartName")).root
                names |= {table.get("name").casefold(), table.get("displayName").casefold()}
                numbers.append(table.whole_number("id") or 0)
        return names, max(numbers)


def _check(result: bytes, slots: SheetSlots) -> None:
    """Read back what was made: every sheet of ours in its place, every part proper, every relation met."""
    book = open_workbook(result)
    for slot in slots.placed:
        sheet = book.sheets[slot.index]
        if sheet.title != slot.title or book.marked.get(fold(slot.ours.title)) != sheet:
            raise ForcegenError(f"sheet {slot.title} did not arrive in the workbook; nothing was written")
        for relation in relations(book.package, sheet.part):
            if relation.part and relation.part not in book.package:
                raise ForcegenError(f"sheet {slot.title} lacks its part {relation.part}; nothing was written")
        check_xml(book.package.read(sheet.part))


WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
MACRO_WORKBOOK_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
MACRO_TEMPLATE_TYPE = "application/vnd.ms-excel.template.macroEnabled.main+xml"
WORKBOOK_OF = {TEMPLATE_TYPE: WORKBOOK_TYPE, MACRO_TEMPLATE_TYPE: MACRO_WORKBOOK_TYPE}
TEMPLATE_OF = {workbook: template for template, workbook in WORKBOOK_OF.items()}
TEMPLATES = (".xltx", ".xltm")


def finish_workbook(data: bytes, name: PurePath) -> bytes:
    """A workbook that we have changed, fit to be opened under its name.

    Excel opens no template that is named like a workbook, nor the reverse: what the file says of
    itself follows its ending. Digital signatures are taken out, for they hold for what was signed
    and no longer for this; the macros' own signature stays, for macros are never changed.
    """
    book = open_workbook(data)
    package, ending = book.package, name.suffix.casefold()
    kind = content_type(open_part(package, CONTENT_TYPES), book.part)
    wanted = (TEMPLATE_OF if ending in TEMPLATES else WORKBOOK_OF).get(kind, kind)
    unsigned = _remove_signatures(package)
    if wanted == kind and not unsigned:
        return data
    if wanted != kind:
        update_content_types(package, {book.part: wanted}, set())
    return package.to_bytes()


def _remove_signatures(package: Package) -> bool:
    """Drop the signatures, what lists them, and the certificates that they bring; whether there were any."""
    found, todo = set[str](), [""]
    while todo:
        part = todo.pop()
        leads = {link.part for link in relations(package, part) if link.type.startswith(SIGNATURES)} - {""}
        todo += leads - found
        found |= leads
        if not part:
            for origin in leads:
                remove_relation(package, "", origin)
    gone = {part for part in found if part in package}
    for part in gone:
        package.drop(part)
        package.drop(relations_part(part))
    if found:
        update_content_types(package, {}, gone)
    return bool(found)
