"""The columns of every result table, declared once: name, how it is shown, what it is made from."""

from __future__ import annotations

from solver.results.tables import Field, Shade, Show

ALLOCATION = (
    Field("Contingent", Show.TEXT, "contingent"),
    Field("Nation", Show.TEXT, "nation"),
    Field("Capability", Show.TEXT, "capability"),
    Field("Role", Show.TEXT, "role"),
    Field("Site", Show.TEXT, "site"),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Units", Show.UNITS, "units"),
    Field("Heads", Show.HEADS, "heads"),
    Field("Drawn from", Show.TEXT, "area"),
    Field("Stock", Show.TEXT, "stock"),
    Field("Cost", Show.MONEY, "cost"),
    Field("Confidence", Show.SHARE),
    Field("Row", Show.ROW, "contingent_row"),
)


def allocation_fields(periods: int) -> tuple[Field, ...]:
    """The columns of Allocation: before its row, a timeline of the units that are there in each period."""
    *before, row = ALLOCATION
    timeline = (Field(f"P{period}", Show.UNITS, shade=Shade.THERE) for period in range(1, periods + 1))
    return (*before, *timeline, row) if 1 < periods <= MOST_ON_TIMELINE else ALLOCATION


MOST_ON_TIMELINE = 24
"""Periods up to which Allocation has a column for each."""

COVERAGE = (
    Field("Site", Show.TEXT, "site"),
    Field("Role", Show.TEXT, "role"),
    Field("Period", Show.PERIOD, "period"),
    Field("Measure", Show.TEXT, "measure"),
    Field("Minimum", Show.AMOUNT, "minimum"),
    Field("Target", Show.AMOUNT, "target"),
    Field("Provided", Show.AMOUNT, "provided"),
    Field("Shortfall", Show.AMOUNT, marked=True),
    Field("Covered", Show.SHARE, shade=Shade.COVERED),
    Field("Mark", Show.MARK),
    Field("Who provides", Show.LONG),
    Field("Row", Show.ROW, "sheet_row"),
)

DRAWDOWN = (
    Field("Applies to", Show.TEXT, "applies_to"),
    Field("Stock", Show.TEXT, "stock"),
    Field("Capability", Show.TEXT, "capability"),
    Field("Counts", Show.TEXT, "counts"),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Baseline", Show.HEADS, "baseline"),
    Field("Cap", Show.HEADS, "cap"),
    Field("Backfill", Show.HEADS, "backfill"),
    Field("Limit", Show.HEADS, "limit"),
    Field("Taken", Show.HEADS, "taken"),
    Field("Headroom", Show.HEADS, marked=True),
    Field("Used", Show.SHARE, marked=True),
    Field("Mark", Show.MARK),
    Field("Contingents", Show.LONG),
    Field("Row", Show.ROW, "sheet_row"),
)

CONTRIBUTIONS = (
    Field("Nation", Show.TEXT, "nation"),
    Field("Pledged", Show.HEADS),
    Field("Used", Show.HEADS),
    Field("Used of pledged", Show.SHARE),
    Field("Share of force", Show.SHARE),
    Field("Tied up", Show.HEADS),
    Field("Deployable pool", Show.HEADS, "deployable_pool"),
    Field("Burden", Show.SHARE),
    Field("From areas", Show.HEADS),
    Field("Cost", Show.MONEY),
    Field("Leads", Show.LONG),
    Field("Row", Show.ROW, "sheet_row"),
)

SITE_USE = (
    Field("Site", Show.TEXT, "site"),
    Field("Zone", Show.TEXT, "zone"),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Lead nation", Show.TEXT, "lead"),
    Field("Heads", Show.HEADS, "heads"),
    Field("Capacity", Show.HEADS, "capacity"),
    Field("Filled", Show.SHARE),
    Field("Nations", Show.COUNT, "nations"),
    Field("Running cost", Show.MONEY, "running_cost"),
    Field("Who is there", Show.LONG),
    Field("Row", Show.ROW, "sheet_row"),
)

GAPS = (
    Field("No", Show.COUNT),
    Field("What is missing", Show.TEXT),
    Field("Where", Show.TEXT),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Measure", Show.TEXT, "measure"),
    Field("Asked", Show.AMOUNT, "asked"),
    Field("Missing", Show.AMOUNT, "missing", marked=True),
    Field("Weighs", Show.HEADS, "weighs"),
    Field("Mark", Show.MARK),
    Field("Whom to ask, and what is in their way", Show.LONG),
    Field("Sheet", Show.TEXT),
    Field("Row", Show.ROW, "sheet_row"),
)

