"""Names that are born by being named, and are another one but for one letter: the group 'Baltic'."""

from __future__ import annotations

from collections.abc import Iterator

from solver.errors import Finding, Severity
from solver.plan.draft import Draft, at
from solver.plan.families import Use, names_used
from solver.plan.spelling import is_slip
from solver.tables import fold

_BORN = frozenset({"Nations.Groups", "Areas.Groups", "Sites.Zone"})
"""Columns in which any name is accepted, for it is declared there."""
_NATION = "Contingents.Nation"
"""The same while there is no sheet Nations."""


def slips_of_the_keyboard(draft: Draft) -> Iterator[Finding]:
    """A name of one cell that is another one but for one letter: a cap on that one would lose it."""
    born = _BORN | {_NATION} if draft.tables["Nations"].empty else _BORN
    families: dict[str, dict[str, list[Use]]] = {}
    for use in names_used(draft):
        families.setdefault(use.family, {}).setdefault(fold(use.name), []).append(use)
    for spellings in families.values():
        settled = {uses[0].name: uses for uses in spellings.values() if _is_settled(uses)}
        for uses in spellings.values():
            use = uses[0]
            alone = len(uses) == 1 and len(use.rows) == 1 and not use.names_row and not use.faulty
            if alone and f"{use.sheet.name}.{use.column.name}" in born:
                yield from _slip(draft, use, settled)


def _is_settled(uses: list[Use]) -> bool:
    """Whether a name is more than one cell's: an entry, or in use elsewhere."""
    return any(use.names_row for use in uses) or sum(len(use.rows) for use in uses) > 1


def _slip(draft: Draft, use: Use, settled: dict[str, list[Use]]) -> Iterator[Finding]:
    """The sentence for one cell, where it is a slip."""
    meant = next((name for name in settled if is_slip(use.name, [name])), "")
    if meant:
        severity: Severity = "warning" if use.column.name == "Zone" else "error"
        message = (
            f"'{use.name}' stands nowhere else, and is '{meant}' in {settled[meant][0].cell(draft)} but for "
            "one letter; correct it, or, if another one is meant, give it a name that is told from that"
        )
        yield at(use.sheet.name, use.rows[0], use.column.name, message, severity)
