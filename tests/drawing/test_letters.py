"""Texts are as wide as measured, and what is cut or wrapped fits its room."""

from __future__ import annotations

import json
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solver.drawing.letters import ELLIPSIS, NOISE, TYPEFACE, cut, width, wrapped
from solver.text.visible import visible_text

ACUTE, DOTS, JOINER = "\u0301", "\u0308", "\u200d"
LETTERS = "aeilmwAMWÉłß 0179-/.,()αЖя" + ACUTE + DOTS + "\u00a0 גش軍部한🚢🇪कष" + JOINER
TEXTS = st.text(LETTERS, max_size=60)
ROOMS = st.floats(0, 300)
SIZES = st.floats(6, 24)


@pytest.mark.parametrize("sheet", ["style.css", "index.css"])
def test_pages_ask_for_the_letters_that_are_measured(sheet: str):
    style = files("solver.pages").joinpath("templates", sheet).read_text(encoding="utf-8")

    assert f" {TYPEFACE};" in style


def test_the_digits_are_as_wide_as_arials():
    """556 thousandths of an em each, regular and bold: numbers stand beneath each other."""
    assert {width(digit, 1000) for digit in "0123456789"} == {556}
    assert {width(digit, 1000, bold=True) for digit in "0123456789"} == {556}


def test_a_text_is_as_wide_as_its_letters_together():
    # E 667, s 500, t 278, o 556, n 556, i 222, a 556 thousandths of an em
    assert width("Estonia", 10) == pytest.approx(33.35)


def test_bold_letters_are_wider():
    assert width("Contingents", 12, bold=True) > width("Contingents", 12)


def test_nothing_is_not_wide():
    assert width("", 12) == 0


def test_decomposed_letters_are_as_wide_as_composed_ones():
    """A name typed on a Mac is drawn no wider."""
    for name in ("Großräschen Übung", "Łódź", "Čeľadná", "Đà Nẵng", "Ελλάδα", "Київ"):
        assert width(unicodedata.normalize("NFD", name), 12) == width(name, 12)


def test_marks_have_no_width():
    assert width("x" + ACUTE + DOTS, 12) == width("x", 12)


def test_hidden_signs_are_as_wide_as_they_are_shown():
    """A name with signs that turn it is drawn with their numbers, and cut and wrapped with them."""
    assert width("Est\u00adonia\u200b", 12) == width("Est\\xadonia\\u200b", 12)
    assert cut("a\u202eb", width("a\\u202eb", 12), 12) == "a\\u202eb"
    assert cut("a\u202eb", width("a\\u20…", 12), 12) == "a\\u20…"
    assert wrapped("evil\u2066 force", width("evil\\u2066", 12), 12) == ("evil\\u2066", "force")


def test_an_accent_makes_a_letter_no_wider_but_where_it_stands_beside_it():
    """The caron of an l is a stroke to its right."""
    assert width("é", 1000) == width("e", 1000)
    assert width("ľ", 1000) > width("l", 1000)


def test_letters_that_the_typeface_lacks_have_a_cautious_width():
    assert width("軍한Ａ", 10) == 30.0
    assert width("שש", 10) == 15.0
    assert width("🚢", 10) == 13.5


def test_a_flag_is_as_wide_as_its_two_letters():
    """Where no flags are drawn, letters are."""
    assert width("🇪🇪", 10) == 15.0


def test_every_measured_letter_is_composed_and_stands_once():
    """No entry that is never looked up, none that another one overwrites."""
    measured = json.loads(files("solver.drawing").joinpath("letter_widths.json").read_text(encoding="utf-8"))
    for letters_by_width in measured.values():
        letters = "".join(letters_by_width.values())
        assert len(letters) == len(set(letters)) > 1000
        assert all(unicodedata.is_normalized("NFC", letter) for letter in letters)


@pytest.mark.parametrize("face", ["Regular", "Bold"])
def test_widths_are_those_that_pillow_measures(face):
    """Where Pillow and the typeface are there; letters one by one, for it kerns and this does not."""
    fonts = pytest.importorskip("PIL.ImageFont", reason="Pillow is not installed here")
    try:
        font = fonts.truetype(f"LiberationSans-{face}.ttf", 1000)
    except OSError:
        pytest.skip("Liberation Sans is not installed here")
    for letter in "AGIMWagilmwy0189 .,-/()%&€\u2013…ÄÉØßçłőšžľĦΑΩαωЖЩжщїґ":
        assert width(letter, 1000, bold=face == "Bold") == pytest.approx(font.getlength(letter), abs=1), (
            letter
        )
    for text in ("Multinational Force Ukraine", "Bundesrepublik Deutschland", "17 250 heads"):
        assert width(text, 1000, bold=face == "Bold") == pytest.approx(font.getlength(text), rel=0.01), text


# Cutting


