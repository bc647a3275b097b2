"""Where a unit may be at all."""

from __future__ import annotations

import pytest
from small_answers import best_of
from small_plans import Records, need, pledge, row, site

LVIV_AND_ODESA = [need(), need(at="Odesa")]


@pytest.mark.parametrize(
    ("status", "count_from", "used"),
    [
        ("indicated", "pledged", 0),
        ("pledged", "pledged", 1),
        ("confirmed", "pledged", 1),
        ("pledged", "confirmed", 0),
        ("indicated", "indicated", 1),
    ],
)
def test_eligible_counts_pledges_from_the_status_that_is_set(status: str, count_from: str, used: int):
    answer = best_of(contingents=[pledge(status=status)], settings={"Count pledges from": count_from})

    assert answer.units() == used


def test_eligible_waits_for_the_last_of_all_its_conditions():
    """A mandate from period 2 and a ceasefire from period 3: it may go in 3 and 4 only."""
    answer = best_of(
        contingents=[pledge(conditions="Mandate; Ceasefire")],
        conditions=[
            row("Conditions", condition="Mandate", holds="yes", first=2),
            row("Conditions", condition="Ceasefire", holds="yes", first=3),
        ],
        settings={"Periods": 4},
    )

    assert [answer.units(period=period) for period in (1, 2, 3, 4)] == [0, 0, 1, 1]


def test_eligible_never_uses_what_waits_for_a_condition_that_does_not_hold():
    answer = best_of(
        contingents=[pledge(conditions="Mandate; Ceasefire")],
        conditions=[
            row("Conditions", condition="Mandate", holds="yes"),
            row("Conditions", condition="Ceasefire", holds="no"),
        ],
        settings={"Periods": 2},
    )

    assert answer.units() == 0


def test_eligible_keeps_the_windows_of_contingent_site_and_requirement():
    """Contingent from 2, site to 4, requirement from 3: only periods 3 and 4 are left."""
    answer = best_of(
        contingents=[pledge(first=2)],
        sites=[site(last=4)],
        requirements=[need(first=3)],
        settings={"Periods": 5},
    )

    assert [answer.units(period=period) for period in range(1, 6)] == [0, 0, 1, 1, 0]


def test_eligible_lets_requirements_lack_while_their_site_is_not_available():
    answer = best_of(sites=[site(first=2)], settings={"Periods": 2})

    assert answer.value("target shortfall") == 100


def test_eligible_needs_a_row_of_suitability_where_there_is_the_sheet():
    """Engineers are not suited for infantry, although the infantry role exists."""
    answer = best_of(
        contingents=[pledge(), pledge("POL-ENG", capability="Engineers")],
        requirements=[need(200)],
        suitability=[row("Suitability", capability="Infantry", role="Infantry")],
    )

    assert answer.units(contingent="POL-INF") == 1
    assert answer.units(contingent="POL-ENG") == 0


def test_eligible_without_suitability_lets_a_capability_fill_the_role_of_its_name():
    answer = best_of(
        contingents=[pledge(), pledge("POL-ENG", capability="Engineers")],
        requirements=[need(200), need(200, role="Engineers")],
    )

    assert answer.units(contingent="POL-ENG", role="Engineers") == 1
    assert answer.units(contingent="POL-INF", role="Infantry") == 1


def test_eligible_sends_nobody_where_no_row_asks_but_a_target_of_0_permits():
    """Lviv asks for nothing: permitted, and used only because the force needs a floor of 100."""
    answer = best_of(requirements=[need(0)], force=[row("Force", floor=100)])

    assert answer.units(site="Lviv") == 1


