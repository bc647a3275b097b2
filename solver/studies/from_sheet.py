"""The studies that sheet Studies states, each as the question that its command would ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from solver.errors import Finding, PlanError, told
from solver.plan import Plan
from solver.plan.draft import at
from solver.plan.mistaken_studies import not_asked
from solver.plan.names import did_you_mean
from solver.plan.plan import Calendar
from solver.plan.typed import read_table
from solver.schema import sheet
from solver.studies.point import number_typed
from solver.studies.run import MOST_POINTS
from solver.studies.study import Study, StudyAnswer
from solver.tables import RawTables, each_row, fold
from solver.text.numbers import counted

SHEET = "Studies"

Ask = Callable[[Plan], Study[StudyAnswer]]
"""Makes the study of a plan; PlanError for what the plan does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedStudy:
    """A study of the sheet: its name, its kind, whether nights ask it, and how.

    ``ask``: raises PlanError, at its row, for what a plan does not have. ``row``: its first row of the sheet.
    """

    name: str
    kind: str
    nightly: bool
    ask: Ask
    row: int


def _sweep(rows: pd.DataFrame) -> Ask:
    """A sweep of the cell of each row, as ``--vary`` states it."""
    varied = [_varied(row.row, row.from_, row.to, row.step) for row in each_row(rows)]
    stated = dict(zip(varied, each_row(rows), strict=True))

    def ask(plan: Plan) -> Study[StudyAnswer]:
        from solver.studies.sweep.asked import sweep_study

        return sweep_study(plan, varied, refuse=refuse)

    def refuse(text: str, why: str) -> Finding:
        """An error at the cell Row; the range stands beside it, in From and To."""
        row = stated[text]
        return at(SHEET, row.sheet_row, "Row", f"{row.row}: {why}")

    return ask


def _varied(cell: str, low: float, high: float, step: float) -> str:
    """A row as ``--vary`` states it: ``Drawdown caps!Baltics!Cap heads=0..3000:250``."""
    by = "" if pd.isna(step) else f":{_typed(step)}"
    return f"{cell}={_typed(low)}..{_typed(high)}{by}"


def _typed(number: float) -> str:
    return number_typed(Decimal(repr(float(number))))


def _withdraw(rows: pd.DataFrame) -> Ask:
    """Withdrawals by what By names, as ``--by`` states it; where it is blank, by nation."""
    by, pairs = ",".join(rows["by"].iloc[0]) or "nation", bool(rows["pairs"].iloc[0])

    def ask(plan: Plan) -> Study[StudyAnswer]:
        from solver.studies.withdraw.withdraw import withdraw_study

        return withdraw_study(plan, by, pairs=pairs)

    return ask


def _confidence(rows: pd.DataFrame) -> Ask:
    """How likely the plan does what is asked; where By is blank, pledge by pledge and nation by nation."""
    by = ",".join(rows["by"].iloc[0])
    samples, replans = int(rows["samples"].iloc[0]), int(rows["replans"].iloc[0])

    def ask(_: Plan) -> Study[StudyAnswer]:
        from solver.studies.confidence.confidence import DRAWN_BY, ConfidenceStudy, drawn_by_named

        ways = drawn_by_named(by) if by else DRAWN_BY
        return ConfidenceStudy(by=ways, samples=samples, replans=replans)

    return ask


def _alternatives(rows: pd.DataFrame) -> Ask:
    """What else would be as good, within a share, as many plans, and what first steps cost."""
    share, count = float(rows["within"].iloc[0]), int(rows["count"].iloc[0])
    regret = bool(rows["regret"].iloc[0])

    def ask(plan: Plan) -> Study[StudyAnswer]:
        from solver.studies.alternatives.alternatives_study import alternatives_within
        from solver.studies.alternatives.limits import Within

        return alternatives_within(plan, Within(share=share), count, regret=regret, where="Regret")

    return ask


ASKS: dict[str, Callable[[pd.DataFrame], Ask]] = {
    "sweep": _sweep,
    "withdraw": _withdraw,
    "confidence": _confidence,
    "alternatives": _alternatives,
}
"""How the rows of each kind are asked: from its rows of ``plan.studies``."""


