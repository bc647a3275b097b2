"""Movement prices: each row for one group of contingents, each contingent once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pandas as pd

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.tables import each_row, rows_where
from solver.text.numbers import number_text


def movement_of_another_nation(draft: Draft) -> Iterator[Finding]:
    """A row that names a contingent and a nation that is not its own never counts."""
    for row in each_row(_contingent_rows(draft)):
        if row.movement_nation and not _holds(draft, row.movement_nation, row.contingent_nation):
            nations = f"of {row.contingent_nation}, not of {row.movement_nation}"
            message = f"{row.contingent} is {nations}: the row never counts"
            yield at("Movement", row.sheet_row, "Nation", message, "warning")


def contingent_moved_twice(draft: Draft) -> Iterator[Finding]:
    """For one contingent and site, one row: a nation beside the contingent says nothing more."""
    rows = _contingent_rows(draft)
    holds = [
        not row.movement_nation or _holds(draft, row.movement_nation, row.contingent_nation)
        for row in each_row(rows)
    ]
    rows = rows[pd.Series(holds, index=rows.index, dtype=bool)]
    # Rows alike in nation, too, are duplicate keys, which another check reports.
    unlike = rows.drop_duplicates(["movement_nation", "contingent", "site"])
    first = unlike.groupby(["contingent", "site"])["sheet_row"].transform("first")
    for row in rows_where(unlike.assign(other=first), unlike["sheet_row"] != first):
        message = f"{row.contingent} to {row.site} is priced twice (also row {row.other}); keep one"
        yield at("Movement", row.sheet_row, "Contingent", message)


def movement_of_two_groups(draft: Draft) -> Iterator[Finding]:
    """A nation in two groups with different prices for one site needs a row of its own."""
    rows = draft.readable("Movement", "Nation", "Contingent", "Site", "Cost per head")
    rows = rows[(rows["contingent"] == "") & (rows["nation"] != "")]
    groups = _members(draft)
    own = set(zip(rows["nation"], rows["site"], strict=True))
    for site, at_site in rows[rows["nation"].isin(list(groups))].groupby("site"):
        for one, other in combinations(each_row(at_site), 2):
            if one.nation == other.nation or one.cost_per_head == other.cost_per_head:
                continue
            both = sorted(groups[one.nation] & groups[other.nation])
            nations = [nation for nation in both if (nation, site) not in own]
            if nations:
                message = (
                    f"{', '.join(nations)} is in {one.nation} ({number_text(one.cost_per_head)}, "
                    f"row {one.sheet_row}) and in {other.nation} ({number_text(other.cost_per_head)}); "
                    f"which price holds to {site}? Give the nation a row of its own"
                )
                yield at("Movement", other.sheet_row, "Nation", message)


def _contingent_rows(draft: Draft) -> pd.DataFrame:
    """Rows of Movement that name a contingent, beside the nation that it is of."""
    rows = draft.readable("Movement", "Nation", "Contingent", "Site")
    contingents = draft.readable("Contingents", "Contingent", "Nation")
    nations = dict(zip(contingents["contingent"], contingents["nation"], strict=True))
    rows = rows[rows["contingent"].isin(list(nations))].rename(columns={"nation": "movement_nation"})
    return rows.assign(contingent_nation=rows["contingent"].map(nations))


def _holds(draft: Draft, nation_or_group: str, nation: str) -> bool:
    """Whether a nation is the named one, or in the named group."""
    return nation == nation_or_group or nation in _members(draft).get(nation_or_group, set())


def _members(draft: Draft) -> dict[str, set[str]]:
    """The nations of each group."""
    nations = draft.readable("Nations", "Nation", "Groups")
    members: dict[str, set[str]] = {}
    for nation, groups in zip(nations["nation"], nations["groups"], strict=True):
        for group in groups:
            members.setdefault(group, set()).add(nation)
    return members
