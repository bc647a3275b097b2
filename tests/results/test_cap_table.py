"""The table of a cap's steps in the terminal: what is sure of each rank, and no more."""

from __future__ import annotations

from types import SimpleNamespace

from answer_cases import a_rank
from made_answers import cap

from solver.cli.answer_text import _steps
from solver.reasons.questions.answer import CapStep, RankNumber
from solver.solution import Part

COST = (Part(name="cost", weight=1.0, value=9.0),)
RANKS = (a_rank(1, value=450.0, final=450.0), a_rank(2, parts=COST, value=9.0, final=9.0))
TODAY = cap(RANKS).steps[1]


def table_of(*steps: CapStep) -> list[list[str]]:
    """The rows of the table, a cell after the other."""
    asked = SimpleNamespace(solution=SimpleNamespace(ranks=RANKS))
    found = SimpleNamespace(workbook=SimpleNamespace(asked=asked))
    (shown,) = _steps(found, cap(RANKS, steps=steps))  # type: ignore[arg-type]
    assert shown.table is not None
    return [
        list(map(str, row)) for row in zip(*(column.cells for column in shown.table.columns), strict=True)
    ]


def a_step(claim: str, low: float | None, *values: float) -> CapStep:
    """All that is below 300 heads."""
    ranks = tuple(RankNumber(rank=at, value=value) for at, value in enumerate(values, start=1))
    return CapStep(limit=299, from_limit=0, ranks=ranks, claim=claim, low=low, settings=("x",))  # type: ignore[arg-type]


def test_a_rank_that_did_not_close_is_at_least_its_bound_and_those_behind_it_are_not_told():
    """Below 300 heads 480 lack at least; 900 were found. Above 600 cost is more, too."""
    other = CapStep(
        limit=700,
        from_limit=600,
        ranks=(RankNumber(rank=1, value=400), RankNumber(rank=2, value=12)),
        claim="proved",
        settings=("x",),
        endless=True,
    )

    assert table_of(a_step("at_most", 480, 900), TODAY, other) == [
        ["0", "299", "at least 480", "?", "not proved"],
        ["300", "599", "450", "9", ""],
        ["600", "any", "400", "12", ""],
    ]


def test_a_rank_that_is_better_and_did_not_close_is_so_much_or_less():
    assert table_of(a_step("at_most", 300, 440), TODAY)[0] == ["0", "299", "440 or less", "not proved"]


def test_a_step_of_which_nothing_is_sure_has_no_number():
    assert table_of(a_step("not_settled", None), TODAY) == [
        ["0", "299", "not settled"],
        ["300", "599", ""],
    ]
