"""Slots of the result sheets in the planner's workbook: where they were, else behind the last sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from solver.errors import Finding, Place
from solver.excel.package.refusals import damaged
from solver.excel.package.workbook_part import SheetEntry
from solver.excel.package.xml_parts import reachable, relations_part
from solver.excel.patch.open_workbook import OpenWorkbook, free_name
from solver.excel.patch.read_by_others import read_by_others
from solver.schema import FINDINGS_SHEET
from solver.tables import fold

CHAIN_SHEET = re.compile(rb"""\si\s*=\s*["']([0-9]+)["']""")
"""The sheet, by its number, that a cell in the order of calculation is on; there may be a million cells."""
TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSlot:
    """One of our sheets and its place in the planner's workbook.

    ``title``: as the planner has it, ours at first; ``old``: the sheet of the earlier run whose
    place it takes; ``index``: its place among the sheets, from 0, when all is done.
    """

    ours: SheetEntry
    title: str
    part: str
    relation_id: str
    sheet_id: str
    old: SheetEntry | None
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSlots:
    """All our sheets in their places, and the earlier ones that no longer have one.

    ``retired``: those that go; ``emptied``: those that stay without what they held, for the planner's own
    formulas read them.
    """

    placed: Sequence[SheetSlot]
    retired: Sequence[SheetEntry]
    emptied: Sequence[SheetEntry] = ()

    @property
    def old(self) -> list[SheetEntry]:
        """The sheets of earlier runs that are replaced, retired or emptied."""
        return [*(slot.old for slot in self.placed if slot.old), *self.retired, *self.emptied]

    def moved(self, index: int) -> int:
        """Where a sheet that was at ``index`` is now."""
        return index - sum(sheet.index < index for sheet in self.retired)


def title_clashes(book: OpenWorkbook, titles: Iterable[str]) -> list[Finding]:
    """Sheets of the planner's own that have the name of a result sheet."""
    owned = {sheet.index for sheet in book.marked.values()}
    theirs = {fold(sheet.title): sheet.title for sheet in book.sheets if sheet.index not in owned}
    return [
        Finding(
            place=Place(sheet=theirs[fold(title)]),
            message=(
                "the workbook has a sheet of this name of its own, and results are written to a sheet "
                "of this name; rename it, or delete it if it is an old result"
            ),
        )
        for title in titles
        if fold(title) in theirs and fold(title) not in book.marked
    ]


def assign_slots(book: OpenWorkbook, ours: OpenWorkbook) -> SheetSlots:
    """The slot of every sheet of ours: where it was, else behind the planner's last."""
    gone = _without_place(book, {fold(sheet.title) for sheet in ours.sheets})
    emptied = read_by_others(book, gone)
    retired = [sheet for sheet in gone if sheet not in emptied]
    following = len(book.sheets) - len(retired)
    ids = {
        int(sheet.sheet_id)
        for sheet in book.sheets
        if len(sheet.sheet_id) < 10 and sheet.sheet_id.isdecimal()
    }
    relation_ids = {node.get("Id") for node in book.links.root.all("Relationship")}
    taken: set[str] = set()
    slots: list[SheetSlot] = []
    for sheet in ours.sheets:
        old = book.marked.get(fold(sheet.title))
        if old is not None:
            if not old.part or old.part not in book.package:
                raise damaged(f"the part of sheet {old.title} is missing")
            index = old.index - sum(each.index < old.index for each in retired)
            part, relation_id, sheet_id = old.part, old.relation_id, old.sheet_id
        else:
            index, following = following, following + 1
            part = _new_part(book, sheet.title, taken)
            relation_id = next(i for n in range(1, 10**6) if (i := f"rIdForcegen{n}") not in relation_ids)
            sheet_id = str(max(ids, default=0) + 1)
            ids.add(int(sheet_id))
        taken.add(part.casefold())
        relation_ids.add(relation_id)
        slots.append(
            SheetSlot(
                ours=sheet,
                title=old.title if old else sheet.title,
                part=part,
                relation_id=relation_id,
                sheet_id=sheet_id,
                old=old,
                index=index,
            )
        )
    return SheetSlots(placed=slots, retired=retired, emptied=emptied)


def remove_old(book: OpenWorkbook, slots: SheetSlots) -> set[str]:
    """Drop retired sheets, and the parts that sheets of an earlier run alone referred to.

    Returns the names of the parts that are gone.
    """
    package = book.package
    owned = {sheet.part for sheet in slots.old}
    if not owned:
        return set()
    kept = reachable(package, [""], closed=owned)
    lost = reachable(package, sorted(owned), closed=set()) - kept - owned
    gone = {part for part in lost if part in package} | {sheet.part for sheet in slots.retired}
    for part in gone | owned:
        package.drop(relations_part(part))
    for part in gone:
        package.drop(part)
    return gone


def stale_calculation_chain(book: OpenWorkbook, slots: SheetSlots) -> str:
    """The part with the order of calculation, where it names cells of sheets that are replaced.

    Excel makes a new one when it is missing, but offers to repair a workbook in which it names
    cells that hold no formula any more.
    """
    chain = book.lists.related("calcChain")
    if chain is None or chain.part not in book.package:
        return ""
    ids = {sheet.sheet_id for sheet in slots.old}
    named = set(CHAIN_SHEET.findall(book.package.read(chain.part).replace(b"\0", b""))) if ids else set()
    return chain.part if any(number.decode() in ids for number in named) else ""


def front_slot(book: OpenWorkbook, slots: SheetSlots, title: str) -> SheetSlot | None:
    """The slot of the sheet of ours on which the workbook is to open; None where it cannot.

    A planner may have hidden it, and what is selected in a sheet written in two bytes a letter is not known.
    """
    found = [slot for slot in slots.placed if title and fold(slot.ours.title) == fold(title)]
    hidden = any(slot.old is not None and slot.old.state != "visible" for slot in found)
    odd = any(
        b"\0" in book.package.read(sheet.part)[:4] for sheet in book.sheets if sheet.part in book.package
    )
    return None if not found or hidden or odd else found[0]


def _without_place(book: OpenWorkbook, kept: set[str]) -> list[SheetEntry]:
    """Our sheets that no longer have a place: results go with a new run, findings with a new check."""
    findings = fold(FINDINGS_SHEET)
    if findings in kept:
        return []
    return [sheet for key, sheet in book.marked.items() if key not in kept and key != findings]


def _new_part(book: OpenWorkbook, title: str, taken: set[str]) -> str:
    folder = book.part.rpartition("/")[0]
    slug = re.sub(r"\W+", "_", fold(title), flags=re.ASCII).strip("_") or "sheet"
    wanted = f"{folder}/worksheets/forcegen_{slug}.xml".lstrip("/")
    name = free_name(book.package, wanted)
    while name.casefold() in taken:
        name = free_name(book.package, name.replace(".xml", "_.xml"))
    return name
