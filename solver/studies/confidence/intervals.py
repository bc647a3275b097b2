"""Intervals around a probability that was counted in samples: looked at once, or as often as one likes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from solver.tables import Array

LEVEL = 0.95
"""How often an interval holds the probability, at least."""

_HALVINGS = 50
"""Times that the place of an end is halved: to less than 1e-15."""

_ROUNDED_OUT = 1e-12
"""By how much an interval is made wider: more than arithmetic gets wrong up to a million samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Where a probability lies: from ``low`` to ``high``, both included."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """How far its ends are apart."""
        return self.high - self.low


def clopper_pearson(hits: Array, samples: int, level: float = LEVEL) -> tuple[Array, Array]:
    """The low and high ends for each number of hits among so many samples, a number fixed beforehand.

    The probabilities under which neither so few nor so many hits are rarer than half of what is left of the
    level: too wide rather than too narrow, each by itself at that level, not all of them together.
    Source: C. J. Clopper & E. S. Pearson, *The use of confidence or fiducial limits illustrated in the case
    of the binomial*, Biometrika 26 (1934).
    """
    different, at = np.unique(np.asarray(hits, dtype=np.int64), return_inverse=True)
    rare = (1.0 - level) / 2.0
    return (
        _rare_below(different, samples, rare)[at],
        1.0 - _rare_below(samples - different, samples, rare)[at],
    )


def confidence_sequence(least: int, most: int, samples: int, level: float = LEVEL) -> Interval:
    """Where a probability lies after so many samples, however often one looks and whenever one stops.

    ``least``, ``most``: hits that are sure, and with those that are open; the low end counts the former, the
    high end the latter. Of k hits in n samples it is {p : (n + 1) C(n, k) p^k (1 - p)^(n - k) >= 1 - level}:
    the likelihood of all p mixed evenly, as a share of that of the true p, is a martingale of mean 1, which
    ever reaches 1 / (1 - level) with a probability of at most 1 - level.
    Sources: J. Ville, *Étude critique de la notion de collectif* (1939); H. Robbins, *Statistical methods
    related to the law of the iterated logarithm*, Ann. Math. Statist. 41 (1970); S. R. Howard, A. Ramdas,
    J. McAuliffe & J. Sekhon, *Time-uniform, nonparametric, nonasymptotic confidence sequences*, Ann. Statist.
    49 (2021).
    """
    return Interval(
        low=_sequence_low(least, samples, level),
        high=1.0 - _sequence_low(samples - most, samples, level),
    )


def _sequence_low(hits: int, samples: int, level: float) -> float:
    """The low end of a confidence sequence; that of the misses is what the high end leaves."""
    if hits == 0:
        return 0.0
    ways = _log_factorials(samples)
    known = ways[samples] - ways[hits] - ways[samples - hits] + math.log(samples + 1) - math.log(1.0 - level)
    low, high = 0.0, hits / samples
    for _ in range(_HALVINGS):
        p = (low + high) / 2.0
        beyond = known + hits * math.log(p) + (samples - hits) * math.log1p(-p) < 0.0
        low, high = (p, high) if beyond else (low, p)
    return max(low - _ROUNDED_OUT, 0.0)


def _rare_below(hits: Array, samples: int, rare: float) -> Array:
    """The largest p under which so many hits or more are rarer than that, for each number of hits."""
    low, high = np.zeros(len(hits)), hits / max(samples, 1)
    for _ in range(_HALVINGS):
        p = (low + high) / 2.0
        beyond = _at_least(hits, samples, p) < rare
        low, high = np.where(beyond, p, low), np.where(beyond, high, p)
    return np.where(hits > 0, np.maximum(low - _ROUNDED_OUT, 0.0), 0.0)


def _at_least(hits: Array, samples: int, p: Array) -> Array:
    """The chance of so many hits or more, where p is at most the share of hits.

    Chances then only fall, and those ten standard deviations further up are nothing.
    """
    ways, terms = _log_factorials(samples), int(5.0 * math.sqrt(samples)) + 50
    counted = hits[:, None] + np.arange(terms)
    k = np.minimum(counted, samples)
    share = np.maximum(p, 1e-300)[:, None]  # 0 only where there are no hits
    log_chance = ways[samples] - ways[k] - ways[samples - k] + k * np.log(share)
    chance = np.exp(log_chance + (samples - k) * np.log1p(-share))
    return np.asarray(np.where(counted <= samples, chance, 0.0).sum(axis=1))


@lru_cache(maxsize=16)
def _log_factorials(most: int) -> Array:
    """The logarithms of 0!, 1!, 2! ..."""
    return np.array([math.lgamma(number + 1) for number in range(most + 1)])
