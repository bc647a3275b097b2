"""One plan with all that it means: the planner's tables, and the ledger of its allocation."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from solver.audit import Ledger, keep_ledger, objective_values
from solver.errors import PlanError
from solver.facts import shown_path
from solver.plan import Plan
from solver.recheck import restate
from solver.solution import RankValue


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Answer:
    """A plan and what it means. ``name``: what its reader calls it, such as its path.

    ``objectives``: every objective computed anew, without ``changes`` (that depends on a third plan).
    ``changed``: whether its tables were edited after the plan was made from them.
    """

    name: str
    plan: Plan
    ledger: Ledger
    objectives: Mapping[str, float]
    ranks: tuple[RankValue, ...] = ()
    scenario: str = ""
    changed: bool = False


def answer_of(name: str, plan: Plan, allocation: pd.DataFrame, ranks: tuple[RankValue, ...] = ()) -> Answer:
    """What an allocation (contingent, role, site, period, units) means under a plan's tables."""
    ledger = keep_ledger(plan, allocation)
    return Answer(name=name, plan=plan, ledger=ledger, objectives=objective_values(plan, ledger), ranks=ranks)


def read_answer(path: Path) -> Answer:
    """The plan that a written workbook holds, from its input sheets and its Allocation alone.

    Raises
    ------
    PlanError
        If it cannot be read or holds no plan; every finding names the file, for there are two.
    """
    try:
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""  # a pipe never ends
    except OSError:
        content = ""  # the reader says what is wrong
    return _read_answer(path, content)


@lru_cache(maxsize=1)
def _read_answer(path: Path, content: str) -> Answer:
    """The same, once for one that is asked for twice. ``content``: its hash, so that no other is meant."""
    name = shown_path(path)
    try:
        restated = restate(path)
    except PlanError as error:
        raise PlanError(
            replace(found, message=f"{found.message} (in {name})") if found.place.sheet else found
            for found in error.findings
        ) from error
    answer = answer_of(name, restated.plan, restated.written.allocation, restated.written.ranks)
    return replace(answer, scenario=restated.written.scenario, changed=bool(restated.changed))
