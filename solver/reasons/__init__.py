"""Explanations: why a pledge is unused, which rows never apply, and why there is no plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solver.reasons.diagnosis import Diagnosis, Proposal

if TYPE_CHECKING:
    from solver.reasons.repairs import diagnose


__all__ = ["Diagnosis", "Proposal", "diagnose"]


def __getattr__(name: str) -> object:
    """The search itself, loaded with its solver when first used."""
    if name == "diagnose":
        from solver.reasons.repairs import diagnose

        return diagnose
    raise AttributeError(f"module 'solver.reasons' has no attribute '{name}'")
