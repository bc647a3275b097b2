"""Why a pledge is unused, which rows never apply, and where there is no plan, the least to give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.explain.numbers import Diagnosis, Proposal

if TYPE_CHECKING:
    from solver.explain.repairs import least_to_give


__all__ = ["Diagnosis", "Proposal", "least_to_give"]


def __getattr__(name: str) -> object:
    """The search itself, loaded with its solver when first used."""
    if name == "least_to_give":
        from solver.explain.repairs import least_to_give

        return least_to_give
    raise AttributeError(f"module 'solver.explain' has no attribute '{name}'")
