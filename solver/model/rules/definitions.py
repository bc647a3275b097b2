"""What the helper decisions stand for."""

from __future__ import annotations

from solver.model.decisions import Decisions
from solver.model.terms import Rows, equal_to, total
from solver.plan import Plan


def in_role(plan: Plan, v: Decisions) -> list[Rows]:
    """The heads in a role are those of all units sent in it.

    For every role r and period t in use, where a rule asks for it:

        sum over contingents c, sites s of heads[c] * send[c, r, s, t]  ==  in_role[r, t]
    """
    if v.in_role.empty:
        return []
    by = ["role", "period"]
    heads = total(v.send, by, "heads") - total(v.in_role, by)
    return [equal_to(heads, v.in_role[by].assign(limit=0.0))]


def at_site(plan: Plan, v: Decisions) -> list[Rows]:
    """The heads at a site are those of all units sent there.

    For every site s that needs a lead and period t in use:

        sum over contingents c, roles r of heads[c] * send[c, r, s, t]  ==  at_site[s, t]
    """
    if v.at_site.empty:
        return []
    by = ["site", "period"]
    heads = total(v.send, by, "heads") - total(v.at_site, by)
    return [equal_to(heads, v.at_site[by].assign(limit=0.0))]
