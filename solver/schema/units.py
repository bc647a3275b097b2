"""Who contributes what: nations, their contingents, what these can do, and what capitals allow."""

from __future__ import annotations

from solver.schema.columns import CAPABILITY, FROM, NATION, STATUSES, STOCKS, TO, Column, Kind, Purpose, Sheet

NATIONS = Sheet(
    name="Nations",
    meaning="Who contributes, how much each can sustain, and what a soldier of theirs costs.",
    key=("Nation",),
    address=("Nation",),
    columns=(
        Column("Nation", Kind.NAME, "The nation's name.", required=True),
        Column(
            "Groups", Kind.NAMES, "Groups that the nation belongs to, such as Nordic; usable wherever a nation is named in Caveats, Movement and Scenarios."
        ),
        Column("Active strength", Kind.NUMBER, "Size of its active forces; the measure of burden.", unit="heads", above=0),
        Column("Deployable pool", Kind.NUMBER, "Most heads that it may tie up at once, rotation base included.", unit="heads", least=0),
        Column("Dwell ratio", Kind.NUMBER, "Periods at home for each period away; 2 stands for 1:2.", default=2.0, unit="periods", least=0),
        Column("Largest share", Kind.SHARE, "Most it may have of the heads that count to the force; blank: the general setting."),
        Column("Least heads", Kind.NUMBER, "Heads that count to the force that it must have in every period in which it can send any.", unit="heads", least=0),
        Column("Can lead", Kind.YES_NO, "Whether it may be the lead nation of a site.", default=False),
        Column(
            "Cost per head", Kind.MONEY, "What a soldier of this nation costs for a period in theatre.", default=0.0, unit="money per head per period", least=0
        ),
        Column(
            "Away", Kind.YES_NO, "yes: the nation stays away, as if its rows in all sheets were not there (its areas stay, as nobody's country).", default=False
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
        Column("Contingent", Kind.NAME, "A name of its own, such as EST-INF-1.", required=True),
        Column("Nation", Kind.NAME, "Whose forces they are.", required=True, refers_to=("Nations.Nation",)),
        Column("Capability", Kind.NAME, "What a unit is: mechanised infantry, air defence battery, training team ...", required=True),
        Column("Units", Kind.WHOLE, "Units pledged; none of them is ever split.", required=True, unit="units", least=0),
        Column("Heads per unit", Kind.NUMBER, "Soldiers in each unit.", required=True, unit="heads", above=0),
        Column(
            "Basis",
            Kind.CHOICE,
            "sustained: kept in theatre by rotating behind them; pool: these units are all there are.",
            default="sustained",
            choices=("sustained", "pool"),
        ),
        Column("Dwell ratio", Kind.NUMBER, "Periods at home for each period away; blank: the nation's.", unit="periods", least=0),
        Column(
            "Drawn from",
            Kind.NAME,
            "The front-line area that the units leave, or none; blank: the area of the nation itself, if it is one.",
            refers_to=("Areas.Area",),
            must_exist=True,
        ),
        Column("Stock", Kind.CHOICE, "Which stock of that area: its own forces, allies stationed there, or reinforcements earmarked for it.", choices=STOCKS),
        Column("Status", Kind.CHOICE, "How firm the pledge is.", default="pledged", choices=STATUSES),
        Column("Confidence", Kind.SHARE, "How likely the pledge is kept, 0 to 1; no plan depends on it, the study confidence counts with it.", default=1.0),
        Column("Conditions", Kind.NAMES, "Conditions that must all hold before the pledge counts.", refers_to=("Conditions.Condition",), must_exist=True),
        FROM,
        TO,
        Column("Must deploy", Kind.YES_NO, "yes: all units are sent in every period in which they can be (sustained only).", default=False),
        Column("Smallest detachment", Kind.WHOLE, "Fewest units that the contingent will put at one site.", default=1, unit="units", least=1),
        Column(
            "Cost per head",
            Kind.MONEY,
            "What a soldier of this contingent costs for a period in theatre; blank: the nation's.",
            unit="money per head per period",
            least=0,
        ),
    ),
)

SUITABILITY = Sheet(
    name="Suitability",
    meaning="Which capability can fill which role, and how well. Without this sheet a capability fills the role of the same name.",
    key=("Capability", "Role"),
    address=("Capability", "Role"),
    columns=(
        Column("Capability", Kind.NAME, "A capability of the Contingents sheet.", required=True),
        Column("Role", Kind.NAME, "A role that it can fill.", required=True, refers_to=("Roles.Role",)),
        Column("Effectiveness", Kind.SHARE, "What one head or unit of it is worth in that role, above 0, at most 1.", default=1.0, above=0),
    ),
)

CAVEATS = Sheet(
    name="Caveats",
    meaning="Rules of capitals on where, for what and when their forces may be used. Every row holds by itself.",
    purpose=Purpose.LIMIT,
    columns=(
        Column("Nation", Kind.NAMES, "Nations or groups; blank: any.", refers_to=NATION),
        Column("Contingent", Kind.NAMES, "Contingents; blank: any.", refers_to=("Contingents.Contingent",), must_exist=True),
        Column("Capability", Kind.NAMES, "Capabilities; blank: any.", refers_to=CAPABILITY),
        Column("Role", Kind.NAMES, "Roles; blank: any.", refers_to=("Roles.Role",)),
        Column("Site", Kind.NAMES, "Sites; blank: any.", refers_to=("Sites.Site",), must_exist=True),
        Column("Zone", Kind.NAMES, "Zones; blank: any.", refers_to=("Sites.Zone",)),
        FROM,
        TO,
        Column(
            "Effect",
            Kind.CHOICE,
            "not: forbids what matches every filled column; only: allows nothing but the filled role, site, zone.",
            required=True,
            choices=("not", "only"),
        ),
        Column("Reason", Kind.TEXT, "The capital's reason, shown where it forbids.", required=True),
    ),
)

CONDITIONS = Sheet(
    name="Conditions",
    meaning="Things outside the plan that pledges wait for.",
    key=("Condition",),
    address=("Condition",),
    columns=(
        Column("Condition", Kind.NAME, "The condition's name.", required=True),
        Column("Holds", Kind.YES_NO, "Whether it holds.", required=True),
        Column("From", Kind.FROM, "When it begins to hold; blank: from the start.", unit="period or date"),
    ),
)
