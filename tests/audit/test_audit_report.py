"""The audit as a whole: whole units, claimed ranks, and what it is made of."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace

import pytest
from small_plans import FOUR_COMPANIES, a_plan, row, site, to_lviv

from solver.audit import RULES, audit
from solver.audit.rank_checks import relative_gap, restated, status_of
from solver.solution import Part, RankValue

RANKS = [
    row("Priorities", rank=1, objective="target shortfall", weight=2, tolerance=0.5),
    row("Priorities", rank=1, objective="open sites", weight=3, tolerance=0.5),
    row("Priorities", rank=2, objective="heads"),
]
"""With three companies at Lviv: rank 1 is 2 x 100 + 3 x 1 = 203, rank 2 is 300."""


def ranked_plan(**sheets: object):
    return a_plan(FOUR_COMPANIES, priorities=RANKS, **sheets)


def first(value: float = 203.0, final: float = 203.0, tolerance: float = 0.5) -> RankValue:
    parts = (
        Part(name="target shortfall", weight=2.0, value=(value - 3) / 2),
        Part(name="open sites", weight=3.0, value=1),
    )
    return RankValue(rank=1, parts=parts, value=value, final=final, bound=value, gap=0.0, tolerance=tolerance)


SECOND = RankValue(
    rank=2, parts=(Part(name="heads", weight=1.0, value=300.0),), value=300.0, final=300.0, bound=0, gap=1.0
)


def complaints(ranks: list[RankValue]) -> list[str]:
    report = audit(ranked_plan(), to_lviv(3), ranks=ranks)
    return [breach.message for breach in report.breaches if breach.rule == "ranks"]


def test_a_plan_that_keeps_all_and_claims_what_it_has_is_clean():
    report = audit(ranked_plan(), to_lviv(3), ranks=[first(), SECOND])

    assert report.clean
    assert report.rules_checked == tuple(RULES)
    assert report.objectives["heads"] == 300.0


def test_the_order_of_a_ranks_parts_does_not_matter():
    claimed = first()

    assert complaints([replace(claimed, parts=claimed.parts[::-1]), SECOND]) == []


def test_a_final_value_that_the_plan_does_not_have_is_found():
    assert complaints([first(final=202.9), SECOND]) == [
        "target shortfall + open sites is 203 in this plan, but 202.9 is claimed"
    ]


def test_a_rank_taken_beyond_its_tolerance_is_found():
    """Settled at 130, half as much again is 195, and 203 is more."""
    assert complaints([first(value=150), SECOND]) == []
    assert complaints([first(value=130), SECOND]) == [
        "target shortfall + open sites is 203, but later ranks may not take it beyond 195"
    ]


def test_parts_that_do_not_add_up_are_found():
    claimed = replace(SECOND, value=301.0)

    assert complaints([first(), claimed]) == ["heads was settled at 301, but its parts add up to 300"]


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ([first()], "rank 2 of the priorities was not settled"),
        ([first(), SECOND, replace(SECOND, rank=3)], "rank 3 (heads) is not among the priorities"),
        ([first(tolerance=0.0), SECOND], "rank 1 was given the tolerance 0 instead of 0.5"),
        (
            [first(), replace(SECOND, parts=(Part(name="heads", weight=9.0, value=300.0),))],
            "rank 2 was settled as heads, the priorities ask for 1 x heads",
        ),
        (
            [first(), replace(SECOND, parts=(Part(name="cost", weight=1.0, value=300.0),))],
            "rank 2 was settled as cost, the priorities ask for 1 x heads",
        ),
    ],
)
def test_ranks_other_than_the_priorities_are_found(ranks, expected):
    assert complaints(ranks) == [expected]


def test_changes_cannot_be_checked_without_a_baseline():
    plan = a_plan(FOUR_COMPANIES, priorities=[row("Priorities", rank=1, objective="changes")])
    claimed = RankValue(
        rank=1, parts=(Part(name="changes", weight=1.0, value=1.0),), value=1.0, final=1.0, bound=1.0, gap=0.0
    )

    assert audit(plan, to_lviv(3), ranks=[claimed], baseline=to_lviv(2)).clean
    without = audit(plan, to_lviv(3), ranks=[claimed])
    assert [breach.message for breach in without.breaches] == [
        "rank 1 cannot be computed without a baseline: changes"
    ]


def test_a_unit_is_never_split():
    plan, claims = ranked_plan(), [first(value=253.0, final=253.0), replace(SECOND, final=275.0)]
    whole = audit(plan, to_lviv(2.75), ranks=claims)
    split = audit(ranked_plan(settings={"Whole units": "no"}), to_lviv(2.75), ranks=claims)

    assert [breach.rule for breach in whole.breaches] == ["whole_units"]
    assert split.clean


def test_what_is_wrong_in_consecutive_periods_is_one_breach():
    """A To far beyond the plan gave a line for each of its periods."""
    plan, claims = (
        a_plan(FOUR_COMPANIES, priorities=RANKS[2:], settings={"Periods": 2}),
        [replace(SECOND, rank=2)],
    )
    report = audit(plan, to_lviv(*[1] * 900), ranks=claims)

    beyond = [breach.message for breach in report.breaches if breach.rule == "eligible"]
    assert beyond == [
        "POL-INF sends 1 unit as Infantry to Lviv in periods 3 to 900, but the plan has periods 1 to 2 only"
    ]


@pytest.mark.parametrize(
    ("value", "bound", "gap", "status"),
    [
        (100.0, 100.0, 0.0, "optimal"),
        (100.0, 97.0, 0.0, "feasible"),
        (100.0, 97.0, 0.05, "optimal"),
        (100.0, -math.inf, 0.05, "feasible"),
        (100.0, 101.0, 0.05, "feasible"),  # the plan itself is below what was called impossible
        (0.0, 0.0, 0.0, "optimal"),
        (0.0, -1.0, 0.5, "feasible"),
    ],
)
def test_status_and_gap_follow_from_value_and_bound(value: float, bound: float, gap: float, status: str):
    """Whatever the run says: proved is what lies within the gap that was asked for."""
    part = Part(name="heads", weight=1.0, value=value)
    claimed = RankValue(rank=2, parts=(part,), value=value, final=-1.0, bound=bound, gap=0.0)
    rank = restated(ranked_plan(), claimed, {"heads": value})

    assert rank.final == value
    assert rank.gap == relative_gap(value, bound)
    assert status_of([rank], gap) == status


def test_a_relaxed_plan_is_not_held_to_yes_or_no_decisions():
    """A fraction of an open site may hold less than its least heads; capacity still counts."""
    sheets = {"priorities": RANKS[2:], "sites": [site(least_heads=400)]}
    claims = [replace(SECOND, value=50.0, final=50.0, parts=(Part(name="heads", weight=1.0, value=50.0),))]
    relaxed = audit(a_plan(FOUR_COMPANIES, **sheets), to_lviv(0.5), ranks=claims, relaxed=True)
    sheets["sites"] = [site(capacity=40)]
    full = audit(a_plan(FOUR_COMPANIES, **sheets), to_lviv(0.5), ranks=claims, relaxed=True)

    assert relaxed.clean
    assert "site_in_use" not in relaxed.rules_checked
    assert [breach.rule for breach in full.breaches] == ["site_capacity"]


@pytest.mark.parametrize("relaxed", [True, False])
def test_nations_at_sites_are_held_against_whole_plans_only(relaxed: bool):
    """Half a company may be half a nation's presence under --relax; else the one nation there is one."""
    plan = a_plan(FOUR_COMPANIES, priorities=[row("Priorities", rank=1, objective="nations at sites")])
    parts = (Part(name="nations at sites", weight=1.0, value=0.25),)
    claim = replace(SECOND, rank=1, value=0.25, final=0.25, parts=parts)
    report = audit(plan, to_lviv(1), ranks=[claim], relaxed=relaxed)

    assert report.clean == relaxed
    assert relaxed or "nations at sites is 1 in this plan, but 0.25 is claimed" in report.breaches[0].message


def test_the_audit_shares_nothing_with_the_model():
    """Neither PuLP nor a solver nor the model is loaded with it."""
    code = (
        "import sys, solver.audit, solver.reasons.unused\n"
        "print([name for name in sys.modules if name.split('.')[0] in {'pulp', 'highspy'}"
        " or name.startswith(('solver.model', 'solver.optimise'))])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"
