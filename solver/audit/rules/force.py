"""Rules on the force as a whole: its size, and each nation's share of it."""

from __future__ import annotations

import numpy as np

from solver.audit.breach import Breach, breaches, over, setting_row, under
from solver.ledger.eligibility import allowed_arcs
from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import inner_join
from solver.plan import Plan


def force_size(plan: Plan, ledger: Ledger) -> list[Breach]:
    """The force is never larger than its ceiling.

    For every period: heads in roles that count <= the lowest ceiling that
    holds. What is missing to a floor is allowed.
    """
    rows = plan.force[plan.force["ceiling"].notna()]
    if rows.empty:
        return []
    wrong = over(ledger.force, "heads", "ceiling")
    wrong = inner_join(wrong, rows[["ceiling", "first", "last", "sheet_row"]], ["ceiling"])
    wrong = wrong[(wrong["first"] <= wrong["period"]) & (wrong["period"] <= wrong["last"])]
    message = "the force has {heads:head} in period {period}; its ceiling is {ceiling}"
    return breaches("force_size", wrong.drop_duplicates("period"), message, sheet="Force", column="Ceiling")


def nation_share(plan: Plan, ledger: Ledger) -> list[Breach]:
    """Of the heads that count, a nation has no more than its share and no fewer than its least.

    For every nation and period: its heads <= its share (else the general one) x all heads that count; and in
    periods in which it has an arc in a role that counts, its heads >= its least heads.
    """
    return [*_largest_share(plan, ledger), *_least_heads(plan, ledger)]


def _largest_share(plan: Plan, ledger: Ledger) -> list[Breach]:
    """Nations that have more of the heads that count than their share."""
    general = plan.settings.largest_share
    if general is None and plan.nations["largest_share"].isna().all():
        return []
    rows = inner_join(ledger.nations, ledger.force[["period", "heads"]], ["period"])
    own = rows["largest_share"].notna()
    share = rows["largest_share"].astype(float).fillna(np.nan if general is None else general)
    rows = rows.assign(most=share * rows["heads"], percent=100.0 * share, own=own)
    wrong = over(rows, "counted", "most")
    message = (
        "{nation} has {counted} of the {heads:head} in period {period}; its largest share is {percent} %"
    )
    theirs, general_rows = wrong[wrong["own"]], wrong[~wrong["own"]]
    general_rows = general_rows.assign(sheet_row=setting_row(plan, "Largest share"))
    return [
        *breaches("nation_share", theirs, message, sheet="Nations", column="Largest share"),
        *breaches("nation_share", general_rows, message, sheet="Settings", column="Value"),
    ]


def _least_heads(plan: Plan, ledger: Ledger) -> list[Breach]:
    """Nations that have fewer heads that count than their least, where they can have any."""
    asked = plan.nations[plan.nations["least_heads"] > 0]
    if asked.empty:
        return []
    theirs = plan.contingents[plan.contingents["nation"].isin(asked["nation"])]
    counting = plan.roles.loc[plan.roles["counts_to_force"].astype(bool), "role"]
    arcs = allowed_arcs(plan, theirs["contingent"])
    arcs = inner_join(arcs[arcs["role"].isin(counting)], theirs[["contingent", "nation"]], ["contingent"])
    able = arcs[["nation", "period"]].drop_duplicates()
    rows = inner_join(able, ledger.nations, ["nation", "period"])
    message = "{nation} has {counted:head} that count in period {period}; the fewest are {least_heads}"
    wrong = under(rows, "counted", "least_heads").sort_values(["nation", "period"])
    return breaches("nation_share", wrong, message, sheet="Nations", column="Least heads")
