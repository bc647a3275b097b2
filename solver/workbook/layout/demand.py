"""What is asked for: sites, what each needs, the force as a whole, the support behind it."""

from __future__ import annotations

from solver.workbook.columns import Column, Kind, Sheet
from solver.workbook.layout.common import FROM, TO

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

REQUIREMENTS = Sheet(
    name="Requirements",
    meaning="The statement of requirements: what is asked for, where, when. Forces go only where a row asks for their role.",
    required=True,
    address=("Site", "Role", "From"),
    columns=(
        Column(
            name="Site",
            kind=Kind.NAME,
            required=True,
            refers_to=("Sites.Site",),
            must_exist=True,
            meaning="Where.",
        ),
        Column(name="Role", kind=Kind.NAME, required=True, refers_to=("Roles.Role",), meaning="What."),
        Column(
            name="Minimum",
            kind=Kind.NUMBER,
            default=0.0,
            unit="the role's measure",
            least=0,
            meaning="Below this the task cannot be done; lacking it weighs first.",
        ),
        Column(
            name="Target",
            kind=Kind.NUMBER,
            required=True,
            unit="the role's measure",
            least=0,
            meaning="What is wanted; 0 permits without asking.",
        ),
        Column(
            name="Maximum",
            kind=Kind.NUMBER,
            unit="the role's measure",
            least=0,
            meaning="Never more than this.",
        ),
        Column(
            name="Weight",
            kind=Kind.NUMBER,
            default=1.0,
            least=0,
            meaning="How much a head lacking here weighs against one lacking elsewhere.",
        ),
        FROM,
        TO,
    ),
)

FORCE = Sheet(
    name="Force",
    meaning="The size of the force as a whole: heads in roles that count to it.",
    columns=(
        Column(
            name="Floor",
            kind=Kind.NUMBER,
            unit="heads",
            least=0,
            meaning="Wanted at least; what is missing counts as shortfall.",
        ),
        Column(name="Ceiling", kind=Kind.NUMBER, unit="heads", least=0, meaning="Never more than this."),
        FROM,
        TO,
    ),
)

SUPPORT_RATIOS = Sheet(
    name="Support ratios",
    meaning="How much of one role others need behind them. What lacks counts as shortfall.",
    address=("Role", "Supported roles"),
    columns=(
        Column(
            name="Role",
            kind=Kind.NAME,
            required=True,
            refers_to=("Roles.Role",),
            meaning="The role that supports.",
        ),
        Column(
            name="Scope",
            kind=Kind.CHOICE,
            default="theatre",
            choices=("theatre", "site"),
            meaning="Whether support counts over the theatre or at each site.",
        ),
        Column(
            name="Per heads",
            kind=Kind.NUMBER,
            required=True,
            unit="heads",
            above=0,
            meaning="For each so many heads in the supported roles ...",
        ),
        Column(
            name="Needs",
            kind=Kind.NUMBER,
            required=True,
            unit="the role's measure",
            least=0,
            meaning="... so much of the supporting role is needed.",
        ),
        Column(
            name="Supported roles",
            kind=Kind.NAMES,
            refers_to=("Roles.Role",),
            meaning="The roles that need it; blank: all other roles.",
        ),
        Column(
            name="Relieved by",
            kind=Kind.NAME,
            refers_to=("Conditions.Condition",),
            must_exist=True,
            meaning="A condition, such as a backstop, that takes over a part while it holds.",
        ),
        Column(name="Relief", kind=Kind.SHARE, default=0.0, meaning="The share that it takes over."),
        Column(
            name="Weight",
            kind=Kind.NUMBER,
            default=1.0,
            least=0,
            meaning="How much lacking support weighs among the shortfalls.",
        ),
    ),
)
