"""Site use: which sites are open, who leads them, how full they are."""

from __future__ import annotations

import numpy as np

from solver.audit.frames import joined
from solver.audit.ledger import Ledger
from solver.plan.plan import Plan
from solver.results import columns
from solver.results.tables import Table, make_table
from solver.results.words import looked_up, named_amounts

NOTE = (
    "Which sites are open in each period in which they are available, who leads them, how full they are, "
    "and the heads of each nation there."
)
NAMES = {
    "site": "Site",
    "zone": "Zone",
    "period": "Period",
    "lead": "Lead nation",
    "heads": "Heads",
    "capacity": "Capacity",
    "nations": "Nations",
    "running_cost": "Running cost",
    "sheet_row": "Row",
}


def site_use_table(plan: Plan, ledger: Ledger) -> Table:
    """One row for each site and period in which it is available."""
    rows = ledger.sites[ledger.sites["available"]].reset_index(drop=True)
    rows = joined(rows, plan.sites[["site", "zone"]], ["site"])
    key = ["site", "period"]
    shown = rows.rename(columns=NAMES).assign(
        Open=np.where(rows["open"], "yes", "no"),
        Filled=(rows["heads"] / rows["capacity"]).where(rows["capacity"] > 0),
    )
    shown["Who is there"] = looked_up(rows[key], named_amounts(ledger.sent, key, "nation", "heads"))
    return make_table("Site use", columns.SITE_USE, shown, note=NOTE, links_to="Sites")
