"""A workbook that is open for changes: parts put in or taken out, and the lists that name them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from solver.excel.package.package import Package, part_key
from solver.excel.package.refusals import damaged
from solver.excel.package.workbook_part import SheetEntry, WorkbookPart, read_workbook_part
from solver.excel.package.xml_parts import relation_of, relations_part
from solver.excel.patch.xml_patch import BadXmlError, Document, Node

CONTENT_TYPES = "[Content_Types].xml"
NO_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


def open_part(package: Package, part: str) -> Document:
    """A part's content as XML to be edited."""
    raw = package.read(part)
    try:
        return Document(raw)
    except BadXmlError as error:
        raise damaged(f"its part {part} is no proper XML: {error}") from error


def relative(part: str, target: str) -> str:
    """How the relations of ``part`` name the part ``target``."""
    return posixpath.relpath("/" + target, "/" + posixpath.dirname(part))


def content_type(types: Document, part: str) -> str:
    """The content type of a part: its own, else that of its extension."""
    for node in types.root.all("Override"):
        if part_key(node.get("PartName")) == part_key(part):
            return node.get("ContentType")
    extension = part.rpartition(".")[2].casefold()
    for node in types.root.all("Default"):
        if node.get("Extension").casefold() == extension:
            return node.get("ContentType")
    return ""


def update_content_types(package: Package, added: dict[str, str], dropped: set[str]) -> None:
    """Bring the list of content types up to date; as it was where nothing changes."""
    types = open_part(package, CONTENT_TYPES)
    wanted = {part_key(part): kind for part, kind in added.items()}
    gone = {part_key(part) for part in dropped} - set(wanted)
    listed = {part_key(node.get("PartName")): node for node in types.root.all("Override")}
    types.remove(node for key, node in listed.items() if key in gone)
    for key in wanted.keys() & listed.keys():
        types.set_attribute(listed[key], "ContentType", wanted[key])
    new = [
        part for part in added if part_key(part) not in listed and content_type(types, part) != added[part]
    ]
    override = f"{types.root.prefix}Override"
    rows = [f"<{override} PartName={quoteattr('/' + p)} ContentType={quoteattr(added[p])}/>" for p in new]
    types.append(types.root, "".join(rows))
    package.put(CONTENT_TYPES, types.result())


def add_relation(package: Package, part: str, wanted: str, kind: str, target: str) -> str:
    """Let a part refer to another; returns the relation's id, ``wanted`` where that is free."""
    listed = relations_part(part)
    links = open_part(package, listed) if listed in package else Document(NO_RELATIONS)
    taken = {node.get("Id") for node in links.root.all("Relationship")}
    key, number = wanted, 1
    while key in taken:
        number += 1
        key = f"{wanted}{number}"
    tag = f"{links.root.prefix}Relationship"
    there = quoteattr(relative(part, target))
    links.append(links.root, f"<{tag} Id={quoteattr(key)} Type={quoteattr(kind)} Target={there}/>")
    package.put(listed, links.result())
    return key


def remove_relation(package: Package, part: str, target: str) -> None:
    """A part no longer refers to another; a list of relations that is empty then goes, too."""
    links = open_part(package, relations_part(part))
    found = links.root.all("Relationship")
    gone = [node for node in found if part_key(relation_of(part, node.attributes).part) == part_key(target)]
    links.remove(gone)
    if len(gone) == len(found):
        package.drop(relations_part(part))
    else:
        package.put(relations_part(part), links.result())


def free_name(package: Package, wanted: str) -> str:
    """``wanted``, or where a part has that name, the same with a number."""
    stem, dot, extension = wanted.rpartition(".")
    name, number = wanted, 1
    while name in package:
        number += 1
        name = f"{stem}_{number}{dot}{extension}"
    return name


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
        return (view.whole_number("activeTab") or 0) if view else 0


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
