"""Reasons in a plan why no more of a pledge goes on top: no need left, or no room where there is need."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from solver.audit.rules.planner import under_locks
from solver.ledger.eligibility import allowed_arcs
from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import by_period, found_in, inner_join, tolerance_of, total, with_totals
from solver.ledger.units import pledges
from solver.plan import Plan
from solver.reasons.room import no_room, users_of
from solver.tables import Array
from solver.tolerances import AUDIT_ERROR

WHO = ["contingent", "period"]


def blocking_reasons(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> pd.DataFrame:
    """contingent, period, text: for those whose arcs all lack need, or all lack room where there is need.

    ``rows``: contingent, period, step (the fewest units that could be sent on
    top), heads_per_unit, nation, capability.
    """
    if rows.empty:
        return rows[WHO].assign(text="")
    arcs = allowed_arcs(plan, rows["contingent"].drop_duplicates())
    columns = [*WHO, "nation", "capability", "step", "heads_per_unit", "cost_per_head"]
    arcs = inner_join(arcs, rows[columns], WHO)
    arcs = arcs.assign(heads=arcs["step"] * arcs["heads_per_unit"])
    arcs = _with_needs(plan, ledger, arcs)
    done = ~arcs["needed"].groupby([arcs["contingent"], arcs["period"]]).any()
    idle = (
        done[done]
        .index.to_frame(index=False)[WHO]
        .assign(text="in this plan all that it could do is provided")
    )
    return pd.concat([idle, _stuck(plan, ledger, arcs[arcs["needed"]], WHO)], ignore_index=True)


def blocking_there(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> pd.Series:
    """What leaves no room for more of each row's contingent in its role there; "" where nothing does.

    ``rows``: contingent, nation, capability, step (the fewest units that could be sent on top), role, site
    ("" for every site that asks for the role), period.
    """
    known = ["contingent", "heads_per_unit", "cost_per_head"]
    asked = rows.rename(columns={"site": "wanted"}).reset_index(drop=True).rename_axis("row").reset_index()
    asked = asked[["row", *WHO, "nation", "capability", "step", "role", "wanted"]]
    arcs = inner_join(asked, pledges(plan)[known], ["contingent"])
    allowed = allowed_arcs(plan, rows["contingent"].drop_duplicates())
    arcs = inner_join(arcs, allowed, ["contingent", "role", "period"])
    arcs = arcs[arcs["wanted"].eq("") | arcs["wanted"].eq(arcs["site"])]
    arcs = _with_needs(plan, ledger, arcs.assign(heads=arcs["step"] * arcs["heads_per_unit"]))
    stuck = _stuck(plan, ledger, arcs, ["row"]).set_index("row")["text"]
    return stuck.reindex(range(len(rows)), fill_value="").set_axis(rows.index).astype(object)


def never_open(plan: Plan, sites: pd.Series) -> pd.Series:
    """The text of each site that is never to be open; "" for others."""
    closed = plan.sites[plan.sites["open"].eq("no")].set_index("site")["sheet_row"]
    texts = {site: NEVER_OPEN.format(site=site, sheet_row=row) for site, row in closed.items()}
    return sites.map(lambda site: texts.get(site, "")).astype(object)


def _stuck(plan: Plan, ledger: Ledger, arcs: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The key and text of those whose arcs are all blocked: what blocks the first of them first."""
    sites = ledger.sites.rename(columns={"heads": "there", "open": "in_use"})
    sites = inner_join(sites, plan.sites[["site", "open"]], ["site"])
    rows = inner_join(arcs, sites, ["site", "period"])
    blocking = np.full(len(rows), "", dtype=object)
    for text, blocks in reversed(tuple(BLOCKING_REASONS.items())):
        blocking[blocks(plan, ledger, rows)] = text
    rows = rows.assign(blocking=blocking)
    free = rows.loc[rows["blocking"] == "", key].drop_duplicates()
    first = rows.drop_duplicates(key)
    first = first[found_in(first, free, key) < 0]
    first = first.assign(left=first["capacity"].astype(float) - first["there"])
    for column, by in USERS.items():
        first[column] = users_of(first, by, ledger.sent)
    said = [_told(row) for row in first.to_dict("records")]
    return first[key].assign(text=pd.Series(said, index=first.index, dtype=object))


USERS = {"by_site": ["site", "period"], "by_role": ["site", "role", "period"]}
"""Columns with who is there in the plan: at the arc's site, and in its role there."""


def _told(row: Mapping[Hashable, Any]) -> str:
    """The text of what blocks an arc first, with its names filled in."""
    if row["blocking"] == FULL:
        room = f"the room at {row['site']}"
        return no_room(room, f"Sites row {row['sheet_row']}", row["left"], row["by_site"])
    if row["blocking"] == AT_MAXIMUM and not row["by_role"]:
        return f"the maximum of {row['role']} at {row['site']} is too small for it"
    return str(row["blocking"]).format_map(row)


def needed_contingents(plan: Plan, ledger: Ledger, contingents: pd.Series) -> pd.DataFrame:
    """contingent, period: those of these contingents that an arc would let fill what lacks, room aside."""
    arcs = allowed_arcs(plan, contingents.drop_duplicates())
    arcs = inner_join(arcs, plan.contingents[["contingent", "capability"]], ["contingent"])
    arcs = _with_needs(plan, ledger, arcs)
    return arcs.loc[arcs["needed"], WHO].drop_duplicates(ignore_index=True)


