"""A workbook that is open for changes: what its workbook part says, and that part as XML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from solver.excel.package.package import Package
from solver.excel.package.refusal import damaged
from solver.excel.package.relations import relations_part
from solver.excel.package.workbook_part import SheetEntry, WorkbookPart, read_workbook_part
from solver.excel.patch.parts import open_part
from solver.excel.patch.xml_patch import Document, Node


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWorkbook:
    """A workbook package that is open for changes.

    ``lists``: what the workbook part said when it was opened; ``document``: that part;
    ``links``: the list of its relations.
    """

    package: Package
    lists: WorkbookPart
    document: Document
    links: Document

    @property
    def part(self) -> str:
        """The name of the workbook part."""
        return self.lists.part

    @property
    def sheets(self) -> tuple[SheetEntry, ...]:
        """The sheets, in the workbook's order."""
        return self.lists.sheets

    @property
    def marked(self) -> Mapping[str, SheetEntry]:
        """Our sheets by the folded name that we gave them, such as ``site use``."""
        return self.lists.marked

    def sheet_node(self, sheet: SheetEntry) -> Node:
        """The element that lists a sheet."""
        return self.sheet_nodes()[sheet.index]

    def sheet_nodes(self) -> list[Node]:
        """The elements that list the sheets, in their order."""
        holder = self.document.root.first("sheets")
        return holder.all("sheet") if holder else []

    def names(self) -> list[Node]:
        """The defined names."""
        holder = self.document.root.first("definedNames")
        return holder.all("definedName") if holder else []

    def active(self) -> int:
        """The place of the sheet that is in front when the workbook is opened."""
        views = self.document.root.first("bookViews")
        view = views.first("workbookView") if views else None
        return (view.whole("activeTab") or 0) if view else 0


def open_workbook(data: bytes) -> OpenWorkbook:
    """Open a workbook package for changes; :class:`UnreadableError` for what is no workbook of Excel's."""
    package = Package(data)
    lists = read_workbook_part(package)
    if relations_part(lists.part) not in package:
        raise damaged("it lists no sheets")
    document, links = open_part(package, lists.part), open_part(package, relations_part(lists.part))
    book = OpenWorkbook(package=package, lists=lists, document=document, links=links)
    if len(book.sheet_nodes()) != len(lists.sheets):
        raise damaged("its list of sheets is not where it belongs")
    return book
