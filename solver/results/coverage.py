"""Coverage: what each requirement asks for, what it gets, from whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.results import columns
from solver.results.tables import Table, make_table
from solver.results.words import looked_up, named_amounts
from solver.tolerances import TOLD_AS_NOTHING

BELOW_MINIMUM = "▼ below minimum"
BELOW_TARGET = "▽ below target"
NOTE = (
    "What each requirement asks for in each period, and who provides it, after effectiveness, "
    f"in heads or units as its role is measured. {BELOW_MINIMUM}: the task cannot be done; "
    f"{BELOW_TARGET}: not all that is wanted."
)
NAMES = {
    "site": "Site",
    "role": "Role",
    "period": "Period",
    "measure": "Measure",
    "minimum": "Minimum",
    "target": "Target",
    "provided": "Provided",
    "sheet_row": "Row",
}


def coverage_table(ledger: Ledger) -> Table:
    """One row for each requirement and period."""
    rows = ledger.coverage
    key = ["site", "role", "period"]
    lack = without_noise(rows["lack_target"], rows["target"])
    shown = rows.rename(columns=NAMES).assign(
        Shortfall=lack,
        Covered=(1 - lack / rows["target"]).where(rows["target"] > 0),
        Mark=shortfall_marks(rows),
    )
    shown["Who provides"] = looked_up(rows[key], named_amounts(ledger.sent, key, "contingent", "provided"))
    return make_table("Coverage", columns.COVERAGE, shown, note=NOTE, links_to="Requirements")


def shortfall_marks(rows: pd.DataFrame) -> pd.Series:
    """How bad each requirement's shortfall is, in a sign and two words; "" where it is met."""
    below_minimum = without_noise(rows["lack_minimum"], rows["minimum"]) > 0
    below_target = without_noise(rows["lack_target"], rows["target"]) > 0
    marks = np.select([below_minimum, below_target], [BELOW_MINIMUM, BELOW_TARGET], default="")
    return pd.Series(marks, index=rows.index, dtype=object)


def without_noise(amounts: pd.Series, against: pd.Series) -> pd.Series:
    """The amounts, with 0 for what is only a rounding error of what they are measured against."""
    return amounts.where(amounts > TOLD_AS_NOTHING * against.abs().clip(lower=1), 0.0)


def asked_periods(ledger: Ledger) -> list[int]:
    """Periods in which a requirement, or the floor of the force, asks for anything."""
    rows, force = ledger.coverage, ledger.force
    required = rows.loc[(rows["target"] > 0) | (rows["minimum"] > 0), "period"]
    return sorted({*required.tolist(), *force.loc[force["floor"] > 0, "period"].tolist()})
