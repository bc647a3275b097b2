"""Years: what the force costs and ties up in each, its last period held for years after the plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import positions, take, total
from solver.ledger.units import pledges
from solver.plan import Plan
from solver.tables import Array

MONTHS = 12
STOCK_FLOWS = ("forces", "movement", "running")
"""What a period costs for as long as it lasts; opening a site costs once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeldYears:
    """A plan year by year, from its start to the end of the years for which its last period is held.

    Frames have one row a year, in order; their index is the year's label. Money is the sum over the months of
    the year, heads are those of the period in the year in which they are highest. A pool's heads in the held
    years are those away and those that rest behind them, once that goes on.
    """

    labels: tuple[str, ...]
    """The calendar years (2027 ...) where the plan has a start, else ``year 1`` ..."""
    by_year: pd.DataFrame
    """planned, held (months); heads (that count to the force), nations (that have anybody there), tied_up
    (heads); forces, movement, running, opening, cost (money); cost_held (money: of the cost, that of the held
    months)."""
    nation_costs: pd.DataFrame
    """A column a nation: forces and movement (money)."""
    nations_tied_up: pd.DataFrame
    """A column a nation: heads tied up, rotation base included."""
    areas_deployed: pd.DataFrame
    """A column an area: heads away that are drawn from it."""
    areas_tied_up: pd.DataFrame
    """A column an area: heads that it does without, before backfill."""
    held_nations: pd.Series
    """By nation: heads tied up while the last period is held."""
    held_cost_a_year: float
    """Forces, movement and running sites (money) in a year of the last period."""

    @property
    def cost(self) -> float:
        """All years: money."""
        return float(self.by_year["cost"].sum())

    @property
    def cost_held(self) -> float:
        """The held years alone, without the plan's periods: money."""
        return float(self.by_year["cost_held"].sum())

    @property
    def tied_up(self) -> float:
        """Heads tied up while the last period is held."""
        return float(self.held_nations.sum())


def held_years(plan: Plan, ledger: Ledger) -> HeldYears | None:
    """The plan year by year with its last period held on; None where Settings do not ask for it."""
    if plan.settings.hold_last_period_for is None:
        return None
    calendar = _Calendar.of(plan)
    sent, held = ledger.sent, _held(plan, ledger.sent)
    tied_up = _periods(calendar, ledger.nations, "nation", "heads_tied_up", held)
    costs = _costs(calendar, ledger)
    heads = np.append(ledger.force["heads"].to_numpy(), ledger.force["heads"].to_numpy()[-1])
    present = _periods(calendar, sent[sent["units"] > 0], "nation", "heads", held)
    drawn = ledger.areas.rename(columns={"heads_tied_up": "area_tied_up"})
    by_year = pd.DataFrame(
        {
            "planned": calendar.months[:-1].sum(axis=0),
            "held": calendar.months[-1],
            "heads": calendar.highest(heads[:, None])[:, 0],
            "nations": (calendar.highest(present.to_numpy()) > 0).sum(axis=1),
            "tied_up": calendar.highest(tied_up.to_numpy().sum(axis=1)[:, None])[:, 0],
            **costs,
        },
        index=list(calendar.labels),
    )
    by_year["cost"] = by_year[[*STOCK_FLOWS, "opening"]].sum(axis=1)
    nation_costs = _periods(calendar, sent, "nation", "cost", held)
    last = ledger.costs.iloc[-1]
    by_year["cost_held"] = calendar.shares[-1] * float(last["forces"] + last["running"])
    return HeldYears(
        labels=calendar.labels,
        by_year=by_year,
        nation_costs=calendar.framed(calendar.shares.T @ nation_costs.to_numpy(), nation_costs),
        nations_tied_up=calendar.framed(calendar.highest(tied_up.to_numpy()), tied_up),
        areas_deployed=_highest(calendar, drawn, "deployed", held),
        areas_tied_up=_highest(calendar, drawn, "area_tied_up", held),
        held_nations=tied_up.iloc[-1],
        held_cost_a_year=float(last["forces"] + last["running"]) * MONTHS / plan.settings.period_months,
    )


