"""The intervals hold the probability as often as they say: summed over all outcomes, not simulated."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import comb

import numpy as np
import pytest
from seconds import within

from solver.studies.confidence.intervals import clopper_pearson, confidence_sequence

SHARES = [0.001, 0.03, 0.1, 0.2, 0.37, 0.5, 0.75, 0.9, 0.99]


def binomial(samples: int, p: float) -> np.ndarray:
    return np.array([comb(samples, k) * p**k * (1 - p) ** (samples - k) for k in range(samples + 1)])


@pytest.mark.parametrize("p", SHARES)
def test_a_clopper_pearson_interval_holds_the_probability_in_95_of_100_studies(p):
    for samples in range(1, 41):
        low, high = clopper_pearson(np.arange(samples + 1), samples)

        assert binomial(samples, p)[(low <= p) & (p <= high)].sum() >= 0.95


def test_clopper_pearson_is_what_tables_give():
    """As in tables of exact limits for the binomial: 0, 5 and 10 of 10."""
    low, high = clopper_pearson(np.array([0, 5, 10]), 10)

    assert low == pytest.approx([0.0, 0.18709, 0.69150], abs=5e-6)
    assert high == pytest.approx([0.30850, 0.81291, 1.0], abs=5e-6)


@pytest.mark.parametrize(("hits", "samples"), [(1, 200), (37, 200), (199, 200), (200, 200), (900, 1000)])
def test_beyond_an_end_what_was_counted_is_rarer_than_one_in_forty(hits, samples):
    """In fractions: P(as many or more | low) = 1/40, and a millionth further up it is more."""
    low = float(clopper_pearson(np.array([hits]), samples)[0][0])

    def as_many(p: float) -> Fraction:
        share = Fraction(p).limit_denominator(10**14)
        yes, whole = share.numerator, share.denominator
        ways = (comb(samples, k) * yes**k * (whole - yes) ** (samples - k) for k in range(hits, samples + 1))
        return Fraction(sum(ways), whole**samples)

    assert as_many(low) <= Fraction(1, 40)
    assert as_many(low + 1e-6) > Fraction(1, 40)


def test_the_ends_rise_with_the_hits_and_mirror_each_other():
    low, high = clopper_pearson(np.arange(501), 500)

    assert (np.diff(low) > 0).all()
    assert (np.diff(high) > 0).all()
    assert high[::-1] == pytest.approx(1.0 - low, abs=2e-12)
    assert (low[0], high[-1]) == (0.0, 1.0)
    assert high[0] == pytest.approx(1.0 - 0.025 ** (1 / 500), abs=2e-12)


def test_more_of_the_same_samples_make_it_narrower():
    widths = [np.subtract(*clopper_pearson(np.array([n // 4]), n)[::-1])[0] for n in (20, 200, 2000, 20_000)]

    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.0125


def test_hundreds_of_requirements_among_ten_thousand_samples_take_no_time():
    with within(3.0):
        low, high = clopper_pearson(np.arange(0, 10_000, 17), 10_000)

    assert (low < high).all()


@cache
def sequence_of(samples: int) -> np.ndarray:
    """The low and high ends, for each number of hits."""
    found = [confidence_sequence(hits, hits, samples) for hits in range(samples + 1)]
    return np.array([(each.low, each.high) for each in found]).T


@pytest.mark.parametrize("p", SHARES)
def test_a_confidence_sequence_holds_at_all_times_in_95_of_100_studies(p):
    """The chance of each number of hits along paths that have held all the time, one sample after another."""
    chance = np.array([1.0])
    for samples in range(1, 201):
        chance = np.append(chance * (1 - p), 0.0) + np.append(0.0, chance * p)
        low, high = sequence_of(samples)
        chance = np.where((low <= p) & (p <= high), chance, 0.0)

    assert chance.sum() >= 0.95


def test_clopper_pearson_looked_at_after_each_sample_would_not_hold():
    """Why there are two: looked at two hundred times it misses 0.5 in more than one study in twenty."""
    chance = np.array([1.0])
    for samples in range(1, 201):
        chance = np.append(chance, 0.0) / 2 + np.append(0.0, chance) / 2
        low, high = clopper_pearson(np.arange(samples + 1), samples)
        chance = np.where((low <= 0.5) & (high >= 0.5), chance, 0.0)

    assert chance.sum() < 0.95


@pytest.mark.parametrize(("hits", "samples"), [(0, 7), (3, 7), (7, 7), (37, 120), (500, 1000)])
def test_a_confidence_sequence_is_where_the_mixed_likelihood_stays_below_twenty(hits, samples):
    found = confidence_sequence(hits, hits, samples)

    for p in np.linspace(0.0005, 0.9995, 1999):
        inside = (samples + 1) * comb(samples, hits) * p**hits * (1 - p) ** (samples - hits) >= 0.05
        assert inside == (found.low <= p <= found.high)


def test_a_confidence_sequence_knows_nothing_at_first_and_its_ends_rise_with_the_hits():
    ends = [confidence_sequence(k, k, 60) for k in range(61)]

    assert (confidence_sequence(0, 0, 0).low, confidence_sequence(0, 0, 0).high) == (0.0, 1.0)
    assert (ends[0].low, ends[-1].high) == (0.0, 1.0)
    assert ends[0].high == pytest.approx(1.0 - (0.05 / 61) ** (1 / 60))
    assert all(one.low < next_.low and one.high < next_.high for one, next_ in pairwise(ends))


def test_open_samples_enter_as_the_range_of_what_they_may_be():
    """30 hits, 10 open: the low end of 30 of 100, the high end of 40 of 100."""
    found = confidence_sequence(30, 40, 100)

    assert found.low == confidence_sequence(30, 30, 100).low
    assert found.high == confidence_sequence(40, 40, 100).high
    assert found.width == found.high - found.low
