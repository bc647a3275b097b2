"""Random rules upon a theatre: caps, caveats, ratios, locks, priorities, and rows that are switched off."""

from __future__ import annotations

from oracle.random_draw import Draw, Record, Records
from oracle.random_theatre import names_in
from solver.tables import fold

STOCKS = ("own", "stationed", "earmarked")
OBJECTIVES = [
    "minimum shortfall",
    "target shortfall",
    "drawdown",
    "cost",
    "heads",
    "moves",
    "changes",
    "open sites",
    "worst shortfall",
    "largest burden",
    "nations at sites",
    "worst support",
    "worst withdrawal",
]


STUDIES: Records = [
    {"Study": "seeds", "Kind": "sweep", "Row": "Settings!Seed!Value", "From": 1, "To": 900, "Step": 1},
    {"Study": "who", "Kind": "withdraw", "By": "nation; contingent", "Nightly": "yes"},
]
"""Studies, which the reference model never reads: they change no plan."""


def rules(draw: Draw, sheets: dict[str, Records]) -> dict[str, Records]:
    """The sheets that bind, with some rows that are not enabled; theirs would bind hard."""
    areas = [*draw.names["areas"], *area_groups(sheets["Areas"])]
    most = 2 if draw.size == "tiny" else 4
    found = {
        "Force": [force(draw) for _ in draw.rows(2)],
        "Caveats": [caveat(draw) for _ in draw.rows(most)],
        "Drawdown caps": [
            cap_of_nations(draw, areas, sheets["Nations"])
            if sheets["Nations"] and (not areas or draw.maybe(0.3))
            else cap(draw, areas)
            for _ in draw.rows(most + 1, 0.9)
            if areas or sheets["Nations"]
        ],
        "Backfill": [
            backfill(draw) | {"Note": f"arrival {number}"}  # two that are alike in all else are two
            for number, _ in enumerate(draw.rows(most, 0.9))
            if draw.names["areas"]
        ],
        "Movement": movement(draw, sheets["Contingents"]),
        "Support ratios": [support(draw) for _ in draw.rows(2, 0.8)],
        "Locks": [lock(draw, sheets["Contingents"]) for _ in draw.rows(2)],
        "Priorities": priorities(draw) if draw.maybe(0.8) else [],
        "Scenarios": scenarios(draw),
    }
    return found | switched_off(draw, sheets | found) | {"Studies": STUDIES}


def area_groups(areas: Records) -> list[str]:
    """The groups that areas belong to."""
    cells = [str(row["Groups"]) for row in areas if row["Groups"] is not None]
    return sorted({" ".join(name.split()).capitalize() for cell in cells for name in cell.split(";")})


def force(draw: Draw) -> Record:
    """How large the force shall and may be."""
    floor = draw.some(0.7, 0, 100, 300, 800)
    ceiling = draw.pick(200, 500, 1000) if floor is None or draw.maybe(0.3) else None
    return {"Floor": floor, "Ceiling": ceiling} | draw.window(0.4, within=ceiling is not None)


def caveat(draw: Draw) -> Record:
    """What a capital forbids, or all that it allows."""
    names = draw.names
    effect = draw.pick("not", "only")
    row: Record = {
        "Nation": draw.references(0.6, [*names["nations"], *names["nation groups"]]),
        "Contingent": draw.references(0.25, names["contingents"]),
        "Capability": draw.references(0.2, names["known capabilities"], 2),
        "Role": draw.references(0.3, names["roles"]),
        "Site": draw.references(0.3, names["sites"]),
        "Zone": draw.references(0.3, names["zones"], 2),
        "Effect": effect,
        "Reason": "decided by its parliament",
    }
    must_say = (
        ("Role", "Site", "Zone") if effect == "only" else ("Nation", "Contingent", "Capability", "Zone")
    )
    if all(row[column] is None for column in must_say):
        column, known = draw.pick(("Site", "sites"), ("Role", "roles"))
        row[column] = draw.references(1, names[known], 2)
    return row | draw.window(within=True)


def cap(draw: Draw, areas: list[str]) -> Record:
    """How much an area, or a group of areas, may give up."""
    stock = draw.some(0.6, "any", *STOCKS)
    heads = draw.some(1 if stock == "earmarked" else 0.7, 0, 50, 100, 100, 200, 300, 600)
    share = draw.pick(0, 0.1, 0.3, 1) if heads is None or (draw.maybe(0.3) and stock != "earmarked") else None
    return {
        "Applies to": draw.spelled(draw.pick(*areas)),
        "Stock": stock,
        "Capability": draw.reference(0.2, draw.names["known capabilities"]),
        "Counts": draw.some(0.5, "tied up", "deployed"),
        "Cap heads": heads,
        "Cap share": share,
    } | draw.window(within=True)


def cap_of_nations(draw: Draw, areas: list[str], nations: Records) -> Record:
    """How much a nation, or a group of nations, may give; a name that is an area's, too, means the area."""
    name = draw.pick(*draw.names["nations"], *draw.names["nation groups"])
    if fold(name) in map(fold, areas):
        return cap(draw, [name])
    strengths = [
        row["Active strength"]
        for row in nations
        if fold(name) in map(fold, (str(row["Nation"]), *names_in(row["Groups"])))
    ]
    heads = draw.some(0.7, 0, 100, 200, 400, 800)
    known = None not in strengths
    return {
        "Applies to": draw.spelled(name),
        "Stock": draw.some(0.6, "any", "own"),
        "Capability": draw.reference(0.2, draw.names["known capabilities"]),
        "Counts": draw.some(0.5, "tied up", "deployed"),
        "Cap heads": heads if known or heads is not None else 300,
        "Cap share": draw.pick(0, 0.05, 0.2) if known and (heads is None or draw.maybe(0.3)) else None,
    } | draw.window(within=True)


