"""No plan: repairs that are smallest sets of changes, ranked by the plan that they leave."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from small_answers import best, options_of
from small_plans import Record, a_plan, need, pledge, ranked, row, site
from test_contradictions import many, said
from test_diagnose import CONFLICTS, diagnosed

from solver.optimise import optimise
from solver.optimise.backend import Search, SolveOutcome
from solver.optimise.highs import DirectHighs
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.reasons import Proposal, diagnose, elastic_solver, repair_search
from solver.reasons.cells import Cell, Relaxation
from solver.reasons.hitting_set import hitting_set
from solver.reasons.ranking import MOST_REPAIRS, Ranking, best_first
from solver.reasons.sentences import NO_PLANS_LEFT, diagnosis_record
from solver.solution import Part, RankValue


def replayed(plan: Plan, settings: tuple[str, ...]) -> Plan:
    """The plan of the workbook with these ``--set`` made."""
    return make_plan(apply_overrides(plan.tables, [Override.parse(each) for each in settings]), plan.tables)


def values(repair: Proposal) -> tuple[float, ...]:
    """What the ranks come to in the plan that the repair leaves."""
    return tuple(rank.value for rank in repair.ranks)


def two_companies(**site_fields: object) -> Plan:
    """Two companies must be at Lviv, where 300 are asked for and 150 fit."""
    return a_plan(
        contingents=[pledge(units=3)],
        requirements=[need(300)],
        sites=[site(capacity=150, **site_fields)],
        locks=[row("Locks", contingent="POL-INF", units_at_least=2)],
        priorities=ranked("target shortfall", "heads"),
    )


def test_single_changes_are_ranked_by_the_plan_that_they_leave():
    """Room for 200: 100 of 300 lack. One unit less asked by the lock: 150 fit one company, 200 lack."""
    found = diagnosed(two_companies())

    assert [(repair.settings, values(repair)) for repair in found.repairs] == [
        (("Sites!Lviv!Capacity=200",), (100.0, 200.0)),
        (("Locks!POL-INF!Units at least=1",), (200.0, 100.0)),
    ]
    assert [single.relaxations[0].cell.sheet for single in found.singles] == ["Sites", "Locks"]


@pytest.mark.parametrize("name", CONFLICTS)
def test_every_repair_replayed_by_its_settings_gives_the_ranks_that_were_promised(name: str):
    plan = a_plan(**CONFLICTS[name][0])
    found = diagnosed(plan)

    assert len(found.repairs) == min(len(found.singles), MOST_REPAIRS)
    for repair in found.repairs:
        assert repair.settings
        assert values(repair) == best(replayed(plan, repair.settings), gap=0.0).values
    in_order = [values(repair) for repair in found.repairs]
    assert in_order == sorted(in_order)


def two_sites() -> Plan:
    """Lviv has room for one of the two companies that must be there, Odesa for half of the one there."""
    return a_plan(
        contingents=[pledge(units=3)],
        requirements=[need(200), need(at="Odesa", weight=2)],
        sites=[site(capacity=100), site("Odesa", capacity=50)],
        locks=[
            row("Locks", contingent="POL-INF", site="Lviv", units_at_least=2),
            row("Locks", contingent="POL-INF", site="Odesa", units_at_least=1),
        ],
        priorities=ranked("target shortfall"),
    )


LVIV = ("Sites!Lviv!Capacity=200", "Locks!POL-INF / Lviv!Units at least=1")
ODESA = ("Sites!Odesa!Capacity=100", "Locks!POL-INF / Odesa!Units at least=0")


def test_all_smallest_sets_are_found_and_ranked_by_the_plan_that_they_leave():
    """One change of each site: room or order. Odesa empty costs 2 x 100, one company less at Lviv 100."""
    found = diagnosed(two_sites())

    assert found.singles == ()
    assert [(frozenset(repair.settings), values(repair)) for repair in found.repairs] == [
        (frozenset({LVIV[0], ODESA[0]}), (0.0,)),
        (frozenset({LVIV[1], ODESA[0]}), (100.0,)),
        (frozenset({LVIV[0], ODESA[1]}), (200.0,)),
        (frozenset({LVIV[1], ODESA[1]}), (300.0,)),
    ]


def no_part_is_enough(plan: Plan, repair: Proposal) -> bool:
    """Whether the repair gives a plan, and without any one of its changes there is none."""
    parts = combinations(repair.settings, len(repair.settings) - 1)
    without = [optimise(replayed(plan, part), options_of(plan)).status for part in parts]
    whole = optimise(replayed(plan, repair.settings), options_of(plan)).status
    return whole == "optimal" and set(without) == {"infeasible"}


@pytest.mark.parametrize("plan", [two_sites(), many("ten causes", 4)], ids=["two sites", "four causes"])
@pytest.mark.parametrize("rounds", [repair_search.ROUNDS, 0])
def test_no_part_of_a_set_is_enough(plan: Plan, rounds: int, monkeypatch: pytest.MonkeyPatch):
    """Also where the fewest cells were not looked for, and all of the contradictions found may give."""
    monkeypatch.setattr(repair_search, "ROUNDS", rounds)
    found = diagnosed(plan)

    assert found.repairs
    for repair in found.repairs:
        assert repair.smallest
        assert no_part_is_enough(plan, repair)


def test_further_sets_contain_none_of_those_that_are_known():
    """Of {0, 1} and {1, 2} cell 1 has one each; without it only 0 and 2 do; then there are none."""
    contradictions = [frozenset({0, 1}), frozenset({1, 2})]
    known = [frozenset({1})]

    assert hitting_set(contradictions, 10.0) == frozenset({1})
    assert hitting_set(contradictions, 10.0, known) == frozenset({0, 2})
    assert hitting_set(contradictions, 10.0, [*known, frozenset({0, 2})]) is None


# ── The order ────────────────────────────────────────────────────────────────────────────────────────────


def a_repair(changes: int, *ranks: float, bounds: tuple[float, ...] = ()) -> Proposal:
    """A repair of so many changes, and the ranks of its plan."""
    cell = Cell(sheet="Sites", sheet_row=2, column="Capacity", upward=True)
    bounds = bounds or ranks
    return Proposal(
        relaxations=(Relaxation(cell=cell, old=100, new=200),) * changes,
        findings=(),
        ranks=tuple(
            RankValue(
                rank=at,
                parts=(Part(name="heads", weight=1.0, value=value),),
                value=value,
                final=value,
                bound=bound,
                gap=0.0,
                tolerance=0.0,
            )
            for at, (value, bound) in enumerate(zip(ranks, bounds, strict=True), 1)
        ),
    )


def test_fewer_changes_come_first_then_the_better_plan_then_those_without_one():
    order = [
        a_repair(1, 5, 9),
        a_repair(1, 6, 0),
        a_repair(1),
        a_repair(2, 0, 0),
        a_repair(2, 0, 1),
        a_repair(2),
    ]
    shuffled = [order[at] for at in (5, 3, 1, 4, 2, 0)]

    assert best_first(shuffled) == tuple(order[:MOST_REPAIRS])


def test_values_that_differ_by_rounding_alone_leave_the_next_rank_to_decide():
    later, first = a_repair(1, 1e9, 2), a_repair(1, 1e9 + 1e-4, 1)
    assert best_first([later, first]) == (first, later)


def test_repairs_that_tie_stay_as_a_planner_reads_them():
    one, other = a_repair(1, 5), replace(a_repair(1, 5), settings=("other",))
    assert best_first([one, other]) == (one, other)
    assert best_first([other, one]) == (other, one)


# ── What is said ─────────────────────────────────────────────────────────────────────────────────────────


def test_each_repair_is_told_with_its_setting_and_what_is_left_then():
    plan = two_companies()
    assert said(plan, diagnosed(plan))[-5:] == [
        "What plan is left then, the best first:",
        "1. --set 'Sites!Lviv!Capacity=200'",
        "   then target shortfall 100, heads 200",
        "2. --set 'Locks!POL-INF!Units at least=1'",
        "   then target shortfall 200, heads 100",
    ]


def test_several_sets_are_told_one_after_the_other():
    plan = two_sites()
    told = said(plan, diagnosed(plan))
    first = told.index("No single number mends it. All of these do:")

    assert told[first + 1 : first + 6] == [
        "Sites row 2, Capacity: raise Capacity of Lviv from 100 to 200 heads",
        "Sites row 3, Capacity: raise Capacity of Odesa from 50 to 100 heads",
        "then target shortfall 0",
        "--set 'Sites!Lviv!Capacity=200' --set 'Sites!Odesa!Capacity=100'",
        "Or all of these:",
    ]
    assert told.count("Or all of these:") == 3


def test_a_plan_that_was_not_found_in_the_time_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch):
    whole = Ranking._solved
    only_capacity = lambda self, repair, seconds: (  # noqa: E731
        whole(self, repair, seconds) if "Capacity" in repair.settings[0] else repair
    )
    monkeypatch.setattr(Ranking, "_solved", only_capacity)
    plan = two_companies()
    told = said(plan, diagnosed(plan))

    assert told[-2:] == [
        "2. --set 'Locks!POL-INF!Units at least=1'",
        "   the plan that it leaves was not found in the time",
    ]


def test_what_is_not_proved_of_a_plan_is_told_as_the_most(monkeypatch: pytest.MonkeyPatch):
    """The first rank is open: 100 or less; the order is that of what was found."""
    open_rank = a_repair(1, 100, 5, bounds=(90, 5)).ranks
    monkeypatch.setattr(Ranking, "_solved", lambda self, repair, seconds: replace(repair, ranks=open_rank))
    plan = two_companies()
    found = diagnosed(plan)
    record: Any = diagnosis_record(plan, found)

    assert said(plan, found)[-5:] == [
        "What plan is left then, the best found first:",
        "1. --set 'Sites!Lviv!Capacity=200'",
        "   then heads at most 100, heads 5",
        "2. --set 'Locks!POL-INF!Units at least=1'",
        "   then heads at most 100, heads 5 (as good as the one before, as far as proved)",
    ]
    assert [each["claim"] for each in record["repairs"]] == ["between", "between"]


def test_the_record_has_each_repair_with_its_settings_and_objectives():
    plan = two_companies()
    record: Any = diagnosis_record(plan, diagnosed(plan))

    assert record["repairs"][0] == {
        "claim": "proved",
        "smallest": True,
        "settings": ["Sites!Lviv!Capacity=200"],
        "changes": [
            {"sheet": "Sites", "row": 2, "column": "Capacity", "from": 150.0, "to": 200.0, "least": True}
        ],
        "objectives": [
            {"rank": 1, "name": "target shortfall", "value": 100.0, "bound": 100.0},
            {"rank": 2, "name": "heads", "value": 200.0, "bound": 200.0},
        ],
    }


def test_without_time_for_their_plans_repairs_are_told_in_the_order_of_the_sheets(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(Ranking, "_solved", lambda self, repair, seconds: repair)
    plan = two_companies()
    found = diagnosed(plan)

    assert [repair.relaxations[0].cell.sheet for repair in found.repairs] == ["Sites", "Locks"]
    assert said(plan, found)[-1] == NO_PLANS_LEFT


# ── Solvers that lie ─────────────────────────────────────────────────────────────────────────────────────


def with_duals(change: Any) -> type[DirectHighs]:
    """HiGHS, whose dual values are changed."""

    class Liar(DirectHighs):
        def run(self, seconds: float) -> SolveOutcome:
            outcome = super().run(seconds)
            return outcome if outcome.duals is None else replace(outcome, duals=change(outcome.duals))

    return Liar


LIES = {
    "halves of some": lambda duals: np.where(np.arange(len(duals)) % 2, duals / 2, duals),
    "other signs": lambda duals: -duals,
    "one more row": lambda duals: duals + np.eye(1, len(duals), len(duals) - 1)[0],
    "everything": lambda duals: np.ones(len(duals)),
}
BETWEEN: dict[str, Record | list[Record]] = CONFLICTS["only whole units do not fit"][0]


@pytest.mark.parametrize("lie", LIES)
def test_no_multipliers_make_a_proof_of_what_parts_of_units_could_keep(
    lie: str, monkeypatch: pytest.MonkeyPatch
):
    """Between 100 and 130 heads parts of companies of 70 fit: that whole ones do not is the solver's word."""
    monkeypatch.setattr(elastic_solver, "DirectHighs", with_duals(LIES[lie]))
    assert diagnose(a_plan(**BETWEEN)).conflict.shown != "proved"


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("name", ["two locks contradict each other", "a lock passes the ceiling"])
def test_what_is_proved_by_a_liar_cannot_hold_together_all_the_same(
    lie: str, name: str, monkeypatch: pytest.MonkeyPatch
):
    """Every change that mends the plan gives way in the conflict: also where multipliers are false."""
    plan = a_plan(**CONFLICTS[name][0])
    monkeypatch.setattr(elastic_solver, "DirectHighs", with_duals(LIES[lie]))
    found = diagnose(plan, Search(threads=1))
    cells = {(cell.sheet, cell.sheet_row, cell.column) for cell in found.conflict.cells}

    assert found.conflict.shown in ("proved", "searched")
    assert {change[:3] for change in CONFLICTS[name][1]} <= cells
