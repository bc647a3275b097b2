"""Small plans in few words, and their answer in the words that a test asks about."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from solver import schema
from solver.audit import AuditReport, audit
from solver.optimise import Search, optimise
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.plan import with_baseline
from solver.solution import ALLOCATION_COLUMNS, Solution
from solver.tables import raw_tables

Record = dict[str, object]
Records = list[Record]


def row(sheet: str, **fields: object) -> Record:
    """A row of a sheet, its columns by their fields (``first`` and ``last``: From and To)."""
    headers = {column.field: column.name for column in schema.sheet(sheet).columns}
    return {headers[name]: value for name, value in fields.items()}


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


def sheets_of(*, settings: Record | None = None, **sheets: Records) -> dict[str, Records]:
    """A workbook of the sheets given (``drawdown_caps`` for Drawdown caps); gap 0 unless set.

    Without them: one Polish company of 100 infantry, 100 infantry asked for at
    Lviv, and every site that a requirement names.
    """
    named = {declared.name: sheets.pop(declared.field, None) for declared in schema.SHEETS}
    assert not sheets, f"no such sheet: {', '.join(sheets)}"
    contingents = named["Contingents"] or [pledge()]
    requirements = named["Requirements"] or [need()]
    sites = [site(str(name)) for name in dict.fromkeys(each["Site"] for each in requirements)]
    base = {"Contingents": contingents, "Sites": sites, "Requirements": requirements}
    base["Settings"] = [
        {"Name": name, "Value": value} for name, value in ({"Gap": 0} | (settings or {})).items()
    ]
    return base | {name: rows for name, rows in named.items() if rows is not None}


def a_plan(*, settings: Record | None = None, **sheets: Records) -> Plan:
    """The plan of :func:`sheets_of`."""
    return make_plan(raw_tables(sheets_of(settings=settings, **sheets)))


def sent(*rows: tuple[str, str, str, int, float]) -> pd.DataFrame:
    """An allocation: contingent, role, site, period, units."""
    return pd.DataFrame(list(rows), columns=list(ALLOCATION_COLUMNS))


@dataclass(frozen=True, kw_only=True, eq=False)
class Answer:
    """A solved plan: what was sent, what the ranks came to, what the audit says."""

    plan: Plan
    solution: Solution
    report: AuditReport

    def units(self, **where: object) -> float:
        """Units sent, of those whose contingent, role, site, period are as named, summed over the rest."""
        rows = self.solution.allocation
        for name, value in where.items():
            rows = rows[rows[name] == value]
        return float(rows["units"].sum())

    def heads(self, **where: object) -> float:
        """Heads sent, the same way."""
        per_unit = zip(
            self.plan.contingents["contingent"], self.plan.contingents["heads_per_unit"], strict=True
        )
        wanted = where.pop("contingent", None)
        return sum(
            heads * self.units(contingent=name, **where) for name, heads in per_unit if wanted in (None, name)
        )

    def value(self, objective: str) -> float:
        """What a ranked objective came to."""
        parts = {part.name: part.value for rank in self.solution.ranks for part in rank.parts}
        return parts[objective]

    @property
    def values(self) -> tuple[float, ...]:
        """What each rank came to, in order."""
        return tuple(rank.final for rank in self.solution.ranks)


def options_of(plan: Plan, **changed: object) -> Search:
    """The plan's own options, with some changed; one thread is quickest for plans this small."""
    return replace(Search.of(plan.settings), **({"threads": 1} | changed))  # type: ignore[arg-type]


def best(plan: Plan, baseline: pd.DataFrame | None = None, **options: object) -> Answer:
    """The plan solved; whatever the test asks, the audit must agree with every rule and value."""
    ranked_plan = with_baseline(plan, given=baseline is not None)
    solution = optimise(ranked_plan, options_of(plan, **options), baseline)
    report = audit(
        ranked_plan, solution.allocation, ranks=solution.ranks, baseline=baseline, relaxed=solution.relaxed
    )
    assert solution.status == "optimal"
    assert [str(breach) for breach in report.breaches] == []
    return Answer(plan=ranked_plan, solution=solution, report=report)


def best_of(*, settings: Record | None = None, **sheets: Records) -> Answer:
    """The plan of :func:`sheets_of`, solved."""
    return best(a_plan(settings=settings, **sheets))


def status_of(*, settings: Record | None = None, **sheets: Records) -> str:
    """How the search for that plan ended."""
    plan = a_plan(settings=settings, **sheets)
    return optimise(plan, options_of(plan)).status
