"""What changed in numbers: heads by nation, role and site; coverage; drawdown; totals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import inner_join, total
from solver.ledger.years import held_years
from solver.results.compare.pair import AFTER, BEFORE, EvaluatedPlan, Pair, differ, side_by_side
from solver.results.coverage import shortfall_marks, without_noise
from solver.results.drawdown import cap_names
from solver.results.objective_units import UNITS
from solver.results.tables import Field, Show, Table, equal_periods, make_table

FORCE_COLUMNS = (
    Field("Of", Show.TEXT),
    Field("Name", Show.TEXT),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Heads before", Show.HEADS, "heads before"),
    Field("Heads after", Show.HEADS, "heads after"),
    Field("Change", Show.HEADS),
)

COVERAGE_COLUMNS = (
    Field("Site", Show.TEXT, "site"),
    Field("Role", Show.TEXT, "role"),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Measure", Show.TEXT, "measure"),
    Field("Target before", Show.AMOUNT, "target before"),
    Field("Target after", Show.AMOUNT, "target after"),
    Field("Provided before", Show.AMOUNT, "provided before"),
    Field("Provided after", Show.AMOUNT, "provided after"),
    Field("Shortfall before", Show.AMOUNT, "shortfall before"),
    Field("Shortfall after", Show.AMOUNT, "shortfall after", marked=True),
    Field("Change", Show.AMOUNT),
    Field("Mark before", Show.TEXT, "mark before"),
    Field("Mark", Show.MARK, "mark after"),
)

SUPPORT_COLUMNS = (
    Field("Role", Show.TEXT, "role"),
    Field("Site", Show.TEXT, "site"),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Measure", Show.TEXT, "measure"),
    Field("Needed before", Show.AMOUNT, "needed before"),
    Field("Needed after", Show.AMOUNT, "needed after"),
    Field("Lacking before", Show.AMOUNT, "lack before"),
    Field("Lacking after", Show.AMOUNT, "lack after", marked=True),
    Field("Change", Show.AMOUNT),
)

DRAWDOWN_COLUMNS = (
    Field("Cap", Show.TEXT),
    Field("From", Show.PERIOD),
    Field("To", Show.PERIOD),
    Field("Taken before", Show.HEADS),
    Field("Taken after", Show.HEADS),
    Field("Change", Show.HEADS),
    Field("Limit before", Show.HEADS),
    Field("Limit after", Show.HEADS),
    Field("Headroom after", Show.HEADS),
)

TOTAL_COLUMNS = (
    Field("What", Show.TEXT),
    Field("Counted in", Show.TEXT),
    Field("Before", Show.MONEY),
    Field("After", Show.MONEY),
    Field("Change", Show.MONEY),
)

FORCES_NOTE = (
    "Heads in each period, by nation, role and site, where they differ; "
    "Force: heads in roles that count to the force."
)
COVERAGE_NOTE = (
    "Requirements of which less or more is met, or something else is asked, the largest change first. "
    "A blank target: not asked for in that plan. Change: of the shortfall."
)
SUPPORT_NOTE = (
    "What stands behind the force (Site: blank for the theatre), where more or less is needed or lacks; of "
    "several support ratios of a role the one that lacks most. Change: of what lacks."
)
DRAWDOWN_NOTE = "Caps that are used, or set, otherwise than before (heads)."
TOTALS_NOTE = "Sums over all periods of each plan. Changed units: added plus taken away, in common periods."


def forces_table(pair: Pair) -> Table:
    """Heads by nation, role and site that differ, consecutive equal periods as one row."""
    key = ["Of", "Name"]
    rows = side_by_side(pair, _forces(pair.before.ledger), _forces(pair.after.ledger), key)
    rows[["heads" + BEFORE, "heads" + AFTER]] = rows[["heads" + BEFORE, "heads" + AFTER]].fillna(0.0)
    rows = rows[differ(rows, "heads")]
    change = rows["heads" + AFTER] - rows["heads" + BEFORE]
    rows = rows.assign(Change=change, weighs=change.abs())
    shown = _in_runs(rows, key, ["heads" + BEFORE, "heads" + AFTER])
    return make_table("Forces", FORCE_COLUMNS, shown, note=FORCES_NOTE)


def _forces(ledger: Ledger) -> pd.DataFrame:
    """Of (nation, role, site, force), Name, period, heads."""
    parts = [
        total(ledger.sent, [of, "period"], "heads").rename(columns={of: "Name"}).assign(Of=of.capitalize())
        for of in ("nation", "role", "site")
    ]
    force = ledger.force[["period", "heads"]].assign(Of="Force", Name="all")
    return pd.concat([force, *parts], ignore_index=True).astype({"Name": object, "Of": object})


def coverage_table(pair: Pair) -> Table:
    """Requirements whose coverage or demand differs, consecutive equal periods as one row."""
    key = ["site", "role"]
    rows = side_by_side(pair, _coverage(pair.before), _coverage(pair.after), key)
    rows = rows[differ(rows, "minimum", "target", "provided")]
    lack = [rows["shortfall" + when].astype(float).fillna(0.0) for when in (BEFORE, AFTER)]
    weight = rows["weight" + AFTER].fillna(rows["weight" + BEFORE]).astype(float)
    marks = ["mark" + BEFORE, "mark" + AFTER]
    rows = rows.assign(
        Change=lack[1] - lack[0],
        weighs=(lack[1] - lack[0]).abs() * weight,
        measure=rows["measure" + AFTER].fillna(rows["measure" + BEFORE]),
        **{name: rows[name].fillna("").astype(object) for name in marks},
        **{"shortfall" + BEFORE: lack[0], "shortfall" + AFTER: lack[1]},
    )
    same = [name + when for name in ("target", "provided", "shortfall") for when in (BEFORE, AFTER)]
    return make_table("Coverage", COVERAGE_COLUMNS, _in_runs(rows, key, same, marks), note=COVERAGE_NOTE)


def _coverage(answer: EvaluatedPlan) -> pd.DataFrame:
    """What each requirement asks for and gets, one row a period; weight: heads that one lacking weighs."""
    rows = answer.ledger.coverage
    known = rows[["site", "role", "period", "measure", "minimum", "target", "provided"]]
    return known.assign(
        shortfall=without_noise(rows["lack_target"], rows["target"]),
        mark=shortfall_marks(rows),
        weight=rows["weight"] * rows["unit_worth"],
    )


def support_table(pair: Pair) -> Table:
    """Support ratios of which more or less lacks or is needed, consecutive equal periods as one row."""
    key = ["role", "site"]
    rows = side_by_side(pair, _support(pair.before), _support(pair.after), key)
    rows = rows[differ(rows, "needed", "lack")]
    numbers = [name + when for name in ("needed", "lack") for when in (BEFORE, AFTER)]
    rows[numbers] = rows[numbers].astype(float).fillna(0.0)
    weight = rows["weight" + AFTER].fillna(rows["weight" + BEFORE]).astype(float)
    change = rows["lack" + AFTER] - rows["lack" + BEFORE]
    rows = rows.assign(
        Change=change,
        weighs=change.abs() * weight,
        measure=rows["measure" + AFTER].fillna(rows["measure" + BEFORE]),
    )
    return make_table("Support", SUPPORT_COLUMNS, _in_runs(rows, key, numbers), note=SUPPORT_NOTE)


def _support(answer: EvaluatedPlan) -> pd.DataFrame:
    """What each supporting role is needed for and lacks, one row a place and period; weight: of one."""
    rows = inner_join(answer.ledger.support, answer.plan.roles[["role", "measure"]], ["role"])
    rows = rows.assign(
        lack=without_noise(rows["lack"], rows["needed"]), weight=rows["weight"] * rows["unit_worth"]
    )
    rows = rows.sort_values(["lack", "needed"], ascending=False, kind="stable")
    rows = rows.drop_duplicates(["role", "site", "period"], ignore_index=True)
    return rows[["role", "site", "period", "measure", "needed", "lack", "weight"]]


def drawdown_table(pair: Pair) -> Table:
    """Caps that are used otherwise, or limit otherwise, consecutive equal periods as one row."""
    rows = side_by_side(pair, _caps(pair.before.ledger), _caps(pair.after.ledger), ["Cap"])
    rows = rows[differ(rows, "Taken", "Limit")]
    change = rows["Taken" + AFTER].fillna(0.0) - rows["Taken" + BEFORE].fillna(0.0)
    headroom = rows["Limit" + AFTER] - rows["Taken" + AFTER]
    rows = rows.assign(Change=change, weighs=change.abs(), **{"Headroom after": headroom})
    same = [name + when for name in ("Taken", "Limit") for when in (BEFORE, AFTER)]
    return make_table("Drawdown", DRAWDOWN_COLUMNS, _in_runs(rows, ["Cap"], same), note=DRAWDOWN_NOTE)


def _caps(ledger: Ledger) -> pd.DataFrame:
    """Cap, period, Taken, Limit (heads); of several caps of one name the tightest."""
    caps = ledger.caps
    rows = pd.DataFrame(
        {"Cap": cap_names(caps), "period": caps["period"], "Taken": caps["taken"], "Limit": caps["limit"]}
    ).astype({"Cap": object, "Taken": float, "Limit": float})
    return rows.sort_values("Limit", kind="stable").drop_duplicates(["Cap", "period"])


def _in_runs(
    rows: pd.DataFrame, key: list[str], numbers: list[str], texts: list[str] | None = None
) -> pd.DataFrame:
    """One row for each key and run of equal periods, the largest change of all its periods first."""
    rows = rows.assign(**{name: rows[name].astype(float) for name in numbers})
    shown = equal_periods(rows, key, [*numbers, *(texts or [])], sums=["weighs"])
    order = ["weighs", *key, "From"]
    ascending = [False, *[True] * (len(key) + 1)]
    return shown.sort_values(order, ascending=ascending, kind="stable", ignore_index=True)


TOTALS = {name: unit for name, unit in UNITS.items() if name != "changes"}
"""The totals, by the names of the objectives, and what each is counted in; cost: the plan's currency.

