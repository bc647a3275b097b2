"""Movement costs: the sheet Movement (the budget is a setting)."""

from __future__ import annotations

from solver.schema.columns import NATION, Column, Kind, Sheet

MOVEMENT = Sheet(
    name="Movement",
    meaning="What it costs to bring a head to a site, for each rotation. The most particular row counts: contingent, nation, group, site alone.",
    key=("Nation", "Contingent", "Site"),
    address=("Nation", "Contingent", "Site"),
    columns=(
        Column("Nation", Kind.NAME, "A nation or group; blank: any.", refers_to=NATION),
        Column("Contingent", Kind.NAME, "A contingent; blank: any.", refers_to=("Contingents.Contingent",), must_exist=True),
        Column("Site", Kind.NAME, "Where to.", required=True, refers_to=("Sites.Site",), must_exist=True),
        Column("Cost per head", Kind.MONEY, "Cost of moving a head there and back.", required=True, unit="money per head per rotation", least=0),
    ),
)
