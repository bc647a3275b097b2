"""A number typed by habit: what the message proposes is that number, or nothing."""

import math
import re
from itertools import product
from random import Random

import pytest

from solver.plan.plan import Calendar
from solver.plan.values import read_value
from solver.schema import SETTINGS, sheet
from solver.schema.columns import Column

from .amounts import SHARES, SPELLINGS

NUMBERS = {
    "Budget per period": (250e6, 1000, 36.5),
    "Units": (2, 12),
    "Capacity": (3200, 0),
    "Time limit": (60,),
}
MEANS_OTHERS = ("letters for digits", "a range", "sum of two")
"""Spellings of which no single number can be told."""


def a_column(name: str) -> Column:
    """The column or the setting of that name."""
    declared = (*SETTINGS, *sheet("Contingents").columns, *sheet("Sites").columns)
    return next(column for column in declared if column.name == name)


def proposed(message: str) -> list[float]:
    """The numbers that a message says may be meant."""
    hint = message.rpartition("; ")[2]
    found = re.match(r"(?:if|is) (.+?) (?:is )?meant", re.sub(r" \(.*?\)", "", hint))
    return [float(number) for number in found[1].split(" or ")] if found else []


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("habit", SPELLINGS)
def test_what_is_proposed_for_a_number_is_the_number(habit, name):
    """250 Mio is no 250: who follows a message must not get a plan of something else."""
    if habit.endswith(MEANS_OTHERS):
        return
    for number, seed in product(NUMBERS[name], range(12)):
        typed = SPELLINGS[habit](f"{number:.12g}", Random(seed))
        if not isinstance(typed, str) or typed.startswith("="):
            continue
        said = proposed(read_value(typed, a_column(name), Calendar()).message)
        assert not said or any(math.isclose(each, number) for each in said), f"{typed}: {said}"


@pytest.mark.parametrize("habit", SHARES)
def test_what_is_proposed_for_a_share_is_the_share(habit):
    """25 percent is no 25."""
    for number, seed in product((0.25, 0.1, 0.05), range(8)):
        typed = SHARES[habit](f"{number}", Random(seed))
        if isinstance(typed, str):
            said = proposed(read_value(typed, a_column("Lead share"), Calendar()).message)
            assert not said or any(math.isclose(each, number) for each in said), f"{typed}: {said}"
