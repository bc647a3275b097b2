"""Spares the tests idle work: compiling the same modules in each process, rounds of the collector."""

from __future__ import annotations

import gc
import os
import sys

# Many tests start processes. Where no byte code may be kept, each compiles all modules again: 0.5 s of 0.9.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_collection_finish() -> None:
    """The modules loaded and tests collected are never garbage; tables are let go of by counting."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
