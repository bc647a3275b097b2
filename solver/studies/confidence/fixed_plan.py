"""How likely each requirement is met by a plan that nobody changes: its contingents come or do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from solver.studies.confidence.contributions import Contributions, Outcomes, outcomes, outcomes_of
from solver.studies.confidence.intervals import clopper_pearson
from solver.studies.confidence.worlds import Worlds
from solver.tables import Array, with_columns
from solver.tolerances import TOLD_AS_NOTHING, ZERO_SUM

QUANTILES = (0.05, 0.5, 0.95)
_AT_ONCE = 1 << 22
"""Numbers that one table of worlds may have: 32 megabytes, of which a few are held at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """A probability, and where it lies at a confidence of 95 %; the same number thrice where it is exact."""

    probability: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """What the value of an objective comes to over all worlds.

    ``own``: in the plan as it stands, where all come. ``low``, ``median``, ``high``: not exceeded in 5, 50
    and 95 % of worlds. ``no_worse``: the chance that it is no more than the plan's own.
    """

    own: float
    mean: float
    low: float
    median: float
    high: float
    no_worse: Chance


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FixedPlan:
    """How likely a plan does what is asked, if nobody replans when a pledge does not come.

    A chance stands in three columns: ``minimum_met`` (the probability), ``minimum_met_low`` and
    ``minimum_met_high``; they are NaN where nothing is asked.
    """

    worlds: int
    exact: bool
    """Whether all worlds were counted; else they are samples."""
    requirements: pd.DataFrame
    """One row per requirement and period: site, role, period, sheet_row, measure, minimum, target, own
    (provided where all come), and the chances minimum_met, target_met."""
    throughout: pd.DataFrame
    """One row per site and role: site, role, and the chances minimum_met, target_met in all its periods."""
    force: pd.DataFrame
    """One row per period: period, floor (NaN: none), own (heads where all come), low, median, high (heads
    not exceeded in 5, 50 and 95 % of worlds), and the chance floor_met."""
    every_minimum: Chance | None
    """That no requirement is below its minimum; None where none is asked, as of the next."""
    every_target: Chance | None
    nothing_lacks: Chance | None
    """That no requirement is below its minimum, and no force below its floor; None where neither is asked."""
    minimum_shortfall: Spread
    target_shortfall: Spread


def fixed_plan(parts: Contributions, worlds: Worlds) -> FixedPlan:
    """How likely the plan does what is asked; ``parts``: its sums, the same for any worlds of the plan."""
    own, total = outcomes_of(parts, parts.whole[None, :]), len(worlds.comes)
    weight = np.full(total, 1.0 / total) if worlds.weight is None else worlds.weight
    met: dict[str, Array] = {}
    found: list[tuple[Array, Array, Array]] = []
    for first, seen in _in_chunks(parts, worlds.comes):
        for name, holds in _claims(parts, seen, own).items():
            counts = np.ones(len(holds)) if worlds.weight is None else weight[first : first + len(holds)]
            met[name] = met.get(name, 0.0) + counts @ holds
        found.append((seen.heads, seen.minimum_shortfall, seen.target_shortfall))
    heads, minimum, target = (np.concatenate(values) for values in zip(*found, strict=True))
    chances = {
        name: _chances(met[name], total, worlds, *bounds) for name, bounds in _sure(parts, own).items()
    }
    return FixedPlan(
        worlds=total,
        exact=worlds.exact,
        requirements=_requirements(parts, chances),
        throughout=_throughout(parts, chances),
        force=_force(parts, chances, _quantiles(heads, weight)),
        every_minimum=_every(chances["every_minimum"], asked=parts.coverage["minimum"]),
        every_target=_every(chances["every_target"], asked=parts.coverage["target"]),
        nothing_lacks=_every(
            chances["nothing_lacks"], asked=pd.concat([parts.coverage["minimum"], parts.force["floor"]])
        ),
        minimum_shortfall=_spread(minimum, own.minimum_shortfall, weight, chances["minimum_no_worse"]),
        target_shortfall=_spread(target, own.target_shortfall, weight, chances["target_no_worse"]),
    )


