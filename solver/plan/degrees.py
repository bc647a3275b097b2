"""Latitudes and longitudes as maps print them, to the decimal degrees that a cell takes."""

from __future__ import annotations

import re

_NUMBER = r"(\d+(?:[.,]\d+)?)"
_DEGREES = re.compile(
    rf"""
    (?P<before>[NSEW])?\s*(?P<sign>[+-])?\s*
    {_NUMBER}\s*(?P<mark>[\u00b0\u00ba\u02da]|d(?:eg(?:rees)?)?)?\s*
    (?:{_NUMBER}\s*(?:['\u2032\u2019]|m(?:in)?)?\s*
       (?:{_NUMBER}\s*(?:["\u2033\u201d]|''|\u2032\u2032|s(?:ec)?)?\s*)?
    )?
    (?P<behind>[NSEW])?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def decimal_degrees(text: str) -> tuple[float, str] | None:
    """Degrees, south and west negative, and the letter of the compass beside them ("" for none).

    For ``49\u00b050' N``, ``N 49 50 24``, ``49.84\u00b0``; None for any other text.
    """
    found = _DEGREES.fullmatch(text)
    if found is None or (found["before"] and found["behind"]):
        return None
    degrees, minutes, seconds = (float((number or "0").replace(",", ".")) for number in found.group(3, 5, 6))
    if minutes >= 60 or seconds >= 60:
        return None
    letter = (found["before"] or found["behind"] or "").upper()
    backwards = (found["sign"] == "-") != (letter in ("S", "W") and letter != "")
    value = round(degrees + minutes / 60 + seconds / 3600, 4)
    return (-value if backwards else value), letter
