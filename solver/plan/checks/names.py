"""Names that no register declares and nothing else uses: probably misspelled."""

from __future__ import annotations

from collections.abc import Iterator

from solver.errors import Finding, Place
from solver.plan.draft import Draft, at
from solver.plan.parting import asked_about, how_to_part, part
from solver.plan.references import names_in
from solver.plan.spelling import did_you_mean, is_slip
from solver.tables import fold
from solver.workbook.columns import Column, Kind
from solver.workbook.layout import sheet as declared_sheet
from solver.workbook.safeguards import SAFEGUARDS

_CONDITION = declared_sheet("Conditions").column("Condition")
_USERS_OF_ROLES = ("Caveats", "Support ratios", "Locks")
_USERS_OF_NATIONS = ("Caveats", "Areas", "Movement")


def nations_that_pledge_nothing(draft: Draft) -> Iterator[Finding]:
    """Without a Nations sheet, a nation that no contingent has may be a slip of the keyboard."""
    if draft.tables["Nations"].empty:
        known = {str(name) for name in draft.rows("Contingents")["nation"] if name}
        for sheet in _USERS_OF_NATIONS:
            yield from _strange(draft, sheet, "Nations.Nation", known, "no contingent is of nation")


def columns_of_conditions_unread(draft: Draft) -> Iterator[Finding]:
    """A column in which every cell names conditions is the sheet's own under another header, as Bedingung.

    Left unread, pledges and backfill would wait for nothing.
    """
    known = {fold(name) for name in names_in(draft.tables["Conditions"], _CONDITION)}
    for name, table in draft.tables.items():
        raw = draft.raw.get(name)
        if not known or raw is None or not raw.unread:
            continue
        absent = [
            column.name
            for column in table.sheet.columns
            if "Conditions.Condition" in column.refers_to and column.name not in raw.cells
        ]
        for (cell, text), values in raw.unread.items() if absent else ():
            named = [fold(each) for value in values for each in part(str(value))]
            if named and set(named) - {""} <= known:
                message = (
                    f"every name below the header '{text}' is one of sheet Conditions, and the column "
                    f"is not read; if {absent[0]} is meant, rename the header to that, otherwise leave a "
                    "blank column between it and the table"
                )
                yield Finding(place=Place(sheet=name), message=message, cell=cell)


def roles_that_nobody_asks_for(draft: Draft) -> Iterator[Finding]:
    """Without a Roles sheet, a role that no requirement asks for may be a slip of the keyboard."""
    if draft.tables["Roles"].empty:
        known = {str(name) for name in draft.rows("Requirements")["role"] if name}
        for sheet in _USERS_OF_ROLES:
            yield from _strange(draft, sheet, "Roles.Role", known, "no requirement asks for role")


def roles_that_no_capability_fills(draft: Draft) -> Iterator[Finding]:
    """Without a Roles sheet, a required role spelled almost like one that can be filled is probably that."""
    if not draft.tables["Roles"].empty:
        return
    by_sheet = not draft.tables["Suitability"].empty
    names = draft.rows("Suitability")["role"] if by_sheet else draft.rows("Contingents")["capability"]
    filled = {fold(name): str(name) for name in names if name}
    rows = draft.sound("Requirements", "Role")
    for role, row in zip(rows["role"], rows["sheet_row"], strict=True):
        hint = "" if fold(role) in filled else did_you_mean(role, filled.values())
        if hint:
            yield at("Requirements", row, "Role", f"no capability fills role '{role}'{hint}", "warning")


def _strange(draft: Draft, sheet: str, register: str, known: set[str], sentence: str) -> Iterator[Finding]:
    """Each name in the sheet's references to a register that is not among the known.

    A slip in a row that holds somebody back is an error: its rule would never apply.
    """
    table = draft.tables[sheet]
    for column in table.sheet.columns:
        if register not in column.refers_to or table.empty:
            continue
        rows = draft.sound(sheet, column.name)
        for cell, row in zip(rows[column.field], rows["sheet_row"], strict=True):
            names = cell if column.kind is Kind.NAMES else (cell,)
            for name in names:
                if name and name not in known:
                    message = f"{sentence} '{name}'{_mend(name, column, known)}"
                    slip = sheet in SAFEGUARDS and is_slip(name, known)
                    yield at(sheet, row, column.name, message, "error" if slip else "warning")


def _mend(name: str, column: Column, known: set[str]) -> str:
    """What is probably meant: several known names with a comma between them, or the nearest one."""
    parted = asked_about(name, {fold(each) for each in known})
    return f"; {how_to_part(parted, column)}" if parted and parted.known else did_you_mean(name, known)
