"""Who is indispensable: withdrawals of small plans, with the sums beside them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from oracle.random_plans import random_sheets
from oracle.random_seeds import seeds
from oracle.reference import solve_reference
from small_plans import ONE_COMPANY, a_plan, need, pledge, row, site
from study_cases import exactly, played, study_run
from test_staircase_random import drawn_plan

from solver.errors import PlanError
from solver.ledger.ledger import keep_ledger, objective_values
from solver.optimise import optimise
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.studies import point_worker
from solver.studies.point import ObjectiveValue, PointOutcome
from solver.studies.withdraw.leaving import kinds_named
from solver.studies.withdraw.withdraw import Withdrawal, WithdrawAnswer, beyond_sum, withdraw_study
from solver.tables import fold, raw_tables


def withdrawn(plan: Plan, by: str, folder: Path, *, pairs: bool = False) -> WithdrawAnswer:
    """The answer of a study of withdrawals."""
    answer: WithdrawAnswer = played(plan, withdraw_study(plan, by, pairs=pairs), folder)
    return answer


def of(answer: WithdrawAnswer, *names: str) -> Withdrawal:
    """The withdrawal of these."""
    every = (*answer.singles, *answer.pairs)
    return next(each for each in every if tuple(leaving.name for leaving in each.leaving) == names)


def lacks(withdrawal: Withdrawal) -> tuple[float, float]:
    """The target shortfall if nobody replans, and if all do."""
    fixed = withdrawal.outcome.fixed
    assert fixed is not None
    return fixed.objectives["target shortfall"], withdrawal.outcome.measures["target shortfall"]


def two_and_a_reserve(**sheets: object) -> Plan:
    """300 wanted; Poland sends 200, Latvia 100; Spain could send 100 at a cost, and is not needed."""
    contingents = [
        pledge("POL", "Poland", units=2),
        pledge("LVA", "Latvia", units=1),
        pledge("ESP", "Spain", units=1, cost_per_head=5),
    ]
    return a_plan(ONE_COMPANY, **({"contingents": contingents, "requirements": [need(300)]} | sheets))


def test_a_nation_is_counted_before_and_after_others_replan(tmp_path: Path) -> None:
    """Without Poland 200 lack, 100 once Spain comes; without Latvia 100, then none; without Spain none."""
    answer = withdrawn(two_and_a_reserve(), "nation", tmp_path)

    assert lacks(of(answer, "Poland")) == (200, 100)
    assert lacks(of(answer, "Latvia")) == (100, 0)
    assert lacks(of(answer, "Spain")) == (0, 0)
    assert of(answer, "Spain").outcome.searches == 0


def test_what_is_lost_is_said_by_site_and_role(tmp_path: Path) -> None:
    """Without Poland 100 infantry lack at Lviv."""
    lost = of(withdrawn(two_and_a_reserve(), "nation", tmp_path), "Poland").outcome.lacking

    assert [(each.site, each.role, each.target) for each in lost] == [("Lviv", "Infantry", 100)]


def test_two_that_stand_in_for_each_other_hurt_more_together(tmp_path: Path) -> None:
    """100 wanted, two able: alone neither is missed, together 100 lack."""
    plan = a_plan(ONE_COMPANY, contingents=[pledge("POL", "Poland"), pledge("LVA", "Latvia")])
    pair = of(withdrawn(plan, "nation", tmp_path, pairs=True), "Latvia", "Poland")

    assert pair.beyond is not None
    assert (pair.beyond.name, pair.beyond.amount) == ("target shortfall", 100)


def four_alike() -> Plan:
    """100 wanted, and each of four able: whoever leaves is made up for."""
    names = ("Poland", "Latvia", "Spain", "France")
    return a_plan(ONE_COMPANY, contingents=[pledge(name[:3], name) for name in names])


@pytest.mark.parametrize("used", ["Pol", "Lat", "Spa", "Fra"])
def test_a_pair_that_a_known_plan_does_without_takes_no_search(
    used: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each single's plan is another nation's, in a circle: a pair's is that of whichever sends neither."""
    order = ["Pol", "Lat", "Spa", "Fra"]
    made = point_worker.columns_of

    def sent(allocation: pd.DataFrame) -> object:
        """The same plan, sent by the next nation that is there."""
        return made(allocation.assign(contingent=taken["next"]))

    taken = {"next": used}
    monkeypatch.setattr(point_worker, "columns_of", sent)
    plan = four_alike()
    run = study_run(plan, tmp_path)
    base = run.solve_base()
    rounds = withdraw_study(plan, "contingent", pairs=True).rounds(run.given, base)
    wanted = next(rounds)
    found = []
    for asked in wanted:
        gone = asked.point.overrides[0].split("!")[1]
        taken["next"] = order[(order.index(gone) + 1) % 4]
        found += run._round([asked])
    monkeypatch.undo()
    searches = []
    try:
        while True:
            wanted = rounds.send(found)
            found = run._round(wanted)
            searches = [each.searches for each in found]
    except StopIteration as end:
        answer: WithdrawAnswer = end.value

    assert len(answer.pairs) == len(searches) == 6
    assert searches == [0] * 6


