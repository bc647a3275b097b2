"""Result tables and their fields: runs of periods as one row, periods and amounts in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from solver.text.numbers import counted, number, spans

if TYPE_CHECKING:
    import pandas as pd

    from solver.plan.plan import Settings
    from solver.solution import Totals

Key = tuple[Any, ...]
"""A row's values in some columns."""


def period_runs(rows: pd.DataFrame, key: Sequence[str], same: Sequence[str]) -> pd.DataFrame:
    """The rows sorted by key and period, with ``From`` and ``To`` of the run that each is in.

    A run is some consecutive periods of one key in which the columns ``same`` do not change. ``run`` numbers
    the runs down the table.
    """
    import numpy as np

    rows = rows.sort_values([*key, "period"], kind="stable", ignore_index=True)
    period = rows["period"].to_numpy()
    begins = np.ones(len(rows), dtype=bool)
    begins[1:] = period[1:] != period[:-1] + 1
    for column in (*key, *same):
        values = rows[column].to_numpy()
        begins[1:] |= values[1:] != values[:-1]
    run = np.cumsum(begins)
    ends = np.roll(begins, -1)  # where the next run begins, and in the last row
    return rows.assign(run=run, From=period[begins][run - 1], To=period[ends][run - 1])


def one_row_a_run(rows: pd.DataFrame, sums: Sequence[str]) -> pd.DataFrame:
    """One row for each run: its first row, with the columns ``sums`` added up over its periods."""
    grouped = rows.groupby("run", sort=True)
    first = grouped.head(1).set_index("run")
    return first.assign(**{column: grouped[column].sum() for column in sums}).reset_index(drop=True)


def equal_periods(
    rows: pd.DataFrame, key: Sequence[str], same: Sequence[str], *, sums: Sequence[str] = ()
) -> pd.DataFrame:
    """One row for each key and run of periods in which nothing of ``same`` changes, in the keys' order.

    Blanks are equal to each other, and so are numbers that differ by a rounding error. ``sums``: columns that
    are added up over the periods of a run.
    """
    compared = rows[list(same)]
    numbers = compared.select_dtypes("number").columns
    texts = compared.assign(**{name: compared[name].astype(float).round(6) for name in numbers}).astype(
        object
    )
    texts = texts.where(texts.notna(), "").astype(str)  # a blank differs from itself
    alike = [f"{name} as text" for name in same]
    runs = period_runs(rows.join(texts.set_axis(alike, axis=1)), key, alike)
    return one_row_a_run(runs, sums)


def period_dates(settings: Settings, period: int) -> str:
    """When a period is, such as ``Jan-Jun 2027``; "" where the plan has no start."""
    if settings.start is None:
        return ""
    calendar = settings.calendar
    first, last = calendar.first_day(period), calendar.last_day(period)
    if first.day != 1:
        return f"{first:%d %b %Y}-{last:%d %b %Y}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%b %Y}"
    return f"{first:%b}-{last:%b %Y}" if first.year == last.year else f"{first:%b %Y}-{last:%b %Y}"


def period_name(settings: Settings, period: int) -> str:
    """A period with its dates where they are known: ``2 (Jul-Dec 2027)``."""
    dates = period_dates(settings, period)
    return f"{period} ({dates})" if dates else str(period)


def numbers(values: pd.Series, one: str = "", many: str = "") -> pd.Series:
    """Each number as a planner writes it, with its noun if any; each different one is put into words once."""
    import pandas as pd  # only where there are tables: commands that need none show their words, too

    words = {value: counted(value, one, many).rstrip() for value in values.unique().tolist()}
    return pd.Series([words[value] for value in values.tolist()], index=values.index, dtype=object)


def named_amounts(rows: pd.DataFrame, by: Sequence[str], name: str, amount: str) -> dict[Key, str]:
    """For each group, its names with their amounts, largest first: ``FRA-1 300; EST-1 150``."""
    from solver.ledger.table_ops import total  # only where there are tables

    if rows.empty:
        return {}
    summed = total(rows, [*by, name], amount)
    summed = summed.sort_values([amount, name], ascending=[False, True], kind="stable")
    parts: dict[Key, list[str]] = {}
    for key, who, much in zip(_keys(summed, by), summed[name], numbers(summed[amount]), strict=True):
        parts.setdefault(key, []).append(f"{who} {much}")
    return {key: "; ".join(texts) for key, texts in parts.items()}


def looked_up(rows: pd.DataFrame, by: Sequence[str], texts: Mapping[Key, str]) -> pd.Series:
    """The text of each row's key; "" where there is none."""
    import pandas as pd

    return pd.Series([texts.get(key, "") for key in _keys(rows, by)], index=rows.index, dtype=object)


def _keys(rows: pd.DataFrame, by: Sequence[str]) -> Iterator[Key]:
    """Each row's values in those columns."""
    return zip(*(rows[name].tolist() for name in by), strict=True)


CELLS_APART = "; "
"""Between the addresses of cells."""

APART = " · "
"""Between those in whose way one thing is and those in whose way another."""


