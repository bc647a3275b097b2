"""Rich values: what a cell really holds where the file stores ``#VALUE!`` for older programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from solver.excel.package.markup import MAIN, Handlers, parse
from solver.excel.package.package import Package
from solver.excel.package.refusal import UnreadableError
from solver.tables import RichValue

FUTURE = "XLRICHVALUE"
"""The metadata that leads to a rich value."""
GEOGRAPHY, STOCKS = "Map", "Finance"
"""Icons of Excel's two oldest data types; others share one or have their own."""
PICTURES = ("_localimage", "_webimage", "_imageurl")
KINDS = {GEOGRAPHY: "Excel's Geography data type", STOCKS: "Excel's Stocks data type"}
A_PICTURE = RichValue(what="a picture in the cell", remedy="take the picture out, and type the value")
TO_TEXT = "convert it to text (right click, Data Type, Convert to Text)"
UNKNOWN = RichValue(what="one of Excel's data types (Geography, Stocks or the like)", remedy=TO_TEXT)
PYTHON = RichValue(
    what="a Python object", remedy="let it give a value (Python output, Excel Value), or type the value"
)


def read_rich(package: Package, metadata: str, values: str, structures: str) -> list[RichValue | None]:
    """What each ``vm`` of a cell stands for, in their order from 1; None for errors and for what is no value.

    ``metadata``, ``values``, ``structures``: the parts that hold them, blank where there are none.
    They matter for a message only: damaged ones stop nothing, and leave open which data type it is.
    """
    if not metadata or metadata not in package:
        return []
    try:
        places = _places(package, metadata)
        kinds = _rich(package, structures) if structures in package else []
        held = _rich(package, values) if values in package else []
    except UnreadableError:
        return []
    return [_meant(held, kinds, place) for place in places]


def _meant(held: Sequence[_Entry], kinds: Sequence[_Entry], place: int | None) -> RichValue | None:
    """What the rich value at a place is."""
    if place is None:
        return None
    value = held[place] if 0 <= place < len(held) else None
    at = int(value.of) if value and value.of.isdecimal() else -1
    if value is None or not 0 <= at < len(kinds):
        return UNKNOWN
    kind = kinds[at].of.casefold()
    if kind == "_error":
        return None
    if kind in PICTURES:
        return A_PICTURE
    if kind == "_python":
        return PYTHON
    said = dict(zip(kinds[at].texts, value.texts, strict=False))
    return RichValue(
        what=KINDS.get(said.get("_Icon", ""), UNKNOWN.what),
        remedy=TO_TEXT,
        shown=" ".join(said.get("_DisplayString", "").split()),
    )


@dataclass(slots=True)
class _Entry:
    """A rich value or the structure of some: what it is one of, and its values or their names in order."""

    of: str
    texts: list[str] = field(default_factory=list)


def _rich(package: Package, part: str) -> list[_Entry]:
    """The entries of either part: values with what they hold, or structures with the names of that."""
    entries: list[_Entry] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "rv" or (name == "s" and "t" in attributes):
            entries.append(_Entry(attributes.get("s" if name == "rv" else "t", "")))
        elif name == "k" and entries:
            entries[-1].texts.append(attributes.get("n", ""))
        elif name == "v" and entries:
            entries[-1].texts.append("")
            inside.append(name)

    def end(tag: str) -> None:
        if inside and tag.rpartition(" ")[2] == "v":
            inside.pop()

    def text(piece: str) -> None:
        if inside:
            entries[-1].texts[-1] += piece

    parse(package, part, Handlers(start, end, text))
    return entries


@dataclass(slots=True)
class _Metadata:
    """Names of the kinds of metadata, rich values that blocks lead to, and the block of each ``vm``."""

    kinds: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    blocks: list[tuple[str, str]] = field(default_factory=list)
    section: str = ""


def _places(package: Package, part: str) -> list[int | None]:
    """Where the rich value of each ``vm`` stands in their list; None where it is no rich value."""
    seen = _Metadata()

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if tag == MAIN + "metadataType":
            seen.kinds.append(attributes.get("name", ""))
        elif tag == MAIN + "futureMetadata":
            seen.section = attributes.get("name", "")
        elif tag in (MAIN + "valueMetadata", MAIN + "cellMetadata"):
            seen.section = name
        elif name == "rvb" and seen.section == FUTURE:
            seen.leads.append(attributes.get("i", ""))
        elif tag == MAIN + "rc" and seen.section == "valueMetadata":
            seen.blocks.append((attributes.get("t", ""), attributes.get("v", "")))

    parse(package, part, Handlers(start))
    return [_place(seen, kind, block) for kind, block in seen.blocks]


def _place(seen: _Metadata, kind: str, block: str) -> int | None:
    if not (kind.isdecimal() and block.isdecimal() and 1 <= int(kind) <= len(seen.kinds)):
        return None
    if seen.kinds[int(kind) - 1] != FUTURE or int(block) >= len(seen.leads):
        return None
    lead = seen.leads[int(block)]
    return int(lead) if lead.isdecimal() else None
