"""The search for the best plan: rank after rank, by HiGHS or any solver that PuLP knows.

What knows solvers is loaded when it is first used: who only asks for a search
in a process of its own (:mod:`solver.optimise.isolated`) never loads one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.optimise.backend import Progress, Search

if TYPE_CHECKING:
    from solver.optimise.lexicographic import optimise


__all__ = ["Progress", "Search", "optimise"]


def __getattr__(name: str) -> object:
    """The search itself, loaded when first used."""
    if name == "optimise":
        from solver.optimise.lexicographic import optimise

        return optimise
    raise AttributeError(f"module 'solver.optimise' has no attribute '{name}'")
