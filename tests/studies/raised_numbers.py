"""Random plans in which one number was raised, and programs of which one allows no less than the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from random import Random

import numpy as np
import pandas as pd
from oracle.facts import Facts
from oracle.judge import Key
from oracle.random_plans import enabled, random_baseline, random_sheets
from oracle.reading import read_facts
from oracle.test_against_reference import as_frame
from small_plans import Workbook

from solver import schema
from solver.errors import PlanError
from solver.model.build import build_program
from solver.model.linexpr import Floats
from solver.model.program import Program
from solver.plan import Plan
from solver.plan.addresses import CHANGEABLE
from solver.plan.make import make_plan
from solver.schema.columns import Kind
from solver.studies.sweep.direction import Direction, direction_of
from solver.tables import raw_tables

QUANTITIES = (Kind.WHOLE, Kind.NUMBER, Kind.SHARE, Kind.MONEY)
Number = tuple[str, str]
"""Sheet and column, of Settings the setting's name."""


@cache
def numbers() -> dict[Number, Kind]:
    """Every number of a workbook that can be changed."""
    declared = [("Settings", setting) for setting in schema.SETTINGS]
    declared += [(of.name, column) for of in CHANGEABLE for column in of.columns if of.name != "Settings"]
    return {(of, column.name): column.kind for of, column in declared if column.kind in QUANTITIES}


@dataclass(frozen=True, kw_only=True, eq=False)
class Raised:
    """A random plan before and after one of its numbers rose."""

    seed: int
    number: Number
    after: Workbook
    low: Plan
    high: Plan

    def ordered(self, direction: Direction) -> tuple[str, str]:
        """The names of the plan that should be tighter, and of the one that should be looser."""
        return ("low", "high") if direction == "looser" else ("high", "low")

    def program(self, which: str) -> Program:
        """The program of the plan before (``low``) or after (``high``)."""
        if which == "low":
            return program_of(self.seed)
        return build_program(self.high, baseline=baseline_of(self.seed))

    def facts(self, which: str) -> Facts:
        """What the workbook before (``low``) or after (``high``) says, read a second time."""
        return facts_of(self.seed) if which == "low" else read_facts(self.after)


def cases(number: Number, *, most: int) -> Iterator[Raised]:
    """Up to so many random plans, in each of which a number that has a direction rose."""
    found = (raised for seed in range(400) if (raised := raised_in(seed, number)) is not None)
    return islice(found, most)


@lru_cache(maxsize=16)
def raised_in(seed: int, number: Number) -> Raised | None:
    """A random plan with one of its numbers raised; None where it holds none that may rise."""
    sheet, column = number
    before = drawn(seed)
    header = "Value" if sheet == "Settings" else column
    random = Random(f"raised {seed} {number}")
    for at in random.sample(range(len(before.get(sheet, []))), len(before.get(sheet, []))):
        row = before[sheet][at]
        of_other_setting = sheet == "Settings" and row["Name"] != column
        if of_other_setting or type(row.get(header)) not in (int, float):
            continue
        if direction_of(plan_of(seed), sheet, at + 2, column)[0] is None:
            continue
        for value in higher(random, row[header], numbers()[number]):
            after = {**before, sheet: [*before[sheet]]}
            after[sheet][at] = {**row, header: value}
            try:
                high = make_plan(raw_tables(after))
            except PlanError:
                continue
            return Raised(seed=seed, number=number, after=after, low=plan_of(seed), high=high)
    return None


@cache
def drawn(seed: int) -> Workbook:
    """A random workbook without tolerances, under which no number has a direction.

    Every other one has a cap by share on each area, tight enough to bind; few have as they are drawn.
    """
    sheets = {name: [*rows] for name, rows in random_sheets(seed, "tiny").items() if name != "Scenarios"}
    if "Priorities" in sheets:
        sheets["Priorities"] = [{**row, "Tolerance": None} for row in sheets["Priorities"]]
    if seed % 2 and "Areas" in sheets:
        caps = [{"Applies to": row["Area"], "Cap share": 0.02} for row in enabled(sheets["Areas"])]
        sheets["Drawdown caps"] = [*sheets.get("Drawdown caps", []), *caps]
    return sheets


@cache
def plan_of(seed: int) -> Plan:
    """The plan of the random workbook."""
    return make_plan(raw_tables(drawn(seed)))


@cache
def baseline_of(seed: int) -> pd.DataFrame:
    """What changes are counted against, before and after a number rose."""
    return as_frame(plan_of(seed), random_baseline(seed, drawn(seed)))


@cache
def program_of(seed: int) -> Program:
    """The program of the random workbook."""
    return build_program(plan_of(seed), baseline=baseline_of(seed))


