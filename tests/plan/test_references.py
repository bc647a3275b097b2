"""Names that refer to a register which does not have them: the nearest is offered."""

from __future__ import annotations

import pytest
from small_plans import Workbook, errors, estonian, need, only, row, site, warnings

ESTONIA = row("Areas", area="Estonia", nation="Estonia", own=4000)


UNKNOWN: dict[str, tuple[Workbook, str]] = {
    "nation": (
        {"Nations": [row("Nations", nation="Estonia")], "Contingents": [estonian(nation="Estona")]},
        "Estonia",
    ),
    "area": ({"Areas": [ESTONIA], "Contingents": [estonian(drawn_from="Estona")]}, "Estonia"),
    "condition": (
        {
            "Conditions": [row("Conditions", condition="US backstop", holds="no")],
            "Contingents": [estonian(conditions="US backstp")],
        },
        "US backstop",
    ),
    "site": ({"Requirements": [need(150, at="Lvi", role="infantry")]}, "Lviv"),
    "role": (
        {"Roles": [row("Roles", role="infantry")], "Requirements": [need(150, role="infntry")]},
        "infantry",
    ),
    "contingent": ({"Locks": [row("Locks", contingent="EST1", units_at_most=1)]}, "EST-1"),
    "area, nation or group": (
        {
            "Areas": [ESTONIA | row("Areas", groups="Baltics")],
            "Drawdown caps": [row("Drawdown caps", applies_to="Baltcs", cap_heads=0)],
        },
        "Baltics",
    ),
    "nation or group": (
        {
            "Nations": [row("Nations", nation="Estonia", groups="Nordic")],
            "Caveats": [row("Caveats", nation="Estonia; Nordik", effect="not", reason="x")],
        },
        "Nordic",
    ),
    "capability": (
        {
            "Suitability": [row("Suitability", capability="infantry", role="infantry")],
            "Caveats": [row("Caveats", capability="infantri", effect="not", reason="x")],
        },
        "infantry",
    ),
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_an_unknown_name_comes_with_the_nearest(what):
    records, near = UNKNOWN[what]
    message = only(errors(raw=records))
    assert f"unknown {what} '" in message
    assert f"did you mean '{near}'?" in message


def test_an_unknown_name_says_to_which_sheet_it_could_be_added():
    assert only(errors(requirements=[need(150, at="Odesa", role="infantry")])).endswith(
        "unknown site 'Odesa'; add it to sheet Sites"
    )


@pytest.mark.parametrize("absent", [None, []])
def test_areas_and_conditions_must_exist_when_named(absent):
    assert "unknown area" in only(errors(areas=absent, contingents=[estonian(drawn_from="Estonia")]))
    assert "unknown condition" in only(errors(conditions=absent, contingents=[estonian(conditions="truce")]))


def test_of_a_missing_sheet_only_the_sheet_is_told():
    """That every site is unknown then goes without saying."""
    assert "sheet Sites is missing" in only(errors(sites=None))


def test_a_name_that_is_not_enabled_is_said_to_be_so():
    rows = [site(enabled="no"), site("Odesa")]
    assert "'Lviv' is not enabled (sheet Sites, row 2)" in only(errors(sites=rows))


def test_names_separated_by_commas_are_told_to_use_semicolons():
    records = {
        "Sites": [site(), site("Odesa")],
        "Caveats": [row("Caveats", site="Lviv, Odesa", effect="not", reason="x")],
    }
    assert "separate several by ;" in only(errors(raw=records))


@pytest.mark.parametrize(
    ("caveat", "message"),
    [
        ({"zone": "Wst"}, "zone 'Wst' stands nowhere else, so the row never applies; did you mean 'West'?"),
        ({"capability": "infantri"}, "did you mean 'infantry'?"),
        ({"nation": "Estona"}, "no contingent is of nation 'Estona'; did you mean 'Estonia'?"),
        ({"nation": "Esotnia"}, "did you mean 'Estonia'?"),
    ],
)
def test_a_slip_in_a_row_that_holds_somebody_back_is_an_error(caveat, message):
    """The caveat would keep nobody out, and a warning is soon overlooked."""
    assert message in only(errors(caveats=[row("Caveats", **caveat, effect="not", reason="x")]))


@pytest.mark.parametrize("caveat", [{"zone": "Coast"}, {"capability": "divers"}, {"nation": "Estoland"}])
def test_a_name_that_is_no_slip_is_a_warning(caveat):
    """A caveat may speak of what nobody has pledged yet."""
    assert only(warnings(caveats=[row("Caveats", **caveat, effect="not", reason="x")]))


def test_without_a_register_nations_separated_by_commas_are_asked_apart():
    contingents = [estonian(nation, nation) for nation in ("Estonia", "France")]
    rows = [row("Caveats", nation="France, estonia", effect="not", reason="x")]
    assert "type 'France; estonia'" in only(errors(contingents=contingents, caveats=rows))
    message = only(warnings(contingents=contingents, caveats=rows))
    assert message.endswith("no contingent is of nation 'France, estonia'; separate several by ;, not by ','")
