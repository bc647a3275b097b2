"""HiGHS that ends its process, hangs or prints, in every Python that starts with this folder on its path."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SITE = """
import os, time
import highspy
from pathlib import Path

COUNT = Path({count!r})
whole = highspy.Highs.run

def run(self):
    COUNT.open("a").write("x")
    number = len(COUNT.read_text())
    os.write(1, b"printed by a library\\n")
    if number in {dies}:
        os.write(2, b"free(): invalid pointer\\n")
        os.abort()
    if number in {hangs}:
        time.sleep(1000)
    return whole(self)

highspy.Highs.run = run
"""


def break_highs(
    monkeypatch: pytest.MonkeyPatch, folder: Path, *, dies: range = range(0), hangs: range = range(0)
) -> None:
    """From now on HiGHS does this in these of its runs, counted from 1 over all processes."""
    text = SITE.format(count=str(folder / "runs"), dies=dies, hangs=hangs)
    (folder / "sitecustomize.py").write_text(text, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]))
