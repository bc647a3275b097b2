"""Rows as people keep them: sorted, doubled, apart, with totals and notes, under repeated headers."""

from __future__ import annotations

from copy import copy

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from .draft import Draft, Touch, rows_of, stretch, values_of, write
from .habit import family

_AT_LEAST_TWO = 2


def _sorted(draft: Draft) -> Touch | None:
    """The rows in another order. Rows of a scenario hold in order, so it is left out."""
    _, sheet = draft.page(apart=("Scenarios",))
    numbers = rows_of(sheet)
    if len(numbers) < _AT_LEAST_TWO:
        return None
    lines = [values_of(sheet, row) for row in numbers]
    draft.random.shuffle(lines)
    for row, line in zip(numbers, lines, strict=True):
        write(sheet, row, line)
    return Touch(f"{sheet.title}: rows in another order", (sheet.title,))


def _inserted(sheet: Worksheet, row: int, values: list[tuple[object, str]]) -> None:
    """A row put in between: what is below moves down, and the table grows."""
    lines = [values_of(sheet, below) for below in range(row, sheet.max_row + 1)]
    write(sheet, row, values)
    for below, line in enumerate(lines, start=row + 1):
        write(sheet, below, line)
    stretch(sheet, down=1)


def _blank_row(draft: Draft) -> Touch | None:
    """A blank row as a gap."""
    _, sheet = draft.page()
    row = draft.random.choice(rows_of(sheet))
    _inserted(sheet, row, [(None, "General")] * sheet.max_column)
    return Touch(f"{sheet.title}: blank row {row}", (sheet.title,), frozenset({row}))


def _doubled(draft: Draft) -> Touch | None:
    """A row that was pasted twice."""
    _, sheet = draft.page()
    numbers = rows_of(sheet)
    row = draft.random.choice(numbers)
    to = draft.random.choice([row + 1, numbers[-1] + 1])
    line = values_of(sheet, row)
    if to > numbers[-1]:
        write(sheet, to, line)
        stretch(sheet, down=1)
    else:
        _inserted(sheet, to, line)
    return Touch(f"{sheet.title}: row {row} again in row {to}", (sheet.title,), frozenset({row, to}))


def _section(draft: Draft) -> Touch | None:
    """A line between rows that says what comes below."""
    _, sheet = draft.page()
    row = draft.random.choice(rows_of(sheet))
    text = draft.random.choice(["Phase 2", "Allies", "--- land ---", "OPTIONAL", "Nordic nations"])
    _inserted(sheet, row, [(text, "General"), *[(None, "General")] * (sheet.max_column - 1)])
    return Touch(f"{sheet.title}: section {text!r} in row {row}", (sheet.title,), frozenset({row}))


def _header_again(draft: Draft) -> Touch | None:
    """The header in the middle once more, as on printed pages."""
    _, sheet = draft.page()
    row = draft.random.choice(rows_of(sheet))
    _inserted(sheet, row, values_of(sheet, 1))
    return Touch(f"{sheet.title}: header again in row {row}", (sheet.title,), frozenset({row}))


def _title_above(draft: Draft) -> Touch | None:
    """A title and a remark above the header."""
    _, sheet = draft.page()
    count = draft.random.choice([1, 2, 4])
    lines = [values_of(sheet, row) for row in range(1, sheet.max_row + 1)]
    for row in range(1, count + 1):
        write(sheet, row, [(None, "General")] * sheet.max_column)
    for row, line in enumerate(lines, start=count + 1):
        write(sheet, row, line)
    sheet.cell(1, 1).value = draft.random.choice(
        [
            sheet.title,
            f"{sheet.title} (draft)",
            "Exercise",
            str(lines[0][0][0]),
            2026,
            f"as of 3 May: {sheet.title}",
        ]
    )
    stretch(sheet, shift=count)
    return Touch(f"{sheet.title}: {count} rows above the header", (sheet.title,))


def _crossed_out(draft: Draft) -> Touch | None:
    """A row struck through: it should not count, or it should?"""
    _, sheet = draft.page()
    row = draft.random.choice(rows_of(sheet))
    for cell in sheet[row]:
        _strike(cell)
    return Touch(f"{sheet.title}: row {row} struck through", (sheet.title,), frozenset({row}))


def _strike(cell: Cell) -> None:
    font = copy(cell.font)
    font.strike = True
    cell.font = font


def _hidden(draft: Draft) -> Touch | None:
    """A hidden row."""
    _, sheet = draft.page()
    row = draft.random.choice(rows_of(sheet))
    sheet.row_dimensions[row].hidden = True
    return Touch(f"{sheet.title}: row {row} hidden", (sheet.title,), frozenset({row}))


def _filtered(draft: Draft) -> Touch | None:
    """A filter hides rows."""
    _, sheet = draft.page()
    row = draft.random.choice(rows_of(sheet))
    sheet.row_dimensions[row].hidden = True
    for table in sheet.tables.values():
        if table.autoFilter is not None:
            table.autoFilter.add_filter_column(0, ["something"])
            return Touch(f"{sheet.title}: row {row} filtered out", (sheet.title,), frozenset({row}))
    sheet.auto_filter.ref = sheet.dimensions
    sheet.auto_filter.add_filter_column(0, ["something"])
    return Touch(f"{sheet.title}: row {row} filtered out", (sheet.title,), frozenset({row}))


def _grouped(draft: Draft) -> Touch | None:
    """Rows folded away in an outline."""
    _, sheet = draft.page()
    row = draft.random.choice(rows_of(sheet))
    sheet.row_dimensions.group(row, row, hidden=True)
    return Touch(f"{sheet.title}: row {row} folded away", (sheet.title,), frozenset({row}))


def _disabled(draft: Draft) -> Touch | None:
    """A copy of a row, not enabled, kept for later."""
    _, sheet = draft.page()
    headers = [cell.value for cell in sheet[1]]
    if "Enabled" not in headers:
        return None
    numbers = rows_of(sheet)
    row, to = draft.random.choice(numbers), numbers[-1] + 1
    write(sheet, to, values_of(sheet, row))
    sheet.cell(to, headers.index("Enabled") + 1).value = draft.random.choice(["no", "No ", False, 0])
    stretch(sheet, down=1)
    return Touch(
        f"{sheet.title}: row {row} again in row {to}, not enabled", (sheet.title,), frozenset({row, to})
    )


HABITS = family(
    "row",
    {
        "another order": _sorted,
        "blank row": _blank_row,
        "pasted twice": _doubled,
        "section": _section,
        "header again": _header_again,
        "title above": _title_above,
        "struck through": _crossed_out,
        "hidden": _hidden,
        "filtered": _filtered,
        "folded away": _grouped,
        "copy not enabled": _disabled,
    },
)
