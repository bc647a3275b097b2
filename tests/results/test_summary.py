"""The Summary is true, in sentences and blocks that fit a page and a terminal."""

import datetime as dt
import math
from dataclasses import replace

import pandas as pd
import pytest
from answer_cases import BASE, FACTS, a_plan, a_rank, a_solution, answer, column, sent, to_lviv
from rich.console import Console

from solver.plan.plan import Settings
from solver.record import RunFacts, RunSpec
from solver.results.build import build_results
from solver.results.run import status_sentence
from solver.results.tables import Results, one_row_a_run, period_name, period_runs
from solver.results.text import summary_renderables
from solver.solution import Part, RankValue
from solver.text.numbers import money, number, with_and


@pytest.fixture(scope="module")
def full():
    """Two periods, one Estonian company and all of the French."""
    plan = a_plan(Periods=2, Plan_name="Small [force]", Marking="EXAMPLE")
    facts = RunFacts(
        input_path="x",
        input_sha256="y",
        spec=RunSpec(scenario="base", overrides=("Sites!Lviv!Capacity=900",)),
    )
    return answer(plan, sent(*to_lviv("EST-1", 1, 1), *to_lviv("FRA-1", 4, 3)), facts)


def told(results):
    """The headline's texts by label."""
    return {fact.label: fact.text for fact in results.summary.facts}


def test_a_general_reads_size_coverage_drawdown_and_cost(full):
    facts = told(full)

    assert list(facts) == ["Force", "Requirements", "Drawdown", "Cost"]  # no support ratios, no baseline
    assert facts["Force"] == (
        "550 heads in period 1, 450 in period 2; from 2 nations at 1 site. "
        "With those at home between rotations it ties up 1,650."  # (150 + 400) x 3
    )
    assert (
        facts["Requirements"] == "83 % of what the requirements ask for is covered; every minimum is reached."
    )
    assert facts["Drawdown"] == (
        "450 heads tied up in periods 1-2, 150 of them deployed (tied up from Estonia 450); the only cap is "
        "used up."
    )
    # 700 French x 10 in two periods of 6 months
    assert facts["Cost"] == "7,000 EUR a year; 7,000 EUR in all 12 months: forces and movement 7,000 EUR."


def test_the_force_is_told_against_its_floor_where_most_of_it_lacks():
    """Asked 500, then 800, then 800; there are 500, 500 and 600: most lacks in period 2."""
    floors = [{"Floor": 500, "To": 1}, {"Floor": 800, "From": 2}]
    allocation = sent(*to_lviv("FRA-1", 2, 2, 3), *to_lviv("EST-1", 2, 2, 2))
    force = told(answer(a_plan({"Force": floors}, Periods=3), allocation))["Force"]

    assert force.startswith("500 of 800 heads asked for in period 2: 63 % (500 of 500 in period 1); from")


def test_nations_and_sites_of_all_periods_are_said_to_be_of_all():
    """France in period 1, Estonia in period 2: no period has both."""
    rows = sent(*to_lviv("FRA-1", 4), ("EST-1", "Infantry", "Lviv", 2, 2))

    assert "; from 2 nations at 1 site over all periods." in told(answer(a_plan(Periods=2), rows))["Force"]


def test_a_floor_of_which_a_head_lacks_is_not_called_reached():
    """500 of 501 rounds to 100 %."""
    force = told(answer(a_plan({"Force": [{"Floor": 501}]}), sent(*to_lviv("FRA-1", 5))))["Force"]

    assert force.startswith("500 of 501 heads asked for: over 99 %; from")


SUPPORT = {
    "Roles": [{"Role": "Infantry"}, {"Role": "Medical", "Measure": "units", "Unit worth": 50}],
    "Support ratios": [{"Role": "Medical", "Per heads": 100, "Needs": 2, "Supported roles": "Infantry"}],
}


def test_what_stands_behind_the_force_is_told_by_role():
    """400 heads of infantry need 8 medical units: none is there in period 1, and 300 need 6 in period 2."""
    lacking = told(answer(a_plan(SUPPORT, Periods=2), sent(*to_lviv("FRA-1", 4, 3))))
    nobody = told(answer(a_plan(SUPPORT), sent()))

    assert lacking["Support"] == "Lacking Medical 8 of 8 units in period 1."
    assert nobody["Support"] == "All that the support ratios ask for is there: Medical."


