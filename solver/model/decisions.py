"""The decisions: the columns of the program, added first, as far as the sheets ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from solver.model.data import Data, derive_data, eligible, positions, spread_periods, unit_worth
from solver.model.linexpr import Floats, Mask, distinct, summed
from solver.model.program import INFINITE, Columns
from solver.model.support import places_of_support
from solver.model.withdrawal import WithdrawalDecisions, add_withdrawal
from solver.plan import Plan
from solver.tables import frame_of

KEY = ["contingent", "role", "site", "period"]
SITE = ["site", "period"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decisions:
    """The tables of decisions; each row is one column of the program (``column``).

    Keys are positions in the plan's tables, periods count from 1. Tables that no sheet asks for are empty.
    """

    data: Data
    state_implied: bool
    """Whether rows that tighter ones imply are stated too, for the prices of their numbers."""
    most_at_site: pd.DataFrame
    """The most heads that the data allow at a site, where a sheet asks (site, period, most)."""
    send: pd.DataFrame
    """Units on each arc, with everything :func:`~solver.model.data.eligible` says of it, and
    ``reach``, the most units that any bound may count on."""
    in_role: pd.DataFrame
    """Helper: heads in a role in a period (role, period)."""
    at_site: pd.DataFrame
    """Helper: heads at a site that needs a lead (site, period)."""
    open: pd.DataFrame
    """Whether a site is open (site, period), where a sheet asks."""
    opened: pd.DataFrame
    """Whether a site is ever open (site), where opening it costs."""
    placed: pd.DataFrame
    """Whether a contingent with a smallest detachment is at a site (contingent, site, period)."""
    present: pd.DataFrame
    """Whether a nation is at a site that limits nations, or where they are counted (nation, site, period)."""
    lead: pd.DataFrame
    """Whether a nation leads a site that needs a lead (nation, site, period)."""
    lack_minimum: pd.DataFrame
    """What a requirement lacks to its minimum (requirement, site, role, period, limit, weighs)."""
    lack_target: pd.DataFrame
    """What a requirement lacks to its target (the same)."""
    lack_support: pd.DataFrame
    """What a support ratio lacks (ratio, site or -1, period, weighs, worth: heads of one that lacks)."""
    lack_force: pd.DataFrame
    """Heads lacking to the highest floor of a period (period, limit)."""
    arrive: pd.DataFrame
    """Units that appear at a site where the contingent had fewer before (contingent, site, period)."""
    added: pd.DataFrame
    """Units above the baseline, on arcs where it has some (arc key, baseline)."""
    taken: pd.DataFrame
    """Units below the baseline, on the same arcs."""
    worst: pd.DataFrame
    """The largest share of its target that any requirement lacks."""
    burden: pd.DataFrame
    """The highest share of its active strength that any nation ties up."""
    worst_support: pd.DataFrame
    """The most that any support ratio lacks, in heads."""
    withdrawal: WithdrawalDecisions
    """Helpers: what would lack without each nation."""


LOOSE_UNITS, MOST_UNITS = 10, 1e6
"""Multiple of the pledged units that a loose program can send at least, and the most units that it can."""


def add_decisions(
    plan: Plan, columns: Columns, baseline: pd.DataFrame | None, *, loose: bool = False
) -> Decisions:
    """Add every decision that the plan asks for; ``loose``: no bound depends on a number to be relaxed."""
    data = derive_data(plan)
    ranked = frozenset(plan.priorities["objective"])
    arcs = eligible(plan, data)
    arcs["reach"] = _loose_reach(plan, data)[arcs["contingent"]] if loose else arcs["units"]
    send = columns.add("send", arcs, KEY, upper="reach", whole=plan.settings.whole_units)
    lack_minimum = columns.add("lack_minimum", _asked(plan, "minimum"), ["requirement", "period"])
    lack_target = columns.add("lack_target", _asked(plan, "target"), ["requirement", "period"])
    in_role = columns.add("in_role", _roles_in_use(plan, send), ["role", "period"])
    openings = columns.add("open", _openings(plan, send, "open sites" in ranked), SITE, upper=1, whole=True)
    led = _led(plan, send)
    present = _present(plan, send, "nations at sites" in ranked)
    lack_support = columns.add("lack_support", places_of_support(plan, send), ["ratio", *SITE])
    changing = _changing(plan, send, baseline if "changes" in ranked else None)
    return Decisions(
        data=data,
        state_implied=loose or columns.relaxed,
        most_at_site=_most_at_site(plan, send, loose) if len(openings) or len(led) else _nothing(*SITE),
        send=send,
        lack_minimum=lack_minimum,
        lack_target=lack_target,
        in_role=in_role,
        at_site=columns.add("at_site", distinct(led, SITE), SITE),
        open=openings,
        opened=columns.add("opened", _opened(plan, openings), ["site"], upper=1, whole=True),
        placed=columns.add("placed", _placed(plan, send), ["contingent", *SITE], upper=1, whole=True),
        present=columns.add("present", present, ["nation", *SITE], upper=1, whole=True),
        lead=columns.add("lead", _leads(plan, led, loose), ["nation", *SITE], upper=1, whole=True),
        lack_support=lack_support,
        lack_force=columns.add("lack_force", floors(plan), ["period"]),
        arrive=columns.add("arrive", _arrivals(send, "moves" in ranked), ["contingent", *SITE]),
        added=columns.add("added", changing, KEY),
        taken=columns.add("taken", changing, KEY),
        worst=columns.add(
            "worst", _single("worst shortfall" in ranked and len(lack_target) > 0), [], upper=1
        ),
        burden=columns.add("burden", _single("largest burden" in ranked and len(send) > 0), []),
        worst_support=columns.add(
            "worst_support", _single("worst support" in ranked and len(lack_support) > 0), []
        ),
        withdrawal=add_withdrawal(
            plan, columns, send, (lack_target, lack_support), ranked="worst withdrawal" in ranked
        ),
    )


def _loose_reach(plan: Plan, data: Data) -> Floats:
    """Units of each contingent where the planner's numbers may be relaxed: enough for all that is asked."""
    of = data.contingents
    least = plan.nations["least_heads"].fillna(0.0).to_numpy(np.float64)[of["nation"].to_numpy()]
    least = least + plan.sites["least_heads"].to_numpy(np.float64).sum()
    locked = of["name"].map(plan.locks.groupby("contingent")["units_at_least"].sum()).fillna(0.0)
    together = plan.contingents["smallest_detachment"].to_numpy(np.float64)
    asked = np.maximum(np.ceil(least / of["heads"].to_numpy()), locked.to_numpy(np.float64))
    asked = np.minimum(np.maximum(asked, together), MOST_UNITS)
    reach: Floats = np.maximum(LOOSE_UNITS * (of["units"].to_numpy() + 1.0), asked)
    return reach


