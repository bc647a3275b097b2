"""Which contingent may do which role at which site in which period, and the reason why not."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from solver.audit.frames import Array, positions
from solver.audit.grounds import Grounds, grounds
from solver.plan import Plan


def allowed_arcs(plan: Plan, contingents: Iterable[str] | None = None) -> pd.DataFrame:
    """contingent, role, site, period: every combination that nothing forbids, sorted as the plan is.

    ``contingents``: only those of these contingents.
    """
    ground = grounds(plan)
    only = None if contingents is None else plan.contingents["contingent"].isin(list(contingents)).to_numpy()
    contingent, role, site, allowed = allowed_options(ground, only)
    row, at = np.nonzero(allowed)
    return pd.DataFrame(
        {
            "contingent": plan.contingents["contingent"].to_numpy(dtype=object)[contingent[row]],
            "role": plan.roles["role"].to_numpy(dtype=object)[role[row]],
            "site": plan.sites["site"].to_numpy(dtype=object)[site[row]],
            "period": at + 1,
        }
    )


def allowed_options(ground: Grounds, only: Array | None = None) -> tuple[Array, Array, Array, Array]:
    """Contingent, role, site (positions) of every option; whether it is allowed (options x periods).

    ``only``: a mask over contingents.
    """
    contingent, role, site, allowed = usable_options(ground, only)
    for caveat in ground.caveats:
        forbidden = caveat.forbids(contingent, role, site)
        allowed[forbidden, max(caveat.first - 1, 0) : max(caveat.last, 0)] = False
    return contingent, role, site, allowed


def usable_options(ground: Grounds, only: Array | None = None) -> tuple[Array, Array, Array, Array]:
    """The same, but for what caveats forbid."""
    contingent, role, site = _options(ground, only)
    able = np.asarray(ground.contingents[contingent] == "")
    usable = np.asarray(ground.sites[site] == "")
    return contingent, role, site, np.asarray(able & usable & ground.asked[site, role])


def _options(ground: Grounds, only: Array | None) -> tuple[Array, Array, Array]:
    """Positions of each contingent, role and site where the capability suits and something ever asks."""
    suits = ground.suits if only is None else ground.suits & only[:, None]
    asked: Array = np.any(ground.asked, axis=2)
    contingent, role = np.nonzero(suits)
    site_of_role = [np.flatnonzero(asked[:, at]) for at in range(asked.shape[1])]
    count = np.array([len(site_of_role[at]) for at in role], dtype=np.int64)
    site = np.concatenate([np.zeros(0, dtype=np.int64), *(site_of_role[at] for at in role)])
    return np.repeat(contingent, count), np.repeat(role, count), site


def reasons(plan: Plan, rows: pd.DataFrame) -> pd.Series:
    """The first reason that forbids each row (contingent, role, site, period); "" where it is allowed."""
    registers = {
        "contingent": plan.contingents["contingent"],
        "role": plan.roles["role"],
        "site": plan.sites["site"],
    }
    at = pd.DataFrame({name: positions(rows[name], register) for name, register in registers.items()})
    at = at.assign(period=rows["period"].to_numpy(dtype=np.int64))
    why = _unknown(plan, rows, at)
    known = np.flatnonzero(why == "")
    why[known] = _first_reason(plan, grounds(plan), at.iloc[known])
    return pd.Series(why, index=rows.index, dtype=object)


def _unknown(plan: Plan, rows: pd.DataFrame, at: pd.DataFrame) -> Array:
    """Why a row names something that the plan does not have."""
    why = np.full(len(rows), "", dtype=object)
    outside = ~at["period"].between(1, plan.settings.periods).to_numpy()
    why[outside] = f"the plan has periods 1 to {plan.settings.periods} only"
    for name in ("site", "role", "contingent"):
        missing = (at[name] < 0).to_numpy()
        why[missing] = [f"the plan has no {name} '{value}'" for value in rows[name].to_numpy()[missing]]
    return why


def _first_reason(plan: Plan, ground: Grounds, at: pd.DataFrame) -> Array:
    """The first reason for each row of positions (period from 1).

    Written from the last reason to the first: what is written last stands.
    """
    contingent, role, site = (at[name].to_numpy() for name in ("contingent", "role", "site"))
    period = at["period"].to_numpy()
    sites, roles = plan.sites["site"].to_numpy(), plan.roles["role"].to_numpy()
    why = np.full(len(at), "", dtype=object)
    for caveat in reversed(ground.caveats):
        holds = (caveat.first <= period) & (period <= caveat.last)
        why[holds & caveat.forbids(contingent, role, site)] = f"caveat: {caveat.reason}"
    unfit = ~ground.suits[contingent, role]
    capability = plan.contingents["capability"].to_numpy()[contingent[unfit]]
    why[unfit] = [
        f"{what} does not fill {into}" for what, into in zip(capability, roles[role[unfit]], strict=True)
    ]
    unasked = ~ground.asked[site, role, period - 1]
    why[unasked] = [
        f"no requirement asks for {what} at {where} in period {when}"
        for what, where, when in zip(roles[role[unasked]], sites[site[unasked]], period[unasked], strict=True)
    ]
    closed = ground.sites[site, period - 1]
    shut = closed != ""
    why[shut] = [f"{where} is {text}" for where, text in zip(sites[site[shut]], closed[shut], strict=True)]
    stopped = ground.contingents[contingent, period - 1]
    why[stopped != ""] = stopped[stopped != ""]
    return why
