"""File names that any system may take: what one may not is replaced, and letters tell such names apart."""

from __future__ import annotations

import hashlib
import re

from solver.text.visible import HIDDEN

LONGEST_NAME = 100
"""Bytes that a name may take: file systems allow 255, paths on Windows 260 characters in all."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ufffd]')
_RESERVED = re.compile(
    r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|index\.html|history(-damaged-.*)?\.sqlite(-journal)?",
    re.IGNORECASE,
)
"""Names that Windows keeps for itself, and those of our own files in an output folder."""


def safe_file_name(name: str, told: str, otherwise: str) -> str:
    """A name that a file can have: as it is where that may be, else with letters that tell it apart.

    ``told``: of what these letters are a hash; ``otherwise``: what stands where nothing of the name is left.
    Signs that nobody sees are replaced, too.
    """
    safe = HIDDEN.sub("_", _FORBIDDEN.sub("_", name)).strip(" .")
    safe = safe.encode()[:LONGEST_NAME].decode(errors="ignore").strip(" .")
    if safe == name and not _RESERVED.fullmatch(safe):
        return name
    return f"{safe or otherwise} {name_hash(told)}"


def name_hash(told: str) -> str:
    """A few letters that tell names apart which look the same as file names."""
    return "~" + hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:6]
