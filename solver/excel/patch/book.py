"""A workbook as its package lists it: sheets, defined names, and which sheets are ours."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.excel.patch.opc import OFFICE, STRICT, Package, Relation, refusal, relations_in, relations_part
from solver.excel.patch.xml_patch import Document, Node
from solver.tables import fold

OWNED_MARK = "forcegen_owned_"
"""Start of the hidden defined names that mark a sheet as ours."""

SHEET_IN_FORMULA = re.compile(r"^=?\$?(?:'((?:[^']|'')+)'|([^'!$]+))[!.]")


@dataclass(frozen=True, slots=True)
class Tab:
    """A sheet as the workbook lists it; ``index`` counts from 0."""

    title: str
    index: int
    part: str
    relation_id: str
    node: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """An open workbook package.

    ``marked``: our sheets in it by the folded name after the mark, such as ``site use``.
    """

    package: Package
    part: str
    workbook: Document
    links: Document
    tabs: Sequence[Tab]
    marked: Mapping[str, Tab]

    def names(self) -> list[Node]:
        """The defined names."""
        holder = self.workbook.root.first("definedNames")
        return holder.all("definedName") if holder else []

    def relation(self, kind: str) -> Relation | None:
        """The workbook's first relation of a kind such as ``styles``."""
        found = relations_in(self.links, self.part)
        return next((relation for relation in found if relation.kind == f"{OFFICE}/{kind}"), None)

    def active(self) -> int:
        """Which sheet is in front when the workbook is opened."""
        views = self.workbook.root.first("bookViews")
        view = views.first("workbookView") if views else None
        return (view.whole("activeTab") or 0) if view else 0


def open_book(data: bytes) -> Book:
    """Open a workbook package.

    Raises
    ------
    PlanError
        One sentence, for what is no ordinary Excel workbook.
    """
    package = Package(data)
    part = _workbook_part(package)
    workbook = package.document(part)
    if "purl.oclc.org" in workbook.root.namespace:
        raise _strict()
    if relations_part(part) not in package or workbook.root.first("sheets") is None:
        raise refusal("the workbook is damaged: it lists no sheets; open it in Excel, repair and save it")
    links = package.document(relations_part(part))
    tabs = _tabs(workbook, relations_in(links, part))
    marked = _marked(workbook, tabs)
    return Book(package=package, part=part, workbook=workbook, links=links, tabs=tabs, marked=marked)


def sheet_meant(formula: str) -> str:
    """The title of the sheet that a reference such as ``'Site use'!$A$1`` names; blank where none."""
    found = SHEET_IN_FORMULA.match(formula.strip())
    if found is None:
        return ""
    return found.group(1).replace("''", "'") if found.group(1) else found.group(2)


def is_mark(name: Node) -> bool:
    """Whether a defined name marks a sheet as ours."""
    return name.get("name").casefold().startswith(OWNED_MARK)


def marked_title(name: Node) -> str:
    """The result sheet that a mark stands for, such as ``Site use``."""
    return name.get("name")[len(OWNED_MARK) :].replace("_", " ")


def _workbook_part(package: Package) -> str:
    for relation in package.relations(""):
        if relation.kind == f"{STRICT}/officeDocument":
            raise _strict()
        if relation.kind == f"{OFFICE}/officeDocument":
            if relation.part.casefold().endswith(".bin"):
                raise refusal("the file is a binary workbook (.xlsb); save it in Excel as .xlsx or .xlsm")
            return relation.part
    raise refusal("the file is no Excel workbook (.xlsx, .xlsm), or it is damaged")


def _strict() -> Exception:
    return refusal(
        "the workbook is saved as Strict Open XML; save it in Excel as an ordinary Excel Workbook (.xlsx)"
    )


def _tabs(workbook: Document, links: Sequence[Relation]) -> tuple[Tab, ...]:
    parts = {relation.id: relation.part for relation in links}
    holder = workbook.root.first("sheets")
    found = []
    for index, node in enumerate(holder.all("sheet") if holder else []):
        relation_id = node.get(f"{{{OFFICE}}}id")
        found.append(Tab(node.get("name"), index, parts.get(relation_id, ""), relation_id, node))
    return tuple(found)


def _marked(workbook: Document, tabs: Sequence[Tab]) -> dict[str, Tab]:
    by_title = {fold(tab.title): tab for tab in tabs}
    marked: dict[str, Tab] = {}
    holder = workbook.root.first("definedNames")
    for name in holder.all("definedName") if holder else []:
        tab = by_title.get(fold(sheet_meant(name.text)))
        if is_mark(name) and tab is not None and tab not in marked.values():
            marked[fold(marked_title(name))] = tab
    return marked