@pytest.mark.parametrize(
    ("theatre", "sites", "text"),
    [
        (6, 10, "8 of 40 heads at sites (in the theatre all of 24 there)"),
        (10, 8, "8 of 40 heads in the theatre (at sites all of 32 there)"),
        (9, 10, "8 of 40 heads at sites (in the theatre 4 of 36 heads)"),
        (9, None, "4 of 36 heads"),
        (None, 9, "4 of 36 heads"),
    ],
)
def test_of_two_ratios_of_a_role_it_is_said_which_lacks(theatre, sites, text):
    """So many medics for 100 of 400 heads at Lviv: 32 are there."""
    needs = {"theatre": theatre, "site": sites}
    ratios = [
        {"Role": "Medical", "Per heads": 100, "Needs": many, "Supported roles": "Infantry", "Scope": scope}
        for scope, many in needs.items()
        if many is not None
    ]
    medics = {**BASE["Contingents"][1], "Contingent": "MED", "Capability": "Medical", "Heads per unit": 8}
    sheets = {
        "Roles": [{"Role": "Infantry"}, {"Role": "Medical"}],
        "Support ratios": ratios,
        "Contingents": [*BASE["Contingents"], medics],
        "Requirements": [*BASE["Requirements"], {"Site": "Lviv", "Role": "Medical", "Target": 1}],
    }
    rows = sent(*to_lviv("FRA-1", 4), ("MED", "Medical", "Lviv", 1, 4))

    assert told(answer(a_plan(sheets), rows))["Support"] == f"Lacking Medical {text}."


def test_no_areas_and_no_costs_have_no_lines():
    nothing = {"Areas": (), "Drawdown caps": (), "Nations": [{"Nation": "France"}, {"Nation": "Estonia"}]}
    facts = told(answer(a_plan(nothing), sent(*to_lviv("FRA-1", 2))))

    assert list(facts) == ["Force", "Requirements"]


def test_areas_from_which_nothing_is_taken_are_named():
    assert told(answer(a_plan(), sent()))["Drawdown"] == "Nothing is taken from Estonia."


def test_a_cap_on_nations_is_told_where_no_area_is_named():
    """Two Estonian companies of 150 tie up 900 at 1:2, of 1,000 that the cap on the group allows."""
    sheets = {
        "Nations": [{"Nation": "Estonia", "Groups": "North"}, {"Nation": "France"}],
        "Areas": (),
        "Drawdown caps": [{"Applies to": "North", "Cap heads": 1_000}],
    }
    told_of = told(answer(a_plan(sheets), sent(*to_lviv("EST-1", 2))))

    assert told_of["Drawdown"] == "Under caps on nations North / any 900 of 1,000; no cap is used up."


def test_opening_a_site_is_no_cost_of_every_year():
    """200 heads x 10 in half a year, twice that a year; the site's 900 once."""
    sites = {"Sites": [{"Site": "Lviv", "Opening cost": 900}]}
    cost = told(answer(a_plan(sites), sent(*to_lviv("FRA-1", 2))))["Cost"]

    assert cost == (
        "4,000 EUR a year, opening sites aside; 2,900 EUR in all 6 months: "
        "forces and movement 2,000 EUR, opening sites 900 EUR."
    )


def test_minimums_that_are_missed_are_counted():
    covered = told(answer(a_plan(Periods=2), sent(*to_lviv("FRA-1", 2, 1))))["Requirements"]

    assert "1 of 2 minimums is not reached" in covered  # 200 heads are the minimum, 100 are there


@pytest.mark.parametrize(
    ("units", "periods", "told_of"),
    [
        ((1,), 1, "; the only minimum is not reached."),
        ((1, 1), 2, "; 2 of 2 minimums are not reached (by site, role and period)."),
        ((2,), 1, "; every minimum is reached."),
    ],
)
def test_minimums_are_told_in_good_english(units, periods, told_of):
    covered = told(answer(a_plan(Periods=periods), sent(*to_lviv("FRA-1", *units))))["Requirements"]

    assert covered.endswith(told_of)


