"""What is said of the staircase of a cap, in the planner's words."""

from __future__ import annotations

from collections.abc import Sequence

from solver.reasons.questions.answer import CapStep
from solver.reasons.questions.cap_levels import better
from solver.reasons.questions.staircase import Staircase
from solver.text.numbers import counted, in_full, with_and
from solver.tolerances import RANK_KEPT


def cap_sentences(stairs: Staircase) -> tuple[str, ...]:
    """The sentences: what a higher cap gains, how low it may go for nothing, what less costs, and doubts."""
    steps = list(stairs.steps())
    now = next(at for at, step in enumerate(steps) if not step.settings)
    told = [*_upwards(stairs, steps[now], steps[now + 1 :]), *_downwards(stairs, steps[now], steps[:now])]
    return (*told, *_doubts(stairs, steps, steps[now]))


def _upwards(stairs: Staircase, now: CapStep, above: Sequence[CapStep]) -> list[str]:
    """What raising the cap gains."""
    name = f"the cap on {stairs.cap.name} ({_heads(stairs.cap.typed)})"
    if not stairs.cap.members:
        return [f"The cap on {stairs.cap.name} keeps nobody at home: nobody whom it counts can be sent."]
    if now.endless and now.claim == "proved":
        return [f"Raising {name} gains nothing."]
    gains = [step for step in above if better(_values(step), _values(now))]
    if not gains:
        return [f"Whether raising {name} gains anything was not settled in the time."]
    least = "" if gains[0] is above[0] and stairs.next_gain_known else ", perhaps at less,"
    told = [f"Raising {name} helps: at {_step(stairs, now, gains[0], least)}."]
    end = above[-1]
    if end.endless and end.claim == "proved":
        also = f"; there {_changes(stairs, now, end)}" if end is not gains[0] else ""
        told.append(f"From {_heads(end.from_limit)} on nothing more is gained{also}.")
    return told


def _downwards(stairs: Staircase, now: CapStep, below: Sequence[CapStep]) -> list[str]:
    """How low the cap may go for nothing, and what less costs."""
    typed, free = stairs.cap.typed, now.from_limit
    if typed <= 0.0:
        return []
    told = []
    if free < typed:
        told.append(f"It may fall to {_heads(free)} for nothing.")
    elif stairs.cannot_fall:
        told.append("It cannot fall by a single head for nothing.")
    if free > 0.0 and not stairs.cannot_fall:
        further = " further" if free < typed else ""
        told.append(f"Whether it may fall{further} for nothing was not settled in the time.")
    if below:
        told.append(f"At {_step(stairs, now, below[-1])}.")
    if len(below) > 1 and below[0].from_limit <= 0.0:
        told.append(f"At {_step(stairs, now, below[0])}.")
    return told


def _doubts(stairs: Staircase, steps: Sequence[CapStep], now: CapStep) -> list[str]:
    """What is not settled, and what changes gradually."""
    told = []
    if not stairs.whole:
        told.append("Units may be split: between the limits told the ranks change gradually.")
    if any(better(_values(step), _values(now)) for step in steps if step.from_limit <= now.from_limit):
        told.append("A better plan than the one asked about was found on the way, under no higher cap.")
    if stairs.gaps():
        told.append("There may be more steps: the time was over before all limits were searched.")
    unproved = [step for step in steps if step.claim != "proved"]
    if unproved:
        limits = with_and(in_full(step.limit) for step in unproved)
        told.append(f"Better is not ruled out at {limits} heads: the search did not close.")
    return told


def _step(stairs: Staircase, now: CapStep, step: CapStep, doubt: str = "") -> str:
    """A step's limit that is nearest to today's, by how much it differs, and what it changes."""
    nearest = step.from_limit if step.from_limit > now.from_limit else step.limit
    more = nearest - stairs.cap.typed
    sign = "+" if more > 0 else "\N{MINUS SIGN}"
    where = f"{_heads(nearest)} ({sign}{in_full(abs(more))}){doubt}"
    return f"{where} {_changes(stairs, now, step)}"


def _changes(stairs: Staircase, now: CapStep, step: CapStep) -> str:
    """What a step changes of today's ranks."""
    if not step.ranks:
        return "there is no plan"
    told = []
    for rank, old, new in zip(stairs.session.base.program.ranks, _values(now), _values(step), strict=True):
        name = " + ".join(part.name for part in rank.parts)
        if abs(new - old) > RANK_KEPT * max(1.0, abs(old)):
            verb = "rises" if new > old else "falls"
            told.append(f"{name} {verb} from {in_full(old)} to {in_full(new)}")
    return with_and(told) if told else "every rank stays as it is"


def _values(step: CapStep) -> tuple[float, ...]:
    return tuple(rank.value for rank in step.ranks)


def _heads(number: float) -> str:
    text = counted(number, "head", "heads")
    return f"{in_full(number)} {text.split()[-1]}"
