"""The one declaration of every sheet, column and setting of the planner's workbook."""

from __future__ import annotations

from solver.workbook.columns import Column, Kind, Sheet

NATION = ("Nations.Nation", "Nations.Groups")
AREA = ("Areas.Area", "Areas.Groups")
STOCKS = ("own", "stationed", "earmarked")
YES_NO = ("yes", "no")

ENABLED = Column(
    name="Enabled",
    kind=Kind.YES_NO,
    default=True,
    meaning="no: as if the row were not there.",
)
SOURCE = Column(name="Source", kind=Kind.TEXT, meaning="Where the row's facts come from.")
AS_OF = Column(name="As of", kind=Kind.TEXT, meaning="The day on which the facts held.")
EVIDENCE = Column(
    name="Evidence",
    kind=Kind.CHOICE,
    choices=("official", "reported", "placeholder"),
    meaning="How well founded the row is; a placeholder stands where no number is public.",
)
NOTE = Column(name="Note", kind=Kind.TEXT, meaning="Anything else worth knowing about the row.")

COMMON = (ENABLED, SOURCE, AS_OF, EVIDENCE, NOTE)
"""Columns that every input sheet may have."""

FROM = Column(
    name="From",
    kind=Kind.FROM,
    unit="period or date",
    meaning="First period in which the row holds (a number, or a date within it); blank: from the start.",
)
TO = Column(
    name="To",
    kind=Kind.TO,
    unit="period or date",
    meaning="Last period in which the row holds (a number, or a date within it); blank: to the end.",
)

SETTINGS_COLUMNS = (
    Column(name="Name", kind=Kind.NAME, required=True, meaning="The setting, spelled as listed."),
    Column(
        name="Value",
        kind=Kind.ANY,
        required=True,
        may_be_blank=True,
        meaning="Its value; blank means the default.",
    ),
)

SETTINGS = (
    Column(name="Plan name", kind=Kind.TEXT, default="", meaning="Title of the plan on the Summary."),
    Column(
        name="Marking",
        kind=Kind.TEXT,
        default="",
        meaning="Protective marking, printed on every result sheet.",
    ),
    Column(
        name="Start",
        kind=Kind.DATE,
        meaning="First day of period 1; needed where From or To are dates.",
    ),
    Column(
        name="Period months",
        kind=Kind.WHOLE,
        default=6,
        unit="months",
        least=1,
        most=120,
        meaning="Length of a period, which is one rotation.",
    ),
    Column(
        name="Periods",
        kind=Kind.WHOLE,
        default=1,
        unit="periods",
        least=1,
        most=1000,
        meaning="How many periods the plan covers.",
    ),
    Column(name="Currency", kind=Kind.TEXT, default="EUR", meaning="What money is counted in."),
    Column(
        name="Largest share",
        kind=Kind.SHARE,
        meaning="Most that any one nation may have of the heads that count to the force.",
    ),
    Column(
        name="Lead share",
        kind=Kind.SHARE,
        default=0.25,
        meaning="Least that a lead nation must have of the heads at its site.",
    ),
    Column(
        name="Open sites at most",
        kind=Kind.WHOLE,
        unit="sites",
        least=0,
        meaning="Most sites open in any one period.",
    ),
    Column(
        name="Budget per period",
        kind=Kind.MONEY,
        unit="money",
        least=0,
        meaning="Most that heads, movement and running sites may cost in a period (opening a site is investment).",
    ),
    Column(
        name="Count pledges from",
        kind=Kind.CHOICE,
        default="pledged",
        choices=("indicated", "pledged", "confirmed"),
        meaning="The least status that counts; indicated is less than pledged, pledged less than confirmed.",
    ),
    Column(
        name="Whole units",
        kind=Kind.YES_NO,
        default=True,
        meaning="yes: a unit is never split; no: fractions of units may be sent.",
    ),
    Column(
        name="Time limit",
        kind=Kind.NUMBER,
        default=60.0,
        unit="seconds",
        above=0,
        meaning="Time for the search, all ranks together; reading and writing come on top.",
    ),
    Column(
        name="Gap",
        kind=Kind.SHARE,
        default=0.001,
        meaning="A rank counts as proved when plan and bound differ by no more than this share.",
    ),
    Column(
        name="Seed",
        kind=Kind.WHOLE,
        default=1,
        least=0,
        most=2_147_483_647,
        meaning="Start of the solver's random choices; equal seeds give equal plans.",
    ),
    Column(
        name="Changes at most",
        kind=Kind.WHOLE,
        unit="units",
        least=0,
        meaning="Nightly gate: most units that may change against the published plan.",
    ),
    Column(
        name="Worse at most",
        kind=Kind.SHARE,
        meaning="Nightly gate: how much worse any rank may get, as a share of the published plan's value, and how much a requirement that was met may lack, as a share of what it asks.",
    ),
)
"""The settings that the Settings sheet may give, one a row."""