def test_all_periods_are_named_in_which_as_much_lacks_or_is_taken():
    """From period 2 on both Estonian companies are beside 300 French, and 600 heads need 12 medical units."""
    sheets = {
        **SUPPORT,
        "Force": [{"Floor": 700, "From": 2}, {"Floor": 300, "To": 1}],
        "Drawdown caps": [
            {"Applies to": "Estonia", "Stock": "own", "Cap heads": 900},
            {"Applies to": "France", "Cap heads": 1_200},
        ],
    }
    rows = sent(*to_lviv("EST-1", 0, 2, 2, 2), *to_lviv("FRA-1", 3, 3, 3, 3))
    facts = told(answer(a_plan(sheets, Periods=4), rows))

    assert facts["Force"].startswith(
        "600 of 700 heads asked for in periods 2-4: 86 % (300 of 300 in period 1)"
    )
    assert facts["Support"] == "Lacking Medical 12 of 12 units in periods 2-4."
    assert facts["Drawdown"].startswith(
        "900 heads tied up in periods 2-4, 300 of them deployed (tied up from Estonia 900); "
        "under caps on nations France / any 900 of 1,200 in periods 1-4; "
    )


def test_as_much_in_all_from_other_areas_is_told_of_its_first_period():
    """900 heads each time: from Estonia in period 1, from France, an area here as well, in period 2."""
    sheets = {
        "Areas": [
            {"Area": "Estonia", "Nation": "Estonia", "Own": 4_000},
            {"Area": "France", "Nation": "France", "Own": 4_000},
        ]
    }
    rows = sent(*to_lviv("EST-1", 2, 0), *to_lviv("FRA-1", 0, 3))

    assert told(answer(a_plan(sheets, Periods=2), rows))["Drawdown"].startswith(
        "900 heads tied up in periods 1-2, 300 of them deployed in period 1 (tied up then from Estonia 900)"
    )


def test_an_empty_workbook_has_a_summary_all_the_same():
    nothing = dict.fromkeys(("Nations", "Contingents", "Sites", "Requirements", "Areas", "Drawdown caps"), ())
    summary = answer(a_plan(nothing), sent()).summary

    assert [fact.text for fact in summary.facts] == [
        "0 heads; nobody is sent.",
        "Nothing is asked for.",
    ]
    assert (column(summary.force, "Nations"), column(summary.force, "Tied up")) == ([0], [0])


def test_scenario_and_overrides_are_said(full):
    assert full.summary.scenario == "Scenario: base, with Sites!Lviv!Capacity=900"


def test_coverage_by_role_is_of_the_period_in_which_most_is_asked(full):
    """600 in both periods, of which 50 and 150 lack: of equals that in which most lacks."""
    block = full.summary.coverage

    assert column(block, "Asked") == [600]
    assert column(block, "Missing") == [150]
    assert column(block, "Covered") == [pytest.approx(1 - 200 / 1_200)]
    assert column(block, "Worst") == [pytest.approx(450 / 600)]
    assert column(block, "Mark") == ["▽ short"]


def test_drawdown_shows_each_cap_at_its_peak(full):
    block = full.summary.drawdown

    assert column(block, "Area") == ["Estonia / own"]
    assert column(block, "Taken") == [450]
    assert column(block, "Mark") == ["■ binding"]


def test_surplus_at_one_site_does_not_hide_what_another_lacks():
    requirements = [
        {"Site": "Lviv", "Role": "Infantry", "Target": 100},
        {"Site": "Odesa", "Role": "Infantry", "Target": 100},
    ]
    block = answer(a_plan({"Requirements": requirements}), sent(*to_lviv("FRA-1", 4))).summary.coverage

    assert column(block, "Provided") == [100]
    assert column(block, "Missing") == [100]


def test_the_largest_gaps_leave_out_the_force_as_a_whole():
    sites = [{"Site": name} for name in ("A", "B", "C", "D")]
    requirements = [
        {"Site": site, "Role": "Infantry", "Target": size}
        for site, size in (("A", 10), ("B", 40), ("C", 30), ("D", 20))
    ]
    sheets = {"Sites": sites, "Requirements": requirements, "Force": [{"Floor": 500}]}
    block = answer(a_plan(sheets), sent()).summary.gaps

    assert column(block, "Gap") == ["Infantry, B, C and 2 more"]
    assert column(block, "Missing") == [100]  # 40 + 30 + 20 + 10


