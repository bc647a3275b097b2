"""Unused pledges: nations whose pool cannot keep what they pledge, and what is in the way of each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from solver.audit.rules.units import rotation_windows
from solver.errors import Finding, Place
from solver.ledger.eligibility import Eligibility, allowed_options, eligibility_of
from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import (
    by_period,
    every_period,
    found_in,
    inner_join,
    no_rows,
    positions,
    take,
    tolerance_of,
    total,
    with_totals,
)
from solver.ledger.units import pledges, units_away, units_by_period
from solver.plan import Plan
from solver.plan.plan import CHANGES, SHORTFALLS, periods_in_words
from solver.reasons.blocking_reasons import blocking_reasons
from solver.reasons.ineffective_rows import any_of_key, window_of
from solver.reasons.room import capped_heads, no_room, users_of
from solver.tables import Array, each_row
from solver.text.numbers import in_full
from solver.tolerances import AUDIT_ERROR, POOL_ROUNDING

NATION_PERIOD = ["nation", "period"]


def unsustained(plan: Plan) -> list[Finding]:
    """A note for each nation whose pool is smaller than what its pledges tie up, all sent at once.

    For every nation with a pool, in the period that asks most of it: the heads
    pledged that count, those times (1 + dwell) that they tie up while kept by
    rotation (a pool's units: their heads), and the most that the pool keeps.
    """
    limited = plan.nations[plan.nations["deployable_pool"].notna()]
    if limited.empty:
        return []
    known = pledges(plan).drop(columns="sheet_row")
    at, period = np.nonzero(eligibility_of(plan).contingents == "")
    rows = known.take(at).reset_index(drop=True)
    rows = rows.assign(period=period + 1, heads=rows["units"] * rows["heads_per_unit"])
    rows = rows[rows["nation"].isin(limited["nation"])]
    rows = inner_join(rows, limited[["nation", "deployable_pool", "sheet_row"]], ["nation"])
    worst = total(rows.assign(tied=rows["heads"] * rows["nation_factor"]), NATION_PERIOD, "heads", "tied")
    worst = worst.sort_values(["nation", "tied", "period"], ascending=[True, False, True])
    worst = inner_join(worst.drop_duplicates("nation"), limited, ["nation"])
    worst = worst[worst["tied"] > worst["deployable_pool"] + tolerance_of(worst["deployable_pool"])]
    return [_finding(nation, rows) for nation in each_row(worst)]


def _finding(nation: Any, rows: pd.DataFrame) -> Finding:
    """What one nation pledges in its worst period, and what of it can be kept."""
    theirs = rows[(rows["nation"] == nation.nation) & (rows["period"] == nation.period)]
    kept = _kept(theirs, nation.deployable_pool)
    low, high = float(theirs["nation_factor"].min()) - 1, float(theirs["nation_factor"].max()) - 1
    dwell = (
        f"dwell ratio {in_full(low)}" if low == high else f"dwell ratios {in_full(low)} to {in_full(high)}"
    )
    message = (
        f"{nation.nation} pledges {in_full(nation.heads)} heads, which tie up {in_full(nation.tied)} when "
        f"all are in theatre ({dwell}); a pool of {in_full(nation.deployable_pool)} keeps "
        f"{in_full(kept)} there at most, for it holds those at home between rotations, too"
    )
    place = Place(sheet="Nations", row=int(nation.sheet_row), column="Deployable pool")
    return Finding(place=place, message=message, severity="note")


def _kept(theirs: pd.DataFrame, pool: float) -> float:
    """The most heads that a pool keeps in theatre: those first that tie up least."""
    ordered = theirs.sort_values("nation_factor", kind="stable")
    tied = (ordered["heads"] * ordered["nation_factor"]).to_numpy(dtype=float)
    room = np.clip(pool - (np.cumsum(tied) - tied), 0.0, tied)
    return float(np.floor((room / ordered["nation_factor"].to_numpy(dtype=float)).sum() + POOL_ROUNDING))


WHO = ["contingent", "period"]
_REASONS = {"contingent": object, "period": int, "text": object}
A_FRACTION = 0.001
"""Where units may be split, there is room for more if a thousandth of a unit still fits."""

NOTHING_FOUND = "no better plan with it was found"

SHOWN = ["contingent", "nation", "capability", "first", "last", "units", "heads", "reason", "contingent_row"]
SHOWN += ["everywhere", "step"]


def why_unused(plan: Plan, ledger: Ledger, *, against: bool = False) -> pd.DataFrame:
    """Every pledge that is not fully used, in the periods from first to last, and the first thing in its way.

    contingent, nation, capability, first, last, units (not used), heads (of
    those), reason, contingent_row, everywhere (whether the reason holds wherever it would go; else it is
    that of the first place), step (the fewest units that could be sent on top); consecutive periods alike
    are one row.

    That is the first of: status, conditions, window, capability that fills no role, nothing that
    asks, no site to be had, caveats, a drawdown cap, the nation's pool, units at home, no need left, no room
    left at the sites in need, and last that no better plan with it was found, or that changes come first.
    From the cap on it is said of this plan alone, to which the pledge would come on top: another plan may
    have room for it. ``against``: whether changes are counted against a plan or the present.
    """
    eligibility = eligibility_of(plan)
    rows = _spare(plan, ledger)
    rows = _with_reasons(rows, _no_arc(plan, eligibility, rows))
    for ask in (_cap_reached, _pool_reached, _at_home):
        rows = _with_reasons(rows, ask(plan, ledger, rows[rows["reason"] == ""]))
    rows = rows.assign(everywhere=rows["reason"] != "")
    rows = _with_reasons(rows, blocking_reasons(plan, ledger, rows[rows["reason"] == ""]))
    rows.loc[rows["reason"] == "", "reason"] = _nothing_found(plan) if against else NOTHING_FOUND
    return _merged(rows)


def _nothing_found(plan: Plan) -> str:
    """What is said where nothing in particular keeps a pledge at home, and changes are counted.

    That using it would take more changes was not looked into: only that they count before what it could fill.
    """
    ranks = plan.priorities
    shortfalls = ranks.loc[ranks["objective"].isin(SHORTFALLS), "rank"]
    ranked = ranks.loc[ranks["objective"] == CHANGES, "rank"]
    if plan.settings.worse_to_keep_the_present is not None:
        where = "Settings, Worse to keep the present"
    elif len(ranked) and len(shortfalls) and ranked.min() <= shortfalls.max():
        where = "Priorities"
    else:
        return NOTHING_FOUND
    return f"few changes count before this ({where}), and the plan has no room for it, as far as was looked"


def _spare(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """Each contingent and period with units left; ``step``: the fewest units that could be sent on top."""
    contingents = pledges(plan).rename(columns={"sheet_row": "contingent_row"})
    least = plan.contingents["smallest_detachment"].to_numpy(dtype=float)
    rows = every_period(contingents.assign(least=least), plan.settings.periods)
    sent = units_by_period(ledger.sent).rename(columns={"units": "sent"})
    rows = with_totals(rows, sent, WHO, "sent")
    rows = rows.assign(spare=rows["units"] - rows["sent"], reason="").astype({"reason": object})
    one = 1.0 if plan.settings.whole_units else A_FRACTION
    rows = rows.assign(step=np.where((rows["least"] > 1) & (rows["sent"] <= AUDIT_ERROR), rows["least"], one))
    return rows[rows["spare"] > AUDIT_ERROR].reset_index(drop=True)


def _with_reasons(rows: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The rows, with the first text found (contingent, period, text) where they have no reason yet."""
    if found.empty:
        return rows
    first = found.drop_duplicates(WHO)
    text = take(first["text"].astype(object), found_in(rows, first, WHO), "")
    return rows.assign(reason=rows["reason"].where(rows["reason"] != "", text))


def _no_arc(plan: Plan, eligibility: Eligibility, rows: pd.DataFrame) -> pd.DataFrame:
    """Why a contingent has no arc at all in a period: contingent, period, text."""
    contingent = positions(rows["contingent"], plan.contingents["contingent"])
    at = rows["period"].to_numpy() - 1
    asked, usable, allowed, caveat = _steps(plan, eligibility)
    why = np.where(allowed[contingent, at], "", caveat[contingent, at])
    why = np.where(usable[contingent, at], why, "what it can do is asked for only where no site is available")
    why = np.where(asked[contingent, at], why, "no row of Requirements asks then for what it can do")
    fills = [f"{name} fills no role" for name in rows["capability"]]
    suits: Array = np.any(eligibility.suits, axis=1)
    why = np.where(suits[contingent], why, np.array(fills, dtype=object))
    stopped = eligibility.contingents[contingent, at]
    why = np.where(stopped != "", stopped, why)
    found = rows[WHO].assign(text=pd.Series(why, index=rows.index, dtype=object))
    return found[found["text"] != ""]


def _steps(plan: Plan, eligibility: Eligibility) -> tuple[Array, Array, Array, Array]:
    """Contingents x periods: asked for, asked for at a usable site, allowed; and the first caveat's text."""
    contingent, role, site, allowed = allowed_options(eligibility)
    everyone, periods = len(plan.contingents), plan.settings.periods
    asked = eligibility.asked[site, role]
    usable = asked & np.asarray(eligibility.sites[site] == "")
    text = np.full((everyone, periods), "", dtype=object)
    for caveat in reversed(eligibility.caveats):
        window = window_of(caveat, periods)
        hit = usable & caveat.forbids(contingent, role, site)[:, None]
        text[:, window][any_of_key(hit, contingent, everyone)[:, window]] = f"caveat: {caveat.reason}"
    steps = [any_of_key(options, contingent, everyone) for options in (asked, usable, allowed)]
    return steps[0], steps[1], steps[2], text


def _on_top(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows, once for each period in which units sent on top would be tied up (``then``)."""
    spread = rows.assign(
        first=rows["period"], last=rows["period"] + rows["dwell_periods"], now=rows["period"]
    )
    spread = by_period(spread.drop(columns="period"), plan.settings.periods)
    return spread.rename(columns={"period": "then", "now": "period"})


def _cap_reached(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> pd.DataFrame:
    """A drawdown cap that this plan leaves no room under for more of it: contingent, period, text."""
    if ledger.cap_members.empty:
        return no_rows(_REASONS)
    room = ledger.caps.rename(columns={"period": "then", "stock": "stock_of_cap"}).assign(
        room=ledger.caps["limit"] - ledger.caps["taken"]
    )
    found = inner_join(_on_top(plan, rows), ledger.cap_members, ["contingent"])
    found = inner_join(found, room.drop(columns="capability"), ["sheet_row", "then"])
    found = found[(found["counts"] == "tied up") | (found["then"] == found["period"])]
    found = found[found["step"] * found["heads_counted"] > found["room"] + tolerance_of(found["limit"])]
    found = found.sort_values([*WHO, "sheet_row"], kind="stable")
    found = found.drop_duplicates(WHO)
    text = [
        no_room(
            f"the cap on {cap.applies_to} ({cap.stock_of_cap})",
            f"Drawdown caps row {cap.sheet_row}",
            cap.room,
            by,
        )
        for cap, by in zip(
            each_row(found), users_of(found, ["sheet_row", "then"], _under_caps(plan, ledger)), strict=True
        )
    ]
    return found[WHO].assign(text=pd.Series(text, index=found.index, dtype=object))


def _under_caps(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """Who takes how many heads under each cap: sheet_row, contingent, then (the period), heads."""
    away = units_away(plan, ledger.sent).assign(counts="tied up")
    deployed = units_by_period(ledger.sent).assign(counts="deployed")
    units = pd.concat([away, deployed[away.columns]], ignore_index=True)
    return capped_heads(plan, ledger.cap_members, units).rename(columns={"period": "then"})


def _pool_reached(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> pd.DataFrame:
    """The nation's deployable pool has no room left for more of it: contingent, period, text."""
    if not plan.nations["deployable_pool"].notna().any():
        return no_rows(_REASONS)
    nations = ledger.nations.rename(columns={"period": "then"})
    found = inner_join(_on_top(plan, rows), nations, ["nation", "then"])
    more = found["step"] * found["heads_per_unit"] * found["nation_factor"]
    limit = found["deployable_pool"].astype(float)
    found = found[limit.notna() & (found["heads_tied_up"] + more > limit + tolerance_of(limit))]
    found = found.drop_duplicates(WHO)
    text = [
        no_room(
            f"the deployable pool of {pool.nation}",
            f"Nations row {pool.sheet_row}",
            pool.deployable_pool - pool.heads_tied_up,
            by,
        )
        for pool, by in zip(
            each_row(found), users_of(found, ["nation", "then"], _of_pools(plan, ledger)), strict=True
        )
    ]
    return found[WHO].assign(text=pd.Series(text, index=found.index, dtype=object))


def _of_pools(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """Who ties up how many heads of each nation: nation, contingent, then (the period), heads."""
    away = units_away(plan, ledger.sent).rename(columns={"period": "then"})
    known = pledges(plan)[["contingent", "nation", "heads_per_unit", "nation_factor"]]
    rows = inner_join(away, known, ["contingent"])
    return rows.assign(heads=rows["units"] * rows["heads_per_unit"] * rows["nation_factor"])


RESTING = "in this plan its units are away or at home between rotations then"


def _at_home(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> pd.DataFrame:
    """A pool whose units are away or at home then, or are used too soon after: contingent, period, text."""
    if not plan.contingents["basis"].eq("pool").any():
        return no_rows(_REASONS)
    windows = rotation_windows(plan, ledger).rename(columns={"sent": "busy"})
    windows = windows.assign(first=windows["start"], last=windows["end"])
    spread = by_period(windows[["contingent", "first", "last", "end", "busy"]], plan.settings.periods)
    full = inner_join(rows[[*WHO, "units", "step"]], spread, WHO)
    full = full[full["busy"] + full["step"] > full["units"] + AUDIT_ERROR]
    found = full.drop_duplicates(WHO, ignore_index=True)
    away = units_away(plan, ledger.sent).rename(columns={"units": "away"})
    now = with_totals(found, away, WHO, "away")
    resting = now["away"] + now["step"] > now["units"] + AUDIT_ERROR
    after = _used_after(ledger, full)
    text = np.where(resting, RESTING, take(after["text"], found_in(found, after, WHO), RESTING))
    return found[WHO].assign(text=pd.Series(text, index=found.index, dtype=object))


def _used_after(ledger: Ledger, full: pd.DataFrame) -> pd.DataFrame:
    """When the plan uses a pool so soon after a period that one more unit away in it would not be back.

    ``full``: contingents, periods and the windows (``end``) around them that hold no more. contingent,
    period, text.
    """
    used = units_by_period(ledger.sent).rename(columns={"period": "later"})
    after = inner_join(full[[*WHO, "end"]], used[["contingent", "later"]], ["contingent"])
    after = after[(after["period"] < after["later"]) & (after["later"] <= after["end"])]
    texts = [
        f"in this plan its units are needed in {periods_in_words(sorted(set(later)))}; "
        "any more sent before would still be at home between rotations then"
        for later in after.groupby(WHO)["later"].agg(list)
    ]
    keys = after[WHO].drop_duplicates().sort_values(WHO, ignore_index=True)
    return keys.assign(text=pd.Series(texts, index=keys.index, dtype=object))


def _merged(rows: pd.DataFrame) -> pd.DataFrame:
    """Consecutive periods with as many units of a contingent unused, for the same reason, as one row."""
    rows = rows.sort_values(WHO, ignore_index=True)
    same = (
        rows["contingent"].eq(rows["contingent"].shift())
        & rows["period"].eq(rows["period"].shift() + 1)
        & rows["spare"].sub(rows["spare"].shift()).abs().le(AUDIT_ERROR)
        & rows["reason"].eq(rows["reason"].shift())
        & rows["step"].eq(rows["step"].shift())
    )
    rows = rows.drop(columns="units").assign(
        block=(~same).cumsum(),
        first=rows["period"],
        last=rows["period"],
        units=rows["spare"],
        heads=rows["spare"] * rows["heads_per_unit"],
    )
    every = dict.fromkeys(SHOWN, "first") | {"last": "last"}
    return rows.groupby("block", sort=True).agg(every)[SHOWN].reset_index(drop=True)
