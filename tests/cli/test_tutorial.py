"""The tutorial is run from top to bottom: its commands, its edits, and what they print."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_cases import ROOT, forcegen
from openpyxl import load_workbook

from solver.schema import SHEETS

TEXT = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
BOOK = Path("plans/force.xlsx")
STEP = re.compile(
    r"^```sh\n(?P<commands>.*?)^```$|^```text\n(?P<output>.*?)^```$"
    r"|(?P<table>(?:^\|[^\n]*\n)+)|\*\*(?P<sheet>[A-Z][A-Za-z ]+)\*\*|exit code is (?P<code>\d+)",
    re.MULTILINE | re.DOTALL,
)


def steps() -> Iterator[tuple[str, str]]:
    """What the tutorial does and shows, in order: commands, output, tables to type, sheets named."""
    for found in STEP.finditer(TEXT):
        assert found.lastgroup is not None
        yield found.lastgroup, found[found.lastgroup]


def run(command: str) -> tuple[str, int]:
    """What a command prints, and its exit code."""
    words = shlex.split(command)
    if words[0] == "mkdir":
        Path(words[1]).mkdir()
        return "", 0
    assert words[0] == "forcegen"
    result = forcegen(*words[1:])
    return result.output, result.exit_code


def typed(text: str) -> object:
    """A cell of the tutorial's tables as Excel takes what is typed."""
    return int(text) if text.isdigit() else None if text == "(nothing)" else text


def edit(table: str, sheet: str) -> None:
    """Type a table into the workbook: rows from row 2 on of a sheet, or cells by their addresses."""
    header, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    book = load_workbook(BOOK)
    for at, row in enumerate(rows, start=2):
        if header == ["Cell", "Holds"]:
            page, _, place = row[0].partition("!")
            cells = book[page][place] if ":" in place else ((book[page][place],),)
            for cell in (cell for line in cells for cell in line):
                cell.value = typed(row[1])
            continue
        columns = {cell.value: cell.column for cell in book[sheet][1]}
        for name, text in zip(header, row, strict=True):
            book[sheet].cell(at, columns[name]).value = typed(text)
    book.save(BOOK)


def lacking(shown: str, printed: str) -> list[str]:
    """Quoted lines that were not printed in that order; ``...`` stands for any number of lines."""
    lines = iter([line.rstrip() for line in printed.splitlines() if line.strip()])
    wanted, skip = [], False
    for quoted in shown.splitlines():
        if quoted == "...":
            skip = True
        elif not (any(line == quoted for line in lines) if skip else next(lines, "") == quoted):
            wanted.append(quoted)
        else:
            skip = False
    return wanted + ([] if skip else list(lines))


def test_whoever_follows_the_tutorial_sees_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """In an empty folder. Each quoted output is that of one command of the block before it, in order."""
    monkeypatch.chdir(tmp_path)
    sheet, printed, codes = "", [], []
    for kind, text in steps():
        if kind == "sheet":
            sheet = text
        elif kind == "table":
            edit(text, sheet)
        elif kind == "code":
            assert codes.pop() == int(text)
        elif kind == "commands":
            assert not any(codes)  # a code other than 0 is told
            told = [run(command) for command in text.splitlines()]
            printed, codes = [output for output, _ in told if output], [code for _, code in told]
        else:
            assert lacking(text, printed.pop(0)) == [], text
    assert not any(codes)


def test_the_tutorial_is_found_from_the_readme_and_touches_every_part():
    """What was asked of it: caps, a what-if, a mistake, a conflict and a night."""
    kinds = [kind for kind, _ in steps()]
    named = {text for kind, text in steps() if kind == "sheet"} & {declared.name for declared in SHEETS}

    assert "docs/tutorial.md" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert named == {"Sites", "Contingents", "Requirements", "Areas", "Drawdown caps", "Scenarios", "Locks"}
    assert kinds.count("code") == 2
    assert TEXT.count("forcegen nightly") == 2


@pytest.mark.parametrize(
    ("shown", "printed", "missing"),
    [
        ("a\nb\n", "a\nb\n", []),
        ("a\n", "a\nb\n", ["b"]),
        ("...\nb\n...\n", "a\nb\nc\n", []),
        ("...\nc\n...\n", "a\nb\n", ["c"]),
        ("a\nc\n", "a\nb\nc\n", ["c", "c"]),
        ("...\nb\na\n...\n", "a\nb\nc\n", ["a"]),
    ],
)
def test_a_quoted_line_that_is_not_printed_is_found(shown: str, printed: str, missing: list[str]):
    assert lacking(shown, printed) == missing
