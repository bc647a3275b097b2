"""Linking rows of single contingents and open sites, added as cuts where the relaxation violates them."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import pandas as pd

from solver.model.linexpr import Floats, Ints
from solver.model.program import Cost, Program
from solver.model.rules.sites import LINKS_AT_MOST
from solver.optimise.highs_calls import run_relaxation
from solver.optimise.large.arrays import arrays_of

ROUNDS = 30
AT_ONCE = 20_000
"""Most rows added in a round, the most violated first."""

VIOLATED = 0.01
"""Share of a contingent's units by which a link must be violated to be worth a row."""

LITTLE = 0.001
"""Share of the objective's value by which links must be able to lift the bound to be worth their time."""

SHARE_OF_TIME = 0.25
"""Share of a rank's time that finding links may take."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinkingRows:
    """send[c, ., s, t] <= units[c] * open[s, t], for every contingent, site and period.

    They are implied by ``site_capacity``, but tighten the linear relaxation. ``link``: of each arc;
    ``column``: its units; ``opening`` and ``reach``: of each link, the column of its ``open`` and the units.
    """

    link: Ints
    column: Ints
    opening: Ints
    reach: Floats

    def violated(self, values: Floats) -> Ints:
        """The links that these values violate, the most violated first."""
        excess = (self.sent(values) - self.reach * values[self.opening]) / self.reach
        order = np.argsort(-excess, kind="stable")
        return order[: int((excess > VIOLATED).sum())][:AT_ONCE]

    def sent(self, values: Floats) -> Floats:
        """The units of each link."""
        units = np.bincount(self.link, weights=values[self.column], minlength=len(self.reach))
        return np.asarray(units, np.float64)


def find_linking_rows(program: Program) -> LinkingRows | None:
    """The linking rows of a program with too many of them to state them all; None for others."""
    send, openings = program.group("send").table, program.group("open").table
    if openings.empty or not program.whole[program.group("open").start]:
        return None
    openings = openings[["site", "period", "column"]].rename(columns={"column": "opening"})
    arcs = send[send["reach"] > 0].merge(openings, on=["site", "period"])
    link = arcs.groupby(["contingent", "site", "period"], sort=True).ngroup().to_numpy()
    count = int(np.max(link, initial=-1)) + 1
    if count <= LINKS_AT_MOST:
        return None
    opening, reach = np.zeros(count, dtype=np.int64), np.zeros(count)
    opening[link] = arcs["opening"].to_numpy()
    reach[link] = arcs["reach"].to_numpy()
    return LinkingRows(
        link=link.astype(np.int64), column=arcs["column"].to_numpy(np.int64), opening=opening, reach=reach
    )


def worth_adding(program: Program, cost: Cost) -> bool:
    """Whether open sites cost something in this objective, or are limited in number."""
    priced = np.zeros(program.count, dtype=bool)
    priced[cost.column[cost.coefficient != 0]] = True
    weighed = any(
        bool(priced[group.start : group.stop].any())
        for group in (program.group("open"), program.group("opened"))
    )
    limited = any(
        rule.rows.number is not None and rule.rows.number.column == "Open sites at most"
        for rule in program.rules
    )
    return weighed or limited


def add_violated(highs: Any, program: Program, links: LinkingRows, seconds: float) -> Ints:
    """Add to a live model the links that its linear relaxation violates, round after round; returns them."""
    whole = np.flatnonzero(program.whole).astype(np.int64)
    end = time.monotonic() + SHARE_OF_TIME * seconds
    _set_kind(highs, whole, highspy.HighsVarType.kContinuous)
    found = [np.zeros(0, dtype=np.int64)]
    for _ in range(ROUNDS):
        left = end - time.monotonic()
        if left <= 0:
            break
        if not run_relaxation(highs, left):
            break
        values = np.asarray(highs.getSolution().col_value)
        violated = links.violated(values)
        if not len(violated) or (len(found) == 1 and _little(highs, program, links, values)):
            break
        add_links(highs, links, violated)
        found.append(violated)
    _set_kind(highs, whole, highspy.HighsVarType.kInteger)
    added = np.concatenate(found)
    log.info("tied contingents to open sites by %d rows", len(added))
    return added


def _little(highs: Any, program: Program, links: LinkingRows, values: Floats) -> bool:
    """Whether opening sites as far as every link asks costs hardly more, so that links cannot help."""
    arrays = arrays_of(highs, program)
    kept = values.copy()
    np.maximum.at(kept, links.opening, links.sent(values) / links.reach)
    opened = program.group("opened").table
    if len(opened):
        openings = program.group("open").table
        most = pd.Series(kept[openings["column"].to_numpy()]).groupby(openings["site"].to_numpy()).max()
        column = opened["column"].to_numpy()
        kept[column] = np.maximum(kept[column], most.reindex(opened["site"]).to_numpy())
    value = arrays.value(values)
    return arrays.is_feasible(kept) and arrays.value(kept) <= value + LITTLE * abs(value)


def _set_kind(highs: Any, columns: Ints, kind: Any) -> None:
    highs.changeColsIntegrality(len(columns), columns.astype(np.int32), np.full(len(columns), kind))


def add_links(highs: Any, links: LinkingRows, chosen: Ints) -> None:
    """Add the rows of these links: units of the contingent at the site - reach * open <= 0."""
    place = np.full(len(links.reach), -1, dtype=np.int64)
    place[chosen] = np.arange(len(chosen))
    mine = place[links.link] >= 0
    row = np.concatenate([place[links.link[mine]], np.arange(len(chosen))])
    column = np.concatenate([links.column[mine], links.opening[chosen]])
    value = np.concatenate([np.ones(int(mine.sum())), -links.reach[chosen]])
    order = np.argsort(row, kind="stable")
    starts = np.zeros(len(chosen), dtype=np.int32)
    starts[1:] = np.cumsum(np.bincount(row, minlength=len(chosen)))[:-1]
    highs.addRows(
        len(chosen),
        np.full(len(chosen), -highspy.kHighsInf),
        np.zeros(len(chosen)),
        len(row),
        starts,
        column[order].astype(np.int32),
        value[order],
    )
