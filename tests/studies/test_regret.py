"""The regret table: first steps of small plans against scenarios, with the sums beside them."""

from __future__ import annotations

from pathlib import Path

from small_plans import ONE_COMPANY, a_plan, need, pledge, row, site
from study_cases import study_run

from solver.ledger.ledger import keep_ledger
from solver.plan import Plan
from solver.studies.point import StudyPoint
from solver.studies.regret.commitment import commitment
from solver.studies.regret.regret import (
    FirstStep,
    FirstStepRegrets,
    RegretAnswer,
    regret_points,
    regret_rounds,
    scenarios_of,
)


def scenario(name: str, of_sheet: str, address: str, column: str, value: object) -> dict[str, object]:
    """A row of the sheet Scenarios."""
    return row("Scenarios", scenario=name, sheet=of_sheet, row=address, column=column, value=value)


def two_periods() -> Plan:
    """Two companies, two periods; Lviv wants 200, Odesa too, thrice as urgently, but is closed today."""
    return a_plan(
        ONE_COMPANY,
        contingents=[pledge("A", "Poland"), pledge("B", "Latvia")],
        sites=[site("Lviv"), site("Odesa", open="no")],
        requirements=[need(200), need(200, at="Odesa", weight=3)],
        scenarios=[scenario("port", "Sites", "Odesa", "Open", "free")],
        settings={"Gap": 0, "Periods": 2},
    )


def table(plan: Plan, folder: Path) -> RegretAnswer:
    """The regret table of the plan as it stands, and of its scenarios' best."""
    run = study_run(plan, folder)
    base = run.solve_base()
    answer: RegretAnswer = run.play(regret_rounds(run.given, base, [FirstStep(name="base", outcome=base)]))
    return answer


def of(answer: RegretAnswer, name: str) -> FirstStepRegrets:
    """The regrets of a candidate."""
    return next(each for each in answer.candidates if each.candidate.name == name)


def test_the_first_step_and_the_sites_that_open_are_kept(tmp_path: Path) -> None:
    """As it stands both companies go to Lviv; Odesa, once it is free, stays closed: it never opens.

    Then 2 x 200 lack at Odesa at weight 3: 1,200. The best in "port" sends both there: 2 x 200 lack at Lviv.
    """
    answer = table(two_periods(), tmp_path)
    regret = of(answer, "base").regrets[1]

    assert answer.ranks == ("minimum shortfall", "target shortfall")
    assert regret.scenario == "port"
    assert regret.ranks == (0, 1200 - 400)
    assert regret.proved


def test_the_best_of_a_scenario_regrets_nothing_there(tmp_path: Path) -> None:
    """And where Odesa may not open, its first step cannot be kept."""
    answer = table(two_periods(), tmp_path)
    best = of(answer, "the best plan of 'port'")

    assert best.regrets[1].ranks == (0, 0)
    assert best.impossible == ("as it stands",)


def test_the_candidates_stand_in_the_order_of_their_worst_regret(tmp_path: Path) -> None:
    """Whoever regrets least at worst comes first."""
    answer = table(two_periods(), tmp_path)
    worst = [(len(each.impossible), each.worst(0), each.worst(1)) for each in answer.ordered()]

    assert worst == sorted(worst)


def test_a_first_step_that_a_scenario_forbids_cannot_be_kept(tmp_path: Path) -> None:
    """Both companies go in period 1; under a ceiling of 100 heads no plan begins so."""
    plan = a_plan(
        ONE_COMPANY,
        contingents=[pledge("A", "Poland"), pledge("B", "Latvia")],
        requirements=[need(200)],
        force=[row("Force", ceiling=500)],
        scenarios=[scenario("small", "Force", "#2", "Ceiling", 100)],
    )
    answer = table(plan, tmp_path)

    assert of(answer, "base").impossible == ("small",)
    assert answer.record()[0]["candidate"] == "the best plan of 'small'"
    assert answer.record()[1]["cannot_be_kept"] == ["small"]


def test_a_scenario_that_was_edited_is_another_point(tmp_path: Path) -> None:
    """The same name, another row: nothing old is taken for new."""
    before, after = two_periods(), two_periods()
    after = a_plan(
        ONE_COMPANY,
        contingents=[pledge("A", "Poland"), pledge("B", "Latvia")],
        sites=[site("Lviv"), site("Odesa", open="no")],
        requirements=[need(200), need(200, at="Odesa", weight=3)],
        scenarios=[scenario("port", "Sites", "Odesa", "Open", "yes")],
        settings={"Gap": 0, "Periods": 2},
    )
    point = StudyPoint(scenario="port")
    keys = {study_run(plan, tmp_path).given.point_key(point, "") for plan in (before, after)}

    assert len(keys) == 2


def test_the_table_takes_a_point_for_each_candidate_and_scenario() -> None:
    """One scenario, one candidate: its best plan, then two candidates in two worlds each."""
    assert regret_points(len(scenarios_of(two_periods())), candidates=1) == 1 + 2 * 2


def test_a_commitment_is_locks_of_the_first_period_and_closed_sites(tmp_path: Path) -> None:
    """What the plan has in period 1, each contingent no more than that, and no site that it never uses."""
    plan = a_plan(
        ONE_COMPANY,
        contingents=[pledge("A", "Poland", units=2), pledge("B", "Latvia")],
        sites=[site("Lviv"), site("Odesa")],
        requirements=[need(200), need(50, at="Odesa", first=2, last=2)],
        settings={"Gap": 0, "Periods": 2},
    )
    base = study_run(plan, tmp_path).solve_base()
    sent = base.frame()
    found = commitment(plan, sent[sent["site"] == "Lviv"])
    locks = [dict(each.cells) for each in found.rows]

    assert found.overrides == ("Sites!Odesa!Open=no",)
    first = keep_ledger(plan, sent[(sent["period"] == 1) & (sent["site"] == "Lviv")]).sent
    least = {(lock["Contingent"], lock["Units at least"]) for lock in locks if "Units at least" in lock}
    assert least == set(zip(first["contingent"], first["units"], strict=True))
    most = {lock["Contingent"]: lock["Units at most"] for lock in locks if "Units at most" in lock}
    assert set(most) == {"A", "B"}
