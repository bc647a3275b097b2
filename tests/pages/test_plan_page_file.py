"""The page of a plan is one file that loads nothing, marked above and below, with names that are text."""

from __future__ import annotations

import base64
import hashlib
import re
from xml.etree.ElementTree import Element

import pytest
from html_read import by_id, read_html, text_of
from page_cases import CONTINGENTS, TWO_PERIODS, told
from small_plans import a_plan
from whole_page import in_short, whole_page, whole_plan, whole_source

from solver.pages.plan_page import plan_page
from solver.pages.plan_sections import ToldPlan


@pytest.fixture
def whole() -> ToldPlan:
    return whole_plan()


@pytest.fixture
def page() -> Element:
    return whole_page()


@pytest.fixture
def source() -> str:
    return whole_source()


def test_the_marking_stands_above_below_and_on_each_sheet_of_paper(page: Element, source: str):
    """In the style sheet each sign stands as its number, so that it ends nothing."""
    head, foot = page.find("body/header"), page.find("body/footer")
    assert head is not None
    assert foot is not None
    spelled = "".join(f"\\{ord(sign):06x}" for sign in "EXERCISE & <test>")
    style = text_of(page.find("head/style"))

    assert [each.get("class") for each in (head[0], foot[-1])] == ["marking", "marking"]
    assert [text_of(each) for each in (head[0], foot[-1])] == ["EXERCISE & <test>"] * 2
    assert re.findall(r'@(top|bottom)-center \{ content: "([^"]*)"', style) == [
        ("top", spelled),
        ("bottom", spelled),
    ]
    assert "<test>" not in source


def test_a_plan_without_a_marking_has_none():
    page = read_html(plan_page(in_short()))

    assert page.findall(".//*[@class='marking']") == []
    assert "-center {" not in text_of(page.find("head/style"))


def hash_of(text: str | None) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256((text or "").encode()).digest()).decode()


def policy_of(page: Element) -> str:
    (policy,) = page.findall("head/meta[@http-equiv='Content-Security-Policy']")
    return policy.get("content", "")


def test_a_page_may_load_its_own_style_and_script_and_nothing_else(page: Element):
    (style,), (script,) = list(page.iter("style")), list(page.iter("script"))

    assert policy_of(page) == (
        f"default-src 'none'; style-src '{hash_of(style.text)}'; script-src '{hash_of(script.text)}'"
    )


def test_a_page_with_nobody_to_pick_out_has_no_script():
    page = read_html(plan_page(told(a_plan(contingents=CONTINGENTS))))

    assert list(page.iter("script")) == list(page.iter("select")) == []
    assert "script-src" not in policy_of(page)


def test_a_page_names_no_address_and_loads_nothing(page: Element, source: str):
    for element in page.iter():
        assert not element.attrib.keys() & {"src", "srcset", "style", "onclick", "onload"}
        assert element.get("href", "#").startswith("#")
        assert element.tag not in ("link", "iframe", "img", "object", "form")
    assert not re.search(r"https?:|//|@import|url\((?!#)", source.replace("http-equiv", ""))


def test_nations_can_be_picked_out_by_their_number(page: Element, whole: ToldPlan):
    options = page.findall(".//select/option")
    numbered = {mark.get("data-n") for mark in page.iter() if mark.get("data-n")}

    assert [(each.get("value"), text_of(each)) for each in options] == [
        *(("", "all"), ("1", "Estonia"), ("2", "Poland"))
    ]
    assert numbered == {"1", "2"}


def test_each_view_of_a_drawing_is_for_a_phone_a_tablet_or_a_wide_screen_once(page: Element):
    figures = list(page.iter("figure"))

    assert len(figures) == 9
    for each in figures:
        views = each.findall("svg")
        classes = [name for view in views for name in view.get("class", "").split()]
        widths = {
            name: float(view.get("width", 0)) for view in views for name in view.get("class", "").split()
        }

        assert sorted(classes) == ["m", "n", "w"]
        assert widths["n"] <= widths["m"] <= widths["w"]
        assert widths["n"] == 340
        assert widths["m"] == 640
    wide = {each.get("id"): each.find("svg[@class='w']") for each in figures}
    assert {key: float(view.get("width", 0)) for key, view in wide.items() if view is not None} == {
        **{"map-f": 868, "caps-f": 868, "withdrawals-f": 868},
        **{"coverage-1-f": 1320, "flows-f": 1320},
    }


def test_each_drawing_has_its_name_its_description_and_its_table(page: Element):
    for figure in page.iter("figure"):
        for view in figure.findall("svg"):
            name, words = (
                by_id(page, view.get("aria-labelledby", "")),
                by_id(page, view.get("aria-describedby", "")),
            )

            assert view.get("role") == "img"
            assert text_of(name) == text_of(figure.find("figcaption"))
            assert text_of(words).endswith(".")
            assert view.get("viewbox") == f"0 0 {view.get('width')} {view.get('height')}"
        assert len(list(figure.iter("table"))) == 1


def test_no_id_stands_twice_and_whatever_is_referred_to_is_there(page: Element):
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    named = ("aria-labelledby", "aria-describedby", "for")
    referred = {each.get(name) for each in page.iter() for name in named} - {None}

    assert len(set(ids)) == len(ids)
    assert referred <= set(ids)


def test_a_page_says_of_which_file_it_is_made_when_and_by_whom(page: Element):
    assert re.fullmatch(
        r"Made from small\.xlsx, solved 2027-01-02 03:04Z\. Written by forcegen [\d.]+\S*",
        text_of(page.find(".//footer/p")),
    )


def test_names_are_text_and_their_hidden_signs_are_shown():
    """A contingent that would open an element, and a plan that would turn the direction of its line."""
    contingents = [{**CONTINGENTS[0], "Contingent": "<b>POL</b>"}]
    plan = a_plan(contingents=contingents, settings={**TWO_PERIODS, "Plan name": "A\u202eB"})
    source = plan_page(told(plan, ("<b>POL</b>", "Infantry", "Lviv", 1, 1)))

    assert "<b>POL</b>" not in source
    assert "&lt;b&gt;POL&lt;/b&gt;" in source
    assert "\u202e" not in source
    assert source.count("A\\u202eB") == 2  # the title of the page, and its heading
    read_html(source)


def test_the_same_plan_makes_the_same_page(whole: ToldPlan, source: str):
    assert plan_page(whole) == source
