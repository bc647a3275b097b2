"""When worlds are planned anew: batch after batch, in the order of their numbers, until enough is known."""

from __future__ import annotations

from random import Random

import pytest

from solver.studies.confidence.intervals import confidence_sequence
from solver.studies.confidence.sequential import Sampling

MET = "all minimums met"
WORSE = "target shortfall no worse than planned"


def outcome(number: int) -> dict[str, bool | None]:
    """One world in two meets all minimums, one in ten is not proved."""
    random = Random(number)
    return {MET: random.random() < 0.5, WORSE: random.choice([True] * 8 + [False, None])}


def run(state: Sampling, ahead: int = 0, shuffle: int | None = None) -> Sampling:
    """Samples told as they are wanted, so many ahead of time, each by itself, in any order."""
    while not state.ended:
        numbers = list(range(state.wanted.start, state.wanted.stop + ahead))
        if shuffle is not None:
            Random(shuffle).shuffle(numbers)
        for number in numbers:
            state = state.told({number: outcome(number)})
    return state


def test_it_ends_once_every_interval_is_narrow_enough():
    end = run(Sampling(measures=(MET, WORSE), width=0.2, batch=25))

    assert end.narrow
    assert end.samples % 25 == 0
    assert max(interval.width for interval in end.intervals.values()) < 0.2
    before = end.samples - 25
    met = sum(outcome(number)[MET] is True for number in range(before))
    sure = sum(outcome(number)[WORSE] is True for number in range(before))
    maybe = sum(outcome(number)[WORSE] is None for number in range(before))
    widths = (
        confidence_sequence(met, met, before).width,
        confidence_sequence(sure, sure + maybe, before).width,
    )
    assert max(widths) >= 0.2


def test_it_ends_with_the_most_samples_also_within_a_batch():
    end = run(Sampling(measures=(MET,), width=0.01, batch=40, most=100))

    assert (end.samples, end.ended, end.narrow, list(end.wanted)) == (100, True, False, [])


@pytest.mark.parametrize("shuffle", range(5))
@pytest.mark.parametrize("ahead", [0, 7, 200])
def test_who_was_faster_changes_nothing(ahead, shuffle):
    """Samples of later batches are there already when an earlier one ends it: they do not count."""
    plain = run(Sampling(measures=(MET, WORSE), width=0.25))
    other = run(Sampling(measures=(MET, WORSE), width=0.25), ahead=ahead, shuffle=shuffle)

    assert (other.samples, other.sure, other.undecided) == (plain.samples, plain.sure, plain.undecided)
    assert other.intervals == plain.intervals


def test_a_batch_waits_for_its_last_sample():
    state = Sampling(measures=(MET,), batch=3).told({2: {MET: True}, 0: {MET: True}, 5: {MET: False}})

    assert (state.samples, list(state.wanted)) == (0, [0, 1, 2])
    state = state.told({1: {MET: None}})
    assert (state.samples, state.sure, state.undecided) == (3, {MET: 2}, {MET: 1})
    assert (list(state.wanted), dict(state.waiting)) == ([3, 4, 5], {5: {MET: False}})


def test_a_sample_told_twice_counts_once():
    state = Sampling(measures=(MET,), batch=2).told({0: {MET: True}}).told({0: {MET: False}, 1: {MET: True}})

    assert (state.samples, state.sure) == (2, {MET: 2})
    assert state.told({1: {MET: False}}) == state


def test_samples_that_stay_open_never_narrow_it():
    """A third of them open: whatever is decided, the interval is a third wide."""
    state = Sampling(measures=(MET,), width=0.3, batch=50, most=3000)
    while not state.ended:
        state = state.told({n: {MET: None if n % 3 == 0 else True} for n in state.wanted})

    assert (state.samples, state.narrow) == (3000, False)
    assert state.intervals[MET].width > 1 / 3