def test_the_largest_gaps_are_different_things():
    """Three roles at two sites each, in different periods: each role is one row, in its worst period."""
    sizes = {"Guard": (60, 70), "Medical": (50, 10), "Signals": (5, 5), "Infantry": (90, 9)}
    requirements = [
        {"Site": site, "Role": role, "Target": size, "From": period, "To": period}
        for role, pair in sizes.items()
        for period, (site, size) in enumerate(zip(("Lviv", "Odesa"), pair, strict=True), start=1)
    ]
    block = answer(a_plan({"Requirements": requirements}, Periods=2), sent()).summary.gaps

    assert column(block, "Gap") == ["Guard, Odesa, Lviv", "Infantry, Lviv, Odesa", "Medical, Lviv, Odesa"]
    assert column(block, "Missing") == [70, 90, 50]
    assert column(block, "Periods") == ["1-2"] * 3


def test_a_period_s_cost_is_what_its_budget_holds_and_opening_stands_apart():
    """200 heads at 10 and 3,000 for running Lviv are in the budget of 5,000; 4,000 for opening it are not."""
    sheets = {
        "Sites": [{"Site": "Lviv", "Opening cost": 4_000, "Running cost": 3_000}],
    }
    plan = a_plan(sheets, Budget_per_period=5_000)
    block = answer(plan, sent(*to_lviv("FRA-1", 2))).summary.force

    assert column(block, "Cost") == [5_000]
    assert column(block, "Opening") == [4_000]


def test_changes_against_the_baseline_are_said_only_where_there_is_one():
    plan, allocation = a_plan(), sent(*to_lviv("FRA-1", 4))
    before = sent(*to_lviv("FRA-1", 1))
    same = build_results(plan, a_solution(allocation), FACTS, allocation).summary.facts
    other = build_results(plan, a_solution(allocation), FACTS, before).summary.facts

    assert same[-1].text == "nothing changes against the baseline."
    assert other[-1].text == "against the baseline 3 units come or go: 300 heads come, 0 heads go."
    assert len(build_results(plan, a_solution(allocation), FACTS).summary.facts) == len(same) - 1


def test_periods_that_only_the_baseline_has_are_said_not_to_be_compared():
    """The baseline's period 2 is behind the plan's last; in period 1 all is as it was."""
    plan, allocation = a_plan(), sent(*to_lviv("FRA-1", 4))
    before = pd.concat([allocation, allocation.assign(period=2)], ignore_index=True)
    facts = build_results(plan, a_solution(allocation), FACTS, before).summary.facts

    assert facts[-1].text == (
        "nothing changes against the baseline (periods after the plan's last are not compared)."
    )


def test_the_sheet_changes_lists_who_comes_goes_and_moves_with_heads():
    """Three French companies come to one; two units of a contingent that the plan does not have are gone."""
    plan, allocation = a_plan(), sent(*to_lviv("FRA-1", 4))
    before = sent(*to_lviv("FRA-1", 1), *to_lviv("ITA-9", 2))
    results = build_results(plan, a_solution(allocation), FACTS, before)
    assert results.changes is not None
    shown = results.changes.frame.to_dict("records")

    assert [(row["Change"], row["Contingent"]) for row in shown] == [("grew", "FRA-1"), ("left", "ITA-9")]
    assert [(row["Units before"], row["Units after"]) for row in shown] == [(1, 4), (2, 0)]
    assert [(row["Heads before"], row["Heads after"]) for row in shown] == [(100, 400), (0, 0)]
    assert shown[0]["More at"].endswith("3")
    assert results.summary.facts[-1].text == (
        "against the baseline 5 units come or go: 300 heads come, 0 heads go, and 2 units of contingents "
        "that are not in this plan."
    )
    assert build_results(plan, a_solution(allocation), FACTS).changes is None


