"""Years: what each year costs and ties up, the last period held on; and the same in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.years import HeldYears, held_years
from solver.plan.plan import Plan
from solver.results import columns
from solver.results.holding import doubtful, holding
from solver.results.tables import Fact, Field, Show, Table, make_table
from solver.solution import HeldTotals, YearTotals
from solver.text.numbers import counted, money

NOT_A_PLAN = (
    "The plan's periods, then the last of them as if it went on: no plan, and no proof. Heads and nations: "
    "in the period of the year in which they are most. A month is in the year in which it begins."
)
COST_NOTE = (
    "Without inflation or discount. A period in two years is split by its months; opening a site counts in "
    "the year in which it opens. Of it held: the held months alone, without the plan's periods."
)
HELD_ALONE = "Of it held"
"""The row of what is held alone: the held months without the plan's."""
NATION_NOTE = "Forces and movement of each nation; running and opening sites are nobody's."
TIED_UP_NOTE = (
    "Heads away and the rotation base behind them; of a pool that is held, those away and those that rest."
)
DRAWN_NOTE = "Heads drawn from each area, whosever they are, before backfill."
HOLDING_NOTE = (
    "Pools of the last period, and what else its going on rests on. Not listed: what its tables let go on. "
    "Requirements, locks, floors and caps are taken as they stand in the last period."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeldPlan:
    """What holding the last period comes to, for Years, Summary and record; empty where not asked for."""

    blocks: tuple[Table, ...] = ()
    facts: tuple[Fact, ...] = ()
    totals: HeldTotals | None = None


def hold(plan: Plan, ledger: Ledger) -> HeldPlan:
    """The last period held for as many years as Settings ask for, if they do."""
    years = held_years(plan, ledger)
    if years is None:
        return HeldPlan()
    rests_on = holding(plan, ledger, years)
    return HeldPlan(
        blocks=years_blocks(plan, years, rests_on),
        facts=(Fact(label="Held on", text=held_sentence(plan, years, rests_on)),),
        totals=held_totals(plan, years, rests_on),
    )


def years_blocks(plan: Plan, years: HeldYears, rests_on: pd.DataFrame) -> tuple[Table, ...]:
    """The blocks of the sheet Years, in reading order; ``rests_on``: as ``holding`` gives it."""
    currency = plan.settings.currency
    return (
        _force(years),
        _cost(years, currency),
        _named(years, "Cost by nation", columns.YEARS_NATION_COST, years.nation_costs, currency),
        _named(years, "Tied up by nation", columns.YEARS_TIED_UP, years.nations_tied_up, "heads"),
        _drawn(years),
        make_table("What holding rests on", columns.HOLDING, rests_on, note=HOLDING_NOTE),
    )


def _force(years: HeldYears) -> Table:
    """Months, heads and nations of each year."""
    rows = {
        ("Planned", "months"): "planned",
        ("Held", "months"): "held",
        ("Force", "heads"): "heads",
        ("Nations", "nations"): "nations",
        ("Tied up", "heads"): "tied_up",
    }
    frame = _across(years, {key: years.by_year[name] for key, name in rows.items()}, columns.YEARS_FORCE)
    return make_table("Years", _fields(years, columns.YEARS_FORCE, Show.AMOUNT), frame, note=NOT_A_PLAN)


def _cost(years: HeldYears, currency: str) -> Table:
    """The cost of each year by kind, in all, and so far."""
    by_year = years.by_year
    rows = {
        "Forces": by_year["forces"],
        "Movement": by_year["movement"],
        "Running sites": by_year["running"],
        "Opening sites": by_year["opening"],
        "In all": by_year["cost"],
        HELD_ALONE: by_year["cost_held"],
        "So far": by_year["cost"].cumsum(),
    }
    frame = _across(years, {(name, currency): each for name, each in rows.items()}, columns.YEARS_COST)
    sums = [float(each.sum()) for each in rows.values()]
    frame["All years"] = [*sums[:-1], years.cost]
    fields = (*_fields(years, columns.YEARS_COST, Show.MONEY), columns.YEARS_SUM)
    return make_table("Cost", fields, frame, note=COST_NOTE)


def _named(
    years: HeldYears, title: str, leading: tuple[Field, ...], by_year: pd.DataFrame, unit: str
) -> Table:
    """A row for each nation, the largest first, with its sum of money or its most heads."""
    heads = unit == "heads"
    last = columns.YEARS_MOST if heads else columns.YEARS_SUM
    whole = by_year.max() if heads else by_year.sum()
    order = sorted(by_year.columns, key=lambda name: (-whole[name], name))
    frame = _across(years, {(name, unit): by_year[name] for name in order}, leading)
    frame[last.name] = [float(whole[name]) for name in order]
    fields = (*_fields(years, leading, Show.HEADS if heads else Show.MONEY), last)
    return make_table(title, fields, frame, note=TIED_UP_NOTE if heads else NATION_NOTE)


def _drawn(years: HeldYears) -> Table:
    """Two rows for each area: heads deployed, and heads tied up."""
    tables = {"deployed": years.areas_deployed, "tied up": years.areas_tied_up}
    areas = sorted(years.areas_tied_up.columns, key=lambda name: (-years.areas_tied_up[name].max(), name))
    none = pd.Series(0.0, index=list(years.labels))
    rows = {(area, how): table.get(area, none) for area in areas for how, table in tables.items()}
    frame = _across(years, rows, columns.YEARS_DRAWN)
    frame[columns.YEARS_MOST.name] = [float(each.max()) for each in rows.values()]
    fields = (*_fields(years, columns.YEARS_DRAWN, Show.HEADS), columns.YEARS_MOST)
    return make_table("Drawn from areas", fields, frame, note=DRAWN_NOTE)


def _fields(years: HeldYears, leading: tuple[Field, ...], show: Show) -> tuple[Field, ...]:
    return (*leading, *(Field(label, show) for label in years.labels))


def _across(
    years: HeldYears, rows: Mapping[tuple[str, str], pd.Series], leading: tuple[Field, ...]
) -> pd.DataFrame:
    """A row for each series, its key in the leading columns and each year in one of its own."""
    names = [*(field.name for field in leading), *years.labels]
    values = [(*key, *(float(value) for value in each)) for key, each in rows.items()]
    frame = pd.DataFrame(values, columns=names)
    return frame.astype({field.name: object for field in leading} | dict.fromkeys(years.labels, float))


def held_totals(plan: Plan, years: HeldYears, rests_on: pd.DataFrame) -> HeldTotals:
    """What is held, for the record of the run."""
    doubts = doubtful(rests_on)
    return HeldTotals(
        held_for=float(plan.settings.hold_last_period_for or 0.0),
        until=_end(plan),
        cost=years.cost,
        cost_held=years.cost_held,
        cost_a_year=years.held_cost_a_year,
        tied_up=years.tied_up,
        not_held=tuple(f"{what}: {held}; {why}" for what, held, why in doubts.to_numpy().tolist()),
        years=tuple(_year(*row) for row in years.by_year.iterrows()),
    )


def _year(label: object, values: pd.Series) -> YearTotals:
    """One year, for the record."""
    return YearTotals(year=str(label), **{str(name): float(value) for name, value in values.items()})


def held_sentence(plan: Plan, years: HeldYears, rests_on: pd.DataFrame) -> str:
    """What holding the last period comes to, and whether all of it can be held."""
    spell = counted(plan.settings.hold_last_period_for or 0.0, "year more", "years more")
    until = _end(plan)
    cost = ""
    if years.cost > 0:
        currency = plan.settings.currency
        alone, a_year, whole = (
            money(each, currency) for each in (years.cost_held, years.held_cost_a_year, years.cost)
        )
        cost = f"costs {alone}, {a_year} a year ({whole} with the plan's own periods), and "
    spell += f", until {until}," if until else ""
    text = f"for {spell} it {cost}ties up {counted(years.tied_up, 'head', 'heads')}"
    doubts = doubtful(rests_on)
    if doubts.empty:
        return f"{text}."
    kind, _, name = str(doubts["What"].iloc[0]).partition(" ")
    more = f" and {len(doubts) - 1} more" if len(doubts) > 1 else ""
    return f"{text}, as if all could be held: {kind.lower()} {name}{more} cannot (sheet Years)."


def _end(plan: Plan) -> str:
    """The month with which the held years end, such as ``Dec 2036``; "" where the plan has no start."""
    settings = plan.settings
    if settings.start is None:
        return ""
    months = settings.periods * settings.period_months + 12 * (settings.hold_last_period_for or 0.0)
    last = settings.start.month - 1 + -int(-round(months, 9) // 1) - 1
    month = settings.start.replace(year=settings.start.year + last // 12, month=last % 12 + 1, day=1)
    return f"{month:%b %Y}"
