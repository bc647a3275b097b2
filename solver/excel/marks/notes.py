"""Notes at faulty cells: one of its own with its box, or words added below the planner's."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from solver.excel.marks.frame import MARK_PREFIX, MARK_SIGN, ONE_CELL, Mark, SheetFrame
from solver.excel.package.package import Package
from solver.excel.package.ranges import CellRange, cell_range
from solver.excel.package.xml_parts import MAIN, OFFICE, relations
from solver.excel.patch.open_workbook import (
    add_relation,
    free_name,
    open_part,
    remove_relation,
    update_content_types,
)
from solver.excel.patch.xml_patch import Document, Node, descendants

SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
"""Said at each of our shapes: other programs choose prefixes of their own for the drawing."""
NO_BOXES = f"<xml {SPACES}></xml>".encode()
KIND = (
    f'<v:shapetype {SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
).encode()
BOX = (
    '<v:shape {spaces} id="_x0000_s{number}" type="#_x0000_t202" '
    'style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left},15,{top},2,{right},20,{bottom},4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
INSIDE_TAG = rb"""(?:[^>"']|"[^"]*"|'[^']*')*"""
SHAPE = re.compile(rb"<([\w.-]+:)shape\s%b(?<!/)>.*?</\1shape>" % INSIDE_TAG, re.DOTALL)
SHAPE_TYPE = re.compile(
    rb"""<([\w.-]+:)shapetype\s[^>]*?\bid=["']_x0000_t202["'].*?</\1shapetype>""", re.DOTALL
)
ANY_SHAPE = re.compile(rb"<[\w.-]+:(?:shape|group|rect|roundrect|oval|line|polyline|image|arc|curve)\s")
OF_THE_TYPE = b"#_x0000_t202"
SHAPE_NUMBER = re.compile(rb"_s([0-9]{1,9})\b")
FIRST_NUMBER = 1025
WIDE, LETTERS_A_LINE = 4, 48
"""Columns that a box reaches over, and letters that a line of it holds."""


def with_boxes(drawing: bytes, marks: Iterable[Mark]) -> bytes:
    """The drawing with a hidden box for each note."""
    end = drawing.rfind(b"</xml>")
    taken = [int(number) for number in SHAPE_NUMBER.findall(drawing)]
    first = max([FIRST_NUMBER - 1, *taken]) + 1
    boxes = [_box(mark, number) for number, mark in enumerate(marks, start=first)]
    kind = [] if SHAPE_TYPE.search(drawing) else [KIND]
    return b"".join([drawing[:end], *kind, *boxes, drawing[end:]])


def without_boxes(drawing: bytes, cells: Iterable[str]) -> bytes:
    """The drawing without the boxes of notes at these cells; empty where nothing is left in it."""
    known = map(cell_range, filter(ONE_CELL.fullmatch, cells))
    places = {(place.top - 1, place.left - 1) for place in known}
    kept = SHAPE.sub(lambda found: b"" if _place(found[0]) in places else found[0], drawing)
    kept = kept.replace(KIND, b"")
    if OF_THE_TYPE not in kept:
        kept = SHAPE_TYPE.sub(b"", kept)
    return kept if ANY_SHAPE.search(kept) else b""


def can_take_boxes(drawing: bytes) -> bool:
    """Whether a drawing is written the way Excel, LibreOffice and the libraries write it."""
    return b"</xml>" in drawing and b"urn:schemas-microsoft-com:office:excel" in drawing


def _box(mark: Mark, number: int) -> bytes:
    place: CellRange = cell_range(mark.cell)
    row, column = place.top - 1, place.left - 1
    lines = sum(max(1, math.ceil(len(line) / LETTERS_A_LINE)) for line in mark.text.split("\n"))
    return BOX.format(
        spaces=SPACES,
        number=number,
        left=column + 1,
        right=column + 1 + WIDE,
        top=max(row - 1, 0),
        bottom=max(row - 1, 0) + lines + 1,
        row=row,
        column=column,
    ).encode("ascii")


def _place(shape: bytes) -> tuple[int, int] | None:
    """Row and column, from 0, of the cell whose note a shape shows."""
    if not re.search(rb"""ObjectType\s*=\s*["']Note["']""", shape):
        return None
    row = re.search(rb"<[\w.-]+:Row>\s*([0-9]+)", shape)
    column = re.search(rb"<[\w.-]+:Column>\s*([0-9]+)", shape)
    return (int(row[1]), int(column[1])) if row and column else None


NAMESPACE = MAIN.strip()
COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING = "application/vnd.openxmlformats-officedocument.vmlDrawing"
NO_COMMENTS = (
    f'<comments xmlns="{NAMESPACE}"><authors></authors><commentList></commentList></comments>'.encode()
)
THREAD = "tc="
"""How the author of a threaded comment's stand-in begins; Excel shows the thread instead."""


def put_notes(package: Package, part: str, frame: SheetFrame, marks: Sequence[Mark]) -> None:
    """A note at each cell; a sheet whose drawing cannot take any has its fills and the list alone."""
    drawing = _drawing_part(package, part, frame)
    raw = package.read(drawing) if drawing else NO_BOXES
    if not can_take_boxes(raw):
        return
    listed = _comments_part(package, part)
    comments = open_part(package, listed) if listed else Document(NO_COMMENTS)
    new = _add_texts(comments, marks)
    types: dict[str, str] = {}
    if new and not listed:
        listed = free_name(package, "xl/forcegen_comments.xml")
        types[listed] = COMMENTS
        add_relation(package, part, "rIdForcegenNotes", f"{OFFICE}/comments", listed)
    if listed:
        package.put(listed, comments.result())
    if new and not drawing:
        drawing = free_name(package, "xl/drawings/forcegen_notes.vml")
        types[drawing] = DRAWING
        frame.insert_drawing(add_relation(package, part, "rIdForcegenBoxes", f"{OFFICE}/vmlDrawing", drawing))
    if new:
        package.put(drawing, with_boxes(raw, new))
    update_content_types(package, types, set())


def remove_notes(package: Package, part: str, frame: SheetFrame) -> None:
    """Remove our notes, and our words from the planner's; parts that held nothing else go, too."""
    listed = _comments_part(package, part)
    if not listed:
        return
    comments = open_part(package, listed)
    holder = comments.root.first("commentList")
    ours = [
        comment for comment in (holder.children if holder else []) if _text(comment).startswith(MARK_PREFIX)
    ]
    changed = [
        comment
        for comment in (holder.children if holder else [])
        if comment not in ours and f"\n{MARK_PREFIX}" in _text(comment)
    ]
    if not ours and not changed:
        return
    gone = set()
    if holder is not None and len(ours) == len(holder.children):
        gone.add(listed)
    else:
        comments.remove(ours)
        for comment in changed:
            _cut_words(comments, comment)
        _remove_author(comments, ours)
        package.put(listed, comments.result())
    gone |= _remove_boxes(package, part, frame, [comment.get("ref") for comment in ours])
    for name in gone:
        package.drop(name)
        remove_relation(package, part, name)
    update_content_types(package, {}, gone)


def has_notes(package: Package, part: str) -> bool:
    """Whether a sheet's notes hold any of ours."""
    listed = _comments_part(package, part)
    return bool(listed) and MARK_SIGN.encode() in package.read(listed).replace(b"\0", b"")


def _comments_part(package: Package, part: str) -> str:
    kind = f"{OFFICE}/comments"
    return next((r.part for r in relations(package, part) if r.type == kind and r.part in package), "")


def _drawing_part(package: Package, part: str, frame: SheetFrame) -> str:
    node = frame.drawing()
    wanted = node.get(f"{{{OFFICE}}}id") if node else ""
    return next((r.part for r in relations(package, part) if r.id == wanted and r.part in package), "")


def _add_texts(comments: Document, marks: Sequence[Mark]) -> list[Mark]:
    """Add every mark to the list of comments; returns the marks that need a box, having none yet."""
    root, prefix = comments.root, comments.root.prefix
    authors, holder = root.first("authors"), root.first("commentList")
    if authors is None or holder is None:
        return []
    there = {comment.get("ref"): comment for comment in holder.children}
    new = [mark for mark in marks if mark.cell not in there]
    for mark in marks:
        if mark.cell in there:
            _add_words(comments, there[mark.cell], authors, mark)
    if new:
        number = len(authors.children)
        comments.append(authors, f"<{prefix}author>{MARK_SIGN}</{prefix}author>")
        rows = (
            f"<{prefix}comment ref={quoteattr(mark.cell)} authorId={quoteattr(str(number))}>"
            f"<{prefix}text>{_run(prefix, mark.text)}</{prefix}text></{prefix}comment>"
            for mark in new
        )
        comments.append(holder, "".join(rows))
    return new


def _run(prefix: str, text: str) -> str:
    font = f'<{prefix}rPr><{prefix}sz val="9"/><{prefix}rFont val="Tahoma"/></{prefix}rPr>'
    return f'<{prefix}r>{font}<{prefix}t xml:space="preserve">{escape(text)}</{prefix}t></{prefix}r>'


def _add_words(comments: Document, comment: Node, authors: Node, mark: Mark) -> None:
    """Add a mark's text below the planner's note; a thread is left alone."""
    text, number = comment.first("text"), comment.whole_number("authorId") or 0
    names = [author.text for author in authors.children]
    threaded = number < len(names) and names[number].startswith(THREAD)
    if text is None or threaded:
        return
    prefix, ours = text.prefix, _run(text.prefix, f"\n\n{mark.text}")
    plain = text.first("t")
    if plain is None:
        at = text.all("r")[-1] if text.all("r") else None
        written = _source(comments, at) if at else ""
        if at:
            comments.replace(at, written + ours)
        else:
            comments.append(text, ours)
    else:
        comments.replace(plain, f"<{prefix}r>{_source(comments, plain)}</{prefix}r>{ours}")


def _cut_words(comments: Document, comment: Node) -> None:
    """Restore the planner's note as it was: our words stand at its end."""
    text = comment.first("text")
    runs = [child for child in (text.children if text else []) if child.name in ("t", "r")]
    pieces = [run if run.name == "t" else run.first("t") for run in runs]
    for place, piece in enumerate(pieces):
        if piece is None or MARK_PREFIX not in piece.text:
            continue
        kept = piece.text[: piece.text.index(MARK_PREFIX)].rstrip("\n")
        comments.remove(runs[place + 1 :] if kept else runs[place:])
        last = piece if kept else pieces[place - 1] if place else None
        if not kept and piece.text.startswith(f"\n\n{MARK_PREFIX}"):
            _unwrap(comments, runs[:place])
        elif last is not None:
            tag, words = f"{last.prefix}t", escape(kept or last.text.rstrip("\n"))
            comments.replace(last, f'<{tag} xml:space="preserve">{words}</{tag}>')
        return


def _unwrap(comments: Document, runs: Sequence[Node]) -> None:
    """Restore text that had no format of its own to stand outside a run."""
    if len(runs) == 1 and runs[0].first("rPr") is None and (text := runs[0].first("t")) is not None:
        comments.replace(runs[0], _source(comments, text))


def _remove_author(comments: Document, ours: Sequence[Node]) -> None:
    """Remove our name from the end of the list of authors where no comment is left under it."""
    authors, holder = comments.root.first("authors"), comments.root.first("commentList")
    if authors is None or holder is None or not authors.children or authors.children[-1].text != MARK_SIGN:
        return
    number = str(len(authors.children) - 1)
    if all(comment in ours or comment.get("authorId") != number for comment in holder.children):
        comments.remove([authors.children[-1]])


def _remove_boxes(package: Package, part: str, frame: SheetFrame, cells: Sequence[str]) -> set[str]:
    """Remove the boxes of our notes; returns the drawing if nothing is left in it."""
    node, drawing = frame.drawing(), _drawing_part(package, part, frame)
    if node is None or not drawing:
        return set()
    kept = without_boxes(package.read(drawing), cells)
    if kept:
        package.put(drawing, kept)
        return set()
    frame.document.remove([node])
    return {drawing}


def _source(document: Document, node: Node) -> str:
    return document.source[node.start : node.end].decode("utf-8")


def _text(comment: Node) -> str:
    """All that a comment says."""
    return "".join(node.text for node in descendants(comment) if node.name == "t")
