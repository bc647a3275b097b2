"""Findings about a table that was found: headers, merged and hidden cells, formulas, looks that mislead."""

from __future__ import annotations

from collections.abc import Sequence

from solver.errors import Finding, Place, Severity
from solver.excel.package.ranges import CellRange, column_letters
from solver.excel.package.worksheet import SheetTraits
from solver.excel.read.table import Header, TableRows
from solver.schema import ENABLED, NO_WORDS, all_columns
from solver.schema.columns import Kind, Sheet
from solver.tables import UNSEEN, fold
from solver.text.numbers import first_few, spans


def look_findings(declared: Sheet, header: Header, body: TableRows, traits: SheetTraits) -> list[Finding]:
    """Findings about cells whose look says something else than their value."""
    return [*_struck_rows(declared, header, body, traits), *_unseen_in_names(declared, header, body)]


def _struck_rows(declared: Sheet, header: Header, body: TableRows, traits: SheetTraits) -> list[Finding]:
    """A finding for rows whose naming cell is struck through and that are still enabled."""
    if not traits.struck:
        return []
    own = [column.name for column in declared.columns if column.name in header.columns]
    named = next((name for name in (*declared.key, *declared.address) if name in own), "")
    struck = []
    rows = body.cells[body.cells.index.isin([row for row, _ in traits.struck])]
    for row, line in zip(rows.index.tolist(), rows.to_dict("records"), strict=True):
        off = fold(line.get(ENABLED.name)) in NO_WORDS
        key = [named] if line.get(named) is not None else [name for name in own if line[name] is not None]
        if key and not off and all((row, header.columns[name]) in traits.struck for name in key):
            struck.append(row)
    if not struck:
        return []
    alone = len(struck) == 1
    message = (
        f"{row_spans(struck)} {'is' if alone else 'are'} struck through, "
        f"and read all the same; set Enabled to no if {'it' if alone else 'they'} should not count"
    )
    cell = f"{column_letters(header.columns[named or own[0]])}{struck[0]}"
    return [finding(declared.name, message, severity="warning", cell=cell, row=struck[0])]


def _unseen_in_names(declared: Sheet, header: Header, body: TableRows) -> list[Finding]:
    """Findings for names with invisible characters, read without them; look-ups in Excel miss them."""
    findings = []
    for column in all_columns(declared):
        if column.kind not in (Kind.NAME, Kind.NAMES) or column.name not in header.columns:
            continue
        texts = zip(body.cells.index.tolist(), body.cells[column.name].tolist(), strict=True)
        hit = [(row, text) for row, text in texts if isinstance(text, str) and text != text.translate(UNSEEN)]
        if hit:
            row, text = hit[0]
            codes = dict.fromkeys(f"U+{ord(sign):04X}" for sign in text if ord(sign) in UNSEEN)
            rows = [row for row, _ in hit]
            message = (
                f"{column.name} has characters that cannot be seen ({', '.join(codes)}) in "
                f"{row_spans(rows)}, read without them; "
                "type the name anew, for formulas that look it up do not find it"
            )
            cell = f"{column_letters(header.columns[column.name])}{row}"
            findings.append(finding(declared.name, message, severity="warning", cell=cell, row=row))
    return findings


MOST_NAMED = 20
"""Merged ranges that are named one by one."""


def sheet_findings(declared: Sheet, header: Header, body: TableRows, traits: SheetTraits) -> list[Finding]:
    """Findings about a table that was found, errors first."""
    return [
        *_missing_headers(declared, header),
        *_repeated_headers(declared, header),
        *_merged(declared, header, body, traits),
        *_header_again(declared, body),
        *_hidden_rows(declared, body, traits, header),
        *_hidden_columns(declared, header, body, traits),
        *_outside_table(declared, header, body),
        *_apart_from_table(declared, header),
        *_formulas(declared, header, body, traits),
        *_blanks_around(declared, header, body),
    ]


def finding(
    sheet: str, message: str, *, severity: Severity = "error", cell: str = "", row: int | None = None
) -> Finding:
    """A finding about a sheet, or about one cell of it."""
    return Finding(place=Place(sheet=sheet, row=row), message=message, severity=severity, cell=cell)


