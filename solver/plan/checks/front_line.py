"""Areas and the caps on what is drawn from them."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from solver.errors import Finding
from solver.plan.draft import Draft, at, named_like_groups
from solver.plan.references import NO_AREA
from solver.schema import STOCKS
from solver.tables import fold, rows_where


def cap_without_numbers(draft: Draft) -> Iterator[Finding]:
    """A cap without Cap heads and Cap share caps nothing; it was probably meant to be 0."""
    rows = draft.readable("Drawdown caps", "Cap heads", "Cap share")
    for row in rows.loc[rows["cap_heads"].isna() & rows["cap_share"].isna(), "sheet_row"]:
        message = "neither Cap heads nor Cap share is given; give one (0: none may leave), or delete the row"
        yield at("Drawdown caps", row, "Cap heads", message)


def cap_share_of_nothing(draft: Draft) -> Iterator[Finding]:
    """A Cap share needs the baselines on sheet Areas that it is a share of."""
    rows = draft.readable("Drawdown caps", "Applies to", "Stock", "Cap share")
    for row in rows_where(rows, rows["cap_share"].notna()):
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


def _baseline(draft: Draft, name: str, stocks: list[str]) -> pd.DataFrame | None:
    """The baselines of an area or of each area of a group; None where one of them cannot be read."""
    areas = draft.rows("Areas")
    members = areas[(areas["area"] == name) | areas["groups"].map(lambda groups: name in (groups or ()))]
    readable = draft.readable("Areas", "Area", "Groups", *(stock.capitalize() for stock in stocks))
    if members.empty or not members.index.isin(readable.index).all():
        return None
    return members.set_index("area")[stocks]


def areas_named_like_groups(draft: Draft) -> Iterator[Finding]:
    """An area may not be named like a group: a cap on 'Baltics' must be on one of the two."""
    yield from named_like_groups(draft, "Areas", "Area")


def areas_named_none(draft: Draft) -> Iterator[Finding]:
    """An area may not be named none: in Drawn from, none means that no area loses anything."""
    areas = draft.readable("Areas", "Area")
    for row in areas.loc[areas["area"].map(fold) == NO_AREA, "sheet_row"]:
        yield at("Areas", row, "Area", "in Drawn from, 'none' means no area; name the area otherwise")
