"""No answer of a solver is believed before it is checked; one that does not hold is asked for again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lying import LIES, Lie, exception, infeasible, let_it_lie, stale_values
from small_plans import a_plan, lock_of_two, pledge, ranked

from solver.errors import SolverError
from solver.optimise import Search, lexicographic, optimise
from solver.plan import Plan

TWO_RANKS = Search(gap=0.0, threads=1, time_limit=20.0)


def worth_asking() -> Plan:
    """One company for one place, of two nations: first 0 lack, then 800 is the least cost."""
    return a_plan(
        contingents=[
            pledge("DEAR", cost_per_head=12),
            pledge("CHEAP", "Latvia", cost_per_head=8),
        ],
        priorities=ranked("target shortfall", "cost"),
    )


def test_an_honest_solver_is_asked_once_a_rank(monkeypatch: pytest.MonkeyPatch):
    count = let_it_lie(monkeypatch, stale_values, range(0))
    solution = optimise(worth_asking(), TWO_RANKS)

    assert [rank.value for rank in solution.ranks] == [0.0, 800.0]  # 100 heads x 8
    assert (solution.status, solution.solver.retries, count) == ("optimal", 0, [2])
    assert solution.findings == ()


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
@pytest.mark.parametrize("times", [1, 2])
def test_after_a_lie_the_search_is_repeated_until_an_answer_holds(
    lie: Lie, times: int, monkeypatch: pytest.MonkeyPatch
):
    """The second rank: from nothing at first, then with other settings."""
    forced(monkeypatch)
    count = let_it_lie(monkeypatch, lie, range(2, 2 + times))
    solution = optimise(worth_asking(), TWO_RANKS)

    assert [rank.value for rank in solution.ranks] == [0.0, 800.0]
    assert (solution.status, solution.solver.retries) == ("optimal", times)
    assert count == [2 + times]
    assert solution.findings == ()


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.__name__)
def test_where_no_answer_holds_the_plan_so_far_stands_unproved_and_that_is_said(
    lie: Lie, monkeypatch: pytest.MonkeyPatch
):
    forced(monkeypatch)
    count = let_it_lie(monkeypatch, lie, range(2, 99))
    solution = optimise(worth_asking(), TWO_RANKS)

    assert solution.status == "feasible"
    assert solution.ranks[0].gap == 0.0
    assert solution.ranks[1].gap > 0.0
    assert solution.ranks[1].value >= 800.0
    assert count == [4]
    assert solution.solver.retries == 2
    assert [finding.severity for finding in solution.findings] == ["warning"]
    assert "HiGHS 9.9.9 was asked 3 times and no answer held: it " in solution.findings[0].message


def test_infeasible_is_believed_only_where_a_second_search_agrees(monkeypatch: pytest.MonkeyPatch):
    let_it_lie(monkeypatch, infeasible, range(1, 2))
    solution = optimise(worth_asking(), TWO_RANKS)

    assert [rank.value for rank in solution.ranks] == [0.0, 800.0]
    assert (solution.status, solution.solver.retries) == ("optimal", 1)


def test_a_plan_that_is_impossible_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch):
    """Two companies are to be sent at least, and there is one."""
    count = let_it_lie(monkeypatch, infeasible, range(0))
    solution = optimise(a_plan(locks=[lock_of_two()]), TWO_RANKS)

    assert (solution.status, solution.solver.retries, count) == ("infeasible", 0, [2])


def test_without_any_plan_a_solver_that_only_fails_ends_the_run(monkeypatch: pytest.MonkeyPatch):
    let_it_lie(monkeypatch, exception, range(1, 99))
    with pytest.raises(
        SolverError, match=r"HiGHS 9\.9\.9 was asked 3 times .* RuntimeError: index out of range"
    ):
        optimise(worth_asking(), TWO_RANKS)


def forced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first rank ends with the dear company, so that the second has something to find."""
    honest = lexicographic._settle

    def settle(program, search, rank, outcome):  # type: ignore[no-untyped-def]
        if not search.settled:
            send = program.group("send")
            names = [program.labels["contingent"][at] for at in send.table["contingent"]]
            values = outcome.values.copy()
            values[send.start : send.stop] = [1.0 if name == "DEAR" else 0.0 for name in names]
            outcome = replace(outcome, values=values)
        honest(program, search, rank, outcome)

    monkeypatch.setattr(lexicographic, "_settle", settle)
