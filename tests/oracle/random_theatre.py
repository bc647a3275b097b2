"""Random theatres: who pledges what, and what is asked for where."""

from __future__ import annotations

import datetime as dt

from oracle.random_draw import Draw, Record, Records

NATIONS = ["Estonia", "Latvia", "Lithuania", "Finland", "France", "Canada", "Türkiye", "United Kingdom"]
NATION_GROUPS = ["Nordic", "Baltic nations", "Framework"]
AREAS = ["Estonia", "Latvia", "Finland", "Suwalki corridor"]
AREA_GROUPS = ["Baltics", "Front line"]
CAPABILITIES = ["mechanised infantry", "GBAD battery", "engineer company", "field hospital", "training team"]
ROLES = ["infrastructure protection", "air defence", "logistics", "medical", "training", "reserve"]
SITES = ["Lviv", "Odesa", "Kyiv", "Dnipro", "Poltava", "Uzhhorod", "Vinnytsia"]
ZONES = ["west", "centre", "line of contact"]
CONDITIONS = ["US backstop", "mandate", "ceasefire"]
HEADS = [10, 20, 30, 40, 50, 75, 100, 12.5]
DWELLS = [0, 0.5, 1, 1.5, 2, 2.5, 3]


def theatre(draw: Draw) -> dict[str, Records]:
    """The sheets that say who and what there is, and the time in which it happens."""
    draw.tight = draw.pick(0.15, 0.4, 0.7, 1.0, 1.3)
    draw.periods = draw.count("periods")
    draw.months = draw.pick(6, 6, 3, 12, 1)
    draw.start = draw.some(0.5, dt.date(2026, 3, 1), dt.date(2026, 8, 31), dt.date(2027, 1, 15))
    draw.names = {
        "nations": draw.few(NATIONS, 5),
        "conditions": draw.few(CONDITIONS) if draw.maybe(0.7) else [],
        "areas": draw.few(AREAS) if draw.maybe(0.75) else [],
        "sites": draw.random.sample(SITES, draw.count("sites")),
        "roles": draw.random.sample(ROLES, draw.count("roles")),
    }
    suitability_given = draw.maybe(0.75)
    few = draw.few(CAPABILITIES, 4)
    draw.names["capabilities"] = few if suitability_given else [*draw.names["roles"], draw.pick(*few)]
    suitable = suitability(draw) if suitability_given else []
    draw.names["useful"] = [str(row["Capability"]) for row in suitable] or draw.names["roles"]
    nations_given = draw.maybe(0.85)
    draw.names["nation groups"] = NATION_GROUPS if nations_given else []
    areas = [area(draw, name) for name in draw.names["areas"]]
    roles = [role(draw, name) for name in draw.names["roles"]] if draw.maybe(0.8) else []
    sheets = {
        "Nations": [nation(draw, name) for name in draw.names["nations"]] if nations_given else [],
        "Conditions": [condition(draw, name) for name in draw.names["conditions"]],
        "Areas": areas,
        "Contingents": [contingent(draw, number, areas) for number in range(draw.count("contingents"))],
        "Roles": roles,
        "Suitability": suitable,
        "Sites": [site(draw, name) for name in draw.names["sites"]],
        "Requirements": requirements(draw, [row["Role"] for row in roles if row["Measure"] == "units"]),
    }
    draw.names["nation groups"] = sorted(
        {group for row in sheets["Nations"] for group in names_in(row["Groups"])}
    )
    pledged = {str(row["Capability"]) for row in sheets["Contingents"]}
    draw.names["known capabilities"] = sorted(pledged | {str(row["Capability"]) for row in suitable})
    sheets["Settings"] = settings(draw, sheets["Contingents"])
    draw.names["contingents"] = [str(row["Contingent"]) for row in sheets["Contingents"]]
    draw.names["zones"] = [str(row["Zone"]) for row in sheets["Sites"] if row["Zone"]]
    return sheets


def names_in(cell: object) -> list[str]:
    """The names in a cell that was drawn as a list."""
    return [] if cell is None else [name.strip() for name in str(cell).split(";")]