UNUSED = (
    Field("Contingent", Show.TEXT, "contingent"),
    Field("Nation", Show.TEXT, "nation"),
    Field("Capability", Show.TEXT, "capability"),
    Field("Status", Show.TEXT, "status"),
    Field("Confidence", Show.SHARE, "confidence"),
    Field("From", Show.PERIOD, "first"),
    Field("To", Show.PERIOD, "last"),
    Field("Units pledged", Show.UNITS, "pledged"),
    Field("Units not used", Show.UNITS, "units"),
    Field("Heads not used", Show.HEADS, "heads"),
    Field("First thing in its way", Show.LONG, "reason"),
    Field("Row", Show.ROW, "contingent_row"),
)

WHY_NOT = (
    Field("No", Show.COUNT),
    Field("Contingent", Show.TEXT),
    Field("Nation", Show.TEXT),
    Field("Asked", Show.TEXT),
    Field("Heads", Show.HEADS),
    Field("Answer", Show.LONG),
    Field("Claim", Show.TEXT),
    Field("First worse", Show.TEXT, only_with="First worse"),
    Field("Now", Show.AMOUNT, only_with="First worse"),
    Field("Then", Show.AMOUNT, only_with="First worse"),
    Field("Who comes and goes", Show.LONG, only_with="Who comes and goes"),
    Field("In the way", Show.CELLS, only_with="In the way"),
    Field("Also in the way", Show.CELLS, only_with="Also in the way"),
    Field("Least change", Show.LONG, only_with="Least change"),
    Field("Row", Show.ROW),
)

WHY_SHORT = (
    Field("No", Show.COUNT),
    Field("Site", Show.TEXT),
    Field("Role", Show.TEXT),
    Field("Period", Show.PERIOD),
    Field("Measure", Show.TEXT),
    Field("Lacks now", Show.AMOUNT, marked=True),
    Field("At best", Show.AMOUNT, only_with="At best"),
    Field("Answer", Show.LONG),
    Field("Claim", Show.TEXT),
    Field("Who pays", Show.LONG, only_with="Who pays"),
    Field("In the way", Show.CELLS, only_with="In the way"),
    Field("Also in the way", Show.CELLS, only_with="Also in the way"),
    Field("Least change", Show.LONG, only_with="Least change"),
    Field("Row", Show.ROW),
)

CAP_STEPS = (
    Field("Cap", Show.LONG),
    Field("Step", Show.TEXT),
    Field("Today", Show.HEADS),
    Field("From", Show.HEADS),
    Field("To", Show.HEADS),
    Field("Answer", Show.LONG),
    Field("Claim", Show.TEXT),
    Field("First changed", Show.TEXT, only_with="First changed"),
    Field("Now", Show.TEXT, only_with="First changed"),
    Field("Then", Show.TEXT, only_with="First changed"),
    Field("Then also", Show.LONG, only_with="Then also"),
    Field("Try it with", Show.LONG, only_with="Try it with"),
    Field("Row", Show.ROW),
)

ASKS = (
    Field("No", Show.TEXT),
    Field("Whom to ask", Show.TEXT),
    Field("What to ask for", Show.LONG),
    Field("Betters", Show.TEXT),
    Field("From", Show.AMOUNT),
    Field("To", Show.AMOUNT),
    Field("Then also", Show.LONG),
    Field("Claim", Show.TEXT),
    Field("Confidence", Show.SHARE, only_with="Confidence"),
    Field("Try it with", Show.LONG),
    Field("Sheet", Show.TEXT),
    Field("Row", Show.ROW),
)

SCENARIOS = (
    Field("Scenario", Show.TEXT),
    Field("Proof", Show.TEXT),
    Field("Force", Show.HEADS, marked=True),
    Field("Coverage", Show.SHARE, marked=True),
    Field("Minimums", Show.UNITS, marked=True),
    Field("Lacking", Show.HEADS, marked=True),
    Field("Support lacking", Show.HEADS, marked=True),
    Field("Changes", Show.UNITS, marked=True),
    Field("Cost", Show.MONEY, marked=True),
)
TAKEN = "Taken: "
"""How the column of an area begins, between those before and those after it."""
DIFFERS = "Differs in"
NO_PLAN_WHY = "Why there is no plan"
SCENARIOS_END = (
    Field(DIFFERS, Show.LONG),
    Field(NO_PLAN_WHY, Show.LONG),
    Field("Workbook", Show.TEXT),
)
BASE = "(base)"
"""Stands where the others say in what they differ from it."""
# The Years sheet: columns before and behind those of the years, which stand for themselves.
YEARS_FORCE = (Field("What", Show.TEXT), Field("Counted in", Show.TEXT))
YEARS_COST = (Field("Cost", Show.TEXT), Field("Counted in", Show.TEXT))
YEARS_NATION_COST = (Field("Cost by nation", Show.TEXT), Field("Counted in", Show.TEXT))
YEARS_TIED_UP = (Field("Tied up by nation", Show.TEXT), Field("Counted in", Show.TEXT))
YEARS_DRAWN = (Field("Drawn from", Show.TEXT), Field("Counts", Show.TEXT))
YEARS_SUM = Field("All years", Show.MONEY)
YEARS_MOST = Field("Most", Show.HEADS)
HOLDING = (Field("What", Show.TEXT), Field("Held", Show.TEXT), Field("Why", Show.TEXT))

