"""The sheet Years, its sentence and its record: what goes on, and what of it cannot."""

from __future__ import annotations

import pandas as pd
import pytest
from answer_cases import FACTS, a_solution, answer
from small_plans import Record, a_plan, errors, estonian, need, only, pledge, row, sheets_of, site, to_lviv

from solver.plan import Plan
from solver.plan.make import make_plan
from solver.record import make_record
from solver.results.tables import Results
from solver.tables import raw_tables

SETTINGS: Record = {"Periods": 2, "Start": "2027-01-01", "Hold last period for": 8}
INFANTRY = {"capability": "Infantry"}
FORCE, COST, BY_NATION, TIED_UP, DRAWN, RESTS_ON = range(6)


def held_plan(*, years: float | None = 8, settings: Record | None = None, **sheets: object) -> Plan:
    """Two half years from 2027, one Polish company of 100 asked for at Lviv; held for eight years."""
    given: dict[str, object] = {"contingents": [pledge(units=4)], "requirements": [need()], **sheets}
    return a_plan({**given, "settings": {**SETTINGS, "Hold last period for": years, **(settings or {})}})


def rests_on(allocation: pd.DataFrame | None = None, **sheets: object) -> list[tuple[str, ...]]:
    """What, Held and Why of what holding rests on; one unit in both periods unless said otherwise."""
    results = answer(held_plan(**sheets), to_lviv(1, 1) if allocation is None else allocation)
    return [tuple(each) for each in results.years[RESTS_ON].frame.to_numpy().tolist()]


def sentence(results: Results) -> str:
    """The last fact of the Summary."""
    assert results.summary.facts[-1].label == "Held on"
    return results.summary.facts[-1].text


# The sheet


def test_a_plan_that_does_not_ask_has_no_years():
    results = answer(held_plan(years=None), to_lviv(1, 1))

    assert results.years == ()
    assert results.totals.held is None
    assert not any(fact.label == "Held on" for fact in results.summary.facts)


def test_each_year_is_a_column():
    nations = [row("Nations", nation="Poland", cost_per_head=1_000)]
    blocks = answer(held_plan(years=2, nations=nations), to_lviv(1, 2)).years

    years = ["2027", "2028", "2029"]
    assert [block.title for block in blocks] == [
        "Years",
        "Cost",
        "Cost by nation",
        "Tied up by nation",
        "Drawn from areas",
        "What holding rests on",
    ]
    assert list(blocks[FORCE].frame) == ["What", "Counted in", *years]
    assert blocks[FORCE].frame.to_numpy().tolist() == [
        ["Planned", "months", 12, 0, 0],
        ["Held", "months", 0, 12, 12],
        ["Force", "heads", 200, 200, 200],
        ["Nations", "nations", 1, 1, 1],
        ["Tied up", "heads", 600, 600, 600],  # 1:2
    ]
    assert list(blocks[COST].frame) == ["Cost", "Counted in", *years, "All years"]
    assert blocks[COST].frame.set_index("Cost").loc["In all"].tolist()[1:] == [
        *(300_000, 400_000, 400_000),  # 100 heads and 200; 200 twice
        1_100_000,
    ]
    assert blocks[COST].frame.set_index("Cost").loc["So far"].tolist()[1:] == [
        *(300_000, 700_000, 1_100_000),
        1_100_000,
    ]


def test_the_nation_that_gives_most_comes_first():
    nations = [row("Nations", nation=name, cost_per_head=10) for name in ("Estonia", "Poland")]
    contingents = [pledge(units=4), estonian(units=2, **INFANTRY)]
    allocation = pd.concat([to_lviv(1, 1), to_lviv(2, 2, contingent="EST-1")])
    blocks = answer(held_plan(years=1, nations=nations, contingents=contingents), allocation).years

    assert blocks[BY_NATION].frame["Cost by nation"].tolist() == ["Estonia", "Poland"]
    assert blocks[BY_NATION].frame["All years"].tolist() == [12_000, 4_000]  # heads x 10 x 4 half years
    assert blocks[TIED_UP].frame["Most"].tolist() == [900, 300]


