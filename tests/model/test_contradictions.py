"""No plan: what contradicts itself is named, as far as it was shown, the same in every run, and in time."""

from __future__ import annotations

import time
from typing import Any

import instances
import numpy as np
import pytest
from small_answers import options_of
from small_plans import Record, a_plan, need, pledge, row, site
from test_diagnose import CONFLICTS

from solver.errors import SolverError
from solver.optimise import Search, optimise
from solver.optimise.backend import SolveOutcome
from solver.optimise.highs import DirectHighs
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.reasons import Diagnosis, diagnose, elastic_solver
from solver.reasons.cells import Cell, changed
from solver.reasons.diagnosis import Conflict
from solver.reasons.ranking import Ranking
from solver.reasons.sentences import sections
from solver.tables import raw_tables

WAIT = 10.0
"""Seconds beyond its time for which a diagnosis is waited for, as ``diagnose_isolated`` does."""


@pytest.fixture(autouse=True)
def _no_plans_of_repairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What plan each repair leaves is another matter, and takes all the time that there is."""
    monkeypatch.setattr(Ranking, "_solved", lambda self, repair, seconds: repair)


def cells_of(conflict: Conflict) -> set[tuple[str, int, str]]:
    """The cells, whichever way their numbers would give."""
    return {(cell.sheet, cell.sheet_row, cell.column) for cell in conflict.cells}


def said(plan: Plan, diagnosis: Diagnosis) -> list[str]:
    """All that is said, line by line."""
    return [
        text
        for section in sections(plan, diagnosis)
        for text in (section.heading, *(str(line) for line in section.lines))
    ]


@pytest.mark.parametrize("name", CONFLICTS)
def test_every_contradiction_is_named_and_none_of_its_cells_can_be_left_out(name: str):
    """Whatever mends a plan alone changes a cell of the contradiction; with nothing spare none is without."""
    plan = a_plan(**CONFLICTS[name][0])
    found = diagnose(plan, options_of(plan))
    changes = {
        (change.cell.sheet, change.cell.sheet_row, change.cell.column)
        for single in found.singles
        for change in single.relaxations
    }

    assert found.conflict.shown in {"proved", "searched"}
    assert found.conflict.irreducible
    assert changes <= cells_of(found.conflict)


WHOLE = {"only whole units do not fit", "a detachment does not fit"}


def test_what_parts_of_units_could_not_mend_either_is_proved_and_the_rest_only_searched():
    """Between 100 and 130 heads parts of companies of 70 fit: no sum of numbers proves the contradiction."""
    assert {
        name: diagnose(a_plan(**CONFLICTS[name][0])).conflict.shown
        for name in (*WHOLE, "two locks contradict each other", "a lock passes the ceiling")
    } == {
        **dict.fromkeys(WHOLE, "searched"),
        "two locks contradict each other": "proved",
        "a lock passes the ceiling": "proved",
    }


EXPECTED: dict[str, tuple[dict[str, Any], set[tuple[str, int, str]]]] = {
    # The second pair of locks is the one at fault, the first and the ceiling have nothing to do with it.
    "of two pairs of locks the one at fault": (
        {
            "contingents": [pledge(units=3), pledge("FRA-INF", "France", units=3)],
            "locks": [
                row("Locks", contingent="POL-INF", units_at_least=1),
                row("Locks", contingent="FRA-INF", units_at_least=2),
                row("Locks", contingent="FRA-INF", units_at_most=1),
            ],
            "force": [row("Force", ceiling=1000)],
        },
        {("Locks", 3, "Units at least"), ("Locks", 4, "Units at most")},
    ),
    # 100 + 100 heads of two nations at a site for 150.
    "two duties and the capacity between them": (
        {
            "nations": [
                row("Nations", nation="Poland", least_heads=100),
                row("Nations", nation="France", least_heads=100),
            ],
            "contingents": [pledge(units=3), pledge("FRA-INF", "France", units=3)],
            "sites": [site(capacity=150)],
        },
        {("Nations", 2, "Least heads"), ("Nations", 3, "Least heads"), ("Sites", 2, "Capacity")},
    ),
    # 300 for running the site that must be open, 200 for the company that must go.
    "a budget": (
        {
            "contingents": [pledge(must_deploy="yes", cost_per_head=2)],
            "sites": [site(open="yes", running_cost=300)],
            "settings": {"Budget per period": 450},
        },
        {
            ("Settings", 3, "Budget per period"),
            ("Contingents", 2, "Must deploy"),
            ("Contingents", 2, "Units"),
            ("Sites", 2, "Open"),
        },
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_rows_that_contradict_one_another_are_these_and_no_others(name: str):
    sheets, wanted = EXPECTED[name]
    plan = a_plan(**sheets)
    found = diagnose(plan, options_of(plan))

    assert (cells_of(found.conflict), found.conflict.shown) == (wanted, "proved")


def test_a_lead_is_one_of_two_changes_where_a_capacity_lacks_too():
    """Neither the lead nor the room alone is enough; together they are, and the switch is one of both."""
    plan = a_plan(
        contingents=[pledge(units=2, must_deploy="yes")],
        nations=[row("Nations", nation="Poland")],
        sites=[site(needs_lead="yes", capacity=150)],
        locks=[row("Locks", contingent="POL-INF", units_at_least=2)],
        requirements=[need(200)],
    )
    found = diagnose(plan, options_of(plan))
    assert found.singles == ()
    assert found.together is not None
    for change in found.together.relaxations:
        plan = changed(plan, change.cell, change.new)

    assert len(found.together.relaxations) == 2
    assert {change.cell.column for change in found.together.relaxations} & {"Needs lead", "Can lead"}
    assert optimise(plan, options_of(plan)).status == "optimal"


def many(kind: str, count: int) -> Plan:
    """So many French companies, each of which must go, for a site that takes one (or a lock against each)."""
    contingents = [pledge(f"FRA-{at:02}", "France", must_deploy="yes") for at in range(count)]
    locks = [row("Locks", contingent=f"FRA-{at:02}", units_at_most=0) for at in range(count)]
    if kind == "one cause":
        return a_plan(contingents=contingents, sites=[site(capacity=100 * (count - 1))])
    return a_plan(contingents=contingents, locks=locks, sites=[site()])


def test_similar_rows_are_told_as_one():
    """38 companies of 100 for 3,700 places: each could stay at home, or the site take one more."""
    plan = many("one cause", 38)
    told = said(plan, diagnose(plan, options_of(plan)))

    assert told == [
        "No plan keeps every hard rule. The least to give, any one of these:",
        "Contingents row 2, Units: lower Units of any one of 38 contingents of France: "
        "FRA-00 from 1 to 0 units, FRA-01 from 1 to 0 units and 36 more",
        "Contingents row 2, Must deploy: release any one of 38 contingents of France: "
        "Must deploy from yes to no (FRA-00, FRA-01 and 36 more)",
        "Sites row 2, Capacity: raise Capacity of Lviv from 3,700 to 3,800 heads",
    ]


def test_many_contradictions_apart_from_each_other_are_all_mended_together():
    """Ten locks forbid ten companies that must go: no single number does, ten do."""
    plan = many("ten causes", 10)
    found = diagnose(plan, options_of(plan))
    assert found.together is not None
    told = said(plan, found)

    assert len(found.together.relaxations) == 10
    assert told[0] == "No plan keeps every hard rule. These cannot all hold together:"
    assert "No single number mends it. All of these do:" in told


def test_without_any_time_what_must_be_is_named_and_no_more_is_claimed():
    plan = many("one cause", 38)
    found = diagnose(plan, options_of(plan), seconds=0.0)

    assert (found.singles, found.together, found.finished, found.conflict.shown) == ((), None, False, "among")
    assert said(plan, found) == [
        "No plan keeps every hard rule. The contradiction lies among what must be, below, "
        "and what limits it on the sheets Contingents, Sites, Requirements:",
        "Contingents row 2, Must deploy: "
        "Must deploy of 38 contingents of France (FRA-00, FRA-01 and 36 more)",
        "The search for what to give ended with its time or steps before anything was found; "
        "more --time-limit may find it.",
    ]


def test_a_plan_not_found_in_time_is_told_with_the_limit_that_is_full_and_what_to_try():
    """The company that must go fills the site: with parts of units there is a plan, at 100 %."""
    plan = a_plan(contingents=[pledge(must_deploy="yes")], sites=[site(capacity=100)])
    found = diagnose(plan, options_of(plan), impossible=False)

    assert (found.impossible, found.relaxation) == (False, True)
    assert [cell.column for cell in found.tight] == ["Capacity"]
    assert said(plan, found)[1].endswith("It uses one of these limits to 100 % or more:")
    assert said(plan, found)[2] == "Sites row 2, Capacity: Capacity of Lviv: 100 heads"


def test_what_sums_alone_exclude_is_proved_although_the_search_had_no_time_for_it():
    plan = many("one cause", 5)
    found = diagnose(plan, options_of(plan), impossible=False)

    assert found.impossible
    assert found.conflict.shown == "proved"


# ── Large plans ──────────────────────────────────────────────────────────────────────────────────────────


def large(shape: str = "60x12x2") -> Plan:
    """A generated plan in which two nations must send far more than their pools."""
    sheets = instances.sheets(instances.shape_of(shape))
    for record in sheets["Contingents"]:
        if record["Basis"] == "sustained" and record["Nation"] in {"N05", "N06", "N07"}:
            record["Must deploy"] = "yes"
    pools: list[Record] = [
        {**nation, "Deployable pool": 300} if nation["Nation"] in {"N05", "N06", "N07"} else nation
        for nation in sheets["Nations"]
    ]
    return make_plan(raw_tables({**sheets, "Nations": pools}))


def test_a_large_plan_gives_the_same_proposals_whatever_seed_threads_and_time():
    plan = large()
    searches = (
        Search(seed=1, threads=1, time_limit=60),
        Search(seed=7, threads=2, time_limit=60),
        Search(seed=3, threads=1, time_limit=90, gap=0.1),
    )
    found = [diagnose(plan, search) for search in searches]
    first = said(plan, found[0])

    assert all(each.finished for each in found)
    assert first[0] == "No plan keeps every hard rule. These cannot all hold together:"
    assert [said(plan, each) for each in found[1:]] == [first, first]


def test_a_diagnosis_keeps_to_the_time_of_the_search():
    """35 nations of 130 heads at 25 sites for one nation and 125 heads each: far more than 2 s allow."""
    sheets = instances.sheets(instances.shape_of("120x25x1"))
    for nation in sheets["Nations"]:
        nation["Least heads"] = 130
    for place in sheets["Sites"]:
        place |= {"Capacity": 125, "Nations at most": 1}
    plan = make_plan(raw_tables(sheets))
    began = time.monotonic()
    found = diagnose(plan, Search(threads=1, time_limit=2.0))

    assert time.monotonic() - began < 2.0 + WAIT
    assert not found.finished
    assert found.conflict.cells


# ── Solvers that lie ─────────────────────────────────────────────────────────────────────────────────────


class AlwaysImpossible(DirectHighs):
    """HiGHS, which calls everything impossible."""

    def run(self, seconds: float) -> SolveOutcome:
        return SolveOutcome(ending="infeasible", values=None, bound=-np.inf)


class FalseProofs(DirectHighs):
    """HiGHS, with dual values of its own making, and whole programs that are always impossible."""

    def run(self, seconds: float) -> SolveOutcome:
        if self.program.whole.any():
            return SolveOutcome(ending="infeasible", values=None, bound=-np.inf)
        values = np.full(self.program.count, 1.0)
        duals = np.where(np.isfinite(self.program.matrix.lower), 1.0, -1.0)
        return SolveOutcome(ending="proved", values=values, bound=1.0, claimed=1.0, duals=duals)


@pytest.mark.parametrize("liar", [AlwaysImpossible, FalseProofs])
def test_a_solver_that_lies_proves_no_contradiction_where_there_is_a_plan(
    liar: type[DirectHighs], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(elastic_solver, "DirectHighs", liar)
    plan = a_plan(contingents=[pledge(must_deploy="yes")], sites=[site(capacity=100)])
    found = diagnose(plan, options_of(plan))

    assert found.conflict.shown == "among"
    assert found.conflict.cells == (
        Cell(sheet="Contingents", sheet_row=2, column="Must deploy", upward=False),
    )
    assert not any("cannot all hold" in text for text in said(plan, found))


def test_a_plan_that_is_found_after_all_ends_the_diagnosis_with_the_solver_s_fault():
    plan = a_plan(contingents=[pledge(must_deploy="yes")], sites=[site(capacity=100)])
    with pytest.raises(SolverError, match="called the plan impossible, and found one"):
        diagnose(plan, options_of(plan))