@given(TEXTS, ROOMS, SIZES, st.booleans())
def test_a_cut_text_fits_its_room(text, room, size, bold):
    assert width(cut(text, room, size, bold=bold), size, bold=bold) <= room + NOISE


@given(TEXTS, ROOMS)
def test_a_text_is_cut_only_where_it_does_not_fit(text, room):
    assert (cut(text, room, 12) == visible_text(text)) == (width(text, 12) <= room + NOISE)


@given(TEXTS, ROOMS, SIZES)
def test_a_text_fits_the_room_that_it_was_measured_for(text, more, size):
    """Room is often its width and some px, from which others take these px again: 12.3 + 14 - 14 is less."""
    room = width(text, size) + more - more

    assert cut(text, room, size) == visible_text(text)
    assert len(wrapped(text, room, size)) <= 1


@given(TEXTS, ROOMS)
def test_a_cut_text_is_the_beginning_of_the_text(text, room):
    shown, whole = cut(text, room, 12), visible_text(text)

    assert shown in (whole, "") or shown.endswith(ELLIPSIS)
    assert shown == whole or unicodedata.normalize("NFC", whole).startswith(shown.removesuffix(ELLIPSIS))


@given(TEXTS, ROOMS)
def test_a_mark_is_never_cut_from_its_letter(text, room):
    shown, whole = cut(text, room, 12), visible_text(text)
    left = unicodedata.normalize("NFC", whole)[len(shown) - 1 :]

    assert shown in (whole, "") or not unicodedata.category(left[0]).startswith("M")


def test_as_much_is_shown_as_fits():
    # Estonian 3.891 em, '…' 1 em
    assert cut("Estonian company", 48.92, 10) == "Estonian…"
    assert cut("Estonian company", 48.90, 10) == "Estonia…"


def test_no_blank_stands_before_the_dots():
    assert cut("Estonian company", 53, 10) == "Estonian…"


def test_a_letter_keeps_its_marks_where_it_is_cut():
    """X with an acute is no letter of its own, and so two signs."""
    assert cut("ax" + ACUTE + "bcdef", width("ax", 10) + 10, 10) == "ax" + ACUTE + ELLIPSIS


def test_joined_letters_stay_together():
    """Two letters of Devanagari with a joiner, which is hidden nowhere else."""
    joined = f"क\u094d{JOINER}ष"

    assert cut(joined + " home", width(joined, 10) + 10, 10) == joined + ELLIPSIS
    assert cut(joined + " home", width(joined, 10) + 9, 10) == ELLIPSIS


def test_nothing_is_shown_where_not_even_the_dots_fit():
    assert cut("Estonia", 9.9, 10) == ""
    assert cut("Estonia", 10, 10) == ELLIPSIS


# Wrapping


def without_blanks(*lines: str) -> str:
    """All that is drawn of a text."""
    return "".join(" ".join(lines).split())


@given(TEXTS, ROOMS, SIZES, st.integers(1, 4), st.booleans())
def test_wrapped_lines_fit_and_are_no_more_than_asked_for(text, room, size, most, bold):
    lines = wrapped(text, room, size, most=most, bold=bold)

    assert len(lines) <= most
    assert all(lines)
    assert all(width(line, size, bold=bold) <= room + NOISE for line in lines)


@given(TEXTS, st.floats(20, 300), st.integers(1, 4))
def test_no_word_is_lost_where_no_line_ends_in_dots(text, room, most):
    lines = wrapped(text, room, 12, most=most)

    assert any(line.endswith(ELLIPSIS) for line in lines) or without_blanks(*lines) == without_blanks(
        visible_text(text)
    )


def test_a_text_that_fits_is_one_line():
    assert wrapped("Estonia", 100, 12) == ("Estonia",)


def test_a_blank_text_has_no_lines():
    assert wrapped("  ", 100, 12) == ()


def test_lines_end_between_words():
    assert wrapped("Air defence battery", 70, 12) == ("Air defence", "battery")


def test_lines_end_behind_a_slash_and_a_hyphen():
    assert wrapped("Training/Guard", 60, 12) == ("Training/", "Guard")
    assert wrapped("EST-INF-1", 54, 12) == ("EST-INF-", "1")


def test_a_minus_stays_with_its_number():
    assert wrapped("change -1500", width("change -", 12), 12) == ("change", "-1500")


def test_a_blank_that_holds_together_does_not_break():
    """17 250 is one number."""
    assert wrapped("about 17\u00a0250", 80, 12) == ("about 17\u00a0250",)
    assert wrapped("about 17\u00a0250", 60, 12) == ("about", "17\u00a0250")


def test_the_last_line_is_cut_where_text_is_left():
    assert wrapped("Air defence battery of Estonia", 70, 12) == ("Air defence", "battery of…")


def test_a_word_too_long_for_a_line_is_cut_and_the_next_goes_on():
    assert wrapped("Mountaineering troops", 60, 12) == ("Mountai…", "troops")
