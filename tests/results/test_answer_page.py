"""The page of all answers: what is known in whole sentences, the rest counted."""

from __future__ import annotations

import pytest
from answer_cases import a_plan, a_rank
from made_answers import cap, why_not, why_short

from solver.cli.answer_page import in_two_lines, known_sentence
from solver.reasons.questions.answer import OpenSentence

RANKS = (a_rank(1, value=450.0, final=450.0),)
PLAN = a_plan()


def test_what_is_not_settled_is_no_answer():
    assert known_sentence(PLAN, why_not(RANKS, claim="not_settled")) == ""
    lacks = (OpenSentence("Infantry at Lviv lacks 5 heads; whether it could be filled was not settled."),)
    assert known_sentence(PLAN, why_short(RANKS, claim="at_most", text=lacks)) == ""


def test_of_a_cap_what_is_known_is_told_with_its_name():
    """That raising it gains is not settled; that it may fall is known."""
    text = (
        OpenSentence("Whether raising the cap gains anything was not settled in the time."),
        "It may fall to 300 heads.",
    )

    assert known_sentence(PLAN, cap(RANKS, claim="at_most", text=text)) == (
        "The cap on Estonia / own: it may fall to 300 heads."
    )


def test_a_proved_answer_is_its_first_sentence():
    assert (
        known_sentence(PLAN, cap(RANKS))
        == "The cap on Estonia / own may fall from 450 to 300 heads for nothing."
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("It rises to 18,250; nothing before it changes.", "It rises to 18,250."),
        (
            "It could be filled; but then the rank rises to 18,250.",
            "It could be filled; but then the rank rises to 18,250.",
        ),
        ("It is as it is and that without any clause.", "It is as it is and that without any clause."),
        ("Short; a.", "Short; a."),
    ],
)
def test_no_sentence_is_cut_before_its_number(said: str, told: str):
    assert in_two_lines(said, 20) == told
