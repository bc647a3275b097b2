"""How likely a plan does what is asked: small plans whose worlds are written out."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_plans import ONE_COMPANY, a_plan, need, pledge, row
from study_cases import played, study_run

from solver.errors import PlanError
from solver.plan import Plan
from solver.studies.confidence.confidence import (
    ConfidenceAnswer,
    ConfidenceStudy,
    DrawnAnswer,
    drawn_by_named,
)
from solver.studies.confidence.replanned import (
    MINIMUM_NO_WORSE,
    NOTHING_LACKS,
    TARGET_NO_WORSE,
    holds,
    lone_weights,
)


def three_pledges(**sheets: object) -> Plan:
    """200 wanted, 100 at least; A comes with 0.9, B with 0.5, C, a dear reserve, with 0.2."""
    contingents = [
        pledge("A", "Poland", confidence=0.9),
        pledge("B", "Latvia", confidence=0.5),
        pledge("C", "Spain", confidence=0.2, cost_per_head=9),
    ]
    of = {"contingents": contingents, "requirements": [need(200, minimum=100)]}
    return a_plan(ONE_COMPANY, **(of | sheets))


def asked(plan: Plan, folder: Path, **how: object) -> ConfidenceAnswer:
    """The answer of a study of confidence."""
    answer: ConfidenceAnswer = played(plan, ConfidenceStudy(**how), folder)  # type: ignore[arg-type]
    return answer


def by_contingent(answer: ConfidenceAnswer) -> DrawnAnswer:
    """The first of its parts."""
    return answer.drawn[0]


def test_eight_worlds_of_the_fixed_plan_are_counted_exactly(tmp_path: Path) -> None:
    """The plan sends A and B. Minimum: A or B comes, 1 - 0.1 x 0.5 = 0.95; target: both, 0.9 x 0.5 = 0.45."""
    fixed = by_contingent(asked(three_pledges(), tmp_path, replans=0)).fixed

    assert fixed.exact
    row = fixed.throughout.iloc[0]
    assert row["minimum_met"] == pytest.approx(0.95)
    assert row["target_met"] == pytest.approx(0.45)


def test_eight_worlds_planned_anew_are_counted_exactly(tmp_path: Path) -> None:
    """Minimum: anybody comes, 1 - 0.1 x 0.5 x 0.8 = 0.96. Target as planned: two of three come.

    A and B 0.45; A and C without B 0.9 x 0.5 x 0.2 = 0.09; B and C without A 0.1 x 0.5 x 0.2 = 0.01.
    """
    replanned = by_contingent(asked(three_pledges(), tmp_path)).replanned

    assert replanned is not None
    assert (replanned.worlds, replanned.exact, replanned.ended, replanned.unproved) == (8, True, True, 0)
    for measure, probability in (
        (NOTHING_LACKS, 0.96),
        (MINIMUM_NO_WORSE, 0.96),
        (TARGET_NO_WORSE, 0.55),
    ):
        interval = replanned.intervals[measure]
        assert (interval.low, interval.high) == pytest.approx((probability, probability))


def test_a_nation_that_decides_for_all_its_pledges_makes_the_tail(tmp_path: Path) -> None:
    """A and B of one nation: by themselves both come with 0.81, together with 0.9; nothing comes with 0.1."""
    plan = three_pledges(
        contingents=[pledge("A", "Poland", confidence=0.9), pledge("B", "Poland", confidence=0.9)]
    )
    answer = asked(plan, tmp_path, replans=0)
    alone, together = (each.fixed.throughout.iloc[0] for each in answer.drawn)

    assert (alone["target_met"], together["target_met"]) == pytest.approx((0.81, 0.9))
    assert (alone["minimum_met"], together["minimum_met"]) == pytest.approx((0.99, 0.9))


def test_sampled_worlds_planned_anew_end_by_the_stated_rule(tmp_path: Path) -> None:
    """More combinations than may be planned: batches until all intervals are narrower, or 6 are done."""
    answer = asked(three_pledges(), tmp_path, replans=6, width=0.5, by=("contingent",))
    replanned = by_contingent(answer).replanned

    assert replanned is not None
    assert not replanned.exact
    assert replanned.worlds == 6
    assert all(each.low <= each.high for each in replanned.intervals.values())
    for measure, probability in ((NOTHING_LACKS, 0.96), (TARGET_NO_WORSE, 0.55)):
        assert replanned.intervals[measure].low <= probability <= replanned.intervals[measure].high


def test_worlds_that_are_the_same_are_solved_once(tmp_path: Path) -> None:
    """Eight combinations at most, however many samples."""
    plan = three_pledges()
    run = study_run(plan, tmp_path)
    study = ConfidenceStudy(replans=7, by=("contingent", "nation"))
    run.play(study.rounds(run.given, run.solve_base()))

    assert len(run.known) <= 8


def test_a_world_that_is_not_proved_counts_for_either_end(tmp_path: Path) -> None:
    """A plan that lacks 50, where 0 is not ruled out: it is open whether anything lacks."""
    from dataclasses import replace

    plan = three_pledges()
    base = study_run(plan, tmp_path).solve_base()
    first, *rest = base.objectives
    open_rank = replace(first, value=50.0, bound=0.0)
    world = replace(base, proved=False, objectives=(open_rank, *rest))
    weights = lone_weights(plan)

    assert holds(base, world, weights)[NOTHING_LACKS] is None
    planned = replace(base, objectives=(replace(first, value=60.0, bound=60.0), *rest))
    assert holds(planned, world, weights)[MINIMUM_NO_WORSE]
    lacks = replace(world, objectives=(replace(first, value=50.0, bound=10.0), *rest))
    assert holds(base, lacks, weights)[NOTHING_LACKS] is False
    assert holds(base, world, weights)[TARGET_NO_WORSE] is None


def test_a_lock_on_a_pledge_that_does_not_come_goes_with_it(tmp_path: Path) -> None:
    """A is locked and comes with 0.9: the worlds without it are planned, too."""
    plan = three_pledges(locks=[row("Locks", contingent="A", units_at_least=1)])
    replanned = by_contingent(asked(plan, tmp_path)).replanned

    assert replanned is not None
    assert replanned.unproved == 0
    assert replanned.intervals[NOTHING_LACKS].low == pytest.approx(0.96)


def test_of_objectives_that_share_a_rank_nothing_is_settled(tmp_path: Path) -> None:
    """Equally good plans may split the sum of two shortfalls in other ways."""
    both = [row("Priorities", rank=1, objective=name) for name in ("minimum shortfall", "target shortfall")]
    replanned = by_contingent(asked(three_pledges(priorities=both), tmp_path)).replanned

    assert replanned is not None
    assert replanned.intervals[NOTHING_LACKS].low == 0
    assert replanned.intervals[NOTHING_LACKS].high == 1


def test_certain_pledges_need_no_draw(tmp_path: Path) -> None:
    """Blank is certain: one world."""
    answer = asked(three_pledges(contingents=[pledge("A"), pledge("B")]), tmp_path)

    assert answer.uncertain == 0
    assert by_contingent(answer).replanned is None
    assert by_contingent(answer).fixed.throughout.iloc[0]["target_met"] == 1


def test_who_draws_is_read_as_planners_type_it() -> None:
    """Plural, capitals, either order; else a sentence."""
    assert drawn_by_named("Nations; contingent") == ("contingent", "nation")
    with pytest.raises(PlanError, match="'natoin' is neither; did you mean 'nation'"):
        drawn_by_named("natoin")
    with pytest.raises(PlanError, match="names nobody"):
        drawn_by_named(",")
