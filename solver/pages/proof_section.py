"""How the plan came about, and how sure it is: its ranks with their bounds, and the facts of the run."""

from __future__ import annotations

from dataclasses import replace

from solver.pages.figure import page_table
from solver.pages.plan_content import PageSection
from solver.results import columns
from solver.results.tables import Results
from solver.text.numbers import counted, with_and

WHOLE = "sheet Run of the workbook"
FOR_MACHINES = (columns.INPUT_HASH_FACT, columns.CHECKSUM_FACT)
"""Facts of Run that are for a machine to compare, beside the seals of sheets."""
OF_ITS_QUALITY = (columns.STATUS_FACT, columns.UNIQUE_FACT)
"""Facts that say how good the plan is, for the tables that it was made from."""


BOUNDS = ("Bound", "Gap")
"""Columns of the ranks that say how good their values are."""


def proof_section(results: Results, *, changed: bool) -> PageSection:
    """The section of the run, and what was checked of the plan.

    ``changed``: whether the tables have changed since: then nothing is told of how good the plan is, for what
    the run proved is of the tables that it read.
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
    left_out = (*FOR_MACHINES, *(OF_ITS_QUALITY if changed else ()))
    names = facts.frame["Fact"].astype(str)
    shown = replace(facts, frame=facts.frame[~(names.isin(left_out) | names.str.startswith(columns.SEAL_OF))])
    known = [field.name for field in ranks.fields if not (changed and field.name in BOUNDS)]
    return PageSection(
        key="proof",
        heading="How the plan came about",
        words=tuple(filter(None, words)),
        tables=(
            ("Objectives in rank order", page_table(ranks, known, whole=WHOLE)),
            ("The run", page_table(shown, whole=WHOLE)),
        ),
    )
