"""What checks of several subjects share: names that nothing declares, names that are groups, too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.plan.names import asked_about, did_you_mean, how_to_part, is_slip
from solver.schema.columns import SAFEGUARDS, Column, Kind
from solver.tables import fold


def undeclared_names(
    draft: Draft, sheet: str, register: str, known: set[str], sentence: str
) -> Iterator[Finding]:
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


def named_like_groups(draft: Draft, sheet: str, column: str) -> Iterator[Finding]:
    """Groups that have the name of a member of the register itself."""
    rows = draft.sound(sheet, column, "Groups")
    names = {fold(name): row for name, row in zip(rows[column.lower()], rows["sheet_row"], strict=True)}
    for groups, row in zip(rows["groups"], rows["sheet_row"], strict=True):
        for group in _both(groups, names):
            where = f"{column.lower()} (row {names[fold(group)]})"
            message = f"group '{group}' is also the name of the {where}; rename one"
            yield at(sheet, row, "Groups", message)


def _both(groups: Iterable[str], names: dict[str, int]) -> list[str]:
    """The groups that are names, too."""
    return [group for group in groups if fold(group) in names]