def test_a_proved_plan_says_within_what():
    solution = a_solution(sent())

    assert status_sentence(solution, 0.001).startswith("Proved optimal, rank by rank")
    assert "0.1 %" in status_sentence(solution, 0.001)


def rank_of(name: str, number: int = 1, **changes: object) -> RankValue:
    """A rank of this one objective."""
    return replace(a_rank(number, **changes), parts=(Part(name=name, weight=1.0, value=50.0),))


@pytest.mark.parametrize(
    ("final", "gap", "expected"),
    [
        (50.0, 0.0, "Proved optimal, rank by rank: nothing better exists."),
        (50.00001, 0.0, "Proved optimal, rank by rank: nothing better exists."),  # noise
        (
            50.021,
            0.0,
            "Proved optimal, rank by rank, within the Tolerances (cost 0.042 % above its least, for the "
            "ranks behind it): nothing better exists.",
        ),
        (
            51.5,
            0.001,
            "Proved optimal, rank by rank, within the Tolerances (cost 3.0 % above the least found, for the "
            "ranks behind it): nothing better exists within 0.1 %.",
        ),
    ],
)
def test_a_proved_plan_says_what_its_tolerances_were_spent_on(final, gap, expected):
    """A plan that costs less is known, where the rank's value is less than what the plan costs."""
    ranks = (a_rank(1), rank_of("cost", 2, final=final, tolerance=0.1), rank_of("moves", 3))

    assert status_sentence(a_solution(sent(), ranks=ranks), gap) == expected


def test_several_tolerances_that_were_spent_are_told_together_also_where_the_search_ended():
    ranks = (rank_of("drawdown", 1, final=60.0), rank_of("cost", 2, final=50.5), rank_of("moves", 3, gap=0.2))
    told = "drawdown 20 % and cost 1.0 % above the least found, for the ranks behind them."

    assert status_sentence(a_solution(sent(), status="feasible", ranks=ranks), 0.0).endswith(
        f"all but moves proved: moves (up to 20 % lower); {told}"
    )


def test_a_plan_that_is_not_proved_names_every_rank_that_is_open_and_how_far():
    ranks = (a_rank(1), a_rank(2, bound=48.4, gap=0.032), a_rank(3, bound=-math.inf, gap=math.inf))
    sentence = status_sentence(a_solution(sent(), status="feasible", ranks=ranks), 0.001)

    assert "not proved: minimum shortfall (up to 3.2 % lower), minimum shortfall (not known)" in sentence


def test_what_is_proved_behind_an_open_rank_is_not_called_proved():
    """The third rank's proof holds only for what the second came to."""
    names = ("minimum shortfall", "cost", "moves")
    ranks = tuple(
        replace(
            a_rank(at, gap=0.1 if name == "cost" else 0.0),
            parts=(Part(name=name, weight=1.0, value=50.0),),
        )
        for at, name in enumerate(names, start=1)
    )
    sentence = status_sentence(a_solution(sent(), status="feasible", ranks=ranks), 0.001)

    assert sentence.endswith("; proved up to minimum shortfall; not proved: cost (up to 10 % lower).")


def test_a_plan_of_which_only_the_last_rank_is_open_is_proved_but_for_that():
    moves = replace(a_rank(2, bound=40.0, gap=0.2), parts=(Part(name="moves", weight=1.0, value=50.0),))
    sentence = status_sentence(a_solution(sent(), status="feasible", ranks=(a_rank(1), moves)), 0.001)

    assert sentence.endswith("; all but moves proved: moves (up to 20 % lower).")


def test_a_rank_without_a_bound_is_not_given_a_gap():
    ranks = (a_rank(1, bound=-math.inf, gap=math.inf),)
    sentence = status_sentence(a_solution(sent(), status="feasible", ranks=ranks), 0.001)

    assert "not proved: minimum shortfall (how much lower it might be is not known)." in sentence


def test_the_terminal_s_summary_fits_80_columns_and_shows_what_the_sheet_shows(full):
    console = Console(width=80)
    with console.capture() as capture:
        for part in summary_renderables(full, full=True):
            console.print(part)
    lines = capture.get().splitlines()
    text = "\n".join(lines)

    assert max(len(line) for line in lines) <= 80
    assert "Small [force]" in text
    assert "EXAMPLE" in text
    assert "■ binding" in text
    assert "Infantry, Lviv: up to 150 heads missing, in periods 1-2" in text
    assert lines[-1].startswith("✔ Proved optimal")  # the verdict last


