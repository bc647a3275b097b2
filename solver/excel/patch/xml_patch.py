"""XML patched: edits by byte offset, all other bytes left as they were."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

SEPARATOR = "\n"
"""Between namespace and name in what the parser reports; no namespace can hold it."""

DEEPEST = 200
"""Levels of elements within elements; parts that are edited here have about ten."""

MOST_ELEMENTS = 300_000
"""Elements of a part that is edited; the fullest table of styles that Excel allows has fewer."""
NO_START = (b"</", b"<!", b"<?")
"""What begins with the sign of a tag and is no element's start."""

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
START_TAG = re.compile(rb"""<(?:[^>"']|"[^"]*"|'[^']*')*>""")
DECLARED_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


class BadXmlError(ValueError):
    """The error for a part that is no well-formed, entity-free XML."""


@dataclass(slots=True, eq=False)
class Node:
    """An element and where its bytes lie: ``start`` of its tag to ``end`` of its end tag.

    ``attributes`` are by local name (those with a namespace as ``{namespace}name``).
    """

    name: str
    namespace: str
    prefix: str
    attributes: dict[str, str]
    start: int = 0
    close: int = 0
    end: int = 0
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, name: str) -> list[Node]:
        """Its children of that name."""
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> Node | None:
        """Its first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def get(self, name: str, default: str = "") -> str:
        """An attribute by its local name."""
        return self.attributes.get(name, default)

    def whole_number(self, name: str) -> int | None:
        """An attribute as a whole number from 0 on; None where it is none."""
        text = self.get(name)
        return int(text) if len(text) < 10 and text.isdecimal() else None

    def rendered(self, prefix: str = "") -> str:
        """The element and all it holds as text, every element with that prefix."""
        opened = f"{prefix}{self.name}" + "".join(
            f" {name}={quoteattr(value)}" for name, value in self.attributes.items()
        )
        inside = escape(self.text) + "".join(child.rendered(prefix) for child in self.children)
        return f"<{opened}>{inside}</{prefix}{self.name}>" if inside else f"<{opened}/>"


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes from ``start`` to ``end`` give way to ``new``."""

    start: int
    end: int
    new: bytes


class Document:
    """One XML part: its elements, and the edits gathered so far."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.mark, self.encoding = _encoding(raw)
        try:
            text = raw[len(self.mark) :].decode(self.encoding)
        except (UnicodeDecodeError, LookupError) as error:
            raise BadXmlError(str(error)) from error
        self.source = text.encode("utf-8")
        self.root = _parse(self.source)
        self.edits: list[Edit] = []

    def append(self, parent: Node, inside: str) -> None:
        """Put text at the end of what an element holds; once an element."""
        if not inside:
            return
        new = inside.encode("utf-8")
        tag = self.start_tag(parent)
        if tag.endswith(b"/>"):
            closing = f"></{parent.prefix}{parent.name}>".encode()
            self.edits.append(Edit(parent.end - 2, parent.end, closing.replace(b"><", b">" + new + b"<", 1)))
        else:
            at = parent.children[-1].end if parent.children else parent.close
            self.edits.append(Edit(at, at, new))

    def insert_in_order(self, parent: Node, name: str, new: str, *, order: Sequence[str]) -> None:
        """Put a new child behind the last one that the schema puts before ``name``."""
        before = set(order[: order.index(name)])
        earlier = [child for child in parent.children if child.name in before]
        at = earlier[-1].end if earlier else parent.start + len(self.start_tag(parent))
        self.edits.append(Edit(at, at, new.encode("utf-8")))

    def replace(self, node: Node, new: str) -> None:
        """Put text in an element's place."""
        self.edits.append(Edit(node.start, node.end, new.encode("utf-8")))

    def remove(self, nodes: Iterable[Node]) -> None:
        """Take elements out."""
        self.edits.extend(Edit(node.start, node.end, b"") for node in nodes)

    def set_attribute(self, node: Node, name: str, value: str) -> None:
        """Give an element's attribute without prefix a value."""
        if node.attributes.get(name) == value:
            return
        tag = self.start_tag(node)
        quoted = quoteattr(value).encode("utf-8")
        found = re.search(rb"\s" + re.escape(name.encode()) + rb"""\s*=\s*("[^"]*"|'[^']*')""", tag)
        if found:
            self.edits.append(Edit(node.start + found.start(1), node.start + found.end(1), quoted))
        else:
            at = node.start + len(tag) - (2 if tag.endswith(b"/>") else 1)
            self.edits.append(Edit(at, at, b" " + name.encode() + b"=" + quoted))

    def result(self) -> bytes:
        """The part with all edits made; the very bytes it came from where there are none."""
        if not self.edits:
            return self.raw
        pieces, done = [], 0
        for edit in sorted(self.edits, key=lambda edit: (edit.start, edit.end)):
            pieces += [self.source[done : edit.start], edit.new]
            done = edit.end
        text = b"".join([*pieces, self.source[done:]]).decode("utf-8")
        return self.mark + text.encode(self.encoding, "xmlcharrefreplace")

    def with_open_root(self) -> Document:
        """The same part with room inside its root, where that is written as a single tag."""
        tag = self.start_tag(self.root)
        if not tag.endswith(b"/>"):
            return self
        end = self.root.start + len(tag)
        pair = f"></{self.root.prefix}{self.root.name}>".encode()
        text = (self.source[: end - 2] + pair + self.source[end:]).decode("utf-8")
        return Document(self.mark + text.encode(self.encoding, "xmlcharrefreplace"))

    def start_tag(self, node: Node) -> bytes:
        """An element's start tag as it is written."""
        found = START_TAG.match(self.source, node.start)
        if found is None:
            raise BadXmlError(f"element {node.name} has no start tag")
        return found.group()