def backfill(draw: Draw) -> Record:
    """Who arrives where others leave."""
    return {
        "Area": draw.reference(1, draw.names["areas"]),
        "Stock": draw.some(0.5, *STOCKS),
        "Capability": draw.reference(0.3, draw.names["known capabilities"]),
        "Heads": draw.pick(0, 50, 150),
        "Condition": draw.reference(0.4, draw.names["conditions"]),
    } | draw.window()


def movement(draw: Draw, pledges: Records) -> Records:
    """What journeys cost, for contingents, nations, groups and everybody; one group at most a site."""
    rows: Records = []
    for where in draw.names["sites"]:
        who: Records = []
        if draw.maybe(0.4):
            who.append({"Nation": None, "Contingent": None})
        if draw.names["nation groups"] and draw.maybe(0.3):
            who.append({"Nation": draw.pick(*draw.names["nation groups"]), "Contingent": None})
        if draw.maybe(0.3):
            who.append({"Nation": draw.pick(*draw.names["nations"]), "Contingent": None})
        if draw.maybe(0.3):
            pledge = draw.pick(*pledges)
            nation = pledge["Nation"] if draw.maybe(0.2) else None
            who.append({"Nation": nation, "Contingent": pledge["Contingent"]})
        rows += [row | {"Site": where, "Cost per head": draw.pick(0, 0.5, 1, 2, 6)} for row in who]
    return rows


def support(draw: Draw) -> Record:
    """How much of one role others need behind them."""
    role = draw.pick(*draw.names["roles"])
    others = [name for name in draw.names["roles"] if name != role]
    relieved_by = draw.reference(0.5, draw.names["conditions"])
    return {
        "Role": draw.spelled(role),
        "Scope": draw.some(0.6, "theatre", "site"),
        "Per heads": draw.pick(10, 50, 100),
        "Needs": draw.pick(0, 1, 2, 5, 20),
        "Supported roles": draw.references(0.4, others, 2),
        "Relieved by": relieved_by,
        "Relief": None if relieved_by is None else draw.pick(0, 0.3, 0.6, 1),
        "Weight": draw.some(0.4, 0, 0.5, 2),
    }


def lock(draw: Draw, pledges: Records) -> Record:
    """The planner's hand: now and then a demand, more often a bound."""
    pledge = draw.pick(*pledges)
    units = int(str(pledge["Units"]))
    most = draw.whole(0, units + 1) if draw.maybe(0.7) else None
    least = None if most is not None and draw.maybe(0.6) else draw.pick(0, min(1, units))
    return {
        "Contingent": draw.spelled(str(pledge["Contingent"])),
        "Site": draw.reference(0.4, draw.names["sites"]),
        "Role": draw.reference(0.3, draw.names["roles"]),
        "Units at least": least if least is None or most is None else min(least, most),
        "Units at most": most,
    } | draw.window(within=True)


def priorities(draw: Draw) -> Records:
    """Objectives in any order, some of one rank, ranks with gaps between them."""
    chosen = draw.random.sample(OBJECTIVES, draw.whole(1, len(OBJECTIVES)))
    if draw.maybe(0.85):
        chosen = ["minimum shortfall", "target shortfall"] + [one for one in chosen if "shortfall" not in one]
    rows: Records = []
    rank, tolerance = draw.whole(1, 2), draw.some(0.25, 0, 0.05, 0.2)
    for objective in chosen:
        rows.append({"Rank": rank, "Objective": objective, "Tolerance": tolerance})
        if draw.maybe(0.75):
            rank, tolerance = rank + draw.pick(1, 1, 3), draw.some(0.25, 0, 0.05, 0.2)
    return [row | {"Weight": 0 if draw.maybe(0.03) else draw.some(0.4, 0.5, 1, 3)} for row in rows]


def scenarios(draw: Draw) -> Records:
    """Overrides that nobody asked for: a scenario changes nothing until it is named."""
    return [
        {
            "Scenario": draw.pick("more", "less"),
            "Sheet": "Contingents",
            "Row": draw.pick("*", "#2", draw.pick(*draw.names["contingents"])),
            "Column": draw.pick("Units", "Heads per unit"),
            "Value": draw.pick("x 2", 3),
            "Nightly": draw.yes_no(0.3, blank=False),
        }
        for _ in range(draw.pick(0, 0, 1, 2))
    ]


def switched_off(draw: Draw, sheets: dict[str, Records]) -> dict[str, Records]:
    """Every sheet again, with copies of its rows that are not enabled and say something else."""
    numbers = {
        "Contingents": "Units",
        "Sites": "Capacity",
        "Requirements": "Target",
        "Drawdown caps": "Cap heads",
        "Nations": "Deployable pool",
        "Areas": "Own",
        "Backfill": "Heads",
        "Movement": "Cost per head",
        "Support ratios": "Needs",
        "Suitability": "Effectiveness",
        "Locks": "Units at least",
        "Force": "Ceiling",
        "Roles": "Unit worth",
    }
    found = {}
    for sheet, rows in sheets.items():
        off = {"Enabled": draw.pick("no", False, "No")}
        if sheet in numbers:
            off[numbers[sheet]] = 1
        copied = [row | off for row in rows if draw.maybe(0.06)]
        found[sheet] = rows + copied
    return found
