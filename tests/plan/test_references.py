"""Names that refer to a register which does not have them: the nearest is offered."""

from __future__ import annotations

import pytest
from small_plan import Records, errors, sheets, warnings

from solver.errors import PlanError
from solver.plan.make import make_plan
from solver.tables import raw_tables

CONTINGENT = sheets()["Contingents"][0]
REQUIREMENT = sheets()["Requirements"][0]
ESTONIA = {"Area": "Estonia", "Nation": "Estonia", "Own": 4000}


def only(messages: list[str]) -> str:
    """The one finding that there is."""
    assert len(messages) == 1, messages
    return messages[0]


UNKNOWN: dict[str, tuple[Records, str]] = {
    "nation": (
        {"Nations": [{"Nation": "Estonia"}], "Contingents": [{**CONTINGENT, "Nation": "Estona"}]},
        "Estonia",
    ),
    "area": ({"Areas": [ESTONIA], "Contingents": [{**CONTINGENT, "Drawn from": "Estona"}]}, "Estonia"),
    "condition": (
        {
            "Conditions": [{"Condition": "US backstop", "Holds": "no"}],
            "Contingents": [{**CONTINGENT, "Conditions": "US backstp"}],
        },
        "US backstop",
    ),
    "site": ({"Requirements": [{**REQUIREMENT, "Site": "Lvi"}]}, "Lviv"),
    "role": (
        {"Roles": [{"Role": "infantry"}], "Requirements": [{**REQUIREMENT, "Role": "infntry"}]},
        "infantry",
    ),
    "contingent": ({"Locks": [{"Contingent": "EST1", "Units at most": 1}]}, "EST-1"),
    "area or group": (
        {
            "Areas": [{**ESTONIA, "Groups": "Baltics"}],
            "Drawdown caps": [{"Applies to": "Baltcs", "Cap heads": 0}],
        },
        "Baltics",
    ),
    "nation or group": (
        {
            "Nations": [{"Nation": "Estonia", "Groups": "Nordic"}],
            "Caveats": [{"Nation": "Estonia; Nordik", "Effect": "not", "Reason": "x"}],
        },
        "Nordic",
    ),
    "capability": (
        {
            "Suitability": [{"Capability": "infantry", "Role": "infantry"}],
            "Caveats": [{"Capability": "infantri", "Effect": "not", "Reason": "x"}],
        },
        "infantry",
    ),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_an_unknown_name_comes_with_the_nearest(what):
    records, near = UNKNOWN[what]
    message = only(errors(**records))
    assert f"unknown {what} '" in message
    assert f"did you mean '{near}'?" in message


def test_an_unknown_name_says_to_which_sheet_it_could_be_added():
    assert only(errors(Requirements={"Site": "Odesa"})).endswith(
        "unknown site 'Odesa'; add it to sheet Sites"
    )


@pytest.mark.parametrize("absent", [None, []])
def test_areas_and_conditions_must_exist_when_named(absent):
    assert "unknown area" in only(errors(Areas=absent, Contingents={"Drawn from": "Estonia"}))
    assert "unknown condition" in only(errors(Conditions=absent, Contingents={"Conditions": "truce"}))


def test_of_a_missing_sheet_only_the_sheet_is_told():
    """That every site is unknown then goes without saying."""
    tables = sheets()
    del tables["Sites"]

    with pytest.raises(PlanError) as told:
        make_plan(raw_tables(tables))

    assert "sheet Sites is missing" in only([finding.message for finding in told.value.findings])


def test_a_name_that_is_not_enabled_is_said_to_be_so():
    rows = [{"Site": "Lviv", "Enabled": "no"}, {"Site": "Odesa"}]
    assert "'Lviv' is not enabled (sheet Sites, row 2)" in only(errors(Sites=rows))


def test_names_separated_by_commas_are_told_to_use_semicolons():
    records = {
        "Sites": [{"Site": "Lviv"}, {"Site": "Odesa"}],
        "Caveats": [{"Site": "Lviv, Odesa", "Effect": "not", "Reason": "x"}],
    }
    assert "separate several by ;" in only(errors(**records))


@pytest.mark.parametrize(
    ("caveat", "message"),
    [
        ({"Zone": "Wst"}, "zone 'Wst' stands nowhere else, so the row never applies; did you mean 'West'?"),
        ({"Capability": "infantri"}, "did you mean 'infantry'?"),
        ({"Nation": "Estona"}, "no contingent is of nation 'Estona'; did you mean 'Estonia'?"),
        ({"Nation": "Esotnia"}, "did you mean 'Estonia'?"),
    ],
)
def test_a_slip_in_a_row_that_holds_somebody_back_is_an_error(caveat, message):
    """The caveat would keep nobody out, and a warning is soon overlooked."""
    assert message in only(errors(Caveats=[{**caveat, "Effect": "not", "Reason": "x"}]))


@pytest.mark.parametrize("caveat", [{"Zone": "Coast"}, {"Capability": "divers"}, {"Nation": "Estoland"}])
def test_a_name_that_is_no_slip_is_a_warning(caveat):
    """A caveat may speak of what nobody has pledged yet."""
    assert only(warnings(Caveats=[{**caveat, "Effect": "not", "Reason": "x"}]))


def test_without_a_register_nations_separated_by_commas_are_asked_apart():
    contingents = [{**CONTINGENT, "Contingent": nation, "Nation": nation} for nation in ("Estonia", "France")]
    rows = [{"Nation": "France, estonia", "Effect": "not", "Reason": "x"}]
    assert "type 'France; estonia'" in only(errors(Contingents=contingents, Caveats=rows))
    message = only(warnings(Contingents=contingents, Caveats=rows))
    assert message.endswith("no contingent is of nation 'France, estonia'; separate several by ;, not by ','")