def test_areas_are_told_as_deployed_and_as_tied_up():
    areas = [row("Areas", area="Estonia", nation="Estonia", own=4_000)]
    plan = held_plan(years=1, areas=areas, contingents=[estonian(**INFANTRY)])
    drawn = answer(plan, to_lviv(0, 1, contingent="EST-1")).years[DRAWN].frame

    assert drawn.to_numpy().tolist() == [
        ["Estonia", "deployed", 150, 150, 150],
        ["Estonia", "tied up", 450, 450, 450],
    ]


def test_the_note_says_that_it_is_no_plan_and_knows_no_inflation():
    blocks = answer(held_plan(), to_lviv(1, 1)).years

    assert "no plan, and no proof" in blocks[FORCE].note
    assert "Without inflation or discount" in blocks[COST].note


# What cannot be held


def test_a_pledge_without_an_end_goes_on():
    assert rests_on() == []


def test_a_pool_that_is_large_enough_is_said_to_hold():
    """One of three units away, two behind it at 1:2: three needed, three there."""
    told = rests_on(contingents=[pledge(units=3, basis="pool")], allocation=to_lviv(0, 1))

    why = "1 of 3 units (33 %) are away in the last period; to go on takes 3, those that rest included (1:2)"
    assert told == [("Pool POL-INF", "yes", why)]


def test_a_pool_that_is_too_small_cannot_be_held():
    """Two of four away take six."""
    told = rests_on(contingents=[pledge(units=4, basis="pool")], allocation=to_lviv(0, 2))

    why = "2 of 4 units (50 %) are away in the last period; to go on takes 6, those that rest included (1:2)"
    assert told == [("Pool POL-INF", "no", why)]


def test_a_pool_that_rests_from_the_planned_periods_cannot_go_on_at_once():
    """One unit takes three of the four; but three more rest from the period before: 3 + 1 + 1."""
    ((_, held, why),) = rests_on(contingents=[pledge(units=4, basis="pool")], allocation=to_lviv(3, 1))

    assert held == "no"
    assert "takes 5" in why


def test_a_pool_held_for_less_than_its_dwell_needs_no_more_than_that():
    """Half a year more of one unit: 1 + 1, though 1:4 would take five in the end."""
    pool = pledge(units=2, basis="pool", dwell_ratio=4)

    ((_, held, why),) = rests_on(contingents=[pool], allocation=to_lviv(0, 1), years=0.5)
    assert (held, "takes 2," in why) == ("yes", True)
    ((_, held, why),) = rests_on(contingents=[pool], allocation=to_lviv(0, 1), years=1)
    assert (held, "takes 3," in why) == ("no", True)


def test_a_pool_that_stays_home_in_the_last_period_is_not_told():
    assert rests_on(contingents=[pledge(units=4, basis="pool")], allocation=to_lviv(2, 0)) == []


def test_a_pledge_to_the_plans_last_period_ends_there():
    """The other's To is blank, and means no such end, though the plan has no later period."""
    allocation = pd.concat([to_lviv(1, 1), to_lviv(1, 1, contingent="POL-2")])
    told = rests_on(allocation, contingents=[pledge(units=4, last=2), pledge("POL-2", units=4)])

    assert told == [("Pledge POL-INF", "to period 2", "its To is period 2 (Jul-Dec 2027)")]


@pytest.mark.parametrize(("day", "told"), [("2035-12-31", []), ("2035-06-30", ["to period 17"])])
def test_a_pledge_to_a_day_in_the_held_years_ends_then(day: str, told: list[str]):
    """Eight years from 2028 end with period 18, July to December 2035."""
    found = rests_on(contingents=[pledge(units=4, last=day)])

    assert [held for _, held, _ in found] == told


def test_a_condition_must_go_on_holding():
    told = rests_on(
        contingents=[pledge(units=4, conditions="Ceasefire")],
        conditions=[row("Conditions", condition="Ceasefire", holds="yes")],
    )

    assert told == [("Condition Ceasefire", "if it holds", "POL-INF waits for it: it must go on holding")]


