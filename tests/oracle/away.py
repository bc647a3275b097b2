"""Nations that stay away: every row of theirs deleted by hand, as docs/workbook.md has it."""

from __future__ import annotations

from oracle.facts import Sheets
from oracle.random_draw import Record, Records
from oracle.rows import Calendar, Row, enabled
from solver.tables import fold

WHO = {"Caveats": ("Nation", "Contingent"), "Movement": ("Nation", "Contingent"), "Locks": ("Contingent",)}
"""Columns in which a row says whom it is about."""

NO_DATES = Calendar(start=None, months=6, periods=1)


def nations_away(sheets: Sheets) -> set[str]:
    """The nations whose Away is yes, as names are compared."""
    rows = enabled(sheets.get("Nations", ()), NO_DATES)
    return {row.name("Nation") for row in rows if row.yes("Away")}


def without(sheets: Sheets, nations: set[str]) -> dict[str, Records]:
    """The sheets without the rows of these nations; rows that name others, too, lose only their names."""
    kept = {name: [dict(row) for row in rows] for name, rows in sheets.items()}
    kept["Nations"] = [row for row in kept.get("Nations", []) if fold(row["Nation"]) not in nations]
    kept["Contingents"] = [row for row in kept["Contingents"] if fold(row["Nation"]) not in nations]
    gone = nations | (groups(sheets.get("Nations", ())) - groups(kept["Nations"]))
    gone |= {fold(row["Contingent"]) for row in sheets["Contingents"]}
    gone -= {fold(row["Contingent"]) for row in kept["Contingents"]}
    for sheet, columns in WHO.items():
        kept[sheet] = [row for row in kept.get(sheet, []) if about_others(row, columns, gone)]
    areas = {fold(row.get("Area")) for row in kept.get("Areas", [])} | groups(kept.get("Areas", []))
    kept["Drawdown caps"] = [
        row
        for row in kept.get("Drawdown caps", [])
        if fold(row.get("Applies to")) in areas or about_others(row, ("Applies to",), gone)
    ]
    for row in kept.get("Areas", []):
        if fold(row.get("Nation")) in nations:
            row["Nation"] = None
    return {name: rows for name, rows in kept.items() if rows or name in ("Contingents",)}


def groups(nations: object) -> set[str]:
    """Every group of some rows of Nations or Areas."""
    assert isinstance(nations, list | tuple)
    return {group for row in nations for group in Row(row, NO_DATES).names("Groups")}


def about_others(row: Record, columns: tuple[str, ...], gone: set[str]) -> bool:
    """Whether a row is about anybody else, once the names that are gone are taken out of it."""
    for column in columns:
        if Row(row, NO_DATES).blank(column):
            continue
        names = [name for name in str(row[column]).split(";") if fold(name) not in gone and name.strip()]
        row[column] = "; ".join(names)
        if not names:
            return False
    return True
