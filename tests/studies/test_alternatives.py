"""What else would be as good: must, choice and never, least and most heads, and plans that differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from near_best_cases import alternatives, cell, near_of, solved, study_of
from small_plans import a_plan, estonian, need, pledge, ranked, row

from solver.audit import audit
from solver.errors import PlanError
from solver.optimise.extremes import Extreme, ExtremeSearch
from solver.studies.alternatives.alternatives import AlternativesAnswer, alternatives_rounds
from solver.studies.alternatives.cells import cell_verdict, joined
from solver.studies.alternatives.limits import Within, rank_limits, within_named
from solver.studies.counting import rank_values
from solver.studies.executors import open_workers
from solver.studies.near_best.other_plan import cells_of, other_plan
from solver.studies.near_best.range_worker import cell_ranges
from solver.studies.near_best_asked import OtherPlanAsked, RangesAsked, RankLimit, SeenCell
from solver.studies.point import StudyPoint, from_json, point_key, to_json
from solver.studies.point_store import PointStore
from solver.studies.rounds import Rounds
from solver.studies.study_run import StudyRun

POLISH, ROMANIAN = pledge("POL-INF", "Poland"), pledge("ROU-INF", "Romania")
TWO_SITES = {
    "contingents": [pledge("POL-INF", "Poland", 2), pledge("ROU-INF", "Romania", 2)],
    "requirements": [need(100, "Lviv"), need(100, "Odesa")],
}
"""Two nations that may each send a company to both sites, or to one of them."""


def test_two_nations_of_which_either_will_do_are_a_choice():
    """One company is asked for: 0 or 100 heads of either."""
    answer = alternatives(a_plan(contingents=[POLISH, ROMANIAN]))

    for nation in ("Poland", "Romania"):
        found = cell(answer, nation)
        assert (found.verdict, found.least, found.most) == ("choice", 0, 100)
        assert found.least_proved
        assert found.most_proved


def test_a_nation_without_which_more_lacks_must_be_there():
    """Poland has two companies, Romania one, and 300 heads are asked for: all are needed."""
    answer = alternatives(a_plan(contingents=[pledge(units=2), ROMANIAN], requirements=[need(300)]))

    assert (cell(answer, "Poland").verdict, cell(answer, "Poland").least) == ("must", 200)
    assert (cell(answer, "Romania").verdict, cell(answer, "Romania").least) == ("must", 100)


def test_a_nation_whose_forces_cost_more_than_is_allowed_is_never_there_until_it_is_allowed():
    """100 heads cost 500 from Romania and 600 from Poland: a fifth more."""
    dear = pledge("POL-INF", "Poland", cost_per_head=6)
    plan = a_plan(contingents=[dear, pledge("ROU-INF", "Romania", cost_per_head=5)])

    assert cell(alternatives(plan), "Poland").verdict == "never"
    assert cell(alternatives(plan), "Romania").verdict == "must"
    assert cell(alternatives(plan, Within(share=0.2)), "Poland").verdict == "choice"
    assert cell(alternatives(plan, Within(amounts={"cost": 100})), "Poland").verdict == "choice"
    assert cell(alternatives(plan, Within(amounts={"cost": 99})), "Poland").verdict == "never"


def test_what_is_taken_from_the_front_line_is_held_to_the_limit_also_where_it_is_nothing():
    """A share of nothing is nothing: Estonia's company, which ties up 450 heads, takes an amount."""
    plan = a_plan(
        contingents=[pledge(capability="infantry"), estonian(heads_per_unit=100)],
        requirements=[need(role="infantry")],
        areas=[row("Areas", area="Estonia", nation="Estonia", own=1000)],
    )

    assert cell(alternatives(plan), "Estonia").verdict == "never"
    assert cell(alternatives(plan, Within(amounts={"drawdown": 300})), "Estonia").verdict == "choice"


def test_a_nation_that_a_caveat_keeps_from_a_site_is_no_cell_there():
    """Where it has no arc nothing is asked; elsewhere it is."""
    caveat = row("Caveats", nation="Poland", site="Lviv", effect="not", reason="its parliament")
    answer = alternatives(a_plan(TWO_SITES, caveats=[caveat]))

    assert [(each.nation, each.site) for each in answer.cells] == [
        ("Poland", "Odesa"),
        ("Romania", "Lviv"),
        ("Romania", "Odesa"),
    ]
    assert cell(answer, "Romania", "Lviv").verdict == "must"
    assert cell(answer, "Poland", "Odesa").verdict == "choice"


