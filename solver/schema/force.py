"""The force as a whole: how large it is to be."""

from __future__ import annotations

from solver.schema.columns import FROM, TO, Column, Kind, Purpose, Sheet

FORCE = Sheet(
    name="Force",
    meaning="The size of the force as a whole: heads in roles that count to it.",
    purpose=Purpose.LIMIT,
    columns=(
        Column("Floor", Kind.NUMBER, "Wanted at least; what is missing counts as shortfall.", unit="heads", least=0),
        Column("Ceiling", Kind.NUMBER, "Never more than this.", unit="heads", least=0),
        FROM,
        TO,
    ),
)
