"""What a plan rests on: the conditions that hold, the pledges that count, and how sure they are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from solver.ledger.ledger import Ledger
from solver.pages.figure import PageTable, table_of
from solver.pages.plan_content import PageSection
from solver.plan.plan import Plan
from solver.results.forces import pledges_by_status, pledges_that_count
from solver.results.tables import Field, Show
from solver.tables import each_row
from solver.text.numbers import counted, per_cent, with_and

CONDITIONS = (
    Field("Condition", Show.TEXT),
    Field("In this plan", Show.TEXT),
    Field("Contingents sent under it", Show.COUNT),
    Field("Their nations", Show.LONG),
)
STATUSES = (
    Field("Status", Show.TEXT, "status"),
    Field("Contingents", Show.COUNT, "contingents"),
    Field("Heads pledged", Show.HEADS, "heads"),
)


def assumptions_section(plan: Plan, ledger: Ledger) -> PageSection:
    """The section of what is taken for granted."""
    sent = plan.contingents[plan.contingents["contingent"].isin(ledger.sent["contingent"])]
    words = [f"Pledges count whose status is {plan.settings.count_pledges_from} or firmer{_firm(sent)}."]
    conditions = _conditions(plan, sent)
    needed = conditions[conditions["Contingents sent under it"] > 0]
    if len(needed):
        named = [
            f"{name} ({many} of them)"
            for name, many in zip(needed["Condition"], needed["Contingents sent under it"], strict=True)
        ]
        words.append(f"Taken for granted, for contingents that are sent depend on it: {with_and(named)}.")
    sure = plan.contingents.loc[pledges_that_count(plan), "confidence"].dropna()
    if (sure < 1).any():
        unsure = counted(int((sure < 1).sum()), "pledge that counts is", "pledges that count are")
        words.append(
            f"{unsure} less than certain by the planner's own Confidence, the least at "
            f"{per_cent(float(sure.min()))}; the plan takes them in full."
        )
    tables = [("Pledges by status", _by_status(plan))]
    if len(conditions):
        tables.append(
            ("Conditions", table_of(CONDITIONS, conditions, whole="sheet Conditions of the workbook"))
        )
    if plan.warnings:
        words.append("The workbook has warnings: forcegen check lists them.")
    return PageSection(
        key="rests-on", heading="What the plan rests on", words=tuple(words), tables=tuple(tables)
    )


def _firm(sent: pd.DataFrame) -> str:
    """How firm the pledges are that are sent: their number by status."""
    if sent.empty:
        return ""
    by_status = sent.groupby("status", sort=False).size().sort_values(ascending=False, kind="stable")
    named = [f"{many:,} {status}" for status, many in by_status.items()]
    return (
        f"; of {counted(len(sent), 'contingent that is sent', 'contingents that are sent')} {with_and(named)}"
    )


def _by_status(plan: Plan) -> PageTable:
    return table_of(STATUSES, pledges_by_status(plan), whole="from sheet Contingents of the workbook")


def _conditions(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """Each condition, whether it holds, and who of those that are sent depends on it."""
    rows = [
        (row.condition, _held(row), sent[_under(sent, row.condition)]) for row in each_row(plan.conditions)
    ]
    told = [(name, held, len(under), ", ".join(dict.fromkeys(under["nation"]))) for name, held, under in rows]
    return pd.DataFrame(told, columns=[field.name for field in CONDITIONS])


def _under(sent: pd.DataFrame, condition: str) -> pd.Series:
    """Which contingents wait for a condition."""
    return sent["conditions"].map(lambda names: condition in names).astype(bool)


def _held(row: Any) -> str:
    """Whether a condition holds, and from when on."""
    if not row.holds:
        return "does not hold"
    return "holds" if row.first <= 1 else f"holds from period {row.first}"
