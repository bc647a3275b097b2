"""Summary: what a general reads on one page."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.plan.plan import Plan, periods_in_words
from solver.plan.scenario import nations_away
from solver.results import columns
from solver.results.drawdown import BINDING, FULL, NO_CAP
from solver.results.gaps import FORCE, asked_periods, without_noise
from solver.results.tables import Table, make_table, period_name
from solver.text.numbers import counted, money, number, per_cent, span

LARGEST_GAPS = 3
TOP_CONTRIBUTORS = 8
SHORT = "▽ short"


def plan_in_sentences(plan: Plan, ledger: Ledger, changes: float | None) -> tuple[str, ...]:
    """The plan in a few sentences; ``changes``: units that differ from the baseline, None without one."""
    nations = counted(ledger.sent["nation"].nunique(), "nation", "nations")
    sites = counted(ledger.sites.loc[ledger.sites["open"], "site"].nunique(), "site", "sites")
    peak = ledger.nations.groupby("period")["heads_tied_up"].sum().max() if len(ledger.nations) else 0.0
    sentences = [
        f"A force of {_heads(plan, ledger)}, from {nations} at {sites}.",
        _covered(ledger),
        f"With the rotation base at home it ties up {number(peak)} heads at most in any period.",
        _front_line(ledger),
        _cost(plan, ledger),
    ]
    if changes:
        both = f"units added and taken away come to {number(changes)}, period by period"
        sentences.append(f"Against the baseline, {both}.")
    elif changes is not None:
        sentences.append("Nothing changes against the baseline.")
    return tuple(sentences)


def _heads(plan: Plan, ledger: Ledger) -> str:
    """The force from the first to the last period in which anything is asked for; else in all of them."""
    force = ledger.force.set_index("period")["heads"]
    asked = asked_periods(ledger) or list(force.index)
    first, last = asked[0], asked[-1]
    text = f"{number(force[first])} heads"
    if plan.settings.periods == 1:
        return text
    if first == last:
        return f"{text} in period {first}"
    if force[asked].eq(force[first]).all():
        everywhere = len(asked) == plan.settings.periods
        return f"{text} in every period" + ("" if everywhere else " in which anything is asked for")
    return f"{text} in period {first}, {number(force[last])} in period {last}"


def _covered(ledger: Ledger) -> str:
    rows = ledger.coverage
    asked = (rows["target"] * rows["unit_worth"]).sum()
    if asked <= 0:
        return "Nothing is asked for."
    lacking = (without_noise(rows["lack_target"], rows["target"]) * rows["unit_worth"]).sum()
    text = f"It covers {per_cent(1 - lacking / asked)} of what the requirements ask for{_unasked(ledger)}"
    minimums = int((rows["minimum"] > 0).sum())
    if not minimums:
        return f"{text}."
    below = int((without_noise(rows["lack_minimum"], rows["minimum"]) > 0).sum())
    if not below:
        return f"{text}; every minimum is reached."
    of_them = counted(minimums, "minimum is", "minimums are")
    return f"{text}; {number(below)} of {of_them} not reached (by site, role and period)."


def _unasked(ledger: Ledger) -> str:
    """The periods for which there is nothing to cover; "" where every one asks for something."""
    asked = set(asked_periods(ledger))
    rest = [period for period in ledger.force["period"].tolist() if period not in asked]
    return f" (nothing is asked for in {periods_in_words(rest)})" if rest else ""


def _front_line(ledger: Ledger) -> str:
    by_period = ledger.areas.groupby("period")[["heads_tied_up", "deployed"]].sum()
    if not len(by_period) or by_period["heads_tied_up"].max() <= 0:
        return "It takes nothing from the front line."
    taken = by_period.reset_index().sort_values("heads_tied_up", ascending=False, kind="stable").iloc[0]
    deployed, tied_up, period = (number(taken[name]) for name in ("deployed", "heads_tied_up", "period"))
    return (
        f"It takes {deployed} heads from the front line, {tied_up} with those tied up behind them, "
        f"when it takes most (period {period})."
    )


def _cost(plan: Plan, ledger: Ledger) -> str:
    currency = plan.settings.currency
    parts = ledger.costs[["forces", "running", "opening"]].sum()
    periods = counted(plan.settings.periods, "period", "periods")
    return (
        f"It costs {money(parts.sum(), currency)} over {periods}: forces and movement "
        f"{money(parts['forces'], currency)}, running sites {money(parts['running'], currency)}, "
        f"opening sites {money(parts['opening'], currency)}."
    )


def force_block(plan: Plan, ledger: Ledger) -> Table:
    """One row for each period: the force against its floor, and what it takes to have it."""
    present = ledger.nations[ledger.nations["deployed"] > 0].groupby("period")["nation"].nunique()
    tied_up = ledger.nations.groupby("period")["heads_tied_up"].sum()
    by_period = ledger.force.set_index("period")
    costs = ledger.costs.set_index("period")
    shown = pd.DataFrame(
        {
            "Period": [period_name(plan.settings, period) for period in ledger.force["period"].tolist()],
            "Force": by_period["heads"],
            "Floor": by_period["floor"],
            "Missing": without_noise(by_period["lack_force"], by_period["floor"].fillna(0.0)).where(
                by_period["floor"].notna()
            ),
            "Nations": present.reindex(by_period.index, fill_value=0),
            "Open sites": ledger.sites.groupby("period")["open"].sum().reindex(by_period.index, fill_value=0),
            "Tied up": tied_up.reindex(by_period.index, fill_value=0.0),
            "Cost": costs[["forces", "running", "opening"]].sum(axis=1),
        }
    )
    note = "Heads that count to the force, in each period; missing: of its floor, where there is one."
    return make_table("Size of the force", columns.SUMMARY_FORCE, shown, note=note)


def coverage_block(ledger: Ledger) -> Table:
    """One row for each role: what its requirements ask for, and what they get."""
    rows = ledger.coverage
    rows = rows.assign(missing=without_noise(rows["lack_target"], rows["target"]))
    sums = rows.groupby(["role", "measure", "period"], as_index=False)[["target", "missing"]].sum()
    sums["covered"] = (1 - sums["missing"] / sums["target"]).where(sums["target"] > 0)
    roles = sums.groupby(["role", "measure"])
    peak = sums.loc[roles["target"].idxmax()].set_index(["role", "measure"])
    whole = roles[["target", "missing"]].sum()
    shown = peak.assign(
        Asked=peak["target"],
        Missing=peak["missing"],
        Provided=peak["target"] - peak["missing"],
        Covered=(1 - whole["missing"] / whole["target"]).where(whole["target"] > 0),
        **{"Worst": roles["covered"].min()},
    )
    shown["Mark"] = np.where(whole["missing"] > 0, SHORT, "")
    shown = shown.reset_index()
    shown = shown[shown["Asked"] > 0]
    note = "In the period in which most is asked; covered: over all periods; worst: in the worst of them."
    return make_table("Coverage by role", columns.SUMMARY_COVERAGE, shown, note=note)


def drawdown_block(drawdown: Table) -> Table:
    """One row for each cap, at the period in which it is used most; then what is taken without a cap."""
    rows = drawdown.frame
    key = ["Applies to", "Stock", "Capability", "Counts", "Row"]
    ordered = rows.assign(
        limit=rows["Cap"] + rows["Backfill"],
        severity=rows["Binding"].map({BINDING: 3, FULL: 2, NO_CAP: 1}).fillna(0),
    )
    worst = ordered.sort_values("severity", ascending=False, kind="stable").drop_duplicates(key)
    peak = ordered.sort_values(["Taken", "Headroom", "Period"], ascending=[False, True, True], kind="stable")
    peak = peak.drop_duplicates(key).sort_index()
    marks = peak[key].merge(worst[[*key, "Binding"]], on=key, how="left")["Binding"]
    capability = (" (" + peak["Capability"].astype(object) + ")").where(peak["Capability"].ne(""), "")
    shown = peak.assign(
        Area=peak["Applies to"].astype(object) + capability, Cap=peak["limit"], Mark=marks.to_numpy()
    )
    note = (
        "Heads taken from the front line against the cap (backfill included), in the period in which most is."
    )
    return make_table("Drawdown of the front line", columns.SUMMARY_DRAWDOWN, shown, note=note)


def gaps_block(gaps: Table) -> Table:
    """The largest gaps at single tasks; the force as a whole has its own block."""
    rows = gaps.frame
    rows = rows[rows["What is missing"].ne(FORCE)].head(LARGEST_GAPS)
    shown = rows.assign(
        Gap=rows["What is missing"].astype(object) + ", " + rows["Where"].astype(object),
        Periods=[span(*ends) for ends in zip(rows["From"], rows["To"], strict=True)],
    )
    note = "By heads missing x weight, over all their periods. All gaps: sheet Gaps."
    return make_table("Largest gaps", columns.SUMMARY_GAPS, shown, note=note)


def contributors_block(contributions: Table) -> Table:
    """The nations that give most."""
    rows = contributions.frame
    rows = rows[rows["Used"] > 0].head(TOP_CONTRIBUTORS)
    more = int((contributions.frame["Used"] > 0).sum()) - len(rows)
    note = "Heads when most are there, share of the force over all periods. More: sheet Contributions."
    if more > 0:
        others = counted(more, "more nation", "more nations")
        note = f"Heads when most are there, share of the force over all periods; {others}: Contributions."
    return make_table("Top contributors", columns.SUMMARY_CONTRIBUTORS, rows, note=note)


def scenario_sentence(scenario: str, overrides: tuple[str, ...]) -> str:
    """The scenario and overrides in words; "" for the workbook as it stands."""
    parts = [f"Scenario: {scenario}"] if scenario else []
    away = [(text, nations_away(text)) for text in overrides]
    if any(nation for _, nation in away):
        parts.append("without " + "; ".join(nation for _, nation in away if nation))
    changed = [text for text, nation in away if not nation]
    if changed:
        parts.append("with " + "; ".join(changed))
    return ", ".join(parts)
