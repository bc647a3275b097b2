"""Columns of the template: headers, notes, widths, drop-downs and the ranges that Excel checks."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

from openpyxl.comments import Comment
from openpyxl.utils import quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from solver import schema
from solver.excel import styles
from solver.schema.columns import Column, Kind, Purpose
from solver.schema.reference import (
    blank_words,
    kind_words,
    limits,
    reference_words,
    register_words,
    registers,
    value_words,
)
from solver.tables import EXAMPLE

EVERY_SHEET = tuple(declared.name for declared in schema.SHEETS)
HEIGHT = 42
"""Points: two lines of text, and the filter button below them."""
AUTHOR = "forcegen"

_LEAST_WIDTH = {
    Kind.NAME: 16,
    Kind.NAMES: 20,
    Kind.TEXT: 24,
    Kind.ANY: 16,
    Kind.CHOICE: 11,
    Kind.YES_NO: 9,
    Kind.FROM: 11,
    Kind.TO: 11,
    Kind.MONEY: 11,
}
_OTHER_WIDTH = 9
_MOST_WIDTH = {Kind.NAME: 32, Kind.NAMES: 60, Kind.ANY: 44}
_OWN_WIDTH = {"Note": (40, 100), "Reason": (40, 60), "As of": (12, 12), "Source": (24, 24)}
"""Least and most for columns of free text; what is longer wraps, or is cut where it is an address."""
_LEAST_REASON = 24
_LINE = 13.0
"""Points that a line of text is high."""
_MOST_HEIGHT = 400.0  # Excel allows 409


def header_style(column: Column) -> str:
    """The style of a header: dark for what must be filled in, light for what may be, grey for provenance."""
    if column in schema.COMMON:
        return styles.PROVENANCE
    return styles.REQUIRED if column.required else styles.OPTIONAL


def note_text(column: Column) -> str:
    """The text of a header's note: what the column means, takes, and means when blank, a line each."""
    lines = [column.meaning, "", f"Takes {kind_words(column)}.", _sentence(blank_words(column))]
    if column.refers_to:
        lines.append(_sentence(reference_words(column)))
    return "\n".join(lines)


def header_note(column: Column) -> Comment:
    """The note that opens when the mouse rests on a header, as large as its text."""
    text = note_text(column)
    lines = sum(max(1, math.ceil(len(line) / 44)) for line in text.split("\n"))
    return Comment(text, AUTHOR, width=300, height=24 + 16 * lines)


def column_width(column: Column, texts: Iterable[str]) -> float:
    """The width of a column in characters: the header on two lines, and the cells below, within reason."""
    longest = max((len(text) for text in texts), default=0) + 2
    if column.name in _OWN_WIDTH:
        least, most = _OWN_WIDTH[column.name]
        return min(max(least, longest), most)
    words = column.name.split()
    breaks = [max(len(" ".join(words[:cut])), len(" ".join(words[cut:]))) for cut in range(1, len(words) + 1)]
    header = min(breaks) * 1.1 + 2  # bold, on two lines, broken between words
    wanted = max(
        [_LEAST_WIDTH.get(column.kind, _OTHER_WIDTH), header, *(len(word) + 3 for word in column.choices)]
    )
    return min(max(wanted, longest), max(wanted, _MOST_WIDTH.get(column.kind, 16)))


def column_widths(columns: Sequence[Column], values: Sequence[Iterable[object]]) -> list[float]:
    """The width of each column of a sheet; a long reason leaves the others their place on a printed page."""
    widths = [
        column_width(column, (str(styles.typed_value(value) or "") for value in below))
        for column, below in zip(columns, values, strict=True)
    ]
    own = columns.index(schema.ENABLED)
    names = [column.name for column in columns[:own]]
    if "Reason" in names:
        at = names.index("Reason")
        room = styles.READABLE - (sum(widths[:own]) - widths[at])
        widths[at] = min(widths[at], max(room, _LEAST_REASON))
    return widths


def row_height(text: str, width: float) -> float | None:
    """The height in points of a row whose long text takes several lines; None leaves one line to Excel."""
    room = width * 1.15  # letters are narrower than digits
    lines = sum(max(1, math.ceil(len(part) / room)) for part in text.split("\n"))
    return min(lines * _LINE + 2, _MOST_HEIGHT) if lines > 1 else None


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


