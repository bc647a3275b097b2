"""What binds a plan besides: caveats of capitals, conditions, costs of movement, the planner's hand."""

from __future__ import annotations

from solver.workbook.columns import Column, Kind, Sheet
from solver.workbook.layout.common import CAPABILITY, FROM, NATION, TO

CAVEATS = Sheet(
    name="Caveats",
    meaning="Rules of capitals on where, for what and when their forces may be used. Every row holds by itself.",
    columns=(
        Column(name="Nation", kind=Kind.NAMES, refers_to=NATION, meaning="Nations or groups; blank: any."),
        Column(
            name="Contingent",
            kind=Kind.NAMES,
            refers_to=("Contingents.Contingent",),
            must_exist=True,
            meaning="Contingents; blank: any.",
        ),
        Column(
            name="Capability",
            kind=Kind.NAMES,
            refers_to=CAPABILITY,
            meaning="Capabilities; blank: any.",
        ),
        Column(name="Role", kind=Kind.NAMES, refers_to=("Roles.Role",), meaning="Roles; blank: any."),
        Column(
            name="Site",
            kind=Kind.NAMES,
            refers_to=("Sites.Site",),
            must_exist=True,
            meaning="Sites; blank: any.",
        ),
        Column(name="Zone", kind=Kind.NAMES, refers_to=("Sites.Zone",), meaning="Zones; blank: any."),
        FROM,
        TO,
        Column(
            name="Effect",
            kind=Kind.CHOICE,
            required=True,
            choices=("not", "only"),
            meaning="not: forbids what matches every filled column; only: allows nothing but the filled role, site, zone.",
        ),
        Column(
            name="Reason",
            kind=Kind.TEXT,
            required=True,
            meaning="The capital's reason, shown where it forbids.",
        ),
    ),
)

CONDITIONS = Sheet(
    name="Conditions",
    meaning="Things outside the plan that pledges wait for.",
    key=("Condition",),
    address=("Condition",),
    columns=(
        Column(name="Condition", kind=Kind.NAME, required=True, meaning="The condition's name."),
        Column(name="Holds", kind=Kind.YES_NO, required=True, meaning="Whether it holds."),
        Column(
            name="From",
            kind=Kind.FROM,
            unit="period or date",
            meaning="When it begins to hold; blank: from the start.",
        ),
    ),
)

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

LOCKS = Sheet(
    name="Locks",
    meaning="The planner's hand on the plan: what a contingent must or must not do.",
    address=("Contingent", "Site", "Role"),
    columns=(
        Column(
            name="Contingent",
            kind=Kind.NAME,
            required=True,
            refers_to=("Contingents.Contingent",),
            must_exist=True,
            meaning="Which contingent.",
        ),
        Column(
            name="Site",
            kind=Kind.NAME,
            refers_to=("Sites.Site",),
            must_exist=True,
            meaning="At this site; blank: anywhere.",
        ),
        Column(
            name="Role", kind=Kind.NAME, refers_to=("Roles.Role",), meaning="In this role; blank: in any."
        ),
        FROM,
        TO,
        Column(name="Units at least", kind=Kind.WHOLE, unit="units", least=0, meaning="No fewer than these."),
        Column(
            name="Units at most",
            kind=Kind.WHOLE,
            unit="units",
            least=0,
            meaning="No more than these; 0: none.",
        ),
    ),
)
