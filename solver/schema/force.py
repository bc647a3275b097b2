"""The force as a whole: how large it is to be."""

from __future__ import annotations

from solver.schema.columns import FROM, TO, Column, Kind, Sheet

FORCE = Sheet(
    name="Force",
    meaning="The size of the force as a whole: heads in roles that count to it.",
    columns=(
        Column(
            name="Floor",
            kind=Kind.NUMBER,
            unit="heads",
            least=0,
            meaning="Wanted at least; what is missing counts as shortfall.",
        ),
        Column(name="Ceiling", kind=Kind.NUMBER, unit="heads", least=0, meaning="Never more than this."),
        FROM,
        TO,
    ),
)
