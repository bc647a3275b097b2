"""What one part of a package says of another: relations, and the parts that they lead to."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from solver.excel.package.markup import STRICT, Handlers, parse
from solver.excel.package.package import Package
from solver.excel.package.refusal import too_large

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
"""Start of most types of relation, and the namespace of ``r:id``."""
SIGNATURES = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/"
"""Start of the types of relation that lead to digital signatures of the package."""
RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships Relationship"
MOST_RELATIONS = 100_000
"""Relations of one part; a worksheet of Excel's has at most 65,530 links."""


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a part: its type and the part it leads to, blank where that is outside the file."""

    id: str
    type: str
    part: str

    @property
    def kind(self) -> str:
        """The last word of its type, such as ``worksheet``."""
        return self.type.rpartition("/")[2]

    @property
    def strict(self) -> bool:
        """Whether it is of Strict Open XML."""
        return self.type.startswith(STRICT)


def relations(package: Package, part: str) -> list[Relation]:
    """The relations of a part (of the package itself: "") in their order; none where it lists none."""
    listed = relations_part(part)
    if listed not in package:
        return []
    found: list[Relation] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == RELATIONSHIP:
            found.append(relation_of(part, attributes))
            if len(found) > MOST_RELATIONS:
                raise too_large(f"its part {listed} lists more than {MOST_RELATIONS:,} relations")

    parse(package, listed, Handlers(start))
    return found


def relation_of(part: str, attributes: Mapping[str, str]) -> Relation:
    """One relation of a part, by the attributes of its element."""
    outside = attributes.get("TargetMode", "").casefold() == "external"
    target = "" if outside else resolved(part, attributes.get("Target", ""))
    return Relation(id=attributes.get("Id", ""), type=attributes.get("Type", ""), part=target)


def relations_part(part: str) -> str:
    """The name of the part that lists the relations of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def resolved(part: str, target: str) -> str:
    """The name of the part that ``target``, relative or absolute, means in the relations of ``part``.

    A place within that part, behind ``#``, does not count.
    """
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(part), path)).lstrip("/")
