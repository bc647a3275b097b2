"""Studies: questions about the plan that many solves answer, asked by name and again each night."""

from __future__ import annotations

from collections.abc import Mapping

from solver.schema.columns import Column, Kind, Purpose, Sheet

KINDS: Mapping[str, tuple[str, ...]] = {
    "sweep": ("Row", "From", "To", "Step"),
    "withdraw": ("By", "Pairs"),
    "confidence": ("By", "Samples", "Replans"),
    "alternatives": ("Within", "Count", "Regret"),
}
"""The kinds of studies, and the columns that each of them has beside Study, Kind and Nightly."""

BY: Mapping[str, tuple[str, ...]] = {
    "withdraw": ("nation", "contingent", "condition", "site"),
    "confidence": ("contingent", "nation"),
}
"""What the column By takes for each kind that has it."""

AS_THE_CELL = "the cell's unit"
"""The unit of numbers that a swept cell takes."""

STUDIES = Sheet(
    name="Studies",
    meaning="Questions that many solves answer, each with a name: what a number buys, who is indispensable, how likely it holds, what else is as good. A solve leaves them alone.",
    purpose=Purpose.WHAT_IF,
    columns=(
        Column("Study", Kind.NAME, "The study's name. A sweep of two numbers is two rows of the same name.", required=True),
        Column(
            "Kind",
            Kind.CHOICE,
            "sweep: a number from one value to another; withdraw: each without in turn; confidence: the chance that pledges suffice; alternatives: other plans nearly as good.",
            required=True,
            choices=tuple(KINDS),
        ),
        Column("Row", Kind.NAME, "The cell that a sweep varies, as Sheet!Row!Column: Drawdown caps!Baltics!Cap heads."),
        Column("From", Kind.NUMBER, "The first value that a sweep gives the cell.", unit=AS_THE_CELL),
        Column("To", Kind.NUMBER, "The last value that a sweep gives the cell.", unit=AS_THE_CELL),
        Column("Step", Kind.NUMBER, "From value to value of a sweep; blank: every value at which the plan changes.", unit=AS_THE_CELL, above=0),
        Column(
            "By",
            Kind.NAMES,
            "What withdraw takes out in turn (blank: nation), or what is kept or dropped as one in confidence (blank: contingent, then nation).",
            choices=BY["withdraw"],
        ),
        Column("Pairs", Kind.YES_NO, "yes: withdraw takes out each two as well.", default=False),
        Column("Within", Kind.SHARE, "How much worse than in the best plan a rank may be in alternatives, as a share.", default=0.01, unit="share"),
        Column("Count", Kind.WHOLE, "How many plans alternatives show.", default=5, least=3, most=7, unit="plans"),
        Column("Regret", Kind.YES_NO, "yes: alternatives also hold each first step against every scenario.", default=False),
        Column(
            "Samples",
            Kind.WHOLE,
            "In how many cases, drawn at random, confidence counts the plan.",
            default=10_000,
            least=100,
            most=1_000_000,
            unit="cases",
        ),
        Column(
            "Replans", Kind.WHOLE, "How many cases confidence plans anew at most, each a search; 0: none.", default=200, least=0, most=100_000, unit="cases"
        ),
        Column("Nightly", Kind.YES_NO, "yes: the nightly job asks it again, once the plan is there.", default=False),
    ),
)