def test_two_that_do_not_stand_in_for_each_other_hurt_just_the_sum(tmp_path: Path) -> None:
    """200 wanted, each sends 100 and nobody else is there."""
    contingents = [pledge("POL", "Poland"), pledge("LVA", "Latvia")]
    plan = a_plan(ONE_COMPANY, contingents=contingents, requirements=[need(200)])
    pair = of(withdrawn(plan, "nation", tmp_path, pairs=True), "Latvia", "Poland")

    assert pair.outcome.measures["target shortfall"] == 200
    assert pair.beyond is None


def test_must_deploys_and_locks_of_who_leaves_go_and_are_said(tmp_path: Path) -> None:
    """Poland's company must deploy and is locked; without Poland there is a plan, and both are named."""
    plan = a_plan(
        ONE_COMPANY,
        contingents=[pledge(must_deploy=True), pledge("LVA", "Latvia")],
        locks=[row("Locks", contingent="POL-INF", units_at_least=1)],
    )
    notes = " ".join(of(withdrawn(plan, "nation", tmp_path), "Poland").outcome.notes)

    assert "POL-INF must deploy, but Poland stays away" in notes
    assert "Units at least 1 holds no more" in notes


def test_a_site_that_is_lost_leaves_what_it_asked_for_unmet(tmp_path: Path) -> None:
    """100 wanted at Lviv and at Odesa, 100 there: whoever loses a site loses its requirement's 100."""
    plan = a_plan(
        ONE_COMPANY,
        contingents=[pledge(units=2)],
        sites=[site("Lviv"), site("Odesa")],
        requirements=[need(100), need(100, at="Odesa")],
    )
    answer = withdrawn(plan, "site", tmp_path)

    assert lacks(of(answer, "Lviv")) == (100, 100)
    assert lacks(of(answer, "Odesa")) == (100, 100)


def test_a_condition_that_fails_takes_all_that_waits_for_it(tmp_path: Path) -> None:
    """One of two companies comes only with a ceasefire."""
    plan = a_plan(
        ONE_COMPANY,
        contingents=[pledge("A", "Poland"), pledge("B", "Latvia", conditions="Ceasefire")],
        conditions=[row("Conditions", condition="Ceasefire", holds=True)],
        requirements=[need(200)],
    )
    assert lacks(of(withdrawn(plan, "condition", tmp_path), "Ceasefire")) == (100, 100)


def test_contingents_leave_one_by_one_though_their_nation_stays(tmp_path: Path) -> None:
    """Two companies of one nation."""
    plan = a_plan(ONE_COMPANY, contingents=[pledge("A"), pledge("B")], requirements=[need(200)])
    answer = withdrawn(plan, "contingent", tmp_path)

    assert [lacks(each) for each in answer.singles] == [(100, 100), (100, 100)]


def test_rules_that_the_plan_breaks_without_who_leaves_are_said(tmp_path: Path) -> None:
    """The lead of Lviv leaves: it needs one, and only Poland can."""
    plan = a_plan(
        ONE_COMPANY,
        contingents=[pledge("POL", "Poland"), pledge("LVA", "Latvia")],
        nations=[
            row("Nations", nation="Poland", can_lead=True),
            row("Nations", nation="Latvia", can_lead=False),
        ],
        sites=[site(needs_lead=True)],
        requirements=[need(200)],
    )
    fixed = of(withdrawn(plan, "nation", tmp_path), "Poland").outcome.fixed

    assert fixed is not None
    assert any("lead" in sentence for sentence in fixed.broken)


