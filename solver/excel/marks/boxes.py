"""The boxes of notes in a sheet's VML drawing, edited as text: Excel's own is not always proper XML."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from solver.excel.marks.words import ONE_CELL, Mark
from solver.excel.package.grid import Area, area

SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
"""Said at each of our shapes: other programs choose prefixes of their own for the drawing."""
EMPTY = f"<xml {SPACES}></xml>".encode()
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
    known = map(area, filter(ONE_CELL.fullmatch, cells))
    places = {(place.top - 1, place.left - 1) for place in known}
    kept = SHAPE.sub(lambda found: b"" if _place(found[0]) in places else found[0], drawing)
    kept = kept.replace(KIND, b"")
    if OF_THE_TYPE not in kept:
        kept = SHAPE_TYPE.sub(b"", kept)
    return kept if ANY_SHAPE.search(kept) else b""


def can_take_boxes(drawing: bytes) -> bool:
    """Whether it is written the way Excel, LibreOffice and the libraries write it."""
    return b"</xml>" in drawing and b"urn:schemas-microsoft-com:office:excel" in drawing


def _box(mark: Mark, number: int) -> bytes:
    place: Area = area(mark.cell)
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