@cache
def _nothing(*names: str) -> pd.DataFrame:
    """A table of those keys without rows. Nobody changes it: one serves all."""
    return pd.DataFrame({name: np.zeros(0, dtype=np.int64) for name in names})


def _where(mask: Mask, table: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """The different rows of the columns ``by`` where the mask holds; mostly it holds nowhere."""
    return distinct(table.take(np.flatnonzero(mask)), by) if mask.any() else _nothing(*by)


def _single(wanted: bool) -> pd.DataFrame:
    return pd.DataFrame({"all": np.zeros(1 if wanted else 0, dtype=np.int64)})


def requirement_periods(plan: Plan, number: str) -> pd.DataFrame:
    """Requirements that state a number, period by period: requirement, site, role, period, limit, weighs."""
    rows = plan.requirements
    limit = rows[number].to_numpy(np.float64)
    at = np.flatnonzero(~np.isnan(limit))
    role = positions(rows["role"].iloc[at], plan.roles["role"])
    asked = frame_of(
        {
            "requirement": at,
            "site": positions(rows["site"].iloc[at], plan.sites["site"]),
            "role": role,
            "limit": limit[at],
            "weighs": rows["weight"].to_numpy()[at] * unit_worth(plan)[role],
            **{name: rows[name].to_numpy()[at] for name in ("sheet_row", "first", "last")},
        }
    )
    return spread_periods(asked, plan.settings.periods)


def _asked(plan: Plan, number: str) -> pd.DataFrame:
    asked = requirement_periods(plan, number)
    above = asked["limit"].to_numpy() > 0
    return asked if above.all() else asked.take(np.flatnonzero(above))


def floors(plan: Plan) -> pd.DataFrame:
    """The highest floor of the force in each period that has one: period, limit."""
    if plan.force.empty:
        return _nothing("period").assign(limit=0.0)
    rows = plan.force[plan.force["floor"] > 0][["floor", "first", "last"]]
    spread = spread_periods(rows, plan.settings.periods)
    highest = spread.groupby("period")["floor"].max()
    return pd.DataFrame({"period": highest.index, "limit": highest.to_numpy()})


def nation_shares(plan: Plan) -> pd.DataFrame:
    """Nations limited to a share below 1 of the heads that count: nation, share, and its source.

    ``own``: whether the share is in the nation's row, else the general setting; ``sheet_row`` of either.
    """
    said = plan.nations["largest_share"].to_numpy(np.float64)
    general = plan.settings.largest_share
    own = ~np.isnan(said)
    share = np.where(own, said, 1.0 if general is None else general)
    row = np.where(own, plan.nations["sheet_row"].to_numpy(), plan.setting_rows.get("Largest share", 0))
    at = np.flatnonzero(share < 1)
    return frame_of({"nation": at, "share": share[at], "own": own[at], "sheet_row": row[at]})


def _roles_in_use(plan: Plan, send: pd.DataFrame) -> pd.DataFrame:
    counted = len(plan.force) > 0 or len(nation_shares(plan)) > 0
    asked = counted or "theatre" in plan.support_ratios["scope"].tolist()
    return distinct(send, ["role", "period"]) if asked else _nothing("role", "period")


def _openings(plan: Plan, send: pd.DataFrame, counted: bool) -> pd.DataFrame:
    """Sites and periods for which some sheet asks whether the site is open."""
    sites = plan.sites
    asked = sites["open"].to_numpy() != "free"
    for number in ("opening_cost", "running_cost", "least_heads"):
        asked |= sites[number].to_numpy() > 0
    if counted or plan.settings.open_sites_at_most is not None:
        asked = np.ones(len(sites), dtype=bool)
    if not asked.any():
        return _nothing(*SITE)
    used = send.loc[asked[send["site"].to_numpy()], ["site", "period"]]
    kept = sites[sites["open"] == "yes"]
    always = spread_periods(
        pd.DataFrame({"site": kept.index, "first": kept["first"], "last": kept["last"]}),
        plan.settings.periods,
    )
    return distinct(pd.concat([used, always[["site", "period"]]]), ["site", "period"])


def _opened(plan: Plan, openings: pd.DataFrame) -> pd.DataFrame:
    costs = plan.sites["opening_cost"].to_numpy()[openings["site"].to_numpy()]
    return _where(costs > 0, openings, ["site"])


def _placed(plan: Plan, send: pd.DataFrame) -> pd.DataFrame:
    smallest = plan.contingents["smallest_detachment"].to_numpy()[send["contingent"].to_numpy()]
    return _where(smallest > 1, send, ["contingent", *SITE])


def _present(plan: Plan, send: pd.DataFrame, counted: bool) -> pd.DataFrame:
    """Nations at sites to which more nations could come than are allowed; at all sites if counted."""
    if plan.sites["nations_at_most"].isna().all() and not counted:
        return _nothing("nation", *SITE)
    could = distinct(send, ["nation", "site", "period"])
    if counted:
        return could
    most = plan.sites["nations_at_most"].to_numpy(np.float64)[could["site"].to_numpy()]
    many = could.groupby(["site", "period"])["nation"].transform("size").to_numpy()
    return could[many > np.where(np.isnan(most), INFINITE, most)].reset_index(drop=True)


def _most_at_site(plan: Plan, send: pd.DataFrame, loose: bool) -> pd.DataFrame:
    """Heads of all contingents that could be there, or the capacity where that is less."""
    each = distinct(send, [*SITE, "contingent"], ["reach", "heads"])
    most = summed(each.assign(most=each["reach"] * each["heads"]), SITE, "most")
    if not loose:
        capacity = plan.sites["capacity"].to_numpy(np.float64)[most["site"].to_numpy()]
        most["most"] = np.fmin(most["most"].to_numpy(), capacity)
    return most


def _led(plan: Plan, send: pd.DataFrame) -> pd.DataFrame:
    """The arcs to sites that need a lead."""
    needed = plan.sites["needs_lead"].to_numpy(bool)[send["site"].to_numpy()]
    return send.take(np.flatnonzero(needed)) if needed.any() else send.iloc[:0]


def _leads(plan: Plan, led: pd.DataFrame, loose: bool) -> pd.DataFrame:
    """The nations that may lead; in a loose program all that could be named in the planner's sheet."""
    could = plan.nations["can_lead"].to_numpy(bool)
    if loose:
        could = could | (plan.nations["sheet_row"].to_numpy() > 0)
    able = could[led["nation"].to_numpy()]
    return _where(able, led, ["nation", *SITE])


def _arrivals(send: pd.DataFrame, wanted: bool) -> pd.DataFrame:
    later = (send["period"].to_numpy() >= 2) & wanted
    return _where(later, send, ["contingent", *SITE])


def _changing(plan: Plan, send: pd.DataFrame, baseline: pd.DataFrame | None) -> pd.DataFrame:
    """The arcs on which the baseline has units: their key, the arc's column, the baseline's units."""
    if baseline is None:
        return _nothing(*KEY, "arc").assign(baseline=np.zeros(0))
    before = baseline_by_position(plan, baseline)
    held = send[[*KEY, "column"]].rename(columns={"column": "arc"}).merge(before, on=KEY)
    return held.sort_values(KEY, ignore_index=True)


def baseline_by_position(plan: Plan, baseline: pd.DataFrame) -> pd.DataFrame:
    """The baseline's rows with positions for names (-1 for names the plan does not have)."""
    return pd.DataFrame(
        {
            "contingent": positions(baseline["contingent"], plan.contingents["contingent"]),
            "role": positions(baseline["role"], plan.roles["role"]),
            "site": positions(baseline["site"], plan.sites["site"]),
            "period": baseline["period"].to_numpy(np.int64),
            "baseline": baseline["units"].to_numpy(np.float64),
        }
    )
