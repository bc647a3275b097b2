"""Where a search stands, told while it goes on, so that another process can go on from there."""

from __future__ import annotations

from dataclasses import dataclass

from solver.model.linexpr import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Searching:
    """A solver begins to search, for at most so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Incumbent:
    """A plan that a solver has found on its way, not rounded: values of all columns."""

    values: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledValue:
    """What a settled rank came to."""

    parts: tuple[float, ...]
    value: float
    bound: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checkpoint:
    """Where a search stands.

    ``values``: the plan so far, of all columns; ``found``: what a solver has found
    since, neither rounded nor checked; ``settled``: the ranks so far, in order;
    ``retries``: how often a solver was asked again; ``doubts``: sentences about
    answers that could not be believed to the end. ``seconds``: what is left of
    the time; None: all that the options give.
    """

    values: Floats | None = None
    found: Floats | None = None
    settled: tuple[SettledValue, ...] = ()
    retries: int = 0
    doubts: tuple[str, ...] = ()
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resume:
    """How a search goes on where another process left off.

    ``caution``: how many attempts at asking a solver are left out, the usual one
    first; ``finish``: search no more, tell what there is.
    """

    checkpoint: Checkpoint = Checkpoint()
    caution: int = 0
    finish: bool = False


FROM_THE_START = Resume()
