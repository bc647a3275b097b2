"""What is said of asks, in the planner's words."""

from __future__ import annotations

from collections.abc import Sequence

from solver.reasons.questions.answer import Ask, Bundle, RankNumber, rank_room
from solver.reasons.questions.base import Base
from solver.text.numbers import counted, in_full


def sentences(  # noqa: PLR0913 - what was found, and how far it was looked for
    base: Base, asks: Sequence[Ask], bundles: Sequence[Bundle], *, looked: int, candidates: int, proved: bool
) -> tuple[str, ...]:
    """The sentences of an answer: each ask with what it does and how to try it, then how sure that is."""
    told = [_ask(base, asks, at) for at in range(len(asks))]
    told.append(_claim(asks, looked, candidates, proved=proved))
    if not base.proved:
        told.append("The plan itself is not proved the best: what an ask gains may be had without it.")
    for bundle in bundles:
        told += _bundle(base, bundle)
    return tuple(told)


def _ask(base: Base, asks: Sequence[Ask], at: int) -> str:
    ask = asks[at]
    how = f'--set "{ask.setting}"' if ask.setting else f"add to {ask.add}"
    tie = " (as good as the one before)" if at and _alike(ask.ranks, asks[at - 1].ranks) else ""
    surely = "" if ask.claim == "proved" else ", or further"
    return f"{ask.what}: {told_change(base, ask.ranks)}{surely}{tie}; {how}."


def _alike(some: Sequence[RankNumber], others: Sequence[RankNumber]) -> bool:
    pairs = zip(some, others, strict=True)
    return all(abs(one.value - other.value) <= rank_room(other.value) for one, other in pairs)


def told_change(base: Base, ranks: Sequence[RankNumber]) -> str:
    """What changes against the plan: the first rank in full, the others by what they come to."""
    told: list[str] = []
    for rank, now, then in zip(base.program.ranks, base.solved.settled, ranks, strict=True):
        if abs(then.value - now.value) <= rank_room(now.value):
            continue
        name = " + ".join(part.name for part in rank.parts)
        turn = "falls" if then.value < now.value else "rises"
        unit = f" {base.plan.settings.currency}" if name == "cost" else ""
        start = f" from {in_full(now.value)}" if not told else ""
        told.append(f"{name} {turn}{start} to {in_full(then.value)}{unit}")
    return ", ".join(told) or "nothing changes"


def _claim(asks: Sequence[Ask], looked: int, candidates: int, *, proved: bool) -> str:
    changes = counted(candidates, "change", "changes")
    if not candidates:
        return "There is nothing to ask for: no pledge, condition, caveat or cap that could change."
    if asks:
        if proved:
            return f"None of the {changes} that could be asked for helps more; proved."
        return f"The best of the {in_full(looked)} looked at in the time, of {changes}; others may help more."
    if proved:
        return f"No single ask helps: none of the {changes} that could be asked for betters the plan; proved."
    return f"No ask was found that helps, of {changes}; that none does is not shown."


def _bundle(base: Base, bundle: Bundle) -> list[str]:
    of = {2: "Two", 3: "Three"}[len(bundle.asks)]
    sure = "proved the best of all" if bundle.claim == "proved" else "the best found"
    told = [f"{of} together ({sure}): {'; '.join(bundle.asks)}: {told_change(base, bundle.ranks)}."]
    for what, ranks in zip(bundle.asks, bundle.without, strict=True):
        left = told_change(base, ranks) if ranks else "there is no plan"
        told.append(f"Without that one ({what}): {left}.")
    return told
