"""How many random plans a test draws: a handful in every run, more where somebody asks for a long one."""

from __future__ import annotations

import os


def seeds(usual: int) -> range:
    """Seeds of random plans: so many in every run, ``FORCEGEN_SEEDS`` times as many in a long one."""
    return range(usual * int(os.environ.get("FORCEGEN_SEEDS", "1")))
