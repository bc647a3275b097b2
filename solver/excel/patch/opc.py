"""The package around a workbook: its parts, their relations and content types."""

from __future__ import annotations

import posixpath
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from solver.errors import Finding, Place, PlanError
from solver.excel.patch.xml_patch import BadXmlError, Document, Node

CONTENT_TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of parts that are ours: equal results give equal files."""

PIECE = 1 << 20
"""Bytes of a part that are copied at a time."""
UNPACKING = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
"""What the zip library says of a part that it cannot unpack."""
NO_RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


def refusal(message: str) -> PlanError:
    """A workbook that cannot take results, and what to do about it."""
    return PlanError([Finding(place=Place(), message=message)])


def damaged(part: str, fault: str) -> PlanError:
    """A workbook with a part that cannot be used."""
    return refusal(f"the workbook is damaged: its part {part} {fault}; open it in Excel, repair and save it")


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another; ``part`` is blank where it lies outside the package."""

    id: str
    kind: str
    part: str
    node: Node


class Package:
    """The parts of a zip file in their order; what is not put or dropped stays as it is."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise refusal("the file is no Excel workbook (.xlsx, .xlsm), or it is damaged") from error
        self._entries = {_key(info.filename): info for info in self._zip.infolist()}
        self._put: dict[str, tuple[str, bytes]] = {}
        self._dropped: set[str] = set()

    def __contains__(self, part: str) -> bool:
        key = _key(part)
        return key in self._put or (key in self._entries and key not in self._dropped)

    def parts(self) -> list[str]:
        """Names of all parts, in the order of the file."""
        kept = [info.filename for key, info in self._entries.items() if key not in self._dropped]
        return kept + [name for key, (name, _) in self._put.items() if key not in self._entries]

    def changed(self) -> list[str]:
        """Names of the parts that were put."""
        return [name for name, _ in self._put.values()]

    def read(self, part: str) -> bytes:
        """A part's content."""
        key = _key(part)
        if key in self._put:
            return self._put[key][1]
        if part not in self:
            raise damaged(part, "is missing")
        try:
            return self._zip.read(self._entries[key])
        except UNPACKING as error:
            raise damaged(part, "cannot be unpacked") from error

    def document(self, part: str) -> Document:
        """A part's content as XML to be edited."""
        raw = self.read(part)
        try:
            return Document(raw)
        except BadXmlError as error:
            raise damaged(part, f"is no proper XML ({error})") from error

    def put(self, part: str, content: bytes) -> None:
        """Give a part new content, in its old place where it has one."""
        key = _key(part)
        if key in self._entries:
            self._dropped.discard(key)
            part = self._entries[key].filename
        self._put[key] = (part, content)

    def drop(self, part: str) -> None:
        """Take a part out."""
        self._dropped.add(_key(part))
        self._put.pop(_key(part), None)

    def to_bytes(self) -> bytes:
        """The zip file: old parts in their order, then the new ones in theirs."""
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            target.comment = self._zip.comment
            for key, info in self._entries.items():
                if key in self._put:
                    target.writestr(_same_entry(info), self._put[key][1])
                elif key not in self._dropped:
                    self._copy(info, target)
            for key, (name, content) in self._put.items():
                if key not in self._entries:
                    target.writestr(_new_entry(name), content)
        return out.getvalue()

    def _copy(self, info: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
        """Hand a part on a piece at a time: a sheet may unpack to hundreds of megabytes."""
        try:
            with self._zip.open(info) as source, target.open(_same_entry(info), "w") as copy:
                shutil.copyfileobj(source, copy, PIECE)
        except UNPACKING as error:
            raise damaged(info.filename, "cannot be unpacked") from error

    def relations(self, part: str) -> list[Relation]:
        """What a part refers to, in its own order; none where it has no relations."""
        if relations_part(part) not in self:
            return []
        return relations_in(self.document(relations_part(part)), part)


def relations_in(document: Document, part: str) -> list[Relation]:
    """The relations that a relations part lists for ``part``."""
    found = []
    for node in document.root.all("Relationship"):
        outside = node.get("TargetMode").casefold() == "external"
        target = "" if outside else resolved(part, node.get("Target"))
        found.append(Relation(node.get("Id"), node.get("Type"), target, node))
    return found


def relations_part(part: str) -> str:
    """Where the relations of a part stand."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolved(part: str, target: str) -> str:
    """The name of the part that ``target`` means in the relations of ``part``."""
    path = unquote(target.partition("#")[0].replace("\\", "/"))
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), path)).lstrip("/")


def relative(part: str, target: str) -> str:
    """How the relations of ``part`` name the part ``target``."""
    return posixpath.relpath("/" + target, "/" + posixpath.dirname(part))


def content_type(types: Document, part: str) -> str:
    """The content type of a part: its own, else that of its extension."""
    for node in types.root.all("Override"):
        if _key(node.get("PartName")) == _key(part):
            return node.get("ContentType")
    extension = part.rpartition(".")[2].casefold()
    for node in types.root.all("Default"):
        if node.get("Extension").casefold() == extension:
            return node.get("ContentType")
    return ""


def list_types(package: Package, added: dict[str, str], dropped: set[str]) -> None:
    """Bring the list of content types up to date; as it was where nothing changes."""
    types = package.document(CONTENT_TYPES)
    wanted = {_key(part): kind for part, kind in added.items()}
    gone = {_key(part) for part in dropped} - set(wanted)
    listed = {_key(node.get("PartName")): node for node in types.root.all("Override")}
    types.remove(node for key, node in listed.items() if key in gone)
    for key in wanted.keys() & listed.keys():
        types.set_attribute(listed[key], "ContentType", wanted[key])
    new = [part for part in added if _key(part) not in listed and content_type(types, part) != added[part]]
    override = f"{types.root.prefix}Override"
    rows = [f"<{override} PartName={quoteattr('/' + p)} ContentType={quoteattr(added[p])}/>" for p in new]
    types.append(types.root, "".join(rows))
    package.put(CONTENT_TYPES, types.result())


def add_relation(package: Package, part: str, wanted: str, kind: str, target: str) -> str:
    """Let a part refer to another; returns the relation's id, ``wanted`` where that is free."""
    listed = relations_part(part)
    links = package.document(listed) if listed in package else Document(NO_RELATIONS)
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
    links = package.document(relations_part(part))
    found = relations_in(links, part)
    gone = [relation.node for relation in found if _key(relation.part) == _key(target)]
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


def _key(part: str) -> str:
    """Part names compare without case; some writers put backslashes or a leading slash."""
    return unquote(part.replace("\\", "/").lstrip("/")).casefold()


def _same_entry(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(info.filename, info.date_time)
    known = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    entry.compress_type = info.compress_type if known else zipfile.ZIP_DEFLATED
    entry.file_size = info.file_size
    entry.comment, entry.external_attr, entry.create_system = (
        info.comment,
        info.external_attr,
        info.create_system,
    )
    return entry


def _new_entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    return entry
