"""What a cap costs: its steps in whole heads, up to where nothing changes any more and down to 0."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from small_answers import options_of
from small_plans import Record, a_plan, need, pledge, ranked, row, site

from solver.ledger.ledger import keep_ledger
from solver.optimise import optimise
from solver.plan import Plan
from solver.plan.make import make_plan
from solver.plan.scenario import Override, apply_overrides
from solver.reasons.questions.answer import Answer, CapStep, Question
from solver.reasons.questions.base import base_of
from solver.reasons.questions.caps.asked_cap import asked_cap
from solver.reasons.questions.caps.cap_levels import Level
from solver.reasons.questions.caps.cap_sentences import cap_sentences
from solver.reasons.questions.caps.cap_steps import answers, caps_that_bind
from solver.reasons.questions.caps.staircase import Staircase
from solver.reasons.questions.session import Session

ESTONIA = row("Areas", area="Estonia", nation="Estonia", own=1000, stationed=600, earmarked=400)
RANKS = ("target shortfall", "drawdown", "heads")


def cap(**fields: object) -> Record:
    """A cap on Estonia: heads deployed, unless said otherwise."""
    return row("Drawdown caps", **({"applies_to": "Estonia", "counts": "deployed"} | fields))


def a_capped_plan(*caps: Record, heads: int = 100, units: int = 3, target: float = 1000, **sheets) -> Plan:
    """So many Estonian companies of so many heads, more asked for than they are, and these caps."""
    of = {
        "contingents": [pledge("EST-INF", "Estonia", units, heads_per_unit=heads)],
        "requirements": [need(target)],
        "areas": [ESTONIA],
        "drawdown_caps": list(caps),
        "priorities": ranked(*RANKS),
    }
    return a_plan(**(of | sheets))


def session_of(plan: Plan, seconds: float = 60.0) -> Session:
    """A session about the best plan."""
    options = options_of(plan)
    base = base_of(plan, optimise(plan, options))
    return Session(base, options, time.monotonic() + seconds)


def all_answers(plan: Plan, sheet_row: int = 2, seconds: float = 60.0) -> list[Answer]:
    """Every answer about the cap in a sheet row."""
    return list(answers(session_of(plan, seconds), Question(kind="cap", cap=sheet_row)))


def answer(plan: Plan, sheet_row: int = 2) -> Answer:
    """The last answer about the cap in a sheet row."""
    return all_answers(plan, sheet_row)[-1]


def spans(found: Answer) -> list[tuple[float, float]]:
    """The first and the last limit of each step."""
    return [(step.from_limit, step.limit) for step in found.steps]


def first_ranks(found: Answer) -> list[float | None]:
    """What the first rank comes to at each step; None where there is no plan."""
    return [step.ranks[0].value if step.ranks else None for step in found.steps]


def today_of(found: Answer) -> CapStep:
    """Today's step."""
    (step,) = [step for step in found.steps if not step.settings]
    return step


def with_cap(plan: Plan, *settings: str) -> Plan:
    """The plan with these changes made."""
    overrides = [Override.parse(each) for each in settings]
    return make_plan(apply_overrides(plan.tables, overrides), plan.tables)


def ranks_of(plan: Plan) -> tuple[float, ...]:
    """What the ranks come to in the best plan; () where there is none."""
    return tuple(rank.value for rank in optimise(plan, options_of(plan)).ranks)


def replayed(plan: Plan, found: Answer) -> bool:
    """Whether every step's settings give its ranks."""
    return all(
        ranks_of(with_cap(plan, *step.settings)) == pytest.approx([each.value for each in step.ranks])
        for step in found.steps
    )


def test_a_cap_of_one_unit_size_has_a_step_at_each_multiple():
    """Companies of 100, cap 150: one goes. 900 of 1,000 lack; 200 let two go, 300 all three."""
    plan = a_capped_plan(cap(cap_heads=150))

    found = answer(plan)

    assert spans(found) == [(0, 99), (100, 199), (200, 299), (300, 300)]
    assert first_ranks(found) == [1000, 900, 800, 700]
    assert [step.endless for step in found.steps] == [False, False, False, True]
    assert found.free_down_to == 100
    assert found.claim == "proved"
    assert {step.claim for step in found.steps} == {"proved"}
    assert [step.settings for step in found.steps] == [
        ("Drawdown caps!Estonia / any!Cap heads=99",),
        (),
        ("Drawdown caps!Estonia / any!Cap heads=200",),
        ("Drawdown caps!Estonia / any!Cap heads=300",),
    ]
    assert replayed(plan, found)


