"""What is said of asks, in the planner's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from solver.reasons.questions.answer import (
    Ask,
    Bundle,
    OpenSentence,
    Price,
    RankNumber,
    numbers_of,
    rank_room,
    sentence,
)
from solver.reasons.questions.base import Base
from solver.text.commands import told_settings
from solver.text.numbers import counted, in_full, money

_REQUESTS = (
    re.compile(r"Ask (?P<whom>.+?) (?:for|to) (?P<thing>.+?)(?: \((?P<heads>[\d,.]+ heads?),.*\))?$"),
    re.compile(
        r"Look for (?P<thing>a unit .+) from (?P<whom>any nation)(?: \((?P<heads>[\d,.]+ heads?),.*\))?$"
    ),
)
"""The forms of a candidate's request that name whom to ask."""


def whom_and_thing(what: str) -> tuple[str, str, str]:
    """Whom a request asks, for what, and of how many heads; "" where it names none."""
    for form in _REQUESTS:
        found = form.match(what)
        if found:
            return found["whom"], found["thing"], found["heads"] or ""
    return "", what, ""


def short_request(what: str) -> str:
    """A request in a few words: ``Spain, ESP-INF-1 (450 heads)``."""
    whom, thing, heads = whom_and_thing(what)
    named = f"{whom}, {thing}" if whom else thing
    return f"{named} ({heads})" if heads else named


def added_rows(add: str) -> list[str]:
    """The rows that an ask adds: ``Contingents: Contingent = New unit, Units = 1``."""
    return re.split(r"; (?=[A-Z][\w ]*: )", add) if add else []


def told_ranks(price: Price) -> tuple[RankNumber, ...]:
    """What the ranks come to in the plan that was found, up to the first that is not closed.

    That one may still come to less, and those behind it are of a plan that is not the best.
    """
    told = numbers_of(price)
    for at, rank in enumerate(price.ranks, start=1):
        if rank.low < rank.high - rank_room(rank.high):
            return told[:at]
    return told


def sentences(  # noqa: PLR0913 - what was found, and how far it was looked for
    base: Base,
    asks: Sequence[Ask],
    bundles: Sequence[Bundle],
    *,
    looked: int,
    candidates: int,
    complete: bool,
) -> tuple[str, ...]:
    """The sentences of an answer: each ask with what it does and how to try it, then how sure that is.

    The last ones are of the bundles, one each.
    """
    told = [_ask(base, asks, at) for at in range(len(asks))]
    told.append(_claim(asks, looked, candidates, complete=complete))
    if not base.proved:
        told.append("The plan itself is not proved the best: what an ask gains may be had without it.")
    return (*told, *(_bundle(base, asks, bundle) for bundle in bundles))


def _ask(base: Base, asks: Sequence[Ask], at: int) -> str:
    ask = asks[at]
    how = f"try it with {told_settings([ask.setting])}" if ask.setting else f"add to {ask.add}"
    tie = ", as good as the one before" if at and _alike(ask, asks[at - 1]) else ""
    proved = ask.claim == "proved"
    text = f"{ask.what}: {told_change(base, ask.ranks, proved=proved)}{tie}; {how}"
    return sentence(text, is_open=not proved)


def _alike(some: Ask, other: Ask) -> bool:
    """Whether both surely come to the same."""
    if not some.claim == other.claim == "proved":
        return False
    pairs = zip(some.ranks, other.ranks, strict=True)
    return all(abs(one.value - than.value) <= rank_room(than.value) for one, than in pairs)


def told_change(base: Base, ranks: Sequence[RankNumber], *, proved: bool) -> str:
    """What changes against the plan: the first rank in full, of the others what they come to.

    ``proved``: whether the last of these ranks cannot come to less.
    """
    told: list[str] = []
    for at, (now, then) in enumerate(zip(base.solved.settled, ranks, strict=False)):
        still_open = not proved and at == len(ranks) - 1
        less = " or less" if still_open else ""
        name, value = _name(base, at), f"{_value(base, at, then.value)}{less}"
        if still_open and told and then.value >= now.value - rank_room(now.value):
            told.append(f"{name} not settled")
        elif abs(then.value - now.value) <= rank_room(now.value):
            if still_open:
                told.append(f"{name} {value}")
        elif told:
            told.append(f"{name} then {value}")
        else:
            turn = "fall" if then.value < now.value else "rise"
            turn += "" if name.endswith("s") or " + " in name else "s"
            told.append(f"{name} {turn} from {in_full(now.value)} to {_in_full(base, at, then.value)}{less}")
    first, *others = told or ["nothing changes"]
    return f"{first} ({', '.join(others)})" if others else first