def test_the_terminal_s_answer_in_short_is_one_screen_that_ends_with_the_verdict(full):
    console = Console(width=80)
    with console.capture() as capture:
        for part in summary_renderables(full):
            console.print(part)
    lines = [line.rstrip() for line in capture.get().splitlines()]

    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert not any("■ binding" in line for line in lines)  # the blocks come with -v
    assert "Infantry, Lviv: up to 150 heads missing, in periods 1-2" in "\n".join(lines)
    facts = lines[next(at for at, line in enumerate(lines) if line.startswith("Force  ")) : -1]
    assert all(
        line.startswith((" " * 14, "Force  ", "Requirements  ", "Drawdown  ", "Cost  ")) for line in facts
    )
    assert lines[-1].startswith("✔ Proved optimal")


def test_names_with_brackets_are_not_taken_for_markup():
    sites = [{"Site": "[red]Lviv"}]
    requirements = [{"Site": "[red]Lviv", "Role": "[bold]Guard", "Target": 5}]
    results = answer(a_plan({"Sites": sites, "Requirements": requirements}), sent())
    console = Console(width=80)
    with console.capture() as capture:
        for part in summary_renderables(results):
            console.print(part)

    assert "[bold]Guard, [red]Lviv" in capture.get()


def test_periods_carry_their_dates_where_the_plan_has_a_start():
    settings = Settings.with_defaults(start=dt.date(2027, 1, 1), periods=2)

    assert period_name(settings, 2) == "2 (Jul-Dec 2027)"
    assert period_name(Settings.with_defaults(start=dt.date(2027, 10, 1)), 1) == "1 (Oct 2027-Mar 2028)"
    assert (
        period_name(Settings.with_defaults(start=dt.date(2027, 1, 15), period_months=1), 1)
        == "1 (15 Jan 2027-14 Feb 2027)"
    )
    assert period_name(Settings.with_defaults(), 2) == "2"


def test_numbers_and_lists_read_as_a_planner_writes_them():
    assert [number(value) for value in (1200.0, 127.5, 0.0)] == ["1,200", "127.5", "0"]
    assert money(1_250_000_000, "EUR") == "1.25 bn EUR"
    assert money(3_400_000, "EUR") == "3.4 m EUR"
    assert money(950, "USD") == "950 USD"
    assert with_and(["a", "b", "c"]) == "a, b and c"
    assert with_and([]) == ""


def test_spells_end_where_the_key_the_units_or_the_run_of_periods_does():
    rows = pd.DataFrame(
        {"who": list("aaab"), "period": [1, 2, 4, 5], "units": [1, 1, 1, 1], "cost": [5, 5, 5, 5]}
    )
    told = one_row_a_run(period_runs(rows, ["who"], ["units"]), ["cost"])

    assert told[["From", "To", "cost"]].to_numpy().tolist() == [[1, 2, 10], [4, 4, 5], [5, 5, 5]]


def test_a_role_measured_in_units_is_told_in_units():
    sheets = {
        "Roles": [{"Role": "Infantry", "Measure": "units", "Unit worth": 100}],
        "Requirements": [{"Site": "Lviv", "Role": "Infantry", "Target": 6}],
        "Contingents": BASE["Contingents"],
    }
    results = answer(a_plan(sheets), sent(*to_lviv("FRA-1", 4)))

    assert column(results.coverage, "Provided") == [4]
    assert column(results.gaps, "Missing") == [2]
    assert column(results.gaps, "Weighs") == [200]


def asked_until(last: int, *, periods: int, **more: object) -> Results:
    """Two French companies at Lviv as long as they are asked for, in a plan that may go on."""
    required = {"Site": "Lviv", "Role": "Infantry", "Target": 400, "To": last}
    plan = a_plan({"Requirements": [required], **more}, Periods=periods)
    return answer(plan, sent(*to_lviv("FRA-1", *[2] * last)))


