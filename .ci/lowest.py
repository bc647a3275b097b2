"""Prints constraints for the lowest versions that pyproject.toml admits of what forcegen itself needs.

Where the lowest is itself left out (!=), that is the next minor version. All
else, the tools that test it among them, is as in constraints.txt.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

TOP = Path(__file__).parents[1]


def main() -> None:
    """One line each, as pip takes them."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest = dict(map(_lowest, project["dependencies"]))
    for name, version in lowest.items():
        print(f"{name}=={version}")
    for line in (TOP / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line.partition("==")[0] not in lowest:
            print(line)


def _lowest(dependency: str) -> tuple[str, str]:
    """A library and the lowest version of it."""
    found = re.match(r"([\w-]+).*?>=([\w.]+)", dependency)
    assert found is not None, f"no lower bound: {dependency}"
    name, version = found.groups()
    if f"!={version}.0," in dependency or f"!={version}," in dependency:
        major, minor, *_ = version.split(".")
        version = f"{major}.{int(minor) + 1}.0"
    return name, version


if __name__ == "__main__":
    main()
