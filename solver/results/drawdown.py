"""Drawdown: what each cap allows, what is taken, and whether the cap keeps anybody at home."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.ledger.front_line import heads_taken
from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import by_period, every_period, found_in, inner_join, take, with_totals
from solver.ledger.units import names_of_areas, pledges, units_away
from solver.plan.plan import Plan
from solver.reasons.blocking_reasons import needed_contingents
from solver.results import columns
from solver.results.tables import Table, equal_periods, looked_up, make_table, named_amounts
from solver.schema import STOCKS
from solver.solution import CapUse
from solver.tolerances import TOLD_AS_NOTHING

BINDING = "■ binding"
BLOCKING = "■ unit too large"
FULL = "□ full"
NO_CAP = "no cap"
NOTE = (
    "What each cap allows, and what the plan takes, in heads; equal periods are one row. Limit: the cap and "
    "what backfill adds; a cap of 0 lets none leave beyond backfill, and has no row where nobody is taken or "
    "waits. Counts says whether "
    "the rotation base at home counts (tied up) or only those away (deployed). "
    f"{BINDING}: used up, and a pledged unit stays at home that would need it and could fill what lacks; "
    f"{BLOCKING}: what is left is less than such a unit takes; {FULL}: used up, and no such unit waits."
)
KEY = ["sheet_row", "period"]
WAITING = ["contingent", "period"]
SHOWN_ALIKE = ["baseline", "cap", "backfill", "taken", "Mark", "Contingents"]
"""What does not change in the periods that are told in one row."""


def drawdown_table(plan: Plan, ledger: Ledger) -> Table:
    """One row for each cap and run of equal periods; then what is taken where no cap holds.

    A cap of 0 that takes nobody and stops nobody has none.
    """
    caps = ledger.caps
    limit = caps["limit"]
    capped = caps.assign(
        Headroom=limit - caps["taken"],
        Used=share_used(caps),
        Mark=marks(plan, ledger),
        Contingents=cap_contingents(plan, ledger),
    )
    capped = capped[(limit > 0) | (caps["taken"] > 0) | capped["Mark"].ne("")]
    parts = [
        equal_periods(part, CAP_KEY, SHOWN_ALIKE) for part in (capped, uncapped(plan, ledger)) if len(part)
    ]
    shown = pd.concat(parts, ignore_index=True) if parts else equal_periods(capped, CAP_KEY, SHOWN_ALIKE)
    return make_table("Drawdown", columns.DRAWDOWN, shown, note=NOTE, links_to="Drawdown caps")


def share_used(caps: pd.DataFrame) -> pd.Series:
    """The share of each cap's limit that is taken: 1 where only noise is left; NaN of a limit of 0."""
    limit, taken = caps["limit"], caps["taken"]
    full = (limit - taken).abs() <= TOLD_AS_NOTHING * limit.abs().clip(lower=1)
    return (taken / limit).mask(full, 1.0).where(limit > 0)


CAP_KEY = ["sheet_row", "applies_to", "stock", "capability", "counts"]


def marks(plan: Plan, ledger: Ledger) -> pd.Series:
    """Whether each cap and period keeps a unit at home, or is used to the full; "" where it is neither."""
    caps = ledger.caps
    if caps.empty:
        return pd.Series(dtype=object)
    headroom = caps["limit"] - caps["taken"]
    noise = TOLD_AS_NOTHING * caps["limit"].abs().clip(lower=1)
    keeps_home = largest_unit_left(plan, ledger) > headroom + noise
    used_up = headroom <= noise
    full = used_up & (caps["taken"] > noise)
    return pd.Series(
        np.select([keeps_home & used_up, keeps_home, full], [BINDING, BLOCKING, FULL], default=""),
        index=caps.index,
        dtype=object,
    )


