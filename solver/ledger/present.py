"""The present: who is where today, matched with the pledges; what changes are counted against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from solver.errors import Finding, Place
from solver.ledger.eligibility import NOT_ASKED, allowed_options, eligibility_of, reasons
from solver.ledger.present_rows import PresentRow, present_rows
from solver.ledger.table_ops import positions
from solver.plan import Plan
from solver.plan.plan import periods_in_words
from solver.tables import Array
from solver.text.numbers import counted, first_few, number
from solver.tolerances import AUDIT_ERROR

KEY = ["contingent", "role", "site", "period"]
Amounts = defaultdict[tuple[str, int], float]
"""Heads and units, by the column that gives them and the period."""
MOST_NAMED = 3
"""Reasons, roles and spans of periods that one sentence names."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Present:
    """The present, matched. ``allocation``: contingent, role, site, period, units.

    ``warnings``: what could not be matched, at its cell, with the reason; ``tally``: how much was, in words.
    """

    allocation: pd.DataFrame
    warnings: tuple[Finding, ...]
    tally: str


def present_of(plan: Plan) -> Present:
    """The present of a plan: the units of its contingents that are there today, in each period.

    Rows that name a contingent come first, then those of a nation with a capability, then the others, each
    in the order of the plan, so that the order on the sheet does not matter. A row of a nation takes, in each
    period, the one of the nation's contingents that may be there in that role whose whole units cover most
    of what is left, and so on; none gives more units than it has. Only what eligibility allows is matched;
    what limits the sum of several rows (caps, pools, capacities) is not looked at.
    """
    matching = _Matching(plan)
    for entry in present_rows(plan):
        matching.match(entry)
    sent = pd.DataFrame(matching.sent, columns=[*KEY, "units"])
    sent = sent.astype({"contingent": object, "role": object, "site": object, "period": int, "units": float})
    return Present(
        allocation=sent.groupby(KEY, as_index=False)[["units"]].sum(),
        warnings=tuple(_warnings(plan, matching.lacking)),
        tally=_tally(matching.given, matching.matched),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lack:
    """What of a row is not matched in a period, and why; ``asked``: the arcs that say why, where blank."""

    entry: PresentRow
    period: int
    rest: float
    column: str
    why: str = ""
    asked: tuple[tuple[str, str, str, int], ...] = ()


@dataclass(slots=True, eq=False)
class _Matching:
    """A present that is being matched: units sent, units left (contingents x periods), what lacks."""

    plan: Plan
    sent: list[tuple[str, str, str, int, float]] = field(default_factory=list)
    lacking: list[_Lack] = field(default_factory=list)
    given: Amounts = field(default_factory=lambda: defaultdict(float))
    matched: Amounts = field(default_factory=lambda: defaultdict(float))
    names: list[str] = field(init=False)
    heads: list[float] = field(init=False)
    """Of each contingent: its name, and the heads of a unit."""
    role_names: list[str] = field(init=False)
    suits: Array = field(init=False)
    left: Array = field(init=False)
    allowed: dict[tuple[int, int, int], Array] = field(init=False)
    """By contingent, site and role that is asked for there: in which periods it is allowed."""
    roles: dict[tuple[int, int], list[int]] = field(init=False)
    """By contingent and site: the roles that are asked for there and that it fills."""

    def __post_init__(self) -> None:
        plan, present = self.plan, self.plan.present
        self.names = plan.contingents["contingent"].tolist()
        self.heads = plan.contingents["heads_per_unit"].astype(float).tolist()
        self.role_names, self.suits = plan.roles["role"].tolist(), eligibility_of(plan).suits
        pledged = plan.contingents["units"].to_numpy(dtype=float)
        self.left = np.repeat(pledged[:, None], plan.settings.periods, axis=1)
        named = plan.contingents["contingent"].isin(present["contingent"])
        named |= plan.contingents["nation"].isin(present["nation"])
        options = allowed_options(eligibility_of(plan), named.to_numpy())
        here = np.isin(options[2], positions(present["site"], plan.sites["site"]))
        contingent, role, site, allowed = (of[here] for of in options)
        keys = list(zip(contingent.tolist(), site.tolist(), role.tolist(), strict=True))
        self.allowed, self.roles = dict(zip(keys, allowed, strict=True)), {}
        for who, at, what in keys:
            self.roles.setdefault((who, at), []).append(what)

    def match(self, entry: PresentRow) -> None:
        """Match one row in each of its periods, or note why it is not."""
        roles, fault = [entry.role] if entry.role >= 0 else self._possible_roles(entry), entry.fault
        if fault is None and len(roles) > 1:
            names = first_few([self.role_names[role] for role in roles], MOST_NAMED)
            fault = ("Role", f"it may be {names}: name the Role")
        for period in entry.periods:
            self.given[entry.column, period] += entry.amount
            if fault is not None:
                self._note(entry, period, entry.amount, *fault)
            else:
                self._match_in(entry, roles[0] if roles else -1, period)

    def _possible_roles(self, entry: PresentRow) -> list[int]:
        """The roles in which anybody that may be meant is allowed there, in any period of the row."""
        at = np.array(entry.periods, dtype=np.int64) - 1
        return sorted(
            {
                role
                for contingent in entry.who
                for role in self.roles.get((contingent, entry.site), ())
                if self.allowed[contingent, entry.site, role][at].any()
            }
        )

    def _match_in(self, entry: PresentRow, role: int, period: int) -> None:
        """Match one row in one period, the largest fit first."""
        able = [who for who in entry.who if self._may(who, entry.site, role, period)]
        heads = self.heads
        size = {who: heads[who] if entry.column == "Heads" else 1.0 for who in able}
        rest = entry.amount
        while able and rest > AUDIT_ERROR:
            left = {who: float(self.left[who, period - 1]) for who in able}
            fits = {who: min(left[who], (rest + AUDIT_ERROR) // size[who]) for who in able}
            best = max(able, key=lambda who: (fits[who] * heads[who], -who))
            if fits[best] < 1.0:
                break
            names = (self.names[best], self.role_names[role], entry.row.site)
            self.sent.append((*names, period, fits[best]))
            self.left[best, period - 1] -= fits[best]
            rest -= fits[best] * size[best]
        self.matched[entry.column, period] += entry.amount - rest
        if rest > AUDIT_ERROR:
            self._note_rest(entry, role, period, rest, able)

    def _may(self, who: int, site: int, role: int, period: int) -> bool:
        """Whether a contingent is allowed there in that role and period."""
        allowed = self.allowed.get((who, site, role))
        return allowed is not None and bool(allowed[period - 1])

    def _note_rest(self, entry: PresentRow, role: int, period: int, rest: float, able: Sequence[int]) -> None:
        """Note what is left of a row, and why. ``able``: who is allowed there."""
        free = [who for who in able if self.left[who, period - 1] >= 1.0]
        if free:
            smallest = min(free, key=lambda who: (self.heads[who], who))
            size = counted(self.heads[smallest], "head", "heads")
            why = f"less than the {size} of a unit of {self.names[smallest]}"
            self._note(entry, period, rest, entry.column, why)
        elif able:
            names = first_few([self.names[who] for who in able], MOST_NAMED)
            pledged = float(self.plan.contingents["units"].to_numpy()[list(able)].sum())
            why = f"no more than the {counted(pledged, 'unit', 'units')} of {names} can be there"
            self._note(entry, period, rest, entry.column, why)
        else:
            asked = self._arcs(entry, role, period)
            why = "" if asked else _nobody(self.plan, entry)
            self.lacking.append(
                _Lack(entry=entry, period=period, rest=rest, column=entry.column, why=why, asked=asked)
            )

    def _arcs(self, entry: PresentRow, role: int, period: int) -> tuple[tuple[str, str, str, int], ...]:
        """The arcs that a row can mean in a period: of its contingents, in its role or any that they fill."""
        wanted = [role] if role >= 0 else range(len(self.role_names))
        return tuple(
            (self.names[who], self.role_names[what], str(entry.row.site), period)
            for who in entry.who
            for what in wanted
            if self.suits[who, what] or (entry.row.contingent and role >= 0)
        )

    def _note(self, entry: PresentRow, period: int, rest: float, column: str, why: str) -> None:
        self.lacking.append(_Lack(entry=entry, period=period, rest=rest, column=column, why=why))


def _nobody(plan: Plan, entry: PresentRow) -> str:
    """The sentence for a row whose nation pledges nothing that fits."""
    row = entry.row
    if not entry.who:
        kind = f" of capability {row.capability}" if row.capability else ""
        return f"{row.nation} pledges nothing{kind}"
    role = f"fills {row.role}" if row.role else "fills any role"
    return f"nothing that {row.contingent or row.nation} pledges {role}"


def _warnings(plan: Plan, lacking: Sequence[_Lack]) -> Iterator[Finding]:
    """One warning for each row, amount and reason; consecutive periods together."""
    arcs = [arc for lack in lacking for arc in lack.asked]
    frame = pd.DataFrame(list(dict.fromkeys(arcs)), columns=KEY)
    texts = dict(zip(map(tuple, frame.to_numpy(dtype=object).tolist()), reasons(plan, frame), strict=True))
    periods: dict[tuple[int, str, float, str], list[int]] = {}
    entries: dict[int, PresentRow] = {}
    for lack in lacking:
        row = int(lack.entry.row.sheet_row)
        why = lack.why or _because([(arc[0], texts[arc], arc[3]) for arc in lack.asked])
        periods.setdefault((row, lack.column, lack.rest, why), []).append(lack.period)
        entries[row] = lack.entry
    for (row, column, rest, why), when in sorted(periods.items(), key=lambda each: (each[0][0], each[1])):
        place = Place(sheet="Present", row=row or None, column=column)
        message = f"{_amount(entries[row], rest, when)}: {why}"
        yield Finding(place=place, message=message, severity="warning")


def _because(reasons_given: Sequence[tuple[str, str, int]]) -> str:
    """The reasons of a row's arcs (contingent, reason, period) in one sentence."""
    by_text: dict[str, list[str]] = {}
    asked_for = [each for each in reasons_given if not each[1].startswith(NOT_ASKED)]
    for contingent, text, period in asked_for or reasons_given:
        by_text.setdefault(text.replace(f" in period {period}", ""), []).append(contingent)
    if len(by_text) == 1:
        return next(iter(by_text))
    said = [f"{first_few(list(dict.fromkeys(who)), MOST_NAMED)}: {text}" for text, who in by_text.items()]
    return first_few(said, MOST_NAMED)


def _amount(entry: PresentRow, rest: float, periods: Sequence[int]) -> str:
    """How much of a row is not matched, and when: ``50 of 450 heads are not matched in period 1``."""
    unit = entry.column.lower()
    if rest < entry.amount:
        many, amount = rest != 1, f"{number(rest)} of {number(entry.amount)} {unit}"
    else:
        many, amount = rest != 1, counted(rest, unit.removesuffix("s"), unit)
    when = "" if len(periods) == len(entry.periods) else f" in {periods_in_words(periods)}"
    return f"{amount} {'are' if many else 'is'} not matched{when}"


def _tally(given: Amounts, matched: Amounts) -> str:
    """How many of the heads and units that are given are matched; by spans of periods where they differ."""
    spans: dict[str, list[int]] = {}
    for period in sorted({period for (_, period), amount in given.items() if amount}):
        parts = [
            f"{number(matched[column, period])} of {number(given[column, period])} {column.lower()}"
            for column in ("Heads", "Units")
            if given[column, period]
        ]
        spans.setdefault(" and ".join(parts), []).append(period)
    if not spans:
        return "nothing stands in it"
    if len(spans) == 1:
        return f"{next(iter(spans))} are matched with contingents"
    said = [f"{text} in {periods_in_words(periods)}" for text, periods in spans.items()]
    return f"{first_few(said, MOST_NAMED)} are matched with contingents"
