"""What counts as nearly as good: how much worse each rank may be, and which ranks may not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from solver.errors import PlanError, told
from solver.plan import Plan
from solver.plan.names import did_you_mean
from solver.plan.plan import SHORTFALLS
from solver.studies.near_best.held_ranks import held_ranks
from solver.studies.near_best_asked import RankLimit
from solver.studies.point import PointOutcome
from solver.tables import fold
from solver.text.numbers import number_text, per_cent

USUAL_SHARE = 0.01
"""How much worse ranks after the shortfalls may be where nobody says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """How much worse each rank after the shortfalls may be.

    ``share``: of its value, for all; ``amounts``: by objective, in its own unit; the wider of both holds.
    """

    share: float = USUAL_SHARE
    amounts: Mapping[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        """As it is typed: ``1%,moves=5``."""
        share = per_cent(self.share, 4).replace(" %", "")
        share = share.rstrip("0").rstrip(".") if "." in share else share
        return ",".join(
            [f"{share}%", *(f"{name}={number_text(most)}" for name, most in self.amounts.items())]
        )


def within_named(text: str, plan: Plan) -> Within:
    """What ``1%,moves=5`` says; PlanError for what it cannot say of this plan, all at once."""
    share, amounts, wrong = USUAL_SHARE, dict[str, float](), list[str]()
    free = _free_objectives(plan)
    for part in (each.strip() for each in text.replace(";", ",").split(",") if each.strip()):
        name, equals, amount = (each.strip() for each in part.partition("="))
        if not equals:
            found = _number(name.removesuffix("%").strip())
            if found is None:
                wrong.append(f"'{part}' is neither a share, such as 1%, nor an amount, such as moves=5")
            else:
                share = found / 100 if name.endswith("%") else found
                if share > 1:
                    wrong.append(f"'{part}' is more than all of it; did you mean {number_text(share)}%?")
            continue
        known = next((each for each in free if fold(each) == fold(name)), None)
        found = _number(amount)
        if known is None:
            wrong.append(_unknown(name, free))
        if found is None:
            wrong.append(f"'{part}': '{amount}' is no amount; expected a number of at least 0")
        if known is not None and found is not None:
            amounts[known] = found
    if wrong:
        raise PlanError([told(f"--within {text}: {each}") for each in wrong])
    return Within(share=share, amounts=amounts)


def _number(text: str) -> float | None:
    """A number of at least 0; None where it is none."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 <= found < float("inf") else None


def _unknown(name: str, free: tuple[str, ...]) -> str:
    if fold(name) in map(fold, SHORTFALLS):
        return f"'{name}' is held at its best value; what may be worse: {', '.join(free) or 'nothing'}"
    listed = ", ".join(free) or "nothing"
    return f"'{name}' ranks nowhere after the shortfalls; what does: {listed}{did_you_mean(name, free)}"


def _free_objectives(plan: Plan) -> tuple[str, ...]:
    """Objectives of the ranks that may be worse."""
    rows = plan.priorities[~plan.priorities["rank"].isin(held_ranks(plan))]
    return tuple(rows["objective"])


def rank_limits(plan: Plan, base: PointOutcome, within: Within) -> tuple[RankLimit, ...]:
    """The most that each rank may come to, beside the plan of the workbook as it stands.

    A shortfall rank: what that plan came to when it was settled, and its Tolerance, as later ranks keep it.
    Any other: worse by the share, by the amounts of its objectives (by their weights), or by its Tolerance,
    whichever is most.
    """
    held = held_ranks(plan)
    limits = []
    for each in base.objectives:
        rows = plan.priorities[plan.priorities["rank"] == each.rank]
        worse = float(rows["tolerance"].iloc[0]) * abs(each.value)
        if each.rank not in held:
            amounts = rows["objective"].map(lambda name: within.amounts.get(name, 0.0)).astype(float)
            amount = float((amounts * rows["weight"].astype(float)).sum())
            worse = max(worse, within.share * abs(each.value), amount)
        limits.append(RankLimit(rank=each.rank, most=each.value + worse))
    return tuple(limits)
