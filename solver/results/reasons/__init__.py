"""Reasons: the answers to questions about a plan as sheets, and what of them the plan itself says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.plan.plan import Plan
from solver.reasons.questions.answer import Answer, Kind
from solver.results import columns
from solver.results.reasons import asks, cap_steps, why_not, why_short
from solver.results.tables import Field, Show, Table, make_table
from solver.schema import ASKS_SHEET, CAP_STEPS_SHEET, REASON_SHEETS, WHY_NOT_SHEET, WHY_SHORT_SHEET
from solver.solution import RankValue

Reasons = Mapping[str, pd.DataFrame]
"""What answers state, by the title of the sheet: a row each; nothing where nobody asked."""

Ranks = Sequence[RankValue]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ReasonSheet:
    """One of the sheets. ``known``: the columns that the plan itself says, which ``know`` works out.

    ``note``: the sentences on how to read it, by the column that they are about, "" for all.
    """

    kind: Kind
    note: Mapping[str, str]
    fields: tuple[Field, ...]
    rows: Callable[[Plan, Ranks, Sequence[Answer]], pd.DataFrame]
    know: Callable[[Plan, Ledger, Ranks, pd.DataFrame], pd.DataFrame]
    known: tuple[str, ...]
    links_to: str = ""


_SHEETS: Mapping[str, _ReasonSheet] = {
    ASKS_SHEET: _ReasonSheet(
        kind="asks",
        note=asks.NOTE,
        fields=columns.ASKS,
        rows=asks.asks_rows,
        know=asks.asks_known,
        known=("From",),
    ),
    WHY_SHORT_SHEET: _ReasonSheet(
        kind="why_short",
        note=why_short.NOTE,
        fields=columns.WHY_SHORT,
        rows=why_short.why_short_rows,
        know=why_short.why_short_known,
        known=("Measure", "Lacks now", "Row"),
        links_to="Requirements",
    ),
    CAP_STEPS_SHEET: _ReasonSheet(
        kind="cap",
        note=cap_steps.NOTE,
        fields=columns.CAP_STEPS,
        rows=cap_steps.cap_step_rows,
        know=cap_steps.cap_steps_known,
        known=("Cap", "Today", "Now"),
        links_to="Drawdown caps",
    ),
    WHY_NOT_SHEET: _ReasonSheet(
        kind="why_not",
        note=why_not.NOTE,
        fields=columns.WHY_NOT,
        rows=why_not.why_not_rows,
        know=why_not.why_not_known,
        known=("Nation", "Heads", "Now", "Row"),
        links_to="Contingents",
    ),
}


def stated_reasons(plan: Plan, ranks: Ranks, answers: Sequence[Answer]) -> Reasons:
    """What the answers state, by the sheet on which it is told; a sheet without any has no rows.

    A column that is told only with another is left out where nothing is told in that.
    """
    found = {}
    for title, sheet in _SHEETS.items():
        of_kind = [answer for answer in answers if answer.question.kind == sheet.kind]
        rows = typed_rows(title, sheet.rows(plan, ranks, of_kind).to_dict("records"))
        found[title] = rows[_names(stated_fields(title), _told(rows))]
    return found


def _told(rows: pd.DataFrame) -> set[str]:
    """The columns in which something is told."""
    return {str(name) for name in rows if (rows[name].notna() & rows[name].ne("")).any()}


def emptied(title: str, rows: pd.DataFrame) -> list[str]:
    """The columns of a sheet as it was read in which nothing is told, though no run writes them so."""
    own = [field.name for field in stated_fields(title) if field.only_with == field.name]
    return [name for name in own if name in rows and name not in _told(rows)]


def _names(fields: Sequence[Field], told: Collection[str]) -> list[str]:
    """The columns that are there where something is told in these."""
    return [field.name for field in fields if not field.only_with or field.only_with in told]


def fixed_names(title: str) -> list[str]:
    """The columns that a sheet always has: those of what is stated, and the last one of all."""
    return [*dict.fromkeys([*_names(stated_fields(title), ()), _SHEETS[title].fields[-1].name])]


def stated_fields(title: str) -> tuple[Field, ...]:
    """The columns of a sheet that only its answers can know."""
    return tuple(field for field in _SHEETS[title].fields if field.name not in _SHEETS[title].known)


def typed_rows(title: str, rows: Sequence[Mapping[Any, object]]) -> pd.DataFrame:
    """Rows of a sheet as a table of what is stated: texts, numbers, and whole numbers for sheet rows.

    What a row does not say is blank.
    """
    frame = {}
    for field in stated_fields(title):
        values = [row.get(field.name) for row in rows]
        frame[field.name] = pd.Series(
            [_typed(field.show, value) for value in values], dtype=_kind(field.show)
        )
    return pd.DataFrame(frame)


TEXTS = (Show.TEXT, Show.LONG, Show.CELLS)
WHOLE = (Show.COUNT, Show.PERIOD, Show.ROW)


def _kind(show: Show) -> type:
    return object if show in TEXTS else int if show in WHOLE else float


def _typed(show: Show, value: object) -> object:
    """A value as its column holds it; what is none of that kind counts as blank."""
    if show in TEXTS:
        return "" if value is None else str(value)
    number = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else np.nan
    return (int(number) if np.isfinite(number) else 0) if show in WHOLE else number


def reason_tables(plan: Plan, ledger: Ledger, ranks: Ranks, stated: Reasons) -> tuple[Table, ...]:
    """The sheets of what is stated, beside it what the plan itself says; none where nobody asked."""
    tables = []
    for title in REASON_SHEETS:
        if title in stated:
            sheet, told = _SHEETS[title], stated[title]
            rows = sheet.know(plan, ledger, ranks, typed_rows(title, told.to_dict("records")))
            names = _names(sheet.fields, told.columns)
            fields = [field for field in sheet.fields if field.name in names]
            note = " ".join(said for name, said in sheet.note.items() if name in ("", *names))
            tables.append(make_table(title, fields, rows, note=note, links_to=sheet.links_to))
    return tuple(tables)


def proved_gaps(stated: Reasons) -> dict[tuple[str, str], str]:
    """Why each site and role lacks, where that is proved: the sentence, and where it stands."""
    return why_short.proved_reasons(stated[WHY_SHORT_SHEET]) if WHY_SHORT_SHEET in stated else {}


def answered_pledges(stated: Reasons) -> dict[str, str]:
    """By contingent, where it is answered why it is not used anywhere."""
    return why_not.where_answered(stated[WHY_NOT_SHEET]) if WHY_NOT_SHEET in stated else {}


def stated_in(title: str, rows: pd.DataFrame) -> int:
    """How many cells of a sheet only repeat what its answers state."""
    cells = (value for row in sealed_rows(title, rows) for value in row)
    return sum(not (value in (None, "") or value != value) for value in cells)  # noqa: PLR0124 - NaN


def sealed_rows(title: str, rows: pd.DataFrame) -> list[list[object]]:
    """The rows of a sheet that its seal is made of: what is stated, blank where no sheet row is known."""
    names = [field.name for field in stated_fields(title)]
    shown = rows.reindex(columns=names).astype(object)
    if "Row" in names:
        shown = shown.assign(Row=shown["Row"].where(rows["Row"] > 0, None))
    return shown.to_numpy(dtype=object).tolist()
