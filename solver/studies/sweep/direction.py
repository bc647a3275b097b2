"""Which numbers of the workbook only loosen or only tighten the plan as they rise, and which do neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from solver.plan import Plan
from solver.schema import sheet as sheet_named
from solver.tables import each_row

Direction = Literal["looser", "tighter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unless:
    """When a number has no direction after all: ``when`` and ``why`` in words; whether it ``holds``."""

    when: str
    why: str
    holds: Callable[[Plan, Any], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """What a number that rises does to every plan.

    ``looser``: a plan that kept the rules still does, and no objective of it comes to more. ``tighter``: a
    plan that keeps the rules did so before, and no objective of it came to more. ``values``: the objectives
    that may come to something else for one and the same plan; all others stay.
    """

    direction: Direction | None
    why: str
    values: tuple[str, ...] = ()
    unless: tuple[Unless, ...] = ()


def direction_of(plan: Plan, sheet: str, sheet_row: int, column: str) -> tuple[Direction | None, str]:
    """Whether raising this number only loosens or only tightens the plan, and a sentence that says why.

    ``looser``: the values of the ranks that :func:`ranks_in_one_direction` counts, proved with gap 0, never
    get lexicographically worse as the number rises; ``tighter``: never better. That holds from number to
    number, all else as it is, also what changes are counted against; a blank cell, which may mean no limit,
    is no number. On Settings ``column`` is the setting's name, and the row does not matter.
    """
    influence = INFLUENCES.get(sheet, {}).get(column)
    if influence is None:
        return None, f"{column} of {sheet} is no number."
    if influence.direction is None:
        return None, f"{column}: {influence.why}."
    doubt = _doubt_of_row(plan, influence, sheet, sheet_row)
    return (None, f"{column}: {doubt}.") if doubt else (influence.direction, f"{column}: {influence.why}.")


def ranks_in_one_direction(plan: Plan) -> int:
    """How many ranks, from the first on, only get better, or only worse, as a number with a direction rises.

    All up to the first with a tolerance: what that one comes to when it is settled is no worse in a looser
    plan, but it may end worse for the sake of later ones, of which nothing is known then.
    """
    count = 0
    for _, rows in plan.priorities.groupby("rank"):
        if not set(rows["objective"]) <= WEIGHED:
            break
        count += 1
        if (rows["tolerance"] > 0).any():
            break
    return count


def changes_in_steps(plan: Plan, sheet: str, sheet_row: int, column: str) -> bool:
    """Whether the ranks change in finitely many steps, all in one direction, as the number rises.

    They do where units are whole and the number only says which plans may be. Where it also says what a
    ranked objective comes to (a cost, a target), they have a direction, but change with every bit of it.
    Of a plan that is solved relaxed this says nothing.
    """
    direction, _ = direction_of(plan, sheet, sheet_row, column)
    if direction is None or not plan.settings.whole_units:
        return False
    return not set(INFLUENCES[sheet][column].values).intersection(plan.priorities["objective"])


def direction_table() -> str:
    """Every number and what raising it does, as a table for a document."""
    lines = ["| Sheet | Number | Raising it makes the plan | Why |", "|---|---|---|---|"]
    for sheet, columns in INFLUENCES.items():
        for column, influence in columns.items():
            when = " or ".join(unless.when for unless in influence.unless)
            direction = f"{influence.direction}, unless {when}" if when else influence.direction or "neither"
            lines.append(f"| {sheet} | {column} | {direction} | {influence.why} |")
    return "\n".join([*lines, ""])


def _doubt_of_row(plan: Plan, influence: Influence, sheet: str, sheet_row: int) -> str:
    """Why the number in this row has no direction; "" where it has."""
    if sheet == "Settings":
        return ""
    table = getattr(plan, sheet_named(sheet).field)
    row = next(each_row(table[table["sheet_row"] == sheet_row]), None)
    if row is None:
        return f"row {sheet_row} of {sheet} is no part of this plan, which no number of it changes"
    found = (f"{unless.when}: {unless.why}" for unless in influence.unless if unless.holds(plan, row))
    return next(found, "")


def _must_deploy(plan: Plan, row: Any) -> bool:
    return bool(row.must_deploy)


def _named_by_present(plan: Plan, row: Any) -> bool:
    there = plan.present
    return bool(((there["contingent"] == row.contingent) | (there["nation"] == row.nation)).any())


def _has_maximum(plan: Plan, row: Any) -> bool:
    asked = plan.requirements
    return bool((asked["maximum"].notna() & (asked["role"] == row.role)).any())


def _looser(why: str, *values: str, unless: tuple[Unless, ...] = ()) -> Influence:
    return Influence(direction="looser", why=why, values=values, unless=unless)


def _tighter(why: str, *values: str) -> Influence:
    return Influence(direction="tighter", why=why, values=values)


def _neither(why: str) -> Influence:
    return Influence(direction=None, why=why)


_ALL_MUST_GO = Unless(when="Must deploy is yes", why="all must go, one more as well", holds=_must_deploy)
_ON_PRESENT = Unless(
    when="sheet Present names the contingent or its nation",
    why="other units may then count as being there today",
    holds=_named_by_present,
)
_AT_MOST = Unless(
    when="a requirement for the role has a Maximum",
    why="fewer units then fit below it",
    holds=_has_maximum,
)

WEIGHED = frozenset(
    {
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
    }
)
"""The objectives that the table below reckons with; under any other no number has a direction."""

_MINIMUM, _TARGET, _SUPPORT = "minimum shortfall", "target shortfall", "worst support"
_WITHDRAWAL = "worst withdrawal"
_SHORTFALLS = (_MINIMUM, _TARGET, "worst shortfall", _SUPPORT, _WITHDRAWAL)
_TIED_UP = ("drawdown", "largest burden")
_SEARCH = "it is about the search, and no plan"
_GATE = "the nightly gate asks for it, and no plan"
_SHOWN = "it is only shown, and no plan changes"
_COSTS = "the same plan costs more"
_BASELINE = "caps by a share of the baseline rise"

INFLUENCES: Mapping[str, Mapping[str, Influence]] = {
    "Settings": {
        "Period months": _neither("dates fall into other periods"),
        "Periods": _neither("more periods ask for more, and allow for more"),
        "Hold last period for": _neither("only the sheet Years changes, and no plan"),
        "Largest share": _looser("a nation may have more of the force"),
        "Lead share": _tighter("who leads a site needs more of the heads there"),
        "Open sites at most": _looser("more sites may be open"),
        "Budget per period": _looser("a period may cost more"),
        "Time limit": _neither(_SEARCH),
        "Gap": _neither(_SEARCH),
        "Seed": _neither(_SEARCH),
        "Changes at most": _neither(_GATE),
        "Worse at most": _neither(_GATE),
        "Worse to keep the present": _neither("ranks may get worse by it so that less changes"),
    },
    "Nations": {
        "Active strength": _looser(
            "the same heads burden it less, and caps by a share of it rise", "largest burden"
        ),
        "Deployable pool": _looser("it may tie up more heads"),
        "Dwell ratio": _tighter("the same units tie up more heads, or rest longer", *_TIED_UP),
        "Largest share": _looser("it may have more of the force"),
        "Least heads": _tighter("it must have more heads in the force"),
        "Cost per head": _tighter(_COSTS, "cost"),
    },
    "Contingents": {
        "Units": _looser("more units may go", unless=(_ALL_MUST_GO, _ON_PRESENT)),
        "Heads per unit": _neither("a larger unit provides more, and takes more room, caps and money"),
        "Dwell ratio": _tighter("the same units tie up more heads, or rest longer", *_TIED_UP),
        "Confidence": _neither("no plan depends on it"),
        "Smallest detachment": _tighter("fewer units may not be at a site"),
        "Cost per head": _tighter(_COSTS, "cost"),
    },
    "Roles": {
        "Unit worth": _tighter("a unit that lacks weighs more", _MINIMUM, _TARGET, _SUPPORT, _WITHDRAWAL),
    },
    "Suitability": {
        "Effectiveness": _looser("the same units provide more", *_SHORTFALLS, unless=(_AT_MOST,)),
    },
    "Sites": {
        "Latitude": _neither(_SHOWN),
        "Longitude": _neither(_SHOWN),
        "Capacity": _looser("more heads fit"),
        "Opening cost": _tighter(_COSTS, "cost"),
        "Running cost": _tighter(_COSTS, "cost"),
        "Nations at most": _looser("more nations may be at the site"),
        "Least heads": _tighter("the site needs more heads to be open"),
    },
    "Requirements": {
        "Minimum": _tighter("the same plan lacks more", _MINIMUM),
        "Target": _tighter("the same plan lacks more", _TARGET, "worst shortfall", _WITHDRAWAL),
        "Maximum": _looser("more may be there"),
        "Weight": _tighter("what lacks weighs more", _MINIMUM, _TARGET, _WITHDRAWAL),
    },
    "Force": {
        "Floor": _tighter("the same plan lacks more", _MINIMUM),
        "Ceiling": _looser("the force may be larger"),
    },
    "Areas": {
        "Own": _looser(_BASELINE),
        "Stationed": _looser(_BASELINE),
        "Earmarked": _looser(_BASELINE),
        "Weight": _tighter("heads taken from there weigh more", "drawdown"),
    },
    "Drawdown caps": {
        "Cap heads": _looser("more may be taken"),
        "Cap share": _looser("more may be taken"),
    },
    "Backfill": {
        "Heads": _looser("as many more may be taken"),
    },
    "Movement": {
        "Cost per head": _tighter(_COSTS, "cost"),
    },
    "Support ratios": {
        "Per heads": _looser("the same heads need less support", _TARGET, _SUPPORT, _WITHDRAWAL),
        "Needs": _tighter("the same heads need more support", _TARGET, _SUPPORT, _WITHDRAWAL),
        "Relief": _looser("the same heads need less support while it holds", _TARGET, _SUPPORT, _WITHDRAWAL),
        "Weight": _tighter("support that lacks weighs more", _TARGET, _WITHDRAWAL),
    },
    "Locks": {
        "Units at least": _tighter("more units must go"),
        "Units at most": _looser("more units may go"),
    },
    "Present": {
        "Units": _neither("changes are counted against other units"),
        "Heads": _neither("changes are counted against other units"),
    },
    "Priorities": {
        "Rank": _neither("the ranks before and after are not the same"),
        "Weight": _neither("the rank before and after is not the same sum"),
        "Tolerance": _neither("the rank may end worse, and later ones better"),
        "Effort": _neither(_SEARCH),
    },
}
"""What raising each number does: every column and setting that holds one, by sheet."""
