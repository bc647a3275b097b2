"""One worksheet, row by row in one pass: values, and what hides or merges them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from solver.excel.package.package import Package
from solver.excel.package.ranges import CellRange, cell_range, column_letters
from solver.excel.package.refusals import damaged, too_large
from solver.excel.package.strings_and_formats import RUN, STRIKE, StrikeThrough
from solver.excel.package.values import ValueDecoder, uncalculated
from solver.excel.package.xml_parts import MAIN, Handlers, is_true, stream

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_MERGES = 10_000

ROW, CELL, VALUE, FORMULA = MAIN + "row", MAIN + "c", MAIN + "v", MAIN + "f"
INLINE, PIECE, PHONETIC = MAIN + "is", MAIN + "t", MAIN + "rPh"
CONTENT = frozenset((VALUE, FORMULA, INLINE, PIECE))
COLUMN, MERGE, FILTERED = MAIN + "col", MAIN + "mergeCell", MAIN + "filterColumn"
OUTSIDE = re.compile(r"\[[0-9]+\]")
VOLATILE = re.compile(r"\b(NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|OFFSET|INDIRECT)\(")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that holds something: its number, whether it is hidden, values by column number (from 1)."""

    number: int
    hidden: bool
    cells: dict[int, object]


@dataclass(slots=True)
class SheetTraits:
    """What a sheet says beside its values; complete once its rows have been read to the end."""

    merges: list[CellRange] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    filtered: bool = False
    formulas: list[tuple[int, int]] = field(default_factory=list)
    """Row and column of formulas with a stored result."""
    volatile: list[tuple[int, int]] = field(default_factory=list)
    """Row and column of formulas that change by themselves (NOW, RAND, OFFSET ...)."""
    outside: list[tuple[int, int]] = field(default_factory=list)
    """Row and column of formulas that read other workbooks."""
    struck: set[tuple[int, int]] = field(default_factory=set)
    """Row and column of cells that are struck through."""


def read_rows(package: Package, part: str, decoder: ValueDecoder, traits: SheetTraits) -> Iterator[SheetRow]:
    """The rows of a worksheet that hold something, as they come; fills ``traits`` on the way."""
    reader = _RowReader(decoder, traits)
    chunks = without_blank_rows(package.chunks(part), reader.skip_to)
    handlers = Handlers(reader.start, text=reader.text, meet=reader.meet)
    for _ in stream(package, part, handlers, chunks=chunks):
        yield from _taken(reader.rows, package)
    reader.finish_row()
    yield from _taken(reader.rows, package)


def _taken(rows: list[SheetRow], package: Package) -> list[SheetRow]:
    """The rows that are complete, counted and taken off the list."""
    taken = rows.copy()
    rows.clear()
    package.spend_cells(sum(len(row.cells) for row in taken))
    return taken