OBJECTIVES = (
    "minimum shortfall",
    "target shortfall",
    "drawdown",
    "cost",
    "heads",
    "moves",
    "changes",
    "open sites",
    "worst shortfall",
    "largest burden",
)
DEFAULT_PRIORITIES = OBJECTIVES[:6]

SHEETS = (
    Sheet(
        name="Settings",
        meaning="The plan as a whole: its name, periods, limits and how long to search.",
        columns=SETTINGS_COLUMNS,
        key=("Name",),
        address=("Name",),
    ),
    Sheet(
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
    ),
    Sheet(
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
                choices=("indicated", "pledged", "confirmed"),
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
    ),
    Sheet(
        name="Roles",
        meaning="What is asked of the force, and how it is counted.",
        key=("Role",),
        address=("Role",),
        columns=(
            Column(name="Role", kind=Kind.NAME, required=True, meaning="The role's name."),
            Column(
                name="Measure",
                kind=Kind.CHOICE,
                default="heads",
                choices=("heads", "units"),
                meaning="Whether requirements for this role count heads or units.",
            ),
            Column(
                name="Unit worth",
                kind=Kind.NUMBER,
                unit="heads",
                above=0,
                meaning="Heads that a lacking unit weighs among the shortfalls; needed where Measure is units.",
            ),
            Column(
                name="Counts to force",
                kind=Kind.YES_NO,
                default=True,
                meaning="Whether heads in this role count to the size of the force.",
            ),
        ),
    ),
    Sheet(
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
    ),
    Sheet(
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
                name="Latitude", kind=Kind.NUMBER, unit="degrees", least=-90, most=90, meaning="For maps."
            ),
            Column(
                name="Longitude", kind=Kind.NUMBER, unit="degrees", least=-180, most=180, meaning="For maps."
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
    ),
    Sheet(
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
    ),
    Sheet(
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
    ),
    Sheet(
        name="Caveats",
        meaning="Rules of capitals on where, for what and when their forces may be used. Every row holds by itself.",
        columns=(
            Column(
                name="Nation", kind=Kind.NAMES, refers_to=NATION, meaning="Nations or groups; blank: any."
            ),
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
                refers_to=("Contingents.Capability", "Suitability.Capability"),
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
    ),
    Sheet(
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
    ),
    Sheet(
        name="Areas",
        meaning="The front-line areas to protect, and the heads in each of their stocks.",
        key=("Area",),
        address=("Area",),
        columns=(
            Column(name="Area", kind=Kind.NAME, required=True, meaning="The area's name."),
            Column(
                name="Nation",
                kind=Kind.NAME,
                refers_to=("Nations.Nation",),
                meaning="Whose country it is; that nation's contingents are drawn from it unless they say otherwise.",
            ),
            Column(
                name="Groups",
                kind=Kind.NAMES,
                meaning="Groups of areas, such as Baltics; caps can name them.",
            ),
            Column(
                name="Own", kind=Kind.NUMBER, unit="heads", least=0, meaning="Baseline of its own forces."
            ),
            Column(
                name="Stationed",
                kind=Kind.NUMBER,
                unit="heads",
                least=0,
                meaning="Baseline of allied forces stationed there.",
            ),
            Column(
                name="Earmarked",
                kind=Kind.NUMBER,
                unit="heads",
                least=0,
                meaning="Baseline of reinforcements earmarked for it and held elsewhere.",
            ),
            Column(
                name="Weight",
                kind=Kind.NUMBER,
                default=1.0,
                least=0,
                meaning="How much a head taken from here weighs in the objective drawdown.",
            ),
        ),
    ),
    Sheet(
        name="Drawdown caps",
        meaning="How many heads may be taken from the front line. Where both numbers are given, the tighter holds.",
        address=("Applies to", "Stock", "Capability"),
        columns=(
            Column(
                name="Applies to",
                kind=Kind.NAME,
                required=True,
                refers_to=AREA,
                must_exist=True,
                meaning="An area, or a group of areas taken together.",
            ),
            Column(
                name="Stock",
                kind=Kind.CHOICE,
                default="any",
                choices=("any", *STOCKS),
                meaning="Which stock the cap is on; any: all three together.",
            ),
            Column(
                name="Capability",
                kind=Kind.NAME,
                refers_to=("Contingents.Capability", "Suitability.Capability"),
                meaning="Only contingents of this capability; blank: all.",
            ),
            Column(
                name="Counts",
                kind=Kind.CHOICE,
                default="tied up",
                choices=("tied up", "deployed"),
                meaning="tied up: with the rotation base behind them; deployed: only those in theatre.",
            ),
            Column(name="Cap heads", kind=Kind.NUMBER, unit="heads", least=0, meaning="Most heads; 0: none."),
            Column(
                name="Cap share",
                kind=Kind.SHARE,
                meaning="Most heads as a share of the baseline of the areas and stock.",
            ),
            FROM,
            TO,
        ),
    ),
    Sheet(
        name="Backfill",
        meaning="Forces that arrive in an area and allow as many more to leave. Rows add up.",
        address=("Area", "Stock"),
        columns=(
            Column(
                name="Area",
                kind=Kind.NAME,
                required=True,
                refers_to=("Areas.Area",),
                must_exist=True,
                meaning="Where they arrive.",
            ),
            Column(
                name="Stock",
                kind=Kind.CHOICE,
                default="own",
                choices=STOCKS,
                meaning="The stock that they stand in for.",
            ),
            Column(
                name="Capability",
                kind=Kind.NAME,
                refers_to=("Contingents.Capability", "Suitability.Capability"),
                meaning="Counts only for caps of this capability or of none; blank: for all.",
            ),
            Column(
                name="Heads",
                kind=Kind.NUMBER,
                required=True,
                unit="heads",
                least=0,
                meaning="How many arrive.",
            ),
            FROM,
            TO,
            Column(
                name="Condition",
                kind=Kind.NAME,
                refers_to=("Conditions.Condition",),
                must_exist=True,
                meaning="They arrive only while this condition holds.",
            ),
        ),
    ),
    Sheet(
        name="Movement",
        meaning="What it costs to bring a head to a site, for each rotation. The most particular row counts: contingent, nation, group, site alone.",
        key=("Nation", "Contingent", "Site"),
        address=("Nation", "Contingent", "Site"),
        columns=(
            Column(name="Nation", kind=Kind.NAME, refers_to=NATION, meaning="A nation or group; blank: any."),
            Column(
                name="Contingent",
                kind=Kind.NAME,
                refers_to=("Contingents.Contingent",),
                must_exist=True,
                meaning="A contingent; blank: any.",
            ),
            Column(
                name="Site",
                kind=Kind.NAME,
                required=True,
                refers_to=("Sites.Site",),
                must_exist=True,
                meaning="Where to.",
            ),
            Column(
                name="Cost per head",
                kind=Kind.MONEY,
                required=True,
                unit="money per head per rotation",
                least=0,
                meaning="Cost of moving a head there and back.",
            ),
        ),
    ),
    Sheet(
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
    ),
    Sheet(
        name="Locks",
        meaning="The planner's hand on the plan: what a contingent must or must not do.",
        address=("Contingent", "Site", "Role"),
        columns=(
            Column(
                name="Contingent",
                kind=Kind.NAME,
                required=True,
                refers_to=("Contingents.Contingent",),
                must_exist=True,
                meaning="Which contingent.",
            ),
            Column(
                name="Site",
                kind=Kind.NAME,
                refers_to=("Sites.Site",),
                must_exist=True,
                meaning="At this site; blank: anywhere.",
            ),
            Column(
                name="Role", kind=Kind.NAME, refers_to=("Roles.Role",), meaning="In this role; blank: in any."
            ),
            FROM,
            TO,
            Column(
                name="Units at least", kind=Kind.WHOLE, unit="units", least=0, meaning="No fewer than these."
            ),
            Column(
                name="Units at most",
                kind=Kind.WHOLE,
                unit="units",
                least=0,
                meaning="No more than these; 0: none.",
            ),
        ),
    ),
    Sheet(
        name="Priorities",
        meaning="What matters first. Lower ranks are settled before higher ones are looked at.",
        key=("Objective",),
        address=("Objective",),
        columns=(
            Column(
                name="Rank",
                kind=Kind.WHOLE,
                required=True,
                least=1,
                meaning="1 is settled first; objectives of one rank are added up by weight.",
            ),
            Column(
                name="Objective",
                kind=Kind.CHOICE,
                required=True,
                choices=OBJECTIVES,
                meaning="What is made as small as possible.",
            ),
            Column(
                name="Weight",
                kind=Kind.NUMBER,
                default=1.0,
                least=0,
                meaning="Its weight among the objectives of the same rank.",
            ),
            Column(
                name="Tolerance",
                kind=Kind.NUMBER,
                default=0.0,
                unit="share",
                least=0,
                meaning="How much worse, as a share, later ranks may make this rank; one value a rank.",
            ),
        ),
    ),
    Sheet(
        name="Scenarios",
        meaning="Named what-ifs: each row overrides one cell; a scenario is all its rows, in order.",
        columns=(
            Column(name="Scenario", kind=Kind.NAME, required=True, meaning="The scenario's name."),
            Column(name="Sheet", kind=Kind.NAME, required=True, meaning="The sheet to change."),
            Column(
                name="Row",
                kind=Kind.NAME,
                required=True,
                meaning="The row's name, its key columns joined by ' / ', #12 for sheet row 12, or * for all rows.",
            ),
            Column(
                name="Column",
                kind=Kind.NAME,
                required=True,
                meaning="The column to change (for Settings: Value).",
            ),
            Column(
                name="Value",
                kind=Kind.ANY,
                required=True,
                may_be_blank=True,
                meaning="The new value; blank clears the cell; x 1.2 multiplies it.",
            ),
            Column(
                name="Nightly",
                kind=Kind.YES_NO,
                default=False,
                meaning="yes on any of its rows: the nightly job solves this scenario, too.",
            ),
        ),
    ),
)
"""Every input sheet, in the order in which the template shows them."""

RESULT_SHEETS = (
    "Summary",
    "Allocation",
    "Coverage",
    "Drawdown",
    "Contributions",
    "Site use",
    "Gaps",
    "Unused",
    "Run",
)
"""Sheets that the tool owns in a written workbook."""

FINDINGS_SHEET = "Findings"
"""The sheet that ``forcegen check --mark`` owns: what is wrong, with links to the cells."""

LIST_SEPARATOR = ";"
KEY_SEPARATOR = " / "


def sheet(name: str) -> Sheet:
    """The declared sheet of that name; StopIteration becomes KeyError."""
    for declared in SHEETS:
        if declared.name == name:
            return declared
    raise KeyError(name)


def all_columns(declared: Sheet) -> tuple[Column, ...]:
    """The sheet's own columns and those that every input sheet may have."""
    return declared.columns + COMMON
