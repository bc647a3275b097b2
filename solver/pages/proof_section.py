"""How the plan came about, and how sure it is: its ranks with their bounds, and the facts of the run."""

from __future__ import annotations

from dataclasses import replace

from solver.pages.figure import page_table
from solver.pages.plan_content import Section
from solver.results import columns
from solver.results.tables import Results
from solver.text.numbers import counted, with_and

WHOLE = "sheet Run of the workbook"
FOR_MACHINES = ("Seal", "sha256", "seal")
"""What in the name of a fact of Run says that it is for a machine to compare."""


def proof_section(results: Results, *, changed: bool) -> Section:
    """The section of the run, and what was checked of the plan.

    ``changed``: whether the tables have changed since: then the run says nothing of how good the plan is.
    """
    blocks = {block.title: block for block in results.run}
    facts, ranks = blocks[columns.RUN_BLOCK], blocks[columns.RANKS_BLOCK]
    stated = dict(zip(facts.frame["Fact"], facts.frame["Value"], strict=True))
    rules = [each for each in str(stated.get(columns.RULES_FACT) or "").split(", ") if each]
    checked = (
        f"All {counted(len(rules), 'rule was', 'rules were')} checked" if rules else "Its rules were checked"
    )
    answers = [table.title for table in results.reasons if len(table.frame)]
    but = ", but for what only the search can know: bounds and times"
    but += f", and the answers ({with_and(answers)})" if answers else ""
    words = (
        "" if changed else results.summary.status,
        f"{checked}, and the numbers of the plan's sheets worked out, from the planner's tables and the "
        f"allocation alone, without the solver{but}.",
    )
    machine = facts.frame["Fact"].astype(str).str.contains("|".join(FOR_MACHINES))
    shown = replace(facts, frame=facts.frame[~machine])
    return Section(
        key="proof",
        heading="How the plan came about",
        words=tuple(filter(None, words)),
        tables=(
            ("Objectives in rank order", page_table(ranks, whole=WHOLE)),
            ("The run", page_table(shown, whole=WHOLE)),
        ),
    )
