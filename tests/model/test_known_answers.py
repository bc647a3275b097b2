"""Numbers from the public debate, which the model must reach."""

from __future__ import annotations

import pytest
from small_answers import Answer, best, best_of
from small_plans import a_plan, need, pledge, ranked, row


def test_64_000_deployed_at_1_to_3_tie_up_256_000():
    """The Times, 30 April 2025: 64,000 take 256,000 over two years of six-month tours."""
    brigades = pledge("EUR-BDE", "Europe", units=64, heads_per_unit=1000, dwell_ratio=3)
    for pool, deployed in ((256_000, 64_000), (255_999, 63_000)):
        answer = best_of(
            contingents=[brigades],
            nations=[row("Nations", nation="Europe", deployable_pool=pool)],
            requirements=[need(64_000)],
            settings={"Periods": 4},
        )

        assert answer.heads(period=1) == answer.heads(period=4) == deployed


@pytest.mark.parametrize(
    ("deployed", "dwell", "tied_up"),
    [(10_000, 2, 30_000), (15_000, 3, 60_000), (25_000, 4, 125_000), (30_000, 2, 90_000)],
)
def test_heads_tied_up_are_those_deployed_times_1_plus_dwell(deployed: int, dwell: int, tied_up: int):
    answer = best_of(
        contingents=[
            pledge("EST-BN", "Estonia", units=deployed // 500, heads_per_unit=500, dwell_ratio=dwell)
        ],
        requirements=[need(deployed)],
        areas=[row("Areas", area="Estonia", nation="Estonia")],
    )

    assert answer.value("drawdown") == tied_up


def test_a_tenth_of_71_000_sustained_is_7_100():
    """A British army of 71,000 of which a tenth can be kept away: as a pool without rotation, 7,100 heads."""
    answer = best_of(
        contingents=[pledge("GBR-COY", "United Kingdom", units=100, dwell_ratio=0)],
        nations=[row("Nations", nation="United Kingdom", deployable_pool=0.1 * 71_000)],
        requirements=[need(10_000)],
    )

    assert answer.heads() == 7_100


def test_equal_shares_of_three_armies_are_pro_rata():
    """Novak: share_i = F x A_i / sum A. F = 600; armies of 1,000, 2,000 and 3,000: 100, 200 and 300."""
    strengths = {"Estonia": 1000, "Latvia": 2000, "Lithuania": 3000}
    answer = best_of(
        contingents=[pledge(f"{name}-INF", name, units=600, heads_per_unit=1) for name in strengths],
        nations=[
            row("Nations", nation=name, active_strength=strength, dwell_ratio=0)
            for name, strength in strengths.items()
        ],
        requirements=[need(600)],
        priorities=ranked("target shortfall", "largest burden"),
        settings={"Whole units": "no"},
    )

    assert answer.value("largest burden") == pytest.approx(600 / 6000)
    for name, strength in strengths.items():
        assert answer.heads(contingent=f"{name}-INF") == pytest.approx(600 * strength / 6000, abs=1e-3)


def test_40_000_at_75_000_dollars_a_year_for_ten_years_cost_30_billion():
    """Bloomberg Economics, February 2025; twenty periods of six months at USD 37,500."""
    answer = best_of(
        contingents=[pledge("EUR-BDE", "Europe", units=8, heads_per_unit=5000, cost_per_head=37_500)],
        requirements=[need(40_000)],
        settings={"Periods": 20, "Currency": "USD"},
    )

    assert answer.value("cost") == 30_000_000_000


def with_estonian_cap(cap: int | None) -> Answer:
    """Estonia pledges one company of 200, others 600; 800 are asked for; the cap counts heads deployed."""
    caps = (
        []
        if cap is None
        else [row("Drawdown caps", applies_to="Estonia", stock="own", counts="deployed", cap_heads=cap)]
    )
    return best(
        a_plan(
            contingents=[
                pledge("EST-COY", "Estonia", heads_per_unit=200),
                pledge("FRA-BN", "France", heads_per_unit=600),
            ],
            requirements=[need(800)],
            areas=[row("Areas", area="Estonia", nation="Estonia", own=7000)],
            drawdown_caps=caps,
        )
    )


@pytest.mark.parametrize("cap", [200, 201, 400, 7000, None])
def test_an_estonian_cap_raised_above_the_pledge_changes_nothing(cap: int | None):
    """The pledge of 200 binds, not the cap."""
    answer = with_estonian_cap(cap)

    assert answer.heads(contingent="EST-COY") == 200
    assert answer.values == with_estonian_cap(200).values


@pytest.mark.parametrize("cap", [0, 199])
def test_an_estonian_cap_below_the_pledge_costs_exactly_that_company(cap: int):
    answer = with_estonian_cap(cap)

    assert answer.heads(contingent="EST-COY") == 0
    assert answer.heads(contingent="FRA-BN") == 600
    assert answer.value("target shortfall") == 200


def test_a_finnish_allowance_of_0_keeps_every_finn_home():
    """0 is none, not "no limit"."""
    answer = best_of(
        contingents=[pledge("FIN-COY", "Finland")],
        areas=[row("Areas", area="Finland", nation="Finland")],
        drawdown_caps=[row("Drawdown caps", applies_to="Finland", stock="own", cap_heads=0)],
    )

    assert answer.heads() == 0


@pytest.mark.parametrize(("asked", "filled", "gap"), [(10_000, 10_000, 0), (25_000, 13_850, 11_150)])
def test_13_850_numbered_pledges_fill_10_000_and_leave_11_150_of_25_000(asked: int, filled: int, gap: int):
    """In packets of 50, which divide both."""
    answer = best_of(
        contingents=[pledge("EUR-PLT", "Europe", units=277, heads_per_unit=50)], requirements=[need(asked)]
    )

    assert answer.heads() == filled
    assert answer.value("target shortfall") == gap


def test_what_is_stationed_in_estonia_stays_there_at_zero_allied_drawdown():
    """7,500 British, of whom 1,000 stationed in and 1,500 earmarked for Estonia: 5,000 are left."""
    british = [
        pledge("GBR-HOME", "United Kingdom", heads_per_unit=5000),
        pledge("GBR-EST", "United Kingdom", heads_per_unit=1000, drawn_from="Estonia", stock="stationed"),
        pledge("GBR-LBDE", "United Kingdom", heads_per_unit=1500, drawn_from="Estonia", stock="earmarked"),
    ]
    caps = [
        row("Drawdown caps", applies_to="Estonia", stock=stock, cap_heads=0)
        for stock in ("stationed", "earmarked")
    ]
    areas = [row("Areas", area="Estonia", nation="Estonia", stationed=1000, earmarked=1500)]
    free = best_of(contingents=british, requirements=[need(7500)], areas=areas)
    capped = best_of(contingents=british, requirements=[need(7500)], areas=areas, drawdown_caps=caps)

    assert free.heads() == 7500
    assert capped.heads() == 5000
    assert capped.value("target shortfall") == 2500
