"""The draft that checks look at: typed tables with stand-ins for unreadable cells, and the names in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from weakref import WeakKeyDictionary

import pandas as pd

from solver.errors import Finding, Place, Severity
from solver.plan.names import did_you_mean, how_to_separate, is_typo, possible_list
from solver.plan.plan import Settings
from solver.schema import SHEETS
from solver.schema.columns import SAFEGUARDS, Column, Kind, Sheet
from solver.tables import RawTables, fold


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TypedTable:
    """One sheet's enabled rows, typed.

    ``frame``: the fields of the sheet and ``sheet_row``, index 0, 1, 2 ...; windows keep NaN where From or To
    is blank. ``faulty``: of the same shape, True where a cell could not be read and a stand-in (NaN, None) is
    in its place. ``disabled``: folded name to sheet row, of the rows that are not enabled, by the sheet's
    first key column.
    """

    sheet: Sheet
    frame: pd.DataFrame
    faulty: pd.DataFrame
    disabled: Mapping[str, int] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether no row is there."""
        return self.frame.empty


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class Draft:
    """What the checks look at: settings, and every declared sheet's typed table (empty where absent).

    ``workbook_settings``: those of the workbook itself, which a scenario or overrides may have changed.
    ``notes``: who stays away, and what goes with them; those rows are not in the tables.
    """

    raw: RawTables
    settings: Settings
    setting_rows: Mapping[str, int]
    tables: Mapping[str, TypedTable]
    workbook_settings: Settings | None = None
    notes: tuple[Finding, ...] = ()

    def rows(self, sheet: str) -> pd.DataFrame:
        """All enabled rows of a sheet."""
        return self.tables[sheet].frame

    def readable(self, sheet: str, *columns: str) -> pd.DataFrame:
        """The enabled rows of a sheet in which every one of the named columns could be read."""
        table = self.tables[sheet]
        if not table.faulty.to_numpy().any():
            return table.frame
        fields = [table.sheet.column(column).field for column in columns]
        return table.frame[~table.faulty[fields].any(axis=1)]


def at(sheet: str, row: object, column: str, message: str, severity: Severity = "error") -> Finding:
    """A finding at a cell."""
    return Finding(
        place=Place(sheet=sheet, row=int(str(row)), column=column), message=message, severity=severity
    )


def ordered(findings: Iterable[Finding], sheets: Iterable[Sheet]) -> tuple[Finding, ...]:
    """Findings as a planner walks through the workbook: by sheet, row, column; each once."""
    declared = list(sheets)
    sheet_at = {sheet.name: number for number, sheet in enumerate(declared)}
    column_at = {
        (sheet.name, column.name): number for sheet in declared for number, column in enumerate(sheet.columns)
    }

    def place(finding: Finding) -> tuple[int, int, int, str]:
        where = finding.place
        return (
            sheet_at.get(where.sheet, -1),
            where.row or 0,
            column_at.get((where.sheet, where.column), len(column_at)),
            finding.message,
        )

    return tuple(sorted(dict.fromkeys(findings), key=place))


_RELATED_COLUMNS = (
    # A capability fills the role of its name, and an area is mostly a nation's.
    ("Contingents.Capability", "Suitability.Capability", "Roles.Role"),
    ("Nations.Nation", "Nations.Groups", "Areas.Area", "Areas.Groups", "Sites.Country"),
)
_USED: WeakKeyDictionary[Draft, list[NameUse]] = WeakKeyDictionary()
_OUR_NAMES = ("Settings.Name", "Scenarios.Sheet", "Scenarios.Row", "Scenarios.Column", "Studies.Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameUse:
    """One name in one column of one sheet, and the rows in which it stands.

    ``family``: names of the same things have the same. ``faulty``: whether the cells are reported already.
    """

    family: str
    sheet: Sheet
    column: Column
    name: str
    rows: tuple[int, ...]
    faulty: bool

    @property
    def declares(self) -> bool:
        """Whether the name declares its row, as an entry of the planner's."""
        return self.sheet.key == (self.column.name,)

    def cell(self, draft: Draft) -> str:
        """Where it first stands, as a sentence says it: ``Areas!C3``."""
        table = draft.raw.get(self.sheet.name)
        letter = table.letters.get(self.column.name, "") if table else ""
        title = (table.title if table else "") or self.sheet.name
        return f"{title}!{letter}{self.rows[0]}" if letter else f"{title} row {self.rows[0]}"


def names_used(draft: Draft) -> list[NameUse]:
    """Every name in the columns that have a family, as the tables spell it; gathered once a draft.

    Loose references are left out: what uses their rows says which names it does not know.
    """
    if draft in _USED:
        return _USED[draft]
    uses = _USED[draft] = []
    for name, table in draft.tables.items():
        for column in table.sheet.columns:
            family = families().get(f"{name}.{column.name}")
            if family is None or column.loose or table.empty:
                continue
            rows: dict[tuple[str, bool], list[int]] = {}
            cells = table.frame[column.field].tolist()
            numbers = table.frame["sheet_row"].tolist()
            for cell, row, faulty in zip(cells, numbers, table.faulty[column.field].tolist(), strict=True):
                for each in cell if isinstance(cell, tuple) else (cell,):
                    if each and isinstance(each, str):
                        rows.setdefault((each, faulty), []).append(row)
            for (each, faulty), places in rows.items():
                uses.append(
                    NameUse(
                        family=family,
                        sheet=table.sheet,
                        column=column,
                        name=each,
                        rows=tuple(places),
                        faulty=faulty,
                    )
                )
    return uses


@cache
def families() -> dict[str, str]:
    """The family of each ``Sheet.Column`` of names: columns that refer to each other are of one."""
    family: dict[str, str] = {}
    for declared in SHEETS:
        for column in declared.columns:
            name = f"{declared.name}.{column.name}"
            ours = name in _OUR_NAMES or column.choices
            if column.kind in (Kind.NAME, Kind.NAMES) and not ours:
                _join(family, (name, *column.refers_to))
    for members in _RELATED_COLUMNS:
        _join(family, members)
    return family


def _join(family: dict[str, str], members: tuple[str, ...]) -> None:
    """Make one family of the members' families."""
    for member in members:
        family.setdefault(member, member)
    main = family[members[-1]]
    joined = {family[member] for member in members}
    family.update({member: main for member, its in family.items() if its in joined})


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
        rows = draft.readable(sheet, column.name)
        for cell, row in zip(rows[column.field], rows["sheet_row"], strict=True):
            names = cell if column.kind is Kind.NAMES else (cell,)
            for name in names:
                if name and name not in known:
                    parted = possible_list(name, {fold(each) for each in known})
                    several = f"; {how_to_separate(parted, column)}" if parted and parted.known else ""
                    message = f"{sentence} '{name}'{several or did_you_mean(name, known)}"
                    slip = sheet in SAFEGUARDS and is_typo(name, known)
                    yield at(sheet, row, column.name, message, "error" if slip else "warning")


def named_like_groups(draft: Draft, sheet: str, column: str) -> Iterator[Finding]:
    """Groups that have the name of a member of the register itself."""
    rows = draft.readable(sheet, column, "Groups")
    names = {fold(name): row for name, row in zip(rows[column.lower()], rows["sheet_row"], strict=True)}
    for groups, row in zip(rows["groups"], rows["sheet_row"], strict=True):
        for group in (group for group in groups if fold(group) in names):
            where = f"{column.lower()} (row {names[fold(group)]})"
            message = f"group '{group}' is also the name of the {where}; rename one"
            yield at(sheet, row, "Groups", message)
