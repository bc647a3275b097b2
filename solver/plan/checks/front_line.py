"""Areas and the caps on what is drawn from them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from solver.errors import Finding
from solver.plan.draft import Draft, at, named_like_groups
from solver.plan.references import NO_AREA
from solver.schema import STOCKS
from solver.tables import fold, rows_where
from solver.text.numbers import first_few

MOST_NATIONS = 6
"""Nations, or areas, that one sentence names."""


def cap_without_numbers(draft: Draft) -> Iterator[Finding]:
    """A cap without Cap heads and Cap share caps nothing; it was probably meant to be 0."""
    rows = draft.readable("Drawdown caps", "Cap heads", "Cap share")
    for row in rows.loc[rows["cap_heads"].isna() & rows["cap_share"].isna(), "sheet_row"]:
        message = (
            "neither Cap heads nor Cap share is given; give one (0: none beyond backfill), or delete the row"
        )
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


def cap_share_of_no_strength(draft: Draft) -> Iterator[Finding]:
    """A Cap share of nations needs the Active strength of each: a blank one would make the cap too tight."""
    for cap in _caps_on_nations(draft, "Cap share"):
        if pd.isna(cap.row.cap_share):
            continue
        nations = draft.readable("Nations", "Nation", "Active strength")
        unknown = nations[nations["nation"].isin(cap.nations) & nations["active_strength"].isna()]
        if len(unknown):
            message = (
                "Cap share of nations is of their Active strength, which is blank on sheet Nations for "
                f"{first_few(unknown['nation'].tolist(), MOST_NATIONS)}; fill it in, or give Cap heads"
            )
            yield at("Drawdown caps", cap.row.sheet_row, "Cap share", message)


def cap_on_a_stock_of_nations(draft: Draft) -> Iterator[Finding]:
    """Forces stationed in, or earmarked for, an area are not what a nation has."""
    for cap in _caps_on_nations(draft, "Stock"):
        if cap.row.stock not in ("any", "own"):
            message = (
                f"{cap.row.applies_to} is {cap.noun}, and {cap.row.stock} is a stock of areas; "
                "write any or own, or name an area in Applies to"
            )
            yield at("Drawdown caps", cap.row.sheet_row, "Stock", message)


def cap_on_nations_that_pledge_nothing(draft: Draft) -> Iterator[Finding]:
    """A cap on nations of which there is no contingent caps nothing."""
    pledging = set(draft.rows("Contingents")["nation"])
    for cap in _caps_on_nations(draft):
        if pledging.isdisjoint(cap.nations):
            message = (
                f"{cap.row.applies_to} is {cap.noun}, and no contingent is of it: the cap holds nobody back; "
                "if an area is meant, name it as sheet Areas does"
            )
            yield at("Drawdown caps", cap.row.sheet_row, "Applies to", message, "warning")


def caps_on_areas_named_like_nations(draft: Draft) -> Iterator[Finding]:
    """A note where a group's name means areas, and leaves out nations of the group of that name."""
    pledging = set(draft.rows("Contingents")["nation"])
    rows, areas = draft.readable("Drawdown caps", "Applies to"), draft.rows("Areas")
    for row in rows_where(rows, rows["applies_to"].isin(_names(areas, "area"))):
        covered = areas[_named(areas, "area", row.applies_to)]
        nations = set(_nations_named(draft, row.applies_to))
        others = sorted(pledging & nations - set(covered["nation"]))
        if others and row.applies_to not in nations:
            message = (
                f"{row.applies_to} is a group of nations and a name on sheet Areas, and means "
                f"{first_few(covered['area'].tolist(), MOST_NATIONS)}: forces of "
                f"{first_few(others, MOST_NATIONS)} count only where they are drawn from there; "
                "to cap them too, give the group of nations another name"
            )
            yield at("Drawdown caps", row.sheet_row, "Applies to", message, "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class _CapOnNations:
    """A row of Drawdown caps that names nations, and which."""

    row: Any
    nations: tuple[str, ...]

    @property
    def noun(self) -> str:
        """What its name is."""
        return "a nation" if self.row.applies_to in self.nations else "a group of nations"


def _caps_on_nations(draft: Draft, *columns: str) -> Iterator[_CapOnNations]:
    """The caps whose name is no area's and no group's of areas, but a nation's or a group's of nations."""
    rows = draft.readable("Drawdown caps", "Applies to", *columns)
    for row in rows_where(rows, ~rows["applies_to"].isin(_names(draft.rows("Areas"), "area"))):
        nations = _nations_named(draft, row.applies_to)
        if nations:
            yield _CapOnNations(row=row, nations=nations)


def _nations_named(draft: Draft, name: str) -> tuple[str, ...]:
    """The nation of that name, or those of the group."""
    nations = draft.rows("Nations")
    return tuple(nations.loc[_named(nations, "nation", name), "nation"])


def _named(register: pd.DataFrame, member: str, name: str) -> pd.Series:
    """Which rows of a register have that name, or are in the group."""
    return (register[member] == name) | register["groups"].map(lambda groups: name in (groups or ()))


def _names(register: pd.DataFrame, member: str) -> list[str]:
    """The names of a register's rows, and of their groups."""
    return [*register[member], *(name for groups in register["groups"] for name in groups or ())]


def _baseline(draft: Draft, name: str, stocks: list[str]) -> pd.DataFrame | None:
    """The baselines of an area or of each area of a group; None where one of them cannot be read."""
    areas = draft.rows("Areas")
    members = areas[_named(areas, "area", name)]
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