def settings(draw: Draw, pledges: Records) -> Records:
    """The plan's settings; the gap is 0, so that every rank is settled exactly."""
    heads = sum(int(str(row["Units"])) * float(str(row["Heads per unit"])) for row in pledges)
    values: Record = {
        "Plan name": draw.some(0.5, "Reassurance force"),
        "Marking": draw.some(0.3, "UNCLASSIFIED"),
        "Start": draw.start,
        "Period months": draw.months if draw.months != 6 or draw.maybe(0.5) else None,
        "Periods": draw.periods if draw.periods > 1 or draw.maybe(0.5) else None,
        "Currency": draw.some(0.3, "EUR", "PLN"),
        "Largest share": draw.limit(0.2, 0.5, 0.6, 0.8, 1)
        if len(draw.names["nations"]) > 2
        else draw.limit(0.1, 1),
        "Lead share": draw.some(0.5, 0.1, 0.25, 0.4, 0.6),
        "Open sites at most": draw.limit(0.2, 1, 2, 3),
        "Budget per period": round(heads * draw.pick(2, 4, 8)) + 200
        if draw.maybe(0.2 * draw.tight)
        else None,
        "Count pledges from": draw.limit(0.3, "indicated", "indicated", "pledged", "confirmed"),
        "Whole units": draw.pick("no", False) if draw.maybe(0.25) else draw.some(0.3, "yes", True),
        "Time limit": 120,
        "Gap": 0,
        "Seed": draw.whole(1, 9),
        "Changes at most": draw.some(0.1, 3),
        "Worse at most": draw.some(0.1, 0.1),
    }
    return [
        {"Name": name, "Value": value}
        for name, value in values.items()
        if value is not None or draw.maybe(0.3)
    ]


def nation(draw: Draw, name: str) -> Record:
    """A nation."""
    return {
        "Nation": name,
        "Groups": draw.references(0.5, NATION_GROUPS, 2),
        "Active strength": draw.some(0.7, 5_000, 10_000, 150_000),
        "Deployable pool": draw.limit(0.35, 0, 150, 300, 300, 600, 600, 1200),
        "Dwell ratio": draw.some(0.6, *DWELLS),
        "Largest share": draw.limit(0.06 if len(draw.names["nations"]) > 1 else 0, 0.4, 0.5, 0.75, 1),
        "Least heads": draw.limit(0.06, 10, 20),
        "Can lead": draw.yes_no(0.7, blank=False),
        "Cost per head": draw.some(0.6, 1, 2.5, 4),
    }


def condition(draw: Draw, name: str) -> Record:
    """Something outside the plan."""
    window = draw.window(0.3)
    return {"Condition": name, "Holds": draw.yes_no(0.8), "From": window["From"]}


def area(draw: Draw, name: str) -> Record:
    """An area; one that has a name of a nation is that nation's country."""
    return {
        "Area": name,
        "Nation": name if name in draw.names["nations"] else None,
        "Groups": draw.references(0.6, AREA_GROUPS, 2),
        "Own": draw.pick(0, 400, 600, 1000, 1000),
        "Stationed": draw.pick(0, 200, 500),
        "Earmarked": draw.pick(0, 300, None),
        "Weight": draw.some(0.4, 0, 0.5, 2),
    }


def contingent(draw: Draw, number: int, areas: Records) -> Record:
    """A pledge."""
    home = draw.pick(*draw.names["nations"])
    units = draw.count("units") if draw.maybe(0.2) else max(1, draw.count("units"))
    basis = draw.pick("pool", "sustained", "sustained", None)
    drawn_from, stock = drawn(draw, home, areas)
    row: Record = {
        "Contingent": f"{home[:3].upper()}-{number:02}",
        "Nation": draw.spelled(home),
        "Capability": draw.pick(*draw.names["useful" if draw.maybe(0.9) else "capabilities"]),
        "Units": units,
        "Heads per unit": draw.pick(*HEADS),
        "Basis": basis,
        "Dwell ratio": draw.some(0.35, *DWELLS),
        "Drawn from": drawn_from,
        "Stock": stock,
        "Status": draw.some(0.6, "pledged", "confirmed", "confirmed", "confirmed", "indicated"),
        "Confidence": draw.some(0.3, 0, 0.5, 0.9),
        "Conditions": draw.references(0.2 * draw.tight, draw.names["conditions"], 2),
        "Must deploy": draw.yes_no(0.06 if basis != "pool" else 0, blank=False),
        "Smallest detachment": draw.limit(0.35, 1, 1, min(2, max(units, 1)), 2),
        "Cost per head": draw.some(0.3, 0, 1, 3, 7.5),
    }
    return row | draw.window(0.25)


