"""Rows of long tables as sheet XML, made a column at a time: seconds quicker than cell by cell."""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import numpy.typing as npt
import pandas as pd
from openpyxl.utils import get_column_letter

from solver.excel.styles import begins_like_formula, cell_text
from solver.results.tables import CELLS_APART

LINE_HEIGHT = 12.5
"""Points that a line of text takes."""
MOST_LINES = 30
"""Lines after which a row grows no more: Excel's rows end at 409 points."""
MOST_LINKS = 65_000
"""Links that Excel opens in one sheet, and a few to spare."""

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PageRows:
    """The rows of a table under its header.

    ``first``: sheet row of the first one. ``styles``: the workbook's number of each column's style,
    ``quoted``: of those of its texts that begin like formulas. ``links``: by the position of each column
    that leads to cells, for each row its address, "" for none.
    """

    first: int
    frame: pd.DataFrame
    styles: Sequence[int]
    quoted: Sequence[int]
    links: Mapping[int, Texts] = field(default_factory=dict)
    lines: npt.NDArray[np.int64] | None = None
    """Lines that each row's longest text takes; None: one each."""


def rows_xml(body: PageRows) -> str:
    """The body's rows as they stand in a sheet's ``sheetData``."""
    if body.frame.empty:
        return ""
    rows = np.arange(body.first, body.first + len(body.frame)).astype(str).astype(object)
    xml = '<row r="' + rows + '"' + _heights(body) + ">"
    for at, (name, style, quoted) in enumerate(
        zip(body.frame.columns, body.styles, body.quoted, strict=True)
    ):
        start = f'<c r="{get_column_letter(at + 1)}'
        xml = xml + start + rows + '"' + _contents(body.frame[name], style, quoted)
    return "".join(xml + "</row>")


def _heights(body: PageRows) -> Texts | str:
    """The height of rows with several lines: not every program finds it by itself."""
    if body.lines is None:
        return ""
    heights = [
        f' ht="{LINE_HEIGHT * count + 2:g}" customHeight="1"' if count > 1 else ""
        for count in range(MOST_LINES + 1)
    ]
    return np.array(heights, dtype=object)[np.minimum(body.lines, MOST_LINES)]


def _contents(values: pd.Series, style: int, quoted: int) -> Texts:
    """Each cell from its style to its end: number, text, or nothing."""
    codes, unique = pd.factorize(values, use_na_sentinel=True)
    cells = [
        f' s="{quoted if isinstance(value, str) and begins_like_formula(value) else style}"{_content(value)}'
        for value in unique.tolist()
    ]
    return np.array([*cells, f' s="{style}"/>'], dtype=object)[codes]


def _content(value: object) -> str:
    """One value; text is always text, whatever sign it begins with."""
    held = cell_value(value)
    if held is None:
        return "/>"
    if isinstance(held, str):
        return f' t="inlineStr"><is><t xml:space="preserve">{escape(held)}</t></is></c>'
    return f"><v>{held!r}</v></c>"


def cell_value(value: object) -> int | float | str | None:
    """What a cell of a table is given: a number, a text that it can hold, or nothing."""
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if value is None or value != value:  # noqa: PLR0124 - NaN of any kind
        return None
    return cell_text(str(value)) or None


def links_xml(body: PageRows) -> str:
    """The body's links as they stand in a sheet's ``hyperlinks``."""
    parts = []
    for column, links in body.links.items():
        at = np.flatnonzero(links != "")[: MOST_LINKS // len(body.links)]
        rows = (at + body.first).astype(str).astype(object)
        parts += (
            f'<hyperlink ref="{get_column_letter(column + 1)}' + rows + '" location=' + links[at] + "/>"
        ).tolist()
    return "".join(parts)


def links_into(title: str, rows: pd.Series) -> Texts:
    """For each sheet row the address of its first cell, quoted for XML; "" for row 0."""
    quoted = title.replace("'", "''")
    codes, unique = pd.factorize(rows)
    addresses = [quoteattr(f"'{quoted}'!A{int(row)}") if row > 0 else "" for row in unique]
    return np.array([*addresses, ""], dtype=object)[codes]


def links_to_cells(texts: pd.Series, titles: Iterable[str]) -> Texts:
    """For each text the address of the first cell that it names, for XML; "" for none on these sheets."""
    known = frozenset(titles)
    addresses = []
    for text in texts:
        title, _, cell = str(text).partition(CELLS_APART)[0].rpartition("!")
        quoted = title.replace("'", "''")
        addresses.append(quoteattr(f"'{quoted}'!{cell}") if title in known else "")
    return np.array(addresses, dtype=object)


def put_rows(package: bytes, bodies: Mapping[str, Sequence[PageRows]]) -> bytes:
    """The package with rows put into its sheets, each block under its header; by the part of the sheet."""
    draft = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename in bodies:
                content = _with_rows(content.decode(), bodies[entry.filename]).encode()
            target.writestr(entry, content, zipfile.ZIP_DEFLATED, 1)
    return draft.getvalue()


def _with_rows(sheet: str, bodies: Sequence[PageRows]) -> str:
    """A sheet that openpyxl wrote, with rows under headers and links before the print set-up."""
    for body in bodies:
        header_ends = sheet.index("</row>", sheet.index(f'<row r="{body.first - 1}"')) + len("</row>")
        sheet = sheet[:header_ends] + rows_xml(body) + sheet[header_ends:]
    links = "".join(links_xml(body) for body in bodies)
    if links:
        below = re.search(r"<(printOptions|pageMargins)\b", sheet)
        at = below.start() if below else len(sheet)
        sheet = f"{sheet[:at]}<hyperlinks>{links}</hyperlinks>{sheet[at:]}"
    last = max(body.first + len(body.frame) - 1 for body in bodies)
    widest = max(len(body.frame.columns) for body in bodies)
    corner = f"{get_column_letter(widest)}{last}"
    return re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="A1:{corner}"', sheet, count=1)
