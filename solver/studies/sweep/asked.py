"""What a sweep is asked for: numbers, and the measures of a frontier, checked against the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from solver.errors import Finding, PlanError, told
from solver.plan import Plan
from solver.plan.names import did_you_mean
from solver.schema import OBJECTIVES
from solver.studies.counting import COUNTED, TAKEN_FROM
from solver.studies.sweep.sweep import SweepStudy
from solver.studies.sweep.varied import Refuse, VariedNumber, same_cells, typed_wrongly, varied_number
from solver.tables import fold


def sweep_study(
    plan: Plan, vary: Sequence[str], measures: str = "", refuse: Refuse = typed_wrongly
) -> SweepStudy:
    """The sweep of these numbers (``Sheet!Row!Column=range``), with the frontier of two measures if any.

    ``refuse``: makes the errors of numbers. Raises PlanError with all that the plan does not have.
    """
    findings: list[Finding] = []
    numbers: list[VariedNumber] = []
    for text in vary:
        try:
            numbers.append(varied_number(plan, text, refuse))
        except PlanError as error:
            findings += error.findings
    named = None
    try:
        named = measures_named(plan, measures) if measures.strip() else None
    except PlanError as error:
        findings += error.findings
    if not findings and len(numbers) == 2 and same_cells(plan, *numbers):
        findings.append(refuse(vary[1], "its cell is named twice; give its values in one range"))
    if findings:
        raise PlanError(findings)
    return SweepStudy(numbers=tuple(numbers), measures=named)


def measures_named(plan: Plan, text: str) -> tuple[str, str]:
    """The two measures that a text names; PlanError for one that no plan has, or any other number of them."""
    known = [*OBJECTIVES, *COUNTED, *(f"{TAKEN_FROM}{area}" for area in plan.areas["area"])]
    by_fold = {fold(name): name for name in known}
    for sign in (";", ","):
        pairs = _two_of(by_fold, text, sign)
        if len(pairs) == 1:
            return pairs[0]
    named = [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    findings = [
        told(f"--frontier {text}: unknown measure '{name}'{did_you_mean(name, known) or _known(known)}")
        for name in named
        if fold(name) not in by_fold
    ]
    if not findings or pairs:
        findings = [
            told(
                f"--frontier {text}: expected two measures with a comma between them, or a semicolon where a "
                "name has commas, such as target shortfall,cost"
            )
        ]
    raise PlanError(findings)


def _two_of(by_fold: Mapping[str, str], text: str, sign: str) -> list[tuple[str, str]]:
    """The ways to read a text as two measures with this sign between them: names may have it, too."""
    parts = text.split(sign)
    halves = [(fold(sign.join(parts[:at])), fold(sign.join(parts[at:]))) for at in range(1, len(parts))]
    return [
        (by_fold[one], by_fold[other])
        for one, other in halves
        if one in by_fold and other in by_fold and one != other
    ]


def _known(known: Sequence[str]) -> str:
    return f"; known are {', '.join(known)}"
