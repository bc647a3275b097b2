"""The story of the graft: seats, formats, sheets, and the lists that name them."""

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
    remapped_sheet,
    remapped_table,
    shared_texts,
    was_selected,
)
from solver.excel.patch.sheet_slots import (
    TABLE_TYPE,
    SheetSlot,
    SheetSlots,
    assign_slots,
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
WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def patch_workbook(target: bytes, owned: bytes, *, recalculate: bool = True) -> bytes:
    """The planner's workbook with our result sheets in it.

    ``target``: the planner's package (.xlsx or .xlsm); ``owned``: a fresh package that holds only
    our sheets, each marked by a hidden name ``forcegen_owned_...``. Sheets of an earlier run give
    their place, title and number to the new ones, so that formulas which read them go on working.
    Every part that is not ours keeps its bytes, but for the four that list sheets and styles:
    those are only added to. Doing it twice gives the same file as once.
    ``recalculate``: ask for full calculation on load where the workbook holds formulas.

    Raises
    ------
    PlanError
        If the workbook cannot take our sheets; says why, and what to do.
    """
    book, ours = open_workbook(target), open_workbook(owned)
    findings = title_clashes(book, [tab.title for tab in ours.sheets])
    if findings:
        raise PlanError(findings)
    seating = assign_slots(book, ours)
    _Patch(book, ours, seating).run(recalculate=recalculate)
    result = book.package.to_bytes()
    _check(result, seating)
    return result


def remove_result_sheets(target: bytes, titles: Iterable[str]) -> bytes:
    """The workbook without our sheets of these titles, as if they had never been put in.

    What they alone referred to goes with them; formats that they brought stay in the table of styles.
    """
    book = open_workbook(target)
    retired = [book.marked[fold(title)] for title in titles if fold(title) in book.marked]
    if not retired:
        return target
    seating = SheetSlots(seats=(), retired=retired)
    gone = remove_old(book, seating) | _needless_styles(book, seating)
    remove_sheets(book, seating)
    update_relations(book, seating, {}, gone)
    update_content_types(book.package, {}, gone)
    return book.package.to_bytes()


def _needless_styles(book: OpenWorkbook, seating: SheetSlots) -> set[str]:
    """Take out the table of styles that came with our sheets, when the last of them goes."""
    styles = book.lists.related("styles")
    if styles is None or styles.id != NEW_STYLES or len(seating.retired) < len(book.marked):
        return set()
    book.package.drop(styles.part)
    return {styles.part}


def name_clashes(package: bytes, titles: Iterable[str]) -> tuple[Finding, ...]:
    """Sheets of the planner's own that stand where results would go; to be asked before solving."""
    return tuple(title_clashes(open_workbook(package), titles))


class _Patch:
    """One run of the graft: what it adds and drops, for the lists at the end."""

    def __init__(self, book: OpenWorkbook, ours: OpenWorkbook, seating: SheetSlots) -> None:
        self._book, self._ours, self._seating = book, ours, seating
        self._types: dict[str, str] = {}
        self._links: dict[str, tuple[str, str]] = {}
        self._renamed = {s.ours.title: s.title for s in seating.seats if s.ours.title != s.title}
        self._our_types = open_part(ours.package, CONTENT_TYPES)
        self._carried: dict[str, str] = {}

    def run(self, *, recalculate: bool) -> None:
        chain = stale_calculation_chain(self._book, self._seating)
        dropped = remove_old(self._book, self._seating)
        if chain:
            self._book.package.drop(chain)
            dropped.add(chain)
        self._table_names, self._table_number = self._tables_taken()
        strings = self._ours.lists.related("sharedStrings")
        fit = Remap(
            styles=self._merged_styles(),
            texts=shared_texts(self._ours.package.read(strings.part) if strings else None),
            renamed=self._renamed,
        )
        for seat in self._seating.seats:
            self._put_sheet(seat, fit)
        add_sheets(self._book, self._ours, self._seating, self._renamed, recalculate=recalculate)
        update_relations(self._book, self._seating, self._links, dropped)
        update_content_types(self._book.package, self._types, dropped)

    def _merged_styles(self) -> StyleMap:
        package = self._book.package
        theirs, mine = self._book.lists.related("styles"), self._ours.lists.related("styles")
        part = (
            theirs.part if theirs else free_name(package, f"{self._book.part.rpartition('/')[0]}/styles.xml")
        )
        document = open_part(package, part) if theirs else new_style_sheet()
        document = document.opened()
        source = open_part(self._ours.package, mine.part) if mine else new_style_sheet()
        try:
            styles = merge_styles(document, source)
        except (ValueError, IndexError) as error:
            raise damaged(f"its part {part} holds formats that cannot be read") from error
        if document.edits:
            package.put(part, document.result())
        if theirs is None:
            self._links[NEW_STYLES] = (f"{OFFICE}/styles", part)
            self._types[part] = STYLES_TYPE
        return styles

    def _put_sheet(self, seat: SheetSlot, fit: Remap) -> None:
        package = self._book.package
        before = package.read(seat.old.part) if seat.old else b""
        in_front = seat.old is not None and seat.old.index == self._book.active()
        selected = in_front and was_selected(before)
        raw = self._ours.package.read(seat.ours.part)
        self._types[seat.part] = WORKSHEET_TYPE
        package.put(seat.part, remapped_sheet(raw, fit, selected=selected, code_name=code_name_of(before)))
        self._put_relations(seat.ours.part, seat.part, fit)

    def _put_relations(self, source: str, part: str, fit: Remap) -> None:
        """What a part of ours refers to comes along, under a name that is free here."""
        listed = relations_part(source)
        if listed not in self._ours.package:
            return
        document = open_part(self._ours.package, listed)
        for node in document.root.all("Relationship"):
            relation = relation_of(source, node.attributes)
            if relation.part:
                document.set_attribute(node, "Target", "/" + self._carry(relation.part, fit))
        self._book.package.put(relations_part(part), document.result())

    def _carry(self, source: str, fit: Remap) -> str:
        if source in self._carried:
            return self._carried[source]
        folder, _, name = source.rpartition("/")
        part = free_name(self._book.package, f"{folder}/forcegen_{name}")
        raw, kind = self._ours.package.read(source), content_type(self._our_types, source)
        if kind == TABLE_TYPE:
            number = self._table_number = self._table_number + 1
            raw, name = remapped_table(raw, fit, number=number, taken=self._table_names)
            self._table_names.add(name)
        self._carried[source], self._types[part] = part, kind
        self._book.package.put(part, raw)
        self._put_relations(source, part, fit)
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
                numbers.append(table.whole("id") or 0)
        return names, max(numbers)


def _check(result: bytes, seating: SheetSlots) -> None:
    """Read back what was made: every sheet of ours in its place, every part proper, every relation met."""
    book = open_workbook(result)
    for seat in seating.seats:
        tab = book.sheets[seat.index]
        if tab.title != seat.title or book.marked.get(fold(seat.ours.title)) != tab:
            raise ForcegenError(f"sheet {seat.title} did not arrive in the workbook; nothing was written")
        for relation in relations(book.package, tab.part):
            if relation.part and relation.part not in book.package:
                raise ForcegenError(f"sheet {seat.title} lacks its part {relation.part}; nothing was written")
        check_xml(book.package.read(tab.part))


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
    return _unsigned(_of_kind(data, name.suffix.casefold()))


def _of_kind(data: bytes, ending: str) -> bytes:
    """A template or a workbook, as its ending says."""
    book = open_workbook(data)
    kind = content_type(open_part(book.package, CONTENT_TYPES), book.part)
    wanted = (TEMPLATE_OF if ending in TEMPLATES else WORKBOOK_OF).get(kind, kind)
    if wanted == kind:
        return data
    update_content_types(book.package, {book.part: wanted}, set())
    return book.package.to_bytes()


def _unsigned(data: bytes) -> bytes:
    """The package without its digital signatures."""
    package = Package(data)
    origins = [
        found.part for found in relations(package, "") if found.type.startswith(SIGNATURES) and found.part
    ]
    if not origins:
        return data
    gone: set[str] = set()
    for origin in origins:
        remove_relation(package, "", origin)
        gone |= _with_what_it_leads_to(package, origin)
    for part in gone:
        package.drop(part)
        package.drop(relations_part(part))
    update_content_types(package, {}, gone)
    return package.to_bytes()


def _with_what_it_leads_to(package: Package, origin: str) -> set[str]:
    """The part that lists the signatures, the signatures, and the certificates that those bring along."""
    found, todo = set[str](), [origin]
    while todo:
        part = todo.pop()
        if not part or part in found:
            continue
        found.add(part)
        todo += [link.part for link in relations(package, part) if link.type.startswith(SIGNATURES)]
    return {part for part in found if part in package}
