"""Checks of sites: what fits, who can lead, and where they lie on the map."""

from __future__ import annotations

import pytest
from small_plans import errors, only, row, site, warnings


def test_a_site_that_must_hold_more_than_fits_is_a_warning():
    message = only(warnings(sites=[site(zone="West", capacity=300, least_heads=400)]))
    assert message.endswith("Least heads 400 is above Capacity 300: nobody can be there")
    assert warnings(sites=[site(zone="West", capacity=400, least_heads=400)]) == []


def test_a_site_that_needs_a_lead_that_nobody_can_be_is_a_warning():
    assert "no nation has Can lead = yes" in only(warnings(sites=[site(zone="West", needs_lead="yes")]))
    assert (
        warnings(
            sites=[site(zone="West", needs_lead="yes")],
            nations=[row("Nations", nation="Estonia", can_lead="yes")],
        )
        == []
    )


SITES = {
    "Lviv": (49.84, 24.03),
    "Kyiv": (50.45, 30.52),
    "Odesa": (46.48, 30.73),
    "Rzeszow": (50.04, 22.0),
    "Donetsk": (48.0, 37.8),
    "Paris": (48.86, 2.35),
}
"""A force for Ukraine with a headquarters in Paris, 1,900 km off."""


def rows(**moved: tuple[object, object]) -> list[dict[str, object]]:
    """The sites, some of them elsewhere."""
    places = {**SITES, **moved}
    return [site(name, latitude=place[0], longitude=place[1]) for name, place in places.items()]


def test_no_site_in_its_place_is_told_of():
    assert warnings(sites=rows()) == []


@pytest.mark.parametrize("site", SITES)
def test_a_site_with_latitude_and_longitude_exchanged_is_told_of(site):
    latitude, longitude = SITES[site]
    message = only(warnings(sites=rows(**{site: (longitude, latitude)})))
    assert message.startswith(f"Sites row {2 + list(SITES).index(site)}, Latitude: {site} lies ")
    assert f"exchanged (Latitude {latitude:g}, Longitude {longitude:g}) it would be" in message


def test_a_lost_sign_is_told_of():
    """Wellington's 41 degrees south typed as north."""
    islands = {"Auckland": (-36.8, 174.8), "Wellington": (41.3, 174.8), "Nelson": (-41.3, 173.3)}
    islands["Suva"] = (-18.1, 178.4)
    sites = [site(name, latitude=north, longitude=east) for name, (north, east) in islands.items()]
    lviv = site()
    assert "with the sign of Latitude changed (Latitude -41.3," in only(warnings(sites=[lviv, *sites]))


def test_a_site_far_off_that_is_meant_to_be_there_is_no_matter():
    """A port in Canada, and one in the middle of nothing."""
    assert warnings(sites=rows(Halifax=(44.65, -63.57), Ascension=(-7.9, -14.4))) == []


def test_of_two_sites_both_are_told_of():
    """Nobody knows which of them is right."""
    sites = [
        site(latitude=49.84, longitude=24.03),
        site("Odesa", latitude=30.73, longitude=46.48),
    ]
    assert len(warnings(sites=sites)) == 2
    assert warnings(sites=sites[:1]) == []


MISSIONS = {
    "MINURSO": (27.15, -13.2, "Northern Africa"),
    "MINUSMA": (12.65, -8.0, "Western Africa"),
    "UNMIL": (6.31, -10.8, "Western Africa"),
    "UNOCI": (5.32, -4.03, "Western Africa"),
    "MINUSTAH": (18.53, -72.33, "Caribbean"),
    "MONUSCO": (-4.33, 15.32, "Middle Africa"),
    "UNMISS": (4.85, 31.6, "Eastern Africa"),
    "UNISFA": (9.6, 28.43, "Northern Africa"),
    "UNAMA": (34.53, 69.17, "Southern Asia"),
    "UNMOGIP": (33.72, 73.07, "Southern Asia"),
    "UNDOF": (33.24, 35.92, "Western Asia"),
    "UNFICYP": (35.17, 33.37, "Western Asia"),
    "UNIFIL": (33.12, 35.13, "Western Asia"),
}
"""Sites over three continents: exchanged, Kinshasa would lie in Mali and Nicosia in Lebanon."""


def missions(exchanged: str = "", *, zones: bool = True) -> list[dict[str, object]]:
    """The missions, with or without their zones, one with latitude and longitude exchanged."""
    rows = []
    for name, (north, east, zone) in MISSIONS.items():
        north, east = (east, north) if name == exchanged else (north, east)
        rows.append(site(name, latitude=north, longitude=east, zone=zone if zones else ""))
    return rows


@pytest.mark.parametrize("zones", [True, False])
def test_sites_over_continents_are_far_from_each_other_and_right(zones):
    assert warnings(sites=missions(zones=zones)) == []


def test_a_site_far_outside_those_of_its_zone_is_told_of():
    """Bamako exchanged lies off Angola, between all missions but far from those in Western Africa."""
    message = only(warnings(sites=missions("MINUSMA")))
    assert "MINUSMA lies 2,7" in message
    assert "from the middle of the other sites in Western Africa" in message
    assert "exchanged (Latitude 12.65, Longitude -8) it would be" in message


@pytest.mark.parametrize("zones", [True, False])
def test_a_site_far_outside_all_others_is_told_of_with_or_without_zones(zones):
    """Kabul exchanged lies on the Barents Sea. Haiti's lost sign would put it among no other mission."""
    assert "UNAMA lies" in only(warnings(sites=missions("UNAMA", zones=zones)))


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("49\u00b050' N", "49.8333"),
        ("49\u00b0 50\u2032 24\u2033 N", "49.84"),
        ("49\u00b050.4'N", "49.84"),
        ("N 49\u00b0 50'", "49.8333"),
        ("49.84\u00b0 N", "49.84"),
        ("49.84 S", "-49.84"),
        ("33\u00b0 52' S", "-33.8667"),
        ("49d50m24s", "49.84"),
    ],
)
def test_degrees_and_minutes_are_named_as_the_number_to_type(text, degrees):
    """Degrees in another form are an error that says the decimal ones."""
    message = only(errors(sites=[site(zone="West", latitude=text)]))
    assert message.endswith(f"if {degrees} is meant, type only the number")


def test_west_is_negative():
    assert "if -2.35 is meant" in only(errors(sites=[site(zone="West", longitude="2\u00b021' W")]))


def test_a_latitude_beyond_the_pole_says_that_it_may_be_the_longitude():
    message = only(errors(sites=[site(zone="West", latitude=151.2, longitude=-33.9)]))
    assert "Latitude is 151.2; expected a number, from -90 to 90 (degrees north of the equator" in message
