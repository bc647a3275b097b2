"""Flows: heads from nations to roles to sites, in the period in which most are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from solver.drawing.axes import SMALL
from solver.drawing.drawing import MIDDLE, NARROW, WIDE, Drawing, View, make_view
from solver.drawing.letters import cut
from solver.drawing.marks import group, length, path, rectangle, text
from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import total
from solver.pages.nations import nation_numbers
from solver.pages.periods import fullest_period, in_period
from solver.plan.plan import Plan
from solver.text.numbers import counted, number

MOST_NODES = 16
"""Nations, roles or sites that stand on their own; the smallest others are one."""
PITCH, NODE, BETWEEN = 17.0, 12.0, 3.0
"""The least room of a node with its name, the width of a node and the room between two, in px."""
HIGH, NARROW_HIGH = 430.0, 300.0
"""Height of all nodes of a column together, before each has its least room, in px."""
LEVELS = ("nation", "role", "site")


@dataclass(frozen=True, slots=True)
class _Node:
    """A name of one column: its heads, where it begins and how high it is (px)."""

    heads: float
    top: float
    high: float


@dataclass(frozen=True, slots=True)
class _Part:
    """What a nation, by its ``number`` too, has in a band."""

    nation: str
    number: int
    heads: float


def flow_drawing(plan: Plan, ledger: Ledger) -> Drawing | None:
    """Who does what where when most are there; None where nobody is sent."""
    if ledger.sent.empty:
        return None
    period = fullest_period(ledger)
    rows = total(ledger.sent[ledger.sent["period"] == period], list(LEVELS), "heads")
    rows["whose"] = rows["nation"]
    rows["number"] = rows["nation"].map(nation_numbers(ledger))
    for level in LEVELS:
        rows[level] = _grouped(rows, level)
    of_each = [counted(rows[level].nunique(), level, f"{level}s") for level in LEVELS]
    when = in_period(plan, period)
    return Drawing(
        title=f"Who does what where {when}".strip(),
        description=f"Bands from {of_each[0]} over {of_each[1]} to {of_each[2]}, as wide as their heads: "
        f"{number(float(rows['heads'].sum()))} in all.",
        views=(*(_across(rows, wide) for wide in (WIDE, MIDDLE)), _below(rows)),
    )


def _grouped(rows: pd.DataFrame, level: str) -> pd.Series:
    """The names of a column, the smallest beyond those that have room as one."""
    heads = rows.groupby(level)["heads"].sum()
    ordered = sorted(heads.index, key=lambda name: (-heads[name], name))
    if len(ordered) <= MOST_NODES:
        return rows[level]
    kept = ordered[: MOST_NODES - 1]
    return rows[level].where(rows[level].isin(kept), f"{len(ordered) - len(kept)} other {level}s")


def _nodes(rows: pd.DataFrame, level: str, top: float, high: float) -> dict[str, _Node]:
    """The nodes of a column, largest first, each with at least the room of its name."""
    heads = rows.groupby(level)["heads"].sum()
    scale = high / float(heads.sum())
    nodes, y = {}, top
    for name in sorted(heads.index, key=lambda name: (-heads[name], name)):
        size = float(heads[name]) * scale
        room = max(size + BETWEEN, PITCH)
        nodes[name] = _Node(float(heads[name]), y + (room - size) / 2, size)
        y += room
    return nodes


def _deep(nodes: dict[str, _Node]) -> float:
    """How far down a column reaches."""
    return max(node.top + max(node.high, PITCH) for node in nodes.values()) + 4


def _across(rows: pd.DataFrame, wide: float) -> View:
    """Three columns from left to right: nations and sites have their names outside, roles beside theirs."""
    outside = min(230.0, wide * 0.26)
    xs = (outside, wide * 0.46, wide - outside - NODE)
    columns = [_nodes(rows, level, 22.0, HIGH) for level in LEVELS]
    marks = [
        text(xs[0] + NODE, 12, "Nations", size=SMALL, bold=True, anchor="end"),
        text(xs[1], 12, "Roles", size=SMALL, bold=True),
        text(xs[2], 12, "Sites", size=SMALL, bold=True),
    ]
    for at in (0, 1):
        marks += _bands(rows, LEVELS[at : at + 2], columns[at : at + 2], (xs[at] + NODE, xs[at + 1]))
    marks += _named(columns[0], xs[0], outside - 8, before=True)
    marks += _named(columns[1], xs[1], xs[2] - xs[1] - NODE - 20, before=False)
    marks += _named(columns[2], xs[2], outside - 8, before=False)
    return make_view(wide, max(map(_deep, columns)), marks)


def _below(rows: pd.DataFrame) -> View:
    """For a phone: nations to roles, and below that roles to sites."""
    marks, top = [], 0.0
    for pair, heads in ((("nation", "role"), "Nations to roles"), (("role", "site"), "Roles to sites")):
        columns = [_nodes(rows, level, top + 22.0, NARROW_HIGH) for level in pair]
        xs = (116.0, NARROW - 128.0 - NODE)
        marks.append(text(0, top + 12, heads, size=SMALL, bold=True))
        marks += _bands(rows, pair, columns, (xs[0] + NODE, xs[1]))
        marks += _named(columns[0], xs[0], 112.0, before=True)
        marks += _named(columns[1], xs[1], 122.0, before=False)
        top = max(map(_deep, columns)) + 14
    return make_view(NARROW, top - 10, marks)


def _named(nodes: dict[str, _Node], x: float, room: float, *, before: bool) -> list[Markup]:
    """The bars of a column, and its names with their heads."""
    marks = []
    for name, node in nodes.items():
        heads = number(node.heads)
        marks.append(rectangle(x, node.top, NODE, max(node.high, 1.0), "there", tip=f"{name}: {heads} heads"))
        base = node.top + node.high / 2 + 4
        said = f"{cut(name, room - 6 - len(heads) * 7, SMALL)} {heads}"
        marks.append(
            text(x - 6, base, said, size=SMALL, anchor="end", kind="halo")
            if before
            else text(x + NODE + 6, base, said, size=SMALL, kind="halo")
        )
    return marks


def _bands(
    rows: pd.DataFrame,
    pair: Sequence[str],
    columns: Sequence[dict[str, _Node]],
    xs: tuple[float, float],
) -> list[Markup]:
    """The bands between two columns, each beside its neighbours at both ends, in parts of one nation each."""
    order = [{name: at for at, name in enumerate(nodes)} for nodes in columns]
    parts = _parts(rows, pair)
    bands = sorted(parts, key=lambda band: (order[0][band[0]], order[1][band[1]]))
    used: dict[tuple[int, str], float] = {}
    marks = []
    for start, end in bands:
        drawn = []
        for part in parts[start, end]:
            places = []
            for side, name in enumerate((start, end)):
                node = columns[side][name]
                size = node.high * part.heads / node.heads
                at = node.top + used.get((side, name), 0.0)
                used[side, name] = used.get((side, name), 0.0) + size
                places.append((at, size))
            tip = f"{_from(part.nation, start, pair)} to {end}: {number(part.heads)} heads"
            drawn.append(path(_band(xs, places), "", tip=tip, data_n=str(part.number)))
        marks.append(group(drawn, class_="flow"))
    return marks


def _from(nation: str, start: str, pair: Sequence[str]) -> str:
    """Whose heads a part of a band is, and where it begins."""
    return nation if pair[0] == "nation" else f"{nation}, {start}"


def _parts(rows: pd.DataFrame, pair: Sequence[str]) -> dict[tuple[str, str], list[_Part]]:
    """The parts of each band between two columns: one a nation, those of the largest first."""
    heads = rows.groupby("whose")["heads"].sum()
    order = {name: at for at, name in enumerate(sorted(heads.index, key=lambda name: (-heads[name], name)))}
    sums = total(rows, [*pair, "whose", "number"], "heads")
    sums = sums.sort_values("whose", key=lambda names: names.map(order), kind="stable")
    parts: dict[tuple[str, str], list[_Part]] = {}
    for start, end, nation, at, many in zip(
        sums[pair[0]], sums[pair[1]], sums["whose"], sums["number"], sums["heads"].tolist(), strict=True
    ):
        parts.setdefault((start, end), []).append(_Part(nation, at, many))
    return parts


def _band(xs: tuple[float, float], places: Sequence[tuple[float, float]]) -> str:
    """The outline of a band between two places, each where it begins and how wide it is."""
    left, right, middle = (length(x) for x in (*xs, sum(xs) / 2))
    (top, bottom), (end_top, end_bottom) = ((length(at), length(at + size)) for at, size in places)
    return (
        f"M{left} {top}C{middle} {top} {middle} {end_top} {right} {end_top}"
        f"V{end_bottom}C{middle} {end_bottom} {middle} {bottom} {left} {bottom}z"
    )
