"""What is said of asks, in the planner's words."""

from __future__ import annotations

from collections.abc import Sequence

from solver.reasons.questions.answer import Ask, Bundle, RankNumber, rank_room
from solver.reasons.questions.base import Base
from solver.text.numbers import counted, in_full, money


def sentences(  # noqa: PLR0913 - what was found, and how far it was looked for
    base: Base,
    asks: Sequence[Ask],
    bundles: Sequence[Bundle],
    *,
    looked: int,
    candidates: int,
    complete: bool,
) -> tuple[str, ...]:
    """The sentences of an answer: each ask with what it does and how to try it, then how sure that is."""
    told = [_ask(base, asks, at) for at in range(len(asks))]
    told.append(_claim(asks, looked, candidates, complete=complete))
    if not base.proved:
        told.append("The plan itself is not proved the best: what an ask gains may be had without it.")
    for bundle in bundles:
        told += _bundle(base, bundle)
    return tuple(told)


def _ask(base: Base, asks: Sequence[Ask], at: int) -> str:
    ask = asks[at]
    how = f'try it with --set "{ask.setting}"' if ask.setting else f"add to {ask.add}"
    tie = ", as good as the one before" if at and _alike(ask.ranks, asks[at - 1].ranks) else ""
    return f"{ask.what}: {told_change(base, ask.ranks)}{_how_far(base, ask)}{tie}; {how}"


def _how_far(base: Base, ask: Ask) -> str:
    """What is said where the first rank that it betters may be better still."""
    if ask.most is None:
        return ""
    pairs = zip(ask.ranks, base.solved.settled, strict=True)
    gained = {rank.rank: now.value - rank.value for rank, now in pairs}[ask.most.rank]
    return "" if ask.most.value <= gained + rank_room(gained) else ", if not further"


def _alike(some: Sequence[RankNumber], others: Sequence[RankNumber]) -> bool:
    pairs = zip(some, others, strict=True)
    return all(abs(one.value - other.value) <= rank_room(other.value) for one, other in pairs)


def told_change(base: Base, ranks: Sequence[RankNumber]) -> str:
    """What changes against the plan: the first rank in full, of the others what they come to."""
    told: list[str] = []
    currency = base.plan.settings.currency
    for rank, now, then in zip(base.program.ranks, base.solved.settled, ranks, strict=True):
        if abs(then.value - now.value) <= rank_room(now.value):
            continue
        name = " + ".join(part.name for part in rank.parts)
        unit = f" {currency}" if name == "cost" else ""
        if told:
            value = money(then.value, currency) if unit else in_full(then.value)
            told.append(f"{name} then {value}")
            continue
        turn = "fall" if then.value < now.value else "rise"
        turn += "" if name.endswith("s") or len(rank.parts) > 1 else "s"
        told.append(f"{name} {turn} from {in_full(now.value)} to {in_full(then.value)}{unit}")
    first, *others = told or ["nothing changes"]
    return f"{first} ({', '.join(others)})" if others else first


def _claim(asks: Sequence[Ask], looked: int, candidates: int, *, complete: bool) -> str:
    changes = counted(candidates, "change", "changes")
    if not candidates:
        return "There is nothing to ask for: no pledge, condition, caveat or cap that could change."
    if asks:
        if complete:
            return f"None of the {changes} that could be asked for helps more; proved."
        return f"The best of the {in_full(looked)} looked at in the time, of {changes}; others may help more."
    if complete:
        return f"No single ask helps: none of the {changes} that could be asked for betters the plan; proved."
    return f"No ask was found that helps, of {changes}; that none does is not shown."


def _bundle(base: Base, bundle: Bundle) -> list[str]:
    of = {2: "Two", 3: "Three"}[len(bundle.asks)]
    sure = "no other help more; proved" if bundle.claim == "proved" else "the best found"
    listed = "; ".join(f"({at}) {what}" for at, what in enumerate(bundle.asks, start=1))
    told = [f"{of} together ({sure}): {listed}: {told_change(base, bundle.ranks)}."]
    for at, ranks in enumerate(bundle.without, start=1):
        told.append(f"Without ({at}): {told_change(base, ranks)}.")
    return told
