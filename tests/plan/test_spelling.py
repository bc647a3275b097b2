"""Which names are slips of the keyboard, and which are names of their own."""

from __future__ import annotations

import pytest

from solver.plan.names import is_slip


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Estona", "Estonia"),
        ("Estoniaa", "Estonia"),
        ("Esotnia", "Estonia"),
        ("infantri", "infantry"),
        ("mechanised infntry", "Mechanised Infantry"),
        ("engineers", "engineer"),
    ],
)
def test_one_letter_is_a_slip(name, known):
    assert is_slip(name, ["Finland", known])


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Iran", "Iraq"),
        ("Niger", "Nigeria"),
        ("Austria", "Australia"),
        ("Slovakia", "Slovenia"),
        ("Iceland", "Ireland"),
        ("GER-1", "GER-2"),
        ("GER-1", "GER-11"),
        ("Site A", "Site B"),
        ("North East", "North West"),
        ("A", "AB"),
        ("Estonia", "Estonia"),
    ],
)
def test_two_names_are_two(name, known):
    assert not is_slip(name, [known])
