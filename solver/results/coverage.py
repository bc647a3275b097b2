"""Coverage: what each requirement asks for and gets; by site, by role, in a period or over all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from solver.ledger.ledger import Ledger
from solver.ledger.table_ops import total
from solver.results import columns
from solver.results.tables import Table, looked_up, make_table, named_amounts
from solver.tolerances import TOLD_AS_NOTHING

BELOW_MINIMUM = "▼ below minimum"
BELOW_TARGET = "▽ below target"
COVERAGE_NOTE = (
    "What each requirement asks for in each period, and who provides it, after effectiveness, "
    f"in heads or units as its role is measured. {BELOW_MINIMUM}: the task cannot be done; "
    f"{BELOW_TARGET}: not all that is wanted."
)


def coverage_table(ledger: Ledger) -> Table:
    """One row for each requirement and period."""
    rows = ledger.coverage
    key = ["site", "role", "period"]
    lack = without_noise(rows["lack_target"], rows["target"])
    shown = rows.assign(
        Shortfall=lack,
        Covered=(1 - lack / rows["target"]).where(rows["target"] > 0),
        Mark=shortfall_marks(rows),
    )
    shown["Who provides"] = looked_up(rows, key, named_amounts(ledger.sent, key, "contingent", "provided"))
    return make_table("Coverage", columns.COVERAGE, shown, note=COVERAGE_NOTE, links_to="Requirements")


def shortfall_marks(rows: pd.DataFrame) -> pd.Series:
    """How bad each requirement's shortfall is, in a sign and two words; "" where it is met."""
    below_minimum = without_noise(rows["lack_minimum"], rows["minimum"]) > 0
    below_target = without_noise(rows["lack_target"], rows["target"]) > 0
    marks = np.select([below_minimum, below_target], [BELOW_MINIMUM, BELOW_TARGET], default="")
    return pd.Series(marks, index=rows.index, dtype=object)


def without_noise(amounts: pd.Series, against: pd.Series) -> pd.Series:
    """The amounts, with 0 for what is only a rounding error of what they are measured against."""
    return amounts.where(amounts > TOLD_AS_NOTHING * against.abs().clip(lower=1), 0.0)


def minimums_missed(ledger: Ledger) -> float | None:
    """How many minimums are not reached, by site, role and period; None where there are none."""
    rows = ledger.coverage
    if not (rows["minimum"] > 0).any():
        return None
    return float((without_noise(rows["lack_minimum"], rows["minimum"]) > 0).sum())


def asked_and_lacking(ledger: Ledger) -> tuple[float, float]:
    """What requirements ask for over all periods and what of it is not there, by unit worth (heads)."""
    rows = ledger.coverage
    lacking = without_noise(rows["lack_target"], rows["target"]) * rows["unit_worth"]
    return float((rows["target"] * rows["unit_worth"]).sum()), float(lacking.sum())


def asked_periods(ledger: Ledger) -> list[int]:
    """Periods in which a requirement, or the floor of the force, asks for anything."""
    rows, force = ledger.coverage, ledger.force
    required = rows.loc[(rows["target"] > 0) | (rows["minimum"] > 0), "period"]
    return sorted({*required.tolist(), *force.loc[force["floor"] > 0, "period"].tolist()})


def covered_shares(rows: pd.DataFrame, key: Sequence[str], *, by_worth: bool = False) -> pd.DataFrame:
    """The share of targets that is there, for each of a key; NaN where nothing is asked for.

    ``rows``: of the ledger's coverage. ``by_worth``: units count as the heads that they are worth, so that
    roles of different measures may be added up.

    Returns
    -------
    The key, target, lacking, covered.
    """
    worth = rows["unit_worth"] if by_worth else 1.0
    lacking = without_noise(rows["lack_target"], rows["target"])
    sums = total(
        rows.assign(target=rows["target"] * worth, lacking=lacking * worth), list(key), "target", "lacking"
    )
    return sums.assign(covered=(1 - sums["lacking"] / sums["target"]).where(sums["target"] > 0))
