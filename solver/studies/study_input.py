"""The input of a study: the plan that its points change, and how to search; a hash of both."""

from __future__ import annotations

import hashlib
import json
import pickle
import zlib
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from solver.errors import PlanError, told
from solver.plan.plan import Plan, with_baseline
from solver.plan.scenario import Override, apply_overrides, scenario_overrides
from solver.reasons.questions.session import with_new_rows
from solver.record import versions
from solver.studies.point import PointOutcome, StudyPoint, point_key
from solver.tables import RawTables, digest_of_tables

if TYPE_CHECKING:
    import pandas as pd

    from solver.optimise import Search


WHAT_IFS = ("Scenarios", "Studies")
"""Sheets that ask questions, and change no answer."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StudyInput:
    """The input of a study: the plan that the workbook states, and how each point of it is searched for.

    ``baseline``: the allocation that changes are counted against, None without one. ``options``: of every
    search, with one thread. ``own``: the workbook's tables before a scenario or overrides changed them; None
    where none did.
    """

    plan: Plan
    baseline: pd.DataFrame | None
    options: Search
    own: RawTables | None = None

    @cached_property
    def key(self) -> str:
        """A hash of all that the result of a point depends on beside its own changes."""
        options = self.options
        search = [options.solver, options.time_limit, options.gap, options.seed, options.unique]
        counted = "" if self.baseline is None else self.baseline.to_csv(index=False)
        tables = {name: table for name, table in self.plan.tables.items() if name not in WHAT_IFS}
        asked = [digest_of_tables(tables), counted, search, list(used_versions(options.solver))]
        return hashlib.sha256(json.dumps(asked).encode("utf-8", "surrogatepass")).hexdigest()

    def point_key(self, point: StudyPoint, base_key: str) -> str:
        """The name of a point of it; ``base_key``: of the plan that nobody changes."""
        named = scenario_overrides(self.plan.tables, point.scenario) if point.scenario else ()
        made = [repr((each.sheet, each.row, each.column, each.value)) for each in named]
        return point_key(self.key, point, base_key, made)

    @cached_property
    def packed(self) -> bytes:
        """The input as it travels to a worker."""
        return zlib.compress(pickle.dumps(self))

    def changed(self, point: StudyPoint) -> Plan:
        """The plan of a point: its scenario, cells and rows; PlanError where that is none.

        Two points that change the same give the same plan, whatever else they ask.
        """
        from solver.plan.make import make_plan

        if not (point.overrides or point.scenario or point.rows):
            return self.plan
        tables = self.plan.tables
        named = scenario_overrides(tables, point.scenario) if point.scenario else ()
        tables = apply_overrides(tables, [*named, *map(Override.parse, point.overrides)])
        tables = with_new_rows(tables, point.rows)
        plan = make_plan(tables, self.own or self.plan.tables)
        self._refuse_other_baseline(plan, tables)
        plan = replace(plan, as_it_stands=self.plan.as_it_stands or self.plan)
        return with_baseline(plan, given=self.baseline is not None)

    def _refuse_other_baseline(self, plan: Plan, tables: RawTables) -> None:
        """Raise PlanError where changes would be counted against something else than in the workbook."""
        if self.baseline is None:
            return
        mine, others = self.plan.settings, plan.settings
        present, before = (given.get("Present") for given in (tables, self.plan.tables))
        alike = present is before or (
            present is not None and before is not None and present.cells.equals(before.cells)
        )
        if not alike or mine.calendar != others.calendar or mine.periods != others.periods:
            raise PlanError([told(OTHER_BASELINE)])


OTHER_BASELINE = (
    "changes are counted against the present, or another plan, and this changes what that is: sheet Present, "
    "or when periods begin; solve it alone with --set"
)


class UsedVersions(NamedTuple):
    """Versions of what a result depends on; HiGHS also has its part where another solver answers.

    ``solver``: the name of the one that answers.
    """

    forcegen: str
    python: str
    pulp: str
    pandas: str
    highs: str
    solver: str
    solver_version: str


def used_versions(solver: str = "highs") -> UsedVersions:
    """What is here, and what answers by this solver's name; SolverError where nothing does."""
    from solver.optimise.solver_here import solver_here

    known = versions()
    packages = known.forcegen, known.python, known.pulp, known.pandas, version("highspy")
    return UsedVersions(*packages, *solver_here(solver))


def unpacked(data: bytes) -> StudyInput:
    """The input that travelled here."""
    found: StudyInput = pickle.loads(zlib.decompress(data))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where the search for a point starts: another point of the same study that is solved.

    ``settled``: whether that is all there is to know: its plan is one here, and no plan is better. ``plan``:
    a third point that comes to the same as that one; its plan is begun with where it is one there, too.
    """

    outcome: PointOutcome
    settled: bool = False
    plan: PointOutcome | None = None


def default_folder(output: Path) -> Path:
    """The folder of a study's points: beside its workbook, ``<output>.study``."""
    return output.with_name(f"{output.name}.study")