@pytest.mark.parametrize("seed", seeds(2))
def test_a_nation_that_leaves_is_as_the_reference_says(seed: int, tmp_path: Path) -> None:
    """Random plans: every rank after all replan is that of the workbook with the nation away, read anew."""
    sheets = random_sheets(seed, "tiny")
    sheets = {name: rows for name, rows in sheets.items() if name not in ("Present", "Scenarios", "Studies")}
    if "Nations" not in sheets or any(
        row.get("Objective") == "changes" for row in sheets.get("Priorities", [])
    ):
        pytest.skip("no sheet Nations, or changes against nothing")
    plan = make_plan(raw_tables(sheets))
    answer = withdrawn(plan, "nation", tmp_path)

    for each in answer.singles:
        name = fold(each.leaving[0].name)
        rows = [row | ({"Away": "yes"} if fold(row["Nation"]) == name else {}) for row in sheets["Nations"]]
        if all(fold(row["Nation"]) != name for row in sheets["Nations"]):
            rows.append({"Nation": name, "Away": "yes"})
        expected = solve_reference({**sheets, "Nations": rows})
        assert (each.outcome.status == "infeasible") == (expected.status == "infeasible")
        assert list(each.outcome.values) == pytest.approx(expected.rank_values or [], rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("seed", seeds(2))
def test_a_pair_is_what_a_search_from_nothing_finds(seed: int, tmp_path: Path) -> None:
    """Random plans: whatever plan its search begins with, and whether it needs one at all."""
    plan = drawn_plan(seed)
    answer = withdrawn(plan, "contingent,site", tmp_path, pairs=True)

    for pair in answer.pairs[:: max(len(answer.pairs) // 8, 1)]:
        tables = apply_overrides(plan.tables, list(map(Override.parse, pair.outcome.overrides)))
        alone = optimise(make_plan(tables, plan.tables), exactly(plan))
        assert pair.outcome.status == alone.status
        found = [rank.value for rank in alone.ranks]
        assert list(pair.outcome.values) == pytest.approx(found, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("seed", seeds(1))
def test_what_nobody_replans_comes_to_is_what_the_ledger_counts(seed: int, tmp_path: Path) -> None:
    """Random plans: the allocation without a contingent's rows, counted from the tables."""
    sheets = random_sheets(seed, "tiny")
    sheets = {name: rows for name, rows in sheets.items() if name not in ("Present", "Scenarios", "Studies")}
    if any(row.get("Objective") == "changes" for row in sheets.get("Priorities", [])):
        pytest.skip("changes against nothing")
    plan = make_plan(raw_tables(sheets))
    run = study_run(plan, tmp_path)
    base = run.solve_base()
    if not base.has_plan:
        pytest.skip("no plan")
    answer = run.play(withdraw_study(plan, "contingent", pairs=False).rounds(run.given, base))

    for each in answer.singles:
        if each.outcome.fixed is None:
            continue
        sent = base.frame()
        left = sent[sent["contingent"] != each.leaving[0].name]
        counted = objective_values(plan, keep_ledger(plan, left.reset_index(drop=True)))
        found = each.outcome.fixed.objectives
        assert found["target shortfall"] == pytest.approx(counted["target shortfall"])
        assert found["minimum shortfall"] == pytest.approx(counted["minimum shortfall"])


def test_kinds_are_read_as_planners_type_them() -> None:
    """Several, in the plural, in capitals; what is none is refused with what is near."""
    assert kinds_named("Nations; site") == ("nation", "site")
    with pytest.raises(PlanError, match="did you mean 'nation'"):
        kinds_named("natoin")
    with pytest.raises(PlanError, match="names nothing"):
        kinds_named(" , ")


def test_a_contingent_that_is_locked_leaves_with_its_lock(tmp_path: Path) -> None:
    """The lock asks for a unit of A, a movement row names it: both stay true, and it is said."""
    plan = a_plan(
        ONE_COMPANY,
        contingents=[pledge("A"), pledge("B")],
        requirements=[need(200)],
        locks=[row("Locks", contingent="A", units_at_least=1)],
        movement=[row("Movement", contingent="A", site="Lviv", cost_per_head=3)],
    )
    leaving = of(withdrawn(plan, "contingent", tmp_path), "A")

    assert lacks(leaving) == (100, 100)
    assert leaving.outcome.notes == ("Locks row 2: Units at least 1 of A holds no more",)


def test_what_nobody_replans_comes_to_is_counted_though_no_plan_is_left(tmp_path: Path) -> None:
    """Latvia must have 200 heads in the force, of which B, another nation's company, opens the site."""
    plan = a_plan(
        ONE_COMPANY,
        contingents=[pledge("A", "Poland"), pledge("B", "Latvia")],
        sites=[site(least_heads=200)],
        nations=[row("Nations", nation="Poland"), row("Nations", nation="Latvia", least_heads=100)],
        requirements=[need(200)],
    )
    poland = of(withdrawn(plan, "nation", tmp_path), "Poland").outcome

    assert poland.status == "infeasible"
    assert poland.fixed is not None
    assert poland.fixed.objectives["target shortfall"] == 100


def test_a_later_rank_is_beyond_the_sum_only_where_those_before_are_proved() -> None:
    """The first rank comes to just the sum, as far as was found; what the second comes to supposes that."""

    def outcome(first: tuple[float, float], second: float) -> PointOutcome:
        ranks = (
            ObjectiveValue(rank=1, name="a", value=first[0], final=first[0], bound=first[1]),
            ObjectiveValue(rank=2, name="b", value=second, final=second, bound=second),
        )
        return PointOutcome(key="", status="feasible", objectives=ranks)

    base, one = outcome((0, 0), 0), outcome((50, 50), 0)
    assert beyond_sum(base, one, one, outcome((100, 60), 5)) is None
    found = beyond_sum(base, one, one, outcome((100, 100), 5))
    assert found is not None
    assert found.rank == 2


def test_a_kind_of_which_there_is_nothing_is_refused() -> None:
    """A plan without conditions."""
    with pytest.raises(PlanError, match="the plan has no condition that could leave"):
        withdraw_study(two_and_a_reserve(), "condition", pairs=False)
