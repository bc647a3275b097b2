"""Changes against the baseline: which contingents come, go and move, and what that is in heads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import spelled, total
from solver.ledger.units import KEY
from solver.plan import Plan
from solver.results.columns import PRESENT_SOURCE
from solver.results.compare.comparison import NUMBERS, contingents_table
from solver.results.compare.pair import AFTER, BEFORE
from solver.results.tables import Fact, Table
from solver.schema import CHANGES_SHEET
from solver.text.numbers import counted, number
from solver.tolerances import TOLD_AS_NOTHING

NOTE = (
    "Contingents that are not where {baseline} has them, the largest change first; consecutive equal periods "
    "are one row. Units and heads are those of the contingent in all, in each period of the row. Heads of a "
    "contingent that the plan does not have are not known."
)


def baseline_name(source: str) -> str:
    """What the baseline is called, by where it is from: the present is a sheet or a CSV file."""
    return "the present" if source == PRESENT_SOURCE or source.casefold().endswith(".csv") else "the baseline"


def changes_of(
    plan: Plan, ledger: Ledger, baseline: pd.DataFrame | None, source: str
) -> tuple[tuple[Fact, ...], Table | None]:
    """The line of the headline about changes, and their table; nothing without a baseline.

    The table has one row for each contingent that is not where the baseline has it, and each run of equal
    periods. ``source``: where the baseline is from.
    """
    if baseline is None:
        return (), None
    arcs = changed_places(plan, ledger, baseline)
    beyond = bool((baseline["period"] > plan.settings.periods).any())
    text = f"{_sentence(plan, arcs, baseline_name(source))}{_BEYOND if beyond else ''}."
    table = contingents_table((plan,), arcs)
    table = replace(table, title=CHANGES_SHEET, note=NOTE.format(baseline=baseline_name(source)))
    return (Fact(label="Changes", text=text),), table


_BEYOND = " (periods after the plan's last are not compared)"


def _sentence(plan: Plan, arcs: pd.DataFrame, baseline: str) -> str:
    """How many units come and go against the baseline, and in the period with most, how many heads."""
    more = arcs["units" + AFTER] - arcs["units" + BEFORE]
    heads = arcs["heads" + AFTER] - arcs["heads" + BEFORE]
    if not more.abs().max() > TOLD_AS_NOTHING:
        return f"nothing changes against {baseline}"
    unknown = more.abs().where(~arcs["contingent"].isin(plan.contingents["contingent"]), 0.0)
    sums = total(
        arcs.assign(
            units=more.abs(), come=heads.clip(lower=0.0), go=(-heads).clip(lower=0.0), unknown=unknown
        ),
        ["period"],
        *("units", "come", "go", "unknown"),
    )
    most = sums.iloc[int(np.argmax(sums["units"].to_numpy()))]
    come = counted(float(most["come"]), "head comes", "heads come")
    go = counted(float(most["go"]), "head goes", "heads go")
    if most["unknown"] > TOLD_AS_NOTHING:
        units = counted(float(most["unknown"]), "unit", "units")
        go += f", and {units} of contingents that are not in this plan"
    text = f"against {baseline} {counted(float(most['units']), 'unit comes or goes', 'units come or go')}"
    if plan.settings.periods == 1:
        return f"{text}: {come}, {go}"
    everywhere = number(float(sums["units"].sum()))
    return f"{text} in period {int(most['period'])}, when most do: {come}, {go}; {everywhere} in all periods"


def changed_places(plan: Plan, ledger: Ledger, baseline: pd.DataFrame) -> pd.DataFrame:
    """One row for each contingent, role, site and period, with units and heads in the baseline and now.

    Heads that the baseline has of a contingent that the plan does not have count as none.
    """
    registers = {"contingent": plan.contingents, "role": plan.roles, "site": plan.sites}
    names = {name: spelled(baseline[name], table[name]) for name, table in registers.items()}
    then = pd.DataFrame(
        {
            **names,
            "period": baseline["period"].astype(np.int64),
            "units": baseline["units"].astype(float),
        }
    )
    then = total(then, KEY, "units")
    size = plan.contingents.set_index("contingent")["heads_per_unit"].astype(float)
    then["heads"] = then["units"] * then["contingent"].map(size).fillna(0.0).astype(float)
    then = then[then["period"].between(1, plan.settings.periods)]
    now = ledger.sent[[*KEY, "units", "heads"]]
    rows = then.merge(now, on=KEY, how="outer", suffixes=(BEFORE, AFTER))
    rows[NUMBERS] = rows[NUMBERS].astype(float).fillna(0.0)
    return rows
