"""Values in the words of a page or a terminal: nothing is called 0 that is not."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from solver.results.tables import Field, Show
from solver.results.text import texts
from solver.text.numbers import in_full, number, share_in_words


@pytest.mark.parametrize(
    ("show", "value", "expected"),
    [
        (Show.HEADS, 0.4, "0.4"),  # what lacks weighs something
        (Show.HEADS, 0.04, "0.04"),
        (Show.HEADS, -0.3, "-0.3"),
        (Show.HEADS, 1e-9, "0"),  # noise
        (Show.HEADS, 0.0, "0"),
        (Show.HEADS, 1234.6, "1,235"),
        (Show.MONEY, 0.25, "0.3"),  # as Excel rounds a half
        (Show.MONEY, 22_450_000.0, "22.5 m"),  # a little less than that in binary
        (Show.HEADS, 74.5, "75"),
        (Show.SHARE, 0.725, "73 %"),
        (Show.MONEY, 1_250_000.0, "1.3 m"),
        (Show.AMOUNT, 0.04, "0.04"),
        (Show.ANY, 0.001, "0.001"),  # a gap
        (Show.ANY, 0.15, "0.15"),
        (Show.ANY, 60.0, "60"),
        (Show.EXACT, 0.00001, "0.00001"),
        (Show.EXACT, -1e-9, "0"),
        (Show.SHARE, 0.001, "under 1 %"),
        (Show.SHARE, 0.0, "0 %"),
        (Show.SHARE, 0.999, "over 99 %"),
        (Show.HEADS, math.nan, ""),
    ],
)
def test_only_what_is_nothing_is_called_0(show, value, expected):
    assert texts(Field("Value", show), pd.Series([value])) == [expected]


@pytest.mark.parametrize("value", [2e-6, 0.00005, 0.0004, 0.03, 0.4, -0.02])
def test_small_numbers_are_written_out_and_read_as_themselves(value):
    """No exponent: planners do not write 5e-05."""
    for told in (number(value), in_full(value)):
        assert "e" not in told
        assert float(told) == pytest.approx(value, rel=0.5)
    assert share_in_words(abs(value)) != "0 %"
