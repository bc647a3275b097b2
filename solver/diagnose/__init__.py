"""No plan? The least to give: which number of the planner, changed how little, gives one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.diagnose.proposals import Diagnosis, Proposal

if TYPE_CHECKING:
    from solver.diagnose.search import least_to_give

__all__ = ["Diagnosis", "Proposal", "least_to_give"]


def __getattr__(name: str) -> object:
    """The search itself, loaded with its solver when first used."""
    if name == "least_to_give":
        from solver.diagnose.search import least_to_give

        return least_to_give
    raise AttributeError(f"module 'solver.diagnose' has no attribute '{name}'")
