"""Small plans and allocations that the audit's tests are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from solver.audit import RULES
from solver.audit.breach import Breach
from solver.ledger.ledger import keep_ledger
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.solution import ALLOCATION_COLUMNS
from solver.tables import raw_tables

Rows = Sequence[Mapping[str, object]]

POLISH = {
    "Contingent": "POL-INF",
    "Nation": "POL",
    "Capability": "Infantry",
    "Units": 4,
    "Heads per unit": 100,
}
FRENCH = {**POLISH, "Contingent": "FRA-INF", "Nation": "FRA"}
ESTONIAN = {**POLISH, "Contingent": "EST-INF", "Nation": "EST"}
LVIV = {"Site": "Lviv"}
ODESA = {"Site": "Odesa"}
ASKED = {"Site": "Lviv", "Role": "Infantry", "Target": 400}
ESTONIA = {"Area": "Estonia", "Nation": "EST", "Own": 1000, "Stationed": 500}


def a_plan(sheets: Mapping[str, Rows] | None = None, /, **settings: object) -> Plan:
    """Four Polish companies of 100, asked for at Lviv; sheets and settings replace or add to that."""
    base: dict[str, Rows] = {"Contingents": [POLISH], "Sites": [LVIV], "Requirements": [ASKED]}
    rows = [{"Name": name.replace("_", " "), "Value": value} for name, value in settings.items()]
    return make_plan(raw_tables({**base, **(sheets or {}), "Settings": rows}))


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
