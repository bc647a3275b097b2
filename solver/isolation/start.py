"""How another process of Python is started that runs this very package."""

from __future__ import annotations

import sys
from pathlib import Path

START = (
    "import sys; root = sys.argv[1]; sys.path.insert(0, root); import solver; "
    "sys.path.remove(root); sys.path.append(root); from {module} import main; main()"
)
"""Finds our package before any other of its name; all else where Python has it, not beside us."""


def python_command(module: str) -> list[str]:
    """The command that runs a module's ``main``, and nothing that happens to lie in the current folder."""
    return [sys.executable, "-P", "-c", START.format(module=module), str(Path(__file__).parents[2])]
