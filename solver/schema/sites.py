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
        Column(name="Site", kind=Kind.NAME, required=True, meaning="The site's name."),
        Column(name="Zone", kind=Kind.NAME, meaning="The zone it lies in; caveats can name zones."),
        Column(name="Country", kind=Kind.NAME, meaning="The country it lies in."),
        Column(
            name="Latitude",
            kind=Kind.NUMBER,
            unit="degrees",
            least=-90,
            most=90,
            meaning="Degrees north of the equator (south: negative), as a decimal number; for maps.",
        ),
        Column(
            name="Longitude",
            kind=Kind.NUMBER,
            unit="degrees",
            least=-180,
            most=180,
            meaning="Degrees east of Greenwich (west: negative), as a decimal number; for maps.",
        ),
        Column(
            name="Capacity",
            kind=Kind.NUMBER,
            unit="heads",
            least=0,
            meaning="Most heads that fit.",
        ),
        Column(
            name="Opening cost",
            kind=Kind.MONEY,
            default=0.0,
            unit="money",
            least=0,
            meaning="Cost of ever using the site, once.",
        ),
        Column(
            name="Running cost",
            kind=Kind.MONEY,
            default=0.0,
            unit="money per period",
            least=0,
            meaning="Cost of each period in which the site is open.",
        ),
        Column(
            name="Open",
            kind=Kind.CHOICE,
            default="free",
            choices=("free", "yes", "no"),
            meaning="free: the plan decides; yes: always open; no: never.",
        ),
        Column(
            name="Nations at most",
            kind=Kind.WHOLE,
            unit="nations",
            least=0,
            meaning="Most nations at the site in any one period.",
        ),
        Column(
            name="Needs lead",
            kind=Kind.YES_NO,
            default=False,
            meaning="Whether one nation, able to lead, must run the site.",
        ),
        Column(
            name="Least heads",
            kind=Kind.NUMBER,
            default=0.0,
            unit="heads",
            least=0,
            meaning="Fewest heads at the site when it is open.",
        ),
        FROM,
        TO,
    ),
)
