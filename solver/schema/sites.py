"""The sites: what fits, who may be there, who leads."""

from __future__ import annotations

from solver.schema.columns import FROM, TO, Column, Kind, Sheet

SITES = Sheet(
    name="Sites",
    meaning="Where forces can be, what fits there, and what a site costs.",
    required=True,
    key=("Site",),
    address=("Site",),
    columns=(
        Column("Site", Kind.NAME, "The site's name.", required=True),
        Column("Zone", Kind.NAME, "The zone it lies in; caveats can name zones."),
        Column("Country", Kind.NAME, "The country it lies in."),
        Column("Latitude", Kind.NUMBER, "Degrees north of the equator (south: negative), as a decimal number; for maps.", unit="degrees", least=-90, most=90),
        Column("Longitude", Kind.NUMBER, "Degrees east of Greenwich (west: negative), as a decimal number; for maps.", unit="degrees", least=-180, most=180),
        Column("Capacity", Kind.NUMBER, "Most heads that fit.", unit="heads", least=0),
        Column("Opening cost", Kind.MONEY, "Cost of ever using the site, once.", default=0.0, unit="money", least=0),
        Column("Running cost", Kind.MONEY, "Cost of each period in which the site is open.", default=0.0, unit="money per period", least=0),
        Column("Open", Kind.CHOICE, "free: the plan decides; yes: always open; no: never.", default="free", choices=("free", "yes", "no")),
        Column("Nations at most", Kind.WHOLE, "Most nations at the site in any one period.", unit="nations", least=0),
        Column("Needs lead", Kind.YES_NO, "Whether one nation, able to lead, must run the site.", default=False),
        Column("Least heads", Kind.NUMBER, "Fewest heads at the site when it is open.", default=0.0, unit="heads", least=0),
        FROM,
        TO,
    ),
)