def test_periods_in_which_nothing_is_asked_for_are_not_told_as_covered():
    """Asked for in periods 1-2 of 5: half of it is there; the rest of the plan is neither good nor bad."""
    summary = asked_until(2, periods=5).summary

    assert summary.facts[0].text.startswith("200 heads in every period in which anything is asked for; from")
    assert summary.facts[1].text == (
        "50 % of what the requirements ask for is covered (nothing is asked for in periods 3-5)."
    )


def test_the_size_is_told_up_to_the_last_period_that_asks():
    """Not "0 in period 5", when nobody asked for anyone after period 1."""
    assert asked_until(1, periods=5).summary.facts[0].text.startswith("200 heads in period 1; from")


def test_a_period_without_a_floor_misses_nothing_and_reaches_nothing():
    """A floor of 500 in periods 1-2 lacks 300 in each; period 3 has none."""
    floor = [{"Floor": 500, "To": 2}]
    summary = asked_until(2, periods=3, Force=floor).summary
    missing = summary.force.frame["Missing"]

    assert missing.tolist()[:2] == [300, 300]
    assert missing.isna().tolist() == [False, False, True]


def test_a_floor_asks_for_its_periods_too():
    summary = asked_until(1, periods=3, Force=[{"Floor": 100, "From": 3}]).summary

    assert "(nothing is asked for in period 2)" in summary.facts[1].text


@pytest.mark.parametrize(
    ("from_", "to", "units", "expected"),
    [
        (2, 3, (1, 2, 2), ("■ binding in period 1", "2-3")),
        (2, 2, (1, 2, 1), ("■ binding in periods 1, 3", "2")),
        (1, 3, (1, 2, 1), ("", "2")),
    ],
)
def test_a_mark_of_another_period_than_that_in_which_most_is_taken_says_which(from_, to, units, expected):
    """A company ties up 450 of the cap's 450; with 500 of backfill both may go, and 50 of 950 are left."""
    sheets = {
        "Backfill": [{"Area": "Estonia", "Heads": 500, "From": from_, "To": to}],
        "Requirements": [{"Site": "Lviv", "Role": "Infantry", "Target": 300 if from_ > 1 else 150}],
    }
    plan = a_plan(sheets, Periods=3)
    (row,) = answer(plan, sent(*to_lviv("EST-1", *units))).summary.drawdown.frame.to_dict("records")

    assert (row["Taken"], row["Limit"]) == (900, 950)
    assert (row["Mark"], row["Periods"]) == expected


def test_a_cap_of_0_from_which_backfill_lets_leave_shows_its_limit():
    """450 leave Estonia, whose cap is 0: 500 arrive in their place."""
    sheets = {
        "Drawdown caps": [{"Applies to": "Estonia", "Stock": "own", "Cap heads": 0}],
        "Backfill": [{"Area": "Estonia", "Heads": 500}],
    }
    results = answer(a_plan(sheets), sent(*to_lviv("EST-1", 1)))
    sheet, block = results.drawdown.frame.iloc[0], results.summary.drawdown

    assert told(results)["Drawdown"].endswith("; by backfill alone (cap 0): Estonia / own 450 of 500.")
    assert sheet[["Cap", "Backfill", "Limit", "Taken", "Headroom"]].tolist() == [0, 500, 500, 450, 50]
    assert (column(block, "Taken"), column(block, "Limit")) == ([450], [500])
    assert "by backfill alone" not in told(answer(a_plan(), sent(*to_lviv("EST-1", 1))))["Drawdown"]


def test_the_periods_of_a_cap_are_all_in_which_most_is_taken():
    """One company ties up 450 in periods 1, 2 and 4; in period 2 and 4 80 arrive to stand in for it."""
    sheets = {
        "Backfill": [
            {"Area": "Estonia", "Heads": 80, "From": 2, "To": 2},
            {"Area": "Estonia", "Heads": 80, "From": 4},
        ],
    }
    block = answer(a_plan(sheets, Periods=4), sent(*to_lviv("EST-1", 1, 1, 0, 1))).summary.drawdown

    assert (column(block, "Taken"), column(block, "Periods")) == ([450], ["1-2, 4"])
    assert column(block, "Limit") == [450]  # where least is left
