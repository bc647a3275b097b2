"""Every command starts in an empty folder, without options from the developer's own environment."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_cases import write_book

from solver.runs.pipeline import Request, run


@pytest.fixture(autouse=True)
def _clean_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [name for name in os.environ if name.startswith("FORCEGEN_")]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    handler = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, handler)
    logging.getLogger("solver").setLevel(logging.NOTSET)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The small plan of these tests as a workbook, ``plan.xlsx`` in the current folder."""
    return write_book(tmp_path / "plan.xlsx").relative_to(tmp_path)


@pytest.fixture(scope="session")
def solved_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small plan, ``plan.xlsx``, and what solving it wrote; solved once."""
    folder = tmp_path_factory.mktemp("solved")
    write_book(folder / "plan.xlsx")
    with contextlib.chdir(folder):
        assert run(Request(source=Path("plan.xlsx"))).exit_code == 0
    return folder


@pytest.fixture
def written(solved_folder: Path, tmp_path: Path) -> Path:
    """The small plan as it is after ``forcegen solve plan.xlsx``: ``outputs/plan.xlsx``, and its record."""
    shutil.copytree(solved_folder, tmp_path, dirs_exist_ok=True)
    return Path("outputs/plan.xlsx")