def test_a_shortfall_is_held_exactly_whatever_the_share_and_its_tolerance_counts():
    """Romania's larger company leaves 50 of 200 lacking, Poland's 100: worse by all that lacks now."""
    larger = pledge("ROU-INF", "Romania", heads_per_unit=150)
    one = [row("Sites", site="Lviv", nations_at_most=1)]
    asked = {"contingents": [POLISH, larger], "requirements": [need(200)], "sites": one}
    lax = [row("Priorities", rank=1, objective="target shortfall", tolerance=1.0)]

    assert cell(alternatives(a_plan(asked), Within(share=5)), "Poland").verdict == "never"
    assert cell(alternatives(a_plan(asked, priorities=lax)), "Poland").verdict == "choice"


def test_ranks_before_a_shortfall_are_held_too_and_where_there_is_none_nothing_is():
    """Cost ranks before the shortfall here: it is no price that may be paid."""
    contingents = [
        pledge("POL-INF", "Poland", cost_per_head=6),
        pledge("ROU-INF", "Romania", cost_per_head=5),
    ]
    forced = row("Locks", contingent="ROU-INF", units_at_least=1)
    before = a_plan(contingents=contingents, locks=[forced], priorities=ranked("cost", "target shortfall"))
    alone = a_plan(contingents=contingents, locks=[forced], priorities=ranked("cost"))

    limits = {}
    for name, plan in (("before", before), ("alone", alone)):
        base = solved(study_of(plan), StudyPoint())
        limits[name] = [each.most for each in rank_limits(plan, base, Within(share=0.5))]
    assert limits == {"before": [500, 0], "alone": [750]}


def test_split_units_have_least_and_most_in_parts_and_nobody_is_no_hair_of_a_head():
    """120 heads are asked for, of two nations with 100 each: 20 at least, 100 at most, both at once."""
    plan = a_plan(contingents=[POLISH, ROMANIAN], requirements=[need(120)], settings={"Whole units": "no"})
    answer = alternatives(plan)

    for nation in ("Poland", "Romania"):
        found = cell(answer, nation)
        assert found.verdict == "must"
        assert (found.least, found.most) == (pytest.approx(20, abs=1e-2), pytest.approx(100, abs=1e-2))
        assert found.least_proved
        assert found.most_proved


def test_without_time_a_verdict_is_not_settled_and_nothing_is_proved():
    """Only the plan as it stands is known: Romania might be in others, or not."""
    plan = a_plan(contingents=[POLISH, ROMANIAN])
    near, _ = near_of(plan)

    for nation in ("Poland", "Romania"):
        ranges = joined(cell_ranges(near, nation, ["Lviv"], seconds=0.0).ranges())
        found = cell_verdict((nation, "Lviv"), 0.0, ranges[nation, "Lviv"])
        assert found.verdict == "not settled"
        assert not (found.least_proved and found.most_proved)


@pytest.mark.parametrize(("agrees", "verdict"), [(True, "must"), (False, "not settled")])
def test_must_is_taken_from_a_search_only_where_a_second_one_agrees(monkeypatch, agrees, verdict):
    """The relaxation shows nothing here; the search alone would be believed too easily."""
    monkeypatch.setattr(ExtremeSearch, "relaxed", lambda *_: Extreme(bound=float("-inf")))
    monkeypatch.setattr(ExtremeSearch, "none_within", lambda *_: agrees)

    answer = alternatives(a_plan(contingents=[POLISH]))

    assert cell(answer, "Poland").verdict == verdict


@pytest.mark.parametrize("large", [False, True])
def test_of_a_large_plan_only_relaxations_are_asked(monkeypatch, large):
    """A search that does not end in time would be ended from outside, with all that it found."""
    near, _ = near_of(a_plan(contingents=[POLISH, ROMANIAN]))
    monkeypatch.setattr(ExtremeSearch, "relaxed", lambda *_: Extreme(bound=float("-inf")))
    near.search.large = large

    assert (cell_ranges(near, "Poland", ["Lviv"], seconds=5.0).searches == 0) == large


