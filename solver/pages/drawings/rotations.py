"""Rotations: which contingent is away when, and which heads of a pool rest behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from solver.drawing.axes import SMALL, names_below
from solver.drawing.drawing import MIDDLE, NARROW, Drawing, View, each_of, make_view
from solver.drawing.legend import Key, legend
from solver.drawing.letters import cut, width
from solver.drawing.marks import group, line, rectangle, text
from solver.drawing.scale import bar_gap, bar_width
from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import total
from solver.ledger.units import heads_resting
from solver.pages.nations import nation_numbers
from solver.pages.periods import period_names
from solver.plan.plan import Plan
from solver.results.tables import Field, Show, equal_periods
from solver.tables import each_row
from solver.text.numbers import number, span, whole

ROW, BAR, REST = 20.0, 14.0, 11.0
"""Height of a row, of its bar, and of the bar of those that rest below it, in px."""
CHUNK, RESTING_CHUNK = 28, 23
"""Rows of one drawing, and where some rest: a page of paper holds as many."""
LETTERS, SMALL_LETTERS = 11.0, 10.0
"""Size of the number in a bar, and in one of those that rest, in px."""
MOST_CONTINGENTS = 160
"""Contingents that are drawn one by one; a plan with more is drawn by nation."""
GAP = 2.0
"""Px between a bar and the next one, where periods have room for it."""
NAMES, NARROW_NAMES = 230.0, 128.0
"""Room for names, across a page and on a phone, in px."""


@dataclass(frozen=True, slots=True)
class _Bar:
    """Some consecutive periods in which as many heads are away, or rest (``resting``)."""

    first: int
    last: int
    heads: float
    resting: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the timeline: whose it is (``number``: of the nation), and its bars."""

    nation: str
    number: int
    name: str
    bars: tuple[_Bar, ...]


ROTATION_FIELDS = (
    Field("Nation", Show.TEXT),
    Field("Contingent", Show.TEXT),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Heads away", Show.HEADS),
    Field("Heads resting", Show.HEADS),
)
"""The columns of the table behind a timeline."""


def rotations(plan: Plan, ledger: Ledger) -> tuple[tuple[Drawing, pd.DataFrame], ...] | None:
    """Who is away when, some rows a drawing, each with its table; None for one period: nobody rotates."""
    if plan.settings.periods == 1 or ledger.sent.empty:
        return None
    rows = _rows(plan, ledger)
    chunks = _chunks(rows)
    return tuple((_drawing(plan, chunk, several=len(chunks) > 1), _table(chunk)) for chunk in chunks)


def _drawing(plan: Plan, rows: Sequence[_Row], *, several: bool) -> Drawing:
    """Some rows of the timeline."""
    what = ("contingent", "contingents") if rows[0].name else ("nation", "nations")
    return Drawing(
        title=f"Heads away, {_of(rows)}" if several else "Heads away",
        description=f"A row for {each_of(len(rows), *what)}, a column for each of "
        f"{plan.settings.periods} periods.",
        views=tuple(_view(plan, rows, wide) for wide in (MIDDLE, NARROW)),
    )


def _table(rows: Sequence[_Row]) -> pd.DataFrame:
    """A row for each bar."""
    told = [
        (
            row.nation,
            row.name,
            bar.first,
            bar.last,
            None if bar.resting else bar.heads,
            bar.heads if bar.resting else None,
        )
        for row in rows
        for bar in row.bars
    ]
    frame = pd.DataFrame(told, columns=[field.name for field in ROTATION_FIELDS])
    return frame.astype({"Heads away": float, "Heads resting": float})


def _of(chunk: Sequence[_Row]) -> str:
    """From which nation to which a drawing goes."""
    first, last = chunk[0].nation, chunk[-1].nation
    return first if first == last else f"{first} to {last}"


