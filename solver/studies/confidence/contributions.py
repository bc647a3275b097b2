"""What each contingent of a plan adds to what is counted, and what that comes to in each world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.ledger import demand, force
from solver.ledger.table_ops import found_in, positions
from solver.ledger.units import sent_rows
from solver.plan import Plan
from solver.studies.confidence.worlds import uncertain
from solver.tables import Array
from solver.tolerances import TOLD_AS_NOTHING


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contributions:
    """A plan as sums: what is asked, and what each of its contingents adds to what there is.

    A contingent that does not come takes nothing along but its own units, so that a world is the sum of those
    who come. An amount is one of these, in this order: what each row of ``coverage`` provides, the heads
    that count in each period, what each row of ``support`` needs, and what it provides.
    """

    coverage: pd.DataFrame
    """The ledger's, of the whole plan: see ``Ledger.coverage``."""
    force: pd.DataFrame
    """See ``Ledger.force``."""
    support: pd.DataFrame
    """See ``Ledger.support``."""
    whole: Array
    """The amounts of the whole plan, where all come."""
    always: Array
    """The amounts of those that surely come."""
    who: Array
    """The positions in the plan of those sent that may come and may not."""
    each: Array
    """What each of these adds: one row a contingent, one column an amount."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcomes:
    """What worlds come to: one row a world, one column a row of coverage, or a period."""

    minimum_met: Array
    target_met: Array
    heads: Array
    """That count to the force."""
    floor_met: Array
    minimum_shortfall: Array
    """The value of the objective; one a world, as of the next."""
    target_shortfall: Array


def contributions(plan: Plan, allocation: pd.DataFrame) -> Contributions:
    """The sums of a plan; ``allocation``: contingent, role, site, period, units."""
    sent = sent_rows(plan, allocation)
    coverage, force_rows = demand.coverage(plan, sent), force.force(plan, sent)
    support = demand.support(plan, sent)
    open_ = np.append(uncertain(plan), False)  # who is none of the plan's provides nothing
    surely = np.append(plan.contingents["confidence"].to_numpy(dtype=float) >= 1.0, False)
    at = positions(sent["contingent"], plan.contingents["contingent"])
    who, row = np.unique(at[open_[at]], return_inverse=True)
    rows = np.where(surely[at], len(who), -1)
    rows[open_[at]] = row
    amounts = _amounts(plan, sent[rows >= 0].assign(of=rows[rows >= 0]), coverage, support, len(who) + 1)
    return Contributions(
        coverage=coverage,
        force=force_rows,
        support=support,
        whole=np.concatenate(
            [coverage["provided"], force_rows["heads"], support["needed"], support["provided"]]
        ),
        always=amounts[-1],
        who=who,
        each=amounts[:-1],
    )


def _amounts(plan: Plan, sent: pd.DataFrame, coverage: pd.DataFrame, support: pd.DataFrame, of: int) -> Array:
    """The amounts of so many parts of what is sent; ``sent``: with the part (``of``) of each row."""
    provided = _spread(sent, found_in(sent, coverage, ["site", "role", "period"]), "provided", coverage, of)
    counted = sent[sent["counts"]]
    in_range = counted["period"].between(1, plan.settings.periods)
    at = np.where(in_range, counted["period"] - 1, -1)
    heads = _spread(counted, at, "heads", range(plan.settings.periods), of)
    if support.empty:
        return np.hstack([provided, heads])
    places = demand.support_places(plan)
    key = demand.SUPPORT_KEY
    supported = demand.supported_heads(plan, places, sent, "of")
    needed = _spread(supported, found_in(supported, places, key), "heads", places, of)
    needed *= places["needed_per_head"].to_numpy(dtype=float)
    behind = demand.support_provided(plan, places, sent, "of")
    return np.hstack(
        [provided, heads, needed, _spread(behind, found_in(behind, places, key), "provided", places, of)]
    )


def _spread(rows: pd.DataFrame, at: Array, value: str, over: pd.DataFrame | range, of: int) -> Array:
    """The sums of a column: one row a part (``of``), one column each of those that ``at`` counts."""
    sums = np.zeros((of, len(over)))
    found = at >= 0
    np.add.at(sums, (rows["of"].to_numpy()[found], at[found]), rows[value].to_numpy(dtype=float)[found])
    return sums


def outcomes(parts: Contributions, comes: Array) -> Outcomes:
    """What worlds come to; ``comes``: as ``Worlds.comes``."""
    return outcomes_of(parts, parts.always + comes[:, parts.who].astype(float) @ parts.each)


def outcomes_of(parts: Contributions, amounts: Array) -> Outcomes:
    """What worlds with these amounts come to, one row a world, as the ledger counts it."""
    asked, force_rows, support = parts.coverage, parts.force, parts.support
    ends = np.cumsum([len(asked), len(force_rows), len(support)])
    provided, heads, needed, behind = np.split(amounts, ends, axis=1)
    lack_minimum = np.maximum(_column(asked, "minimum") - provided, 0.0)
    lack_target = np.maximum(_column(asked, "target") - provided, 0.0)
    lack_force = np.fmax(_column(force_rows, "floor") - heads, 0.0)
    weight = _column(asked, "weight") * _column(asked, "unit_worth")
    support_weight = _column(support, "weight") * _column(support, "unit_worth")
    return Outcomes(
        minimum_met=_met(lack_minimum, _column(asked, "minimum")),
        target_met=_met(lack_target, _column(asked, "target")),
        heads=heads,
        floor_met=_met(lack_force, np.nan_to_num(_column(force_rows, "floor"))),
        minimum_shortfall=lack_minimum @ weight + lack_force.sum(axis=1),
        target_shortfall=lack_target @ weight + np.maximum(needed - behind, 0.0) @ support_weight,
    )


def _met(lack: Array, asked: Array) -> Array:
    """Whether what lacks is nothing, as the sheets of a plan say it."""
    return np.asarray(lack <= TOLD_AS_NOTHING * np.maximum(1.0, np.abs(asked)))


def _column(rows: pd.DataFrame, name: str) -> Array:
    return rows[name].to_numpy(dtype=float)
