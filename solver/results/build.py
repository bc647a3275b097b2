"""The answer as tables: from the plan, the ledger of its allocation, and the facts of the run."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from solver.explain.unused import why_unused
from solver.ledger.ledger import Ledger, keep_ledger, objective_values
from solver.plan.plan import Plan
from solver.record import RunFacts, Totals
from solver.results.coverage import coverage_table
from solver.results.drawdown import cap_use, drawdown_table
from solver.results.forces import allocation_table, contributions_table, site_use_table, unused_table
from solver.results.gaps import gaps_table
from solver.results.run import run_tables, status_sentence
from solver.results.summary import (
    contributors_block,
    coverage_block,
    drawdown_block,
    force_block,
    gaps_block,
    plan_in_sentences,
    scenario_sentence,
)
from solver.results.tables import Results, Summary
from solver.solution import Solution


def build_results(
    plan: Plan,
    solution: Solution,
    facts: RunFacts,
    baseline: pd.DataFrame | None = None,
    *,
    ledger: Ledger | None = None,
) -> Results:
    """Every result sheet as a table, and the plan in a few numbers.

    ``baseline``: an allocation that changes are counted against, if there is
    one. ``ledger``: that of the solution's allocation, where it is already kept.
    """
    ledger = ledger or keep_ledger(plan, solution.allocation)
    values = objective_values(plan, ledger, baseline)
    drawdown = drawdown_table(plan, ledger)
    contributions = contributions_table(plan, ledger)
    why = why_unused(plan, ledger)
    gaps = gaps_table(plan, ledger, why)
    settings = plan.settings
    search = facts.spec.search.in_force(settings)
    facts = replace(facts, spec=replace(facts.spec, search=search))
    summary = Summary(
        title=settings.plan_name or "Force allocation",
        scenario=scenario_sentence(facts.spec.scenario, facts.spec.overrides),
        status=status_sentence(solution, search.gap or 0.0),
        proved=solution.status == "optimal" and not solution.relaxed,
        facts=plan_in_sentences(plan, ledger, values.get("changes")),
        force=force_block(plan, ledger),
        coverage=coverage_block(ledger),
        drawdown=drawdown_block(drawdown),
        contributors=contributors_block(contributions),
        gaps=gaps_block(gaps),
    )
    return Results(
        marking=settings.marking,
        summary=summary,
        allocation=allocation_table(plan, ledger),
        coverage=coverage_table(ledger),
        drawdown=drawdown,
        contributions=contributions,
        site_use=site_use_table(plan, ledger),
        gaps=gaps,
        unused=unused_table(plan, why),
        run=run_tables(facts, plan.settings, solution, baseline),
        totals=totals(ledger, values),
    )


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
