"""What the areas that the plan protects give up."""

from __future__ import annotations

import pytest
from small_answers import best_of
from small_plans import Record, Records, need, pledge, row

ESTONIA = row(
    "Areas", area="Estonia", nation="Estonia", groups="Baltics", own=1000, stationed=600, earmarked=400
)
LATVIA = row("Areas", area="Latvia", nation="Latvia", groups="Baltics", own=1000)


def cap(applies_to: str = "Estonia", **fields: object) -> Record:
    """A cap."""
    return row("Drawdown caps", applies_to=applies_to, **fields)


def companies_sent(
    *caps: Record, pledges: Records | None = None, periods: int = 1, **sheets: Records
) -> list[float]:
    """How many companies go in each period, where as many are asked for as are pledged (1:2 unless said)."""
    pledges = pledges or [pledge("EST-INF", "Estonia", units=3)]
    answer = best_of(
        contingents=pledges,
        requirements=[need(1000), need(1000, role="GBAD")],
        areas=[ESTONIA, LATVIA],
        drawdown_caps=list(caps),
        settings={"Periods": periods},
        **sheets,
    )
    return [answer.units(period=period) for period in range(1, periods + 1)]


@pytest.mark.parametrize(("heads", "companies"), [(600, 2), (599, 1), (299, 0), (0, 0), (10_000, 3)])
def test_drawdown_cap_counts_heads_tied_up(heads: int, companies: int):
    """1:2: a company of 100 ties up 300."""
    assert companies_sent(cap(cap_heads=heads)) == [companies]


@pytest.mark.parametrize(("heads", "companies"), [(200, 2), (199, 1), (99, 0)])
def test_drawdown_cap_may_count_heads_deployed_only(heads: int, companies: int):
    assert companies_sent(cap(cap_heads=heads, counts="deployed")) == [companies]


def test_drawdown_cap_a_cap_one_head_too_small_keeps_the_whole_company_home():
    """Units are never split: 149 heads allowed means none of a company of 150."""
    company = pledge("EST-INF", "Estonia", heads_per_unit=150)

    assert companies_sent(cap(cap_heads=149, counts="deployed"), pledges=[company]) == [0]
    assert companies_sent(cap(cap_heads=150, counts="deployed"), pledges=[company]) == [1]


@pytest.mark.parametrize(
    ("stock", "heads", "companies"),
    [("stationed", 200, 2), ("earmarked", 300, 1), ("earmarked", 299, 0), ("own", 0, 3)],
)
def test_drawdown_cap_takes_a_contingent_where_it_is_drawn_from(stock: str, heads: int, companies: int):
    """British companies: stationed ones count 100 each, earmarked ones their base too (300), own not."""
    drawn_from = "earmarked" if stock == "earmarked" else "stationed"
    british = pledge("GBR-INF", "United Kingdom", units=3, drawn_from="Estonia", stock=drawn_from)

    assert companies_sent(cap(cap_heads=heads, stock=stock), pledges=[british]) == [companies]


def test_drawdown_cap_on_any_stock_adds_all_stocks_up():
    """An own company ties up 300, a British stationed one 100: 400 fits both, 399 not."""
    pledges = [
        pledge("EST-INF", "Estonia"),
        pledge("GBR-INF", "United Kingdom", drawn_from="Estonia", stock="stationed"),
    ]

    assert companies_sent(cap(cap_heads=400), pledges=pledges) == [2]
    assert companies_sent(cap(cap_heads=399), pledges=pledges) == [1]


def test_drawdown_cap_leaves_out_who_is_drawn_from_none_and_other_areas():
    pledges = [
        pledge("EST-ABROAD", "Estonia", drawn_from="none"),
        pledge("LVA-INF", "Latvia"),
        pledge("FRA-INF", "France"),
    ]

    assert companies_sent(cap(cap_heads=0), pledges=pledges) == [3]


@pytest.mark.parametrize(("heads", "companies"), [(600, 2), (599, 1)])
def test_drawdown_cap_on_a_group_adds_its_areas_up(heads: int, companies: int):
    pledges = [pledge("EST-INF", "Estonia"), pledge("LVA-INF", "Latvia"), pledge("LVA-2", "Latvia", units=0)]

    assert companies_sent(cap("Baltics", cap_heads=heads), pledges=pledges) == [companies]


def test_drawdown_cap_on_a_capability_leaves_the_others_alone():
    pledges = [pledge("EST-INF", "Estonia"), pledge("EST-AD", "Estonia", capability="GBAD")]

    assert companies_sent(cap(cap_heads=0, capability="GBAD"), pledges=pledges) == [1]