@cache
def facts_of(seed: int) -> Facts:
    """What the random workbook says, read a second time."""
    return read_facts(drawn(seed))


def higher(random: Random, value: object, kind: Kind) -> list[float]:
    """Values above this one, in any order; those that the workbook may not hold, too."""
    old = float(str(value))
    if kind is Kind.SHARE:
        found = [min(1.0, old + step) for step in (0.02, 0.3, 1.0)]
    elif kind is Kind.WHOLE:
        found = [old + step for step in (1, 1, 2, 5)]
    else:
        found = [old + step for step in (0.5, 1.0, 60.0, 400.0)] + [old * 1.4]
    above = [new for new in found if new > old]
    return random.sample(above, len(above))


def same_order(raised: Raised) -> bool:
    """Whether all rows of the plan stand in the same places, so that its keys mean the same."""
    names = [declared.field for declared in schema.SHEETS if declared.name not in ("Settings", "Scenarios")]
    return all(
        getattr(raised.low, name)["sheet_row"].equals(getattr(raised.high, name)["sheet_row"])
        for name in names
    )


def not_allowed(tight: Program, loose: Program) -> list[str]:
    """Where the loose program may forbid, or weigh heavier, what the tight one allows.

    Every decision is at least 0. A row of the loose program follows from one of the same rule where no
    decision within its bounds can make up more than the difference of their limits.
    """
    column = _matched(tight, loose)
    if (column < 0).any():
        return [f"new decisions: {[group.name for group in loose.groups]}"]
    found = []
    if (loose.upper < tight.upper[column]).any() or (loose.lower > tight.lower[column]).any():
        found.append("a bound")
    if (loose.whole & ~tight.whole[column]).any():
        found.append("a whole number")
    old, new = _rows(tight, np.arange(tight.count)), _rows(loose, column, tight.count)
    for name, terms, limit in new:
        same = [(row, most) for rule, row, most in old if rule == name]
        candidates = np.array([row for row, _ in same] + [np.zeros(tight.count)])
        limits = np.array([most for _, most in same] + [0.0])
        gains = np.maximum(terms - candidates, 0.0)
        with np.errstate(invalid="ignore"):
            most_gained = np.where(gains > 1e-12, gains * tight.upper, 0.0).sum(axis=1)
        if not (most_gained <= limit - limits + 1e-7 * (1 + abs(limit))).any():
            found.append(f"a row of {name}")
    for before, after in zip(tight.ranks, loose.ranks, strict=True):
        costs = np.zeros(tight.count)
        costs[column] = after.cost.dense(loose.count)
        dearer = costs > before.cost.dense(tight.count) + 1e-9
        if dearer.any() or after.cost.constant > before.cost.constant + 1e-9:
            found.append(f"rank {after.rank}")
    return found


def _matched(tight: Program, loose: Program) -> np.ndarray:
    """The tight program's column of each of the loose one's, -1 for none."""
    known = {key: at for at, key in enumerate(_keys(tight))}
    return np.array([known.get(key, -1) for key in _keys(loose)], dtype=np.int64)


def _keys(program: Program) -> list[tuple[object, ...]]:
    return [
        (group.name, *key)
        for group in program.groups
        for key in (
            group.table[list(group.by)].itertuples(index=False) if group.by else [()] * len(group.table)
        )
    ]


def _rows(program: Program, column: np.ndarray, count: int | None = None) -> list[tuple[str, Floats, float]]:
    """Each row as a sum that is at most a limit, by its rule, over the columns of the tight program."""
    matrix = program.matrix
    dense = np.zeros((matrix.count, count or program.count))
    np.add.at(dense, (matrix.row, column[matrix.column]), matrix.coefficient)
    names = [rule.name for rule in program.rules for _ in range(len(rule.rows.limit))]
    found = []
    for name, terms, lower, upper in zip(names, dense, matrix.lower, matrix.upper, strict=True):
        found += [(name, terms, float(upper))] if np.isfinite(upper) else []
        found += [(name, -terms, -float(lower))] if np.isfinite(lower) else []
    return found


def some_allocations(raised: Raised, which: str, most: int) -> Iterator[Mapping[Key, float]]:
    """Allocations drawn at random from that plan's arcs, whether they keep its rules or not."""
    random = Random(f"allocations {raised.seed} {raised.number}")
    arcs = sorted(raised.facts(which).arcs, key=lambda arc: arc.key)
    yield {}
    for _ in range(most):
        share = random.choice((0.15, 0.4, 1.0))
        chosen = [arc for arc in arcs if random.random() < share]
        yield {arc.key: float(random.randint(1, max(1, arc.contingent.units))) for arc in chosen}