def structure(node: Node) -> tuple[object, ...]:
    """The content of an element as a value: equal ones compare equal however they are written."""
    inside = tuple(structure(child) for child in node.children)
    return (node.name, tuple(sorted(node.attributes.items())), node.text.strip(), inside)


def check_xml(raw: bytes) -> None:
    """Refuse what is no well-formed XML, without keeping anything of it."""
    try:
        expat.ParserCreate().Parse(raw, True)
    except expat.ExpatError as error:
        raise BadXmlError(str(error)) from error


def new_node(name: str, attributes: Mapping[str, str], children: Iterable[Node] = (), text: str = "") -> Node:
    """An element that is not in any part yet."""
    return Node(name, "", "", dict(attributes), text=text, children=list(children))


def descendants(node: Node) -> Iterator[Node]:
    """The element and everything in it, in document order."""
    yield node
    for child in node.children:
        yield from descendants(child)


def _encoding(raw: bytes) -> tuple[bytes, str]:
    """The byte order mark, and the encoding of what follows it."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return mark, encoding
    if raw.startswith(b"<\0"):
        return b"", "utf-16-le"
    if raw.startswith(b"\0<"):
        return b"", "utf-16-be"
    declared = DECLARED_ENCODING.match(raw)
    return b"", declared.group(1).decode("ascii") if declared else "utf-8"


def _parse(source: bytes) -> Node:
    """Elements with their places in the bytes; a document type, and so any entity, is refused."""
    if source.count(b"<") - sum(map(source.count, NO_START)) > MOST_ELEMENTS:
        raise BadXmlError(f"it holds more than {MOST_ELEMENTS:,} elements")
    parser = expat.ParserCreate("utf-8", SEPARATOR)
    parser.namespace_prefixes = True
    parser.buffer_text = True
    builder = _Builder(parser, source)
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        raise BadXmlError(str(error)) from error
    return builder.root()


class _Builder:
    """Gathers what the parser reports."""

    def __init__(self, parser: expat.XMLParserType, source: bytes) -> None:
        self._parser, self._source = parser, source
        self._open: list[Node] = [Node("", "", "", {})]
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse

    def root(self) -> Node:
        return self._open[0].children[0]

    def _start(self, full_name: str, attributes: dict[str, str]) -> None:
        namespace, name, prefix = _split(full_name)
        plain = {}
        for key, value in attributes.items():
            space, local, _ = _split(key)
            plain[f"{{{space}}}{local}" if space else local] = value
        if len(self._open) > DEEPEST:
            raise BadXmlError("its elements are nested too deeply")
        node = Node(name, namespace, prefix, plain, start=self._parser.CurrentByteIndex)
        self._open[-1].children.append(node)
        self._open.append(node)

    def _end(self, _: str) -> None:
        node = self._open.pop()
        at = self._parser.CurrentByteIndex
        leaf = START_TAG.match(self._source, node.start) if not (node.children or node.text) else None
        if leaf and leaf.group().endswith(b"/>"):
            node.close = node.end = leaf.end()
        else:
            node.close, node.end = at, self._source.index(b">", at) + 1

    def _text(self, text: str) -> None:
        self._open[-1].text += text

    def _refuse(self, *_: object) -> None:
        raise BadXmlError("it declares a document type")


def _split(full_name: str) -> tuple[str, str, str]:
    """Namespace, local name, prefix with its colon."""
    parts = full_name.split(SEPARATOR)
    if len(parts) == 1:
        return "", parts[0], ""
    return parts[0], parts[1], f"{parts[2]}:" if len(parts) == 3 else ""