def test_a_caveat_that_begins_after_a_shortened_plan_stops_whom_it_forbids():
    """In the workbook itself, of six periods, it holds from the last on; the scenario takes two of them."""
    rows = [
        row("Caveats", nation=nation, effect="not", first="2029-07-01", reason="Elections")
        for nation in ("Poland", "France")
    ]
    sheets = sheets_of(
        contingents=[pledge(units=4), pledge("FRA-INF", "France")], caveats=rows, settings={**SETTINGS}
    )
    longer = [each for each in sheets["Settings"] if each["Name"] != "Periods"]
    whole = {**sheets, "Settings": [*longer, {"Name": "Periods", "Value": 6}]}
    results = answer(make_plan(raw_tables(sheets), raw_tables(whole)), to_lviv(1, 1))

    why = "from period 6 (Jul-Dec 2029) on it forbids what POL-INF would do: Elections"
    told = results.years[RESTS_ON].frame.to_numpy().tolist()
    assert told == [["Caveat of row 2", "to period 5", why]]


def test_a_site_that_is_there_for_the_plan_alone_ends_with_it():
    told = rests_on(sites=[site(last=2), site("Odesa", last=2)])

    assert told == [("Site Lviv", "to period 2", "its To is period 2 (Jul-Dec 2027)")]


def test_a_nation_at_its_deployable_pool_has_nothing_left():
    told = rests_on(nations=[row("Nations", nation="Poland", deployable_pool=300)])

    assert told == [("Nation Poland", "to the full", "it would tie up 300 heads; its deployable pool is 300")]


def test_a_nation_whose_pool_units_rest_may_come_to_more_than_it_has():
    """Two units of 100 with four that rest are 600 heads; in the last period alone they were 200."""
    found = rests_on(
        contingents=[pledge(units=6, basis="pool")],
        nations=[row("Nations", nation="Poland", deployable_pool=300)],
        allocation=to_lviv(0, 2),
    )

    assert ("Nation Poland", "no", "it would tie up 600 heads; its deployable pool is 300") in found


def test_a_cap_that_a_pool_keeps_for_one_period_may_break_when_that_goes_on():
    """150 heads of a pool in the last period, 450 once two units rest behind each."""
    found = rests_on(
        contingents=[estonian(units=3, basis="pool", **INFANTRY)],
        areas=[row("Areas", area="Estonia", nation="Estonia", own=4_000)],
        drawdown_caps=[row("Drawdown caps", applies_to="Estonia", stock="own", cap_heads=300)],
        allocation=to_lviv(0, 1, contingent="EST-1"),
    )

    why = "it would take 450 heads; 300 are allowed in the last period"
    assert [each for each in found if each[0].startswith("Cap")] == [("Cap Estonia / own", "no", why)]


def test_backfill_that_ends_is_told_where_the_area_gives_anybody():
    found = rests_on(
        contingents=[estonian(**INFANTRY)],
        areas=[row("Areas", area=name, nation=name, own=4_000) for name in ("Estonia", "Latvia")],
        backfill=[
            row("Backfill", area=name, stock="own", heads=80, last=2) for name in ("Estonia", "Latvia")
        ],
        allocation=to_lviv(1, 1, contingent="EST-1"),
    )

    why = "80 heads that caps count with; its To is period 2 (Jul-Dec 2027)"
    assert found == [("Backfill Estonia / own", "to period 2", why)]


# The sentence and the record


def test_the_sentence_says_what_it_costs_in_all_and_a_year():
    """100 heads at 50,000 a half year: 10 m a year, nine years."""
    nations = [row("Nations", nation="Poland", cost_per_head=50_000)]

    assert sentence(answer(held_plan(nations=nations), to_lviv(1, 1))) == (
        "for 8 years more, until Dec 2035, it costs 80 m EUR, 10 m EUR a year (90 m EUR with the plan's own "
        "periods), and ties up 300 heads."
    )


