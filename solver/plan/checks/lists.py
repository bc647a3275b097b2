"""Lists: cells that hold several names as one (a cap on Baltics would not find 'Baltics, Nordics')."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from solver.errors import Finding, Severity
from solver.plan.draft import Draft, NameUse, at, families, names_used
from solver.plan.names import BLANK, PossibleList, clean, possible_list, split_list
from solver.schema import LIST_SEPARATOR, SHEETS
from solver.schema.columns import Column, Kind, Sheet
from solver.tables import fold

_GAP = re.compile(r"\s{2,}|\t")
_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
_ROLES = families()["Roles.Role"]

Known = dict[str, dict[str, list[NameUse]]]
"""For each family the uses of every folded name."""


def several_names_as_one(draft: Draft) -> Iterator[Finding]:
    """Cells that may hold several names, though no ; parts them: where any name is accepted, they are one."""
    known = _known(names_used(draft))
    for uses_of in known.values():
        for folded, uses in uses_of.items():
            for use in uses:
                if use.faulty:
                    continue
                parted = possible_list(use.name, uses_of)
                if parted is None and len(uses) == len(use.rows) == 1:
                    parted = _by_gaps(draft, use)
                found = parted and _judgement(draft, use, parted, uses_of, folded)
                if found:
                    message, severity = found
                    for row in use.rows:
                        yield at(use.sheet.name, row, use.column.name, message, severity)


def names_broken_by_a_line(draft: Draft) -> Iterator[Finding]:
    """Names that a line break in their cell makes two of, though they stand elsewhere as one."""
    for declared in SHEETS:
        table = draft.tables.get(declared.name)
        for column in declared.columns if table and not table.empty else ():
            listed = column.kind is Kind.NAMES and not column.choices
            if listed and column.name in draft.raw[declared.name].cells:
                yield from _broken_names(draft, declared, column)


def _broken_names(draft: Draft, declared: Sheet, column: Column) -> Iterator[Finding]:
    """The names of one column that a line break parts, and that stand elsewhere as one."""
    texts = draft.raw[declared.name].cells[column.name]
    broken = texts.index[
        [isinstance(text, str) and bool(_BREAK.search(text.strip())) for text in texts.tolist()]
    ]
    if broken.empty:
        return
    known = _known(names_used(draft))[families()[f"{declared.name}.{column.name}"]]
    rows = draft.readable(declared.name, column.name)
    for names, row in zip(rows[column.field], rows["sheet_row"], strict=True):
        for whole, pieces in _joined_neighbours(names) if row in broken else ():
            other = known.get(fold(whole))
            if other:
                message = (
                    f"the line break parts {' and '.join(map(repr, pieces))}, but '{whole}' stands in "
                    f"{other[0].cell(draft)}; take the line break out if it is one name, "
                    f"or part the two by {LIST_SEPARATOR}"
                )
                yield at(declared.name, row, column.name, message)


def _known(uses: Iterable[NameUse]) -> Known:
    """Every use by family and folded name; where a row is named so, that use first."""
    known: Known = {}
    for use in sorted(uses, key=lambda use: not use.declares):
        known.setdefault(use.family, {}).setdefault(fold(use.name), []).append(use)
    return known


def _judgement(
    draft: Draft, use: NameUse, parted: PossibleList, uses_of: dict[str, list[NameUse]], folded: str
) -> tuple[str, Severity] | None:
    """What to say about a name that may be several, and how gravely; None where it is one."""
    its_uses = uses_of[folded]
    alone = len(its_uses) == 1 and len(use.rows) == 1
    if parted.separator == BLANK and not (alone and use.column.kind is Kind.NAMES):
        raw = _raw(draft, use.sheet.name, use.column.name, use.rows[0])
        if " ".join(raw.split()) == raw.strip():
            return None  # 'North East' beside zones North and East is a name like any other
    if use.declares:
        # An entry of its own, whatever its name: said only where each part is an entry, too.
        return (_sentence(draft, use, parted, uses_of), "warning") if parted.all_known else None
    declared = its_uses[0].declares
    connects = use.family == _ROLES and len({(each.sheet.name, each.column.name) for each in its_uses}) > 1
    if declared or connects:
        return None
    return _undeclared(draft, use, parted, uses_of, alone=alone)


def _undeclared(
    draft: Draft, use: NameUse, parted: PossibleList, uses_of: dict[str, list[NameUse]], *, alone: bool
) -> tuple[str, Severity] | None:
    """What to say about a name that nothing declares, and that may be several."""
    free = use.column.kind is Kind.NAMES and not use.column.refers_to
    if free:  # a group is born by being named: half a list is enough to ask
        parted = replace(parted, known=tuple(piece for piece in parted.names if fold(piece) in uses_of))
    if parted.known:
        severity: Severity = "warning" if use.column.name == "Country" else "error"
        return _sentence(draft, use, parted, uses_of), severity
    semicolon = (
        use.column.kind is Kind.NAME and use.name != LIST_SEPARATOR and LIST_SEPARATOR in fold(use.name)
    )
    return (_unknown_parts(use, parted), "warning") if semicolon or (free and alone) else None


def _by_gaps(draft: Draft, use: NameUse) -> PossibleList | None:
    """A name in a list with gaps or tabs in it, as from a table that was pasted; None for any other."""
    if use.column.kind is not Kind.NAMES or use.column.refers_to:
        return None
    typed = split_list(_raw(draft, use.sheet.name, use.column.name, use.rows[0]))
    names = next((_GAP.split(text.strip()) for text in typed if clean(text) == use.name), [])
    return PossibleList(BLANK, tuple(names), ()) if len(names) > 1 else None


def _sentence(draft: Draft, use: NameUse, parted: PossibleList, uses_of: dict[str, list[NameUse]]) -> str:
    """``'Baltics, Nordics' is read as one name, but 'Baltics' stands in Areas!C3 ...``."""
    known = parted.known[0]
    there = uses_of[fold(known)][0].cell(draft)
    if use.declares or use.column.kind is Kind.NAME:
        mend = f"{use.column.name} takes one name; give each a row of its own"
    else:
        typed = f"{LIST_SEPARATOR} ".join(parted.names)
        mend = f"lists are parted by '{LIST_SEPARATOR}', so type '{typed}'"
    what = "a blank" if parted.separator == BLANK else parted.separator
    return (
        f"'{use.name}' is read as one name, but '{known}' stands in {there}, and {what} seems to part them; "
        f"{mend}; or, if it is one name, spell it without {what}"
    )


def _unknown_parts(use: NameUse, parted: PossibleList) -> str:
    """The sentence for a name of which no part stands anywhere else."""
    if use.column.kind is Kind.NAME:
        return (
            f"'{use.name}' is read as one name, for {use.column.name} takes one; give each a row of its own"
        )
    return (
        f"'{use.name}' is read as one name, which stands nowhere else; if several are meant, part them by "
        f"{LIST_SEPARATOR}, not by {parted.separator}"
    )


def _raw(draft: Draft, sheet: str, column: str, row: int) -> str:
    """The text of a cell as it was typed."""
    cells = draft.raw[sheet].cells
    return str(cells[column].get(row)).replace("\r", "\n") if column in cells else ""


def _joined_neighbours(names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Neighbours in a list as one name, two or more of them."""
    for first in range(len(names)):
        for last in range(first + 2, len(names) + 1):
            yield " ".join(names[first:last]), names[first:last]
