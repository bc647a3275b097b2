"""Periods, amounts by name and lists of names in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from solver.text.numbers import number

if TYPE_CHECKING:
    import pandas as pd

    from solver.plan.plan import Settings


def listed(names: Iterable[str]) -> str:
    """Names as a sentence lists them: a, b and c."""
    names = list(names)
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


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


def run_name(first: int, last: int) -> str:
    """A run of periods: ``2`` or ``2-4``."""
    return str(first) if first == last else f"{first}-{last}"


def numbers(values: pd.Series) -> pd.Series:
    """Each number as a planner writes it; every different one is put into words once."""
    words = {value: number(value) for value in values.unique()}
    return values.map(words).astype(object)


def named_amounts(rows: pd.DataFrame, by: Sequence[str], name: str, amount: str) -> pd.Series:
    """For each group, its names with their amounts, largest first: ``FRA-1 300; EST-1 150``.

    Returns a series of texts indexed by the columns ``by``.
    """
    import pandas as pd  # only where there are tables: these words also serve commands that need none

    keys = [*by, name]
    summed = pd.DataFrame(rows.groupby(keys, as_index=False, sort=True)[amount].sum())
    summed = summed.sort_values([amount, name], ascending=[False, True], kind="stable")
    texts = summed[name].astype(object) + " " + numbers(summed[amount])
    joined: pd.Series = texts.groupby([summed[key] for key in by], sort=False).agg("; ".join)
    return joined.astype(object)


def looked_up(keys: pd.DataFrame, values: pd.Series, blank: object = "") -> pd.Series:
    """The value of each row's keys, found in a series indexed by them; ``blank`` where there is none."""
    import pandas as pd

    from solver.ledger.table_ops import found_in, take

    names = list(keys.columns)
    known = values.rename("found").reset_index()
    found = take(known["found"].astype(object), found_in(keys, known, names), blank)
    return pd.Series(found, index=keys.index, dtype=object)
