"""How many random plans a test draws: a handful in every run, more where somebody asks for a long one."""

from __future__ import annotations

import os


def seeds(usual: int) -> range:
    """Seeds of random plans: so many in every run, as many as ``FORCEGEN_SEEDS`` says in a long one."""
    return range(int(os.environ.get("FORCEGEN_SEEDS", usual)))
