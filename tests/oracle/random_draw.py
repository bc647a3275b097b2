"""Drawing lots: the small choices that random workbooks are made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from dateutil.relativedelta import relativedelta

Value = object
Record = dict[str, Value]
Records = list[Record]
Choice = TypeVar("Choice")

COUNTS = {
    "tiny": {"contingents": (2, 3), "sites": (1, 2), "roles": (1, 2), "periods": (1, 2), "units": (0, 2)},
    "small": {"contingents": (2, 7), "sites": (1, 4), "roles": (1, 4), "periods": (1, 4), "units": (0, 4)},
    "medium": {"contingents": (6, 12), "sites": (2, 5), "roles": (2, 5), "periods": (2, 4), "units": (0, 5)},
}


@dataclass
class Draw:
    """A source of chance, and the calendar that windows are drawn in."""

    random: Random
    size: str
    tight: float = 1.0
    periods: int = 1
    months: int = 6
    start: dt.date | None = None
    names: dict[str, list[str]] = field(default_factory=dict)

    def count(self, what: str) -> int:
        """How many of something a workbook of this size has."""
        return self.whole(*COUNTS[self.size][what])

    def maybe(self, chance: float) -> bool:
        """True as often as the chance says."""
        return self.random.random() < chance

    def whole(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(least, most)

    def pick(self, *choices: Choice) -> Choice:
        """One of the choices."""
        return self.random.choice(choices)

    def some(self, chance: float, *choices: Choice) -> Choice | None:
        """One of the choices, or blank."""
        return self.pick(*choices) if choices and self.maybe(chance) else None

    def limit(self, chance: float, *choices: Choice) -> Choice | None:
        """A limit, more often in tight workbooks; or blank."""
        return self.some(chance * self.tight, *choices)

    def rows(self, most: int, chance: float = 0.5) -> range:
        """So many rows of a rule, more in tight workbooks."""
        return range(self.whole(1, most) if self.maybe(chance * self.tight) else 0)

    def few(self, names: list[str], most: int = 3) -> list[str]:
        """One to so many different names."""
        return self.random.sample(names, self.whole(1, min(most, len(names))))

    def spelled(self, name: str) -> str:
        """A name as somebody else types it."""
        if self.maybe(0.04):
            return name.upper()
        if self.maybe(0.04):
            return f" {name}\u00a0"
        return name

    def reference(self, chance: float, names: list[str]) -> str | None:
        """One of the names, or blank."""
        return self.spelled(self.pick(*names)) if names and self.maybe(chance) else None

    def references(self, chance: float, names: list[str], most: int = 3) -> str | None:
        """Several names in one cell, or blank."""
        if not names or not self.maybe(chance):
            return None
        return self.pick("; ", ";", " ; ").join(self.spelled(name) for name in self.few(names, most))

    def yes_no(self, chance: float, blank: bool | None = None) -> Value:
        """Yes as often as the chance says, in one of its spellings; the blank's meaning may stay blank."""
        answer = self.maybe(chance)
        spellings: tuple[Value, ...] = ("yes", True, "Yes") if answer else ("no", False, "No")
        return None if answer is blank and self.maybe(0.5) else self.pick(*spellings)

    def window(self, chance: float = 0.3, *, within: bool = False) -> Record:
        """From and To, each a number, a date or blank; sometimes beyond the plan, but for ``within``."""
        if not self.maybe(chance * self.tight):
            return {"From": None, "To": None}
        first = self.whole(1, self.periods + (1 if self.maybe(0.1) else 0))
        last = self.whole(first, self.periods + 1)
        edges = [self.edge(first), self.edge(last)]
        if first == last and edges[0] != first and edges[1] != last:
            edges.sort(key=str)
        begin, end = (edge if self.maybe(0.7) else None for edge in edges)
        if within and first > self.periods and begin is not None:
            begin = self.periods
        return {"From": begin, "To": end}

    def edge(self, period: int) -> Value:
        """A period as its number, or as some day within it."""
        if self.start is None or self.maybe(0.5):
            return period
        first_day = self.start + relativedelta(months=(period - 1) * self.months)
        next_day = self.start + relativedelta(months=period * self.months)
        days = self.pick(0, self.whole(0, (next_day - first_day).days - 1), (next_day - first_day).days - 1)
        day = first_day + dt.timedelta(days=days)
        return day if self.maybe(0.5) else dt.datetime(day.year, day.month, day.day)

    def share_of(self, total: int, *shares: float) -> int:
        """A part of a total, whole."""
        return round(total * self.pick(*shares))