def test_what_is_said_of_a_cap_of_one_unit_size():
    assert answer(a_capped_plan(cap(cap_heads=150))).text == (
        "Raising the cap on Estonia / any (150 heads) helps: at 200 heads (+50) target shortfall falls from "
        "900 to 800, drawdown rises from 300 to 600 and heads rises from 100 to 200.",
        "From 300 heads on nothing more is gained; there target shortfall falls from 900 to 700, drawdown "
        "rises from 300 to 900 and heads rises from 100 to 300.",
        "It may fall to 100 heads for nothing.",
        "At 99 heads (\N{MINUS SIGN}51) target shortfall rises from 900 to 1,000, drawdown falls from 300 to "
        "0 and heads falls from 100 to 0.",
    )


def test_the_first_answer_tells_how_low_it_may_go_and_todays_step():
    found = all_answers(a_capped_plan(cap(cap_heads=350), units=6))[0]

    assert found.free_down_to == 300
    assert (today_of(found).from_limit, today_of(found).limit) == (300, 399)


def test_a_cap_with_200_heads_free_still_blocks_a_unit_of_400():
    """600 heads: one unit of 400 goes, 200 are free; nothing changes before 800."""
    plan = a_capped_plan(cap(cap_heads=600), heads=400)

    found = answer(plan)

    assert spans(found) == [(0, 399), (400, 799), (800, 1199), (1200, 1200)]
    assert today_of(found).from_limit == 400


def test_a_cap_that_counts_heads_tied_up_has_steps_of_units_with_their_rotation_base():
    """1:2: a company of 100 ties up 300."""
    found = answer(a_capped_plan(cap(cap_heads=300, counts="tied up")))

    assert spans(found) == [(0, 299), (300, 599), (600, 899), (900, 900)]


@pytest.mark.parametrize(("ratio", "step"), [(1.5, 250), (0.25, 125), (0, 100)])
def test_a_dwell_ratio_makes_the_step(ratio: float, step: int):
    pledges = [pledge("EST-INF", "Estonia", 2, dwell_ratio=ratio)]

    found = answer(a_capped_plan(cap(cap_heads=step, counts="tied up"), contingents=pledges))

    assert spans(found) == [(0, step - 1), (step, 2 * step - 1), (2 * step, 2 * step)]


def test_a_step_that_is_no_whole_number_begins_at_the_next_whole_head():
    """10 heads with a base of a third as many: 13.3 a unit. One takes 14 heads, two 27, three 40."""
    pledges = [pledge("EST-INF", "Estonia", 3, heads_per_unit=10, dwell_ratio=1 / 3)]
    plan = a_capped_plan(cap(cap_heads=20, counts="tied up"), contingents=pledges)

    found = answer(plan)

    assert spans(found) == [(0, 13), (14, 26), (27, 39), (40, 40)]
    assert replayed(plan, found)


def test_backfill_lets_the_cap_be_lower_by_as_much():
    """100 arrive: with a cap of 0 one company goes, two with 100."""
    backfill = [row("Backfill", area="Estonia", heads=100)]

    found = answer(a_capped_plan(cap(cap_heads=50), backfill=backfill))

    assert spans(found) == [(0, 99), (100, 199), (200, 200)]
    assert first_ranks(found) == [900, 800, 700]
    assert found.free_down_to == 0


def test_backfill_in_one_of_two_periods_makes_steps_of_both():
    """Period 1: steps at 100, 200. Period 2, with 30 more: at 70, 170."""
    backfill = [row("Backfill", area="Estonia", heads=30, first=2)]
    plan = a_capped_plan(cap(cap_heads=100), units=2, backfill=backfill, settings={"Periods": 2})

    found = answer(plan)

    assert spans(found) == [(0, 69), (70, 99), (100, 169), (170, 199), (200, 200)]
    assert first_ranks(found) == [2000, 1900, 1800, 1700, 1600]
    assert replayed(plan, found)