def test_what_is_held_stands_alone_and_with_the_plan_in_text_sheet_and_record():
    """A year from July at 10 m, then 2 years: 20 m of 30 m; of 2028 its second half, of 2030 the first."""
    nations = [row("Nations", nation="Poland", cost_per_head=50_000)]
    results = answer(held_plan(years=2, nations=nations, settings={"Start": "2027-07-01"}), to_lviv(1, 1))
    held = results.totals.held

    assert "costs 20 m EUR, 10 m EUR a year (30 m EUR with the plan" in sentence(results)
    assert held is not None
    assert (held.cost_held, held.cost) == (20_000_000, 30_000_000)
    assert [year.cost_held for year in held.years] == [0, 5_000_000, 10_000_000, 5_000_000]
    alone = results.years[COST].frame.set_index("Cost").loc["Of it held"].tolist()
    assert alone[1:] == [0, 5_000_000, 10_000_000, 5_000_000, 20_000_000]


def test_without_costs_or_a_start_the_sentence_says_neither():
    plan = held_plan(years=1, settings={"Start": None})

    assert sentence(answer(plan, to_lviv(1, 1))) == "for 1 year more it ties up 300 heads."


@pytest.mark.parametrize(
    ("start", "years", "until"),
    [("2027-07-01", 8, "Jun 2036"), ("2027-01-01", 0.25, "Mar 2028"), ("2027-12-31", 1, "Nov 2029")],
)
def test_the_sentence_names_the_month_with_which_the_years_end(start: str, years: float, until: str):
    """One year of plan from the start, then those held; of months that begin on the 31st the last, too."""
    told = sentence(answer(held_plan(years=years, settings={"Start": start}), to_lviv(1, 1)))

    assert f"until {until}," in told


def test_the_sentence_says_that_not_all_can_be_held():
    contingents = [pledge(units=4, basis="pool"), pledge("POL-2", units=1, last=2)]
    allocation = pd.concat([to_lviv(0, 2), to_lviv(0, 1, contingent="POL-2")])

    assert sentence(answer(held_plan(contingents=contingents), allocation)).endswith(
        "as if all could be held: pool POL-INF and 1 more cannot (sheet Years)."
    )


def test_the_record_holds_the_years():
    nations = [row("Nations", nation="Poland", cost_per_head=1_000)]
    results = answer(held_plan(years=1, nations=nations, contingents=[pledge(last=2)]), to_lviv(1, 1))
    held = make_record(FACTS, a_solution(to_lviv(1, 1)), results.totals)["held"]

    assert isinstance(held, dict)
    assert {name: held[name] for name in ("held_for", "until", "cost", "cost_held", "cost_a_year")} == {
        "held_for": 1,
        "until": "Dec 2028",
        "cost": 400_000,  # 100 heads x 1,000 x 4 half years
        "cost_held": 200_000,  # two of them
        "cost_a_year": 200_000,
    }
    assert held["tied_up"] == 300
    assert held["not_held"] == ("Pledge POL-INF: to period 2; its To is period 2 (Jul-Dec 2027)",)
    assert [year["year"] for year in held["years"]] == ["2027", "2028"]
    assert held["years"][1] == {
        **{"year": "2028", "planned": 0, "held": 12, "heads": 100, "nations": 1, "tied_up": 300},
        **{"forces": 200_000, "movement": 0, "running": 0, "opening": 0, "cost": 200_000},
        "cost_held": 200_000,
    }


# The setting


def of_settings(**values: object) -> str:
    """The one error of these settings."""
    rows = [row("Settings", name=name.replace("_", " "), value=value) for name, value in values.items()]
    return only(errors(raw={"Settings": rows}))


@pytest.mark.parametrize("years", [0, -1, 101])
def test_years_are_above_0_and_at_most_100(years: float):
    assert "Hold last period for" in of_settings(Hold_last_period_for=years)


def test_a_plan_and_its_held_years_are_100_at_most():
    told = of_settings(Periods=20, Period_months=60, Hold_last_period_for=1)

    assert (
        "a plan of 100 years, held for 1 more, is 101; expected 100 years at most in all: hold it for fewer"
        in told
    )
