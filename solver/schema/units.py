"""Who contributes what: nations, their contingents, what these can do, and what capitals allow."""

from __future__ import annotations

from solver.schema.columns import CAPABILITY, FROM, NATION, STATUSES, STOCKS, TO, Column, Kind, Sheet

NATIONS = Sheet(
    name="Nations",
    meaning="Who contributes, how much each can sustain, and what a soldier of theirs costs.",
    key=("Nation",),
    address=("Nation",),
    columns=(
        Column(name="Nation", kind=Kind.NAME, required=True, meaning="The nation's name."),
        Column(
            name="Groups",
            kind=Kind.NAMES,
            meaning="Groups that the nation belongs to, such as Nordic; usable wherever a nation is named in Caveats, Movement and Scenarios.",
        ),
        Column(
            name="Active strength",
            kind=Kind.NUMBER,
            unit="heads",
            above=0,
            meaning="Size of its active forces; the measure of burden.",
        ),
        Column(
            name="Deployable pool",
            kind=Kind.NUMBER,
            unit="heads",
            least=0,
            meaning="Most heads that it may tie up at once, rotation base included.",
        ),
        Column(
            name="Dwell ratio",
            kind=Kind.NUMBER,
            default=2.0,
            unit="periods",
            least=0,
            meaning="Periods at home for each period away; 2 stands for 1:2.",
        ),
        Column(
            name="Largest share",
            kind=Kind.SHARE,
            meaning="Most it may have of the heads that count to the force; blank: the general setting.",
        ),
        Column(
            name="Least heads",
            kind=Kind.NUMBER,
            unit="heads",
            least=0,
            meaning="Heads that count to the force that it must have in every period in which it can send any.",
        ),
        Column(
            name="Can lead",
            kind=Kind.YES_NO,
            default=False,
            meaning="Whether it may be the lead nation of a site.",
        ),
        Column(
            name="Cost per head",
            kind=Kind.MONEY,
            default=0.0,
            unit="money per head per period",
            least=0,
            meaning="What a soldier of this nation costs for a period in theatre.",
        ),
    ),
)

CONTINGENTS = Sheet(
    name="Contingents",
    meaning="The pledges: one row for each kind of unit that a nation offers.",
    required=True,
    key=("Contingent",),
    address=("Contingent",),
    columns=(
        Column(
            name="Contingent",
            kind=Kind.NAME,
            required=True,
            meaning="A name of its own, such as EST-INF-1.",
        ),
        Column(
            name="Nation",
            kind=Kind.NAME,
            required=True,
            refers_to=("Nations.Nation",),
            meaning="Whose forces they are.",
        ),
        Column(
            name="Capability",
            kind=Kind.NAME,
            required=True,
            meaning="What a unit is: mechanised infantry, air defence battery, training team ...",
        ),
        Column(
            name="Units",
            kind=Kind.WHOLE,
            required=True,
            unit="units",
            least=0,
            meaning="Units pledged; none of them is ever split.",
        ),
        Column(
            name="Heads per unit",
            kind=Kind.NUMBER,
            required=True,
            unit="heads",
            above=0,
            meaning="Soldiers in each unit.",
        ),
        Column(
            name="Basis",
            kind=Kind.CHOICE,
            default="sustained",
            choices=("sustained", "pool"),
            meaning="sustained: kept in theatre by rotating behind them; pool: these units are all there are.",
        ),
        Column(
            name="Dwell ratio",
            kind=Kind.NUMBER,
            unit="periods",
            least=0,
            meaning="Periods at home for each period away; blank: the nation's.",
        ),
        Column(
            name="Drawn from",
            kind=Kind.NAME,
            refers_to=("Areas.Area",),
            must_exist=True,
            meaning="The front-line area that the units leave, or none; blank: the area of the nation itself, if it is one.",
        ),
        Column(
            name="Stock",
            kind=Kind.CHOICE,
            choices=STOCKS,
            meaning="Which stock of that area: its own forces, allies stationed there, or reinforcements earmarked for it.",
        ),
        Column(
            name="Status",
            kind=Kind.CHOICE,
            default="pledged",
            choices=STATUSES,
            meaning="How firm the pledge is.",
        ),
        Column(
            name="Confidence",
            kind=Kind.SHARE,
            default=1.0,
            meaning="How likely the pledge is kept, 0 to 1; shown, not used in solving.",
        ),
        Column(
            name="Conditions",
            kind=Kind.NAMES,
            refers_to=("Conditions.Condition",),
            must_exist=True,
            meaning="Conditions that must all hold before the pledge counts.",
        ),
        FROM,
        TO,
        Column(
            name="Must deploy",
            kind=Kind.YES_NO,
            default=False,
            meaning="yes: all units are sent in every period in which they can be (sustained only).",
        ),
        Column(
            name="Smallest detachment",
            kind=Kind.WHOLE,
            default=1,
            unit="units",
            least=1,
            meaning="Fewest units that the contingent will put at one site.",
        ),
        Column(
            name="Cost per head",
            kind=Kind.MONEY,
            unit="money per head per period",
            least=0,
            meaning="What a soldier of this contingent costs for a period in theatre; blank: the nation's.",
        ),
    ),
)

