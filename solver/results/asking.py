"""Whom to ask for what lacks: pledges that are left over and could fill it, and what stops them."""

from __future__ import annotations

import pandas as pd

from solver.audit.arcs import reasons
from solver.audit.frames import joined
from solver.plan.plan import Plan
from solver.results.words import looked_up, numbers

HEAVIEST = 100
"""Gaps for which somebody is looked for: those that weigh most."""
APART = " · "
"""Between what one thing stops and what another does."""
NATIONS_NAMED = 3
"""Nations named for each gap: those with most heads to spare."""


def whom_to_ask(plan: Plan, why: pd.DataFrame, gaps: pd.DataFrame) -> pd.Series:
    """For each gap (role, site, period), a text: nations with pledges to spare, and what stops them.

    ``why``: as ``solver.audit.unused.why_unused`` gives it.
    """
    asked = gaps.head(HEAVIEST)[["role", "site", "period"]]
    asked = asked.assign(gap=asked.index)
    suited = joined(why, plan.suitability[["capability", "role"]], ["capability"])
    candidates = joined(asked, suited, ["role"])
    candidates = candidates[candidates["period"].between(candidates["first"], candidates["last"])]
    best = candidates.sort_values(
        ["gap", "heads", "contingent"], ascending=[True, False, True], kind="stable"
    )
    best = best.drop_duplicates(["gap", "nation"])
    place = best.groupby("gap").cumcount()
    named = best[place < NATIONS_NAMED].reset_index(drop=True)
    texts = invitations(named.assign(reason=what_stops(plan, named)))
    more = (place.groupby(best["gap"]).max() + 1 - NATIONS_NAMED).clip(lower=0)
    texts = texts + more.map(lambda count: f"{APART}and {count} more" if count else "")
    return texts.reindex(gaps.index).where(gaps.index.isin(texts.index), nobody(plan, gaps)).astype(object)


def what_stops(plan: Plan, rows: pd.DataFrame) -> pd.Series:
    """The first thing that stops each contingent from doing the role there, then.

    Where nothing forbids it, the reason why the contingent is not used at all.
    """
    here = rows["site"].ne("")
    stops = pd.Series("", index=rows.index, dtype=object)
    stops[here] = reasons(plan, rows.loc[here, ["contingent", "role", "site", "period"]])
    return stops.where(stops.ne(""), rows["reason"])


def nobody(plan: Plan, gaps: pd.DataFrame) -> pd.Series:
    """Whom to look for where no pledge is left that could fill the gap."""
    able = plan.suitability.sort_values(
        ["effectiveness", "capability"], ascending=[False, True], kind="stable"
    )
    best: pd.Series = able.groupby("role")["capability"].agg(lambda names: " or ".join(names.head(3)))
    known = looked_up(gaps[["role"]], best)
    ask = "no pledge is left; ask for " + known
    general = "whatever fills the other gaps counts here, too"
    return ask.where(known.ne(""), general)


def invitations(rows: pd.DataFrame) -> pd.Series:
    """A text for each gap, in which those whom the same thing stops stand together.

    ``France (FRA-1, 240 heads), Italy (ITA-1, 100 heads): its status is indicated``
    """
    whom = rows["nation"].astype(object) + " (" + rows["contingent"].astype(object) + ", "
    rows = rows.assign(whom=whom + numbers(rows["heads"]) + " heads)")
    together = rows.groupby(["gap", "reason"], sort=False)["whom"].agg(", ".join).reset_index()
    together["text"] = together["whom"].astype(object) + ": " + together["reason"].astype(object)
    texts: pd.Series = together.groupby("gap")["text"].agg(APART.join)
    return texts
