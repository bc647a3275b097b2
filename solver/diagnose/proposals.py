"""What the search for the least to give comes to; known also where no solver is loaded."""

from __future__ import annotations

from dataclasses import dataclass

from solver.diagnose.numbers import Give
from solver.errors import Finding

AT_MOST_SECONDS = 60.0
"""For the whole search for the least to give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Changes that together give a plan; proved by solving again, with whole units."""

    gives: tuple[Give, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Why there is no plan, told as the least to give.

    ``singles``: each a single number whose change alone gives a plan, by the
    smallest such change. ``together``: where there is none, a smallest set.
    ``finished``: whether every number was judged in the time that there was.
    """

    singles: tuple[Proposal, ...]
    together: Proposal | None
    finished: bool
