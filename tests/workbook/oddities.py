"""Workbooks with one oddity each, for the tests of reading."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

CONTINGENTS = (
    ("Contingent", "Nation", "Capability", "Units", "Heads per unit"),
    ("EST-INF-1", "Estonia", "Infantry", 3, 150),
)
SITES = (("Site", "Zone", "Capacity"), ("Lviv", "West", 2000))
REQUIREMENTS = (("Site", "Role", "Target"), ("Lviv", "Training", 400))

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Rows = Sequence[Sequence[object]]


def a_book(sheets: Mapping[str, Rows] | None = None) -> openpyxl.Workbook:
    """The smallest workbook with every required sheet; ``sheets`` replaces or adds some."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    filled = {"Contingents": CONTINGENTS, "Sites": SITES, "Requirements": REQUIREMENTS, **(sheets or {})}
    for title, rows in filled.items():
        fill(book.create_sheet(title), rows)
    return book


def fill(sheet: Worksheet, rows: Rows) -> None:
    """The rows from A1 on; an empty row stays empty."""
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(number, column, value)


def saved(book: openpyxl.Workbook, folder: Path, name: str = "plan.xlsx") -> Path:
    """The workbook as a file."""
    path = folder / name
    book.save(path)
    return path


def edited(path: Path, part: str, old: str, new: str) -> Path:
    """The same file with one text of one part replaced; the text must be there."""
    parts = unpacked(path)
    text = parts[part].decode()
    assert old in text, f"{old} is not in {part}"
    parts[part] = text.replace(old, new).encode()
    return packed(path, parts)


def unpacked(path: Path) -> dict[str, bytes]:
    """The parts of a package by name."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(path: Path, parts: Mapping[str, bytes]) -> Path:
    """A package of these parts, in place of what the file was."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def sites_as(path: Path, xml: str | bytes) -> Path:
    """A whole workbook whose sheet Sites is this XML."""
    saved(a_book(), path.parent, path.name)
    parts = unpacked(path)
    parts["xl/worksheets/sheet2.xml"] = xml if isinstance(xml, bytes) else xml.encode()
    return packed(path, parts)


def a_sheet(rows: str, *, after: str = "") -> str:
    """A worksheet's XML around these rows."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(text: str, reference: str = "") -> str:
    """A cell that holds its text itself."""
    where = f' r="{reference}"' if reference else ""
    return f'<c{where} t="inlineStr"><is><t>{text}</t></is></c>'


SITE_HEADER = f'<row r="1">{text_cell("Site", "A1")}{text_cell("Capacity", "B1")}</row>'
