"""The worlds of a plan: which of its pledges come, in all combinations or in samples of them."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import pandas as pd

from solver.plan import Plan
from solver.tables import Array, fold

DrawnBy = Literal["contingent", "nation"]
"""Who decides: each contingent by itself, or each nation for all that it pledges."""

MOST_WORLDS = 4096
"""Up to so many combinations are all looked at: those of twelve pledges that come or do not."""

_STEP, _FIRST, _SECOND = (
    np.uint64(number) for number in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Worlds:
    """Who comes in each of many worlds.

    ``comes``: whether it does, one row a world, one column a contingent, in the order of the plan.
    ``weight``: the probability of each world, where these are all that there are; None: samples, all alike.
    """

    comes: Array
    weight: Array | None = None

    @property
    def exact(self) -> bool:
        """Whether these are all worlds that there are."""
        return self.weight is not None


def worlds_of(plan: Plan, by: DrawnBy, *, seed: int, samples: int) -> Worlds:
    """All worlds of a plan where they are few enough, else so many samples."""
    return all_worlds(plan, by) or sampled_worlds(plan, by, seed=seed, first=0, last=samples)


def all_worlds(plan: Plan, by: DrawnBy) -> Worlds | None:
    """Every combination of pledges with its probability; None where there are more than ``MOST_WORLDS``.

    The confidences of whoever draws part [0, 1) into spans, within which it does not matter where a draw
    falls; a world is a span for each.
    """
    confidence = _confidence(plan)
    drawing = list(_drawing(plan, by).values())
    spans = [np.unique(np.append(confidence[pledges], (0.0, 1.0))) for pledges in drawing]
    if math.prod(len(ends) - 1 for ends in spans) > MOST_WORLDS:
        return None
    at = np.array(list(product(*(range(len(ends) - 1) for ends in spans))), dtype=np.int64)
    comes = np.tile(confidence >= 1.0, (len(at), 1))
    weight = np.ones(len(at))
    for chosen, ends, pledges in zip(at.T, spans, drawing, strict=True):
        comes[:, pledges] = ends[chosen, None] < confidence[pledges]
        weight *= np.diff(ends)[chosen]
    return Worlds(comes=comes, weight=weight)


def sampled_worlds(plan: Plan, by: DrawnBy, *, seed: int, first: int, last: int) -> Worlds:
    """The samples from ``first`` up to, and without, ``last``: a contingent comes if U < its confidence.

    U is a number of the seed, the name of who draws and the sample alone: another row, another order of the
    rows or another range of samples moves no draw.
    """
    confidence = _confidence(plan)
    comes = np.tile(confidence >= 1.0, (last - first, 1))
    for name, pledges in _drawing(plan, by).items():
        comes[:, pledges] = draws(seed, name, first, last)[:, None] < confidence[pledges]
    return Worlds(comes=comes)


def draws(seed: int, name: str, first: int, last: int) -> Array:
    """The draws of a name in a range of samples, each at least 0 and below 1.

    SplitMix64 (Steele, Lea & Flood, *Fast splittable pseudorandom number generators*, 2014), begun at the
    first 64 bits of SHA-256 of seed and folded name: whole numbers only, so that it is the same everywhere.
    """
    told = f"{seed} {fold(name)}".encode("utf-8", "surrogatepass")
    start = np.uint64(int.from_bytes(hashlib.sha256(told).digest()[:8], "big"))
    bits = start + np.arange(first + 1, last + 1, dtype=np.uint64) * _STEP
    bits = (bits ^ (bits >> np.uint64(30))) * _FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * _SECOND
    bits ^= bits >> np.uint64(31)
    return (bits >> np.uint64(11)).astype(float) * 2.0**-53


def uncertain(plan: Plan) -> Array:
    """Whether each contingent may come and may not."""
    confidence = _confidence(plan)
    return np.asarray((confidence > 0.0) & (confidence < 1.0))


def _confidence(plan: Plan) -> Array:
    """The chance that each contingent comes; the schema makes a blank 1."""
    return plan.contingents["confidence"].to_numpy(dtype=float)


def _drawing(plan: Plan, by: DrawnBy) -> dict[str, Array]:
    """By the name of who draws: the positions of the uncertain contingents that the draw decides."""
    names = plan.contingents[by].map(fold).where(uncertain(plan))
    codes, known = pd.factorize(names, sort=True)
    order = np.argsort(codes, kind="stable")
    ends = np.searchsorted(codes[order], np.arange(len(known) + 1))
    return {name: order[ends[at] : ends[at + 1]] for at, name in enumerate(known)}
