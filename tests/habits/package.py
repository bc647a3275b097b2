"""What only a saved package can hold: another epoch, results of formulas, rich types, inline texts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

from solver.schema import all_columns
from solver.schema.columns import Kind

from .draft import NUMBERS, WINDOWS, Draft, Parts, Spot, Touch, rows_of, stretch
from .habit import family, plain_text

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _part(draft: Draft, title: str) -> str:
    """Where openpyxl puts a sheet."""
    return f"xl/worksheets/sheet{draft.book.sheetnames.index(title) + 1}.xml"


def _cell_edit(draft: Draft, spot: Spot, inside: str, attributes: str = "") -> Callable[[Parts], None]:
    """Another content of one cell, its style kept."""
    part, where = _part(draft, spot.title), spot.cell.coordinate

    def edit(parts: Parts) -> None:
        text = parts[part].decode()
        found = re.search(rf'<c r="{where}"([^>]*?)(/>|>.*?</c>)', text, re.DOTALL)
        assert found is not None, f"{spot.name} is not in {part}"
        style = re.search(r' s="\d+"', found[1])
        new = f'<c r="{where}"{style[0] if style else ""}{attributes}>{inside}</c>'
        parts[part] = (text[: found.start()] + new + text[found.end() :]).encode()

    return edit


def _replaced(part: str, old: str, new: str) -> Callable[[Parts], None]:
    def edit(parts: Parts) -> None:
        text = parts[part].decode()
        assert old in text, f"{old} is not in {part}"
        parts[part] = text.replace(old, new, 1).encode()

    return edit


def _to_1904(draft: Draft) -> None:
    """The workbook counts from 1904 and shows the same dates."""
    draft.book.epoch = CALENDAR_MAC_1904


def _epoch(draft: Draft) -> Touch:
    _to_1904(draft)
    return Touch("dates counted from 1904")


def _bare_serial_1904(draft: Draft) -> Touch | None:
    """A date of a 1904 workbook that lost its format."""
    spot = draft.spot((*WINDOWS, Kind.DATE), fit=lambda spot: isinstance(spot.cell.value, dt.date))
    if spot is None:
        return None
    spot.cell.value = int(to_excel(spot.cell.value, CALENDAR_MAC_1904))
    spot.cell.number_format = "General"
    _to_1904(draft)
    return spot.touched(f"serial {spot.cell.value} counted from 1904")


def _period_in_a_date_1904(draft: Draft) -> Touch | None:
    """A period number shown as a day of 1904."""
    spot = draft.spot(WINDOWS, fit=lambda spot: type(spot.cell.value) in (int, float))
    if spot is None:
        return None
    spot.cell.number_format = draft.random.choice(["yyyy-mm-dd", "d-mmm-yy", "h:mm"])
    _to_1904(draft)
    return spot.touched(f"period {spot.cell.value} with a date's format, counted from 1904")


def _iso_cell(draft: Draft) -> Touch | None:
    """A date in a cell of type d, as strict workbooks hold it."""
    spot = draft.spot((*WINDOWS, Kind.DATE), fit=lambda spot: isinstance(spot.cell.value, dt.date))
    if spot is None:
        return None
    day = f"{spot.cell.value:%Y-%m-%d}"
    text = day + draft.random.choice(["", "T00:00:00", "T00:00:00Z", "T00:00:00.000"])
    draft.edits.append(_cell_edit(draft, spot, f"<v>{text}</v>", ' t="d"'))
    return spot.touched(f"ISO date {text} in a cell of type d")


def _formula(kind: str) -> Callable[[Draft], Touch | None]:
    """A formula with its stored result, as Excel saves it."""

    def apply(draft: Draft) -> Touch | None:
        kinds = NUMBERS if kind == "number" else (Kind.NAME,)
        types = (int, float) if kind == "number" else (str,)
        spot = draft.spot(kinds, fit=lambda spot: type(spot.cell.value) in types)
        if spot is None:
            return None
        text = escape(plain_text(spot.cell.value))
        attributes = "" if kind == "number" else ' t="str"'
        draft.edits.append(_cell_edit(draft, spot, f"<f>Z9</f><v>{text}</v>", attributes))
        return spot.touched("formula with its result")

    return apply


def _formula_error(draft: Draft) -> Touch | None:
    """A look-up that found nothing."""
    spot = draft.spot((*NUMBERS, *WINDOWS, Kind.NAME, Kind.NAMES, Kind.CHOICE, Kind.YES_NO))
    if spot is None:
        return None
    code = draft.random.choice(["#N/A", "#REF!", "#NAME?", "#SPILL!", "#CALC!", "#FIELD!"])
    draft.edits.append(_cell_edit(draft, spot, f"<f>VLOOKUP(A1,Z:Z,1,0)</f><v>{code}</v>", ' t="e"'))
    return spot.touched(f"formula that shows {code}")


def _rich_type(draft: Draft) -> Touch | None:
    """Geography, Stocks: what is stored is #VALUE!."""
    spot = draft.spot((Kind.NAME,))
    if spot is None:
        return None
    draft.edits.append(_cell_edit(draft, spot, "<v>#VALUE!</v>", ' t="e" vm="1"'))
    return spot.touched("a rich type")


