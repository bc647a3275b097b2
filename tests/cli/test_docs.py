"""What README and docs name exists: commands, options, exit codes, sheets, columns."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from cli_cases import ROOT

from solver.audit import RULES
from solver.cli import main
from solver.cli.group import COMMANDS
from solver.errors import (
    AuditError,
    ExitCode,
    NoPlanError,
    NothingFoundError,
    OutputError,
    PlanError,
    SolverError,
)
from solver.record import RECORD_FIELDS
from solver.schema import RESULT_SHEETS, SHEETS, all_columns

PAGES = sorted(path for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")] if path.exists())
README = ROOT / "README.md"
FENCE = re.compile(r"^```.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
OVERRIDE = re.compile(r"([A-Z][A-Za-z ]+)!([^!`\"]+)!([A-Za-z -]+?)=")
EXIT_CODES = set(ExitCode)
FOREIGN = frozenset({"--help", "--version", "-h", "-V"})


def page_id(page: Path) -> str:
    """The page's name, for pytest."""
    return page.name


def commands_in(page: Path) -> list[list[str]]:
    """Every ``forcegen ...`` command line in code spans and blocks, as words."""
    text = page.read_text(encoding="utf-8")
    code = [line for block in FENCE.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    code += SPAN.findall(FENCE.sub("", text))
    found = []
    for line in code:
        called = re.search(r"(?:^|[\s/$>&;|(])(?:forcegen|python -m solver)((?:\s.*)?)$", line)
        if called:
            found.append(_words(re.split(r"\s[#|>&;·]", called[1])[0]))
    return found


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text, comments=True)
    except ValueError:  # an apostrophe in a sentence
        return text.split()


def options_of(command: str | None) -> set[str]:
    """Every option of a command, of the group where there is none."""
    context = click.Context(main)
    known = main if command is None else main.get_command(context, command)
    assert known is not None
    return {
        name
        for param in known.params
        if isinstance(param, click.Option)
        for name in (*param.opts, *param.secondary_opts)
    } | FOREIGN


def short_of(option: str) -> set[str]:
    """The options in a word such as ``-vv`` or ``--seed=3``."""
    word = option.split("=")[0].rstrip(",.:;")
    return {word} if word.startswith("--") else {f"-{letter}" for letter in word[1:]}


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_command_and_option_that_a_page_shows_exists(page: Path):
    wrong = []
    for words in commands_in(page):
        command = next((word for word in words if not word.startswith("-")), None)
        if command is not None and not re.fullmatch(r"[a-z][a-z-]*", command):
            continue  # a placeholder such as COMMAND, or prose
        if command is not None and command not in COMMANDS:
            wrong.append(f"forcegen {command}")
            continue
        known = options_of(command) | options_of(None)
        for word in words:
            if re.match(r"--?[A-Za-z]", word):
                wrong += [f"forcegen {command} {each}" for each in short_of(word) - known]

    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_option_that_a_page_names_is_some_commands(page: Path):
    every = set().union(*(options_of(command) for command in (None, *COMMANDS)))
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    named = {word for span in SPAN.findall(prose) for word in re.findall(r"^--[a-z][a-z-]+", span)}

    assert named - every == set()


def test_the_readme_names_every_command():
    if not README.exists():
        pytest.skip("there is no README in this tree")
    shown = {word for words in commands_in(README) for word in words[:1]}

    assert set(COMMANDS) - shown == set()


def test_the_readme_tells_every_result_sheet_and_no_other():
    text = README.read_text(encoding="utf-8")
    table = re.search(r"^\| Sheet \|[^\n]*\n\|[-| :]+\n((?:\|[^\n]*\n)+)", text, re.MULTILINE)
    assert table is not None
    told = [name.strip() for row in table[1].splitlines() for name in row.split("|")[1].split(",")]

    assert sorted(told) == sorted(RESULT_SHEETS)


def test_a_page_that_counts_the_rules_counts_them_right():
    counted = {
        (page.name, int(number))
        for page in PAGES
        for number in re.findall(r"\b(\d+) rules\b", page.read_text(encoding="utf-8"))
    }

    assert counted == {(page, len(RULES)) for page, _ in counted}
    assert ("record.md", len(RULES)) in counted


def test_every_exit_code_of_the_code_is_in_the_readmes_or_a_pages_table():
    classes = (AuditError, PlanError, NoPlanError, NothingFoundError, OutputError, SolverError)
    codes = {each.exit_code for each in classes}
    assert codes <= EXIT_CODES

    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        table = re.search(r"^\|\s*Exit\b[^\n]*\n\|[-| :]+\n((?:\|[^\n]*\n)+)", text, re.MULTILINE)
        if table:
            told = {
                int(code) for row in table[1].splitlines() for code in re.findall(r"\d+", row.split("|")[1])
            }
            assert told <= EXIT_CODES
            assert codes | {0, 2, 5} <= told
            if page == README:
                assert told == EXIT_CODES


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_sheets_and_columns_in_overrides_that_a_page_shows_exist(page: Path):
    columns = {sheet.name: {column.name for column in all_columns(sheet)} for sheet in SHEETS}
    wrong = []
    for sheet, _, column in OVERRIDE.findall(page.read_text(encoding="utf-8")):
        if sheet.strip() == "Sheet":
            continue  # the form itself: Sheet!Row!Column=value
        if sheet.strip() not in columns or column.strip() not in columns[sheet.strip()]:
            wrong.append(f"{sheet}!...!{column}")

    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_sheets_that_a_page_names_as_sheets_exist(page: Path):
    every = {*(sheet.name for sheet in SHEETS), *RESULT_SHEETS, "Read me", "Findings"}
    named = set(
        re.findall(r"\bsheets? (?:`|\*\*)([A-Z][A-Za-z ]+)(?:`|\*\*)", page.read_text(encoding="utf-8"))
    )

    assert named - every == set()


def test_the_reference_of_the_workbook_has_every_sheet_and_column():
    text = (ROOT / "docs" / "workbook.md").read_text(encoding="utf-8")

    missing = [sheet.name for sheet in SHEETS if sheet.name not in text]
    missing += [
        f"{sheet.name}: {column.name}"
        for sheet in SHEETS
        for column in all_columns(sheet)
        if column.name not in text
    ]
    assert missing == []


def test_the_page_of_the_record_has_every_field_as_the_code_says_it():
    rows = [f"| `{name}` | {what} |" for name, what in RECORD_FIELDS.items()]

    assert "\n".join(rows) + "\n\n" in (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
