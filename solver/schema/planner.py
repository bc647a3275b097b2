"""The planner's orders: locks, what is there today, priorities, what-ifs."""

from __future__ import annotations

from solver.schema.columns import CAPABILITY, FROM, TO, Column, Kind, Purpose, Sheet

LOCKS = Sheet(
    name="Locks",
    meaning="The planner's hand on the plan: what a contingent must or must not do.",
    purpose=Purpose.LIMIT,
    address=("Contingent", "Site", "Role"),
    columns=(
        Column("Contingent", Kind.NAME, "Which contingent.", required=True, refers_to=("Contingents.Contingent",), must_exist=True),
        Column("Site", Kind.NAME, "At this site; blank: anywhere.", refers_to=("Sites.Site",), must_exist=True),
        Column("Role", Kind.NAME, "In this role; blank: in any.", refers_to=("Roles.Role",)),
        FROM,
        TO,
        Column("Units at least", Kind.WHOLE, "No fewer than these.", unit="units", least=0),
        Column("Units at most", Kind.WHOLE, "No more than these; 0: none.", unit="units", least=0),
    ),
)

PRESENT = Sheet(
    name="Present",
    meaning="Who is where today: what changes are counted against where no earlier plan is (a baseline, a published plan). Each row names its contingent, or a nation, of whose contingents the largest fit counts. What fits no pledge is listed and binds nobody.",
    address=("Nation", "Contingent", "Site", "Role"),
    columns=(
        Column(
            "Contingent", Kind.NAME, "Whose units are there; blank: those of the nation.", refers_to=("Contingents.Contingent",), must_exist=True, loose=True
        ),
        Column("Nation", Kind.NAME, "Whose forces are there; may be blank where Contingent is given.", refers_to=("Nations.Nation",), loose=True),
        Column("Capability", Kind.NAME, "Only contingents of this capability; blank: any.", refers_to=CAPABILITY, loose=True),
        Column("Site", Kind.NAME, "Where they are.", required=True, refers_to=("Sites.Site",), must_exist=True, loose=True),
        Column("Role", Kind.NAME, "What they do there; may be blank where only one role can be meant.", refers_to=("Roles.Role",), loose=True),
        Column("Units", Kind.WHOLE, "How many units are there; give these or Heads.", unit="units", least=0),
        Column("Heads", Kind.NUMBER, "How many heads are there; give these or Units.", unit="heads", least=0),
        FROM,
        TO,
    ),
)

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
    "nations at sites",
    "worst support",
    "worst withdrawal",
)

DEFAULT_PRIORITIES = OBJECTIVES[:6]

PRIORITIES = Sheet(
    name="Priorities",
    meaning="What matters first. Lower ranks are settled before higher ones are looked at.",
    key=("Objective",),
    address=("Objective",),
    columns=(
        Column("Rank", Kind.WHOLE, "1 is settled first; objectives of one rank are added up by weight.", required=True, least=1),
        Column("Objective", Kind.CHOICE, "What is made as small as possible.", required=True, choices=OBJECTIVES),
        Column("Weight", Kind.NUMBER, "Its weight among the objectives of the same rank.", default=1.0, least=0),
        Column("Tolerance", Kind.NUMBER, "How much worse, as a share, later ranks may make this rank; one value a rank.", default=0.0, unit="share", least=0),
        Column(
            "Effort",
            Kind.SHARE,
            "Most of the time limit that the rank may take, as a share; one value a rank. Blank: half of what is left, the last rank all of it; moves a fifth of the limit.",
            above=0,
        ),
    ),
)

SCENARIOS = Sheet(
    name="Scenarios",
    meaning="Named what-ifs: each row overrides one cell; a scenario is all its rows, in order.",
    purpose=Purpose.WHAT_IF,
    columns=(
        Column("Scenario", Kind.NAME, "The scenario's name.", required=True),
        Column("Sheet", Kind.NAME, "The sheet to change.", required=True),
        Column("Row", Kind.NAME, "The row's name, its key columns joined by ' / ', #12 for sheet row 12, or * for all rows.", required=True),
        Column("Column", Kind.NAME, "The column to change (for Settings: Value).", required=True),
        Column("Value", Kind.ANY, "The new value; blank clears the cell; x 1.2 multiplies it.", required=True, may_be_blank=True),
        Column("Nightly", Kind.YES_NO, "yes on any of its rows: the nightly job solves this scenario, too.", default=False),
    ),
)
