"""Breaches tell numbers as planners write them: thousands apart, and one of something in the singular."""

from __future__ import annotations

import pandas as pd
import pytest

from solver.audit.breach import breaches


@pytest.mark.parametrize(
    ("units", "told"),
    [(1228, "its 1,228 units"), (1228.0, "its 1,228 units"), (1, "its 1 unit,"), (1.5, "its 1.5 units")],
)
def test_a_breach_tells_whole_and_broken_numbers_alike(units: float, told: str):
    rows = pd.DataFrame([{"units": units, "sent": 1116.0, "sheet_row": 5, "period": 2, "excess": 1.0}])
    found = breaches("must_deploy", rows, "its {units:unit}, but sends {sent} in period {period}", sheet="A")

    assert told in found[0].message
    assert found[0].message.endswith("but sends 1,116 in period 2")