def _shows_nothing(draft: Draft) -> Touch | None:
    """A formula that shows nothing, in a cell that was blank."""
    declared, sheet = draft.page()
    known = {column.name for column in all_columns(declared)}
    blanks = [
        sheet.cell(row, header.column)
        for header in sheet[1]
        if header.value in known
        for row in rows_of(sheet)
        if sheet.cell(row, header.column).value is None
    ]
    if not blanks:
        return None
    cell = draft.random.choice(blanks)
    cell.value = "x"  # so that openpyxl writes it
    spot = Spot(sheet.title, all_columns(declared)[0], cell)
    stored = draft.random.choice(["<f>IF(1,&quot;&quot;)</f><v></v>", "<v></v>"])
    draft.edits.append(_cell_edit(draft, spot, stored, ' t="str"'))
    return spot.touched("a formula that shows nothing")


def _filled_down(draft: Draft) -> Touch:
    """Formulas that show nothing, filled down far below the rows."""
    _, sheet = draft.page()
    last = rows_of(sheet)[-1]
    part, title = _part(draft, sheet.title), sheet.title
    letter = get_column_letter(draft.random.randrange(1, sheet.max_column + 1))
    lines = "".join(
        f'<row r="{row}"><c r="{letter}{row}" t="str"><f>IF(1,"")</f><v></v></c></row>'
        for row in range(last + 1, last + 201)
    )
    draft.edits.append(_replaced(part, "</sheetData>", f"{lines}</sheetData>"))
    stretch(sheet, down=200)
    return Touch(f"{title}: formulas that show nothing below row {last}", (title,), frozenset({last + 1}))


def _no_header_row(draft: Draft) -> Touch | None:
    """An Excel table whose header row is switched off: the headers are gone from the sheet."""
    pages = [sheet for _, sheet in draft.pages() if sheet.tables]
    if not pages:
        return None
    sheet = draft.random.choice(pages)
    table = next(iter(sheet.tables.values()))
    table._initialise_columns()
    for column, cell in zip(table.tableColumns, sheet[1], strict=False):
        column.name = str(cell.value)
        cell.value = None
    table.headerRowCount = 0
    table.autoFilter = None
    table.ref = f"A2:{table.ref.split(':')[1]}"
    return Touch(f"{sheet.title}: table without header row", (sheet.title,))


def _inline(draft: Draft) -> Touch:
    """Texts in the cells themselves, partly bold and with a reading aid, as other programs write them."""
    _, sheet = draft.page()
    part, title = _part(draft, sheet.title), sheet.title

    def edit(parts: Parts) -> None:
        shared = parts.get("xl/sharedStrings.xml", b"").decode()
        strings = re.findall(r"<si>(.*?)</si>", shared, re.DOTALL)

        def in_runs(found: re.Match[str]) -> str:
            text = found["inside"] if found["inside"] else strings[int(found["number"])]
            plain = re.fullmatch(r"<t[^>]*>([A-Za-z])(.*)</t>", text, re.DOTALL)
            if plain:
                text = (
                    f'<r><rPr><b/></rPr><t xml:space="preserve">{plain[1]}</t></r>'
                    f'<r><t xml:space="preserve">{plain[2]}</t></r><rPh sb="0" eb="1"><t>kana</t></rPh>'
                )
            return f'<c{found[1]} t="inlineStr"><is>{text}</is></c>'

        cells = re.compile(
            r'<c((?: r="[A-Z0-9]+")?(?: s="\d+")?) t="(?:s"><v>(?P<number>\d+)</v>'
            r'|inlineStr"><is>(?P<inside>.*?)</is>)</c>'
        )
        parts[part] = cells.sub(in_runs, parts[part].decode()).encode()

    draft.edits.append(edit)
    return Touch(f"{title}: texts in the cells", (title,))


def _prefixed(draft: Draft) -> Touch:
    """XML names with a prefix, as some libraries write them."""
    _, sheet = draft.page()
    part, title = _part(draft, sheet.title), sheet.title

    def edit(parts: Parts) -> None:
        text = re.sub(r"<(/?)(?!\?|/)([a-z][A-Za-z]*)", r"<\1x:\2", parts[part].decode())
        parts[part] = text.replace(f'xmlns="{_MAIN}"', f'xmlns:x="{_MAIN}"').encode()

    draft.edits.append(edit)
    return Touch(f"{title}: prefixed names", (title,))


def _float_integers(draft: Draft) -> Touch:
    """Whole numbers stored as 4.0 and 1.2E3, as other programs write them."""
    _, sheet = draft.page()
    part, title = _part(draft, sheet.title), sheet.title

    def edit(parts: Parts) -> None:
        number = re.compile(r'(<c(?: r="[A-Z0-9]+")?(?: s="\d+")?(?: t="n")?>)<v>(\d+)</v>')
        text = parts[part].decode()
        parts[part] = number.sub(lambda found: f"{found[1]}<v>{int(found[2]):.15E}</v>", text).encode()

    draft.edits.append(edit)
    return Touch(f"{title}: whole numbers in scientific form", (title,))


def _epoch_of_the_workbook(draft: Draft) -> Touch:
    draft.book.epoch = CALENDAR_WINDOWS_1900
    return Touch("dates counted from 1900, said so")


HABITS = family(
    "package",
    {
        "1904": _epoch,
        "1900": _epoch_of_the_workbook,
        "bare serial of 1904": _bare_serial_1904,
        "period in a date's format of 1904": _period_in_a_date_1904,
        "ISO cell": _iso_cell,
        "formula with its number": _formula("number"),
        "formula with its text": _formula("text"),
        "formula that shows an error": _formula_error,
        "rich type": _rich_type,
        "shows nothing": _shows_nothing,
        "filled down": _filled_down,
        "table without header row": _no_header_row,
        "texts in the cells": _inline,
        "prefixed names": _prefixed,
        "scientific form": _float_integers,
    },
)
