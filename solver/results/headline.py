"""The headline: what was asked for and what the plan gives, in one line for each thing that a leader asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import total
from solver.ledger.units import names_of_areas
from solver.plan.plan import Plan, periods_in_words
from solver.results.coverage import asked_and_lacking, asked_periods, minimums_missed, without_noise
from solver.results.drawdown import cap_names
from solver.results.gaps import periods_alike, support_by_role
from solver.results.tables import Fact
from solver.tables import each_row
from solver.text.numbers import counted, first_few, money, number, share_in_words, with_and
from solver.tolerances import TOLD_AS_NOTHING

FORCE, REQUIREMENTS, SUPPORT, DRAWDOWN, COST = "Force", "Requirements", "Support", "Drawdown", "Cost"
"""What its lines are about."""
MOST_NAMED = 4
"""Areas, and roles that lack support, that a line names; the rest are counted."""

MONTHS_A_YEAR = 12
SCOPES = {"site": "at sites", "theatre": "in the theatre"}
"""Where a support ratio asks for what it asks, in words."""


def headline(plan: Plan, ledger: Ledger) -> tuple[Fact, ...]:
    """The facts of a plan, most important first; nothing of what the workbook has no word about."""
    texts = {
        FORCE: _force(plan, ledger),
        REQUIREMENTS: _covered(ledger),
        SUPPORT: _support(plan, ledger),
        DRAWDOWN: _drawdown(plan, ledger),
        COST: _cost(plan, ledger),
    }
    return tuple(Fact(label=label, text=text[0].upper() + text[1:]) for label, text in texts.items() if text)


def _force(plan: Plan, ledger: Ledger) -> str:
    """The force against what is asked of it, where from, and all that it ties up."""
    nations = counted(ledger.sent["nation"].nunique(), "nation", "nations")
    sites = counted(ledger.sent["site"].nunique(), "site", "sites")
    tied_up = ledger.nations.groupby("period")["heads_tied_up"].sum().max() if len(ledger.nations) else 0.0
    if ledger.sent.empty:
        return f"{_size(plan, ledger)}; nobody is sent."
    text = f"{_size(plan, ledger)}; from {nations} at {sites}{_in_all(plan, ledger)}."
    if tied_up > ledger.sent.groupby("period")["heads"].sum().max() + TOLD_AS_NOTHING:
        text += f" With those at home between rotations it ties up {number(tied_up)}."
    return text


def _in_all(plan: Plan, ledger: Ledger) -> str:
    """Said where no period alone has all nations and all sites."""
    of_each = ledger.sent.groupby("period")[["nation", "site"]].nunique()
    in_all = ledger.sent[["nation", "site"]].nunique()
    return "" if (of_each == in_all).all(axis=1).any() else " over all periods"


def _size(plan: Plan, ledger: Ledger) -> str:
    """The force in the period in which most of its floor lacks, else in those in which anything is asked."""
    force = ledger.force.set_index("period")
    floors = force[force["floor"] > 0]
    if floors.empty:
        return _size_unasked(plan, force["heads"], asked_periods(ledger))
    lacking = without_noise(floors["lack_force"], floors["floor"])
    most = lacking if lacking.max() > 0 else floors["floor"]
    worst = int(floors.index.to_numpy()[np.argmax(most.to_numpy())])
    of_floors = floors[["heads", "floor"]].reset_index()
    (alike,) = periods_alike(of_floors, of_floors[of_floors["period"] == worst], [], ["heads", "floor"])
    share = 1.0 - lacking[worst] / floors["floor"][worst]
    there, asked = number(force["heads"][worst]), counted(floors["floor"][worst], "head", "heads")
    text = f"{there} of {asked} asked for{_in(plan, alike)}: {share_in_words(share)}"
    first = floors.index[0]
    if first not in alike:
        text += f" ({number(force['heads'][first])} of {number(floors['floor'][first])} in period {first})"
    return text


def _size_unasked(plan: Plan, heads: pd.Series, asked: list[int]) -> str:
    """The force of a plan that states no floor."""
    asked = asked or heads.index.tolist()
    first, last = asked[0], asked[-1]
    if first == last:
        return f"{counted(heads[first], 'head', 'heads')}{_in(plan, [first])}"
    if heads[asked].eq(heads[first]).all():
        everywhere = len(asked) == plan.settings.periods
        return f"{counted(heads[first], 'head', 'heads')} in every period" + (
            "" if everywhere else " in which anything is asked for"
        )
    return (
        f"{counted(heads[first], 'head', 'heads')} in period {first}, {number(heads[last])} in period {last}"
    )


def _in(plan: Plan, periods: Sequence[int]) -> str:
    return "" if plan.settings.periods == 1 else f" in {periods_in_words(periods)}"


def _covered(ledger: Ledger) -> str:
    """How much of the requirements is covered, and how many minimums are not reached."""
    rows = ledger.coverage
    asked, lacking = asked_and_lacking(ledger)
    if asked <= 0:
        return "Nothing is asked for."
    share = share_in_words(1 - lacking / asked)
    text = f"{share} of what the requirements ask for is covered{_unasked(ledger)}"
    minimums, below = int((rows["minimum"] > 0).sum()), minimums_missed(ledger)
    if below is None:
        return f"{text}."
    if not below:
        return f"{text}; every minimum is reached."
    if minimums == 1:
        return f"{text}; the only minimum is not reached."
    missed = f"{number(below)} of {number(minimums)} minimums {'is' if below == 1 else 'are'} not reached"
    return f"{text}; {missed} (by site, role and period)."


def _unasked(ledger: Ledger) -> str:
    """The periods for which there is nothing to cover; "" where every one asks for something."""
    asked = set(asked_periods(ledger))
    rest = [period for period in ledger.force["period"].tolist() if period not in asked]
    return f" (nothing is asked for in {periods_in_words(rest)})" if rest else ""


def _support(plan: Plan, ledger: Ledger) -> str:
    """What stands behind the force: the roles that lack most of what support ratios need; "" without any."""
    roles = support_by_role(plan, ledger)
    if roles.empty:
        return ""
    lacking = roles[roles["lack"] > 0]
    if lacking.empty:
        return f"all that the support ratios ask for is there: {with_and(roles['role'].tolist())}."
    scopes = support_by_role(plan, ledger, "scope")
    scopes = scopes[scopes["needed"] > TOLD_AS_NOTHING]
    named = [_of_support(plan, row, scopes[scopes["role"] == row.role]) for row in each_row(lacking)]
    more = f" and {len(named) - MOST_NAMED} more roles" if len(named) > MOST_NAMED else ""
    met = len(roles) - len(lacking)
    others = f"; {counted(met, 'other role is', 'other roles are')} there in full" if met else ""
    return f"lacking {', '.join(named[:MOST_NAMED])}{more}{others}."


def _of_support(plan: Plan, worst: Any, scopes: pd.DataFrame) -> str:
    """What a role lacks, by the ratio that lacks most; where it has ratios of both scopes, what each lacks.

    ``scopes``: as ``support_by_role`` gives it for the role, a row each for sites and theatre.
    """
    text = f"{worst.role} {_lack_of(plan, worst)}"
    if len(scopes) == 1:
        return text
    other = next(row for row in each_row(scopes) if row.scope != worst.scope)
    rest = _lack_of(plan, other) if other.lack > 0 else f"all of {number(other.needed)} there"
    return f"{text} {SCOPES[worst.scope]} ({SCOPES[other.scope]} {rest})"


def _lack_of(plan: Plan, row: Any) -> str:
    return f"{number(row.lack)} of {number(row.needed)} {row.measure}{_in(plan, row.periods)}"


def _drawdown(plan: Plan, ledger: Ledger) -> str:
    """What is taken from the areas that the planner named, and of nations under caps; "" without either."""
    parts = [_of_areas(plan, ledger), _of_nations(plan, ledger)]
    text = "; ".join(filter(None, parts))
    return f"{text}{_caps_full(ledger)}{_by_backfill(ledger)}." if text else ""


def _of_areas(plan: Plan, ledger: Ledger) -> str:
    """What is taken from areas when most is, by area; "" where there are none."""
    if ledger.areas.empty:
        return ""
    taken = total(ledger.areas, ["area", "period"], "heads_tied_up", "deployed")
    if not taken["heads_tied_up"].max() > TOLD_AS_NOTHING:
        return f"nothing is taken{_from_areas(ledger)}"
    sums = taken.groupby("period")[["heads_tied_up", "deployed"]].sum().reset_index()
    peak = sums.loc[[sums["heads_tied_up"].idxmax()]]
    (most,) = periods_alike(sums, peak, [], ["heads_tied_up"])
    rows = taken[taken["period"] == most[0]].sort_values("heads_tied_up", ascending=False, kind="stable")
    alike = periods_alike(taken, rows, ["area"], ["heads_tied_up", "deployed"])
    when = "" if all(set(most) <= set(periods) for periods in alike) else _in(plan, most[:1])
    rows = rows[rows["heads_tied_up"] > TOLD_AS_NOTHING]
    named = [f"{row.area} {number(row.heads_tied_up)}" for row in each_row(rows)]
    more = f" and {len(named) - MOST_NAMED} more" if len(named) > MOST_NAMED else ""
    tied_up = counted(rows["heads_tied_up"].sum(), "head", "heads")
    deployed = number(rows["deployed"].sum())
    told = f"{tied_up} tied up{_in(plan, most)}, {deployed} of them deployed{when}"
    return f"{told} (tied up {'then ' if when else ''}from {', '.join(named[:MOST_NAMED])}{more})"


def _of_nations(plan: Plan, ledger: Ledger) -> str:
    """What nations, or groups of them, give under their caps when most is; "" without such caps."""
    caps = ledger.caps[~ledger.caps["applies_to"].isin(names_of_areas(plan)["name"])]
    if caps.empty:
        return ""
    caps = caps.assign(name=cap_names(caps)).sort_values(["taken", "limit"], ascending=[False, True])
    peaks = caps.drop_duplicates("sheet_row")
    peaks = peaks.assign(periods=periods_alike(caps, peaks, ["sheet_row"], ["taken", "limit"]))
    named = [
        f"{row.name} {number(row.taken)} of {number(row.limit)}{_in(plan, row.periods)}"
        for row in each_row(peaks.head(MOST_NAMED))
    ]
    more = f" and {len(peaks) - MOST_NAMED} more" if len(peaks) > MOST_NAMED else ""
    return f"under caps on nations {', '.join(named)}{more}"


def _from_areas(ledger: Ledger) -> str:
    """The areas that nothing is taken from, where there are few enough to name."""
    names = list(dict.fromkeys(ledger.areas["area"].tolist()))
    return f" from {with_and(names)}" if 0 < len(names) <= MOST_NAMED else ""


def _caps_full(ledger: Ledger) -> str:
    """How many caps are used up in some period; "" where none takes anything."""
    caps = ledger.caps
    if not caps["taken"].max() > TOLD_AS_NOTHING:
        return ""
    full = (caps["limit"] - caps["taken"] <= TOLD_AS_NOTHING) & (caps["taken"] > TOLD_AS_NOTHING)
    used, all_of_them = int(caps.loc[full, "sheet_row"].nunique()), int(caps["sheet_row"].nunique())
    if all_of_them == 1 and used:
        return "; the only cap is used up"
    return f"; {used} of {number(all_of_them)} caps used up" if used else "; no cap is used up"


def _by_backfill(ledger: Ledger) -> str:
    """What is taken under caps of 0, which backfill alone allows, against its limit; "" where nothing is."""
    caps = ledger.caps
    taken = caps[(caps["cap"] <= TOLD_AS_NOTHING) & (caps["taken"] > TOLD_AS_NOTHING)]
    if taken.empty:
        return ""
    most = taken.assign(name=cap_names(taken)).sort_values("taken", ascending=False, kind="stable")
    most = most.drop_duplicates("sheet_row")
    named = [f"{row.name} {number(row.taken)} of {number(row.limit)}" for row in each_row(most)]
    return f"; by backfill alone (cap 0): {first_few(named, MOST_NAMED)}"


def _cost(plan: Plan, ledger: Ledger) -> str:
    """Money a year and in all; "" where nothing costs anything."""
    settings = plan.settings
    parts = ledger.costs[["forces", "running", "opening"]].sum()
    if parts.sum() <= 0:
        return ""
    months = settings.periods * settings.period_months
    yearly = (parts["forces"] + parts["running"]) * MONTHS_A_YEAR / months
    amounts = {name: money(parts[name], settings.currency) for name in parts.index}
    split = [f"forces and movement {amounts['forces']}"]
    split += [f"running sites {amounts['running']}"] if parts["running"] > 0 else []
    split += [f"opening sites {amounts['opening']}"] if parts["opening"] > 0 else []
    whole = f"{money(parts.sum(), settings.currency)} in all {months} months"
    aside = ", opening sites aside" if parts["opening"] > 0 else ""
    rate = f"{money(yearly, settings.currency)} a year{aside}; " if yearly > 0 else ""
    return f"{rate}{whole}: {', '.join(split)}."
