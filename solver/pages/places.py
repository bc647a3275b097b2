"""Places: sites and front-line areas with their heads, and coordinates that are missing or look wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from solver.ledger.ledger import Ledger
from solver.pages.basemap.countries import country_at, known_country, may_lie_in, middle_of
from solver.plan.plan import Plan
from solver.results.coverage import covered_shares
from solver.text.numbers import with_and


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A place: a site with its heads and coverage, or areas of a country with their heads that are tied up.

    ``longitude``, ``latitude``: in degrees, NaN where nobody gave them; ``covered``: a share, NaN where
    nothing is asked for.
    """

    name: str
    longitude: float
    latitude: float
    heads: float
    covered: float
    area: bool = False

    @property
    def located(self) -> bool:
        """Whether it is known where it lies."""
        return not (math.isnan(self.latitude) or math.isnan(self.longitude))


def site_places(plan: Plan, ledger: Ledger, period: int) -> list[MapPlace]:
    """Each site with its heads in a period, and how far what it asks for then is covered, by unit worth."""
    rows = covered_shares(ledger.coverage[ledger.coverage["period"] == period], ["site"], by_worth=True)
    here = ledger.sites.loc[ledger.sites["period"] == period, ["site", "heads"]]
    places = plan.sites[["site", "longitude", "latitude"]].merge(here, on="site", how="left")
    places = places.merge(rows[["site", "covered"]], on="site", how="left").fillna({"heads": 0.0})
    return [MapPlace(*place) for place in places.astype(object).itertuples(index=False, name=None)]


def area_places(plan: Plan, ledger: Ledger, period: int) -> list[MapPlace]:
    """The front-line areas of each country as one place in its middle, with their heads tied up in a period.

    An area that is no country, nor belongs to one, has no place.
    """
    rows = ledger.areas[ledger.areas["period"] == period]
    tied_up = rows.groupby("area")["heads_tied_up"].sum()
    areas: dict[tuple[float, float], list[str]] = {}
    for area, nation in zip(plan.areas["area"], plan.areas["nation"], strict=True):
        middle = middle_of(nation or area)
        if middle is not None:
            areas.setdefault(middle, []).append(area)
    return [
        MapPlace(
            with_and(names),
            *middle,
            sum(float(tied_up.get(name, 0.0)) for name in names),
            math.nan,
            area=True,
        )
        for middle, names in areas.items()
    ]


def unplaced_sites(plan: Plan) -> list[str]:
    """Sites without coordinates, which are no part of the map."""
    rows: pd.DataFrame = plan.sites
    missing = rows["latitude"].isna() | rows["longitude"].isna()
    return rows.loc[missing, "site"].tolist()


def misplaced_sites(plan: Plan) -> list[str]:
    """A sentence for each site whose coordinates lie outside the country that its row states."""
    rows = plan.sites
    places = zip(rows["site"], rows["country"], rows["longitude"], rows["latitude"], strict=True)
    return [
        f"{site} is drawn where its coordinates lie, in {country_at(longitude, latitude) or 'no country'}; "
        f"its row says {country}"
        for site, country, longitude, latitude in places
        if known_country(country)
        and not (math.isnan(longitude) or math.isnan(latitude))
        and not may_lie_in(country, longitude, latitude)
    ]
