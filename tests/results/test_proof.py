"""What is proved of a plan is told in one wording, and never as more than was shown."""

import math
from dataclasses import replace

import pytest
from answer_cases import a_rank

from solver.results.proof import open_ranks, proved_up_to, what_is_proved, what_to_try
from solver.solution import Part, RankValue

ONE_OPEN = "proved up to target; not proved: cost (up to 20 % lower)"


def ranks(**gaps: float) -> tuple[RankValue, ...]:
    """Ranks in order, each with its gap."""
    return tuple(
        replace(a_rank(at, gap=gap), parts=(Part(name=name, weight=1.0, value=50.0),))
        for at, (name, gap) in enumerate(gaps.items(), start=1)
    )


@pytest.mark.parametrize(
    ("of", "up_to", "told"),
    [
        (
            ranks(target=0.0, changes=0.003, drawdown=0.71, cost=0.11),
            "target",
            "proved up to target; not proved: changes (up to 0.3 % lower), drawdown (71 %), cost (11 %)",
        ),
        (ranks(target=0.0, cost=0.2, moves=0.0), "target", ONE_OPEN),
        (ranks(target=0.0, cost=0.2), "target", "all but cost proved: cost (up to 20 % lower)"),
        (ranks(cost=0.2, moves=math.inf), "", "not proved: cost (up to 20 % lower), moves (not known)"),
        (ranks(cost=1.0), "", "not proved: cost (how much lower it might be is not known)"),
        (ranks(target=0.0, cost=0.0), "cost", "proved up to cost; later ranks were not reached"),
        ((), "", "later ranks were not reached"),
    ],
)
def test_every_open_rank_is_named_and_what_is_behind_one_is_never_called_proved(of, up_to, told):
    assert (proved_up_to(of, 0.001), what_is_proved(of, 0.001)) == (up_to, told)


@pytest.mark.parametrize(
    ("gap", "told"), [(0.7101, "72 %"), (0.0031, "0.4 %"), (0.0999, "10.0 %"), (0.1, "10 %")]
)
def test_a_rank_is_never_said_to_be_nearer_than_is_known(gap: float, told: str):
    assert f"(up to {told} lower)" in what_is_proved(ranks(cost=gap), 0.0)


def test_a_rank_within_the_gap_is_not_open():
    assert [rank.name for rank in open_ranks(ranks(cost=0.001, moves=0.0011), 0.001)] == ["moves"]


def test_what_to_try_names_the_gap():
    assert what_to_try(0.001) == "To prove more, try a longer --time-limit or a wider --gap (0.1 % now)."