_NUMERIC: dict[Kind, Literal["whole", "decimal", "date"]] = {
    Kind.WHOLE: "whole",
    Kind.FROM: "whole",
    Kind.TO: "whole",
    Kind.NUMBER: "decimal",
    Kind.SHARE: "decimal",
    Kind.MONEY: "decimal",
    Kind.DATE: "date",
}
_JUST_ABOVE = 1e-9
"""Excel's ranges include their ends; this is how "above 0" is said there."""
_FIRST_DAY = 367  # 1901-01-01 as Excel counts days: lower numbers are periods, not dates
_MORE_WORDS = ("Drawn from",)
"""Columns that take a word besides the names of their register: ``none``."""


def add_lists(
    book: Workbook,
    letters: Mapping[tuple[str, str], str],
    last_rows: Mapping[str, int],
    *,
    unfilled: Collection[str] = (),
) -> None:
    """Name, for every register that a column refers to, the cells that hold its names.

    ``letters``: the column letter of each (sheet, column); ``last_rows``: the last sheet row that a list
    looks at, for each sheet that is there. A list ends at the last name, so that a drop-down shows no blank
    tail, and grows as the planner adds names. On ``unfilled`` sheets the first row may be an example, which
    is not offered.
    """
    shown = tuple(last_rows)
    for column in (column for sheet in shown for column in schema.sheet(sheet).columns):
        name = list_name(column, shown)
        if name and name not in book.defined_names:
            sources = [
                _filled_cells(
                    sheet, letters[sheet, header], last_rows[sheet], may_be_example=sheet in unfilled
                )
                for sheet, header in _offered(column, shown)
            ]
            book.defined_names[name] = DefinedName(name, attr_text=_first_filled(sources))


def list_name(column: Column, shown: Collection[str] = EVERY_SHEET) -> str:
    """The defined name of the list that a column's drop-down shows; empty where it has none.

    ``shown``: the sheets that the workbook has.
    """
    offered = "_or_".join(f"{sheet}_{header}" for sheet, header in _offered(column, shown))
    return f"list_{offered}" if offered else ""


def validation(column: Column, cells: str, shown: Collection[str] = EVERY_SHEET) -> DataValidation | None:
    """The check that Excel makes as a cell is typed; None where any text will do.

    ``cells``: the range that it covers, such as ``B2:B2001``; ``shown``: the sheets that the workbook has.
    """
    if column.kind is Kind.YES_NO:
        rule = _choice(column, schema.YES_NO)
    elif column.kind is Kind.NAMES and column.choices:
        rule = _several(column)
    elif column.choices:
        rule = _choice(column, column.choices)
    elif column.name == "Sheet" and column.kind is Kind.NAME:  # Scenarios: which sheet a row changes
        rule = _choice(column, tuple(sheet for sheet in shown if _may_change(sheet)))
    elif column.refers_to:
        if not _offered(column, shown):
            return None
        rule = _reference(column, shown)
    elif column.kind in _NUMERIC:
        rule = _range(column) if not column.unlimited else _range_or_word(column, cells.partition(":")[0])
    else:
        return None
    rule.add(cells)
    return rule


def _choice(column: Column, words: tuple[str, ...]) -> DataValidation:
    rule = DataValidation(type="list", formula1='"' + ",".join(words) + '"', allow_blank=True)
    return _stop(rule, column, "Choose one of: " + ", ".join(words) + ".")


def _may_change(sheet: str) -> bool:
    """Whether a scenario may change a sheet: none that holds what-ifs itself."""
    return schema.sheet(sheet).purpose is not Purpose.WHAT_IF


def _several(column: Column) -> DataValidation:
    """One of a few words, or several."""
    rule = _choice(column, column.choices)
    rule.promptTitle, rule.prompt = column.name, "Several are fine: separate them by ;"
    rule.showInputMessage, rule.errorStyle = True, "warning"
    rule.error = (
        f"This is not one of: {', '.join(column.choices)}. Several, separated by ;, are fine. Keep it?"
    )
    return rule


