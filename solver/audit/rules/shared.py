"""Rules on what nations and the front line give: pool, shares, drawdown."""

from __future__ import annotations

import numpy as np

from solver.audit.arcs import allowed_arcs
from solver.audit.breach import Breach, breaches, over, setting_row, under
from solver.audit.frames import joined
from solver.audit.ledger import Ledger
from solver.plan import Plan


def deployable_pool(plan: Plan, ledger: Ledger) -> list[Breach]:
    """A nation ties up no more heads than its pool.

    For every nation with a deployable pool and every period: tied up <= pool.
    """
    message = "{nation} ties up {tied_up} heads in period {period}; its deployable pool is {deployable_pool}"
    wrong = over(ledger.nations, "tied_up", "deployable_pool")
    return breaches("deployable_pool", wrong, message, sheet="Nations", column="Deployable pool")


def nation_share(plan: Plan, ledger: Ledger) -> list[Breach]:
    """Of the heads that count, a nation has no more than its share and no fewer than its least.

    For every nation and period: its heads <= its share (else the general one)
    x all heads that count; and in periods in which it has an arc in a role
    that counts, its heads >= its least heads.
    """
    general = plan.settings.largest_share
    rows = joined(ledger.nations, ledger.force[["period", "heads"]], ["period"])
    own = rows["largest_share"].notna()
    share = rows["largest_share"].astype(float).fillna(np.nan if general is None else general)
    rows = rows.assign(most=share * rows["heads"], percent=100.0 * share, own=own)
    wrong = over(rows, "counted", "most")
    message = (
        "{nation} has {counted} of the {heads} heads in period {period}; its largest share is {percent} %"
    )
    theirs, general_rows = wrong[wrong["own"]], wrong[~wrong["own"]]
    general_rows = general_rows.assign(sheet_row=setting_row(plan, "Largest share"))
    return [
        *breaches("nation_share", theirs, message, sheet="Nations", column="Largest share"),
        *breaches("nation_share", general_rows, message, sheet="Settings", column="Value"),
        *_least_heads(plan, ledger),
    ]


def _least_heads(plan: Plan, ledger: Ledger) -> list[Breach]:
    """Nations that have fewer heads that count than their least, where they can have any."""
    asked = plan.nations[plan.nations["least_heads"] > 0]
    if asked.empty:
        return []
    theirs = plan.contingents[plan.contingents["nation"].isin(asked["nation"])]
    counting = plan.roles.loc[plan.roles["counts_to_force"].astype(bool), "role"]
    arcs = allowed_arcs(plan, theirs["contingent"])
    arcs = joined(arcs[arcs["role"].isin(counting)], theirs[["contingent", "nation"]], ["contingent"])
    able = arcs[["nation", "period"]].drop_duplicates()
    rows = joined(able, ledger.nations, ["nation", "period"])
    message = "{nation} has {counted} heads that count in period {period}; the fewest are {least_heads}"
    wrong = under(rows, "counted", "least_heads").sort_values(["nation", "period"])
    return breaches("nation_share", wrong, message, sheet="Nations", column="Least heads")


def drawdown_cap(plan: Plan, ledger: Ledger) -> list[Breach]:
    """No front-line area gives up more heads than its cap and its backfill allow.

    For every cap and period that it covers: heads taken (tied up or deployed,
    as the cap counts), of contingents drawn from its areas <= cap + backfill.
    """
    wrong = over(ledger.caps, "taken", "limit")
    if wrong.empty:
        return []
    heads = wrong["sheet_row"].map(plan.drawdown_caps.set_index("sheet_row")["cap_heads"])
    tighter = np.where(heads <= wrong["cap"], "Cap heads", "Cap share")
    message = "{taken} heads are taken from {applies_to} ({stock}) in period {period}; the limit is {limit}"
    return [
        breach
        for column in ("Cap heads", "Cap share")
        for breach in breaches(
            "drawdown_cap", wrong[tighter == column], message, sheet="Drawdown caps", column=column
        )
    ]
