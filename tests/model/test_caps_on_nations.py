"""Caps on nations and on groups of nations: whose forces they count, and how."""

from __future__ import annotations

import pytest
from small_answers import best_of
from small_plans import Record, Records, need, pledge, row

GHANA = row("Nations", nation="Ghana", groups="West Africa", active_strength=1000, dwell_ratio=2)
TOGO = row("Nations", nation="Togo", groups="West Africa", active_strength=500, dwell_ratio=1)
FRANCE = row("Nations", nation="France", active_strength=100_000)
ESTONIA = row("Nations", nation="Estonia", groups="Front; Nordics")
LATVIA = row("Nations", nation="Latvia", groups="Front")
NATIONS = [GHANA, TOGO, FRANCE, ESTONIA, LATVIA]

AREAS = [
    row("Areas", area="Estonia", nation="Estonia", groups="Baltics", own=1000),
    row("Areas", area="Latvia", nation="Latvia", groups="Baltics", own=1000),
    row("Areas", area="Corridor", own=1000),
]

GHANAIAN, TOGOLESE, FRENCH = (
    pledge(f"{nation[:3].upper()}-INF", nation) for nation in ("Ghana", "Togo", "France")
)
ESTONIAN = pledge("EST-INF", "Estonia")
ESTONIAN_ABROAD = pledge("EST-LVA", "Estonia", drawn_from="Latvia", stock="stationed")
FRENCH_IN_ESTONIA = pledge("FRA-EST", "France", drawn_from="Estonia", stock="stationed")


def cap(applies_to: str = "West Africa", **fields: object) -> Record:
    """A cap."""
    return row("Drawdown caps", applies_to=applies_to, **fields)


def companies_sent(*caps: Record, pledges: Records, periods: int = 1, **sheets: Records) -> float:
    """How many companies of 100 go, where more are asked for than are pledged."""
    of: dict[str, Records] = {"nations": NATIONS, "areas": AREAS} | sheets
    answer = best_of(
        contingents=pledges,
        requirements=[need(9000), need(9000, role="GBAD")],
        drawdown_caps=list(caps),
        settings={"Periods": periods},
        **of,
    )
    return answer.units()


@pytest.mark.parametrize(("heads", "companies"), [(500, 2), (499, 1), (300, 1), (199, 0), (0, 0)])
@pytest.mark.parametrize("stock", ["any", "own"])
@pytest.mark.parametrize("areas", [AREAS, []])
def test_drawdown_cap_on_a_group_of_nations_adds_up_what_they_tie_up(
    heads: int, companies: int, stock: str, areas: Records
):
    """A Ghanaian company at 1:2 ties up 300, a Togolese at 1:1 200, with or without a sheet Areas."""
    caps = cap(cap_heads=heads, stock=stock)

    assert companies_sent(caps, pledges=[GHANAIAN, TOGOLESE], areas=areas) == companies


def test_drawdown_cap_on_nations_leaves_other_nations_alone():
    assert companies_sent(cap(cap_heads=0), pledges=[GHANAIAN, TOGOLESE, FRENCH]) == 1
    assert companies_sent(cap("Ghana", cap_heads=0), pledges=[GHANAIAN, TOGOLESE, FRENCH]) == 2


@pytest.mark.parametrize(("heads", "companies"), [(200, 2), (199, 1)])
def test_drawdown_cap_on_nations_may_count_heads_deployed_only(heads: int, companies: int):
    assert companies_sent(cap(cap_heads=heads, counts="deployed"), pledges=[GHANAIAN, TOGOLESE]) == companies


def test_drawdown_cap_on_nations_counts_a_capability_only():
    pledges = [GHANAIAN, pledge("GHA-AD", "Ghana", capability="GBAD")]

    assert companies_sent(cap(cap_heads=0, capability="GBAD"), pledges=pledges) == 1


@pytest.mark.parametrize(("share", "companies"), [(0.34, 2), (0.33, 1), (0.14, 1), (0.13, 0)])
def test_drawdown_cap_share_of_nations_is_of_the_sum_of_their_strengths(share: float, companies: int):
    """1,500 together: 510, 495, 210 and 195 heads; the companies tie up 300 and 200."""
    assert companies_sent(cap(cap_share=share), pledges=[GHANAIAN, TOGOLESE]) == companies


def test_drawdown_cap_on_nations_counts_a_pools_units_while_they_rest():
    """1:1 and a cap of 100: who goes in period 1 rests in 2, and nobody else may go then."""
    pledges = [
        pledge("GHA-POOL", "Ghana", basis="pool", dwell_ratio=1, last=1),
        pledge("GHA-NEXT", "Ghana", dwell_ratio=0, first=2),
    ]

    assert companies_sent(cap(cap_heads=100), pledges=pledges, periods=2) == 1
    assert companies_sent(cap(cap_heads=100, counts="deployed"), pledges=pledges, periods=2) == 2


