"""Holding: what of a plan's last period can go on for years, and what cannot."""

from __future__ import annotations

import math
from collections.abc import Iterator
from textwrap import shorten

import numpy as np
import pandas as pd

from solver.ledger.eligibility import eligibility_of
from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import inner_join, positions, tolerance_of, total
from solver.ledger.units import holds, pledges, units_by_period
from solver.ledger.years import HeldYears, held_periods
from solver.plan.plan import Plan
from solver.results import columns
from solver.results.drawdown import cap_names
from solver.results.tables import period_name
from solver.tables import Array, each_row
from solver.text.numbers import counted, first_few, number, per_cent

YES, NO, FULL, IF = "yes", "no", "to the full", "if it holds"
FEW = 5
"""Contingents that a row names; more are counted."""
LONGEST_REASON = 100
"""Characters of a caveat's reason that fit beside the rest of its row."""

Row = tuple[str, str, str]


def holding(plan: Plan, ledger: Ledger, years: HeldYears) -> pd.DataFrame:
    """What, Held, Why: each pool of the last period, and whatever else its going on rests on.

    What is not there goes on as far as its tables say: pledges, sites and backfill whose To is blank.
    """
    rows = [
        row
        for of_kind in (_pools, _pledges, _conditions, _caveats, _sites, _nations, _caps, _backfill)
        for row in of_kind(plan, ledger, years)
    ]
    return pd.DataFrame(rows, columns=[field.name for field in columns.HOLDING], dtype=object)


