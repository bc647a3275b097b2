"""Sites: where they lie, who can lead them, what fits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median

import numpy as np

from solver.errors import Finding
from solver.plan.draft import Draft, at
from solver.tables import rows_where
from solver.text.numbers import number_text


def nobody_can_lead(draft: Draft) -> Iterator[Finding]:
    """A site that needs a lead, in a plan where no nation can lead, holds nobody."""
    rows = draft.readable("Sites", "Needs lead")
    needed = rows["needs_lead"].to_numpy(dtype=bool)
    if not needed.any() or True in draft.rows("Nations")["can_lead"].tolist():
        return
    for row in rows_where(rows, needed):
        message = f"{row.site} needs a lead, but no nation has Can lead = yes: nobody can be there"
        yield at("Sites", row.sheet_row, "Needs lead", message, "warning")


def least_heads_above_capacity(draft: Draft) -> Iterator[Finding]:
    """A site that must hold more than fits never opens."""
    rows = draft.readable("Sites", "Capacity", "Least heads")
    for row in rows_where(rows, rows["least_heads"].to_numpy() > rows["capacity"].to_numpy()):
        least, capacity = number_text(row.least_heads), number_text(row.capacity)
        message = f"Least heads {least} is above Capacity {capacity}: nobody can be there"
        yield at("Sites", row.sheet_row, "Least heads", message, "warning")


FAR = 1500.0
"""Kilometres from the middle of the other sites beyond which a site is looked at.

Put right, it must lie as near to one of them: else it is not among them either.
"""

OUTSIDE = 2.0
"""How many times farther from the middle than the others lie (their median) a site is far outside of them."""

LEAST_OF_A_ZONE = 2
"""Other sites of its zone from which on a site is compared with them alone."""

_EXCHANGED, _OTHER_SIGN = 3.0, 6.0
"""How many times nearer a site must come to another one for that slip to be the likely reason.

Paris, in a force for Ukraine, comes 3.8 times nearer when it is put right, and Halifax 3 times
when it is put into Kazakhstan, across the prime meridian.
"""

_EARTH = 6371.0
"""Kilometres from the centre of the Earth to its surface."""

_Place = tuple[float, float]
"""Latitude and longitude in degrees."""


def swapped_coordinates(draft: Draft) -> Iterator[Finding]:
    """A site far outside all others whose latitude and longitude are probably exchanged, or have a lost sign.

    A site is named where it lies more than 1,500 km from the middle (the median) of all other sites, and
    twice as far from it as they do (their median), and would be within a third of that from one of them
    with the two exchanged, or within a sixth with the sign of one changed. The others are those of its zone
    where there are two or more: sites over continents lie far apart, those of a zone mostly do not. A site
    that is far off because it is meant to be comes no nearer by that: neither a headquarters in Paris nor a
    port in Canada, for a force in Ukraine. Of two sites alone both are named: nobody knows which is right.

    What cannot be known without the shapes of countries is not checked: all
    sites exchanged alike, or a site outside the country that it names.
    """
    rows = draft.readable("Sites", "Latitude", "Longitude")
    located = ~np.isnan(rows["latitude"].to_numpy()) & ~np.isnan(rows["longitude"].to_numpy())
    placed = list(rows_where(rows, located))
    places = [(row.latitude, row.longitude) for row in placed]
    for at_row, row in enumerate(placed):
        rest = [number for number in range(len(placed)) if number != at_row]
        near = [number for number in rest if row.zone and placed[number].zone == row.zone]
        of_zone = LEAST_OF_A_ZONE <= len(near) < len(rest)
        name = f"the other sites in {row.zone}" if of_zone else "the other sites"
        others = [places[number] for number in (near if of_zone else rest)]
        if text := _slip(places[at_row], name, others) if others else "":
            yield at("Sites", row.sheet_row, "Latitude", f"{row.site} {text}", "warning")


def _slip(here: _Place, name: str, others: list[_Place]) -> str:
    """What was probably typed wrong, where a site lies far outside the others; "" where nothing was."""
    middle = (median(north for north, _ in others), median(east for _, east in others))
    given = _kilometres(here, middle)
    spread = median(_kilometres(other, middle) for other in others)
    if not given > max(FAR, OUTSIDE * spread):
        return ""
    for called, there, nearer in _corrections(here):
        then = min(_kilometres(there, other) for other in others)
        # Another site may be the one that is wrong: nearer to the middle, too.
        if then <= min(FAR, given / nearer) and _kilometres(there, middle) < given:
            return (
                f"lies {given:,.0f} km from the middle of {name} ({_named(here)}); "
                f"{called} ({_named(there)}) it would be {then:,.0f} km from one of them: "
                "correct it if that is meant"
            )
    return ""


def _corrections(site: _Place) -> list[tuple[str, _Place, float]]:
    """Where a site would be if one slip of the keyboard were taken back, and how much nearer that must be."""
    latitude, longitude = site
    exchanged = [("exchanged", (longitude, latitude), _EXCHANGED)] if abs(longitude) <= 90 else []
    return [
        *exchanged,
        ("with the sign of Latitude changed", (-latitude, longitude), _OTHER_SIGN),
        ("with the sign of Longitude changed", (latitude, -longitude), _OTHER_SIGN),
    ]


def _kilometres(one: _Place, other: _Place) -> float:
    """The great-circle distance between two places, each latitude and longitude in degrees."""
    north, east, other_north, other_east = map(math.radians, (*one, *other))
    half = (
        math.sin((north - other_north) / 2) ** 2
        + math.cos(north) * math.cos(other_north) * math.sin((east - other_east) / 2) ** 2
    )
    return 2 * _EARTH * math.asin(math.sqrt(min(1.0, half)))


def _named(place: _Place) -> str:
    """``Latitude 49.8, Longitude 24``."""
    return f"Latitude {number_text(place[0])}, Longitude {number_text(place[1])}"
