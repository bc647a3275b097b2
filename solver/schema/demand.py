"""What is asked for: roles, what each site needs, the support behind it."""

from __future__ import annotations

from solver.schema.columns import FROM, TO, Column, Kind, Sheet

ROLES = Sheet(
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