def doubtful(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that say that something cannot be held, or not to the end."""
    return rows[~rows["Held"].isin([YES, FULL, IF])]


def _last(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """What the last period sends."""
    return ledger.sent[ledger.sent["period"] == plan.settings.periods]


def _end(plan: Plan) -> int:
    """The last period, counted on from the plan's, for which the last one is held."""
    return plan.settings.periods + math.ceil(round(held_periods(plan), 9))


def _to(plan: Plan, period: int) -> tuple[str, str]:
    """How long something is held, in short; and why, where that is its To."""
    return f"to period {period}", f"its To is period {period_name(plan.settings, period)}"


def _ending(plan: Plan, sheet: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a sheet whose To comes before the end of what is held."""
    given = rows["sheet_row"].isin(list(plan.ending_rows.get(sheet, frozenset())))
    return rows[given & (rows["last"] < _end(plan))]


def _pools(plan: Plan, ledger: Ledger, _: HeldYears) -> Iterator[Row]:
    """Each pool of the last period: how much of it that takes, and what going on would take."""
    periods = plan.settings.periods
    each = pledges(plan)
    sent = units_by_period(ledger.sent)
    for pool in each_row(each[each["basis"] == "pool"]):
        of_pool = sent[sent["contingent"] == pool.contingent]
        by_period = np.zeros(periods)
        by_period[of_pool["period"].to_numpy() - 1] = of_pool["units"].to_numpy()
        away = float(by_period[-1])
        if away <= 0:
            continue
        needed = _units_needed(by_period, int(pool.dwell_periods), _end(plan) - periods)
        units = float(pool.units)
        held = YES if needed <= units + float(tolerance_of(units)) else NO
        share = per_cent(away / units)
        taken = f"{number(away)} of {counted(units, 'unit', 'units')} ({share}) are away in the last period"
        rest = f"to go on takes {number(needed)}, those that rest included (1:{number(pool.dwell)})"
        yield (f"Pool {pool.contingent}", held, f"{taken}; {rest}")


def _units_needed(by_period: Array, dwell: int, held: int) -> float:
    """The units that a pool needs to go on as in its last period: the most in any 1 + dwell periods."""
    periods, away = len(by_period), by_period[-1]
    sums = np.append(0.0, np.cumsum(by_period))
    later = np.arange(1, max(min(dwell + 1, held), 1) + 1)
    first = np.clip(periods + later - dwell - 1, 0, periods)
    return float((sums[-1] - sums[first] + np.minimum(later, dwell + 1) * away).max())


def _pledges(plan: Plan, ledger: Ledger, _: HeldYears) -> Iterator[Row]:
    """Contingents of the last period that are pledged to a period before the end."""
    there = plan.contingents[plan.contingents["contingent"].isin(_last(plan, ledger)["contingent"])]
    for row in each_row(_ending(plan, "Contingents", there)):
        yield (f"Pledge {row.contingent}", *_to(plan, row.last))


def _conditions(plan: Plan, ledger: Ledger, _: HeldYears) -> Iterator[Row]:
    """Conditions on which contingents of the last period rest: they must go on holding."""
    there = plan.contingents[plan.contingents["contingent"].isin(_last(plan, ledger)["contingent"])]
    for name in sorted({name for names in there["conditions"] for name in names}):
        who = there.loc[[name in names for names in there["conditions"]], "contingent"].tolist()
        waits = "waits" if len(who) == 1 else "wait"
        yield (f"Condition {name}", IF, f"{first_few(who, FEW)} {waits} for it: it must go on holding")


def _caveats(plan: Plan, ledger: Ledger, _: HeldYears) -> Iterator[Row]:
    """Caveats that begin in the held years and forbid what the last period sends."""
    rows = _last(plan, ledger)
    registers = (("contingent", plan.contingents), ("role", plan.roles), ("site", plan.sites))
    at = [positions(rows[name], register[name]) for name, register in registers]
    for caveat, row in zip(eligibility_of(plan).caveats, each_row(plan.caveats), strict=True):
        if plan.settings.periods < caveat.first <= _end(plan):
            who = sorted(set(rows.loc[caveat.forbids(*at), "contingent"]))
            if who:
                begins = period_name(plan.settings, caveat.first)
                reason = shorten(row.reason, LONGEST_REASON, placeholder=" …")
                why = f"from period {begins} on it forbids what {first_few(who, FEW)} would do: {reason}"
                yield (f"Caveat of row {row.sheet_row}", f"to period {caveat.first - 1}", why)


def _sites(plan: Plan, ledger: Ledger, _: HeldYears) -> Iterator[Row]:
    """Sites of the last period that are there to a period before the end."""
    there = ledger.sites[(ledger.sites["period"] == plan.settings.periods) & ledger.sites["open"]]
    for row in each_row(_ending(plan, "Sites", plan.sites[plan.sites["site"].isin(there["site"])])):
        yield (f"Site {row.site}", *_to(plan, row.last))


def _nations(plan: Plan, _: Ledger, years: HeldYears) -> Iterator[Row]:
    """Nations that tie up all of their deployable pool, or more than it."""
    pools = plan.nations.set_index("nation")["deployable_pool"].reindex(years.held_nations.index)
    for nation, tied_up, pool in zip(pools.index, years.held_nations, pools.astype(float), strict=True):
        noise = float(tolerance_of(pool))
        if tied_up > 0 and tied_up >= pool - noise:  # never where there is no such pool (NaN)
            held = NO if tied_up > pool + noise else FULL
            why = (
                f"it would tie up {counted(tied_up, 'head', 'heads')}; its deployable pool is {number(pool)}"
            )
            yield (f"Nation {nation}", held, why)


def _caps(plan: Plan, ledger: Ledger, _: HeldYears) -> Iterator[Row]:
    """Caps of the last period that its going on would break: a pool's units that rest count, too."""
    caps = ledger.caps[ledger.caps["period"] == plan.settings.periods]
    if caps.empty:
        return
    sent = units_by_period(_last(plan, ledger))
    contingents = pledges(plan)[["contingent", "dwell_periods"]]
    rows = inner_join(inner_join(ledger.cap_members, sent, ["contingent"]), contingents, ["contingent"])
    rows = inner_join(rows, caps[["sheet_row", "counts"]], ["sheet_row"])
    resting = np.where(rows["counts"] == "tied up", 1 + rows["dwell_periods"], 1)
    rows = rows.assign(held=rows["units"] * rows["heads_counted"] * resting)
    sums = total(rows, ["sheet_row"], "held").set_index("sheet_row")["held"]
    caps = caps.assign(name=cap_names(caps), held=caps["sheet_row"].map(sums).fillna(0.0))
    for cap in each_row(caps[caps["held"] > caps["limit"] + tolerance_of(caps["limit"])]):
        taken = counted(cap.held, "head", "heads")
        why = f"it would take {taken}; {number(cap.limit)} are allowed in the last period"
        yield (f"Cap {cap.name}", NO, why)


def _backfill(plan: Plan, ledger: Ledger, years: HeldYears) -> Iterator[Row]:
    """Backfill of the last period, of areas that give anybody, that ends before the held years do."""
    rows = plan.backfill
    if rows.empty:
        return
    period = plan.settings.periods
    periods = pd.Series(period, index=rows.index)
    here = (rows["condition"] == "") | holds(plan, rows["condition"], periods)
    giving = set(_last(plan, ledger)["area"])
    rows = rows[here & (rows["first"] <= period) & rows["last"].ge(period) & rows["area"].isin(giving)]
    for row in each_row(_ending(plan, "Backfill", rows)):
        held, why = _to(plan, row.last)
        heads = f"{counted(row.heads, 'head', 'heads')} that caps count with"
        yield (f"Backfill {row.area} / {row.stock}", held, f"{heads}; {why}")
