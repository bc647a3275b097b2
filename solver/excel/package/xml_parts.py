"""XML parts of a package, streamed without entities or document types, and the relations between parts."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import unquote
from xml.parsers import expat

from solver.excel.package.package import MEGABYTE, Package
from solver.excel.package.refusals import UnreadableError, damaged, too_large

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
"""Namespace of workbook, sheet, style and table elements, as a prefix of their names here."""
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships "
STRICT = "http://purl.oclc.org/ooxml/"
MOST_MARKUP = 4 * MEGABYTE
"""Longest single tag or comment."""
MOST_NESTED = 100_000
"""Elements within each other, each of which the parser remembers; those of a workbook nest ten deep."""


@dataclass(frozen=True, slots=True)
class Handlers:
    """Functions to call at the start of an element (its name, its attributes), at its end, and for text."""

    start: Callable[[str, dict[str, str]], None]
    end: Callable[[str], None] | None = None
    text: Callable[[str], None] | None = None
    meet: Callable[[expat.XMLParserType], None] | None = None
    """Gets the parser first: ends cost as much as starts, so a caller may listen to them now and then."""


def stream(
    package: Package, part: str, handlers: Handlers, *, chunks: Iterable[bytes] | None = None
) -> Iterator[None]:
    """Parse a part, calling back at each element; yields after every chunk.

    Names of elements are ``namespace name``. ``chunks``: the part's bytes, if
    the caller has looked at them first.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = handlers.start
    parser.EndElementHandler = handlers.end
    parser.CharacterDataHandler = handlers.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    if handlers.meet is not None:
        handlers.meet(parser)
    fed = depth = 0
    try:
        for chunk in package.chunks(part) if chunks is None else chunks:
            package.spend(chunk)
            depth += _deeper(chunk)
            if depth > MOST_NESTED:
                raise too_large(f"the elements of its part {part} are nested {MOST_NESTED:,} deep")
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - max(parser.CurrentByteIndex, 0) > MOST_MARKUP:
                raise too_large(f"its part {part} holds a single tag of more than 4 MB")
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged(f"its part {part} cannot be understood: {str(error)[:100]}") from error
    yield


def _deeper(chunk: bytes) -> int:
    """Roughly how many more elements these bytes open than they close."""
    plain = chunk.replace(b"\0", b"") if b"\0" in chunk else chunk  # UTF-16
    return plain.count(b"<") - 2 * plain.count(b"</") - plain.count(b"/>")


def parse(package: Package, part: str, handlers: Handlers) -> None:
    """Parse a whole part, calling back at each element."""
    for _ in stream(package, part, handlers):
        pass


def _refuse_document_type(*_: object) -> NoReturn:
    raise UnreadableError(
        "its XML declares a document type or entities, which no workbook of Excel's does; "
        "do not trust the file: ask its sender for the original"
    )


def is_true(value: str | None) -> bool:
    """Whether an XML attribute means yes."""
    return value in ("1", "true", "on")


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


def reachable(package: Package, start: Sequence[str], *, closed: set[str]) -> set[str]:
    """The parts that relations lead to, without going through the closed ones."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        try:
            leads = relations(package, waiting.pop())
        except UnreadableError:  # a broken list is the planner's own, and leads nowhere
            continue
        for relation in leads:
            if relation.part and relation.part not in found | closed:
                found.add(relation.part)
                waiting.append(relation.part)
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


def plain(raw: bytes) -> bytes:
    """A part's text with one byte a letter, good enough to look for a tag or a name."""
    return raw.replace(b"\0", b"") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw[:4] else raw
