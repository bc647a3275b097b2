"""Caps, locks and priorities: limits that say something, and say one thing."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.plan.readings import number_text
from solver.tables import each_row
from solver.workbook.layout import STOCKS


def cap_without_numbers(draft: Draft) -> Iterator[Finding]:
    """A cap that caps nothing was probably meant to be 0."""
    rows = draft.sound("Drawdown caps", "Cap heads", "Cap share")
    for row in rows.loc[rows["cap_heads"].isna() & rows["cap_share"].isna(), "sheet_row"]:
        message = "neither Cap heads nor Cap share is given; give one (0: none may leave), or delete the row"
        yield at("Drawdown caps", row, "Cap heads", message)


def cap_share_of_nothing(draft: Draft) -> Iterator[Finding]:
    """A share needs the baseline of which it is a share."""
    rows = draft.sound("Drawdown caps", "Applies to", "Stock", "Cap share")
    for row in each_row(rows[rows["cap_share"].notna()]):
        wanted = list(STOCKS) if row.stock == "any" else [row.stock]
        baseline = _baseline(draft, row.applies_to, wanted)
        if baseline is None:
            continue
        holes = [f"{area} {stock}" for stock in wanted for area in baseline.index[baseline[stock].isna()]]
        blanks = ", ".join(holes)
        if len(holes) == baseline.size:
            message = (
                f"Cap share has no baseline to be a share of: on sheet Areas, {blanks} is blank; "
                "fill it in, or give Cap heads"
            )
            yield at("Drawdown caps", row.sheet_row, "Cap share", message)
        elif holes:
            message = f"Cap share counts as 0 what is blank on sheet Areas: {blanks}"
            yield at("Drawdown caps", row.sheet_row, "Cap share", message, "warning")


def lock_without_numbers(draft: Draft) -> Iterator[Finding]:
    """A lock holds units at least or at most somewhere."""
    rows = draft.sound("Locks", "Units at least", "Units at most")
    for row in rows.loc[rows["units_at_least"].isna() & rows["units_at_most"].isna(), "sheet_row"]:
        message = "neither Units at least nor Units at most is given; give one, or delete the row"
        yield at("Locks", row, "Units at least", message)


def lock_at_least_above_at_most(draft: Draft) -> Iterator[Finding]:
    """No number of units is more than one and fewer than the other."""
    rows = draft.sound("Locks", "Units at least", "Units at most")
    for row in each_row(rows[rows["units_at_least"] > rows["units_at_most"]]):
        low, high = number_text(row.units_at_least), number_text(row.units_at_most)
        message = f"Units at least {low} is above Units at most {high}; correct one"
        yield at("Locks", row.sheet_row, "Units at least", message)


def tolerances_differ_in_a_rank(draft: Draft) -> Iterator[Finding]:
    """Objectives of one rank are one sum, with one tolerance (a blank is 0)."""
    rows = draft.sound("Priorities", "Rank", "Tolerance")
    first = rows.groupby("rank")[["tolerance", "sheet_row"]].transform("first").add_prefix("first_")
    rows = rows.join(first)
    for row in each_row(rows[rows["tolerance"] != rows["first_tolerance"]]):
        here, there = number_text(row.tolerance), number_text(row.first_tolerance)
        message = (
            f"Tolerance is {here} here but {there} in row {row.first_sheet_row}, of the same rank "
            f"{row.rank:.0f} (blank is 0); give all of them one value"
        )
        yield at("Priorities", row.sheet_row, "Tolerance", message)


def burden_without_strength(draft: Draft) -> Iterator[Finding]:
    """The largest burden is a share of a nation's active strength."""
    if draft.rows("Nations")["active_strength"].notna().any():
        return
    rows = draft.sound("Priorities", "Objective")
    for row in rows.loc[rows["objective"] == "largest burden", "sheet_row"]:
        message = (
            "largest burden is ranked, but no nation has an Active strength: nothing can be made smaller"
        )
        yield at("Priorities", row, "Objective", message, "warning")


def _baseline(draft: Draft, name: str, stocks: list[str]) -> pd.DataFrame | None:
    """The baselines of an area or of each area of a group; None where one of them cannot be read."""
    areas = draft.rows("Areas")
    members = areas[(areas["area"] == name) | areas["groups"].map(lambda groups: name in (groups or ()))]
    sound = draft.sound("Areas", "Area", "Groups", *(stock.capitalize() for stock in stocks))
    if members.empty or not members.index.isin(sound.index).all():
        return None
    return members.set_index("area")[stocks]
