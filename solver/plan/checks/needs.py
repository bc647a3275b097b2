"""Requirements, roles, sites and support: numbers that must fit together."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.plan.readings import number_text
from solver.tables import each_row


def minimum_target_maximum(draft: Draft) -> Iterator[Finding]:
    """What cannot be done without is at most what is wanted, and that at most what is allowed."""
    for lower, upper in (("Minimum", "Target"), ("Target", "Maximum"), ("Minimum", "Maximum")):
        rows = draft.sound("Requirements", lower, upper)
        if (lower, upper) == ("Minimum", "Maximum"):
            # Said already where the Target lies between them.
            target = rows["target"]
            rows = rows[~(rows["minimum"] > target) & ~(target > rows["maximum"])]
        for row in rows[rows[lower.lower()] > rows[upper.lower()]].to_dict("records"):
            low, high = number_text(row[lower.lower()]), number_text(row[upper.lower()])
            message = f"{lower} {low} is above {upper} {high}; expected Minimum <= Target <= Maximum"
            yield at("Requirements", row["sheet_row"], lower, message)


def unit_worth_missing(draft: Draft) -> Iterator[Finding]:
    """A lacking unit weighs as many heads as the planner says; nobody else can."""
    rows = draft.sound("Roles", "Measure", "Unit worth")
    for row in each_row(rows[(rows["measure"] == "units") & rows["unit_worth"].isna()]):
        message = (
            f"Unit worth is blank, but {row.role} counts units; say how many heads a lacking unit weighs"
        )
        yield at("Roles", row.sheet_row, "Unit worth", message)


def nobody_can_lead(draft: Draft) -> Iterator[Finding]:
    """A site that needs a lead, in a plan where no nation can lead, holds nobody."""
    if draft.rows("Nations")["can_lead"].eq(True).any():
        return
    rows = draft.sound("Sites", "Needs lead")
    for row in each_row(rows[rows["needs_lead"].astype(bool)]):
        message = f"{row.site} needs a lead, but no nation has Can lead = yes: nobody can be there"
        yield at("Sites", row.sheet_row, "Needs lead", message, "warning")


def least_heads_above_capacity(draft: Draft) -> Iterator[Finding]:
    """A site that must hold more than fits never opens."""
    rows = draft.sound("Sites", "Capacity", "Least heads")
    for row in each_row(rows[rows["least_heads"] > rows["capacity"]]):
        least, capacity = number_text(row.least_heads), number_text(row.capacity)
        message = f"Least heads {least} is above Capacity {capacity}: nobody can be there"
        yield at("Sites", row.sheet_row, "Least heads", message, "warning")


def force_row_without_numbers(draft: Draft) -> Iterator[Finding]:
    """A row of Force asks for something, or limits something."""
    rows = draft.sound("Force", "Floor", "Ceiling")
    for row in rows.loc[rows["floor"].isna() & rows["ceiling"].isna(), "sheet_row"]:
        yield at("Force", row, "Floor", "neither Floor nor Ceiling is given: the row says nothing", "warning")


def floor_above_ceiling(draft: Draft) -> Iterator[Finding]:
    """A force cannot be wanted larger than it may be."""
    rows = draft.sound("Force", "Floor", "Ceiling")
    for row in each_row(rows[rows["floor"] > rows["ceiling"]]):
        floor, ceiling = number_text(row.floor), number_text(row.ceiling)
        message = f"Floor {floor} is above Ceiling {ceiling}: the floor is never reached"
        yield at("Force", row.sheet_row, "Floor", message, "warning")


def relief_without_condition(draft: Draft) -> Iterator[Finding]:
    """Relief comes while something holds: what?"""
    rows = draft.sound("Support ratios", "Relief", "Relieved by")
    for row in each_row(rows[(rows["relief"] > 0) & (rows["relieved_by"] == "")]):
        relief = number_text(row.relief)
        message = f"Relief is {relief}, but Relieved by is blank: nothing is relieved; name the condition"
        yield at("Support ratios", row.sheet_row, "Relieved by", message, "warning")


def periods_beyond_the_demand(draft: Draft) -> Iterator[Finding]:
    """A plan that runs on after the last requirement and floor looks covered where nothing is asked for."""
    periods = draft.settings.periods
    last = [_last_period_asked(draft, "Requirements", "Target", "Minimum")]
    last.append(_last_period_asked(draft, "Force", "Floor"))
    if None in last:
        return
    end = max(found or 0 for found in last)
    if 0 < end < periods and "Periods" in draft.setting_rows:
        rest = f"period {periods}" if end + 1 == periods else f"periods {end + 1}-{periods}"
        message = (
            f"Periods is {periods}, but no requirement and no floor asks for anything after period {end}: "
            f"{rest} can be neither covered nor short; let them ask for longer, or set Periods to {end}"
        )
        yield at("Settings", draft.setting_rows["Periods"], "Value", message, "warning")


def _last_period_asked(draft: Draft, sheet: str, *columns: str) -> int | None:
    """The last period of the plan in which the sheet asks for anything, 0 if never; None if unreadable."""
    rows, periods = draft.sound(sheet, *columns, "From", "To"), draft.settings.periods
    if len(rows) < len(draft.rows(sheet)):
        return None
    numbers = rows[[column.lower() for column in columns]]
    asking = rows[(numbers > 0).any(axis=1) & ~(rows["first"] > periods)]
    last: pd.Series = asking["last"].fillna(periods).clip(lower=0, upper=periods)
    return int(last.max()) if len(last) else 0
