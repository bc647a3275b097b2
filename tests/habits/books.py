"""The workbooks that habits are tried on: small ones with every sheet, and the example."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table

EXAMPLE = Path(__file__).parents[2] / "inputs" / "ukraine.xlsx"

Rows = Sequence[Sequence[object]]

_REGISTERS: dict[str, Rows] = {
    "Nations": (
        (
            "Nation",
            "Groups",
            "Active strength",
            "Deployable pool",
            "Dwell ratio",
            "Largest share",
            "Can lead",
        ),
        ("Estonia", "Baltic; European", 7000, 2600, 2, 0.4, "no"),
        ("Latvia", "Baltic; European", 6000, 2000, 2, None, "no"),
        ("Norway", "Nordic; European", 23000, 4500, 1, 0.5, "yes"),
        ("United Kingdom", "European; Framework", 149000, 35500, 1, 0.5, "yes"),
    ),
    "Roles": (
        ("Role", "Measure", "Unit worth", "Counts to force"),
        ("Guard", "heads", None, "yes"),
        ("Training", "heads", None, "yes"),
        ("Air defence", "units", 120, "no"),
    ),
    "Suitability": (
        ("Capability", "Role", "Effectiveness"),
        ("Infantry company", "Guard", 1),
        ("Infantry company", "Training", 0.5),
        ("Training team", "Training", 1),
        ("Air defence battery", "Air defence", 0.75),
    ),
}
_FREE = {"Guard": "Infantry company", "Training": "Training team", "Air defence": "Air defence battery"}
"""Without Suitability a capability fills the role of its own name."""


def _days(first: int | None, last: int | None) -> tuple[object, object]:
    """Periods of six months from 2027 as the days on which they begin and end."""
    begins = dt.date(2027 + (first - 1) // 2, 7 if first % 2 == 0 else 1, 1) if first else None
    ends = None
    if last:
        ends = dt.date(2027 + (last - 1) // 2, 12, 31) if last % 2 == 0 else dt.date(2027 + last // 2, 6, 30)
    return begins, ends


def _periods(first: int | None, last: int | None) -> tuple[object, object]:
    """Periods as numbers."""
    return first, last


def _sheets(*, dated: bool) -> dict[str, Rows]:
    """Every sheet of a small plan of four periods, its windows as dates or as numbers."""
    window = _days if dated else _periods
    limits: list[tuple[object, ...]] = [
        ("Name", "Value", "Note"),
        ("Plan name", "Small plan", None),
        ("Marking", "EXERCISE", None),
        ("Periods", 4, "two years"),
        ("Largest share", 0.75, None),
        ("Open sites at most", 3, None),
        ("Budget per period", 90_000_000, None),
        ("Count pledges from", "pledged", None),
        ("Worse at most", 0.05, None),
    ]
    start = [("Start", dt.date(2027, 1, 1), None), ("Period months", 6, None)]
    return {
        "Settings": [*limits, *(start if dated else [])],
        **_REGISTERS,
        "Contingents": (
            (
                *("Contingent", "Nation", "Capability", "Units", "Heads per unit", "Basis", "Dwell ratio"),
                *("Drawn from", "Stock", "Status", "Confidence", "Conditions", "From", "To", "Must deploy"),
                *("Cost per head", "Enabled", "Note"),
            ),
            (
                *("EST-INF-1", "Estonia", "Infantry company", 4, 150, None, 2, "Estonia", "own", "pledged"),
                *(0.8, "Ceasefire; Mandate", *window(2, None), None, 34375, None, None),
            ),
            (
                *("LVA-INF-1", "Latvia", "Infantry company", 3, 120, None, None, None, None, "confirmed"),
                *(None, "Ceasefire", *window(None, 3), None, 34375, "yes", "the first"),
            ),
            (
                *("NOR-TRG-1", "Norway", "Training team", 8, 50, "sustained", None, None, None, None),
                *(1, None, *window(1, 4), "no", 41250.5, None, None),
            ),
            (
                *("NOR-AD-1", "Norway", "Air defence battery", 2, 90, "pool", 1, None, None, "pledged"),
                *(0.5, None, *window(2, 3), None, None, None, None),
            ),
            (
                *("GBR-INF-EST", "United Kingdom", "Infantry company", 6, 1500, None, None, "Estonia"),
                *("stationed", "pledged", None, None, *window(None, None), None, 34375, None, None),
            ),
            (
                *("0012", "United Kingdom", "Infantry company", 10, 150, None, None, None, None, "pledged"),
                *(0.25, None, *window(None, None), None, 34375, None, "a number for a name"),
            ),
        ),
        "Sites": (
            (
                *("Site", "Zone", "Country", "Latitude", "Longitude", "Capacity", "Opening cost"),
                *("Running cost", "Open", "Nations at most", "Needs lead", "Least heads", "From", "To"),
            ),
            (
                *("Lviv", "West", "Ukraine", 49.84, 24.03, 5600, 3_000_000, 600_000, "yes"),
                *(3, "yes", None, *window(None, None)),
            ),
            (
                *("Odesa", "South", "Ukraine", 46.48, 30.72, 2000, 2_000_000, 1_250, "free"),
                *(2, "no", 100, *window(2, 4)),
            ),
            (
                *("Kyiv airport", "Centre", "Ukraine", 50.35, 30.89, 2800, None, 0, None),
                *(None, None, None, *window(1, 3)),
            ),
        ),
        "Requirements": (
            ("Site", "Role", "Minimum", "Target", "Maximum", "Weight", "From", "To"),
            ("Lviv", "Training", 100, 400, 900, 1, *window(1, 2)),
            ("Lviv", "Training", 200, 500, None, 2, *window(3, 4)),
            ("Lviv", "Guard", 100, 1250, None, None, *window(None, None)),
            ("Odesa", "Guard", 150, 600, 1200, 1.5, *window(2, None)),
            ("Kyiv airport", "Air defence", 1, 2, 4, None, *window(2, 3)),
        ),
        "Force": (
            ("Floor", "Ceiling", "From", "To"),
            (1000, 9000, *window(1, 2)),
            (1500, None, *window(3, 4)),
        ),
        "Caveats": (
            (
                *("Nation", "Contingent", "Capability", "Role", "Site", "Zone", "From", "To", "Effect"),
                "Reason",
            ),
            ("Baltic", None, None, None, None, "South; Centre", *window(None, 2), "not", "too far"),
            ("Norway", None, None, "Training; Air defence", None, None, *window(None, None), "only", "law"),
            (None, "GBR-INF-EST; 0012", None, None, "Odesa", None, *window(2, 3), "not", "tripwire"),
            (None, None, "Training team", None, "Odesa; Kyiv airport", None, *window(1, 4), "not", "safety"),
        ),
        "Conditions": (
            ("Condition", "Holds", "From"),
            ("Ceasefire", "yes", window(2, None)[0]),
            ("Mandate", "no", None),
            ("Reinforced", "yes", window(3, None)[0]),
        ),
        "Areas": (
            ("Area", "Nation", "Groups", "Own", "Stationed", "Earmarked", "Weight"),
            ("Estonia", "Estonia", "Baltics; Front line", 7000, 1000, 3000, 1),
            ("Latvia", "Latvia", "Baltics; Front line", 6000, 3500, 900, 1.5),
        ),
        "Drawdown caps": (
            ("Applies to", "Stock", "Capability", "Counts", "Cap heads", "Cap share", "From", "To"),
            ("Estonia", "own", None, "tied up", 900, None, *window(None, None)),
            ("Estonia", "stationed", "Infantry company", "deployed", 1500, 0.1, *window(2, 3)),
            ("Baltics", "any", None, None, None, 0.25, *window(None, 4)),
            ("Front line", None, None, "tied up", 0, None, *window(4, None)),
        ),
        "Backfill": (
            ("Area", "Stock", "Capability", "Heads", "From", "To", "Condition"),
            ("Latvia", "own", None, 200, *window(2, None), "Reinforced"),
            ("Estonia", "stationed", "Infantry company", 1100, *window(3, 4), None),
        ),
        "Movement": (
            ("Nation", "Contingent", "Site", "Cost per head"),
            (None, None, "Lviv", 700),
            ("Baltic", None, "Odesa", 900),
            (None, "NOR-TRG-1", "Odesa", 1100.5),
        ),
        "Support ratios": (
            ("Role", "Scope", "Per heads", "Needs", "Supported roles", "Relieved by", "Relief", "Weight"),
            ("Air defence", "theatre", 1000, 2, "Guard; Training", "Reinforced", 0.4, 0.5),
        ),
        "Locks": (
            ("Contingent", "Site", "Role", "From", "To", "Units at least", "Units at most"),
            ("NOR-TRG-1", "Lviv", "Training", *window(2, 3), 1, None),
            ("GBR-INF-EST", "Lviv", "Guard", *window(None, None), None, 1),
            ("0012", None, None, *window(1, 2), None, 4),
        ),
        "Priorities": (
            ("Rank", "Objective", "Weight", "Tolerance"),
            (1, "minimum shortfall", 1, 0),
            (2, "target shortfall", 2, 0.1),
            (3, "drawdown", 1, 0),
            (4, "cost", 1, 0.001),
        ),
        "Scenarios": (
            ("Scenario", "Sheet", "Row", "Column", "Value", "Nightly"),
            ("no ceasefire", "Conditions", "Ceasefire", "Holds", "no", "yes"),
            ("more", "Sites", "Lviv", "Capacity", 9000, "no"),
            ("more", "Force", "*", "Floor", "x 1.2", "no"),
        ),
    }


def _by_role(sheets: Mapping[str, Rows]) -> dict[str, Rows]:
    """The same for a plan without Suitability, in which a capability bears the name of its role."""
    return _renamed(sheets, {capability: role for role, capability in _FREE.items()})


def _without_groups(sheets: Mapping[str, Rows]) -> dict[str, Rows]:
    """The same for a plan without Nations, in which any name is a nation and none is in a group."""
    caveats = _renamed({"Caveats": sheets["Caveats"]}, {"Baltic": "Estonia; Latvia"})
    movement = _renamed({"Movement": sheets["Movement"]}, {"Baltic": "Latvia"})
    return {**sheets, **caveats, **movement}


def _renamed(sheets: Mapping[str, Rows], names: Mapping[str, str]) -> dict[str, Rows]:
    return {
        title: [[names.get(str(value), value) for value in row] for row in rows]
        for title, rows in sheets.items()
    }


def _book(sheets: Mapping[str, Rows], *, tables: bool) -> openpyxl.Workbook:
    """Rows as a workbook, each sheet with or without an Excel table around it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, dt.date):
                    cell.number_format = "yyyy-mm-dd"
        if tables:
            reference = f"A1:{get_column_letter(len(rows[0]))}{len(rows)}"
            sheet.add_table(Table(displayName="tbl" + title.replace(" ", ""), ref=reference))
    return book