def _reference(column: Column, shown: Collection[str]) -> DataValidation:
    rule = DataValidation(type="list", formula1=list_name(column, shown), allow_blank=True)
    places = register_words(column)
    groups = len(registers(column)) > len(_offered(column, EVERY_SHEET))
    if column.kind is Kind.NAME and column.must_exist and not groups and column.name not in _MORE_WORDS:
        return _stop(rule, column, f"Choose a name that stands in {places}, or add it there first.")
    hint = f"This is not a single name in {places}."
    if column.kind is Kind.NAMES:
        hint += " Several names, separated by ;, are fine."
        rule.promptTitle, rule.prompt = column.name, "Several names are fine: separate them by ;"
        rule.showInputMessage = True
    elif column.name in _MORE_WORDS:
        hint += " The word none is fine."
    elif groups:
        hint += " A group is fine."
    else:
        hint += " While that sheet is empty, any name is fine."
    rule.errorStyle, rule.errorTitle, rule.error = "warning", column.name, f"{hint} Keep it?"
    rule.showErrorMessage = True
    return rule


def _range(column: Column) -> DataValidation:
    least, most = limits(column)
    if column.above is not None:
        least = column.above + _JUST_ABOVE
    if column.kind is Kind.DATE:
        least = _FIRST_DAY
    rule = DataValidation(type=_NUMERIC[column.kind], allow_blank=True)
    if least is not None and most is not None:
        rule.operator, rule.formula1, rule.formula2 = "between", _literal(least), _literal(most)
    elif most is not None:
        rule.operator, rule.formula1 = "lessThanOrEqual", _literal(most)
    else:
        rule.operator = "greaterThanOrEqual"
        rule.formula1 = _literal(least if least is not None else -1e15)
    words = f"{_capital(kind_words(column))}; {blank_words(column)}."
    rule.promptTitle, rule.prompt, rule.showInputMessage = column.name, words, True
    return _stop(rule, column, f"Expected here: {kind_words(column)}.")


def _range_or_word(column: Column, cell: str) -> DataValidation:
    """A number within its range, or the word that stands for no limit; ``cell``: the first covered."""
    least, most = limits(column)
    within = f"ISNUMBER({cell}),{cell}>={_literal(least or 0)},{cell}<={_literal(most or 1e15)}"
    rule = DataValidation(
        type="custom", formula1=f'OR({cell}="{column.unlimited}",AND({within}))', allow_blank=True
    )
    words = f"{_capital(kind_words(column))}; {blank_words(column)}."
    rule.promptTitle, rule.prompt, rule.showInputMessage = column.name, words, True
    return _stop(rule, column, f"Expected here: {kind_words(column)}.")


def _stop(rule: DataValidation, column: Column, message: str) -> DataValidation:
    rule.errorStyle, rule.errorTitle, rule.error = "stop", column.name, message[:255]
    rule.showErrorMessage = True
    return rule


def _offered(column: Column, shown: Collection[str]) -> list[tuple[str, str]]:
    """The registers that a drop-down can show: lists of groups have several names in a cell.

    Registers that are part of their sheet's key come first, for they repeat names least.
    """
    found = [
        (sheet, header)
        for sheet, header in registers(column)
        if sheet in shown and schema.sheet(sheet).column(header).kind is not Kind.NAMES
    ]
    return sorted(found, key=lambda place: place[1] not in schema.sheet(place[0]).key)


def _filled_cells(sheet: str, letter: str, last_row: int, *, may_be_example: bool) -> str:
    """A formula for the cells from below the header, and an example that is still there, to the last name."""
    cells = f"{quote_sheetname(sheet)}!${letter}$1:${letter}${last_row}"
    last = f'SUMPRODUCT(MAX(({cells}<>"")*ROW({cells})))'
    top = f"{quote_sheetname(sheet)}!${letter}$2"
    first = f'IF(LEFT({top},{len(EXAMPLE)})="{EXAMPLE}",3,2)' if may_be_example else "2"
    return f"INDEX({cells},{first}):INDEX({cells},MAX({first},{last}))"


def _first_filled(sources: list[str]) -> str:
    """The first of several lists that holds a name; the last if none does."""
    formula = sources[-1]
    for source in reversed(sources[:-1]):
        formula = f"IF(COUNTA({source})>0,{source},{formula})"
    return formula


def _literal(number: float) -> str:
    return value_words(number).replace(",", "") if number >= 1 or number == 0 else f"{number:.10g}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
