"""The ordinary plan under names that mean to be more than text, or that are hard to draw."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from page_plans import LARGE_NATIONS, PLACES, ROLES, SMALL_NATIONS, ordinary_base, ordinary_uses, told
from page_studies import studies

from solver.pages.plan_sections import ToldPlan

NAMES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "&amp;",
    "قوة الانتشار السريع في البحر الأسود",
    "חטיבת החי״ר הראשונה",
    "a\u202eevil\u2066 force",
    "A" * 120,
    "a company of the second battalion of the third brigade of the first division of the corps of the north",
    "多国籍部隊第一機械化歩兵中隊の後方支援隊",
    unicodedata.normalize("NFC", "Z\u0323\u0301\u0302\u0303a\u0323\u0301\u0302\u0303lgo brigade"),
    "🇪🇪 🛡 company",
    "</style><script>alert(3)</script>",
    "{{ 7 * 7 }} {% raw %}",
)
"""Markup, both directions of writing, signs that turn them, long ones, wide ones, marks upon marks."""
MARKING = '</style><script>alert(4)</script> "} * { display: none } \\ 機密 \u202eTERCES'
PLAN_NAME = "<img src=x onerror=alert(5)> خطة \u202eplan\u202c " + "long " * 24

Renamed = Mapping[str, str]


def named(spelled: tuple[str, ...], first: int) -> dict[str, str]:
    """A hostile name for each of these, from that one on; numbered where they begin anew."""
    found = {}
    for at, name in enumerate(spelled, start=first):
        turn, place = divmod(at, len(NAMES))
        found[name] = NAMES[place] + (f" {turn + 1}" if turn else "")
    return found


NATIONS = named((*SMALL_NATIONS, *(name for name in LARGE_NATIONS if name != "Poland")), 0)
"""Poland keeps its name: its area, under another one, stands on the map."""
RENAMED_ROLES = named(ROLES, 6)
SITES = named((*(name for name, *_ in PLACES), "Field hospital"), 3)
AREAS = named(("Poland", "Estonia", "Lithuania"), 1)


def hostile() -> ToldPlan:
    """The ordinary plan, its columns of names with names of this kind; studies, too."""
    base, uses = ordinary_base(), ordinary_uses()
    contingents = named(tuple(dict.fromkeys(contingent for contingent, *_ in uses)), 0)
    columns: dict[str, Renamed] = {
        "Nation": NATIONS,
        "Contingent": contingents,
        "Capability": RENAMED_ROLES,
        "Role": RENAMED_ROLES,
        "Site": SITES,
        "Area": AREAS,
        "Applies to": AREAS,
        "Drawn from": AREAS,
    }
    renamed = {
        sheet: [
            {column: columns.get(column, {}).get(cell, cell) for column, cell in row.items()} for row in rows
        ]
        for sheet, rows in base.items()
        if sheet != "settings"
    }
    settings = {**base["settings"], "Plan name": PLAN_NAME, "Marking": MARKING}
    return told(
        {**renamed, "settings": settings},
        [(contingents[who], RENAMED_ROLES[role], SITES[site], *rest) for who, role, site, *rest in uses],
        studies=studies(list(NATIONS.values())),
    )
