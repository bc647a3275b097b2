"""A Chromium of this machine, without window or network, and pages that are open in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
"""Under which names it is found on PATH."""
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
LIBRARIES = ("playwright", "axe_playwright_python")
MEASURES = Path(__file__).with_name("measures.js").read_text(encoding="utf-8")


def program() -> str | None:
    """The path of the browser; None where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def to_install() -> str:
    """What is not there of all that the tests need; "" for nothing."""
    if not all(map(find_spec, LIBRARIES)):
        return 'a real browser is not tried: pip install -e ".[browser]"'
    return "" if program() else f"a real browser is not tried: none of {', '.join(PROGRAMS)} is on PATH"


@contextmanager
def started() -> Iterator[Browser]:
    """The browser, closed at the end."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=[*QUIET])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Opened:
    """A page as it is open in the browser, with all that it did but should not."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def told(self, measure: str, *given: str) -> Any:
        """What a function of measures.js says of the page."""
        return self.page.evaluate(f"{MEASURES}.{measure}({', '.join(map(json.dumps, given))})")


Open = Callable[..., Opened]
"""Opens the page of a kind at a width (px); ``printed``: as on paper; more options are a context's."""


def open_file(context: BrowserContext, file: Path, *, printed: bool) -> Opened:
    """A page from a file; whatever else it asks for, and whatever the browser says of it, is a fault."""
    found = Opened(context.new_page())
    page, faults, address = found.page, found.faults, file.as_uri()
    page.on("request", lambda asked: faults.append(asked.url) if asked.url != address else None)
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
    if printed:
        page.emulate_media(media="print")
    page.goto(address)
    return found
