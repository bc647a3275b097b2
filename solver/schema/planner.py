"""The planner's hand on the plan: locks, priorities, what-ifs."""

from __future__ import annotations

from solver.schema.columns import FROM, TO, Column, Kind, Sheet

LOCKS = Sheet(
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
        Column(name="Units at least", kind=Kind.WHOLE, unit="units", least=0, meaning="No fewer than these."),
        Column(
            name="Units at most",
            kind=Kind.WHOLE,
            unit="units",
            least=0,
            meaning="No more than these; 0: none.",
        ),
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
)

DEFAULT_PRIORITIES = OBJECTIVES[:6]

PRIORITIES = Sheet(
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
)

SCENARIOS = Sheet(
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
)
