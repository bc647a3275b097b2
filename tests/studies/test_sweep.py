"""What a number buys: grids and staircases of small plans, with the sums beside them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from small_plans import ONE_COMPANY, a_plan, estonian, fills, need, pledge, ranked, row, site
from study_cases import InlineExecutor, exactly, played

from solver.errors import PlanError
from solver.optimise import optimise
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.studies.sweep.asked import sweep_study
from solver.studies.sweep.sweep import SweepAnswer, is_staircase
from solver.studies.sweep.varied import varied_number

CAP = "Drawdown caps!Estonia!Cap heads"


def three_companies(**sheets: object) -> Plan:
    """Three Estonian companies of 150 are wanted, and may go as far as the cap on Estonia allows."""
    of = {
        "contingents": [estonian(units=3)],
        "requirements": [need(450, role="infantry")],
        "areas": [row("Areas", area="Estonia", nation="Estonia", own=4000)],
        "drawdown_caps": [row("Drawdown caps", applies_to="Estonia", counts="deployed", cap_heads=300)],
        "settings": {"Gap": 0},
    }
    return a_plan(ONE_COMPANY, **(of | sheets))


BETTER_UNITS_AND_MAXIMUM = (
    "Suitability!*!Effectiveness=0.5,0.6,0.75",
    "Requirements!Lviv!Maximum=150,300",
)


def half_as_effective() -> Plan:
    """Three companies that count half, of which 150 are wanted."""
    return a_plan(
        ONE_COMPANY,
        contingents=[pledge(units=3)],
        suitability=fills("Infantry", "Infantry", effectiveness=0.5),
        roles=[row("Roles", role="Infantry")],
        requirements=[need(150)],
        priorities=ranked("target shortfall"),
    )


def swept(plan: Plan, *vary: str, folder: Path, executor: InlineExecutor | None = None) -> SweepAnswer:
    """The answer of a sweep."""
    answer: SweepAnswer = played(plan, sweep_study(plan, vary), folder, executor)
    return answer


def steps_of(answer: SweepAnswer) -> list[tuple[float, float, float]]:
    """From, to, and the target shortfall of each step."""
    assert answer.staircase is not None
    return [
        (float(step.low), float(step.high), step.outcome.measures["target shortfall"])
        for step in answer.staircase.steps
    ]


def test_a_cap_lets_a_company_more_go_at_each_150_heads(tmp_path: Path) -> None:
    """450 are wanted in companies of 150: 450 lack below 150, then 300, 150, and from 450 on none."""
    answer = swept(three_companies(), f"{CAP}=0..600", folder=tmp_path)

    assert steps_of(answer) == [(0, 149, 450), (150, 299, 300), (300, 449, 150), (450, 600, 0)]
    assert all(step.proved and step.complete for step in answer.staircase.steps)


def test_a_staircase_takes_at_most_twice_as_many_solves_as_it_has_steps(tmp_path: Path) -> None:
    """Four steps over six hundred values: at most eight solves."""
    answer = swept(three_companies(), f"{CAP}=0..600", folder=tmp_path)

    assert answer.staircase.solved <= 2 * len(answer.staircase.steps)


def test_a_number_that_only_tightens_has_its_staircase_too(tmp_path: Path) -> None:
    """A company of 100 is of use while no more than 100 heads are needed to open the site; 1 to 300 asked."""
    plan = a_plan(
        ONE_COMPANY, contingents=[pledge(units=2)], sites=[site(least_heads=1)], requirements=[need(200)]
    )
    answer = swept(plan, "Sites!Lviv!Least heads=1..300", folder=tmp_path)

    assert steps_of(answer) == [(1, 200, 0), (201, 300, 200)]


def test_values_without_a_plan_are_a_step_with_their_reason(tmp_path: Path) -> None:
    """A lock sends three companies; a cap below 450 forbids that."""
    lock = row("Locks", contingent="EST-1", units_at_least=3)
    answer = swept(three_companies(locks=[lock]), f"{CAP}=0..600", folder=tmp_path)

    first, last = answer.staircase.steps
    assert (first.low, first.high, first.outcome.status) == (0, 449, "infeasible")
    assert "No plan keeps every hard rule" in first.outcome.reason
    assert (last.low, last.high, last.outcome.measures["target shortfall"]) == (450, 600, 0)


def test_a_grid_agrees_with_the_staircase_at_every_value(tmp_path: Path) -> None:
    """Values 50 apart: each comes to what the step around it does."""
    plan = three_companies()
    stairs = swept(plan, f"{CAP}=0..600", folder=tmp_path / "stairs").staircase
    grid = swept(plan, f"{CAP}=0..600:50", folder=tmp_path / "grid")

    for point in grid.points:
        value = Decimal(str(point.what[0][1]))
        step = next(each for each in stairs.steps if each.low <= value <= each.high)
        assert point.values == pytest.approx(step.outcome.values)


def test_points_between_equal_ends_take_no_search(tmp_path: Path) -> None:
    """From 450 on nothing changes: twelve values and one level, searched for at its ends."""
    plan, executor = three_companies(), InlineExecutor()
    answer = swept(plan, f"{CAP}=450..1000:50", folder=tmp_path, executor=executor)

    assert len(answer.points) == 12
    assert sum(point.searches > 0 for point in answer.points) <= 2
    assert all(point.proved for point in answer.points)


@pytest.mark.parametrize("value", [0, 100, 150, 299, 300, 450])
def test_each_point_is_what_solve_finds_with_that_cell_changed(value: int, tmp_path: Path) -> None:
    """The same rank values as a search from nothing of the workbook with --set."""
    plan = three_companies()
    grid = swept(plan, f"{CAP}=0,100,150,299,300,450", folder=tmp_path)
    tables = apply_overrides(plan.tables, [Override.parse(f"{CAP}={value}")])
    alone = optimise(make_plan(tables, plan.tables), exactly(plan))

    point = next(each for each in grid.points if each.what[0][1] == value)
    assert point.values == pytest.approx([rank.value for rank in alone.ranks])
    assert point.overrides == (f"{CAP}={value}",)


def test_a_grid_of_two_numbers_has_every_pair(tmp_path: Path) -> None:
    """Cap and pledge: what lacks is 450 less 150 for each company that both allow."""
    plan = three_companies()
    answer = swept(plan, f"{CAP}=0..450:150", "Contingents!EST-1!Units=1..3:1", folder=tmp_path)

    found = {
        tuple(value for _, value in point.what): point.measures["target shortfall"] for point in answer.points
    }
    expected = {
        (cap, units): 450 - min(cap, 150 * units) for cap in (0, 150, 300, 450) for units in (1, 2, 3)
    }
    assert found == expected


def test_a_number_without_a_direction_gets_a_grid_and_the_reason(tmp_path: Path) -> None:
    """A larger unit provides more and takes more room: nobody knows which way that goes."""
    answer = swept(three_companies(), "Contingents!EST-1!Heads per unit=100..200", folder=tmp_path)

    assert answer.staircase is None
    assert len(answer.points) == 11
    assert "Heads per unit" in answer.why_grid


def test_a_frontier_holds_what_no_other_point_beats_in_both(tmp_path: Path) -> None:
    """Heads sent against what lacks: each is best at something; 400 is 300 again, and 600 is 450."""
    plan = three_companies()
    study = sweep_study(plan, [f"{CAP}=0,150,300,400,450,600"], "heads,target shortfall")
    answer = played(plan, study, tmp_path)

    assert [(each.first, each.second) for each in answer.frontier] == [
        (0, 450),
        (150, 300),
        (300, 150),
        (300, 150),
        (450, 0),
        (450, 0),
    ]
    assert [each.outcome.what[0][1] for each in answer.frontier] == [0, 150, 300, 400, 450, 600]


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        ("Drawdown caps!Estonia!Cap heads=0..600:-50", "leads away from 600; from 0 it is 50"),
        ("Drawdown caps!Estonia!Cap heads=0..600:0", "the step is 0"),
        ("Drawdown caps!Estonia!Cap heads=0..600:700", "larger than the whole range"),
        ("Drawdown caps!Estonia!Cap heads=7", "a single value"),
        ("Drawdown caps!Estonia!Cap heads=a..b", "'a' is no number"),
        ("Drawdown caps!Estland!Cap heads=0..600", "no row of sheet Drawdown caps fits 'Estland'"),
        ("Drawdown cap!Estonia!Cap heads=0..600", "did you mean 'Drawdown caps'?"),
        ("Contingents!EST-1!Nation=0..600", "Nation is name; a sweep varies numbers"),
        ("Contingents!EST-1!Units=1.5..3", "no whole number"),
        ("Settings!Gap!Value=0,0.1", "Gap is about the search"),
        ("Units=1..3", "expected Sheet!Row!Column=range"),
    ],
)
def test_what_cannot_be_varied_is_refused_in_a_sentence(vary: str, said: str) -> None:
    """Each with what was found and what was expected."""
    with pytest.raises(PlanError) as refused:
        sweep_study(three_companies(), [vary])
    assert said in str(refused.value)
    assert str(refused.value).count("--vary") == 1


def test_a_second_number_that_takes_the_direction_away_makes_no_point_wrong(tmp_path: Path) -> None:
    """Below a Maximum a better unit may not fit: 3 at 0.5 provide 150, at 0.6 two provide 120 of 150."""
    answer = swept(half_as_effective(), *BETTER_UNITS_AND_MAXIMUM, folder=tmp_path)

    found = {tuple(value for _, value in point.what): point.values[0] for point in answer.points}
    assert found[0.6, 150] == pytest.approx(30)
    assert found[0.6, 300] == pytest.approx(0)


def test_a_value_that_the_workbook_refuses_is_a_step_of_its_own(tmp_path: Path) -> None:
    """A Target below the Minimum is an error; a plan of a tighter value is no answer to that."""
    plan = a_plan(ONE_COMPANY, requirements=[need(120, minimum=100)], priorities=ranked("minimum shortfall"))
    answer = swept(plan, "Requirements!Lviv!Target=98..102", folder=tmp_path)

    assert answer.staircase is not None
    told = [(int(step.low), int(step.high), step.outcome.status) for step in answer.staircase.steps]
    assert told == [(98, 99, "refused"), (100, 102, "optimal")]


def test_a_plan_between_two_values_that_are_refused_is_found(tmp_path: Path) -> None:
    """Target has to lie from the Minimum of 100 to the Maximum of 200; on both sides there is no plan."""
    plan = a_plan(
        ONE_COMPANY,
        contingents=[pledge(units=3)],
        requirements=[need(150, minimum=100, maximum=200)],
        priorities=ranked("minimum shortfall", "heads"),
    )
    answer = swept(plan, "Requirements!*!Target=0..400", folder=tmp_path)
    assert answer.staircase is not None
    steps = answer.staircase.steps

    planned = [(float(step.low), float(step.high)) for step in steps if step.outcome.has_plan]
    assert planned == [(100.0, 200.0)]
    assert [float(step.low) for step in steps][1:] == [float(step.high) + 1 for step in steps][:-1]
    looked = [step for step in steps if step.complete and not step.outcome.has_plan]
    assert {step.outcome.status for step in looked} == {"refused"}
    assert not any(step.proved for step in steps if not step.complete)


def test_both_ends_of_a_range_are_counted() -> None:
    """0, 3, 6, 9 and the end, 10."""
    number = varied_number(three_companies(), "Sites!Lviv!Capacity=0..10:3").range

    assert number.count == len(number.values()) == 5


def test_amounts_too_large_to_be_told_apart_get_a_grid(tmp_path: Path) -> None:
    """Rules are checked to a millionth of their limits."""
    number = varied_number(three_companies(), f"{CAP}=0..10000000")

    assert not is_staircase([number])
    assert is_staircase([varied_number(three_companies(), f"{CAP}=0..400000")])


def test_all_that_is_wrong_with_a_sweep_is_said_at_once() -> None:
    """Two numbers and a frontier, each with its own fault."""
    with pytest.raises(PlanError) as refused:
        sweep_study(
            three_companies(), ["Drawdown caps!Estland!Cap heads=0..6", "Sites!Lviv!Zone=1,2"], "cots,force"
        )
    assert len(refused.value.findings) == 3


@pytest.mark.parametrize(
    "again", [CAP.upper(), "Drawdown caps!#2!Cap heads", "Drawdown caps!*!Cap heads"], ids=str
)
def test_two_numbers_of_one_cell_are_refused_where_the_second_is_named(again: str) -> None:
    """However it is spelled, by its row, or among others: the later one would win."""
    with pytest.raises(PlanError) as refused:
        sweep_study(three_companies(), [f"{CAP}=0..600", f"{again}=0..900"])

    assert [finding.message for finding in refused.value.findings] == [
        f"--vary {again}=0..900: its cell is named twice; give its values in one range"
    ]


def test_a_point_that_was_kept_is_not_solved_again(tmp_path: Path) -> None:
    """The same folder, another run: nothing is given to anybody."""
    plan = three_companies()
    swept(plan, f"{CAP}=0..600:150", folder=tmp_path)
    again = InlineExecutor()
    swept(plan, f"{CAP}=0..600:150", folder=tmp_path, executor=again)

    assert again.tasks == []


def test_another_workbook_finds_none_of_its_points(tmp_path: Path) -> None:
    """One more company pledged: every point is another."""
    swept(three_companies(), f"{CAP}=0..600:150", folder=tmp_path)
    again = InlineExecutor()
    swept(
        three_companies(contingents=[estonian(units=4)]), f"{CAP}=0..600:150", folder=tmp_path, executor=again
    )

    assert len(again.tasks) >= 3


def test_a_file_of_a_point_that_is_not_whole_is_solved_again(tmp_path: Path) -> None:
    """Cut in half, empty, or JSON of something else."""
    plan = three_companies()
    answer = swept(plan, f"{CAP}=0,150,300", folder=tmp_path)
    files = sorted((tmp_path / "points").glob("*.json"))
    files[0].write_bytes(files[0].read_bytes()[:100])
    files[1].write_text("")
    files[2].write_text('{"schema_version": 1, "key": 3}')
    again = InlineExecutor()

    repeated = swept(plan, f"{CAP}=0,150,300", folder=tmp_path, executor=again)

    assert [each.values for each in repeated.points] == [each.values for each in answer.points]
    assert len(again.tasks) == 3