@pytest.mark.parametrize(
    ("counted", "companies"),
    [
        (ESTONIAN_ABROAD, {"any": 0, "own": 1}),
        (pledge("EST-NONE", "Estonia", drawn_from="none"), {"any": 0, "own": 0}),
        (pledge("EST-COR", "Estonia", drawn_from="Corridor", stock="own"), {"any": 0, "own": 0}),
        (pledge("EST-MARK", "Estonia", stock="earmarked"), {"any": 0, "own": 0}),
        (ESTONIAN, {"any": 0, "own": 0}),
        (FRENCH_IN_ESTONIA, {"any": 1, "own": 1}),
    ],
    ids=["abroad", "none", "nobody's area", "earmarked", "at home", "ally"],
)
def test_drawdown_cap_on_nations_counts_whose_forces_they_are(counted: Record, companies: dict[str, int]):
    """All of a nation's under any; under own, not what it has in another nation's area. Allies never."""
    for stock, expected in companies.items():
        assert companies_sent(cap("Nordics", cap_heads=0, stock=stock), pledges=[counted]) == expected


def test_drawdown_cap_on_nations_of_stock_own_takes_what_they_have_in_each_others_areas():
    """Estonia and Latvia are both Front: Estonians stationed in Latvia are of the group's own."""
    assert companies_sent(cap("Front", cap_heads=0, stock="own"), pledges=[ESTONIAN_ABROAD]) == 0


@pytest.mark.parametrize(("heads", "companies"), [(300, 1), (299, 0)])
def test_drawdown_cap_on_nations_counts_the_base_behind_a_stationed_contingent(heads: int, companies: int):
    """Latvia sees 100 leave; behind them Estonia ties up 300 at 1:2."""
    assert companies_sent(cap("Nordics", cap_heads=heads), pledges=[ESTONIAN_ABROAD]) == companies
    assert companies_sent(cap("Latvia", cap_heads=100), pledges=[ESTONIAN_ABROAD]) == 1


def test_drawdown_cap_on_a_name_of_both_is_on_the_area():
    """Estonia, the area: what is drawn from it, whose ever; not the Estonians in Latvia."""
    pledges = [ESTONIAN, ESTONIAN_ABROAD, FRENCH_IN_ESTONIA]

    assert companies_sent(cap("Estonia", cap_heads=0), pledges=pledges) == 1
    assert companies_sent(cap("Estonia", cap_heads=0, stock="stationed"), pledges=pledges) == 2


def test_drawdown_cap_on_a_group_of_both_is_on_the_areas():
    """Baltics is a group of areas and of nations, of which one has no area."""
    nations = [*NATIONS, row("Nations", nation="Lithuania", groups="Baltics")]
    pledges = [ESTONIAN, pledge("LTU-INF", "Lithuania")]

    assert companies_sent(cap("Baltics", cap_heads=0), pledges=pledges, nations=nations) == 1


def test_drawdown_cap_on_nations_takes_no_backfill():
    """1,000 arrive in Estonia: they raise caps on Estonia, not those on Estonia's nations."""
    arriving = [row("Backfill", area="Estonia", heads=1000)]

    assert companies_sent(cap("Nordics", cap_heads=0), pledges=[ESTONIAN], backfill=arriving) == 0
    assert companies_sent(cap("Estonia", cap_heads=0), pledges=[ESTONIAN], backfill=arriving) == 1


def test_drawdown_cap_on_nations_holds_beside_caps_on_areas():
    """Either holds the Estonians; both are rows of one rule."""
    tight, loose = cap("Nordics", cap_heads=0), cap("Estonia", cap_heads=900)

    assert companies_sent(tight, loose, pledges=[ESTONIAN]) == 0
    assert companies_sent(loose, pledges=[ESTONIAN]) == 1


def test_drawdown_cap_on_nations_counts_indicated_pledges_once_they_count():
    """Left out as long as Settings say so; with them the cap holds."""
    pledges = [{**GHANAIAN, "Status": "indicated"}, TOGOLESE]
    asked = {
        "contingents": pledges,
        "nations": NATIONS,
        "requirements": [need(9000)],
        "drawdown_caps": [cap(cap_heads=200)],
    }
    for status in ("indicated", "pledged"):
        answer = best_of(**asked, settings={"Count pledges from": status})

        assert answer.units(contingent="GHA-INF") == 0
        assert answer.units(contingent="TOG-INF") == 1
