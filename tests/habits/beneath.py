"""What people keep beneath a table: totals, notes, rows filled ahead, rows that its end does not take in."""

from __future__ import annotations

from collections.abc import Callable

from openpyxl.worksheet.worksheet import Worksheet

from solver.schema.columns import Kind, Sheet

from .draft import Draft, Touch, rows_of, stretch, values_of, write
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


def _nameless_rows(draft: Draft) -> Touch | None:
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
    line = values_of(sheet, last)
    write(sheet, last, [(None, "General")] * len(line))
    write(sheet, last + 1, line)
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


HABITS = family(
    "beneath",
    {
        "total": _total(sums=True, apart=0, inside=True),
        "total below the table": _total(sums=True, apart=0, inside=False),
        "total after a gap": _total(sums=True, apart=1, inside=False),
        "total without sums": _total(sums=False, apart=0, inside=True),
        "sums without a word": _sums_only,
        "note": _note(apart=0, inside=True),
        "note below the table": _note(apart=0, inside=False),
        "note after a gap": _note(apart=2, inside=False),
        "nameless rows": _nameless_rows,
        "empty rows in the table": _empty_rows_in_the_table,
        "below the table": _below_the_table,
        "below a gap": _gap_below_the_table,
        "Excel's totals row": _totals_row,
    },
)
