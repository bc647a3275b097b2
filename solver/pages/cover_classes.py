"""Classes of coverage: how far what is asked for is met, in five steps whose colours differ in grey, too."""

from __future__ import annotations

import math
from dataclasses import dataclass

from solver.text.numbers import share_in_words


@dataclass(frozen=True, slots=True)
class CoverClass:
    """A step of coverage. ``kind``: the class of its marks; ``least``: its lowest share."""

    kind: str
    name: str
    least: float


CLASSES = (
    CoverClass("c4", "in full", 1.0),
    CoverClass("c3", "80 % and more", 0.8),
    CoverClass("c2", "50 to 80 %", 0.5),
    CoverClass("c1", "below 50 %", 1e-9),
    CoverClass("c0", "nothing", -math.inf),
)
NOT_ASKED = CoverClass("cx", "nothing is asked for", math.nan)
SHORTENED = {"over 99 %": "99+ %", "under 1 %": "<1 %"}
"""What a cell has no room for, in fewer letters."""


def class_of(share: float) -> CoverClass:
    """The class of a covered share; a share that is not known is not asked for."""
    if math.isnan(share):
        return NOT_ASKED
    return next(each for each in CLASSES if share >= each.least)


def covered_text(share: float) -> str:
    """A covered share in few letters: 100 only where nothing lacks, a dash where nothing is asked for."""
    if math.isnan(share):
        return "-"
    said = share_in_words(share)
    return SHORTENED.get(said, said)
