"""A browser for the tests of a module, and the pages that it opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser_cases import page_file
from browsers import Open, Opened, open_file, started

from solver.drawing.letters import TYPEFACE, width

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HIGH = 900
"""Of the window, in px."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with started() as found:
        yield found


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The page of a kind as a file, made once."""
    folder, made = tmp_path_factory.mktemp("pages"), dict[str, Path]()

    def page_of(kind: str) -> Path:
        if kind not in made:
            made[kind] = page_file(kind, folder)
        return made[kind]

    return page_of


@pytest.fixture
def opened(browser: Browser, pages: Callable[[str], Path]) -> Iterator[Open]:
    """What opens pages, each in a context of its own."""
    contexts = []

    def opens(kind: str, wide: int = 1400, *, printed: bool = False, **options: Any) -> Opened:
        contexts.append(browser.new_context(viewport={"width": wide, "height": HIGH}, **options))
        return open_file(contexts[-1], pages(kind), printed=printed)

    yield opens
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def measured_face(browser: Browser) -> None:
    """Skip where the browser has no typeface for which the drawings are measured."""
    page = browser.new_page()
    page.set_content(f"<span style='font: 100px {TYPEFACE}'>Wide</span>")
    wide = page.evaluate("document.querySelector('span').getBoundingClientRect().width")
    page.close()
    if abs(wide - width("Wide", 100)) > 3:
        pytest.skip("install fonts-liberation: no typeface as wide as the one that drawings are measured for")
