"""Gaps: what lacks, and whom to ask for it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from solver.ledger.demand import unit_worth
from solver.ledger.eligibility import reasons
from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import inner_join, total
from solver.plan.plan import Plan
from solver.reasons.blocking_reasons import blocking_there, never_open
from solver.results import columns
from solver.results.coverage import BELOW_MINIMUM, shortfall_marks, without_noise
from solver.results.tables import APART, Table, make_table, numbers, period_runs
from solver.tolerances import TOLD_AS_NOTHING

FORCE = "Force floor"
WHOM = "Whom to ask, and what is in their way"
SAME_AS = "as for No "
"""Stands before the number of the gap that has the same text."""
THEATRE = "theatre"
GAPS_NOTE = (
    "Everything that lacks, the heaviest first. Asked, missing, mark: in its worst period, which is one "
    "below minimum if there is any, of these the one in which most is missing (the first of equals); weighs: "
    "heads missing x weight, over its periods. Whom to ask: pledges not used that could fill it then, and "
    "the first thing in the way of each; of this plan alone where it says so."
)
KEY = ["kind", "role", "site", "ratio"]
ROWS = [*KEY[:3], "period", "asked", "missing", "measure", "weighs", "Mark", "Sheet", "sheet_row"]


def gaps_table(plan: Plan, ledger: Ledger, why: pd.DataFrame) -> Table:
    """One row for each site and role, support ratio or force floor, and run of periods in which it lacks.

    ``why``: as ``solver.reasons.unused.why_unused`` gives it.
    """
    shown = gap_rows(plan, ledger)
    shown["No"] = np.arange(1, len(shown) + 1)
    shown[WHOM] = once(whom_to_ask(plan, ledger, why, shown), shown["No"])
    return make_table("Gaps", columns.GAPS, shown, note=GAPS_NOTE)


def once(texts: pd.Series, numbers: pd.Series) -> pd.Series:
    """Each different text where it comes first; further down the number under which it stands."""
    first = numbers.groupby(texts.to_numpy(), sort=False).transform("first")
    same = SAME_AS + first.astype(str).astype(object)
    long = texts.str.len() > same.str.len()
    return texts.where(first.eq(numbers) | ~long, same).astype(object)


def whom_in_full(text: str, texts: Mapping[int, str]) -> str:
    """Whom to ask for a gap; ``texts``: by the number of the gap, some of which name another."""
    number = text.removeprefix(SAME_AS)
    return texts[int(number)] if text.startswith(SAME_AS) and number.isdigit() else text


def gap_rows(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """Every gap, the heaviest first, with role, site, ``From`` and ``To`` beside what the sheet shows."""
    parts = [requirement_gaps(ledger)]
    if len(ledger.support):
        parts.append(support_gaps(plan, ledger))
    if len(plan.force):
        parts.append(force_gaps(plan, ledger))
    rows = pd.concat([part[ROWS] for part in parts if len(part)] or [parts[0][ROWS]], ignore_index=True)
    rows["ratio"] = rows["sheet_row"].where(rows["kind"].eq("support"), 0)
    merged = worst_of_a_run(period_runs(rows, KEY, []))
    merged["What is missing"] = _names(merged)
    merged["Where"] = merged["site"].where(merged["site"].ne(""), THEATRE)
    order = ["weighs", "What is missing", "Where", "From"]
    return merged.sort_values(order, ascending=[False, True, True, True], kind="stable", ignore_index=True)


def _names(rows: pd.DataFrame) -> pd.Series:
    """What lacks: a role, a role as support, or the force."""
    return rows["role"].where(rows["kind"].ne("support"), rows["role"] + " (support)").astype(object)


def missing_by_name(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """What lacks of each role, all sites together: name as in Gaps, period, missing (in its measure).

    Of several support ratios of a role, the one that lacks most in that period.
    """
    parts = [requirement_gaps(ledger).assign(ratio=0)]
    if len(ledger.support):
        support = support_gaps(plan, ledger)
        parts.append(support.assign(ratio=support["sheet_row"]))
    wanted = ["kind", "role", "period", "ratio", "missing"]
    rows = pd.concat([part[wanted] for part in parts], ignore_index=True)
    rows = total(rows.assign(name=_names(rows)), ["name", "period", "ratio"], "missing")
    return rows.groupby(["name", "period"], as_index=False)[["missing"]].max()


def worst_of_a_run(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each run: that of its worst period, its weight that of all.

    The worst is one below minimum, if there is any, and of these that in which most is missing.
    """
    rows["weighs"] = rows["weighs"].groupby(rows["run"]).transform("sum")
    rows["severe"] = rows["Mark"].eq(BELOW_MINIMUM)
    order = ["run", "severe", "missing", "period"]
    rows = rows.sort_values(order, ascending=[True, False, False, True], kind="stable")
    return rows.drop_duplicates("run", ignore_index=True)


