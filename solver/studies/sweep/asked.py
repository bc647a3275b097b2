"""What a sweep is asked for: numbers, and the measures of a frontier, checked against the plan."""

from __future__ import annotations

from collections.abc import Sequence

from solver.errors import Finding, PlanError, told
from solver.plan import Plan
from solver.plan.names import did_you_mean
from solver.schema import OBJECTIVES
from solver.studies.counting import COUNTED, TAKEN_FROM
from solver.studies.sweep.sweep import SweepStudy
from solver.studies.sweep.varied import VariedNumber, varied_number
from solver.tables import fold


def sweep_study(plan: Plan, vary: Sequence[str], measures: str = "", where: str = "--vary") -> SweepStudy:
    """The sweep of these numbers (``Sheet!Row!Column=range``), with the frontier of two measures if any.

    ``where``: of whom an error speaks. Raises PlanError with all that the plan does not have.
    """
    findings: list[Finding] = []
    numbers: list[VariedNumber] = []
    for text in vary:
        try:
            numbers.append(varied_number(plan, text, where))
        except PlanError as error:
            findings += error.findings
    named = None
    try:
        named = measures_named(plan, measures) if measures.strip() else None
    except PlanError as error:
        findings += error.findings
    if not findings and len(numbers) == 2 and fold(numbers[0].cell) == fold(numbers[1].cell):
        findings.append(told(f"{where} names {numbers[0].cell} twice; give its values in one range"))
    if findings:
        raise PlanError(findings)
    return SweepStudy(numbers=tuple(numbers), measures=named)


def measures_named(plan: Plan, text: str) -> tuple[str, str]:
    """The two measures that a text names; PlanError for one that no plan has, or any other number of them."""
    known = [*OBJECTIVES, *COUNTED, *(f"{TAKEN_FROM}{area}" for area in plan.areas["area"])]
    by_fold = {fold(name): name for name in known}
    named = [part.strip() for part in text.split(",") if part.strip()]
    findings = [
        told(f"--frontier {text}: unknown measure '{name}'{did_you_mean(name, known) or _known(known)}")
        for name in named
        if fold(name) not in by_fold
    ]
    found = [by_fold[fold(name)] for name in named if fold(name) in by_fold]
    if not findings and (len(named) != 2 or len(set(found)) != 2):
        findings = [told(f"--frontier {text}: expected two measures, such as target shortfall,cost")]
    if findings:
        raise PlanError(findings)
    return found[0], found[1]


def _known(known: Sequence[str]) -> str:
    return f"; known are {', '.join(known)}"