@pytest.mark.parametrize(
    ("stock", "share", "companies"),
    [("own", 0.2, 2), ("own", 0.19, 1), ("any", 0.1, 2), ("stationed", 0, 3)],
)
def test_drawdown_cap_share_is_of_the_baseline_of_its_stock(stock: str, share: float, companies: int):
    """Own 1,000: 0.2 is 200 heads. All stocks 2,000: 0.1 is 200 heads."""
    assert companies_sent(cap(cap_share=share, stock=stock, counts="deployed")) == [companies]


@pytest.mark.parametrize(("heads", "share", "companies"), [(300, 0.1, 1), (100, 0.3, 1), (300, 0.3, 3)])
def test_drawdown_cap_with_both_numbers_is_the_tighter(heads: int, share: float, companies: int):
    both = cap(cap_heads=heads, cap_share=share, stock="own", counts="deployed")

    assert companies_sent(both) == [companies]


def test_drawdown_cap_rows_all_hold():
    """One row allows two companies, the other one."""
    rows = [cap(cap_heads=200, counts="deployed"), cap(cap_heads=300)]

    assert companies_sent(*rows) == [1]


def test_drawdown_cap_holds_from_and_to_its_periods():
    assert companies_sent(cap(cap_heads=0, first=2, last=2), periods=3) == [3, 0, 3]


def test_drawdown_cap_counts_a_pools_units_while_they_rest():
    """1:1 and a cap of 100: the company that goes in 1 rests in 2, and nobody else may go then."""
    pledges = [
        pledge("EST-POOL", "Estonia", basis="pool", dwell_ratio=1, last=1),
        pledge("EST-NEXT", "Estonia", dwell_ratio=0, first=2),
    ]

    assert sum(companies_sent(cap(cap_heads=100), pledges=pledges, periods=2)) == 1
    assert sum(companies_sent(cap(cap_heads=100, counts="deployed"), pledges=pledges, periods=2)) == 2


def backfill(heads: int = 100, **fields: object) -> Record:
    """Heads that arrive in Estonia."""
    return row("Backfill", area="Estonia", heads=heads, **fields)


@pytest.mark.parametrize(
    ("arriving", "stock", "companies"),
    [
        ([backfill()], "own", 1),
        ([backfill()], "any", 1),
        ([backfill(), backfill() | {"Note": "two"}], "own", 2),
        ([backfill(stock="stationed")], "own", 0),
        ([backfill(stock="stationed")], "any", 1),
        ([backfill(99)], "own", 0),
    ],
)
def test_drawdown_cap_grows_by_the_backfill_of_its_stock(arriving: Records, stock: str, companies: int):
    """A cap of 0 deployed heads, and what comes in for those who leave."""
    caps = cap(cap_heads=0, stock=stock, counts="deployed")

    assert companies_sent(caps, backfill=arriving) == [companies]


@pytest.mark.parametrize(
    ("of_backfill", "of_cap", "companies"),
    [("Infantry", "Infantry", 1), ("Infantry", "", 1), ("", "Infantry", 1), ("GBAD", "Infantry", 0)],
)
def test_drawdown_cap_backfill_of_a_capability_counts_for_caps_of_it_or_of_none(
    of_backfill: str, of_cap: str, companies: int
):
    caps = cap(cap_heads=0, capability=of_cap, counts="deployed")

    assert companies_sent(caps, backfill=[backfill(capability=of_backfill)]) == [companies]


@pytest.mark.parametrize(("holds", "companies"), [("yes", [0, 0, 1, 0]), ("no", [0, 0, 0, 0])])
def test_drawdown_cap_backfill_waits_for_its_condition_and_window(holds: str, companies: list[int]):
    """Window 2 to 3, condition from 3 on: period 3 only."""
    sent = companies_sent(
        cap(cap_heads=0, counts="deployed"),
        periods=4,
        backfill=[backfill(condition="Surge", first=2, last=3)],
        conditions=[row("Conditions", condition="Surge", holds=holds, first=3)],
    )

    assert sent == companies


def test_drawdown_cap_of_a_group_takes_the_backfill_of_its_areas():
    assert companies_sent(cap("Baltics", cap_heads=0, counts="deployed"), backfill=[backfill()]) == [1]
    assert companies_sent(cap("Latvia", cap_heads=0), backfill=[backfill()]) == [3]
