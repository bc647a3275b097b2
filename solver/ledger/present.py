"""The present: who is where today, matched with the pledges; what changes are counted against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from solver.errors import Finding
from solver.ledger.eligibility import allowed_options, eligibility_of
from solver.ledger.present_rows import PresentRow, present_rows
from solver.ledger.present_warnings import MOST_NAMED, Amounts, Lack, present_warnings, tally
from solver.ledger.table_ops import positions
from solver.plan import Plan
from solver.tables import Array
from solver.text.numbers import counted, first_few
from solver.tolerances import AUDIT_ERROR

KEY = ["contingent", "role", "site", "period"]


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
    of what is left, and so on; none gives more units than it has. What is left of a row's heads in the end
    counts as a unit from half of one on. A row without a role means that of its capability's name, where
    there is one. Only what eligibility allows is matched; what limits the sum of several rows (caps, pools,
    capacities) is not looked at.
    """
    matching = _Matching(plan)
    for entry in present_rows(plan):
        matching.match(entry)
    sent = pd.DataFrame(matching.sent, columns=[*KEY, "units"])
    sent = sent.astype({"contingent": object, "role": object, "site": object, "period": int, "units": float})
    return Present(
        allocation=sent.groupby(KEY, as_index=False)[["units"]].sum(),
        warnings=tuple(present_warnings(plan, matching.lacking)),
        tally=tally(matching.given, matching.matched),
    )


@dataclass(slots=True, eq=False)
class _Matching:
    """A present that is being matched: units sent, units left (contingents x periods), what lacks."""

    plan: Plan
    sent: list[tuple[str, str, str, int, float]] = field(default_factory=list)
    lacking: list[Lack] = field(default_factory=list)
    given: Amounts = field(default_factory=lambda: defaultdict(float))
    matched: Amounts = field(default_factory=lambda: defaultdict(float))
    names: list[str] = field(init=False)
    heads: list[float] = field(init=False)
    capabilities: list[str] = field(init=False)
    """Of each contingent: its name, the heads of a unit, and its capability."""
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
        self.capabilities = plan.contingents["capability"].tolist()
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
        kind = f"the {fault[0]} is none of the plan's, or the pledge has another" if fault else ""
        if fault is None and len(roles) > 1:
            roles = self._roles_of_their_name(entry, roles)
        if fault is None and len(roles) > 1:
            names = first_few([self.role_names[role] for role in roles], MOST_NAMED)
            fault = ("Role", f"it may be {names}: name the Role")
            kind = "several roles may be meant: name the Role"
        for period in entry.periods:
            self.given[entry.column, period] += entry.amount
            if fault is not None:
                self._note(entry, period, entry.amount, fault, kind)
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

    def _roles_of_their_name(self, entry: PresentRow, roles: list[int]) -> list[int]:
        """The role that has the name of the capability of all who may be meant; else all these roles."""
        kinds = {self.capabilities[who] for who in entry.who}
        named = [role for role in roles if {self.role_names[role]} == kinds]
        return named or roles

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
            self._send(entry, best, role, period, fits[best])
            rest -= fits[best] * size[best]
        if entry.column == "Heads" and rest > AUDIT_ERROR:
            rest = self._round(entry, role, period, rest, able)
        self.matched[entry.column, period] += entry.amount - rest
        if rest > AUDIT_ERROR:
            self._note_rest(entry, role, period, rest, able)

    def _round(self, entry: PresentRow, role: int, period: int, rest: float, able: Sequence[int]) -> float:
        """Send another unit for a rest of heads that is half of one or more; returns what is left."""
        near = [who for who in self._free(able, period) if rest >= self.heads[who] / 2.0]
        if not near:
            return rest
        self._send(entry, min(near, key=lambda who: (self.heads[who], who)), role, period, 1.0)
        return 0.0

    def _send(self, entry: PresentRow, who: int, role: int, period: int, units: float) -> None:
        """Send units of a contingent to the row's site."""
        self.sent.append((self.names[who], self.role_names[role], entry.row.site, period, units))
        self.left[who, period - 1] -= units

    def _free(self, able: Sequence[int], period: int) -> list[int]:
        """Those of these contingents that have a unit left in the period."""
        return [who for who in able if self.left[who, period - 1] >= 1.0]

    def _may(self, who: int, site: int, role: int, period: int) -> bool:
        """Whether a contingent is allowed there in that role and period."""
        allowed = self.allowed.get((who, site, role))
        return allowed is not None and bool(allowed[period - 1])

    def _note_rest(self, entry: PresentRow, role: int, period: int, rest: float, able: Sequence[int]) -> None:
        """Note what is left of a row, and why. ``able``: who is allowed there.

        Less than half a unit of a row that is matched but for that is not worth a word.
        """
        free = self._free(able, period)
        if free and entry.column == "Heads" and rest < entry.amount:
            return
        if free:
            smallest = min(free, key=lambda who: (self.heads[who], who))
            size = counted(self.heads[smallest], "head", "heads")
            why = f"less than the {size} of a unit of {self.names[smallest]}"
            self._note(
                entry, period, rest, (entry.column, why), "less than half a unit of whom they may mean"
            )
        elif able:
            names = first_few([self.names[who] for who in able], MOST_NAMED)
            pledged = float(self.plan.contingents["units"].to_numpy()[list(able)].sum())
            why = f"no more than the {counted(pledged, 'unit', 'units')} of {names} can be there"
            kind = "more than all the units of whom they may mean"
            self._note(entry, period, rest, (entry.column, why), kind)
        else:
            asked = self._arcs(entry, role, period)
            why = "" if asked else _nobody(self.plan, entry)
            self.lacking.append(
                Lack(entry=entry, period=period, rest=rest, column=entry.column, why=why, asked=asked)
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

    def _note(self, entry: PresentRow, period: int, rest: float, fault: tuple[str, str], kind: str) -> None:
        column, why = fault
        self.lacking.append(Lack(entry=entry, period=period, rest=rest, column=column, why=why, kind=kind))


def _nobody(plan: Plan, entry: PresentRow) -> str:
    """The sentence for a row whose nation pledges nothing that fits."""
    row = entry.row
    if not entry.who:
        kind = f" of capability {row.capability}" if row.capability else ""
        return f"{row.nation} pledges nothing{kind}"
    role = f"fills {row.role}" if row.role else "fills any role"
    return f"nothing that {row.contingent or row.nation} pledges {role}"