def _with_needs(plan: Plan, ledger: Ledger, arcs: pd.DataFrame) -> pd.DataFrame:
    """Adds counts (to the force), what the requirement has and may have, and needed."""
    keys = ["site", "role", "period"]
    asked = ledger.coverage[[*keys, "lack_minimum", "lack_target", "provided", "maximum", "measure"]]
    arcs = inner_join(arcs, asked, keys)
    arcs = inner_join(arcs, plan.suitability[["capability", "role", "effectiveness"]], ["capability", "role"])
    arcs = inner_join(arcs, plan.roles[["role", "counts_to_force"]], ["role"])
    arcs = inner_join(arcs, ledger.force[["period", "lack_force"]], ["period"])
    lacking = total(ledger.support, ["role", "site", "period"], "lack")
    theatre = lacking[lacking["site"] == ""].drop(columns="site").rename(columns={"lack": "lack_theatre"})
    arcs = with_totals(arcs, lacking, keys, "lack")
    arcs = with_totals(arcs, theatre, ["role", "period"], "lack_theatre")
    lack = arcs[["lack_minimum", "lack_target", "lack", "lack_theatre"]].max(axis=1)
    force = np.where(arcs["counts_to_force"], arcs["lack_force"], 0.0)
    return arcs.assign(needed=np.maximum(lack, force) > AUDIT_ERROR)


def _never_open(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> Array:
    """Whether the site is never to be open."""
    return np.asarray(rows["open"] == "no")


def _full(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> Array:
    """Whether more would not fit at the site."""
    return _over(rows["there"] + rows["heads"], rows["capacity"])


def _at_maximum(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> Array:
    """Whether the requirement would have more than its maximum."""
    measured = np.where(rows["measure"] == "units", rows["step"], rows["heads"]) * rows["effectiveness"]
    return _over(rows["provided"] + measured, rows["maximum"])


def _over(found: pd.Series, limit: pd.Series) -> Array:
    """Whether what is found is over the limit; NaN is none."""
    most = limit.to_numpy(dtype=float)
    return np.asarray(np.isfinite(most) & (found.to_numpy(dtype=float) > most + tolerance_of(most)))


def _one_too_many(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> Array:
    """Whether the arc's nation has nobody yet at its site, and the site takes no further nation."""
    keys = ["site", "period", "nation"]
    there = ledger.sent[keys].drop_duplicates()
    new = found_in(rows, there, keys) < 0
    return np.asarray(new & _over(rows["nations"] + 1.0, rows["nations_at_most"]))


def _sites_used_up(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> Array:
    """Whether the site is not open, and no further site may open in the period."""
    most = plan.settings.open_sites_at_most
    count = rows["period"].map(ledger.sites.groupby("period")["open"].sum())
    return np.asarray(~rows["in_use"] & (count + 1 > (np.inf if most is None else most)))


def _over_ceiling(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> Array:
    """Whether the force would be over its ceiling."""
    force = _of_period(ledger.force, rows)
    return np.asarray(rows["counts_to_force"] & _over(force["heads"] + rows["heads"], force["ceiling"]))


def _over_share(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> Array:
    """Whether the nation would have more than its share of the force."""
    theirs = inner_join(ledger.nations, ledger.force[["period", "heads"]], ["period"])
    found = theirs.take(found_in(rows, theirs, ["nation", "period"])).set_index(rows.index)
    general = plan.settings.largest_share
    share = found["largest_share"].astype(float).fillna(np.nan if general is None else general)
    counted = found["counted"] + rows["heads"]
    return np.asarray(rows["counts_to_force"] & _over(counted, share * (found["heads"] + rows["heads"])))


def _over_budget(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> Array:
    """Whether the heads alone, without their movement, would take the period over its budget."""
    most = plan.settings.budget_per_period
    costs = _of_period(ledger.costs, rows)
    spent = costs["forces"] + costs["running"] + rows["heads"] * rows["cost_per_head"]
    return _over(spent, pd.Series(np.nan if most is None else float(most), index=rows.index))


def _locked(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> Array:
    """Whether a lock allows no more units on the arc."""
    locks = by_period(plan.locks[plan.locks["units_at_most"].notna()], plan.settings.periods)
    used = total(under_locks(locks, ledger.sent), ["sheet_row", "period"], "units")
    locks = with_totals(locks, used, ["sheet_row", "period"], "units")
    locks = locks.assign(room=locks["units_at_most"] - locks["units"]).drop(columns="units")
    more = rows[[*WHO, "site", "role"]].assign(units=rows["step"].to_numpy(), row=np.arange(len(rows)))
    room = locks[["sheet_row", "period", "room"]]
    found = inner_join(under_locks(locks, more), room, ["sheet_row", "period"])
    hit = np.zeros(len(rows), dtype=bool)
    hit[found.loc[found["units"] > found["room"] + AUDIT_ERROR, "row"]] = True
    return hit


def _of_period(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The row of each row's period, from a table with one row a period."""
    return table.take(rows["period"].to_numpy() - 1).set_index(rows.index)


NEVER_OPEN = "{site} is never to be open (Sites row {sheet_row})"
FULL = "the room at {site} (Sites row {sheet_row})"
AT_MAXIMUM = "in this plan the maximum of {role} at {site} has no room left, used by {by_role}"

BLOCKING_REASONS: Mapping[str, Callable[[Plan, Ledger, pd.DataFrame], Array]] = {
    NEVER_OPEN: _never_open,
    FULL: _full,
    "in this plan {site} takes no further nation (Sites row {sheet_row})": _one_too_many,
    "in this plan no further site may open (Settings, Open sites at most)": _sites_used_up,
    AT_MAXIMUM: _at_maximum,
    "in this plan a lock leaves no room for more of it (Locks)": _locked,
    "in this plan the ceiling of the force leaves no room (Force)": _over_ceiling,
    "in this plan the largest share of {nation} leaves no room": _over_share,
    "in this plan the budget of the period leaves no room (Settings, Budget per period)": _over_budget,
}
"""What leaves no room for more of a contingent where it is needed, in the order in which it is said."""
