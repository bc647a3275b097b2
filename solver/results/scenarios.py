"""Scenarios compared: the plan of the workbook as it stands and those of its scenarios, a row each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from solver.ledger.ledger import Ledger, changes_from
from solver.ledger.units import names_of_areas
from solver.plan.plan import Plan
from solver.results import columns
from solver.results.coverage import asked_and_lacking, asked_periods, minimums_missed, without_noise
from solver.results.proof import open_ranks, proved_up_to
from solver.results.tables import Field, Show, Table, make_table
from solver.schema import SCENARIOS_COMPARED
from solver.solution import ComparedScenario, Solution
from solver.tolerances import TOLD_AS_NOTHING

PROVED, NOT_PROVED, NO_PLAN, NOT_WRITTEN = "proved", "not proved", "no plan", "not written"
"""How sure it is that a scenario has no better plan, or why none can be opened."""

NOTE = (
    "The workbook as it stands (base) and each scenario, solved in one go; coloured: differs from the base. "
    "Force: heads that count in the last period in which anything is asked for; coverage: share of what "
    "requirements ask for; minimums: how many are not reached (by site, role and period); lacking: what of "
    "all that is asked for is not there (heads, by unit worth, over all periods); "
    "support lacking: heads that support ratios ask for and do not get, by unit worth, in the worst period; "
    "changes: units added and taken away against the baseline; cost: over all periods; taken: "
    "heads tied up from an area, the rotation base included, when most are. An audit works out only the base "
    "again: audit the others' plans."
)


def with_own_numbers(  # noqa: PLR0913 - a plan, what came of it, and what it is compared with
    compared: Sequence[ComparedScenario],
    plan: Plan,
    ledger: Ledger,
    solution: Solution,
    baseline: pd.DataFrame | None,
    *,
    gap: float,
) -> tuple[ComparedScenario, ...]:
    """The scenarios with the numbers of this plan in the first, which is its own; () where there are none."""
    if not compared:
        return ()
    own, *others = compared
    return (numbers_of(own, plan, ledger, solution, baseline, gap=gap), *others)


def numbers_of(  # noqa: PLR0913 - a plan, what came of it, and what it is compared with
    scenario: ComparedScenario,
    plan: Plan,
    ledger: Ledger,
    solution: Solution,
    baseline: pd.DataFrame | None,
    *,
    gap: float,
) -> ComparedScenario:
    """The scenario with its proof and the numbers of its plan; ``gap``: within which a rank is proved.

    ``baseline``: the allocation that changes are counted against, None without one.
    """
    asked, lacking = asked_and_lacking(ledger)
    periods = ledger.force["period"].tolist()
    last = (asked_periods(ledger) or periods)[-1]
    return replace(
        scenario,
        proof=proof_of(plan, solution, gap),
        force=_plain(ledger.force["heads"].to_numpy(dtype=float)[periods.index(last)]),
        coverage=round(1 - lacking / asked, 9) if asked > 0 else None,
        minimums=minimums_missed(ledger),
        lacking=_plain(lacking),
        support_lacking=_support_lacking(ledger),
        cost=_plain(float(ledger.costs[["forces", "running", "opening"]].sum().sum())),
        changes=None if baseline is None else _plain(changes_from(plan, ledger.sent, baseline)),
        taken=_taken(plan, ledger),
        why="",
        proved=_proved(solution, gap),
    )


def _plain(value: float) -> float:
    """A number without the noise of sums, so that equal plans have equal numbers."""
    return round(float(value), 6)


def proof_of(plan: Plan, solution: Solution, gap: float) -> str:
    """How sure a plan is; where only the last rank is open: all but that one; else up to which rank."""
    if not solution.has_plan:
        return NO_PLAN
    if solution.status == "optimal":
        return PROVED
    ranks = solution.ranks
    still_open = [rank for rank in ranks if not rank.gap <= gap]
    reached_all = len(ranks) == plan.priorities["rank"].nunique()
    if reached_all and len(ranks) > 1 and still_open == [ranks[-1]]:
        return f"all but {ranks[-1].name}"
    last = proved_up_to(ranks, gap)
    return f"up to {last}" if last else NOT_PROVED


def _proved(solution: Solution, gap: float) -> tuple[str, ...]:
    """The objectives of the ranks up to the first that is open."""
    still_open = open_ranks(solution.ranks, gap)
    count = solution.ranks.index(still_open[0]) if still_open else len(solution.ranks)
    return tuple(part.name for rank in solution.ranks[:count] for part in rank.parts)


def _support_lacking(ledger: Ledger) -> float:
    """Heads that support ratios ask for and do not get, each ratio by itself, in the worst period."""
    rows = ledger.support
    lacking = without_noise(rows["lack"], rows["needed"]) * rows["unit_worth"]
    return _plain(lacking.groupby(rows["period"]).sum().max()) if len(rows) else 0.0


def _taken(plan: Plan, ledger: Ledger) -> dict[str, float]:
    """Heads tied up from each area that a cap names or that is drawn from, when most are."""
    by_period = ledger.areas.groupby(["area", "period"])["heads_tied_up"].sum()
    most = by_period.groupby("area").max()
    named = names_of_areas(plan)
    capped = set(named.loc[named["name"].isin(plan.drawdown_caps["applies_to"]), "area"])
    return {
        str(area): _plain(most[area])
        for area in plan.areas["area"]
        if area in capped or most[area] > TOLD_AS_NOTHING
    }


def areas_of(compared: Sequence[ComparedScenario]) -> tuple[str, ...]:
    """The areas that any scenario caps or draws on, in the order of the plans."""
    return tuple(dict.fromkeys(area for each in compared for area in each.taken))


def values_of(scenario: ComparedScenario, areas: Sequence[str]) -> dict[str, float | None]:
    """The compared numbers by the names of their columns; 0 for an area that only others cap or draw on."""
    planned = scenario.force is not None
    return {
        "Force": scenario.force,
        "Coverage": scenario.coverage,
        "Minimums": scenario.minimums,
        "Lacking": scenario.lacking,
        "Support lacking": scenario.support_lacking,
        "Changes": scenario.changes,
        "Cost": scenario.cost,
        **{columns.TAKEN + area: scenario.taken.get(area, 0.0) if planned else None for area in areas},
    }


def differing(scenario: ComparedScenario, base: ComparedScenario, areas: Sequence[str]) -> tuple[str, ...]:
    """The columns in which a scenario's numbers differ from those of the base; none where either has none."""
    if scenario.force is None or base.force is None:
        return ()
    own, others = values_of(scenario, areas), values_of(base, areas)
    return tuple(name for name, value in own.items() if value != others[name])