def test_a_bound_above_a_plan_that_is_known_is_not_believed(monkeypatch):
    """HiGHS says that nobody can do with less than 900 where 0 is enough."""
    near, _ = near_of(a_plan(contingents=[POLISH, ROMANIAN]))
    monkeypatch.setattr(ExtremeSearch, "_run", lambda *_: (None, 900.0))
    start = near.base.values

    found = near.search.least(near.cost(0, 1), start, 0.0, 5.0)

    assert found.bound == 0.0


def test_plans_that_differ_have_others_elsewhere_and_keep_the_limits():
    """Both at Poland's, both at Romania's or one each: four presences differ between the first two."""
    plan = a_plan(TWO_SITES, priorities=ranked("target shortfall", "nations at sites", "heads"))
    answer = alternatives(plan, count=3)

    assert answer.plans
    for each in answer.plans:
        assert len(each.changes) >= 3
        report = audit(plan, each.outcome.frame(), ranks=())
        assert not [breach for breach in report.breaches if breach.rule != "ranks"]
        values = rank_values(plan, report.objectives)
        assert all(values[limit.rank] <= limit.most + 1e-6 for limit in answer.limits)
        assert all(price.amount == 0 for price in each.prices)
        assert {change.comes for change in each.changes} == {True, False}
    assert len(answer.plans) == 1  # a third could only be one of the mixed ones, two presences from both
    assert "differs from one of these in fewer than three places" in answer.why_no_more


def test_a_plan_that_differs_is_found_where_no_range_is_known():
    """A study whose ranges had no time goes on with the most that the pledges allow."""
    near, _ = near_of(a_plan(TWO_SITES, priorities=ranked("target shortfall", "nations at sites")))
    now = near.heads_at(near.base.values)
    seen = [
        SeenCell(nation=nation, site=site, times=1, most=0.0)
        for (nation, site), heads in zip(near.cells, now, strict=True)
        if heads
    ]

    found = other_plan(near, tuple(seen), study_of(near.base.plan).options, "1.15")

    assert found.status == "optimal"
    others = {each.cell for each in cells_of(near, found) if each.most}
    assert others.isdisjoint((each.nation, each.site) for each in seen)


def test_no_plan_differs_where_everybody_must_be_where_they_are():
    """One company, one place: nobody can be spared, and nothing is searched for."""
    answer = alternatives(a_plan(contingents=[POLISH]))

    assert answer.plans == ()
    assert answer.why_no_more == "nobody who is anywhere can be spared there"


def test_a_workbook_without_a_plan_has_no_alternatives():
    """Two units are locked where there is one."""
    answer = alternatives(a_plan(locks=[row("Locks", contingent="POL-INF", units_at_least=2)]))

    assert not answer.base.has_plan
    assert answer.cells == ()
    assert answer.plans == ()


def test_what_is_asked_within_other_limits_is_another_point():
    """Its hash has the limits, the cells and what was seen; its file gives back what was found."""
    limits = (RankLimit(rank=1, most=0.0),), (RankLimit(rank=1, most=1.0),)
    asked = [RangesAsked(limits=limit, nation="Poland", sites=("Lviv",)) for limit in limits]
    points = [StudyPoint(), *(StudyPoint(within=each) for each in asked)]
    points += [StudyPoint(within=OtherPlanAsked(limits=limits[0], seen=()))]

    assert len({point_key("study", each, "base") for each in points}) == len(points)
    assert point_key("study", points[1], "base") != point_key("study", points[1], "other")
    given = study_of(a_plan(contingents=[POLISH, ROMANIAN]))
    base = solved(given, StudyPoint())
    outcome = solved(given, points[1], base)
    assert from_json(to_json(outcome)) == outcome