def held_periods(plan: Plan) -> float:
    """For how many periods the last one is held; 0 where it is not asked for."""
    return (plan.settings.hold_last_period_for or 0.0) * MONTHS / plan.settings.period_months


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Calendar:
    """Which months of which period lie in which year; the last row is all that is held.

    A month is in the year in which it begins. ``months`` (periods + 1, years); ``shares``: the same in
    periods; ``begins``: the year, by position, in which each period begins.
    """

    labels: tuple[str, ...]
    months: Array
    shares: Array
    begins: Array

    @classmethod
    def of(cls, plan: Plan) -> _Calendar:
        """The calendar of a plan that is held."""
        settings = plan.settings
        begin = np.arange(settings.periods + 1) * settings.period_months + (
            settings.start.month - 1 if settings.start else 0
        )
        held = (settings.hold_last_period_for or 0.0) * MONTHS
        end = np.append(begin[1:], begin[-1] + held)
        years = np.arange(int(np.ceil(round(end[-1] / MONTHS, 9)))) * MONTHS
        inside = np.minimum(end[:, None], years + MONTHS) - np.maximum(begin[:, None], years)
        months = np.maximum(inside, 0.0)
        first = settings.start.year if settings.start else 1
        word = "" if settings.start else "year "
        return cls(
            labels=tuple(f"{word}{first + at}" for at in range(len(years))),
            months=months,
            shares=months / settings.period_months,
            begins=begin[:-1] // MONTHS,
        )

    def highest(self, values: Array) -> Array:
        """The highest value in each year of (periods + 1, things): years x things."""
        if not values.shape[1]:
            return np.zeros((len(self.labels), 0))
        there = (self.months > 0)[:, :, None]
        return np.asarray(np.where(there, values[:, None, :], 0.0).max(axis=0))

    def framed(self, values: Array, like: pd.DataFrame) -> pd.DataFrame:
        """Values by year (rows) and thing (columns), the things named as in another frame."""
        return pd.DataFrame(values, index=list(self.labels), columns=like.columns)


def _held(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """What the last period sends, with what each row ties up and deploys while that goes on.

    nation, area, heads, cost, heads_tied_up (of the nation), area_tied_up, deployed (of the area).
    """
    rows = sent[sent["period"] == plan.settings.periods].reset_index(drop=True)
    contingents = pledges(plan)
    at = positions(rows["contingent"], contingents["contingent"])
    resting = 1 + take(contingents["dwell_periods"], at, 0)
    heads = rows["heads"].to_numpy()
    return rows.assign(
        heads_tied_up=heads * resting * take(contingents["nation_factor"], at, 0.0),
        area_tied_up=heads * resting * take(contingents["area_factor"], at, 0.0),
        deployed=heads,
    )


def _periods(
    calendar: _Calendar, rows: pd.DataFrame, name: str, value: str, held: pd.DataFrame
) -> pd.DataFrame:
    """A value by period (the last row: while the last period is held) and name, of names that have any."""
    periods = len(calendar.months) - 1
    later = held.assign(period=periods + 1)
    named = [frame.loc[frame[name] != "", [name, "period", value]] for frame in (rows, later)]
    both = pd.concat([frame for frame in named if len(frame)] or named[:1], ignore_index=True)
    summed = total(both, [name, "period"], value)
    summed = summed[summed[value] != 0]
    at, names = pd.factorize(summed[name], sort=True)
    table = np.zeros((periods + 1, len(names)))
    table[summed["period"].to_numpy(dtype=np.int64) - 1, at] = summed[value]
    return pd.DataFrame(table, columns=names)


def _highest(calendar: _Calendar, rows: pd.DataFrame, value: str, held: pd.DataFrame) -> pd.DataFrame:
    """A value of areas by year."""
    table = _periods(calendar, rows, "area", value, held)
    return calendar.framed(calendar.highest(table.to_numpy()), table)


def _costs(calendar: _Calendar, ledger: Ledger) -> dict[str, Array]:
    """The costs of each year, by kind: split by months, opening in the year in which its period begins."""
    costs = ledger.costs
    moved = ledger.sent["heads"] * ledger.sent["movement"]
    movement = np.bincount(ledger.sent["period"], weights=moved, minlength=len(costs) + 1)[1:]
    kinds = {
        "forces": costs["forces"].to_numpy() - movement,
        "movement": movement,
        "running": costs["running"].to_numpy(),
    }
    flows = {name: calendar.shares.T @ np.append(each, each[-1]) for name, each in kinds.items()}
    opening = np.bincount(calendar.begins, weights=costs["opening"], minlength=len(calendar.labels))
    return {**flows, "opening": opening}
