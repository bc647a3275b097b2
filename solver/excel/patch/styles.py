"""Styles merged: our formats added behind the planner's own in the workbook's style sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from solver.excel.patch.xml_patch import Document, Node, new_node, structure

ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
"""Children of the style sheet in the order that the schema asks for."""

FIRST_OWN_FORMAT = 164
"""Numbers below this are number formats that every Excel knows."""

NO_FORMAT = new_node("xf", {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0"})
RESERVED: Mapping[str, Sequence[Node]] = {
    "fonts": (new_node("font", {}, [new_node("sz", {"val": "11"}), new_node("name", {"val": "Calibri"})]),),
    "fills": tuple(
        new_node("fill", {}, [new_node("patternFill", {"patternType": kind})]) for kind in ("none", "gray125")
    ),
    "borders": (new_node("border", {}),),
    "cellStyleXfs": (NO_FORMAT,),
    "cellXfs": (NO_FORMAT,),
    "cellStyles": (new_node("cellStyle", {"name": "Normal", "xfId": "0", "builtinId": "0"}),),
}
"""What Excel takes for granted at the head of each table."""

APPLIES = {
    "applyNumberFormat": "1",
    "applyFont": "1",
    "applyFill": "1",
    "applyBorder": "1",
    "applyAlignment": "1",
    "applyProtection": "1",
}
"""The cell's own format counts, whatever its named style says."""


@dataclass(frozen=True, slots=True)
class StyleMap:
    """Where our formats stand in the planner's workbook: ``cells`` for s=, ``differences`` for dxfId=."""

    cells: Sequence[int]
    differences: Sequence[int]


def merge_styles(target: Document, ours: Document) -> StyleMap:
    """Add to ``target`` the formats of ``ours`` that it does not have yet.

    A format that is there already, the planner's or one of an earlier run, is used again,
    so that the table does not grow from run to run.
    """
    numbers = _number_formats(target, ours)
    places = {f"{name[:-1]}Id": _merge(target, ours, name, _same) for name in ("fonts", "fills", "borders")}
    fixed = {"xfId": _normal_style(target)}
    _merge(target, new_style_sheet(), "cellStyleXfs", _same)
    cells = _merge(target, ours, "cellXfs", lambda xf: _cell_format(xf, numbers, places, fixed))
    _merge(target, new_style_sheet(), "cellStyles", _same)
    differences = _merge(target, ours, "dxfs", lambda dxf: _difference(dxf, numbers))
    return StyleMap(cells=cells, differences=differences)


def _cell_format(
    xf: Node, numbers: Mapping[str, str], places: Mapping[str, Sequence[int]], fixed: Mapping[str, str]
) -> Node:
    """Our cell format with the planner's numbers for its parts."""
    number = xf.get("numFmtId", "0")
    parts = {name: str(place[int(xf.get(name, "0"))]) for name, place in places.items()}
    quote = {"quotePrefix": "1"} if xf.get("quotePrefix") in ("1", "true") else {}
    attributes = {"numFmtId": numbers.get(number, number), **parts, **fixed, **quote, **APPLIES}
    return new_node("xf", attributes, xf.children)


def _difference(dxf: Node, numbers: Mapping[str, str]) -> Node:
    """Our conditional format with the planner's number for its number format."""
    children = []
    for child in dxf.children:
        number = child.get("numFmtId")
        moved = {**child.attributes, "numFmtId": numbers.get(number, number)}
        children.append(new_node("numFmt", moved) if child.name == "numFmt" else child)
    return new_node("dxf", dxf.attributes, children)


def new_style_sheet() -> Document:
    """A table of styles with nothing in it."""
    return Document(
        b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></styleSheet>'
    )


def _same(node: Node) -> Node:
    return node


def _merge(target: Document, ours: Document, table: str, placed: Callable[[Node], Node]) -> list[int]:
    """Where each entry of our table stands in the planner's, after adding those it lacks."""
    theirs = target.root.first(table)
    entries = list(theirs.children) if theirs else []
    reserved = RESERVED.get(table, ())[len(entries) :]
    known: dict[object, int] = {}
    for index, entry in enumerate([*entries, *reserved]):
        known.setdefault(structure(entry), index)
    added, where = list(reserved), []
    source = ours.root.first(table)
    for index, entry in enumerate(source.children if source else []):
        if table == "fills" and index < len(RESERVED[table]):
            where.append(index)  # Excel knows these by their place, however they are written
            continue
        new = placed(entry)
        key = structure(new)
        if key not in known:
            known[key] = len(entries) + len(added)
            added.append(new)
        where.append(known[key])
    _add(target, table, added)
    return where


def _add(target: Document, table: str, added: Sequence[Node]) -> None:
    """Put entries at the end of a table, which comes into being where it is missing."""
    if not added:
        return
    root = target.root
    inside = "".join(entry.rendered(root.prefix) for entry in added)
    theirs = root.first(table)
    if theirs is None:
        new = f'<{root.prefix}{table} count="{len(added)}">{inside}</{root.prefix}{table}>'
        target.insert_in_order(root, table, new, order=ORDER)
        return
    if "count" in theirs.attributes:
        target.set_attribute(theirs, "count", str(len(theirs.children) + len(added)))
    target.append(theirs, inside)


def _number_formats(target: Document, ours: Document) -> dict[str, str]:
    """Our own number formats by their number here: the planner's number for the same code, else a new one."""
    table, source = target.root.first("numFmts"), ours.root.first("numFmts")
    known = {node.get("formatCode"): int(node.get("numFmtId")) for node in (table.children if table else [])}
    used = [FIRST_OWN_FORMAT - 1, *known.values()]
    added, numbers = [], {}
    for node in source.children if source else []:
        code = node.get("formatCode")
        if code not in known:
            known[code] = max(used) + 1
            used.append(known[code])
            added.append(new_node("numFmt", {"numFmtId": str(known[code]), "formatCode": code}))
        numbers[node.get("numFmtId")] = str(known[code])
    _add(target, "numFmts", added)
    return numbers


def _normal_style(target: Document) -> str:
    """The number of the style Normal, which is what our cells are based on."""
    table = target.root.first("cellStyles")
    for style in table.children if table else []:
        if style.get("builtinId") == "0":
            return style.get("xfId", "0")
    return "0"
