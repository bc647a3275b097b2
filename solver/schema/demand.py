"""What is asked for: roles, what each site needs, the support behind it."""

from __future__ import annotations

from solver.schema.columns import FROM, TO, Column, Kind, Purpose, Sheet

ROLES = Sheet(
    name="Roles",
    meaning="What is asked of the force, and how it is counted.",
    key=("Role",),
    address=("Role",),
    columns=(
        Column("Role", Kind.NAME, "The role's name.", required=True),
        Column("Measure", Kind.CHOICE, "Whether requirements for this role count heads or units.", default="heads", choices=("heads", "units")),
        Column("Unit worth", Kind.NUMBER, "Heads that a lacking unit weighs among the shortfalls; needed where Measure is units.", unit="heads", above=0),
        Column("Counts to force", Kind.YES_NO, "Whether heads in this role count to the size of the force.", default=True),
    ),
)

REQUIREMENTS = Sheet(
    name="Requirements",
    meaning="The statement of requirements: what is asked for, where, when. Forces go only where a row asks for their role.",
    required=True,
    address=("Site", "Role", "From"),
    columns=(
        Column("Site", Kind.NAME, "Where.", required=True, refers_to=("Sites.Site",), must_exist=True),
        Column("Role", Kind.NAME, "What.", required=True, refers_to=("Roles.Role",)),
        Column("Minimum", Kind.NUMBER, "Below this the task cannot be done; lacking it weighs first.", default=0.0, unit="the role's measure", least=0),
        Column("Target", Kind.NUMBER, "What is wanted; 0 permits without asking.", required=True, unit="the role's measure", least=0),
        Column("Maximum", Kind.NUMBER, "Never more than this.", unit="the role's measure", least=0),
        Column("Weight", Kind.NUMBER, "How much a head lacking here weighs against one lacking elsewhere.", default=1.0, least=0),
        FROM,
        TO,
    ),
)

SUPPORT_RATIOS = Sheet(
    name="Support ratios",
    meaning="How much of one role others need behind them. What lacks counts as shortfall.",
    purpose=Purpose.LIMIT,
    address=("Role", "Supported roles"),
    columns=(
        Column("Role", Kind.NAME, "The role that supports.", required=True, refers_to=("Roles.Role",)),
        Column("Scope", Kind.CHOICE, "Whether support counts over the theatre or at each site.", default="theatre", choices=("theatre", "site")),
        Column("Per heads", Kind.NUMBER, "For each so many heads in the supported roles ...", required=True, unit="heads", above=0),
        Column("Needs", Kind.NUMBER, "... so much of the supporting role is needed.", required=True, unit="the role's measure", least=0),
        Column("Supported roles", Kind.NAMES, "The roles that need it; blank: all other roles.", refers_to=("Roles.Role",)),
        Column(
            "Relieved by",
            Kind.NAME,
            "A condition, such as a backstop, that takes over a part while it holds.",
            refers_to=("Conditions.Condition",),
            must_exist=True,
        ),
        Column("Relief", Kind.SHARE, "The share that it takes over.", default=0.0),
        Column("Weight", Kind.NUMBER, "How much lacking support weighs among the shortfalls.", default=1.0, least=0),
    ),
)
