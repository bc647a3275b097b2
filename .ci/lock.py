"""Makes constraints.txt, the exact versions that forcegen is installed with, from pyproject.toml.

    pip install ".[lock]" && python .ci/lock.py

What is there stays as far as pyproject.toml admits it; with ``--upgrade`` everything is taken anew.
At the end every locked package must have a wheel for each Python and platform: nobody needs a compiler.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

TOP = Path(__file__).parents[1]
PYPROJECT, LOCK = TOP / "pyproject.toml", TOP / "constraints.txt"

PLATFORMS = {
    "Linux on x86-64": "x86_64-manylinux_2_28",
    "Linux on ARM": "aarch64-manylinux_2_28",
    "macOS on Apple silicon": "aarch64-apple-darwin",
    "macOS on Intel": "x86_64-apple-darwin",
    "Windows": "x86_64-pc-windows-msvc",
}
"""Where forcegen is to be installed without a compiler, each with uv's name for it."""

HEADER = """\
# The versions that forcegen was tried with, for every Python and platform that it supports.
# Made by `python .ci/lock.py` from pyproject.toml; not to be edited by hand.
"""

ALONE = ("--no-config", "--no-python-downloads", "--no-header", "--no-annotate", "--quiet")
"""uv with no settings of this machine, and with nothing of it in what it writes."""


def main(arguments: Sequence[str]) -> int:
    """Write the lock, and name each package that lacks a wheel somewhere; 1 if any does."""
    LOCK.write_text(HEADER + locked(upgrade="--upgrade" in arguments), encoding="utf-8", newline="\n")
    lacking = [
        f"{package} has no wheel for Python {python}, {platform}"
        for python in pythons()
        for platform in PLATFORMS
        for package in without_wheel(python, platform)
    ]
    print("\n".join(lacking) or f"{LOCK.name}: a wheel for each package, Python and platform")
    return 1 if lacking else 0


def pythons() -> list[str]:
    """The versions of Python that pyproject.toml names, oldest first."""
    named = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]["classifiers"]
    return [each.rpartition(" ")[2] for each in named if "Python :: 3." in each]


def locked(*, upgrade: bool) -> str:
    """One version of each package for each Python and platform, as pip takes them."""
    with tempfile.TemporaryDirectory() as folder:
        lock = Path(folder, LOCK.name)
        if LOCK.exists():
            lock.write_bytes(LOCK.read_bytes())  # what uv keeps to
        anew = ["--upgrade"] if upgrade else []
        universal = ["--universal", "--python-version", pythons()[0], "--extra", "test", "--extra", "browser"]
        uv(*universal, *anew, "--output-file", str(lock), str(PYPROJECT)).check_returncode()
        return lock.read_text(encoding="utf-8")


def without_wheel(python: str, platform: str) -> Iterator[str]:
    """The locked packages that would have to be built there; uv says why."""
    pins = LOCK.read_text(encoding="utf-8").splitlines()
    if not _has_wheels(python, platform, pins, quiet=True):
        for pin in pins:
            if not pin.startswith("#") and not _has_wheels(python, platform, [pin]):
                yield pin.partition(" ")[0]


def _has_wheels(python: str, platform: str, pins: Sequence[str], *, quiet: bool = False) -> bool:
    """Whether all can be had as wheels; told from lists and metadata, nothing is downloaded."""
    there = ["--python-version", python, "--python-platform", PLATFORMS[platform]]
    done = uv("--no-deps", "--only-binary", ":all:", *there, "-", said="\n".join(pins), quiet=quiet)
    return done.returncode == 0


def uv(*arguments: str, said: str = "", quiet: bool = False) -> subprocess.CompletedProcess[str]:
    """``uv pip compile`` with these arguments; what it lists is not shown, nor if ``quiet`` why it fails."""
    return subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", *ALONE, *arguments],
        input=said,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if quiet else None,
        cwd=TOP,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
