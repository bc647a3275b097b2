"""What the page of a plan holds, in reading order."""

from __future__ import annotations

from dataclasses import dataclass

from solver.drawing.drawing import MIDDLE
from solver.pages.figure import Figure, PageTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One answer of the first screen. ``lead``: in large letters; ``rest``: what else belongs to it."""

    label: str
    lead: str
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One of the largest gaps. ``size``: what lacks, when; ``why``: the reason that is proved, "" for none.

    ``whom``: nations to ask with the first thing in their way, the first to ask first, for the site
    ``asked_at`` ("" for all); ``share``: of the largest gap in its measure.
    """

    role: str
    sites: tuple[str, ...]
    size: str
    why: str
    asked_at: str
    whom: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """A part of the page. ``key``: by which the page refers to it; ``words``: what it says before it shows.

    ``gaps``: of the section of gaps; ``tables``: with their headings, beside those of its figures.
    """

    key: str
    heading: str
    words: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    gaps: tuple[Gap, ...] = ()
    tables: tuple[tuple[str, PageTable], ...] = ()
    aside: tuple[str, ...] = ()
    """How to read it, behind what it shows."""

    @property
    def side_by_side(self) -> bool:
        """Whether two of its figures have room beside each other on a wide screen."""
        widest = max((figure.drawing.views[0].width for figure in self.figures), default=0.0)
        return len(self.figures) > 1 and widest <= MIDDLE


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContent:
    """The page of a plan.

    ``kept_back``: why a night has not published it. ``map``: beside the cards, None where no site has
    coordinates; ``unplaced``: sites that are not on it; ``misplaced``: a sentence for each that lies outside
    the country of its row. ``nations``: those that send anybody, with the number by which their marks are
    known.
    """

    title: str
    marking: str
    scenario: str
    status: str
    proved: bool
    kept_back: tuple[str, ...]
    cards: tuple[Card, ...]
    map: Figure | None
    unplaced: tuple[str, ...]
    misplaced: tuple[str, ...]
    sections: tuple[PageSection, ...]
    nations: tuple[tuple[int, str], ...]
    source: str
    started: str
    version: str