SUMMARY_FORCE = (
    Field("Period", Show.TEXT),
    Field("Force", Show.HEADS),
    Field("Floor", Show.HEADS),
    Field("Missing", Show.HEADS, marked=True),
    Field("Nations", Show.COUNT),
    Field("Tied up", Show.HEADS),
    Field("Cost", Show.MONEY),
    Field("Opening", Show.MONEY),
)

SUMMARY_COVERAGE = (
    Field("Role", Show.TEXT),
    Field("Asked", Show.AMOUNT),
    Field("Provided", Show.AMOUNT),
    Field("Missing", Show.AMOUNT, marked=True),
    Field("Covered", Show.SHARE, marked=True),
    Field("Worst", Show.SHARE),
    Field("Mark", Show.MARK),
)

SUMMARY_DRAWDOWN = (
    Field("Area", Show.TEXT),
    Field("Taken", Show.HEADS),
    Field("Limit", Show.HEADS),
    Field("Headroom", Show.HEADS, marked=True),
    Field("Periods", Show.PERIOD),
    Field("Mark", Show.MARK),
)

SUMMARY_GAPS = (
    Field("Gap", Show.TEXT),
    Field("Measure", Show.TEXT),
    Field("Missing", Show.AMOUNT, marked=True),
    Field("Periods", Show.PERIOD),
    Field("Whom to ask, and what is in their way", Show.LONG),
)

SUMMARY_CONTRIBUTORS = (
    Field("Nation", Show.TEXT),
    Field("Pledged", Show.HEADS),
    Field("Used", Show.HEADS),
    Field("Share", Show.SHARE, "Share of force"),
    Field("Tied up", Show.HEADS),
    Field("Cost", Show.MONEY),
)

# The Run sheet: what forcegen audit reads back.
RUN_BLOCK = "Run"
RANKS_BLOCK = "Ranked values"
OVERRIDES_BLOCK = "Overrides"
BASELINE_BLOCK = "Baseline"
STATUS_FACT = "Status"
START_FACT = "First day of period 1"
MONTHS_FACT = "Months of a period"
RELAXED_FACT = "Relaxed"
UNIQUE_FACT = "Unique plan"
SCENARIO_FACT = "Scenario"
INPUT_HASH_FACT = "Input tables sha256"
GAP_FACT = "Gap (share)"
RULES_FACT = "Audit: rules checked"
BREACHES_FACT = "Audit: breaches"
VERSION_FACT = "forcegen"
STARTED_FACT = "Started (UTC)"
INPUT_FACT = "Input"
CHECKSUM_FACT = "Seal"
PRESENT_SOURCE = "sheet Present"
"""How a run says that changes were counted against the present of its workbook."""
SEAL_OF = "Seal of "
"""How a run names the seal of a sheet that it alone can know."""
SCENARIOS_FACT = f"{SEAL_OF}Scenarios compared"
COMPUTED_FACTS = frozenset({STATUS_FACT, START_FACT, MONTHS_FACT, RELAXED_FACT, RULES_FACT, BREACHES_FACT})
"""Facts of Run that an audit works out again; all others it takes as they are stated."""
NOT_KNOWN = "not known"
"""Stands for a bound or gap that no solver proved."""

FACTS = (Field("Fact", Show.TEXT), Field("Value", Show.ANY))
RANKS = (
    Field("Rank", Show.COUNT),
    Field("Objective", Show.TEXT),
    Field("Weight", Show.EXACT),
    Field("Part value", Show.EXACT),
    Field("Value", Show.EXACT),
    Field("Final", Show.EXACT),
    Field("Bound", Show.EXACT),
    Field("Gap", Show.EXACT),
    Field("Tolerance", Show.EXACT),
)
OVERRIDES = (Field("No", Show.COUNT), Field("Override", Show.TEXT))
BASELINE = (
    Field("Contingent", Show.TEXT, "contingent"),
    Field("Role", Show.TEXT, "role"),
    Field("Site", Show.TEXT, "site"),
    Field("Period", Show.PERIOD, "period"),
    Field("Units", Show.EXACT, "units"),
)