def largest_unit_left(plan: Plan, ledger: Ledger) -> pd.Series:
    """For each cap and period, the heads that count of the largest unit that is needed, could go, and stays.

    Needed: an arc allows it to go where something lacks that it could fill, in that period or, where the cap
    counts those at home between rotations, in one behind which it would still be tied up. NaN where no
    contingent of the cap has such a unit left.
    """
    left = units_left(plan, ledger)
    left = left[left["left"] > TOLD_AS_NOTHING][["contingent", "period"]]
    needed = inner_join(needed_contingents(plan, ledger, ledger.cap_members["contingent"]), left, WAITING)
    needed = inner_join(needed, pledges(plan)[["contingent", "dwell_periods"]], ["contingent"])
    spread = needed.assign(
        needed=needed["period"], first=needed["period"], last=needed["period"] + needed["dwell_periods"]
    )
    spread = by_period(spread.drop(columns="period"), plan.settings.periods)
    waiting = inner_join(ledger.cap_members, inner_join(spread, left, WAITING), ["contingent"])
    waiting = inner_join(waiting, ledger.caps[[*KEY, "counts"]], KEY)
    waiting = waiting[waiting["counts"].eq("tied up") | waiting["needed"].eq(waiting["period"])]
    largest = waiting.groupby(KEY, as_index=False)[["heads_counted"]].max()
    found = take(largest["heads_counted"], found_in(ledger.caps, largest, KEY), np.nan)
    return pd.Series(found, index=ledger.caps.index)


def units_left(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """Units of each contingent that no period away claims, in each period: contingent, period, left."""
    every = every_period(plan.contingents[["contingent", "units"]], plan.settings.periods)
    key = ["contingent", "period"]
    away = units_away(plan, ledger.sent).rename(columns={"units": "away"})
    every = with_totals(every, away, key, "away")
    return every[key].assign(left=every["units"] - every["away"])


def cap_contingents(plan: Plan, ledger: Ledger) -> pd.Series:
    """For each cap and period, whom it takes and how many heads count; a pool's resting units, too."""
    if ledger.caps.empty:
        return pd.Series(dtype=object)
    counts = ledger.caps[[*KEY, "counts"]]
    tied_up = units_away(plan, ledger.sent).assign(counts="tied up")
    deployed = ledger.sent.groupby(["contingent", "period"], as_index=False)["units"].sum()
    units = pd.concat([tied_up, deployed.assign(counts="deployed")], ignore_index=True)
    taken = inner_join(inner_join(ledger.cap_members, units, ["contingent"]), counts, [*KEY, "counts"])
    taken["heads"] = taken["units"] * taken["heads_counted"]
    return looked_up(ledger.caps, KEY, named_amounts(taken, KEY, "contingent", "heads"))


def uncapped(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """What is taken from stocks for which no cap of any capability holds in the period."""
    key = ["area", "stock", "period"]
    taken = ledger.areas[ledger.areas["heads_tied_up"] > TOLD_AS_NOTHING]
    if taken.empty:
        return taken
    named = names_of_areas(plan).rename(columns={"name": "applies_to"})
    capped = inner_join(ledger.caps, named, ["applies_to"])
    capped = capped[key].merge(pd.DataFrame({"stock": "any", "each": STOCKS}), on="stock", how="left")
    capped["stock"] = capped["each"].fillna(capped["stock"])
    found = taken[found_in(taken, capped[key].drop_duplicates(), key) < 0].reset_index(drop=True)
    if found.empty:
        return found
    losses = heads_taken(plan, units_away(plan, ledger.sent))
    baselines = plan.areas.melt("area", list(STOCKS), var_name="stock", value_name="baseline")
    rows = found.merge(baselines, on=["area", "stock"], how="left")
    rows["Contingents"] = looked_up(rows, key, named_amounts(losses, key, "contingent", "heads_tied_up"))
    rows = rows.rename(columns={"area": "applies_to", "heads_tied_up": "taken"})
    blank = dict.fromkeys(("cap", "backfill", "limit", "Headroom", "Used"), np.nan)
    return rows.assign(capability="", counts="tied up", Mark=NO_CAP, sheet_row=0, **blank)


def cap_names(caps: pd.DataFrame) -> pd.Series:
    """A cap as a planner addresses it: ``Estonia / own``, ``Baltics / any / GBAD battery (deployed)``."""
    capability = (" / " + caps["capability"].astype(object)).where(caps["capability"].ne(""), "")
    counts = (" (" + caps["counts"].astype(object) + ")").where(caps["counts"].ne("tied up"), "")
    return caps["applies_to"].astype(object) + " / " + caps["stock"].astype(object) + capability + counts


def cap_use(ledger: Ledger) -> tuple[CapUse, ...]:
    """Every cap and period, for the record of the run."""
    caps = ledger.caps
    rows = zip(cap_names(caps), caps["period"], caps["taken"], caps["limit"], strict=True)
    return tuple(
        CapUse(cap=str(cap), period=int(period), taken=float(taken), limit=float(limit))
        for cap, period, taken, limit in rows
    )
