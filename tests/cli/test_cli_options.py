"""Where options come from, and how much is said."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from cli_cases import forcegen, solved, write_book

from solver.cli.group import COMMANDS
from solver.runs import pipeline

CODES = re.compile(r"\x1b\[[0-9;]*m")
ODD = {"Settings": [{"Name": "Sede", "Value": 3}]}
"""A setting that does not exist: a finding."""


def config(text: str, name: str = "forcegen.toml") -> Path:
    """Write a file of options."""
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o644)  # whatever the umask: others may read, not write
    return path


def periods(*arguments: object, env: dict[str, str] | None = None) -> str:
    """How many periods the checked plan has, as it is told."""
    result = forcegen("check", "plan.xlsx", *arguments, env=env)
    assert result.exit_code == 0, result.stderr
    return result.stdout.rsplit(", ", 1)[1].strip()


@pytest.fixture
def asked_seed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int | None]:
    """Which seed ``forcegen solve`` asks a run for, with these arguments; nothing is solved."""
    requests: list[pipeline.Request] = []

    def noted(request: pipeline.Request) -> None:
        requests.append(request)
        raise click.exceptions.Exit(0)

    def asked(*arguments: object, env: dict[str, str] | None = None) -> int | None:
        assert forcegen("solve", "plan.xlsx", *arguments, env=env).exit_code == 0
        return requests.pop().spec.search.seed

    monkeypatch.setattr(pipeline, "run", noted)
    return asked


def test_flag_beats_environment_beats_file(asked_seed: Callable[..., int | None]):
    environment = {"FORCEGEN_SEED": "6"}

    assert asked_seed() is None
    config("[solve]\nseed = 5")
    assert asked_seed() == 5
    assert asked_seed(env=environment) == 6
    assert asked_seed("--seed", 7, env=environment) == 7


def test_file_beats_the_workbooks_setting_and_that_beats_the_default(written: Path):
    record = json.loads(written.with_name("plan.xlsx.run.json").read_text(encoding="utf-8"))
    assert record["solver"]["seed"] == 4  # the setting; the default is 1

    config("[solve]\nseed = 5")
    assert solved("plan.xlsx")["solver"]["seed"] == 5


@pytest.mark.usefixtures("book")
def test_several_overrides_come_from_flags_or_lines_or_a_list():
    three, two = "Settings!Periods!Value=3", "Settings!Periods!Value=2"

    assert periods() == "1 period"
    config(f'[check]\nset = ["{two}", "{three}"]')
    assert periods() == "3 periods"
    assert periods(env={"FORCEGEN_SET": f"{three}\n{two}\n"}) == "2 periods"
    assert periods("--set", two, "--set", three, env={"FORCEGEN_SET": two}) == "3 periods"


def test_options_outside_a_section_hold_for_every_command_that_has_them(
    book: Path, asked_seed: Callable[..., int | None]
):
    config('format = "json"\nseed = 9')

    assert asked_seed() == 9
    assert json.loads(forcegen("check", book).stdout) == {"findings": []}


def test_a_section_beats_what_stands_outside(book: Path):
    config('format = "json"\n[check]\nformat = "text"')

    assert forcegen("check", book).stdout.startswith("plan.xlsx: no errors")


def test_another_file_of_options_can_be_named(book: Path):
    config('format = "json"', "other.toml")

    assert forcegen("check", book).stdout.startswith("plan.xlsx: no errors")
    assert json.loads(forcegen("--config", "other.toml", "check", book).stdout) == {"findings": []}
    assert json.loads(forcegen("check", book, env={"FORCEGEN_CONFIG": "other.toml"}).stdout) == {
        "findings": []
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("timelimit = 3", "unknown option timelimit"),
        ("[check]\ntime-limit = 3", "unknown option check.time-limit"),
        ('[check]\nfile = "x.xlsx"', "unknown option check.file"),
        ("[solev]\nseed = 3", "there is no command solev"),
        ('time-limit = "soon"', "time-limit: 'soon' is not a valid number."),
        ("time-limit = true", "time-limit is True; expected a number"),
        ("seed = 'five'", "seed: 'five' is not a valid whole number."),
        ("gap = 2", "gap: 2"),
        ('quiet = "perhaps"', "quiet is 'perhaps'; expected true or false"),
        ('format = "xml"', "format: 'xml' is not one of"),
        ("[check]\nset = [1, 2]", "check.set is [1, 2]; expected a text"),
        ("seed = = 3", "forcegen.toml is not valid TOML"),
    ],
)
def test_a_wrong_file_of_options_is_wrong_usage_and_named(book: Path, text: str, said: str):
    config(text)
    result = forcegen("check", book)

    assert result.exit_code == 2
    assert f"Error: forcegen.toml: {said}" in result.stderr or f"Error: {said}" in result.stderr


def test_a_wrong_value_in_the_environment_is_wrong_usage(book: Path):
    result = forcegen("solve", book, env={"FORCEGEN_TIME_LIMIT": "soon"})

    assert result.exit_code == 2
    assert "--time-limit" in result.stderr


def test_quiet_says_nothing_but_errors():
    areas = [{"Area": "Latvia", "Nation": "Latvia", "Own": 100}]  # no contingent of Latvia: a warning
    book = write_book(Path("plan.xlsx"), only=("Contingents", "Sites", "Requirements", "Areas"), Areas=areas)
    loud = forcegen("check", book)
    quiet = forcegen("check", book, "-q")

    assert loud.stdout
    assert "warning: Areas!" in loud.stderr
    assert (quiet.exit_code, quiet.stdout, quiet.stderr) == (0, "", "")
    assert "no such file" in forcegen("check", "gone.xlsx", "-q").stderr


def test_verbose_tells_the_phases_and_twice_their_details(book: Path, caplog: pytest.LogCaptureFixture):
    forcegen("check", book, "-q", "-v")
    assert logging.getLogger("solver").level == logging.INFO
    forcegen("solve", book, "-q", "-vv")
    assert logging.getLogger("solver").level == logging.DEBUG
    once = [told.getMessage() for told in caplog.records if told.levelno >= logging.INFO]
    twice = [told.getMessage() for told in caplog.records]

    for phase in (
        "read plan.xlsx in",
        "built",
        "rank 1: proved",
        "the audit agrees on 17 rules",
        "written in",
    ):
        assert any(phase in told for told in once)
    assert any("searching with" in told for told in twice)
    assert not any("searching with" in told for told in once)


def test_colours_are_for_who_asks_and_never_for_a_pipe_or_no_color():
    book = write_book(Path("plan.xlsx"), **ODD)

    assert not CODES.search(forcegen("check", book).stderr)
    assert CODES.search(forcegen("check", book, "--color").stderr)
    assert not CODES.search(forcegen("check", book, "--no-color").stderr)
    config("color = true")
    assert CODES.search(forcegen("check", book).stderr)
    config("no-color = true")
    assert not CODES.search(forcegen("check", book, env={"FORCEGEN_COLOR": ""}).stderr)


def test_every_command_explains_itself_with_h():
    for command in COMMANDS:
        result = forcegen(command, "-h")

        assert result.exit_code == 0
        assert f" {command} [OPTIONS]" in result.stdout
        assert max(map(len, result.stdout.splitlines())) <= 80


def test_the_version_is_told():
    from solver import __version__

    assert forcegen("--version").stdout == f"forcegen {__version__}\n"


def test_doctor_solves_a_plan_with_the_embedded_solver():
    result = forcegen("doctor")

    assert result.exit_code == 0
    assert re.search(r"ok\s+solver highs\s+solves", result.stdout)
