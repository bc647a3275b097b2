"""The number format of shares: none is called all where anything lacks."""

from __future__ import annotations

import pandas as pd
import pytest

from solver.excel.sheets.looks import alignment, number_format
from solver.results.tables import Show


@pytest.mark.parametrize(
    ("shares", "form"),
    [
        ([0.5, 1.0], "0%"),
        ([0.125, 1.0], "0.0%"),
        ([0.9994, 1.0], "0.0%"),
        ([0.9996, 1.0], '[<0.9995]0.0%;[<1]"over 99.9%";0.0%'),
    ],
)
def test_a_share_that_would_be_rounded_to_all_is_shown_as_less(shares: list[float], form: str):
    assert number_format(Show.SHARE, pd.Series(shares)) == form


@pytest.mark.parametrize("show", list(Show))
def test_no_number_has_an_indent_which_libreoffice_leaves_out_where_it_colours(show: Show):
    assert alignment(show).horizontal != "right" or not alignment(show).indent
