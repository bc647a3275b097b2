"""Small plans in few words: rows, sheets and allocations, and what is found wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from solver import schema
from solver.audit import RULES
from solver.audit.breach import Breach
from solver.errors import Finding, PlanError
from solver.ledger.ledger import keep_ledger
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.solution import ALLOCATION_COLUMNS
from solver.tables import raw_tables

Record = dict[str, object]
Records = list[Record]
Workbook = dict[str, Records]

# Rows


@cache
def headers_of(sheet: str) -> Mapping[str, str]:
    """The headers of a sheet by field; Note and Enabled, too."""
    return {column.field: column.name for column in schema.all_columns(schema.sheet(sheet))}


def row(sheet: str, /, **fields: object) -> Record:
    """A row of a sheet, its columns by their fields (``first`` and ``last``: From and To)."""
    return {headers_of(sheet)[name]: value for name, value in fields.items()}


def pledge(contingent: str = "POL-INF", nation: str = "Poland", units: int = 1, **fields: object) -> Record:
    """A pledge of so many companies of 100 infantry, unless said otherwise."""
    of = {"capability": "Infantry", "heads_per_unit": 100} | fields
    return row("Contingents", contingent=contingent, nation=nation, units=units, **of)


def site(name: str = "Lviv", **fields: object) -> Record:
    """A site."""
    return row("Sites", site=name, **fields)


def need(target: float = 100, at: str = "Lviv", role: str = "Infantry", **fields: object) -> Record:
    """A requirement."""
    return row("Requirements", site=at, role=role, target=target, **fields)


def lock_of_two() -> Record:
    """A lock that asks for two units where there is one: no plan."""
    return row("Locks", contingent="POL-INF", units_at_least=2)


def ranked(*objectives: str) -> Records:
    """Priorities: each objective a rank of its own, in this order."""
    return [row("Priorities", rank=rank, objective=name) for rank, name in enumerate(objectives, 1)]


def fills(capability: str, *roles: str, **fields: object) -> Records:
    """Suitability: a capability that fills these roles, each of its heads worth one unless said otherwise."""
    return [row("Suitability", capability=capability, role=role, **fields) for role in roles]


def estonian(contingent: str = "EST-1", nation: str = "Estonia", units: int = 1, **fields: object) -> Record:
    """A pledge of one Estonian company of 150, of the capability infantry, unless said otherwise."""
    return pledge(contingent, nation, units, **({"capability": "infantry", "heads_per_unit": 150} | fields))


# Bases: what a plan has where the test says nothing

Base = Mapping[str, Any]
"""Sheets by field, and ``settings``; without sites: every one that a requirement names."""

ONE_COMPANY: Base = {"contingents": [pledge()], "requirements": [need()], "settings": {"Gap": 0}}
"""One Polish company of 100, and 100 infantry asked for at Lviv; to be solved to the end."""

POLISH, FRENCH, ESTONIAN = (pledge(f"{nation}-INF", nation, 4) for nation in ("POL", "FRA", "EST"))
ESTONIA = row("Areas", area="Estonia", nation="EST", own=1000, stationed=500)
FOUR_COMPANIES: Base = {"contingents": [POLISH], "requirements": [need(400)], "settings": {}}
"""Four Polish companies of 100, and 400 infantry asked for at Lviv."""

FOUR_PERIODS: Base = {
    "contingents": [estonian()],
    "sites": [site(zone="West")],
    "requirements": [need(150, role="infantry")],
    "settings": {"Periods": 4, "Start": "2026-01-01"},
}
"""One Estonian company of 150, and as many asked for at Lviv, in four half years from 2026."""


# Plans


def sheets_of(
    base: Base = ONE_COMPANY,
    /,
    *,
    settings: Record | None = None,
    raw: Mapping[str, Records] | None = None,
    **sheets: Records | None,
) -> Workbook:
    """A workbook: the base, and the sheets given in the place of its own (``drawdown_caps``: Drawdown caps).

    A row is what :func:`row` makes, or any mapping of header to cell. None: there is no such
    sheet. ``settings`` are added to the base's. ``raw``: sheets by their name, as a planner types
    it, known or not; they replace all others.
    """
    given: dict[str, Any] = {**base, **sheets}
    if "sites" not in given:
        given["sites"] = [
            site(str(name)) for name in dict.fromkeys(each["Site"] for each in given["requirements"])
        ]
    if settings is not None or "settings" in base:
        of = {**base.get("settings", {}), **(settings or {})}
        given["settings"] = [{"Name": name, "Value": value} for name, value in of.items()]
    named = {declared.field: declared.name for declared in schema.SHEETS}
    assert given.keys() <= named.keys(), f"no such sheet: {', '.join(given.keys() - named.keys())}"
    return {named[field]: rows for field, rows in given.items() if rows is not None} | dict(raw or {})


def a_plan(base: Base = ONE_COMPANY, /, **sheets: Any) -> Plan:
    """The plan of :func:`sheets_of`."""
    return make_plan(raw_tables(sheets_of(base, **sheets)))


def findings(base: Base = FOUR_PERIODS, /, **sheets: Any) -> list[Finding]:
    """Everything found in the workbook of :func:`sheets_of`, errors and warnings."""
    try:
        return list(a_plan(base, **sheets).warnings)
    except PlanError as error:
        return list(error.findings)


def errors(base: Base = FOUR_PERIODS, /, **sheets: Any) -> list[str]:
    """The errors, as a planner reads them."""
    return [str(finding) for finding in findings(base, **sheets) if finding.severity == "error"]


def warnings(base: Base = FOUR_PERIODS, /, **sheets: Any) -> list[str]:
    """The warnings, as a planner reads them."""
    return [str(finding) for finding in findings(base, **sheets) if finding.severity == "warning"]


def only(messages: list[str]) -> str:
    """The one message that there is."""
    assert len(messages) == 1, messages
    return messages[0]


# Allocations by hand


def sent(*rows: tuple[str, str, str, int, float]) -> pd.DataFrame:
    """An allocation: contingent, role, site, period, units."""
    return pd.DataFrame(list(rows), columns=list(ALLOCATION_COLUMNS))


def to_lviv(*units: float, contingent: str = "POL-INF", first: int = 1) -> pd.DataFrame:
    """Units of a contingent as Infantry at Lviv, one number a period."""
    return sent(*((contingent, "Infantry", "Lviv", first + at, number) for at, number in enumerate(units)))


def together(*allocations: pd.DataFrame) -> pd.DataFrame:
    """Several allocations as one."""
    return pd.concat(allocations, ignore_index=True)


def found(plan: Plan, allocation: pd.DataFrame) -> list[Breach]:
    """All breaches of all rules."""
    ledger = keep_ledger(plan, allocation)
    return [breach for rule in RULES.values() for breach in rule(plan, ledger)]


def broken(plan: Plan, allocation: pd.DataFrame) -> list[str]:
    """The names of the rules that the allocation breaks, once for each breach."""
    return [breach.rule for breach in found(plan, allocation)]
