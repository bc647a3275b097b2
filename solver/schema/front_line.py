"""What the front line may give up: areas, caps on what is taken, what arrives instead."""

from __future__ import annotations

from solver.schema.columns import AREA, CAPABILITY, FROM, NATION, STOCKS, TO, Column, Kind, Purpose, Sheet

AREAS = Sheet(
    name="Areas",
    meaning="The front-line areas to protect, and the heads in each of their stocks.",
    key=("Area",),
    address=("Area",),
    columns=(
        Column("Area", Kind.NAME, "The area's name.", required=True),
        Column(
            "Nation", Kind.NAME, "Whose country it is; that nation's contingents are drawn from it unless they say otherwise.", refers_to=("Nations.Nation",)
        ),
        Column("Groups", Kind.NAMES, "Groups of areas, such as Baltics; caps can name them."),
        Column("Own", Kind.NUMBER, "Baseline of its own forces.", unit="heads", least=0),
        Column("Stationed", Kind.NUMBER, "Baseline of allied forces stationed there.", unit="heads", least=0),
        Column("Earmarked", Kind.NUMBER, "Baseline of reinforcements earmarked for it and held elsewhere.", unit="heads", least=0),
        Column("Weight", Kind.NUMBER, "How much a head taken from here weighs in the objective drawdown.", default=1.0, least=0),
    ),
)

DRAWDOWN_CAPS = Sheet(
    name="Drawdown caps",
    meaning="How many heads may be taken from the front line. Where both numbers are given, the tighter holds.",
    purpose=Purpose.LIMIT,
    address=("Applies to", "Stock", "Capability"),
    columns=(
        Column(
            "Applies to",
            Kind.NAME,
            "An area or a group of areas: whoever is drawn from them. Else a nation or a group of nations: the contingents of these. "
            "A name that is both means the areas.",
            required=True,
            refers_to=(*AREA, *NATION),
            must_exist=True,
        ),
        Column(
            "Stock",
            Kind.CHOICE,
            "Which stock of the areas the cap is on; any: all three together. Of nations, any: all their contingents; "
            "own: without those drawn from the area of a nation that the cap does not name.",
            default="any",
            choices=("any", *STOCKS),
        ),
        Column("Capability", Kind.NAME, "Only contingents of this capability; blank: all.", refers_to=CAPABILITY),
        Column(
            "Counts",
            Kind.CHOICE,
            "tied up: with the rotation base behind them; deployed: only those in theatre.",
            default="tied up",
            choices=("tied up", "deployed"),
        ),
        Column("Cap heads", Kind.NUMBER, "Most heads, backfill aside; 0: none beyond backfill.", unit="heads", least=0),
        Column("Cap share", Kind.SHARE, "Most heads as a share of the baseline of the areas and stock; of nations: of the sum of their Active strength."),
        FROM,
        TO,
    ),
)

BACKFILL = Sheet(
    name="Backfill",
    meaning="Forces that arrive in an area and allow as many more to leave. Rows add up.",
    purpose=Purpose.LIMIT,
    address=("Area", "Stock"),
    columns=(
        Column("Area", Kind.NAME, "Where they arrive.", required=True, refers_to=("Areas.Area",), must_exist=True),
        Column("Stock", Kind.CHOICE, "The stock that they stand in for.", default="own", choices=STOCKS),
        Column("Capability", Kind.NAME, "Counts only for caps of this capability or of none; blank: for all.", refers_to=CAPABILITY),
        Column("Heads", Kind.NUMBER, "How many arrive.", required=True, unit="heads", least=0),
        FROM,
        TO,
        Column("Condition", Kind.NAME, "They arrive only while this condition holds.", refers_to=("Conditions.Condition",), must_exist=True),
    ),
)
