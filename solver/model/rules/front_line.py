"""Rules on the front line: the most heads that may be taken from the areas that the plan protects."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from solver.model.data import holds_from, positions, spread_periods
from solver.model.decisions import Decisions
from solver.model.linexpr import Floats, Mask, PlanNumber, Rows, at_most, join_many, sum_by
from solver.model.rules.units import tied_up
from solver.plan import Plan
from solver.tables import each_row


def drawdown_cap(plan: Plan, v: Decisions) -> list[Rows]:
    """No front-line area, and no group of nations, gives up more heads than its cap allows.

    For every cap k and period t that it covers, heads as the cap counts them
    (tied up, or deployed), each of its two numbers by itself:

        sum over contingents c drawn from the areas and stock of k, roles r, sites s
            of heads_counted[c, k] * send[c, r, s, t]  <=  cap[k] + backfill[k, t]

    A contingent counts where it is *drawn from*, not by its flag: allied
    troops stationed in a country weaken it when they leave, too. Only a cap
    on nations counts by the flag: the contingents of these, as they see them.
    """
    if plan.drawdown_caps.empty:
        return []
    limits = cap_limits(plan)
    taken = sum_by(_taken(plan, v), ["cap", "period"], "heads_counted")
    return [
        _raised_by_backfill(
            plan,
            at_most(
                taken, rows.drop(columns="number"), PlanNumber(sheet="Drawdown caps", column=str(number))
            ),
        )
        for number, rows in limits.groupby("number", sort=True)
    ]


def _raised_by_backfill(plan: Plan, rows: Rows) -> Rows:
    """The rows, with the numbers of Backfill that raise their limits."""
    if plan.backfill.empty:
        return rows
    keys = rows.keys.assign(row=rows.keys.index)
    extra_terms = arrivals(plan).merge(keys, on=["cap", "period"])[["row", "sheet_row"]]
    return replace(rows, extra_terms=extra_terms.assign(sheet="Backfill", column="Heads", scale=1.0))


def cap_limits(plan: Plan) -> pd.DataFrame:
    """Each number of each cap in each period: cap, period, number (its column), limit, scale, sheet_row."""
    caps, periods = plan.drawdown_caps, plan.settings.periods
    baseline = _baselines(plan)
    table = caps[["first", "last", "sheet_row"]].assign(cap=caps.index)
    heads = table.assign(number="Cap heads", value=caps["cap_heads"], scale=1.0)
    share = table.assign(number="Cap share", value=caps["cap_share"] * baseline, scale=baseline)
    numbers = pd.concat([heads, share], ignore_index=True)
    limits = spread_periods(numbers[numbers["value"].notna()].reset_index(drop=True), periods)
    arriving = _backfill(plan)[limits["cap"].to_numpy(), limits["period"].to_numpy() - 1]
    limits["limit"] = limits["value"] + arriving
    return limits[["cap", "period", "number", "limit", "scale", "sheet_row"]]


def _covers(plan: Plan) -> Mask:
    """Which areas each cap applies to, caps x areas: the area itself, or those of the group."""
    areas = [frozenset((row.area, *row.groups)) for row in each_row(plan.areas)]
    covers = [[name in area for area in areas] for name in plan.drawdown_caps["applies_to"]]
    return np.asarray(covers, dtype=bool).reshape(len(plan.drawdown_caps), len(areas))


def _of_nations(plan: Plan) -> Mask:
    """Which nations each cap applies to, caps x nations: none where its name covers areas."""
    names = [frozenset((row.nation, *row.groups)) for row in each_row(plan.nations)]
    covers = [[name in nation for nation in names] for name in plan.drawdown_caps["applies_to"]]
    on_areas = _covers(plan).any(axis=1, keepdims=True)
    named = np.asarray(covers, dtype=bool).reshape(len(plan.drawdown_caps), len(names))
    return np.asarray(named & ~on_areas)


def _baselines(plan: Plan) -> Floats:
    """Heads of the stock of each cap's areas, a blank one counting as none; of nations, their strength."""
    stocks = plan.areas[["own", "stationed", "earmarked"]].fillna(0.0)
    held = {name: stocks[name].to_numpy(np.float64) for name in stocks}
    held["any"] = stocks.sum(axis=1).to_numpy(np.float64)
    rows = [held[stock] for stock in plan.drawdown_caps["stock"]]
    heads = np.asarray(rows, dtype=np.float64).reshape(len(plan.drawdown_caps), len(plan.areas))
    strength = plan.nations["active_strength"].fillna(0.0).to_numpy(np.float64)
    return np.asarray((heads * _covers(plan)).sum(axis=1) + _of_nations(plan) @ strength)


