"""Years: what the force costs and ties up year by year, the last period held on for as long as is asked."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import inner_join, total
from solver.ledger.units import pledges
from solver.plan.plan import Plan, Settings
from solver.results import columns
from solver.results.tables import Table, equal_periods, make_table
from solver.schema import HELD_YEARS
from solver.text.numbers import counted, money, number, with_and
from solver.tolerances import TOLD_AS_NOTHING

MONTHS = 12
PLANNED, HELD, BOTH = "planned", "held", "planned and held"
ALL, NATION, AREA = "All", "Nation", "Area"
ORDER = [ALL, NATION, AREA]
MOST_NAMED = 3
"""Contingents named that cannot be held."""


def years_table(plan: Plan, ledger: Ledger) -> Table | None:
    """One row for all, each nation and each area, and each run of equal years; None where not asked for.

    Heads and tied up: most in any month of a year. Cost: of the year, a nation's without running and opening
    sites. Planned years come from the periods, held ones repeat the last period.
    """
    if plan.settings.hold_last_period_for is None:
        return None
    months = _months(plan.settings)
    parts = [part[part["heads"] + part["tied_up"] + part["cost"] > 0] for part in _by_period(plan, ledger)]
    by_month = inner_join(months, pd.concat(parts, ignore_index=True), ["period"])
    once = by_month["opening"] * by_month["first"]
    by_month["cost"] = by_month["cost"] / plan.settings.period_months + once
    keys = ["Of", "name", "year"]
    rows = by_month.groupby(keys, as_index=False).agg(
        heads=("heads", "max"), tied_up=("tied_up", "max"), cost=("cost", "sum")
    )
    rows = inner_join(rows, _kinds(months), ["year"]).rename(columns={"year": "period"})
    shown = equal_periods(rows, ["Of", "name"], ["Kind", "heads", "tied_up", "cost"])
    shown["all"] = shown["cost"] * (shown["To"] - shown["From"] + 1)
    shown = shown.assign(place=shown["Of"].map(ORDER.index), most=_most(shown))
    order = ["place", "most", "name", "From"]
    shown = shown.sort_values(order, ascending=[True, False, True, True], kind="stable", ignore_index=True)
    return make_table(HELD_YEARS, columns.YEARS, shown, note=_note(plan, ledger))


def held_in_words(plan: Plan, ledger: Ledger) -> str:
    """The years in a sentence; "" where they are not asked for."""
    table = years_table(plan, ledger)
    if table is None:
        return ""
    rows = table.frame[table.frame["Of"] == ALL]
    held = rows[rows["Kind"] == HELD]
    years = counted(plan.settings.hold_last_period_for or 0, "year", "years")
    if rows.empty:
        return f"nothing to hold for {years}."
    costs = ""
    if rows["Cost in all"].sum() > 0:
        in_all = money(rows["Cost in all"].sum(), plan.settings.currency)
        yearly = f", {money(held['Cost a year'].iloc[0], plan.settings.currency)} a year" if len(held) else ""
        costs = f" it costs {in_all} in all with the periods planned{yearly}; and"
    tied_up = number(rows["Tied up"].iloc[-1])
    missing = _not_to_be_held(plan, ledger)
    but = f". Not to be kept so by rotation: {missing}" if missing else ""
    return f"if the last period goes on for {years},{costs} it ties up {tied_up}{but}."


def _months(settings: Settings) -> pd.DataFrame:
    """Every month planned or held: its year, the period it is of or repeats, whether it is a first."""
    planned = settings.periods * settings.period_months
    month = np.arange(planned + MONTHS * (settings.hold_last_period_for or 0))
    period = np.minimum(month // settings.period_months + 1, settings.periods)
    year = month // MONTHS + 1
    if settings.start is not None:
        year = settings.start.year + (settings.start.month - 1 + month) // MONTHS
    first = (month % settings.period_months == 0) & (month < planned)
    return pd.DataFrame({"year": year, "period": period, "first": first, "held": month >= planned})


def _kinds(months: pd.DataFrame) -> pd.DataFrame:
    """year, Kind: whether its months are planned or held."""
    share = months.groupby("year", as_index=False)[["held"]].mean()
    kind = np.select([share["held"] == 0.0, share["held"] == 1.0], [PLANNED, HELD], default=BOTH)
    return share.assign(Kind=kind.astype(object))[["year", "Kind"]]


def _by_period(plan: Plan, ledger: Ledger) -> list[pd.DataFrame]:
    """Of, name, period, heads, tied_up, cost (without opening), opening: of all, of nations, of areas."""
    costs, nations = ledger.costs, ledger.nations
    tied_up = total(nations, ["period"], "heads_tied_up").set_index("period")["heads_tied_up"]
    everything = ledger.force[["period", "heads"]].assign(
        name="",
        tied_up=ledger.force["period"].map(tied_up).fillna(0.0),
        cost=costs["forces"] + costs["running"],
        opening=costs["opening"],
    )
    of_nations = nations.rename(columns={"nation": "name", "deployed": "heads", "heads_tied_up": "tied_up"})
    spent = ledger.sent.groupby(["nation", "period"])["cost"].sum()
    keys = zip(nations["nation"], nations["period"], strict=True)
    of_nations["cost"] = [spent.get(key, 0.0) for key in keys]
    of_areas = total(ledger.areas, ["area", "period"], "heads_tied_up", "deployed")
    of_areas = of_areas.rename(columns={"area": "name", "deployed": "heads", "heads_tied_up": "tied_up"})
    wanted = ["Of", "name", "period", "heads", "tied_up", "cost", "opening"]
    parts = ((ALL, everything), (NATION, of_nations), (AREA, of_areas.assign(cost=0.0)))
    filled = (part.assign(Of=of, opening=part.get("opening", 0.0)) for of, part in parts)
    return [part[wanted].astype({"name": object, "Of": object}) for part in filled]


def _most(shown: pd.DataFrame) -> pd.Series:
    """What each name costs, or ties up where it costs nothing, in its dearest year: those come first."""
    weight = shown["cost"].where(shown["Of"] != AREA, shown["tied_up"])
    return weight.groupby([shown["Of"], shown["name"]]).transform("max")


def _not_to_be_held(plan: Plan, ledger: Ledger) -> str:
    """The pools that the last period uses more of than they can keep in theatre, in words; "" for none."""
    last = ledger.sent[ledger.sent["period"] == plan.settings.periods]
    used = total(last, ["contingent"], "units")
    own = pledges(plan)[["contingent", "dwell_periods"]]
    offered = plan.contingents[["contingent", "units", "basis"]].rename(columns={"units": "pledged"})
    rows = inner_join(inner_join(used, own, ["contingent"]), offered, ["contingent"])
    rows = rows[rows["basis"] == "pool"]
    lasting = (rows["pledged"] / (1 + rows["dwell_periods"])).map(math.floor)
    short = rows.assign(lasting=lasting)[rows["units"] > lasting + TOLD_AS_NOTHING]
    named = [
        f"{who} ({number(away)} of {counted(pledged, 'unit', 'units')} away, {number(kept)} could be)"
        for who, away, pledged, kept in zip(
            short["contingent"], short["units"], short["pledged"], short["lasting"], strict=True
        )
    ]
    more = [f"{len(named) - MOST_NAMED} more"] if len(named) > MOST_NAMED else []
    return with_and([*named[:MOST_NAMED], *more])


def _note(plan: Plan, ledger: Ledger) -> str:
    """What the table says, and what it does not."""
    settings = plan.settings
    kind = "calendar years" if settings.start is not None else "years from the plan's start"
    years = counted(settings.hold_last_period_for or 0, "year", "years")
    missing = _not_to_be_held(plan, ledger)
    but = f" Pools that cannot be kept so by rotation: {missing}." if missing else ""
    return (
        f"The plan by {kind}, and its last period held for {years} more, as if it went on: no plan, no proof, "
        "money as of now. Heads, tied up: most in any month. A nation's cost is without sites. What ends "
        f"after the plan (pledges, conditions, sites) is not known here.{but}"
    )
