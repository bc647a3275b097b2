"""What several sheets share: columns that every sheet may have, windows, references, choices."""

from __future__ import annotations

from solver.schema.columns import Column, Kind

NATION = ("Nations.Nation", "Nations.Groups")
AREA = ("Areas.Area", "Areas.Groups")
CAPABILITY = ("Contingents.Capability", "Suitability.Capability")
"""Where a name may be declared that is a nation's, an area's or a capability's."""

STOCKS = ("own", "stationed", "earmarked")
YES_NO = ("yes", "no")
NO_WORDS = frozenset({"no", "n", "false", "0"})
"""Words for no, folded; FALSE and 0 as Excel stores them."""
STATUSES = ("indicated", "pledged", "confirmed")
"""How firm a pledge can be, the least first."""

ENABLED = Column(
    name="Enabled",
    kind=Kind.YES_NO,
    default=True,
    meaning="no: as if the row were not there.",
)
SOURCE = Column(name="Source", kind=Kind.TEXT, meaning="Where the row's facts come from.")
AS_OF = Column(name="As of", kind=Kind.TEXT, meaning="The day on which the facts held.")
EVIDENCE = Column(
    name="Evidence",
    kind=Kind.CHOICE,
    choices=("official", "reported", "placeholder"),
    meaning="How well founded the row is; a placeholder stands where no number is public.",
)
NOTE = Column(name="Note", kind=Kind.TEXT, meaning="Anything else worth knowing about the row.")

COMMON = (ENABLED, SOURCE, AS_OF, EVIDENCE, NOTE)
"""Columns that every input sheet may have."""

FROM = Column(
    name="From",
    kind=Kind.FROM,
    unit="period or date",
    meaning="First period in which the row holds (a number, or a date within it); blank: from the start.",
)
TO = Column(
    name="To",
    kind=Kind.TO,
    unit="period or date",
    meaning="Last period in which the row holds (a number, or a date within it); blank: to the end.",
)