def row_spans(rows: Sequence[int]) -> str:
    """Rows of a sheet: ``row 5``, ``rows 5-7, 9``."""
    return f"row{'s' if len(rows) > 1 else ''} {first_few(spans(rows), MOST_NAMED)}"


def _missing_headers(declared: Sheet, header: Header) -> list[Finding]:
    missing = header.missing(declared)
    if not missing:
        return []
    near = [(name, *header.near(name)) for name in missing]
    hints = [f"{cell} has '{text}' where {name} is expected" for name, cell, text in near if cell]
    hint = f" ({'; '.join(hints)})" if hints else ""
    message = (
        f"the header row (row {header.row}) lacks {', '.join(missing)}{hint}; "
        "expected these headers in one row; add or rename them"
    )
    return [
        finding(declared.name, message, cell=f"{column_letters(min(header.columns.values()))}{header.row}")
    ]


def _repeated_headers(declared: Sheet, header: Header) -> list[Finding]:
    return [
        finding(
            declared.name,
            f"header {name} stands twice in the table (also "
            f"{column_letters(header.columns[name])}{header.row}); expected once; "
            "rename or remove one of the columns",
            cell=f"{column_letters(column)}{header.row}",
        )
        for name, column in header.repeated
    ]


def _merged(declared: Sheet, header: Header, body: TableRows, traits: SheetTraits) -> list[Finding]:
    last = int(body.cells.index.max()) if len(body.cells) else header.row
    columns = set(header.columns.values())
    hit = [
        merge
        for merge in traits.merges
        if merge.top <= last
        and merge.bottom >= header.row
        and any(merge.left <= column <= merge.right for column in columns)
    ]
    findings = [_merged_finding(declared, merge) for merge in hit[:MOST_NAMED]]
    if len(hit) > MOST_NAMED:
        findings.append(
            finding(declared.name, f"{len(hit) - MOST_NAMED} more merged ranges lie in the table")
        )
    return findings


def _merged_finding(declared: Sheet, merge: CellRange) -> Finding:
    return finding(
        declared.name,
        f"cells {merge} are merged inside the table, so that only the first of them holds a value; "
        "expected one cell a value; unmerge them (Home, Merge & Center) and fill each",
        cell=f"{column_letters(merge.left)}{merge.top}",
        row=merge.top,
    )


def _header_again(declared: Sheet, body: TableRows) -> list[Finding]:
    """A finding for a repeated header row, as where pledges made and hoped for stand below each other."""
    if not body.again:
        return []
    message = (
        f"the header row stands again in {row_spans(body.again)}, and is passed over; the rows below it are "
        "read as part of the one table; expected one table a sheet; take the repeated header away"
    )
    return [finding(declared.name, message, severity="warning", row=body.again[0])]


def _hidden_rows(declared: Sheet, body: TableRows, traits: SheetTraits, header: Header) -> list[Finding]:
    if not body.hidden:
        return []
    filtered = traits.filtered or (header.listed is not None and header.listed.filtered)
    how = "filtered out" if filtered else "hidden"
    alone = len(body.hidden) == 1
    remedy = "clear the filter" if filtered else "unhide it" if alone else "unhide them"
    message = (
        f"{row_spans(body.hidden)} {'is' if alone else 'are'} {how}, and read all the same; "
        f"{remedy} to see what counts, or set Enabled to no where a row should not"
    )
    return [finding(declared.name, message, severity="warning", row=body.hidden[0])]


def _hidden_columns(declared: Sheet, header: Header, body: TableRows, traits: SheetTraits) -> list[Finding]:
    hidden = [
        name
        for name, column in header.columns.items()
        if column in body.used and any(first <= column <= last for first, last in traits.hidden_columns)
    ]
    if not hidden:
        return []
    what = "is a hidden column" if len(hidden) == 1 else "are hidden columns"
    message = f"{', '.join(hidden)} {what}, and read all the same; unhide to see what counts"
    return [finding(declared.name, message, severity="warning")]


