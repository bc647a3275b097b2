"""Where the look of a cell and its value tell different things: struck through, or unseen characters."""

from __future__ import annotations

from solver.errors import Finding
from solver.tables import UNSEEN, fold
from solver.workbook.body import Body
from solver.workbook.columns import Kind, Sheet
from solver.workbook.find import Header
from solver.workbook.hygiene import finding, spans
from solver.workbook.layout import ENABLED, NO_WORDS, all_columns
from solver.workbook.ooxml.grid import Traits, letters


def look_findings(declared: Sheet, header: Header, body: Body, traits: Traits) -> list[Finding]:
    """Findings about cells that look otherwise than they are read."""
    return [*_struck_rows(declared, header, body, traits), *_unseen_in_names(declared, header, body)]


def _struck_rows(declared: Sheet, header: Header, body: Body, traits: Traits) -> list[Finding]:
    """Rows that a planner crossed out, by the cell that names them, and that are enabled still."""
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
        f"row{'' if alone else 's'} {spans(struck)} {'is' if alone else 'are'} struck through, and read all "
        f"the same; set Enabled to no if {'it' if alone else 'they'} should not count"
    )
    cell = f"{letters(header.columns[named or own[0]])}{struck[0]}"
    return [finding(declared.name, message, severity="warning", cell=cell, row=struck[0])]


def _unseen_in_names(declared: Sheet, header: Header, body: Body) -> list[Finding]:
    """Names with characters that show nothing, which are read without: look-ups in Excel miss them."""
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
                f"row{'s' if len(rows) > 1 else ''} {spans(rows)}, read without them; "
                "type the name anew, for formulas that look it up do not find it"
            )
            cell = f"{letters(header.columns[column.name])}{row}"
            findings.append(finding(declared.name, message, severity="warning", cell=cell, row=row))
    return findings
