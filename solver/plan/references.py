"""References to other rows: names spelled as their register has them, unknown ones reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from solver.errors import Finding, Severity
from solver.plan.draft import TypedTable, at
from solver.plan.names import alternatives, did_you_mean, how_to_separate, is_typo, possible_list
from solver.plan.typed import column_array
from solver.schema import SHEETS, sheet
from solver.schema.columns import CAPABILITY, SAFEGUARDS, Column, Kind
from solver.tables import fold, with_columns

Tables = Mapping[str, TypedTable]

NO_AREA = "none"
"""What Drawn from says where a contingent leaves no area."""

_ALSO_ACCEPTED = {("Contingents", "Drawn from"): (NO_AREA,)}
_NAMES = (Kind.NAME, Kind.NAMES)
_MOST_SUGGESTIONS = 200  # looking for the nearest spelling is slow; nobody reads more of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The names that a reference may use.

    ``spelling``: folded name to the name as declared. ``severity``: what an
    unknown name is; None where any name is accepted. ``disabled``: folded name
    to sheet and row of what is there, but not enabled.
    """

    targets: tuple[str, ...]
    spelling: Mapping[str, str]
    severity: Severity | None
    disabled: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def noun(self) -> str:
        """What the names are: ``area``, ``nation or group``, ``area, nation or group``."""
        columns = [target.partition(".")[2].lower() for target in self.targets]
        nouns = list(dict.fromkeys(column for column in columns if column != "groups"))
        return alternatives([*nouns, "group"] if "groups" in columns else nouns)

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets to any of which an unknown name would be added."""
        targets = self.targets[-1:] if self.targets[0] == "Contingents.Capability" else self.targets
        return tuple(dict.fromkeys(target.partition(".")[0] for target in targets))


def resolve(
    tables: Tables, missing: frozenset[str] = frozenset(), capabilities: Iterable[str] = ()
) -> tuple[dict[str, TypedTable], list[Finding]]:
    """Every table with its names spelled as declared, and the names that are declared nowhere.

    ``missing``: required sheets that the workbook lacks. Names that these would declare
    are not reported as unknown. ``capabilities``: those that are known though no row has them.
    """
    findings: list[Finding] = []
    registers: dict[tuple[tuple[str, ...], bool], Register] = {}
    resolved = dict(tables)
    for name, table in tables.items():
        for column in table.sheet.columns:
            if column.kind not in _NAMES or table.empty:
                continue
            targets = column.refers_to or _own_family(name, column)
            if not targets:
                continue
            kind = (targets, column.must_exist)
            if kind not in registers:
                besides = capabilities if targets == CAPABILITY else ()
                register = _register(tables, targets, column.must_exist, besides)
                lacking = not missing.isdisjoint(register.sheets)
                registers[kind] = replace(register, severity=None) if lacking else register
            register = replace(registers[kind], severity=None) if column.loose else registers[kind]
            resolved[name], found = _resolve_column(resolved[name], column, register)
            findings += found
    return resolved, findings


def names_in(table: TypedTable, column: Column) -> list[str]:
    """Every different name that a column holds, sorted."""
    cells = table.frame[column.field].tolist()
    listed = [cell if isinstance(cell, tuple) else (cell,) for cell in cells]
    return sorted({str(name) for names in listed for name in names if name})


def names_referring(tables: Tables, targets: Iterable[str]) -> list[str]:
    """Every different name in columns that refer to any of the ``Sheet.Column`` targets, sorted.

    Names in a column where each must exist, and loose references, declare nothing, and are left out.
    """
    wanted = set(targets)
    used: set[str] = set()
    for table in tables.values():
        for column in table.sheet.columns:
            declares = not column.must_exist and not column.loose
            if declares and not wanted.isdisjoint(column.refers_to):
                used.update(names_in(table, column))
    return sorted(used)


def _register(tables: Tables, targets: tuple[str, ...], must_exist: bool, besides: Iterable[str]) -> Register:
    """The register behind ``Sheet.Column`` targets, written out from its users where it is open.

    ``besides``: names that it has as well.
    """
    severity = _severity_of_unknown(tables, targets, must_exist)
    disabled: dict[str, tuple[str, int]] = {}
    spelling: dict[str, str] = {}
    for target in targets:
        declared, _, column = target.partition(".")
        for name in names_in(tables[declared], sheet(declared).column(column)):
            # An area that is not enabled is not the nation of its name instead.
            if disabled.get(fold(name), (declared, 0))[0] == declared:
                spelling.setdefault(fold(name), name)
        for name, row in _disabled(tables, target).items():
            disabled.setdefault(name, (declared, row))
    for name in (*([] if severity else names_referring(tables, targets)), *besides):
        spelling.setdefault(fold(name), name)
    return Register(targets=targets, spelling=spelling, severity=severity, disabled=disabled)


def _severity_of_unknown(tables: Tables, targets: tuple[str, ...], must_exist: bool) -> Severity | None:
    """What an unknown name is: an absent or empty register accepts any."""
    if must_exist:
        return "error"
    sheets = {target.partition(".")[0] for target in targets}
    if sheets == {"Sites"}:
        return "warning"  # a zone is declared by being used
    if "Contingents" in sheets:
        return "warning" if tables["Suitability"].empty else "error"
    return None if all(tables[name].empty for name in sheets) else "error"


def _disabled(tables: Tables, target: str) -> Mapping[str, int]:
    """Names of rows that are there but not enabled, where the target is what names a row."""
    name, _, column = target.partition(".")
    return tables[name].disabled if tables[name].sheet.key[:1] == (column,) else {}


def _own_family(name: str, column: Column) -> tuple[str, ...]:
    """The targets among which a declaring column's own names (groups, zones) are spelled alike."""
    own = f"{name}.{column.name}"
    if own in {f"{declared.name}.{declared.key[0]}" for declared in SHEETS if len(declared.key) == 1}:
        return ()
    columns = [column for declared in SHEETS for column in declared.columns]
    families = {other.refers_to for other in columns if own in other.refers_to}
    # Groups of nations are spelled as nations are, though a cap may name an area as well.
    return max(families, key=lambda family: (family[0].startswith(f"{name}."), len(family)), default=())


