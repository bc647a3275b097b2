"""What targets and support lack when a nation leaves and nobody plans anew."""

from __future__ import annotations

import numpy as np
import pandas as pd

from solver.ledger.demand import SUPPORT_KEY, support_asked, support_provided, supported_heads
from solver.ledger.table_ops import found_in, take, total
from solver.plan import Plan
from solver.tables import frame_of

REQUIREMENT = ["site", "role", "period"]


def shortfall_by_withdrawal(plan: Plan, sent: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    """nation, added: by how much the target shortfall grows when the nation's units are gone.

    One row a nation that sends units to what weighs. Below 0 where heads leave whose support lacks more than
    they bring. ``coverage``: the ledger's, of what is sent.
    """
    both = pd.concat([_of_targets(sent, coverage), _of_support(plan, sent)], ignore_index=True)
    return total(both, ["nation"], "added")


def _of_targets(sent: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    """nation, added: weight x what each target lacks more without the nation, by unit worth."""
    own = total(sent, ["nation", *REQUIREMENT], "provided")
    at = found_in(own, coverage, REQUIREMENT)
    own, at = own[at >= 0], at[at >= 0]
    left = coverage["provided"].to_numpy()[at] - own["provided"].to_numpy()
    lack = np.maximum(coverage["target"].to_numpy()[at] - left, 0.0) - coverage["lack_target"].to_numpy()[at]
    weighs = (coverage["weight"] * coverage["unit_worth"]).to_numpy()[at]
    return frame_of({"nation": own["nation"].to_numpy(), "added": weighs * lack})


def _of_support(plan: Plan, sent: pd.DataFrame) -> pd.DataFrame:
    """nation, added: weight x what each ratio lacks more without the nation, by unit worth."""
    rows = support_asked(plan, sent)
    heads = supported_heads(plan, rows, sent, "nation").assign(provided=0.0)
    provided = support_provided(plan, rows, sent, "nation").assign(heads=0.0)
    both = pd.concat([heads, provided], ignore_index=True)
    own = total(both, ["nation", *SUPPORT_KEY], "heads", "provided")
    at = found_in(own, rows, SUPPORT_KEY)
    known = ("needed_per_head", "heads", "provided", "lack")
    of = {name: take(rows[name].astype(float), at, 0.0) for name in known}
    needed = of["needed_per_head"] * (of["heads"] - own["heads"].to_numpy())
    lack = np.maximum(needed - (of["provided"] - own["provided"].to_numpy()), 0.0) - of["lack"]
    weighs = take((rows["weight"] * rows["unit_worth"]).astype(float), at, 0.0)
    return frame_of({"nation": own["nation"].to_numpy(), "added": weighs * lack})
