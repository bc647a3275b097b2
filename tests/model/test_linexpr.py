"""Keys of whole numbers: told apart, found and put in order as one would by hand."""

import numpy as np
import pandas as pd
import pytest

from solver.model import linexpr
from solver.model.linexpr import distinct, found_in, in_order, join_many, join_unique, summed

SENT = pd.DataFrame({"site": [2, 0, 2, -1], "period": [1, 3, 1, 2], "heads": [5.0, 7.0, 5.0, 9.0]})


@pytest.fixture(params=["few keys", "many keys"], autouse=True)
def both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there could be too many keys to list them all, they are searched for."""
    if request.param == "many keys":
        monkeypatch.setattr(linexpr, "LISTED", 0)


def test_distinct_rows_stand_once_and_sorted_with_what_they_share():
    found = distinct(SENT, ["site", "period"], ["heads"])

    assert found.values.tolist() == [[-1, 2, 9], [0, 3, 7], [2, 1, 5]]


def test_summed_adds_up_what_shares_a_key():
    assert summed(SENT, ["site"], "heads").values.tolist() == [[-1, 9], [0, 7], [2, 10]]


def test_a_key_is_found_where_it_stands_and_nowhere_else():
    """Site -1 in period 2 is not site 0 in period 2."""
    among = pd.DataFrame({"site": [2, 0], "period": [1, 2]})

    assert found_in(SENT, among, ["site", "period"]).tolist() == [0, -1, 0, -1]


def test_joined_keeps_the_rows_that_have_a_partner():
    capacity = pd.DataFrame({"site": [0, 2], "limit": [100, 200]})

    assert join_unique(SENT, capacity, ["site"])["limit"].tolist() == [200, 100, 200]


def test_joined_to_nothing_is_nothing():
    assert join_unique(SENT, SENT.iloc[:0][["site"]].assign(limit=0.0), ["site"]).empty


def test_paired_meets_every_partner_of_a_row():
    """Contingent 1 is counted by caps 7 and 8, contingent 0 by none, contingent 2 by cap 7."""
    arcs = pd.DataFrame({"contingent": [2, 1, 0], "arc": [10, 11, 12]})
    members = pd.DataFrame({"contingent": [1, 2, 1], "cap": [7, 7, 8]})

    assert join_many(arcs, members, "contingent")[["arc", "cap"]].values.tolist() == [
        [10, 7],
        [11, 7],
        [11, 8],
    ]


def test_order_of_codes_beyond_sixteen_bits_leaves_equal_ones_as_they_stand():
    codes = np.asarray([70_000, 3, 131_072, 3, 65_539])

    assert in_order(codes).tolist() == [1, 3, 4, 0, 2]