def _chunks(rows: Sequence[_Row]) -> list[Sequence[_Row]]:
    """The rows in about equal parts, none too long for a page."""
    parts = -(-len(rows) // (RESTING_CHUNK if _some_rest(rows) else CHUNK))
    each = -(-len(rows) // parts)
    return [rows[at : at + each] for at in range(0, len(rows), each)]


def _some_rest(rows: Sequence[_Row]) -> bool:
    """Whether heads of any row rest."""
    return any(bar.resting for row in rows for bar in row.bars)


def _rows(plan: Plan, ledger: Ledger) -> list[_Row]:
    """A row for each contingent, or nation where there are too many, by name."""
    by_nation = ledger.sent["contingent"].nunique() > MOST_CONTINGENTS
    key = ["nation"] if by_nation else ["nation", "contingent"]
    runs = [
        _runs(heads, key).assign(resting=resting)
        for heads, resting in ((ledger.sent, False), (heads_resting(plan, ledger.sent), True))
        if len(heads)
    ]
    rows, numbers = [], nation_numbers(ledger)
    for name, part in pd.concat(runs).groupby(key, sort=True):
        nation, *contingent = name if isinstance(name, tuple) else (name,)
        bars = tuple(_Bar(run.From, run.To, run.heads, run.resting) for run in each_row(part))
        rows.append(_Row(str(nation), numbers[str(nation)], str(*contingent), bars))
    return rows


def _runs(heads: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """A row for each key and run of consecutive periods with as many heads."""
    return equal_periods(total(heads, [*key, "period"], "heads"), key, ["heads"])


def _view(plan: Plan, rows: Sequence[_Row], wide: float) -> View:
    """The rows at this width, with a line between nations, their periods above."""
    names = NARROW_NAMES if wide == NARROW else NAMES
    room = (wide - names) / plan.settings.periods
    resting = _some_rest(rows)
    marks, top = (
        legend([Key("away", "there"), Key("resting at home", "rest")], wide) if resting else ([], 0.0)
    )
    middles = [names + room * (at + 0.5) for at in range(plan.settings.periods)]
    above, deep = names_below(middles, period_names(plan), top, room, most=3)
    marks += above
    y = top + deep + 8
    before = ""
    for row in rows:
        if row.nation != before:
            marks.append(line(0, y, wide, y, "grid"))
        one = _one(row, y, names, room, first=row.nation != before)
        marks.append(group(one, data_n=row.number))
        before = row.nation
        y += ROW + (REST + 2 if any(bar.resting for bar in row.bars) else 0)
    return make_view(wide, y + 2, marks)


def _one(row: _Row, y: float, names: float, room: float, *, first: bool) -> list[Markup]:
    """A row: its names, and a bar for each run of periods, a thin one below it for those that rest."""
    marks = _names(row, y + ROW / 2 + 4, names, first=first)
    for bar in row.bars:
        gap = bar_gap(room, GAP)
        x = names + room * (bar.first - 1) + gap / 2
        wide = bar_width(room * (bar.last - bar.first + 1), gap)
        said = number(whole(bar.heads))
        when = f"periods {span(bar.first, bar.last)}" if bar.last > bar.first else f"period {bar.first}"
        tip = f"{row.name or row.nation}, {when}: {said} heads {'resting' if bar.resting else 'away'}"
        kind, top, high = ("rest", ROW - 2, REST) if bar.resting else ("there", (ROW - BAR) / 2, BAR)
        marks.append(rectangle(x, y + top, wide, high, kind, tip=tip))
        size = SMALL_LETTERS if bar.resting else LETTERS
        if width(said, size) + 6 <= wide:
            base = y + top + high / 2 + size * 0.36
            marks.append(text(x + wide / 2, base, said, size=size, anchor="middle", kind=f"on-{kind}"))
    return marks


def _names(row: _Row, base: float, names: float, *, first: bool) -> list[Markup]:
    """The nation, where it is the first of its rows, and the contingent; on a phone the contingent alone."""
    if names == NARROW_NAMES or not row.name:
        return [text(0, base, cut(row.name or row.nation, names - 8, SMALL), size=SMALL)]
    half = names * 0.46
    nation = text(0, base, cut(row.nation, half - 8, SMALL, bold=True), size=SMALL, bold=True)
    contingent = text(half, base, cut(row.name, names - half - 8, SMALL), size=SMALL)
    return [nation, contingent] if first else [contingent]