def test_a_cap_in_some_periods_only_leaves_the_others_free():
    """Of three periods the cap holds in the second: 100 a company there, and none before or after."""
    plan = a_capped_plan(cap(cap_heads=0, first=2, last=2), units=1, settings={"Periods": 3})

    found = answer(plan)

    assert spans(found) == [(0, 99), (100, 100)]
    assert first_ranks(found) == [2800, 2700]


def test_a_share_is_changed_as_a_share():
    """0.15 of 1,000 own are 150 heads; steps at 100, 200 and 300 are told with their share."""
    plan = a_capped_plan(cap(stock="own", cap_share=0.15))

    found = answer(plan)

    assert spans(found) == [(0, 99), (100, 199), (200, 299), (300, 300)]
    assert [step.settings for step in found.steps] == [
        ("Drawdown caps!Estonia / own!Cap share=0.099",),
        (),
        ("Drawdown caps!Estonia / own!Cap share=0.2",),
        ("Drawdown caps!Estonia / own!Cap share=0.3",),
    ]
    assert replayed(plan, found)


def test_a_share_that_no_short_decimal_meets_is_never_below_its_heads():
    """Of 700 a company of 101 is 0.14428...: 0.145 stands for 101.5 heads, 0.144 only for 100.8."""
    areas = [row("Areas", area="Estonia", nation="Estonia", own=700)]
    plan = a_capped_plan(cap(stock="own", cap_share=0.1), heads=101, areas=areas)

    found = answer(plan)

    assert spans(found) == [(0, 100), (101, 201), (202, 302), (303, 303)]
    assert found.steps[1].settings == ("Drawdown caps!Estonia / own!Cap share=0.145",)
    assert replayed(plan, found)


def test_more_heads_than_the_baseline_has_are_no_share():
    """600 companies' heads cannot be a share of 150: the share is cleared, heads are given."""
    areas = [row("Areas", area="Estonia", nation="Estonia", own=150)]
    plan = a_capped_plan(cap(stock="own", cap_share=1), areas=areas)

    found = answer(plan)

    assert spans(found) == [(0, 99), (100, 199), (200, 299), (300, 300)]
    assert found.steps[2].settings == (
        "Drawdown caps!Estonia / own!Cap heads=200",
        "Drawdown caps!Estonia / own!Cap share=",
    )
    assert replayed(plan, found)


def test_of_two_numbers_the_tighter_is_changed_and_both_where_both_are_too_low():
    """100 heads and 250 (a quarter): 200 needs the heads alone, 300 the share as well."""
    plan = a_capped_plan(cap(stock="own", cap_heads=100, cap_share=0.25))

    found = answer(plan)

    assert spans(found) == [(0, 99), (100, 199), (200, 299), (300, 300)]
    assert [step.settings for step in found.steps] == [
        ("Drawdown caps!Estonia / own!Cap heads=99",),
        (),
        ("Drawdown caps!Estonia / own!Cap heads=200",),
        ("Drawdown caps!Estonia / own!Cap heads=300", "Drawdown caps!Estonia / own!Cap share=0.3"),
    ]
    assert replayed(plan, found)


def test_a_share_between_two_whole_heads_is_part_of_its_step():
    """0.1505 of 1,000 are 150.5 heads."""
    found = answer(a_capped_plan(cap(stock="own", cap_share=0.1505)))

    assert (today_of(found).from_limit, today_of(found).limit) == (100, 199)


def test_a_cap_of_0_has_only_steps_above():
    found = answer(a_capped_plan(cap(cap_heads=0), units=1))

    assert spans(found) == [(0, 99), (100, 100)]
    assert found.text == (
        "Raising the cap on Estonia / any (0 heads) helps: at 100 heads (+100) target shortfall falls from "
        "1,000 to 900, drawdown rises from 0 to 300 and heads rises from 0 to 100.",
        "From 100 heads on nothing more is gained.",
    )


