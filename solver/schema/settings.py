"""The settings of the plan as a whole."""

from __future__ import annotations

from solver.schema.columns import STATUSES, Column, Kind, Sheet

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
        choices=STATUSES,
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
        meaning="Start of the solver's random choices; equal seeds and versions give equal plans.",
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
        unlimited="any",
        meaning="Nightly gate: how much worse any rank may get, as a share of the published plan's value, and how much a requirement that was met may lack, as a share of what it asks. Left blank, minimum shortfall alone is held: it may not rise at all. The word any: nothing is too much worse.",
    ),
)
"""The settings that the Settings sheet may give, one a row."""

SETTINGS_SHEET = Sheet(
    name="Settings",
    meaning="The plan as a whole: its name, periods, limits and how long to search.",
    columns=(
        Column(name="Name", kind=Kind.NAME, required=True, meaning="The setting, spelled as listed."),
        Column(
            name="Value",
            kind=Kind.ANY,
            required=True,
            may_be_blank=True,
            meaning="Its value; blank means the default.",
        ),
    ),
    key=("Name",),
    address=("Name",),
)