def drawn(draw: Draw, home: str, areas: Records) -> tuple[str | None, str | None]:
    """Where a contingent is drawn from; out of another nation's area it says its stock."""
    stocks = ("own", "stationed", "earmarked")
    if not areas or draw.maybe(0.1):
        return ("none" if draw.maybe(0.5) else None), None
    chosen = draw.pick(*areas)
    if draw.maybe(0.45):
        own = any(row["Nation"] == home for row in areas)
        return None, draw.some(0.3, *stocks) if own else None
    spelled = draw.spelled(str(chosen["Area"]))
    return spelled, draw.pick(*stocks) if chosen["Nation"] != home else draw.some(0.5, *stocks)


def role(draw: Draw, name: str) -> Record:
    """A role, counted in heads or in units."""
    measure = draw.pick("units", "heads", None, None)
    return {
        "Role": name,
        "Measure": measure,
        "Unit worth": draw.pick(20, 100, 150) if measure == "units" else draw.some(0.1, 50),
        "Counts to force": draw.yes_no(0.8, blank=True),
    }


def suitability(draw: Draw) -> Records:
    """What each capability can do; now and then one of them nothing."""
    return [
        {
            "Capability": draw.spelled(capability),
            "Role": draw.spelled(name),
            "Effectiveness": draw.some(0.6, 0.5, 0.8, 0.75, 1),
        }
        for capability in draw.names["capabilities"]
        if draw.maybe(0.95)
        for name in draw.few(draw.names["roles"])
    ]


def site(draw: Draw, name: str) -> Record:
    """A site; one that is open by order seldom asks for many heads."""
    open_by = draw.pick("yes", "free") if draw.maybe(0.3) else draw.pick(*[None] * 9, "no")
    return {
        "Site": name,
        "Zone": draw.some(0.8, *ZONES),
        "Country": "Ukraine",
        "Latitude": draw.some(0.3, 48.5),
        "Longitude": draw.some(0.3, 30.25),
        "Capacity": 0 if draw.maybe(0.02) else draw.limit(0.6, 75, 150, 300, 500, 800),
        "Opening cost": draw.some(0.35, 0, 200, 1000),
        "Running cost": draw.some(0.35, 0, 30, 100),
        "Open": open_by,
        "Nations at most": 0 if draw.maybe(0.02) else draw.limit(0.25, 1, 1, 2),
        "Needs lead": draw.yes_no(0.3 * draw.tight, blank=False),
        "Least heads": draw.limit(0.05 if open_by == "yes" else 0.25, 20, 60, 60, 150),
    } | draw.window(0.2)


def requirements(draw: Draw, in_units: list[object]) -> Records:
    """The statement of requirements: windows of one site and role never overlap."""
    rows = []
    pairs = [(where, name) for where in draw.names["sites"] for name in draw.names["roles"]]
    asked = [pair for pair in pairs if draw.maybe(0.65)] or [draw.pick(*pairs)]
    for where, name in asked:
        if draw.periods > 1 and draw.maybe(0.3):
            split = draw.whole(1, draw.periods - 1)
            rows.append(requirement(draw, where, name, in_units) | {"From": None, "To": draw.edge(split)})
            rows.append(requirement(draw, where, name, in_units) | {"From": draw.edge(split + 1), "To": None})
        else:
            rows.append(requirement(draw, where, name, in_units) | draw.window(0.2))
    return rows


def requirement(draw: Draw, where: str, name: str, in_units: list[object]) -> Record:
    """What one site asks of one role, in its measure; now and then a number that hardly fits."""
    scale = draw.pick(1, 1, 2) if name in in_units or draw.maybe(0.05) else draw.pick(30, 50, 100, 150)
    least = draw.some(0.6, 0, 1, 1, 2)
    target = max(least or 0, draw.pick(0, 1, 1, 2, 2, 3, 3, 4))
    return {
        "Site": draw.spelled(where),
        "Role": draw.spelled(name),
        "Minimum": None if least is None else least * scale,
        "Target": target * scale,
        "Maximum": (target + draw.pick(0, 1, 1, 2)) * scale if draw.maybe(0.25) else None,
        "Weight": 0 if draw.maybe(0.04) else draw.some(0.4, 0.5, 2, 3),
    }