def _resolve_column(
    table: TypedTable, column: Column, register: Register
) -> tuple[TypedTable, list[Finding]]:
    """One column spelled as its register has it; unknown names count as faulty, and are reported."""
    besides = {fold(name): name for name in _ALSO_ACCEPTED.get((table.sheet.name, column.name), ())}
    spelling = {**register.spelling, **besides}
    values = table.frame[column.field].tolist()
    spelled = [_spelled(value, spelling) for value in values]
    unknown = [_unknown(value, spelling) for value in values]
    findings: list[Finding] = []
    if register.severity and any(unknown):
        findings = _unknown_findings(table, column, register, unknown)
        if register.severity == "error":
            faulty = table.faulty[column.field] | np.array([bool(names) for names in unknown])
            table = replace(table, faulty=table.faulty.assign(**{column.field: faulty}))
    if spelled != values:
        table = replace(table, frame=with_columns(table.frame, {column.field: column_array(spelled, column)}))
    return table, findings


def _spelled(value: object, spelling: Mapping[str, str]) -> object:
    """A name or a list of names as the register spells them; stand-ins stay."""
    if isinstance(value, tuple):
        return tuple(spelling.get(fold(name), name) for name in value)
    return spelling.get(fold(value), value) if value else value


def _unknown(value: object, spelling: Mapping[str, str]) -> tuple[str, ...]:
    """The names in a cell that the register does not have."""
    names = value if isinstance(value, tuple) else (value,) if value else ()
    return tuple(str(name) for name in names if fold(name) not in spelling)


def _unknown_findings(
    table: TypedTable, column: Column, register: Register, unknown: list[tuple[str, ...]]
) -> list[Finding]:
    """A finding for each unknown name, with the nearest spelling."""
    names = sorted({name for cell in unknown for name in cell})
    sentences = {
        name: _sentence(name, column, register, suggest=number < _MOST_SUGGESTIONS)
        for number, name in enumerate(names)
    }
    gravity = {name: _severity(name, table, register) for name in names}
    return [
        at(table.sheet.name, row, column.name, sentences[name], gravity[name])
        for row, cell in zip(table.frame["sheet_row"], unknown, strict=True)
        for name in cell
    ]


def _severity(name: str, table: TypedTable, register: Register) -> Severity:
    """The severity of an unknown name: an error where a slip keeps a protecting rule from applying."""
    if register.severity == "warning" and table.sheet.name in SAFEGUARDS:
        return "error" if is_typo(name, register.spelling) else "warning"
    return register.severity or "error"


def _sentence(name: str, column: Column, register: Register, *, suggest: bool) -> str:
    """``unknown area 'Estona'; did you mean 'Estonia'? Otherwise add it to sheet Areas``."""
    what = register.noun
    if fold(name) in register.disabled:
        declared, row = register.disabled[fold(name)]
        return (
            f"'{name}' is not enabled (sheet {declared}, row {row}); "
            "enable it there, or take this row out, too"
        )
    parted = possible_list(name, register.spelling)
    if parted and parted.known and register.severity != "warning":
        return f"unknown {what} '{name}'; {how_to_separate(parted, column)}"
    hint = did_you_mean(name, register.spelling.values()) if suggest else ""
    if register.severity == "warning":
        return f"{what} '{name}' stands nowhere else, so the row never applies{hint}"
    sheets = alternatives(register.sheets)
    mend = f" Otherwise add it to sheet {sheets}" if hint else f"; add it to sheet {sheets}"
    return f"unknown {what} '{name}'{hint}{mend}"
