"""Names of countries: each in full, and the others under which planners and atlases know it."""

from __future__ import annotations

import unicodedata
from functools import cache

from solver.tables import fold

OTHER_NAMES: dict[str, tuple[str, ...]] = {
    "Antigua and Barbuda": ("Antigua and Barb.",),
    "Ashmore and Cartier Islands": ("Ashmore and Cartier Is.",),
    "Australian Indian Ocean Territories": ("Indian Ocean Ter.",),
    "Bolivia": ("Plurinational State of Bolivia",),
    "Bosnia and Herzegovina": ("Bosnia and Herz.", "Bosnia-Herzegovina", "Bosnia & Herzegovina", "Bosnia"),
    "British Indian Ocean Territory": ("Br. Indian Ocean Ter.",),
    "British Virgin Islands": ("British Virgin Is.",),
    "Brunei": ("Brunei Darussalam",),
    "Cabo Verde": ("Cape Verde",),
    "Cayman Islands": ("Cayman Is.",),
    "Central African Republic": ("Central African Rep.",),
    "China": ("People's Republic of China", "PRC"),
    "Congo": ("Republic of the Congo", "Republic of Congo", "Congo-Brazzaville"),
    "Cook Islands": ("Cook Is.",),
    "Côte d'Ivoire": ("Ivory Coast",),
    "Czechia": ("Czech Republic", "Czech Rep."),
    "Democratic Republic of the Congo": (
        "Dem. Rep. Congo",
        "Democratic Republic of Congo",
        "DR Congo",
        "DRC",
        "Congo-Kinshasa",
    ),
    "Dominican Republic": ("Dominican Rep.",),
    "Equatorial Guinea": ("Eq. Guinea",),
    "Eswatini": ("eSwatini", "Swaziland"),
    "Falkland Islands": ("Falkland Is.", "Falklands"),
    "Faroe Islands": ("Faeroe Is.", "Faeroe Islands", "Faroes"),
    "French Polynesia": ("Fr. Polynesia",),
    "French Southern and Antarctic Lands": ("Fr. S. Antarctic Lands",),
    "Germany": ("Federal Republic of Germany",),
    "Greece": ("Hellenic Republic",),
    "Heard Island and McDonald Islands": ("Heard I. and McDonald Is.",),
    "Iran": ("Islamic Republic of Iran",),
    "Ireland": ("Republic of Ireland", "Éire"),
    "Kyrgyzstan": ("Kyrgyz Republic",),
    "Laos": ("Lao People's Democratic Republic", "Lao PDR"),
    "Macao": ("Macau",),
    "Marshall Islands": ("Marshall Is.",),
    "Micronesia": ("Federated States of Micronesia",),
    "Moldova": ("Republic of Moldova",),
    "Myanmar": ("Burma",),
    "Netherlands": ("Holland",),
    "North Korea": ("Democratic People's Republic of Korea", "DPRK"),
    "North Macedonia": ("Macedonia", "Republic of North Macedonia", "FYROM"),
    "Northern Mariana Islands": ("N. Mariana Is.",),
    "Palestine": ("State of Palestine", "Palestinian Territories"),
    "Pitcairn Islands": ("Pitcairn Is.", "Pitcairn"),
    "Russia": ("Russian Federation",),
    "Saint Kitts and Nevis": ("St. Kitts and Nevis",),
    "Saint Pierre and Miquelon": ("St. Pierre and Miquelon",),
    "Saint Vincent and the Grenadines": ("St. Vin. and Gren.",),
    "Saint-Barthélemy": ("St-Barthélemy",),
    "Saint-Martin": ("St-Martin",),
    "São Tomé and Príncipe": ("São Tomé and Principe",),
    "Slovakia": ("Slovak Republic",),
    "Solomon Islands": ("Solomon Is.",),
    "South Georgia and the South Sandwich Islands": ("S. Geo. and the Is.",),
    "South Korea": ("Republic of Korea", "Korea", "ROK"),
    "South Sudan": ("S. Sudan",),
    "Syria": ("Syrian Arab Republic",),
    "Tanzania": ("United Republic of Tanzania",),
    "Timor-Leste": ("East Timor",),
    "Turkey": ("Türkiye", "Republic of Türkiye"),
    "Turks and Caicos Islands": ("Turks and Caicos Is.",),
    "United Arab Emirates": ("UAE", "Emirates"),
    "United Kingdom": (
        "UK",
        "U.K.",
        "Great Britain",
        "Britain",
        "GB",
        "United Kingdom of Great Britain and Northern Ireland",
    ),
    "United States Virgin Islands": ("U.S. Virgin Is.", "U.S. Virgin Islands", "US Virgin Islands"),
    "United States of America": ("United States", "USA", "U.S.A.", "US", "U.S."),
    "Venezuela": ("Bolivarian Republic of Venezuela",),
    "Vietnam": ("Viet Nam",),
    "Wallis and Futuna Islands": ("Wallis and Futuna Is.", "Wallis and Futuna"),
    "Western Sahara": ("W. Sahara",),
}
"""By the name in full the others: those of the atlas, which shortens, and those that people write."""


def full_name(name: str) -> str:
    """The name in full of a country, however it is called here; a name of none as it stands."""
    return _full_names().get(_plain(name), name)


def name_key(name: str) -> str:
    """What all names of one country share, whatever their case and accents, with 'the' or without."""
    return _plain(full_name(name))


@cache
def _full_names() -> dict[str, str]:
    """The name in full by every name of a country, as they are compared."""
    return {_plain(name): full for full, others in OTHER_NAMES.items() for name in (full, *others)}


def _plain(name: str) -> str:
    """A name as it is compared: folded, without accents and a leading 'the'."""
    letters = unicodedata.normalize("NFD", fold(name))
    return "".join(each for each in letters if not unicodedata.combining(each)).removeprefix("the ")