RESTS_ON = {
    "Coverage": "target shortfall",
    "Minimums": "minimum shortfall",
    "Lacking": "target shortfall",
    "Support lacking": "target shortfall",
    "Changes": "changes",
    "Cost": "cost",
}
"""The objective that settles each number; drawdown settles what is taken from areas."""


def is_sure(name: str, scenario: ComparedScenario, base: ComparedScenario) -> bool:
    """Whether a number that differs between two plans differs by more than what their searches left open.

    So where both are proved up to the objective that settles it; a force, which none does, where all is but
    moves, which tidy up.
    """
    if {scenario.proof, base.proof} <= {PROVED, "all but moves"}:
        return True
    objective = RESTS_ON.get(name, "drawdown" if name.startswith(columns.TAKEN) else "")
    return objective in scenario.proved and objective in base.proved


SOMETIMES = ("Minimums", "Changes")
"""Columns that are not there where no plan has anything of the kind."""


def scenarios_table(compared: Sequence[ComparedScenario]) -> Table:
    """One row for each scenario, the base first, as it was solved."""
    base, areas = compared[0], areas_of(compared)
    taken = tuple(Field(columns.TAKEN + area, Show.HEADS, marked=True) for area in areas)
    values = [values_of(each, areas) for each in compared]
    absent = {name for name in SOMETIMES if all(row[name] is None for row in values)}
    before = tuple(each for each in columns.SCENARIOS if each.name not in absent)
    fields = (*before, *taken, *columns.SCENARIOS_END)
    numbers = {name: [math.nan if row[name] is None else row[name] for row in values] for name in values[0]}
    frame = pd.DataFrame(
        {
            **{name: pd.Series(column, dtype=float) for name, column in numbers.items()},
            **{
                "Scenario": _texts([each.scenario for each in compared]),
                "Proof": _texts([each.proof for each in compared]),
                columns.DIFFERS: _texts(
                    [columns.BASE, *(", ".join(differing(each, base, areas)) for each in compared[1:])]
                ),
                columns.NO_PLAN_WHY: _texts([each.why for each in compared]),
                "Workbook": _texts([each.workbook for each in compared]),
            },
        }
    )
    table = make_table(SCENARIOS_COMPARED, fields, frame, note=NOTE)
    return replace(table, base_column=columns.DIFFERS)


def _texts(texts: list[str]) -> pd.Series:
    return pd.Series(texts, dtype=object)