def test_a_cap_that_keeps_nobody_at_home_gains_nothing():
    """Two companies are asked for; 250 heads let both go."""
    found = answer(a_capped_plan(cap(cap_heads=250), target=200))

    assert today_of(found).endless
    assert today_of(found).from_limit == 200
    assert found.text[:2] == (
        "Raising the cap on Estonia / any (250 heads) gains nothing.",
        "It may fall to 200 heads for nothing.",
    )


def test_a_cap_on_nobody_that_may_be_sent_may_fall_to_0():
    found = answer(a_capped_plan(cap(cap_heads=50, capability="Divers")))

    assert found.free_down_to == 0
    assert spans(found) == [(0, 50)]
    assert found.claim == "proved"
    assert found.text[0] == (
        "The cap on Estonia / any / Divers keeps nobody at home: nobody whom it counts can be sent."
    )


def test_below_what_a_lock_asks_for_there_is_no_plan():
    """Two companies must go: 199 heads are no plan."""
    locks = [row("Locks", contingent="EST-INF", units_at_least=2)]

    found = answer(a_capped_plan(cap(cap_heads=200), locks=locks))

    assert spans(found) == [(0, 199), (200, 299), (300, 300)]
    assert found.steps[0].ranks == ()
    assert found.steps[0].claim == "proved"
    assert "At 199 heads (\N{MINUS SIGN}1) there is no plan." in found.text


def test_todays_step_comes_to_what_the_plan_does():
    plan = a_capped_plan(cap(cap_heads=150))

    assert tuple(each.value for each in today_of(answer(plan)).ranks) == ranks_of(plan)


def test_units_that_are_split_have_points_and_no_steps():
    """Companies may be split: 150 heads send 150. From 300 on nothing is gained, and less always costs."""
    plan = a_capped_plan(cap(cap_heads=150), settings={"Whole units": "no"})

    found = answer(plan)

    assert spans(found) == [(0, 0), (150, 150), (300, 300)]
    assert first_ranks(found) == pytest.approx([1000, 850, 700])
    assert found.free_down_to == 150
    assert "Units may be split: between the limits told the ranks change gradually." in found.text
    assert replayed(plan, found)


def test_split_units_may_leave_a_cap_unused():
    """120 asked for: of 150 heads 120 are used; a higher cap gains nothing."""
    found = answer(a_capped_plan(cap(cap_heads=150), target=120, settings={"Whole units": "no"}))

    assert found.free_down_to == 120
    assert today_of(found).endless
    assert today_of(found).from_limit == 120


def test_a_rank_that_gives_way_to_a_later_one_is_shown_by_its_own_plan():
    """Cost may rise by half for the sake of drawdown: the plan then takes nobody from Estonia.

    The cheapest plan, by which cost is measured, takes the 100 Estonians: below 100 heads cost changes.
    """
    plan = a_capped_plan(
        cap(cap_heads=100),
        contingents=[
            pledge("EST-INF", "Estonia", 1, cost_per_head=10),
            pledge("POL-INF", "Poland", 1, cost_per_head=14),
        ],
        target=100,
        priorities=[
            row("Priorities", rank=1, objective="target shortfall"),
            row("Priorities", rank=2, objective="cost", tolerance=0.5),
            row("Priorities", rank=3, objective="drawdown"),
        ],
    )

    found = answer(plan)

    assert spans(found) == [(0, 99), (100, 100)]
    assert [step.ranks[1].value for step in found.steps] == [1400, 1000]
    assert [step.ranks[2].value for step in found.steps] == [0, 0]
    assert found.free_down_to == 100


SMALL = [
    {"caps": [cap(cap_heads=4)], "units": [(1, 2), (2, 2), (3, 1)]},
    {"caps": [cap(cap_heads=7, counts="tied up")], "units": [(1, 2), (3, 1)]},
    {"caps": [cap(cap_heads=3), cap(cap_heads=6, stock="own")], "units": [(2, 2), (3, 2)]},
    {"caps": [cap(cap_share=0.004, stock="own")], "units": [(1, 3), (3, 2)], "periods": 2},
    {"caps": [cap(cap_heads=5)], "units": [(2, 1), (3, 2)], "pool": True, "periods": 3},
]