def where_allowed(caveats: Records, **sheets: Records) -> dict[str, set[str]]:
    """For each of a French, a Polish and an Estonian company, the sites that ask for it and get it.

    Each asks for 300 in both periods, so that everybody goes wherever he may.
    """
    found: dict[str, set[str]] = {}
    for place in ("Lviv", "Odesa", "Kharkiv"):
        answer = best_of(
            contingents=[
                pledge("FRA-INF", "France"),
                pledge("POL-INF", "Poland"),
                pledge("EST-INF", "Estonia"),
            ],
            nations=[
                row("Nations", nation="France"),
                row("Nations", nation="Poland", groups="East"),
                row("Nations", nation="Estonia", groups="East; Baltic"),
            ],
            sites=[site(zone="West"), site("Odesa", zone="South"), site("Kharkiv", zone="Front")],
            requirements=[need(300, at=place)],
            caveats=[caveat | {"Reason": "its parliament"} for caveat in caveats],
            **sheets,
        )
        for name in answer.solution.allocation["contingent"]:
            found.setdefault(name, set()).add(place)
    return found


EVERYWHERE = {"Lviv", "Odesa", "Kharkiv"}


def test_eligible_a_caveat_not_forbids_what_matches_every_filled_column():
    """France not at the front: the French elsewhere and others at the front stay allowed."""
    found = where_allowed([row("Caveats", nation="France", zone="Front", effect="not")])

    assert found == {"FRA-INF": {"Lviv", "Odesa"}, "POL-INF": EVERYWHERE, "EST-INF": EVERYWHERE}


def test_eligible_a_caveat_reads_lists_and_groups_of_nations():
    """Nations of the group East, and France, not in Odesa or Kharkiv."""
    found = where_allowed(
        [
            row("Caveats", nation="East", site="Odesa; Kharkiv", effect="not"),
            row("Caveats", contingent="FRA-INF", zone="South; Front", effect="not"),
        ]
    )

    assert found == {"FRA-INF": {"Lviv"}, "POL-INF": {"Lviv"}, "EST-INF": {"Lviv"}}


def test_eligible_a_caveat_only_forbids_everything_else_to_those_it_names():
    found = where_allowed([row("Caveats", nation="Baltic", zone="West", effect="only")])

    assert found == {"FRA-INF": EVERYWHERE, "POL-INF": EVERYWHERE, "EST-INF": {"Lviv"}}


def test_eligible_every_caveat_row_holds_by_itself():
    """Only in the West, and only in Odesa, leaves nothing: two rows are not two chances."""
    found = where_allowed(
        [
            row("Caveats", nation="Estonia", zone="West", effect="only"),
            row("Caveats", nation="Estonia", site="Odesa", effect="only"),
        ]
    )

    assert "EST-INF" not in found


def test_eligible_a_caveat_only_with_nobody_named_is_for_everybody():
    found = where_allowed([row("Caveats", site="Lviv; Odesa", effect="only")])

    two = {"Lviv", "Odesa"}
    assert found == {"FRA-INF": two, "POL-INF": two, "EST-INF": two}


@pytest.mark.parametrize("effect", ["not", "only"])
def test_eligible_a_caveat_holds_only_from_and_to_its_periods(effect: str):
    """In period 2 of 3 it may not be at Lviv (not Lviv, or only Odesa): one period lacks 100."""
    where = "Lviv" if effect == "not" else "Odesa"
    answer = best_of(
        sites=[site(), site("Odesa")],
        caveats=[row("Caveats", site=where, effect=effect, reason="winter", first=2, last=2)],
        settings={"Periods": 3},
    )

    assert [answer.units(period=period) for period in (1, 2, 3)] == [1, 0, 1]


def test_eligible_a_caveat_on_a_capability_and_a_role():
    """Infantry not for air defence: its only use is then as infantry."""
    suited = [row("Suitability", capability="Infantry", role=role) for role in ("Infantry", "Air defence")]
    answer = best_of(
        requirements=[need(50), need(500, role="Air defence", weight=5)],
        suitability=suited,
        caveats=[
            row("Caveats", capability="Infantry", role="Air defence", effect="not", reason="not trained")
        ],
    )

    assert answer.units(role="Air defence") == 0
    assert answer.units(role="Infantry") == 1
