"""Pictures of a page for the documentation: ``python tests/pages/pictures.py PAGE.html FOLDER``.

Writes FOLDER/page.png, 1400 x 1500 px: the first screen and the next; and FOLDER/page-phone.png, 390 x 1400
px. Needs playwright and a Chromium on PATH.
"""

from __future__ import annotations

import sys
from pathlib import Path

from browsers import started

SIZES = {"page.png": (1400, 1500), "page-phone.png": (390, 1400)}
"""Width and height in px of each picture."""


def main(page: Path, folder: Path) -> None:
    """Take the pictures of a page into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with started() as browser:
        for name, (width, height) in SIZES.items():
            sheet = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            sheet.goto(page.resolve().as_uri())
            sheet.screenshot(path=folder / name)
            sheet.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