@pytest.mark.parametrize("case", SMALL, ids=range(len(SMALL)))
def test_the_staircase_agrees_with_solving_each_whole_limit(case):
    """Units of 1 to 3 heads at two sites, one with little room; every limit up to all heads and two more."""
    pool = {"basis": "pool"} if case.get("pool") else {}
    pledges = [
        pledge(f"EST-{at}", "Estonia", units, heads_per_unit=heads, **pool)
        for at, (heads, units) in enumerate(case["units"])
    ]
    plan = a_capped_plan(
        *case["caps"],
        contingents=pledges,
        sites=[site("Lviv", capacity=4), site("Odesa")],
        requirements=[need(6), need(3, at="Odesa", minimum=2)],
        backfill=[row("Backfill", area="Estonia", heads=1, first=2)] if "periods" in case else [],
        settings={"Periods": case.get("periods", 1)},
    )

    found = answer(plan)

    assert found.claim == "proved"
    for limit in range(int(found.steps[-1].limit) + 2):
        (step,) = [
            each for each in found.steps if each.from_limit <= limit and (limit <= each.limit or each.endless)
        ]
        clear = [f"Drawdown caps!#2!Cap heads={limit}", "Drawdown caps!#2!Cap share="]
        assert ranks_of(with_cap(plan, *clear)) == pytest.approx([each.value for each in step.ranks])


def test_a_looser_cap_never_makes_the_first_rank_worse():
    plan = a_capped_plan(cap(cap_heads=250), cap(cap_heads=400), units=5)

    for sheet_row in (2, 3):
        first = first_ranks(answer(plan, sheet_row))
        assert first == sorted(first, reverse=True)


@pytest.mark.parametrize("seconds", [0.0, 0.02, 0.1, 0.3])
def test_where_the_time_is_over_what_is_told_is_true_and_no_more_is_proved(seconds: float):
    plan = a_capped_plan(cap(cap_heads=350), units=8)
    whole = {(step.from_limit, step.limit): step for step in answer(plan).steps}

    found = all_answers(plan, seconds=seconds)[-1]

    if found.claim == "proved":
        assert spans(found) == list(whole)
    for step in found.steps:
        of = next(each for each in whole.values() if each.from_limit <= step.from_limit <= each.limit)
        if step.claim == "proved":
            assert step.ranks == of.ranks
            assert step.limit <= of.limit
    assert found.free_down_to is not None
    assert found.free_down_to >= 300
    if seconds == 0.0:
        assert found.claim == "at_most"
        assert "There may be more steps: the time was over before all limits were searched." in found.text


def test_a_plan_that_is_not_proved_makes_no_proved_steps_of_its_own():
    """The plan asked about has bounds below its ranks, and the time is over."""
    plan = a_capped_plan(cap(cap_heads=150))
    solution = optimise(plan, options_of(plan))
    open_ranks = tuple(replace(rank, bound=rank.value - 50) for rank in solution.ranks)
    base = base_of(plan, replace(solution, ranks=open_ranks))
    session = Session(base, options_of(plan), time.monotonic())

    (found,) = answers(session, Question(kind="cap", cap=2))

    assert found.claim == "at_most"
    assert {step.claim for step in found.steps} == {"at_most"}
    assert "Not proved at 199 heads." in found.text


def test_a_plan_is_proved_by_a_looser_cap_that_gains_nothing():
    """Two companies asked for, both go; with any cap nothing is better, so the plan is the best."""
    plan = a_capped_plan(cap(cap_heads=250), target=200)
    solution = optimise(plan, options_of(plan))
    open_ranks = tuple(replace(rank, bound=rank.value - 50) for rank in solution.ranks)
    session = Session(
        base_of(plan, replace(solution, ranks=open_ranks)), options_of(plan), time.monotonic() + 60
    )

    *_, found = answers(session, Question(kind="cap", cap=2))

    assert today_of(found).claim == "proved"