def _name(base: Base, at: int) -> str:
    """The name of a rank, by its position."""
    return " + ".join(part.name for part in base.program.ranks[at].parts)


def _value(base: Base, at: int, value: float) -> str:
    """What a rank comes to, in few digits where it is money."""
    return money(value, base.plan.settings.currency) if _name(base, at) == "cost" else in_full(value)


def _in_full(base: Base, at: int, value: float) -> str:
    """What a rank comes to, in all digits."""
    unit = f" {base.plan.settings.currency}" if _name(base, at) == "cost" else ""
    return f"{in_full(value)}{unit}"


def _claim(asks: Sequence[Ask], looked: int, candidates: int, *, complete: bool) -> str:
    changes = counted(candidates, "change", "changes")
    if not candidates:
        return "There is nothing to ask for: no pledge, condition, caveat or cap that could change."
    if asks:
        if complete:
            return f"No other of the {changes} that could be asked for helps more; proved."
        best = f"The best of the {in_full(looked)} looked at in the time, of {changes}"
        return OpenSentence(f"{best}; others may help more.")
    if complete:
        return f"No single ask helps: none of the {changes} that could be asked for betters the plan; proved."
    return OpenSentence(f"No ask was found that helps, of {changes}; that none does is not shown.")


def _bundle(base: Base, asks: Sequence[Ask], bundle: Bundle) -> str:
    """A bundle by the numbers of the list and in its order, with what is left without each of its asks."""
    number = {ask.what: at for at, ask in enumerate(asks, start=1)}
    order = sorted(range(len(bundle.asks)), key=lambda at: number.get(bundle.asks[at], len(asks) + 1 + at))
    names = [_in_bundle(number, bundle.asks[at]) for at in order]
    whom = dict.fromkeys(whom_and_thing(bundle.asks[at])[0] for at in order)
    together = " + ".join(names)
    listed = all(what in number for what in bundle.asks)
    named = f"{' + '.join(whom)} ({together})" if listed and all(whom) else together
    proved = bundle.claim == "proved"
    main = _first_moved(base, bundle.ranks)
    left = [_left(base, bundle, bundle.without[at], main) for at in order]
    if len(order) == 2:
        told = [f"{name} alone {rest}" for name, rest in zip(names, reversed(left), strict=True)]
    else:
        told = [f"without {name} {rest}" for name, rest in zip(names, left, strict=True)]
    less = "" if proved or main < len(bundle.ranks) - 1 else " or less"
    value = f"{_name(base, main)} {_value(base, main, bundle.ranks[main].value)}{less}"
    many = {2: "two", 3: "three"}[len(order)]
    sure = f"no other {many} help more; proved" if proved else "the best found"
    return sentence(f"{named}: {value}; {'; '.join(told)} ({sure}).", is_open=not proved)


def _in_bundle(number: dict[str, int], what: str) -> str:
    """An ask in a bundle: its number in the list, or in a few words where it does not stand there."""
    return str(number[what]) if what in number else short_request(what)


def _first_moved(base: Base, ranks: Sequence[RankNumber]) -> int:
    """The position of the first rank that differs from the plan; of the last where none does."""
    pairs = zip(base.solved.settled, ranks, strict=False)
    moved = (at for at, (now, then) in enumerate(pairs) if abs(then.value - now.value) > rank_room(now.value))
    return next(moved, len(ranks) - 1)


def _left(base: Base, bundle: Bundle, ranks: Sequence[RankNumber], main: int) -> str:
    """What is left without one of a bundle: of the rank that is told of the bundle, and where they part."""
    pairs = zip(bundle.ranks, ranks, strict=False)
    parts = (
        at
        for at, (with_it, then) in enumerate(pairs)
        if abs(then.value - with_it.value) > rank_room(then.value)
    )
    at = next(parts, min(main, len(ranks) - 1))
    less = "" if bundle.claim == "proved" or at < len(ranks) - 1 else " or less"
    value = f"{_value(base, at, ranks[at].value)}{less}"
    if at == main:
        return value
    told = f"{_name(base, at)} {value}"
    return told if at < main else f"{_value(base, main, ranks[main].value)}, {told}"
