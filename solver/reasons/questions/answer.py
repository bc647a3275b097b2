"""Answers: what is claimed of a question, how surely, and all numbers that the claim rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from solver.errors import Place
from solver.model.linexpr import Floats
from solver.reasons.gates import Gate
from solver.tolerances import RANK_KEPT

Claim = Literal["proved", "between", "at_most", "not_settled"]
"""How sure an answer is.

``proved``: the search closed, or exact arithmetic shows it. ``between``: a low and a high are known.
``at_most``: a plan was found, and a cheaper one is not ruled out. ``not_settled``: nothing is claimed.
"""

CLAIMS: Mapping[Claim, str] = {
    "proved": "proved",
    "between": "between",
    "at_most": "at most",
    "not_settled": "not settled",
}
"""What a claim is called, in few words: the notes beside say what it means."""

CLAIMS_IN_FULL: Mapping[Claim, str] = {
    **CLAIMS,
    "between": "between two numbers",
    "at_most": "a plan was found; cheaper is not ruled out",
}
"""What a claim is called where nothing beside says what it means."""

Kind = Literal["why_not", "why_short", "cap", "asks", "conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question, by the plan's names; "" and 0 for what it leaves open."""

    kind: Kind
    contingent: str = ""
    site: str = ""
    role: str = ""
    period: int = 0
    cap: int = 0
    """The sheet row of a drawdown cap."""
    count: int = 0
    """How many asks."""
    more: bool = False
    """Of a contingent that is in the plan already: one more unit, for one period, than is there."""


class OpenSentence(str):
    """A sentence of an answer that says of something that it was not settled; in all else it is its text."""

    __slots__ = ()


def sentence(text: str, *, is_open: bool) -> str:
    """The text of a sentence as a sentence, an open one where it says that something was not settled."""
    return OpenSentence(text) if is_open else text


