"""The marks by which forcegen knows its own pages as it wrote them: all else stays, as a backup."""

from __future__ import annotations

import hashlib
from pathlib import Path

from solver.files.own_files import read_own

OF_A_PLAN, OF_NIGHTS = "forcegen report", "forcegen nightly"
"""What made a page, as its generator names it."""
HEAD, TAIL = 4_000, 4_000
"""Bytes at the beginning of a page among which its generator stands, and at its end its foot."""
SEAL = "\n<!-- sha256 of the bytes before this line: {} -->\n"
"""The last line of a page."""
FOOT = b"Written by forcegen 0.1.0"
"""Stands at the foot of an index of nights that the first version wrote, which named no generator."""


def page_bytes(text: str) -> bytes:
    """A page as it is written, with its seal behind it."""
    page = text.rstrip("\n").encode("utf-8", "replace")
    return page + _seal(page)


def is_as_written(path: Path, made_by: str) -> bool:
    """Whether the file that is there is a page that was made by this, and nobody has changed since.

    What cannot be read is not.
    """
    try:
        page = read_own(path)
    except OSError:
        return False
    named = f'<meta name="generator" content="{made_by}">'.encode()
    if named in page[:HEAD].partition(b"<style>")[0]:
        text = page[: -len(_seal(b""))]
        return page == text + _seal(text)
    return made_by == OF_NIGHTS and FOOT in page[-TAIL:]


def _seal(page: bytes) -> bytes:
    return SEAL.format(hashlib.sha256(page).hexdigest()).encode()
