"""What is said of the staircase of a cap, in the planner's words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from solver.reasons.questions.answer import CapStep, OpenSentence, sentence
from solver.reasons.questions.caps.cap_levels import better
from solver.reasons.questions.caps.cap_told import ranks_of_step
from solver.reasons.questions.caps.staircase import Staircase
from solver.text.numbers import counted, in_full, with_and

NOT_SETTLED = "what it comes to was not settled in the time"
REST_OPEN = "the rest was not settled"
"""What is said where nothing of a step is sure, and where its later ranks are not."""


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
    gains = [step for step in above if _better(stairs, step)]
    if not gains:
        return [OpenSentence(f"Whether raising {name} gains anything was not settled in the time.")]
    least = "" if gains[0] is above[0] and stairs.next_gain_known else ", perhaps at less,"
    told = [_of_step(stairs, gains[0], f"Raising {name} helps: at {_step(stairs, now, gains[0], least)}.")]
    end = above[-1]
    if end.endless and end.claim == "proved":
        also = f"; there {_changes(stairs, end)}" if end is not gains[0] else ""
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
        told.append(OpenSentence(f"Whether it may fall{further} for nothing was not settled in the time."))
    if below:
        told.append(_of_step(stairs, below[-1], f"At {_step(stairs, now, below[-1])}."))
    if len(below) > 1 and below[0].from_limit <= 0.0:
        told.append(_of_step(stairs, below[0], f"At {_step(stairs, now, below[0])}."))
    return told


def _doubts(stairs: Staircase, steps: Sequence[CapStep], now: CapStep) -> list[str]:
    """What is not settled, and what changes gradually."""
    told = []
    if not stairs.whole:
        told.append("Units may be split: between the limits told the ranks change gradually.")
    if any(better(level.values, stairs.now) for at, level in stairs.known.items() if at <= stairs.cap.today):
        told.append("A better plan than the one asked about was found on the way, under no higher cap.")
    if stairs.gaps():
        more = "There may be more steps: the time was over before all limits were searched."
        told.append(OpenSentence(more))
    unproved = [step for step in steps if step.claim != "proved"]
    if unproved:
        limits = with_and(in_full(step.limit) for step in unproved)
        told.append(OpenSentence(f"Not proved at {limits} heads."))
    return told


def _of_step(stairs: Staircase, step: CapStep, text: str) -> str:
    """A sentence of a step; open where not every rank that it comes to is sure."""
    no_plan = not step.ranks and step.claim == "proved"
    sure = len(step.ranks) == len(stairs.session.base.program.ranks)
    return sentence(text, is_open=not no_plan and not sure)


def _step(stairs: Staircase, now: CapStep, step: CapStep, doubt: str = "") -> str:
    """A step's limit that is nearest to today's, by how much it differs, and what it changes."""
    nearest = step.from_limit if step.from_limit > now.from_limit else step.limit
    more = nearest - stairs.cap.typed
    sign = "+" if more > 0 else "\N{MINUS SIGN}"
    where = f"{_heads(nearest)} ({sign}{in_full(abs(more))}){doubt}"
    return f"{where} {_changes(stairs, step)}"


def _changes(stairs: Staircase, step: CapStep) -> str:
    """What surely changes of today's ranks at a step."""
    if not step.ranks:
        return "there is no plan" if step.claim == "proved" else NOT_SETTLED
    ranks, now = stairs.session.base.program.ranks, _now(stairs)
    told = ranks_of_step(step, now)
    names = {rank.rank: " + ".join(part.name for part in rank.parts) for rank in ranks}
    changed = [
        f"{names[each.rank]} {'rises' if each.value > now[each.rank] else 'falls'} "
        f"from {in_full(now[each.rank])} to {each.text(in_full)}"
        for each in told
        if each.differs(now[each.rank])
    ]
    if len(told) == len(ranks):
        return with_and(changed) if changed else "every rank stays as it is"
    if not changed:
        verb = "stay" if told[1:] else "stays"
        return f"{with_and(names[each.rank] for each in told)} {verb} as now, {REST_OPEN}"
    return f"{with_and(changed)} ({REST_OPEN})"


def _now(stairs: Staircase) -> dict[int, float]:
    """What each rank comes to today, by its number."""
    return {
        rank.rank: value for rank, value in zip(stairs.session.base.program.ranks, stairs.now, strict=True)
    }


def _better(stairs: Staircase, step: CapStep) -> bool:
    """Whether a step surely is better than today: in the first rank that differs."""
    now = _now(stairs)
    differing = (each for each in ranks_of_step(step, now) if each.differs(now[each.rank]))
    return any(each.value < now[each.rank] for each in islice(differing, 1))


def _heads(number: float) -> str:
    text = counted(number, "head", "heads")
    return f"{in_full(number)} {text.split()[-1]}"