def test_a_row_that_is_no_cap_is_refused():
    with pytest.raises(ValueError, match="row 9 of Drawdown caps is no cap of this plan"):
        all_answers(a_capped_plan(cap(cap_heads=150)), sheet_row=9)


def test_caps_that_keep_a_unit_at_home_are_asked_about_first_and_those_on_nobody_last():
    """Row 2 counts nobody, 3 has room for all, 4 is used up, 5 keeps two companies at home."""
    plan = a_capped_plan(
        cap(cap_heads=0, capability="Divers"),
        cap(cap_heads=900),
        cap(applies_to="Poland", cap_heads=100),
        cap(cap_heads=150),
        contingents=[pledge("EST-INF", "Estonia", 3), pledge("POL-INF", "Poland", 1)],
        nations=[row("Nations", nation=name) for name in ("Estonia", "Poland")],
    )
    base = session_of(plan).base

    assert [question.cap for question in caps_that_bind(base)] == [5, 4, 3, 2]


def test_a_cap_of_which_every_head_is_needed_cannot_fall():
    """200 heads for two companies."""
    found = answer(a_capped_plan(cap(cap_heads=200)))

    assert "It cannot fall by a single head for nothing." in found.text
    assert found.free_down_to == 200


@pytest.mark.parametrize(
    ("values", "lows", "expected"),
    [
        ((900, 5), (900, 0), False),  # as good in rank 1, open in rank 2
        ((950, 5), (901, 0), True),  # every plan is worse in rank 1
        ((950, 5), (900, 0), False),  # rank 1 may be as good
        ((900, 9), (900, 8), True),  # as good in rank 1, worse in rank 2
        ((850, 9), (850, 9), False),  # better in rank 1
        ((950, 9), (900, 8), False),  # rank 1 may be as good, and rank 2 then better than 8
    ],
)
def test_a_level_is_surely_worse_where_no_plan_is_as_good(values, lows, expected: bool):
    now = Level(values=(900, 7), lows=(900, 7), claim="proved")

    assert Level(values=values, lows=lows, claim="at_most").surely_worse(now) is expected


def test_a_looser_cap_may_have_the_plan_of_a_tighter_one():
    """Found 950 where a tighter cap has 900: 900 it is at most, and the bound of rank 1 stays."""
    found = Level(values=(950, 5), lows=(800, 4), claim="at_most")

    level = found.no_worse(Level(values=(900, 7), lows=(900, 7), claim="proved"))

    assert (level.values, level.lows, level.claim) == ((900, 7), (800, float("-inf")), "at_most")


def test_a_plan_found_under_a_tighter_cap_refutes_a_proof():
    """A solver that called 300 heads best at 900, while 100 heads come to 800, was wrong."""
    session = session_of(a_capped_plan(cap(cap_heads=100)))
    ledger = keep_ledger(session.base.plan, session.base.allocation)
    stairs = Staircase.begun(session, asked_cap(session.base, ledger, 2))
    best_below = replace(stairs.known[1], values=(800.0, 0.0, 0.0))
    stairs._learn(3, replace(stairs.known[1], values=(900.0, 300.0, 100.0)), 3)
    stairs._learn(2, best_below, 2)

    assert stairs.known[3].claim == "at_most"
    assert stairs.known[3].values == (800.0, 0.0, 0.0)


def test_a_bound_that_a_plan_goes_below_is_no_bound():
    """Called 850 at least; a tighter cap has a plan of 800."""
    level = Level(values=(900, 5), lows=(850, 4), claim="at_most").no_worse(
        Level(values=(800, 7), lows=(800, 7), claim="proved")
    )

    assert level.lows[0] == float("-inf")


NOW = (900.0, 300.0, 100.0)
"""What the ranks come to with a company of 100: two more would be 700, 900, 300."""


