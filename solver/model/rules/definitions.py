"""What the helper decisions stand for."""

from __future__ import annotations

import pandas as pd

from solver.model.decisions import Decisions
from solver.model.terms import Rows, equal_to, total
from solver.plan import Plan


def in_role(plan: Plan, v: Decisions) -> list[Rows]:
    """The heads in a role are those of all units sent in it.

    For every role r and period t in use, where a rule asks for it:

        sum over contingents c, sites s of heads[c] * send[c, r, s, t]  ==  in_role[r, t]
    """
    return _heads_sent(v, v.in_role, ["role", "period"])


def at_site(plan: Plan, v: Decisions) -> list[Rows]:
    """The heads at a site are those of all units sent there.

    For every site s that needs a lead and period t in use:

        sum over contingents c, roles r of heads[c] * send[c, r, s, t]  ==  at_site[s, t]
    """
    return _heads_sent(v, v.at_site, ["site", "period"])


def _heads_sent(v: Decisions, helper: pd.DataFrame, by: list[str]) -> list[Rows]:
    """The helper is the heads of all units sent, for each of its keys."""
    if helper.empty:
        return []
    heads = total(v.send, by, "heads") - total(helper, by)
    return [equal_to(heads, helper[by].assign(limit=0.0))]
