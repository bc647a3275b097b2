"""The settings of the plan as a whole."""

from __future__ import annotations

from solver.schema.columns import STATUSES, Column, Kind, Sheet
from solver.schema.planner import OBJECTIVES

SETTINGS = (
    Column("Plan name", Kind.TEXT, "Title of the plan on the Summary.", default=""),
    Column("Marking", Kind.TEXT, "Protective marking, printed on every result sheet.", default=""),
    Column("Start", Kind.DATE, "First day of period 1; needed where From or To are dates."),
    Column("Period months", Kind.WHOLE, "Length of a period, which is one rotation.", default=6, unit="months", least=1, most=120),
    Column("Periods", Kind.WHOLE, "How many periods the plan covers.", default=1, unit="periods", least=1, most=1000),
    Column(
        "Hold last period for",
        Kind.NUMBER,
        "How many years the force of the last period is held after the plan, as if that period went on: the sheet Years then says what each year costs and ties up. It changes no plan. Blank: not asked for.",
        unit="years",
        above=0,
        most=100,
    ),
    Column("Currency", Kind.TEXT, "What money is counted in.", default="EUR"),
    Column("Largest share", Kind.SHARE, "Most that any one nation may have of the heads that count to the force."),
    Column("Lead share", Kind.SHARE, "Least that a lead nation must have of the heads at its site.", default=0.25),
    Column("Open sites at most", Kind.WHOLE, "Most sites open in any one period.", unit="sites", least=0),
    Column(
        "Budget per period",
        Kind.MONEY,
        "Most that heads, movement and running sites may cost in a period (opening a site is investment).",
        unit="money",
        least=0,
    ),
    Column(
        "Count pledges from",
        Kind.CHOICE,
        "The least status that counts; indicated is less than pledged, pledged less than confirmed.",
        default="pledged",
        choices=STATUSES,
    ),
    Column("Whole units", Kind.YES_NO, "yes: a unit is never split; no: fractions of units may be sent.", default=True),
    Column("Time limit", Kind.NUMBER, "Time for the search, all ranks together; reading and writing come on top.", default=60.0, unit="seconds", above=0),
    Column("Gap", Kind.SHARE, "A rank counts as proved when plan and bound differ by no more than this share.", default=0.001),
    Column("Seed", Kind.WHOLE, "Start of the solver's random choices; equal seeds and versions give equal plans.", default=1, least=0, most=2_147_483_647),
    Column(
        "Proved up to",
        Kind.CHOICE,
        "Nightly gate: the objective up to whose rank every rank must be proved before a plan is published; ranks after it may be open. Blank, or an objective that is not ranked: every rank.",
        choices=OBJECTIVES,
    ),
    Column("Changes at most", Kind.WHOLE, "Nightly gate: most units that may change against the published plan.", unit="units", least=0),
    Column(
        "Worse at most",
        Kind.SHARE,
        "Nightly gate: how much worse any rank may get, as a share of the published plan's value, and how much a requirement that was met may lack, as a share of what it asks. Left blank, minimum shortfall alone is held: it may not rise at all. The word any: nothing is too much worse.",
        unlimited="any",
    ),
    Column(
        "Worse to keep the present",
        Kind.SHARE,
        "How much worse, as a share, each rank before changes may get so that less changes against the present or the baseline (ranks after changes may use what is left of it). Where it is given, 0 too, changes comes right behind the shortfalls if Priorities do not rank it. Blank: it comes last, and no rank gets worse for it.",
    ),
)
"""The settings that the Settings sheet may give, one a row."""

SETTINGS_SHEET = Sheet(
    name="Settings",
    meaning="The plan as a whole: its name, periods, limits and how long to search.",
    columns=(
        Column("Name", Kind.NAME, "The setting, spelled as listed.", required=True),
        Column("Value", Kind.ANY, "Its value; blank means the default.", required=True, may_be_blank=True),
    ),
    key=("Name",),
    address=("Name",),
)