def _outside_table(declared: Sheet, header: Header, body: TableRows) -> list[Finding]:
    table = header.listed
    if table is None:
        return []
    where = f"the Excel table {table.name} ({table.block})"
    drag = "drag the table's corner over them"
    right = [name for name, column in header.columns.items() if column > table.block.right]
    said = (
        (
            body.left_out,
            row_spans(body.left_out),
            f"below {where}, not read; {_if_they_count(body, drag)}",
        ),
        ([header.row] * len(right), ", ".join(right), f"beside {where}, read as part of it; {drag}"),
    )
    return [
        finding(
            declared.name,
            f"{what}: {rest}",
            severity="error" if body.lost and rows is body.left_out else "warning",
            row=rows[0],
        )
        for rows, what, rest in said
        if rows
    ]


def _if_they_count(body: TableRows, drag: str) -> str:
    """What to do about rows below an Excel table that are not read: of totals nothing."""
    totals = [row for row in body.left_out if row in body.totals]
    words = ", ".join(f"'{word}'" for word in dict.fromkeys(body.totals[row] for row in totals))
    read = f"{words} {'reads like a total' if len(totals) == 1 else 'read like totals'}"
    if len(totals) == len(body.left_out):
        return f"{read}, which need not be read"
    return f"{read}; {drag} if the others count" if totals else f"{drag} if they count"


def _apart_from_table(declared: Sheet, header: Header) -> list[Finding]:
    """A finding for headers beyond a blank column beside an Excel table, which may be another table's."""
    table = header.listed
    known = {column.name for column in all_columns(declared)} - set(header.columns)
    apart = {column: name for column, name in header.apart.items() if name in known}
    if table is None or not apart:
        return []
    message = (
        f"{', '.join(apart.values())}: apart from the Excel table {table.name} ({table.block}), not read; "
        "move the column next to the table if it counts"
    )
    cell = f"{column_letters(min(apart))}{header.row}"
    return [finding(declared.name, message, severity="warning", cell=cell)]


def not_calculated(declared: Sheet, header: Header, body: TableRows, traits: SheetTraits) -> list[Finding]:
    """A finding for formulas saved by a program that does not calculate: their results may be 0 or old."""
    rows, columns = set(body.cells.index), set(header.columns.values())
    hit = [(row, column) for row, column in traits.formulas if row in rows and column in columns]
    if not hit:
        return []
    row, column = hit[0]
    more = f" (and {len(hit) - 1} more such cells)" if len(hit) > 1 else ""
    message = (
        f"holds a formula{more}, and the workbook was saved by a program that does not calculate: the stored "
        "value is read, which may be 0 or old; open the workbook in Excel or LibreOffice, and save it"
    )
    return [
        finding(declared.name, message, severity="warning", cell=f"{column_letters(column)}{row}", row=row)
    ]


def _formulas(declared: Sheet, header: Header, body: TableRows, traits: SheetTraits) -> list[Finding]:
    rows, columns = set(body.cells.index), set(header.columns.values())
    kinds = (
        (
            traits.volatile,
            "a formula whose value changes by itself (NOW, RAND, OFFSET ...); the stored value is read",
        ),
        (traits.outside, "a formula that reads another workbook; the stored value is read, which may be old"),
    )
    findings = []
    for cells, what in kinds:
        hit = [(row, column) for row, column in cells if row in rows and column in columns]
        if hit:
            row, column = hit[0]
            more = f" (and {len(hit) - 1} more such cells)" if len(hit) > 1 else ""
            message = f"holds {what}{more}; paste it as a value if it should stay"
            findings.append(
                finding(
                    declared.name, message, severity="warning", cell=f"{column_letters(column)}{row}", row=row
                )
            )
    return findings


def _blanks_around(declared: Sheet, header: Header, body: TableRows) -> list[Finding]:
    """Findings for names with outer blanks, which are read without them; look-ups in Excel miss them."""
    findings = []
    for column in all_columns(declared):
        if column.kind is not Kind.NAME or column.name not in header.columns:
            continue
        texts = body.cells[column.name].tolist()
        rows = zip(body.cells.index.tolist(), texts, strict=True)
        hit = [row for row, text in rows if isinstance(text, str) and text != text.strip()]
        if hit:
            cell = f"{column_letters(header.columns[column.name])}{hit[0]}"
            message = (
                f"{column.name} has blanks before or behind the name in {row_spans(hit)}, read without them; "
                "take them away, for formulas that look the name up do not find it"
            )
            findings.append(finding(declared.name, message, severity="warning", cell=cell, row=hit[0]))
    return findings
