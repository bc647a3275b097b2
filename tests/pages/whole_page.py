"""One plan of which a page has everything to tell, and its page, made once."""

from __future__ import annotations

from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from html_read import read_html
from page_cases import CONTINGENTS, TWO_PERIODS, floor, told
from page_studies import study
from small_plans import a_plan, estonian, need, row, site

from solver.pages.plan_page import plan_page
from solver.pages.plan_sections import ToldPlan

NATIONS = [row("Nations", nation=name, cost_per_head=10) for name in ("Estonia", "France", "Poland")]
USES = (
    ("EST-1", "Infantry", "Odesa", 1, 1),
    ("POL-INF", "Infantry", "Lviv", 1, 3),
    ("POL-INF", "Infantry", "Lviv", 2, 2),
)


@cache
def whole_plan() -> ToldPlan:
    """Everything that a page tells of, in two periods; Lviv lacks 100 and 200 infantry, Odesa 50 and 200."""
    sheets: dict[str, Any] = {
        "contingents": [estonian(units=2, capability="Infantry"), *CONTINGENTS],
        "nations": NATIONS,
        "requirements": [need(400), need(200, "Odesa")],
        "sites": [
            site(latitude=49.84, longitude=24.03),
            site("Odesa", latitude=46.48, longitude=30.73),
            site("Kyiv"),
        ],
        "force": [floor(600)],
        "areas": [row("Areas", area="Estonia", nation="Estonia", own=4000)],
        "drawdown_caps": [row("Drawdown caps", applies_to="Estonia", cap_heads=450)],
        "settings": {**TWO_PERIODS, "Plan name": "Small plan", "Marking": "EXERCISE & <test>"},
    }
    return told(a_plan(**sheets), *USES, studies=(study("bars", ["France", "Poland"]),))


@cache
def whole_source() -> str:
    """Its page."""
    return plan_page(whole_plan())


@cache
def whole_page() -> Element:
    """Its page, read back."""
    return read_html(whole_source())


def in_short(**sheets: object) -> ToldPlan:
    """A small plan without coordinates: 300 of 400 infantry at Lviv, and nothing else to tell."""
    return told(
        a_plan(contingents=CONTINGENTS, requirements=[need(400)], **sheets),
        ("POL-INF", "Infantry", "Lviv", 1, 3),
    )