SUITABILITY = Sheet(
    name="Suitability",
    meaning="Which capability can fill which role, and how well. Without this sheet a capability fills the role of the same name.",
    key=("Capability", "Role"),
    address=("Capability", "Role"),
    columns=(
        Column(
            name="Capability",
            kind=Kind.NAME,
            required=True,
            meaning="A capability of the Contingents sheet.",
        ),
        Column(
            name="Role",
            kind=Kind.NAME,
            required=True,
            refers_to=("Roles.Role",),
            meaning="A role that it can fill.",
        ),
        Column(
            name="Effectiveness",
            kind=Kind.SHARE,
            default=1.0,
            above=0,
            meaning="What one head or unit of it is worth in that role, above 0, at most 1.",
        ),
    ),
)

CAVEATS = Sheet(
    name="Caveats",
    meaning="Rules of capitals on where, for what and when their forces may be used. Every row holds by itself.",
    columns=(
        Column(name="Nation", kind=Kind.NAMES, refers_to=NATION, meaning="Nations or groups; blank: any."),
        Column(
            name="Contingent",
            kind=Kind.NAMES,
            refers_to=("Contingents.Contingent",),
            must_exist=True,
            meaning="Contingents; blank: any.",
        ),
        Column(
            name="Capability",
            kind=Kind.NAMES,
            refers_to=CAPABILITY,
            meaning="Capabilities; blank: any.",
        ),
        Column(name="Role", kind=Kind.NAMES, refers_to=("Roles.Role",), meaning="Roles; blank: any."),
        Column(
            name="Site",
            kind=Kind.NAMES,
            refers_to=("Sites.Site",),
            must_exist=True,
            meaning="Sites; blank: any.",
        ),
        Column(name="Zone", kind=Kind.NAMES, refers_to=("Sites.Zone",), meaning="Zones; blank: any."),
        FROM,
        TO,
        Column(
            name="Effect",
            kind=Kind.CHOICE,
            required=True,
            choices=("not", "only"),
            meaning="not: forbids what matches every filled column; only: allows nothing but the filled role, site, zone.",
        ),
        Column(
            name="Reason",
            kind=Kind.TEXT,
            required=True,
            meaning="The capital's reason, shown where it forbids.",
        ),
    ),
)

CONDITIONS = Sheet(
    name="Conditions",
    meaning="Things outside the plan that pledges wait for.",
    key=("Condition",),
    address=("Condition",),
    columns=(
        Column(name="Condition", kind=Kind.NAME, required=True, meaning="The condition's name."),
        Column(name="Holds", kind=Kind.YES_NO, required=True, meaning="Whether it holds."),
        Column(
            name="From",
            kind=Kind.FROM,
            unit="period or date",
            meaning="When it begins to hold; blank: from the start.",
        ),
    ),
)
