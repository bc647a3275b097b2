"""A finished program as plain arrays, ready for any solver."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arrays:
    """A finished program: minimise constant + cost x, rows and columns within their bounds.

    ``starts``, ``index``, ``value``: the matrix row by row.
    """

    constant: float
    cost: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    whole: np.ndarray
    row_lower: np.ndarray
    row_upper: np.ndarray
    starts: np.ndarray
    index: np.ndarray
    value: np.ndarray