def requirement_gaps(ledger: Ledger) -> pd.DataFrame:
    """Requirements that lack, one row a period."""
    rows = ledger.coverage
    rows = rows.assign(
        kind="requirement",
        asked=rows["target"],
        missing=without_noise(rows["lack_target"], rows["target"]),
        weighs=rows["weight"] * rows["unit_worth"] * rows["lack_target"],
        Mark=shortfall_marks(rows),
        Sheet="Requirements",
    )
    return rows[rows["missing"] > 0]


def support_gaps(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """Support that lacks, one row a period."""
    rows = inner_join(ledger.support, plan.roles[["role", "measure"]], ["role"])
    rows = rows.assign(
        kind="support",
        asked=rows["needed"],
        missing=without_noise(rows["lack"], rows["needed"]),
        weighs=rows["weight"] * rows["unit_worth"] * rows["lack"],
        Mark="▽ support lacks",
        Sheet="Support ratios",
    )
    return rows[rows["missing"] > 0]


def support_by_role(plan: Plan, ledger: Ledger, *by: str) -> pd.DataFrame:
    """What each supporting role is asked for and lacks in its worst period, those that lack most first.

    role, measure, scope (site or theatre), period (the first in which as much lacks), periods (all of them),
    needed, lack (in that measure): of the role's ratio that lacks most, of a ratio at sites all sites
    together. ``by``: ``scope``, for that of each of the two.
    """
    rows = total(
        ledger.support.assign(lack=without_noise(ledger.support["lack"], ledger.support["needed"])),
        ["role", "sheet_row", "period"],
        "needed",
        "lack",
    )
    rows = inner_join(rows, plan.roles[["role", "measure"]], ["role"])
    rows = inner_join(rows, plan.support_ratios[["sheet_row", "scope"]], ["sheet_row"])
    weighed = rows.assign(weighs=rows["lack"] * unit_worth(plan, rows["role"]))
    order = ["weighs", "needed", "role", "period"]
    weighed = weighed.sort_values(order, ascending=[False, False, True, True], kind="stable")
    worst = weighed.drop_duplicates(["role", *by], ignore_index=True)
    return worst.assign(periods=periods_alike(weighed, worst, ["sheet_row"], ["lack", "needed"]))


def periods_alike(rows: pd.DataFrame, of: pd.DataFrame, key: list[str], amounts: list[str]) -> pd.Series:
    """For each row of ``of`` the periods of the rows of its key with the same amounts, as sorted lists."""
    pairs = of[[*key, *amounts]].assign(at=np.arange(len(of)))
    then = rows[[*key, "period", *amounts]]
    how = {"on": key} if key else {"how": "cross"}
    pairs = pairs.merge(then, **how, suffixes=("", "_then"))
    for each in amounts:
        now, later = pairs[each], pairs[f"{each}_then"]
        noise = TOLD_AS_NOTHING * now.abs().clip(lower=1)
        pairs = pairs[now.eq(later) | ((now - later).abs() <= noise)]
    periods = pairs.groupby("at")["period"].agg(sorted)
    return periods.reindex(np.arange(len(of))).set_axis(of.index).astype(object)


def force_gaps(plan: Plan, ledger: Ledger) -> pd.DataFrame:
    """Floors of the force that are missed, one row a period, with the row of the highest floor."""
    rows = ledger.force[["period", "floor", "lack_force"]]
    rows = rows.assign(
        kind="force",
        role=FORCE,
        site="",
        asked=rows["floor"],
        missing=without_noise(rows["lack_force"], rows["floor"].fillna(0)),
        measure="heads",
        weighs=rows["lack_force"],
        Mark="▽ below floor",
        Sheet="Force",
        sheet_row=[
            _floor_row(plan, period, floor)
            for period, floor in zip(rows["period"], rows["floor"], strict=True)
        ],
    )
    return rows[rows["missing"] > 0]


def _floor_row(plan: Plan, period: int, floor: float) -> int:
    """The row of the Force sheet that sets this floor; 0 for none."""
    rows = plan.force
    holding = rows[(rows["first"] <= period) & (period <= rows["last"]) & rows["floor"].eq(floor)]
    return int(holding["sheet_row"].iloc[0]) if len(holding) else 0


HEAVIEST = 100
"""Gaps for which somebody is looked for: those that weigh most."""
NATIONS_NAMED = 3
"""Nations named for each gap: those with most heads to spare."""
NOBODY_SUITED = "no capability is suited for it; add one to Suitability"
"""Said of a role that nothing in the sheet Suitability does: pledges alone cannot fill it."""


def whom_to_ask(plan: Plan, ledger: Ledger, why: pd.DataFrame, gaps: pd.DataFrame) -> pd.Series:
    """For each gap (role, site, period), a text: nations with pledges to spare, and what is in their way.

    Those with most heads first; whoever waits for a condition comes last.
    ``why``: as ``solver.reasons.unused.why_unused`` gives it.
    """
    if gaps.empty:
        return pd.Series(dtype=object)
    asked = gaps.head(HEAVIEST)[["role", "site", "period"]]
    asked = asked.assign(gap=asked.index)
    suited = inner_join(why, plan.suitability[["capability", "role"]], ["capability"])
    candidates = inner_join(asked, suited, ["role"])
    candidates = candidates[candidates["period"].between(candidates["first"], candidates["last"])]
    if candidates.empty:
        return without_candidates(plan, gaps)
    candidates["waits"] = candidates["contingent"].isin(waiting_for_others(plan))
    order = ["gap", "waits", "heads", "contingent"]
    best = candidates.sort_values(order, ascending=[True, True, False, True], kind="stable")
    best = best.drop_duplicates(["gap", "nation"])
    place = best.groupby("gap").cumcount()
    named = best[place < NATIONS_NAMED].reset_index(drop=True)
    texts = texts_of_candidates(named.assign(reason=what_stops(plan, ledger, named)))
    more = (place.groupby(best["gap"]).max() + 1 - NATIONS_NAMED).clip(lower=0)
    texts = texts + more.map(lambda count: f"{APART}and {count} more" if count else "")
    return (
        texts.reindex(gaps.index)
        .where(gaps.index.isin(texts.index), without_candidates(plan, gaps))
        .astype(object)
    )


def waiting_for_others(plan: Plan) -> set[str]:
    """Contingents that wait for a condition that does not hold: no capital can give them by itself."""
    failing = set(plan.conditions.loc[~plan.conditions["holds"].astype(bool), "condition"])
    pledges = zip(plan.contingents["contingent"], plan.contingents["conditions"], strict=True)
    return {name for name, conditions in pledges if failing.intersection(conditions)}


def what_stops(plan: Plan, ledger: Ledger, rows: pd.DataFrame) -> pd.Series:
    """The first thing in the way of each contingent to do the role there, then.

    That is the site, if it is never to be open; what forbids it there; what keeps more of the contingent at
    home wherever it would go; what leaves no room there; and last what is known of it in general.
    """
    here = rows["site"].ne("")
    stops = never_open(plan, rows["site"])
    forbidden = reasons(plan, rows.loc[here, ["contingent", "role", "site", "period"]])
    stops[here] = stops[here].where(stops[here].ne(""), forbidden)
    stops = stops.where(stops.ne(""), rows["reason"].where(rows["everywhere"], ""))
    open_rows = rows[stops.eq("")]
    if len(open_rows):
        stops[open_rows.index] = blocking_there(plan, ledger, open_rows)
    return stops.where(stops.ne(""), rows["reason"])


def without_candidates(plan: Plan, gaps: pd.DataFrame) -> pd.Series:
    """A text for each gap that no pledge is left to fill: the capabilities to ask for, if any are suited."""
    able = plan.suitability.sort_values(
        ["effectiveness", "capability"], ascending=[False, True], kind="stable"
    )
    best: dict[str, list[str]] = {}
    for role, capability in zip(able["role"], able["capability"], strict=True):
        best.setdefault(role, []).append(capability)
    known = pd.Series(
        [" or ".join(best.get(role, [])[:3]) for role in gaps["role"]], gaps.index, dtype=object
    )
    unsuited = NOBODY_SUITED if by_suitability(plan) else "no pledge can do it; ask for " + gaps["role"]
    texts = ("no pledge is left; ask for " + known).where(known.ne(""), unsuited)
    return texts.where(gaps["kind"].ne("force"), _for_the_force(plan, gaps)).astype(object)


def by_suitability(plan: Plan) -> bool:
    """Whether the sheet Suitability says who can do what; without it, names of capabilities do."""
    sheet = plan.tables.get("Suitability")
    return sheet is not None and not sheet.cells.empty


def _for_the_force(plan: Plan, gaps: pd.DataFrame) -> str:
    """Whom to ask where the force is below its floor; ``gaps``: all of them."""
    counts = set(plan.roles.loc[plan.roles["counts_to_force"].astype(bool), "role"])
    others = set(gaps.loc[gaps["kind"].ne("force"), "role"])
    if others and others <= counts:
        return "whatever fills the other gaps counts here, too"
    return "any unit in a role that counts to the force"


def texts_of_candidates(rows: pd.DataFrame) -> pd.Series:
    """A text for each gap that names its candidates, those together in whose way the same is.

    ``France (FRA-1, 240 heads), Italy (ITA-1, 100 heads): its status is indicated``
    """
    whom = rows["nation"].astype(object) + " (" + rows["contingent"].astype(object) + ", "
    rows = rows.assign(whom=whom + numbers(rows["heads"], "head", "heads") + ")")
    together = rows.groupby(["gap", "reason"], sort=False)["whom"].agg(", ".join).reset_index()
    together["text"] = together["whom"].astype(object) + ": " + together["reason"].astype(object)
    texts: pd.Series = together.groupby("gap")["text"].agg(APART.join)
    return texts
