"""Movement costs: the sheet Movement."""

from __future__ import annotations

from solver.schema.columns import NATION, Column, Kind, Sheet

MOVEMENT = Sheet(
    name="Movement",
    meaning="What it costs to bring a head to a site, for each rotation. The most particular row counts: contingent, nation, group, site alone.",
    key=("Nation", "Contingent", "Site"),
    address=("Nation", "Contingent", "Site"),
    columns=(
        Column(name="Nation", kind=Kind.NAME, refers_to=NATION, meaning="A nation or group; blank: any."),
        Column(
            name="Contingent",
            kind=Kind.NAME,
            refers_to=("Contingents.Contingent",),
            must_exist=True,
            meaning="A contingent; blank: any.",
        ),
        Column(
            name="Site",
            kind=Kind.NAME,
            required=True,
            refers_to=("Sites.Site",),
            must_exist=True,
            meaning="Where to.",
        ),
        Column(
            name="Cost per head",
            kind=Kind.MONEY,
            required=True,
            unit="money per head per rotation",
            least=0,
            meaning="Cost of moving a head there and back.",
        ),
    ),
)