Changes are counted between the two plans themselves.
"""


def totals_table(pair: Pair, units: float) -> Table:
    """The plans as wholes: every objective, heads tied up, nations, and units that changed."""
    currency = pair.after.plan.settings.currency
    told = [_totals(answer) for answer in (pair.before, pair.after)]
    counted = {**TOTALS, "cost": currency, "heads tied up": "heads x periods", "nations": "nations"}
    if all(HELD in each for each in told):
        counted[HELD] = currency
    rows = [
        (name.capitalize(), unit, told[0][name], told[1][name], told[1][name] - told[0][name])
        for name, unit in counted.items()
    ]
    rows.append(("Changed units", UNITS["changes"], np.nan, np.nan, units))
    frame = pd.DataFrame(rows, columns=[field.name for field in TOTAL_COLUMNS])
    frame = frame.astype(dict.fromkeys(("Before", "After", "Change"), float))
    return make_table("Totals", TOTAL_COLUMNS, frame, note=TOTALS_NOTE)


HELD = "cost, last period held"
"""The total cost of a plan and the years for which its last period is held; of plans that are held."""


def _totals(answer: EvaluatedPlan) -> dict[str, float]:
    years = held_years(answer.plan, answer.ledger)
    shares = {name: 100.0 * answer.objectives[name] for name in ("worst shortfall", "largest burden")}
    return {
        **answer.objectives,
        **shares,
        "heads tied up": float(answer.ledger.nations["heads_tied_up"].sum()),
        "nations": float(answer.ledger.sent["nation"].nunique()),
        **({HELD: years.cost} if years else {}),
    }
