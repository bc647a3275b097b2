"""The map of the code names what is there, and every package."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parents[1]
MAP = (HERE / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_path_that_the_map_names_is_there():
    named = set(re.findall(r"`((?:solver|tests|docs)/[\w./]*)`", MAP))

    assert [path for path in sorted(named) if not (HERE / path).exists()] == []


def test_the_map_names_every_package():
    packages = {path.parent.name for path in (HERE / "solver").glob("*/__init__.py")}

    assert {name for name in packages if f"`solver/{name}/`" not in MAP} == set()
