"""Differences between a result sheet as it was written and as it stands, cell by cell."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher

from solver.excel.package.ranges import column_letters
from solver.excel.read.reader import OwnedSheet
from solver.excel.sheets.page import HEADER_ROW
from solver.excel.sheets.result_sheets import SheetCells
from solver.schema import SCENARIOS_COMPARED
from solver.tables import ErrorValue, Uncalculated
from solver.tolerances import SAVED_DIGITS

MOST_MATCHED = 200
"""Rows on either side for which the likest on the other is looked for; more are held by their place."""
SHOWN = 60
"""Characters of a text that are shown."""

Cells = Mapping[int, object]
"""The values of a row by column; cells that hold nothing are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A cell that is not as it was written, or a row that is gone or new.

    ``sheet``: our name of it. ``cell``: its address, of a row that is gone where it was written.
    ``message``: what is found and what was expected, to be read behind the cell. ``wording``:
    whether only words differ, which another version may choose. ``added``: whether it is a row of
    words that was not written.
    """

    sheet: str
    cell: str
    message: str
    wording: bool = False
    added: bool = False


def differences(expected: SheetCells, found: OwnedSheet) -> list[Difference]:
    """Every cell of the sheet that differs from what it should hold.

    Rows of a table may have been sorted: they are held together by content. Text is the same whatever
    white space parts its words. What stands to the right of our columns is the planner's own.
    """
    pairs = _table_pairs(expected, found) if expected.table else _page_pairs(expected, found)
    covered = _covered(found)
    return [each for pair in pairs for each in _of_pair(expected, found, *pair, covered)]


def cells_beside(expected: SheetCells, found: OwnedSheet) -> list[str]:
    """Addresses of cells to the right of our columns that hold something."""
    return [
        f"{column_letters(column)}{number}"
        for number, cells in found.rows.items()
        for column in cells
        if column > expected.width
    ]


Pair = tuple[int, int]
"""Row of what was written and row of what is found; 0 where the other has none."""


def _table_pairs(expected: SheetCells, found: OwnedSheet) -> list[Pair]:
    """Pairs of rows: title, note and header by their place, the rows below by their content."""
    shift = _header_row(expected, found) - HEADER_ROW
    head = [(row, row + shift) for row in range(1, HEADER_ROW + 1)]
    above = [(0, row) for row in found.rows if row <= shift]
    body = [row for row in expected.rows if row > HEADER_ROW]
    lines = [
        row for row in found.rows if row > HEADER_ROW + shift and _within(found.rows[row], expected.width)
    ]
    return [*above, *head, *_by_content(expected, found, body, lines, shift)]


def _header_row(expected: SheetCells, found: OwnedSheet) -> int:
    """The row of the header: where it was written, unless it now stands elsewhere."""
    header = [_key(value) for value in expected.rows[HEADER_ROW].values()]
    for number, cells in found.rows.items():
        if [_key(cells.get(column)) for column in expected.rows[HEADER_ROW]] == header:
            return number
    return HEADER_ROW


def _by_content(
    expected: SheetCells, found: OwnedSheet, body: Sequence[int], lines: Sequence[int], shift: int
) -> list[Pair]:
    """Pairs of rows as written and as found: in place, sorted elsewhere, or changed."""
    there = set(lines)
    pairs = [
        (row, row + shift)
        for row in body
        if row + shift in there and _same(expected.rows[row], found.rows[row + shift], expected.width)
    ]
    taken = {row for row, _ in pairs}, {line for _, line in pairs}
    by_key: dict[tuple[str, ...], list[int]] = {}
    for line in lines:
        if line not in taken[1]:
            by_key.setdefault(_keys(found.rows[line], expected.width), []).append(line)
    left = []
    for row in body:
        if row not in taken[0]:
            moved = by_key.get(_keys(expected.rows[row], expected.width))
            pairs.append((row, moved.pop(0))) if moved else left.append(row)
    spare = sorted(line for rest in by_key.values() for line in rest)
    return [*pairs, *_likest(expected, found, left, spare, shift)]


def _likest(
    expected: SheetCells, found: OwnedSheet, left: list[int], spare: list[int], shift: int
) -> Iterator[Pair]:
    """Pairs of changed rows: each written row with the remaining found row that is most like it."""
    many = max(len(left), len(spare)) > MOST_MATCHED
    open_rows = set(left)
    for line in spare:
        nearest = [line - shift] if many else sorted(open_rows, key=lambda row: (row + shift != line, row))
        cells = found.rows[line]
        alike_in = {
            row: sum(same_value(value, cells.get(column)) for column, value in expected.rows[row].items())
            for row in nearest
            if row in open_rows
        }
        best = max(alike_in, key=alike_in.__getitem__, default=0)
        if best and (2 * alike_in[best] >= len(expected.rows[best]) or (many and best)):
            open_rows.discard(best)
            yield best, line
        else:
            yield 0, line
    yield from ((row, 0) for row in sorted(open_rows))


def _page_pairs(expected: SheetCells, found: OwnedSheet) -> list[Pair]:
    """Pairs of rows of a page, whose order counts; inserted or deleted rows move those below them."""
    width = expected.width
    before, after = list(expected.rows), [row for row in found.rows if _within(found.rows[row], width)]
    if before == after:
        return list(zip(before, after, strict=True))
    keys = (
        [_keys(expected.rows[row], width) for row in before],
        [_keys(found.rows[row], width) for row in after],
    )
    pairs: list[Pair] = []
    for _, first, last, start, end in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        both = min(last - first, end - start)
        pairs += zip(before[first : first + both], after[start : start + both], strict=True)
        pairs += [(row, 0) for row in before[first + both : last]]
        pairs += [(0, row) for row in after[start + both : end]]
    return pairs


def _of_pair(
    expected: SheetCells, found: OwnedSheet, row: int, line: int, covered: Set[tuple[int, int]]
) -> Iterator[Difference]:
    """The differences between a row as it was written and as it is found."""
    wanted, cells = expected.rows.get(row, {}), found.rows.get(line, {})
    if not line or not row:
        yield from _without_other(found, row, line, wanted or cells)
        return
    for column in sorted({*wanted, *(column for column in cells if column <= expected.width)}):
        wants, holds = wanted.get(column), cells.get(column)
        cell = f"{column_letters(column)}{line}"
        formula = (line, column) in found.formulas
        if formula or not same_value(wants, holds):
            what = f"is a formula that comes to {shown(holds)}" if formula else f"is {shown(holds, wants)}"
            by = "as written it was" if _only_stated(found, row) else "by the plan it is"
            yield Difference(
                sheet=found.name,
                cell=cell,
                message=f"{what}; {by} {shown(wants, holds)}",
                wording=not formula and _words(wants) and _words(holds),
            )
        elif (line, column) in covered:
            yield Difference(
                sheet=found.name,
                cell=cell,
                message=f"lies under merged cells, so that {shown(wants)} is not seen",
            )


def _only_stated(found: OwnedSheet, row: int) -> bool:
    """Whether a row is not worked out again: those of Run, and those of the plans of other scenarios."""
    return found.name == "Run" or (found.name == SCENARIOS_COMPARED and row > HEADER_ROW + 1)


def _without_other(found: OwnedSheet, row: int, line: int, cells: Cells) -> Iterator[Difference]:
    """The difference for a row that is gone, or that was not written."""
    if cells:
        texts = ", ".join(shown(value) for _, value in sorted(cells.items())[:6])
        what = "is gone with its row" if row else "stands in a row that was not written"
        yield Difference(
            sheet=found.name,
            cell=f"{column_letters(min(cells))}{row or line}",
            message=f"{what}: {texts}",
            wording=found.name == "Run",
            added=not row and all(map(_words, cells.values())),
        )


def _covered(found: OwnedSheet) -> set[tuple[int, int]]:
    """Cells that hold something and are covered by a merged range."""
    rows = list(found.rows)
    under: set[tuple[int, int]] = set()
    for area in found.merges:
        for row in rows[bisect_left(rows, area.top) : bisect_right(rows, area.bottom)]:
            shown_here = area.left if row == area.top else 0
            columns = (column for column in found.rows[row] if area.left <= column <= area.right)
            under.update((row, column) for column in columns if column != shown_here)
    return under


def _within(cells: Cells, width: int) -> bool:
    return any(column <= width for column in cells)


def _same(wanted: Cells, cells: Cells, width: int) -> bool:
    """Whether a row holds what it should."""
    columns = {*wanted, *(column for column in cells if column <= width)}
    return all(same_value(wanted.get(column), cells.get(column)) for column in columns)


def _keys(cells: Cells, width: int) -> tuple[str, ...]:
    """A key that equal rows have in common."""
    return tuple(_key(cells.get(column)) for column in range(1, width + 1))


def _key(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.9g}"
    return "" if value is None else repr(_normal(value))


def same_value(wanted: object, found: object) -> bool:
    """Whether a cell shows what it should: a number is no text, and a date is no number."""
    if isinstance(wanted, int | float) and isinstance(found, int | float):
        one_kind = isinstance(wanted, bool) == isinstance(found, bool)
        return one_kind and math.isclose(wanted, found, rel_tol=SAVED_DIGITS, abs_tol=SAVED_DIGITS)
    wanted, found = _normal(wanted), _normal(found)
    return type(wanted) is type(found) and wanted == found


def _normal(value: object) -> object:
    """Text with single blanks between its words, None where there are none; anything else as it is."""
    return (" ".join(value.split()) or None) if isinstance(value, str) else value


def _words(value: object) -> bool:
    """Whether a value is words alone, without a number that could be wrong."""
    return value is None or isinstance(value, str)


def shown(value: object, other: object = None) -> str:
    """A value as a message shows it; of a long text, from shortly before it differs from the other."""
    if value is None:
        return "blank"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        near = isinstance(other, int | float) and f"{value:,.10g}" == f"{other:,.10g}"
        return f"{value!r}" if near else f"{value:,.10g}"
    if isinstance(value, str):
        return _text(value, other)
    if isinstance(value, Uncalculated):
        return f"the formula '{value.formula}' without a result"
    return (
        f"the error {value.code}" if isinstance(value, ErrorValue) else f"shown as the date or time {value}"
    )


def _text(text: str, other: object) -> str:
    kind = "the text " if isinstance(other, int | float) else ""
    text = " ".join(text.split())
    start = 0
    if len(text) > SHOWN and isinstance(other, str):
        pairs = zip(text, " ".join(other.split()), strict=False)
        differs = next((at for at, (one, two) in enumerate(pairs) if one != two), 0)
        start = max(0, min(differs - SHOWN // 3, len(text) - SHOWN))
    piece = text[start : start + SHOWN].strip()
    return f"{kind}'{'… ' if start else ''}{piece}{' …' if start + SHOWN < len(text) else ''}'"


def points_to(each: Difference, found: OwnedSheet, titles: Collection[str]) -> bool:
    """Whether words that differ say what stands on one of these sheets: ``(Why not 3)``, ``(Asks)``.

    Of a row of words that was not written, any cell may say so.
    """
    row = int("".join(filter(str.isdigit, each.cell)))
    cells = found.rows.get(row, {}) if each.wording or each.added else {}
    texts = [
        str(value) for at, value in cells.items() if each.added or f"{column_letters(at)}{row}" == each.cell
    ]
    return any(f"({title}{end}" in text for title in titles for text in texts for end in (" ", ")"))


def hidden_in(found: OwnedSheet) -> Iterable[str]:
    """The hidden parts of a sheet, in words."""
    if found.hidden:
        yield "the sheet is hidden"
    if found.hidden_rows:
        yield f"{_listed(found.hidden_rows)} hidden"
    columns = [number for first, last in found.hidden_columns for number in range(first, min(last, 200) + 1)]
    held = {column for cells in found.rows.values() for column in cells}
    seen = [column_letters(column) for column in columns if column in held]
    if seen:
        yield f"column {', '.join(seen)} {'is' if len(seen) == 1 else 'are'} hidden"


def _listed(rows: Sequence[int]) -> str:
    """Rows in words: row 7 is, rows 7, 8 and 3 more are."""
    if len(rows) == 1:
        return f"row {rows[0]} is"
    more = f" and {len(rows) - 5:,} more" if len(rows) > 5 else ""
    return f"rows {', '.join(map(str, rows[:5]))}{more} are"
