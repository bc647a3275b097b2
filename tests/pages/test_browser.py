"""Pages in a real browser: they load nothing, fit every width, and answer to keys alone."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from browser_cases import KINDS, NEEDS_BROWSER, PLANS
from browsers import Open
from hostile_plan import MARKING, NAMES, PLAN_NAME

from solver.text.visible import visible_text

pytestmark = NEEDS_BROWSER

WIDTHS = (360, 768, 1400)
"""Of a phone, a tablet and a screen, in px."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_loads_nothing_and_the_browser_has_nothing_to_complain_of(opened: Open, kind: str):
    """Violations of its own policy are told on the console, too."""
    page = opened(kind)
    page.told("openAll")
    page.page.wait_for_load_state("networkidle")

    assert page.faults == []


SENTENCES = ".words bdi, .why bdi, .gaps h3, .gaps li li bdi, .reasons bdi, .look bdi:not(a *)"

LOOKS = ((1400, "light", True), (1400, "dark", False), (360, "light", False), (360, "dark", False))
"""Widths and colours in which a page is read, with all of its tables open once."""


@pytest.mark.parametrize(
    ("kind", "wide", "scheme", "open_"),
    [*((kind, *look) for kind in KINDS if kind != "large" for look in LOOKS), ("large", *LOOKS[2])],
)
def test_a_page_has_no_serious_barrier(opened: Open, kind: str, wide: int, scheme: str, open_: bool):
    """By axe-core; what is within drawings, whose letters it cannot judge, is tested apart."""
    axe = import_module("axe_playwright_python.sync_playwright")
    page = opened(kind, wide, color_scheme=scheme)
    page.told("emptyDrawings")
    if open_:
        page.told("openAll")
    found = axe.Axe().run(page.page).response["violations"]

    assert [
        (each["id"], node["target"], node["failureSummary"])
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"][:3]
    ] == []


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_the_page_and_no_word_is_cut(opened: Open, kind: str, wide: int):
    """With all tables open: only they may be wider, and scroll, by keys, too."""
    page = opened(kind, wide)
    page.told("openAll")

    assert page.told("widerThanPage") == []
    assert page.told("cutHtml") == []
    assert page.told("deafRegions") == []


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("kind", ["ordinary", "large"])
def test_no_row_of_a_table_is_high_for_the_sake_of_a_cell_out_of_sight(opened: Open, kind: str, wide: int):
    """Long cells are as wide as they need: a table scrolls across rather than being a screen of white."""
    page = opened(kind, wide)
    page.told("openAll")

    assert page.told("tallestRow") <= 210
    assert page.told("brokenWords") == []


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("measured_face")
def test_in_a_drawing_no_text_is_cut_off_and_none_covers_another(opened: Open, kind: str, wide: int):
    """Each in its own size, none of them turned."""
    page = opened(kind, wide)

    assert page.told("textsOutOfDrawings") == []
    assert page.told("overlappingTexts") == []
    assert page.told("turnedTexts") == []


@pytest.mark.parametrize("wide", WIDTHS)
@pytest.mark.parametrize("kind", PLANS)
def test_no_drawing_of_a_plan_is_stretched(opened: Open, kind: str, wide: int):
    assert opened(kind, wide).told("stretchedDrawings") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("wide", WIDTHS)
def test_the_letters_of_drawings_stand_out_from_what_is_behind_them(opened: Open, wide: int, scheme: str):
    """By 4.5 to 1, as axe-core asks of other text; the window is as high as the page."""
    page = opened("ordinary", wide, color_scheme=scheme)
    high = page.page.evaluate("document.documentElement.scrollHeight")
    page.page.set_viewport_size({"width": wide, "height": high})

    assert page.told("faintTexts") == []


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_script_all_but_the_picker_of_nations_is_there(opened: Open, kind: str):
    plain, whole = (opened(kind, java_script_enabled=script) for script in (False, True))
    if kind != "nights":
        plain.page.locator("summary").first.click()
    by_hand = plain.page.locator("details[open]").count()
    for page in (plain, whole):
        page.told("openAll")
    picker = whole.page.locator(".pick")
    picked = picker.inner_text() if picker.count() else ""

    assert by_hand == (kind != "nights")
    assert plain.page.locator("select:visible").count() == 0
    assert plain.page.locator("table:visible").count() == whole.page.locator("table:visible").count() > 0
    assert (
        plain.page.inner_text("body").split() == whole.page.inner_text("body").replace(picked, "", 1).split()
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_link_table_and_summary_is_reached_by_tab_and_shows_it(opened: Open, kind: str):
    page = opened(kind)
    page.told("openAll")
    wanted, reached = page.told("reachable"), []
    for _ in range(len(wanted) + 5):
        page.page.keyboard.press("Tab")
        at = page.told("focused")
        if at is None:
            break
        reached.append(at)

    assert sorted({each["place"] for each in reached}) == wanted
    assert [each["words"] for each in reached if not each["outlined"]] == []


def test_a_nation_that_is_picked_by_keys_dims_the_marks_of_all_others(opened: Open):
    """The first of the list; all of them come back with the word all."""
    page = opened("ordinary")
    before = page.told("opacities")
    for _ in page.told("reachable"):
        page.page.keyboard.press("Tab")
        if page.told("focused")["tag"] == "select":
            break
    page.page.keyboard.press("ArrowDown")
    picked = page.page.locator("#nation").input_value()
    during = page.told("opacities")
    page.page.keyboard.press("ArrowUp")

    assert picked == "1"
    assert {numbers for numbers, _ in before} > {"1", "2"}
    assert [opacity for number, opacity in during if number == picked] == [
        opacity for number, opacity in before if number == picked
    ]
    assert max(opacity for number, opacity in during if number != picked) <= 0.2
    assert page.told("opacities") == before


def test_hostile_names_are_shown_as_what_they_are(opened: Open):
    """No element is made of them, no script runs, no sign turns the text beside it.

    What is read from the right is set apart by signs of our own.
    """
    page = opened("hostile")
    page.page.hover("h1")
    text = re.sub("[\u2068\u2069]", "", page.page.evaluate("document.body.textContent"))

    assert page.faults == []
    assert page.page.locator("img").count() == 0
    assert page.told("handlers") == []
    assert page.page.locator("script").count() == 1
    assert page.page.locator("style").count() == 1
    assert [name for name in (*NAMES, PLAN_NAME.strip(), MARKING) if visible_text(name) not in text] == []
    assert not {"\u202e", "\u202c", "\u2066"} & set(text)


@pytest.mark.parametrize("kind", ["hostile", "nights"])
def test_a_sentence_keeps_its_direction_though_a_name_begins_it(opened: Open, kind: str):
    """Names that are read from the right would turn its brackets and numbers, too."""
    turned = (
        opened(kind)
        .page.locator(SENTENCES)
        .evaluate_all("all => all.map(each => getComputedStyle(each).direction)")
    )

    assert len(turned) > 3
    assert {*turned} == {"ltr"}


def test_the_first_screen_holds_the_answers_and_the_whole_map(opened: Open):
    page = opened("ordinary")
    cards, drawn = page.told("boxOf", ".cards"), page.told("boxOf", ".map svg")

    assert max(cards["bottom"], drawn["bottom"]) <= 900
    assert cards["right"] <= drawn["left"]
    assert drawn["right"] <= 1400
