"""Pages on paper: marked, numbered and whole, no drawing torn apart."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from browser_cases import KINDS, NEEDS_BROWSER, PLANS
from browsers import Open, Opened
from hostile_plan import MARKING as HOSTILE_MARKING
from page_plans import MARKING

from solver.text.visible import visible_text

pytestmark = NEEDS_BROWSER

A4 = (595.3, 841.9)
"""Width and height of A4 in points."""
EDGE = 15 / 25.4 * 72
"""The margin to the left and right, in points."""
MARGIN = 18 / 25.4 * 72
"""The margin above and below."""
SHOWN_MARKING = visible_text(HOSTILE_MARKING)
NIGHTS_MARKING = f"{SHOWN_MARKING} / EXERCISE"
"""Of the index page, which names those of all plans."""
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def paper(page: Opened, file: Path) -> list[str]:
    """The printed pages as pdftotext tells them: each word with its box."""
    if shutil.which("pdftotext") is None:
        pytest.skip("install poppler-utils, whose pdftotext reads what was printed")
    page.page.pdf(path=file, format="A4", prefer_css_page_size=True, print_background=True)
    told = subprocess.run(["pdftotext", "-bbox", file, "-"], capture_output=True, check=True).stdout
    return told.decode().split("<page ")[1:]


def words_of(sheet: str) -> str:
    """The words of a printed page, with single blanks between them."""
    return " ".join(match[5] for match in WORD.finditer(sheet))


def ink_beside(file: Path) -> list[int]:
    """Of each printed page, how many dots of the margins to the left and right are not white."""
    subprocess.run(["pdftoppm", "-gray", "-r", "72", file, file.with_suffix("")], check=True)
    found = []
    for picture in sorted(file.parent.glob(f"{file.stem}-*.pgm")):
        _, wide, high, _, dots = picture.read_bytes().split(maxsplit=4)
        across, down, margin = int(wide), int(high), int(EDGE - 1)
        dots = dots[-across * down :]
        rows = [dots[at * across : (at + 1) * across] for at in range(down)]
        found.append(sum(dot < 250 for row in rows for dot in (*row[:margin], *row[-margin:])))
    return found


def margin_of(sheet: str, *, top: bool) -> str:
    """The words that are wholly above or below what a printed page holds."""
    words = [
        match[5]
        for match in WORD.finditer(sheet)
        if (float(match[4]) <= MARGIN if top else float(match[2]) >= A4[1] - MARGIN)
    ]
    return html.unescape(" ".join(words))


@pytest.mark.parametrize(
    ("kind", "marking"), [("ordinary", MARKING), ("hostile", SHOWN_MARKING), ("large", ""), ("small", "")]
)
def test_every_printed_page_has_the_marking_above_and_below_and_its_number(
    opened: Open, tmp_path: Path, kind: str, marking: str
):
    """One that means to be more than text, too: there it stands in a style sheet.

    On the first page above by the page itself, and on the last one below, too: not every browser prints what
    style sheets put into margins.
    """
    sheets = paper(opened(kind), tmp_path / "page.pdf")

    assert len(sheets) > 1
    assert all(marking in html.unescape(words_of(sheet)) for sheet in (sheets[0], sheets[-1]))
    assert margin_of(sheets[0], top=True) == ""
    for at, sheet in enumerate(sheets, start=1):
        assert at == 1 or margin_of(sheet, top=True) == marking
        assert margin_of(sheet, top=False) == f"{marking} {at} / {len(sheets)}".strip()


def test_printed_nights_are_marked_on_every_page(opened: Open, tmp_path: Path):
    """Above on the first page by the page itself."""
    first, *others = sheets = paper(opened("nights"), tmp_path / "page.pdf")

    assert html.unescape(words_of(first)).count(NIGHTS_MARKING) > 1
    assert [margin_of(sheet, top=True) for sheet in others] == [NIGHTS_MARKING] * len(others) != []
    assert [margin_of(sheet, top=False) for sheet in sheets] == [
        f"{NIGHTS_MARKING} {at} / {len(sheets)}" for at in range(1, len(sheets) + 1)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_on_paper_nothing_is_cut_at_the_edges(opened: Open, tmp_path: Path, kind: str):
    """With all tables open; and nothing is shrunk to fit: the page is as wide as 180 mm, 680 px.

    By its ink: the box of a word is as wide as the signs in it that nobody sees, too.
    """
    page = opened(kind, 680, printed=True)
    page.told("openAll")
    wider = page.told("widerThanPage")
    many = len(paper(page, tmp_path / "page.pdf"))
    margins = ink_beside(tmp_path / "page.pdf")

    assert wider == []
    assert len(margins) == many
    assert {number: ink for number, ink in enumerate(margins, 1) if ink} == {}


def pages_with(sheets: list[str], signs: tuple[str, ...], many: int) -> dict[int, list[int]]:
    """Of each of so many things, the printed pages on which its signs stand, one of them after the other."""
    return {
        at: [number for sign in signs for number, sheet in enumerate(sheets) if f"{sign}{at}Q" in sheet]
        for at in range(many)
    }


@pytest.mark.parametrize("kind", ["ordinary", "large", "small"])
def test_no_word_of_a_table_is_broken_on_paper(opened: Open, kind: str):
    """They wrap between words; only what has no blank in a hostile plan is broken."""
    page = opened(kind, 680, printed=True)
    page.told("openAll")

    assert page.told("brokenWords") == []


@pytest.mark.parametrize("kind", PLANS)
def test_the_heading_of_a_table_is_on_the_printed_page_of_its_first_row(
    opened: Open, tmp_path: Path, kind: str
):
    page = opened(kind, 680, printed=True)
    page.told("openAll")
    many = page.told("signTables")
    sheets = [words_of(sheet) for sheet in paper(page, tmp_path / "page.pdf")]
    places = pages_with(sheets, ("NAME", "ROW"), many)

    assert many > 1
    assert {at: found for at, found in places.items() if len(found) != 2 or len(set(found)) != 1} == {}


def test_the_first_printed_page_holds_the_answers_and_the_whole_map(opened: Open, tmp_path: Path):
    """The map ends above the lower margin of page 1, and page 2 begins with the next section."""
    page = opened("ordinary", 680, printed=True)
    page.told("signDrawings")
    first, second, *_ = [words_of(sheet) for sheet in paper(page, tmp_path / "page.pdf")]

    assert [sign in first for sign in ("HEAD0Q", "TOP0Q", "END0Q")] == [True] * 3
    assert "0Q" not in second.replace("10Q", "")


@pytest.mark.parametrize("kind", PLANS)
def test_a_drawing_is_on_one_printed_page_with_its_heading(opened: Open, tmp_path: Path, kind: str):
    """By signs that are written at its top and its end."""
    page = opened(kind, 680, printed=True)
    many = page.told("signDrawings")
    sheets = [words_of(sheet) for sheet in paper(page, tmp_path / "page.pdf")]

    places = pages_with(sheets, ("HEAD", "TOP", "END"), many)
    assert many > 1
    assert {at: found for at, found in places.items() if len(found) != 3 or len(set(found)) != 1} == {}
