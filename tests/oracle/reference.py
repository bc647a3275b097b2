"""A second implementation of the model, written row by row from the text of docs/model.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from oracle.facts import Sheets
from oracle.judge import Allocation, Key, breaches, folded
from oracle.model import Model
from oracle.program import Program, Terms
from oracle.reading import read_facts
from oracle.values import rank_values


@dataclass(frozen=True)
class ReferenceResult:
    """``status`` (optimal or infeasible), the value of each rank in order, and units by arc."""

    status: str
    rank_values: list[float]
    allocation: dict[Key, float]


def nothing(_: Model) -> None:
    """Nothing is asked beside the rules."""


def solve_reference(
    sheets: Sheets,
    *,
    gap: float = 0.0,
    baseline: Allocation | None = None,
    asked: Callable[[Model], None] = nothing,
) -> ReferenceResult:
    """The best plan for the sheets, rank by rank; ``asked`` adds rows that every plan is to keep as well."""
    facts = read_facts(sheets)
    baseline = None if baseline is None else folded(baseline)
    model = Model(facts, Program(gap), baseline or {})
    asked(model)
    allocation: dict[Key, float] = {}
    values: list[float] = []
    for position, priority in enumerate(facts.priorities):
        terms: Terms = []
        constant = 0.0
        for name, weight in priority.weights.items():
            part, part_constant = model.objective(name)
            terms += [(weight * coefficient, variable) for coefficient, variable in part]
            constant += weight * part_constant
        found = model.program.minimise(terms)
        if found is None:
            assert position == 0, f"rank {priority.rank} lost the plan of the rank before"
            return ReferenceResult("infeasible", [], {})
        allocation = model.allocation(found)
        broken = breaches(facts, allocation)
        assert not broken, f"the reference breaks {broken}"
        values.append(rank_values(facts, allocation, baseline)[position])
        kept = values[-1] * (1 + priority.tolerance) + 1e-6
        model.program.row(terms, at_most=kept - constant)
    return ReferenceResult("optimal", values, allocation)
