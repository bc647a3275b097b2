"""The same bytes are read once; whatever differs is read anew, and nobody gets what another changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from solver.errors import PlanError
from solver.excel.read import workbook as module
from solver.excel.read.workbook import Workbook, read_once, read_workbook
from solver.excel.template.template import write_template


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every file that is really read."""
    seen: list[Path] = []

    def counted(path: Path) -> Workbook:
        seen.append(path)
        return read_workbook(path)

    monkeypatch.setattr(module, "read_workbook", counted)
    monkeypatch.setattr(module, "_last", {})
    return seen


def a_book(path: Path, site: str = "Lviv") -> Path:
    write_template(path, {"Sites": [{"Site": site}]})
    return path


def test_a_copy_is_not_read_again_and_keeps_its_own_name(tmp_path: Path, reads: list[Path]):
    book = a_book(tmp_path / "plan.xlsx")
    copy = Path(shutil.copyfile(book, tmp_path / "input.xlsx"))
    first, second = read_once(book), read_once(copy)

    assert reads == [book]
    assert (first.path, second.path) == (book, copy)
    assert first.tables_sha256 == second.tables_sha256 == read_workbook(copy).tables_sha256
    assert first.findings == second.findings


def test_what_one_does_to_its_tables_reaches_no_other(tmp_path: Path, reads: list[Path]):
    book = a_book(tmp_path / "plan.xlsx")
    sites = read_once(book).tables["Sites"].cells
    sites.loc[sites.index[0], "Site"] = "Odesa"

    assert read_once(book).tables["Sites"].cells["Site"].tolist() == ["Lviv"]
    assert len(reads) == 1


def test_another_content_and_another_kind_of_file_are_read(tmp_path: Path, reads: list[Path]):
    book = a_book(tmp_path / "plan.xlsx")
    read_once(book)
    read_once(a_book(book, "Odesa"))
    macros = Path(shutil.copyfile(book, tmp_path / "plan.xlsm"))

    assert read_once(book).tables["Sites"].cells["Site"].tolist() == ["Odesa"]
    read_once(macros)
    assert reads == [book, book, macros]


def test_a_file_that_cannot_be_read_is_refused_each_time(tmp_path: Path, reads: list[Path]):
    damaged = tmp_path / "plan.xlsx"
    damaged.write_bytes(b"no workbook")
    for path in (damaged, damaged, tmp_path / "gone.xlsx"):
        with pytest.raises(PlanError):
            read_once(path)

    assert len(reads) == 3