@pytest.mark.parametrize(
    ("values", "lows", "expected"),
    [
        ((800, 600, 200), (800, 600, 200), (3, None)),  # closed
        ((800, 650, 250), (800, 600, 0), (2, 600)),  # drawdown is worse: 600 at least
        ((800, 650, 250), (800, 200, 0), (1, None)),  # drawdown is 200 to 650: better, or worse
        ((850, 999, 999), (700, 0, 0), (1, 700)),  # 850 or less is better
        ((950, 0, 0), (910, 0, 0), (1, 910)),  # 910 at least is worse
        ((950, 0, 0), (850, 0, 0), (0, None)),  # nothing is sure, though what follows is closed
        ((900, 0, 0), (850, 0, 0), (0, None)),  # as good as now, or better
    ],
)
def test_ranks_are_sure_up_to_the_first_that_did_not_close(values, lows, expected):
    assert Level(values=values, lows=lows, claim="at_most").sure(NOW) == expected


def stairs_with(at: int, values: tuple[float, ...], lows: tuple[float, ...], heads: float = 100) -> Staircase:
    """The staircase of a cap that lets one company of three go, with what a search found at 0, 200 or 300."""
    session = session_of(a_capped_plan(cap(cap_heads=heads)))
    ledger = keep_ledger(session.base.plan, session.base.allocation)
    stairs = Staircase.begun(session, asked_cap(session.base, ledger, 2))
    stairs._learn(at, Level(values=values, lows=lows, claim="at_most"), at)
    return stairs


def told_of(stairs: Staircase, start: str) -> str:
    """The sentence that begins so."""
    (found,) = [each for each in cap_sentences(stairs) if each.startswith(start)]
    return found


def test_a_gain_that_did_not_close_is_told_as_what_is_sure():
    """300 heads: 700 lack, at least; 750 were found, with a drawdown that says nothing."""
    stairs = stairs_with(3, (750.0, 5000.0, 250.0), (700.0, 0.0, 0.0))
    step = list(stairs.steps())[-1]

    assert (step.claim, step.low, [each.value for each in step.ranks]) == ("at_most", 700, [750])
    assert told_of(stairs, "Raising").endswith(
        "helps: at 300 heads (+200), perhaps at less, target shortfall falls from 900 to 750 or less "
        "(the rest was not settled)."
    )


def test_a_loss_that_did_not_close_is_told_as_what_is_sure():
    """Below 100 heads nobody goes, 1,000 lack; 1,200 were found, and 950 not ruled out."""
    stairs = stairs_with(0, (1200.0, 5000.0, 0.0), (950.0, 0.0, 0.0))

    assert told_of(stairs, "At ") == (
        "At 99 heads (\N{MINUS SIGN}1) target shortfall rises from 900 to at least 950 "
        "(the rest was not settled)."
    )
    assert "It cannot fall by a single head for nothing." not in cap_sentences(
        stairs_with(0, (1200,) * 3, NOW)
    )


def test_a_step_of_which_nothing_is_sure_has_no_numbers():
    """Below 100 heads: 1,200 were found, and 900, as now, are not ruled out."""
    stairs = stairs_with(0, (1200.0, 5000.0, 0.0), (900.0, 0.0, 0.0))
    step = next(stairs.steps())

    assert (step.claim, step.ranks) == ("not_settled", ())
    assert told_of(stairs, "At ") == (
        "At 99 heads (\N{MINUS SIGN}1) what it comes to was not settled in the time."
    )


def test_steps_of_which_nothing_is_sure_are_one():
    """200 and 300 heads: as now, and better is not ruled out."""
    stairs = stairs_with(3, NOW, (0.0, 0.0, 0.0))
    stairs._learn(2, Level(values=NOW, lows=(500.0, 0.0, 0.0), claim="at_most"), 2)

    assert [(step.from_limit, step.limit, step.claim) for step in stairs.steps()][1:] == [
        (200, 300, "not_settled")
    ]
    assert cap_sentences(stairs)[0] == (
        "Whether raising the cap on Estonia / any (100 heads) gains anything was not settled in the time."
    )


def test_a_first_rank_that_is_settled_as_now_is_told():
    """Below 100 heads: as many lack as now, shown; whether drawdown is better is open."""
    stairs = stairs_with(0, (900.0, 350.0, 0.0), (900.0, 0.0, 0.0))

    assert told_of(stairs, "At ").endswith("target shortfall stays as now, the rest was not settled.")
