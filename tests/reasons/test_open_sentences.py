"""Sentences of what is not settled are open ones, whoever makes them; all others are not."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from short_questions import session_of
from small_plans import a_plan, need
from test_cap_steps import NOW, a_capped_plan, answer, cap, stairs_with
from test_told_prices import ASKED, COST, OPEN, PLAN, RISES, SAME, lacking

import solver.reasons.questions
from solver.reasons.questions.answer import Answer, Ask, Bundle, OpenSentence, Price, RankNumber
from solver.reasons.questions.asks import ask_text
from solver.reasons.questions.caps.cap_sentences import cap_sentences
from solver.reasons.questions.pledges import gate_text, pledge_text
from solver.reasons.questions.shortfalls import short_text
from solver.reasons.questions.shortfalls.least_lack import LeastLack

DOUBT = re.compile(
    r"not (been )?settled|the time was over|not shown|others may help|the best found|Not proved|to the end\b"
)
"""How sentences say that something is not settled."""

NOTHING = Price(possible=None)
BROKEN_OFF = Price(possible=True, ranks=(SAME, OPEN, COST))
WORSE = Price(possible=True, ranks=(RISES, OPEN), first_worse=1, closed=True)
FREE = Price(possible=True, ranks=(SAME,), closed=True)
RULED_OUT = Price(possible=False)


def of_pledges() -> Iterator[str]:
    """What is said of a pledge: before the search, of each kind of price, with a gate opened."""
    names = ["minimum shortfall", "target shortfall"]
    for keepable in (1, 2):
        yield from pledge_text.before_the_search(ASKED, names, keepable)
    for price in (BROKEN_OFF, WORSE, FREE, RULED_OUT):
        yield from pledge_text.priced(PLAN, ASKED, price, sure=price is not BROKEN_OFF)
    for price in (NOTHING, BROKEN_OFF, WORSE, FREE, RULED_OUT):
        yield gate_text.price_with_gate(PLAN, "Sites!Lviv!Open=yes", price)


def of_shortfalls() -> Iterator[str]:
    """What is said of 100 that lack: at least 40, at best 40, at best none, at best perhaps none; prices."""
    asked = lacking()
    for low, high in ((40.0, 100.0), (40.0, 40.0), (0.0, 0.0), (0.0, 100.0), (0.0, 50.0)):
        yield short_text.at_best(asked, LeastLack(low=low, high=high))
    for price in (BROKEN_OFF, WORSE, FREE):
        for high in (0.0, 50.0):
            least = LeastLack(low=high, high=high)
            yield from short_text.priced(PLAN, asked, least, price, "", sure=price is not BROKEN_OFF)
    for tried, left_out in ((2, 1), (0, 1), (2, 0)):
        yield from short_text.none_alone(asked, tried, None, left_out)


def of_caps() -> Iterator[str]:
    """What is said of a cap that was searched to the end, and of some that were not."""
    yield from answer(a_capped_plan(cap(cap_heads=150))).text
    yield from cap_sentences(stairs_with(3, (750.0, 5000.0, 250.0), (700.0, 0.0, 0.0)))
    yield from cap_sentences(stairs_with(3, NOW, (0.0, 0.0, 0.0)))
    yield from cap_sentences(stairs_with(0, (1200.0, 5000.0, 0.0), (950.0, 0.0, 0.0)))
    yield from cap_sentences(stairs_with(0, (1200.0, 5000.0, 0.0), (900.0, 0.0, 0.0)))
    yield from cap_sentences(stairs_with(0, (900.0, 350.0, 0.0), (900.0, 0.0, 0.0)))


def of_asks() -> Iterator[str]:
    """What is said of asks and of two together: proved, and where the time did not do."""
    base = session_of(a_plan(requirements=[need(200)])).base
    now = [RankNumber(rank=at, value=rank.value) for at, rank in enumerate(base.solved.settled, start=1)]
    better = (now[0], replace(now[1], value=now[1].value - 10))
    cut = (*better, replace(now[2], value=now[2].value + 9))
    asks = [
        Ask(what=what, setting="S", add="", ranks=ranks, most=None, claim=claim)
        for what, ranks, claim in (("a", tuple(better), "proved"), ("b", cut, "at_most"))
    ]
    bundle = Bundle(asks=("a", "b"), ranks=better, without=(better, better), claim="proved")
    bundles = (bundle, replace(bundle, claim="at_most"))
    for found, complete in ((asks, True), (asks, False), ((), True), ((), False)):
        yield from ask_text.sentences(
            base, found, bundles if found else (), looked=3, candidates=9, complete=complete
        )
    yield from ask_text.sentences(base, (), (), looked=0, candidates=0, complete=True)


MAKERS = (of_pledges, of_shortfalls, of_caps, of_asks)


@pytest.mark.parametrize("made", MAKERS)
def test_a_sentence_is_open_where_it_says_that_something_is_not_settled_and_only_there(made):
    told = list(made())
    is_open = {isinstance(text, OpenSentence) for text in told}

    assert [text for text in told if isinstance(text, OpenSentence) != bool(DOUBT.search(text))] == []
    assert is_open == {True, False}


def literals(path: Path) -> Iterator[str]:
    """The texts that a module writes down, but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_every_doubt_that_a_maker_of_sentences_writes_down_is_among_those_tried_here():
    """Whoever adds one adds it to the cases above, which tell whether it is made an open sentence."""
    told = "\n".join(text for made in MAKERS for text in made())
    folder = Path(solver.reasons.questions.__file__).parent
    doubts = [text for path in folder.rglob("*.py") for text in literals(path) if DOUBT.search(text)]
    written = [text for text in doubts if text != "not settled"]  # what a claim is called

    assert [text for text in written if text not in told] == []
    assert len(written) > len(MAKERS)


def test_an_open_sentence_stays_one_on_its_way_from_a_worker_and_where_others_follow():
    text = (OpenSentence("What it costs was not settled."), "One is known.")
    sent = pickle.loads(pickle.dumps(Answer(question=ASKED.question, claim="at_most", text=text)))
    longer = replace(sent, text=(*sent.text, "Another one."))

    assert [isinstance(each, OpenSentence) for each in longer.text] == [True, False, False]
