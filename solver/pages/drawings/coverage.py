"""The coverage of requirements: sites by roles, as a heatmap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from solver.drawing.axes import SMALL
from solver.drawing.drawing import MIDDLE, NARROW, WIDE, Drawing, View, make_view
from solver.drawing.legend import Key, legend
from solver.drawing.letters import cut, width, wrapped
from solver.drawing.marks import group, lines_of_text, rectangle, text
from solver.ledger.ledger import Ledger
from solver.pages.cover_classes import CLASSES, NOT_ASKED, class_of, covered_text
from solver.results.coverage import covered_shares
from solver.text.numbers import counted

ROW, LEAST_CELL, MOST_CELL = 28.0, 46.0, 96.0
"""Height of a row, and the least and the most width of a cell, in px."""
MOST_SITES = 30
"""Sites of one drawing: a page of paper holds as many."""
NARROW_NAMES = 152.0
"""Room for names on a phone, where each row is a site and a role, in px."""
MOST_NARROW = 60
"""Rows on a phone; those that lack most are among them."""


@dataclass(frozen=True, slots=True)
class _Grid:
    """The shares by site and role, sites and roles in the order in which they stand."""

    sites: Sequence[str]
    roles: Sequence[str]
    shares: Mapping[tuple[str, str], float]

    def asked(self) -> list[tuple[str, str]]:
        """Each of its sites with each role that it asks for."""
        return [(site, role) for site in self.sites for role in self.roles if (site, role) in self.shares]


def coverage_drawings(ledger: Ledger) -> tuple[Drawing, ...]:
    """How far what each site asks for in each role is met, over all periods, some sites a drawing.

    No drawing where nothing is asked for.
    """
    rows = covered_shares(ledger.coverage, ["site", "role"])
    rows = rows[rows["covered"].notna()]
    if rows.empty:
        return ()
    sites, roles = _by_lacking(rows, "site"), _by_lacking(rows, "role")
    keys = zip(rows["site"], rows["role"], strict=True)
    shares = dict(zip(keys, rows["covered"].tolist(), strict=True))
    each = -(-len(sites) // -(-len(sites) // MOST_SITES))
    chunks = [sites[at : at + each] for at in range(0, len(sites), each)]
    return tuple(_drawing(_Grid(chunk, roles, shares), several=len(chunks) > 1) for chunk in chunks)


def _drawing(grid: _Grid, *, several: bool) -> Drawing:
    """Some sites with all roles."""
    known = [grid.shares[key] for key in grid.asked()]
    full = sum(share >= 1 for share in known)
    of_sites = f", {grid.sites[0]} to {grid.sites[-1]}" if several else ""
    return Drawing(
        title=f"How far each site's roles are covered, over all periods{of_sites}",
        description=f"A row for each site, a column for each role; covered in full: {full:,} of "
        f"{counted(len(known), 'pair', 'pairs')}. Those that lack most stand first.",
        views=(*_wide_views(grid), _narrow_view(grid)),
    )


def _by_lacking(rows: pd.DataFrame, name: str) -> list[str]:
    """Names by the mean share that they lack, most first, then by name."""
    missing = rows.assign(missing=1 - rows["covered"]).groupby(name)["missing"].mean()
    return sorted(missing.index, key=lambda each: (-round(float(missing[each]), 9), each))


def _wide_views(grid: _Grid) -> list[View]:
    """The grid across a page and beside it; the narrower one in bands of as many roles as fit."""
    return [_grid_view(grid, wide) for wide in (WIDE, MIDDLE)]


def _grid_view(grid: _Grid, wide: float) -> View:
    """Bands of roles below each other, each with all sites."""
    names = min(max(width(site, SMALL) for site in grid.sites) + 14, wide * 0.3)
    fits = max(1, int((wide - names) // LEAST_CELL))
    bands = -(-len(grid.roles) // fits)
    each = -(-len(grid.roles) // bands)
    cell = min(MOST_CELL, (wide - names) / each)
    marks, y = legend([Key(step.name, step.kind) for step in (*CLASSES, NOT_ASKED)], wide)
    for first in range(0, len(grid.roles), each):
        part, y = _band(grid, grid.roles[first : first + each], names, cell, y)
        marks += part
        y += 18
    return make_view(wide, y - 10, marks)


def _band(
    grid: _Grid, roles: Sequence[str], names: float, cell: float, top: float
) -> tuple[list[Markup], float]:
    """Some roles with all sites, and where the band ends."""
    heads = [wrapped(role, cell - 6, SMALL, most=3) for role in roles]
    deep = max(len(lines) for lines in heads) * SMALL * 1.2
    marks = [
        lines_of_text(
            names + cell * (at + 0.5),
            top + deep - len(lines) * SMALL * 1.2 + SMALL,
            lines,
            size=SMALL,
            anchor="middle",
        )
        for at, lines in enumerate(heads)
    ]
    y = top + deep + 8
    for site in grid.sites:
        cells = [
            mark
            for at, role in enumerate(roles)
            for mark in _cell(grid.shares.get((site, role)), names + cell * at, y, cell, f"{site}, {role}")
        ]
        marks.append(
            text(names - 10, y + ROW / 2 + 4, cut(site, names - 14, SMALL), size=SMALL, anchor="end")
        )
        marks.append(group(cells))
        y += ROW
    return marks, y


def _cell(share: float | None, x: float, y: float, wide: float, name: str) -> list[Markup]:
    """A cell with its share; pale where nothing is asked for."""
    if share is None:
        return [rectangle(x + 1, y + 1, wide - 2, ROW - 2, NOT_ASKED.kind)]
    step, said = class_of(share), covered_text(share)
    return [
        rectangle(x + 1, y + 1, wide - 2, ROW - 2, step.kind, tip=f"{name}: {said}"),
        text(x + wide / 2, y + ROW / 2 + 4, said, size=SMALL, anchor="middle", kind=f"on-{step.kind}"),
    ]


def _narrow_view(grid: _Grid) -> View:
    """A list for a phone: below each site its roles, each with a bar."""
    marks, y = legend([Key(step.name, step.kind) for step in CLASSES], NARROW)
    bar = NARROW - NARROW_NAMES - 52
    asked = grid.asked()
    kept = set(sorted(asked, key=lambda key: grid.shares[key])[:MOST_NARROW])
    for site in grid.sites:
        roles = [role for role in grid.roles if (site, role) in kept]
        if not roles:
            continue
        marks.append(text(0, y + 14, cut(site, NARROW, SMALL, bold=True), size=SMALL, bold=True))
        y += 20
        for role in roles:
            share = grid.shares[site, role]
            said = covered_text(share)
            marks += [
                text(0, y + 13, cut(role, NARROW_NAMES - 8, SMALL), size=SMALL),
                rectangle(NARROW_NAMES, y + 3, bar, 12, NOT_ASKED.kind),
                rectangle(
                    NARROW_NAMES, y + 3, bar * share, 12, class_of(share).kind, tip=f"{site}, {role}: {said}"
                ),
                text(NARROW, y + 13, said, size=SMALL, anchor="end"),
            ]
            y += 18
        y += 8
    left = len(asked) - len(kept)
    if left:
        marks.append(
            text(
                0, y + 12, f"{left:,} more, covered as far or further: in the table", size=SMALL, kind="soft"
            )
        )
        y += 18
    return make_view(NARROW, y, marks)
