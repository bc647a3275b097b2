"""What the plan loses if the largest contributor leaves, before anybody plans anew."""

from __future__ import annotations

import pandas as pd

from solver.pages.drawings.withdrawals import withdrawal_drawing
from solver.pages.figure import Figure, PageTable, table_of
from solver.pages.periods import in_period
from solver.pages.plan_content import PageSection
from solver.plan.plan import Plan
from solver.results.tables import Field, Show
from solver.results.withdrawals import Withdrawals
from solver.text.numbers import counted, number, share_in_words
from solver.tolerances import TOLD_AS_NOTHING

FIELDS = (
    Field("Nation", Show.TEXT, "nation"),
    Field("Heads that count", Show.HEADS, "counted"),
    Field("Share of them", Show.SHARE, "share"),
    Field("Left of the force", Show.HEADS, "left"),
    Field("Missing to the floor", Show.HEADS, "missing"),
    Field("Requirements and support lack more", Show.HEADS, "added"),
)


def withdrawal_section(plan: Plan, found: Withdrawals) -> PageSection:
    """What would be left without each nation; nothing is solved, nobody else moves."""
    when = in_period(plan, found.period)
    note = (
        f"Heads that count to the force{f', {when}' if when else ''}; requirements and support: what they "
        "lack more, over all periods, heads x weight. Nobody replans here, and which rules would break is "
        "not looked at: what replanning brings, and which rules break without it, the study of withdrawals "
        "finds (forcegen withdraw)."
    )
    drawing = withdrawal_drawing(found.rows, found.heads, found.floor, when)
    return PageSection(
        key="without",
        heading="If the largest contributor left",
        words=(withdrawal_sentence(plan, found),),
        figures=(Figure(key="withdrawals", drawing=drawing, table=_table(found.rows)),),
        aside=(note,),
    )


def _table(rows: pd.DataFrame) -> PageTable:
    return table_of(FIELDS, rows, whole="forcegen withdraw tells of each nation")


def withdrawal_sentence(plan: Plan, found: Withdrawals) -> str:
    """What would be left of the force without the nation that sends most."""
    largest = found.rows.iloc[0]
    alike = int((found.rows["counted"] >= largest["counted"] - TOLD_AS_NOTHING).sum()) - 1
    sends = "sends most" if not alike else f"and {counted(alike, 'other', 'others')} send most, each"
    of_all = f"{number(largest['counted'])} of {number(found.heads)} heads that count"
    when = in_period(plan, found.period)
    asked = f" of the {number(found.floor)} asked for" if found.floor > 0 else ""
    share = f" ({share_in_words(largest['left'] / found.floor)})" if found.floor > 0 else ""
    name, left = largest["nation"], number(largest["left"])
    text = " ".join(filter(None, (f"{name} {sends}{'' if alike else ':'} {of_all}", when)))
    text += f". If {name} left and nobody else moved, {left}{asked} would remain{share}"
    if largest["added"] > 0:
        summed = "summed over all periods, " if plan.settings.periods > 1 else ""
        text += f", and requirements and support would lack {number(largest['added'])} more"
        text += f" ({summed}heads x weight)"
    return f"{text}.{_missed_most(found)}"


def _missed_most(found: Withdrawals) -> str:
    """Without whom requirements would lack most, where that is another; "" where it is not."""
    worst = found.rows.sort_values("added", ascending=False, kind="stable").iloc[0]
    if worst["added"] <= found.rows["added"].iloc[0] + TOLD_AS_NOTHING:
        return ""
    lack = f"without {worst['nation']}: {number(worst['added'])} more"
    return f" Requirements and support would lack most {lack}."
