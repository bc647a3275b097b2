"""Which pledges come: all combinations with their probabilities, and samples that nothing else moves."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from small_plans import a_plan, need, pledge

from solver.studies.confidence.intervals import clopper_pearson
from solver.studies.confidence.worlds import all_worlds, draws, sampled_worlds, worlds_of

THREE = [
    pledge("A", "Poland", confidence=0.9),
    pledge("B", "Poland", confidence=0.5),
    pledge("C", "France", confidence=0.2),
]


def worlds_by_hand(found) -> dict[tuple[bool, ...], float]:
    return {
        tuple(comes): float(weight) for comes, weight in zip(found.comes.tolist(), found.weight, strict=True)
    }


def pledging(*contingents):
    return a_plan(contingents=list(contingents), requirements=[need(100)])


def test_three_pledges_make_eight_worlds():
    """0.9, 0.5 and 0.2: all three come with 0.9 x 0.5 x 0.2 = 0.09, none with 0.1 x 0.5 x 0.8 = 0.04."""
    found = all_worlds(pledging(*THREE), "contingent")

    assert found.exact
    assert worlds_by_hand(found) == pytest.approx(
        {
            (True, True, True): 0.09,
            (True, True, False): 0.36,
            (True, False, True): 0.09,
            (True, False, False): 0.36,
            (False, True, True): 0.01,
            (False, True, False): 0.04,
            (False, False, True): 0.01,
            (False, False, False): 0.04,
        }
    )


def test_a_nation_keeps_its_surer_pledge_whenever_it_keeps_the_other():
    """One draw for Poland: both come with 0.5, A alone with 0.4, neither with 0.1; France by itself."""
    found = all_worlds(pledging(*THREE), "nation")

    assert worlds_by_hand(found) == pytest.approx(
        {
            (True, True, True): 0.5 * 0.2,
            (True, True, False): 0.5 * 0.8,
            (True, False, True): 0.4 * 0.2,
            (True, False, False): 0.4 * 0.8,
            (False, False, True): 0.1 * 0.2,
            (False, False, False): 0.1 * 0.8,
        }
    )


@pytest.mark.parametrize("by", ["contingent", "nation"])
def test_a_blank_confidence_is_certain_and_one_of_0_never_comes(by):
    plan = pledging(pledge("A"), pledge("B", confidence=0), pledge("C", confidence=1))

    assert worlds_by_hand(all_worlds(plan, by)) == {(True, False, True): 1.0}
    assert sampled_worlds(plan, by, seed=1, first=0, last=3).comes.tolist() == [[True, False, True]] * 3


def test_up_to_twelve_uncertain_pledges_are_looked_at_in_all_combinations():
    twelve = [pledge(f"P-{at:02}", f"Nation {at}", confidence=0.3) for at in range(12)]
    thirteen = [*twelve, pledge("P-12", "Nation 12", confidence=0.3)]

    found = worlds_of(pledging(*twelve, pledge("SURE")), "contingent", seed=1, samples=10)
    assert (found.exact, found.comes.shape) == (True, (4096, 13))
    assert found.weight.sum() == pytest.approx(1.0)
    assert len({tuple(world) for world in found.comes.tolist()}) == 4096
    assert found.weight @ found.comes == pytest.approx([0.3] * 12 + [1.0])
    for by in ("contingent", "nation"):
        assert all_worlds(pledging(*thirteen), by) is None
        sampled = worlds_of(pledging(*thirteen), by, seed=1, samples=10)
        assert (sampled.exact, sampled.comes.shape) == (False, (10, 13))


def test_what_a_nation_draws_at_once_may_be_few_worlds_where_single_pledges_are_many():
    """Forty pledges of two nations at 0.5 and 0.8: each nation has three spans, 3 x 3 worlds."""
    many = [
        pledge(f"P-{at:02}", "Poland" if at % 2 else "France", confidence=0.5 if at % 3 else 0.8)
        for at in range(40)
    ]

    assert all_worlds(pledging(*many), "contingent") is None
    assert len(all_worlds(pledging(*many), "nation").comes) == 9


def test_a_draw_is_splitmix64_of_seed_and_name():
    """The same in plain whole numbers, of which Python has no limit."""
    mask = (1 << 64) - 1
    state = int.from_bytes(hashlib.sha256(b"7 est-inf-1").digest()[:8], "big")
    expected = []
    for _ in range(50):
        state = (state + 0x9E3779B97F4A7C15) & mask
        bits = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & mask
        expected.append(((bits ^ (bits >> 31)) >> 11) / 2**53)

    assert draws(7, "EST-INF-1", 0, 50).tolist() == expected


def test_the_draws_of_a_seed_are_those_of_last_year():
    """Written down once: a library, a version or a platform that changes them is noticed."""
    assert draws(1, "Estonia", 0, 3).tolist() == [0.746573953423586, 0.23121382414496827, 0.8317168155944265]


def test_any_range_of_samples_is_made_without_those_before():
    plan = pledging(*THREE)
    whole = sampled_worlds(plan, "contingent", seed=3, first=0, last=1000).comes

    assert (sampled_worlds(plan, "contingent", seed=3, first=990, last=1000).comes == whole[990:]).all()


@pytest.mark.parametrize("by", ["contingent", "nation"])
def test_another_row_or_another_case_moves_no_draw(by):
    before = sampled_worlds(pledging(*THREE), by, seed=3, first=0, last=500).comes
    rows = [pledge("AA", "Spain", confidence=0.4), *reversed(THREE[1:]), {**THREE[0], "Contingent": "a"}]
    plan = pledging(*rows)
    after = sampled_worlds(plan, by, seed=3, first=0, last=500).comes
    names = plan.contingents["contingent"].str.upper().tolist()

    assert (after[:, [names.index(name) for name in "ABC"]] == before).all()


def test_another_seed_is_another_draw():
    one, other = (sampled_worlds(pledging(*THREE), "contingent", seed=s, first=0, last=99) for s in (1, 2))

    assert (one.comes != other.comes).any()


def test_samples_of_a_nation_stand_or_fall_together():
    comes = sampled_worlds(pledging(*THREE), "nation", seed=5, first=0, last=10_000).comes
    sure, unsure = comes[:, 0], comes[:, 1]

    assert sure[unsure].all()
    assert 0.46 < unsure.mean() < 0.54


def test_eighty_names_come_as_often_as_they_should():
    """10,000 samples of each: about 4 in 80 may be outside of an interval of 95 %, hardly 13."""
    confidences = [(at % 9 + 1) / 10 for at in range(80)]
    plan = pledging(*(pledge(f"P-{at:02}", f"N{at}", confidence=c) for at, c in enumerate(confidences)))
    comes = sampled_worlds(plan, "contingent", seed=1, first=0, last=10_000).comes
    low, high = clopper_pearson(comes.sum(axis=0), 10_000)

    assert ((low > confidences) | (high < confidences)).sum() < 13
    together = np.corrcoef(comes.T) - np.eye(80)
    assert np.abs(together).max() < 0.05  # five standard deviations of what chance leaves
