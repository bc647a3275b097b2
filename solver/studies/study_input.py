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
from typing import TYPE_CHECKING

from solver.plan.plan import Plan, with_baseline
from solver.plan.scenario import Override, apply_overrides, scenario_overrides
from solver.reasons.questions.session import with_new_rows
from solver.record import versions
from solver.studies.point import PointOutcome, StudyPoint
from solver.tables import digest_of_tables

if TYPE_CHECKING:
    import pandas as pd

    from solver.optimise import Search


WHAT_IFS = ("Scenarios", "Studies")
"""Sheets that ask questions, and change no answer."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StudyInput:
    """The input of a study: the plan that the workbook states, and how each point of it is searched for.

    ``baseline``: the allocation that changes are counted against, None without one. ``options``: of every
    search, with one thread.
    """

    plan: Plan
    baseline: pd.DataFrame | None
    options: Search

    @cached_property
    def key(self) -> str:
        """A hash of all that the result of a point depends on beside its own changes."""
        options = self.options
        search = [options.solver, options.time_limit, options.gap, options.seed, options.unique]
        counted = "" if self.baseline is None else self.baseline.to_csv(index=False)
        tables = {name: table for name, table in self.plan.tables.items() if name not in WHAT_IFS}
        asked = [digest_of_tables(tables), counted, search, list(used_versions())]
        return hashlib.sha256(json.dumps(asked).encode("utf-8", "surrogatepass")).hexdigest()

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
        plan = make_plan(tables, self.plan.tables)
        plan = replace(plan, as_it_stands=self.plan.as_it_stands or self.plan)
        return with_baseline(plan, given=self.baseline is not None)


def used_versions() -> tuple[str, ...]:
    """Versions of what a result depends on: forcegen, Python, PuLP, pandas, HiGHS."""
    known = versions()
    return known.forcegen, known.python, known.pulp, known.pandas, version("highspy")


def unpacked(data: bytes) -> StudyInput:
    """The input that travelled here."""
    found: StudyInput = pickle.loads(zlib.decompress(data))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where the search for a point starts: another point of the same study that is solved.

    ``settled``: whether that is all there is to know: its plan is one here, and no plan is better.
    """

    outcome: PointOutcome
    settled: bool = False


def default_folder(output: Path) -> Path:
    """The folder of a study's points: beside its workbook, ``<output>.study``."""
    return output.with_name(f"{output.name}.study")