def test_one_worker_two_workers_and_a_run_that_goes_on_say_the_same(tmp_path: Path):
    """What was found by one that was stopped is read from its folder, not searched for again."""
    given = study_of(a_plan(TWO_SITES, priorities=ranked("target shortfall", "nations at sites")))

    def asked(run: StudyRun) -> Rounds[AlternativesAnswer]:
        yield []
        assert run.base is not None
        return (yield from alternatives_rounds(given.plan, run.base, Within(), 2))

    def play(folder: Path, jobs: int) -> tuple[AlternativesAnswer, StudyRun]:
        store = PointStore(folder=folder, sources=[])
        store.open({})
        with open_workers(jobs=jobs) as workers:
            run = StudyRun(given=given, workers=workers, store=store)
            return run.play(asked(run)), run

    one, first = play(tmp_path / "one", 1)
    two, _ = play(tmp_path / "two", 2)
    again, second = play(tmp_path / "one", 2)

    assert (one.cells, one.why_no_more) == (two.cells, two.why_no_more) == (again.cells, again.why_no_more)
    changes = [[plan.changes for plan in answer.plans] for answer in (one, two, again)]
    assert changes[0]
    assert changes[0] == changes[1] == changes[2]
    assert first.kept == 0
    assert second.kept == len(second.known) == len(first.known)


def test_split_units_have_plans_that_differ_too():
    """Both from Poland, or both from Romania, as parts of companies."""
    split = {"Whole units": "no", "Gap": 0}
    answer = alternatives(
        a_plan(TWO_SITES, priorities=ranked("target shortfall", "nations at sites"), settings=split), count=1
    )

    assert len(answer.plans[0].changes) == 4
    assert {each.verdict for each in answer.cells} == {"choice"}


def test_a_nation_with_pledges_of_two_sizes_must_be_there_where_any_bound_is_above_nobody():
    """Poland has one of 100 and one of 150; beside Romania's 30, 90 of 120 heads are left to it."""
    sizes = [pledge("POL-1", "Poland"), pledge("POL-2", "Poland", heads_per_unit=150)]
    romanian = pledge("ROU-INF", "Romania", heads_per_unit=30)
    answer = alternatives(a_plan(contingents=[*sizes, romanian], requirements=[need(120)]))

    assert (cell(answer, "Poland").verdict, cell(answer, "Poland").least) == ("must", 100)


def test_what_counts_as_nearly_as_good_is_typed_as_a_share_and_amounts_by_objective():
    """A share alone, amounts alone, both; it is told as it is typed."""
    plan = a_plan()

    assert within_named("2%", plan) == Within(share=0.02)
    assert within_named("0.02, moves=5", plan) == Within(share=0.02, amounts={"moves": 5})
    assert within_named("Moves = 5; cost=1e6", plan) == Within(amounts={"moves": 5, "cost": 1e6})
    assert str(within_named("0.5%,moves=5", plan)) == "0.5%,moves=5"
    assert str(Within()) == "1%"


def test_what_is_typed_wrong_is_named_all_at_once_with_what_was_meant():
    """A shortfall, an objective that ranks nowhere, a number that is none, and a share of all and more."""
    with pytest.raises(PlanError) as error:
        within_named("5,move=2,target shortfall=1,changes=1,cost=-2,lots", a_plan())

    told = [str(each) for each in error.value.findings]
    assert "'5' is more than all of it; did you mean 5%?" in told[0]
    assert "did you mean 'moves'?" in told[1]
    assert "'target shortfall' is held at its best value" in told[2]
    assert "'changes' ranks nowhere after the shortfalls" in told[3]
    assert "'-2' is no amount" in told[4]
    assert "'lots' is neither a share, such as 1%, nor an amount, such as moves=5" in told[5]


def test_plans_that_cost_more_are_within_what_was_allowed_and_told_with_their_price():
    """Romania's company costs 1,000 at either site, Poland's 1,010: both by Poland are 1 % more."""
    contingents = [
        pledge("POL-INF", "Poland", 2, cost_per_head=10.1),
        pledge("ROU-INF", "Romania", 2, cost_per_head=10),
    ]
    plan = a_plan(TWO_SITES, contingents=contingents, priorities=ranked("target shortfall", "cost"))

    [other] = alternatives(plan, Within(share=0.01)).plans
    none = alternatives(plan, Within(share=0.009))

    [price] = other.prices
    assert (price.before, price.after, price.share) == (2000, 2020, pytest.approx(0.01))
    assert other.outcome.measures["cost"] == 2020
    assert none.plans == ()