@dataclass(frozen=True, slots=True, kw_only=True)
class RankPrice:
    """What a rank comes to in the best plan that keeps what is asked, beside the plan's own value.

    No such plan comes to less than ``low``; one that comes to ``high`` is known (infinite where none is).
    Both suppose that the ranks before come to their own ``high``.
    """

    rank: int
    name: str
    base: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Price:
    """The price of what is asked: each rank in the best plan that keeps it.

    ``possible``: whether there is such a plan (None: not settled). ``values``: of every decision in the plan
    found, ``plans``: when each rank was settled. ``first_worse``: the first rank that is surely worse where
    all before surely are as they were; None where none is, where one before is better (only other cells can
    make it so), or where that is open.
    ``closed``: whether it is settled. ``certified``: whether arithmetic alone shows that this rank is worse,
    or that there is no plan.
    """

    possible: bool | None
    ranks: tuple[RankPrice, ...] = ()
    values: Floats | None = None
    plans: tuple[Floats, ...] = ()
    first_worse: int | None = None
    closed: bool = False
    certified: bool = False

    @property
    def free(self) -> bool:
        """Whether a plan was found in which no rank is worse before one is better."""
        return self.closed and self.first_worse is None and self.values is not None

    @property
    def settled(self) -> bool:
        """Whether every rank is proved, or that there is no plan."""
        return self.possible is False or (
            self.possible is True and all(rank.low >= rank.high - rank_room(rank.high) for rank in self.ranks)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RankNumber:
    """What a rank comes to: its number among the priorities, and its value."""

    rank: int
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Displaced:
    """Units that the plan which keeps what is asked has more (positive) or fewer of at a place."""

    contingent: str
    site: str
    role: str
    period: int
    units: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of one cell, as ``--set`` takes it, and what the best plan then comes to.

    ``before``, ``after``: its value, as a planner types it; ``low``: nothing nearer to ``before`` does.
    ``ranks``: of the best plan of the changed workbook, () where it was not searched for.
    """

    place: Place
    setting: str
    before: str
    after: str
    low: str
    claim: Claim
    ranks: tuple[RankNumber, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """A change that does not fill a requirement by itself: what then lacks, at least and in a plan found.

    In both no other requirement lacks more than in the plan asked about.
    """

    change: Change
    lacks: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapStep:
    """A step of a cap: from ``limit`` on, down to ``from_limit``, every rank comes to the same (heads).

    ``ranks``: () where there is no plan, or, ``not_settled``, nothing is sure. ``at_most``: only those up to
    the first that is not closed; that one is among them where it surely is better or worse than today's, at
    most its value, and no less than ``low``. ``settings``: the changes, as ``--set`` takes them, to the limit
    of the step that is nearest to the cap as typed, ``from_limit`` above it, ``limit`` below; () for today's
    step. ``endless``: it goes on above ``limit`` for ever.
    """

    limit: float
    from_limit: float
    ranks: tuple[RankNumber, ...]
    claim: Claim
    low: float | None = None
    settings: tuple[str, ...] = ()
    endless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Something to ask for: one more unit, a pledge that counts, a condition, a caveat lifted.

    ``setting``: the change as ``--set`` takes it, "" where a row would have to be added, which ``add`` says.
    ``most``: the first rank that it can better and the most that it can there; ``ranks``: what they come to.
    """

    what: str
    setting: str
    add: str
    ranks: tuple[RankNumber, ...]
    most: RankNumber | None
    claim: Claim
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Asks that help together; ``without``: what the ranks come to where only that one is missing."""

    asks: tuple[str, ...]
    ranks: tuple[RankNumber, ...]
    without: tuple[tuple[RankNumber, ...], ...]
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a question. What does not apply is empty.

    ``text``: its sentences, those that are open as :class:`OpenSentence`. ``gates``: what closes places asked
    about; ``open_places``: how many of them nothing closes. ``possible``: whether any plan keeps what is
    asked (None: not settled). ``first_worse``: the first rank that is worse then. ``cells``: a sufficient set
    of cells that stand in the way. ``of_changes``: what is said of the changes, behind ``text``.
    ``least_lack``: the least and the most that the requirement lacks at its best. ``helps``: where no change
    alone fills it, the one after which least lacks. ``free_down_to``: how low a cap may go for nothing.
    """

    question: Question
    claim: Claim
    text: tuple[str, ...]
    possible: bool | None = None
    gates: tuple[Gate, ...] = ()
    open_places: int = 0
    price: tuple[RankPrice, ...] = ()
    first_worse: int | None = None
    displaced: tuple[Displaced, ...] = ()
    cells: tuple[Place, ...] = ()
    changes: tuple[Change, ...] = ()
    of_changes: tuple[str, ...] = ()
    least_lack: tuple[float, float] | None = None
    helps: tuple[Help, ...] = ()
    steps: tuple[CapStep, ...] = ()
    free_down_to: float | None = None
    asks: tuple[Ask, ...] = ()
    bundles: tuple[Bundle, ...] = ()


def is_reasoned(answer: Answer) -> bool:
    """Whether an answer is proved and says why: what is impossible, by which cells or gates."""
    unexplained = answer.question.kind == "why_not" and answer.possible is False and answer.open_places
    return answer.claim == "proved" and not (unexplained and not answer.cells)


def rank_room(value: float) -> float:
    """By how much two values of a rank may differ and still count as equal."""
    return RANK_KEPT * max(1.0, abs(value))


Numbers = tuple[float, ...]
"""What the ranks come to, in their order."""


def compared(some: Numbers, others: Numbers) -> int:
    """-1 where the first rank in which they differ is better in the first, 1 where it is worse, else 0."""
    for one, other in zip(some, others, strict=True):
        if abs(one - other) > rank_room(other):
            return -1 if one < other else 1
    return 0


def worse(price: RankPrice, room: float) -> bool | None:
    """Whether the rank is worse than in the plan by more than ``room``; None where that is not settled."""
    if price.low > price.base + room:
        return True
    return False if price.high <= price.base + room else None


def claim_of(price: Price) -> Claim:
    """How sure a price is."""
    if price.settled:
        return "proved"
    if price.possible is not True:
        return "not_settled"
    return "between" if any(math.isfinite(rank.low) and rank.low > 0 for rank in price.ranks) else "at_most"


def numbers_of(price: Price) -> tuple[RankNumber, ...]:
    """What the ranks come to in the plan that was found, () where none was."""
    return tuple(RankNumber(rank=rank.rank, value=rank.high) for rank in price.ranks)
