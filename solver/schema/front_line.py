"""What the front line may give up: areas, caps on what is taken, what arrives instead."""

from __future__ import annotations

from solver.schema.columns import AREA, CAPABILITY, FROM, STOCKS, TO, Column, Kind, Sheet

AREAS = Sheet(
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
        Column(name="Own", kind=Kind.NUMBER, unit="heads", least=0, meaning="Baseline of its own forces."),
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
)

DRAWDOWN_CAPS = Sheet(
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
            refers_to=CAPABILITY,
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
)

BACKFILL = Sheet(
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
            refers_to=CAPABILITY,
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
)