_ALWAYS = ("Settings", "Contingents", "Sites", "Requirements", "Conditions", "Areas")
_BESIDES = {
    "caps": ("Drawdown caps", "Backfill", "Force"),
    "caveats": ("Nations", "Caveats", "Locks", "Movement"),
    "roles": ("Roles", "Suitability", "Support ratios", "Priorities", "Scenarios"),
    "free": ("Caveats", "Drawdown caps", "Locks", "Backfill"),
}
"""Sheets that a kind has besides: fewer sheets, more rounds."""
_DATED = ("caps", "roles")
_PLAIN = ("caveats",)
"""Kinds with dates for windows, and without Excel tables."""


def build(kind: str) -> openpyxl.Workbook:
    """A fresh workbook of that kind."""
    if kind == "example":
        return openpyxl.load_workbook(EXAMPLE)
    kept = {*_ALWAYS, *_BESIDES[kind]}
    sheets = _sheets(dated=kind in _DATED)
    if "Force" not in kept:
        sheets["Scenarios"] = [row for row in sheets["Scenarios"] if row[1] != "Force"]
    if not kept & {"Backfill", "Support ratios"}:  # what nobody refers to may be called as one likes
        sheets["Conditions"] = [row for row in sheets["Conditions"] if row[0] != "Reinforced"]
    if "Suitability" not in kept:
        sheets = _by_role(sheets)
    if "Nations" not in kept:
        sheets = _without_groups(sheets)
    return _book({title: rows for title, rows in sheets.items() if title in kept}, tables=kind not in _PLAIN)


KINDS = {"caps": 28, "caveats": 25, "roles": 16, "free": 28, "example": 3}
"""Kinds of workbooks and how often each is drawn, of a hundred."""
