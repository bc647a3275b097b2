"""Rows as people keep them: sorted, doubled, apart, with totals and notes, under repeated headers."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from solver.workbook.columns import Kind, Sheet

from .draft import Draft, Touch, rows_of, stretch
from .habit import family

TOTALS = ("Total", "TOTAL", "Total:", "Sum", "Subtotal", "Grand total", "Gesamt", "Summe", "\u03a3", "Totals")
NOTES = (
    "Source: Ministry of Defence, 3 March 2026",
    "Note: figures as of March",
    "* estimate",
    "1) to be confirmed by capitals",
    "Updated 12.03.2026 by J3",
    "end of table",
    "(see annex B)",
    "Legend: yellow = open",
)
_AT_LEAST_TWO = 2


def _values(sheet: Worksheet, row: int) -> list[tuple[object, str]]:
    return [(cell.value, cell.number_format) for cell in sheet[row]]


def _write(sheet: Worksheet, row: int, values: list[tuple[object, str]]) -> None:
    for column, (value, shown) in enumerate(values, start=1):
        cell = sheet.cell(row, column)
        cell.value, cell.number_format = value, shown


def _names_row(title: str) -> bool:
    return title != "Scenarios"


def _sorted(draft: Draft) -> Touch | None:
    """The rows in another order. Rows of a scenario hold in order, so it is left out."""
    _, sheet = draft.page(apart=("Scenarios",))
    numbers = rows_of(sheet)
    if len(numbers) < _AT_LEAST_TWO:
        return None
    lines = [_values(sheet, row) for row in numbers]
    draft.random.shuffle(lines)
    for row, line in zip(numbers, lines, strict=True):
        _write(sheet, row, line)
    return Touch(f"{sheet.title}: rows in another order", (sheet.title,))


def _inserted(draft: Draft, sheet: Worksheet, row: int, values: list[tuple[object, str]]) -> None:
    """A row put in between: what is below moves down, and the table grows."""
    lines = [_values(sheet, below) for below in range(row, sheet.max_row + 1)]
    _write(sheet, row, values)
    for below, line in enumerate(lines, start=row + 1):
        _write(sheet, below, line)
    stretch(sheet, down=1)


def _blank_row(draft: Draft) -> Touch | None:
    """A blank row as a gap."""
    _, sheet = draft.page()
    row = draft.random.choice(rows_of(sheet))
    _inserted(draft, sheet, row, [(None, "General")] * sheet.max_column)
    return Touch(f"{sheet.title}: blank row {row}", (sheet.title,), frozenset({row}))


def _doubled(draft: Draft) -> Touch | None:
    """A row that was pasted twice."""
    _, sheet = draft.page()
    numbers = rows_of(sheet)
    row = draft.random.choice(numbers)
    to = draft.random.choice([row + 1, numbers[-1] + 1])
    line = _values(sheet, row)
    if to > numbers[-1]:
        _write(sheet, to, line)
        stretch(sheet, down=1)
    else:
        _inserted(draft, sheet, to, line)
    return Touch(f"{sheet.title}: row {row} again in row {to}", (sheet.title,), frozenset({row, to}))


def _sums(declared: Sheet, sheet: Worksheet, row: int, columns: list[int]) -> None:
    """What a total row adds up: every column of quantities."""
    quantities = {
        column.name for column in declared.columns if column.kind in (Kind.WHOLE, Kind.NUMBER, Kind.MONEY)
    }
    for column in columns:
        cells = [sheet.cell(above, column).value for above in rows_of(sheet) if above < row]
        added = [value for value in cells if isinstance(value, int | float)]
        if sheet.cell(1, column).value in quantities and added:
            sheet.cell(row, column).value = sum(added)


def _total(*, sums: bool, apart: int, inside: bool) -> Callable[[Draft], Touch | None]:
    """A total row, right below or after a gap, within the Excel table or not."""

    def apply(draft: Draft) -> Touch | None:
        declared, sheet = draft.page()
        last = rows_of(sheet)[-1]
        row = last + 1 + apart
        if sums:
            _sums(declared, sheet, row, list(range(2, sheet.max_column + 1)))
        sheet.cell(row, 1).value = draft.random.choice(TOTALS)
        if inside:
            stretch(sheet, down=row - last)
        return Touch(
            f"{sheet.title}: {sheet.cell(row, 1).value} in row {row}", (sheet.title,), frozenset({row})
        )

    return apply


def _sums_only(draft: Draft) -> Touch | None:
    """Sums below the columns, without a word in front."""
    declared, sheet = draft.page(apart=("Settings", "Scenarios", "Conditions", "Suitability"))
    row = rows_of(sheet)[-1] + 1
    _sums(declared, sheet, row, list(range(1, sheet.max_column + 1)))
    if all(cell.value is None for cell in sheet[row]):
        return None
    stretch(sheet, down=1)
    return Touch(f"{sheet.title}: sums in row {row}", (sheet.title,), frozenset({row}))


def _note(*, apart: int, inside: bool) -> Callable[[Draft], Touch | None]:
    """A remark in the first column beneath the rows."""

    def apply(draft: Draft) -> Touch | None:
        _, sheet = draft.page()
        last = rows_of(sheet)[-1]
        row = last + 1 + apart
        sheet.cell(row, 1).value = draft.random.choice(NOTES)
        if inside:
            stretch(sheet, down=row - last)
        return Touch(
            f"{sheet.title}: {sheet.cell(row, 1).value!r} in row {row}", (sheet.title,), frozenset({row})
        )

    return apply


def _section(draft: Draft) -> Touch | None:
    """A line between rows that says what comes below."""
    _, sheet = draft.page()
    row = draft.random.choice(rows_of(sheet))
    text = draft.random.choice(["Phase 2", "Allies", "--- land ---", "OPTIONAL", "Nordic nations"])
    _inserted(draft, sheet, row, [(text, "General"), *[(None, "General")] * (sheet.max_column - 1)])
    return Touch(f"{sheet.title}: section {text!r} in row {row}", (sheet.title,), frozenset({row}))


def _header_again(draft: Draft) -> Touch | None:
    """The header in the middle once more, as on printed pages."""
    _, sheet = draft.page()
    row = draft.random.choice(rows_of(sheet))
    _inserted(draft, sheet, row, _values(sheet, 1))
    return Touch(f"{sheet.title}: header again in row {row}", (sheet.title,), frozenset({row}))


def _title_above(draft: Draft) -> Touch | None:
    """A title and a remark above the header."""
    _, sheet = draft.page()
    count = draft.random.choice([1, 2, 4])
    lines = [_values(sheet, row) for row in range(1, sheet.max_row + 1)]
    for row in range(1, count + 1):
        _write(sheet, row, [(None, "General")] * sheet.max_column)
    for row, line in enumerate(lines, start=count + 1):
        _write(sheet, row, line)
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


def _phantoms(draft: Draft) -> Touch | None:
    """Rows in which only one column is filled down."""
    declared, sheet = draft.page()
    fillers = {
        Kind.CHOICE: "pledged",
        Kind.YES_NO: "no",
        Kind.MONEY: 0,
        Kind.NUMBER: 0,
        Kind.WHOLE: 0,
        Kind.FROM: 1,
    }
    columns = {column.name: column for column in declared.columns}
    known = [
        cell for cell in sheet[1] if columns.get(str(cell.value)) and columns[str(cell.value)].kind in fillers
    ]
    if not known:
        return None
    header = draft.random.choice(known)
    column = columns[str(header.value)]
    value = column.choices[0] if column.choices else fillers[column.kind]
    last = rows_of(sheet)[-1]
    count = draft.random.choice([3, 200])
    for row in range(last + 1, last + count + 1):
        sheet.cell(row, header.column).value = value
    inside = draft.random.random() < 0.7
    if inside:
        stretch(sheet, down=count)
    rows = frozenset(range(last + 1, last + count + 1))
    what = f"{sheet.title}: only {column.name} = {value!r} in {count} rows from {last + 1}"
    return Touch(what, (sheet.title,), rows)


def _empty_rows_in_the_table(draft: Draft) -> Touch | None:
    """A table drawn larger than its rows, some of them with blanks typed in."""
    _, sheet = draft.page()
    last = rows_of(sheet)[-1]
    sheet.cell(last + 2, 1).value = draft.random.choice([" ", "\u00a0", "", "\u200b"])
    stretch(sheet, down=5)
    return Touch(f"{sheet.title}: blanks in row {last + 2}", (sheet.title,), frozenset({last + 2}))


def _below_the_table(draft: Draft) -> Touch | None:
    """The last rows lie outside the Excel table, which was not dragged over them."""
    pages = [sheet for _, sheet in draft.pages() if sheet.tables and len(rows_of(sheet)) > 1]
    if not pages:
        return None
    sheet = draft.random.choice(pages)
    numbers = rows_of(sheet)
    count = draft.random.randrange(1, len(numbers))
    stretch(sheet, down=-count)
    return Touch(
        f"{sheet.title}: last {count} rows below the table", (sheet.title,), frozenset(numbers[-count:])
    )


def _gap_below_the_table(draft: Draft) -> Touch | None:
    """The last row stands below the Excel table after a blank one."""
    pages = [sheet for _, sheet in draft.pages() if sheet.tables and len(rows_of(sheet)) > 1]
    if not pages:
        return None
    sheet = draft.random.choice(pages)
    last = rows_of(sheet)[-1]
    line = _values(sheet, last)
    _write(sheet, last, [(None, "General")] * len(line))
    _write(sheet, last + 1, line)
    stretch(sheet, down=-1)
    return Touch(f"{sheet.title}: row {last + 1} below a gap", (sheet.title,), frozenset({last + 1}))


def _totals_row(draft: Draft) -> Touch | None:
    """The totals row that Excel itself puts under a table."""
    pages = [sheet for _, sheet in draft.pages() if sheet.tables]
    if not pages:
        return None
    sheet = draft.random.choice(pages)
    row = rows_of(sheet)[-1] + 1
    sheet.cell(row, 1).value = "Total"
    table = next(iter(sheet.tables.values()))
    stretch(sheet, down=1)
    table.totalsRowCount = 1
    return Touch(f"{sheet.title}: Excel's totals row {row}", (sheet.title,), frozenset({row}))


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
            table.autoFilter.add_filter_column(0, ["something"]) if hasattr(
                table.autoFilter, "add_filter_column"
            ) else None
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
    _write(sheet, to, _values(sheet, row))
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
        "total": _total(sums=True, apart=0, inside=True),
        "total below the table": _total(sums=True, apart=0, inside=False),
        "total after a gap": _total(sums=True, apart=1, inside=False),
        "total without sums": _total(sums=False, apart=0, inside=True),
        "sums without a word": _sums_only,
        "note": _note(apart=0, inside=True),
        "note below the table": _note(apart=0, inside=False),
        "note after a gap": _note(apart=2, inside=False),
        "section": _section,
        "header again": _header_again,
        "title above": _title_above,
        "phantom rows": _phantoms,
        "empty rows in the table": _empty_rows_in_the_table,
        "below the table": _below_the_table,
        "below a gap": _gap_below_the_table,
        "Excel's totals row": _totals_row,
        "struck through": _crossed_out,
        "hidden": _hidden,
        "filtered": _filtered,
        "folded away": _grouped,
        "copy not enabled": _disabled,
    },
)
