"""Columns and sheets as people keep them: moved, renamed, added, hidden, merged."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from solver.schema import all_columns

from .draft import Draft, Touch, rows_of, stretch
from .habit import family

_FOREIGN = {
    "Contingent": "Kontingent",
    "Nation": "Land",
    "Units": "Einheiten",
    "Heads per unit": "Personen je Einheit",
    "Site": "Standort",
    "Role": "Rolle",
    "Target": "Ziel",
    "Minimum": "Mindestens",
    "Maximum": "H\xf6chstens",
    "From": "Von",
    "To": "Bis",
    "Cap heads": "Obergrenze",
    "Cap share": "Anteil",
    "Applies to": "Gilt f\xfcr",
    "Effect": "Wirkung",
    "Reason": "Grund",
    "Stock": "Bestand",
    "Area": "Gebiet",
    "Groups": "Gruppen",
    "Own": "Eigene",
    "Heads": "Personen",
    "Condition": "Bedingung",
    "Conditions": "Bedingungen",
    "Drawn from": "Herkunft",
    "Units at most": "H\xf6chste Zahl",
    "Units at least": "Kleinste Zahl",
    "Capability": "F\xe4higkeit",
    "Zone": "Zone / Raum",
    "Status": "Stand",
    "Capacity": "Kapazit\xe4t",
}


def _headers(draft: Draft) -> tuple[Worksheet, Cell]:
    declared, sheet = draft.page()
    known = {column.name for column in all_columns(declared)}
    return sheet, draft.random.choice([cell for cell in sheet[1] if cell.value in known])


def _move(sheet: Worksheet, order: list[int]) -> None:
    """The columns in another order."""
    for row in sheet.iter_rows():
        was = [(cell.value, cell.number_format) for cell in row]
        for cell, place in zip(row, order, strict=True):
            cell.value, cell.number_format = was[place]
    stretch(sheet, right=0)
    for table in sheet.tables.values():
        table.tableColumns = []


def _moved(draft: Draft) -> Touch | None:
    _, sheet = draft.page()
    order = list(range(sheet.max_column))
    draft.random.shuffle(order)
    _move(sheet, order)
    return Touch(f"{sheet.title}: columns in another order", (sheet.title,))


def _added(header: str | None) -> Callable[[Draft], Touch | None]:
    """A column of the planner's own in between."""

    def apply(draft: Draft) -> Touch | None:
        _, sheet = draft.page()
        last = sheet.max_column
        if header is None and sheet.tables:
            return None  # Excel gives every column of a table a header
        sheet.cell(1, last + 1).value = header
        if header:
            for row in rows_of(sheet):
                sheet.cell(row, last + 1).value = draft.random.choice([7, "ask", None, "yes"])
        place = draft.random.randrange(last + 1)
        _move(sheet, [*range(place), last, *range(place, last)])
        if sheet.tables:
            stretch(sheet, right=1)
        letter = get_column_letter(place + 1)
        return Touch(
            f"{sheet.title}: column {letter} {header!r} added", (sheet.title,), frozenset({1}), letter
        )

    return apply


def _renamed(what: str, name: Callable[[str, Random], str | None]) -> Callable[[Draft], Touch | None]:
    """A header typed in another way."""

    def apply(draft: Draft) -> Touch | None:
        for _ in range(8):
            sheet, cell = _headers(draft)
            was = str(cell.value)
            new = name(was, draft.random)
            if new is not None and new != was:
                cell.value = new
                stretch(sheet)
                for table in sheet.tables.values():
                    table.tableColumns = []
                place = f"{sheet.title}!{cell.coordinate}"
                letter = cell.column_letter
                # Where the column goes unread, what its rows lack may be said instead.
                below = {row for row in rows_of(sheet) if sheet.cell(row, cell.column).value is not None}
                rows = frozenset({1, *below})
                return Touch(f"{place}: {what} {was!r} -> {new!r}", (sheet.title,), rows, letter)
        return None

    return apply


RENAMED: dict[str, Callable[[str, Random], str | None]] = {
    "case": lambda text, dice: dice.choice([text.upper(), text.lower(), text.title()]),
    "blanks": lambda text, dice: dice.choice(
        [f" {text}", f"{text} ", f"{text}\u00a0", text.replace(" ", "  ")]
    ),
    "line break": lambda text, dice: text.replace(" ", "\n") if " " in text else None,
    "colon": lambda text, dice: text + dice.choice([":", "*", " *", "."]),
    "unit": lambda text, dice: text + dice.choice([" (heads)", " [EUR]", " (period)", "\n(see guide)"]),
    "plural": lambda text, dice: text[:-1] if text.endswith("s") else f"{text}s",
    "underscore": lambda text, dice: text.replace(" ", dice.choice("_-.")) if " " in text else None,
    "no width": lambda text, dice: dice.choice(
        [f"\ufeff{text}", f"{text}\u200b", f"{text[:1]}\u00ad{text[1:]}"]
    ),
    "translated": lambda text, dice: _FOREIGN.get(text),
    "typing slip": lambda text, dice: text[:1] + text[2:] if len(text) > 4 else None,
    "look-alike letter": lambda text, dice: text.replace("o", "\u043e", 1) if "o" in text else None,
    "blank": lambda text, dice: None,
}


def _deleted_header(draft: Draft) -> Touch | None:
    """A header that is blank above a filled column."""
    sheet, cell = _headers(draft)
    if all(sheet.cell(row, cell.column).value is None for row in rows_of(sheet)):
        return None
    was, cell.value = cell.value, None
    for table in sheet.tables.values():
        table.tableColumns = []
        cell.value = f"Column{cell.column}"  # what Excel puts there
    return Touch(
        f"{sheet.title}!{cell.coordinate}: {was!r} taken away",
        (sheet.title,),
        frozenset({1}),
        cell.column_letter,
    )


