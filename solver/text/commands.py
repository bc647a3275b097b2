"""Options of commands as they are told: to be pasted into a shell as they stand."""

from __future__ import annotations

import shlex
from collections.abc import Sequence


def told_option(name: str, value: str) -> str:
    """An option with its value, quoted so that bash takes it as it is: ``--set 'Sites!Lviv!Capacity=900'``.

    In single quotes: between double ones a shell that somebody types into still reads ``!`` and ``$``.
    """
    return f"{name} {shlex.quote(value)}"


def told_settings(settings: Sequence[str]) -> str:
    """Changes of cells as options of ``forcegen solve``, one behind the other."""
    return " ".join(told_option("--set", setting) for setting in settings)