class Show(Enum):
    """How a column's values are shown."""

    TEXT = "text"
    LONG = "long text"  # wraps, and takes the room that is left
    CELLS = "cells"  # addresses, of which the first is linked
    MARK = "mark"  # a short sign that something needs a look; blank is good
    HEADS = "heads"
    UNITS = "units"
    AMOUNT = "amount"  # heads or units: the role's measure
    MONEY = "money"
    SHARE = "share"  # 0..1, shown in per cent
    PERIOD = "period"
    COUNT = "count"
    ROW = "input row"  # sheet row of the input that it comes from; 0 where no sheet holds it
    EXACT = "exact"  # a number with all its digits
    ANY = "any"  # text or number, as it comes

    @property
    def in_words(self) -> bool:
        """Whether a column holds words, which stand to the left."""
        return self in (Show.TEXT, Show.LONG, Show.CELLS, Show.MARK, Show.ANY)


class Shade(Enum):
    """How the cells of a column are coloured by what they hold themselves."""

    NONE = "none"
    COVERED = "covered"  # a share: orange where there is none of it, blue where all, pale between
    THERE = "there"  # a bar where there is a number


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a result table.

    ``source``: the column of the frame that it is made from, "" where that has its name. ``marked``: it
    takes the colour of the table's mark; ``shade``: one by its own value. ``only_with``: the column, itself
    or another, in which something has to be told; else it is left out. "": it is always there.
    """

    name: str
    show: Show
    source: str = ""
    marked: bool = False
    only_with: str = ""
    shade: Shade = Shade.NONE


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """One result table.

    ``note``: one sentence that says how to read it. ``frame``: one row per line, its columns are the names of
    ``fields``, in their order. ``links_to``: the input sheet that the column shown as ROW points into.
    ``base_column``: the column that says BASE in the row with which the others are compared: where they
    differ from it, fields that are ``marked`` take a colour.
    """

    title: str
    note: str
    fields: tuple[Field, ...]
    frame: pd.DataFrame
    links_to: str = ""
    base_column: str = ""


def make_table(
    title: str, fields: Iterable[Field], frame: pd.DataFrame, *, note: str = "", links_to: str = ""
) -> Table:
    """A table that shows exactly these fields of a frame, in their order."""
    import pandas as pd

    fields = tuple(fields)
    shown = frame[[field.source or field.name for field in fields]].reset_index(drop=True)
    shown.columns = pd.Index([field.name for field in fields])
    return Table(title=title, note=note, fields=fields, frame=shown, links_to=links_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the headline. ``label``: what it is about, in a word; ``text``: what the plan comes to."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LargestGap:
    """One of the largest gaps: a role that lacks, at all of its sites together.

    ``sites``: the heaviest first. ``missing``: in the period in which most lacks; ``level``: whether as much
    lacks in each of its ``periods``. ``why``: the reason that is proved, "" for none. ``asked_at``: the site
    of which ``whom`` speaks, "" for all of them; ``whom``: nations to ask, each with the first thing in its
    way.
    """

    role: str
    sites: tuple[str, ...]
    measure: str
    missing: float
    level: bool
    periods: tuple[int, ...]
    why: str
    asked_at: str
    whom: tuple[str, ...]

    @property
    def size(self) -> str:
        """How much lacks, and when: up to 3,600 heads missing, in periods 3-4."""
        amount = number(self.missing)
        measure = self.measure.removesuffix("s") if amount == "1" else self.measure
        when = ", ".join(spans(self.periods))
        period = "period" if len(self.periods) == 1 else "periods"
        return f"{'' if self.level else 'up to '}{amount} {measure} missing, in {period} {when}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Summary:
    """What a general reads on one page."""

    title: str
    scenario: str
    """The scenario and overrides in words; "" for the workbook as it stands."""
    status: str
    """One sentence: how good the plan is, and how sure that is."""
    proved: bool
    facts: tuple[Fact, ...]
    """The plan in a line for each thing that a leader asks, most important first."""
    force: Table
    coverage: Table
    drawdown: Table
    contributors: Table
    gaps: Table
    largest_gaps: tuple[LargestGap, ...]
    """What its block of gaps tells, the largest first."""

    @property
    def blocks(self) -> tuple[Table, ...]:
        """Its tables, in reading order."""
        return (self.force, self.coverage, self.drawdown, self.gaps, self.contributors)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Results:
    """The answer as tables, one for each sheet that the tool owns, and in a few numbers."""

    marking: str
    """Protective marking; "" for none."""
    summary: Summary
    allocation: Table
    coverage: Table
    drawdown: Table
    contributions: Table
    site_use: Table
    gaps: Table
    unused: Table
    reasons: tuple[Table, ...]
    """The sheets of answers; none where nobody asked for them."""
    years: tuple[Table, ...]
    """Blocks of the Years sheet; none where Settings do not ask for it."""
    run: tuple[Table, ...]
    """Blocks of the Run sheet, named in ``results.run``; ``excel.read.written`` reads them back."""
    totals: Totals
    changes: Table | None = None
    """What changes against the baseline; None without one."""
    scenarios: Table | None = None
    """The scenarios that were solved with this plan; None where it was solved alone."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """The sheets that hold one table each, in the order of the workbook."""
        return (
            self.allocation,
            self.coverage,
            self.drawdown,
            self.contributions,
            self.site_use,
            self.gaps,
            self.unused,
            *self.reasons,
            *([self.changes] if self.changes is not None else []),
            *([self.scenarios] if self.scenarios is not None else []),
        )