def _hidden(draft: Draft) -> Touch | None:
    sheet, cell = _headers(draft)
    sheet.column_dimensions[cell.column_letter].hidden = True
    return Touch(
        f"{sheet.title}: column {cell.column_letter} hidden",
        (sheet.title,),
        frozenset({1}),
        cell.column_letter,
    )


def _repeated(draft: Draft) -> Touch | None:
    """The same header twice, as after copying a column; an Excel table would number it."""
    sheet, cell = _headers(draft)
    last = sheet.max_column + 1
    if sheet.tables:
        return None
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, last).value = sheet.cell(row, cell.column).value
    return Touch(
        f"{sheet.title}: {cell.value} twice", (sheet.title,), frozenset({1}), get_column_letter(last)
    )


def _merged_down(draft: Draft) -> Touch | None:
    """Equal cells below each other merged into one."""
    sheet, cell = _headers(draft)
    numbers = rows_of(sheet)
    if len(numbers) < 2:
        return None
    row = draft.random.choice(numbers[:-1])
    reference = f"{cell.column_letter}{row}:{cell.column_letter}{row + 1}"
    sheet.merge_cells(reference)
    return Touch(
        f"{sheet.title}: {reference} merged", (sheet.title,), frozenset({row, row + 1}), cell.column_letter
    )


def _merged_across(draft: Draft) -> Touch | None:
    """Cells beside each other merged into one."""
    _, sheet = draft.page()
    row = draft.random.choice([1, *rows_of(sheet)])
    left = draft.random.randrange(1, sheet.max_column)
    reference = f"{get_column_letter(left)}{row}:{get_column_letter(left + 1)}{row}"
    sheet.merge_cells(reference)
    for table in sheet.tables.values():
        table.tableColumns = []
        if isinstance(sheet.cell(row, left + 1), MergedCell) and row == 1:
            return None  # Excel refuses to merge headers of a table
    return Touch(
        f"{sheet.title}: {reference} merged", (sheet.title,), frozenset({row}), get_column_letter(left)
    )


def _beside(draft: Draft) -> Touch | None:
    """A small list of the planner's own to the right, after a blank column."""
    _, sheet = draft.page()
    column = sheet.max_column + 2
    for row, value in enumerate(["Remarks", "ask Tallinn", "check", 12], start=1):
        sheet.cell(row, column).value = value
    letter = get_column_letter(column)
    return Touch(f"{sheet.title}: a list in column {letter}", (sheet.title,), frozenset({1, 2, 3, 4}), letter)


def _sheet_renamed(what: str, name: Callable[[str, Random], str]) -> Callable[[Draft], Touch | None]:
    """The sheet under another title."""

    def apply(draft: Draft) -> Touch | None:
        declared, sheet = draft.page()
        # The setter would number a title that differs by its case alone.
        sheet._WorkbookChild__title = name(sheet.title, draft.random)[:31]
        if sheet.title == declared.name:
            return None
        return Touch(f"{declared.name}: sheet renamed {sheet.title!r} ({what})", (sheet.title, declared.name))

    return apply


def _sheet_state(state: str) -> Callable[[Draft], Touch | None]:
    """The sheet hidden."""

    def apply(draft: Draft) -> Touch | None:
        _, sheet = draft.page(apart=("Settings",))
        sheet.sheet_state = state
        return Touch(f"{sheet.title}: {state}", (sheet.title,))

    return apply


def _sheet_copied(draft: Draft) -> Touch | None:
    """Last month's copy of a sheet, one of its numbers another."""
    _, sheet = draft.page()
    copied = draft.book.copy_worksheet(sheet)
    copied.title = draft.random.choice(
        [f"{sheet.title} (2)", f"Copy of {sheet.title}", f"{sheet.title} old"]
    )[:31]
    copied.cell(2, 2).value = "another"
    return Touch(f"{sheet.title}: copied as {copied.title!r}", (sheet.title, copied.title))


SHEETS_RENAMED: dict[str, Callable[[str, Random], str]] = {
    "case": lambda text, dice: dice.choice([text.upper(), text.lower()]),
    "blanks": lambda text, dice: dice.choice(
        [f"{text} ", f" {text}", text.replace(" ", "  "), f"{text}\u00a0"]
    ),
    "no width": lambda text, dice: f"{text}\u200b",
    "number": lambda text, dice: dice.choice([f"{text} (2)", f"{text} 2026", f"{text}_v2", f"1 {text}"]),
    "underscore": lambda text, dice: text.replace(" ", "_") if " " in text else f"_{text}",
    "more words": lambda text, dice: dice.choice([f"{text} draft", f"Table {text}", f"{text} - Table 1"]),
    "singular": lambda text, dice: text[:-1] if text.endswith("s") else f"{text}s",
    "look-alike letter": lambda text, dice: text.replace("o", "\u043e").replace("a", "\u0430"),
}

HABITS = (
    *family(
        "column",
        {
            "another order": _moved,
            "own column": _added("Point of contact"),
            "blank column": _added(None),
            "no header": _deleted_header,
            "hidden": _hidden,
            "header twice": _repeated,
            "merged down": _merged_down,
            "merged across": _merged_across,
            "list beside": _beside,
        },
    ),
    *family("header", {what: _renamed(what, name) for what, name in RENAMED.items() if what != "blank"}),
    *family("sheet title", {what: _sheet_renamed(what, name) for what, name in SHEETS_RENAMED.items()}),
    *family(
        "sheet",
        {
            "hidden": _sheet_state("hidden"),
            "very hidden": _sheet_state("veryHidden"),
            "copied": _sheet_copied,
        },
    ),
)