def _backfill(plan: Plan) -> Floats:
    """Heads that arrive for each cap in each period, caps x periods."""
    arriving = np.zeros((len(plan.drawdown_caps), plan.settings.periods))
    if plan.backfill.empty:
        return arriving
    rows = arrivals(plan)
    np.add.at(arriving, (rows["cap"].to_numpy(), rows["period"].to_numpy() - 1), rows["heads"].to_numpy())
    return arriving


def arrivals(plan: Plan) -> pd.DataFrame:
    """Each row of Backfill for each cap that it raises, period by period: cap, period, heads, sheet_row."""
    caps, rows = plan.drawdown_caps, plan.backfill
    fits = _covers(plan)[:, positions(rows["area"], plan.areas["area"])]
    stock, own = caps["stock"].to_numpy()[:, None], rows["stock"].to_numpy()[None, :]
    fits &= (stock == "any") | (stock == own)
    capability, named = caps["capability"].to_numpy()[:, None], rows["capability"].to_numpy()[None, :]
    fits &= (named == "") | (capability == "") | (capability == named)
    begins = holds_from(plan)
    holds = np.asarray([begins.get(name, 1) for name in rows["condition"]], dtype=np.int64)
    cap, row = np.nonzero(fits)
    table = pd.DataFrame(
        {
            "cap": cap,
            "heads": rows["heads"].to_numpy(np.float64)[row],
            "sheet_row": rows["sheet_row"].to_numpy()[row],
            "first": np.maximum(rows["first"].to_numpy(np.int64), holds)[row],
            "last": rows["last"].to_numpy(np.int64)[row],
        }
    )
    return spread_periods(table, plan.settings.periods)


def cap_members(plan: Plan, v: Decisions) -> pd.DataFrame:
    """Which contingents each cap counts, and how: cap, contingent, deployed, in_area (bool).

    ``in_area``: as the area counts that it is drawn from, else as its nation does.
    """
    return pd.concat([_drawn_from_areas(plan, v), _contingents_of_nations(plan, v)], ignore_index=True)


def _contingents_of_nations(plan: Plan, v: Decisions) -> pd.DataFrame:
    """The contingents that caps on nations count; of stock own, none from another nation's area."""
    caps, of, covers = plan.drawdown_caps, v.data.contingents, _of_nations(plan)
    owners = np.append(positions(plan.areas["nation"], plan.nations["nation"]), -1)  # area -1: none
    owner = owners[of["area"].to_numpy()]
    every = (caps["stock"] == "any").to_numpy()[:, None]
    wanted = caps["capability"].to_numpy()[:, None]
    counts = covers[:, of["nation"].to_numpy()] & (every | (owner < 0) | covers[:, owner])
    cap, contingent = np.nonzero(counts & ((wanted == "") | (wanted == of["capability"].to_numpy())))
    deployed = (caps["counts"] == "deployed").to_numpy()[cap]
    return pd.DataFrame({"cap": cap, "contingent": contingent, "deployed": deployed, "in_area": False})


def _drawn_from_areas(plan: Plan, v: Decisions) -> pd.DataFrame:
    """The contingents that caps on areas count."""
    caps = plan.drawdown_caps
    drawn = v.data.contingents[["contingent", "area", "stock", "capability"]]
    drawn = drawn[drawn["area"] >= 0]
    cap, area = np.nonzero(_covers(plan))
    covered = pd.DataFrame(
        {
            "cap": cap,
            "area": area,
            "cap_stock": caps["stock"].to_numpy()[cap],
            "cap_capability": caps["capability"].to_numpy()[cap],
            "deployed": (caps["counts"] == "deployed").to_numpy()[cap],
        }
    )
    pairs = join_many(covered, drawn, "area")
    stock = (pairs["cap_stock"] == "any") | (pairs["cap_stock"] == pairs["stock"])
    capability = (pairs["cap_capability"] == "") | (pairs["cap_capability"] == pairs["capability"])
    return pairs.loc[stock & capability, ["cap", "contingent", "deployed"]].assign(in_area=True)


def _taken(plan: Plan, v: Decisions) -> pd.DataFrame:
    """The arcs by cap and period in which they count; ``heads_counted``: by one unit."""
    arcs = join_many(v.send[["contingent", "heads", "period", "column"]], cap_members(plan, v), "contingent")
    deployed, in_area = arcs["deployed"].to_numpy(bool), arcs["in_area"].to_numpy(bool)
    parts = [
        tied_up(plan, v, arcs[~deployed & (in_area == of_area)], in_area=of_area).rename(
            columns={"heads_tied_up": "heads_counted"}
        )
        for of_area in (True, False)
    ]
    away = arcs[deployed]
    parts.append(away.assign(heads_counted=away["heads"]))
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]