def studies_of(plan: Plan) -> tuple[NamedStudy, ...]:
    """The studies that the sheet states, in its order."""
    return tuple(_named(rows) for kind, rows in _by_name(plan.studies) if kind in ASKS)


def _by_name(studies: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The kind and the rows of each study, in the order of the sheet."""
    ordered = studies.sort_values("sheet_row")
    for _, rows in ordered.groupby(ordered["study"].map(fold), sort=False):
        yield str(rows["kind"].iloc[0]), rows


def _named(rows: pd.DataFrame) -> NamedStudy:
    name, kind, row = str(rows["study"].iloc[0]), str(rows["kind"].iloc[0]), int(rows["sheet_row"].iloc[0])
    asked = ASKS[kind](rows)

    def ask(plan: Plan) -> Study[StudyAnswer]:
        try:
            return asked(plan)
        except PlanError as error:
            found = [
                each if each.place.sheet else at(SHEET, row, "Study", each.message) for each in error.findings
            ]
            raise PlanError(found) from error

    return NamedStudy(name=name, kind=kind, nightly=bool(rows["nightly"].any()), ask=ask, row=row)


def named_study(plan: Plan, name: str, kind: str = "") -> NamedStudy:
    """The study of that name; ``kind``: the one that its command asks, "" for any.

    Raises PlanError where the sheet has none of that name, it is of another kind, or has mistakes.
    """
    mistaken = {fold(each): mistakes for each, mistakes in plan.mistaken_studies.items()}
    if fold(name) in mistaken:
        raise PlanError(mistaken[fold(name)])
    known = {fold(each.name): each for each in studies_of(plan)}
    found = known.get(fold(name))
    if found is not None and kind in ("", found.kind):
        return found
    kinds = {fold(rows["study"].iloc[0]): of for of, rows in _by_name(plan.studies)}
    if fold(name) in kinds:
        other = kinds[fold(name)]
        why = f'it is of kind {other}; ask it with: forcegen {other} BOOK --study "{name}"'
    else:
        asked = plan.studies.sort_values("sheet_row")["study"].drop_duplicates()
        names = (*asked, *plan.mistaken_studies)
        why = f"sheet {SHEET} has no study of that name{did_you_mean(name, names) or _there(names)}"
    raise PlanError([told(f"--study {name}: {why}")])


def _there(names: Sequence[str]) -> str:
    return f"; there are {', '.join(names)}" if names else "; it states none"


def nightly_studies(tables: RawTables) -> tuple[str, ...]:
    """The names of the studies that nights ask, in the order of the sheet, of a workbook as it was read.

    One with mistakes is among them, if its name and Nightly can be read: who asks it is told them.
    """
    table, _ = read_table(tables.get(SHEET), sheet(SHEET), Calendar())
    if table.empty:
        return ()
    rows = table.frame[~table.faulty[["study", "nightly"]].any(axis=1)]
    rows = rows[rows["nightly"].eq(True)].sort_values("sheet_row")
    names = {fold(name): str(name) for name in reversed(rows["study"].tolist())}
    return tuple(reversed(names.values()))


def study_warnings(plan: Plan) -> tuple[Finding, ...]:
    """Warnings of studies that would not be asked for what the plan does not have, or are too large.

    Those of studies with mistakes are the plan's own.
    """
    found: list[Finding] = []
    for each in studies_of(plan):
        try:
            points = each.ask(plan).points
        except PlanError as error:
            found += [not_asked(finding, each.name) for finding in error.findings]
            continue
        if points > MOST_POINTS:
            found.append(at(SHEET, each.row, "Study", _too_many(each, points), "warning"))
    return tuple(found)


def _too_many(study: NamedStudy, points: int) -> str:
    wanted = counted(points, "point", "points")
    return (
        f"study '{study.name}' asks for {wanted}, and more than {MOST_POINTS:,} are not solved unless "
        f"somebody allows it; ask for fewer (a larger step, a smaller range), or run it with: forcegen "
        f'{study.kind} BOOK --study "{study.name}" --points {points}'
    )