class _RowReader:
    """Gathers rows from the elements of the sheet's XML; a cell or row is finished when the next begins."""

    parser: expat.XMLParserType

    def __init__(self, decoder: ValueDecoder, traits: SheetTraits) -> None:
        self.decoder, self.traits = decoder, traits
        self.rows: list[SheetRow] = []
        self.number = self.above = self.column = 0
        self.hidden = self.phonetic = self.numbered = False
        self.cells: dict[int, object] = {}
        self.cell: dict[str, str] = {}
        self.stored: dict[str, list[str]] = {}
        self.pieces: list[str] | None = None
        self.columns: dict[str, int] = {}
        self.row_style = ""
        self.look_for_strikes = decoder.strikes
        self.strikes = StrikeThrough()

    def meet(self, parser: expat.XMLParserType) -> None:
        """Take the parser, whose ends of elements are listened to only inside a cell's content."""
        self.parser = parser

    def skip_to(self, number: int) -> None:
        """Pass over rows up to this one, which were blank and are not parsed."""
        self.finish_row()
        self.number = self.above = number

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == CELL:
            if self.stored:
                self._finish_cell()
            self.cell = attributes
            self.column = self._place(attributes["r"]) if "r" in attributes else self.column + 1
        elif tag in CONTENT:
            self.parser.EndElementHandler = self.end
            if tag != INLINE and not self.phonetic:
                self.pieces = self.stored.setdefault(tag, [])
        elif tag == ROW:
            self.finish_row()
            self._start_row(attributes)
        else:
            self._start_other(tag, attributes)

    def end(self, tag: str) -> None:
        self.pieces = None
        if tag == PHONETIC:
            self.phonetic = False
        if tag in (VALUE, FORMULA, INLINE):
            self.parser.EndElementHandler = None

    def text(self, piece: str) -> None:
        if self.pieces is not None:
            self.pieces.append(piece)
            if self.strikes.run:
                self.strikes.text(piece)

    def finish_row(self) -> None:
        """Finish the row: the next begins, or the sheet ends."""
        if self.stored:
            self._finish_cell()
        if self.cells:
            self.rows.append(SheetRow(self.number, self.hidden, self.cells))
            self.cells = {}

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.numbered = "r" in attributes
        stated = attributes.get("r", "")
        if not self.numbered:
            self.number += 1
        else:  # row 0, which no sheet has, where what is stated is no number
            self.number = int(stated) if len(stated) < 10 and stated.isdecimal() else 0
        if not self.above < self.number <= MOST_ROWS:
            raise damaged(f"row {stated[:20] or self.number} follows row {self.above}")
        self.above = self.number
        self.column = 0
        self.hidden = is_true(attributes.get("hidden")) or attributes.get("ht") == "0"
        self.row_style = attributes.get("s", "") if is_true(attributes.get("customFormat")) else ""

    def _start_other(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == PHONETIC:
            self.phonetic = True
        elif tag == MERGE:
            self.traits.merges.append(cell_range(attributes.get("ref", "")))
            if len(self.traits.merges) > MOST_MERGES:
                raise too_large(f"a sheet has more than {MOST_MERGES:,} merged cells")
        elif tag == COLUMN:
            if is_true(attributes.get("hidden")) or attributes.get("width") == "0":
                self.traits.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif tag == FILTERED:
            self.traits.filtered = True
        elif tag in (RUN, STRIKE):
            self.strikes.start(tag, attributes)

    def _place(self, reference: str) -> int:
        """The column of a cell by its reference, looked up once per column."""
        name = reference.rstrip("0123456789")
        column = self.columns.get(name)
        if column is None:
            column = self.columns[name] = cell_range(f"{name}1").left
            if column > MOST_COLUMNS:
                raise damaged(f"it has a cell {reference[:20]}")
        return column

    def _finish_cell(self) -> None:
        stored, self.stored = self.stored, {}
        if not self.numbered and "r" in self.cell:
            self.number, self.numbered = cell_range(self.cell["r"]).top, True
            self.above = self.number
        inline = PIECE in stored and VALUE not in stored
        kind = "inlineStr" if inline else self.cell.get("t", "n")
        formula = stored.get(FORMULA)
        content = "".join(stored.get(PIECE if inline else VALUE, ()))
        value: object
        if formula is not None:
            self._note_formula("".join(formula), stored=bool(content))
        if formula is not None and not content and kind != "str":
            value = uncalculated("".join(formula))
        elif kind == "e" and content and "vm" in self.cell:
            value = self.decoder.error(content, self.cell["vm"])
        else:
            value = self.decoder.value(kind, self.cell.get("s", ""), content) if content else None
        struck = PIECE in stored and self.strikes.finish(stored[PIECE])
        if value is None:
            return
        if self.column > MOST_COLUMNS:
            raise damaged(f"row {self.number} has more than {MOST_COLUMNS:,} cells")
        if self.column in self.cells:
            raise damaged(f"cell {column_letters(self.column)}{self.number} stands there twice")
        self.cells[self.column] = value
        if struck or (
            self.look_for_strikes
            and self.decoder.is_struck(kind, self.cell.get("s", self.row_style), content)
        ):
            self.traits.struck.add((self.number, self.column))

    def _note_formula(self, formula: str, *, stored: bool) -> None:
        if stored:
            self.traits.formulas.append((self.number, self.column))
        if VOLATILE.search(formula):
            self.traits.volatile.append((self.number, self.column))
        if OUTSIDE.search(formula):
            self.traits.outside.append((self.number, self.column))


BLANK_ENDS = re.compile(rb"<[vfit]|</s")
"""Begins every element that holds a cell's content, and the end of the rows."""
PREFIXED = re.compile(rb"xmlns:[\w.-]+\s*=\s*[\"']http://schemas\.openxmlformats\.org/spreadsheetml/")
ROW_BEGINS = b"<row"
NUMBERED = b'<row r="'
NUMBER = re.compile(rb'<row r="([0-9]{1,7})"')


def without_blank_rows(chunks: Iterable[bytes], skip_to: Callable[[int], None]) -> Iterator[bytes]:
    """The bytes of a sheet, less stretches of numbered rows that hold no value.

    Only stretches that begin and end between two rows are left out, and only where every row says its number;
    ``skip_to`` is told the last of them. A sheet of unusual form comes through whole; so do prefixed and
    UTF-16 sheets, which hold no ``<row``.
    """
    rest = b""
    source = iter(chunks)
    for chunk in source:
        data = rest + chunk
        begin, end = data.find(ROW_BEGINS), data.rfind(ROW_BEGINS)
        if _unusual(data, begin):
            yield data
            yield from source
            return
        if begin == end:  # at most one row begins here: hand on all but what may be the start of a tag
            yield data[: 1 - len(ROW_BEGINS)]
            rest = data[1 - len(ROW_BEGINS) :]
            continue
        yield data[:begin]
        stretch, rest = data[begin:end], data[end:]
        last = _last_if_blank(stretch)
        if last:
            skip_to(last)
        else:
            yield stretch
    yield rest


def _unusual(data: bytes, begin: int) -> bool:
    """Whether bytes do not show where rows begin: comments, character data, instructions, prefixed names."""
    head = data if begin < 0 else data[:begin]
    return b"<!" in data or data.find(b"<?", 1) > 0 or PREFIXED.search(head) is not None


def _last_if_blank(stretch: bytes) -> int:
    """The number of the last of these rows, if none of them holds anything; else 0."""
    if (
        BLANK_ENDS.search(stretch)
        or b"xmlns" in stretch
        or stretch.count(ROW_BEGINS) != stretch.count(NUMBERED)
    ):
        return 0
    last = NUMBER.match(stretch, stretch.rfind(ROW_BEGINS))
    return int(last[1]) if last else 0