def _in_chunks(parts: Contributions, comes: Array) -> Iterator[tuple[int, Outcomes]]:
    """The outcomes of a few worlds at a time, with the number of the first: so that memory is bounded."""
    size = max(1, _AT_ONCE // max(1, len(parts.whole), len(parts.who)))
    for first in range(0, len(comes), size):
        yield first, outcomes(parts, comes[first : first + size])


def _claims(parts: Contributions, seen: Outcomes, own: Outcomes) -> dict[str, Array]:
    """What either holds in a world or does not, by name: one row a world, one column each."""
    begins = _pairs_begin(parts.coverage)
    return {
        "minimum_met": seen.minimum_met,
        "target_met": seen.target_met,
        "minimum_throughout": np.logical_and.reduceat(seen.minimum_met, begins, axis=1),
        "target_throughout": np.logical_and.reduceat(seen.target_met, begins, axis=1),
        "floor_met": seen.floor_met,
        "every_minimum": np.logical_and.reduce(seen.minimum_met, axis=1, keepdims=True),
        "every_target": np.logical_and.reduce(seen.target_met, axis=1, keepdims=True),
        "nothing_lacks": np.logical_and.reduce(
            np.hstack([seen.minimum_met, seen.floor_met]), axis=1, keepdims=True
        ),
        "minimum_no_worse": _no_worse(seen.minimum_shortfall, own.minimum_shortfall),
        "target_no_worse": _no_worse(seen.target_shortfall, own.target_shortfall),
    }


def _no_worse(value: Array, own: Array) -> Array:
    return (value <= own + TOLD_AS_NOTHING * np.maximum(1.0, own))[:, None]


def _pairs_begin(coverage: pd.DataFrame) -> Array:
    """Where the rows of each site and role begin; sorted by key, they stand together."""
    pair = coverage.groupby(["site", "role"], sort=False).ngroup().to_numpy()
    return np.flatnonzero(np.diff(pair, prepend=-1))


def _sure(parts: Contributions, own: Outcomes) -> dict[str, tuple[Array, Array]]:
    """Of each claim whether it holds if none of those that may not come does, and if all of them do.

    More units never lack more of a requirement or a floor: what holds without any holds always, what does
    not hold with all never does. Support is another matter: who stays away needs none.
    """
    least = _claims(parts, outcomes_of(parts, parts.always[None, :]), own)
    most = _claims(parts, outcomes_of(parts, (parts.always + parts.each.sum(axis=0))[None, :]), own)
    if len(parts.who):
        least["target_no_worse"], most["target_no_worse"] = np.array([[False]]), np.array([[True]])
    return {name: (least[name][0], most[name][0]) for name in least}


def _chances(met: Array, total: int, worlds: Worlds, always: Array, ever: Array) -> Array:
    """Probability, low and high end, a row each; ``met``: how often a claim holds, or how likely."""
    if worlds.exact:
        ends = np.vstack([np.clip(met, 0.0, 1.0)] * 3)
    else:
        ends = np.vstack([met / total, *clopper_pearson(met, total)])
    return np.asarray(np.where(always, 1.0, np.where(ever, ends, 0.0)))


def _columns(name: str, chances: Array, asked: pd.Series) -> dict[str, Array]:
    """The three columns of a chance; NaN where nothing is asked."""
    given = np.where(asked.to_numpy(dtype=float) > 0.0, chances, np.nan)
    return dict(zip((name, f"{name}_low", f"{name}_high"), given, strict=True))


def _requirements(parts: Contributions, chances: Mapping[str, Array]) -> pd.DataFrame:
    """See ``FixedPlan.requirements``."""
    rows = parts.coverage
    kept = ["site", "role", "period", "sheet_row", "measure", "minimum", "target"]
    return with_columns(
        rows[kept],
        {"own": rows["provided"].to_numpy(dtype=float)}
        | _columns("minimum_met", chances["minimum_met"], rows["minimum"])
        | _columns("target_met", chances["target_met"], rows["target"]),
    )


def _throughout(parts: Contributions, chances: Mapping[str, Array]) -> pd.DataFrame:
    """See ``FixedPlan.throughout``."""
    asked = parts.coverage.groupby(["site", "role"], sort=False)[["minimum", "target"]].max().reset_index()
    return with_columns(
        asked[["site", "role"]],
        _columns("minimum_met", chances["minimum_throughout"], asked["minimum"])
        | _columns("target_met", chances["target_throughout"], asked["target"]),
    )


def _force(parts: Contributions, chances: Mapping[str, Array], heads: Array) -> pd.DataFrame:
    """See ``FixedPlan.force``; ``heads``: their quantiles, a row each."""
    rows = parts.force
    own = {"own": rows["heads"].to_numpy(dtype=float)}
    quantiles = dict(zip(("low", "median", "high"), heads, strict=True))
    floor = _columns("floor_met", chances["floor_met"], rows["floor"])
    return with_columns(rows[["period", "floor"]], own | quantiles | floor)


def _every(chances: Array, *, asked: pd.Series) -> Chance | None:
    return _chance(chances) if (asked > 0.0).any() else None


def _chance(chances: Array) -> Chance:
    probability, low, high = (float(number) for number in chances[:, 0])
    return Chance(probability=probability, low=low, high=high)


def _spread(values: Array, own: Array, weight: Array, no_worse: Array) -> Spread:
    low, median, high = (float(number) for number in _quantiles(values[:, None], weight)[:, 0])
    return Spread(
        own=float(own[0]),
        mean=float(values @ weight),
        low=low,
        median=median,
        high=high,
        no_worse=_chance(no_worse),
    )


def _quantiles(values: Array, weight: Array) -> Array:
    """The least value of each column that so great a share of worlds does not exceed, a row a quantile."""
    order = np.argsort(values, axis=0, kind="stable")
    share = np.cumsum(weight[order], axis=0)
    at = (share[None, :, :] < np.array(QUANTILES)[:, None, None] - ZERO_SUM).sum(axis=1)
    return np.take_along_axis(np.take_along_axis(values, order, axis=0), at, axis=0)
