"""Checks of units: nations, contingents, what they can do and where caveats keep them."""

from __future__ import annotations

from small_plan import errors, plan_of, warnings

ESTONIA = {"Area": "Estonia", "Nation": "Estonia", "Own": 4000}


def only(messages: list[str]) -> str:
    """The one finding that there is."""
    assert len(messages) == 1, messages
    return messages[0]


def test_a_nation_is_not_named_like_a_group():
    nations = [{"Nation": "Estonia", "Groups": "Nordic; finland"}, {"Nation": "Finland"}]
    assert "is also the name of the nation (row 3)" in only(errors(Nations=nations))


def test_drawn_from_none_is_no_area():
    assert plan_of(Contingents={"Drawn from": "None"}).contingents.loc[0, "drawn_from"] == "none"


def test_a_capability_that_fills_no_role_is_a_warning():
    rows = [{"Capability": "infantri", "Role": "infantry"}]
    message = only(warnings(Suitability=rows))
    assert "capability 'infantry' stands nowhere in Suitability: it fills no role" in message
    assert "did you mean 'infantri'?" in message


def test_without_suitability_a_capability_that_is_no_role_is_a_warning():
    assert "'engineers' is no role" in only(warnings(Contingents={"Capability": "engineers"}))


def test_a_pool_cannot_be_made_to_deploy_in_every_period():
    assert "Basis is pool" in only(errors(Contingents={"Basis": "pool", "Must deploy": "yes"}))


def test_a_detachment_larger_than_the_contingent_is_a_warning():
    message = only(warnings(Contingents={"Units": 2, "Smallest detachment": 3}))
    assert message.endswith("Smallest detachment 3 is above Units 2: the contingent can go nowhere")
    assert warnings(Contingents={"Units": 2, "Smallest detachment": 2}) == []


def test_allies_drawn_from_an_area_say_their_stock():
    areas = [ESTONIA]
    message = only(errors(Areas=areas, Contingents={"Nation": "France", "Drawn from": "Estonia"}))
    assert message.startswith(
        "Contingents row 2, Stock: Stock is blank, but France is not the nation of area Estonia"
    )
    assert errors(Areas=areas, Contingents={"Nation": "Estonia", "Drawn from": "Estonia"}) == []


def test_an_area_of_no_nation_has_no_own_contingents():
    areas = [{"Area": "Estonia"}]
    assert "Stock is blank" in only(errors(Areas=areas, Contingents={"Drawn from": "Estonia"}))


def test_a_nation_of_two_areas_says_which_one_its_contingent_leaves():
    areas = [{"Area": "North", "Nation": "Estonia"}, {"Area": "South", "Nation": "Estonia"}]
    assert "has several areas; say North, South or none" in only(errors(Areas=areas))
    assert errors(Areas=areas, Contingents={"Drawn from": "South"}) == []


def test_a_stock_of_no_area_is_a_warning():
    assert "drawn from no area" in only(warnings(Contingents={"Stock": "own"}))


def test_a_caveat_that_forbids_says_what():
    rows = [{"Effect": "not", "From": 2, "Reason": "x"}]
    assert "it would forbid everything" in only(errors(Caveats=rows))


def test_a_caveat_that_allows_says_what():
    rows = [{"Effect": "only", "Nation": "Estonia", "Reason": "x"}]
    assert "none of Role, Site, Zone is filled" in only(errors(Caveats=rows))


def test_a_caveat_for_everyone_may_name_only_where():
    assert errors(Caveats=[{"Effect": "only", "Zone": "West", "Reason": "x"}]) == []
