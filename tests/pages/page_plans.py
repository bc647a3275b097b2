"""Plans with all that a page tells of them, no solver needed: an ordinary one, a large one, a small one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from small_plans import Base, Records, a_plan, row, sent

from solver.audit import RULES
from solver.ledger.ledger import keep_ledger
from solver.pages.plan_sections import ToldPlan
from solver.record import RunFacts
from solver.results.build import build_results
from solver.results.study_page import StudyPage
from solver.solution import Part, RankValue, Sizes, Solution, SolverUsed

Use = tuple[str, str, str, int, float]
"""A row of an allocation: contingent, role, site, period, units."""


def told(base: Base, uses: Iterable[Use], *, studies: Sequence[StudyPage] = ()) -> ToldPlan:
    """A plan, what it sends, and the studies of it."""
    plan = a_plan(base)
    part = Part(name="target shortfall", weight=1.0, value=900.0)
    rank = RankValue(rank=1, parts=(part,), value=900.0, final=900.0, bound=900.0, gap=0.0)
    solution = Solution(
        status="optimal",
        allocation=sent(*uses),
        ranks=(rank,),
        solver=SolverUsed(name="highs", version="1.2.3", seed=1, threads=2),
        sizes=Sizes(variables=3, integers=2, rows=1, nonzeros=4),
    )
    facts = RunFacts(
        input_path="inputs/plan.xlsx",
        input_sha256="ab" * 32,
        started="2026-11-22T02:15:00Z",
        rules_checked=tuple(RULES),
    )
    ledger = keep_ledger(plan, solution.allocation)
    results = build_results(plan, solution, facts, ledger=ledger)
    return ToldPlan(plan=plan, ledger=ledger, results=results, studies=tuple(studies))


# An ordinary plan: eight nations, ten sites, four periods

MARKING = "EXERCISE EXERCISE EXERCISE"
LARGE_NATIONS = ("United Kingdom", "France", "Germany", "Poland", "Romania")
SMALL_NATIONS = ("Estonia", "Lithuania", "Finland")
PLACES = (
    ("Kyiv headquarters", 50.45, 30.52),
    ("Kyiv airport", 50.35, 30.89),
    ("Lviv training hub", 49.84, 24.03),
    ("Odesa port", 46.48, 30.73),
    ("Dnipro", 48.46, 35.05),
    ("Zaporizhzhia nuclear power plant", 47.51, 34.59),
    ("Rzeszow", 50.04, 22.00),
    ("Constanta", 44.17, 28.65),
    ("Ternopil", 49.55, 25.59),
)
ROLES = ("Infrastructure protection", "Training", "Logistics", "Medical", "Air defence", "Headquarters")


def ordinary(studies: Sequence[StudyPage] = ()) -> ToldPlan:
    """Eight nations at ten sites in four periods, short of most."""
    return told(ordinary_base(), ordinary_uses(), studies=studies)


def ordinary_base() -> dict[str, Any]:
    """Caps with backfill, support, costs, conditions, and one site without coordinates."""
    areas = [
        row("Areas", area=name, nation=name, groups="Baltics", own=7_000, stationed=1_500)
        for name in ("Estonia", "Lithuania")
    ]
    areas.append(row("Areas", area="Poland", nation="Poland", own=110_000, stationed=9_000))
    caps = [
        row("Drawdown caps", applies_to="Estonia", stock="own", cap_heads=600),
        row("Drawdown caps", applies_to="Lithuania", stock="own", cap_heads=1_800),
        row("Drawdown caps", applies_to="Poland", cap_share=0.05),
        row("Drawdown caps", applies_to="Baltics", cap_heads=2_000, counts="deployed"),
    ]
    costs = {"opening_cost": 3_000_000, "running_cost": 800_000}
    return {
        "settings": {
            "Plan name": "Stabilisation force for Ukraine",
            "Marking": MARKING,
            "Periods": 4,
            "Start": "2027-01-01",
        },
        "nations": [*_nations(LARGE_NATIONS, 180_000), *_nations(SMALL_NATIONS, 20_000)],
        "conditions": [
            row("Conditions", condition="Ceasefire", holds="yes"),
            row("Conditions", condition="Mandate", holds="yes", first=3),
        ],
        "contingents": _ordinary_pledges(),
        "sites": [
            *(row("Sites", site=name, latitude=up, longitude=right, **costs) for name, up, right in PLACES),
            row("Sites", site="Field hospital", capacity=900),
        ],
        "roles": [row("Roles", role=role) for role in ROLES],
        "requirements": _ordinary_needs(),
        "support_ratios": [row("Support ratios", role="Medical", per_heads=1_000, needs=40)],
        "force": [
            row("Force", floor=9_000, last=2),
            row("Force", floor=12_000, first=3),
        ],
        "areas": areas,
        "drawdown_caps": caps,
        "backfill": [row("Backfill", area="Estonia", heads=300, first=3)],
    }


def _nations(names: Iterable[str], strength: int) -> Records:
    return [
        row("Nations", nation=name, active_strength=strength, cost_per_head=34_000, dwell_ratio=1)
        for name in names
    ]


def _ordinary_pledges() -> Records:
    """Two pledges of each large nation, one of each small one, whose forces leave the front line."""
    large = [
        row(
            "Contingents",
            contingent=f"{nation[:3].upper()}-{at}",
            nation=nation,
            capability=ROLES[(number * 2 + at) % len(ROLES)],
            units=12,
            heads_per_unit=150,
            confidence=0.8 if at == 2 else 1.0,
            conditions="Ceasefire",
            **({"drawn_from": "Poland", "stock": "own"} if nation == "Poland" else {}),
        )
        for number, nation in enumerate(LARGE_NATIONS)
        for at in (1, 2)
    ]
    small = [
        row(
            "Contingents",
            contingent=f"{nation[:3].upper()}-INF",
            nation=nation,
            capability="Infrastructure protection",
            units=4,
            heads_per_unit=150,
            **({} if nation == "Finland" else {"drawn_from": nation, "stock": "own"}),
        )
        for nation in SMALL_NATIONS
    ]
    return [*large, *small]


def _ordinary_needs() -> Records:
    """Each site asks for two roles, more of them later."""
    return [
        row(
            "Requirements", site=name, role=ROLES[(at + step) % len(ROLES)], minimum=150, target=600 + 90 * at
        )
        for at, (name, *_) in enumerate(PLACES)
        for step in (0, 1)
    ]


def ordinary_uses() -> list[Use]:
    """Every pledge in its role at a site that asks for it, in more units from period to period."""
    needed = {(need["Role"], need["Site"]): None for need in _ordinary_needs()}
    uses: list[Use] = []
    for at, pledge in enumerate(_ordinary_pledges()):
        role = str(pledge["Capability"])
        sites = [site for of, site in needed if of == role]
        units = int(str(pledge["Units"])) // 2
        uses += [
            (str(pledge["Contingent"]), role, str(sites[at % len(sites)]), period, min(units, 2 + period))
            for period in range(1 + at % 3, 5)
        ]
    return uses


# A large plan


def large(nations: int = 35, sites: int = 60, periods: int = 20, pledges: int = 150) -> ToldPlan:
    """Nations, sites, periods and contingents by number; twelve roles, caps on five areas."""
    roles = [f"Role {at} of twelve" for at in range(1, 13)]
    names = [f"Nation {at:02}" for at in range(1, nations + 1)]
    places = [f"Site {at:02}" for at in range(1, sites + 1)]
    areas = names[:5]
    contingents = [
        row(
            "Contingents",
            contingent=f"N{at % nations + 1:02}-UNIT-{at + 1:03}",
            nation=names[at % nations],
            capability=roles[at % 12],
            units=4 + at % 9,
            heads_per_unit=120 + at % 5 * 10,
            **({"drawn_from": names[at % nations], "stock": "own"} if at % nations < 5 else {}),
        )
        for at in range(pledges)
    ]
    base = {
        "settings": {"Plan name": "A large force", "Periods": periods, "Start": "2027-01-01"},
        "nations": _nations(names, 90_000),
        "contingents": contingents,
        "sites": [
            row(
                "Sites", site=name, latitude=46 + at % 9 * 0.7, longitude=22 + at * 0.25, running_cost=500_000
            )
            for at, name in enumerate(places)
        ],
        "roles": [row("Roles", role=role) for role in roles],
        "requirements": [
            row("Requirements", site=name, role=roles[(at + step) % 12], minimum=50, target=400)
            for at, name in enumerate(places)
            for step in range(4)
        ],
        "force": [row("Force", floor=60_000)],
        "areas": [row("Areas", area=area, nation=area, own=50_000) for area in areas],
        "drawdown_caps": [row("Drawdown caps", applies_to=area, cap_heads=3_000) for area in areas],
    }
    return told(base, _large_uses(contingents, places, roles, periods))


def _large_uses(
    contingents: Sequence[Mapping[str, object]], places: Sequence[str], roles: Sequence[str], periods: int
) -> list[Use]:
    """Each contingent in its role at sites that ask for it, away three periods in four."""
    uses: list[Use] = []
    for at, pledge in enumerate(contingents):
        role = at % 12
        asking = [name for site, name in enumerate(places) if (role - site) % 12 < 4]
        uses += [
            (str(pledge["Contingent"]), roles[role], asking[(at + period // 7) % len(asking)], period, 2.0)
            for period in range(1, periods + 1)
            if (at + period) % 4
        ]
    return uses


def small() -> ToldPlan:
    """One period, two sites without coordinates; no floor, no cost, no marking."""
    base = {
        "contingents": [
            row("Contingents", contingent="POL-INF", nation="Poland", capability="Infantry", units=3)
            | row("Contingents", heads_per_unit=100),
        ],
        "sites": [row("Sites", site=name) for name in ("Lviv", "Odesa")],
        "requirements": [row("Requirements", site="Lviv", role="Infantry", target=500)],
    }
    return told(base, [("POL-INF", "Infantry", "Lviv", 1, 3.0)])
