"""Marks are SVG in which no text is anything but text, and each number has its tenths."""

from __future__ import annotations

import math
from xml.etree import ElementTree

import pytest
from drawn import read_marks
from markupsafe import Markup

from solver.drawing.marks import (
    circle,
    diamond,
    element,
    group,
    length,
    line,
    lines_of_text,
    path,
    polyline,
    rectangle,
    text,
)

EVIL = """</text><script>alert("1")</script> & 'x' <"""
"""What a name would have to be to leave its place."""
TURNED = "EST\u202e-1\x1b[31m\u200b"
SHOWN = "EST\\u202e-1\\x1b[31m\\u200b"
"""The same with its hidden signs shown."""

WITH_TIPS = [
    lambda tip: rectangle(1, 2, 3, 4, "there", tip=tip),
    lambda tip: circle(1, 2, 3, "ring", tip=tip),
    lambda tip: path("M0 0", "flow", tip=tip),
]


@pytest.mark.parametrize("name", [EVIL, "a < b & c > d", "\"'", "Łódź"])
def test_a_text_says_what_it_is_given_and_nothing_else(name: str):
    (mark,) = read_marks(text(1, 2, name))

    assert mark.words == name


@pytest.mark.parametrize("made", WITH_TIPS)
def test_what_a_pointer_is_told_is_what_was_given(made):
    found = ElementTree.fromstring(f"<svg>{made(EVIL)}</svg>")

    assert [each.text for each in found.iter("title")] == [EVIL]
    assert not list(found.iter("script"))


def test_no_attribute_ends_before_its_quote():
    found = ElementTree.fromstring(element("path", class_='a" onload="alert(1)', data_n="<b>"))

    assert found.attrib == {"class": 'a" onload="alert(1)', "data-n": "<b>"}


def test_hidden_signs_are_shown_in_texts_tips_and_attributes():
    (mark,) = read_marks(text(1, 2, TURNED))

    assert mark.words == SHOWN
    for made in WITH_TIPS:
        assert SHOWN in made(TURNED)
    assert f'class="{SHOWN}"' in element("path", class_=TURNED)


def test_what_is_marked_as_svg_stays_so():
    assert element("g", Markup("<path/>")) == "<g><path/></g>"
    assert group([line(0, 0, 1, 1, "axis")], data_n=3).startswith('<g data-n="3"><path ')


def test_attributes_are_named_as_svg_does_and_left_out_where_there_is_nothing():
    made = element("text", font_size=12.0, text_anchor=None, class_="", id_="a", x=0.0, n=0)

    assert made == '<text font-size="12" id="a" x="0" n="0"/>'


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-0.04, "0"),
        (0.04, "0"),
        (0.05001, "0.1"),
        (-0.06, "-0.1"),
        (12.0, "12"),
        (99.96, "100"),
        (1234.56, "1234.6"),
        (1e6, "1000000"),
    ],
)
def test_a_place_is_in_tenths_of_a_px_and_never_minus_0(value: float, written: str):
    assert length(value) == written


def test_no_mark_writes_more_than_tenths_or_minus_0():
    third = 1 / 3
    marks = [
        text(third, -0.01, "a", size=third),
        rectangle(third, -0.01, third, third, "k"),
        circle(third, -0.01, third, "k"),
        line(third, -0.01, -0.01, third, "k"),
        polyline([(third, -0.01), (-0.04, third)], "k"),
        lines_of_text(third, -0.01, ["a", "b"], size=12.3456),
    ]

    for mark in marks:
        assert "33" not in mark
        assert "-0" not in mark


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_no_mark_stands_at_what_is_no_finite_number(value: float):
    marks = [
        lambda: text(value, 0, "a"),
        lambda: rectangle(value, 0, 1, 1, "k"),
        lambda: rectangle(0, 0, 1, abs(value), "k"),
        lambda: circle(0, 0, value, "k"),
        lambda: line(0, value, 0, 0, "k"),
        lambda: polyline([(0, 0), (0, value)], "k"),
        lambda: diamond(value, 0, 1, "k"),
    ]

    for made in marks:
        with pytest.raises(ValueError, match=r"a mark cannot be drawn at (nan|-?inf)"):
            made()


def test_whole_numbers_stay_as_they_are():
    """Numbers of nations, say, that a script looks for."""
    assert 'data-n="12"' in group([], data_n=12)
    assert 'data-n="12"' in path("M0 0", "flow", data_n="12")


def test_a_rectangle_has_no_size_below_0():
    (mark,) = read_marks(rectangle(10, 10, -3, -0.2, "k"))

    assert (mark.wide, mark.high) == (0, 0)


def test_lines_of_text_stand_below_each_other():
    """12 px letters with a leading of 1.2: 14.4 px apart."""
    found = read_marks(lines_of_text(5, 20, ["one", "two", "three"], size=12, bold=True, kind="soft"))

    assert [mark.words for mark in found] == ["one", "two", "three"]
    assert [mark.number("y") for mark in found] == [20, 34.4, 48.8]
    assert {mark.kinds for mark in found} == {("soft", "b")}


def test_a_text_names_its_size_and_end_where_they_are_not_the_usual_ones():
    assert text(1, 2, "a") == '<text x="1" y="2">a</text>'
    assert text(1, 2, "a", size=11, anchor="end") == (
        '<text x="1" y="2" font-size="11" text-anchor="end">a</text>'
    )


def test_lines_go_from_point_to_point():
    (one,) = read_marks(line(1, 2, 3, 4, "axis"))
    (many,) = read_marks(polyline([(0, 0), (1.25, 2), (3, 4)], "riser"))

    assert (one.points, one.kinds) == ([(1, 2), (3, 4)], ("axis",))
    assert many.points == [(0, 0), (1.2, 2), (3, 4)]
