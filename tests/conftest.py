"""Spares the tests most of the garbage collector's rounds through what lives to their end."""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    """The modules loaded and tests collected are never garbage; tables are let go of by counting."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
