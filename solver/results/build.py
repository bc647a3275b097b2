"""Results as tables: of an answer, and those that a written plan should show, computed anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from solver.audit import RULES
from solver.audit.rank_checks import restated, status_of
from solver.ledger.ledger import Ledger, keep_ledger, objective_values
from solver.plan.plan import Plan, Settings
from solver.reasons.unused import why_unused
from solver.record import RunFacts, RunSpec, SolverOptions
from solver.results import columns
from solver.results.changes import changes_of
from solver.results.coverage import coverage_table
from solver.results.drawdown import cap_use, drawdown_table
from solver.results.forces import allocation_table, contributions_table, site_use_table, unused_table
from solver.results.gaps import gaps_table
from solver.results.headline import headline
from solver.results.reasons import Reasons, answered_pledges, proved_gaps, reason_tables, sealed_rows
from solver.results.run import BASELINE_FILE, Stated, run_tables, status_sentence
from solver.results.scenarios import scenarios_table, with_own_numbers
from solver.results.summary import (
    asks_facts,
    contributors_block,
    coverage_block,
    drawdown_block,
    force_block,
    gaps_block,
    largest_gaps,
    scenario_sentence,
)
from solver.results.tables import Fact, LargestGap, Results, Summary, Table
from solver.results.years import hold
from solver.solution import ALLOCATION_COLUMNS, ComparedScenario, Sizes, Solution, SolverUsed, Totals


def build_results(  # noqa: PLR0913 - a plan, what came of it, and what is asked about it
    plan: Plan,
    solution: Solution,
    facts: RunFacts,
    baseline: pd.DataFrame | None = None,
    *,
    ledger: Ledger | None = None,
    reasons: Reasons | None = None,
) -> Results:
    """Every result sheet as a table, and the plan in a few numbers.

    ``baseline``: an allocation that changes are counted against, if there is one. ``ledger``: that of the
    solution's allocation, where it is already kept. ``reasons``: what the answers to questions about it
    state, where any were asked.
    """
    reasons = reasons or {}
    ledger = ledger or keep_ledger(plan, solution.allocation)
    held = hold(plan, ledger)
    drawdown, contributions = drawdown_table(plan, ledger), contributions_table(plan, ledger)
    why = why_unused(plan, ledger, against=baseline is not None)
    gaps = gaps_table(plan, ledger, why)
    missing = largest_gaps(plan, ledger, gaps, proved_gaps(reasons))
    changed, changes = changes_of(plan, ledger, baseline, facts.spec.baseline)
    told = (*headline(plan, ledger), *changed, *held.facts, *asks_facts(solution.ranks, reasons))
    facts = _with_search_in_force(facts, plan.settings)
    summary = _summary(
        plan, solution, facts.spec, ledger, told, drawdown=drawdown, contributions=contributions, gaps=missing
    )
    return Results(
        marking=plan.settings.marking,
        summary=summary,
        allocation=allocation_table(plan, ledger),
        coverage=coverage_table(ledger),
        drawdown=drawdown,
        contributions=contributions,
        site_use=site_use_table(plan, ledger),
        gaps=gaps,
        unused=unused_table(plan, why, answered_pledges(reasons)),
        reasons=reason_tables(plan, ledger, solution.ranks, reasons),
        years=held.blocks,
        run=_run(plan, solution, facts, baseline, reasons),
        totals=replace(totals(ledger, objective_values(plan, ledger, baseline)), held=held.totals),
        changes=changes,
        scenarios=scenarios_table(facts.compared) if facts.compared else None,
    )


def _with_search_in_force(facts: RunFacts, settings: Settings) -> RunFacts:
    """The facts of a run with the gap, the time and the like that it was searched with."""
    return replace(facts, spec=replace(facts.spec, search=facts.spec.search.in_force(settings)))


def _summary(  # noqa: PLR0913 - a plan, what came of it, and the tables that it is in short
    plan: Plan,
    solution: Solution,
    spec: RunSpec,
    ledger: Ledger,
    told: tuple[Fact, ...],
    *,
    drawdown: Table,
    contributions: Table,
    gaps: tuple[LargestGap, ...],
) -> Summary:
    """The plan on one page: of which workbook, how sure, ``told`` in a few facts, then tables in short."""
    return Summary(
        title=plan.settings.plan_name or "Force allocation",
        scenario=scenario_sentence(spec.scenario, spec.overrides),
        status=status_sentence(solution, spec.search.gap or 0.0),
        proved=solution.status == "optimal" and not solution.relaxed,
        facts=told,
        force=force_block(plan, ledger),
        coverage=coverage_block(ledger),
        drawdown=drawdown_block(drawdown),
        contributors=contributors_block(contributions),
        gaps=gaps_block(gaps),
        largest_gaps=gaps,
    )


def _run(
    plan: Plan, solution: Solution, facts: RunFacts, baseline: pd.DataFrame | None, reasons: Reasons
) -> tuple[Table, ...]:
    """The blocks of the sheet Run, with the seals of what the answers state."""
    sealed = {title: sealed_rows(title, rows) for title, rows in reasons.items()}
    return run_tables(facts, plan.settings, solution, baseline, sealed)


def totals(ledger: Ledger, values: dict[str, float]) -> Totals:
    """The plan in a few numbers; ``values``: of the objectives."""
    return Totals(
        heads=float(values["heads"]),
        tied_up=float(ledger.nations["heads_tied_up"].sum()),
        nations=int(ledger.sent["nation"].nunique()),
        open_sites=float(values["open sites"]),
        cost=float(values["cost"]),
        minimum_shortfall=float(values["minimum shortfall"]),
        target_shortfall=float(values["target shortfall"]),
        drawdown=float(values["drawdown"]),
        cap_use=cap_use(ledger),
    )


PROOF = ("Part value", "Bound")
"""Columns of the ranks that only a search can fill."""


def expected_results(plan: Plan, ledger: Ledger, objectives: Mapping[str, float], stated: Stated) -> Results:
    """Every result table as it follows from the plan and its allocation.

    Worked out again: all but what only the run can know, which stays as it is stated: its bounds, what a
    rank came to when it was settled, the baseline, times, versions, paths and how it was asked. What
    the allocation sends and the plan does not know is left out.
    """
    known = _known(plan, ledger)
    gap = stated.facts.get(columns.GAP_FACT)
    asked = SolverOptions(gap=float(gap) if isinstance(gap, int | float) else 0.0)
    ranks = tuple(restated(plan, rank, objectives) for rank in stated.ranks)
    solution = Solution(
        status=status_of(ranks, asked.gap or 0.0),
        allocation=known.sent[list(ALLOCATION_COLUMNS)],
        ranks=ranks,
        solver=SolverUsed(name="", version="", seed=0, threads=0),
        sizes=Sizes(),
    )
    facts = RunFacts(
        input_path="",
        input_sha256="",
        spec=RunSpec(
            scenario=stated.scenario,
            overrides=stated.overrides,
            baseline=str(stated.facts.get(BASELINE_FILE) or ""),
            search=asked,
        ),
        rules_checked=tuple(RULES),
        compared=with_own_numbers(
            _compared(stated), plan, known, solution, stated.baseline, gap=asked.gap or 0.0
        ),
    )
    results = build_results(plan, solution, facts, stated.baseline, ledger=known, reasons=stated.reasons)
    first, *others = results.run
    return replace(results, run=(_as_stated(first, stated.facts), *others))


def _compared(stated: Stated) -> tuple[ComparedScenario, ...]:
    """The scenarios that a run states, its own plan first; itself alone where their sheet is gone."""
    if columns.SCENARIOS_FACT not in stated.facts:
        return ()
    return stated.compared or (ComparedScenario(scenario=""),)


def stated_cells(results: Results) -> int:
    """How many cells of Run such results only repeat: facts, the proof of ranks, overrides, baseline."""
    known = {columns.RUN_BLOCK: len(columns.COMPUTED_FACTS), columns.RANKS_BLOCK: 0}
    width = {columns.RUN_BLOCK: 1, columns.RANKS_BLOCK: len(PROOF)}
    return sum(
        len(block.frame) * width.get(block.title, len(block.fields)) - known.get(block.title, 0)
        for block in results.run
    )


def _known(plan: Plan, ledger: Ledger) -> Ledger:
    """The ledger of what the plan can hold: its names and its periods."""
    sent = ledger.sent
    known = sent["period"].between(1, plan.settings.periods) & sent["units"].gt(0)
    for name, register in (("contingent", plan.contingents), ("role", plan.roles), ("site", plan.sites)):
        known &= sent[name].isin(register[name])
    return ledger if known.all() else keep_ledger(plan, sent.loc[known, list(ALLOCATION_COLUMNS)])


def _as_stated(block: Table, facts: Mapping[str, object]) -> Table:
    """The facts of the run, with what only the run can know as stated; earlier runs state no checksums."""
    rows = block.frame
    if columns.CHECKSUM_FACT not in facts:
        rows = rows[rows["Fact"] != columns.CHECKSUM_FACT].reset_index(drop=True)
    values = [
        value if name in columns.COMPUTED_FACTS or name not in facts else facts[name]
        for name, value in zip(rows["Fact"], rows["Value"], strict=True)
    ]
    return replace(block, frame=rows.assign(Value=pd.Series(values, dtype=object)))
